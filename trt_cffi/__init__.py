"""trt_cffi: run TensorRT plans from any Python, on TensorRT 8.6 to 11 or on its simulator.

The names are those of the official `tensorrt` package: `import trt_cffi as trt`. Those that depend on the version
belong to the default library, which is found and opened when one of them is first used; `open_library` opens others
beside it. Importing this module opens nothing.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.builder import Builder
    from trt_cffi.builder_config import IBuilderConfig
    from trt_cffi.building import build
    from trt_cffi.check import PlanCheck, check_plan
    from trt_cffi.compat import install_as_tensorrt
    from trt_cffi.context import IExecutionContext
    from trt_cffi.debug_listener import IDebugListener
    from trt_cffi.device_output import DeviceOutput
    from trt_cffi.device_tensor import DeviceTensor
    from trt_cffi.dims import Dims, Dims2, Dims3, Dims4, DimsHW, volume
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.enums import nptype
    from trt_cffi.error_list import ErrorRecorder
    from trt_cffi.error_recorder import IErrorRecorder
    from trt_cffi.errors import (
        ArgumentNotAvailableError,
        BuildError,
        ClosedError,
        ContextError,
        DtypeError,
        EngineDeserializeError,
        ExecutionError,
        GraphCaptureError,
        InputError,
        LibraryLoadError,
        LibraryNotFoundError,
        ModelError,
        NoDriverError,
        NotAvailableError,
        ShapeError,
        TensorRTError,
        VersionMismatchError,
    )
    from trt_cffi.gpu_allocator import IGpuAllocator
    from trt_cffi.gpu_async_allocator import IGpuAsyncAllocator
    from trt_cffi.graph import CapturedStep
    from trt_cffi.host_memory import IHostMemory
    from trt_cffi.inspector import EngineInspector
    from trt_cffi.layer_times import LayerProfiler
    from trt_cffi.library import Library, default_library, open_library
    from trt_cffi.loading import load_engine
    from trt_cffi.logger import ILogger, Logger
    from trt_cffi.logging_logger import LoggingLogger
    from trt_cffi.network import ILayer, INetworkDefinition, ITensor
    from trt_cffi.onnx_parser import OnnxParser, ParserError
    from trt_cffi.optimization_profile import IOptimizationProfile
    from trt_cffi.output_allocator import IOutputAllocator
    from trt_cffi.pending import PendingOutputs
    from trt_cffi.plugin_creator import (
        IPluginCreator,
        IPluginCreatorInterface,
        IPluginCreatorV3One,
        IPluginCreatorV3Quick,
        PluginField,
    )
    from trt_cffi.plugin_registry import IPluginRegistry
    from trt_cffi.profiler import IProfiler, Profiler
    from trt_cffi.progress_monitor import IProgressMonitor
    from trt_cffi.refitter import Refitter
    from trt_cffi.runner import Runner
    from trt_cffi.runner_pool import RunnerPool
    from trt_cffi.runtime import Runtime
    from trt_cffi.runtime_config import IRuntimeConfig
    from trt_cffi.serialization_config import ISerializationConfig
    from trt_cffi.step import Step
    from trt_cffi.stream_reader import IStreamReader, IStreamReaderV2
    from trt_cffi.stream_writer import IStreamWriter
    from trt_cffi.timing_cache import ITimingCache
    from trt_cffi.versioned_interface import InterfaceInfo, IVersionedInterface
    from trt_cffi.weights import Weights

__all__ = [
    "ArgumentNotAvailableError",
    "BuildError",
    "Builder",
    "CapturedStep",
    "ClosedError",
    "ContextError",
    "DeviceOutput",
    "DeviceTensor",
    "Dims",
    "Dims2",
    "Dims3",
    "Dims4",
    "DimsHW",
    "DtypeError",
    "EngineDeserializeError",
    "EngineInspector",
    "ErrorRecorder",
    "ExecutionError",
    "GraphCaptureError",
    "IBuilderConfig",
    "ICudaEngine",
    "IDebugListener",
    "IErrorRecorder",
    "IExecutionContext",
    "IGpuAllocator",
    "IGpuAsyncAllocator",
    "IHostMemory",
    "ILayer",
    "ILogger",
    "INetworkDefinition",
    "IOptimizationProfile",
    "IOutputAllocator",
    "IPluginCreator",
    "IPluginCreatorInterface",
    "IPluginCreatorV3One",
    "IPluginCreatorV3Quick",
    "IPluginRegistry",
    "IProfiler",
    "IProgressMonitor",
    "IRuntimeConfig",
    "ISerializationConfig",
    "IStreamReader",
    "IStreamReaderV2",
    "IStreamWriter",
    "ITensor",
    "ITimingCache",
    "IVersionedInterface",
    "InputError",
    "InterfaceInfo",
    "LayerProfiler",
    "Library",
    "LibraryLoadError",
    "LibraryNotFoundError",
    "Logger",
    "LoggingLogger",
    "ModelError",
    "NoDriverError",
    "NotAvailableError",
    "OnnxParser",
    "ParserError",
    "PendingOutputs",
    "PlanCheck",
    "PluginField",
    "Profiler",
    "Refitter",
    "Runner",
    "RunnerPool",
    "Runtime",
    "ShapeError",
    "Step",
    "TensorRTError",
    "VersionMismatchError",
    "Weights",
    "build",
    "check_plan",
    "default_library",
    "install_as_tensorrt",
    "load_engine",
    "nptype",
    "open_library",
    "volume",
]

# Where the names are that are the same for every library. They are imported when they are first used, as importing the
# package must cost next to nothing.
_HOMES = {
    **dict.fromkeys(("Dims", "Dims2", "Dims3", "Dims4", "DimsHW", "volume"), "dims"),
    **dict.fromkeys(("ClosedError", "LibraryLoadError", "LibraryNotFoundError"), "errors"),
    **dict.fromkeys(("ArgumentNotAvailableError", "NoDriverError", "NotAvailableError", "TensorRTError"), "errors"),
    **dict.fromkeys(("ContextError", "EngineDeserializeError", "VersionMismatchError"), "errors"),
    **dict.fromkeys(("DtypeError", "InputError", "ShapeError", "ExecutionError", "GraphCaptureError"), "errors"),
    **dict.fromkeys(("BuildError", "ModelError"), "errors"),
    "build": "building",
    "IProgressMonitor": "progress_monitor",
    "ParserError": "onnx_parser",
    **dict.fromkeys(("Library", "default_library", "open_library"), "library"),
    **dict.fromkeys(("ILogger", "Logger"), "logger"),
    **dict.fromkeys(("IProfiler", "Profiler"), "profiler"),
    **dict.fromkeys(("PlanCheck", "check_plan"), "check"),
    "ErrorRecorder": "error_list",
    "LayerProfiler": "layer_times",
    "LoggingLogger": "logging_logger",
    "install_as_tensorrt": "compat",
    "load_engine": "loading",
    "nptype": "enums",
    "IDebugListener": "debug_listener",
    "IErrorRecorder": "error_recorder",
    "IGpuAllocator": "gpu_allocator",
    "IGpuAsyncAllocator": "gpu_async_allocator",
    "IHostMemory": "host_memory",
    "IOutputAllocator": "output_allocator",
    **dict.fromkeys(("IStreamReader", "IStreamReaderV2"), "stream_reader"),
    "IStreamWriter": "stream_writer",
    **dict.fromkeys(("IPluginCreator", "IPluginCreatorInterface", "PluginField"), "plugin_creator"),
    **dict.fromkeys(("IPluginCreatorV3One", "IPluginCreatorV3Quick"), "plugin_creator"),
    **dict.fromkeys(("IVersionedInterface", "InterfaceInfo"), "versioned_interface"),
    "DeviceOutput": "device_output",
    "DeviceTensor": "device_tensor",
    "PendingOutputs": "pending",
    "Runner": "runner",
    "RunnerPool": "runner_pool",
    "Step": "step",
    "CapturedStep": "graph",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = globals()[name] = getattr(import_module(f"trt_cffi.{_HOMES[name]}"), name)
        return value
    # a private or special name is none of TensorRT's: looking for one, as tools do, must not open a library
    if name.startswith("_") and name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib.util import find_spec  # it takes longer to import than this package

    if find_spec(f"trt_cffi.{name}"):  # `from trt_cffi import simulator` asks here first
        return import_module(f"trt_cffi.{name}")
    library = import_module("trt_cffi.library").default_library()
    try:
        return getattr(library, name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}, nor has {library}") from None


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "DataType", "get_plugin_registry"})
