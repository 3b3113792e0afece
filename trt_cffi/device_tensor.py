"""`DeviceTensor`: an output that stays on the device, for DLPack, the CUDA array interface and NumPy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trt_cffi import dlpack
from trt_cffi.device import LEGACY

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.device import Device, Event, Stream
    from trt_cffi.element_type import ElementType

__all__ = ["Block", "DeviceTensor"]


class Block:
    """A block of device memory that is freed, in the order of its stream, when nobody refers to it any more."""

    __slots__ = ("_device", "_free", "_stream", "address", "on_default_stream")

    def __init__(self, device: Device, address: int, stream: Stream, free: Callable[[int, Stream], None]) -> None:
        self._device, self.address, self._stream, self._free = device, address, stream.hold(), free
        self.on_default_stream = False  # whether it was lent to what runs there

    def __del__(self) -> None:
        with self._device:
            if self.on_default_stream:  # what the borrower put there comes before whoever gets the memory next
                self._device.wait(self._stream, self._device.record(self._device.stream(LEGACY)))
            self._free(self.address, self._stream)
            self._stream.release()


class DeviceTensor:
    """A tensor in device memory, contiguous and in C order. In the simulator the device's memory is the host's.

    A Runner makes it. `torch.from_dlpack(tensor)`, `cupy.from_dlpack(tensor)` and whatever else knows DLPack or the
    CUDA array interface use its memory without a copy, and wait, on their own stream, until it is written. The memory
    is freed when this object and all that borrowed it are gone. Work of other libraries that still reads it then must
    run on the default stream, or be done.

    Attributes:
        shape: a tuple.
        dtype: an ElementType, whose `numpy` is NumPy's type.
        address: of the first element.
        nbytes: its size in bytes.
        stream: the stream that writes it, an object with `__cuda_stream__`.
    """

    __slots__ = ("_device", "_owner", "_ready", "address", "dtype", "nbytes", "shape", "stream")

    def __init__(
        self,
        address: int,
        shape: tuple[int, ...],
        dtype: ElementType,
        device: Device,
        stream: Stream,
        owner: Any,
    ) -> None:
        self.address, self.shape, self.dtype, self.stream = address, shape, dtype, stream
        self.nbytes = dtype.nbytes(shape)
        self._device, self._owner = device, owner  # the owner keeps the memory
        self._ready: Event | None = None  # until the launch that writes it is on the stream

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many elements it has."""
        return int(np.prod(self.shape))

    def numpy(self) -> npt.NDArray[Any]:
        """A new array with its values, once they are written. It waits for the stream, and for nothing else."""
        memory = np.empty(self.nbytes, np.uint8)
        with self._device:
            if self.nbytes:
                self._device.copy(memory.ctypes.data, self.address, self.nbytes, self.stream)
            self._device.synchronize(self.stream)
        return self.dtype.read(self.dtype.view(memory, self.shape), self.shape)

    def synchronize(self) -> None:
        """Wait until it is written. ExecutionError when that failed."""
        if self._ready is not None:
            self._ready.synchronize()

    def _written_before(self, stream: Stream) -> None:
        """Let another stream wait until it is written."""
        if self._ready is not None and stream.number != self.stream.number:
            self._device.wait(stream, self._ready)

    # ---- what other libraries ask for ----

    def __dlpack_device__(self) -> tuple[int, int]:
        """Its device's type and number in DLPack: (2, N) on a GPU, (1, 0) in the simulator."""
        return self._device.dlpack

    def __dlpack__(
        self,
        *,
        stream: int | None = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any:
        """Lend the tensor, as DLPack says. `stream` waits until it is written; with -1 none does."""
        if dl_device not in (None, self._device.dlpack):
            if dl_device[0] == dlpack.CPU and copy is not False:
                return self.numpy().__dlpack__(max_version=max_version)
            raise BufferError(f"this tensor is on the device {self._device.dlpack} of DLPack, and not on {dl_device}")
        if copy:
            raise BufferError("this tensor can be lent, and not copied")
        if self._device.dlpack[0] == dlpack.CUDA and stream != -1:
            if stream == 0:
                raise ValueError("stream 0 is ambiguous in DLPack: 1 is the legacy default stream")
            self._lend(LEGACY if stream is None else stream)
        versioned = max_version is not None and max_version[0] >= 1
        return dlpack.export(self, self.address, self.shape, self.dtype.dlpack, self._device.dlpack, versioned)

    def _lend(self, number: int) -> None:
        with self._device:
            self._written_before(self._device.stream(number))
        if number == LEGACY and isinstance(self._owner, Block):
            self._owner.on_default_stream = True

    @property
    def __cuda_array_interface__(self) -> dict[str, Any]:
        """The CUDA array interface, version 3, with the stream. AttributeError where it has none."""
        if self._device.dlpack[0] != dlpack.CUDA:
            raise AttributeError("the simulator's memory is the host's: it has no CUDA array interface, but DLPack")
        if self.dtype.numpy.kind not in "biuf":
            raise AttributeError(f"the CUDA array interface has no {self.dtype}, but DLPack has")
        return {
            "version": 3,
            "shape": self.shape,
            "typestr": self.dtype.numpy.str,
            "data": (self.address, False),
            "strides": None,
            "stream": self.stream.shared_number,
        }

    def __repr__(self) -> str:
        return f"<DeviceTensor {self.dtype} {self.shape} at {self.address:#x}>"
