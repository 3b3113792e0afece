"""`trt-cffi simulate` makes the plans that trt_cffi.simulator.build makes."""

from __future__ import annotations

import pytest

from tests.models.recipes import HERE
from trt_cffi import simulator

DIGITS = HERE / "digits.onnx"


@pytest.fixture
def simulate(trt_cffi, tmp_path):
    def make(model, *options):
        path = tmp_path / "made.plan"
        trt_cffi("simulate", model, "--output", path, *options)
        return path.read_bytes()

    return make


def batch(*counts):
    return tuple((count, 1, 8, 8) for count in counts)


@pytest.mark.parametrize("major", [8, 10, 11])
def test_flags_of_trtexec_make_a_plan(simulate, major):
    made = simulate(
        DIGITS,
        f"--tensorrt={major}",
        "--minShapes=images:1x1x8x8",
        "--optShapes=images:32x1x8x8",
        "--maxShapes=images:64x1x8x8",
        "--maxAuxStreams=2",
        "--profilingVerbosity=detailed",
        "--hardwareCompatibilityLevel=ampere+",
        "--refit",
    )
    assert made == simulator.build(
        DIGITS,
        [{"images": batch(1, 32, 64)}],
        major,
        max_aux_streams=2,
        profiling_verbosity="DETAILED",
        hardware_compatibility="AMPERE_PLUS",
        refittable=True,
    )


def test_profiles_get_the_shapes_that_follow_their_number(simulate):
    made = simulate(
        DIGITS,
        *("--profile", "1", "--optShapes", "images:2x1x8x8"),
        *("--profile=0", "--maxShapes=images:9x1x8x8", "--minShapes=images:1x1x8x8", "--optShapes=images:3x1x8x8"),
    )
    assert made == simulator.build(DIGITS, [{"images": batch(1, 3, 9)}, {"images": batch(2, 2, 2)}], 10)


def test_several_inputs_and_values_of_shape_tensors_go_in_one_flag(simulate):
    made = simulate(
        HERE / "reshape.onnx", "--minShapes=data:1,shape:1x1", "--optShapes=data:24,shape:4x6", "--maxShapes='data':96,"
        "'shape':96x96",
    )  # fmt: skip
    ranges = {"data": ((1,), (24,), (96,)), "shape": ((1, 1), (4, 6), (96, 96))}
    assert made == simulator.build(HERE / "reshape.onnx", [ranges], 10)


def test_a_model_of_fixed_shapes_needs_no_flags(simulate):
    assert simulate(HERE / "tiny.onnx") == simulator.build(HERE / "tiny.onnx", tensorrt=10)


def test_debug_tensors_are_marked(simulate):
    made = simulate(HERE / "debug.onnx", "--optShapes=x:4x32", "--markDebug=h0,h1")
    assert made == simulator.build(HERE / "debug.onnx", [{"x": ((4, 32),) * 3}], 10, debug=["h0", "h1"])


def test_an_implicit_batch_is_for_8(simulate, trt_cffi, tmp_path):
    made = simulate(HERE / "implicit.onnx", "--maxBatch=8", "--tensorrt=8")
    assert made == simulator.build(HERE / "implicit.onnx", implicit_batch=8)
    error = trt_cffi.mistake(
        "simulate", HERE / "implicit.onnx", "-o", tmp_path / "p", "--maxBatch=8", "--tensorrt", "11"
    )
    assert "no implicit batch" in error


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "give --minShapes=images:1x1x8x8 --optShapes=images:8x1x8x8 --maxShapes=images:32x1x8x8"),
        (["--minShapes=images:1x1x8x8"], "no --optShapes and no --maxShapes for input 'images'"),
        (["--optShapes=images:1x1x8"], "1x1x8 for input 'images' (?x1x8x8)"),
        (["--optShapes=images:1x1x8x9"], "fixed to 8"),
        (["--optShapes=image:1x1x8x8"], "no input 'image'; the inputs are 'images'"),
        (["--optShapes=images"], "is not understood"),
        (["--optShapes=images:1xx8"], "is not understood"),
        (["--optShapes="], "is not understood"),
        (["--optShapes=images:1x1x8x8,images:1x1x8x8"], "twice"),
        (["--optShapes=images:1x1x8x8", "--optShapes=images:2x1x8x8"], "two shapes in profile 0"),
        (["--profile=1", "--optShapes=images:1x1x8x8"], "without gaps, not 1"),
        (["--profile=x"], "not a valid integer"),
        (["--optShapes=images:99999999999x1x8x8"], "31 bits"),
        (
            ["--minShapes=images:4x1x8x8", "--optShapes=images:2x1x8x8", "--maxShapes=images:9x1x8x8"],
            "must not decrease",
        ),
        (["--optShapes=images:1x1x8x8", "--markDebug=nothing"], "'nothing'"),
        (["--tensorrt=9"], "'9' is not one of"),
        (["--optShapes"], "requires an argument"),
    ],
)
def test_wrong_flags_are_explained(trt_cffi, tmp_path, options, words):
    path = tmp_path / "none.plan"
    assert words in trt_cffi.mistake("simulate", DIGITS, "--output", path, *options)
    assert not path.exists()


def test_what_is_no_model_is_a_failure(trt_cffi, tmp_path):
    (tmp_path / "no.onnx").write_text("hello")
    error = trt_cffi.mistake("simulate", tmp_path / "no.onnx", "-o", tmp_path / "p", exit_code=1)
    assert f"{tmp_path / 'no.onnx'}: this is no ONNX model" in error
