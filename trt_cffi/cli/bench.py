"""`trt-cffi bench`: how fast a plan runs, with trtexec's flags and its report."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from trt_cffi import cuda, driver
from trt_cffi.cli import report, specs
from trt_cffi.cli.arrays import array_of_values, check_names, read_array, reshaped, typed, unreadable
from trt_cffi.cli.build_options import build_options, refuse_for_a_plan
from trt_cffi.cli.loading import (
    check_profile,
    described,
    header_of,
    is_onnx,
    library_option,
    library_to_run,
    model_to_run,
)
from trt_cffi.cli.measure import Limits, Load, clock_of, layer_times, measure, warm_up
from trt_cffi.cli.plot import drawer
from trt_cffi.cli.profile_options import range_options
from trt_cffi.cli.terminal import Failure, Log, Mistake, console, one_line
from trt_cffi.device import device_of
from trt_cffi.errors import ShapeError
from trt_cffi.loading import engine_to_run
from trt_cffi.plan import damage
from trt_cffi.profiles import MissingRangeError
from trt_cffi.signature import Signature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.cli.profile_options import Profile
    from trt_cffi.element_type import ElementType
    from trt_cffi.library import Library
    from trt_cffi.loading import EngineToRun
    from trt_cffi.profiles import Tensor
    from trt_cffi.signature import TensorInfo

    Array = npt.NDArray[Any]
    Shape = tuple[int, ...]

__all__ = ["command"]

_NPY = b"\x93NUMPY"  # how numpy.save begins a file
_FOREVER = -1
_SEED = 0  # of random inputs: the same in every run
_REFRESH = 0.2  # seconds between two looks of the progress bar, as drawing it takes time from the launches


def _to_write(_: click.Context, parameter: click.Parameter, value: Path | None) -> Path | None:
    """A file that will be written, when what it is to hold took long to measure."""
    if value is not None and not value.parent.is_dir():
        raise Mistake(f"{parameter.opts[0]}={value}: there is no folder {value.parent}")
    return value


def _percentages(_: click.Context, parameter: click.Parameter, value: str) -> tuple[float, ...]:
    try:
        found = tuple(map(float, value.split(",")))
    except ValueError:
        found = ()
    if not found or not all(0 <= each <= 100 for each in found):
        raise Mistake(f"{parameter.opts[0]}={value} is not understood: write numbers from 0 to 100, as 90,95,99")
    return found


def _seconds(_: click.Context, parameter: click.Parameter, value: float) -> float:
    if value == _FOREVER:
        return float("inf")
    if not 0 <= value < float("inf"):
        raise Mistake(f"{parameter.opts[0]}={value:g}: write seconds, 0 or more, or {_FOREVER} to run until Ctrl-C")
    return value


_FILE = click.Path(dir_okay=False, path_type=Path)
_PLAN = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(name="bench", short_help="Measure how fast a plan or an ONNX model runs, with trtexec's flags.")
@click.argument("plan", metavar="[PLAN_OR_ONNX]", type=_PLAN, required=False)
@click.option("--loadEngine", "engine_file", metavar="PLAN", type=_PLAN, help="The plan, by trtexec's flag.")
@click.option("--onnx", metavar="MODEL.onnx", type=_PLAN, help="The model, by trtexec's flag.")
@library_option
@click.option("--device", type=click.IntRange(min=0), metavar="N", help="The CUDA device.  [default: the current one]")
@click.option(
    "--shapes",
    multiple=True,
    metavar="NAME:1x3x…",
    help="The shapes of inputs, with a comma between several; of a shape tensor its values. By default the best shapes "
    "of the optimization profile.",
)
@click.option(
    "--loadInputs",
    "load_inputs",
    multiple=True,
    metavar="NAME:FILE",
    help="Values of inputs, with a comma between several: the bytes alone, or a file of numpy.save. By default random.",
)
@click.option(
    "--useProfile",
    "--profile",
    "profile",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    metavar="N",
    help="The optimization profile.",
)
@click.option(
    "--iterations",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="Launch at least N times on each stream.",
)
@click.option(
    "--duration",
    type=float,
    default=3,
    show_default=True,
    metavar="N",
    callback=_seconds,
    help="Launch for at least N seconds; -1: until Ctrl-C.",
)
@click.option(
    "--warmUp",
    "warming",
    type=click.IntRange(min=0),
    default=200,
    show_default=True,
    metavar="N",
    help="Launch for N ms before what is measured.",
)
@click.option("--idleTime", "idle", type=click.IntRange(min=0), metavar="N", help="Sleep N ms between two launches.")
@click.option(
    "--infStreams",
    "streams",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Launch on N streams, each with a context. Up to TensorRT 8 with a profile each, from --useProfile on.",
)
@click.option("--noDataTransfers", "no_transfers", is_flag=True, help="Copy no inputs and outputs for a launch.")
@click.option("--useCudaGraph", "graph", is_flag=True, help="Launch by a CUDA graph; only on a GPU.")
@click.option(
    "--useSpinWait", "spin", is_flag=True, help="Keep the processor busy while it waits for the GPU; only on a GPU."
)
@click.option(
    "--percentile",
    "percentiles",
    default="90,95,99",
    show_default=True,
    metavar="P,…",
    callback=_percentages,
    help="The percentiles to report.",
)
@click.option(
    "--avgRuns",
    "average",
    type=click.IntRange(min=1),
    metavar="N",
    help="Report the means over each N launches that follow each other, too.",
)
@click.option(
    "--dumpProfile",
    "dump_profile",
    is_flag=True,
    help="Show what each layer takes, by launches of their own behind the others.",
)
@click.option(
    "--exportProfile",
    "export_profile",
    metavar="FILE",
    type=_FILE,
    callback=_to_write,
    help="Write that as JSON, as trtexec does.",
)
@click.option(
    "--exportTimes",
    "export_times",
    metavar="FILE",
    type=_FILE,
    callback=_to_write,
    help="Write the times of each launch as JSON, as trtexec does.",
)
@click.option(
    "--exportOutput",
    "export_output",
    metavar="FILE",
    type=_FILE,
    callback=_to_write,
    help="Write the outputs as JSON, as trtexec does.",
)
@click.option("--plot", metavar="FILE", help="Draw the latencies: a PNG, SVG or PDF, or - for the terminal.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON, for programs.")
@range_options
@build_options
@click.option("--verbose", "-v", is_flag=True, help="Show all of TensorRT's messages.")
def command(
    plan: Path | None,
    engine_file: Path | None,
    onnx: Path | None,
    library: str | None,
    device: int | None,
    shapes: tuple[str, ...],
    load_inputs: tuple[str, ...],
    profile: int,
    iterations: int,
    duration: float,
    warming: int,
    idle: int | None,
    streams: int,
    no_transfers: bool,
    graph: bool,
    spin: bool,
    percentiles: tuple[float, ...],
    average: int | None,
    dump_profile: bool,
    export_profile: Path | None,
    export_times: Path | None,
    export_output: Path | None,
    plot: str | None,
    as_json: bool,
    verbose: bool,
    **_: Any,
) -> None:
    """Measure how fast a plan or an ONNX model runs: its throughput and latencies, with trtexec's flags and the files
    that it writes.

    On a GPU the times of transfers and of what is computed are those of CUDA events. The next launch is put on a
    stream before the one before it is waited for. In the simulator everything runs on the processor, and says nothing
    of a GPU.

    An ONNX model is measured in the simulator, unless --library or TRT_CFFI_LIBRARY names a TensorRT: that builds a
    plan, as the options from --minShapes on say. The plan is kept for the next time (trt-cffi cache). Without
    --minShapes, --optShapes and --maxShapes it is for the --shapes alone.

    \b
    Examples:
      trt-cffi bench digits.plan --shapes=images:32x1x8x8
      trt-cffi bench --loadEngine=digits.plan --duration=10 --useCudaGraph --noDataTransfers
      trt-cffi bench digits.plan --infStreams=2 --exportTimes=times.json --plot latencies.png
      trt-cffi bench digits.plan --dumpProfile --json
      trt-cffi bench --onnx=digits.onnx --shapes=images:32x1x8x8 --fp16 --library=/usr/lib/libnvinfer.so.10
    """
    named = [each for each in (plan, engine_file, onnx) if each is not None]
    if len(named) != 1:
        raise Mistake("name one plan or model: trt-cffi bench PLAN_OR_ONNX, --loadEngine=PLAN or --onnx=MODEL.onnx")
    (path,) = named
    if as_json and plot == "-":
        raise Mistake("--json and --plot - both write to stdout: draw to a file")
    out = console()
    draw = drawer(plot, out) if plot else None
    limits = Limits(iterations, duration)
    with ExitStack() as stack:
        chosen = _library(path, library, device, graph=graph, spin=spin)
        loaded = _loaded(path, chosen, Log(verbose), _shapes(shapes))
        stack.callback(loaded.close)
        engine = loaded.engine
        if engine.has_implicit_batch_dimension:
            raise Failure(f"{path} has an implicit batch, as networks of TensorRT 8 may: trt-cffi run runs it")
        check_profile(engine, profile)
        signature = Signature(engine)
        profiles = _profiles(signature, profile, streams)
        arrays = _arrays(signature, profile, _shapes(shapes), specs.named_files(load_inputs, "--loadInputs"))
        _check(signature, profiles, arrays)
        place = device_of(chosen)
        stack.enter_context(place)

        def load(number: int, by_graph: bool) -> Load:
            return Load(loaded, signature, place, number, arrays, transfers=not no_transfers, graph=by_graph)

        with ExitStack() as running:
            loads = [running.enter_context(load(each, graph)) for each in profiles]
            clock, pause = clock_of(chosen, spin), (idle or 0) / 1e3
            warm_up(loads, clock, warming / 1e3)
            with _progress(limits) as progress:
                times, seconds = measure(loads, clock, limits, pause, progress)
            outputs = loads[0].outputs() if export_output else {}
        if not times:
            raise Failure("it was ended before a launch was done")
        layers = None
        if dump_profile or export_profile:
            finite = limits if duration < float("inf") else Limits(iterations, 0)
            with load(profile, False) as alone:
                layers = report.exported_profile(layer_times(alone, finite))
    parts = report.durations(times)
    facts: dict[str, Any] = {
        "plan": str(path),
        "library": described(chosen),
        "device": None if chosen.simulator else driver.query().devices[cuda.call("cudaGetDevice")].name,
        "simulator": chosen.simulator,
        "note": report.NO_GPU if chosen.simulator else None,
        "profile": profile,
        "shapes": {name: list(array.shape) for name, array in arrays.items()},
        "streams": streams,
        "cuda_graph": graph,
        "transfers": not no_transfers,
        "launches": len(times),
        "seconds": seconds,
        "throughput": len(times) / seconds,
        **{f"{name}_ms": report.statistics(part, percentiles) for name, part in parts.items()},
    }
    if average:
        facts |= {"avg_runs": average, "averages": report.averages(parts, average)}
    if as_json:
        click.echo(json.dumps(facts | ({"layers": layers} if dump_profile else {}), indent=2))
    else:
        report.show(out, facts, layers if dump_profile else None)
    for file, content in (
        (export_times, lambda: report.exported_times(times)),
        (export_profile, lambda: layers),
        (export_output, lambda: report.exported_outputs(outputs)),
    ):
        if file:
            file.write_text(json.dumps(content(), indent=1))
    if draw:
        no_gpu = ", NO GPU" if chosen.simulator else ""
        draw(times, parts, f"{path.name} by {chosen}{no_gpu}: {facts['throughput']:,.1f} qps")


def _library(path: Path, choice: str | None, device: int | None, *, graph: bool, spin: bool) -> Library:
    """The library that runs the plan or the model, on the device that was asked for."""
    header, size = header_of(path)
    if not is_onnx(header) and (wrong := damage(header, size)):
        raise Failure(f"{path} cannot be loaded. {wrong}")
    chosen = library_to_run(header, choice)
    if not chosen.simulator:
        if device is not None:
            cuda.call("cudaSetDevice", device)
        return chosen
    only = {"--useCudaGraph": graph, "--useSpinWait": spin, f"--device={device}": bool(device)}
    for option, given in only.items():
        if given:
            raise Mistake(f"{option} is for a GPU, and {path} is run by the simulator, on the processor")
    return chosen


def _loaded(path: Path, library: Library, log: Log, shapes: Mapping[str, Shape]) -> EngineToRun:
    if is_onnx(header_of(path)[0]):
        return model_to_run(path, library, log, lambda tensors: _profile_for(tensors, shapes))
    refuse_for_a_plan(path)
    return engine_to_run(path, library, log)


def _profile_for(tensors: Sequence[Tensor], shapes: Mapping[str, Shape]) -> Profile:
    """The profile that allows just the shapes that were asked for."""
    missing = [each for each in tensors if each.name not in shapes]
    if missing:
        named = ", ".join(repr(each.name) for each in missing)
        raise MissingRangeError(f"the shape of {named} is not fixed, and there are no --shapes for it", missing)
    return {each.name: (shapes[each.name],) * 3 for each in tensors}


def _profiles(signature: Signature, first: int, streams: int) -> list[int]:
    """The optimization profile of each stream."""
    if not signature.exclusive:
        return [first] * streams
    if first + streams > signature.profiles:
        raise Mistake(
            f"--infStreams={streams}: up to TensorRT 8 an optimization profile serves one context at a time, and from "
            f"profile {first} on the plan has {signature.profiles - first}"
        )
    return list(range(first, first + streams))


def _shapes(given: Sequence[str]) -> dict[str, Shape]:
    found: dict[str, Shape] = {}
    for spec in given:
        found.update(specs.shapes(spec, "--shapes"))
    return found


def _arrays(
    signature: Signature, profile: int, shapes: Mapping[str, Shape], files: Mapping[str, Path]
) -> dict[str, Array]:
    """An array for each input."""
    check_names(signature.inputs, (*shapes, *files))
    rng = np.random.default_rng(_SEED)
    return {
        name: _array(info, profile, shapes.get(name), files.get(name), rng) for name, info in signature.inputs.items()
    }


def _array(info: TensorInfo, profile: int, wanted: Shape | None, file: Path | None, rng: Any) -> Array:
    if info.decides_shapes and file is None:
        best = info.value_ranges[profile]
        values = wanted if wanted is not None else best and best[1]
        if values is None:
            raise Mistake(f"give the values of the shape tensor {info.name!r}: --shapes={info.name}:…")
        return array_of_values(info.name, values, info.dtype.numpy, info.shape)
    shape = wanted if wanted is not None else info.ranges[profile][1]
    if file is None:
        return _random(info.dtype, shape, rng)
    return _from_file(info, shape, wanted is not None, file)


def _from_file(info: TensorInfo, shape: Shape, asked: bool, file: Path) -> Array:
    """What a file of numpy.save holds, or the bytes of an array of a shape."""
    try:
        content = np.fromfile(file, np.uint8)
    except OSError as error:
        raise unreadable(info.name, file, error) from error
    if content[: len(_NPY)].tobytes() == _NPY:
        array = typed(info.name, read_array(info.name, file), info.dtype, str(info.dtype))
        return reshaped(info.name, array, shape) if asked else array
    if content.size != info.dtype.nbytes(shape):
        raise Mistake(
            f"the file of input {info.name!r} has {content.size} bytes: {file}; expected are "
            f"{info.dtype.nbytes(shape)}, of {info.dtype} {specs.with_x(shape)}"
        )
    return info.dtype.read(info.dtype.view(content, shape), shape)


def _random(dtype: ElementType, shape: Shape, rng: Any) -> Array:
    """Floats from -1 to 1, whole numbers of at most 8 bits."""
    kind = dtype.name.rstrip("0123456789")
    if kind == "bool":
        values = rng.integers(0, 2, shape)
    elif kind == "uint":
        values = rng.integers(0, 256, shape)
    elif kind == "int":
        most = 2 ** (min(dtype.bits, 8) - 1)
        values = rng.integers(-most, most, shape)
    else:
        values = rng.uniform(-1, 1, shape)
    return np.asarray(values).astype(dtype.numpy)


def _check(signature: Signature, profiles: Sequence[int], arrays: Mapping[str, Array]) -> None:
    shapes = {name: array.shape for name, array in arrays.items()}
    numbers = {
        name: tuple(map(int, arrays[name].flat)) for name, info in signature.inputs.items() if info.decides_shapes
    }
    for profile in profiles:
        try:
            signature.fitting(shapes, numbers, [profile])
        except ShapeError as error:
            raise Mistake(one_line(error)) from error


def _quiet(done: int, seconds: float) -> None:
    """No progress to show."""


@contextmanager
def _progress(limits: Limits) -> Iterator[Callable[[int, float], None]]:
    """A bar on stderr, where that is a terminal."""
    bar = Progress(
        TextColumn("{task.fields[launches]:,} launches"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        auto_refresh=False,  # no thread that takes the interpreter from the launches
        transient=True,
    )
    if not bar.console.is_terminal:
        yield _quiet
        return
    endless = limits.seconds == float("inf")
    with bar:
        task = bar.add_task("", total=None if endless else 1.0, launches=0)
        shown = 0.0

        def show(done: int, seconds: float) -> None:
            nonlocal shown
            if seconds - shown < _REFRESH:
                return
            shown = seconds
            share = min(done / limits.iterations, seconds / limits.seconds if limits.seconds else 1.0)
            bar.update(task, completed=share, launches=done, refresh=True)

        yield show
