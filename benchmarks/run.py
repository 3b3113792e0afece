"""What the benchmarks share as programs: on which libraries they run, and what they show and write."""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[1]
SIMULATORS = {f"simulator{major}": major for major in (8, 10, 11)}

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Rows = list[dict[str, Any]]

__all__ = ["described", "main"]


def main(
    module: str,
    description: str,
    measure: Callable[[], Rows],
    columns: Sequence[str],
    on_simulator: Callable[[int], tuple[str, dict[str, str]]] | None = None,
    places: Sequence[str] = (*SIMULATORS, "here"),
) -> None:
    """The program of a benchmark.

    Args:
        module: its name, as for `python -m`.
        description: what it measures.
        measure: the rows of its table, on the library that TRT_CFFI_LIBRARY names.
        columns: of the table.
        on_simulator: the interpreter and the environment to measure in on the simulator of a major version; by default
            those in which NVIDIA's binding finds that simulator as its library.
        places: where it can run. Without an option it runs on those of them that are simulators, else `here`.
    """
    default = [place for place in places if place in SIMULATORS] or ["here"]
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument(
        "--on",
        nargs="+",
        choices=places,
        default=default,
        help="simulators, for which NVIDIA's bindings are installed into .cache/, or `here`: the library that "
        f"TRT_CFFI_LIBRARY names, with NVIDIA's package for it importable (default: {' '.join(default)})",
    )
    parser.add_argument("--json", type=Path, help="write the rows to this file as well")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps({"machine": machine(), "rows": measure()}))
        return
    results = []
    for where in arguments.on:
        if where == "here":
            result = _here(module)
        else:
            result = _on_simulator(module, SIMULATORS[where], on_simulator or _beside_nvidias_binding)
        results.append(result)
        show(result, columns)
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=1) + "\n")


def machine() -> dict[str, str]:
    """Where a row comes from."""
    import cffi

    import trt_cffi

    found = {
        "library": str(trt_cffi.default_library()),
        "python": platform.python_version(),
        "cffi": cffi.__version__,
        "processor": _processor(),
        "date": dt.datetime.now(dt.timezone.utc).date().isoformat(),
    }
    if not trt_cffi.default_library().simulator and shutil.which("nvidia-smi"):
        query = ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
        found["gpu"] = subprocess.run(query, capture_output=True, text=True, check=True).stdout.strip()
    return found


def described(machine: dict[str, str]) -> str:
    """Where a row comes from, in words."""
    name, _, driver = machine.get("gpu", "no GPU").rpartition(", ")
    gpu = f"{name}, driver {driver}" if name else driver
    return f"{machine['library']}, CPython {machine['python']}, cffi {machine['cffi']}, {machine['processor']}, {gpu}"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def show(result: dict[str, Any], columns: Sequence[str]) -> None:
    """A table in the terminal."""
    try:
        from rich.console import Console
        from rich.table import Table
    except ImportError:  # on a machine with little
        print(described(result["machine"]))
        print(*columns, sep="\t")
        for row in result["rows"]:
            print(*(_text(row.get(column)) for column in columns), sep="\t")
        return
    table = Table(title=described(result["machine"]), title_justify="left")
    for column in columns:
        table.add_column(column, justify="left" if column == columns[0] else "right")
    for row in result["rows"]:
        table.add_row(*(_text(row.get(column)) for column in columns))
    Console(width=max(100, Console().width)).print(table)


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:,.0f}"
    return "" if value is None else str(value)


def _here(module: str) -> dict[str, Any]:
    environment = {"TRT_CFFI_BENCHMARK_PLANS": str(ROOT / "tests" / "engines" / "8.6.0")} | os.environ
    return _child(sys.executable, module, environment)


def _on_simulator(module: str, major: int, how: Callable[[int], tuple[str, dict[str, str]]]) -> dict[str, Any]:
    from tests.models.recipes import write_plans

    python, environment = how(major)
    with tempfile.TemporaryDirectory() as plans:
        write_plans(Path(plans), major, ".vc.plan")
        return _child(python, module, environment | {"TRT_CFFI_BENCHMARK_PLANS": plans})


def _beside_nvidias_binding(major: int) -> tuple[str, dict[str, str]]:
    from tests.twin.install import OFFICIAL, install
    from trt_cffi.simulator.stand_in import directory, environment

    official = OFFICIAL[major]
    chosen = environment()
    # of CPython 3.10, which has the only binding of 8.6.0, what we need as well
    needed = dataclasses.replace(official, requirements=("cffi", "pycparser"))
    folders = [chosen["PYTHONPATH"], str(ROOT), str(install(official)), str(install(needed))]
    return official.interpreter(), chosen | {
        "PYTHONPATH": os.pathsep.join(folders),
        "TRT_CFFI_LIBRARY": str(directory(major) / f"libnvinfer_lean.so.{major}"),
    }


def _child(python: str, module: str, environment: dict[str, str]) -> dict[str, Any]:
    command = [python, "-m", module, "--child"]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{module} failed on {environment.get('TRT_CFFI_LIBRARY')}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
