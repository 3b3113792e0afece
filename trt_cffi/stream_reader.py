"""`IStreamReader` and `IStreamReaderV2`: a plan in pieces, from wherever the program has it."""

from __future__ import annotations

from functools import cache, wraps

from trt_cffi import cuda
from trt_cffi.arguments import buffer
from trt_cffi.callbacks import Callback, callback
from trt_cffi.enums import enums_of
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library
    from trt_cffi.native import Native

__all__ = ["IStreamReader", "IStreamReaderV2"]

SeekPosition: Any = enums_of(10)["SeekPosition"]  # the same in every version that has it


def _piece(given: Any, room: int) -> memoryview:
    """What `read` gave; it is refused whole when there is no room for it."""
    piece = buffer(given, "the result of read")
    if piece.nbytes > room:
        raise ValueError(f"read gave {piece.nbytes} bytes where at most {room} were asked for")
    return piece


def _copy(destination: int, piece: memoryview) -> None:
    ffi.memmove(ffi.cast("void *", destination), piece, piece.nbytes)


def _reading(failed: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For what reads or seeks: TensorRT goes on after a failure, but a reader that raised is not asked again."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(reader: _Reader, *arguments: Any) -> Any:
            if reader._raised:
                return failed
            try:
                return function(reader, *arguments)
            except BaseException:
                reader._raised = True
                raise

        return call

    return decorate


def _fill(size: int, read: Callable[[int], Any], put: Callable[[int, memoryview], None]) -> int:
    """Read until `size` bytes are there, or no more come: how many there are."""
    done = 0
    while done < size:
        piece = _piece(read(size - done), size - done)
        if not piece.nbytes:
            break
        put(done, piece)
        done += piece.nbytes
    return done


@callback("int64_t(uint64_t, trt_address, int64_t)", failed=0)
@_reading(failed=0)
def _read(reader: IStreamReader, destination: int, size: int) -> int:
    return _fill(size, reader.read, lambda done, piece: _copy(destination + done, piece))


@cache
def _read_v2(gpu: bool) -> Callable[[], Any]:
    """The C function for libraries that may want bytes in the GPU's memory, or for those that never do."""

    @callback("int64_t(uint64_t, trt_address, int64_t, trt_stream)", failed=0)
    @_reading(failed=0)
    def read(reader: IStreamReaderV2, destination: int, size: int, stream: int) -> int:
        def put(done: int, piece: memoryview) -> None:
            if gpu:
                cuda.copy(destination + done, piece, stream)
            else:
                _copy(destination + done, piece)

        return _fill(size, lambda missing: reader.read(missing, stream), put)

    return read


@callback("bool(uint64_t, int64_t, int32_t)", failed=False)
@_reading(failed=False)
def _seek(reader: IStreamReaderV2, offset: int, where: int) -> bool:
    return bool(reader.seek(offset, SeekPosition(where)))


class _Reader(Callback):
    """What both kinds have in common."""

    _raised = False  # in the call that it was given to

    def _native(self, library: Library) -> Native:
        self._raised = False
        return super()._native(library)


class IStreamReader(_Reader):
    """Gives a plan in pieces: subclass it and override `read`.

    Give it to `Runtime.deserialize_cuda_engine`, which reads it from its beginning to the plan's end and keeps nothing
    of it. An exception that `read` raises is raised from there. TensorRT 10 only, `IStreamReaderV2` took its place;
    C++: IStreamReader.
    """

    _noun = "stream_reader"

    def read(self, size: int) -> Any:
        """The next bytes of the plan, at most `size`: bytes, or anything with a contiguous buffer.

        After fewer it is called again for the rest, after none the plan is at its end. More bytes than were asked for
        are a ValueError, and what is no buffer is a TypeError, of the call that reads. C++: IStreamReader::read.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override read(size)")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {"read": _read}


class IStreamReaderV2(_Reader):
    """Gives a plan in pieces, in any order: subclass it and override `read` and `seek`.

    Give it to `Runtime.deserialize_cuda_engine`, which keeps nothing of it. An exception that a method raises is raised
    from there. TensorRT 10.7 on; C++: IStreamReaderV2.
    """

    _noun = "stream_reader_v2"

    def read(self, num_bytes: int, stream: int) -> Any:
        """The next bytes of the plan, at most `num_bytes`: bytes, or anything with a contiguous buffer.

        Args:
            num_bytes: how many are missing. After fewer it is called again for the rest, after none the plan is at its
                end.
            stream: a CUDA stream that TensorRT works on. The bytes are copied for you, to the GPU on this stream where
                TensorRT wants them there, and may change as soon as they are asked for the next.

        More bytes than were asked for are a ValueError, and what is no buffer is a TypeError, of the call that reads.
        C++: IStreamReaderV2::read.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override read(num_bytes, stream)")

    def seek(self, offset: int, where: Any) -> bool:
        """Go on reading elsewhere; False when that is not possible, which TensorRT may ignore: raise to end it.

        Args:
            offset: in bytes.
            where: the SeekPosition that it counts from: SET the plan's beginning, CUR the current place, END the end.
                Its numbers are those of `io.IOBase.seek`.

        C++: IStreamReaderV2::seek.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override seek(offset, where)")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {"read": _read_v2(gpu=not library.simulator), "seek": _seek}
