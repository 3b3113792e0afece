"""The types of tensors' elements: what TensorRT, NumPy (with ml_dtypes) and DLPack call each, and how it is stored."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import numpy.typing as npt

    Array = npt.NDArray[Any]

__all__ = ["ElementType", "data_type_of", "dlpack_name", "element_type"]

# TensorRT's name: NumPy's or ml_dtypes' name, DLPack's type code, bits
_TABLE = {
    "FLOAT": ("float32", 2, 32),
    "HALF": ("float16", 2, 16),
    "BF16": ("bfloat16", 4, 16),
    "INT8": ("int8", 0, 8),
    "INT32": ("int32", 0, 32),
    "INT64": ("int64", 0, 64),
    "BOOL": ("bool", 6, 8),
    "UINT8": ("uint8", 1, 8),
    "FP8": ("float8_e4m3fn", 10, 8),
    "INT4": ("int4", 0, 4),
    "FP4": ("float4_e2m1fn", 17, 4),
    "E8M0": ("float8_e8m0fnu", 14, 8),
}
_OF_DLPACK = {(code, bits): name for name, code, bits in _TABLE.values()}
_DLPACK_KINDS = {0: "int", 1: "uint", 2: "float", 4: "bfloat", 5: "complex", 6: "bool"}


class ElementType:
    """The type of a tensor's elements.

    Attributes:
        name: as NumPy, ml_dtypes and PyTorch call it: "float32", "bfloat16", "float8_e4m3fn", "int4" …
        bits: of an element; two elements of 4 bits share a byte, the first in its lower half.
        dlpack: the type's code and bits in DLPack.
    """

    def __init__(self, name: str, code: int, bits: int) -> None:
        self.name, self.bits, self.dlpack = name, bits, (code, bits)

    @cached_property
    def numpy(self) -> np.dtype[Any]:
        """NumPy's type, which ml_dtypes has where NumPy has none. ImportError where that is not installed."""
        found: Any = self.name
        if self.name not in np.sctypeDict:
            try:
                import ml_dtypes
            except ImportError:
                raise ImportError(f"NumPy has no {self.name}, and ml_dtypes has: pip install ml_dtypes") from None
            found = getattr(ml_dtypes, self.name)
        dtype: np.dtype[Any] = np.dtype(found)
        return dtype

    def nbytes(self, shape: Sequence[int]) -> int:
        """How many bytes a tensor of a shape has."""
        count = 1
        for size in shape:
            count *= size
        return (count * self.bits + 7) // 8

    def view(self, memory: Array, shape: Sequence[int]) -> Array:
        """Bytes as an array that shares them: of elements, or of `uint8` where NumPy has no type that is as wide."""
        try:
            dtype = self.numpy
        except ImportError:
            dtype = None
        if dtype is None or self.bits < 8:
            return memory[: self.nbytes(shape)]
        return np.ndarray(shape, dtype, memory)

    def write(self, array: Array, view: Array) -> None:
        """Copy an array of this type, in whatever layout, to a `view`."""
        if self.bits < 8:
            halves = np.zeros(2 * view.size, np.uint8)
            halves[: array.size] = array.reshape(-1).view(np.uint8) & 15
            np.bitwise_or(halves[::2], halves[1::2] << 4, out=view)
        else:
            np.copyto(view, array)

    def read(self, view: Array, shape: Sequence[int]) -> Array:
        """A new array with what a `view` holds."""
        dtype = self.numpy
        if self.bits >= 8:
            return view.copy()
        halves = np.stack([view & 15, view >> 4], axis=-1).reshape(-1)[: int(np.prod(shape))]
        if self.name == "int4":
            halves = ((halves ^ 8) - 8).astype(np.uint8)  # ml_dtypes wants the sign in all bits
        return halves.view(dtype).reshape(shape)

    def __repr__(self) -> str:
        return self.name


_types = {trt: ElementType(*row) for trt, row in _TABLE.items()}


def element_type(data_type: Any) -> ElementType:
    """The type that a `DataType` of any version stands for. TypeError for one that is not known."""
    found = _types.get(data_type.name)
    if found is None:
        raise TypeError(f"{data_type!r} is a type of elements that is not known")
    return found


def data_type_of(dtype: np.dtype[Any], data_type: Any) -> Any:
    """The member of a version's `DataType` for the elements of an array. ValueError where there is none.

    There is none for 4 bits: TensorRT puts two such elements into a byte, and an array has a byte for each.
    """
    known = {each.name: name for name, each in _types.items() if each.bits >= 8 and name in data_type.__members__}
    if dtype.name not in known:
        raise ValueError(
            f"this version of TensorRT has no DataType for arrays of {dtype.name}; convert it to one of "
            f"{', '.join(known)}"
        )
    return data_type[known[dtype.name]]


def dlpack_name(code: int, bits: int, lanes: int = 1) -> str:
    """What people call a type of DLPack."""
    name = _OF_DLPACK.get((code, bits)) or f"{_DLPACK_KINDS.get(code, f'type {code} of ')}{bits}"
    return name if lanes == 1 else f"{name}x{lanes}"
