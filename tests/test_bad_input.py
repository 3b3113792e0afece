"""Bad input on the simulators: an exception or the documented answer, never a crash, nothing leaked."""

from __future__ import annotations

import gc
import mmap
import random
from array import array

import numpy as np
import pytest

import trt_cffi
from tests.models import recipes
from tests.shared.bad_plans import *  # noqa: F403
from tests.support import Log

# ---- plans ----


@pytest.mark.parametrize("name", ["tiny", "reshape", "digits"])
def test_no_truncated_plan_is_an_engine(runtime, plan, log, name):
    whole = plan(name)
    for size in {*range(0, 1500, 7), *range(0, len(whole), 997), len(whole) - 1}:
        if size < len(whole):
            assert runtime.deserialize_cuda_engine(whole[:size]) is None, size
    assert log.errors


def test_a_plan_with_any_changed_bytes_is_none_or_an_engine(trt, plan):
    runtime, chance = trt.Runtime(trt_cffi.Logger(trt_cffi.Logger.INTERNAL_ERROR)), random.Random(1)
    for name in ("tiny", "reshape"):
        whole = plan(name)
        for _ in range(300):
            changed = bytearray(whole)
            for _ in range(3):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            engine = runtime.deserialize_cuda_engine(changed)
            if engine is not None:
                assert engine.num_io_tensors >= 0
                engine.create_execution_context()


def test_a_plan_that_is_too_long_says_so(runtime, plan, log):
    assert runtime.deserialize_cuda_engine(plan("tiny") * 2) is None
    assert "appended" in log.errors[-1]


def test_an_onnx_model_is_no_plan_and_the_log_says_what_it_looks_like(runtime, log):
    assert runtime.deserialize_cuda_engine((recipes.HERE / "tiny.onnx").read_bytes()) is None
    assert "no plan" in log.errors[-1]


def test_any_readable_memory_is_a_plan(runtime, plan, tmp_path):
    whole = plan("tiny")
    path = tmp_path / "tiny.plan"
    path.write_bytes(whole)
    read_only = np.frombuffer(whole, np.uint8)
    assert not read_only.flags.writeable
    padded = np.frombuffer(whole + bytes(-len(whole) % 8), np.int64)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        for buffer in (mapped, read_only, array("b", whole), memoryview(whole).cast("c"), whole):
            assert runtime.deserialize_cuda_engine(buffer).num_io_tensors == 2
    if padded.nbytes == len(whole):
        assert runtime.deserialize_cuda_engine(padded).num_io_tensors == 2


@pytest.mark.parametrize(
    "strided",
    [
        lambda data: np.repeat(data, 2)[::2],
        lambda data: data[::-1],
        lambda data: memoryview(np.repeat(data, 2))[::2],
        lambda data: np.asfortranarray(np.resize(data, (64, 4))),
    ],
)
def test_memory_with_strides_is_refused_and_not_read(runtime, plan, strided):
    data = np.frombuffer(plan("tiny"), np.uint8)
    with pytest.raises(ValueError, match="contiguous"):
        runtime.deserialize_cuda_engine(strided(data))


def test_a_path_is_no_plan_and_the_exception_says_how_to_read_it(runtime, tmp_path):
    for path in (tmp_path, str(tmp_path)):
        with pytest.raises(TypeError, match="read_bytes"):
            runtime.deserialize_cuda_engine(path)


def test_a_plan_may_be_changed_and_let_go_after_it_was_loaded(runtime, plan, memory):
    data = bytearray(plan("tiny"))
    context = runtime.deserialize_cuda_engine(data).create_execution_context()
    data[:] = bytes(len(data))
    data.clear()  # a BufferError if anything still held it
    y = memory.alloc(64)
    assert context.execute_v2([memory.upload(np.zeros(16, np.float32)), y]) is True
    assert memory.download(y, 16, np.float32).tolist() == [1] * 16


# ---- names ----


@pytest.fixture
def context(load):
    return load("digits").create_execution_context()


NAMED = {
    "set_input_shape": [(1, 1, 8, 8)],
    "get_tensor_shape": [],
    "get_tensor_strides": [],
    "set_tensor_address": [4096],
    "get_tensor_address": [],
    "set_output_allocator": [None],
    "get_output_allocator": [],
    "get_max_output_size": [],
}


@pytest.mark.parametrize("method", NAMED)
@pytest.mark.parametrize(
    ("name", "error"),
    [
        (None, TypeError),
        (3, TypeError),
        (1.5, TypeError),
        (["images"], TypeError),
        ("images\0x", ValueError),
        ("\ud800", TypeError),
    ],
)
def test_a_name_that_cannot_be_one_is_an_exception(context, method, name, error):
    with pytest.raises(error, match="name"):
        getattr(context, method)(name, *NAMED[method])


@pytest.mark.parametrize("method", NAMED)
@pytest.mark.parametrize("name", ["nothing", "", "Images", "images ", "é" * 100, "x" * 100_000, "%s%n"])
def test_an_unknown_name_gives_the_documented_answer_and_an_error_in_the_log(trt, context, log, method, name):
    before = len(log.errors)
    raises = trt._like >= (11, 2, 0) and method in ("get_tensor_shape", "get_tensor_strides")
    if raises:
        with pytest.raises(RuntimeError):
            getattr(context, method)(name, *NAMED[method])
    else:
        answer = getattr(context, method)(name, *NAMED[method])
        expected = {"get_tensor_shape": "(unknown)", "get_tensor_strides": "(unknown)", "get_tensor_address": "0"}
        expected |= {"get_output_allocator": "None", "get_max_output_size": "-1"}
        assert repr(answer) == expected.get(method, "False")
    assert len(log.errors) == before + 1


@pytest.mark.parametrize("method", ["set_output_allocator", "get_output_allocator", "get_max_output_size"])
def test_an_input_is_no_output(context, log, method):
    assert not getattr(context, method)("images", *NAMED[method]) or method == "get_max_output_size"
    assert log.errors


def test_an_output_has_no_shape_to_be_set(context, log):
    assert context.set_input_shape("logits", (1, 10)) is False
    assert log.errors


def test_a_context_has_a_name_without_a_nul(context):
    for wrong, error in ((None, TypeError), (3, TypeError), ("a\0b", ValueError)):
        with pytest.raises(error):
            context.name = wrong
    assert context.name == ""


# ---- numbers ----


@pytest.mark.parametrize("wrong", [1.0, None, "1", 2**31, -(2**31) - 1, np.float64(1)])
def test_an_index_or_a_number_is_an_integer_of_32_bits(trt, context, wrong):
    engine = context.engine
    newer = [] if trt.version[0] == 8 else [lambda: engine.get_device_memory_size_for_profile(wrong)]
    for call in (
        *newer,
        lambda: engine.get_tensor_name(wrong),
        lambda: engine.get_tensor_profile_shape("images", wrong),
        lambda: context.set_optimization_profile_async(wrong, 0),
        lambda: engine.create_engine_inspector().get_layer_information(wrong, None),
    ):
        with pytest.raises(TypeError):
            call()


@pytest.mark.filterwarnings("ignore:Use .* instead:DeprecationWarning")
def test_shape_values_that_cannot_be(load, log):
    context = load("reshape").create_execution_context()
    shape = context.engine.get_binding_index("shape")
    for wrong in ([1.5, 2], [None, 1], "46", 3, None):
        with pytest.raises(TypeError):
            context.set_shape_input(shape, wrong)
    with pytest.raises(ValueError, match="needs 2"):
        context.set_shape_input(shape, [])
    for outside in ([0, 1], [1, 5000], [-1, 4]):
        assert context.set_shape_input(shape, outside) is False
    assert len(log.errors) == 3
    assert context.all_shape_inputs_specified is False


def test_a_launch_whose_shape_values_do_not_fit_is_false(load, memory, log):
    context = load("reshape").create_execution_context()
    engine = context.engine
    values = np.array([5, 7], trt_cffi.nptype(engine.get_tensor_dtype("shape")))
    context.set_input_shape("data", (24,))
    context.set_tensor_address("data", memory.alloc(96))
    context.set_tensor_address("shape", values.ctypes.data)
    context.set_tensor_address("reshaped", memory.alloc(4096))
    assert context.execute_async_v3(0) is False
    assert log.errors


# ---- nothing leaked ----


def test_bad_input_by_the_thousand_leaves_nothing_behind(trt, plan):
    runtime = trt.Runtime(trt_cffi.Logger(trt_cffi.Logger.INTERNAL_ERROR))
    context = runtime.deserialize_cuda_engine(plan("digits")).create_execution_context()

    def rounds(count):
        for _ in range(count):
            runtime.deserialize_cuda_engine(b"no plan")
            context.set_input_shape("nothing", (1,))
            for call in (
                lambda: runtime.deserialize_cuda_engine("path"),
                lambda: context.set_input_shape("images", (1.5,)),
                lambda: context.set_tensor_address("images\0", 1),
                lambda: context.execute_v2([]),
                lambda: context.set_optimization_profile_async(7, 0),
                lambda: trt.Runtime(None),
            ):
                with pytest.raises((TypeError, ValueError, RuntimeError)):
                    call()
        gc.collect()

    rounds(20)
    before = len(gc.get_objects())
    rounds(300)
    assert len(gc.get_objects()) - before < 50


def test_a_constructor_that_failed_leaves_nothing_to_finalize(trt):
    class Failing(trt.Runtime):
        def __init__(self):
            raise KeyError

    with pytest.raises(KeyError):
        Failing()
    gc.collect()
    assert trt.Runtime(Log()).max_threads == 1
