"""`check_plan`, and the SHA-256 of `deserialize_cuda_engine`, on the simulators."""

from __future__ import annotations

import hashlib
import random
import subprocess

import pytest

import trt_cffi
from tests.compilers import cc
from tests.models import recipes
from tests.test_versions import SOURCE


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "a.plan"
        path.write_bytes(content)
        return path

    return write


def test_the_header_of_a_simulators_plan_is_told(trt, plan, written):
    content = plan("tiny")
    found = trt_cffi.check_plan(written(content))
    assert (found.kind, found.version, found.size) == ("simulator", trt.version, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.loads_with == "the simulator of TensorRT " + ("for RTX" if trt.rtx else str(trt.version[0]))
    assert found.loaded_with is None
    assert str(found.path) in repr(found)


def test_the_header_of_a_real_plan_is_told():
    found = trt_cffi.check_plan("tests/engines/8.6.0/tiny.vc.plan")
    assert (found.kind, found.version) == ("tensorrt", (8, 6, 0))
    assert "TensorRT 8.6.0, and later ones of the same major version" in found.loads_with


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda plan: b"", "is empty"),
        (lambda plan: plan[:20], "cut short: its 20 bytes"),
        (lambda plan: plan[:-1], "is cut short: its header says"),
        (lambda plan: plan + b"\0", "has something appended"),
        (lambda plan: random.Random(0).randbytes(4096), "no plan of TensorRT"),
    ],
    ids=["empty", "part of a header", "truncated", "appended", "random"],
)
def test_what_is_no_whole_plan_is_a_value_error(plan, written, change, problem):
    path = written(change(plan("tiny")))
    with pytest.raises(ValueError, match=problem) as caught:
        trt_cffi.check_plan(path, load=True)
    assert str(path) in str(caught.value)


def test_a_file_that_is_missing_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        trt_cffi.check_plan(tmp_path / "none.plan")


def test_a_plan_is_loaded_in_a_process_of_its_own(trt, plan, written):
    found = trt_cffi.check_plan(written(plan("tiny")), load=True, library=trt)
    assert found.loaded_with == str(trt)


def test_why_it_does_not_load_is_told(written):
    path = written(recipes.plan("tiny", 8))
    with pytest.raises(trt_cffi.TensorRTError, match="does not load") as caught:
        trt_cffi.check_plan(path, load=True, library=trt_cffi.open_library("simulator10"))
    assert any("simulator of TensorRT 8.6.0" in message for message in caught.value.messages)


def test_a_damaged_model_is_refused_there_not_here(written):
    content = bytearray(recipes.plan("tiny", 10))
    content[-200:] = random.Random(0).randbytes(200)
    with pytest.raises(trt_cffi.TensorRTError, match="does not load") as caught:
        trt_cffi.check_plan(written(content), load=True, library=trt_cffi.open_library("simulator10"))
    assert caught.value.messages


@pytest.fixture
def crashing(tmp_path):
    """A library whose runtime is an address that crashes who uses it."""
    path = tmp_path / "libnvinfer.so.10"
    defines = ["-DVERSION=101601", "-DANSWER=4096", "-DAS_SIMULATOR"]
    subprocess.run([*cc(), "-shared", "-fPIC", *defines, str(SOURCE), "-o", str(path), "-ldl"], check=True)
    return trt_cffi.open_library(path)


def test_a_crash_there_is_an_exception_here(crashing, written):
    path = written(recipes.plan("tiny", 10))
    with pytest.raises(trt_cffi.TensorRTError, match=f"crashed with SIGSEGV when it loaded {path}"):
        trt_cffi.check_plan(path, load=True, library=crashing)


def test_a_time_limit_is_kept(trt, plan, written):
    with pytest.raises(TimeoutError, match=r"within 0\.001 seconds"):
        trt_cffi.check_plan(written(plan("tiny")), load=True, library=trt, timeout=0.001)


def test_bytes_with_the_expected_sha256_are_loaded(runtime, plan):
    digest = hashlib.sha256(plan("tiny")).hexdigest()
    assert runtime.deserialize_cuda_engine(plan("tiny"), sha256=digest) is not None
    assert runtime.deserialize_cuda_engine(plan("tiny"), sha256=digest.upper()) is not None


def test_other_bytes_never_reach_the_library(runtime, plan, log):
    before = list(log.messages)
    with pytest.raises(ValueError, match=r"SHA-256 is [0-9a-f]{64}, not 0{64}"):
        runtime.deserialize_cuda_engine(plan("tiny"), sha256="0" * 64)
    assert log.messages == before
