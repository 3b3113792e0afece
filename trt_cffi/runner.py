"""`Runner`: runs a plan on arrays and tensors, strictly, with memory and a stream of its own."""

from __future__ import annotations

import warnings
from collections import deque
from contextlib import suppress
from threading import RLock
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi import tensors
from trt_cffi.arguments import boolean, integer
from trt_cffi.closing import Closing
from trt_cffi.device import device_of
from trt_cffi.errors import ClosedError, ContextError, ExecutionError, GraphCaptureError, InputError
from trt_cffi.lane import Lane, scratch_size
from trt_cffi.launch import Launch
from trt_cffi.loading import engine_to_run
from trt_cffi.pending import PendingOutputs
from trt_cffi.signature import Signature
from trt_cffi.staging import Slots
from trt_cffi.tensors import Placed

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.device import Event, Stream
    from trt_cffi.lane import Prepared
    from trt_cffi.library import Library
    from trt_cffi.logger import ILogger
    from trt_cffi.signature import TensorInfo

    Array = npt.NDArray[Any]

__all__ = ["Runner"]

_MOST_PREPARED = 256  # sets of shapes that are remembered


class Runner(Closing):
    """Runs a plan: `outputs = runner({"images": array})`, or `runner(images=array)`.

    Inputs are NumPy arrays, or anything with `__dlpack__` or `__cuda_array_interface__`, such as tensors of PyTorch,
    CuPy and cuda-python, of exactly the type and rank that the engine wants. Arrays of the host are copied to the
    device; tensors on the device are used where they are. Outputs are new NumPy arrays when all inputs are on the
    host, and `DeviceTensor`s when one is on the device: these are there as soon as the call returns, and are written in
    the order of the stream. What is on the host only (shape tensors) is a NumPy array in both cases. No output is
    written again by a later call.

    Args:
        plan: the path of a plan, its bytes, or an ICudaEngine, which then stays the caller's. For a path or bytes it
            loads an engine as `load_engine` does, and closes it with itself. Or an ONNX model, as `build` takes it: its
            plan is built the first time, and kept in the folder TRT_CFFI_CACHE, or in the user's cache folder. So are
            the kernels that TensorRT for RTX compiles for it, for the next start; those that launches compile are
            written by `close()`. A path is that of a model when it ends in ".onnx", or with build.
        library, logger: as `load_engine` takes them, for a model as `build` does; not with an ICudaEngine.
        build: options of `build` for a model, such as {"profiles": …, "fp16": True}. A plan that was kept is used when
            model, weights, options, the library's version and flavour and the GPU are the same.
        stream: the CUDA stream that everything runs on: an object with `__cuda_stream__` or a handle, which must
            not end before `close()`. None: one of its own, which does not wait for the default stream.
        profile: the optimization profile to use; None: of those that allow the shapes of a call, the one whose best
            shapes are the nearest.
        outputs: "numpy" or "device", where that should not follow from the inputs.
        graph: whether to launch by CUDA graphs: each set of shapes is captured in its second call, with an execution
            context of its own, and replayed from then on. Where that is impossible, as in the simulator and for shapes
            that depend on data, it warns once and launches as usual. A graph has fixed addresses, so tensors on the
            device are copied, on the device, to and from it.
        max_graphs: how many graphs to keep; the one that was not used for the longest time gives way. Up to TensorRT 8
            no more than there are profiles, if shapes are dynamic.
        hold_gil: keep the GIL during a launch, as `IExecutionContext.prepare` takes it.

    Several threads may use a Runner: their calls are put on its stream one after the other. For calls that run side by
    side there is the RunnerPool. Any version of TensorRT from 8.5 on, and the simulator.

    Raises what `load_engine` raises, for a model what `build` raises, and TensorRTError for an engine with an implicit
    batch.
    """

    __slots__ = (
        "__weakref__",
        "_closed",
        "_device",
        "_graphs",
        "_hold_gil",
        "_in_flight",
        "_ins",
        "_lanes",
        "_loaded",
        "_lock",
        "_max_graphs",
        "_prepared",
        "_profiles",
        "_scratch",
        "_signature",
        "_slots",
        "_stream",
        "_where",
        "engine",
    )

    def __init__(
        self,
        plan: Any,
        *,
        library: Library | str | os.PathLike[str] | None = None,
        logger: ILogger | None = None,
        stream: Any = None,
        profile: int | None = None,
        outputs: str | None = None,
        graph: bool = False,
        max_graphs: int = 16,
        hold_gil: bool = False,
        build: Mapping[str, Any] | None = None,
    ) -> None:
        _check_where(outputs)
        self._loaded = engine_to_run(plan, library, logger, build)
        self.engine = self._loaded.engine
        self._signature = Signature(self.engine)
        self._profiles = _chosen(profile, self._signature)
        self._where, self._hold_gil = outputs, boolean(hold_gil, "hold_gil")
        self._graphs, self._max_graphs = boolean(graph, "graph"), integer(max_graphs, "max_graphs")
        if self._max_graphs < 1:
            raise ValueError(f"max_graphs is at least 1, not {max_graphs}")
        self._device = device_of(self.engine._library)
        with self._device:
            self._stream = self._device.stream(stream).hold()
        self._lock = RLock()
        self._closed = False
        self._lanes: list[Lane] = []  # of CUDA graphs: the least recently used first
        self._scratch: tuple[int, int] | None = None
        self._prepared: dict[Any, Prepared] = {}
        self._slots = Slots(self._device)
        self._in_flight: deque[tuple[Event, Any]] = deque()  # what launches still use
        self._ins = tuple(self._signature.inputs.items())

    # ---- what it is ----

    @property
    def inputs(self) -> dict[str, TensorInfo]:
        """The inputs by name: types, shapes, and what each optimization profile allows."""
        return dict(self._signature.inputs)

    @property
    def outputs(self) -> dict[str, TensorInfo]:
        """The outputs by name: types and shapes."""
        return dict(self._signature.outputs)

    @property
    def stream(self) -> Stream:
        """The stream that everything runs on, an object with `__cuda_stream__`."""
        return self._stream

    @property
    def library(self) -> Library:
        """The library of the engine."""
        return self.engine._library

    @property
    def closed(self) -> bool:
        """Whether `close()` was called."""
        return self._closed

    # ---- calls ----

    def __call__(
        self,
        inputs: Mapping[str, Any] | None = None,
        /,
        *,
        out: Mapping[str, Any] | None = None,
        outputs: str | None = None,
        **named: Any,
    ) -> dict[str, Any]:
        """The outputs by name for these inputs.

        Args:
            inputs: by name; they may also be given as keywords.
            out: arrays or tensors to write outputs to, by name, of exactly their type and shape. Those on the device
                are written in the order of the stream, and come back as a `DeviceTensor` of the same memory.
            outputs: "numpy" or "device", for this call.

        It waits for outputs that are NumPy arrays, and for nothing else. Inputs on the device are kept until the device
        is done with them; they must not be written before.

        Raises:
            InputError: names are wrong or missing, or a tensor is on another device or not contiguous.
            DtypeError: a tensor is of another type.
            ShapeError: no optimization profile allows the shapes, or TensorRT refuses them.
            ExecutionError: the launch failed.
            ContextError: no execution context can be made.
            ClosedError: the Runner, or its engine, is closed.
            TypeError: something is no tensor.
        """
        return self._launch(inputs, named, out, outputs, later=False).result()

    def submit(
        self,
        inputs: Mapping[str, Any] | None = None,
        /,
        *,
        out: Mapping[str, Any] | None = None,
        outputs: str | None = None,
        **named: Any,
    ) -> PendingOutputs:
        """The same as a call, without waiting: `.result()` or `await` of what it gives does.

        Arrays of the host may be written again as soon as it returns. The simulator has run by then.
        """
        return self._launch(inputs, named, out, outputs, later=True)

    def _launch(
        self,
        inputs: Mapping[str, Any] | None,
        named: dict[str, Any],
        out: Mapping[str, Any] | None,
        where: str | None,
        later: bool,
    ) -> PendingOutputs:
        if named:
            inputs = {**inputs, **named} if inputs else named
        if where is not None:
            _check_where(where)
        with self._lock, self._device:
            if self._closed:
                raise ClosedError("this Runner is closed")
            self._release()
            values, key, placed = self._read({} if inputs is None else inputs)
            given = {} if out is None else self._read_out(out)
            prepared = self._prepared.get(key) or self._prepare(key, values)
            if self._graphs:
                self._lanes.remove(prepared.lane)
                self._lanes.append(prepared.lane)
            on_device = (where or self._where or ("device" if placed else "numpy")) == "device"
            launch = Launch(self._device, self._stream, prepared, values, placed, given, on_device)
            return self._put(launch, prepared, later)

    def _put(self, launch: Launch, prepared: Prepared, later: bool) -> PendingOutputs:
        """Put a launch on the stream."""
        slot = self._slots.take(prepared.layout) if launch.staged else None
        try:
            launch.feed(slot)
            launch.make_room()
            try:
                prepared.lane.run(prepared, launch.addresses)
            except GraphCaptureError as error:
                self._give_graphs_up(error)
                prepared.lane.run(prepared, launch.addresses)
            launch.fetch(slot)
            event = self._device.record(self._stream) if later or not launch.unread else None
        except BaseException:
            if slot is not None:
                self._slots.give(slot, self._device.record(self._stream))
            raise
        if event is not None:
            if used := launch.keep_until(event):
                self._in_flight.append((event, used))
            if slot is not None and not launch.unread:  # it was for inputs only
                self._slots.give(slot, event)
                slot = None
        return PendingOutputs(self._device, self._stream, event, launch.outputs, launch.unread, slot, self._slots)

    def _release(self) -> None:
        """Let go of what the device is done with."""
        while self._in_flight and self._in_flight[0][0].done():
            self._in_flight.popleft()

    def _read(self, inputs: Mapping[str, Any]) -> tuple[list[Any], Any, int]:
        """The inputs in the engine's order, what follows from them as a key, and how many are on the device."""
        values: list[Any] = []
        key: list[Any] = []
        placed = 0
        for name, info in self._ins:
            try:
                value = inputs[name]
            except (KeyError, TypeError, IndexError):
                raise self._wrong_names(inputs) from None
            if type(value) is not np.ndarray:
                value = tensors.read(value, info, self._device, self._stream)
                placed += type(value) is Placed
            elif value.dtype != info.dtype.numpy:
                tensors.check_dtype(value, info)
            values.append(value)
            key.append(value.shape)
            if info.on_host:
                key.append(_on_host(value, info).tobytes())
        if len(inputs) != len(values):
            raise self._wrong_names(inputs)
        return values, tuple(key), placed

    def _wrong_names(self, inputs: Any) -> Exception:
        if not hasattr(inputs, "keys"):
            return TypeError(
                f"the inputs are a mapping from names to arrays, not a {type(inputs).__name__}: "
                f"write runner({', '.join(f'{name}=…' for name in self._signature.inputs)})"
            )
        return self._signature.wrong_names(inputs)

    def _read_out(self, out: Mapping[str, Any]) -> dict[str, Any]:
        """The arrays and tensors that outputs are to be written to."""
        if not hasattr(out, "items"):
            raise TypeError(f"out is a mapping from names of outputs to arrays, not a {type(out).__name__}")
        found: dict[str, Any] = {}
        for name, value in out.items():
            info = self._signature.outputs.get(name)
            if info is None:
                raise InputError(
                    f"there is no output {name!r}; the outputs are "
                    f"{', '.join(map(repr, self._signature.outputs.values()))}"
                )
            found[name] = tensors.read(value, info, self._device, self._stream)
            if isinstance(value, np.ndarray) and not value.flags.writeable:
                raise InputError(f"the array for output {name!r} cannot be written")
        return found

    def _prepare(self, key: Any, values: list[Any]) -> Prepared:
        infos = self._signature.inputs
        shapes = dict(zip(infos, (tuple(value.shape) for value in values), strict=True))
        # TensorRT reads them in every launch: what the caller does with the array must not matter
        fixed = {
            name: np.array(value, order="C")
            for (name, info), value in zip(infos.items(), values, strict=True)
            if info.on_host
        }
        numbers = {name: tuple(map(int, array.flat)) for name, array in fixed.items() if infos[name].decides_shapes}
        profiles = self._signature.fitting(shapes, numbers, self._profiles)
        while len(self._prepared) >= _MOST_PREPARED:
            del self._prepared[next(iter(self._prepared))]
        prepared = self._lane(profiles).prepare(shapes, fixed)
        self._prepared[key] = prepared
        if self._graphs and prepared.varying:
            self._give_graphs_up(GraphCaptureError(f"only the launch tells all of {', '.join(prepared.varying)}"))
        return prepared

    def _lane(self, profiles: list[int]) -> Lane:
        """A lane for one of some profiles, the first that can be had."""
        if self._graphs:
            return self._lane_for_graph(profiles[0])
        problem: ContextError | None = None
        for profile in profiles:
            for lane in self._lanes:
                if lane.profile == profile:
                    return lane
            try:
                return self._new_lane(profile)
            except ContextError as error:
                problem = problem or error
        assert problem is not None
        raise problem

    def _lane_for_graph(self, profile: int) -> Lane:
        rivals = [lane for lane in self._lanes if self._signature.exclusive and lane.profile == profile]
        if not rivals and len(self._lanes) >= self._max_graphs:
            rivals = self._lanes[:1]
        for lane in rivals:
            self._device.synchronize(self._stream)
            self._lanes.remove(lane)
            self._prepared = {key: each for key, each in self._prepared.items() if each.lane is not lane}
            lane.close()
        return self._new_lane(profile)

    def _new_lane(self, profile: int) -> Lane:
        if self._scratch is None:
            size = scratch_size(self.engine)
            self._scratch = self._device.alloc(size, self._stream), size
        lane = Lane(
            self._loaded,
            self._signature,
            profile,
            self._device,
            self._stream,
            self._scratch,
            hold_gil=self._hold_gil,
            graphs=self._graphs,
        )
        self._lanes.append(lane)
        return lane

    def _give_graphs_up(self, error: GraphCaptureError) -> None:
        self._graphs = False
        for lane in self._lanes:
            lane.graphs = False
        warnings.warn(f"{self!r} launches without CUDA graphs: {error}", RuntimeWarning, stacklevel=5)

    # ---- the end ----

    def close(self) -> None:
        """Wait for the stream, and free everything but outputs that are still held. Closing twice does nothing."""
        with self._lock, self._device:
            if self._closed:
                return
            self._closed = True
            with suppress(ExecutionError):  # which was raised where it happened, or will be by a result
                self._device.synchronize(self._stream)
            for lane in self._lanes:
                lane.close()
            if self._scratch is not None:
                self._device.free(self._scratch[0], self._stream)
            for held in (self._lanes, self._prepared, self._slots, self._in_flight):
                held.clear()
            self._loaded.close()
            self._device.trim()
            self._stream.let_go()
            self._stream.release()

    def __del__(self) -> None:
        if hasattr(self, "_ins"):  # it was made
            self.close()

    def __repr__(self) -> str:
        if self._closed:
            return "<Runner closed>"
        return f"<Runner of {self.engine!r} on {self._stream!r}>"


def _check_where(outputs: Any) -> None:
    if outputs not in (None, "numpy", "device"):
        raise ValueError(f'outputs is "numpy", "device" or None, not {outputs!r}')


def _chosen(profile: int | None, signature: Signature) -> list[int] | None:
    if profile is None:
        return None
    if not 0 <= integer(profile, "profile") < signature.profiles:
        count = signature.profiles
        raise ValueError(f"there is no optimization profile {profile}: the plan has {count}, from 0 on")
    return [profile]


def _on_host(value: Any, info: TensorInfo) -> Array:
    if type(value) is Placed:
        raise InputError(f"{info.name!r} is read by the host, as its values decide shapes: give a NumPy array")
    array: Array = value
    return array
