"""The programs on a GPU: with real plans, and with ONNX models, whose plans the full TensorRT 8.6.0 builds."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from tests.cli.conftest import inputs_of, stored
from tests.gpu.conftest import PLANS, full_library, library
from tests.models.recipes import HERE, OF_8, OWN_KERNELS
from trt_cffi import driver, plan_cache
from trt_cffi.memory import DeviceMemory

pytestmark = pytest.mark.gpu
DIGITS = HERE / "digits.onnx"
RANGES = ("--minShapes=images:1x1x8x8", "--optShapes=images:32x1x8x8", "--maxShapes=images:1024x1x8x8")


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


def test_a_real_plan_is_told_with_its_layers(trt_cffi, lean8):
    plan = PLANS / "digits.vc.plan"
    assert "images" in trt_cffi("inspect", plan, "--library", lean8)
    facts = json.loads(trt_cffi("inspect", plan, "--library", lean8, "--json"))
    assert facts["library"]["flavour"] == "lean"
    assert [each["name"] for each in facts["tensors"]] == ["images", "logits"]
    assert facts["memory"]["device_memory"] > 0
    assert "node_of_c1 + node_of_r1" in [each["Name"] for each in facts["layers"]]


def report(trt_cffi, lean8, *arguments):
    output = trt_cffi("bench", *arguments, "--library", lean8, "--duration=0", "--iterations=50", "--json")
    return json.loads(output[output.index("{") :])


@pytest.mark.parametrize("model", ["tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet"])
def test_a_real_plan_is_measured_by_cuda_events(trt_cffi, lean8, tmp_path, model):
    times = tmp_path / "times.json"
    facts = report(trt_cffi, lean8, PLANS / f"{model}.vc.plan", f"--exportTimes={times}")
    assert (facts["simulator"], facts["note"], facts["launches"]) == (False, None, 50)
    assert facts["device"] in [each.name for each in driver.query().devices]
    assert facts["compute_ms"]["min"] > 0
    assert facts["throughput"] > 0
    for each in json.loads(times.read_text()):
        assert each["latencyMs"] == pytest.approx(each["h2dMs"] + each["computeMs"] + each["d2hMs"])
        assert 0 < each["startH2dMs"] < each["endH2dMs"] < each["endComputeMs"] < each["endD2hMs"]
        assert 0 <= each["startEnqMs"] < each["endEnqMs"]


@pytest.mark.parametrize("model", ["tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet"])
@pytest.mark.parametrize("flags", [(), ("--noDataTransfers",)])
def test_what_is_measured_gives_the_outputs(trt_cffi, lean8, tmp_path, model, flags):
    exported = tmp_path / "outputs.json"
    files = [f"--loadInputs='{name}':{trt_cffi.array(each, name)}" for name, each in inputs_of(model, 8).items()]
    report(trt_cffi, lean8, PLANS / f"{model}.vc.plan", *files, *flags, f"--exportOutput={exported}")
    wanted = stored(model, "out.")
    for each in json.loads(exported.read_text()):
        want = wanted[each["name"]].astype(np.float64)
        np.testing.assert_allclose(np.array(each["values"]).reshape(want.shape), want, rtol=2e-2, atol=5e-3)


def test_a_cuda_graph_gives_the_same_outputs(trt_cffi, lean8, tmp_path):
    plan, exported = PLANS / "resnet.vc.plan", [tmp_path / "plain.json", tmp_path / "graph.json"]
    plain = report(trt_cffi, lean8, plan, f"--exportOutput={exported[0]}")
    graph = report(trt_cffi, lean8, plan, "--useCudaGraph", f"--exportOutput={exported[1]}")
    assert (plain["cuda_graph"], graph["cuda_graph"]) == (False, True)
    values = [np.array(json.loads(path.read_text())[0]["values"]) for path in exported]
    np.testing.assert_allclose(*values, rtol=1e-5)


def test_there_is_no_cuda_graph_of_shapes_that_depend_on_data(trt_cffi, lean8):
    arguments = ("bench", PLANS / "nonzero.vc.plan", "--library", lean8, "--useCudaGraph")
    assert "only the launch tells all of" in trt_cffi.mistake(*arguments, exit_code=1)


def test_two_streams_launch_with_a_profile_each(trt_cffi, lean8):
    facts = report(trt_cffi, lean8, PLANS / "digits.vc.plan", "--infStreams=2", "--shapes=images:1x1x8x8")
    assert facts["launches"] == 100


def test_without_transfers_there_are_none(trt_cffi, lean8):
    facts = report(trt_cffi, lean8, PLANS / "digits.vc.plan", "--noDataTransfers", "--useSpinWait", "--device=0")
    assert facts["h2d_ms"]["max"] == facts["d2h_ms"]["max"] == 0
    assert facts["latency_ms"] == facts["compute_ms"]


def test_the_layers_of_a_real_plan_are_measured(trt_cffi, lean8):
    head, *layers = report(trt_cffi, lean8, PLANS / "digits.vc.plan", "--dumpProfile", "--useCudaGraph")["layers"]
    assert head == {"count": 50}
    assert sum(each["timeMs"] for each in layers) > 0
    assert sum(each["percentage"] for each in layers) == pytest.approx(100)


def test_a_device_that_there_is_not_is_a_failure(trt_cffi, lean8):
    arguments = ("bench", PLANS / "tiny.vc.plan", "--library", lean8, "--device=99")
    assert "cudaSetDevice failed" in trt_cffi.mistake(*arguments, exit_code=1)


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


# ---- ONNX models ----


@pytest.fixture
def full8():
    """The options that let the full TensorRT 8.6.0 build with its own kernels alone."""
    return "--library", full_library().path, f"--tacticSources={','.join(OWN_KERNELS)}"


def states():
    return [entry.state() for entry in plan_cache.entries()]


def check_values(name, got, wanted):
    """Of another plan than the stored ones, by other kernels; TF32 rounds to 10 bits: it shows in logits up to 17."""
    assert got.shape == wanted[name].shape
    atol = 2e-2 if name == "logits" else 5e-3
    np.testing.assert_allclose(got.astype(np.float64), wanted[name].astype(np.float64), rtol=2e-2, atol=atol)


@pytest.mark.parametrize("model", OF_8)
def test_a_model_is_built_once_and_run_twice(trt_cffi, full8, tmp_path, model):
    arguments = ("run", HERE / f"{model}.onnx", *trt_cffi.inputs(model, 8), *full8, "--output", tmp_path / "out")
    wanted = stored(model, "out.")
    assert "simulator" not in trt_cffi(*arguments)
    first = states()
    assert len(first) == 1
    for _ in range(2):
        files = list((tmp_path / "out").iterdir())
        assert len(files) == len(wanted)
        for file in files:
            check_values(file.stem, np.load(file), wanted)
            file.unlink()
        trt_cffi(*arguments)
        assert states() == first


def onnx_report(trt_cffi, full8, model, *arguments):
    """The report of a short measurement of a model with its stored inputs."""
    arrays = inputs_of(model, 8)
    shapes = {name: array.shape for name, array in arrays.items()}
    if model == "reshape":  # of a shape tensor its values
        shapes["shape"] = arrays.pop("shape").tolist()
    files = [f"--loadInputs={name}:{trt_cffi.array(array, name)}" for name, array in arrays.items()]
    asked = ",".join(f"{name}:{'x'.join(map(str, shape))}" for name, shape in shapes.items())
    output = trt_cffi(
        "bench",
        HERE / f"{model}.onnx",
        *files,
        f"--shapes={asked}",
        *full8,
        *arguments,
        "--duration=0",
        "--iterations=50",
        "--json",
    )
    return json.loads(output[output.index("{") :])


@pytest.mark.parametrize("model", OF_8)
def test_a_model_is_built_once_and_measured_twice(trt_cffi, full8, tmp_path, model):
    exported, wanted = tmp_path / "outputs.json", stored(model, "out.")
    facts = onnx_report(trt_cffi, full8, model, f"--exportOutput={exported}")
    assert (facts["simulator"], facts["launches"]) == (False, 50)
    assert facts["compute_ms"]["min"] > 0
    outputs = json.loads(exported.read_text())
    assert len(outputs) == len(wanted)
    for each in outputs:
        check_values(each["name"], np.array(each["values"]).reshape(wanted[each["name"]].shape), wanted)
    first = states()
    assert len(first) == 1
    onnx_report(trt_cffi, full8, model)
    assert states() == first


def test_one_plan_serves_both_programs_and_a_cuda_graph(trt_cffi, full8):
    images = f"images={trt_cffi.array(np.zeros((5, 1, 8, 8), np.float32))}"
    assert "5x10" in trt_cffi("run", DIGITS, "--input", images, *RANGES, *full8)
    first = states()
    short = ("--duration=0", "--device=0", "--useCudaGraph", "--json")
    for shapes, batch in ((), 32), (("--shapes=images:1024x1x8x8",), 1024):
        output = trt_cffi("bench", f"--onnx={DIGITS}", *RANGES, *full8, *short, *shapes)
        facts = json.loads(output[output.index("{") :])
        assert facts["shapes"] == {"images": [batch, 1, 8, 8]}
        assert facts["cuda_graph"]
    assert states() == first


def test_flags_of_a_build_reach_tensorrt(trt_cffi, full8, tmp_path):
    short = ("--duration=0", "--iterations=1", "--warmUp=0")
    flags = ("--noTF32", "--fp16", "--builderOptimizationLevel=1", "--memPoolSize=workspace:256M", "--maxAuxStreams=0")
    timings = tmp_path / "timings"
    detail = ("--profilingVerbosity=detailed", f"--timingCacheFile={timings}")
    trt_cffi("bench", DIGITS, *RANGES, *full8, *short, *flags, *detail)
    assert timings.stat().st_size
    (entry,) = plan_cache.entries()
    facts = json.loads(trt_cffi("inspect", entry.plan, *full8[:2], "--json"))
    assert facts["engine"]["profiling_verbosity"] == "DETAILED"
    assert facts["engine"]["aux_streams"] == 0


@pytest.mark.parametrize("program", ["run", "bench"])
def test_what_the_real_parser_and_builder_refuse_is_one_message(trt_cffi, full8, tmp_path, program):
    given = ("--input", f"images={trt_cffi.array(np.zeros((5, 1, 8, 8), np.float32))}") if program == "run" else ()
    gimm = tmp_path / "gimm.onnx"
    gimm.write_bytes(DIGITS.read_bytes().replace(b"\x22\x04Gemm", b"\x22\x04Gimm"))
    error = trt_cffi.mistake(program, gimm, *given, *RANGES, *full8, exit_code=1)
    assert re.search(r"node 6 '.*' \(Gimm\)", error)
    assert "other" in trt_cffi.mistake(program, DIGITS, *given, "--optShapes=other:1", *full8)
    assert states() == []


def test_ranges_that_are_missing_are_said_in_options(trt_cffi, full8):
    expected = "give --minShapes=images:1x1x8x8 --optShapes=images:8x1x8x8 --maxShapes=images:32x1x8x8"
    assert trt_cffi.mistake("bench", DIGITS, *full8).endswith(expected)
    assert "input 'images' (?x1x8x8) is missing" in trt_cffi.mistake("run", DIGITS, *full8)


def test_the_lean_runtime_builds_nothing_and_says_so(trt_cffi, lean8):
    assert "has no builder" in trt_cffi.mistake("bench", HERE / "tiny.onnx", "--library", lean8)
