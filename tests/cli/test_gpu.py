"""The programs with real plans on a GPU."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from tests.cli.conftest import inputs_of, stored
from tests.gpu.conftest import PLANS, library
from trt_cffi import driver
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
