"""The enums of each version of TensorRT, from one table, and what NumPy calls a `DataType`.

A member is not an int, as in the official package: it equals only a member of the same class, and `int(member)` is its
number. Where two versions have the same members they share the class; `ILogger.Severity` is one class for all.
"""

from __future__ import annotations

import enum
from functools import cache
from operator import index

from trt_cffi.versions import RTX, like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    import numpy as np

__all__ = ["Enumeration", "Severity", "aliases_of", "enums_of", "nptype"]

# One line per enum: its name, then MEMBER=NUMBER in the order of the official package; of members with the same number
# the first is the name and the others are aliases. @10.8 on either: there from that version on; !11: gone in that
# version; @rtx, !rtx: only, or not, in TensorRT for RTX. < before the name: its members can be ordered. Those of
# single kinds of layers are left out.
_TABLE = """
<Severity INTERNAL_ERROR=0 ERROR=1 WARNING=2 INFO=3 VERBOSE=4
APILanguage@10 CPP=0 PYTHON=1
<AllocatorFlag RESIZABLE=0
<BuilderFlag!10 FP16=0 INT8=1 DEBUG=2 GPU_FALLBACK=3 STRICT_TYPES=4 REFIT=5 DISABLE_TIMING_CACHE=6 TF32=7 \
SPARSE_WEIGHTS=8 SAFETY_SCOPE=9 OBEY_PRECISION_CONSTRAINTS=10 PREFER_PRECISION_CONSTRAINTS=11 DIRECT_IO=12 \
REJECT_EMPTY_ALGORITHMS=13 ENABLE_TACTIC_HEURISTIC=14 VERSION_COMPATIBLE=15 EXCLUDE_LEAN_RUNTIME=16 FP8=17
<BuilderFlag@10!11 FP16=0 BF16=17 INT8=1 DEBUG=2 GPU_FALLBACK=3 REFIT=4 DISABLE_TIMING_CACHE=5 \
EDITABLE_TIMING_CACHE=27@10.8 TF32=6 SPARSE_WEIGHTS=7 SAFETY_SCOPE=8 OBEY_PRECISION_CONSTRAINTS=9 \
PREFER_PRECISION_CONSTRAINTS=10 DIRECT_IO=11 REJECT_EMPTY_ALGORITHMS=12 VERSION_COMPATIBLE=13 EXCLUDE_LEAN_RUNTIME=14 \
FP8=15 ERROR_ON_TIMING_CACHE_MISS=16 DISABLE_COMPILATION_CACHE=18 WEIGHTLESS=19 STRIP_PLAN=19 REFIT_IDENTICAL=20 \
WEIGHT_STREAMING=21 INT4=22@10.1 REFIT_INDIVIDUAL=23@10.2 STRICT_NANS=24@10.6 MONITOR_MEMORY=25@10.6 FP4=26@10.8 \
DISTRIBUTIVE_INDEPENDENCE=28@10.12
<BuilderFlag@11 DEBUG=2 GPU_FALLBACK=3 REFIT=4 DISABLE_TIMING_CACHE=5 EDITABLE_TIMING_CACHE=26 TF32=6 SPARSE_WEIGHTS=7 \
SAFETY_SCOPE=8 DIRECT_IO=11 VERSION_COMPATIBLE=12 EXCLUDE_LEAN_RUNTIME=13 ERROR_ON_TIMING_CACHE_MISS=15 \
DISABLE_COMPILATION_CACHE=17 STRIP_PLAN=18 REFIT_IDENTICAL=19 WEIGHT_STREAMING=20 REFIT_INDIVIDUAL=22 STRICT_NANS=23 \
MONITOR_MEMORY=24 DISTRIBUTIVE_INDEPENDENCE=27 REQUIRE_USER_ALLOCATION=28@rtx
ComputeCapability@rtx NONE=0 CURRENT=1 SM75=75 SM80=80 SM86=86 SM89=89 SM120=120 SM121=121
<CudaGraphStrategy@rtx DISABLED=0 WHOLE_GRAPH_CAPTURE=1
<DLAWorkspaceAllocationStrategy@11.3 DEFAULT=0 SHARED_STATIC=1
DataType FLOAT=0 HALF=1 BF16=7@10 INT8=2 INT32=3 INT64=8@10 BOOL=4 UINT8=5 FP8=6 INT4=9@10 FP4=10@10.8 E8M0=11@10.12
DeviceType GPU=0 DLA=1
<DimensionOperation@10 SUM=0 PROD=1 MAX=2 MIN=3 SUB=4 EQUAL=5 LESS=6 FLOOR_DIV=7 CEIL_DIV=8
<EngineCapability DEFAULT=0!10 SAFE_GPU=1!10 SAFE_DLA=2!10 STANDARD=0 SAFETY=1 DLA_STANDALONE=2
<DynamicShapesKernelSpecializationStrategy@rtx LAZY=0 EAGER=1 NONE=2
<EngineInvalidityDiagnostics@rtx VERSION_MISMATCH=1 UNSUPPORTED_CC=2 OLD_CUDA_DRIVER=4 OLD_CUDA_RUNTIME=8 \
INSUFFICIENT_GPU_MEMORY=16 MALFORMED_ENGINE=32 CUDA_ERROR=64
<EngineStat@10.14 TOTAL_WEIGHTS_SIZE=0 STRIPPED_WEIGHTS_SIZE=1
EngineValidity@rtx VALID=0 SUBOPTIMAL=1 INVALID=2
ErrorCode SUCCESS=0 INTERNAL_ERROR=1 MEM_ALLOC_FAILED=2 MODEL_DESERIALIZE_FAILED=3 INVALID_VALUE=4 INVALID_GRAPH=5 \
INVALID_NODE=6 UNSUPPORTED_GRAPH=7 UNSUPPORTED_NODE=8 UNSUPPORTED_NODE_ATTR=9@10 UNSUPPORTED_NODE_INPUT=10@10 \
UNSUPPORTED_NODE_DATATYPE=11@10 UNSUPPORTED_NODE_DYNAMIC=12@10 UNSUPPORTED_NODE_SHAPE=13@10 REFIT_FAILED=14@10
<ErrorCodeTRT SUCCESS=0 UNSPECIFIED_ERROR=1 INTERNAL_ERROR=2 INVALID_ARGUMENT=3 INVALID_CONFIG=4 FAILED_ALLOCATION=5 \
FAILED_INITIALIZATION=6 FAILED_EXECUTION=7 FAILED_COMPUTATION=8 INVALID_STATE=9 UNSUPPORTED_STATE=10
<ExecutionContextAllocationStrategy@10 STATIC=0 ON_PROFILE_CHANGE=1 USER_MANAGED=2
HardwareCompatibilityLevel NONE=0 AMPERE_PLUS=1 SAME_COMPUTE_CAPABILITY=2@10.9
LayerInformationFormat ONELINE=0 JSON=1
LayerType!10 CONVOLUTION=0 FULLY_CONNECTED=1 GRID_SAMPLE=43 NMS=44 ACTIVATION=2 POOLING=3 LRN=4 SCALE=5 SOFTMAX=6 \
DECONVOLUTION=7 CONCATENATION=8 ELEMENTWISE=9 PLUGIN=10 UNARY=11 PADDING=12 SHUFFLE=13 REDUCE=14 TOPK=15 GATHER=16 \
MATRIX_MULTIPLY=17 RAGGED_SOFTMAX=18 CONSTANT=19 RNN_V2=20 IDENTITY=21 CAST=47 PLUGIN_V2=22 SLICE=23 SHAPE=24 \
PARAMETRIC_RELU=25 RESIZE=26 TRIP_LIMIT=27 RECURRENCE=28 ITERATOR=29 LOOP_OUTPUT=30 SELECT=31 ASSERTION=40 FILL=32 \
QUANTIZE=33 DEQUANTIZE=34 CONDITION=35 CONDITIONAL_INPUT=36 CONDITIONAL_OUTPUT=37 SCATTER=38 EINSUM=39 ONE_HOT=41 \
NON_ZERO=42 REVERSE_SEQUENCE=45 NORMALIZATION=46
LayerType@10 CONVOLUTION=0 GRID_SAMPLE=42 NMS=43 ACTIVATION=2 POOLING=3 LRN=4 SCALE=5 SOFTMAX=6 DECONVOLUTION=7 \
CONCATENATION=8 ELEMENTWISE=9 PLUGIN=10 UNARY=11 PADDING=12 SHUFFLE=13 REDUCE=14 TOPK=15 GATHER=16 MATRIX_MULTIPLY=17 \
RAGGED_SOFTMAX=18 CONSTANT=19 IDENTITY=20 CAST=1 PLUGIN_V2=21 SLICE=22 SHAPE=23 PARAMETRIC_RELU=24 RESIZE=25 \
TRIP_LIMIT=26 RECURRENCE=27 ITERATOR=28 LOOP_OUTPUT=29 SELECT=30 ASSERTION=39 FILL=31 QUANTIZE=32 DEQUANTIZE=33 \
CONDITION=34 CONDITIONAL_INPUT=35 CONDITIONAL_OUTPUT=36 SCATTER=37 EINSUM=38 ONE_HOT=40 NON_ZERO=41 \
REVERSE_SEQUENCE=44 NORMALIZATION=45 PLUGIN_V3=46 SQUEEZE=47@10.7 UNSQUEEZE=48@10.7 CUMULATIVE=49@10.8 \
DYNAMIC_QUANTIZE=50@10.8 ATTENTION_INPUT=51@10.14 ATTENTION_OUTPUT=52@10.14 ROTARY_EMBEDDING=53@10.15 \
KV_CACHE_UPDATE=54@10.15 MOE=55@10.16 DIST_COLLECTIVE=56@10.16
MemoryPoolType WORKSPACE=0 DLA_MANAGED_SRAM=1 DLA_LOCAL_DRAM=2 DLA_GLOBAL_DRAM=3 TACTIC_DRAM=4 \
TACTIC_SHARED_MEMORY=5@10
<NetworkDefinitionCreationFlag!10 EXPLICIT_BATCH=0 EXPLICIT_PRECISION=1
<NetworkDefinitionCreationFlag@10!11 EXPLICIT_BATCH=0 STRONGLY_TYPED=1 PREFER_AOT_PYTHON_PLUGINS=3 \
PREFER_JIT_PYTHON_PLUGINS=2
<NetworkDefinitionCreationFlag@11 STRONGLY_TYPED=0 PREFER_AOT_PYTHON_PLUGINS=2!rtx PREFER_JIT_PYTHON_PLUGINS=1!rtx
OnnxParserFlag@10 NATIVE_INSTANCENORM=0 ENABLE_UINT8_AND_ASYMMETRIC_QUANTIZATION_DLA=1 REPORT_CAPABILITY_DLA=2 \
ENABLE_PLUGIN_OVERRIDE=3 ADJUST_FOR_DLA=4
<PluginArgDataType@10.9 INT8=0 INT16=1 INT32=2
<PluginArgType@10.9 INT=0
<PluginCapabilityType@10 CORE=0 BUILD=1 RUNTIME=2
PluginCreatorVersion@10 V1=0 V1_PYTHON=64
PluginFieldType FLOAT16=0 FLOAT32=1 FLOAT64=2 INT8=3 INT16=4 INT32=5 CHAR=6 DIMS=7 UNKNOWN=8 BF16=9@10 INT64=10@10 \
FP8=11@10 INT4=12@10.1 FP4=13@10.8
PreviewFeature!10 FASTER_DYNAMIC_SHAPES_0805=0 DISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805=1 PROFILE_SHARING_0806=2
PreviewFeature@10!11 PROFILE_SHARING_0806=0 ALIASED_PLUGIN_IO_10_03=1@10.3 RUNTIME_ACTIVATION_RESIZE_10_10=2@10.10 \
MULTIDEVICE_RUNTIME_10_16=3@10.16
PreviewFeature@11 ALIASED_PLUGIN_IO_10_03=0 RUNTIME_ACTIVATION_RESIZE_10_10=1
ProfilingVerbosity LAYER_NAMES_ONLY=0 DETAILED=2 NONE=1 DEFAULT=0!10 VERBOSE=2!10
<QuantizationFlag!11 CALIBRATE_BEFORE_FUSION=0
<QuickPluginCreationRequest@10.9!rtx UNKNOWN=0 PREFER_JIT=1 PREFER_AOT=2 STRICT_JIT=3 STRICT_AOT=4
RuntimePlatform@10.2 SAME_AS_BUILD=0 WINDOWS_AMD64=1
<SeekPosition@10.7 SET=0 CUR=1 END=2
<SerializationFlag@10 EXCLUDE_WEIGHTS=0 EXCLUDE_LEAN_RUNTIME=1 INCLUDE_REFIT=2@10.14
<TacticSource!11 CUBLAS=0 CUBLAS_LT=1 CUDNN=2 EDGE_MASK_CONVOLUTIONS=3 JIT_CONVOLUTIONS=4
<TacticSource@11 EDGE_MASK_CONVOLUTIONS=0 JIT_CONVOLUTIONS=1
TempfileControlFlag ALLOW_IN_MEMORY_FILES=0 ALLOW_TEMPORARY_FILES=1
<TensorFormat LINEAR=0 CHW2=1 HWC8=2 CHW4=3 CHW16=4 CHW32=5 DHWC8=6 CDHW32=7 HWC=8 DLA_LINEAR=9 DLA_HWC4=10 HWC16=11 \
DHWC=12
TensorIOMode NONE=0 INPUT=1 OUTPUT=2
TensorLocation DEVICE=0 HOST=1
<TensorRTPhase@10 BUILD=0 RUNTIME=1
TilingOptimizationLevel@10.8 NONE=0 FAST=1 MODERATE=2 FULL=3
WeightsRole KERNEL=0 BIAS=1 SHIFT=2 SCALE=3 CONSTANT=4 ANY=5
""".strip().splitlines()

_WORDS = {
    "Severity": "How severe a message is: the lower the number, the more.",
    "APILanguage": "The language that an interface is implemented in.",
    "AllocatorFlag": "What an allocator is asked for beside a size and an alignment.",
    "BuilderFlag": "What a builder may do.",
    "ComputeCapability": "The compute capability of a GPU that TensorRT for RTX builds for.",
    "CudaGraphStrategy": "Whether TensorRT for RTX captures launches in CUDA graphs of its own.",
    "DLAWorkspaceAllocationStrategy": "How engines share memory for DLA.",
    "DataType": "The type of a tensor's elements.",
    "DeviceType": "What a layer runs on: the GPU or DLA.",
    "DimensionOperation": "How a plugin computes a dimension from two others.",
    "DynamicShapesKernelSpecializationStrategy": "When kernels are compiled for the shapes of inputs that are dynamic.",
    "EngineCapability": "What an engine was built for: any use, certified use, or DLA alone.",
    "EngineInvalidityDiagnostics": "Why a plan cannot be loaded: bits, of which several may be set.",
    "EngineStat": "What `ICudaEngine.get_engine_stat` tells.",
    "EngineValidity": "Whether a plan can probably be loaded.",
    "ErrorCode": "The kind of an error of the ONNX parser.",
    "ErrorCodeTRT": "The kind of an error.",
    "ExecutionContextAllocationStrategy": "How a context gets its device memory.",
    "HardwareCompatibilityLevel": "Which GPUs a plan runs on, beside those like the one it was built on.",
    "LayerInformationFormat": "How an inspector writes: a line for each layer, or JSON.",
    "LayerType": "What a layer of a network does.",
    "MemoryPoolType": "A kind of memory whose size can be limited for a builder.",
    "NetworkDefinitionCreationFlag": "How a network is made.",
    "OnnxParserFlag": "What the ONNX parser may do.",
    "PluginArgDataType": "The type of a further argument of a plugin's kernel.",
    "PluginArgType": "What a further argument of a plugin's kernel is.",
    "PluginCapabilityType": "A part of a plugin: what it is, how it is built, or how it runs.",
    "PluginCreatorVersion": "Which interface a creator of plugins has.",
    "PluginFieldType": "The type of a plugin's attribute.",
    "PreviewFeature": "A feature that is not final yet.",
    "ProfilingVerbosity": "How much an engine tells of its layers.",
    "QuantizationFlag": "How a network is quantized.",
    "QuickPluginCreationRequest": "Whether a plugin's kernels are compiled ahead of time, or when needed.",
    "RuntimePlatform": "The system that a plan runs on.",
    "SeekPosition": "What an offset in a stream counts from: its start, where it is, or its end.",
    "SerializationFlag": "What is left out of a plan, or put into it.",
    "TacticSource": "Where a builder takes kernels from.",
    "TempfileControlFlag": "Which temporary files a runtime may make.",
    "TensorFormat": "How a tensor's elements lie in memory.",
    "TensorIOMode": "Whether a tensor is an input, an output, or none.",
    "TensorLocation": "Where a tensor's memory is: on the GPU or the host.",
    "TensorRTPhase": "What a plugin is made for: a build or a run.",
    "TilingOptimizationLevel": "How long a builder looks for tilings.",
    "WeightsRole": "What a layer does with weights.",
}

_ALIASES = {
    "float32": "FLOAT",
    "float16": "HALF",
    "bfloat16": "BF16",
    "int8": "INT8",
    "int32": "INT32",
    "int64": "INT64",
    "bool": "BOOL",
    "uint8": "UINT8",
    "fp8": "FP8",
    "int4": "INT4",
    "fp4": "FP4",
    "e8m0": "E8M0",
}

# The size of an element in bytes, and the NumPy type that holds one.
_ITEMSIZE = {
    "FLOAT": 4,
    "HALF": 2,
    "BF16": 2,
    "INT8": 1,
    "INT32": 4,
    "INT64": 8,
    "BOOL": 1,
    "UINT8": 1,
    "FP8": 1,
    "INT4": 0.5,
    "FP4": 0.5,
    "E8M0": 1,
}
_NUMPY = {
    "FLOAT": "float32",
    "HALF": "float16",
    "INT8": "int8",
    "INT32": "int32",
    "INT64": "int64",
    "BOOL": "bool_",
    "UINT8": "uint8",
}

_NEWEST = 99  # no minor version is so high
_made_for: dict[type[Enumeration], tuple[int, int]] = {}  # a version that has the class: by it a pickle finds it


class Enumeration(enum.Enum):
    """An enum of TensorRT. A number without a name is a member too, whose name is `???`: the library may be newer."""

    _value_: int

    @classmethod
    def _missing_(cls, value: object) -> Enumeration:
        member = object.__new__(cls)
        member._name_, member._value_ = "???", index(value)  # type: ignore[arg-type]  # raises the TypeError due
        return member

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._value_ == other._value_

    def __hash__(self) -> int:
        return hash(self._value_)

    def __int__(self) -> int:
        return self._value_

    __index__ = __int__

    def __reduce_ex__(self, protocol: object) -> tuple[Any, ...]:
        return _member, (type(self).__name__, _made_for[type(self)], self._value_)

    def __copy__(self) -> Enumeration:
        return self

    def __deepcopy__(self, memo: object) -> Enumeration:
        return self


class _Ordered(Enumeration):
    def __lt__(self, other: object) -> bool:
        return self._value_ < other._value_ if type(self) is type(other) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self._value_ <= other._value_ if type(self) is type(other) else NotImplemented


class _DataType(Enumeration):
    @property
    def itemsize(self) -> float | None:
        """The size of an element in bytes, 0.5 where two share a byte; None for a type without a name."""
        return _ITEMSIZE.get(self._name_)


def enums_of(major: int, minor: int | None = None) -> dict[str, type[Enumeration]]:
    """The enums of a version of TensorRT by name, by default of the newest minor version known; 1 is TensorRT for RTX.

    `ILogger.Severity` is among them, as `Severity`.
    """
    version = (major, _NEWEST if minor is None else minor)
    classes = (_class_of(line, version) for line in _TABLE)
    return {cls.__name__: cls for cls in classes if cls}


def aliases_of(data_type: type[Enumeration]) -> dict[str, Enumeration]:
    """The module's short names for the members of a version's `DataType`: `float32`, `float16`, `int8` …"""
    return {alias: data_type[name] for alias, name in _ALIASES.items() if name in data_type.__members__}


def nptype(trt_type: Enumeration) -> type[np.generic]:
    """The NumPy type of a `DataType` of any version.

    Raises:
        TypeError: NumPy has none (8-bit and 4-bit floats, bfloat16, 4-bit integers), or it is no `DataType`.
    """
    name = _NUMPY.get(trt_type.name) if isinstance(trt_type, _DataType) else None
    if name is None:
        raise TypeError(f"NumPy has no type for {trt_type!r}")
    import numpy as np

    found: type[np.generic] = getattr(np, name)
    return found


def _class_of(line: str, version: tuple[int, int]) -> type[Enumeration] | None:
    """The class of a line of the table in that version, or None if it has none."""
    head, *members = line.split()
    name = _name_in(head.lstrip("<"), version)
    if name is None:
        return None
    cls = _class(name, head[0] == "<", tuple(filter(None, (_name_in(member, version) for member in members))))
    _made_for.setdefault(cls, version)
    return cls


def _name_in(marked: str, version: tuple[int, int]) -> str | None:
    """A name of the table without its marks, or None if that version does not have it."""
    rest, _, until = marked.partition("!")
    name, _, since = rest.partition("@")
    if (since and not _is_since(since, version)) or (until and _is_since(until, version)):
        return None
    return name


def _is_since(mark: str, version: tuple[int, int]) -> bool:
    """Whether a version is the one of the mark or a later one."""
    if mark == "rtx":
        return version[0] == RTX
    return like(version) >= tuple(map(int, mark.split(".")))


@cache  # so equal members are one class
def _class(name: str, ordered: bool, members: tuple[str, ...]) -> type[Enumeration]:
    base: Any = _DataType if name == "DataType" else _Ordered if ordered else Enumeration
    pairs = [(member, int(number)) for member, _, number in (text.partition("=") for text in members)]
    cls: type[Enumeration] = base(name, pairs, module=__name__)
    cls.__doc__ = _WORDS[name]
    return cls


def _member(name: str, version: tuple[int, int], value: int) -> Enumeration:
    return enums_of(*version)[name](value)


Severity: Any = _class_of(_TABLE[0], (8, 6))  # the one class that is needed before a library is open
