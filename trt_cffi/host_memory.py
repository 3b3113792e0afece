"""`IHostMemory`: bytes that TensorRT made, such as a serialized engine."""

from __future__ import annotations

from trt_cffi.deprecation import DeprecatedWith
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["IHostMemory"]


class IHostMemory(DeprecatedWith, bytearray):
    """Bytes that TensorRT made, with the whole protocol of a buffer: write it to a file, or load it again.

    They are copied out of TensorRT's own memory, which is freed at once, so that nothing can outlive it. Any version;
    C++: IHostMemory.
    """

    __slots__ = ("__weakref__", "_dtype")

    _dtype: Any

    def __init__(self, *_: Any) -> None:
        raise TypeError("IHostMemory has no constructor: it is made by TensorRT")

    @classmethod
    def _take(cls, library: Library, handle: Any) -> IHostMemory:
        shim = library._shim
        data, size, dtype = ffi.new("const void **"), ffi.new("size_t *"), ffi.new("int32_t *")
        try:
            library._done(shim.trt_host_memory_data(handle, data, size))
            library._done(shim.trt_host_memory_dtype(handle, dtype))
            self = cls.__new__(cls)
            self += ffi.buffer(data[0], size[0])
            self._dtype = library.DataType(dtype[0])
            return self
        finally:
            shim.trt_host_memory_destroy(handle)

    @property
    def nbytes(self) -> int:
        """The number of bytes. C++: IHostMemory::size."""
        return len(self)

    @property
    def dtype(self) -> Any:
        """The DataType of the elements. C++: IHostMemory::type."""
        return self._dtype

    def __del__(self) -> None:
        """Does nothing, as in the official package: the bytes last as long as the object."""

    def __repr__(self) -> str:
        return f"<IHostMemory of {len(self)} bytes>"

    __str__ = __repr__  # not the megabytes, as bytearray does
