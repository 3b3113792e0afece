"""`trt-cffi run`: results, and what it says of wrong uses."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import onnx.parser
import pytest

from tests.cli.conftest import stored
from tests.models.recipes import HERE, plan
from trt_cffi import simulator

CASES = [(name, major) for name in ("tiny", "dtypes", "nonzero", "reshape", "digits") for major in (8, 10, 11)]


@pytest.fixture
def digits(tmp_path):
    path = tmp_path / "digits.plan"
    path.write_bytes(plan("digits", 8))
    return path


@pytest.fixture
def images(trt_cffi):
    return f"images={trt_cffi.array(np.zeros((4, 1, 8, 8), np.float32), 'images')}"


def check_outputs(model, folder):
    wanted = stored(model, "out.")
    for name, want in wanted.items():
        got = np.load(folder / f"{name}.npy")
        assert got.shape == want.shape
        np.testing.assert_allclose(got.astype(np.float64), want.astype(np.float64), rtol=1e-4, atol=1e-5)
    assert len(list(folder.iterdir())) == len(wanted)


@pytest.mark.parametrize(("model", "major"), CASES)
def test_a_simulator_plan_gives_its_outputs_in_the_simulator_of_its_version(trt_cffi, tmp_path, model, major):
    path = tmp_path / "a.plan"
    path.write_bytes(plan(model, major))
    output = trt_cffi("run", path, *trt_cffi.inputs(model, major), "--output", tmp_path / "out")
    check_outputs(model, tmp_path / "out")
    assert output.count(f"Runs in the simulator of TensorRT {major}.") == 1
    assert "first run" in output


@pytest.mark.parametrize("model", ["tiny", "nonzero", "reshape", "digits"])
def test_an_onnx_model_runs_in_the_simulator(trt_cffi, tmp_path, model):
    trt_cffi("run", HERE / f"{model}.onnx", *trt_cffi.inputs(model), "--output", tmp_path / "out")
    check_outputs(model, tmp_path / "out")


def test_an_onnx_model_runs_in_the_simulator_that_was_chosen(trt_cffi, monkeypatch):
    arguments = ("run", HERE / "tiny.onnx", *trt_cffi.inputs("tiny"))
    assert "TensorRT 8.6.0 simulator" in trt_cffi(*arguments, "--library", "simulator8")
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "simulator11")
    assert "TensorRT 11.4.0 simulator" in trt_cffi(*arguments)


def test_types_that_numpy_lacks_come_as_their_bits(trt_cffi, tmp_path):
    trt_cffi("run", HERE / "wide.onnx", *trt_cffi.inputs("wide"), "--output", tmp_path / "out")
    wanted, found = stored("wide", "out."), 0
    for file in (tmp_path / "out").iterdir():
        got, want = np.load(file), wanted[file.stem]
        if got.dtype == np.uint16:
            found += 1
            np.testing.assert_array_equal(got, want)
    assert found == 1


def test_a_plan_with_an_implicit_batch_runs(trt_cffi, tmp_path):
    path = tmp_path / "implicit.plan"
    path.write_bytes(plan("implicit", 8))
    trt_cffi("run", path, *trt_cffi.inputs("implicit"), "--output", tmp_path / "out")
    check_outputs("implicit", tmp_path / "out")
    many = trt_cffi.array(np.zeros((9, 3, 4), np.float32))
    assert "from 1x3x4 to 8x3x4" in trt_cffi.mistake("run", path, "--input", f"x={many}")


def test_inputs_of_an_implicit_batch_have_the_same_batch(trt_cffi, tmp_path):
    model = onnx.parser.parse_model("""
        <ir_version: 8, opset_import: ["" : 17]>
        sum (float[n, 2] a, float[n, 2] b) => (float[n, 2] c) { c = Add(a, b) }
    """)
    path = tmp_path / "sum.plan"
    path.write_bytes(simulator.build(model, [], 8, implicit_batch=4))
    one, two = (f"{trt_cffi.array(np.ones((batch, 2), np.float32), str(batch))}" for batch in (1, 2))
    trt_cffi("run", path, "--input", f"a={two}", "--input", f"b={two}", "--output", tmp_path / "out")
    np.testing.assert_array_equal(np.load(tmp_path / "out" / "c.npy"), np.full((2, 2), 2, np.float32))
    error = trt_cffi.mistake("run", path, "--input", f"a={one}", "--input", f"b={two}")
    assert "not the same for every input" in error


def test_arrays_of_another_byte_order_are_taken(trt_cffi, digits, tmp_path):
    array = np.random.default_rng(0).random((4, 1, 8, 8), np.float32)
    for number, each in enumerate((array, array.astype(">f4"))):
        images = trt_cffi.array(each, f"images{number}")
        trt_cffi("run", digits, "--input", f"images={images}", "--output", tmp_path / str(number))
    first, second = (np.load(tmp_path / name / "logits.npy") for name in "01")
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("stored_as", [np.uint16, "V2"])
def test_types_that_numpy_lacks_go_in_as_their_bits(trt_cffi, tmp_path, stored_as):
    model = onnx.parser.parse_model("""
        <ir_version: 8, opset_import: ["" : 17]>
        wide (bfloat16[3] x) => (float[3] y) { y = Cast<to = 1>(x) }
    """)
    path = tmp_path / "wide.onnx"
    path.write_bytes(model.SerializeToString())
    x = trt_cffi.array(np.array([1, -2, 0.5], ml_dtypes.bfloat16).view(stored_as))
    trt_cffi("run", path, "--input", f"x={x}", "--output", tmp_path / "out")
    np.testing.assert_array_equal(np.load(tmp_path / "out" / "y.npy"), np.array([1, -2, 0.5], np.float32))


def test_the_values_of_a_shape_tensor_can_come_from_the_command_line(trt_cffi, tmp_path):
    path = tmp_path / "reshape.plan"
    path.write_bytes(plan("reshape", 10))
    data = f"data={trt_cffi.array(np.arange(24, dtype=np.float32))}"
    for model in (path, HERE / "reshape.onnx"):
        trt_cffi("run", model, "--input", data, "--shapes", "shape:3x8", "--output", tmp_path / "out")
        assert np.load(tmp_path / "out" / "reshaped.npy").shape == (3, 8)
    assert "expected are 2 values" in trt_cffi.mistake("run", path, "--input", data, "--shapes", "shape:3")


def test_an_array_can_be_given_another_shape(trt_cffi, digits, tmp_path):
    file = trt_cffi.array(np.zeros(128, np.float32))
    arguments = ("run", digits, "--input", f"images={file}", "--output", tmp_path / "out")
    trt_cffi(*arguments, "--shapes", "images:2x1x8x8")
    assert np.load(tmp_path / "out" / "logits.npy").shape == (2, 10)
    for wrong in ("images:3x1x8x8", "images:-2x-1x8x8"):
        assert "the file has 128 elements" in trt_cffi.mistake(*arguments, "--shapes", wrong)


def test_a_profile_can_be_chosen(trt_cffi, digits, images):
    one = trt_cffi.array(np.zeros((1, 1, 8, 8), np.float32))
    assert "1x10" in trt_cffi("run", digits, "--input", f"images={one}", "--profile", 1)
    error = trt_cffi.mistake("run", digits, "--input", images, "--profile", 1)
    assert "shape 4x1x8x8" in error
    assert "from 1x1x8x8 to 1x1x8x8 in profile 1" in error
    assert "the plan has 2" in trt_cffi.mistake("run", digits, "--input", images, "--profile", 2)


def test_more_runs_are_timed_on_request(trt_cffi, digits, images):
    assert "median of 3 more" in trt_cffi("run", digits, "--input", images, "--iterations", 3)


@pytest.mark.parametrize(
    ("names", "files"),
    [
        (["a/b", "a:b"], ["a_b-2.npy", "a_b.npy"]),
        (["../../up", ".hidden"], ["_.._up.npy", "hidden.npy"]),
        (["Case", "case"], ["Case.npy", "case-2.npy"]),
        (["x" * 300, "…"], ["_.npy", "x" * 200 + ".npy"]),
    ],
)
def test_outputs_get_names_that_files_can_have(trt_cffi, tmp_path, names, files):
    from onnx import TensorProto, helper

    nodes = [helper.make_node("Identity", ["x"], [name]) for name in names]
    value = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [2]) for name in ("x", *names)]
    model = helper.make_model(
        helper.make_graph(nodes, "g", value[:1], value[1:]), opset_imports=[helper.make_opsetid("", 17)], ir_version=8
    )
    path = tmp_path / "names.onnx"
    path.write_bytes(model.SerializeToString())
    x = trt_cffi.array(np.ones(2, np.float32))
    trt_cffi("run", path, "--input", f"x={x}", "--output", tmp_path / "in" / "out")
    assert sorted(each.name for each in (tmp_path / "in" / "out").iterdir()) == sorted(files)


@pytest.mark.parametrize("model", ["plan", "onnx"])
@pytest.mark.parametrize(
    ("array", "words"),
    [
        (np.zeros((4, 1, 8, 8), np.float64), "float64 in its file; expected is float32"),
        (np.zeros((4, 1, 8, 9), np.float32), "the shape 4x1x8x9; expected is"),
        (np.zeros((64,), np.float32), "the shape 64; expected is"),
        (np.float32(1), "the shape scalar; expected is"),
    ],
)
def test_a_wrong_array_is_told_what_is_expected(trt_cffi, digits, model, array, words):
    path = digits if model == "plan" else HERE / "digits.onnx"
    error = trt_cffi.mistake("run", path, "--input", f"images={trt_cffi.array(array)}")
    assert words in error
    assert "?x1x8x8" in error


def test_a_batch_outside_of_the_profile_is_told_its_limits(trt_cffi, digits):
    for count in (0, 1025):
        file = trt_cffi.array(np.zeros((count, 1, 8, 8), np.float32))
        error = trt_cffi.mistake("run", digits, "--input", f"images={file}")
        assert "from 1x1x8x8 to 1024x1x8x8 in profile 0" in error


def test_missing_and_unknown_inputs_are_named(trt_cffi, digits, images):
    for model in (digits, HERE / "digits.onnx"):
        assert "input 'images'" in trt_cffi.mistake("run", model)
        error = trt_cffi.mistake("run", model, "--input", images, "--input", images.replace("images=", "pictures=", 1))
        assert "no input 'pictures'" in error
        assert "'images'" in error
        assert "no input 'x'" in trt_cffi.mistake("run", model, "--input", images, "--shapes", "x:1")
    assert "there twice" in trt_cffi.mistake("run", digits, "--input", images, "--input", images)
    assert "write NAME=FILE.npy" in trt_cffi.mistake("run", digits, "--input", "images")


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x93NUMPY", b"PK\x03\x04 no archive", b"\x93NUMPY\x01\x00\x76\x00{'descr': '<f4'"]
)
def test_a_file_that_is_no_array_is_named(trt_cffi, digits, tmp_path, content):
    file = tmp_path / "broken.npy"
    file.write_bytes(content)
    assert str(file) in trt_cffi.mistake("run", digits, "--input", f"images={file}")


def test_a_file_of_python_objects_or_several_arrays_is_refused(trt_cffi, digits, tmp_path):
    np.save(tmp_path / "objects.npy", np.array([{}], object), allow_pickle=True)
    np.savez(tmp_path / "several.npz", a=np.zeros(1))
    for name in ("objects.npy", "several.npz", "none.npy"):
        assert name in trt_cffi.mistake("run", digits, "--input", f"images={tmp_path / name}")
    assert str(tmp_path) in trt_cffi.mistake("run", digits, "--input", f"images={tmp_path}")


def test_what_is_neither_plan_nor_model_is_a_failure(trt_cffi, tmp_path, images):
    broken = tmp_path / "broken.plan"
    for content, words in (
        (b"", "is empty"),
        (b"hello", "neither a plan nor an ONNX model"),
        (np.random.default_rng(0).bytes(1000), "neither a plan nor an ONNX model"),
        (plan("digits", 8)[:1000], "cut short"),
        (plan("digits", 8)[:20], "cut short"),
        (plan("digits", 8) + b"x", "appended"),
    ):
        broken.write_bytes(content)
        assert words in trt_cffi.mistake("run", broken, "--input", images, exit_code=1)


def test_a_plan_for_another_version_says_which(trt_cffi, digits, images):
    error = trt_cffi.mistake("run", digits, "--input", images, "--library", "simulator10", exit_code=1)
    assert "8.6.0" in error
    assert "10.16.1" in error


def test_a_real_plan_is_not_run_in_the_simulator_unasked(trt_cffi, images):
    real = HERE.parent / "engines" / "8.6.0" / "digits.vc.plan"
    assert "simulator" not in trt_cffi("run", real, "--input", images, exit_code=1).lower()
    error = trt_cffi.mistake("run", real, "--input", images, "--library", "simulator8", exit_code=1)
    assert "for a GPU" in error


def test_a_library_that_is_none_is_a_failure(trt_cffi, digits, images):
    error = trt_cffi.mistake("run", digits, "--input", images, "--library", "/nowhere/libnvinfer.so.8", exit_code=1)
    assert "/nowhere/libnvinfer.so.8" in error
    assert "No such file" in error


def test_a_folder_that_cannot_be_made_is_a_failure(trt_cffi, digits, images, tmp_path):
    (tmp_path / "file").write_text("")
    error = trt_cffi.mistake("run", digits, "--input", images, "--output", tmp_path / "file" / "out", exit_code=1)
    assert "Not a directory" in error


def test_a_number_that_does_not_fit_a_shape_tensor_is_refused(trt_cffi, tmp_path):
    path = tmp_path / "reshape.plan"
    path.write_bytes(plan("reshape", 8))
    data = f"data={trt_cffi.array(np.arange(24, dtype=np.float32))}"
    assert "shape:99999999999x1" in trt_cffi.mistake("run", path, "--input", data, "--shapes", "shape:99999999999x1")
    error = trt_cffi.mistake("run", path, "--input", data, "--shapes", "shape:5000x1", exit_code=1)
    assert "shape" in error
