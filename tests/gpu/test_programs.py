"""Programs for NVIDIA's package on the real library."""

from __future__ import annotations

import pytest

from tests.shared.programs import *  # noqa: F403
from tests.shared.programs import last_line, run
from tests.support import MODELS


@pytest.fixture
def cuda():
    """The machine's own libcudart is found."""
    return {}


def test_pytorchs_tensors_and_streams_run_a_plan(trt, cuda, plan_file):
    pytest.importorskip("torch")
    done = run(trt, cuda, "torch_digits.py", plan_file("digits"), MODELS / "digits-test-set.npz")
    assert last_line(done) == "356 of 360"


def test_pytorch_allocates_an_output_of_a_size_that_the_data_decides(trt, cuda, plan_file):
    pytest.importorskip("torch")
    done = run(trt, cuda, "torch_nonzero.py", plan_file("nonzero"))
    assert last_line(done) == "alike, layers were told of: True"
