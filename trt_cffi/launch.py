"""A `Launch`: where each tensor of one launch is, and the copies before and after it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi.device_output import free
from trt_cffi.device_tensor import Block, DeviceTensor
from trt_cffi.errors import InputError, ShapeError
from trt_cffi.tensors import Placed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from trt_cffi.device import Device, Event, Stream
    from trt_cffi.lane import Prepared
    from trt_cffi.pending import Unread
    from trt_cffi.signature import TensorInfo
    from trt_cffi.staging import Slot

__all__ = ["Launch"]

_ALIGNMENT = 256  # bytes, of a tensor that is used where it is


class Launch:
    """One launch. `feed`, `make_room`, the launch by its lane, and `fetch` put it on the stream, in this order.

    Args:
        device, stream: that it runs on.
        prepared: what is launched.
        values: the inputs in the engine's order, arrays and Placed.
        placed: how many of them are Placed.
        given: memory that was passed in for outputs, by name: arrays and Placed.
        on_device: whether the other outputs are to stay on the device.

    Attributes:
        addresses: of all tensors, as `Step.run` takes them.
        outputs: by name; None for those that are `unread`.
        unread: the outputs that get their values on the host when the stream is done.
        staged: whether it needs pinned memory.
    """

    __slots__ = (
        *(
            "_block",
            "_by_graph",
            "_device",
            "_given",
            "_on_device",
            "_placed",
            "_prepared",
            "_stream",
            "_usual",
            "_values",
        ),
        *("addresses", "outputs", "staged", "unread"),
    )

    def __init__(
        self,
        device: Device,
        stream: Stream,
        prepared: Prepared,
        values: list[Any],
        placed: int,
        given: Mapping[str, Any],
        on_device: bool,
    ) -> None:
        self._device, self._stream, self._prepared = device, stream, prepared
        self._values, self._placed, self._given, self._on_device = values, placed, given, on_device
        self._block = prepared.lane.reserve(prepared.layout.size)
        self._usual = not (on_device or given or prepared.varying)  # all outputs come by the pinned memory
        self.staged = not on_device or placed < len(prepared.inputs)
        self.addresses: Any = prepared.addresses(self._block)
        self._by_graph = prepared.lane.graphs  # whatever becomes of it
        if not self._by_graph and (placed or not self._usual):
            self.addresses = list(self.addresses)  # to change some of them
        self.outputs: dict[str, Any] = dict.fromkeys(prepared.names)
        self.unread: list[Unread] = []

    def feed(self, slot: Slot | None) -> None:
        """Bring the inputs to the lane's memory, or say where they are."""
        device, stream, layout, block = self._device, self._stream, self._prepared.layout, self._block
        for info, position, where, i in self._prepared.inputs:
            value = self._values[position]
            if type(value) is not Placed:
                assert slot is not None
                info.dtype.write(value, slot.views[i])
                if self._placed:
                    device.copy(block + layout.offsets[i], slot.address + layout.offsets[i], layout.sizes[i], stream)
            elif self._in_place(value.address):
                self.addresses[where] = value.address
            else:
                device.copy(block + layout.offsets[i], value.address, layout.sizes[i], stream)
        if layout.inputs and not self._placed:
            assert slot is not None
            device.copy(block, slot.address, layout.inputs, stream)

    def make_room(self) -> None:
        """Find memory for the outputs that are not to come by the pinned memory."""
        if self._usual:
            return
        prepared = self._prepared
        for info in prepared.growing:
            if info.name in self._given:
                raise InputError(
                    f"only the launch tells the shape of output {info.name!r}: no memory can be passed in for it"
                )
        for info, shape, where in prepared.on_host:
            self._buffer(info, shape)
            self.outputs[info.name] = array = np.empty(shape, info.dtype.numpy)
            self.addresses[where] = array.ctypes.data
        for info, shape, where, _ in prepared.outputs:
            buffer = self._buffer(info, shape)
            if type(buffer) is Placed or (buffer is None and self._on_device):
                self.outputs[info.name] = tensor = self._tensor(info, shape, buffer)
                if self._in_place(tensor.address):
                    self.addresses[where] = tensor.address

    def fetch(self, slot: Slot | None) -> None:
        """Put what brings the outputs to where they are wanted on the stream."""
        device, stream, layout, block = self._device, self._stream, self._prepared.layout, self._block
        if self._usual:
            assert slot is not None
            if layout.size > layout.inputs:
                start = layout.inputs
                device.copy(slot.address + start, block + start, layout.size - start, stream)
            self.unread += [(info, shape, slot.views[i], None) for info, shape, _, i in self._prepared.outputs]
            return
        for info in self._prepared.growing:
            self._fetch_growing(info)
        for info, shape, _ in self._prepared.on_host:
            self.unread.append((info, shape, self.outputs[info.name], self._given.get(info.name)))
        for info, shape, _, i in self._prepared.outputs:
            tensor = self.outputs[info.name]
            if tensor is None:
                assert slot is not None
                device.copy(slot.address + layout.offsets[i], block + layout.offsets[i], layout.sizes[i], stream)
                self.unread.append((info, shape, slot.views[i], self._given.get(info.name)))
            elif not self._in_place(tensor.address):
                device.copy(tensor.address, block + layout.offsets[i], layout.sizes[i], stream)

    def keep_until(self, event: Event) -> list[Any]:
        """What must be kept until the event that is recorded behind it all. The outputs on the device wait for it."""
        for tensor in self.outputs.values():
            if type(tensor) is DeviceTensor:
                tensor._ready = event
        return [each.keeps for each in (*self._values, *self._given.values()) if type(each) is Placed]

    def _in_place(self, address: int) -> bool:
        """Whether a tensor is used where it is. A graph has addresses of its own."""
        return not self._by_graph and address % _ALIGNMENT == 0

    def _buffer(self, info: TensorInfo, shape: tuple[int, ...]) -> Any:
        """What was passed in for an output, or None."""
        buffer = self._given.get(info.name)
        if buffer is not None and buffer.shape != shape:
            raise ShapeError(
                f"output {info.name!r} has the shape {shape}, and what was passed in for it {buffer.shape}"
            )
        return buffer

    def _tensor(self, info: TensorInfo, shape: tuple[int, ...], buffer: Placed | None) -> DeviceTensor:
        """An output on the device: in memory of its own, or in that which was passed in."""
        device, stream = self._device, self._stream
        if buffer is not None:
            return DeviceTensor(buffer.address, shape, info.dtype, device, stream, buffer.keeps)
        owner = Block(device, device.alloc(info.dtype.nbytes(shape), stream), stream, device.free)
        return DeviceTensor(owner.address, shape, info.dtype, device, stream, owner)

    def _fetch_growing(self, info: TensorInfo) -> None:
        """An output whose shape the launch has told."""
        growing, device, stream = self._prepared.lane.growing[info.name], self._device, self._stream
        shape = growing.shape
        assert shape is not None
        if self._on_device:
            owner = Block(device, growing.take(), stream, partial(free, self._prepared.lane.library))
            self.outputs[info.name] = DeviceTensor(owner.address, shape, info.dtype, device, stream, owner)
            return
        memory = np.empty(info.dtype.nbytes(shape), np.uint8)
        if memory.size:
            device.copy(memory.ctypes.data, growing.address, memory.size, stream)
        self.unread.append((info, shape, info.dtype.view(memory, shape), None))
