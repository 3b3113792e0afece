"""An allocator in the order of a stream."""

from __future__ import annotations

import pytest

import trt_cffi


class Pool(trt_cffi.IGpuAsyncAllocator):
    """An allocator that remembers what it was asked for."""

    def __init__(self, memory):
        self.memory, self.asked, self.given, self.taken = memory, [], [], []

    def allocate_async(self, size, alignment, third, fourth):
        self.asked.append((third, fourth))
        self.given.append(self.memory.alloc(size))
        return self.given[-1]

    def deallocate_async(self, memory, stream):
        self.taken.append(memory)
        return True


def test_what_it_gives_comes_back(trt, runtime, memory, plan):
    pool = runtime.gpu_allocator = Pool(memory)
    engine = runtime.deserialize_cuda_engine(plan("digits"))
    context = engine.create_execution_context()
    assert pool.given
    context.close()
    engine.close()
    assert sorted(pool.given) == sorted(pool.taken)


@pytest.mark.parametrize(("version", "order"), [((10, 16, 1), (7, 1)), ((11, 1, 0), (7, 1)), ((11, 2, 0), (1, 7))])
def test_flags_and_stream_come_in_the_order_of_the_version(memory, version, order):
    class Library:
        pass

    Library._like = version
    pool = Pool(memory)
    functions = pool._functions(Library)
    assert functions["allocate_async"]()(pool._number, 512, 256, 1, 7) == pool.given[0]
    assert functions["allocate"]()(pool._number, 512, 256, 1) == pool.given[1]
    assert pool.asked == [order, tuple(0 if number == 7 else number for number in order)]


def test_a_method_that_is_not_overridden_says_so(runtime, plan):
    runtime.gpu_allocator = trt_cffi.IGpuAsyncAllocator()
    with pytest.raises(NotImplementedError, match="allocate_async"):
        runtime.deserialize_cuda_engine(plan("digits")).create_execution_context()
