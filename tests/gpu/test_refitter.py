"""Refitters: of the full TensorRT 8.6.0, which builds the plan, and of the lean libraries, which have none."""

from __future__ import annotations

import numpy as np
import pytest

import trt_cffi
from tests.gpu.conftest import library
from tests.models.recipes import OWN_KERNELS, RECIPES
from tests.shared.refitter import *  # noqa: F403
from tests.support import MODELS
from trt_cffi import cuda


@pytest.fixture(scope="module")
def trt(full):
    return full


@pytest.fixture(scope="module")
def refittable(full):
    """The plan of the model `refit`, built here: it runs on no other GPU."""
    recipe = RECIPES["refit"]
    return trt_cffi.build(
        MODELS / "refit.onnx", profiles=recipe.profiles, library=full, tactic_sources=OWN_KERNELS, **recipe.options
    )


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
