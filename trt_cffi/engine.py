"""`ICudaEngine`: a model that was built for a GPU."""

from __future__ import annotations

from trt_cffi.arguments import integer, tensor_name
from trt_cffi.deferred_weights import DeferredWeights
from trt_cffi.dims import dims_from
from trt_cffi.engine_bindings import EngineBindings
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.errors import ArgumentNotAvailableError, TensorRTError
from trt_cffi.host_memory import IHostMemory
from trt_cffi.remembered import remembered, remembered_of_profile, remembered_of_tensor
from trt_cffi.runtime_config import IRuntimeConfig
from trt_cffi.shape import CDims, peek_shape
from trt_cffi.shim import ffi, text
from trt_cffi.since import since
from trt_cffi.weight_streaming import WeightStreaming

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from trt_cffi.context import IExecutionContext
    from trt_cffi.dims import Dims
    from trt_cffi.inspector import EngineInspector
    from trt_cffi.runtime import Runtime
    from trt_cffi.serialization_config import ISerializationConfig

__all__ = ["ICudaEngine"]

_INT32 = ffi.typeof("int32_t *")
_STRING = ffi.typeof("const char **")
_CONTEXT = ffi.typeof("trt_context **")
_INSPECTOR = ffi.typeof("trt_inspector **")
_HOST_MEMORY = ffi.typeof("trt_host_memory **")
_RUNTIME_CONFIG = ffi.typeof("trt_runtime_config **")
_SERIALIZATION_CONFIG = ffi.typeof("trt_serialization_config **")

_SELECTORS = range(3)  # OptProfileSelector: least, best, greatest
_STATIC, _USER_MANAGED = 0, 2  # ExecutionContextAllocationStrategy, of which 8 has only the names of its methods
_TOTAL_WEIGHTS_SIZE = 0  # EngineStat
_FIRST_PROFILE = -1  # of the C API: as the C++ methods without a profile


class ICudaEngine(EngineBindings, WeightStreaming, DeferredWeights):
    """A model built for a GPU: its inputs and outputs, and the contexts that run it.

    `Runtime.deserialize_cuda_engine` makes it.

    Several contexts may run it at once, each on a thread and a stream of its own; its getters may be called by several
    threads. Iterating gives the names of its tensors. Any version; C++: ICudaEngine.
    """

    __slots__ = ()

    _noun = "engine"
    _parent: Runtime

    # ---- what it makes ----

    def create_execution_context(
        self, strategy: Any = None, *, runtime_config: IRuntimeConfig | None = None
    ) -> IExecutionContext | None:
        """A context to run the engine, or None when TensorRT cannot make one: why is in the log.

        Args:
            strategy: how the context gets its device memory, an ExecutionContextAllocationStrategy (TensorRT 10 on);
                STATIC by default: at once and for all profiles. Or an IRuntimeConfig.
            runtime_config: an IRuntimeConfig instead (TensorRT 10.11 on).

        Up to 8.6 the first context has profile 0, and the others none (-1) until they are given one. Any version; C++:
        ICudaEngine::createExecutionContext.
        """
        if isinstance(strategy, IRuntimeConfig) and runtime_config is None:
            strategy, runtime_config = None, strategy
        if runtime_config is not None:
            if strategy is not None:
                raise TypeError("a context is made with a strategy or with a runtime_config, not with both")
            return self._create_configured_context(runtime_config)
        number = _STATIC
        if strategy is not None:
            if self._by_index:
                enum = "ExecutionContextAllocationStrategy"
                raise ArgumentNotAvailableError.of(enum, self._library.version, since="10.0")
            number = self._library._number("ExecutionContextAllocationStrategy", strategy)
        return self._create_context(number)

    def create_execution_context_without_device_memory(self) -> IExecutionContext | None:
        """A context that gets its device memory from the caller: set `device_memory` before it runs.

        From 11 on, which has no such method, the same is made with the strategy USER_MANAGED. Any version; C++:
        ICudaEngine::createExecutionContextWithoutDeviceMemory.
        """
        return self._create_context(_USER_MANAGED)

    def _create_context(self, strategy: int) -> IExecutionContext | None:
        out = ffi.new(_CONTEXT)
        status = self._library._shim.trt_engine_create_context(self._handle, strategy, out)
        return self._library.IExecutionContext._wrap(out[0], self) if self._made("context", status, out) else None

    def _create_configured_context(self, config: IRuntimeConfig) -> IExecutionContext | None:
        if not isinstance(config, self._library.IRuntimeConfig):
            raise TypeError(f"runtime_config is an IRuntimeConfig of the same library, not {config!r}")
        out = ffi.new(_CONTEXT)
        function = self._library._shim.trt_engine_create_context_with_runtime_config
        if not self._made("context", function(self._handle, config._open(), out), out):
            return None
        context: IExecutionContext = self._library.IExecutionContext._wrap(out[0], self)
        context._native.keep("runtime_config", config._native)
        context._use_cache(config._cache)
        return context

    @since(10, 11)
    def create_runtime_config(self) -> IRuntimeConfig | None:
        """A config for `create_execution_context`. TensorRT 10.11 on; C++: ICudaEngine::createRuntimeConfig."""
        out = ffi.new(_RUNTIME_CONFIG)
        created = self._said(self._library._shim.trt_engine_create_runtime_config(self._handle, out))
        return self._library.IRuntimeConfig._wrap(out[0], self) if created else None

    @since(10)
    def create_serialization_config(self) -> ISerializationConfig | None:
        """A config for `serialize_with_config`. TensorRT 10 on; C++: ICudaEngine::createSerializationConfig."""
        out = ffi.new(_SERIALIZATION_CONFIG)
        created = self._said(self._library._shim.trt_engine_create_serialization_config(self._handle, out))
        return self._library.ISerializationConfig._wrap(out[0], self) if created else None

    def create_engine_inspector(self) -> EngineInspector | None:
        """An inspector of the engine's layers. Any version; C++: ICudaEngine::createEngineInspector."""
        out = ffi.new(_INSPECTOR)
        status = self._library._shim.trt_engine_create_inspector(self._handle, out)
        return self._library.EngineInspector._wrap(out[0], self) if self._made("inspector", status, out) else None

    def serialize(self) -> IHostMemory | None:
        """The engine as a plan again, or None: the lean and dispatch runtimes refuse.

        Any version; C++: ICudaEngine::serialize.
        """
        out = ffi.new(_HOST_MEMORY)
        status = self._library._shim.trt_engine_serialize(self._handle, out)
        return IHostMemory._take(self._library, out[0]) if self._made("host_memory", status, out) else None

    @since(10)
    def serialize_with_config(self, config: ISerializationConfig) -> IHostMemory | None:
        """The engine as a plan that holds what the config says, or None: the lean and dispatch runtimes refuse.

        TensorRT 10 on; C++: ICudaEngine::serializeWithConfig.
        """
        if not isinstance(config, self._library.ISerializationConfig):
            raise TypeError(f"config is an ISerializationConfig of the same library, not {config!r}")
        out = ffi.new(_HOST_MEMORY)
        function = self._library._shim.trt_engine_serialize_with_config
        serialized = self._said(function(self._handle, config._open(), out))
        return IHostMemory._take(self._library, out[0]) if serialized else None

    # ---- properties ----

    @property
    @remembered
    def name(self) -> str:
        """The name of the network that it was built from. Any version; C++: ICudaEngine::getName."""
        return self._text(self._library._shim.trt_engine_get_name) or ""

    @property
    @remembered
    def num_io_tensors(self) -> int:
        """How many inputs and outputs there are. TensorRT 8.5 on; C++: ICudaEngine::getNbIOTensors."""
        return self._int32(self._library._shim.trt_engine_get_num_io_tensors)

    @property
    @remembered
    def num_layers(self) -> int:
        """How many layers it has after optimization. Any version; C++: ICudaEngine::getNbLayers."""
        return self._int32(self._library._shim.trt_engine_get_num_layers)

    @property
    @remembered
    def num_optimization_profiles(self) -> int:
        """How many optimization profiles it has, at least 1.

        Any version; C++: ICudaEngine::getNbOptimizationProfiles.
        """
        return self._int32(self._library._shim.trt_engine_get_num_optimization_profiles)

    @property
    @remembered
    def num_aux_streams(self) -> int:
        """How many CUDA streams a launch uses beside its own. TensorRT 8.6 on; C++: ICudaEngine::getNbAuxStreams."""
        return self._int32(self._library._shim.trt_engine_get_num_aux_streams)

    @property
    @remembered
    def refittable(self) -> bool:
        """Whether its weights can be replaced. Any version; C++: ICudaEngine::isRefittable."""
        return self._bool(self._library._shim.trt_engine_is_refittable)

    @property
    @remembered
    def engine_capability(self) -> Any:
        """The EngineCapability that it was built with. Any version; C++: ICudaEngine::getEngineCapability."""
        return self._library.EngineCapability(self._int32(self._library._shim.trt_engine_get_engine_capability))

    @property
    @remembered
    def tactic_sources(self) -> int:
        """The TacticSources that it was built with: bits `1 << int(source)`.

        Any version; C++: ICudaEngine::getTacticSources.
        """
        return self._uint32(self._library._shim.trt_engine_get_tactic_sources)

    @property
    @remembered
    def profiling_verbosity(self) -> Any:
        """The ProfilingVerbosity that it was built with. Any version; C++: ICudaEngine::getProfilingVerbosity."""
        return self._library.ProfilingVerbosity(self._int32(self._library._shim.trt_engine_get_profiling_verbosity))

    @property
    @remembered
    def hardware_compatibility_level(self) -> Any:
        """The HardwareCompatibilityLevel that it was built with.

        TensorRT 8.6 on; C++: ICudaEngine::getHardwareCompatibilityLevel.
        """
        return self._library.HardwareCompatibilityLevel(
            self._int32(self._library._shim.trt_engine_get_hardware_compatibility_level)
        )

    @property
    @remembered
    def has_implicit_batch_dimension(self) -> bool:
        """Whether the batch is no dimension of its tensors, as only engines of 8 can have it.

        Any version; C++: ICudaEngine::hasImplicitBatchDimension.
        """
        return self._bool(self._library._shim.trt_engine_has_implicit_batch_dimension)

    @property
    def device_memory_size(self) -> int:
        """Bytes of device memory that a context needs, for any of its profiles.

        Any version; C++: ICudaEngine::getDeviceMemorySizeV2 (10.1 on), getDeviceMemorySize.
        """
        return self._int64(self._library._shim.trt_engine_get_device_memory_size)

    @property
    def device_memory_size_v2(self) -> int:
        """The same as `device_memory_size`, by its name from 10.1 on."""
        return self.device_memory_size

    @since(10)
    def get_device_memory_size_for_profile(self, profile_index: int) -> int:
        """Bytes of device memory that a context needs for one profile.

        TensorRT 10 on; C++: ICudaEngine::getDeviceMemorySizeForProfileV2.
        """
        profile = integer(profile_index, "profile_index")
        return self._int64(self._library._shim.trt_engine_get_device_memory_size_for_profile, profile)

    @since(10)
    def get_device_memory_size_for_profile_v2(self, profile_index: int) -> int:
        """The same as `get_device_memory_size_for_profile`, by its name from 10.1 on."""
        return self.get_device_memory_size_for_profile(profile_index)

    @since(10, 14)
    def get_engine_stat(self, stat: Any = None) -> int:
        """A number about the engine, -1 for one that it does not know.

        stat: an EngineStat: TOTAL_WEIGHTS_SIZE (the default) or STRIPPED_WEIGHTS_SIZE, both in bytes. TensorRT 10.14
        on; C++: ICudaEngine::getEngineStat.
        """
        number = _TOTAL_WEIGHTS_SIZE if stat is None else self._library._number("EngineStat", stat)
        return self._int64(self._library._shim.trt_engine_get_engine_stat, number)

    @property
    @remembered
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors are recorded instead of logged, or None. The runtime's at first; contexts inherit it.

        Any version; C++: ICudaEngine::setErrorRecorder.
        """
        return self._get_callback("error_recorder")  # type: ignore[no-any-return]

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        function = self._library._shim.trt_engine_set_error_recorder
        self._set_callback("error_recorder", value, IErrorRecorder, lambda native: function(self._handle, native))

    # ---- tensors ----

    def get_tensor_name(self, index: int) -> str | None:
        """The name of a tensor, inputs first; None, and an error in the log, for an index out of range.

        TensorRT 8.5 on; C++: ICudaEngine::getIOTensorName.
        """
        if type(index) is int and 0 <= index < self.num_io_tensors and "_names" in self._remembered:
            return self._names()[index]
        return self._text(self._library._shim.trt_engine_get_tensor_name, integer(index, "index"))

    @remembered_of_tensor
    def get_tensor_mode(self, name: str) -> Any:
        """Whether a tensor is an input or an output: a TensorIOMode, NONE for an unknown name.

        TensorRT 8.5 on; C++: ICudaEngine::getTensorIOMode.
        """
        return self._library.TensorIOMode(
            self._int32(self._library._shim.trt_engine_get_tensor_mode, tensor_name(name))
        )

    @remembered_of_tensor
    def get_tensor_dtype(self, name: str) -> Any:
        """The DataType of a tensor; FLOAT, and an error in the log, for an unknown name.

        TensorRT 8.5 on; C++: ICudaEngine::getTensorDataType.
        """
        return self._library.DataType(self._int32(self._library._shim.trt_engine_get_tensor_dtype, tensor_name(name)))

    @remembered_of_tensor
    def get_tensor_location(self, name: str) -> Any:
        """The TensorLocation of a tensor: shape tensors are on the HOST.

        TensorRT 8.5 on; C++: ICudaEngine::getTensorLocation.
        """
        return self._library.TensorLocation(
            self._int32(self._library._shim.trt_engine_get_tensor_location, tensor_name(name))
        )

    def get_tensor_shape(self, name: str) -> Dims:
        """The shape of a tensor, with -1 for dynamic dimensions.

        An unknown name gives the unknown Dims and an error in the log; from 11.2 on it raises. TensorRT 8.5 on; C++:
        ICudaEngine::getTensorShape.
        """
        return dims_from(self._tensor_shape(name))  # a new one, as a Dims can be changed

    @remembered_of_tensor
    def _tensor_shape(self, name: str) -> tuple[int, ...] | None:
        shape = self._shape(self._library._shim.trt_engine_get_tensor_shape, tensor_name(name))
        return self._known(shape, "there is no tensor {!r}", name)._values

    @remembered_of_tensor
    def is_shape_inference_io(self, name: str) -> bool:
        """Whether a tensor's values are needed for, or come from, the calculation of shapes.

        TensorRT 8.5 on; C++: ICudaEngine::isShapeInferenceIO.
        """
        return self._bool(self._library._shim.trt_engine_is_shape_inference_io, tensor_name(name))

    @since(10)
    @remembered_of_tensor
    def is_debug_tensor(self, name: str) -> bool:
        """Whether a tensor was marked for a debug listener when the engine was built.

        TensorRT 10 on; C++: ICudaEngine::isDebugTensor.
        """
        return self._bool(self._library._shim.trt_engine_is_debug_tensor, tensor_name(name))

    @since(10, 15)
    def get_aliased_input_tensor(self, name: str) -> str | None:
        """The input whose memory an output shares, None when it shares none, or is no output.

        TensorRT 10.15 on; C++: ICudaEngine::getAliasedInputTensor.
        """
        return self._text(self._library._shim.trt_engine_get_aliased_input_tensor, tensor_name(name))

    @remembered_of_profile
    def get_tensor_bytes_per_component(self, name: str, profile_index: int | None = None) -> int:
        """Bytes of one component of an element, -1 when there is none.

        TensorRT 8.5 on, with a profile 8.6.1 on; C++: ICudaEngine::getTensorBytesPerComponent.
        """
        return self._int32(
            self._library._shim.trt_engine_get_tensor_bytes_per_component,
            tensor_name(name),
            self._profile(profile_index),
        )

    @remembered_of_profile
    def get_tensor_components_per_element(self, name: str, profile_index: int | None = None) -> int:
        """Components of an element in a vectorized format, -1 otherwise.

        TensorRT 8.5 on, with a profile 8.6.1 on; C++: ICudaEngine::getTensorComponentsPerElement.
        """
        return self._int32(
            self._library._shim.trt_engine_get_tensor_components_per_element,
            tensor_name(name),
            self._profile(profile_index),
        )

    @remembered_of_profile
    def get_tensor_format(self, name: str, profile_index: int | None = None) -> Any:
        """The TensorFormat of a tensor. TensorRT 8.5 on, with a profile 8.6.1 on; C++: ICudaEngine::getTensorFormat."""
        return self._library.TensorFormat(
            self._int32(
                self._library._shim.trt_engine_get_tensor_format, tensor_name(name), self._profile(profile_index)
            )
        )

    @remembered_of_profile
    def get_tensor_format_desc(self, name: str, profile_index: int | None = None) -> str | None:
        """The format of a tensor in words, None for an unknown name.

        TensorRT 8.5 on, with a profile 8.6.1 on; C++: ICudaEngine::getTensorFormatDesc.
        """
        return self._text(
            self._library._shim.trt_engine_get_tensor_format_desc, tensor_name(name), self._profile(profile_index)
        )

    @remembered_of_profile
    def get_tensor_vectorized_dim(self, name: str, profile_index: int | None = None) -> int:
        """The dimension that is vectorized, -1 for none.

        TensorRT 8.5 on, with a profile 8.6.1 on; C++: ICudaEngine::getTensorVectorizedDim.
        """
        return self._int32(
            self._library._shim.trt_engine_get_tensor_vectorized_dim, tensor_name(name), self._profile(profile_index)
        )

    def _profile(self, index: int | None) -> int:
        if index is None:
            return _FIRST_PROFILE
        if self._library._like[0] == 8 and self._library.version < (8, 6, 1):
            raise ArgumentNotAvailableError.of("the argument profile_index", self._library.version, since="8.6.1")
        return integer(index, "profile_index")

    def get_tensor_profile_shape(self, name: str, profile_index: int) -> list[Dims]:
        """The least, best and greatest shape of an input in an optimization profile.

        For what is no input, or no profile, three unknown Dims, and from 11.2 on it raises. TensorRT 8.5 on; C++:
        ICudaEngine::getProfileShape.
        """
        memory = ("get_tensor_profile_shape", name, profile_index)
        if type(profile_index) is int and type(name) is str and memory in self._remembered:
            return [dims_from(values) for values in self._remembered[memory]]  # new ones, as a Dims can be changed
        key, profile = tensor_name(name), integer(profile_index, "profile_index")
        shapes = [
            self._shape(self._library._shim.trt_engine_get_tensor_profile_shape, key, profile, selector)
            for selector in _SELECTORS
        ]
        values = [shape._values for shape in shapes]
        if None not in values:
            self._remembered[memory] = values
        message = "there is no profile shape: {!r} is no input, or {} no profile"
        return [self._known(shape, message, name, profile_index) for shape in shapes]

    def get_tensor_profile_values(self, name: Any, profile_index: Any) -> list[list[int]]:
        """The least, best and greatest values of a shape input in an optimization profile.

        An empty list when TensorRT tells none.

        Raises RuntimeError for what is no shape input. The two arguments may also come in the order (profile_index,
        name), the only one that the official binding takes. Any version; C++: ICudaEngine::getProfileTensorValuesV2
        (10.11 on), getProfileTensorValues (10.0 on), getProfileShapeValues (8).
        """
        if isinstance(profile_index, (str, bytes)):
            name, profile_index = profile_index, name
        key, profile = tensor_name(name), integer(profile_index, "profile_index")
        if not self.is_shape_inference_io(name) or int(self.get_tensor_mode(name)) != 1:
            raise TensorRTError(f"{name!r} is no shape input")
        shape = self.get_tensor_shape(name)
        capacity = max(1, shape[0] if len(shape) else 1)
        values, count = ffi.new("int64_t[]", capacity), ffi.new("int32_t *")
        function, result = self._library._shim.trt_engine_get_tensor_profile_values, []
        for selector in _SELECTORS:
            if not self._said(function(self._handle, key, profile, selector, values, capacity, count)):
                return []
            result.append(list(values[0 : count[0]]))
        return result

    def __getitem__(self, key: int | str) -> Any:
        """The name of a tensor by its index, or its index by its name (-1 for an unknown one)."""
        if isinstance(key, (str, bytes)):
            return self._index_of(key)
        names = self._names_by_index()
        try:
            return names[key if type(key) is int else integer(key, "the index")]
        except IndexError:
            raise IndexError(f"out of bounds: there are {len(names)} tensors, and no index {key}") from None

    def __len__(self) -> int:
        return len(self._names_by_index())

    def __iter__(self) -> Iterator[str]:
        return iter(self._names_by_index())

    # ---- how it is done ----

    def _shape(self, function: Callable[..., int], *arguments: Any) -> Dims:
        dims = CDims()  # not one for all calls: threads may share an engine
        self._done(function(self._handle, *arguments, dims.pointer))
        return dims.read()

    def _known(self, shape: Dims, message: str, *about: Any) -> Dims:
        """From 11.2 on the official package raises where there is no shape."""
        if shape._values is None and self._library._like >= (11, 2, 0):
            raise TensorRTError(message.format(*about))
        return shape

    @remembered
    def _names(self) -> tuple[str, ...]:
        return tuple(self.get_tensor_name(i) or "" for i in range(self.num_io_tensors))

    @remembered
    def _output_names(self) -> frozenset[str]:
        return frozenset(name for name in self._names() if int(self.get_tensor_mode(name)) == 2)

    @remembered
    def _tensor_names(self) -> frozenset[str]:
        return frozenset(self._names())

    def _peek_name(self) -> str:
        return text(self._peek(_STRING, self._library._shim.trt_engine_get_name)) or ""

    def _peek_tensors(self) -> list[tuple[Any, Dims]]:
        """The names of the tensors, as TensorRT has them, with their shapes."""
        shim = self._library._shim
        count = self._peek(_INT32, shim.trt_engine_get_num_io_tensors) or 0
        names = [self._peek(_STRING, shim.trt_engine_get_tensor_name, index) for index in range(count)]
        return [(name, peek_shape(shim.trt_engine_get_tensor_shape, self._handle, name)) for name in names]

    def _shown(self) -> list[str]:
        return [repr(self._peek_name()), *(f"{text(name)}={shape}" for name, shape in self._peek_tensors())]
