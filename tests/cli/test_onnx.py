"""`trt-cffi run` and `bench` of ONNX models: how their plans are built and kept, and what they say of wrong uses."""

from __future__ import annotations

import json

import numpy as np
import onnx
import onnx.parser
import pytest

from tests.cli.conftest import inputs_of, stored
from tests.models.recipes import HERE, RECIPES
from trt_cffi import plan_cache

DIGITS = HERE / "digits.onnx"
RANGES = ("--minShapes=images:1x1x8x8", "--optShapes=images:32x1x8x8", "--maxShapes=images:64x1x8x8")
SHORT = ("--duration=0", "--warmUp=0", "--json")
EXAMPLE = "give --minShapes=images:1x1x8x8 --optShapes=images:8x1x8x8 --maxShapes=images:32x1x8x8"
PROGRAMS = pytest.mark.parametrize("program", ["run", "bench"])


@pytest.fixture
def images(trt_cffi):
    return f"images={trt_cffi.array(np.zeros((4, 1, 8, 8), np.float32), 'images')}"


@pytest.fixture
def bench(trt_cffi):
    """The report of a short run as JSON."""

    def run(*arguments):
        output = trt_cffi("bench", *SHORT, *arguments)
        return json.loads(output[output.index("{") :])

    return run


def kept():
    """What is known of the plans in the cache."""
    return [entry.about() for entry in plan_cache.entries()]


# ---- the plans ----


@pytest.mark.parametrize("tensorrt", [8, 10, 11, "rtx"])
@pytest.mark.parametrize("model", ["tiny", "nonzero", "reshape", "digits", "refit"])
def test_a_model_is_measured_and_gives_its_outputs(bench, trt_cffi, tmp_path, model, tensorrt):
    files, shapes, exported = [], [], tmp_path / "outputs.json"
    for name, array in inputs_of(model, tensorrt).items():
        files.append(f"--loadInputs={name}:{trt_cffi.array(array, name)}")
        open_dims = any(name in each for each in RECIPES[model].profiles)
        values = array.tolist() if model == "reshape" and name == "shape" else array.shape
        shapes += [f"--shapes={name}:{'x'.join(map(str, values))}"] if open_dims else []
    if model == "reshape":
        files = files[:1]
    library = f"--library=simulator{tensorrt}"
    facts = bench(HERE / f"{model}.onnx", *files, *shapes, library, f"--exportOutput={exported}")
    assert facts["simulator"]
    wanted = stored(model, "out.")
    for each in json.loads(exported.read_text()):
        want = wanted[each["name"]].astype(np.float64)
        np.testing.assert_allclose(np.array(each["values"]).reshape(want.shape), want, rtol=1e-4, atol=1e-5)


def test_a_model_may_be_given_by_trtexecs_flag(bench):
    assert bench(f"--onnx={HERE / 'tiny.onnx'}")["plan"] == str(HERE / "tiny.onnx")


@PROGRAMS
def test_the_second_start_takes_the_plan_of_the_first(trt_cffi, images, program):
    given = ("--input", images) if program == "run" else (*SHORT, "--shapes=images:4x1x8x8")
    states = []
    for _ in range(2):
        trt_cffi(program, DIGITS, *given)
        states.append([entry.state() for entry in plan_cache.entries()])
    assert len(states[0]) == 1
    assert states[0] == states[1]


def test_a_plan_with_ranges_serves_all_shapes_and_both_programs(trt_cffi, bench, images, tmp_path):
    trt_cffi("run", DIGITS, "--input", images, *RANGES, "--output", tmp_path / "out")
    assert np.load(tmp_path / "out" / "logits.npy").shape == (4, 10)
    assert bench(DIGITS, *RANGES)["shapes"] == {"images": [32, 1, 8, 8]}
    assert bench(DIGITS, *RANGES, "--shapes=images:64x1x8x8")["shapes"] == {"images": [64, 1, 8, 8]}
    (about,) = kept()
    assert about["from"] == str(DIGITS)
    assert "from 1x1x8x8 to 64x1x8x8 in profile 0" in trt_cffi.mistake(
        "run", DIGITS, *RANGES, "--input", f"images={trt_cffi.array(np.zeros((65, 1, 8, 8), np.float32))}"
    )


def test_the_best_shapes_alone_are_the_only_ones(bench):
    assert bench(DIGITS, "--optShapes=images:3x1x8x8")["shapes"] == {"images": [3, 1, 8, 8]}


@PROGRAMS
def test_flags_reach_the_build(trt_cffi, images, tmp_path, program):
    given = ("--input", images) if program == "run" else SHORT
    flags = {
        "--fp16": {"fp16": True},
        "--int8": {"int8": True},
        "--noTF32": {"tf32": False},
        "--stronglyTyped": {"strongly_typed": True},
        "--hardwareCompatibilityLevel=ampere+": {"hardware_compatibility": "AMPERE_PLUS"},
        "--builderOptimizationLevel=1": {"optimization_level": 1},
        "--memPoolSize=workspace:1G": {"workspace": 1 << 30},
        "--maxAuxStreams=2": {"max_aux_streams": 2},
        "--tacticSources=JIT_CONVOLUTIONS,EDGE_MASK_CONVOLUTIONS": {
            "tactic_sources": ["JIT_CONVOLUTIONS", "EDGE_MASK_CONVOLUTIONS"]
        },
        "--profilingVerbosity=detailed": {"profiling_verbosity": "detailed"},
        f"--timingCacheFile={tmp_path / 'timings'}": {},
    }
    profile = {"images": [[1, 1, 8, 8], [32, 1, 8, 8], [64, 1, 8, 8]]}
    trt_cffi(program, DIGITS, *given, *RANGES, *flags)
    (about,) = kept()
    assert about["options"] == {"profiles": [profile]} | {k: v for each in flags.values() for k, v in each.items()}


@PROGRAMS
def test_the_simulator_runs_it_that_was_chosen(trt_cffi, monkeypatch, program):
    given = trt_cffi.inputs("tiny") if program == "run" else SHORT[:2]
    arguments = (program, HERE / "tiny.onnx", *given)
    assert "Runs in the simulator of TensorRT 10." in trt_cffi(*arguments)
    assert "Runs in the simulator of TensorRT 8.6.0" in trt_cffi(*arguments, "--library", "simulator8")
    assert "Runs in the simulator of TensorRT for RTX 1.7.1" in trt_cffi(*arguments, "--library", "simulatorrtx")
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "simulator11")
    assert "Runs in the simulator of TensorRT 11.4.0" in trt_cffi(*arguments)


# ---- wrong uses ----


@PROGRAMS
def test_missing_ranges_are_said_in_options(trt_cffi, program):
    if program == "bench":
        assert trt_cffi.mistake("bench", DIGITS).endswith(EXAMPLE)
    arguments = (program, DIGITS, "--optShapes=pictures:1")
    assert trt_cffi.mistake(*arguments) == "Error: profile 0 names 'pictures'; the model's inputs are 'images'"
    arguments = (program, DIGITS, "--maxShapes=images:1x1x8x8")
    assert "profile 0 has no --minShapes and no --optShapes for input 'images'" in trt_cffi.mistake(*arguments)
    twice = trt_cffi.mistake(program, DIGITS, *RANGES, RANGES[0])
    assert "--minShapes gives 'images' two shapes" in twice
    reshape = trt_cffi.mistake(program, HERE / "reshape.onnx", "--optShapes=data:24")
    assert reshape.endswith("give --minShapes=shape:1x1 --optShapes=shape:8x8 --maxShapes=shape:32x32")


@PROGRAMS
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--library=simulator8", "--bf16"], "--bf16: bf16 is not available in TensorRT 8.6.0"),
        (["--library=simulator11", "--fp16"], "--fp16: fp16 is not available"),
        (["--library=simulator8", "--stronglyTyped"], "--stronglyTyped: strongly_typed is not available"),
        (["--memPoolSize=dlaSRAM:1"], "--memPoolSize=dlaSRAM:1 is not understood"),
        (["--tacticSources=MAGIC"], "'MAGIC' is no TacticSource"),
    ],
)
def test_flags_that_cannot_be_are_refused(trt_cffi, images, program, options, words):
    given = ("--input", images) if program == "run" else ()
    assert words in trt_cffi.mistake(program, DIGITS, *given, *RANGES, *options)
    assert kept() == []


@PROGRAMS
@pytest.mark.parametrize(
    "option", ["--fp16", "--noTF32", "--tacticSources=JIT_CONVOLUTIONS", "--builderOptimizationLevel=3", RANGES[1]]
)
def test_flags_of_a_build_are_refused_for_a_plan(trt_cffi, file, program, option):
    error = trt_cffi.mistake(program, file("digits"), option)
    assert f"{option.partition('=')[0]} is for an ONNX model" in error


def broken(tmp_path):
    """Files that are no models, and what is said of each."""
    data = DIGITS.read_bytes()
    outside = onnx.load(DIGITS)
    (tmp_path / "inner").mkdir()
    onnx.save(outside, tmp_path / "inner" / "outside.onnx", save_as_external_data=True, location="w", size_threshold=0)
    moved = (
        (tmp_path / "inner" / "outside.onnx").read_bytes().replace(b"\x08location\x12\x01w", b"\x08location\x12\x01/")
    )
    unknown = onnx.parser.parse_model("""
        <ir_version: 8, opset_import: ["" : 17, "mine" : 1]>
        unknown (float[2] x) => (float[2] y) { y = mine.Magic(x) }
    """)
    return {
        "empty": (b"", "broken.onnx is empty"),
        "text": (b"# no model\n" * 9, "neither a plan nor an ONNX model"),
        "array": (b"\x93NUMPY\x01\x00" + bytes(200), "neither a plan nor an ONNX model"),
        "short": (data[: len(data) // 2], "cut short"),
        "long": (data + b"\xff", "neither a plan nor an ONNX model"),
        "outside": (moved, "outside of its folder"),
        "missing": (moved.replace(b"\x08location\x12\x01/", b"\x08location\x12\x01q"), "there is no file"),
        "unknown": (unknown.SerializeToString(), "Magic"),
    }


@PROGRAMS
@pytest.mark.parametrize("what", ["empty", "text", "array", "short", "long", "outside", "missing", "unknown"])
def test_what_is_no_model_is_one_message(trt_cffi, images, tmp_path, program, what):
    path = tmp_path / "broken.onnx"
    content, words = broken(tmp_path)[what]
    path.write_bytes(content)
    given = ("--input", images) if program == "run" else ()
    output = trt_cffi(program, path, *given, exit_code=2 if what in ("outside", "unknown") else 1)
    (error,) = [line for line in output.splitlines() if line.startswith("Error: ")]
    assert words in error
    assert "Traceback" not in output
    assert kept() == []


def test_one_plan_or_model_is_named(trt_cffi):
    for arguments in ((), (DIGITS, f"--onnx={DIGITS}"), (f"--onnx={DIGITS}", f"--loadEngine={DIGITS}")):
        assert "name one plan or model" in trt_cffi.mistake("bench", *arguments)


@PROGRAMS
def test_a_library_that_cannot_be_had_is_a_failure(trt_cffi, monkeypatch, program):
    for choice in ("/opt/libnvinfer.so.10", "simulator9", "simulator"):
        assert choice in trt_cffi.mistake(program, DIGITS, "--library", choice, exit_code=1)
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "/opt/libnvinfer.so.10")
    assert "TRT_CFFI_LIBRARY '/opt/libnvinfer.so.10'" in trt_cffi.mistake(program, DIGITS, exit_code=1)


def test_what_is_for_a_gpu_is_refused(trt_cffi):
    error = trt_cffi.mistake("bench", DIGITS, *RANGES, "--useCudaGraph")
    assert "--useCudaGraph is for a GPU" in error


def test_up_to_8_a_model_has_one_profile_for_one_stream(trt_cffi, bench):
    assert bench(DIGITS, *RANGES, "--infStreams=2", "--library=simulator10")["streams"] == 2
    error = trt_cffi.mistake("bench", DIGITS, *RANGES, "--infStreams=2", "--library=simulator8")
    assert "the plan has 1" in error


def test_a_cache_that_cannot_be_written_is_a_failure(trt_cffi, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TRT_CFFI_CACHE", str(tmp_path / "file" / "cache"))
    assert "Not a directory" in trt_cffi.mistake("bench", HERE / "tiny.onnx", exit_code=1)
