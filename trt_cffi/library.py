"""One opened libnvinfer and the classes that belong to it."""

from __future__ import annotations

import atexit
import time

from trt_cffi import builder_names, find
from trt_cffi.arguments import file_name, tensor_name
from trt_cffi.context import IExecutionContext
from trt_cffi.debug_listener import IDebugListener
from trt_cffi.dims import Dims, Dims2, Dims3, Dims4, DimsHW, volume
from trt_cffi.engine import ICudaEngine
from trt_cffi.enums import aliases_of, enums_of, nptype
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.errors import LibraryLoadError, NoDriverError, NotAvailableError, TensorRTError
from trt_cffi.gpu_allocator import IGpuAllocator
from trt_cffi.gpu_async_allocator import IGpuAsyncAllocator
from trt_cffi.host_memory import IHostMemory
from trt_cffi.inspector import EngineInspector
from trt_cffi.logger import ILogger, Logger
from trt_cffi.output_allocator import IOutputAllocator
from trt_cffi.plugin_creator import (
    IPluginCreator,
    IPluginCreatorInterface,
    IPluginCreatorV3One,
    IPluginCreatorV3Quick,
    PluginField,
)
from trt_cffi.plugin_registry import IPluginRegistry
from trt_cffi.profiler import IProfiler, Profiler
from trt_cffi.refitter import Refitter
from trt_cffi.runtime import Runtime
from trt_cffi.runtime_cache import IRuntimeCache
from trt_cffi.runtime_config import IRuntimeConfig
from trt_cffi.serialization_config import ISerializationConfig
from trt_cffi.shim import NULL, ffi, last_error, shim, text
from trt_cffi.since import missing
from trt_cffi.status import Caller
from trt_cffi.stream_reader import IStreamReader, IStreamReaderV2
from trt_cffi.stream_writer import IStreamWriter
from trt_cffi.versioned_interface import InterfaceInfo, IVersionedInterface
from trt_cffi.versions import MAJORS, RTX, like, name_of, product
from trt_cffi.weights import Weights
from trt_cffi.weights_manager import IWeightsManager

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any

__all__ = ["Library", "default_library", "open_library"]

# Made anew for each library, as what they make belongs to it.
_OWN = (
    *(Runtime, ICudaEngine, IExecutionContext, EngineInspector),
    *(IRuntimeConfig, ISerializationConfig, IPluginRegistry),
    *(Refitter, Weights),
    *(IRuntimeCache, IWeightsManager),
)
# The same for all.
_SHARED = {
    each.__name__: each
    for each in (
        *(
            ILogger,
            Logger,
            IProfiler,
            Profiler,
            IErrorRecorder,
            IGpuAllocator,
            IGpuAsyncAllocator,
            IOutputAllocator,
            IDebugListener,
            IStreamReader,
            IStreamReaderV2,
            IStreamWriter,
        ),
        *(IVersionedInterface, InterfaceInfo),
        *(IPluginCreatorInterface, IPluginCreator, IPluginCreatorV3One, IPluginCreatorV3Quick, PluginField),
        IHostMemory,
        *(Dims, Dims2, Dims3, Dims4, DimsHW, volume, nptype),
    )
}

_REFUSED, _NOT_AVAILABLE, _BAD_ARGUMENT, _NO_DEVICE, _CANNOT_OPEN, _OUT_OF_MEMORY = range(1, 7)  # trt_status


class Library(Caller):
    """An opened libnvinfer, full, lean or dispatch, a TensorRT for RTX, or a simulator, with the official names.

    Attributes:
        path: the file.
        version: of TensorRT, such as (10, 16, 1), or of TensorRT for RTX, such as (1, 7, 1).
        flavour: "full", "lean", "dispatch", "rtx" or "simulator".
        found: how it was found, in words.
        Runtime, ICudaEngine, DataType, Logger …: the classes, enums and functions of the official package. Runtime and
            what is made from it, and the enums, are this library's own; the interfaces that a program implements, and
            Dims, are the same for all libraries.

    `open_library` makes it. It stays open until the process ends.
    """

    path: str
    version: tuple[int, int, int]
    flavour: str
    found: str

    def __init__(self, handle: Any, functions: Any, candidate: find.Candidate) -> None:
        self._handle, self._shim = handle, functions
        major, minor, patch, path, simulator = (
            *(ffi.new("int32_t *") for _ in range(3)),
            ffi.new("const char **"),
            ffi.new("bool *"),
        )
        self._done(functions.trt_library_version(handle, major, minor, patch))
        self._done(functions.trt_library_path(handle, path))
        self._done(functions.trt_library_is_simulator(handle, simulator))
        self.version = (major[0], minor[0], patch[0])
        self._like = like(self.version)
        self.path = text(path[0]) or candidate.path
        self.flavour = "simulator" if simulator[0] else "rtx" if self.rtx else candidate.flavour or "unknown flavour"
        self.found = candidate.how
        self._registry: IPluginRegistry | None = None
        self._plugin_loggers: list[ILogger] = []

        for base in _OWN:
            setattr(self, base.__name__, self._own(base))
        for name, shared in _SHARED.items():
            setattr(self, name, shared)
        self._enums = enums_of(major[0], minor[0])
        for name, each in self._enums.items():
            setattr(self, name, each)
        for name, member in aliases_of(self._enums["DataType"]).items():
            setattr(self, name, member)

    def __getattr__(self, name: str) -> Any:
        if name not in builder_names.NAMES:
            raise AttributeError(f"{self!r} has no {name!r}", name=name, obj=self)
        value = builder_names.of_library(self, name)
        setattr(self, name, value)
        return value

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *builder_names.NAMES]

    def _own(self, base: type) -> type:
        """The library's own class of what it makes."""
        own = {"_library": self, "__module__": base.__module__, "__doc__": base.__doc__, "__slots__": ()}
        return type(base.__name__, (base,), own | missing(base, self.version))

    @property
    def __version__(self) -> str:
        """The version of TensorRT, as the official package gives it."""
        return ".".join(map(str, self.version))

    @property
    def simulator(self) -> bool:
        """Whether this is the simulator: it runs on the CPU, and is no TensorRT."""
        return self.flavour == "simulator"

    @property
    def rtx(self) -> bool:
        """Whether this is TensorRT for RTX, or its simulator."""
        return self.version[0] == RTX

    def get_plugin_registry(self) -> IPluginRegistry:
        """The library's registry of plugins, the same object each time. C++: getPluginRegistry."""
        if self._registry is None:
            own: type[IPluginRegistry] = self.IPluginRegistry
            self._registry = own._of_library()
        return self._registry

    def init_libnvinfer_plugins(self, logger: ILogger | None, namespace: str) -> bool:
        """Register NVIDIA's own plugins, of the `libnvinfer_plugin` that is beside the library, for plans with them.

        False where there is none: a lean or dispatch runtime takes plugins from the plan, and the simulator has none.
        The log says which. For TensorRT for RTX there are no such plugins, and that is True, as in NVIDIA's package.
        The plugins keep the logger until the process ends. Any version; C++: initLibNvInferPlugins.
        """
        if logger is not None and not isinstance(logger, ILogger):
            raise TypeError(f"logger is an ILogger or None, not {logger!r}")
        native, name = NULL, tensor_name(namespace)
        if self.rtx:
            return True
        if logger is not None:
            native = logger._native(self).handle
            self._plugin_loggers.append(logger)
        if self.flavour not in ("full", "unknown flavour"):
            problem = f"no plugins are registered: {self} has no libnvinfer_plugin"
        else:
            path = file_name(find.beside(self.path, f"libnvinfer_plugin.so.{self.version[0]}"))
            status = self._shim.trt_plugin_registry_init_plugins(self._handle, path, native, name)
            if status != _CANNOT_OPEN:
                return self._said(status)
            problem = f"no plugins are registered: {last_error(self._shim)}"
        if logger is not None:
            logger.log(ILogger.WARNING, problem)
        return False

    def __repr__(self) -> str:
        return f"<trt_cffi.Library {self} at {self.path}>"

    def __str__(self) -> str:
        name = f"{product(self.version)} {self.__version__}"
        if self.simulator:
            return f"{name} simulator"
        return name if self.rtx else f"{name} ({self.flavour})"

    # ---- the status of a call ----

    def _refusal(self, message: str) -> TensorRTError:
        """The error for a call that TensorRT refused, with what it said. Call it right after."""
        return TensorRTError(message, messages=last_error(self._shim).splitlines())

    def _error(self, status: int) -> Exception:
        reason = last_error(self._shim)
        if status == _REFUSED:
            return TensorRTError("TensorRT refused", messages=reason.splitlines())
        if status == _NOT_AVAILABLE:
            return NotAvailableError(reason)
        if status == _NO_DEVICE:
            return NoDriverError(
                f"{reason}. {self} needs an NVIDIA GPU with its driver; without one, use the simulator: "
                f"TRT_CFFI_LIBRARY=simulator{name_of(self.version[0])}"
            )
        if status == _OUT_OF_MEMORY:
            return MemoryError(reason)
        return ValueError(reason)

    def _number(self, enum: str, value: Any) -> int:
        """The number of an enum's member, of this library or of the same name in another."""
        own = self._enums.get(enum)
        if own is None:
            raise NotAvailableError(f"{self} has no {enum}")
        if isinstance(value, own):
            return int(value)
        if type(value).__name__ == enum and getattr(value, "name", None) in own.__members__:
            return int(own.__members__[value.name])
        raise TypeError(f"expected a member of {enum}, such as {next(iter(own.__members__.values()))}, not {value!r}")


def open_library(choice: str | os.PathLike[str] | None = None) -> Library:
    """Open a libnvinfer beside those that are open already.

    Args:
        choice: a path or the name of a library, `simulator8`, `simulator10`, `simulator11` or `simulatorrtx`: this one
            or an exception; `rtx`: the first TensorRT for RTX that is found. None: as the default library is found, see
            `trt_cffi.find`.

    The same file gives the same object. Raises LibraryNotFoundError, which lists what was tried, or LibraryLoadError.
    """
    library, _, _ = find.first_that_opens(choice, _open)
    return _opened.setdefault(library.path, library)


_opened: dict[str, Library] = {}
_default: Library | None = None


def default_library() -> Library:
    """The library that the module's own names belong to, opened when it is first needed."""
    global _default
    if _default is None:
        _default = open_library()
    return _default


_LONGEST_WAIT = 2.0  # seconds at the end of the process, for callbacks of other threads that do not return


@atexit.register
def _stop_callbacks() -> None:
    """No thread may come back into an interpreter that is ending.

    It would be ended there, inside of TensorRT, and that crashes.
    """
    deadline, in_progress = time.monotonic() + _LONGEST_WAIT, ffi.new("int32_t *")
    for library in _opened.values():
        while True:
            library._shim.trt_library_stop_callbacks(library._handle, in_progress)
            if not in_progress[0] or time.monotonic() > deadline:
                break
            time.sleep(0.001)


def _open(candidate: find.Candidate) -> Library:
    library = _opened.get(candidate.path) or _load(candidate)
    if library.simulator and not candidate.asked:
        raise LibraryLoadError("it is the simulator, which is used only when it is asked for")
    return library


def _load(candidate: find.Candidate) -> Library:
    path, out = candidate.path.encode(), ffi.new("trt_library **")
    for major in sorted(MAJORS, key=lambda each: each != candidate.major):
        functions = shim(major)
        status = functions.trt_library_open(path, out)
        if status == 0:
            library = Library(out[0], functions, candidate)
            if library.simulator:
                from trt_cffi.simulator import onnx_runtime

                onnx_runtime.offer()
            return library
        if status != _NOT_AVAILABLE:
            break  # no other shim can open it either
    else:
        what_it_is = last_error(functions).partition(";")[0]
        raise LibraryLoadError(f"{what_it_is}; there are shims for TensorRT 8, 10 and 11, and for TensorRT for RTX")
    raise LibraryLoadError(last_error(functions))
