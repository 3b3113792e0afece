"""Where executable memory is denied, on the simulators: nothing but how a callback is made is different."""

from __future__ import annotations

from tests.shared import denied
from tests.shared.executable_memory import *  # noqa: F403


def test_everything_about_callbacks_holds_there_too():
    files = ("callbacks", "threads", "logger", "debug_tensors", "gpu_async_allocator", "error_list", "layer_times")
    said = denied.python("-m", "pytest", "-q", "-p", "no:cacheprovider", *(f"tests/test_{name}.py" for name in files))
    assert " passed" in said
    assert "skipped" not in said


def test_the_interpreter_ends_well_there_too():
    said = denied.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_lifetimes.py", "-k", "interpreter")
    assert " passed" in said


def test_without_ctypes_either_the_exception_says_why_and_what_works():
    program = """
import sys
sys.modules["_ctypes"] = None  # as in a Python that was built without libffi
import trt_cffi
class Log(trt_cffi.ILogger):
    pass
trt = trt_cffi.open_library("simulator8")
try:
    trt.Runtime(Log())
except trt_cffi.TensorRTError as error:
    print(error)
print(trt.Runtime(trt.Logger()))
"""
    said, worked = denied.python("-c", program).splitlines()
    assert "may not make memory executable" in said
    assert "ffi.callback()" in said
    assert "_ctypes" in said
    assert "Logger, Profiler, LayerProfiler, ErrorRecorder and DeviceOutput call no Python" in said
    assert worked == "<Runtime of TensorRT 8.6.0 simulator>"
