"""The real lean libraries of 8, 10 and 11, as far as they go without a plan of their own."""

from __future__ import annotations

import subprocess
import sys

import pytest

import trt_cffi
from tests.compiled import plugins
from tests.gpu.conftest import library
from tests.support import Log, Recorder


@pytest.fixture(params=[8, 10, 11])
def trt(request):
    return library(request.param)


@pytest.fixture
def runtime(trt, log):
    return trt.Runtime(log)


def test_the_library_says_what_it_is(trt):
    assert trt.flavour == "lean"
    assert not trt.simulator
    assert trt.__version__ in ("8.6.0", "10.16.1", "11.4.0")


def test_a_runtime_is_made_and_closed(trt, log):
    runtime = trt.Runtime(log)
    assert runtime.logger is log
    runtime.close()
    with pytest.raises(trt_cffi.ClosedError):
        runtime.max_threads  # noqa: B018


def test_a_runtime_needs_a_logger(trt):
    for wrong in (None, 3, trt_cffi.Logger):
        with pytest.raises(TypeError, match="ILogger"):
            trt.Runtime(wrong)


def test_properties_are_kept(runtime, log):
    assert runtime.max_threads == 1
    runtime.max_threads = 4
    assert runtime.max_threads == 4
    runtime.max_threads = 0
    assert runtime.max_threads == 4
    assert log.errors
    assert runtime.temporary_directory is None
    runtime.temporary_directory = "/tmp"
    assert runtime.temporary_directory == "/tmp"
    assert runtime.engine_host_code_allowed is False
    runtime.engine_host_code_allowed = True
    assert runtime.engine_host_code_allowed is True
    flags = runtime.tempfile_control_flags
    runtime.tempfile_control_flags = 1
    assert runtime.tempfile_control_flags == 1
    runtime.tempfile_control_flags = flags
    assert (runtime.DLA_core, runtime.num_DLA_cores) == (-1, 0)


def test_the_logger_hears_of_a_bad_plan(runtime, log):
    assert runtime.deserialize_cuda_engine(b"no plan" * 100) is None
    assert log.errors


def test_the_error_recorder_hears_of_a_bad_plan(runtime, log):
    recorder = Recorder()
    runtime.error_recorder = recorder
    assert runtime.error_recorder is recorder
    assert runtime.deserialize_cuda_engine(b"no plan" * 100) is None
    assert recorder.errors
    runtime.error_recorder = None
    assert runtime.error_recorder is None


def test_a_plan_of_8_is_refused_by_10_and_11(trt, runtime, plan, log):
    engine = runtime.deserialize_cuda_engine(plan("tiny"))
    if trt.version[0] == 8:
        assert engine is not None
    else:
        assert engine is None
        assert f"built by TensorRT 8.6.0, and loaded is {trt.__version__}" in log.errors[-1]


def test_an_exception_of_the_logger_is_raised_by_the_call_that_logged(trt):
    # in a process of its own, as TensorRT keeps the first logger of a library
    program = f"""
import trt_cffi
class Raising(trt_cffi.ILogger):
    def log(self, severity, msg):
        if severity == self.ERROR:
            raise LookupError("from the logger")
library = trt_cffi.open_library({trt.path!r})
runtime = library.Runtime(Raising())
try:
    runtime.deserialize_cuda_engine(b"no plan" * 100)
except LookupError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "from the logger"), done.stderr


def test_the_plugin_registry_answers(trt, runtime, log):
    registry = trt.get_plugin_registry()
    assert registry is runtime.get_plugin_registry() is trt.get_plugin_registry()
    enabled = registry.parent_search_enabled
    registry.parent_search_enabled = not enabled
    assert registry.parent_search_enabled is not enabled
    registry.parent_search_enabled = enabled
    assert registry.load_library("/no/such/library.so") is None
    assert registry.error_recorder is None
    recorder = registry.error_recorder = Recorder()
    assert registry.load_library("/no/such/library.so") is None
    registry.error_recorder = None
    assert registry.error_recorder is None
    assert recorder.errors


def test_a_lean_library_takes_the_plugins_of_others(trt, runtime, log, tmp_path):
    registry, major = trt.get_plugin_registry(), trt.version[0]
    find = registry.get_plugin_creator if major == 8 else registry.get_creator

    def names():
        return [each.name for each in (registry.plugin_creator_list if major == 8 else registry.all_creators)]

    own = names()  # 8.6.0 has none, and 10 and 11 some that transform weights
    assert (own == []) == (major == 8)
    assert find("nothing", "1") is None
    assert log.errors
    handle = registry.load_library(plugins(tmp_path, major))
    assert handle is not None, log.errors
    assert set(names()) - set(own) == ({"Scale"} if major == 8 else {"Scale", "Shift", "Quick"})
    scale = find("Scale", "1", "tests")
    assert [field.name for field in scale.field_names] == ["factor", "axes"]
    registry.deregister_library(handle)
    assert names() == own


def test_three_versions_are_open_at_once():
    logs = {major: Log() for major in (8, 10, 11)}
    runtimes = {major: library(major).Runtime(logs[major]) for major in logs}
    for major, runtime in runtimes.items():
        assert runtime.deserialize_cuda_engine(b"junk" * 100) is None
        assert logs[major].errors, major
