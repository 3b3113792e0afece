"""NVIDIA's binding and trt_cffi, both on the simulator, give the same answers and get the same callbacks.

The simulator names the C++ method and the values in its messages, and logs are compared word by word, so this proves
that both call the same virtual functions with the same arguments: our tables of 8, 10, 11 and TensorRT for RTX are
NVIDIA's.  It does not prove that the simulator does what TensorRT does; tests/behaviour and tests/gpu do, for 8.6.
"""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from tests.api.compare import members
from tests.behaviour.compare import PROBES, official, problems
from tests.behaviour.differences import differences as behaviour_differences
from tests.twin import real
from tests.twin.differences import DIFFERENCES
from tests.twin.install import OFFICIAL, ROOT
from tests.twin.running import BINDINGS, FACTS, MAJORS, none, prepared, with_path
from trt_cffi.simulator import onnx_runtime
from trt_cffi.simulator.plan_format import VERSIONS


def test_nvidias_binding_on_the_simulator_answers_as_on_a_gpu(nvidia):
    answers = {name: nvidia(8)[name] for name in official()}
    none(problems(official(), answers, behaviour_differences("tensorrt_lean", "simulator")))


@pytest.mark.parametrize("major", real.NVIDIAS)
def test_nvidias_binding_on_the_simulator_answers_without_a_plan_as_on_a_gpu(major, tmp_path):
    python, folder = prepared(major)
    files = real.files(tmp_path, major)
    found = real.asked(OFFICIAL[major].module, files, memory="host", python=(python,), environment=with_path(folder))
    none(problems(real.recorded(major), real.anywhere(found, files), real.SIMULATED[major]))


@pytest.mark.parametrize("major", MAJORS)
def test_both_bindings_answer_the_same(major, nvidia, ours):
    theirs = nvidia(major)
    answers = {name: ours(major)[name] for name in theirs}
    none(problems(theirs, answers, DIFFERENCES[major], words=True))


@pytest.mark.parametrize("major", [m for m in MAJORS if m != 8])
def test_the_index_api_answers_on_later_versions_as_on_8(major, ours):
    names = [n for n in ours(8) if f"def probe_{n}(" in BINDINGS.read_text()]
    then, now = ({n: ours(m)[n] for n in names} for m in (8, major))
    none(problems(then, now, DIFFERENCES["index", major]))


@pytest.mark.parametrize("major", MAJORS)
def test_nvidias_package_runs_unmodified_under_the_simulators_command(major, plans, tmp_path):
    python, folder = prepared(major)
    program = [
        "-m",
        "tests.behaviour.probe",
        OFFICIAL[major].module,
        str(plans(major)),
        ".vc.plan",
        str(tmp_path / "out"),
    ]
    chosen = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)])}
    chosen[onnx_runtime.VARIABLE] = str(onnx_runtime.find())
    subprocess.run(
        [python, "-m", "trt_cffi.simulator", *program, str(PROBES[0]), "--memory", "host", "--only", "run_tiny"],
        cwd=tmp_path,
        env=chosen,
        check=True,
    )
    answered = json.loads((tmp_path / "out").read_text())
    assert answered["version"].startswith(".".join(map(str, VERSIONS[major])))
    assert answered["probes"]["run_tiny"]["result"] == [True, [float(n) for n in range(1, 17)]]


def test_the_facts_about_tensorrt_for_rtx_are_those_of_its_binding():
    """What a program overrides is not there to be listed."""
    python, folder = prepared("rtx")
    facts = json.loads((FACTS / "rtx.json").read_text())
    described = {name: each for name, each in facts["classes"].items() if each["area"] != "callback"}
    classes, enums = sorted(described), sorted(facts["enums"])
    code = (
        f"import functools, json, {OFFICIAL['rtx'].module} as trt\n"
        f"enum = lambda name: functools.reduce(getattr, name.split('.'), trt).__members__.items()\n"
        f"classes = {{name: dir(getattr(trt, name)) for name in {classes}}}\n"
        f"print(json.dumps([classes, {{name: {{m: int(v) for m, v in enum(name)}} for name in {enums}}}]))"
    )
    ended = subprocess.run([python, "-c", code], env=with_path(folder), capture_output=True, text=True, check=True)
    theirs, numbers = json.loads(ended.stdout)
    public = {name: {each for each in found if each[0] != "_"} for name, found in theirs.items()}
    assert public == {name: {each for each in members(name, described) if each[0] != "_"} for name in classes}
    assert numbers == {name: each["members"] for name, each in facts["enums"].items()}
