"""`Builder`: from a network to a plan."""

from __future__ import annotations

from trt_cffi.arguments import integer
from trt_cffi.builder_config import IBuilderConfig
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.errors import NotAvailableError
from trt_cffi.gpu_allocator import IGpuAllocator
from trt_cffi.logger import ILogger
from trt_cffi.native_object import NativeObject, handle_of
from trt_cffi.network import INetworkDefinition
from trt_cffi.shim import ffi
from trt_cffi.since import since
from trt_cffi.stream_writer import IStreamWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.engine import ICudaEngine
    from trt_cffi.host_memory import IHostMemory
    from trt_cffi.optimization_profile import IOptimizationProfile
    from trt_cffi.plugin_registry import IPluginRegistry

__all__ = ["Builder"]

_NOT_AVAILABLE = ffi.integer_const("TRT_NOT_AVAILABLE")
_BUILDER = ffi.typeof("trt_builder **")
_CONFIG = ffi.typeof("trt_builder_config **")
_NETWORK = ffi.typeof("trt_network **")
_PROFILE = ffi.typeof("trt_optimization_profile **")
_MEMORY = ffi.typeof("trt_host_memory **")
_ENGINE = ffi.typeof("trt_engine **")
_BOOL = ffi.typeof("bool *")


class Builder(NativeObject):
    """Builds plans from networks, which come from ONNX models. `trt_cffi.build` does all of it in one call.

    Args:
        logger: where TensorRT's messages go, an ILogger; the builder keeps it.

    Raises NotAvailableError when the library has no builder, as a lean or dispatch runtime or a simulator, and
    NoDriverError without a usable GPU, which TensorRT for RTX does not need. Any version; C++: createInferBuilder.
    """

    __slots__ = ("_logger",)

    _noun = "builder"
    _logger: ILogger

    def __init__(self, logger: ILogger) -> None:
        if not isinstance(logger, ILogger):
            raise TypeError(f"logger is an ILogger, such as trt_cffi.Logger(), not {logger!r}")
        if self._library.simulator:
            raise NotAvailableError(
                f"the {self._library} has no builder; trt_cffi.build(model, library=…) makes plans for it"
            )
        native, out = logger._native(self._library), ffi.new(_BUILDER)
        status = self._library._shim.trt_builder_create(self._library._handle, native.handle, out)
        if not status:
            self._logger = logger
            self._take(out[0], None, native)
            self._native.hold("logger", logger, native)
        if status == _NOT_AVAILABLE:
            raise NotAvailableError(
                f"{self._library} at {self._library.path} has no builder. Only a full TensorRT has one, with the ONNX "
                "parser beside it: pip install tensorrt, or set TRT_CFFI_LIBRARY to the libnvinfer of one"
            )
        if not self._library._said(status):
            raise self._library._refusal(f"{self._library} gave no builder")

    # ---- what a plan is built of ----

    def create_network(self, flags: int = 0) -> INetworkDefinition:
        """An empty network, which an `OnnxParser` fills.

        flags: bits `1 << int(flag)` of NetworkDefinitionCreationFlag. TensorRT 8 parses ONNX only with EXPLICIT_BATCH.
        Raises TensorRTError when TensorRT refuses.

        Any version; C++: IBuilder::createNetworkV2.
        """
        bits = integer(flags, "flags", signed=False)
        out = ffi.new(_NETWORK)
        status = self._library._shim.trt_builder_create_network(self._open(), bits, out)
        return self._new("INetworkDefinition", "network", status, out)  # type: ignore[no-any-return]

    def create_builder_config(self) -> IBuilderConfig:
        """How to build, to be filled in. Any version; C++: IBuilder::createBuilderConfig."""
        out = ffi.new(_CONFIG)
        status = self._library._shim.trt_builder_create_config(self._open(), out)
        return self._new("IBuilderConfig", "builder_config", status, out)  # type: ignore[no-any-return]

    def create_optimization_profile(self) -> IOptimizationProfile:
        """Ranges of shapes, to be filled in. Any version; C++: IBuilder::createOptimizationProfile."""
        out = ffi.new(_PROFILE)
        status = self._library._shim.trt_builder_create_optimization_profile(self._open(), out)
        return self._new("IOptimizationProfile", "optimization_profile", status, out)  # type: ignore[no-any-return]

    def _new(self, kind: str, noun: str, status: int, out: Any) -> Any:
        if not self._made(noun, status, out):
            raise self._library._refusal(f"{self._library} gave no {kind}")
        return getattr(self._library, kind)._wrap(out[0], self)

    # ---- building ----

    def build_serialized_network(self, network: INetworkDefinition, config: IBuilderConfig) -> IHostMemory | None:
        """The plan of a network, or None when TensorRT cannot build it or was stopped: why is in the log.

        It takes from seconds to hours. Any version; C++: IBuilder::buildSerializedNetwork.
        """
        handles, out = self._handles(network, config), ffi.new(_MEMORY)
        status = self._library._shim.trt_builder_build_serialized_network(*handles, out)
        if not self._made("host_memory", status, out):
            return None
        memory: IHostMemory = self._library.IHostMemory._take(self._library, out[0])
        return memory

    @since(10, 13)
    def build_serialized_network_to_stream(
        self, network: INetworkDefinition, config: IBuilderConfig, writer: IStreamWriter
    ) -> bool:
        """Build a plan and write it in pieces. False when TensorRT cannot, or the writer takes too little.

        TensorRT 10.13 on; C++: IBuilder::buildSerializedNetworkToStream.
        """
        if not isinstance(writer, IStreamWriter):
            raise TypeError(f"writer is an IStreamWriter, not {writer!r}")
        handles, native = self._handles(network, config), writer._native(self._library)
        return self._said(self._library._shim.trt_builder_build_serialized_network_to_stream(*handles, native.handle))

    def build_engine_with_config(self, network: INetworkDefinition, config: IBuilderConfig) -> ICudaEngine | None:
        """An engine of a network, without a plan; None when TensorRT cannot build it: why is in the log.

        Any version but 10.0 to 10.5; C++: IBuilder::buildEngineWithConfig.
        """
        handles, out = self._handles(network, config), ffi.new(_ENGINE)
        if not self._made("engine", self._library._shim.trt_builder_build_engine(*handles, out), out):
            return None
        return self._library.ICudaEngine._wrap(out[0], self)  # type: ignore[no-any-return]

    def build_engine(self, network: INetworkDefinition, config: IBuilderConfig) -> ICudaEngine | None:
        """`build_engine_with_config`, by its name from TensorRT 8."""
        return self.build_engine_with_config(network, config)

    def is_network_supported(self, network: INetworkDefinition, config: IBuilderConfig) -> bool:
        """Whether a network can be built with that configuration. Any version; C++: IBuilder::isNetworkSupported."""
        handles, out = self._handles(network, config), ffi.new(_BOOL)
        self._done(self._library._shim.trt_builder_is_network_supported(*handles, out))
        return bool(out[0])

    def _handles(self, network: INetworkDefinition, config: IBuilderConfig) -> tuple[Any, Any, Any]:
        return self._open(), handle_of(network, INetworkDefinition), handle_of(config, IBuilderConfig)

    def reset(self) -> None:
        """Make everything as it was at first. Any version; C++: IBuilder::reset."""
        self._done(self._library._shim.trt_builder_reset(self._handle))

    # ---- properties ----

    def get_plugin_registry(self) -> IPluginRegistry:
        """The library's registry of plugins. Any version; C++: getPluginRegistry."""
        self._open()
        return self._library.get_plugin_registry()

    @property
    def logger(self) -> ILogger:
        """The logger that the builder was made with, the same object. Any version; C++: IBuilder::getLogger."""
        self._open()
        return self._logger

    @property
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors are recorded instead of logged, or None. Any version; C++: IBuilder::setErrorRecorder."""
        return self._get_callback("error_recorder")  # type: ignore[no-any-return]

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        function = self._library._shim.trt_builder_set_error_recorder
        self._set_callback("error_recorder", value, IErrorRecorder, lambda native: function(self._handle, native))

    def _set_gpu_allocator(self, value: IGpuAllocator | None) -> None:
        function = self._library._shim.trt_builder_set_gpu_allocator
        self._set_callback("gpu_allocator", value, IGpuAllocator, lambda native: function(self._handle, native))

    gpu_allocator = property(
        fset=_set_gpu_allocator,
        doc="""The allocator of device memory while building, None for TensorRT's own.

        It can only be set. Any version; C++: IBuilder::setGpuAllocator.""",
    )

    @property
    def max_threads(self) -> int:
        """Most threads that the builder may use, at least 1. A lower number is refused and logged.

        Any version; C++: IBuilder::setMaxThreads.
        """
        return self._int32(self._library._shim.trt_builder_get_max_threads)

    @max_threads.setter
    def max_threads(self, value: int) -> None:
        self._said(self._library._shim.trt_builder_set_max_threads(self._handle, integer(value, "max_threads")))

    @property
    def max_batch_size(self) -> int:
        """The largest batch of a network with an implicit batch. There until 8.6; C++: IBuilder::setMaxBatchSize."""
        return self._int32(self._library._shim.trt_builder_get_max_batch_size)

    @max_batch_size.setter
    def max_batch_size(self, value: int) -> None:
        size = integer(value, "max_batch_size")
        self._done(self._library._shim.trt_builder_set_max_batch_size(self._handle, size))

    @property
    def platform_has_fast_fp16(self) -> bool:
        """Whether the GPU is fast in half precision. There until 10; C++: IBuilder::platformHasFastFp16."""
        return self._bool(self._library._shim.trt_builder_platform_has_fast_fp16)

    @property
    def platform_has_fast_int8(self) -> bool:
        """Whether the GPU is fast in INT8. There until 10; C++: IBuilder::platformHasFastInt8."""
        return self._bool(self._library._shim.trt_builder_platform_has_fast_int8)

    @property
    def platform_has_tf32(self) -> bool:
        """Whether the GPU has TF32. There until 10; C++: IBuilder::platformHasTf32."""
        return self._bool(self._library._shim.trt_builder_platform_has_tf32)

    @property
    def max_DLA_batch_size(self) -> int:
        """The largest batch that a DLA core takes. Any version; C++: IBuilder::getMaxDLABatchSize."""
        return self._int32(self._library._shim.trt_builder_get_max_dla_batch_size)

    @property
    def num_DLA_cores(self) -> int:
        """How many DLA cores there are. Any version; C++: IBuilder::getNbDLACores."""
        return self._int32(self._library._shim.trt_builder_get_num_dla_cores)

    def __repr__(self) -> str:
        return f"<Builder of {self._library}{' closed' if self.closed else ''}>"
