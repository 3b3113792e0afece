"""The simulator under NVIDIA's names: `directory`, and ``python -m trt_cffi.simulator``."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from trt_cffi import simulator
from trt_cffi.simulator import onnx_runtime, stand_in
from trt_cffi.simulator.plan_format import VERSIONS

NUMBERS = {8: 8600, 10: 101601, 11: 110400, "rtx": 10701}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def python(*arguments, environment=None, module="trt_cffi.simulator"):
    command = [sys.executable, *(["-m", module] if module else []), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("tensorrt", VERSIONS)
def test_the_directory_has_nvidias_names_for_one_library(tensorrt, cache):
    folder = simulator.directory(tensorrt)
    assert folder.is_relative_to(cache)
    names = {f"libnvinfer{flavour}.so.{tensorrt}" for flavour in ("", "_lean", "_dispatch")}
    if tensorrt == "rtx":
        names = {"libtensorrt_rtx.so.1", "libtensorrt_onnxparser_rtx.so.1"}
    assert {path.name for path in folder.iterdir()} == names
    assert {path.resolve() for path in folder.iterdir()} == {stand_in.NATIVE / f"libtrt_sim{tensorrt}.so"}


def test_the_directory_stays_and_is_repaired():
    folder = simulator.directory(10)
    link = folder / "libnvinfer.so.10"
    before = link.lstat().st_mtime_ns
    assert simulator.directory(10) == folder
    assert link.lstat().st_mtime_ns == before
    link.unlink()
    link.symlink_to("/no/such/library.so")
    simulator.directory(10)
    assert link.exists()


@pytest.mark.parametrize("tensorrt", VERSIONS)
def test_a_program_finds_it_by_ld_library_path(tensorrt):
    name = "libtensorrt_rtx.so.1" if tensorrt == "rtx" else f"libnvinfer_lean.so.{tensorrt}"
    code = f"import ctypes; print(ctypes.CDLL({name!r}).getInferLibVersion())"
    environment = os.environ | {"LD_LIBRARY_PATH": str(simulator.directory(tensorrt))}
    assert python("-c", code, module=None, environment=environment).stdout == f"{NUMBERS[tensorrt]}\n"


@pytest.mark.parametrize("major", [0, 7, 9, 12, "8", None])
def test_there_is_no_directory_of_other_versions(major):
    with pytest.raises(ValueError, match="no simulator of TensorRT"):
        simulator.directory(major)


def test_a_library_that_was_not_built_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(stand_in, "NATIVE", tmp_path)
    with pytest.raises(
        FileNotFoundError, match=r"libtrt_sim8\.so is missing: in a clone, python build_shim.py makes it"
    ):
        simulator.directory(8)


def test_a_program_gets_its_arguments_and_gives_its_exit_code(tmp_path):
    script = tmp_path / "program.py"
    script.write_text("import sys; print(sys.argv[1:], __name__); sys.exit(7)")
    done = python(str(script), "--a", "b c")
    assert (done.stdout, done.returncode) == ("['--a', 'b c'] __main__\n", 7)
    assert python("-m", "this").stdout.startswith("The Zen")


def test_without_a_program_it_explains_itself():
    done = python()
    assert done.returncode == 1
    assert "PROGRAM" in done.stderr


def test_the_libraries_of_all_versions_are_loaded_by_nvidias_names_before_a_binding():
    code = (
        "import sys, ctypes\n"
        "def loaded(): return [l for l in open('/proc/self/maps') if 'libtrt_sim' in l]\n"
        "assert not loaded()\n"
        "try: import tensorrt_of_nobody\n"
        "except ModuleNotFoundError: pass\n"
        "assert loaded()\n"
        "no_load = 4\n"
        "names = [*(f'libnvinfer_lean.so.{n}' for n in (8, 10, 11)), 'libtensorrt_rtx.so.1']\n"
        "for name in names: print(ctypes.CDLL(name, mode=no_load).getInferLibVersion())"
    )
    done = python("-c", code)
    assert done.stdout.split() == [str(n) for n in NUMBERS.values()], done.stderr


def test_wheels_with_nvidias_libraries_are_left_out(tmp_path):
    (tmp_path / "tensorrt_lean_libs.py").write_text("print('imported')")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = python("-c", "import tensorrt_lean_libs", environment=environment)
    assert "the simulator stands in for it" in done.stderr
    assert not done.stdout


def test_another_sitecustomize_still_runs(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.mine = 'mine'")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    assert python("-c", "import sys; print(sys.mine)", environment=environment).stdout == "mine\n"


def test_processes_that_the_program_starts_use_it_too():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import sys; print(sys.meta_path[0])'])"
    assert "_SimulatorFirst" in python("-c", code).stdout


def test_onnx_runtime_is_found_without_being_imported():
    code = (
        "import sys; from trt_cffi.simulator import onnx_runtime; print(onnx_runtime.find()); "
        "assert 'onnxruntime' not in sys.modules and 'onnx' not in sys.modules"
    )
    found = Path(python("-c", code, module=None).stdout.strip())
    assert ctypes.CDLL(str(found)).OrtGetApiBase


def test_onnx_runtime_is_offered_but_never_forced(monkeypatch):
    monkeypatch.setenv(onnx_runtime.VARIABLE, "")  # so that it is put back
    monkeypatch.delenv(onnx_runtime.VARIABLE)
    onnx_runtime.offer()
    assert Path(os.environ[onnx_runtime.VARIABLE]).exists()
    monkeypatch.setenv(onnx_runtime.VARIABLE, "/of/my/choice.so")
    onnx_runtime.offer()
    assert os.environ[onnx_runtime.VARIABLE] == "/of/my/choice.so"


def test_without_the_wheel_nothing_is_offered(monkeypatch):
    monkeypatch.setenv(onnx_runtime.VARIABLE, "")  # so that it is put back
    monkeypatch.delenv(onnx_runtime.VARIABLE)
    monkeypatch.setattr(onnx_runtime.importlib.util, "find_spec", lambda name: None)
    onnx_runtime.offer()
    assert onnx_runtime.VARIABLE not in os.environ
