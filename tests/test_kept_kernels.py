"""Kernels that TensorRT for RTX compiled for Runners of ONNX models, which are kept: in its simulator."""

from __future__ import annotations

import ctypes
import gc
import os
import resource
import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest

import trt_cffi
from tests.models import recipes
from tests.support import MODELS, Log, kernels, stored
from trt_cffi import Runner, RunnerPool, plan_cache
from trt_cffi.kept_kernels import KeptKernels

pytestmark = pytest.mark.usefixtures("cache")

DIGITS = MODELS / "digits.onnx"
PROFILES = recipes.RECIPES["digits"].profiles
LAYERS = trt_cffi.load_engine(recipes.plan("digits", "rtx")).num_layers
COMPILED, FOUND = (LAYERS, 0), (0, LAYERS)
PROGRAM = """
import sys
from tests.test_kept_kernels import runner, run
run(runner())
"""


@pytest.fixture
def writes(monkeypatch):
    """How often kernels were written."""
    made, write = [], plan_cache.write_whole

    def counted(path, data):
        if path.suffix == ".kernels":
            made.append(data)
        write(path, data)

    monkeypatch.setattr(plan_cache, "write_whole", counted)
    return made


@pytest.fixture
def log():
    return Log()


def runner(kind=Runner, *arguments, model=DIGITS, profiles=PROFILES, **options):
    return kind(model, *arguments, library="simulatorrtx", build={"profiles": profiles}, **options)


def run(runner, count=None):
    """A call with so many of the digits that are stored, all of them by default."""
    inputs, expected = stored("digits")
    logits = runner(images=inputs["images"][:count])["logits"]
    np.testing.assert_allclose(logits, expected["logits"][:count], rtol=1e-4, atol=1e-5)


def start(log=None, **options):
    """A program: a call, and the end. Gives what was compiled for its context, and for its shapes."""
    log = log or Log()
    with runner(logger=log, **options) as each:
        run(each)
    return kernels(log)


def kept(cache):
    """The file with the kernels."""
    (found,) = cache.glob("*.kernels")
    return found


def warnings(log):
    return [text for severity, text in log.messages if severity == "WARNING"]


def in_a_process(prepare=None, program=PROGRAM):
    """What a program says on stderr that runs in a process of its own."""
    command = [sys.executable, "-c", "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n" + program]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=prepare, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


# ---- kept and restored ----


def test_the_first_start_compiles_and_the_second_finds(cache, writes):
    assert start() == [COMPILED, COMPILED]
    assert len(writes) == 2  # of the context, and of the shape
    assert start() == [FOUND, FOUND]
    assert len(writes) == 2
    assert kept(cache).with_suffix(".plan").exists()


def test_kernels_are_there_as_soon_as_a_context_is(cache):
    with runner() as first:
        run(first)
        log = Log()
        start(log)
        assert kernels(log) == [FOUND, COMPILED]


def test_nothing_is_read_or_written_without_a_context(cache, writes):
    runner().close()
    assert list(cache.glob("*.kernels")) == []
    start()
    kept(cache).write_bytes(b"damaged")
    log = Log()
    runner(logger=log).close()
    assert warnings(log) == []
    assert kept(cache).read_bytes() == b"damaged"


def test_contexts_of_one_profile_are_looked_at_once(writes):
    with runner(RunnerPool, 3) as pool:
        for each in pool._runners:
            run(each)
        assert len(writes) == 1


def test_each_profile_is_looked_at(monkeypatch):
    looked, save = [], KeptKernels._save
    monkeypatch.setattr(KeptKernels, "_save", lambda self: looked.append(0) or save(self))
    small = {"images": ((1, 1, 8, 8),) * 3}
    with runner(profiles=[*PROFILES, small]) as each:
        run(each)
        run(each, 1)
        run(each)
        assert len(looked) == 2


def test_contexts_of_a_pool_find_what_one_compiled(log):
    with runner(RunnerPool, 2, logger=log) as pool:
        for each in pool._runners:
            run(each)
    assert kernels(log) == [COMPILED, COMPILED, FOUND, FOUND]
    assert start() == [FOUND, FOUND]


def test_lanes_for_cuda_graphs_have_the_kernels(log):
    with runner(graph=True, logger=log) as each:
        for count in (1, 2):  # each has a lane of its own
            run(each, count)
    assert kernels(log) == [COMPILED, COMPILED, FOUND, COMPILED]


def test_two_runners_at_once_both_keep(log):
    both = [runner(logger=log), runner(logger=log)]
    threads = [threading.Thread(target=run, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    for each in both:
        each.close()
    assert warnings(log) == []
    assert start() == [FOUND, FOUND]


def test_processes_that_end_at_once_leave_a_whole_file(cache, log):
    start()
    kept(cache).unlink()
    processes = [subprocess.Popen([sys.executable, "-c", PROGRAM], stderr=-1, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[1] for process in processes] == ["", "", ""]
    assert start(log) == [FOUND, FOUND]
    assert warnings(log) == []
    assert [path.name for path in cache.iterdir() if path.name.startswith(".")] == []


# ---- the end ----


def test_what_is_let_go_keeps_its_kernels_too():
    run(runner())
    gc.collect()
    assert start() == [FOUND, FOUND]


def test_a_pool_that_is_let_go_keeps_its_kernels_too():
    run(runner(RunnerPool, 2))
    gc.collect()
    assert start() == [FOUND, FOUND]


@pytest.mark.parametrize("end", ["", "raise SystemExit"])
def test_a_program_that_closes_nothing_keeps_its_kernels(end):
    assert in_a_process(program=f"{PROGRAM}\neach = runner()\nrun(each, 2)\n{end}") == ""
    with runner(logger=(log := Log())) as each:
        run(each)
        run(each, 2)
    assert kernels(log) == [FOUND, FOUND, FOUND]


def test_a_process_that_was_forked_writes_nothing(cache, writes):
    with runner() as each:
        run(each)
        before = len(writes)
        if (child := os.fork()) == 0:
            each._loaded._kernels.close()
            os._exit(len(writes) - before)
        assert os.waitpid(child, 0)[1] == 0
    assert len(writes) == before + 1


def test_an_engine_that_was_closed_before_changes_nothing(log):
    each = runner(logger=log)
    run(each)
    each.engine.close()
    each.close()
    assert start() == [FOUND, FOUND]
    each = runner(logger=log)
    run(each, 1)
    each.engine._parent.close()
    each.close()
    assert warnings(log) == []


def test_closing_twice_writes_once(writes):
    each = runner()
    run(each)
    each.close()
    each.close()
    assert len(writes) == 2


# ---- files that are of no use ----


@pytest.mark.parametrize(
    "damage", [lambda data: b"", lambda data: data[:-1], lambda data: data[:-1] + b"?", lambda data: b"?" + data[1:]]
)
def test_a_damaged_file_is_never_given_to_tensorrt(cache, monkeypatch, log, damage):
    start()
    whole = kept(cache).read_bytes()
    kept(cache).write_bytes(damage(whole))
    with monkeypatch.context() as patch:
        patch.setattr("trt_cffi.runtime_cache.IRuntimeCache.deserialize", lambda *_: pytest.fail("given to TensorRT"))
        assert start(log) == [COMPILED, COMPILED]
    (warning,) = warnings(log)
    assert "are compiled again: they were damaged" in warning
    assert str(kept(cache)) in warning
    assert kept(cache).read_bytes() == whole
    assert start() == [FOUND, FOUND]


def test_what_tensorrt_refuses_is_compiled_again(cache, log):
    start()
    whole = kept(cache).read_bytes()
    (entry,) = plan_cache.entries()
    entry.write_kernels(b"of another driver", entry.about()["sha256"])
    assert start(log) == [COMPILED, COMPILED]
    (warning,) = warnings(log)
    assert "refuses them" in warning
    assert kept(cache).read_bytes() == whole


def test_the_kernels_of_another_plan_are_not_used(cache, log):
    with runner(model=MODELS / "tiny.onnx", profiles=[]) as other:
        other(stored("tiny")[0])
    foreign = kept(cache)
    start()
    (own,) = set(cache.glob("*.kernels")) - {foreign}
    shutil.copy(foreign, own)
    assert start(log) == [COMPILED, COMPILED]
    assert "of another plan" in "".join(warnings(log))
    assert start() == [FOUND, FOUND]


def test_a_file_that_cannot_be_read_or_replaced_does_no_harm(cache, log):
    start()
    kept(cache).unlink()
    (entry,) = plan_cache.entries()
    entry.kernels.mkdir()
    assert start(log) == [COMPILED, COMPILED]
    again, lost = warnings(log)
    assert "are compiled again: [Errno 21]" in again
    assert "are not kept, and will be compiled again: [Errno 21]" in lost
    assert [path.name for path in cache.iterdir() if path.name.startswith(".")] == []


def test_a_full_disk_does_no_harm(cache):
    start()
    kept(cache).unlink()

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))  # as on a full disk, a write fails

    said = in_a_process(limit)
    assert said.count("are not kept, and will be compiled again: [Errno 27]") == 1
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", ".lock", ".plan"]


def test_a_folder_that_cannot_be_written_does_no_harm(cache):
    start()
    kept(cache).unlink()

    def limit():
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: else root may write anywhere
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP

    cache.chmod(0o500)
    try:
        said = in_a_process(limit)
    finally:
        cache.chmod(0o700)
    assert said.count("are not kept, and will be compiled again: [Errno 13]") == 1
    assert sorted(path.suffix for path in cache.iterdir()) == [".json", ".lock", ".plan"]


def test_a_library_that_makes_no_cache_runs_without(monkeypatch, cache, log):
    monkeypatch.setattr("trt_cffi.runtime_config.IRuntimeConfig.create_runtime_cache", lambda self: None)
    assert start(log) == []
    (warning,) = warnings(log)
    assert "cannot be kept: TensorRT makes no runtime cache" in warning
    assert list(cache.glob("*.kernels")) == []


@pytest.mark.parametrize(("name", "said"), [("serialize", "does not give them"), ("deserialize", "refuses them")])
def test_a_cache_that_tensorrt_refuses_is_told_once(monkeypatch, log, name, said):
    start()
    monkeypatch.setattr(f"trt_cffi.runtime_cache.IRuntimeCache.{name}", lambda *_: None)
    start(log)
    (warning,) = warnings(log)
    assert said in warning


# ---- plans and their kernels ----


def test_a_plan_that_is_built_again_has_no_kernels(cache, log):
    start()
    (plan,) = cache.glob("*.plan")
    plan.write_bytes(b"damaged")
    with runner():
        assert list(cache.glob("*.kernels")) == []
    assert start() == [COMPILED, COMPILED]


def test_kernels_of_a_plan_that_was_replaced_are_not_written(cache):
    with runner() as each:
        run(each)
        (entry,) = plan_cache.entries()
        entry.write(recipes.plan("tiny", "rtx"), entry.about())
        run(each, 1)
    assert not entry.kernels.exists()


def test_clearing_takes_kernels_away_and_they_stay_away(cache):
    with runner() as each:
        run(each)
        (cache / ".KEY.kernels.killed").touch()
        plan_cache.clear()
        assert list(cache.iterdir()) == []
        run(each, 1)
    assert list(cache.iterdir()) == []


def test_an_entry_is_removed_with_its_kernels(cache):
    start()
    (entry,) = plan_cache.entries()
    assert entry.size() == (entry.plan.stat().st_size, kept(cache).stat().st_size)
    entry.remove()
    assert list(cache.iterdir()) == []


# ---- what keeps none ----


@pytest.mark.parametrize("library", ["simulator8", "simulator10", "simulator11"])
def test_other_libraries_have_none(cache, library):
    with Runner(DIGITS, library=library, build={"profiles": PROFILES}) as each:
        run(each)
    assert list(cache.glob("*.kernels")) == []


def test_plans_and_engines_of_the_caller_have_none(cache, tmp_path, log):
    plan = recipes.plan("digits", "rtx")
    (tmp_path / "digits.plan").write_bytes(plan)
    for given in (plan, tmp_path / "digits.plan", trt_cffi.load_engine(plan, logger=log)):
        with Runner(given) as each:
            run(each)
    assert kernels(log) == []
    assert not cache.exists()
