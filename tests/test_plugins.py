"""`init_libnvinfer_plugins`, with a library in the place of NVIDIA's, which no simulator has."""

from __future__ import annotations

import subprocess

import pytest

import trt_cffi
from tests.compilers import cc
from tests.support import Log
from tests.test_versions import SOURCE

PLUGINS = """
#include <stdint.h>
#include <string.h>
typedef void (*log_function)(void *logger, int32_t severity, const char *message);
_Bool initLibNvInferPlugins(void *logger, const char *space) {
    if (logger) (**(log_function **)logger)(logger, strcmp(space, "bad") ? 3 : 1, space);
    return strcmp(space, "bad");
}
"""


@pytest.fixture
def compiled(tmp_path):
    def to_library(name, source, *flags):
        path = tmp_path / name
        subprocess.run([*cc(), "-shared", "-fPIC", *flags, "-xc", "-", "-o", path], input=source, text=True, check=True)
        return path

    return to_library


@pytest.fixture
def full(compiled):
    """A library of the full flavour that is no simulator; it can do no more than say its version."""
    path = compiled("libnvinfer.so.10", SOURCE.read_text(), "-DVERSION=101601", "-DANSWER=0")
    return trt_cffi.open_library(path)


def test_the_library_beside_libnvinfer_registers_its_plugins_and_logs(compiled, full):
    compiled("libnvinfer_plugin.so.10", PLUGINS)
    log = Log()
    assert full.init_libnvinfer_plugins(log, "space") is True
    assert log.messages == [("INFO", "space")]
    assert full.init_libnvinfer_plugins(None, "") is True


def test_a_refusal_is_false_with_its_reason_in_the_log(compiled, full):
    compiled("libnvinfer_plugin.so.10", PLUGINS)
    log = Log()
    assert full.init_libnvinfer_plugins(log, "bad") is False
    assert log.errors == ["bad"]


def test_the_logger_is_kept_as_the_plugins_keep_it(compiled, full):
    import gc
    import weakref

    compiled("libnvinfer_plugin.so.10", PLUGINS)
    log = Log()
    gone = weakref.ref(log)
    full.init_libnvinfer_plugins(log, "")
    del log
    gc.collect()
    assert gone() is not None


@pytest.mark.parametrize("source", [None, "int other;"])
def test_without_a_library_of_plugins_the_answer_is_false_and_the_log_says_why(compiled, full, source):
    if source:
        compiled("libnvinfer_plugin.so.10", source)
    log = Log()
    assert full.init_libnvinfer_plugins(log, "") is False
    ((severity, message),) = log.messages
    assert severity == "WARNING"
    assert message.startswith("no plugins are registered: ")
    assert "libnvinfer_plugin.so.10" in message


def test_the_simulator_has_no_plugins(trt, log):
    assert trt.init_libnvinfer_plugins(log, "") is trt.rtx  # of which NVIDIA has none
    said = [("WARNING", f"no plugins are registered: {trt} has no libnvinfer_plugin")]
    assert log.messages == ([] if trt.rtx else said)
    assert trt.init_libnvinfer_plugins(None, "") is trt.rtx


@pytest.mark.parametrize(("logger", "namespace"), [(3, ""), (trt_cffi.Logger, ""), (None, None), (None, 3)])
def test_what_is_no_logger_or_no_name_is_a_type_error(trt, logger, namespace):
    with pytest.raises(TypeError):
        trt.init_libnvinfer_plugins(logger, namespace)
