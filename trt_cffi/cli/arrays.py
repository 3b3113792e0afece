"""Arrays for inputs: from files, and of the values in a command line."""

from __future__ import annotations

import math
import zipfile
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi.cli.specs import with_x
from trt_cffi.cli.terminal import Mistake

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.element_type import ElementType

    Array = npt.NDArray[Any]

__all__ = ["array_of_values", "check_names", "read_array", "reshaped", "to_save", "typed", "unreadable"]


def read_array(name: str, path: Path) -> Array:
    """The array of an input in a file, as `numpy.save` writes it. Mistake when it is none."""
    try:
        with path.open("rb") as file:
            array = np.load(file, allow_pickle=False)
    except OSError as error:
        raise unreadable(name, path, error) from error
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise Mistake(f"the file of input {name!r} is no array as numpy.save writes it: {path}") from error
    if not isinstance(array, np.ndarray):
        raise Mistake(f"the file of input {name!r} holds several arrays: {path}; save one of them with numpy.save")
    return array


def unreadable(name: str, path: Path, error: OSError) -> Mistake:
    """The failure for the file of an input that cannot be read."""
    return Mistake(f"the file of input {name!r} cannot be read: {path}: {error.strerror or error}")


def check_names(known: Collection[str], given: Iterable[str]) -> None:
    """Mistake for the name of an input that there is not."""
    for name in given:
        if name not in known:
            raise Mistake(f"there is no input {name!r}; the inputs are {', '.join(map(repr, known))}")


def reshaped(name: str, array: Array, shape: tuple[int, ...]) -> Array:
    """An array with the shape that was asked for. Mistake when it has another number of elements."""
    if min(shape, default=0) < 0 or math.prod(shape) != array.size:
        raise Mistake(f"--shapes {name}:{with_x(shape)}: the file has {array.size} elements")
    return array.reshape(shape)


def array_of_values(name: str, values: tuple[int, ...], dtype: np.dtype[Any], dims: tuple[int, ...]) -> Array:
    """The array of a shape tensor whose values are in the command line. Mistake when they are wrong."""
    try:
        array = np.array(values, dtype)
    except OverflowError as error:
        raise Mistake(f"--shapes {name}:{with_x(values)}: {error}") from error
    if array.size != math.prod(dims):
        raise Mistake(f"--shapes {name}:{with_x(values)}: expected are {with_x(dims)} values")
    return array.reshape(dims)


def typed(name: str, array: Array, dtype: ElementType, expected: str) -> Array:
    """The array of a file with the type of an input. Mistake, which says what is `expected`, when it has another one.

    Types that NumPy lacks are in files as whole numbers of the same bits, or as `numpy.save` writes them.
    """
    wanted = dtype.numpy
    if array.dtype.newbyteorder("=") == wanted:
        return array.astype(wanted, copy=False)
    if _lacking(wanted) and array.dtype in (np.dtype((np.void, wanted.itemsize)), _bits(wanted)):
        return array.copy().view(wanted)
    raise Mistake(f"input {name!r} is {array.dtype} in its file; expected is {expected}")


def to_save(array: Array) -> Array:
    """An array as it goes into a file: of types that NumPy lacks, whole numbers of the same bits."""
    return array.view(_bits(array.dtype)) if _lacking(array.dtype) else array


def _lacking(dtype: np.dtype[Any]) -> bool:
    """Whether a type is one of ml_dtypes."""
    return dtype.isbuiltin != 1


def _bits(dtype: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(f"u{dtype.itemsize}")
