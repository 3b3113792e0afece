"""`trt_dims`, the shape of the C API, in and out of Python."""

from __future__ import annotations

import struct

from trt_cffi.dims import Dims, dims_from
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = ["CDims"]

_DIMS = ffi.typeof("trt_dims *")
_LAYOUT = struct.Struct("=i4x8q")  # int32_t nb_dims; int64_t d[8]
_ZEROS = (0,) * 8
_unpack_from, _pack_into = _LAYOUT.unpack_from, _LAYOUT.pack_into


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
        _pack_into(self._memory, 0, len(dims), *dims, *_ZEROS[len(dims) :])
        return self.pointer
