"""A `Lane`: an execution context with what it needs to run, for an optimization profile or for a CUDA graph."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from trt_cffi.device_output import DeviceOutput
from trt_cffi.errors import ContextError, ShapeError, TensorRTError
from trt_cffi.shim import last_error
from trt_cffi.staging import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.context import IExecutionContext
    from trt_cffi.device import Device, Stream
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.graph import CapturedStep
    from trt_cffi.library import Library
    from trt_cffi.loading import EngineToRun
    from trt_cffi.signature import Signature, TensorInfo

    Array = npt.NDArray[Any]
    Shape = tuple[int, ...]

__all__ = ["Lane", "Prepared", "scratch_size"]

_LEAST_SCRATCH = 256  # bytes: TensorRT wants some address even where it needs no memory

# TensorRT does not say that threads may make contexts of an engine at once, and up to 8 a new one has the first profile
# for a moment.
_one_at_a_time = Lock()


def scratch_size(engine: ICudaEngine) -> int:
    """Bytes of device memory for a context, whichever profile it has."""
    return max(engine.device_memory_size, _LEAST_SCRATCH)


class Lane:
    """An execution context and the device memory that its tensors pass through.

    Args:
        loaded: the engine whose context it is.
        signature: of the engine.
        profile: the optimization profile.
        device: that it runs on.
        stream: that everything is put on.
        scratch: address and size of the context's device memory, which lanes of one stream may share.
        hold_gil: as `IExecutionContext.prepare` takes it.
        graphs: whether to launch as a CUDA graph: then it runs what was `prepared` first, and nothing else.

    Raises ContextError when there is no context to be had, or the profile serves another one.
    """

    def __init__(
        self,
        loaded: EngineToRun,
        signature: Signature,
        profile: int,
        device: Device,
        stream: Stream,
        scratch: tuple[int, int],
        *,
        hold_gil: bool,
        graphs: bool,
    ) -> None:
        self.profile, self.graphs = profile, graphs
        self.library: Library = loaded.engine._library
        self._signature, self._device, self._stream = signature, device, stream
        self._block, self._room = 0, -1
        self._launched: tuple[Prepared, Sequence[int]] | None = None  # the last that was
        self._captured: CapturedStep | None = None
        self.growing: dict[str, DeviceOutput] = {}  # of the outputs whose size only the launch tells
        self.context = self._new_context(loaded, scratch)
        self._step = self.context.prepare(stream, hold_gil=hold_gil)
        self.names = self._step.names

    def _new_context(self, loaded: EngineToRun, scratch: tuple[int, int]) -> IExecutionContext:
        with _one_at_a_time:
            context = loaded.new_context()
            if context is None:
                said = last_error(self.library._shim).splitlines()
                raise ContextError("no execution context can be made", messages=said)
            context.set_device_memory(*scratch)
            if not self._signature.static and context.active_optimization_profile != self.profile:
                try:
                    context.set_optimization_profile_async(self.profile, self._stream.number)
                except TensorRTError as error:
                    context.close()
                    raise _no_profile(self.profile, self._signature.profiles, error) from error
            loaded.context_made(self.profile)
        return context

    def prepare(self, shapes: Mapping[str, Shape], values: Mapping[str, Array]) -> Prepared:
        """Resolve all that follows from the shapes of the inputs, and from the values of those that decide shapes.

        Raises ShapeError, with TensorRT's words, when it refuses them.
        """
        context = self.context
        for name, shape in shapes.items():
            if -1 in self._signature.inputs[name].shape and not context.set_input_shape(name, shape):
                said = last_error(self.library._shim).splitlines()
                raise ShapeError(f"input {name!r} cannot have the shape {shape}", messages=said)
        for name, array in values.items():
            context.set_tensor_address(name, array.ctypes.data)
        try:
            lacking = context.infer_shapes()
        except TensorRTError as error:
            raise ShapeError(f"these inputs go not together: {dict(shapes)}", messages=error.messages) from error
        if lacking:
            raise ShapeError(f"TensorRT lacks {', '.join(map(repr, lacking))} to tell all shapes")
        outputs = {name: tuple(context.get_tensor_shape(name)) for name in self._signature.outputs}
        for name, shape in outputs.items():
            if -1 in shape and name not in self.growing:
                self.growing[name] = DeviceOutput(self._device.pool)
                context.set_output_allocator(name, self.growing[name])
        return Prepared(self, self._signature, shapes, values, outputs)

    def reserve(self, size: int) -> int:
        """The address of the lane's memory, which has room for `size` bytes then; what it held may be lost."""
        if size > self._room:
            if self._block:
                self._device.free(self._block, self._stream)
            self._block, self._room = 0, -1
            self._block, self._room = self._device.alloc(size, self._stream), size
        return self._block

    def run(self, prepared: Prepared, addresses: Sequence[int]) -> None:
        """Launch. GraphCaptureError when that cannot become a CUDA graph: then launch again, without."""
        if self._captured is not None:
            self._captured.launch()
            return
        launched, self._launched = self._launched, None
        if launched is None or launched[0] is not prepared or launched[1] is not addresses:
            self._step.run(addresses, prepared.shapes)
        elif self.graphs:
            self._captured = self._step.capture()  # which launches, too
        else:
            self._step.launch()
        self._launched = prepared, addresses

    def close(self) -> None:
        """Free the context and the memory. Nothing of it may be running."""
        self.context.close()
        self._launched = self._captured = None
        self.growing.clear()
        if self._block:
            self._device.free(self._block, self._stream)
            self._block = 0


class Prepared:
    """What a lane launches for certain shapes of the inputs, and values of those that decide shapes.

    Attributes:
        lane: that runs it.
        names: of the outputs.
        shapes: as `Step.run` takes them.
        inputs: of those that pass through the lane's memory: description, position among the inputs, in the step, and
            in the layout.
        outputs: of those that pass through the lane's memory: description, shape, position in the step and in the
            layout.
        growing: the outputs whose shape only the launch tells.
        on_host: of the outputs that are written on the host: description, shape, position in the step.
        layout: of the lane's memory.
        varying: the names of the outputs that do not pass through the lane's memory.
    """

    def __init__(
        self,
        lane: Lane,
        signature: Signature,
        shapes: Mapping[str, Shape],
        values: Mapping[str, Array],
        outputs: Mapping[str, Shape],
    ) -> None:
        self.lane, self._values = lane, values  # which TensorRT reads in every launch
        self.names = tuple(signature.outputs)
        place = {name: i for i, name in enumerate(lane.names)}
        dynamic = {name: shapes[name] for name, info in signature.inputs.items() if -1 in info.shape}
        self.shapes = tuple(dynamic.get(name) for name in lane.names)
        ins = [(position, info) for position, info in enumerate(signature.inputs.values()) if info.name not in values]
        outs = [info for info in signature.outputs.values() if not info.on_host and info.name not in lane.growing]
        self.layout = Layout(
            [(info.dtype, shapes[info.name]) for _, info in ins], [(info.dtype, outputs[info.name]) for info in outs]
        )
        self.inputs: list[tuple[TensorInfo, int, int, int]] = [
            (info, position, place[info.name], i) for i, (position, info) in enumerate(ins)
        ]
        self.outputs: list[tuple[TensorInfo, Shape, int, int]] = [
            (info, outputs[info.name], place[info.name], len(ins) + i) for i, info in enumerate(outs)
        ]
        self.growing = [signature.outputs[name] for name in lane.growing]
        self.on_host = [
            (info, outputs[info.name], place[info.name]) for info in signature.outputs.values() if info.on_host
        ]
        self.varying = [info.name for info in (*self.growing, *(info for info, *_ in self.on_host))]
        self._place, self._block = place, 0
        self._addresses: tuple[int, ...] = ()

    def addresses(self, block: int) -> tuple[int, ...]:
        """As `Step.run` takes them, when every tensor is in the lane's memory, which is at `block`.

        It is the same object as long as the block is the same.
        """
        if block != self._block:
            found = dict.fromkeys(self._place, 0)
            found |= {name: array.ctypes.data for name, array in self._values.items()}
            found |= {info.name: block + self.layout.offsets[i] for info, _, _, i in self.inputs}
            found |= {info.name: block + self.layout.offsets[i] for info, _, _, i in self.outputs}
            self._block, self._addresses = block, tuple(found.values())
        return self._addresses


def _no_profile(profile: int, count: int, error: TensorRTError) -> ContextError:
    return ContextError(
        f"optimization profile {profile} cannot be used. Up to TensorRT 8 a profile serves one context at a time, and "
        f"the plan has {count}: build it with a profile for every Runner, or with PROFILE_SHARING_0806",
        messages=error.messages,
    )
