"""`trt-cffi build`: a plan from an ONNX model, with trtexec's flags."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from trt_cffi.building import build
from trt_cffi.cli import specs
from trt_cffi.cli.build_options import build_options, check_output, explained, given, names
from trt_cffi.cli.loading import library_option
from trt_cffi.cli.profile_options import Ordered, profile_options, profiles
from trt_cffi.cli.terminal import Log, Mistake, console, note
from trt_cffi.files import write_whole
from trt_cffi.library import open_library
from trt_cffi.plan import read_header
from trt_cffi.progress_monitor import IProgressMonitor

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from typing import Any

    from rich.progress import TaskID

__all__ = ["command"]


@click.command(name="build", cls=Ordered, short_help="Build a plan from an ONNX model.")
@click.argument("model", metavar="[MODEL.onnx]", required=False, type=click.Path(path_type=Path))
@click.option("--onnx", metavar="MODEL.onnx", type=click.Path(path_type=Path), help="The model, as trtexec has it.")
@click.option(
    "--output",
    "-o",
    "--saveEngine",
    "output",
    required=True,
    metavar="P.plan",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan to write. It is written whole or not at all.",
)
@profile_options
@build_options
@click.option(
    "--versionCompatible",
    "--vc",
    "version_compatible",
    is_flag=True,
    help="A plan for lean runtimes of the same major version, too.",
)
@click.option(
    "--excludeLeanRuntime", "exclude_lean_runtime", is_flag=True, help="Leave out the runtime that it brings along."
)
@click.option(
    "--computeCapabilities",
    "compute_capabilities",
    metavar="SM89,…",
    callback=names,
    help="Which GPUs the plan is for, with TensorRT for RTX.",
)
@click.option("--refit", "refittable", is_flag=True, help="The weights can be replaced in the engine.")
@click.option(
    "--stripWeights", "strip_weights", is_flag=True, help="Leave out weights that a refitter puts back. 10 on."
)
@click.option(
    "--allowWeightStreaming", "weight_streaming", is_flag=True, help="Take a budget of memory for the weights. 10 on."
)
@click.option("--markDebug", "marked", metavar="TENSOR,…", callback=names, help="Tensors for a debug listener. 10 on.")
@library_option
@click.option("--verbose", "-v", is_flag=True, help="Show all of TensorRT's messages.")
def command(
    model: Path | None,
    onnx: Path | None,
    output: Path,
    marked: list[str],
    library: str | None,
    verbose: bool,
    **_: Any,
) -> None:
    """Build a plan from an ONNX model, on the GPU that it is for, with trtexec's flags.

    It takes a full TensorRT, with builder and ONNX parser; trt-cffi info tells which one there is. TensorRT for RTX
    needs no GPU for it, and --computeCapabilities says for which the plan is. With a simulator as the library the plan
    is one for that.

    Shapes are written as for trtexec: NAME:1x3x224x224, with a comma between several inputs, a name with a colon or
    comma in single quotes, NAME:scalar for no dimensions. A shape tensor gets its values in the same way.

    \b
    Examples:
      trt-cffi build digits.onnx -o digits.plan \\
          --minShapes=images:1x1x8x8 --optShapes=images:32x1x8x8 --maxShapes=images:1024x1x8x8
      trt-cffi build --onnx=model.onnx --saveEngine=model.plan --fp16 --memPoolSize=workspace:4G
      trt-cffi build model.onnx -o lean.plan --versionCompatible --excludeLeanRuntime
      trt-cffi build model.onnx -o rtx.plan --library rtx --computeCapabilities=SM89,SM120
    """
    path = model or onnx
    if path is None or (model and onnx):
        raise Mistake("give one model: trt-cffi build MODEL.onnx, or --onnx=MODEL.onnx")
    if not path.is_file():
        raise Mistake(f"{path} is no file" if path.exists() else f"there is no file {path}")
    check_output(output, path)
    chosen, log, given_profiles = open_library(library), Log(verbose), profiles()
    bars = _Bars() if chosen._like[0] >= 10 and not chosen.simulator and sys.stderr.isatty() else None
    shown: AbstractContextManager[Any] = bars.progress if bars else nullcontext()
    started = time.perf_counter()
    asked = {"profiles": given_profiles, "debug": marked, "library": chosen, "logger": log, "progress": bars, **given()}
    try:
        with explained(), shown:  # in a thread of its own, as who waits for it hears of Ctrl-C, and who builds does not
            plan = ThreadPoolExecutor(1).submit(build, path, **asked).result()
    except KeyboardInterrupt:
        click.echo("\nAborted!", err=True)
        os._exit(1)  # an orderly end would wait for TensorRT, which may take hours
    seconds = time.perf_counter() - started
    write_whole(output, plan)
    if chosen.simulator:
        note(f"The plan is for the simulator of TensorRT {chosen.__version__}, which runs on the CPU.")
    table = Table(show_header=False)
    table.add_row("plan", str(output))
    table.add_row("bytes", f"{len(plan):,}")
    table.add_row("built by", str(chosen))
    version = read_header(plan).version
    if version:
        table.add_row("its header says", specs.dotted(version))
    table.add_row("optimization profiles", str(max(1, len(given_profiles))))
    table.add_row("seconds", f"{seconds:.1f}")
    console().print(table)


class _Bars(IProgressMonitor):
    """A bar for each phase of the build, those inside of others further in."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self.progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._tasks: dict[str, tuple[TaskID, int]] = {}

    def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
        depth = self._tasks[parent_phase][1] + 1 if parent_phase in self._tasks else 0
        self._tasks[phase_name] = (self.progress.add_task("  " * depth + phase_name, total=num_steps), depth)

    def step_complete(self, phase_name: str, step: int) -> bool:
        self.progress.update(self._tasks[phase_name][0], completed=step + 1)
        return True

    def phase_finish(self, phase_name: str) -> None:
        self.progress.remove_task(self._tasks.pop(phase_name)[0])
