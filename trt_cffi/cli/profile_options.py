"""Optimization profiles in a command line, as in trtexec: --profile=N, and the shapes that follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from trt_cffi.cli import specs
from trt_cffi.cli.terminal import Mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from trt_cffi.profiles import Tensor

    F = TypeVar("F", bound=Callable[..., object])
    Shape = tuple[int, ...]
    Profile = dict[str, tuple[Shape, Shape, Shape]]

__all__ = ["PARTS", "Ordered", "example", "one_profile", "profile_options", "profiles", "range_options"]

PARTS = {"min_shapes": "--minShapes", "opt_shapes": "--optShapes", "max_shapes": "--maxShapes"}
_IN_ORDER = "trt_cffi.cli.in_order"


class Ordered(click.Command):
    """Keeps the order of the repeated options: --profile=N says which profile those behind it belong to."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Before the real parsing, which changes `args`; what is wrong is reported there.
        values, _, order = self.make_parser(ctx).parse_args(args=list(args))
        repeated = {name: iter(given) for name, given in values.items() if name == "profile" or name in PARTS}
        ctx.meta[_IN_ORDER] = [(each.name, next(repeated[each.name])) for each in order if each.name in repeated]
        return super().parse_args(ctx, args)


_RANGES = (
    click.option(
        "--minShapes",
        "min_shapes",
        multiple=True,
        metavar="NAME:1x3x…",
        help="The least shape of each input that is not fixed. A shape tensor gets values instead.",
    ),
    click.option("--optShapes", "opt_shapes", multiple=True, metavar="NAME:1x3x…", help="The same, the best."),
    click.option(
        "--maxShapes",
        "max_shapes",
        multiple=True,
        metavar="NAME:1x3x…",
        help="The same, the greatest. With --optShapes alone the three are the same.",
    ),
)
_PROFILE = click.option(
    "--profile",
    multiple=True,
    type=click.IntRange(min=0),
    metavar="N",
    help="The optimization profile of the shapes that follow, 0 first.",
)


def range_options(command: F) -> F:
    """The options of one profile."""
    for option in reversed(_RANGES):
        command = option(command)
    return command


def profile_options(command: F) -> F:
    """The options of profiles, for a command of the class `Ordered`."""
    return range_options(_PROFILE(command))


def one_profile() -> list[Profile]:
    """The profile that the options of the command that runs describe; no profile without such options."""
    parts: dict[str, dict[str, Shape]] = {}
    for part in PARTS:
        for value in click.get_current_context().params[part]:
            _add(parts, part, value, 0)
    return [_profile(0, parts)] if parts else []


def profiles() -> list[Profile]:
    """The profiles that the options of the command that runs describe, in the order in which they were given."""
    given: dict[int, dict[str, dict[str, Shape]]] = {}
    number = 0
    for option, value in click.get_current_context().meta[_IN_ORDER]:
        if option == "profile":
            number = int(value)
            given.setdefault(number, {})
        else:
            _add(given.setdefault(number, {}), option, value, number)
    if sorted(given) != list(range(len(given))):
        raise Mistake(f"profiles are numbered from 0 on without gaps, not {', '.join(map(str, sorted(given)))}")
    return [_profile(number, given[number]) for number in sorted(given)]


def _add(parts: dict[str, dict[str, Shape]], part: str, value: str, number: int) -> None:
    """Add the shapes of an option to those of a profile."""
    shapes = parts.setdefault(part, {})
    for name, shape in specs.shapes(value, PARTS[part]).items():
        if name in shapes:
            raise Mistake(f"{PARTS[part]} gives {name!r} two shapes in profile {number}")
        shapes[name] = shape


def _profile(number: int, parts: dict[str, dict[str, Shape]]) -> Profile:
    if set(parts) == {"opt_shapes"}:
        return {name: (best, best, best) for name, best in parts["opt_shapes"].items()}
    names = list(dict.fromkeys(name for part in parts.values() for name in part))
    for name in names:
        missing = [option for part, option in PARTS.items() if name not in parts.get(part, {})]
        if missing:
            raise Mistake(f"profile {number} has no {' and no '.join(missing)} for input {name!r}")
    return {name: (parts["min_shapes"][name], parts["opt_shapes"][name], parts["max_shapes"][name]) for name in names}


def example(inputs: Sequence[Tensor]) -> str:
    """The options that would give inputs a range."""
    options = zip(PARTS.values(), (1, 8, 32), strict=True)
    return " ".join(f"{option}={','.join(_spec(each, number) for each in inputs)}" for option, number in options)


def _spec(each: Tensor, number: int) -> str:
    """An input with a shape, or the values of a shape tensor, of that number wherever there is a choice."""
    name = f"'{each.name}'" if set(each.name) & {",", ":"} else each.name
    if each.is_shape:
        return f"{name}:{specs.with_x((number,) * (each.dims[0] if each.dims else 1))}"
    return f"{name}:{specs.with_x(number if dim == -1 else dim for dim in each.dims)}"
