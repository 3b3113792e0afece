"""Programs for NVIDIA's package, as they are, on this one: on the simulator and on a GPU.

Each runs in a process of its own. `cuda` is the environment in which they find a libcudart.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import MODELS, ROOT, with_root

COMPAT = ("-m", "trt_cffi.compat")
INSTALLED = (
    "-c",
    """
import runpy, sys, trt_cffi
trt_cffi.install_as_tensorrt()
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
""",
)


def run(trt, cuda, program, *arguments, how=COMPAT):
    """A program of tests/programs, or one by its path, with its arguments."""
    path = ROOT / "tests" / "programs" / program  # an absolute path stays what it is
    environment = {**os.environ, "PYTHONPATH": with_root(), "TRT_CFFI_LIBRARY": trt.path, **cuda}
    command = [sys.executable, *how, *map(str, (path, *arguments))]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)


def command_of(package):
    """The program that a package installs under its own name: beside the interpreter, or beside the package."""
    name = package.__name__
    places = (Path(sys.executable).parent, Path(package.__file__).parents[1] / "bin")
    found = [place / name for place in places if (place / name).exists()]
    return found[0] if found else pytest.skip(f"{name} is installed without its program")


def last_line(done):
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout.splitlines()[-1]


@pytest.fixture
def plan_file(plan, tmp_path):
    """A file with the plan of a test model, by its name."""

    def written(name):
        path = tmp_path / f"{name}.plan"
        path.write_bytes(plan(name))
        return path

    return written


@pytest.mark.parametrize("how", [COMPAT, INSTALLED], ids=["compat", "install_as_tensorrt"])
def test_polygraphy_runs_a_plan(trt, cuda, plan_file, how):
    pytest.importorskip("polygraphy")
    done = run(trt, cuda, "polygraphy_digits.py", plan_file("digits"), MODELS / "digits-test-set.npz", how=how)
    assert last_line(done) == "356 of 360"


@pytest.mark.parametrize("name", ["digits", "nonzero", "dtypes", "branches", "reshape"])
def test_polygraphy_finds_two_runners_of_a_plan_alike(trt, cuda, plan_file, name):
    pytest.importorskip("polygraphy")
    assert last_line(run(trt, cuda, "polygraphy_compare.py", plan_file(name), MODELS / f"{name}.npz")) == "alike"


def test_polygraphys_command_runs_a_plan_and_says_what_is_in_it(trt, cuda, plan_file):
    polygraphy = command_of(pytest.importorskip("polygraphy"))
    ran = run(trt, cuda, polygraphy, "run", plan_file("digits"), "--trt", "--input-shapes", "images:[4,1,8,8]")
    assert "{logits [dtype=float32, shape=(4, 10)]}" in ran.stdout
    assert "PASSED" in last_line(ran)
    inspected = run(trt, cuda, polygraphy, "inspect", "model", plan_file("digits"), "--model-type", "engine")
    assert inspected.returncode == 0, inspected.stderr
    assert "{logits [dtype=float32, shape=(-1, 10)]}" in inspected.stdout
    assert "opt=(32, 1, 8, 8), max=(1024, 1, 8, 8)" in inspected.stdout
