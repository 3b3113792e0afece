"""`IStreamWriter`: a plan in pieces, to wherever the program wants it."""

from __future__ import annotations

from trt_cffi.arguments import integer
from trt_cffi.callbacks import Callback, callback
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["IStreamWriter"]


@callback("int64_t(uint64_t, const void *, int64_t)", failed=0)
def _write(writer: IStreamWriter, data: Any, size: int) -> int:
    written = integer(writer.write(ffi.buffer(data, size)[:]), "the result of write", bits=64)
    if not 0 <= written <= size:
        raise ValueError(f"write says that it wrote {written} bytes of {size}")
    return written


class IStreamWriter(Callback):
    """Takes a plan in pieces: subclass it and override `write`.

    It is for what makes plans; nothing that runs them writes to it. TensorRT 10.13 on; C++: IStreamWriter.
    """

    _noun = "stream_writer"

    def write(self, data: bytes) -> int:
        """Take the next bytes of a plan, and say how many were taken. Fewer make the writing fail.

        C++: IStreamWriter::write.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override write(data)")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {"write": _write}
