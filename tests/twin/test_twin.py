"""NVIDIA's binding and trt_cffi, both on the simulator, give the same answers and get the same callbacks.

The simulator names the C++ method and the values in its messages, and logs are compared word by word, so this proves
that both call the same virtual functions with the same arguments: our tables of 8, 10 and 11 are NVIDIA's.  It does not
prove that the simulator does what TensorRT does; tests/behaviour and tests/gpu do, for 8.6.
"""

from __future__ import annotations

import ast
import functools
import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.behaviour.compare import PROBES, official, problems
from tests.behaviour.differences import differences as behaviour_differences
from tests.behaviour.run import run
from tests.models.recipes import write_plans
from tests.twin.differences import DIFFERENCES
from tests.twin.install import OFFICIAL, ROOT, NotInstallable, driver, install
from trt_cffi.simulator import onnx_runtime
from trt_cffi.simulator.plan_format import VERSIONS
from trt_cffi.simulator.stand_in import environment

PROGRAM = Path(__file__).with_name("program.py")
BINDINGS = next(path for path in PROBES if path.stem == "probes_bindings8")
MAJORS = sorted(OFFICIAL)


@pytest.fixture(scope="session")
def plans(tmp_path_factory):
    @functools.cache
    def of(major):
        folder = tmp_path_factory.mktemp(f"plans{major}")
        write_plans(folder, major, ".vc.plan")
        return folder

    return of


@pytest.fixture(scope="session")
def nvidia(plans):
    """What NVIDIA's binding of a major version answers on the simulator."""

    @functools.cache
    def of(major):
        python, folder = prepared(major)
        probes = [path for path in (*PROBES, PROGRAM) if major == 8 or path is not BINDINGS]
        return run(
            OFFICIAL[major].module,
            plans(major),
            ".vc.plan",
            memory="host",
            python=(python,),
            environment=with_path(folder),
            probes=probes,
        )

    return of


@pytest.fixture(scope="session")
def ours(plans):
    """What trt_cffi answers on the simulator of a major version."""

    @functools.cache
    def of(major):
        chosen = os.environ | {"TRT_CFFI_LIBRARY": f"simulator{major}"}
        return run("trt_cffi", plans(major), ".vc.plan", memory="host", environment=chosen, probes=[*PROBES, PROGRAM])

    return of


def prepared(major):
    """An interpreter and a folder with NVIDIA's binding; without them the test is skipped, but not in CI."""
    try:
        return OFFICIAL[major].interpreter(), install(OFFICIAL[major])
    except NotInstallable as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"NVIDIA's binding must be there in CI: {error}")
        pytest.skip(str(error))


def with_path(folder):
    chosen = environment()
    return chosen | {
        "PYTHONPATH": os.pathsep.join([chosen["PYTHONPATH"], str(folder)]),
        "LD_LIBRARY_PATH": os.pathsep.join([str(driver()), chosen["LD_LIBRARY_PATH"]]),
    }


def none(found):
    """Fails with all that was found."""
    assert not found, "\n" + "\n".join(found)


def test_nvidias_binding_on_the_simulator_answers_as_on_a_gpu(nvidia):
    answers = {name: nvidia(8)[name] for name in official()}
    none(problems(official(), answers, behaviour_differences("tensorrt_lean", "simulator")))


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


@pytest.mark.parametrize("major", MAJORS)
def test_every_member_of_the_engine_and_the_context_is_used(major):
    python, folder = prepared(major)
    code = (
        f"import {OFFICIAL[major].module} as trt\n"
        "print(*(n for c in (trt.ICudaEngine, trt.IExecutionContext) for n in dir(c) if not n.startswith('_')))"
    )
    listed = subprocess.run([python, "-c", code], env=with_path(folder), capture_output=True, text=True, check=True)
    assert len(listed.stdout.split()) > 60
    assert not set(listed.stdout.split()) - mentioned(PROGRAM, *PROBES)


def mentioned(*paths):
    """Every attribute and every string in the source."""
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text()))]
    return {n.attr for n in nodes if isinstance(n, ast.Attribute)} | {
        n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
