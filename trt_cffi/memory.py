"""Memory that a launch can use: the GPU's, by cuda-python, or the host's in the simulator; everything else is the same.

A program that knows no more than `Memory` runs on both.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi import cuda
from trt_cffi.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.library import Library

    Array = npt.NDArray[Any]

__all__ = ["DeviceMemory", "HostMemory", "Memory", "memory_for"]

_ALIGNMENT = 256  # bytes, as cudaMalloc's, and enough for any tensor


class Memory(Closing):
    """Blocks of memory where a launch reads and writes tensors, and the stream that it runs on.

    The blocks belong to this object: `close()`, or the end of a `with`, frees them all and the stream. One thread at a
    time may use it.

    Attributes:
        stream: the CUDA stream of the copies, and for launches; a number.
    """

    __slots__ = ("__weakref__", "stream")

    stream: int

    @abstractmethod
    def alloc(self, size: int) -> int:
        """The address of a new block of at least `size` bytes, aligned to 256.

        Raises TensorRTError or MemoryError when there is not enough.
        """

    @abstractmethod
    def free(self, address: int) -> None:
        """Give a block back; KeyError for an address that is none of `alloc`."""

    @abstractmethod
    def upload(self, array: Array, address: int | None = None) -> int:
        """Copy a contiguous array to a block, by default a new one; its address. The array is not needed afterwards.

        Raises ValueError when the block is too small.
        """

    @abstractmethod
    def download(self, address: int, shape: Sequence[int], dtype: npt.DTypeLike) -> Array:
        """A new array with what a block holds, once the stream has come so far.

        Raises ValueError when the block is too small.
        """

    @abstractmethod
    def synchronize(self) -> None:
        """Wait until the stream has done what was put on it."""

    @abstractmethod
    def close(self) -> None:
        """Free every block and the stream. Closing twice does nothing."""


class HostMemory(Memory):
    """The host's memory, which is the simulator's device memory. Its stream is a number without a meaning."""

    __slots__ = ("_blocks",)

    def __init__(self) -> None:
        self.stream = 1
        self._blocks: dict[int, Array] = {}

    def alloc(self, size: int) -> int:
        room = np.empty(size + _ALIGNMENT, np.uint8)
        start = -room.ctypes.data % _ALIGNMENT
        block = room[start : start + size]
        address: int = room.ctypes.data + start
        self._blocks[address] = block
        return address

    def free(self, address: int) -> None:
        del self._blocks[address]

    def upload(self, array: Array, address: int | None = None) -> int:
        if address is None:
            address = self.alloc(array.nbytes)
        _check_room(len(self._blocks[address]), array.nbytes)
        self._blocks[address][: array.nbytes] = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
        return address

    def download(self, address: int, shape: Sequence[int], dtype: npt.DTypeLike) -> Array:
        array = np.empty(tuple(shape), dtype)
        block = self._blocks[address]
        _check_room(len(block), array.nbytes)
        if array.nbytes:
            array = np.ndarray(array.shape, array.dtype, block).copy()
        return array

    def synchronize(self) -> None:
        """Do nothing: the simulator runs when it is called."""

    def close(self) -> None:
        self._blocks.clear()


class DeviceMemory(Memory):
    """The memory of the current CUDA device, and a stream of its own that does not wait for the default stream.

    Raises ImportError without cuda-python, TensorRTError when CUDA refuses.
    """

    __slots__ = ("_cuda", "_handle", "_sizes")

    def __init__(self) -> None:
        self._cuda = cuda.runtime()
        self._sizes: dict[int, int] = {}
        self._handle: Any = cuda.call("cudaStreamCreateWithFlags", self._cuda.cudaStreamNonBlocking)
        self.stream = int(self._handle)

    def alloc(self, size: int) -> int:
        address = int(cuda.call("cudaMalloc", max(size, 1)))  # 0 bytes would give no address
        self._sizes[address] = size
        return address

    def free(self, address: int) -> None:
        del self._sizes[address]
        cuda.call("cudaFree", address)

    def upload(self, array: Array, address: int | None = None) -> int:
        if address is None:
            address = self.alloc(array.nbytes)
        _check_room(self._sizes[address], array.nbytes)
        self._copy(address, array.ctypes.data, array.nbytes, "cudaMemcpyHostToDevice")
        return address

    def download(self, address: int, shape: Sequence[int], dtype: npt.DTypeLike) -> Array:
        array = np.empty(tuple(shape), dtype)
        _check_room(self._sizes[address], array.nbytes)
        self._copy(array.ctypes.data, address, array.nbytes, "cudaMemcpyDeviceToHost")
        return array

    def synchronize(self) -> None:
        cuda.call("cudaStreamSynchronize", self._handle)

    def close(self) -> None:
        if self._handle is None:
            return
        # Not by call(): CUDA repeats an error of the launches before from every call, and it was raised there.
        self._cuda.cudaStreamSynchronize(self._handle)
        for address in self._sizes:
            self._cuda.cudaFree(address)
        self._sizes.clear()
        self._cuda.cudaStreamDestroy(self._handle)
        self._handle = None

    def _copy(self, to: int, start: int, size: int, kind: str) -> None:
        if size:
            cuda.call("cudaMemcpyAsync", to, start, size, getattr(self._cuda.cudaMemcpyKind, kind), self._handle)
            self.synchronize()


def memory_for(library: Library) -> Memory:
    """The memory that launches of a library use: the host's for a simulator, otherwise the current CUDA device's."""
    return HostMemory() if library.simulator else DeviceMemory()


def _check_room(room: int, size: int) -> None:
    if size > room:
        raise ValueError(f"the block has {room} bytes, and the array {size}")
