"""Callbacks on the simulators: what TensorRT asks and tells, and what becomes of exceptions."""

from __future__ import annotations

import gc
import sys
import weakref

import numpy as np
import pytest

import trt_cffi
from tests.shared.output_allocators import *  # noqa: F403
from tests.shared.output_allocators import INDICES, read
from tests.support import Growing, Layers, Log, Pool, Recorder
from trt_cffi import error_recorder
from trt_cffi.shim import NULL

F = np.float32


@pytest.fixture
def tiny(memory, load):
    context = load("tiny").create_execution_context()
    context.set_tensor_address("x", memory.upload(np.arange(16, dtype=F)))
    context.set_tensor_address("y", memory.alloc(64))
    return context


@pytest.fixture
def unraisable(monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "unraisablehook", seen.append)
    return seen


def raising(error):
    def method(self, *arguments):
        raise error

    return method


# ---- output allocators ----


def test_an_allocator_is_told_the_name_the_address_so_far_a_size_and_an_alignment(memory, nonzero):
    asked = []

    class Asked(Growing):
        def reallocate_output(self, tensor_name, where, size, alignment):
            asked.append((tensor_name, where, size, alignment))
            return super().reallocate_output(tensor_name, where, size, alignment)

        def notify_shape(self, tensor_name, shape):
            asked.append((tensor_name, shape))

    allocator = Asked(memory)
    nonzero.set_output_allocator("indices", allocator)
    assert nonzero.execute_async_v3(0)
    assert nonzero.execute_async_v3(0)
    (name, before, size, alignment), told, (_, between, _, _), _ = asked
    assert name == "indices"
    assert (before, between) == (0, allocator.pointer)
    assert size >= 7 * 4
    assert alignment & (alignment - 1) == 0
    assert told == ("indices", (1, 7))
    assert type(told[1]) is trt_cffi.Dims


def test_reallocate_output_async_is_called_with_the_stream_from_10_on(trt, memory, nonzero):
    class Async(Growing):
        def reallocate_output_async(self, tensor_name, where, size, alignment, stream):
            self.calls.append(stream)
            return super().reallocate_output_async(tensor_name, where, size, alignment, stream)

    allocator = Async(memory)
    nonzero.set_output_allocator("indices", allocator)
    assert nonzero.execute_async_v3(4711) is True
    both = ["reallocate_output", "notify_shape"]
    assert allocator.calls == (both if trt.version[0] == 8 else [4711, *both])
    assert read(memory, nonzero, allocator) == INDICES


def test_reallocate_output_async_alone_is_enough_from_10_on(trt, memory, nonzero):
    class Async(trt_cffi.IOutputAllocator):
        def reallocate_output_async(self, tensor_name, where, size, alignment, stream):
            return memory.alloc(size)

        def notify_shape(self, tensor_name, shape):
            self.shape = tuple(shape)

    allocator = Async()
    nonzero.set_output_allocator("indices", allocator)
    if trt.version[0] == 8:
        with pytest.raises(NotImplementedError, match="reallocate_output"):
            nonzero.execute_async_v3(0)
    else:
        assert nonzero.execute_async_v3(0) is True
        assert allocator.shape == (1, 7)


def test_an_allocator_that_overrides_nothing_is_told_so(nonzero):
    nonzero.set_output_allocator("indices", trt_cffi.IOutputAllocator())
    with pytest.raises(NotImplementedError, match="does not override reallocate_output"):
        nonzero.execute_async_v3(0)


def test_an_allocator_needs_no_super_init_and_may_have_its_methods_on_the_object(memory, nonzero):
    class Bare(trt_cffi.IOutputAllocator):
        def __init__(self, extra, *, keyword):
            self.extra = extra, keyword

    allocator = Bare(1, keyword=2)
    allocator.pointer = memory.alloc(4096)
    allocator.reallocate_output = lambda *_: allocator.pointer
    allocator.notify_shape = lambda name, shape: setattr(allocator, "shape", tuple(shape))
    nonzero.set_output_allocator("indices", allocator)
    assert nonzero.execute_async_v3(0) is True
    assert read(memory, nonzero, allocator) == INDICES


def test_one_allocator_serves_several_outputs_and_contexts(memory, load):
    class Many(trt_cffi.IOutputAllocator):
        def __init__(self):
            self.shapes = {}

        def reallocate_output(self, tensor_name, where, size, alignment):
            return memory.alloc(size)

        def notify_shape(self, tensor_name, shape):
            self.shapes[tensor_name] = self.shapes.get(tensor_name, 0) + 1

    engine, allocator = load("dtypes"), Many()
    outputs = [n for n in (engine.get_tensor_name(i) for i in range(5)) if engine.get_tensor_mode(n).name == "OUTPUT"]
    for _ in range(2):
        context = engine.create_execution_context()
        context.set_tensor_address("f", memory.alloc(4 * 8 * 4))
        for output in outputs:
            context.set_output_allocator(output, allocator)
        assert context.execute_async_v3(0) is True
    assert allocator.shapes == dict.fromkeys(outputs, 2)


@pytest.mark.parametrize("name", ["x", "nothing", ""])
def test_what_is_no_output_takes_no_allocator_and_lets_it_go(memory, nonzero, log, name):
    allocator = Growing(memory)
    gone = weakref.ref(allocator)
    assert nonzero.set_output_allocator(name, allocator) is False
    assert nonzero.get_output_allocator(name) is None
    assert len(log.errors) == 2
    del allocator
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize("wrong", [3, "allocator", object(), Growing, Layers])
def test_what_is_no_allocator_is_a_type_error(nonzero, wrong):
    with pytest.raises(TypeError, match="derived from IOutputAllocator"):
        nonzero.set_output_allocator("indices", wrong)


def test_a_callback_may_call_the_api_again(memory, nonzero):
    class Curious(Growing):
        def reallocate_output(self, tensor_name, where, size, alignment):
            self.seen = nonzero.get_max_output_size(tensor_name), nonzero.engine.num_io_tensors, nonzero.name
            with pytest.raises(RuntimeError):
                nonzero.set_optimization_profile_async(7, 0)
            other = nonzero.engine.create_execution_context()
            assert other.set_input_shape("x", (3,)) is True
            other.close()
            return super().reallocate_output(tensor_name, where, size, alignment)

    allocator = Curious(memory)
    nonzero.set_output_allocator("indices", allocator)
    assert nonzero.execute_async_v3(0) is True
    assert allocator.seen[1] == 2
    assert read(memory, nonzero, allocator) == INDICES


# ---- exceptions ----


@pytest.mark.parametrize("error", [KeyError("mine"), KeyboardInterrupt(), SystemExit(3), GeneratorExit()])
def test_any_exception_is_raised_as_the_same_object_ending_in_the_callback(memory, nonzero, error):
    allocator = Growing(memory)
    allocator.notify_shape = raising(error).__get__(allocator)
    nonzero.set_output_allocator("indices", allocator)
    with pytest.raises(type(error)) as caught:
        nonzero.execute_async_v3(0)
    assert caught.value is error
    assert [entry.name for entry in caught.traceback][-1] == "method"
    nonzero.set_output_allocator("indices", None)


def test_an_exception_is_raised_once(nonzero, memory):
    allocator = Growing(memory)
    allocator.reallocate_output = raising(KeyError()).__get__(allocator)
    nonzero.set_output_allocator("indices", allocator)
    with pytest.raises(KeyError):
        nonzero.execute_async_v3(0)
    assert nonzero.get_tensor_shape("x") == (16,)
    assert nonzero.engine.num_io_tensors == 2


def test_of_several_exceptions_the_first_is_raised_and_the_others_are_reported(load, memory, unraisable):
    class Failing(trt_cffi.IProfiler):
        count = 0

        def report_layer_time(self, layer_name, ms):
            self.count += 1
            raise ValueError(self.count)

    context = load("digits").create_execution_context()
    context.set_input_shape("images", (1, 1, 8, 8))
    context.set_tensor_address("images", memory.alloc(256))
    context.set_tensor_address("logits", memory.alloc(40))
    profiler = context.profiler = Failing()
    with pytest.raises(ValueError, match="1"):
        context.execute_async_v3(0)
    assert profiler.count == context.engine.num_layers > 2
    assert [str(each.exc_value) for each in unraisable] == [str(i) for i in range(2, profiler.count + 1)]


def test_a_raised_exception_is_in_no_cycle(memory, nonzero):
    class Mine(Exception):
        pass

    allocator = Growing(memory)
    allocator.reallocate_output = lambda *_: (_ for _ in ()).throw(Mine)
    nonzero.set_output_allocator("indices", allocator)
    gc.collect()
    gc.disable()
    try:
        try:
            nonzero.execute_async_v3(0)
        except Mine as error:
            gone = weakref.ref(error)
        assert gone() is None
    finally:
        gc.enable()


def test_a_raised_exception_does_not_keep_its_objects_alive(memory, nonzero):
    allocator = Growing(memory)
    allocator.reallocate_output = raising(KeyError()).__get__(allocator)
    gone = weakref.ref(allocator)
    nonzero.set_output_allocator("indices", allocator)
    with pytest.raises(KeyError):
        nonzero.execute_async_v3(0)
    nonzero.set_output_allocator("indices", None)
    del allocator
    gc.collect()
    assert gone() is None


# ---- loggers ----


def test_a_logger_that_raises_fails_the_call_that_logged(trt, plan):
    class Strict(Log):
        def log(self, severity, msg):
            super().log(severity, msg)
            if severity <= self.WARNING:
                raise LookupError(msg)

    runtime = trt.Runtime(Strict())
    with pytest.raises(LookupError):
        runtime.deserialize_cuda_engine(b"no plan" * 100)
    engine = runtime.deserialize_cuda_engine(plan("tiny"))
    with pytest.raises(LookupError, match="nothing"):
        engine.get_tensor_mode("nothing")
    with pytest.raises(LookupError, match="nothing"):
        engine.create_execution_context().set_input_shape("nothing", (1,))


def test_a_logger_that_raises_at_once_leaves_no_runtime_behind(trt):
    class Never(trt_cffi.ILogger):
        def log(self, severity, msg):
            raise LookupError(msg)

    logger = Never()
    gone = weakref.ref(logger)
    with pytest.raises(LookupError, match="not a GPU"):
        trt.Runtime(logger)
    del logger
    gc.collect()
    assert gone() is None


def test_a_logger_that_overrides_nothing_is_told_so(trt):
    with pytest.raises(NotImplementedError, match="does not override log"):
        trt.Runtime(trt_cffi.ILogger())


# ---- profilers ----


def test_a_profiler_hears_the_layers_in_order_after_each_launch(tiny):
    profiler = tiny.profiler = Layers()
    for launches in (1, 2):
        assert tiny.execute_async_v3(0)
        assert len(profiler.times) == launches * tiny.engine.num_layers
    tiny.profiler = None
    assert tiny.execute_async_v3(0)
    assert len(profiler.times) == 2 * tiny.engine.num_layers


# ---- memory ----


class Async(Pool):
    def allocate_async(self, size, alignment, flags, stream):
        self.streams = [*getattr(self, "streams", []), stream]
        return self.allocate(size, alignment, flags)


def test_allocate_async_is_called_from_10_on(trt, runtime, memory, plan):
    pool = Async(memory)
    runtime.gpu_allocator = pool
    context = runtime.deserialize_cuda_engine(plan("digits")).create_execution_context()
    assert bool(getattr(pool, "streams", ())) is (trt.version[0] != 8)
    context.engine.close()
    assert sorted(pool.given) == sorted(pool.taken)


def test_deallocate_async_is_called_from_10_on_and_free_for_who_has_only_that(trt, runtime, memory, plan):
    class Old(trt_cffi.IGpuAllocator):
        def __init__(self):
            self.given, self.freed = [], []

        def allocate(self, size, alignment, flags):
            self.given.append(memory.alloc(size))
            return self.given[-1]

        def free(self, memory):
            self.freed.append(memory)

    class Streams(Pool):
        def deallocate_async(self, memory, stream):
            self.asynchronous = True
            return self.deallocate(memory)

    old, streams = Old(), Streams(memory)
    for pool in (old, streams):
        runtime.gpu_allocator = pool
        runtime.deserialize_cuda_engine(plan("digits")).create_execution_context().engine.close()
    assert old.given
    assert sorted(old.given) == sorted(old.freed)
    assert hasattr(streams, "asynchronous") is (trt.version[0] != 8)


@pytest.mark.parametrize("nothing", [None, 0])
def test_a_runtime_without_memory_gives_no_engine(runtime, memory, plan, log, nothing):
    pool = Pool(memory)
    pool.allocate = lambda *_: nothing
    runtime.gpu_allocator = pool
    engine = runtime.deserialize_cuda_engine(plan("digits"))
    assert engine is None or engine.create_execution_context() is None
    assert "memory" in " ".join(log.errors)


def test_an_exception_in_allocate_is_raised_by_what_needed_memory(runtime, memory, plan):
    pool = Pool(memory)
    pool.allocate = raising(MemoryError("all is taken")).__get__(pool)
    runtime.gpu_allocator = pool
    with pytest.raises(MemoryError, match="all is taken"):
        runtime.deserialize_cuda_engine(plan("digits")).create_execution_context()


def test_an_exception_in_deallocate_is_raised_by_close(runtime, memory, plan, unraisable):
    pool = Pool(memory)
    runtime.gpu_allocator = pool
    engine = runtime.deserialize_cuda_engine(plan("digits"))
    context = engine.create_execution_context()
    pool.deallocate = raising(KeyError("not mine")).__get__(pool)
    with pytest.raises(KeyError, match="not mine"):
        context.close()
    assert context.closed
    assert {str(each.exc_value) for each in unraisable} <= {"'not mine'"}, "a context has several blocks"
    del pool.deallocate


@pytest.mark.parametrize("lie", ["text", 1.5, -1, 1 << 64, object()])
def test_an_allocator_that_lies_is_told_so(runtime, memory, plan, lie):
    pool = Pool(memory)
    pool.allocate = lambda *_: lie
    runtime.gpu_allocator = pool
    with pytest.raises(TypeError, match="result of allocate"):
        runtime.deserialize_cuda_engine(plan("digits")).create_execution_context()


# ---- error recorders ----


class Fewest(trt_cffi.IErrorRecorder):
    """All but the number of errors."""

    def __init__(self):
        self.errors = []

    get_error_code = Recorder.get_error_code
    get_error_desc = Recorder.get_error_desc
    has_overflowed = Recorder.has_overflowed
    clear = Recorder.clear
    report_error = Recorder.report_error


class ByDocumentedName(Fewest):
    def num_errors(self):
        return len(self.errors)


class ByNameOfCpp(Fewest):
    def get_num_errors(self):
        return len(self.errors)


@pytest.mark.parametrize("kind", [ByDocumentedName, ByNameOfCpp])
def test_either_name_of_the_number_of_errors_will_do(tiny, kind):
    recorder = tiny.error_recorder = kind()
    assert tiny.set_tensor_address("nothing", 4096) is False
    assert recorder.num_errors() == recorder.get_num_errors() == 1
    assert error_recorder._get_num_errors()(recorder._number) == 1, "as TensorRT asks"
    code, description = recorder.errors[0]
    assert type(code).__name__ == "ErrorCodeTRT"
    assert "nothing" in description


def test_a_recorder_without_a_number_of_errors_says_what_is_missing():
    with pytest.raises(NotImplementedError, match="num_errors"):
        Fewest().num_errors()
    with pytest.raises(NotImplementedError, match="num_errors"):
        Fewest().get_num_errors()


def test_an_exception_in_report_error_is_raised_by_the_call_with_the_error(tiny):
    recorder = Recorder()
    recorder.report_error = raising(KeyError("full")).__get__(recorder)
    tiny.error_recorder = recorder
    with pytest.raises(KeyError, match="full"):
        tiny.set_tensor_address("nothing", 4096)
    tiny.error_recorder = None


def test_what_a_recorder_got_is_attached_to_exceptions_too(tiny):
    tiny.error_recorder = Recorder()
    with pytest.raises(RuntimeError) as caught:
        tiny.set_optimization_profile_async(9, 0)
    assert caught.value.messages == tuple(description for _, description in tiny.error_recorder.errors)


# ---- all of them ----


KINDS = [Log, Layers, Recorder, Growing, Pool]


@pytest.mark.parametrize("kind", KINDS)
def test_a_callback_object_is_neither_copied_nor_pickled(kind):
    import copy
    import pickle

    one = kind.__new__(kind)
    for use in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="cannot be copied"):
            use(one)


@pytest.mark.parametrize("property_", ["profiler", "error_recorder", "temporary_allocator"])
def test_a_replaced_callback_object_is_let_go(trt, memory, tiny, property_):
    make = {"profiler": Layers, "error_recorder": Recorder, "temporary_allocator": lambda: Pool(memory)}[property_]
    first = make()
    gone = weakref.ref(first)
    setattr(tiny, property_, first)
    native = first._native(trt)
    for _ in range(3):
        setattr(tiny, property_, first)
        assert getattr(tiny, property_) is first
    del first
    gc.collect()
    assert gone() is not None
    assert native.handle != NULL
    setattr(tiny, property_, make())
    gc.collect()
    assert gone() is None
    assert native.handle == NULL, "the shim's part of it is freed"
    setattr(tiny, property_, None)
    assert getattr(tiny, property_) is None
