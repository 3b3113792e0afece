"""`PendingOutputs`: what a launch will have given when the device is done with it."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.device import Device, Event, Stream
    from trt_cffi.signature import TensorInfo
    from trt_cffi.staging import Slot, Slots

    Array = npt.NDArray[Any]
    Unread = tuple[TensorInfo, tuple[int, ...], Array, Array | None]

__all__ = ["PendingOutputs"]

_LONGEST_NAP = 1e-3  # seconds


class PendingOutputs:
    """The outputs of a launch that was put on a stream: `result()` waits for them, and so does `await`.

    `Runner.submit` makes it. Several threads may use it.
    """

    __slots__ = ("_device", "_event", "_lock", "_outputs", "_slot", "_slots", "_stream", "_unread")

    def __init__(
        self,
        device: Device,
        stream: Stream,
        event: Event | None,
        outputs: dict[str, Any],
        unread: list[Unread],
        slot: Slot | None,
        slots: Slots,
    ) -> None:
        self._device, self._stream, self._event = device, stream, event
        self._outputs = outputs  # all names; those that are `unread` get their values when it is done
        self._unread = unread  # description, shape, memory of the host, and the array that was passed in for it
        self._slot, self._slots = slot, slots
        self._lock = Lock()

    def done(self) -> bool:
        """Whether the device is done with the launch. ExecutionError when it failed."""
        if self._event is not None:
            return self._event.done()
        return True

    def result(self, timeout: float | None = None) -> dict[str, Any]:
        """The outputs by name, the same objects each time. Tensors that stay on the device are not waited for.

        timeout: seconds to wait at most, then TimeoutError; None: as long as it takes.

        Raises ExecutionError when the launch, or what was on its stream before, failed.
        """
        with self._lock:
            if self._unread:
                self._wait(timeout)
                for info, shape, memory, given in self._unread:
                    value = info.dtype.read(memory, shape)
                    if given is not None:
                        np.copyto(given, value)
                    self._outputs[info.name] = value if given is None else given
                self._unread.clear()
                if self._slot is not None:
                    self._slots.give(self._slot)
                    self._slot = None
        return self._outputs

    def __await__(self) -> Generator[Any, None, dict[str, Any]]:
        if self._unread and not self.done():
            import asyncio

            yield from asyncio.get_running_loop().run_in_executor(None, self.result)
        return self.result()

    def _wait(self, timeout: float | None) -> None:
        if timeout is not None:
            nap, until = 1e-5, time.monotonic() + timeout
            while not self.done():
                if time.monotonic() >= until:
                    raise TimeoutError(f"the launch is not done after {timeout} seconds")
                time.sleep(nap)
                nap = min(2 * nap, _LONGEST_NAP)
        elif self._event is not None:
            self._event.synchronize()
        else:
            self._device.synchronize(self._stream)

    def __del__(self) -> None:
        if self._slot is not None and self._event is not None:  # nobody asked for the result
            self._slots.give(self._slot, self._event)

    def __repr__(self) -> str:
        return f"<PendingOutputs {', '.join(self._outputs)}{' waited for' if self._unread else ''}>"
