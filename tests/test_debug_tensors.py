"""Debug tensors, and the listener that is told of them."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

import trt_cffi
from tests.support import feed
from trt_cffi.callbacks import raise_pending
from trt_cffi.shim import ffi

ON_10 = pytest.mark.parametrize("trt", [10, 11], indirect=True, ids="simulator{}".format)


class Listener(trt_cffi.IDebugListener):
    """A listener that remembers, and answers what it is told to."""

    def __init__(self, answer=True):
        self.answer, self.heard = answer, []

    def process_debug_tensor(self, addr, location, type, shape, name, stream):
        self.heard.append((name, location, type, tuple(shape), stream))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def debug(trt, memory, load):
    context = load("debug").create_execution_context()
    feed(trt, memory, context, {"x": np.ones((2, 32), np.float32)})
    assert context.set_tensor_address("y", memory.alloc(4096))
    return context


@ON_10
def test_an_unmarked_tensor_cannot_be_turned_on(debug, log):
    assert debug.set_tensor_debug_state("nothing", True) is False
    assert log.errors
    assert debug.get_debug_state("h1") is False


@ON_10
@pytest.mark.parametrize("wrong", [object(), "listener", 3])
def test_a_listener_is_one(debug, wrong):
    with pytest.raises(TypeError, match="IDebugListener"):
        debug.set_debug_listener(wrong)
    assert debug.get_debug_listener() is None


@ON_10
@pytest.mark.parametrize(("answer", "goes_on"), [(True, True), (None, True), (False, False), (KeyError("no"), False)])
def test_a_listener_that_answers_false_or_raises_stops_the_launch(trt, answer, goes_on):
    listener = Listener(answer)
    tell = listener._functions(trt)["process_debug_tensor"]()
    shape = ffi.new("trt_dims *", {"nb_dims": 2, "d": [2, 32]})
    assert tell(listener._number, 0x100, 1, 0, shape, ffi.new("char[]", b"h0"), 7) is goes_on
    assert listener.heard == [("h0", trt.TensorLocation.HOST, trt.DataType.FLOAT, (2, 32), 7)]
    if isinstance(answer, Exception):
        with pytest.raises(KeyError, match="no"):
            raise_pending()


@ON_10
def test_a_state_is_true_or_false(debug):
    with pytest.raises(TypeError, match="flag is True or False"):
        debug.set_tensor_debug_state("h0", "on")


@pytest.mark.parametrize("trt", [8], indirect=True, ids="simulator{}".format)
def test_8_has_no_debug_tensors(load):
    context = load("tiny").create_execution_context()
    with pytest.raises(trt_cffi.NotAvailableError, match=r"there since 10\.0"):
        context.set_all_tensors_debug_state(True)
    with pytest.raises(trt_cffi.NotAvailableError, match=r"there since 10\.0"):
        context.set_debug_listener(Listener())


# ---- communicator ----


@ON_10
@pytest.mark.parametrize("wrong", ["nccl", 1.5, ctypes.c_void_p(4)])
def test_a_communicator_is_an_address(debug, wrong):
    with pytest.raises(TypeError, match="the communicator"):
        debug.set_communicator(wrong)


@pytest.mark.parametrize("trt", [8], indirect=True, ids="simulator{}".format)
def test_8_has_no_communicator(load):
    with pytest.raises(trt_cffi.NotAvailableError, match=r"10\.16"):
        load("tiny").create_execution_context().set_communicator(None)
