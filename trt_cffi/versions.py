"""What the versions of TensorRT and of TensorRT for RTX are called."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["IN_ORDER", "MAJORS", "RTX", "like", "name_of", "product"]

RTX = 1  # the major version of TensorRT for RTX, which counts from 1 and so is told from TensorRT
MAJORS = (11, 10, 8, RTX)  # in the order in which they are looked for
IN_ORDER = (8, 10, 11, RTX)  # in which they are shown


def name_of(major: int) -> str:
    """What files, choices and options call a major version: "8", "10", "11" or "rtx"."""
    return "rtx" if major == RTX else str(major)


def product(version: Sequence[int]) -> str:
    """What it is a version of: "TensorRT" or "TensorRT for RTX"."""
    return "TensorRT for RTX" if version[0] == RTX else "TensorRT"


def like(version: Sequence[int]) -> tuple[int, ...]:
    """The version of TensorRT whose members one of TensorRT for RTX has, but for its own; of TensorRT itself."""
    if version[0] != RTX:
        return tuple(version)
    return next((tensorrt for rtx, tensorrt in _LIKE if version[1] >= rtx), (11, 0, 0))


_LIKE = ((7, (11, 4, 0)), (6, (11, 2, 0)))  # from which minor version on, newest first
