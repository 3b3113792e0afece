"""Where a launch's tensors are: on a GPU, in the order of streams, or on the host for a simulator, by the same calls.

Nothing here waits for the whole device.
"""

from __future__ import annotations

import ctypes
import threading
from abc import ABC, abstractmethod
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi import dlpack
from trt_cffi.arguments import address
from trt_cffi.cuda import call, runtime
from trt_cffi.errors import ExecutionError
from trt_cffi.memory import HostMemory

if TYPE_CHECKING:
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.library import Library

    Bytes = npt.NDArray[np.uint8]

__all__ = ["LEGACY", "Device", "Event", "Stream", "device_of"]

_LEAST_PINNED = 4096  # bytes, as of a page
LEGACY = 1  # the default stream, as the CUDA array interface and DLPack number it


class Stream:
    """A CUDA stream: the caller's, or one of this object's own, which then ends with it.

    The garbage collector finalizes the objects of a cycle in any order, this one before those that still put something
    on the stream when they end: these hold it, and it ends when it is dropped and nobody does.

    Attributes:
        number: its handle as a number.
        handle: as cuda-python takes it; None for a simulator's, which stands for nothing.
    """

    __slots__ = ("_destroy", "_dropped", "_given", "_holders", "handle", "number")

    def __init__(self, number: int, handle: Any = None, *, given: Any = None, destroy: Any = None) -> None:
        self.number, self.handle, self._given, self._destroy = number, handle, given, destroy
        self._holders, self._dropped = 0, False

    def hold(self) -> Stream:
        """Have it there until `release()`."""
        self._holders += 1
        return self

    def release(self) -> None:
        """The end of what `hold()` began."""
        self._holders -= 1
        self._end_unneeded()

    def let_go(self) -> None:
        """The caller may end a stream of theirs from now on: what is freed later is freed on the default stream."""
        if self._given is not None and self.handle is not None:
            self.handle = type(self.handle)(LEGACY)

    @property
    def shared_number(self) -> int:
        """The number by which other libraries know it: 0 is ambiguous to them."""
        return self.number or LEGACY

    def __cuda_stream__(self) -> tuple[int, int]:
        """The protocol of cuda-python, CuPy and PyTorch: version and handle."""
        return 0, self.number

    def __int__(self) -> int:
        return self.number

    __index__ = __int__

    def _end_unneeded(self) -> None:
        if self._dropped and not self._holders and self._destroy is not None:
            self._destroy(self.handle)

    def __del__(self) -> None:
        self._dropped = True
        self._end_unneeded()

    def __repr__(self) -> str:
        return f"<Stream {self.number:#x}{'' if self._given is None else ' of the caller'}>"


class Event(ABC):
    """A place in a stream's work."""

    __slots__ = ()

    @abstractmethod
    def done(self) -> bool:
        """Whether the stream has come past it. ExecutionError when something failed on its way."""

    @abstractmethod
    def synchronize(self) -> None:
        """Wait until the stream has come past it. ExecutionError when something failed on its way."""


class Device(ABC):
    """A GPU, or the host. Its methods may be called by any thread, between `__enter__` and `__exit__`.

    Attributes:
        dlpack: its type and number in DLPack.
        pool: the CUDA memory pool that `alloc` takes from; None on the host.
    """

    dlpack: tuple[int, int]
    pool: Any = None

    @abstractmethod
    def stream(self, given: Any = None) -> Stream:
        """A stream of the caller's, or a new one that does not wait for the default stream."""

    @abstractmethod
    def alloc(self, size: int, stream: Stream) -> int:
        """The address of a block of memory, aligned to 256 bytes, for work on a stream. MemoryError without memory."""

    @abstractmethod
    def free(self, memory: int, stream: Stream) -> None:
        """Give a block back once the work that is on the stream now is done. It does not raise."""

    @abstractmethod
    def pinned(self, size: int) -> Bytes:
        """At least so many bytes of the host that the device copies from and to by itself, while the array lives."""

    @abstractmethod
    def copy(self, to: int, start: int, size: int, stream: Stream) -> None:
        """Put a copy of some bytes on a stream, between whatever the addresses are."""

    @abstractmethod
    def record(self, stream: Stream) -> Event:
        """The place that a stream's work has come to."""

    @abstractmethod
    def wait(self, stream: Stream, event: Event) -> None:
        """Let a stream wait for an event."""

    @abstractmethod
    def synchronize(self, stream: Stream) -> None:
        """Wait until a stream has done what was put on it. ExecutionError when something failed."""

    @abstractmethod
    def place(self, memory: int) -> tuple[int, int]:
        """Where an address is: the device's type and number in DLPack."""

    @abstractmethod
    def trim(self) -> None:
        """Give memory that nobody uses back to the system."""

    @abstractmethod
    def __enter__(self) -> None:
        """Make it the thread's current device."""

    @abstractmethod
    def __exit__(self, *_: object) -> None:
        """Make the device current again that was before."""


class _Passed(Event):
    __slots__ = ()

    def done(self) -> bool:
        return True

    def synchronize(self) -> None:
        pass


class _Host(Device):
    """The host for a simulator, which has run when its call returns."""

    dlpack = (dlpack.CPU, 0)

    def __init__(self) -> None:
        self._memory, self._passed = HostMemory(), _Passed()

    def stream(self, given: Any = None) -> Stream:
        return Stream(self._memory.stream if given is None else address(given, "stream"), given=given)

    def alloc(self, size: int, stream: Stream) -> int:
        return self._memory.alloc(size)

    def free(self, memory: int, stream: Stream) -> None:
        self._memory.free(memory)

    def pinned(self, size: int) -> Bytes:
        return np.empty(size, np.uint8)

    def copy(self, to: int, start: int, size: int, stream: Stream) -> None:
        ctypes.memmove(to, start, size)

    def record(self, stream: Stream) -> Event:
        return self._passed

    def wait(self, stream: Stream, event: Event) -> None:
        pass

    def synchronize(self, stream: Stream) -> None:
        pass

    def place(self, memory: int) -> tuple[int, int]:
        return dlpack.CUDA, 0  # the CUDA array interface has no other memory

    def trim(self) -> None:
        pass

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


class _CudaEvent(Event):
    __slots__ = ("_device", "handle")

    def __init__(self, device: _Gpu, handle: Any) -> None:
        self._device, self.handle = device, handle

    def done(self) -> bool:
        (error,) = self._device.cuda.cudaEventQuery(self.handle)
        if error == self._device.cuda.cudaError_t.cudaErrorNotReady:
            return False
        self._device.check("cudaEventQuery", error)
        return True

    def synchronize(self) -> None:
        (error,) = self._device.cuda.cudaEventSynchronize(self.handle)
        self._device.check("cudaEventSynchronize", error)

    def __del__(self) -> None:
        self._device.events.append(self.handle)  # nobody waits for it any more: it may be recorded again


class _Pinned:
    """Pinned memory as NumPy sees it. It is kept for the next who needs it, as freeing it could wait for the device."""

    def __init__(self, device: _Gpu, size: int) -> None:
        room = 1 << max(size - 1, _LEAST_PINNED - 1).bit_length()
        self._free = device.pinned_blocks.setdefault(room, [])
        try:
            self._address = self._free.pop()
        except IndexError:
            self._address = int(call("cudaHostAlloc", room, device.cuda.cudaHostAllocPortable))
        self.__array_interface__ = {"data": (self._address, False), "shape": (room,), "typestr": "|u1", "version": 3}

    def __del__(self) -> None:
        if hasattr(self, "_address"):
            self._free.append(self._address)


class _Here(threading.local):
    """What a thread knows of its current device."""

    def __init__(self) -> None:
        self.bound = False
        self.before: list[int] = []


class _Gpu(Device):
    """A CUDA device, by the runtime API of cuda-python."""

    def __init__(self, number: int, several: bool) -> None:
        cuda = self.cuda = runtime()
        self.dlpack = (dlpack.CUDA, number)
        self.events: list[Any] = []  # that are not in use
        self.pinned_blocks: dict[int, list[int]] = {}  # that are not in use, by their sizes
        self._number, self._several, self._here = number, several, _Here()
        self._success, self._any_way = cuda.cudaError_t.cudaSuccess, cuda.cudaMemcpyKind.cudaMemcpyDefault
        self._copy, self._record, self._wait = cuda.cudaMemcpyAsync, cuda.cudaEventRecord, cuda.cudaStreamWaitEvent
        self._alloc, self._free, self._synchronize = (
            cuda.cudaMallocFromPoolAsync,
            cuda.cudaFreeAsync,
            cuda.cudaStreamSynchronize,
        )
        # a pool of the package's own, as what a pool keeps is set for all who use it, and by default that is nothing
        properties = cuda.cudaMemPoolProps()
        properties.allocType = cuda.cudaMemAllocationType.cudaMemAllocationTypePinned
        properties.location.type = cuda.cudaMemLocationType.cudaMemLocationTypeDevice
        properties.location.id = number
        self.pool = call("cudaMemPoolCreate", properties)
        keep = cuda.cudaMemPoolAttr.cudaMemPoolAttrReleaseThreshold
        call("cudaMemPoolSetAttribute", self.pool, keep, _everything())

    def check(self, function: str, error: Any) -> None:
        """Raise ExecutionError unless a call was successful."""
        if error != self._success:
            raise ExecutionError(
                f"{function} failed: {error.name}; so did what was put on the stream before, if not it"
            )

    def stream(self, given: Any = None) -> Stream:
        if given is not None:
            number = address(given, "stream")
            return Stream(number, self.cuda.cudaStream_t(number), given=given)
        handle = call("cudaStreamCreateWithFlags", self.cuda.cudaStreamNonBlocking)
        return Stream(int(handle), handle, destroy=self.cuda.cudaStreamDestroy)

    def alloc(self, size: int, stream: Stream) -> int:
        error, memory = self._alloc(size or 1, self.pool, stream.handle)  # 0 bytes would give no address
        if error == self.cuda.cudaError_t.cudaErrorMemoryAllocation:
            raise MemoryError(f"the GPU has no {size} bytes left")
        self.check("cudaMallocFromPoolAsync", error)
        return int(memory)

    def free(self, memory: int, stream: Stream) -> None:
        self._free(memory, stream.handle)

    def pinned(self, size: int) -> Bytes:
        return np.asarray(_Pinned(self, size))

    def copy(self, to: int, start: int, size: int, stream: Stream) -> None:
        (error,) = self._copy(to, start, size, self._any_way, stream.handle)
        if error != self._success:
            self.check("cudaMemcpyAsync", error)

    def record(self, stream: Stream) -> Event:
        try:
            handle = self.events.pop()
        except IndexError:
            handle = call("cudaEventCreateWithFlags", self.cuda.cudaEventDisableTiming)
        event = _CudaEvent(self, handle)
        self.check("cudaEventRecord", *self._record(handle, stream.handle))
        return event

    def wait(self, stream: Stream, event: Event) -> None:
        assert isinstance(event, _CudaEvent)
        self.check("cudaStreamWaitEvent", *self._wait(stream.handle, event.handle, 0))

    def synchronize(self, stream: Stream) -> None:
        (error,) = self._synchronize(stream.handle)
        if error != self._success:
            self.check("cudaStreamSynchronize", error)

    def place(self, memory: int) -> tuple[int, int]:
        if not memory:  # of a tensor without elements
            return self.dlpack
        found = call("cudaPointerGetAttributes", memory)
        kinds = self.cuda.cudaMemoryType
        of_device = found.type in (kinds.cudaMemoryTypeDevice, kinds.cudaMemoryTypeManaged)
        return (dlpack.CUDA, int(found.device)) if of_device else (dlpack.CPU, 0)

    def trim(self) -> None:
        self.cuda.cudaMemPoolTrimTo(self.pool, 0)

    def __enter__(self) -> None:
        here = self._here
        if self._several:
            error, before = self.cuda.cudaGetDevice()
            self.check("cudaGetDevice", error)
            here.before.append(before)
        elif here.bound:
            return
        self.check("cudaSetDevice", *self.cuda.cudaSetDevice(self._number))
        here.bound = True

    def __exit__(self, *_: object) -> None:
        if self._several:
            self.cuda.cudaSetDevice(self._here.before.pop())


def _everything() -> Any:
    from cuda.bindings.driver import cuuint64_t

    return cuuint64_t(2**64 - 1)


def device_of(library: Library) -> Device:
    """The device that launches of a library run on: the host for a simulator, otherwise the current CUDA device."""
    return _host() if library.simulator else _gpu(call("cudaGetDevice"))


@cache
def _host() -> Device:
    return _Host()


@cache
def _gpu(number: int) -> Device:
    return _Gpu(number, call("cudaGetDeviceCount") > 1)
