"""The programs with real plans on a GPU."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from tests.cli.conftest import stored
from tests.gpu.conftest import PLANS, library
from trt_cffi.memory import DeviceMemory

pytestmark = pytest.mark.gpu


@pytest.fixture
def lean8():
    return library(8).path


@pytest.mark.parametrize("model", ["tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet"])
def test_a_real_plan_gives_its_outputs(trt_cffi, lean8, tmp_path, model):
    path = PLANS / f"{model}.vc.plan"
    output = trt_cffi(
        "run", path, *trt_cffi.inputs(model, 8), "--output", tmp_path / "out", "--library", lean8, "--iterations", 5
    )
    assert "simulator" not in output
    wanted = stored(model, "out.")
    for file in (tmp_path / "out").iterdir():
        got, want = np.load(file), wanted[file.stem]
        assert got.shape == want.shape
        np.testing.assert_allclose(got.astype(np.float64), want.astype(np.float64), rtol=2e-2, atol=5e-3)


def test_the_digits_are_read_on_the_gpu(trt_cffi, lean8):
    output = trt_cffi("demo", "--plan", PLANS / "digits.vc.plan", "--library", lean8)
    assert "on the GPU" in output
    assert re.search(r"accuracy +98\.9%", output)


def test_a_real_plan_is_told_but_for_its_layers_which_the_lean_runtime_does_not_know(trt_cffi, lean8):
    plan = PLANS / "digits.vc.plan"
    assert "images" in trt_cffi("inspect", plan, "--library", lean8)
    facts = json.loads(trt_cffi("inspect", plan, "--library", lean8, "--json"))
    assert facts["library"]["flavour"] == "lean"
    assert [each["name"] for each in facts["tensors"]] == ["images", "logits"]
    assert facts["memory"]["device_memory"] > 0
    assert facts["layers"] is None
    assert "no inspector" in facts["untold"]["layers"]


def test_device_memory_gives_back_what_it_got(lean8):
    array = np.arange(6.0).reshape(2, 3)
    with DeviceMemory() as memory:
        address = memory.upload(array)
        np.testing.assert_array_equal(memory.download(address, array.shape, array.dtype), array)
        with pytest.raises(ValueError, match="48 bytes"):
            memory.download(address, (7,), np.float64)
        memory.free(address)
        memory.alloc(0)
    memory.close()
