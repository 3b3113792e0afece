"""`LoggingLogger`, on the simulators."""

from __future__ import annotations

import logging

import pytest

import trt_cffi
from trt_cffi import ILogger, LoggingLogger


@pytest.mark.parametrize(
    ("severity", "level"),
    [
        ("INTERNAL_ERROR", "CRITICAL"),
        ("ERROR", "ERROR"),
        ("WARNING", "WARNING"),
        ("INFO", "INFO"),
        ("VERBOSE", "DEBUG"),
    ],
)
def test_every_severity_has_its_level(caplog, severity, level):
    caplog.set_level(logging.DEBUG, "tensorrt")
    LoggingLogger().log(getattr(ILogger, severity), "100 % done")
    assert caplog.record_tuples == [("tensorrt", getattr(logging, level), "100 % done")]


def test_what_tensorrt_says_becomes_a_record(caplog, trt):
    runtime = trt.Runtime(LoggingLogger())
    assert runtime.deserialize_cuda_engine(b"no plan") is None
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert errors
    assert {record.name for record in errors} == {"tensorrt"}


def test_the_level_can_change_later(caplog, trt):
    logger = LoggingLogger()
    runtime = trt.Runtime(logger)
    caplog.set_level(logging.CRITICAL, "tensorrt")
    runtime.deserialize_cuda_engine(b"no plan")
    assert not caplog.records
    caplog.set_level(logging.ERROR, "tensorrt")
    runtime.deserialize_cuda_engine(b"no plan")
    assert caplog.records


@pytest.mark.parametrize("given", ["of.the.program", logging.getLogger("of.the.program")])
def test_another_logger_can_be_given(caplog, given):
    bridge = LoggingLogger(given)
    bridge.log(trt_cffi.Logger.ERROR, "heard")
    assert bridge.logger is logging.getLogger("of.the.program")
    assert caplog.record_tuples == [("of.the.program", logging.ERROR, "heard")]


def test_what_is_no_logger_is_a_type_error():
    with pytest.raises(TypeError, match=r"logging\.Logger or the name of one, not 3"):
        LoggingLogger(3)


def test_a_severity_that_is_not_known_and_no_message_are_logged(caplog):
    caplog.set_level(logging.DEBUG, "tensorrt")
    LoggingLogger().log(ILogger.Severity(99), None)
    assert caplog.record_tuples == [("tensorrt", logging.DEBUG, "None")]
