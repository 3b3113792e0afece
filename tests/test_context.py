"""`IExecutionContext` on the simulators: what of it differs between majors, and all that may be given to it."""

from __future__ import annotations

import numpy as np
import pytest

import trt_cffi
from tests.shared.context import *  # noqa: F403
from tests.shared.context import F, X
from tests.support import Growing, Layers, Pool, Recorder, tensorrt_of


class Index:
    """An integer of someone else's."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Stream:
    """A stream by the protocol of cuda.core, CuPy and PyTorch."""

    def __init__(self, handle, version=0):
        self.handle, self.version = handle, version

    def __cuda_stream__(self):
        return self.version, self.handle


# ---- shapes ----


@pytest.mark.parametrize(
    "shape",
    [
        [7, 1, 8, 8],
        (7, 1, 8, 8),
        trt_cffi.Dims((7, 1, 8, 8)),
        trt_cffi.Dims4(7, 1, 8, 8),
        np.array([7, 1, 8, 8]),
        np.array([7, 1, 8, 8], np.int32),
        (np.int64(7), np.uint8(1), Index(8), True * 8),
        np.empty((7, 1, 8, 8)).shape,
    ],
    ids=lambda shape: type(shape).__name__,
)
def test_any_sequence_of_integers_is_a_shape(digits, shape):
    assert digits.set_input_shape("images", shape) is True
    assert digits.get_tensor_shape("images") == (7, 1, 8, 8)
    assert digits.get_tensor_shape("logits") == (7, 10)


def test_a_range_is_a_shape(load):
    context = load("nonzero").create_execution_context()
    assert context.set_input_shape("x", range(5, 6)) is True
    assert context.get_tensor_shape("x") == (5,)


@pytest.mark.parametrize("wrong", [None, 7, "7188", b"7188", {7, 1, 8}, (7.0, 1, 8, 8), (7, 1, 8, "8"), (1,) * 9])
def test_what_is_no_shape_is_a_type_error(digits, wrong):
    with pytest.raises(TypeError, match="shape"):
        digits.set_input_shape("images", wrong)
    assert digits.get_tensor_shape("images") == (-1, 1, 8, 8)


def test_a_dimension_that_8_has_no_bits_for_is_a_type_error_there_and_refused_later(trt, digits, log):
    if trt.version[0] == 8:
        with pytest.raises(TypeError, match="32 bits"):
            digits.set_input_shape("images", (2**31, 1, 8, 8))
    else:
        assert digits.set_input_shape("images", (2**31, 1, 8, 8)) is False
        assert str(2**31) in log.errors[-1]


@pytest.mark.parametrize("shape", [(0, 1, 8, 8), (1025, 1, 8, 8), (-5, 1, 8, 8), (7, 2, 8, 8), (7, 64), ()])
def test_a_shape_outside_the_profile_is_refused_and_logged(digits, log, shape):
    assert digits.set_input_shape("images", shape) is False
    assert log.errors
    assert digits.get_tensor_shape("images") == (-1, 1, 8, 8)


def test_a_dimension_of_minus_one_takes_a_shape_back(digits):
    digits.set_input_shape("images", (7, 1, 8, 8))
    assert digits.all_binding_shapes_specified is True
    assert digits.set_input_shape("images", (-1, 1, 8, 8)) is True
    assert digits.all_binding_shapes_specified is False


def test_all_binding_shapes_specified_follows_the_shapes(digits):
    assert digits.all_binding_shapes_specified is False
    digits.set_input_shape("images", (7, 1, 8, 8))
    assert digits.all_binding_shapes_specified is True


def test_an_unknown_tensor_has_no_shape_and_from_11_2_on_that_is_an_exception(trt, digits, log):
    for read in (digits.get_tensor_shape, digits.get_tensor_strides, digits.engine.get_tensor_shape):
        if trt._like >= (11, 2, 0):
            with pytest.raises(RuntimeError, match="nothing"):
                read("nothing")
        else:
            assert repr(read("nothing")) == "(unknown)"
        assert "nothing" in log.errors[-1]


# ---- streams, events, addresses ----


NUMBERS = [4096, np.int64(4096), np.uint64(4096), np.array(4096), Index(4096)]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: type(number).__name__)
def test_an_address_is_an_integer_of_any_kind(tiny, number):
    assert tiny.set_tensor_address("x", number) is True
    assert tiny.get_tensor_address("x") == 4096
    assert tiny.set_input_consumed_event(number) is True
    assert tiny.get_input_consumed_event() == 4096


def test_an_address_has_64_bits(tiny):
    assert tiny.set_tensor_address("x", 2**64 - 512) is True
    assert tiny.get_tensor_address("x") == 2**64 - 512


@pytest.mark.parametrize("stream", [*NUMBERS, Stream(4096), Stream(Index(4096))], ids=lambda s: type(s).__name__)
def test_a_stream_is_an_integer_or_has_cuda_stream(trt, memory, tiny, stream, y):
    assert tiny.execute_async_v3(stream) is True
    np.testing.assert_array_equal(memory.download(y, 16, F), X + 1)
    if trt.version[0] != 8:
        assert last_stream(memory, tiny, stream) == 4096


def last_stream(memory, context, stream):
    """The stream that TensorRT knows of."""

    class Asking(Growing):
        def reallocate_output_async(self, tensor_name, where, size, alignment, stream):
            self.stream = stream
            return super().reallocate_output(tensor_name, where, size, alignment)

    allocator = Asking(memory)
    context.set_output_allocator("y", allocator)
    assert context.execute_async_v3(stream)
    context.set_output_allocator("y", None)
    return allocator.stream


def test_handles_of_cuda_python_are_streams_and_events(tiny):
    runtime = pytest.importorskip("cuda.bindings.runtime")
    driver = pytest.importorskip("cuda.bindings.driver")
    for stream in (runtime.cudaStream_t(4096), driver.CUstream(4096)):
        assert tiny.execute_async_v3(stream) is True
        tiny.set_aux_streams([stream])
    for event in (runtime.cudaEvent_t(4096), driver.CUevent(4096)):
        assert tiny.set_input_consumed_event(event) is True
        assert tiny.get_input_consumed_event() == 4096
    assert tiny.set_tensor_address("x", driver.CUdeviceptr(8192)) is True
    assert tiny.get_tensor_address("x") == 8192


@pytest.mark.parametrize(
    "wrong", [None, 4096.0, np.float32(4096), "4096", b"4096", True, -1, 2**64, [4096], Stream(1, 7)]
)
def test_nothing_else_is_an_address_a_stream_or_an_event(tiny, wrong):
    before = tiny.get_tensor_address("x")
    for use in (
        lambda: tiny.set_tensor_address("x", wrong),
        lambda: tiny.execute_async_v3(wrong),
        lambda: tiny.set_input_consumed_event(wrong),
        lambda: tiny.set_aux_streams([wrong]),
        lambda: tiny.set_optimization_profile_async(0, wrong),
        lambda: tiny.execute_v2([wrong, wrong]),
        lambda: setattr(tiny, "device_memory", wrong),
    ):
        with pytest.raises(TypeError):
            use()
    assert tiny.get_tensor_address("x") == before
    assert tiny.get_input_consumed_event() == 0


def test_a_misaligned_address_is_refused_and_logged(tiny, log):
    before = tiny.get_tensor_address("x")
    assert tiny.set_tensor_address("x", before + 1) is False
    assert "aligned" in log.errors[-1]
    assert tiny.get_tensor_address("x") == before


# ---- properties ----


@pytest.mark.parametrize("name", ["debug_sync", "enqueue_emits_profile"])
def test_a_flag_takes_true_false_integers_and_none(tiny, name):
    for value, kept in ((True, True), (False, False), (1, True), (0, False), (np.bool_(True), True), (None, False)):
        setattr(tiny, name, value)
        assert getattr(tiny, name) is kept
    for wrong in ("yes", 0.5, []):
        with pytest.raises(TypeError, match=name):
            setattr(tiny, name, wrong)


@pytest.mark.parametrize("name", ["engine", "all_binding_shapes_specified", "all_shape_inputs_specified"])
def test_a_property_that_cannot_be_set_says_so(tiny, name):
    with pytest.raises(AttributeError):
        setattr(tiny, name, None)


@pytest.mark.parametrize("name", ["profiler", "error_recorder", "temporary_allocator"])
def test_a_callback_property_takes_its_kind_of_object_only(tiny, log, name):
    for wrong in (3, "no", object(), log, Recorder):
        with pytest.raises(TypeError, match="derived from I"):
            setattr(tiny, name, wrong)
    assert getattr(tiny, name) is None


def test_report_to_profiler_needs_a_profiler_and_a_launch(digits, memory, log):
    digits.enqueue_emits_profile = False
    assert digits.report_to_profiler() is False
    assert "profiler" in log.errors[-1]
    digits.profiler = Layers()
    assert digits.report_to_profiler() is False


def test_nvtx_verbosity_is_a_member_of_its_enum_and_not_above_the_engines(trt, runtime, log):
    from tests.models.recipes import HERE
    from trt_cffi import simulator

    quiet = simulator.build(HERE / "tiny.onnx", tensorrt=tensorrt_of(trt), profiling_verbosity="NONE")
    context = runtime.deserialize_cuda_engine(quiet).create_execution_context()
    assert context.nvtx_verbosity == trt.ProfilingVerbosity.NONE
    context.nvtx_verbosity = trt.ProfilingVerbosity.DETAILED
    assert context.nvtx_verbosity == trt.ProfilingVerbosity.NONE
    assert "verbosity" in log.errors[-1]
    for wrong in (2, "DETAILED", trt.DataType.FLOAT):
        with pytest.raises(TypeError, match="ProfilingVerbosity"):
            context.nvtx_verbosity = wrong


@pytest.mark.parametrize("wrong", [-1, 2**64, 1.0, None])
def test_persistent_cache_limit_is_an_integer_of_64_bits(tiny, wrong):
    with pytest.raises(TypeError, match="persistent_cache_limit"):
        tiny.persistent_cache_limit = wrong


def test_a_temporary_allocator_gives_memory_for_what_is_known_late(memory, load):
    context, pool = load("nonzero").create_execution_context(), Pool(memory)
    context.temporary_allocator = pool
    context.set_input_shape("x", (16,))
    context.set_tensor_address("x", memory.upload(X))
    context.set_output_allocator("indices", Growing(memory))
    assert context.execute_async_v3(0) is True
    assert pool.given
    assert pool.given == pool.taken


def test_device_memory_must_be_aligned(load, memory, log):
    engine = load("digits")
    context = engine.create_execution_context_without_device_memory()
    context.device_memory = memory.alloc(engine.device_memory_size + 1) + 1
    assert "aligned" in log.errors[-1]


def test_device_memory_can_be_as_little_as_the_shapes_need_from_10_on(trt, load, memory, log):
    engine = load("digits")
    context = engine.create_execution_context_without_device_memory()
    context.set_input_shape("images", (1, 1, 8, 8))
    if trt.version[0] == 8:
        with pytest.raises(trt_cffi.NotAvailableError, match=r"not available in TensorRT 8\.6\.0; there since 10\.0"):
            context.update_device_memory_size_for_shapes()
        return
    needed = context.update_device_memory_size_for_shapes()
    assert 0 < needed < engine.device_memory_size
    context.set_device_memory(memory.alloc(needed), needed - 1)
    assert log.errors
    context.set_device_memory(memory.alloc(needed), needed)
    context.set_tensor_address("images", memory.alloc(256))
    context.set_tensor_address("logits", memory.alloc(40))
    assert context.execute_async_v3(0) is True


def test_debug_flags_and_names_of_contexts_are_their_own(load):
    engine = load("tiny")
    first, second = engine.create_execution_context(), engine.create_execution_context()
    first.name, first.debug_sync = "first", True
    assert (second.name, second.debug_sync) == ("", False)


# ---- launches ----


def test_a_launch_without_an_address_is_false_and_names_the_tensor(load, memory, log):
    context = load("tiny").create_execution_context()
    context.set_tensor_address("x", memory.upload(X))
    assert context.execute_async_v3(0) is False
    assert "y" in log.errors[-1]


def test_a_launch_without_shapes_is_false(digits, memory, log):
    digits.set_tensor_address("images", memory.alloc(4096))
    digits.set_tensor_address("logits", memory.alloc(4096))
    assert digits.execute_async_v3(0) is False
    assert log.errors


def test_a_switch_of_profiles_keeps_what_fits_and_forgets_the_rest(digits):
    digits.set_input_shape("images", (5, 1, 8, 8))
    assert digits.set_optimization_profile_async(1, 0) is True
    assert digits.get_tensor_shape("images") == (1, 1, 8, 8)
    assert digits.set_optimization_profile_async(0, 0) is True
    assert digits.get_tensor_shape("images") == (1, 1, 8, 8)


def test_auxiliary_streams_must_differ(load, memory, log):
    context = load("branches").create_execution_context()
    assert context.engine.num_aux_streams == 3
    context.set_aux_streams([memory.stream(), memory.stream(), memory.stream()])
    context.set_aux_streams(())
    assert log.errors == []
    context.set_aux_streams([memory.stream()] + [77] * 2)
    assert "same" in log.errors[-1]


@pytest.mark.parametrize("profile", [-1, 2, 2**31 - 1])
def test_a_profile_out_of_range_is_an_exception_with_what_tensorrt_said(digits, profile):
    with pytest.raises(trt_cffi.TensorRTError, match=f"profile {profile}") as caught:
        digits.set_optimization_profile_async(profile, 0)
    assert caught.value.messages
    assert digits.active_optimization_profile == 0


def test_an_exception_has_only_the_messages_of_its_own_call(digits, load):
    with pytest.raises(RuntimeError):
        digits.set_optimization_profile_async(9, 0)
    with pytest.raises(RuntimeError) as caught:
        load("tiny").get_tensor_profile_values("x", 0)
    assert "profile 9" not in str(caught.value)
