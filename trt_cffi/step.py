"""A launch with everything that is new for it as one call: what a loop over inputs wants."""

from __future__ import annotations

import struct
import weakref

from trt_cffi.arguments import address, as_dims
from trt_cffi.callbacks import pending, raise_pending
from trt_cffi.errors import ExecutionError, ShapeError
from trt_cffi.native_object import NativeObject
from trt_cffi.shape import SIZE, read_dims, write_dims
from trt_cffi.shim import ffi, held_gil, last_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, SupportsIndex

    from trt_cffi.context import IExecutionContext
    from trt_cffi.graph import CapturedStep

    Shape = Iterable[SupportsIndex]

__all__ = ["Step"]

_REFUSED = 1  # trt_status
_SHAPE, _ADDRESS = 0, 1  # trt_step_part
_ADDRESS_SIZE = ffi.sizeof("trt_address")


class Step(NativeObject):
    """The launches of a context on one stream, with all names, addresses and shapes resolved once.

    `IExecutionContext.prepare` makes it. A step calls TensorRT only for what is new: an address or a shape that the
    context has already costs nothing. The context may be used beside it, and may have several steps, one thread at a
    time. It ends with its context. TensorRT 8.5 on; C++: IExecutionContext::setInputShape, setTensorAddress, enqueueV3.

    Attributes:
        names: of the engine's tensors, in its order, which is that of `addresses` and `shapes`.
        stream: the CUDA stream, a number.
    """

    __slots__ = (
        "_addresses",
        "_enter",
        "_entered",
        "_graphs",
        "_holds",
        "_inputs",
        "_library",
        "_shapes",
        "_stream_object",
        "_write_all",
        "_written_addresses",
        "_written_shapes",
        "names",
        "stream",
    )

    _noun = "step"
    names: tuple[str, ...]
    stream: int
    _parent: IExecutionContext
    _addresses: Any  # the shim's memory, a number a tensor
    _shapes: Any  # likewise, a trt_dims a tensor
    _write_all: Callable[..., None]  # all addresses at once
    _inputs: frozenset[str]
    _written_addresses: tuple[Any, ...] | None
    _written_shapes: tuple[Any, ...] | None
    _holds: bool
    _graphs: weakref.WeakSet[CapturedStep]

    @classmethod
    def _of(cls, context: IExecutionContext, stream: Any, hold_gil: bool) -> Step:
        if hold_gil and (caller := context._python_callback()):
            raise ValueError(
                f"hold_gil=True is not for a program whose Python TensorRT may call from another thread, which would "
                f"wait for the GIL forever: {type(caller).__name__} is set. Take it away, or leave hold_gil"
            )
        shim, number = context._library._shim, address(stream, "stream")
        out = ffi.new("trt_step **")
        context._done(shim.trt_step_create(context._open(), number, out))
        self: Any = cls.__new__(cls)
        self._library = context._library  # not the class's, which is the same for all libraries
        self._take(out[0], context, context._native)
        context._children.add(self)
        self.names, self.stream, self._stream_object = tuple(context._engine._names()), number, stream
        self._holds = hold_gil
        self._enter, self._entered = shim.trt_step_run, out[0]
        if hold_gil:
            self._enter, self._entered = held_gil(shim, "trt_step_run"), int(ffi.cast("uintptr_t", out[0]))
        count, addresses, shapes = ffi.new("int32_t *"), ffi.new("trt_address **"), ffi.new("trt_dims **")
        context._done(shim.trt_step_get_memory(out[0], count, addresses, shapes))
        self._addresses = ffi.buffer(addresses[0], count[0] * _ADDRESS_SIZE)
        self._shapes = ffi.buffer(shapes[0], count[0] * SIZE)
        self._write_all = struct.Struct(f"@{count[0]}N").pack_into
        self._inputs = frozenset(n for n in self.names if int(context._engine.get_tensor_mode(n)) == 1)
        self._written_addresses = self._written_shapes = None  # what is in the memory, where it was given as tuples
        self._graphs = weakref.WeakSet()
        return self  # type: ignore[no-any-return]

    def run(
        self,
        addresses: Sequence[Any] | Mapping[str, Any] | None = None,
        shapes: Sequence[Shape | None] | Mapping[str, Shape] | None = None,
    ) -> None:
        """Give the context what is new, and launch, without waiting for the GPU.

        Args:
            addresses: of the tensors' memory, as for `IExecutionContext.set_tensor_address`: a number for each of
                `names`, 0 where it stays as it is, or a mapping by name. None: all stay.
            shapes: of the inputs, as for `IExecutionContext.set_input_shape`: one for each of `names`, None where it
                stays as it is, or a mapping by name. None: all stay.

        Raises:
            ShapeError: TensorRT refuses a shape.
            ExecutionError: TensorRT refuses an address, or the launch. Both hold TensorRT's words.
            ValueError: there are more or fewer than `names`, or a name is none of them.
        """
        # a tuple that is in the memory already need not be written again
        if shapes is not self._written_shapes and shapes is not None and shapes != self._written_shapes:
            self._write_shapes(shapes)
        if addresses is not self._written_addresses and addresses is not None:
            try:
                self._write_all(self._addresses, 0, *addresses)
            except (struct.error, TypeError):
                self._write_addresses(addresses)
            self._written_addresses = addresses if type(addresses) is tuple else None
        status = self._enter(self._entered)
        if status or pending:
            self._ended(status)

    def launch(self) -> None:
        """Launch again with everything as it is; what it raises is what `run` raises."""
        status = self._enter(self._entered)
        if status or pending:
            self._ended(status)

    def capture(self) -> CapturedStep:
        """The launch as a CUDA graph, with the addresses, the shapes and the values of shape tensors as they are.

        It launches once itself, as what TensorRT and CUDA do only the first time cannot be captured. Raises what
        `launch` raises, and GraphCaptureError where it cannot be captured: in the simulator, on the default stream.
        """
        from trt_cffi.graph import capture

        self._open()
        captured = capture(self)
        self._graphs.add(captured)
        return captured

    def close(self) -> None:
        """Free it now, and the graphs that were captured of it. Closing twice does nothing."""
        if not self.closed:
            for graph in list(self._graphs):
                graph.close()
            # a closed step answers ClosedError, and writes nothing to memory that is gone
            self._addresses, self._shapes = bytearray(len(self._addresses)), bytearray(len(self._shapes))
            self._enter, self._entered = self._library._shim.trt_step_run, ffi.NULL
        super().close()

    # ---- how it is done ----

    def _holds_gil(self) -> bool:
        return self._holds and not self.closed

    def _write_addresses(self, addresses: Sequence[Any] | Mapping[str, Any]) -> None:
        numbers = [
            (i, 0 if value is None else address(value, f"the address of {self.names[i]!r}"))
            for i, value in self._by_index(addresses, "addresses")
        ]
        for i, number in numbers:
            self._write_address(i, number)

    def _write_address(self, tensor: int, number: int) -> None:
        struct.pack_into("@N", self._addresses, tensor * _ADDRESS_SIZE, number)

    def _write_shapes(self, shapes: Any) -> None:
        if type(shapes) is tuple and len(shapes) == len(self.names) and self._are_plain(shapes):
            try:
                for i, shape in enumerate(shapes):
                    if shape is not None:
                        write_dims(self._shapes, i * SIZE, shape)
            except (struct.error, IndexError):  # what was written is not used: the context's shapes stay
                for i in range(len(shapes)):
                    self._leave_shape(i)
            else:
                self._written_shapes = shapes
                return
        bits = self._parent._dims_bits if self._parent else 64
        dims = [(i, as_dims(shape, bits)) for i, shape in self._by_index(shapes, "shapes") if shape is not None]
        for i, _ in dims:
            if self.names[i] not in self._inputs:
                raise ValueError(f"{self.names[i]!r} is an output: its shape follows from the inputs'")
        for i, shape in dims:
            write_dims(self._shapes, i * SIZE, shape)
        self._written_shapes = None

    def _are_plain(self, shapes: tuple[Any, ...]) -> bool:
        """Whether they are tuples, for inputs only: writing them checks all else."""
        return all(
            shape is None or (type(shape) is tuple and name in self._inputs)
            for name, shape in zip(self.names, shapes, strict=True)
        )

    def _leave_shape(self, tensor: int) -> None:
        struct.pack_into("=i", self._shapes, tensor * SIZE, -1)
        self._written_shapes = None

    def _by_index(self, values: Any, what: str) -> list[tuple[int, Any]]:
        if hasattr(values, "keys"):
            if unknown := [name for name in values if name not in self.names]:
                raise ValueError(f"there is no tensor {unknown[0]!r}; there are {', '.join(map(repr, self.names))}")
            return [(self.names.index(name), values[name]) for name in values]
        given = list(values)
        if len(given) != len(self.names):
            raise ValueError(
                f"{len(given)} {what} were given; there are {len(self.names)} tensors: "
                f"{', '.join(map(repr, self.names))}"
            )
        return list(enumerate(given))

    def _ended(self, status: int) -> None:
        """Raise what a callback raised during the launch, or why it was refused."""
        if pending:
            raise_pending()
        if not status:
            return
        if status != _REFUSED:
            raise self._error(status)
        said = last_error(self._library._shim).splitlines()
        part, tensor = ffi.new("trt_step_part *"), ffi.new("int32_t *")
        self._done(self._library._shim.trt_step_get_refused(self._handle, part, tensor))
        # what was refused is not tried again by the next launch
        if part[0] == _SHAPE:
            shape = read_dims(self._shapes, tensor[0] * SIZE)
            self._leave_shape(tensor[0])
            raise ShapeError(f"input {self.names[tensor[0]]!r} cannot have the shape {shape}", messages=said)
        if part[0] == _ADDRESS:
            self._write_address(tensor[0], 0)
            self._written_addresses = None
            raise ExecutionError(f"the address of {self.names[tensor[0]]!r} was refused", messages=said)
        raise ExecutionError("the launch was refused", messages=said)

    def _shown(self) -> list[str]:
        return ["of", repr(self._parent), f"on stream {self.stream:#x}"]
