"""The 61 probes through trt_cffi on the simulator of TensorRT 8 give what NVIDIA's package gave on a GPU."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.behaviour.compare import Difference, leaves, normal, probe_names, problems
from tests.behaviour.run import ROOT
from tests.models.recipes import write_plans


def test_there_are_61_probes():
    assert len(probe_names()) == 61


def test_trt_cffi_on_the_simulator_answers_as_nvidias_package_on_a_gpu(tmp_path):
    write_plans(tmp_path, 8, ".vc.plan")
    command = [sys.executable, "-m", "tests.behaviour", "trt_cffi", str(tmp_path), ".vc.plan"]
    done = subprocess.run(
        [*command, "--memory", "host", "--on", "simulator"],
        cwd=ROOT,
        env=os.environ | {"TRT_CFFI_LIBRARY": "simulator8"},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.returncode) == ("61 probes, 0 problems\n", 0), done.stderr


RECORD = {"result": {"a": [True, ["ERROR"]], "b": 1.0}, "log": [["ERROR", "words"]]}


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"result": {"a": [False, ["ERROR"]], "b": 1.0}}, "result/a/0"),
        ({"result": {"a": [1, ["ERROR"]], "b": 1.0}}, "result/a/0"),
        ({"result": {"a": [True, []], "b": 1.0}}, "result/a/1"),
        ({"result": {"a": [True, ["ERROR"]], "b": 1.01}}, "result/b"),
        ({"result": {"a": [True, ["ERROR"]]}}, "result/b"),
        ({"log": []}, "log"),
        ({"log": [["WARNING", "words"]]}, "log/0"),
        ({"crash": 11}, "crash"),
        ({"error": "TypeError: words"}, "error"),
    ],
)
def test_every_difference_is_found(changed, path):
    found = list(leaves(normal(RECORD), normal(RECORD | changed)))
    assert [p for p, _, _ in found] == [path]


@pytest.mark.parametrize(
    "changed",
    [
        {"log": [["ERROR", "other words"], ["ERROR", "twice"]]},
        {"result": {"a": [True, ["ERROR"]], "b": 1.001}},
        {"last call": "something"},
    ],
)
def test_what_is_not_compared_is_no_difference(changed):
    assert not list(leaves(normal(RECORD), normal(RECORD | changed)))


def test_the_size_that_an_output_allocator_is_asked_for_is_the_librarys_business():
    one, other = (normal({"result": [["reallocate", "y", 0, size, 512]]}) for size in (28, 512))
    assert one == other


def test_a_listed_difference_must_occur():
    changed = {"probe": RECORD | {"result": {"a": [False, ["ERROR"]], "b": 1.0}}}
    listed = Difference("probe", "result/a/0", False, "a reason")
    assert problems({"probe": RECORD}, changed, [listed]) == []
    assert len(problems({"probe": RECORD}, changed, [])) == 1
    assert len(problems({"probe": RECORD}, {"probe": RECORD}, [listed])) == 1
    assert len(problems({"probe": RECORD}, changed, [Difference("probe", "result/a/0", None, "another")])) == 2
