"""`trt-cffi simulate`: a plan for the simulator from an ONNX model, with trtexec's flags."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from trt_cffi import simulator
from trt_cffi.cli import specs
from trt_cffi.cli.build_options import HARDWARE, check_output, names, verbosity_option
from trt_cffi.cli.loading import DEFAULT_SIMULATOR, TENSORRTS
from trt_cffi.cli.models import inputs_of
from trt_cffi.cli.profile_options import Ordered, example, profile_options, profiles
from trt_cffi.cli.terminal import Mistake
from trt_cffi.files import write_whole
from trt_cffi.plan import read_header
from trt_cffi.versions import product

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from trt_cffi.cli.models import ModelInput
    from trt_cffi.cli.profile_options import Profile

__all__ = ["command"]


@click.command(name="simulate", cls=Ordered, short_help="Make a plan for the simulator from an ONNX model.")
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
@profile_options
@click.option("--maxAuxStreams", "aux_streams", type=click.IntRange(min=0), metavar="N", help="Auxiliary streams.")
@verbosity_option
@click.option(
    "--hardwareCompatibilityLevel",
    "hardware",
    type=click.Choice(list(HARDWARE)),
    default="none",
    show_default=True,
    help="What the engine says of the GPUs that it is for.",
)
@click.option("--refit", is_flag=True, help="The engine says that it is refittable.")
@click.option("--maxBatch", "batch", type=click.IntRange(min=1), metavar="N", help="An implicit batch; only with 8.")
@click.option(
    "--markDebug", "marked", metavar="TENSOR,…", callback=names, help="Tensors for a debug listener; from 10 on."
)
def command(
    model: Path,
    output: Path,
    tensorrt: str,
    aux_streams: int | None,
    profiling_verbosity: str,
    hardware: str,
    refit: bool,
    batch: int | None,
    marked: list[str],
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
    check_output(output, model)
    inputs = inputs_of(model)
    given = profiles()
    if not batch:
        _check(inputs, given)
    try:
        plan = simulator.build(
            model,
            given,
            TENSORRTS[tensorrt],
            max_aux_streams=aux_streams,
            implicit_batch=batch or 0,
            refittable=refit,
            hardware_compatibility=HARDWARE[hardware],
            profiling_verbosity=profiling_verbosity,
            debug=marked,
        )
    except (ValueError, TypeError) as error:
        raise Mistake(str(error)) from error
    write_whole(output, plan)
    version = read_header(plan).version or ()
    count = max(1, len(given))
    click.echo(
        f"{output}: {len(plan):,} bytes, for the simulator of {product(version)} {specs.dotted(version)}, "
        f"{count} optimization profile{'s' if count > 1 else ''}"
    )


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
                raise Mistake(f"profile {number} has no range for input {each}: give {example([each])}")
