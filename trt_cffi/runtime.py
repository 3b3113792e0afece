"""`Runtime`: from a plan to an engine."""

from __future__ import annotations

from trt_cffi import arguments, plan
from trt_cffi.arguments import boolean, buffer, file_name, integer, only
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.gpu_allocator import IGpuAllocator
from trt_cffi.logger import ILogger
from trt_cffi.native_object import NativeObject
from trt_cffi.remembered import remembered
from trt_cffi.shim import ffi, start_of
from trt_cffi.since import since_rtx
from trt_cffi.stream_reader import IStreamReader, IStreamReaderV2

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any

    from trt_cffi.engine import ICudaEngine
    from trt_cffi.plugin_registry import IPluginRegistry

__all__ = ["Runtime"]

_ENGINE = ffi.typeof("trt_engine **")
_RUNTIME = ffi.typeof("trt_runtime **")


class Runtime(NativeObject):
    """Makes engines from plans.

    Args:
        logger: where TensorRT's messages go, an ILogger; the runtime keeps it. TensorRT keeps the first logger of a
            library as long as any object lives.

    Raises NoDriverError without a usable GPU, unless the library is a simulator. Any version; C++: createInferRuntime.
    """

    __slots__ = ("_logger",)

    _noun = "runtime"
    _logger: ILogger

    def __init__(self, logger: ILogger) -> None:
        if not isinstance(logger, ILogger):
            raise TypeError(f"logger is an ILogger, such as trt_cffi.Logger(), not {logger!r}")
        native = logger._native(self._library)
        out = ffi.new(_RUNTIME)
        status = self._library._shim.trt_runtime_create(self._library._handle, native.handle, out)
        if not status:
            self._logger = logger
            self._take(out[0], None, native)
            self._native.hold("logger", logger, native)
        # when the logger raised, there is a runtime: it ends with this object, which nobody gets
        if not self._library._said(status):
            raise self._library._refusal(f"{self._library} gave no runtime")

    # ---- engines ----

    def deserialize_cuda_engine(
        self,
        serialized_engine: Any = None,
        *,
        sha256: str | None = None,
        stream_reader: IStreamReader | None = None,
        stream_reader_v2: IStreamReaderV2 | None = None,
    ) -> ICudaEngine | None:
        """An engine from a plan, or None when TensorRT cannot load it: why is in the log.

        Args:
            serialized_engine: the plan's bytes: bytes, bytearray, memoryview, mmap, a NumPy array, IHostMemory or
                anything with a contiguous buffer; or a reader. They are not needed afterwards. TensorRT trusts them:
                load only plans that you trust too.
            sha256: what the SHA-256 of the bytes must be, in hexadecimal; None to trust them unseen.
            stream_reader: instead of bytes, what gives them in pieces. TensorRT 10 only.
            stream_reader_v2: the same for a reader that can go to any place of the plan. TensorRT 10.7 on.

        Raises TypeError for what is no buffer and no reader, ValueError for a buffer that is not contiguous or has
        another SHA-256, and what a reader raises.

        Any version; C++: IRuntime::deserializeCudaEngine, deserializeCudaEngineV2.
        """
        self._open()
        given, readers = serialized_engine, (IStreamReader, IStreamReaderV2)
        if stream_reader is not None or stream_reader_v2 is not None:
            given = only(
                serialized_engine=serialized_engine, stream_reader=stream_reader, stream_reader_v2=stream_reader_v2
            )
            if not isinstance(given, readers):
                raise TypeError(f"a reader is of a class derived from IStreamReader or IStreamReaderV2, not {given!r}")
        if isinstance(given, readers):
            if sha256 is not None:
                raise TypeError("sha256 is that of bytes; a reader can check what it reads")
            return self._read(given)
        data = buffer(given)
        engine = self._load(data, sha256)
        if engine is None:
            # TensorRT's words are about its insides: say what can be told from the plan's header too
            problem = plan.describe_problem(
                plan.read_header(data), data.nbytes, self._library.version, self._library.simulator
            )
            if problem is not None:
                self._logger.log(ILogger.ERROR, problem)
        return engine

    def _load(self, data: memoryview, sha256: str | None) -> ICudaEngine | None:
        handle = self._open()
        if sha256 is not None:
            plan.verify(data, sha256)
        out = ffi.new(_ENGINE)
        # the buffer is let go here, whatever a traceback keeps of this frame
        with start_of(data) as start:
            status = self._library._shim.trt_runtime_deserialize(handle, start, data.nbytes, out)
        return self._library.ICudaEngine._wrap(out[0], self) if self._made("engine", status, out) else None

    def _read(self, reader: IStreamReader | IStreamReaderV2) -> ICudaEngine | None:
        handle, native = self._open(), reader._native(self._library)
        out = ffi.new(_ENGINE)
        deserialize = getattr(self._library._shim, f"trt_runtime_deserialize_{reader._noun}")
        made = self._made("engine", deserialize(handle, native.handle, out), out)
        return self._library.ICudaEngine._wrap(out[0], self) if made else None

    def load_runtime(self, path: str | os.PathLike[str]) -> Runtime | None:
        """A runtime of another version, from the file of a lean runtime, for plans of that version.

        None when it cannot be loaded.

        TensorRT 8.6 on; C++: IRuntime::loadRuntime.
        """
        out = ffi.new(_RUNTIME)
        status = self._library._shim.trt_runtime_load_runtime(self._open(), file_name(path), out)
        if not self._made("runtime", status, out):
            return None
        loaded: Runtime = type(self)._wrap(out[0], self)
        loaded._logger = self._logger
        return loaded

    def get_plugin_registry(self) -> IPluginRegistry:
        """The library's registry of plugins. Any version; C++: getPluginRegistry."""
        self._open()
        return self._library.get_plugin_registry()

    # ---- TensorRT for RTX ----

    @property
    def engine_header_size(self) -> int:
        """How many bytes of a plan `get_engine_validity` looks at.

        TensorRT for RTX 1.5 on; C++: IRuntime::getEngineHeaderSize.
        """
        return self._int64(self._library._shim.trt_runtime_get_engine_header_size)

    @since_rtx(5)
    def get_engine_validity(self, buffer: Any) -> tuple[Any, int]:
        """Whether a plan can probably be loaded here, by its header alone: an EngineValidity, and why not.

        Args:
            buffer: the plan's first `engine_header_size` bytes, or all of it: bytes, or anything with a contiguous
                buffer.

        INVALID is certain. Why is a number, in which each bit is one of EngineInvalidityDiagnostics. TensorRT for RTX
        1.5 on; C++: IRuntime::getEngineValidity.
        """
        handle, data = self._open(), arguments.buffer(buffer, "buffer")
        validity, why = ffi.new("int32_t *"), ffi.new("uint64_t *")
        with start_of(data) as start:
            self._done(self._library._shim.trt_runtime_get_engine_validity(handle, start, data.nbytes, validity, why))
        return self._library.EngineValidity(validity[0]), int(why[0])

    @property
    def defer_weights_loading(self) -> bool:
        """Whether engines are deserialized from now on without memory for their weights; False at first.

        They get them by `ICudaEngine.load_weights`. TensorRT for RTX 1.6 on; C++: IRuntime::setDeferredWeightsLoading.
        """
        return self._bool(self._library._shim.trt_runtime_get_deferred_weights_loading)

    @defer_weights_loading.setter
    def defer_weights_loading(self, value: bool) -> None:
        defer = boolean(value, "defer_weights_loading")
        self._done(self._library._shim.trt_runtime_set_deferred_weights_loading(self._handle, defer))

    # ---- properties ----

    @property
    def logger(self) -> ILogger:
        """The logger that the runtime was made with, the same object. Any version; C++: IRuntime::getLogger."""
        self._open()
        return self._logger

    @property
    @remembered
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors are recorded instead of logged, or None. Engines inherit it.

        Any version; C++: IRuntime::setErrorRecorder.
        """
        return self._get_callback("error_recorder")  # type: ignore[no-any-return]

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        function = self._library._shim.trt_runtime_set_error_recorder
        self._set_callback("error_recorder", value, IErrorRecorder, lambda native: function(self._handle, native))

    def _set_gpu_allocator(self, value: IGpuAllocator | None) -> None:
        function = self._library._shim.trt_runtime_set_gpu_allocator
        self._set_callback("gpu_allocator", value, IGpuAllocator, lambda native: function(self._handle, native))

    gpu_allocator = property(
        fset=_set_gpu_allocator,
        doc="""The allocator of device memory for engines and contexts made from now on; None for TensorRT's own.

        It can only be set. Any version; C++: IRuntime::setGpuAllocator.""",
    )

    @property
    @remembered
    def max_threads(self) -> int:
        """Most threads that the runtime may use, at least 1. A lower number is refused and logged.

        Any version; C++: IRuntime::setMaxThreads.
        """
        return self._int32(self._library._shim.trt_runtime_get_max_threads)

    @max_threads.setter
    def max_threads(self, value: int) -> None:
        self._remembered.pop("max_threads", None)
        self._said(self._library._shim.trt_runtime_set_max_threads(self._handle, integer(value, "max_threads")))

    @property
    @remembered
    def DLA_core(self) -> int:
        """The DLA core that engines are loaded for, -1 for none. Any version; C++: IRuntime::setDLACore."""
        return self._int32(self._library._shim.trt_runtime_get_dla_core)

    @DLA_core.setter
    def DLA_core(self, value: int) -> None:
        self._remembered.pop("DLA_core", None)
        self._done(self._library._shim.trt_runtime_set_dla_core(self._handle, integer(value, "DLA_core")))

    @property
    @remembered
    def num_DLA_cores(self) -> int:
        """How many DLA cores there are. Any version; C++: IRuntime::getNbDLACores."""
        return self._int32(self._library._shim.trt_runtime_get_num_dla_cores)

    @property
    @remembered
    def temporary_directory(self) -> str | None:
        """The folder for temporary files, None for the system's.

        TensorRT 8.6 on; C++: IRuntime::setTemporaryDirectory.
        """
        return self._text(self._library._shim.trt_runtime_get_temporary_directory)

    @temporary_directory.setter
    def temporary_directory(self, value: str | os.PathLike[str] | None) -> None:
        self._remembered.pop("temporary_directory", None)
        path = ffi.NULL if value is None else file_name(value, "temporary_directory")
        self._done(self._library._shim.trt_runtime_set_temporary_directory(self._handle, path))

    @property
    @remembered
    def tempfile_control_flags(self) -> int:
        """What temporary files may be used: bits `1 << int(flag)` of TempfileControlFlag.

        TensorRT 8.6 on; C++: IRuntime::setTempfileControlFlags.
        """
        return self._uint32(self._library._shim.trt_runtime_get_tempfile_control_flags)

    @tempfile_control_flags.setter
    def tempfile_control_flags(self, value: int) -> None:
        self._remembered.pop("tempfile_control_flags", None)
        flags = integer(value, "tempfile_control_flags", signed=False)
        self._done(self._library._shim.trt_runtime_set_tempfile_control_flags(self._handle, flags))

    @property
    @remembered
    def engine_host_code_allowed(self) -> bool:
        """Whether plans may bring code that runs on the host. False by default.

        TensorRT 8.6 on; C++: IRuntime::setEngineHostCodeAllowed.
        """
        return self._bool(self._library._shim.trt_runtime_get_engine_host_code_allowed)

    @engine_host_code_allowed.setter
    def engine_host_code_allowed(self, value: bool) -> None:
        self._remembered.pop("engine_host_code_allowed", None)
        allowed = boolean(value, "engine_host_code_allowed")
        self._done(self._library._shim.trt_runtime_set_engine_host_code_allowed(self._handle, allowed))

    @property
    def dla_workspace_allocation_strategy(self) -> Any:
        """How engines share memory for DLA, a DLAWorkspaceAllocationStrategy. DEFAULT at first.

        Raises TensorRTError when TensorRT refuses to set it.

        TensorRT 11.3 on; C++: IRuntime::setDLAWorkspaceAllocationStrategy.
        """
        number = self._int32(self._library._shim.trt_runtime_get_dla_workspace_allocation_strategy)
        return self._library.DLAWorkspaceAllocationStrategy(number)

    @dla_workspace_allocation_strategy.setter
    def dla_workspace_allocation_strategy(self, value: Any) -> None:
        number = self._library._number("DLAWorkspaceAllocationStrategy", value)
        self._done(self._library._shim.trt_runtime_set_dla_workspace_allocation_strategy(self._handle, number))

    def _shown(self) -> list[str]:
        return ["of", str(self._library)]
