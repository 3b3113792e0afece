"""The real TensorRT for RTX builds plans without a GPU. `test_rtx.py` runs this file, in a process of its own."""

from __future__ import annotations

import os

import pytest

import trt_cffi
from tests.shared.rtx_builder import *  # noqa: F403
from tests.shared.rtx_builder import built
from tests.support import MODELS, Log
from trt_cffi import driver


@pytest.fixture(scope="module")
def rtx():
    return trt_cffi.open_library(os.environ["TRT_CFFI_TEST_LIBRARY_RTX"])


@pytest.fixture
def no_gpu():
    if driver.query().found:
        pytest.skip("there is a GPU")


def test_a_plan_for_others_is_built_without_a_gpu_and_runs_where_there_is_one(rtx, no_gpu):
    plan = built(rtx, "digits", compute_capabilities=["SM86", "SM89"])
    assert plan[:4] == b"vtrt"
    with pytest.raises(trt_cffi.NoDriverError, match="needs an NVIDIA GPU"):
        trt_cffi.load_engine(plan, library=rtx)


@pytest.mark.parametrize("options", [{"compute_capabilities": ["CURRENT"]}, {"refittable": True}])
def test_what_needs_a_gpu_to_build_is_refused_in_tensorrts_words(rtx, no_gpu, options):
    log = Log()
    with pytest.raises(trt_cffi.BuildError, match="CUDA"):
        trt_cffi.build(MODELS / "tiny.onnx", library=rtx, logger=log, **options)
    assert log.errors


def test_flags_make_a_plan_in_the_program(rtx, tmp_path):
    from click.testing import CliRunner

    from trt_cffi.cli.app import app

    plan = tmp_path / "digits.plan"
    shapes = [f"--{which}Shapes=images:{batch}x1x8x8" for which, batch in (("min", 1), ("opt", 32), ("max", 64))]
    command = ["build", str(MODELS / "digits.onnx"), "-o", str(plan), "--library", rtx.path]
    ran = CliRunner().invoke(app, [*command, *shapes, "--computeCapabilities=SM89", "--noTF32"])
    assert ran.exit_code == 0, ran.output
    assert plan.read_bytes()[:4] == b"vtrt"
