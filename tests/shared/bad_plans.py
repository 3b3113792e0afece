"""Plans that are none: an exception or the documented answer, never a crash."""

from __future__ import annotations

import random

import numpy as np
import pytest


@pytest.mark.parametrize("size", [0, 1, 4, 27, 28, 64, 1000])
def test_a_truncated_plan_is_none_and_the_log_says_so(runtime, plan, log, size):
    assert runtime.deserialize_cuda_engine(plan("digits")[:size]) is None
    assert log.errors


def test_the_log_says_how_much_of_a_plan_is_missing(runtime, plan, log):
    whole = plan("digits")
    assert runtime.deserialize_cuda_engine(whole[:-1]) is None
    assert f"{len(whole)} bytes, and it has {len(whole) - 1}" in log.errors[-1]


def test_a_plan_with_something_appended_is_none(runtime, plan, log):
    assert runtime.deserialize_cuda_engine(plan("tiny") + b"junk") is None
    assert "appended" in log.errors[-1]


def test_random_bytes_are_none(runtime, log):
    assert runtime.deserialize_cuda_engine(random.Random(1).randbytes(4096)) is None
    assert "no plan of TensorRT" in log.errors[-1]


@pytest.mark.parametrize("wrong", [None, "plan", 3, ["x"]])
def test_what_is_no_buffer_is_a_type_error(runtime, wrong):
    with pytest.raises(TypeError):
        runtime.deserialize_cuda_engine(wrong)


def test_a_strided_plan_is_refused(runtime, plan):
    data = np.frombuffer(plan("tiny"), np.uint8)
    with pytest.raises(ValueError, match="contiguous"):
        runtime.deserialize_cuda_engine(np.repeat(data, 2)[::2])


@pytest.mark.parametrize("buffer", [bytes, bytearray, memoryview, lambda b: np.frombuffer(b, np.uint8)])
def test_any_contiguous_buffer_is_a_plan(runtime, plan, buffer):
    assert runtime.deserialize_cuda_engine(buffer(plan("tiny"))).num_io_tensors == 2
