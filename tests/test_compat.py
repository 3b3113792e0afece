"""`import tensorrt` gives this package: each test in a process of its own, as that holds for a whole process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import trt_cffi
from tests.models.recipes import plan

ROOT = Path(__file__).parents[1]

#: An ordinary program for the official package.
PROGRAM = """\
import sys

import numpy as np
import {name} as trt

logger = trt.Logger(trt.Logger.WARNING)
with open(sys.argv[1], "rb") as file, trt.Runtime(logger) as runtime:
    engine = runtime.deserialize_cuda_engine(file.read())
context = engine.create_execution_context()
arrays = []
for i in range(engine.num_io_tensors):
    name = engine.get_tensor_name(i)
    shape, dtype = engine.get_tensor_shape(name), trt.nptype(engine.get_tensor_dtype(name))
    arrays.append(np.full(trt.volume(shape), 2, dtype))
    context.set_tensor_address(name, arrays[-1].ctypes.data)
assert engine.get_tensor_mode("y") == trt.TensorIOMode.OUTPUT
assert context.execute_async_v3(0)
print(trt.__version__, arrays[-1].tolist()[:2])
"""


def python(*arguments, folder=None, **variables):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TRT_CFFI_LIBRARY": "simulator10", **variables}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)


def output(*arguments, **options):
    result = python(*arguments, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.fixture
def program(tmp_path):
    def written(text):
        path = tmp_path / "program.py"
        path.write_text(text)
        return path

    return written


@pytest.mark.parametrize(
    ("name", "major"),
    [
        *((name, major) for name in ("tensorrt", "tensorrt_lean", "tensorrt_lean_bindings") for major in (8, 10, 11)),
        *((name, "rtx") for name in ("tensorrt_rtx", "tensorrt_rtx_bindings")),
    ],
)
def test_a_program_for_the_official_package_runs_unchanged(tmp_path, program, name, major):
    (tmp_path / "tiny.plan").write_bytes(plan("tiny", major))
    said = output(
        *("-m", "trt_cffi.compat", program(PROGRAM.format(name=name)), tmp_path / "tiny.plan"),
        TRT_CFFI_LIBRARY=f"simulator{major}",
    )
    version = trt_cffi.open_library(f"simulator{major}").__version__
    assert said == f"{version} [3.0, 3.0]"


def test_the_program_has_its_arguments_and_its_folder(tmp_path, program):
    (tmp_path / "beside.py").write_text("import tensorrt\n")
    text = "import sys, beside; print(__name__, sys.argv[1:], beside.tensorrt.__version__)"
    assert output("-m", "trt_cffi.compat", program(text), "a", "-b") == "__main__ ['a', '-b'] 10.16.1"


def test_a_module_and_code_can_be_the_program(tmp_path, program):
    program("import tensorrt; print(tensorrt.__version__)")
    assert output("-m", "trt_cffi.compat", "-m", "program", folder=tmp_path) == "10.16.1"
    assert output("-m", "trt_cffi.compat", "-c", "import tensorrt; print(tensorrt.float16)") == "DataType.HALF"


def test_processes_that_the_program_starts_have_it_too(program):
    text = (
        "import multiprocessing\n"
        "def version(_):\n    import tensorrt\n    return tensorrt.__version__\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n        print(pool.map(version, [0]))\n"
    )
    assert output("-m", "trt_cffi.compat", program(text)) == "['10.16.1']"


def test_it_stands_in_for_an_installed_one(tmp_path, program):
    installed = tmp_path / "installed"
    installed.mkdir()
    (installed / "tensorrt.py").write_text("__version__ = 'real'\n")
    path = os.pathsep.join([str(ROOT), str(installed)])
    text = program("import tensorrt; print(tensorrt.__version__)")
    assert output(text, PYTHONPATH=path) == "real"
    assert output("-m", "trt_cffi.compat", text, PYTHONPATH=path) == "10.16.1"


def test_without_a_program_it_says_how_to_use_it():
    result = python("-m", "trt_cffi.compat")
    assert result.returncode == 1
    assert "PROGRAM is what ``python`` takes" in result.stderr


@pytest.mark.parametrize("module", ["trt_cffi.compat", "trt_cffi.simulator"])
def test_help_is_no_failure(module):
    assert "PROGRAM is what ``python`` takes" in output("-m", module, "--help")


def test_without_a_library_the_program_does_not_start(program):
    result = python("-m", "trt_cffi.compat", program("print('started')"), TRT_CFFI_LIBRARY="/nowhere/libnvinfer.so.10")
    assert result.returncode == 1
    assert "TRT_CFFI_LIBRARY '/nowhere/libnvinfer.so.10' cannot be used" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


INSTALL = "import trt_cffi; trt_cffi.install_as_tensorrt();"


def test_every_form_of_import_works_after_the_call():
    code = f"""{INSTALL}
import tensorrt as trt, tensorrt_lean.tensorrt_lean as lean, tensorrt_rtx_bindings.tensorrt_rtx as rtx
from tensorrt import Runtime
from tensorrt.tensorrt import ICudaEngine
import importlib.util
assert trt.Runtime is Runtime is lean.Runtime is rtx.Runtime is trt_cffi.Runtime and ICudaEngine is trt.ICudaEngine
assert importlib.util.find_spec("tensorrt").name == "tensorrt"
print(trt.__version__, trt.Logger.WARNING)
"""
    assert output("-c", code) == "10.16.1 Severity.WARNING"


def test_import_star_gives_the_names_and_leaves_python_its_bool():
    code = f"""{INSTALL}
from tensorrt import *
print(Logger.ERROR, float32, bool(1), "Runtime" in dir(), "open_library" in dir())
"""
    assert output("-c", code) == "Severity.ERROR DataType.FLOAT True True False"


def test_a_library_can_be_chosen():
    code = "import trt_cffi as t; t.install_as_tensorrt(t.open_library('simulator8'));"
    assert output("-c", f"{code} import tensorrt; print(tensorrt.__version__)") == "8.6.0"


def test_a_name_that_is_missing_says_whose_it_is():
    result = python("-c", f"{INSTALL} import tensorrt; tensorrt.Builderr")
    assert "module 'tensorrt', which is trt_cffi on TensorRT 10.16.1 simulator, has no 'Builderr'" in result.stderr


def test_a_module_that_is_missing_is_missing():
    result = python("-c", f"{INSTALL} import tensorrt.plugin")
    assert "ModuleNotFoundError: No module named 'tensorrt.plugin'" in result.stderr


def test_it_is_refused_when_the_real_one_is_imported(tmp_path):
    (tmp_path / "tensorrt.py").write_text("")
    code = "import tensorrt, trt_cffi; trt_cffi.install_as_tensorrt()"
    result = python("-c", code, PYTHONPATH=os.pathsep.join([str(tmp_path), str(ROOT)]))
    assert f"ImportError: tensorrt is imported already, from {tmp_path}/tensorrt.py" in result.stderr


def test_it_can_be_called_twice_but_not_for_another_library():
    result = python("-c", f"{INSTALL} {INSTALL} trt_cffi.install_as_tensorrt(trt_cffi.open_library('simulator11'))")
    assert "ImportError: tensorrt is trt_cffi on TensorRT 10.16.1 simulator already" in result.stderr
