"""The members of `IExecutionContext` that number tensors instead of naming them: native on

TensorRT 8, made of the names from 10 on.
"""

from __future__ import annotations

from trt_cffi.arguments import address, as_dims, integer, tensor_name
from trt_cffi.cuda import synchronize
from trt_cffi.deprecation import deprecated
from trt_cffi.dims import dims_from, volume
from trt_cffi.errors import TensorRTError
from trt_cffi.logger import ILogger
from trt_cffi.native_object import NativeObject
from trt_cffi.remembered import remembered
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, SupportsIndex

    from trt_cffi.dims import Dims
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.shape import CDims

__all__ = ["ContextBindings"]

_UNKNOWN = dims_from(None)
_TABLE = ffi.typeof("trt_address[]")
_ADDRESS = ffi.typeof("trt_address *")
_EVENT = ffi.typeof("trt_event *")


class ContextBindings(NativeObject):
    """The index-based half of `IExecutionContext`, and what it shares with the other."""

    __slots__ = ()

    _noun = "context"
    _dims: CDims
    _dims_bits: int
    _shape_values: dict[str, Any]  # the memory of shape inputs that were set by index

    @property
    @remembered
    def engine(self) -> ICudaEngine:
        """The engine that the context runs, the same object. Any version; C++: IExecutionContext::getEngine."""
        self._open()
        return self._engine

    @property
    def _engine(self) -> ICudaEngine:
        engine: ICudaEngine = self._parent
        if engine is None:
            raise self._closed_error()
        return engine

    # ---- optimization profiles ----

    @property
    @remembered
    def active_optimization_profile(self) -> int:
        """The active optimization profile, -1 for none yet.

        Setting it, which is deprecated, waits until the switch is done.

        Use `set_optimization_profile_async` to switch. Raises RuntimeError, with what TensorRT said, for a profile that
        does not exist or serves another context. Any version; C++: IExecutionContext::getOptimizationProfile,
        setOptimizationProfile (until 8.6).
        """
        return self._int32(self._library._shim.trt_context_get_optimization_profile)

    @active_optimization_profile.setter
    @deprecated("set_optimization_profile_async")
    def active_optimization_profile(self, value: int) -> None:
        self._remembered.pop("active_optimization_profile", None)
        profile = integer(value, "active_optimization_profile")
        shim = self._library._shim
        if self._engine._by_index:
            accepted = self._said(shim.trt_context_set_optimization_profile(self._handle, profile))
        else:
            accepted = self._said(shim.trt_context_set_optimization_profile_async(self._handle, profile, 0))
            if accepted and not self._library.simulator:
                synchronize(0)
        if not accepted:
            raise self._library._refusal(f"cannot switch to optimization profile {profile}")

    # ---- launches ----

    def _table(self, bindings: Sequence[Any]) -> Any:
        return ffi.new(_TABLE, [address(each, "a binding") for each in bindings])

    @deprecated("execute_v2")
    def execute(self, batch_size: int = 1, bindings: Sequence[Any] = ()) -> bool:
        """Run an engine with an implicit batch, and wait until it is done.

        It is as `execute_v2` for one with an explicit batch.

        batch_size: at most `engine.max_batch_size`. C++: IExecutionContext::execute, until 8.6.
        """
        batch, table = integer(batch_size, "batch_size"), self._table(bindings)
        if not self._engine._by_index:
            self._warn_of_batch("execute")
            return self._said(self._library._shim.trt_context_execute_v2(self._handle, table, len(table)))
        return self._said(self._library._shim.trt_context_execute(self._handle, batch, table, len(table)))

    @deprecated("execute_async_v2")
    def execute_async(
        self, batch_size: int = 1, bindings: Sequence[Any] = (), stream_handle: Any = 0, input_consumed: Any = None
    ) -> bool:
        """Launch an engine with an implicit batch on a CUDA stream.

        It is as `execute_async_v2` for one with an explicit batch.

        batch_size: at most `engine.max_batch_size`. C++: IExecutionContext::enqueue, until 8.6.
        """
        batch, table = integer(batch_size, "batch_size"), self._table(bindings)
        stream, event = address(stream_handle, "stream_handle"), _event(input_consumed)
        if not self._engine._by_index:
            self._warn_of_batch("execute_async")
            return self._launch_by_names(table, stream, event)
        shim = self._library._shim
        return self._said(shim.trt_context_execute_async(self._handle, batch, table, len(table), stream, event))

    @deprecated("execute_async_v3")
    def execute_async_v2(self, bindings: Sequence[Any], stream_handle: Any, input_consumed: Any = None) -> bool:
        """Launch on a CUDA stream, without waiting for the GPU.

        Args:
            bindings: as for `execute_v2`.
            stream_handle: as for `execute_async_v3`.
            input_consumed: a CUDA event of the caller's that is recorded when the inputs may be overwritten, or None.

        From 10 on the addresses are set as by `set_tensor_address`, and stay set. C++: IExecutionContext::enqueueV2,
        until 8.6.
        """
        table, stream, event = self._table(bindings), address(stream_handle, "stream_handle"), _event(input_consumed)
        if not self._engine._by_index:
            return self._launch_by_names(table, stream, event)
        shim = self._library._shim
        return self._said(shim.trt_context_execute_async_v2(self._handle, table, len(table), stream, event))

    def _warn_of_batch(self, method: str) -> None:
        message = f"{method} ignores the batch size: this engine has an explicit batch"
        self._engine._parent._logger.log(ILogger.WARNING, message)

    def _launch_by_names(self, table: Any, stream: int, event: int) -> bool:
        shim, names = self._library._shim, self._engine._names()
        if len(table) < len(names):
            raise ValueError(f"{len(table)} bindings were given; the engine has {len(names)} tensors")
        for name, where in zip(names, table[0 : len(names)], strict=True):
            if not self._said(shim.trt_context_set_tensor_address(self._handle, tensor_name(name), where)):
                return False
        before = int(self._get(_EVENT, shim.trt_context_get_input_consumed_event))
        if event and not self._said(shim.trt_context_set_input_consumed_event(self._handle, event)):
            return False
        try:
            return self._said(shim.trt_context_execute_async_v3(self._handle, stream))
        finally:
            if event:
                shim.trt_context_set_input_consumed_event(self._handle, before)

    # ---- shapes ----

    @deprecated("set_input_shape")
    def set_binding_shape(self, binding: int, shape: Iterable[SupportsIndex]) -> bool:
        """Set the shape of an input binding of the active optimization profile.

        False, and an error in the log, when it is refused.

        C++: IExecutionContext::setBindingDimensions, until 8.6.
        """
        index, dims = integer(binding, "binding"), self._dims.write(as_dims(shape, self._dims_bits))
        shim = self._library._shim
        if self._engine._by_index:
            return self._said(shim.trt_context_set_binding_shape(self._handle, index, dims))
        name = self._active_tensor(index)
        return name is not None and self._said(shim.trt_context_set_input_shape(self._handle, tensor_name(name), dims))

    @deprecated("get_tensor_shape")
    def get_binding_shape(self, binding: int) -> Dims:
        """The shape of a binding: of an input as it is set, of an output once all inputs are.

        Until then the unknown Dims, and an error in the log.

        C++: IExecutionContext::getBindingDimensions, until 8.6.
        """
        return self._binding_shape(integer(binding, "binding"))

    @deprecated("get_tensor_strides")
    def get_strides(self, binding: int) -> Dims:
        """The strides of a binding in elements. C++: IExecutionContext::getStrides, until 8.6."""
        index = integer(binding, "binding")
        if self._engine._by_index:
            return self._read_dims(self._library._shim.trt_context_get_strides, index)
        shape = self._binding_shape(index)
        if shape._values is None:
            return shape
        if -1 in shape:
            return self._engine._refuse(f"the shape of binding {index} is not known yet: {shape}", _UNKNOWN)
        strides = [1]
        for dim in reversed(tuple(shape)[1:]):
            strides.append(strides[-1] * dim)
        return dims_from(tuple(reversed(strides[: len(shape)])))

    def _read_dims(self, function: Any, *arguments: Any) -> Dims:
        self._done(function(self._handle, *arguments, self._dims.pointer))
        return self._dims.read()

    def _binding_shape(self, index: int) -> Dims:
        shim, engine = self._library._shim, self._engine
        if engine._by_index:
            return self._read_dims(shim.trt_context_get_binding_shape, index)
        found = engine._tensor_at(index)
        if found is None:
            return _UNKNOWN
        name, profile = found
        if int(engine.get_tensor_mode(name)) != 1 and not self._bool(shim.trt_context_all_binding_shapes_specified):
            return engine._refuse(
                f"the shape of output {name!r} is not known before all input shapes are set", _UNKNOWN
            )
        if profile != self.active_optimization_profile:
            return engine._binding_shape(index)
        return self._read_dims(shim.trt_context_get_tensor_shape, tensor_name(name))

    def _active_tensor(self, index: int) -> str | None:
        """The name of a binding of the active profile, or None and an error in the log."""
        found = self._engine._tensor_at(index)
        if found is None:
            return None
        name, profile = found
        active = self.active_optimization_profile
        if profile != active:
            return self._engine._refuse(
                f"binding {index} belongs to optimization profile {profile}, and {active} is active", None
            )
        return name

    # ---- shape tensors ----

    @property
    def all_shape_inputs_specified(self) -> bool:
        """Whether every shape input has values. C++: IExecutionContext::allInputShapesSpecified, until 10."""
        if self._library._like[0] < 11:
            return self._bool(self._library._shim.trt_context_all_shape_inputs_specified)
        return all(self._has_values(name) for name in self._engine._names() if self._is_shape_input(name))

    def _is_shape_input(self, name: str) -> bool:
        engine = self._engine
        return engine.is_shape_inference_io(name) and int(engine.get_tensor_mode(name)) == 1

    def _address(self, name: str) -> int:
        return int(self._get(_ADDRESS, self._library._shim.trt_context_get_tensor_address, tensor_name(name)))

    def _has_values(self, name: str) -> bool:
        return self._address(name) != 0

    @deprecated("set_tensor_address")
    def set_shape_input(self, binding: int, shape: Sequence[SupportsIndex]) -> bool:
        """Set the values of a shape input, which are copied. False, and an error in the log, when they are refused.

        shape: as many as its shape says; fewer are a ValueError. C++: IExecutionContext::setInputShapeBinding, until
        8.6.
        """
        index = integer(binding, "binding")
        if self._engine._by_index:
            values = ffi.new("int32_t[]", [integer(value, "a value") for value in shape])
            shim = self._library._shim
            return self._said(shim.trt_context_set_shape_input(self._handle, index, values, len(values)))
        return self._set_shape_input_by_name(index, [integer(value, "a value", bits=64) for value in shape])

    def _set_shape_input_by_name(self, index: int, values: list[int]) -> bool:
        engine, name = self._engine, self._active_tensor(index)
        if name is None:
            return False
        if not self._is_shape_input(name):
            return engine._refuse(f"binding {index} ({name!r}) is no shape input", False)
        needed = volume(self._read_dims(self._library._shim.trt_context_get_tensor_shape, tensor_name(name)))
        if len(values) < needed:
            raise ValueError(f"{len(values)} values were given; the shape input {name!r} needs {needed}")
        allowed = engine.get_tensor_profile_values(name, self.active_optimization_profile)
        if allowed and not all(low <= v <= high for low, v, high in zip(allowed[0], values, allowed[2], strict=False)):
            return engine._refuse(
                f"{values} for {name!r} is outside the optimization profile: {allowed[0]} to {allowed[2]}", False
            )
        element = "int64_t" if engine.get_tensor_dtype(name).name == "INT64" else "int32_t"
        memory = ffi.new(f"{element}[]", values[:needed])
        self._shape_values[name] = memory  # TensorRT reads it where it is
        where = int(ffi.cast("uintptr_t", memory))
        return self._said(self._library._shim.trt_context_set_tensor_address(self._handle, tensor_name(name), where))

    @deprecated("get_tensor_address")
    def get_shape(self, binding: int) -> list[int]:
        """The values of a shape input, or of an output that the calculation of shapes gives.

        RuntimeError for what is neither.

        C++: IExecutionContext::getShapeBinding, until 8.6.
        """
        index = integer(binding, "binding")
        if not self._engine._by_index:
            return self._shape_values_at(index)
        shape = self._binding_shape(index)
        capacity = max(1, volume(shape) if shape._values is not None else 1)
        values, count = ffi.new("int32_t[]", capacity), ffi.new("int32_t *")
        if not self._said(self._library._shim.trt_context_get_shape(self._handle, index, values, capacity, count)):
            raise self._library._refusal(f"binding {index} has no shape values")
        return list(values[0 : count[0]])

    def _shape_values_at(self, index: int) -> list[int]:
        engine, name = self._engine, self._active_tensor(index)
        if name is None or not engine.is_shape_inference_io(name):
            message = f"binding {index} is no shape tensor"
            raise TensorRTError(engine._refuse(message, message))
        count = volume(self._read_dims(self._library._shim.trt_context_get_tensor_shape, tensor_name(name)))
        where = self._address(name)
        if not where:
            return [0] * count  # as 8 answers before values are set
        element = "int64_t" if engine.get_tensor_dtype(name).name == "INT64" else "int32_t"
        return list(ffi.cast(f"{element} *", where)[0:count])


def _event(value: Any) -> int:
    return 0 if value is None else address(value, "input_consumed")
