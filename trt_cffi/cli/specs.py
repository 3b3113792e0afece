"""Names with shapes or files, as they are written in a command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from trt_cffi.cli.terminal import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["dotted", "files", "shapes", "with_x"]

# As in trtexec: the name ends at the last colon, or is in quotes; a scalar has "scalar" or nothing behind it.
_SHAPE = re.compile(r"(?:'(?P<quoted>[^']+)'|(?P<name>[^',]+)):(?P<dims>scalar|-?\d+(?:x-?\d+)*|)(?:,|$)")


def shapes(spec: str, option: str) -> dict[str, tuple[int, ...]]:
    """`NAME:1x3x224x224,NAME:4` as dimensions by name, or for a shape input its values."""
    found: dict[str, tuple[int, ...]] = {}
    position = 0
    while position < len(spec) or not found:
        match = _SHAPE.match(spec, position)
        if match is None:
            raise Mistake(f"{option}={spec} is not understood: write NAME:1x3x224x224, with a comma between several")
        dims = match["dims"].replace("scalar", "")
        name = match["quoted"] or match["name"]
        if name in found:
            raise Mistake(f"{option}={spec} names {name!r} twice")
        found[name] = tuple(map(int, dims.split("x"))) if dims else ()
        position = match.end()
    return found


def files(specs: Iterable[str], option: str) -> dict[str, Path]:
    """`NAME=FILE` of each spec as files by name."""
    found: dict[str, Path] = {}
    for spec in specs:
        name, equals, file = spec.partition("=")
        if not (name and equals and file):
            raise Mistake(f"{option} {spec} is not understood: write NAME=FILE.npy")
        if name in found:
            raise Mistake(f"{option} {name} is there twice")
        found[name] = Path(file)
    return found


def with_x(dims: Iterable[int]) -> str:
    """A shape as it is written in a command line; `?` for what is not fixed."""
    return "x".join("?" if dim == -1 else str(dim) for dim in dims) or "scalar"


def dotted(version: Sequence[int]) -> str:
    """A version in one word."""
    return ".".join(map(str, version))
