"""Launches one behind the other, and when each of their parts began and ended."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from trt_cffi import cuda
from trt_cffi.closing import Closing
from trt_cffi.errors import ExecutionError, GraphCaptureError
from trt_cffi.lane import Lane, scratch_size
from trt_cffi.layer_times import LayerProfiler
from trt_cffi.staging import Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.device import Device, Stream
    from trt_cffi.library import Library
    from trt_cffi.loading import EngineToRun
    from trt_cffi.signature import Signature

    Array = npt.NDArray[Any]
    Progress = Callable[[int, float], None]

__all__ = ["Clock", "Limits", "Load", "Times", "clock_of", "layer_times", "measure", "warm_up"]

_AHEAD = 1  # launches that are on a stream behind the one that is waited for, so that a GPU always has work


class Times(NamedTuple):
    """When the parts of a launch began and ended, in ms since the measurement began."""

    enqueue: float
    enqueued: float
    h2d: float
    compute: float
    computed: float
    d2h: float


class Clock(ABC):
    """When a stream comes to a place in its work."""

    zero: float  # when the count began, by `time.perf_counter`

    @abstractmethod
    def start(self, stream: Stream) -> None:
        """Begin to count, when there is no work on any stream."""

    @abstractmethod
    def mark(self, stream: Stream) -> Any:
        """The place that a stream's work has come to."""

    @abstractmethod
    def read(self, marks: Sequence[Any]) -> list[float]:
        """Wait for the last of some marks, which are in their order: when each was come to, in ms since the start."""

    def since_start(self, now: float) -> float:
        """What `time.perf_counter` says, in ms since the start."""
        return (now - self.zero) * 1e3


class _HostClock(Clock):
    """For a simulator, which has done everything when its call returns."""

    def start(self, stream: Stream) -> None:
        self.zero = time.perf_counter()

    def mark(self, stream: Stream) -> float:
        return time.perf_counter()

    def read(self, marks: Sequence[Any]) -> list[float]:
        return [self.since_start(mark) for mark in marks]


class _GpuClock(Clock):
    """CUDA events.

    spin: whether the processor is kept busy while it waits for one, which may notice its end sooner.
    """

    def __init__(self, spin: bool) -> None:
        runtime = cuda.runtime()
        self._flags = runtime.cudaEventDefault if spin else runtime.cudaEventBlockingSync
        self._free: list[Any] = []
        self._record, self._success = runtime.cudaEventRecord, runtime.cudaError_t.cudaSuccess

    def start(self, stream: Stream) -> None:
        self._first = self.mark(stream)
        cuda.call("cudaEventSynchronize", self._first)
        self.zero = time.perf_counter()

    def mark(self, stream: Stream) -> Any:
        event = self._free.pop() if self._free else cuda.call("cudaEventCreateWithFlags", self._flags)
        (error,) = self._record(event, stream.handle)  # not by call(), whose own time would be the launch's
        if error != self._success:
            raise ExecutionError(f"cudaEventRecord failed: {error.name}; so did what was put on the stream before")
        return event

    def read(self, marks: Sequence[Any]) -> list[float]:
        cuda.call("cudaEventSynchronize", marks[-1])
        times, last, now = [], self._first, 0.0
        for mark in marks:  # from one to the next, as a float of many seconds has no microseconds
            now += cuda.call("cudaEventElapsedTime", last, mark)
            times.append(now)
            last = mark
        self._free += marks
        return times


def clock_of(library: Library, spin: bool) -> Clock:
    """CUDA events, or the host's clock for a simulator."""
    return _HostClock() if library.simulator else _GpuClock(spin)


class Load(Closing):
    """A context with a stream and memory of its own, that launches the same again and again.

    Args:
        loaded, signature: what is launched.
        device: that it runs on.
        profile: the optimization profile.
        arrays: of all inputs.
        transfers: whether each launch copies the inputs to the device and the outputs to the host.
        graph: whether to launch by a CUDA graph. GraphCaptureError where there can be none.
    """

    def __init__(
        self,
        loaded: EngineToRun,
        signature: Signature,
        device: Device,
        profile: int,
        arrays: Mapping[str, Array],
        *,
        transfers: bool,
        graph: bool,
    ) -> None:
        self._signature, self._device, self._transfers = signature, device, transfers
        self.stream = device.stream()
        size = scratch_size(loaded.engine)
        self._scratch = device.alloc(size, self.stream)
        self._lane = Lane(
            loaded, signature, profile, device, self.stream, (self._scratch, size), hold_gil=False, graphs=graph
        )
        self._in_flight: deque[tuple[float, float, Sequence[Any]]] = deque()
        self._buffers: dict[str, Array] = {}  # on the host, for the outputs whose size only the launch tells
        shapes = {name: array.shape for name, array in arrays.items()}
        on_host = {name: np.array(arrays[name], order="C") for name, info in signature.inputs.items() if info.on_host}
        self._prepared = self._lane.prepare(shapes, on_host)
        if graph and self._prepared.varying:
            raise GraphCaptureError(f"only the launch tells all of {', '.join(self._prepared.varying)}")
        self._slot = Slot(device)
        self._slot.fit(self._prepared.layout)
        for info, _, _, i in self._prepared.inputs:
            info.dtype.write(arrays[info.name], self._slot.views[i])
        self._block = self._lane.reserve(self._prepared.layout.size)
        self._on_host = {info.name: np.empty(shape, info.dtype.numpy) for info, shape, _ in self._prepared.on_host}
        addresses = list(self._prepared.addresses(self._block))
        for info, _, where in self._prepared.on_host:
            addresses[where] = self._on_host[info.name].ctypes.data
        self._addresses = tuple(addresses)
        self._upload()
        for _ in range(2 if graph else 1):  # the second becomes the graph
            self.run()

    def launch(self, clock: Clock) -> None:
        """Put a launch on the stream."""
        began = time.perf_counter()
        marks = [clock.mark(self.stream)]
        if self._transfers:
            self._upload()
            marks.append(clock.mark(self.stream))
        self._lane.run(self._prepared, self._addresses)
        marks.append(clock.mark(self.stream))
        if self._transfers:
            self._download()
            marks.append(clock.mark(self.stream))
        self._in_flight.append((began, time.perf_counter(), marks))

    @property
    def in_flight(self) -> int:
        """How many launches were not waited for."""
        return len(self._in_flight)

    def finish(self, clock: Clock) -> Times:
        """Wait for the oldest launch."""
        began, ended, marks = self._in_flight.popleft()
        h2d, compute, computed, d2h = clock.read(marks) if self._transfers else _twice(clock.read(marks))
        return Times(clock.since_start(began), clock.since_start(ended), h2d, compute, computed, d2h)

    def outputs(self) -> dict[str, Array]:
        """The outputs of the last launch."""
        self._download()
        self._device.synchronize(self.stream)
        nothing: Array = np.empty(0)
        found = dict.fromkeys(self._signature.outputs, nothing) | self._on_host
        for info, shape, _, i in self._prepared.outputs:
            found[info.name] = info.dtype.read(self._slot.views[i], shape)
        for info in self._prepared.growing:
            shape = self._lane.growing[info.name].shape or ()
            found[info.name] = info.dtype.read(info.dtype.view(self._buffers[info.name], shape), shape)
        return found

    def tell(self, profiler: LayerProfiler) -> None:
        """Let a profiler hear of every launch from now on. There must be no graph."""
        self._lane.context.profiler = profiler

    def run(self) -> None:
        """Launch, and wait."""
        self._lane.run(self._prepared, self._addresses)
        self._device.synchronize(self.stream)

    def close(self) -> None:
        with suppress(ExecutionError):  # which was raised where it happened
            self._device.synchronize(self.stream)
        self._lane.close()
        self._device.free(self._scratch, self.stream)

    def _upload(self) -> None:
        if size := self._prepared.layout.inputs:
            self._device.copy(self._block, self._slot.address, size, self.stream)

    def _download(self) -> None:
        layout = self._prepared.layout
        if size := layout.size - layout.inputs:
            self._device.copy(self._slot.address + layout.inputs, self._block + layout.inputs, size, self.stream)
        for info in self._prepared.growing:
            output = self._lane.growing[info.name]
            size = info.dtype.nbytes(output.shape or ())
            buffer = self._buffer(info.name, size)
            if size:
                self._device.copy(buffer.ctypes.data, output.address, size, self.stream)

    def _buffer(self, name: str, size: int) -> Array:
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            self._device.synchronize(self.stream)  # the copy before may be to the old one
            buffer = self._buffers[name] = self._device.pinned(size)
        return buffer


class Limits(NamedTuple):
    """How long a measurement takes: at least so many launches on each stream, and seconds."""

    iterations: int
    seconds: float


def warm_up(loads: Sequence[Load], clock: Clock, seconds: float) -> None:
    """Launch on every stream in turn for some seconds."""
    clock.start(loads[0].stream)
    for _ in _launches(loads, clock, Limits(0, seconds), 0, None):
        pass
    _finish(loads, clock)


def measure(
    loads: Sequence[Load], clock: Clock, limits: Limits, idle: float, progress: Progress
) -> tuple[list[Times], float]:
    """Launch on every stream in turn.

    Args:
        loads: one for each stream.
        clock: of their device.
        limits: when it is enough. Ctrl-C ends it before.
        idle: seconds to sleep between two launches of a stream.
        progress: is told how many launches each stream has got, and the seconds since the start.

    Returns the times of all launches, and the seconds from the first's beginning to the last's end.
    """
    found: list[Times] = []
    clock.start(loads[0].stream)
    with suppress(KeyboardInterrupt):
        for times in _launches(loads, clock, limits, idle, progress):
            found.append(times)  # noqa: PERF402 - what was measured before Ctrl-C counts
    found += _finish(loads, clock)
    return found, time.perf_counter() - clock.zero


def _launches(
    loads: Sequence[Load], clock: Clock, limits: Limits, idle: float, progress: Progress | None
) -> Iterator[Times]:
    """The times of all launches but those that are still on their streams in the end."""
    done, seconds = 0, 0.0
    while done < limits.iterations or seconds < limits.seconds:
        for load in loads:
            load.launch(clock)
        for load in loads:
            if load.in_flight > _AHEAD:
                yield load.finish(clock)
        done, seconds = done + 1, time.perf_counter() - clock.zero
        if progress is not None:
            progress(done, seconds)
        if idle:
            time.sleep(idle)


def _finish(loads: Sequence[Load], clock: Clock) -> list[Times]:
    return [load.finish(clock) for load in loads for _ in range(load.in_flight)]


def layer_times(load: Load, limits: Limits) -> list[dict[str, float]]:
    """What each layer took in each of some launches, in ms; TensorRT waits for each, to tell."""
    found: list[dict[str, float]] = []
    profiler, zero = LayerProfiler(), time.perf_counter()
    load.tell(profiler)
    while len(found) < limits.iterations or time.perf_counter() - zero < limits.seconds:
        profiler.reset()
        load.run()
        found.append({layer.name: layer.milliseconds for layer in profiler.layers})
    return found


def _twice(times: Sequence[float]) -> tuple[float, float, float, float]:
    """Without transfers: the beginning and the end of what was computed, as those of the transfers too."""
    compute, computed = times
    return compute, compute, computed, computed
