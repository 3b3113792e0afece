"""`trt_dims`, the shape of the C API, in and out of Python."""

from __future__ import annotations

import struct

from trt_cffi.dims import Dims, dims_from
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

__all__ = ["SIZE", "CDims", "peek_shape", "read_dims", "write_dims"]

_DIMS = ffi.typeof("trt_dims *")
_LAYOUT = struct.Struct("=i4x8q")  # int32_t nb_dims; int64_t d[8]
SIZE = _LAYOUT.size  # of a trt_dims in bytes
_unpack_from = _LAYOUT.unpack_from
_PACK = tuple(struct.Struct(f"=i4x{rank}q").pack_into for rank in range(9))  # what is beyond nb_dims is not looked at


def write_dims(memory: Any, offset: int, dims: Sequence[int]) -> None:
    """Write a shape of at most 8 dimensions into a `trt_dims` that starts at an offset of a buffer.

    Raises struct.error when they are not integers of 64 bits.
    """
    _PACK[len(dims)](memory, offset, len(dims), *dims)


def read_dims(memory: Any, offset: int = 0) -> tuple[int, ...] | None:
    """The shape in the `trt_dims` there; None for one that TensorRT does not know."""
    values = _unpack_from(memory, offset)
    return values[1 : 1 + values[0]] if values[0] >= 0 else None


class CDims:
    """One `trt_dims` to pass to the shim, read and written without creating C objects. One thread at a time."""

    __slots__ = ("_memory", "pointer")

    def __init__(self) -> None:
        self.pointer: Any = ffi.new(_DIMS)
        self._memory = ffi.buffer(self.pointer)

    def read(self) -> Dims:
        values = _unpack_from(self._memory)
        return dims_from(values[1 : 1 + values[0]] if values[0] >= 0 else None)

    def write(self, dims: Sequence[int]) -> Any:
        _PACK[len(dims)](self._memory, 0, len(dims), *dims)
        return self.pointer


def peek_shape(function: Callable[..., int], handle: Any, name: Any) -> Dims:
    """The shape of a tensor for `repr()`: no exception, but an unknown shape."""
    dims = CDims()
    return dims_from(None) if function(handle, name, dims.pointer) else dims.read()
