"""`LoggingLogger`: TensorRT's messages as records of Python's `logging`."""

from __future__ import annotations

import logging

from trt_cffi import enums
from trt_cffi.logger import ILogger

__all__ = ["LoggingLogger"]

_LEVELS = {
    enums.Severity.INTERNAL_ERROR: logging.CRITICAL,
    enums.Severity.ERROR: logging.ERROR,
    enums.Severity.WARNING: logging.WARNING,
    enums.Severity.INFO: logging.INFO,
    enums.Severity.VERBOSE: logging.DEBUG,
}


class LoggingLogger(ILogger):
    """A logger that hands TensorRT's messages to Python's `logging`, which decides what becomes of them.

    Args:
        logger: a `logging.Logger`, or the name of one. "tensorrt" by default.

    INTERNAL_ERROR is CRITICAL there, VERBOSE is DEBUG, and the others are what their names say. The levels, filters and
    handlers of `logging` hold at the time of each message. Any version.
    """

    def __init__(self, logger: logging.Logger | str | None = None) -> None:
        if logger is not None and not isinstance(logger, (logging.Logger, str)):
            raise TypeError(f"logger is a logging.Logger or the name of one, not {logger!r}")
        self._logger = logger if isinstance(logger, logging.Logger) else logging.getLogger(logger or "tensorrt")

    @property
    def logger(self) -> logging.Logger:
        """Where the messages go."""
        return self._logger

    def log(self, severity: enums.Severity, msg: str) -> None:
        """Log a message with the level that its severity has in `logging`, DEBUG for one that is not known."""
        self._logger.log(_LEVELS.get(severity, logging.DEBUG), "%s", msg)

    def __repr__(self) -> str:
        # a subclass may have left out super().__init__()
        return f"<{type(self).__name__} {getattr(getattr(self, '_logger', None), 'name', None)!r}>"
