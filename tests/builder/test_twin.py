"""NVIDIA's full binding and trt_cffi build plans by the same program, on the same stand-in for TensorRT.

Both must get the same answers, and ask TensorRT for the same in the same order. The stand-in has the tables of the
facts; NVIDIA's binding was compiled with NVIDIA's headers; our shim has those of `shim/abi`. So where the records
agree, all three are the same. Nothing is built: that TensorRT does what it is asked for is for `tests/gpu`.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builder.nvidia import OFFICIAL, binding
from tests.twin.install import NotInstallable

PROGRAM = Path(__file__).with_name("program.py")

#: Lines of the record that tell TensorRT something; the others only ask.
TOLD = re.compile(
    r"\.(set|clear|mark|unmark|remove|add|create|parse|build|combine|reset|load|serialize)\w*\(|= create|^init"
)
#: What only NVIDIA's binding asks for, and why we need not.
ONLY_NVIDIA = {
    r"builder\d\.getLogger\(\)": "the Python object that was given is remembered",
    r"network\d\.getBuilder\(\)": "the Python object that made it is remembered",
    r"config\d\.getProgressMonitor\(\)": "the Python object that was given is remembered",
    r"network\d\.getFlag\(\d\)": "the flags are asked for instead",
    r"parser\d\.getError\(7\)": "TensorRT is not asked for an error that is not there",
    r"profile\d\.getShapeValues(V2)?\(.*\)": "TensorRT is not asked for values where it says that there are none",
}
#: Answers of NVIDIA's binding that are mistakes.
MISTAKES = {8: {("code", "ErrorCode.<bound method PyCapsule.name of <ErrorCode.UNSUPPORTED_NODE: 8>>")}}


CLASSES = (
    *("Builder", "IBuilderConfig", "INetworkDefinition", "ITensor", "ILayer", "IOptimizationProfile"),
    *("ITimingCache", "IProgressMonitor", "OnnxParser", "ParserError"),
)
#: What the package does not have, see tests/api/exceptions.txt, and what has nothing to do with TensorRT's tables.
LEFT_OUT = {
    *("int8_calibrator", "algorithm_selector", "get_calibration_profile", "set_weights_name", "has_explicit_precision"),
    *("supports_model", "queryKeys", "query", "update", "get_plugin_registry"),
}


@pytest.fixture(scope="module")
def twins(stand_ins, tmp_path_factory):
    """The answers and the record of a major version, of NVIDIA's binding and of ours."""

    @functools.cache
    def of(major):
        try:
            python, packages = binding(major)
        except NotInstallable as error:
            if os.environ.get("CI") == "true" and major != 8:
                pytest.fail(f"NVIDIA's binding must be there in CI: {error}")
            pytest.skip(str(error))
        folder = tmp_path_factory.mktemp(f"twins{major}")
        full = stand_ins(major)
        theirs = ran(full, python, OFFICIAL[major].module, folder / "nvidia", PYTHONPATH=str(packages))
        ours = ran(full, sys.executable, "trt_cffi", folder / "ours")
        return theirs, ours

    return of


def ran(full, python, module, path, **variables):
    record, answers = path.with_suffix(".record"), path.with_suffix(".json")
    subprocess.run([python, str(PROGRAM), module, str(answers)], check=True, env=full.environment(record, **variables))
    return json.loads(answers.read_text()), record.read_text().splitlines()


@pytest.mark.parametrize("major", list(OFFICIAL))
def test_the_program_uses_every_member_of_nvidias_classes(major, twins, stand_ins, tmp_path):
    twins(major)  # or skip
    python, packages = binding(major)
    code = (
        f"import {OFFICIAL[major].module} as trt\n"
        f"for c in filter(None, (getattr(trt, n, None) for n in {CLASSES})): print(*(n for n in dir(c)))"
    )
    chosen = stand_ins(major).environment(tmp_path / "record", PYTHONPATH=str(packages))
    listed = subprocess.run([python, "-c", code], env=chosen, capture_output=True, text=True, check=True).stdout
    members = {name for name in listed.split() if not name.startswith(("_", "add_"))}
    assert len(members) > 100
    assert members - set(re.findall(r"\w+", PROGRAM.read_text())) == LEFT_OUT & members


@pytest.mark.parametrize("major", list(OFFICIAL))
def test_both_bindings_get_the_same_answers(major, twins):
    (theirs, _), (ours, _) = twins(major)
    differing = [(a, b) for a, b in zip(theirs, ours, strict=True) if a != b]
    assert {tuple(theirs) for theirs, _ in differing} == MISTAKES.get(major, set())
    assert len(ours) > 150


@pytest.mark.parametrize("major", list(OFFICIAL))
def test_both_bindings_tell_tensorrt_the_same_in_the_same_order(major, twins):
    (_, theirs), (_, ours) = twins(major)
    assert [line for line in ours if TOLD.search(line)] == [line for line in theirs if TOLD.search(line)]


@pytest.mark.parametrize("major", list(OFFICIAL))
def test_what_nvidias_binding_asks_for_ours_asks_for_too(major, twins):
    (_, theirs), (_, ours) = twins(major)
    missing = {line for line in theirs if not TOLD.search(line)} - set(ours)
    assert [line for line in missing if not any(re.fullmatch(each, line) for each in ONLY_NVIDIA)] == []


@pytest.mark.parametrize("major", list(OFFICIAL))
def test_nothing_is_asked_for_that_nvidias_binding_does_not_ask_for(major, twins):
    (_, theirs), (_, ours) = twins(major)
    assert {line for line in ours if not line.startswith("delete ")} - set(theirs) == set()
