"""`trt-cffi run`: a plan or an ONNX model with arrays from files."""

from __future__ import annotations

import re
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
from rich.table import Table

from trt_cffi.cli import specs
from trt_cffi.cli.arrays import array_of_values, check_names, read_array, reshaped, to_save, typed
from trt_cffi.cli.build_options import build_options, refuse_for_a_plan
from trt_cffi.cli.implicit_batch import ImplicitBatchRunner
from trt_cffi.cli.loading import (
    check_profile,
    engine_of,
    header_of,
    is_onnx,
    library_option,
    library_to_run,
    model_to_run,
)
from trt_cffi.cli.profile_options import range_options
from trt_cffi.cli.terminal import Failure, Log, Mistake, console
from trt_cffi.loading import EngineToRun
from trt_cffi.runner import Runner

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.cli.profile_options import Profile
    from trt_cffi.profiles import Tensor
    from trt_cffi.signature import TensorInfo

    Array = npt.NDArray[Any]
    Shapes = dict[str, tuple[int, ...]]

__all__ = ["command"]


@click.command(name="run", short_help="Run a plan or an ONNX model with arrays from files.")
@click.argument("model", metavar="PLAN_OR_ONNX", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--input", "-i", "inputs", multiple=True, metavar="NAME=FILE.npy", help="The array of an input.")
@click.option(
    "--output",
    "-o",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write the outputs, as DIR/NAME.npy; it is made when it is not there.",
)
@library_option
@click.option(
    "--profile", type=click.IntRange(min=0), default=0, show_default=True, metavar="N", help="The optimization profile."
)
@click.option(
    "--shapes",
    multiple=True,
    metavar="NAME:1x3x…",
    help="Run an input with this shape, of as many elements as its file has. A shape tensor needs no file: this is its "
    "values, as in trtexec. With a comma between several.",
)
@click.option(
    "--iterations",
    type=click.IntRange(min=1),
    metavar="N",
    help="Run N times more after the first, and show how long that takes, with the copies of the arrays.",
)
@range_options
@build_options
@click.option("--verbose", "-v", is_flag=True, help="Show all of TensorRT's messages.")
def command(
    model: Path,
    inputs: tuple[str, ...],
    folder: Path | None,
    library: str | None,
    profile: int,
    shapes: tuple[str, ...],
    iterations: int | None,
    verbose: bool,
    **_: Any,
) -> None:
    """Run a plan or an ONNX model with arrays from files, and write the outputs.

    A plan of TensorRT runs on the GPU, by the library that is found (trt-cffi info) or that --library chooses. A plan
    of the simulator runs on the CPU, in the simulator.

    So does an ONNX model, unless --library or TRT_CFFI_LIBRARY names a TensorRT: that builds a plan, as the options
    from --minShapes on say. The plan is kept for the next time (trt-cffi cache). Without --minShapes, --optShapes and
    --maxShapes it is for the shapes of these arrays alone.

    The files are NumPy's, as numpy.save writes them. Arrays of bfloat16 and other types that NumPy does not have are
    whole numbers with the same bits; they need the extra dtypes.

    \b
    Examples:
      trt-cffi run digits.plan --input images=images.npy --output results
      trt-cffi run model.onnx -i tokens=tokens.npy -i mask=mask.npy -o results --library simulator11
      trt-cffi run reshape.plan -i data=data.npy --shapes shape:4x6
      trt-cffi run digits.plan -i images=images.npy --profile 1 --iterations 100
      trt-cffi run digits.onnx -i images=images.npy --library /usr/lib/libnvinfer.so.10 --fp16 \\
          --minShapes=images:1x1x8x8 --optShapes=images:32x1x8x8 --maxShapes=images:64x1x8x8
    """
    arrays = {name: read_array(name, path) for name, path in specs.files(inputs, "--input").items()}
    wanted: Shapes = {}
    for spec in shapes:
        wanted.update(specs.shapes(spec, "--shapes"))
    if not model.stat().st_size:
        raise Failure(f"{model} is empty")
    log, started = Log(verbose), time.perf_counter()
    header = header_of(model)[0]
    chosen = library_to_run(header, library)
    if is_onnx(header):
        loaded = model_to_run(model, chosen, log, lambda tensors: _profile_for(tensors, arrays, wanted))
    else:
        refuse_for_a_plan(model)
        loaded = EngineToRun(engine_of(model.read_bytes(), model, chosen, log), ours=True)
    check_profile(loaded.engine, profile)
    with _runner(loaded, log, profile) as runner:
        times = [("load", time.perf_counter() - started)]
        ready = _ready(runner, profile, arrays, wanted)
        outputs, seconds = _timed(runner, ready)
        times.append(("first run", seconds))
        if iterations:
            again = [_timed(runner, ready)[1] for _ in range(iterations)]
            times.append((f"best of {iterations} more", min(again)))
            times.append((f"median of {iterations} more", statistics.median(again)))
        rows = [(name, "input", str(info.dtype), ready[name].shape) for name, info in runner.inputs.items()]
        rows += [(name, "output", str(info.dtype), outputs[name].shape) for name, info in runner.outputs.items()]
    files = _write(folder, outputs) if folder else {}
    _show(str(chosen), rows, times, files)


def _profile_for(tensors: Sequence[Tensor], arrays: Mapping[str, Array], wanted: Shapes) -> Profile:
    """The profile that allows just what was given."""
    return {each.name: (exact, exact, exact) for each in tensors for exact in [_exact(each, arrays, wanted)]}


def _exact(tensor: Tensor, arrays: Mapping[str, Array], wanted: Shapes) -> tuple[int, ...]:
    """The shape of an input, or the values of a shape tensor."""
    name, dims = tensor.name, specs.with_x(tensor.dims)
    if tensor.is_shape and name in wanted:
        return wanted[name]
    if name not in arrays:
        kind = f"{dims}, a shape tensor" if tensor.is_shape else dims
        raise Mistake(f"input {name!r} ({kind}) is missing: give it a file, --input {name}=FILE.npy")
    if tensor.is_shape:
        return tuple(arrays[name].reshape(-1).tolist())
    shape = _wanted(name, arrays[name], wanted).shape
    if len(shape) != len(tensor.dims) or any(d not in (-1, n) for d, n in zip(tensor.dims, shape, strict=True)):
        raise Mistake(f"input {name!r} has the shape {specs.with_x(shape)}; expected is {dims}")
    return shape


def _runner(loaded: EngineToRun, log: Log, profile: int) -> Runner | ImplicitBatchRunner:
    if loaded.engine.has_implicit_batch_dimension:
        return ImplicitBatchRunner(loaded.engine, log)
    return Runner(loaded, profile=profile)


def _ready(
    runner: Runner | ImplicitBatchRunner, profile: int, arrays: Mapping[str, Array], wanted: Shapes
) -> dict[str, Array]:
    """An array of the right type and shape for each input."""
    check_names(runner.inputs, (*arrays, *wanted))
    ready = {}
    for name, info in runner.inputs.items():
        shape, array = wanted.get(name), arrays.get(name)
        if shape is not None and info.decides_shapes:
            ready[name] = array_of_values(name, shape, info.dtype.numpy, info.shape)
            continue
        expected = _expected(info, profile)
        if array is None:
            raise Mistake(f"input {name!r} is missing: give --input {name}=FILE.npy, {expected}")
        ready[name] = typed(name, _wanted(name, array, wanted), info.dtype, expected)
        if not info.fits(profile, ready[name].shape, None):
            shape = ready[name].shape
            raise Mistake(f"input {name!r} has the shape {specs.with_x(shape)}; expected is {expected}")
    return ready


def _expected(info: TensorInfo, profile: int) -> str:
    """What an input may be, for people."""
    shape = specs.with_x(info.shape)
    if -1 in info.shape:
        least, _, most = info.ranges[profile]
        shape = f"{shape} (from {specs.with_x(least)} to {specs.with_x(most)} in profile {profile})"
    return f"{info.dtype} of {shape}"


def _wanted(name: str, array: Array, wanted: Shapes) -> Array:
    """The array of a file in the shape that it is to have."""
    return reshaped(name, array, wanted[name]) if name in wanted else array


def _timed(runner: Runner | ImplicitBatchRunner, inputs: Mapping[str, Array]) -> tuple[dict[str, Array], float]:
    """The outputs, and the seconds until they were there."""
    started = time.perf_counter()
    outputs = runner(inputs)
    return outputs, time.perf_counter() - started


def _write(folder: Path, outputs: Mapping[str, Array]) -> dict[str, Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {}
    for name, array in outputs.items():
        stem = re.sub(r"[^\w.-]", "_", name).lstrip(".")[:200] or "_"
        taken, number = {path.name.lower() for path in files.values()}, 1
        file = f"{stem}.npy"
        while file.lower() in taken:
            number += 1
            file = f"{stem}-{number}.npy"
        files[name] = folder / file
        np.save(files[name], to_save(array), allow_pickle=False)
    return files


def _show(
    library: str,
    rows: list[tuple[str, str, str, tuple[int, ...]]],
    times: list[tuple[str, float]],
    files: Mapping[str, Path],
) -> None:
    out = console()
    tensors = Table()
    for heading in ("name", "mode", "dtype", "shape", *(["file"] if files else [])):
        tensors.add_column(heading, overflow="fold")
    for name, mode, dtype, shape in rows:
        written = [str(files.get(name, ""))] if files else []
        tensors.add_row(name, mode, dtype, specs.with_x(shape), *written)
    timing = Table()
    timing.add_column("step")
    timing.add_column("ms", justify="right")
    for step, seconds in times:
        timing.add_row(step, f"{seconds * 1e3:.3f}")
    out.print(library, style="bold")
    out.print(tensors, timing)
