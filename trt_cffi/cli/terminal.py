"""What the programs say and how: results to stdout, notes and TensorRT's messages to stderr, failures in one line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from trt_cffi.errors import LibraryNotFoundError
from trt_cffi.logger import ILogger

if TYPE_CHECKING:
    from trt_cffi.enums import Severity

__all__ = ["Failure", "Log", "Mistake", "console", "key_grid", "note", "one_line"]

_WIDTH_OF_A_FILE = 120  # columns, where there is no terminal to ask


class Failure(click.ClickException):
    """It could not be done. Exit code 1."""


class Mistake(click.ClickException):
    """What was asked for cannot be. Exit code 2, as for wrong options, but in one line."""

    exit_code = 2


class Log(ILogger):
    """Keeps TensorRT's errors for the failure that they explain, and shows its warnings.

    Args:
        verbose: show everything.
    """

    def __init__(self, verbose: bool = False) -> None:
        self._verbose = verbose
        self._errors: list[str] = []

    def log(self, severity: Severity, msg: str) -> None:
        """Called with each message."""
        if severity <= self.ERROR:
            self._errors.append(msg.strip())
        if self._verbose or severity == self.WARNING:
            note(f"TensorRT: {msg.strip()}")

    def failure(self, what: str) -> Failure:
        """The failure for something that TensorRT refused, with the last that it said."""
        return Failure(f"{what}: {self._errors[-1]}" if self._errors else what)


def console() -> Console:
    """Stdout, in colour and as wide as the terminal if it is one. A stdout that is closed takes nothing."""
    wide = (sys.stdout is not None and sys.stdout.isatty()) or "COLUMNS" in os.environ
    return Console(width=None if wide else _WIDTH_OF_A_FILE, highlight=False, emoji=False, markup=False)


def key_grid() -> Table:
    """A grid for rows of what something is called and what it is."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def note(text: str) -> None:
    """A line to stderr, beside the results."""
    click.secho(text, err=True, dim=True)


def one_line(error: BaseException) -> str:
    """An exception in one line, as an error message."""
    if isinstance(error, LibraryNotFoundError):
        head = str(error).partition("\n")[0]
        if len(error.tried) == 1:
            return f"{head} {error.tried[0][1]}"
        return f"{head} trt-cffi info tells what was tried, and what to do." if error.tried else head
    return "; ".join(filter(None, map(str.strip, str(error).splitlines()))) or type(error).__name__
