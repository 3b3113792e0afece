"""`IExecutionContext`: runs an engine."""

from __future__ import annotations

import struct
import weakref

from trt_cffi.arguments import address, as_dims, boolean, integer, pointer, tensor_name
from trt_cffi.callbacks import pending
from trt_cffi.context_bindings import ContextBindings
from trt_cffi.debug_tensors import DebugTensors
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.gpu_allocator import IGpuAllocator
from trt_cffi.native_object import Kept
from trt_cffi.output_allocator import IOutputAllocator
from trt_cffi.profiler import IProfiler
from trt_cffi.remembered import remembered
from trt_cffi.runtime_cache import UsesCache
from trt_cffi.shape import CDims, peek_shape
from trt_cffi.shim import ffi, text
from trt_cffi.since import since, since_rtx
from trt_cffi.step import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, SupportsIndex

    from trt_cffi.callbacks import Callback
    from trt_cffi.dims import Dims
    from trt_cffi.inspector import EngineInspector
    from trt_cffi.native import Native
    from trt_cffi.runtime_config import IRuntimeConfig

__all__ = ["IExecutionContext"]

_RUNTIME_CONFIG = ffi.typeof("trt_runtime_config **")
_ADDRESSES = ffi.typeof("trt_address **")
_COUNT = ffi.typeof("int32_t *")
_CHANGES = ffi.typeof("const uint64_t **")

_NO_PROFILE = -1
_INPUT = 1  # TensorIOMode
_ALIGNMENT, _TOO_HIGH = 256, 1 << 64  # of memory that suits any tensor, and what is no address any more

_ALL_THAT_THE_ENGINE_ASKS_FOR = -1  # as the size of device memory


class IExecutionContext(ContextBindings, DebugTensors, UsesCache):
    """Runs an engine: holds the shapes and addresses of its tensors, and launches it.

    `ICudaEngine.create_execution_context` makes it.

    One thread at a time may use a context; different contexts of one engine may run at once. The memory whose address
    is set belongs to the caller and must stay valid until the launches that use it are done. An exception that a
    callback raises is raised from the call that it came in. Any version; C++: IExecutionContext.
    """

    __slots__ = (
        "_addresses",
        "_call_execute_async_v3",
        "_call_get_tensor_shape",
        "_call_set_input_shape",
        "_call_set_tensor_address",
        "_dims",
        "_dims_bits",
        "_inspectors",
        "_shape_changes",
        "_shape_values",
        "_shapes",
        "_slots",
    )

    def _take(self, handle: Any, parent: Any, needs: Native) -> None:
        super()._take(handle, parent, needs)
        shim = self._library._shim
        # what every launch of a program may need is looked up once
        self._call_set_input_shape = shim.trt_context_set_input_shape
        self._call_get_tensor_shape = shim.trt_context_get_tensor_shape
        self._call_set_tensor_address = shim.trt_context_set_tensor_address
        self._call_execute_async_v3 = shim.trt_context_execute_async_v3
        self._outputs = Kept()
        self._dims = CDims()
        self._dims_bits = 32 if self._library._like[0] < 10 else 64
        self._inspectors: weakref.WeakSet[EngineInspector] = weakref.WeakSet()  # that tell of this context
        self._slots: dict[str, int] = {}  # of the tensors in what follows, once it is known; without shape tensors
        self._addresses: Any = ()  # for the next launch: the shim's memory, 0 for what is not known
        self._shape_changes: Any = (0,)  # a number of the shim's that is another one after every change
        self._shape_values = {}
        self._shapes: dict[str, tuple[Any, int]] = {}  # that TensorRT has, and when it took them

    def close(self) -> None:
        for inspector in () if self.closed else list(self._inspectors):
            inspector.execution_context = None  # before TensorRT is left with the address of what is gone
        self._slots, self._shapes = {}, {}  # nothing looks any more at memory that is gone
        super().close()

    # ---- properties ----

    @property
    @remembered
    def debug_sync(self) -> bool:
        """Whether `execute_v2` logs each kernel. Any version; C++: IExecutionContext::setDebugSync."""
        return self._bool(self._library._shim.trt_context_get_debug_sync)

    @debug_sync.setter
    def debug_sync(self, value: bool) -> None:
        self._remembered.pop("debug_sync", None)
        self._done(self._library._shim.trt_context_set_debug_sync(self._handle, boolean(value, "debug_sync")))

    @property
    @remembered
    def profiler(self) -> IProfiler | None:
        """The profiler that layer times are reported to, or None. Any version; C++: IExecutionContext::setProfiler."""
        return self._get_callback("profiler")  # type: ignore[no-any-return]

    @profiler.setter
    def profiler(self, value: IProfiler | None) -> None:
        function = self._library._shim.trt_context_set_profiler
        self._set_callback("profiler", value, IProfiler, lambda native: function(self._handle, native))

    @property
    @remembered
    def name(self) -> str:
        """The context's name, for messages; "" at first. Any version; C++: IExecutionContext::setName."""
        return self._text(self._library._shim.trt_context_get_name) or ""

    @name.setter
    def name(self, value: str) -> None:
        self._remembered.pop("name", None)
        self._done(self._library._shim.trt_context_set_name(self._handle, tensor_name(value)))

    def _set_device_memory_address(self, value: int) -> None:
        self.set_device_memory(value, _ALL_THAT_THE_ENGINE_ASKS_FOR)

    device_memory = property(
        fset=_set_device_memory_address,
        doc="""The address of device memory for a context that was created without any. It can only be set.

        It is aligned to 256 bytes, holds at least `engine.device_memory_size` bytes, belongs to the caller, and is in
        use while a launch runs. Any version;
        C++: IExecutionContext::setDeviceMemoryV2 (10.1 on), setDeviceMemory.""",
    )

    def set_device_memory(self, memory: int, size: int) -> None:
        """Set `device_memory` with its size in bytes.

        It may be less than the engine's when `update_device_memory_size_for_shapes` says so.

        Any version, but 10.1 on alone uses the size; C++: IExecutionContext::setDeviceMemoryV2.
        """
        where, bytes_ = address(memory, "the device memory"), integer(size, "size", bits=64)
        self._done(self._library._shim.trt_context_set_device_memory(self._handle, where, bytes_))

    @since(10)
    def update_device_memory_size_for_shapes(self) -> int:
        """Bytes of device memory for the shapes that are set now.

        TensorRT 10 on; C++: IExecutionContext::updateDeviceMemorySizeForShapes.
        """
        return self._int64(self._library._shim.trt_context_update_device_memory_size_for_shapes)

    @property
    def all_binding_shapes_specified(self) -> bool:
        """Whether every input has a shape without -1.

        Any version; C++: IExecutionContext::allInputDimensionsSpecified.
        """
        return self._bool(self._library._shim.trt_context_all_binding_shapes_specified)

    @property
    @remembered
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors are recorded instead of logged, or None. The engine's at first.

        Any version; C++: IExecutionContext::setErrorRecorder.
        """
        return self._get_callback("error_recorder")  # type: ignore[no-any-return]

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        function = self._library._shim.trt_context_set_error_recorder
        self._set_callback("error_recorder", value, IErrorRecorder, lambda native: function(self._handle, native))

    @property
    @remembered
    def enqueue_emits_profile(self) -> bool:
        """Whether a launch waits to tell the profiler; if not, `report_to_profiler` does. True at first.

        Any version; C++: IExecutionContext::setEnqueueEmitsProfile.
        """
        return self._bool(self._library._shim.trt_context_get_enqueue_emits_profile)

    @enqueue_emits_profile.setter
    def enqueue_emits_profile(self, value: bool) -> None:
        self._remembered.pop("enqueue_emits_profile", None)
        emits = boolean(value, "enqueue_emits_profile")
        self._done(self._library._shim.trt_context_set_enqueue_emits_profile(self._handle, emits))

    @property
    @remembered
    def persistent_cache_limit(self) -> int:
        """Bytes of persistent L2 cache for activations, 0 at first. More than the GPU has is refused and logged.

        TensorRT 8.5 on; C++: IExecutionContext::setPersistentCacheLimit.
        """
        return self._size(self._library._shim.trt_context_get_persistent_cache_limit)

    @persistent_cache_limit.setter
    def persistent_cache_limit(self, value: int) -> None:
        self._remembered.pop("persistent_cache_limit", None)
        size = integer(value, "persistent_cache_limit", bits=64, signed=False)
        self._done(self._library._shim.trt_context_set_persistent_cache_limit(self._handle, size))

    @property
    @remembered
    def nvtx_verbosity(self) -> Any:
        """The ProfilingVerbosity of NVTX markers; the engine's at first. More is refused and logged.

        TensorRT 8.5 on; C++: IExecutionContext::setNvtxVerbosity.
        """
        return self._library.ProfilingVerbosity(self._int32(self._library._shim.trt_context_get_nvtx_verbosity))

    @nvtx_verbosity.setter
    def nvtx_verbosity(self, value: Any) -> None:
        self._remembered.pop("nvtx_verbosity", None)
        verbosity = self._library._number("ProfilingVerbosity", value)
        self._said(self._library._shim.trt_context_set_nvtx_verbosity(self._handle, verbosity))

    @property
    @remembered
    def temporary_allocator(self) -> IGpuAllocator | None:
        """The allocator of temporary storage, or None for the runtime's.

        TensorRT 8.5 on; C++: IExecutionContext::setTemporaryStorageAllocator.
        """
        return self._get_callback("temporary_allocator")  # type: ignore[no-any-return]

    @temporary_allocator.setter
    def temporary_allocator(self, value: IGpuAllocator | None) -> None:
        function = self._library._shim.trt_context_set_temporary_allocator
        self._set_callback("temporary_allocator", value, IGpuAllocator, lambda native: function(self._handle, native))

    @since(10, 11)
    def get_runtime_config(self) -> IRuntimeConfig | None:
        """A new config like the one that the context was made with.

        TensorRT 10.11 on; C++: IExecutionContext::getRuntimeConfig.
        """
        out = ffi.new(_RUNTIME_CONFIG)
        got = self._said(self._library._shim.trt_context_get_runtime_config(self._handle, out))
        if not got:
            return None
        config: IRuntimeConfig = self._library.IRuntimeConfig._wrap(out[0], self)
        config._use_cache(self._cache)
        return config

    @since(10, 16)
    def set_communicator(self, communicator: Any) -> bool:
        """Set the NCCL communicator of an engine for several GPUs. False when TensorRT refuses.

        communicator: the address of an `ncclComm_t`, also in a PyCapsule; None for none. It belongs to the caller.
        TensorRT 10.16 on; C++: IExecutionContext::setCommunicator.
        """
        where = pointer(communicator, "the communicator")
        return self._said(self._library._shim.trt_context_set_communicator(self._handle, where))

    # ---- shapes ----

    def set_input_shape(self, name: str, shape: Iterable[SupportsIndex]) -> bool:
        """Set the shape of input `name` for the launches that follow.

        shape: up to 8 dimensions, inside the active optimization profile: a list, tuple, Dims or array of integers;
        copied. Returns False when TensorRT refuses it; the reason is in the log. TensorRT 8.5 on; C++:
        IExecutionContext::setInputShape.
        """
        known = self._shapes.get(name) if type(shape) is tuple and type(name) is str else None
        if known is not None and known[1] == self._shape_changes[0] and known[0] == shape:
            return True  # it has that shape already
        plain = type(shape) is tuple or type(shape) is list  # of which writing it checks all else
        try:
            dims: Any = shape if plain else as_dims(shape, self._dims_bits)
            pointer = self._dims.write(dims)
        except (struct.error, IndexError):
            pointer = self._dims.write(dims := as_dims(shape, self._dims_bits))
        status = self._call_set_input_shape(self._handle, tensor_name(name), pointer)
        if status or pending:
            as_dims(shape, self._dims_bits)  # why the shim does not take them, if that is so
            if not self._said(status):
                return False
        if name in (self._slots or self._known_slots()):
            self._shapes[name] = tuple(dims), self._shape_changes[0]
        return True

    def get_tensor_shape(self, name: str) -> Dims:
        """The shape of a tensor: -1 for what is not known yet.

        An unknown name gives the unknown Dims and an error in the log; from 11.2 on it raises. TensorRT 8.5 on; C++:
        IExecutionContext::getTensorShape.
        """
        dims = self._dims
        status = self._call_get_tensor_shape(self._handle, tensor_name(name), dims.pointer)
        if status or pending:
            self._done(status)
        shape = dims.read()
        return shape if shape._values is not None else self._engine._known(shape, "there is no tensor {!r}", name)

    def get_tensor_strides(self, name: str) -> Dims:
        """The strides of a tensor in elements, once all input shapes are set.

        Before, and for an unknown name, the unknown Dims and an error in the log; from 11.2 on it raises. TensorRT 8.5
        on; C++: IExecutionContext::getTensorStrides.
        """
        dims = self._dims
        self._done(self._library._shim.trt_context_get_tensor_strides(self._handle, tensor_name(name), dims.pointer))
        message = "there is no tensor {!r}, or not all input shapes are set"
        return self._engine._known(dims.read(), message, name)

    def infer_shapes(self) -> list[str]:
        """The names of the inputs that lack a shape, or values that shapes depend on; empty when all shapes are known.

        Raises RuntimeError, with what TensorRT said, when shapes cannot be inferred for another reason. TensorRT 8.5
        on; C++: IExecutionContext::inferShapes.
        """
        names, count = self._missing, self._outputs[_COUNT]
        if not self._said(self._library._shim.trt_context_infer_shapes(self._handle, names, len(names), count)):
            raise self._library._refusal("the shapes cannot be inferred")
        return [text(names[i]) or "" for i in range(min(count[0], len(names)))]

    @property
    @remembered
    def _missing(self) -> Any:
        """Room for the names of all tensors."""
        return ffi.new("const char *[]", self._engine.num_io_tensors)

    # ---- addresses ----

    def set_tensor_address(self, name: str, memory: Any) -> bool:
        """Set where a tensor's values are: device memory, or host memory for a shape tensor; 0 unsets it.

        The memory belongs to the caller, holds the whole tensor, and stays valid until the launches that use it are
        done. Returns False when TensorRT refuses it (an unknown name, a misaligned address); the reason is in the log.
        TensorRT 8.5 on; C++: IExecutionContext::setTensorAddress.
        """
        if type(memory) is int and 0 < memory < _TOO_HIGH and type(name) is str:
            slot = self._slots.get(name)
            if slot is not None:
                if self._addresses[slot] == memory:
                    return True
                if not memory % _ALIGNMENT:  # TensorRT refuses an address only for its name or its alignment
                    self._addresses[slot] = memory
                    return True
        where = address(memory, "the memory of a tensor")
        key, slot = tensor_name(name), self._slots.get(name)
        before = 0 if slot is None else self._addresses[slot]
        status = self._call_set_tensor_address(self._handle, key, where)
        if status and slot is not None:
            self._addresses[slot] = before  # it may not have reached TensorRT yet
        if (status or pending) and not self._said(status):
            return False
        if not self._slots:
            self._known_slots()
        return True

    def get_tensor_address(self, name: str) -> int:
        """The address that is set, 0 for none. TensorRT 8.5 on; C++: IExecutionContext::getTensorAddress."""
        slot = self._slots.get(name) if type(name) is str else None
        if slot is not None and (known := self._addresses[slot]):
            return known  # type: ignore[no-any-return]
        return int(self._get(_ADDRESS, self._library._shim.trt_context_get_tensor_address, tensor_name(name)))

    def set_output_allocator(self, name: str, output_allocator: IOutputAllocator | None) -> bool:
        """Let an output's memory come from an allocator, which has precedence over an address.

        None takes it away again.

        The context keeps the allocator until it is replaced. Returns False for what is no output; the reason is in the
        log. TensorRT 8.5 on; C++: IExecutionContext::setOutputAllocator.
        """
        function, key = self._library._shim.trt_context_set_output_allocator, tensor_name(name)
        return self._set_callback(
            ("output", key), output_allocator, IOutputAllocator, lambda native: function(self._handle, key, native)
        )

    def get_output_allocator(self, name: str) -> IOutputAllocator | None:
        """The allocator of an output, the same object that was set; None when there is none.

        TensorRT 8.5 on; C++: IExecutionContext::getOutputAllocator.
        """
        key = tensor_name(name)
        allocator = self._get_callback(("output", key))
        if allocator is None and name not in self._engine._output_names():  # TensorRT says in the log what it is
            self._get(_OUTPUT_ALLOCATOR, self._library._shim.trt_context_get_output_allocator, key)
        return allocator  # type: ignore[no-any-return]

    def get_max_output_size(self, name: str) -> int:
        """An upper bound of an output's size in bytes for the shapes that are set.

        -1 when they are not, or for what is no output.

        TensorRT 8.5 on; C++: IExecutionContext::getMaxOutputSize.
        """
        return self._int64(self._library._shim.trt_context_get_max_output_size, tensor_name(name))

    def _known_slots(self) -> dict[str, int]:
        """Where each tensor is in what the shim remembers, which is asked for when it is first needed."""
        if not self._slots and not self.closed:
            count, addresses, changes = ffi.new("int32_t *"), ffi.new(_ADDRESSES), ffi.new(_CHANGES)
            self._done(self._library._shim.trt_context_get_given(self._handle, count, addresses, changes))
            given: Any = memoryview(ffi.buffer(addresses[0], count[0] * ffi.sizeof("trt_address")))
            self._addresses = given.cast("N")
            self._shape_changes = memoryview(ffi.buffer(changes[0], ffi.sizeof("uint64_t"))).cast("Q")
            engine = self._engine
            self._slots = {
                name: slot for slot, name in enumerate(engine._names()) if not engine.is_shape_inference_io(name)
            }
        return self._slots

    # ---- launches ----

    def prepare(self, stream: Any, *, hold_gil: bool = False) -> Step:
        """The launches on a stream as one call each: `step.run(addresses, shapes)`.

        Args:
            stream: as `stream_handle` of `execute_async_v3`; the caller keeps it until the step is closed.
            hold_gil: keep the GIL during a launch. It is right for a launch that takes microseconds in a program whose
                other threads compute in Python: letting the GIL go may cost a whole switch interval, 5 ms, each time.
                ValueError while a Python callback is set, as TensorRT may call it from another thread; and one cannot
                be set as long as the step is open.

        TensorRT 8.5 on; C++: IExecutionContext::setInputShape, setTensorAddress, enqueueV3.
        """
        return Step._of(self, stream, boolean(hold_gil, "hold_gil"))

    def _python_callback(self) -> Callback | None:
        """An object whose Python methods TensorRT may call during a launch, or None."""
        logger: Callback = self._engine._parent._logger
        held = (logger, *self._native.all_held())
        return next((each for each in held if each._functions(self._library)), None)

    @since_rtx(5)
    def is_stream_capturable(self, stream: Any) -> bool:
        """Whether launches on a stream, as `stream_handle` of `execute_async_v3`, can be captured in a CUDA graph.

        Not those of an engine with outputs whose shape depends on the data. TensorRT for RTX 1.5 on; C++:
        IExecutionContext::isStreamCapturable.
        """
        function = self._library._shim.trt_context_is_stream_capturable
        return self._bool(function, address(stream, "stream"))

    def execute_async_v3(self, stream_handle: Any) -> bool:
        """Launch on a CUDA stream, without waiting for the GPU.

        stream_handle: an integer (0: the default stream), an object with `__cuda_stream__`, or a handle of cuda-python.
        Inputs and outputs stay in use until the stream has come past the launch. Returns False when TensorRT refuses;
        the reason is in the log. TensorRT 8.5 on; C++: IExecutionContext::enqueueV3.
        """
        status = self._call_execute_async_v3(self._handle, address(stream_handle, "stream_handle"))
        return self._said(status) if status or pending else True

    def execute_v2(self, bindings: Sequence[Any]) -> bool:
        """Run, and wait until it is done.

        bindings: the addresses of all tensors in the engine's order; on 8 those of optimization profile p start at p
        times their number. Too few are a ValueError. Returns False when TensorRT refuses; the reason is in the log. Any
        version; C++: IExecutionContext::executeV2.
        """
        table = self._table(bindings)
        return self._said(self._library._shim.trt_context_execute_v2(self._handle, table, len(table)))

    def set_input_consumed_event(self, event: Any) -> bool:
        """Have a CUDA event recorded, in each launch, when the inputs may be overwritten; 0 for none.

        The event belongs to the caller. TensorRT 8.5 on; C++: IExecutionContext::setInputConsumedEvent.
        """
        self._remembered.pop("get_input_consumed_event", None)
        handle = address(event, "event")
        return self._said(self._library._shim.trt_context_set_input_consumed_event(self._handle, handle))

    @remembered
    def get_input_consumed_event(self) -> int:
        """The CUDA event that is set, 0 for none. TensorRT 8.5 on; C++: IExecutionContext::getInputConsumedEvent."""
        return int(self._get(_EVENT, self._library._shim.trt_context_get_input_consumed_event))

    def set_aux_streams(self, aux_streams: Sequence[Any]) -> None:
        """Set the CUDA streams that a launch uses beside its own.

        At most `engine.num_aux_streams` are used, and TensorRT makes those that are missing. They belong to the caller,
        differ from each other and from the default stream. TensorRT 8.6 on; C++: IExecutionContext::setAuxStreams.
        """
        streams = ffi.new("trt_stream[]", [address(stream, "an auxiliary stream") for stream in aux_streams])
        self._done(self._library._shim.trt_context_set_aux_streams(self._handle, streams, len(streams)))

    def set_optimization_profile_async(self, profile_index: int, stream_handle: Any) -> bool:
        """Switch to another optimization profile; True, or RuntimeError with what TensorRT said.

        Work for it is put on a CUDA stream: launches on another stream must wait for it. Up to 8.6 a profile serves one
        context at a time. Shapes that the profile does not allow have to be set again. Any version; C++:
        IExecutionContext::setOptimizationProfileAsync.
        """
        self._remembered.pop("active_optimization_profile", None)
        profile, stream = integer(profile_index, "profile_index"), address(stream_handle, "stream_handle")
        if not self._said(
            self._library._shim.trt_context_set_optimization_profile_async(self._handle, profile, stream)
        ):
            raise self._library._refusal(f"cannot switch to optimization profile {profile}")
        return True

    def report_to_profiler(self) -> bool:
        """Tell the profiler of the last launch, when `enqueue_emits_profile` is False.

        Any version; C++: IExecutionContext::reportToProfiler.
        """
        return self._said(self._library._shim.trt_context_report_to_profiler(self._handle))

    def _shown(self) -> list[str]:
        shim, engine = self._library._shim, self._engine
        profile = self._peek(_INT32, shim.trt_context_get_optimization_profile)
        tensors = engine._peek_tensors()
        inputs = [name for name, _ in tensors if engine._peek(_INT32, shim.trt_engine_get_tensor_mode, name) == _INPUT]
        # TensorRT computes outputs from the values of shape tensors, and their memory may be gone
        by_values = any(engine._peek(_BOOL, shim.trt_engine_is_shape_inference_io, name) for name in inputs)
        name = text(self._peek(_STRING, shim.trt_context_get_name)) or engine._peek_name()
        shown = [repr(name), f"profile={profile}"]
        for tensor, shape in tensors:
            # without a profile it would log an error
            asked = -1 in shape and profile != _NO_PROFILE and (tensor in inputs or not by_values)
            now = peek_shape(shim.trt_context_get_tensor_shape, self._handle, tensor) if asked else shape
            shown.append(f"{text(tensor)}={now}")
        return shown


_BOOL = ffi.typeof("bool *")
_INT32 = ffi.typeof("int32_t *")
_STRING = ffi.typeof("const char **")
_ADDRESS = ffi.typeof("trt_address *")
_EVENT = ffi.typeof("trt_event *")
_OUTPUT_ALLOCATOR = ffi.typeof("trt_output_allocator **")
