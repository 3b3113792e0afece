"""`open_library`, the module's own names, and what each library has of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import trt_cffi
from tests.models import recipes
from tests.support import Log, tensorrt_of
from trt_cffi.shim import native_path

MAJORS = (8, 10, 11)
VERSIONS = {8: "8.6.0", 10: "10.16.1", 11: "11.4.0", "rtx": "1.7.1"}


def python(code, library="simulator8", **environment):
    """What a program prints, run with this default library."""
    variables = os.environ | ({"TRT_CFFI_LIBRARY": library} if library else {}) | environment
    ended = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stderr
    return ended.stdout.strip()


def test_a_library_says_what_it_is(trt):
    tensorrt = tensorrt_of(trt)
    assert trt.__version__ == VERSIONS[tensorrt] == ".".join(map(str, trt.version))
    assert (trt.flavour, trt.simulator) == ("simulator", True)
    assert Path(trt.path).name == f"libtrt_sim{tensorrt}.so"
    product = "TensorRT for RTX" if trt.rtx else "TensorRT"
    assert str(trt) == f"{product} {VERSIONS[tensorrt]} simulator"
    assert trt.path in repr(trt)
    assert trt.found


def test_the_same_file_gives_the_same_object(trt, tmp_path):
    tensorrt = tensorrt_of(trt)
    path = native_path(f"libtrt_sim{tensorrt}.so")
    link = tmp_path / f"libnvinfer.so.{trt.version[0]}"
    link.symlink_to(path)
    assert trt_cffi.open_library(f"simulator{tensorrt}") is trt
    assert trt_cffi.open_library(path) is trt
    assert trt_cffi.open_library(Path(path)) is trt


def test_three_majors_are_open_at_once_and_do_not_mix():
    logs = {major: Log() for major in MAJORS}
    engines = {}
    for major in MAJORS:
        runtime = trt_cffi.open_library(f"simulator{major}").Runtime(logs[major])
        engines[major] = runtime.deserialize_cuda_engine(recipes.plan("tiny", major))
    for major, engine in engines.items():
        engine.get_tensor_mode(f"only of {major}")
        assert f"only of {major}" in logs[major].errors[-1]
        assert len(logs[major].errors) == 1
        assert type(engine) is trt_cffi.open_library(f"simulator{major}").ICudaEngine
    assert len({type(engine) for engine in engines.values()}) == 3


def test_enums_are_each_librarys_own_and_interfaces_the_same_for_all():
    old, new = trt_cffi.open_library("simulator8"), trt_cffi.open_library("simulator11")
    assert old.DataType is not new.DataType
    assert not hasattr(old.DataType, "INT64")
    assert int(new.DataType.INT64) == 8
    assert int(old.TacticSource.EDGE_MASK_CONVOLUTIONS) == 3
    assert int(new.TacticSource.EDGE_MASK_CONVOLUTIONS) == 0
    assert not hasattr(old, "ExecutionContextAllocationStrategy")
    for name in ("ILogger", "Logger", "IProfiler", "Profiler", "IErrorRecorder", "IGpuAllocator", "IOutputAllocator"):
        assert getattr(old, name) is getattr(new, name) is getattr(trt_cffi, name)
    for name in ("Dims", "Dims2", "Dims3", "Dims4", "DimsHW", "volume", "nptype", "IHostMemory"):
        assert getattr(old, name) is getattr(new, name) is getattr(trt_cffi, name)
    for name in ("Runtime", "ICudaEngine", "IExecutionContext", "EngineInspector", "IPluginRegistry"):
        assert getattr(old, name) is not getattr(new, name)


def test_the_short_names_of_dtypes_are_there(trt):
    assert trt.float32 is trt.DataType.FLOAT
    assert trt.bool is trt.DataType.BOOL
    assert hasattr(trt, "int64") is (trt.version[0] != 8)


def test_the_engine_of_one_library_is_no_argument_for_another():
    old, new = trt_cffi.open_library("simulator8"), trt_cffi.open_library("simulator11")
    engines = [
        each.Runtime(Log()).deserialize_cuda_engine(recipes.plan("tiny", each.version[0])) for each in (old, new)
    ]
    inspector = engines[0].create_engine_inspector()
    with pytest.raises(TypeError, match="same library"):
        inspector.execution_context = engines[1].create_execution_context()


@pytest.mark.parametrize("choice", ["simulator9", "/no/such/libnvinfer.so.8", "libno_such_thing.so", ""])
def test_a_library_that_is_not_there_is_an_exception_that_names_it(choice):
    with pytest.raises(trt_cffi.LibraryNotFoundError) as caught:
        trt_cffi.open_library(choice)
    assert choice in str(caught.value)


def test_a_file_that_is_no_library_is_an_exception_that_names_it(tmp_path):
    path = tmp_path / "libnvinfer.so.8"
    path.write_bytes(b"no library")
    with pytest.raises(trt_cffi.LibraryNotFoundError, match=str(path)) as caught:
        trt_cffi.open_library(path)
    assert caught.value.tried


# ---- the module's own names ----


@pytest.mark.parametrize("major", MAJORS)
def test_the_modules_names_are_those_of_the_library_in_the_environment(major):
    code = """
import trt_cffi as trt
print(trt.__version__, trt.default_library() is trt.open_library(), trt.Runtime is trt.default_library().Runtime)
print(trt.DataType.FLOAT, trt.float16, trt.get_plugin_registry() is trt.get_plugin_registry())
print(len(trt.Runtime(trt.Logger()).temporary_directory or ""))
"""
    out = python(code, f"simulator{major}")
    assert out == f"{VERSIONS[major]} True True\nDataType.FLOAT DataType.HALF True\n0"


def test_the_library_in_the_environment_or_none():
    code = """
import trt_cffi as trt
try:
    trt.Runtime
except trt.LibraryNotFoundError as error:
    print(type(error).__mro__[2:4] and "/no/such.so" in str(error))
"""
    assert python(code, "/no/such.so") == "True"


@pytest.mark.parametrize(
    "use",
    [
        "from trt_cffi import simulator, errors, dims",
        "from trt_cffi import Dims, Logger, IOutputAllocator, volume, open_library",
        "dir(trt_cffi)",
        "trt_cffi.__path__; getattr(trt_cffi, '__wrapped__', None); getattr(trt_cffi, '_private', None)",
        "import inspect; inspect.getdoc(trt_cffi); inspect.isclass(trt_cffi); inspect.unwrap(trt_cffi.open_library)",
        "import doctest; doctest.DocTestFinder(recurse=False).find(trt_cffi)",
        "hasattr(trt_cffi, '__file__'); repr(trt_cffi)",
    ],
)
def test_nothing_opens_a_library_unasked(use):
    code = f"""
import trt_cffi
{use}
maps = open("/proc/self/maps").read()
print("libtrt_sim" in maps, "libnvinfer" in maps, "libcuda" in maps)
"""
    assert python(code) == "False False False"


def test_a_name_that_no_library_has_is_an_attribute_error_that_names_the_library():
    code = """
import trt_cffi
try:
    trt_cffi.NoSuchThing
except AttributeError as error:
    print(error)
"""
    out = python(code)
    assert "NoSuchThing" in out
    assert "8.6.0" in out
