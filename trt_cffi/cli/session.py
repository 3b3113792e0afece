"""A context with memory for its tensors: NumPy arrays go in and come out."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi.cli.specs import with_x
from trt_cffi.cli.terminal import Failure, Mistake
from trt_cffi.closing import Closing
from trt_cffi.enums import nptype
from trt_cffi.memory import OutputMemory, memory_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import numpy.typing as npt

    from trt_cffi.cli.terminal import Log
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.library import Library

    Array = npt.NDArray[Any]

__all__ = ["Session"]

_RAW = {"BF16": "uint16", "FP8": "uint8", "E8M0": "uint8"}  # the bits of types that NumPy does not have


class Session(Closing):
    """Runs an engine with NumPy arrays, on the GPU or in the simulator.

    Args:
        library: whose engine it is.
        engine: one whose tensors are all linear in memory and of types of whole bytes; Failure otherwise.
        log: the logger of the engine's runtime.
        profile: the optimization profile.

    Leaving its `with` is `close()`.
    """

    def __init__(self, library: Library, engine: ICudaEngine, log: Log, profile: int = 0) -> None:
        self._engine, self._log, self._profile = engine, log, profile
        names = list(engine._names())
        modes = {name: engine.get_tensor_mode(name).name for name in names}
        self.inputs = [name for name in names if modes[name] == "INPUT"]
        self.outputs = [name for name in names if modes[name] == "OUTPUT"]
        self.dtypes = {name: self._dtype(name) for name in names}
        self._host = {name for name in names if engine.get_tensor_location(name).name == "HOST"}
        self._implicit = engine.has_implicit_batch_dimension
        if not 0 <= profile < engine.num_optimization_profiles:
            count = engine.num_optimization_profiles
            raise Mistake(f"there is no optimization profile {profile}: the engine has {count}, from 0 on")
        context = engine.create_execution_context()
        if context is None:
            raise log.failure("no execution context can be made")
        self._context = context
        self._memory = memory_for(library)
        self._blocks: dict[str, tuple[int, int]] = {}  # address and size on the device
        self._arrays: dict[str, Array] = {}  # tensors in the host's memory
        self._growing: dict[str, OutputMemory] = {}
        if context.active_optimization_profile != profile:
            try:
                context.set_optimization_profile_async(profile, self._memory.stream)
            except BaseException:
                self.close()
                raise

    def expected(self, name: str) -> str:
        """What an input may be, for people."""
        dims = self.dims(name)
        shape = with_x(dims)
        if self._implicit:
            shape = f"?x{shape}"
        elif -1 in dims:
            least, _, most = self._engine.get_tensor_profile_shape(name, self._profile)
            shape = f"{shape} (from {with_x(least)} to {with_x(most)} in profile {self._profile})"
        return f"{self.dtypes[name]} of {shape}"

    def dims(self, name: str) -> tuple[int, ...]:
        """The shape of a tensor in the engine, with -1 for what is not fixed."""
        return tuple(self._engine.get_tensor_shape(name))

    def is_shape_tensor(self, name: str) -> bool:
        """Whether the values of an input decide shapes."""
        return self._engine.is_shape_inference_io(name)

    def is_raw(self, name: str) -> bool:
        """Whether NumPy does not have the type of a tensor, and its array holds the bits."""
        return self._engine.get_tensor_dtype(name).name in _RAW

    def feed(self, arrays: Mapping[str, Array]) -> None:
        """Give every input its array, of the type that `dtypes` says, and every output its memory.

        Mistake when the engine cannot take them.
        """
        for name, array in arrays.items():
            self._feed(name, np.ascontiguousarray(array).reshape(array.shape))  # it makes 0 dimensions 1
        if self._implicit:
            self._make_room_for_batch(arrays)
            return
        missing = self._context.infer_shapes()
        if missing:
            raise Failure(f"TensorRT lacks {', '.join(map(repr, missing))} to tell all shapes")
        for name in self.outputs:
            self._make_room(name, tuple(self._context.get_tensor_shape(name)))

    def launch(self) -> None:
        """Run, and wait until it is done."""
        stream = self._memory.stream
        if self._implicit:
            bindings = [self._blocks[name][0] for name in self._engine._names()]
            with warnings.catch_warnings():  # what it is deprecated for cannot run an implicit batch
                warnings.simplefilter("ignore", DeprecationWarning)
                done = self._context.execute_async(self._batch, bindings, stream)
        else:
            done = self._context.execute_async_v3(stream)
        if not done:
            raise self._log.failure("the launch failed")
        self._memory.synchronize()

    def fetch(self) -> dict[str, Array]:
        """The outputs of the last launch by name, as new arrays."""
        return {name: self._fetch(name) for name in self.outputs}

    def close(self) -> None:
        """Free the context and all memory."""
        self._context.close()
        self._memory.close()

    def _dtype(self, name: str) -> np.dtype[Any]:
        if self._engine.get_tensor_format(name).name != "LINEAR":
            raise Failure(f"tensor {name!r} is not linear in memory: {self._engine.get_tensor_format_desc(name)}")
        dtype = self._engine.get_tensor_dtype(name)
        if dtype.name in _RAW:
            return np.dtype(_RAW[dtype.name])
        try:
            return np.dtype(nptype(dtype))
        except TypeError:
            raise Failure(f"tensor {name!r} is {dtype.name}, which NumPy has no type for") from None

    def _feed(self, name: str, array: Array) -> None:
        dims, shape = self.dims(name), array.shape
        if self._implicit:
            fits = bool(shape) and shape[1:] == dims
        elif -1 in dims:
            fits = self._in_profile(name, shape) and self._context.set_input_shape(name, shape)
        else:
            fits = shape == dims
        if not fits:
            raise Mistake(f"input {name!r} has the shape {with_x(shape)}; expected is {self.expected(name)}")
        if name in self._host:
            self._arrays[name] = array
            self._set_address(name, array.ctypes.data)
        else:
            self._memory.upload(array, self._block(name, array.nbytes))

    def _in_profile(self, name: str, shape: tuple[int, ...]) -> bool:
        least, _, most = self._engine.get_tensor_profile_shape(name, self._profile)
        return len(shape) == len(least) and all(
            low <= size <= high for low, size, high in zip(least, shape, most, strict=True)
        )

    def _make_room(self, name: str, shape: tuple[int, ...]) -> None:
        dtype = self.dtypes[name]
        if name in self._host:
            self._arrays[name] = np.empty(shape, dtype)
            self._set_address(name, self._arrays[name].ctypes.data)
        elif -1 in shape:
            growing = OutputMemory(self._memory, self._context.get_max_output_size(name))
            if not self._context.set_output_allocator(name, growing):
                raise self._log.failure(f"output {name!r} takes no allocator")
            self._growing[name] = growing
        else:
            self._block(name, math.prod(shape) * dtype.itemsize)

    def _make_room_for_batch(self, arrays: Mapping[str, Array]) -> None:
        batches = {array.shape[0] for array in arrays.values()}
        most = self._engine.max_batch_size
        if len(batches) != 1 or not 1 <= max(batches) <= most:
            raise Mistake(f"the batch, the first dimension of every input, is one number from 1 to {most}")
        (self._batch,) = batches
        for name in self.outputs:
            volume = math.prod(self.dims(name))
            self._block(name, self._batch * volume * self.dtypes[name].itemsize)

    def _block(self, name: str, size: int) -> int:
        """The address of a tensor's memory, with room for `size` bytes."""
        address, room = self._blocks.get(name, (0, -1))
        if room < size:
            if room >= 0:
                self._memory.free(address)
            address = self._memory.alloc(size)
            self._blocks[name] = address, size
            if not self._implicit:
                self._set_address(name, address)
        return address

    def _set_address(self, name: str, address: int) -> None:
        if not self._context.set_tensor_address(name, address):
            raise self._log.failure(f"the memory of {name!r} was refused")

    def _fetch(self, name: str) -> Array:
        if name in self._host:
            return self._arrays[name].copy()
        if name in self._growing:
            growing = self._growing[name]
            if growing.shape is None:
                raise Failure(f"TensorRT did not tell the shape of output {name!r}")
            return self._memory.download(growing.address, growing.shape, self.dtypes[name])
        shape = (self._batch, *self.dims(name)) if self._implicit else tuple(self._context.get_tensor_shape(name))
        return self._memory.download(self._blocks[name][0], shape, self.dtypes[name])
