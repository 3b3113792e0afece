"""Steps and device outputs on the simulators, and what a step costs the library."""

from __future__ import annotations

import pytest

import trt_cffi
from tests.shared.steps import *  # noqa: F403


def test_the_simulator_has_no_cuda_graphs(tiny):
    tiny.step.run((tiny.x, tiny.y))
    with pytest.raises(trt_cffi.GraphCaptureError, match="simulator"):
        tiny.step.capture()
