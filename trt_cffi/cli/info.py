"""`trt-cffi info`: what there is on this machine, what was tried, and what to do."""

from __future__ import annotations

import json
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from trt_cffi import driver, find, library
from trt_cffi.cli.app import package_version
from trt_cffi.cli.loading import described
from trt_cffi.cli.specs import dotted
from trt_cffi.cli.terminal import console, key_grid, one_line
from trt_cffi.errors import LibraryLoadError, LibraryNotFoundError
from trt_cffi.shim import shim
from trt_cffi.simulator import onnx_runtime
from trt_cffi.versions import IN_ORDER, name_of

if TYPE_CHECKING:
    from typing import Any

__all__ = ["command"]

_PACKAGES = ("cffi", "numpy", "cuda-python", "onnx", "onnxruntime")


@click.command(name="info", short_help="Show what there is to run plans on, and what to do.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def command(as_json: bool) -> None:
    """Show what there is to run plans on: TensorRT, the driver and its GPUs, the simulator; and what to do.

    \b
    Exit code: 0 when something can run here, 1 otherwise. TRT_CFFI_LIBRARY counts: with it, only
    what it names is looked at.

    \b
    Examples:
      trt-cffi info
      trt-cffi info --json | jq .library.path
      TRT_CFFI_LIBRARY=/opt/tensorrt/lib/libnvinfer.so.10 trt-cffi info
    """
    facts = _facts()
    if as_json:
        click.echo(json.dumps(facts, indent=2))
    else:
        _show(facts)
    sys.exit(0 if facts["usable"] else 1)


def _facts() -> dict[str, Any]:
    chosen = os.environ.get(find.VARIABLE) or None
    found, problem, rejected = _library()
    gpu = driver.query()
    simulators = {name_of(major): _simulator(major) for major in IN_ORDER}
    runs_simulator = found is not None and found["flavour"] == "simulator"
    packages = {name: _version(name) for name in _PACKAGES}
    runtime = os.environ.get(onnx_runtime.VARIABLE) or onnx_runtime.find()
    simulator_usable = any(each is None for each in simulators.values()) and bool(runtime and Path(runtime).exists())
    usable = found is not None and (simulator_usable if runs_simulator else gpu.found)
    facts: dict[str, Any] = {
        "usable": usable or (chosen is None and simulator_usable),
        "trt_cffi": package_version(),
        "library": found,
        "problem": problem,
        "rejected": [{"place": place, "reason": reason} for place, reason in rejected],
        "chosen": chosen,
        "shims": {name_of(major): _shim(major) for major in IN_ORDER},
        "driver": {
            "path": gpu.path,
            "cuda": dotted(gpu.version) if gpu.version else None,
            "problem": gpu.reason or None,
            "devices": [
                {
                    "name": each.name,
                    "compute_capability": dotted(each.compute_capability),
                    "memory": each.memory,
                }
                for each in gpu.devices
            ],
        },
        "simulators": {major: {"usable": problem is None, "problem": problem} for major, problem in simulators.items()},
        "onnx_runtime": str(runtime) if runtime else None,
        "python": {
            "version": platform.python_version(),
            "implementation": platform.python_implementation(),
            "path": sys.executable,
        },
        "packages": packages,
    }
    facts["advice"] = _advice(facts, gpu, simulator_usable)
    return facts


def _library() -> tuple[dict[str, str] | None, str | None, list[tuple[str, str]]]:
    """The default library, or why there is none, and what was rejected on the way."""
    try:
        opened, _, rejected = find.first_that_opens(None, library._open)
    except LibraryNotFoundError as error:
        return None, str(error).partition("\n")[0], error.tried
    return described(opened) | {"found": opened.found}, None, rejected


def _shim(major: int) -> dict[str, Any]:
    try:
        return {"api_version": int(shim(major).trt_shim_api_version()), "problem": None}
    except LibraryLoadError as error:
        return {"api_version": None, "problem": one_line(error)}


def _simulator(major: int) -> str | None:
    """What is wrong with the simulator of a major version, None if nothing is."""
    try:
        library.open_library(f"simulator{name_of(major)}")
    except (LibraryNotFoundError, LibraryLoadError) as error:
        return one_line(error)
    return None


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _advice(facts: dict[str, Any], gpu: driver.DriverInfo, simulator_usable: bool) -> list[str]:
    found, advice = facts["library"], []
    if any(each["problem"] for each in facts["shims"].values()):
        advice.append("The package was not built for this machine. In a clone: python build_shim.py")
    if found is None and facts["chosen"]:
        advice.append(f"Correct {find.VARIABLE}, or unset it to have TensorRT looked for.")
    elif found is None and gpu.found:
        extra = "cu13" if gpu.version and gpu.version >= (13, 0) else "cu12"
        advice.append(
            f"Install a TensorRT that fits the driver, pip install 'trt_cffi[{extra}]', or set {find.VARIABLE} to the "
            "path of libnvinfer."
        )
    if not gpu.found and (found is None or found["flavour"] != "simulator"):
        advice.append(f"There is no GPU to use ({gpu.reason}): plans can run in the simulator only.")
        if found is not None and found["flavour"] == "rtx":
            advice.append("Plans can be built without a GPU: trt-cffi build --help, --computeCapabilities")
    if not simulator_usable:
        advice.append("For the simulator: pip install 'trt_cffi[simulator]'")
    elif not gpu.found or found is None:
        advice.append(f"The simulator can run: trt-cffi demo, or any program with {find.VARIABLE}={find.one_of('or')}.")
    return advice or ["Nothing is missing: trt-cffi run PLAN, or trt-cffi demo"]


def _show(facts: dict[str, Any]) -> None:
    out, grid = console(), key_grid()
    found, gpu = facts["library"], facts["driver"]
    if found:
        grid.add_row(found["product"], f"{found['version']}, {found['flavour']}")
        grid.add_row("", found["path"])
        grid.add_row("", f"found by: {found['found']}")
    else:
        grid.add_row("TensorRT", facts["problem"])
    grid.add_row("driver", gpu["problem"] or f"for CUDA {gpu['cuda']}, {gpu['path']}")
    for number, each in enumerate(gpu["devices"]):
        memory = f"{each['memory'] / 2**30:.0f} GiB"
        grid.add_row(f"GPU {number}", f"{each['name']}, compute capability {each['compute_capability']}, {memory}")
    for major, each in facts["simulators"].items():
        grid.add_row(f"simulator {major}", each["problem"] or "there")
    grid.add_row("ONNX Runtime", facts["onnx_runtime"] or "not found")
    for major, each in facts["shims"].items():
        grid.add_row(f"shim {major}", each["problem"] or f"API version {each['api_version']}")
    grid.add_row("trt_cffi", facts["trt_cffi"])
    python = facts["python"]
    grid.add_row("Python", f"{python['implementation']} {python['version']}, {python['path']}")
    for name, installed in facts["packages"].items():
        grid.add_row(name, installed or "not installed")
    out.print(grid)
    if facts["rejected"]:
        out.print("\nTried and rejected:", style="bold")
        rejected = Table.grid(padding=(0, 2))
        rejected.add_column(overflow="fold")
        rejected.add_column(overflow="fold")
        for each in facts["rejected"]:
            rejected.add_row(each["place"], each["reason"])
        out.print(rejected)
    out.print("\nWhat to do:", style="bold")
    for each in facts["advice"]:
        out.print(f"- {each}")
