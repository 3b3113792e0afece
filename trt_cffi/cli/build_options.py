"""How a plan is built, in a command line: the flags that `build`, `run` and `bench` share."""

from __future__ import annotations

import inspect
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from trt_cffi.building import build
from trt_cffi.cli.profile_options import PARTS, example
from trt_cffi.cli.terminal import Failure, Mistake, one_line
from trt_cffi.errors import ModelError, NotAvailableError
from trt_cffi.profiles import MissingRangeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., object])

__all__ = [
    "HARDWARE",
    "build_options",
    "check_output",
    "explained",
    "given",
    "names",
    "refuse_for_a_plan",
    "verbosity_option",
]

HARDWARE = {"none": "NONE", "ampere+": "AMPERE_PLUS", "sameComputeCapability": "SAME_COMPUTE_CAPABILITY"}

_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_POOL = re.compile(r"workspace:(?P<size>\d+(?:\.\d+)?)(?P<unit>[BKMG]?)", re.IGNORECASE)
_GIVEN_OTHERWISE = {"model", "library", "logger", "progress", "profiles", "debug"}
_KEYWORDS = set(inspect.signature(build).parameters) - _GIVEN_OTHERWISE  # of build, as its options are called


def names(_: click.Context, __: click.Parameter, text: str | None) -> list[str]:
    """The names in an option, with a comma between them."""
    return text.split(",") if text else []


def _workspace(_: click.Context, __: click.Parameter, pool: str | None) -> int | None:
    if pool is None:
        return None
    match = _POOL.fullmatch(pool)
    if match is None:
        raise Mistake(f"--memPoolSize={pool} is not understood: write workspace:1024 (MiB), or workspace:4G")
    return int(float(match["size"]) * _UNITS[match["unit"].upper() or "M"])


def _hardware(_: click.Context, __: click.Parameter, level: str) -> str:
    return HARDWARE[level]


verbosity_option = click.option(
    "--profilingVerbosity",
    "profiling_verbosity",
    type=click.Choice(["layer_names_only", "detailed", "none"]),
    default="layer_names_only",
    show_default=True,
    help="What the engine tells of its layers.",
)
_OPTIONS = (
    click.option("--fp16", is_flag=True, help="Let kernels compute in half precision. Until 10."),
    click.option("--bf16", is_flag=True, help="The same for bfloat16. 10 only."),
    click.option("--int8", is_flag=True, help="The same for INT8, for a model that is quantized. Until 10."),
    click.option("--fp8", is_flag=True, help="The same for FP8. Until 10."),
    click.option(
        "--noTF32", "tf32", is_flag=True, flag_value=False, default=True, help="Do not compute float32 in TF32."
    ),
    click.option("--stronglyTyped", "strongly_typed", is_flag=True, help="Take the model's types as they are. 10 on."),
    click.option(
        "--hardwareCompatibilityLevel",
        "hardware_compatibility",
        type=click.Choice(list(HARDWARE)),
        default="none",
        show_default=True,
        callback=_hardware,
        help="Which other GPUs the plan is for.",
    ),
    click.option(
        "--builderOptimizationLevel",
        "optimization_level",
        type=click.IntRange(0, 5),
        metavar="N",
        help="0 builds fastest, 5 searches longest; TensorRT's own is 3.",
    ),
    click.option(
        "--memPoolSize",
        "workspace",
        metavar="workspace:SIZE",
        callback=_workspace,
        help="Most device memory for temporary values, in MiB or with one of B, K, M and G.",
    ),
    click.option(
        "--maxAuxStreams", "max_aux_streams", type=click.IntRange(min=0), metavar="N", help="Most auxiliary streams."
    ),
    click.option(
        "--tacticSources",
        "tactic_sources",
        metavar="NAME,…",
        callback=names,
        help="Where kernels may come from, and from nowhere else.",
    ),
    click.option(
        "--timingCacheFile",
        "timing_cache",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="A file for what is found out of the speed of kernels: read if it is there, written afterwards.",
    ),
    verbosity_option,
)


def build_options(command: F) -> F:
    """The options of how a plan is built, for a command whose function takes them as `**flags`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def given() -> dict[str, Any]:
    """What the options of the command that runs say for `trt_cffi.build`; those that were left out are not there."""
    params = click.get_current_context().params
    return {name: params[name] for name in _written() if name in _KEYWORDS}


def check_output(plan: Path, model: Path) -> None:
    """Mistake for a plan that cannot be written, or would take its model's place."""
    if not plan.absolute().parent.is_dir():
        raise Mistake(f"there is no folder {plan.absolute().parent} for {plan.name}")
    if plan.exists() and plan.samefile(model):
        raise Mistake(f"--output {plan} is the model itself: give another file for the plan")


def refuse_for_a_plan(path: Path) -> None:
    """Mistake for an option that says how a plan is built, where there is one already."""
    for name in _written():
        if name in _KEYWORDS or name in PARTS:
            raise Mistake(f"{_option(name)} is for an ONNX model, of which a plan is built, and {path} is a plan")


def _written() -> list[str]:
    """The names of the options that are in the command line."""
    context = click.get_current_context()
    return [name for name in context.params if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]


def _option(name: str) -> str:
    """The option of the command that runs which sets a value."""
    return next(each.opts[0] for each in click.get_current_context().command.params if each.name == name)


@contextmanager
def explained() -> Iterator[None]:
    """Give what `trt_cffi.build` raises as one line, in the words of the command line."""
    try:
        yield
    except MissingRangeError as error:
        raise Mistake(f"{str(error).partition(': ')[0]}: give {example(error.tensors)}") from error
    except ModelError as error:
        raise Failure(one_line(error)) from error
    except NotAvailableError as error:
        name = str(error).partition(" ")[0]
        raise Mistake(f"{_option(name)}: {one_line(error)}" if name in given() else one_line(error)) from error
    except (ValueError, TypeError) as error:
        raise Mistake(one_line(error)) from error
