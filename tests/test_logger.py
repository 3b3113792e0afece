"""Loggers: the one that writes to stderr without Python, its subclasses, and those of a program."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import trt_cffi
from tests.support import Log

LINE = r"\[\d\d/\d\d/\d{4}-\d\d:\d\d:\d\d\] \[TRT\] \[%s\] .*%s"


def test_logger_writes_tensorrts_messages_to_stderr(trt, capfd):
    engineless = trt.Runtime(trt_cffi.Logger())
    assert engineless.deserialize_cuda_engine(b"no plan" * 100) is None
    out, err = capfd.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert re.fullmatch(LINE % ("E", "deserializeCudaEngine.*"), lines[0])
    assert re.fullmatch(LINE % ("E", "no plan of TensorRT.*"), lines[-1])


@pytest.mark.parametrize(
    ("name", "letters"), [("INTERNAL_ERROR", ""), ("ERROR", "E"), ("INFO", "IE"), ("VERBOSE", "IE")]
)
def test_less_severe_messages_are_dropped(trt, capfd, name, letters):
    severity = getattr(trt_cffi.Logger, name)
    runtime = trt.Runtime(trt_cffi.Logger(severity))
    runtime.deserialize_cuda_engine(b"no plan" * 100)
    assert set(re.findall(r"\[TRT\] \[(.)\]", capfd.readouterr().err)) == set(letters)
    assert runtime.logger.min_severity is severity


def test_the_severity_may_be_changed_while_the_logger_is_in_use(trt, capfd):
    logger = trt_cffi.Logger(trt_cffi.Logger.INTERNAL_ERROR)
    runtime = trt.Runtime(logger)
    runtime.deserialize_cuda_engine(b"no plan" * 100)
    assert capfd.readouterr().err == ""
    logger.min_severity = trt_cffi.Logger.ERROR
    runtime.deserialize_cuda_engine(b"no plan" * 100)
    assert "[E]" in capfd.readouterr().err


@pytest.mark.parametrize("wrong", [1, "ERROR", None, 1.5])
def test_a_severity_is_a_member_of_its_enum(wrong):
    with pytest.raises(TypeError, match="min_severity"):
        trt_cffi.Logger(wrong)


def test_severities_are_those_of_the_documentation():
    names = ["INTERNAL_ERROR", "ERROR", "WARNING", "INFO", "VERBOSE"]
    assert [int(getattr(trt_cffi.Logger, name)) for name in names] == [0, 1, 2, 3, 4]
    assert trt_cffi.Logger.Severity is trt_cffi.ILogger.Severity
    assert trt_cffi.Logger.ERROR is trt_cffi.ILogger.ERROR is trt_cffi.Logger.Severity.ERROR
    assert trt_cffi.Logger().min_severity is trt_cffi.Logger.WARNING
    assert trt_cffi.Logger.ERROR < trt_cffi.Logger.WARNING


def test_a_program_may_log_through_it_itself(capsys):
    logger = trt_cffi.Logger(trt_cffi.Logger.WARNING)
    logger.log(trt_cffi.Logger.WARNING, "mine")
    logger.log(trt_cffi.Logger.INFO, "dropped")
    assert re.fullmatch(LINE % ("W", "mine"), capsys.readouterr().err.rstrip("\n"))


def test_a_subclass_of_logger_is_heard_with_its_severity(trt, capfd):
    class Mine(trt_cffi.Logger):
        def __init__(self):
            super().__init__(trt_cffi.Logger.ERROR)
            self.heard = []

        def log(self, severity, msg):
            self.heard.append(severity)

    mine = Mine()
    trt.Runtime(mine).deserialize_cuda_engine(b"no plan" * 100)
    assert set(mine.heard) == {trt_cffi.Logger.ERROR}
    assert capfd.readouterr().err == ""


def test_a_subclass_that_forgets_super_init_has_the_default_severity(trt):
    class Mine(trt_cffi.Logger):
        def __init__(self):
            self.heard = []

        def log(self, severity, msg):
            self.heard.append(severity.name)

    mine = Mine()
    trt.Runtime(mine).deserialize_cuda_engine(b"no plan" * 100)
    assert set(mine.heard) == {"ERROR"}


def test_an_ilogger_hears_everything_with_members_of_the_enum(trt):
    log = Log()
    trt.Runtime(log).deserialize_cuda_engine(b"no plan" * 100)
    assert [severity for severity, _ in log.messages][:1] == ["INFO"]
    assert {severity for severity, _ in log.messages} == {"INFO", "ERROR"}


def test_a_message_that_is_no_utf8_is_heard(trt):
    log = Log()
    engine_free = trt.Runtime(log)
    assert engine_free.load_runtime(b"/no/such/\xff\xfe.so") is None
    assert any("no/such/" in error for error in log.errors)


def test_each_runtime_of_the_simulator_has_a_logger_of_its_own(trt):
    first, second = Log(), Log()
    runtimes = trt.Runtime(first), trt.Runtime(second)
    runtimes[1].deserialize_cuda_engine(b"no plan" * 100)
    assert second.errors
    assert first.errors == []


def test_the_default_logger_needs_no_executable_memory():
    program = """
import ctypes
import trt_cffi
library = trt_cffi.open_library("simulator8")
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
if ctypes.CDLL(None).prctl(PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0):
    print("this kernel cannot deny it")
else:
    print(library.Runtime(trt_cffi.Logger()).deserialize_cuda_engine(b"no plan" * 100))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    if "cannot deny" in done.stdout:
        pytest.skip(done.stdout)
    assert (done.returncode, done.stdout) == (0, "None\n"), done.stderr
    assert "[TRT] [E]" in done.stderr


@pytest.mark.parametrize(("severity", "words"), [(None, "x"), (3, "x"), ("ERROR", "x"), (trt_cffi.Logger.ERROR, 5)])
def test_only_a_severity_and_words_are_logged(severity, words, capfd):
    with pytest.raises(TypeError, match=r"severity|msg"):
        trt_cffi.Logger().log(severity, words)
    assert capfd.readouterr() == ("", "")
