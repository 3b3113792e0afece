"""Runs probes through NVIDIA's binding or trt_cffi, on the simulator or on a library made of it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.abi.compare import defines
from tests.behaviour.compare import PROBES
from tests.behaviour.run import run
from tests.compiled import plugins
from tests.compilers import cxx
from tests.models.recipes import HERE, RECIPES, write_plans
from tests.twin.install import OFFICIAL, ROOT, NotInstallable, driver, install
from trt_cffi import simulator
from trt_cffi.shim import native_path
from trt_cffi.simulator.stand_in import environment

FOLDER = Path(__file__).parent
PROGRAMS = [FOLDER / "program.py", FOLDER / "members.py", FOLDER / "without_plan.py"]
SLOTS = FOLDER / "slots.py"
BINDINGS = next(path for path in PROBES if path.stem == "probes_bindings8")
FACTS = FOLDER.parent / "api" / "facts"
MAJORS = list(OFFICIAL)
SUFFIX = ".vc.plan"


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


def write_all_plans(folder, major):
    """The plans of a major version, and a library of plugins."""
    plugins(folder, major)
    write_plans(folder, major, SUFFIX)
    if major != 8:
        recipe = RECIPES["debug"]
        plan = simulator.build(HERE / "debug.onnx", recipe.profiles, major, debug_unfused=True, **recipe.options)
        (folder / f"unfused{SUFFIX}").write_bytes(plan)


def run_nvidias(major, plans, probes, counted=False, **variables):
    """What NVIDIA's binding answers; ``counted``, also what of it was used."""
    python, folder = prepared(major)
    return run(
        OFFICIAL[major].module,
        plans,
        SUFFIX,
        memory="host",
        python=(python,),
        environment=with_path(folder) | variables,
        probes=[path for path in probes if major == 8 or path is not BINDINGS],
        facts=FACTS / f"{major}.json" if counted else None,
    )


def run_ours(major, plans, probes, library=None):
    """What trt_cffi answers, with a library or the simulator."""
    chosen = os.environ | {"TRT_CFFI_LIBRARY": str(library or f"simulator{major}")}
    return run("trt_cffi", plans, SUFFIX, memory="host", environment=chosen, probes=probes)


def compile_caller(folder, major):
    """The library of caller.cpp."""
    path = folder / f"libcaller.so.{major}"
    defined = [*defines(major), f'-DSIMULATOR="{native_path(f"libtrt_sim{major}.so")}"']
    command = [*cxx(), "-std=c++17", "-Wall", "-Wextra", "-shared", "-fPIC", f"-I{ROOT / 'shim'}", *defined]
    subprocess.run([*command, str(FOLDER / "caller.cpp"), "-o", str(path), "-ldl"], check=True)
    return path


def none(found):
    """Fails with all that was found."""
    assert not found, "\n" + "\n".join(found)
