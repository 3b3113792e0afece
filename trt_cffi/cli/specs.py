"""Names with shapes or files, as they are written in a command line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from trt_cffi.cli.terminal import Mistake

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["dotted", "files", "named_files", "shapes", "with_x"]

# As in trtexec: the name ends at the last colon, or is in quotes; a scalar has "scalar" or nothing behind it.
_NAME = r"(?:'(?P<quoted>[^']+)'|(?P<name>[^',]+)):"
_SHAPE = re.compile(_NAME + r"(?P<value>scalar|-?\d+(?:x-?\d+)*|)(?:,|$)")
_FILE = re.compile(_NAME + r"(?P<value>[^,:]+)(?:,|$)")


def shapes(spec: str, option: str) -> dict[str, tuple[int, ...]]:
    """`NAME:1x3x224x224,NAME:4` as dimensions by name, or for a shape input its values."""
    found = {name: dims.replace("scalar", "") for name, dims in _parsed(_SHAPE, spec, option, "NAME:1x3x224x224")}
    return {name: tuple(map(int, dims.split("x"))) if dims else () for name, dims in found.items()}


def named_files(specs: Iterable[str], option: str) -> dict[str, Path]:
    """`NAME:FILE,NAME:FILE` of each spec as files by name, as trtexec has them."""
    return {name: Path(file) for spec in specs for name, file in _parsed(_FILE, spec, option, "NAME:FILE")}


def _parsed(pattern: re.Pattern[str], spec: str, option: str, example: str) -> Iterator[tuple[str, str]]:
    """The names and what is behind them."""
    found: set[str] = set()
    position = 0
    while position < len(spec) or not found:
        match = pattern.match(spec, position)
        if match is None:
            raise Mistake(f"{option}={spec} is not understood: write {example}, with a comma between several")
        name = match["quoted"] or match["name"]
        if name in found:
            raise Mistake(f"{option}={spec} names {name!r} twice")
        found.add(name)
        yield name, match["value"]
        position = match.end()


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
