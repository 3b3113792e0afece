"""`trt-cffi cache`: the plans that were built from ONNX models and kept."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click
from rich.table import Table

from trt_cffi import plan_cache
from trt_cffi.cli.terminal import console

if TYPE_CHECKING:
    from trt_cffi.plan_cache import Entry

__all__ = ["command"]


@click.command(name="cache", short_help="Show or clear the plans that are kept of ONNX models.")
@click.option("--clear", is_flag=True, help="Take them all away.")
def command(clear: bool) -> None:
    """Show the plans that were built for Runner("model.onnx"), trt-cffi run and bench, and kept, or take them away.

    With the kernels that TensorRT for RTX compiled for them. They are in the folder that the environment variable
    TRT_CFFI_CACHE names, or in the user's cache folder.

    \b
    Examples:
      trt-cffi cache
      trt-cffi cache --clear
    """
    found = plan_cache.entries()
    total = sum(sum(entry.size()) for entry in found)
    plans = f"{len(found)} plan{'s'[: len(found) != 1]}, {total:,} bytes, in {plan_cache.folder()}"
    if clear:
        plan_cache.clear()
        console().print(f"Taken away: {plans}", soft_wrap=True)
        return
    if found:
        table = Table("model", "library", "GPU", "options", "bytes", "kernels", "built")
        for entry in found:
            table.add_row(*_row(entry))
        console().print(table)
    console().print(plans, soft_wrap=True)


def _row(entry: Entry) -> tuple[str, ...]:
    plan, kernels = entry.size()
    sizes = f"{plan:,}", f"{kernels:,}" if kernels else "none"
    try:
        about = entry.about()
        flavour, *version = about["library"]
        options = ", ".join(f"{name}={value}" for name, value in about["options"].items())
        built = time.strftime("%Y-%m-%d %H:%M", time.localtime(about["built"]))
        gpu = about["gpu"][0] if about["gpu"] else "none"
        return about["from"], f"{flavour} {'.'.join(map(str, version))}", gpu, options, *sizes, built
    except (OSError, ValueError, LookupError, TypeError) as error:
        return entry.plan.name, "?", "?", f"damaged: {error}", *sizes, "?"
