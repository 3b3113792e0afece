"""Runners of ONNX models, whose plans are kept: in the simulators."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import threading

import numpy as np
import onnx
import pytest

from tests.models import recipes
from tests.support import MODELS, Log, stored
from trt_cffi import ModelError, Runner, RunnerPool, plan_cache, simulator
from trt_cffi.library import open_library

pytestmark = pytest.mark.usefixtures("cache")

DIGITS = MODELS / "digits.onnx"
BUILD = {"profiles": recipes.RECIPES["digits"].profiles}
PROGRAM = """
import sys
from trt_cffi import Runner, plan_cache
build = plan_cache.build
plan_cache.build = lambda *model, **options: print("built") or build(*model, **options)
print("ready", flush=True)
sys.stdin.readline()
Runner(sys.argv[1], library="simulator10", build=eval(sys.argv[2])).close()
"""


@pytest.fixture
def builds(monkeypatch):
    """The options of each build."""
    made, build = [], plan_cache.build

    def counted(model, **options):
        made.append(options)
        return build(model, **options)

    monkeypatch.setattr(plan_cache, "build", counted)
    return made


def digits(model=DIGITS, library="simulator10", build=BUILD, **options):
    """A run of the digits."""
    inputs, expected = stored("digits")
    with Runner(model, library=library, build=build, **options) as runner:
        np.testing.assert_allclose(runner(inputs)["logits"], expected["logits"], rtol=1e-4, atol=1e-5)


def test_a_model_is_built_once_and_run(trt, builds, cache):
    for _ in range(2):
        digits(library=trt)
    assert len(builds) == 1
    kernels = [".kernels"] if trt.rtx else []
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", *kernels, ".lock", ".plan"]
    assert cache.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("model", [DIGITS.read_bytes(), onnx.load(DIGITS)], ids=["bytes", "proto"])
def test_what_a_model_is_given_as_makes_no_difference(model, builds):
    digits()
    digits(model)
    assert len(builds) == 1


def test_a_path_of_a_model_needs_no_options(tmp_path, trt):
    shutil.copy(MODELS / "tiny.onnx", tmp_path / "tiny.ONNX")
    inputs, expected = stored("tiny")
    with Runner(tmp_path / "tiny.ONNX", library=trt) as runner:
        np.testing.assert_array_equal(runner(inputs)["y"], expected["y"])


def test_a_pool_takes_a_model(builds):
    for _ in range(2):
        with RunnerPool(DIGITS, 2, library="simulator10", build=BUILD) as pool:
            assert len(pool) == 2
    assert len(builds) == 1


def test_another_model_library_or_option_is_another_plan(tmp_path, builds):
    digits()
    digits(library="simulator11")
    digits(build={**BUILD, "refittable": True})
    other = onnx.load(DIGITS)
    other.doc_string = "another"
    onnx.save(other, tmp_path / "other.onnx")
    digits(tmp_path / "other.onnx")
    assert len(builds) == 4


def test_options_are_the_same_however_they_are_written(builds):
    trt = open_library("simulator10")
    digits(build={**BUILD, "hardware_compatibility": "AMPERE_PLUS"})
    digits(build={**BUILD, "hardware_compatibility": trt.HardwareCompatibilityLevel.AMPERE_PLUS, "fp16": False})
    digits(build={**BUILD, "hardware_compatibility": "AMPERE_PLUS", "debug": iter(())})
    digits(build={"profiles": json.loads(json.dumps(BUILD["profiles"])), "hardware_compatibility": "AMPERE_PLUS"})
    assert len(builds) == 1


def test_an_iterator_gets_to_the_build():
    with Runner(DIGITS, library="simulator10", build={"profiles": iter(BUILD["profiles"])}) as runner:
        assert runner.engine.num_optimization_profiles == len(BUILD["profiles"])


def test_other_weights_beside_the_model_are_another_plan(tmp_path, builds):
    model = onnx.load(DIGITS)
    onnx.save(model, tmp_path / "model.onnx", save_as_external_data=True, location="weights", size_threshold=0)
    digits(tmp_path / "model.onnx")
    digits(tmp_path / "model.onnx")
    assert len(builds) == 1
    weights = bytearray((tmp_path / "weights").read_bytes())
    weights[3] ^= 0x80  # the sign of a weight
    (tmp_path / "weights").write_bytes(weights)
    with Runner(tmp_path / "model.onnx", library="simulator10", build=BUILD):
        assert len(builds) == 2


@pytest.mark.parametrize("file", ["plan", "json"])
@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:-9] + b"?" + data[-8:], lambda _: b""])
def test_a_damaged_entry_is_built_again_with_one_message(cache, builds, file, damage):
    digits()
    (path,) = cache.glob(f"*.{file}")
    path.write_bytes(damage(path.read_bytes()))
    log = Log()
    digits(logger=log)
    assert sum("built again" in message for _, message in log.messages) == 1
    digits()
    assert len(builds) == 2


def test_a_plan_that_no_longer_loads_is_built_again_with_one_message(cache, builds):
    digits()
    (plan,), (about,) = cache.glob("*.plan"), cache.glob("*.json")
    other = simulator.build(DIGITS, BUILD["profiles"], 11)
    plan.write_bytes(other)
    about.write_text(json.dumps({**json.loads(about.read_text()), "sha256": plan_cache._digest(other)}))
    log = Log()
    digits(logger=log)
    assert sum("built again" in message for _, message in log.messages) == 1
    assert "11.4" in "".join(message for _, message in log.messages)
    assert len(builds) == 2


def test_a_missing_plan_is_built_again(cache, builds):
    digits()
    next(cache.glob("*.plan")).unlink()
    digits()
    assert len(builds) == 2


def test_processes_that_want_the_same_plan_build_it_once():
    command = [sys.executable, "-c", PROGRAM, str(DIGITS), repr(BUILD)]
    processes = [subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, text=True) for _ in range(4)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("\n")
        process.stdin.flush()
    said = ""
    for process in processes:
        out, error = process.communicate(timeout=60)
        assert process.returncode == 0, error
        said += out
    assert said == "built\n"


def test_threads_wait_for_the_one_that_builds(monkeypatch):
    building, go, builds = threading.Event(), threading.Event(), []
    build = plan_cache.build

    def slow(model, **options):
        builds.append(options)
        building.set()
        assert go.wait(30)
        return build(model, **options)

    monkeypatch.setattr(plan_cache, "build", slow)
    threads = [threading.Thread(target=digits) for _ in range(3)]
    for thread in threads:
        thread.start()
    assert building.wait(30)
    go.set()
    for thread in threads:
        thread.join(30)
    assert len(builds) == 1


def test_nothing_is_left_when_the_cache_cannot_be_written(cache):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # as on a full disk, a write fails

    command = [sys.executable, "-c", "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + PROGRAM]
    done = subprocess.run(
        [*command, str(DIGITS), repr(BUILD)], input="\n", capture_output=True, text=True, preexec_fn=limit, check=False
    )
    assert "OSError: [Errno 27]" in done.stderr
    assert [path.suffix for path in cache.iterdir()] == [".lock"]


def test_a_model_that_changes_while_it_is_built_is_refused(tmp_path, monkeypatch, cache):
    path, build = tmp_path / "model.onnx", plan_cache.build
    shutil.copy(DIGITS, path)

    def changed(model, **options):
        plan = build(model, **options)
        path.write_bytes((MODELS / "tiny.onnx").read_bytes())
        return plan

    monkeypatch.setattr(plan_cache, "build", changed)
    with pytest.raises(ModelError, match="was changed while its plan was built"):
        Runner(path, library="simulator10", build=BUILD)
    assert list(cache.glob("*.plan")) == []


@pytest.mark.parametrize(
    ("build", "said"),
    [
        ({"fp61": True}, "'fp61': …} is not one of profiles, fp16, "),
        ({"library": "simulator10"}, "'library': …} is an argument beside build="),
    ],
)
def test_options_that_there_are_not_are_told(build, said, cache):
    with pytest.raises(TypeError) as caught:
        Runner(DIGITS, library="simulator10", build=build)
    assert said in str(caught.value)
    assert not cache.exists()


def test_options_that_are_no_mapping_are_told():
    with pytest.raises(TypeError, match=r"build is a mapping of options of trt_cffi\.build, .* not a list"):
        Runner(DIGITS, library="simulator10", build=BUILD["profiles"])


@pytest.mark.parametrize("missing", ["folder", "lock"])
def test_where_no_plan_can_be_kept_it_is_told_what_to_set(cache, missing):
    if missing == "folder":
        cache.write_bytes(b"no folder")
    else:
        digits()
        (entry,) = plan_cache.entries()
        entry.remove()
        entry._lock.mkdir()
    with pytest.raises(OSError, match="set TRT_CFFI_CACHE to a folder in which plans can be kept") as caught:
        digits()
    assert str(cache) in str(caught.value.filename)


def test_an_engine_is_built_already():
    with (
        Runner(DIGITS, library="simulator10", build=BUILD) as runner,
        pytest.raises(TypeError, match="leave out library, logger and build"),
    ):
        Runner(runner.engine, build=BUILD)


def test_a_mistake_in_a_model_is_told_and_nothing_is_kept(tmp_path, cache):
    (tmp_path / "broken.onnx").write_bytes(DIGITS.read_bytes()[:-20])
    with pytest.raises(ModelError, match=r"broken\.onnx"):
        Runner(tmp_path / "broken.onnx", library="simulator10")
    with pytest.raises(ValueError, match=r"profiles=\[\{'images'"):
        Runner(DIGITS, library="simulator10")
    assert list(cache.glob("*.plan")) == []


def test_the_folder_is_the_users_without_a_variable(monkeypatch, tmp_path):
    monkeypatch.delenv("TRT_CFFI_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert plan_cache.folder() == tmp_path / "xdg" / "trt_cffi" / "plans"


def test_a_folder_that_cannot_be_written_is_told_before_the_build(monkeypatch, builds, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("TRT_CFFI_CACHE", os.fspath(tmp_path / "file" / "cache"))
    with pytest.raises(OSError, match="file"):
        Runner(DIGITS, library="simulator10", build=BUILD)
    assert builds == []


def test_clearing_takes_all_away_and_engines_live_on(cache):
    inputs, _ = stored("digits")
    with Runner(DIGITS, library="simulator10", build=BUILD) as runner:
        assert len(plan_cache.clear()) == 1
        assert list(cache.iterdir()) == []
        assert runner(inputs)["logits"].shape[1] == 10
    assert plan_cache.entries() == []


def test_running_a_plan_loads_nothing_of_it(tmp_path):
    (tmp_path / "tiny.plan").write_bytes(recipes.plan("tiny", 10))
    program = (
        "import sys; from trt_cffi import Runner; Runner(sys.argv[1]).close()\n"
        "print([name for name in sys.modules if name in ('trt_cffi.building', 'trt_cffi.plan_cache', 'platformdirs')])"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "tiny.plan"], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
