"""`trt-cffi simulate`: a plan for the simulator from an ONNX model, with trtexec's flags."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trt_cffi import simulator
from trt_cffi.cli import specs
from trt_cffi.cli.loading import DEFAULT_SIMULATOR, TENSORRTS
from trt_cffi.cli.models import inputs_of
from trt_cffi.cli.terminal import Mistake
from trt_cffi.plan import read_header
from trt_cffi.versions import product

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from trt_cffi.cli.models import ModelInput

    Shape = tuple[int, ...]
    Profile = dict[str, tuple[Shape, Shape, Shape]]

__all__ = ["command"]

_PARTS = {"min_shapes": "--minShapes", "opt_shapes": "--optShapes", "max_shapes": "--maxShapes"}
_HARDWARE = {"none": "NONE", "ampere+": "AMPERE_PLUS", "sameComputeCapability": "SAME_COMPUTE_CAPABILITY"}
_IN_ORDER = "trt_cffi.cli.in_order"


class _Ordered(click.Command):
    """Keeps the order of the repeated options: --profile=N says which profile those behind it belong to."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Before the real parsing, which changes `args`; what is wrong is reported there.
        values, _, order = self.make_parser(ctx).parse_args(args=list(args))
        repeated = {name: iter(given) for name, given in values.items() if name == "profile" or name in _PARTS}
        ctx.meta[_IN_ORDER] = [(each.name, next(repeated[each.name])) for each in order if each.name in repeated]
        return super().parse_args(ctx, args)


@click.command(name="simulate", cls=_Ordered, short_help="Make a plan for the simulator from an ONNX model.")
@click.argument("model", metavar="MODEL.onnx", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    "-o",
    "--saveEngine",
    "output",
    required=True,
    metavar="P.plan",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The plan to write.",
)
@click.option(
    "--tensorrt",
    type=click.Choice(list(TENSORRTS)),
    default=str(DEFAULT_SIMULATOR),
    show_default=True,
    help="The TensorRT whose simulator is to run it.",
)
@click.option(
    "--minShapes",
    "min_shapes",
    multiple=True,
    metavar="NAME:1x3x…",
    help="The least shape of each input that is not fixed. A shape tensor gets values instead.",
)
@click.option("--optShapes", "opt_shapes", multiple=True, metavar="NAME:1x3x…", help="The same, the best.")
@click.option(
    "--maxShapes",
    "max_shapes",
    multiple=True,
    metavar="NAME:1x3x…",
    help="The same, the greatest. With --optShapes alone the three are the same.",
)
@click.option(
    "--profile",
    multiple=True,
    type=click.IntRange(min=0),
    metavar="N",
    help="The optimization profile of the shapes that follow, 0 first.",
)
@click.option("--maxAuxStreams", "aux_streams", type=click.IntRange(min=0), metavar="N", help="Auxiliary streams.")
@click.option(
    "--profilingVerbosity",
    "verbosity",
    type=click.Choice(["layer_names_only", "detailed", "none"]),
    default="layer_names_only",
    show_default=True,
    help="What the engine tells of its layers.",
)
@click.option(
    "--hardwareCompatibilityLevel",
    "hardware",
    type=click.Choice(list(_HARDWARE)),
    default="none",
    show_default=True,
    help="What the engine says of the GPUs that it is for.",
)
@click.option("--refit", is_flag=True, help="The engine says that it is refittable.")
@click.option("--maxBatch", "batch", type=click.IntRange(min=1), metavar="N", help="An implicit batch; only with 8.")
@click.option("--markDebug", "marked", metavar="TENSOR,…", help="Tensors for a debug listener; from 10 on.")
def command(
    model: Path,
    output: Path,
    tensorrt: str,
    aux_streams: int | None,
    verbosity: str,
    hardware: str,
    refit: bool,
    batch: int | None,
    marked: str | None,
    **_in_order: Any,
) -> None:
    """Make a plan for the simulator from an ONNX model, with trtexec's flags.

    Shapes are written as for trtexec: NAME:1x3x224x224, with a comma between several inputs, a name with a colon or
    comma in single quotes, NAME:scalar for no dimensions. A shape tensor gets its values in the same way.

    \b
    Examples:
      trt-cffi simulate digits.onnx --output digits.plan --tensorrt 8 \\
          --minShapes=images:1x1x8x8 --optShapes=images:32x1x8x8 --maxShapes=images:1024x1x8x8
      trt-cffi simulate digits.onnx -o two.plan \\
          --profile=0 --minShapes=images:1x1x8x8 --optShapes=images:8x1x8x8 --maxShapes=images:64x1x8x8 \\
          --profile=1 --optShapes=images:1x1x8x8
      trt-cffi simulate fixed.onnx -o fixed.plan --maxAuxStreams=3 --profilingVerbosity=detailed
    """
    inputs = inputs_of(model)
    profiles = _profiles(click.get_current_context().meta[_IN_ORDER])
    if not batch:
        _check(inputs, profiles)
    try:
        plan = simulator.build(
            model,
            profiles,
            TENSORRTS[tensorrt],
            max_aux_streams=aux_streams,
            implicit_batch=batch or 0,
            refittable=refit,
            hardware_compatibility=_HARDWARE[hardware],
            profiling_verbosity=verbosity,
            debug=marked.split(",") if marked else (),
        )
    except (ValueError, TypeError) as error:
        raise Mistake(str(error)) from error
    output.write_bytes(plan)
    version = read_header(plan).version or ()
    count = max(1, len(profiles))
    click.echo(
        f"{output}: {len(plan):,} bytes, for the simulator of {product(version)} {specs.dotted(version)}, "
        f"{count} optimization profile{'s' if count > 1 else ''}"
    )


def _profiles(in_order: list[tuple[str, str]]) -> list[Profile]:
    """The profiles that the options describe, in the order in which they were given."""
    given: dict[int, dict[str, dict[str, Shape]]] = {}
    number = 0
    for option, value in in_order:
        if option == "profile":
            number = int(value)
            given.setdefault(number, {})
        else:
            shapes = given.setdefault(number, {}).setdefault(option, {})
            for name, shape in specs.shapes(value, _PARTS[option]).items():
                if name in shapes:
                    raise Mistake(f"{_PARTS[option]} gives {name!r} two shapes in profile {number}")
                shapes[name] = shape
    if sorted(given) != list(range(len(given))):
        raise Mistake(f"profiles are numbered from 0 on without gaps, not {', '.join(map(str, sorted(given)))}")
    return [_profile(number, given[number]) for number in sorted(given)]


def _profile(number: int, parts: dict[str, dict[str, Shape]]) -> Profile:
    if set(parts) == {"opt_shapes"}:
        return {name: (best, best, best) for name, best in parts["opt_shapes"].items()}
    names = list(dict.fromkeys(name for part in parts.values() for name in part))
    for name in names:
        missing = [option for part, option in _PARTS.items() if name not in parts.get(part, {})]
        if missing:
            raise Mistake(f"profile {number} has no {' and no '.join(missing)} for input {name!r}")
    return {name: (parts["min_shapes"][name], parts["opt_shapes"][name], parts["max_shapes"][name]) for name in names}


def _check(inputs: Sequence[ModelInput], profiles: list[Profile]) -> None:
    """What the builder would say in the words of its own arguments."""
    known = [each.name for each in inputs]
    for number, profile in enumerate(profiles):
        for name in profile:
            if name not in known:
                raise Mistake(f"there is no input {name!r}; the inputs are {', '.join(map(repr, known))}")
        for each in inputs:
            if each.name in profile and not each.is_shape and len(profile[each.name][0]) != len(each.dims):
                shape = specs.with_x(profile[each.name][0])
                raise Mistake(f"profile {number}: {shape} for input {each}")
    for number, profile in enumerate(profiles or [{}]):
        for each in inputs:
            if each.needs_range and each.name not in profile:
                raise Mistake(f"profile {number} has no range for input {each}: give {_example(each)}")


def _example(each: ModelInput) -> str:
    name = f"'{each.name}'" if set(each.name) & {",", ":"} else each.name
    options = []
    for option, number in zip(_PARTS.values(), (1, 8, 32), strict=True):
        if each.is_shape:
            shape: Shape = (number,) * (each.dims[0] if each.dims else 1)
        else:
            shape = tuple(number if dim == -1 else dim for dim in each.dims)
        options.append(f"{option}={name}:{specs.with_x(shape)}")
    return " ".join(options)
