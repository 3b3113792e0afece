"""`trt-cffi demo`: reads handwritten digits."""

from __future__ import annotations

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
from rich.table import Table
from rich.text import Text

from trt_cffi import simulator
from trt_cffi.cli.loading import DEFAULT_SIMULATOR, TENSORRTS, engine_of, simulator_in_environment
from trt_cffi.cli.terminal import Log, Mistake, console, one_line
from trt_cffi.errors import ShapeError
from trt_cffi.library import open_library
from trt_cffi.loading import library_for_plan
from trt_cffi.plan import read_header
from trt_cffi.runner import Runner

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt
    from rich.console import Console

    from trt_cffi.library import Library

    Array = npt.NDArray[Any]

__all__ = ["command"]

_DATA = Path(__file__).parent.parent / "data"
_SECONDS = 0.3  # to measure the throughput
_GRID = 16  # the width and height of a picture in half-blocks, twice that of the images


@click.command(name="demo", short_help="Read handwritten digits.")
@click.option(
    "--plan",
    metavar="PLAN",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A plan of the digits model, to run it on the GPU. Without it the model runs in the simulator.",
)
@click.option("--library", metavar="CHOICE", help="A libnvinfer by path for --plan, where the default is not right.")
@click.option(
    "--tensorrt",
    type=click.Choice(list(TENSORRTS)),
    help=f"The TensorRT to simulate, without --plan.  [default: as TRT_CFFI_LIBRARY says, or {DEFAULT_SIMULATOR}]",
)
@click.option(
    "--batch", type=click.IntRange(1, 1024), default=32, show_default=True, metavar="N", help="Images in a launch."
)
@click.option("--show", type=click.IntRange(min=0), default=8, show_default=True, metavar="N", help="Images to show.")
@click.option("--verbose", "-v", is_flag=True, help="Show all of TensorRT's messages.")
def command(plan: Path | None, library: str | None, tensorrt: str | None, batch: int, show: int, verbose: bool) -> None:
    """Read 360 handwritten digits that the model has not seen before, and say how many were read rightly, and how fast.

    \b
    Examples:
      trt-cffi demo
      trt-cffi demo --tensorrt 8 --batch 128
      trt-cffi demo --plan digits.plan
    """
    with np.load(_DATA / "digits-test-set.npz") as stored:
        images, labels = stored["images"], stored["labels"]
    log = Log(verbose)
    chosen, data, name = _what_to_run(plan, library, tensorrt, batch)
    with Runner(engine_of(data, name, chosen, log)) as runner:
        _check_model(runner, name, images)
        digits = _read(runner, images, batch)
        passes, started, seconds = 0, time.perf_counter(), 0.0
        while seconds < _SECONDS:  # without what only the first launches have to do
            _read(runner, images, batch)
            passes, seconds = passes + 1, time.perf_counter() - started
    out = console()
    right = digits == labels
    where = "on the CPU" if chosen.simulator else "on the GPU"
    out.print(f"{name.name} by {chosen}, {where}\n")
    _show(out, images, labels, digits, _choice(right, show))
    out.print(f"accuracy    {np.mean(right):.1%}, {np.count_nonzero(right)} of {len(labels)} images")
    speed = passes * len(images) / seconds
    out.print(f"throughput  {speed:,.0f} images per second, in batches of {batch}, with their copies")


def _what_to_run(
    plan: Path | None, choice: str | None, tensorrt: str | None, batch: int
) -> tuple[Library, bytes, Path]:
    if plan is not None:
        if tensorrt:
            raise Mistake("--tensorrt is for the simulator, and --plan says for itself what it needs: leave out one")
        data = plan.read_bytes()
        return library_for_plan(read_header(data), choice), data, plan
    if choice:
        raise Mistake("--library is for --plan; without it the demo runs in the simulator, see --tensorrt")
    model = _DATA / "digits.onnx"
    of = TENSORRTS[tensorrt] if tensorrt else simulator_in_environment() or DEFAULT_SIMULATOR
    shapes = [(n, 1, 8, 8) for n in (1, batch, batch)]
    return open_library(f"simulator{of}"), simulator.build(model, [{"images": shapes}], of), model


def _check_model(runner: Runner, plan: Path, images: Array) -> None:
    inputs = [(info.shape[1:], info.dtype.numpy) for info in runner.inputs.values()]
    outputs = [info.shape[1:] for info in runner.outputs.values()]
    if inputs != [(images.shape[1:], images.dtype)] or outputs != [(10,)]:
        raise Mistake(f"{plan} is not of the digits model: that takes images ?x1x8x8 and gives ?x10 (digits.onnx)")


def _read(runner: Runner, images: Array, batch: int) -> Array:
    """The digit that the model sees in each image."""
    (name,), (logits,) = runner.inputs, runner.outputs
    try:
        batches = [runner({name: images[start : start + batch]}) for start in range(0, len(images), batch)]
    except ShapeError as error:
        raise Mistake(f"--batch {batch}: {one_line(error)}") from error
    return np.concatenate([outputs[logits].argmax(axis=1) for outputs in batches])


def _choice(right: Array, count: int) -> Array:
    """Which images to show: evenly from the whole set, and to the end those that were misread, up to half of them."""
    wrong = np.flatnonzero(~right)[: count // 2]
    others = np.flatnonzero(right)
    even = np.linspace(0, len(others) - 1, min(count - len(wrong), len(others))).astype(int)
    shown: Array = np.concatenate([others[even], wrong]).astype(int)
    return shown


def _show(out: Console, images: Array, labels: Array, digits: Array, chosen: Array) -> None:
    columns = max(1, out.width // (_GRID + 2))
    for start in range(0, len(chosen), columns):
        row = chosen[start : start + columns]
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_row(*(_picture(images[each, 0], bool(out.color_system)) for each in row))
        grid.add_row(*(_caption(int(digits[each]), int(labels[each])) for each in row))
        out.print(grid, "")


def _caption(digit: int, label: int) -> Text:
    if digit == label:
        return Text(f"read {digit}, right", style="green")
    return Text(f"read {digit}, is {label}", style="bold red")


def _picture(image: Array, in_colour: bool) -> Text:
    """An image, 0 to 1, in characters whose upper and lower half are a pixel each."""
    pixels = _enlarged(image)
    lines = []
    for upper, lower in zip(pixels[::2], pixels[1::2], strict=True):
        if in_colour:
            cells = [Text("▀", f"{_grey(a)} on {_grey(b)}") for a, b in zip(upper, lower, strict=True)]
        else:
            cells = [Text(" ▄▀█"[2 * (a > 0.5) + (b > 0.5)]) for a, b in zip(upper, lower, strict=True)]
        lines.append(Text().join(cells))
    return Text("\n").join(lines)


def _enlarged(image: Array) -> Array:
    """The image as wide and high as the grid, interpolated between its pixels."""
    height, width = image.shape
    rows = np.linspace(0, height - 1, _GRID)
    columns = np.linspace(0, width - 1, _GRID)
    wide = np.array([np.interp(columns, range(width), line) for line in image])
    return np.array([np.interp(rows, range(height), line) for line in wide.T]).T


def _grey(value: float) -> str:
    level = math.floor(255 * min(max(value, 0.0), 1.0))
    return f"rgb({level},{level},{level})"
