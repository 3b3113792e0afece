"""Refitters on the real lean libraries, which have no refittable plan, and what an asynchronous refit waits by."""

from __future__ import annotations

import numpy as np
import pytest

import trt_cffi
from tests.gpu.conftest import library
from trt_cffi import cuda


def test_lean_8_6_cannot_refit_and_says_so(plan, log):
    trt = library(8)
    engine = trt.Runtime(log).deserialize_cuda_engine(plan("tiny"))
    with pytest.raises(trt_cffi.NotAvailableError, match="does not export createInferRefitter_INTERNAL"):
        trt.Refitter(engine, log)
    assert engine.num_io_tensors == 2


@pytest.mark.parametrize("major", [8, 10, 11])
def test_weights_need_no_engine(major):
    trt, array = library(major), np.arange(6, dtype=np.float32)
    assert trt.Weights(array).numpy().tolist() == array.tolist()
    with pytest.raises(TypeError, match="engine is an ICudaEngine"):
        trt.Refitter(None, trt.Logger())


def test_an_event_is_after_what_was_on_the_stream(memory):
    stream = int(memory.stream())
    device = memory.alloc(1 << 24)
    cuda.call("cudaMemsetAsync", device, 7, 1 << 24, stream)
    cuda.wait(cuda.mark(stream))
    assert (memory.download(device, (1 << 24,), np.uint8) == 7).all()
