"""Pinned memory that host arrays pass through, on their way to the device and back."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.device import Bytes, Device, Event
    from trt_cffi.element_type import ElementType

    Array = npt.NDArray[Any]

__all__ = ["Layout", "Slot", "Slots"]

_ALIGNMENT = 256  # bytes, of each tensor
_MOST_SLOTS = 4  # that are there before one that is in use is waited for


class Layout:
    """Where tensors are in a block of memory, the same on the host and on the device, so that one copy moves them all.

    Attributes:
        offsets: of each tensor, in bytes.
        sizes: of each tensor, in bytes.
        size: of the block, in bytes.
        inputs: how many bytes of it the inputs have, which come first.
    """

    def __init__(
        self,
        inputs: Iterable[tuple[ElementType, tuple[int, ...]]],
        outputs: Iterable[tuple[ElementType, tuple[int, ...]]],
    ) -> None:
        self.offsets: list[int] = []
        self.sizes: list[int] = []
        self._tensors: list[tuple[ElementType, tuple[int, ...]]] = []
        self.size = 0
        self._add(inputs)
        self.inputs = self.size
        self._add(outputs)

    def _add(self, tensors: Iterable[tuple[ElementType, tuple[int, ...]]]) -> None:
        for dtype, shape in tensors:
            self._tensors.append((dtype, shape))
            self.offsets.append(self.size)
            self.sizes.append(dtype.nbytes(shape))
            self.size += -(-self.sizes[-1] // _ALIGNMENT) * _ALIGNMENT

    def views(self, memory: Bytes) -> list[Array]:
        """The tensors in a block of the host's memory, as arrays that share it."""
        return [
            dtype.view(memory[start:], shape) for (dtype, shape), start in zip(self._tensors, self.offsets, strict=True)
        ]


class Slot:
    """A block of pinned memory, for one launch at a time.

    Attributes:
        address: of the block.
        views: the tensors of the layout that it has now.
    """

    __slots__ = ("_device", "_layout", "_memory", "address", "views")

    views: list[Array]

    def __init__(self, device: Device) -> None:
        self._device = device
        self._memory: Bytes | None = None
        self._layout: Layout | None = None
        self.address = 0

    def fit(self, layout: Layout) -> None:
        """Have the tensors of a layout."""
        if layout is self._layout:
            return
        if self._memory is None or self._memory.size < layout.size:
            self._memory = None  # the old block first
            self._memory = self._device.pinned(layout.size)
            self.address = self._memory.ctypes.data
        self.views, self._layout = layout.views(self._memory), layout


class Slots:
    """The slots that no launch needs any more, or will have needed after an event. Several threads may use it."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._free: deque[tuple[Slot, Event | None]] = deque()  # the least recently used first

    def take(self, layout: Layout) -> Slot:
        """A slot for a launch, with the tensors of a layout."""
        slot = self._next() or Slot(self._device)
        slot.fit(layout)
        return slot

    def give(self, slot: Slot, busy: Event | None = None) -> None:
        """Give a slot back: it is free after an event, or now."""
        self._free.append((slot, busy))

    def clear(self) -> None:
        """Free them all."""
        self._free.clear()

    def _next(self) -> Slot | None:
        try:
            slot, busy = self._free.popleft()
        except IndexError:
            return None
        if busy is not None and not busy.done():
            if len(self._free) < _MOST_SLOTS - 1:
                self._free.appendleft((slot, busy))
                return None
            busy.synchronize()
        return slot
