"""Refitting in the simulator: what `tests/shared/refitter.py` says, what versions differ in, and `Weights`."""

from __future__ import annotations

import numpy as np
import pytest

import trt_cffi
from tests.shared.refitter import *  # noqa: F403
from tests.shared.refitter import F, check, weights

FROM_10 = pytest.mark.parametrize("trt", [10, 11, "rtx"], indirect=True, ids="simulator{}".format)
UNTIL_10 = pytest.mark.parametrize("trt", [8, 10], indirect=True, ids="simulator{}".format)
ON_8 = pytest.mark.parametrize("trt", [8], indirect=True, ids="simulator{}".format)


@pytest.fixture
def refittable(plan):
    return plan("refit")


# ---- the refit ----


@FROM_10
def test_a_refit_on_a_stream_replaces_them_too(trt, engine, refitter, memory):
    w0, w1 = weights(0), weights(1)
    refitter.set_named_weights("w0", w0)
    refitter.set_named_weights("w1", w1)
    assert refitter.refit_cuda_engine_async(memory.stream()) is True
    check(trt, memory, engine.create_execution_context(), w0, w1)


@FROM_10
def test_a_plan_without_weights_lacks_them_until_a_refit(trt, runtime, engine, log, memory):
    config = engine.create_serialization_config()
    config.set_flag(trt.SerializationFlag.EXCLUDE_WEIGHTS)
    bare = runtime.deserialize_cuda_engine(engine.serialize_with_config(config))
    refitter, w0, w1 = trt.Refitter(bare, log), weights(0), weights(1)
    assert refitter.get_missing_weights() == ["w0", "w1"]
    assert refitter.get_missing() == (["w0", "w1"], [trt.WeightsRole.CONSTANT] * 2)
    assert refitter.set_named_weights("w0", w0)
    assert refitter.get_missing_weights() == ["w1"]
    assert refitter.refit_cuda_engine() is False
    assert "1 weights are missing" in log.errors[-1]
    assert refitter.set_named_weights("w1", w1)
    assert refitter.refit_cuda_engine() is True
    check(trt, memory, bare.create_execution_context(), w0, w1)


# ---- wrong weights ----


@FROM_10
def test_another_number_or_type_is_refused_and_logged(refitter, log):
    assert refitter.set_named_weights("w1", np.zeros(3, F)) is False
    assert "1024 elements, not 3" in log.errors[-1]
    assert refitter.set_named_weights("w1", np.zeros((32, 32), np.float16)) is False
    assert "another data type" in log.errors[-1]


def test_the_simulator_says_what_was_refused(trt, refitter, log):
    assert refitter.set_weights("w0", trt.WeightsRole.KERNEL, weights(0)) is False
    assert "no weights with role" in log.errors[-1]
    refitter.max_threads = 0
    assert "0 is less than 1" in log.errors[-1]
    if trt.version[0] == 8:
        refitter.set_named_weights("w1", np.zeros(3, F))
        assert refitter.refit_cuda_engine() is False
        assert "1024 elements, not 3" in log.errors[-1]


@pytest.mark.parametrize("wrong", [None, 3, [1.0, 2.0], b"bytes", "text", np.float32(1)])
def test_what_is_no_array_is_a_type_error(refitter, wrong):
    with pytest.raises(TypeError, match="weights are a NumPy array or a DataType"):
        refitter.set_named_weights("w0", wrong)


@pytest.mark.parametrize("dtype", [np.float64, np.uint16, np.complex64, "S4", object])
def test_a_type_that_tensorrt_has_not_is_a_value_error(refitter, dtype):
    with pytest.raises(ValueError, match=r"has no DataType for arrays of .*; convert it to one of float32, float16"):
        refitter.set_named_weights("w0", np.zeros(4, dtype))


@ON_8
def test_a_type_that_8_has_not_is_a_value_error(trt):
    with pytest.raises(ValueError, match="has no DataType for arrays of int64"):
        trt.Weights(np.zeros(4, np.int64))


def test_weights_without_values_are_refused(trt, refitter):
    for empty in (trt.Weights(), trt.Weights(trt.DataType.HALF), trt.Weights(trt.float32, 0, 0)):
        with pytest.raises(ValueError, match="have no values"):
            refitter.set_named_weights("w0", empty)


def test_a_role_and_a_location_are_members_of_their_enums(trt, refitter):
    with pytest.raises(TypeError, match="WeightsRole"):
        refitter.set_weights("w0", 4, np.zeros(4, F))
    with pytest.raises(TypeError, match="TensorLocation"):
        refitter.set_named_weights("w0", np.zeros(4, F), 1)


def test_a_name_is_text(refitter):
    for call in (refitter.set_named_weights, lambda name, values: refitter.set_weights(name, None, values)):
        with pytest.raises(TypeError):
            call(3, np.zeros(4, F))
    with pytest.raises(ValueError, match="NUL"):
        refitter.set_named_weights("w\0", np.zeros(4, F))


# ---- where weights are ----


@FROM_10
def test_a_location_is_kept(trt, refitter):
    w0 = np.ascontiguousarray(weights(0))
    there = trt.Weights(trt.DataType.FLOAT, w0.ctypes.data, w0.size)
    assert refitter.set_named_weights("w0", there, trt.TensorLocation.DEVICE) is True
    assert refitter.get_weights_location("w0") is trt.TensorLocation.DEVICE
    assert refitter.set_named_weights("w0", w0, location=trt.TensorLocation.HOST) is True
    assert refitter.get_weights_location("w0") is trt.TensorLocation.HOST


@FROM_10
def test_an_array_is_in_no_memory_of_the_gpu(trt, refitter):
    with pytest.raises(ValueError, match="an array is in the host's memory"):
        refitter.set_named_weights("w0", weights(0), trt.TensorLocation.DEVICE)


@ON_8
def test_8_has_no_locations_no_prototypes_and_no_asynchronous_refit(trt, refitter):
    for call in (
        lambda: refitter.set_named_weights("w0", weights(0), trt.TensorLocation.HOST),
        lambda: refitter.get_named_weights("w0"),
        lambda: refitter.get_weights_location("w0"),
        lambda: refitter.unset_named_weights("w0"),
        lambda: refitter.get_weights_prototype("w0"),
        lambda: refitter.refit_cuda_engine_async(0),
        lambda: refitter.weights_validation,
    ):
        with pytest.raises(trt_cffi.NotAvailableError, match=r"there since 10\.0"):
            call()


# ---- what was given ----


@FROM_10
def test_what_was_given_comes_back_and_can_be_taken_back(trt, refitter, log):
    w0 = weights(0)
    assert refitter.set_named_weights("w0", w0)
    given = refitter.get_named_weights("w0")
    assert (given.dtype, given.size) == (trt.DataType.FLOAT, 1024)
    assert np.shares_memory(given.numpy(), w0)
    assert refitter.unset_named_weights("w0") is True
    assert not log.errors
    assert refitter.unset_named_weights("w0") is False
    assert refitter.get_named_weights("w0").size == 0
    assert len(log.errors) == 2


@FROM_10
def test_a_prototype_tells_the_type_and_the_number(trt, refitter, log):
    prototype = refitter.get_weights_prototype("w0")
    assert (prototype.dtype, prototype.size, prototype.nbytes) == (trt.DataType.FLOAT, 1024, 4096)
    with pytest.raises(ValueError, match="have no values"):
        prototype.numpy()
    assert refitter.get_weights_prototype("nothing").size == -1
    assert log.errors


# ---- Weights ----


def test_weights_are_a_view_of_an_array(trt):
    array = np.arange(6, dtype=F).reshape(2, 3)
    given = trt.Weights(array)
    assert (given.dtype, given.size, len(given), given.nbytes) == (trt.DataType.FLOAT, 6, 6, 24)
    array[0, 0] = 9
    assert given.numpy().tolist() == [9, 1, 2, 3, 4, 5]
    assert np.shares_memory(given.numpy(), array)
    assert repr(given) == "<Weights DataType.FLOAT (6)>"


@pytest.mark.parametrize(
    "array", [np.arange(12, dtype=F)[::2], np.arange(6, dtype=F).reshape(2, 3).T, np.arange(6, dtype=">f4")]
)
def test_an_array_in_another_order_is_copied(trt, array):
    assert trt.Weights(array).numpy().tolist() == array.ravel().tolist()


@pytest.mark.parametrize(
    ("dtype", "name"),
    [("f2", "HALF"), ("i4", "INT32"), ("i1", "INT8"), ("?", "BOOL"), ("u1", "UINT8"), ("f4", "FLOAT")],
)
def test_the_types_of_numpy_are_those_of_tensorrt(trt, dtype, name):
    given = trt.Weights(np.ones((2, 3), dtype))
    assert given.dtype is trt.DataType[name]
    assert given.numpy().dtype == np.dtype(dtype)
    assert given.nbytes == 6 * np.dtype(dtype).itemsize


@FROM_10
@pytest.mark.parametrize(("name", "ours"), [("bfloat16", "BF16"), ("float8_e4m3fn", "FP8"), ("float8_e8m0fnu", "E8M0")])
def test_the_types_of_ml_dtypes_are_those_of_tensorrt(trt, name, ours):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    given = trt.Weights(np.ones(5, getattr(ml_dtypes, name)))
    assert given.dtype is trt.DataType[ours]
    assert (given.size, given.nbytes) == (5, 5 * trt.DataType[ours].itemsize)
    assert given.numpy().dtype.name == name


@FROM_10
def test_values_that_share_a_byte_are_shown_as_bytes(trt):
    memory = np.array([0x21, 0x43, 0x05], np.uint8)
    given = trt.Weights(trt.DataType.INT4, memory.ctypes.data, 5)
    assert (given.size, given.nbytes, given.numpy().tolist()) == (5, 3, [0x21, 0x43, 0x05])


@FROM_10
def test_an_array_has_a_byte_for_each_value_of_4_bits_and_tensorrt_has_not(trt):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    with pytest.raises(ValueError, match="has no DataType for arrays of int4"):
        trt.Weights(np.ones(4, ml_dtypes.int4))


@FROM_10
def test_values_at_an_address_may_be_of_a_type_of_ml_dtypes(trt):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    array = np.ones(4, ml_dtypes.bfloat16)
    given = trt.Weights(trt.DataType.BF16, array.ctypes.data, 4)
    assert given.numpy().dtype == array.dtype
    given.numpy()[0] = 7
    assert array[0] == 7


def test_weights_are_made_of_an_address(trt):
    array = np.arange(6, dtype=F)
    given = trt.Weights(trt.DataType.FLOAT, array.ctypes.data, 6)
    assert given.numpy().tolist() == array.tolist()
    given.numpy()[1] = 7
    assert array[1] == 7


@pytest.mark.parametrize("name", ["FLOAT", "HALF", "INT8"])
def test_weights_of_a_type_alone_are_empty(trt, name):
    given = trt.Weights(trt.DataType[name])
    assert (given.dtype, given.size, given.nbytes) == (trt.DataType[name], 0, 0)
    assert given.numpy().dtype == trt.nptype(trt.DataType[name])
    assert trt.Weights().dtype is trt.DataType.FLOAT


def test_weights_of_nonsense_are_refused(trt):
    kind, array = trt.DataType.FLOAT, np.zeros(4, F)
    for wrong in (
        {"type": kind, "ptr": array.ctypes.data},
        {"type": kind, "count": 4},
        {"type": array, "count": 4},
        {"type": trt.DataType.HALF, "a": array},
        {"type": kind, "ptr": 1.5, "count": 4},
        {"type": kind, "ptr": -1, "count": 4},
        {"type": kind, "ptr": array.ctypes.data, "count": "4"},
        {"type": trt.TensorIOMode.INPUT},
        {"type": None},
        {"type": 0},
    ):
        with pytest.raises(TypeError):
            trt.Weights(**wrong)
    for wrong in ({"ptr": 0, "count": 4}, {"ptr": array.ctypes.data, "count": -1}):
        with pytest.raises(ValueError, match="values at the address"):
            trt.Weights(kind, **wrong)


# ---- dynamic ranges ----


@UNTIL_10
def test_an_engine_without_8_bit_integers_has_no_ranges(refitter, log):
    assert refitter.get_tensors_with_dynamic_range() == []
    assert refitter.set_dynamic_range("x", (-1, 1)) is False
    assert len(refitter.get_dynamic_range("x")) == 2
    assert len(log.errors) == 3
    for wrong, error in {(1,): ValueError, (1, 2, 3): ValueError, 5: TypeError, ("a", "b"): TypeError}.items():
        with pytest.raises(error, match="a range is two numbers"):
            refitter.set_dynamic_range("x", wrong)


@pytest.mark.parametrize("trt", [11, "rtx"], indirect=True, ids="simulator{}".format)
def test_11_has_no_ranges_and_frees_what_a_refit_keeps(refitter):
    assert refitter.release_refit_resources() is True
    for call in (
        refitter.get_tensors_with_dynamic_range,
        lambda: refitter.set_dynamic_range("x", (-1, 1)),
        lambda: refitter.get_dynamic_range("x"),
    ):
        with pytest.raises(trt_cffi.NotAvailableError, match=r"there until (TensorRT )?10\.16"):
            call()


@UNTIL_10
def test_a_refit_keeps_nothing_to_be_freed_before_11_4(refitter):
    with pytest.raises(trt_cffi.NotAvailableError, match=r"there since 11\.4"):
        refitter.release_refit_resources()


# ---- the refitter itself ----


def test_a_refitter_needs_an_engine_of_its_library_and_a_logger(trt, engine, log):
    other = trt_cffi.open_library("simulator10" if trt.version[0] != 10 else "simulator11")
    for wrong in (None, "engine", trt.Runtime(log)):
        with pytest.raises(TypeError, match="engine is an ICudaEngine of"):
            trt.Refitter(wrong, log)
    with pytest.raises(TypeError, match="engine is an ICudaEngine of"):
        other.Refitter(engine, log)
    with pytest.raises(TypeError, match="logger is an ILogger"):
        trt.Refitter(engine, None)


@FROM_10
def test_values_are_validated_unless_that_is_turned_off(refitter):
    assert refitter.weights_validation is True
    refitter.weights_validation = False
    assert refitter.weights_validation is False
    with pytest.raises(TypeError, match="weights_validation is True or False"):
        refitter.weights_validation = "no"
