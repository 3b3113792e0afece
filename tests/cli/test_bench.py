"""`trt-cffi bench`: what it measures, with each of trtexec's flags, and what it says of wrong uses."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time

import ml_dtypes
import numpy as np
import pytest

from tests.cli.conftest import inputs_of, stored
from tests.models.recipes import RECIPES, plan

SHORT = ("--duration=0", "--warmUp=0")
PARTS = ("latency", "enqueue", "h2d", "compute", "d2h")
TIMES = [f"{end}{part}Ms" for part in ("Enq", "H2d", "Compute", "D2h") for end in ("start", "end")]


@pytest.fixture
def bench(trt_cffi):
    """The report of a short run as JSON."""

    def run(*arguments):
        output = trt_cffi("bench", *SHORT, *arguments, "--json")
        return json.loads(output[output.index("{") :])

    return run


@pytest.fixture
def times(trt_cffi, tmp_path):
    """What a short run exports of each launch."""

    def run(*arguments):
        trt_cffi("bench", *SHORT, *arguments, "--exportTimes", tmp_path / "times.json")
        return json.loads((tmp_path / "times.json").read_text())

    return run


@pytest.fixture
def outputs(trt_cffi, tmp_path):
    """The outputs that a short run exports, as arrays."""

    def run(*arguments):
        trt_cffi("bench", *SHORT, *arguments, "--exportOutput", tmp_path / "outputs.json")
        found = json.loads((tmp_path / "outputs.json").read_text())
        assert all(set(each) == {"name", "dimensions", "values"} for each in found)
        return {each["name"]: np.array(each["values"]).reshape(_dims(each["dimensions"])) for each in found}

    return run


def _dims(text):
    return () if text == "scalar" else tuple(map(int, text.split("x")))


# ---- what it reports ----


@pytest.mark.parametrize(
    ("model", "tensorrt"),
    [(name, each) for name in RECIPES if name != "implicit" for each in RECIPES[name].majors],
)
def test_every_plan_is_measured_with_the_simulator_said_loudly(trt_cffi, file, model, tensorrt):
    output = trt_cffi("bench", *SHORT, file(model, tensorrt))
    assert "THE SIMULATOR, NO GPU" in output
    assert re.search(r"launches +10, on one stream, with transfers", output)
    assert re.search(r"throughput +[\d,.]+ qps", output)
    for part in ("latency", "enqueue", "H2D", "compute", "D2H"):
        assert re.search(rf"│ {part} +│( +\d+\.\d{{4}} │){{7}}", output)


def test_json_has_all_that_is_reported(bench, file):
    facts = bench(file("digits"), "--iterations=20")
    assert set(facts) == {
        *("plan", "library", "device", "simulator", "note", "profile", "shapes", "streams", "cuda_graph", "transfers"),
        *("launches", "seconds", "throughput", *(f"{part}_ms" for part in PARTS)),
    }
    assert facts["simulator"] is True
    assert "NO GPU" in facts["note"]
    assert facts["launches"] == 20
    assert facts["throughput"] == pytest.approx(20 / facts["seconds"])
    assert facts["shapes"] == {"images": [32, 1, 8, 8]}
    for part in PARTS:
        found = facts[f"{part}_ms"]
        assert set(found) == {"min", "max", "mean", "median", "percentiles"}
        assert 0 <= found["min"] <= found["median"] <= found["percentiles"]["90"] <= found["max"]


def test_the_statistics_are_numpys_of_the_exported_times(bench, file, tmp_path):
    facts = bench(
        *(file("digits"), "--iterations=50", "--percentile=0,12.5,50,100", "--avgRuns=20"),
        *("--exportTimes", tmp_path / "times.json"),
    )
    exported = json.loads((tmp_path / "times.json").read_text())
    assert len(exported) == 50
    for part, key in (("latency", "latencyMs"), ("h2d", "h2dMs"), ("compute", "computeMs"), ("d2h", "d2hMs")):
        values = np.array([each[key] for each in exported])
        found = facts[f"{part}_ms"]
        assert found["mean"] == pytest.approx(values.mean())
        assert found["median"] == pytest.approx(np.median(values))
        assert list(found["percentiles"]) == ["0", "12.5", "50", "100"]
        assert list(found["percentiles"].values()) == pytest.approx(np.percentile(values, [0, 12.5, 50, 100]))
        means = [values[:20].mean(), values[20:40].mean(), values[40:].mean()]
        assert [each[part] for each in facts["averages"]] == pytest.approx(means)
    enqueue = [each["endEnqMs"] - each["startEnqMs"] for each in exported]
    assert facts["enqueue_ms"]["max"] == pytest.approx(max(enqueue))


def test_the_parts_of_each_launch_follow_each_other(times, file):
    exported = times(file("digits"))
    assert all(list(each) == [*TIMES, "h2dMs", "computeMs", "d2hMs", "latencyMs"] for each in exported)
    for each in exported:
        assert 0 <= each["startEnqMs"] <= each["startH2dMs"] <= each["endH2dMs"] == each["startComputeMs"]
        assert each["startComputeMs"] <= each["endComputeMs"] == each["startD2hMs"] <= each["endD2hMs"]
        assert each["latencyMs"] == pytest.approx(each["endD2hMs"] - each["startH2dMs"])
    starts = [each["startEnqMs"] for each in exported]
    assert starts == sorted(starts)


def test_means_over_some_launches_are_shown_on_request(trt_cffi, file):
    output = trt_cffi("bench", *SHORT, file("tiny"), "--avgRuns=4")
    assert re.findall(r"│ from (\d+)", output) == ["0", "4", "8"]
    assert "from 0" not in trt_cffi("bench", *SHORT, file("tiny"))


# ---- how long ----


def test_it_takes_at_least_as_long_and_as_many_launches_as_asked_for(trt_cffi, file):
    path = file("tiny")
    for arguments, launches, seconds in ((("--duration=0.2",), 10, 0.2), (("--duration=0", "--iterations=77"), 77, 0)):
        output = trt_cffi("bench", path, "--warmUp=0", *arguments, "--json")
        facts = json.loads(output[output.index("{") :])
        assert facts["launches"] >= launches
        assert facts["seconds"] >= seconds
    assert facts["launches"] == 77


def test_it_warms_up_before_it_measures(trt_cffi, file, times):
    path = file("tiny")
    started = time.perf_counter()
    exported = times(path, "--warmUp=300")
    assert time.perf_counter() - started >= 0.3
    assert len(exported) == 10
    assert exported[0]["startEnqMs"] < 100


def test_it_sleeps_between_launches_on_request(times, file):
    starts = [each["startEnqMs"] for each in times(file("tiny"), "--idleTime=5", "--iterations=4")]
    assert np.diff(starts).min() >= 5


@pytest.mark.parametrize(("warming", "exit_code"), [(0, 0), (10**6, 1)])
def test_a_run_without_an_end_reports_when_it_is_interrupted_but_for_the_warm_up(file, warming, exit_code):
    code = "from trt_cffi.cli import main; main()"
    arguments = ["bench", file("tiny"), f"--warmUp={warming}", "--duration=-1", "--verbose"]
    with subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stderr.readline()  # the library is open
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == exit_code
    assert ("qps" in output) == (exit_code == 0)
    assert "Traceback" not in errors


# ---- what runs ----


def test_shapes_are_those_that_were_asked_for(bench, file):
    assert bench(file("digits"), "--shapes=images:3x1x8x8")["shapes"] == {"images": [3, 1, 8, 8]}
    assert bench(file("digits"), "--useProfile=1")["shapes"] == {"images": [1, 1, 8, 8]}
    assert bench(file("digits"), "--profile=1")["profile"] == 1


def test_the_values_of_a_shape_tensor_are_those_that_were_asked_for(outputs, file):
    assert outputs(file("reshape"))["reshaped"].shape == (4, 6)
    assert outputs(file("reshape"), "--shapes=shape:3x8")["reshaped"].shape == (3, 8)
    assert outputs(file("reshape"), "--shapes=data:10,shape:5x2")["reshaped"].shape == (5, 2)


@pytest.mark.parametrize(
    ("model", "tensorrt"),
    [
        (name, each)
        for name in ("tiny", "dtypes", "nonzero", "reshape", "digits", "wide")
        for each in RECIPES[name].majors
    ],
)
@pytest.mark.parametrize("form", ["npy", "bytes"])
def test_inputs_come_from_files_and_outputs_go_to_one(outputs, file, tmp_path, model, tensorrt, form):
    arguments = []
    for name, array in inputs_of(model, tensorrt).items():
        path = tmp_path / f"{name}.bin"
        arguments.append(f"--loadInputs='{name}':{path}")
        if form == "npy":
            with path.open("wb") as opened:
                np.save(opened, array)
            continue
        array.tofile(path)
        if (model, name) != ("reshape", "shape"):  # of which --shapes would be the values
            arguments.append(f"--shapes='{name}':{'x'.join(map(str, array.shape)) or 'scalar'}")
    got, wanted = outputs(file(model, tensorrt), *arguments), stored(model, "out.")
    assert set(got) == set(wanted)
    for name, want in wanted.items():
        assert got[name].shape == want.shape
        values = want.view(ml_dtypes.bfloat16) if want.dtype == np.uint16 else want  # their bits are stored
        np.testing.assert_allclose(got[name], values.astype(np.float64), rtol=1e-4, atol=1e-5)


def test_several_inputs_can_be_in_one_option(outputs, file, trt_cffi):
    data, shape = trt_cffi.array(np.arange(6, dtype=np.float32), "data"), trt_cffi.array(np.array([2, 3]), "shape")
    got = outputs(file("reshape"), f"--loadInputs=data:{data},shape:{shape}")["reshaped"]
    np.testing.assert_array_equal(got, -np.arange(6.0).reshape(2, 3))


def test_random_inputs_are_the_same_every_time(outputs, file):
    path = file("digits")
    np.testing.assert_array_equal(outputs(path)["logits"], outputs(path)["logits"])


def test_without_transfers_they_take_no_time_and_the_outputs_are_there_all_the_same(times, outputs, bench, file):
    for each in times(file("digits"), "--noDataTransfers"):
        assert each["h2dMs"] == each["d2hMs"] == 0
        assert each["latencyMs"] == each["computeMs"] > 0
    path = file("nonzero")
    got = outputs(path, "--noDataTransfers")
    for name, want in outputs(path).items():
        np.testing.assert_array_equal(got[name], want)
    assert bench(path, "--noDataTransfers")["transfers"] is False


@pytest.mark.parametrize("tensorrt", [10, 11, "rtx"])
def test_several_streams_launch_as_often_each(bench, file, tensorrt):
    facts = bench(file("digits", tensorrt), "--infStreams=3", "--iterations=5")
    assert (facts["launches"], facts["streams"]) == (15, 3)


def test_up_to_8_each_stream_needs_a_profile_of_its_own(bench, trt_cffi, file):
    path = file("digits", 8)
    assert bench(path, "--infStreams=2", "--shapes=images:1x1x8x8", "--iterations=5")["launches"] == 10
    assert "it can have (1, 1, 8, 8)" in trt_cffi.mistake("bench", path, "--infStreams=2", "--shapes=images:2x1x8x8")
    assert "from profile 0 on the plan has 2" in trt_cffi.mistake("bench", path, "--infStreams=3")
    assert "from profile 1 on the plan has 1" in trt_cffi.mistake("bench", path, "--infStreams=2", "--useProfile=1")
    assert bench(file("tiny", 8), "--infStreams=3", "--iterations=5")["launches"] == 15  # its shapes are fixed


def test_the_plan_can_be_given_by_trtexecs_flag(bench, trt_cffi, file):
    path = file("tiny")
    assert bench(f"--loadEngine={path}")["plan"] == str(path)
    assert "name one plan" in trt_cffi.mistake("bench")
    assert "name one plan" in trt_cffi.mistake("bench", path, f"--loadEngine={path}")
    assert "does not exist" in trt_cffi.mistake("bench", "--loadEngine=/nowhere/p.plan")


# ---- layers ----


def test_a_profile_of_the_layers_is_shown_and_exported(trt_cffi, file, tmp_path):
    path = tmp_path / "profile.json"
    output = trt_cffi("bench", *SHORT, file("digits"), "--dumpProfile", "--exportProfile", path)
    head, *layers = json.loads(path.read_text())
    assert head == {"count": 10}
    assert len(layers) == 7
    for each in layers:
        assert list(each) == ["name", "timeMs", "averageMs", "medianMs", "percentage"]
        assert each["timeMs"] == pytest.approx(10 * each["averageMs"])
        assert re.search(rf"│ {each['name']} +│ +{each['timeMs']:.4f} │", output)
    assert sum(each["percentage"] for each in layers) == pytest.approx(100)
    assert "layer, in" not in trt_cffi("bench", *SHORT, file("digits"), "--exportProfile", path)


def test_a_profile_of_the_layers_is_in_the_json_on_request(bench, file):
    assert [each["name"] for each in bench(file("tiny"), "--dumpProfile")["layers"][1:]] == ["node_of_y"]


# ---- pictures and progress ----


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml"), ("a.pdf", b"%PDF")])
def test_latencies_are_drawn_to_a_file(trt_cffi, file, tmp_path, name, start):
    trt_cffi("bench", *SHORT, file("tiny"), "--plot", tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(start)


def test_latencies_are_drawn_in_the_terminal(trt_cffi, file):
    output = trt_cffi("bench", *SHORT, file("tiny"), "--plot", "-")
    assert "(ms)" in output
    assert "tiny.plan by TensorRT 10.16.1 simulator, NO GPU" in output
    assert re.search("[\u2801-\u28ff]", output)


def test_a_picture_of_an_unknown_kind_is_refused_before_anything_is_measured(trt_cffi, file, tmp_path):
    assert "png" in trt_cffi.mistake("bench", file("tiny"), "--duration=-1", "--plot", tmp_path / "a.tiff.zip")
    assert "draw to a file" in trt_cffi.mistake("bench", file("tiny"), "--duration=-1", "--plot", "-", "--json")


@pytest.mark.parametrize(("where", "module"), [("a.png", "matplotlib.figure"), ("-", "plotille")])
def test_a_missing_package_for_pictures_is_one_line(trt_cffi, file, monkeypatch, where, module):
    monkeypatch.setitem(sys.modules, module, None)
    error = trt_cffi.mistake("bench", file("tiny"), "--duration=-1", "--plot", where, exit_code=1)
    assert "pip install 'trt_cffi[plot]'" in error
    assert module.partition(".")[0] in error


def test_a_terminal_sees_the_progress(trt_cffi, file, monkeypatch):
    arguments = ("bench", file("tiny"), "--warmUp=0", "--duration=0.5", "--json")
    assert not re.search(r"\d launches", trt_cffi(*arguments))
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert re.search(r"[1-9][\d,]* launches", trt_cffi(*arguments))


# ---- wrong uses ----


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--shapes=images:0x1x8x8", "(1, 1, 8, 8) to (1024, 1, 8, 8)"),
        ("--shapes=images:1x8x8", "has the shape (1, 8, 8)"),
        ("--shapes=pictures:1x1x8x8", "no input 'pictures'"),
        ("--shapes=images", "write NAME:1x3x224x224"),
        ("--loadInputs=images", "write NAME:FILE"),
        ("--loadInputs=images:a,images:b", "names 'images' twice"),
        ("--loadInputs=images:/nowhere/a.bin", "/nowhere/a.bin: No such file"),
        ("--loadInputs=pictures:a", "no input 'pictures'"),
        ("--useProfile=2", "the plan has 2"),
        ("--useProfile=x", "--useProfile"),
        ("--iterations=0", "--iterations"),
        ("--duration=-2", "seconds, 0 or more, or -1"),
        ("--duration=nan", "seconds, 0 or more, or -1"),
        ("--warmUp=-1", "--warmUp"),
        ("--idleTime=-1", "--idleTime"),
        ("--infStreams=0", "--infStreams"),
        ("--percentile=90,x", "numbers from 0 to 100"),
        ("--percentile=101", "numbers from 0 to 100"),
        ("--percentile=nan", "numbers from 0 to 100"),
        ("--percentile=", "numbers from 0 to 100"),
        ("--avgRuns=0", "--avgRuns"),
        ("--exportTimes=/nowhere/t.json", "no folder /nowhere"),
        ("--plot=/nowhere/p.png", "no folder /nowhere"),
        ("--exportProfile=/nowhere/p.json", "no folder /nowhere"),
        ("--exportOutput=/nowhere/o.json", "no folder /nowhere"),
        ("--device=-1", "--device"),
        ("--device=1", "--device=1 is for a GPU"),
        ("--useCudaGraph", "--useCudaGraph is for a GPU"),
        ("--useSpinWait", "--useSpinWait is for a GPU"),
        ("--fly", "--fly"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_measured(trt_cffi, file, option, words):
    assert words in trt_cffi.mistake("bench", file("digits"), option)


def test_files_of_another_size_or_type_are_refused(trt_cffi, file, tmp_path):
    path = tmp_path / "few.bin"
    path.write_bytes(b"1234")
    error = trt_cffi.mistake("bench", file("digits"), f"--loadInputs=images:{path}")
    assert "has 4 bytes" in error
    assert "8192, of float32 32x1x8x8" in error
    wide = trt_cffi.array(np.zeros((1, 1, 8, 8)))
    assert "float64 in its file" in trt_cffi.mistake("bench", file("digits"), f"--loadInputs=images:{wide}")
    array = trt_cffi.array(np.zeros((2, 1, 8, 8), np.float32))
    arguments = ("bench", file("digits"), f"--loadInputs=images:{array}", "--shapes=images:3x1x8x8")
    assert "128 elements" in trt_cffi.mistake(*arguments)
    broken = tmp_path / "broken.npy"
    broken.write_bytes(b"\x93NUMPY")
    assert "broken.npy" in trt_cffi.mistake("bench", file("digits"), f"--loadInputs=images:{broken}")


def test_the_values_of_a_shape_tensor_must_be_in_the_profile(trt_cffi, file):
    assert "values (5000, 1)" in trt_cffi.mistake("bench", file("reshape"), "--shapes=shape:5000x1")
    assert "expected are 2 values" in trt_cffi.mistake("bench", file("reshape"), "--shapes=shape:3")


def test_a_launch_that_fails_is_a_failure(trt_cffi, file):
    error = trt_cffi.mistake("bench", *SHORT, file("reshape"), "--shapes=data:24,shape:5x5", exit_code=1)
    assert "TensorRT said" in error


def test_what_cannot_be_loaded_is_a_failure(trt_cffi, file, tmp_path):
    for content, words in (
        (b"", "is empty"),
        (b"hello", "neither a plan nor an ONNX model"),
        (plan("tiny", 8)[:99], "cut short"),
    ):
        path = tmp_path / "broken.plan"
        path.write_bytes(content)
        assert words in trt_cffi.mistake("bench", path, exit_code=1)
    assert "10.16.1" in trt_cffi.mistake("bench", file("tiny", 8), "--library", "simulator10", exit_code=1)
    error = trt_cffi.mistake("bench", file("tiny"), "--library", "/nowhere/libnvinfer.so.10", exit_code=1)
    assert "No such file" in error


def test_an_implicit_batch_is_left_to_run(trt_cffi, file):
    assert "trt-cffi run runs it" in trt_cffi.mistake("bench", file("implicit", 8), exit_code=1)


def test_verbose_shows_tensorrts_messages(trt_cffi, file):
    assert "TensorRT: TensorRT 10.16.1 simulator" in trt_cffi("bench", *SHORT, file("tiny"), "--verbose")
