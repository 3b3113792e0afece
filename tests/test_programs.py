"""Programs for NVIDIA's package on the simulators; their libcudart is `cudart.c`, for memory of the host."""

from __future__ import annotations

import subprocess
from pathlib import Path

import onnx
import onnx.numpy_helper
import pytest

from tests.compilers import cc
from tests.shared.programs import *  # noqa: F403
from tests.shared.programs import last_line, run
from tests.support import MODELS

SOURCE = Path(__file__).with_name("cudart.c")


@pytest.fixture(scope="session")
def cuda(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cuda")
    strict = ("-std=c11", "-Wall", "-Wextra", "-Werror")
    command = [*cc(), *strict, "-shared", "-fPIC", "-pthread", SOURCE, "-o", folder / "libcudart.so"]
    subprocess.run(command, check=True)
    return {"LD_LIBRARY_PATH": str(folder)}


@pytest.mark.parametrize("name", ["digits", "nonzero", "dtypes", "reshape"])
def test_polygraphy_finds_a_plan_and_its_model_in_onnx_runtime_alike(trt, cuda, plan_file, name):
    inputs = MODELS / f"{name}.npz"
    done = run(trt, cuda, "polygraphy_compare.py", plan_file(name), inputs, MODELS / f"{name}.onnx")
    assert last_line(done) == "alike"


def test_polygraphy_finds_a_plan_and_another_model_different(trt, cuda, plan_file, tmp_path):
    model = onnx.load(MODELS / "digits.onnx")
    weights = model.graph.initializer[0]
    weights.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(weights) * 2, weights.name))
    onnx.save(model, tmp_path / "other.onnx")
    inputs = MODELS / "digits.npz"
    done = run(trt, cuda, "polygraphy_compare.py", plan_file("digits"), inputs, tmp_path / "other.onnx")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "different"
