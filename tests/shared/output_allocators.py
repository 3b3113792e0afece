"""Output allocators: right ones, and ones that raise, refuse or lie."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import trt_cffi
from tests.support import Growing

F = np.float32
DATA = np.array([0, 3, 0, 0, 5, 6, 0, 7, 0, 0, 1, 0, 2, 0, 0, 9], F)
INDICES = [[1, 4, 5, 7, 10, 12, 15]]


@pytest.fixture
def nonzero(memory, load):
    context = load("nonzero").create_execution_context()
    context.set_input_shape("x", DATA.shape)
    context.set_tensor_address("x", memory.upload(DATA))
    return context


def read(memory, context, allocator):
    memory.sync()
    dtype = trt_cffi.nptype(context.engine.get_tensor_dtype("indices"))
    return memory.download(allocator.pointer, allocator.shape, dtype).tolist()


def test_an_output_allocator_is_asked_before_it_is_told_once_a_run(memory, nonzero):
    allocator = Growing(memory)
    nonzero.set_output_allocator("indices", allocator)
    for _ in range(3):
        assert nonzero.execute_async_v3(0) is True
    assert allocator.calls == ["reallocate_output", "notify_shape"] * 3
    assert allocator.shape == (1, 7)
    assert read(memory, nonzero, allocator) == INDICES


def test_an_exception_in_reallocate_output_is_raised_by_the_launch(nonzero, log):
    class Raising(trt_cffi.IOutputAllocator):
        def reallocate_output(self, tensor_name, memory, size, alignment):
            raise KeyError("out of memory")

        def notify_shape(self, tensor_name, shape):
            raise AssertionError("there is nothing to notify of")

    nonzero.set_output_allocator("indices", Raising())
    with pytest.raises(KeyError, match="out of memory") as caught:
        nonzero.execute_async_v3(0)
    assert caught.traceback[-1].name == "reallocate_output"
    assert log.errors, "TensorRT was told that there is no memory"


def test_keyboard_interrupt_in_notify_shape_is_raised_by_the_launch(memory, nonzero):
    class Interrupted(Growing):
        def notify_shape(self, tensor_name, shape):
            raise KeyboardInterrupt

    nonzero.set_output_allocator("indices", Interrupted(memory))
    with pytest.raises(KeyboardInterrupt):
        nonzero.execute_async_v3(0)
    memory.sync()


@pytest.mark.parametrize("nothing", [None, 0])
def test_an_allocator_without_memory_makes_the_launch_fail(nonzero, log, nothing):
    class Empty(trt_cffi.IOutputAllocator):
        def reallocate_output(self, tensor_name, memory, size, alignment):
            return nothing

        def notify_shape(self, tensor_name, shape):
            raise AssertionError("there is nothing to notify of")

    nonzero.set_output_allocator("indices", Empty())
    assert nonzero.execute_async_v3(0) is False
    assert log.errors


@pytest.mark.parametrize("lie", ["text", 1.5, -1, 1 << 64])
def test_an_allocator_that_gives_no_address_is_told_so(nonzero, lie):
    class Liar(trt_cffi.IOutputAllocator):
        def reallocate_output(self, tensor_name, memory, size, alignment):
            return lie

        def notify_shape(self, tensor_name, shape):
            raise AssertionError("there is nothing to notify of")

    nonzero.set_output_allocator("indices", Liar())
    with pytest.raises(TypeError, match="result of reallocate_output"):
        nonzero.execute_async_v3(0)


def test_a_launch_works_after_one_that_raised(memory, nonzero):
    class Once(Growing):
        def reallocate_output(self, *arguments):
            if not self.calls:
                self.calls.append("raised")
                raise MemoryError
            return super().reallocate_output(*arguments)

    allocator = Once(memory)
    nonzero.set_output_allocator("indices", allocator)
    with pytest.raises(MemoryError):
        nonzero.execute_async_v3(0)
    assert nonzero.execute_async_v3(0) is True
    assert read(memory, nonzero, allocator) == INDICES


def test_a_replaced_allocator_is_let_go(memory, nonzero):
    first = Growing(memory)
    gone = weakref.ref(first)
    nonzero.set_output_allocator("indices", first)
    nonzero.set_output_allocator("indices", Growing(memory))
    del first
    gc.collect()
    assert gone() is None
    assert nonzero.execute_async_v3(0) is True
    memory.sync()


def test_a_cycle_of_context_and_allocator_is_collected(memory, load):
    context = load("nonzero").create_execution_context()
    allocator = Growing(memory)
    allocator.context = context
    context.set_output_allocator("indices", allocator)
    gone = weakref.ref(allocator)
    del context, allocator
    gc.collect()
    assert gone() is None
