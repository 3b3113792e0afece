"""Loggers: `ILogger`, which a program overrides, and `Logger`, which writes to stderr without calling Python."""

from __future__ import annotations

import atexit
import sys
import time
import weakref
from functools import cache

from trt_cffi import enums
from trt_cffi.callbacks import Callback, callback
from trt_cffi.deprecation import DeprecatedWith
from trt_cffi.shim import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

    from trt_cffi.library import Library
    from trt_cffi.native import Native

__all__ = ["ILogger", "Logger", "default_logger"]


@callback("void(uint64_t, int32_t, const char *)", failed=None)
def _log(logger: ILogger, severity: int, message: Any) -> None:
    logger.log(enums.Severity(severity), text(message) or "")


class ILogger(DeprecatedWith, Callback):
    """Where TensorRT's messages go: subclass it and override `log`.

    TensorRT may call it on any thread. An exception that it raises is raised from the call that logged. Any version;
    C++: ILogger.
    """

    _noun = "logger"

    Severity: ClassVar = enums.Severity
    INTERNAL_ERROR: ClassVar = enums.Severity.INTERNAL_ERROR
    ERROR: ClassVar = enums.Severity.ERROR
    WARNING: ClassVar = enums.Severity.WARNING
    INFO: ClassVar = enums.Severity.INFO
    VERBOSE: ClassVar = enums.Severity.VERBOSE

    def log(self, severity: enums.Severity, msg: str) -> None:
        """Called with each message. C++: ILogger::log."""
        raise NotImplementedError(f"{type(self).__name__} does not override log(severity, msg)")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {"log": _log}

    def _least_severe(self) -> enums.Severity:
        return enums.Severity.VERBOSE

    def _create(self, library: Library) -> Native:
        create = library._shim.trt_logger_create
        native = self._made(library, create, self._table(library), self._number, int(self._least_severe()))
        _natives.add(self)
        return native

    def _set_least_severe(self, severity: int) -> None:
        for library, native in self._natives.items():
            library._shim.trt_logger_set_min_severity(native.handle, severity)


class Logger(ILogger):
    """A logger that writes `[MM/DD/YYYY-HH:MM:SS] [TRT] [W] message` to stderr, in local time.

    Args:
        min_severity: less severe messages are dropped. `Logger.WARNING` by default.

    TensorRT's messages are written by the shim, without Python. A subclass that overrides `log` gets them instead. Any
    version.
    """

    def __init__(self, min_severity: enums.Severity = enums.Severity.WARNING) -> None:
        self.min_severity = min_severity

    @property
    def min_severity(self) -> enums.Severity:
        """The least severe messages that are not dropped."""
        return self._min_severity

    @min_severity.setter
    def min_severity(self, value: enums.Severity) -> None:
        if not isinstance(value, enums.Severity):
            raise TypeError(f"min_severity is a Logger.Severity such as Logger.INFO, not {value!r}")
        self._min_severity = value
        self._set_least_severe(int(value))

    def log(self, severity: enums.Severity, msg: str) -> None:
        """Write a message as TensorRT's are written; None is an empty one."""
        if not isinstance(severity, enums.Severity):
            raise TypeError(f"severity is a Logger.Severity such as Logger.INFO, not {severity!r}")
        if not isinstance(msg, (str, type(None))):
            raise TypeError(f"msg is a str, not {msg!r}")
        if int(severity) <= int(self.min_severity):
            letter = "FEWIV"[int(severity)] if 0 <= int(severity) <= 4 else "?"
            print(time.strftime("[%m/%d/%Y-%H:%M:%S]"), "[TRT]", f"[{letter}]", msg, file=sys.stderr)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} min_severity={self._least_severe().name}>"

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return super()._functions(library) if self._overrides("log", Logger) else {}

    def _least_severe(self) -> enums.Severity:
        # a subclass that forgot super().__init__() has the default
        return getattr(self, "_min_severity", enums.Severity.WARNING)


@cache
def default_logger() -> Logger:
    """The Logger of all that were given none. TensorRT warns of a runtime whose logger differs from another's."""
    return Logger()


_natives: weakref.WeakSet[ILogger] = weakref.WeakSet()


@atexit.register
def _silence() -> None:
    """TensorRT logs until the process has ended, Python must not be called so long."""
    for logger in list(_natives):
        logger._set_least_severe(-1)
