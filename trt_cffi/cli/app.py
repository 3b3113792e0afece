"""The program `trt-cffi`, of which each command has a file of its own."""

from __future__ import annotations

import importlib
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import click

from trt_cffi.cli.terminal import Failure, one_line
from trt_cffi.errors import TensorRTError

__all__ = ["app", "package_version"]

_COMMANDS = ("info", "build", "inspect", "run", "bench", "demo", "simulate", "cache")
_DEBUG = "trt_cffi.cli.debug"  # the key in Context.meta, which all contexts of a call share


def package_version() -> str:
    """The version of trt_cffi as it was installed."""
    try:
        return version("trt_cffi")
    except PackageNotFoundError:
        return "(not installed)"


def _show_version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"trt-cffi {package_version()}")
        context.exit()


def _debug_option() -> click.Option:
    def keep(context: click.Context, _: click.Parameter, value: bool) -> None:
        context.meta[_DEBUG] = value or context.meta.get(_DEBUG, False)

    return click.Option(
        ["--debug"], is_flag=True, expose_value=False, callback=keep, help="Show the traceback of an error."
    )


class _Programs(click.Group):
    """Imports a command when it is used, and gives every failure as one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"trt_cffi.cli.{cmd_name}").command
        if not any("--debug" in parameter.opts for parameter in command.params):
            command.params.append(_debug_option())
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, TensorRTError, ImportError, OSError, MemoryError) as error:
            if isinstance(error, BrokenPipeError):
                raise  # click ends quietly when nobody reads on
            if ctx.meta.get(_DEBUG):
                traceback.print_exception(type(error), error, error.__traceback__, file=sys.stderr)
            if isinstance(error, click.ClickException):
                raise
            raise Failure(one_line(error)) from error


@click.group(
    cls=_Programs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_version,
            help="Show the version and exit.",
        ),
        _debug_option(),
    ],
)
def app() -> None:
    """Build and run TensorRT plans: on a GPU by TensorRT 8.6 to 11, or on the CPU in a simulator.

    \b
    Examples:
      trt-cffi info                 what there is on this machine, and what is missing
      trt-cffi demo                 reads handwritten digits, wherever it runs
      trt-cffi build digits.onnx --output digits.plan --optShapes=images:32x1x8x8
      trt-cffi inspect digits.plan  what a plan is
      trt-cffi run digits.plan --input images=images.npy --output results
      trt-cffi bench digits.plan    how fast it runs
      trt-cffi simulate digits.onnx --output digits.plan --optShapes=images:32x1x8x8

    Exit codes: 0 when it was done, 1 when it failed, 2 when it was asked for in a wrong way.

    The environment variable TRT_CFFI_LIBRARY names the TensorRT to use: the path of a libnvinfer, rtx for a TensorRT
    for RTX wherever one is, or simulator8, simulator10, simulator11 or simulatorrtx.
    """
    # A terminal or pipe that knows no half-blocks gets question marks, not an exception.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
