"""Make a plan for the simulator from an ONNX model."""

from __future__ import annotations

import operator
import os
from typing import TYPE_CHECKING

from trt_cffi.profiles import Profile, ranges
from trt_cffi.simulator._extra import require
from trt_cffi.simulator.dependence import Dependence
from trt_cffi.simulator.plan_format import VERSIONS, Inner, Plan, Tensor
from trt_cffi.simulator.weights import make_raw, weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import onnx

    Model = str | os.PathLike[str] | bytes | bytearray | memoryview | onnx.ModelProto

MAX_DIMS = 8

#: ONNX's element type → TensorRT's DataType, and the first major version that has it
_DTYPES: dict[str, tuple[int, int]] = {
    "FLOAT": (0, 8),
    "FLOAT16": (1, 8),
    "INT8": (2, 8),
    "INT32": (3, 8),
    "BOOL": (4, 8),
    "UINT8": (5, 8),
    "FLOAT8E4M3FN": (6, 10),
    "BFLOAT16": (7, 10),
    "INT64": (8, 10),
}
_INT32 = 3
_SHAPE_DTYPES = ("INT32", "INT64", "BOOL")

_HARDWARE = {8: ("NONE", "AMPERE_PLUS"), 10: ("NONE", "AMPERE_PLUS", "SAME_COMPUTE_CAPABILITY")}
_HARDWARE[11] = _HARDWARE[10]
_VERBOSITY = ("LAYER_NAMES_ONLY", "NONE", "DETAILED")


def build(
    model: Model,
    profiles: Sequence[Profile] = (),
    tensorrt: int | str = 8,
    *,
    max_aux_streams: int | None = None,
    implicit_batch: int = 0,
    refittable: bool = False,
    weight_streaming: bool = False,
    hardware_compatibility: object = "NONE",
    profiling_verbosity: object = "LAYER_NAMES_ONLY",
    debug: Iterable[str] = (),
    debug_unfused: bool = False,
    name: str | None = None,
) -> bytes:
    """A plan that the simulator of TensorRT ``tensorrt`` runs, made from an ONNX model.

    Args:
        model: the path of an ONNX file (weights kept in files beside it are read, too), its bytes, or an
            ``onnx.ModelProto``, which is not changed.
        profiles: for each optimization profile a dictionary ``{input: (min, opt, max)}``.  The three are shapes, and
            for an input whose values a shape is computed from (a shape tensor) they are values.  Every input without a
            fixed shape and every shape tensor must be in each profile.
        tensorrt: what the plan is for: 8, 10 or 11, a major version of TensorRT, or "rtx", TensorRT for RTX.  A
            simulator loads plans of its own only.
        max_aux_streams: auxiliary streams that the engine says it uses.  None is 0 here; TensorRT decides by itself.
        implicit_batch: the largest batch of a network with an implicit batch (8 only).  The first dimension of every
            input and output is the batch then and is not part of any shape.
        refittable: whether a ``Refitter`` can replace the weights: the model's initializers of FLOAT, FLOAT16 and
            BFLOAT16.
        weight_streaming: whether the engine takes a budget for its weights (from 10).  TensorRT wants a strongly typed
            network for it, which an ONNX model here always is.
        hardware_compatibility: a member of ``HardwareCompatibilityLevel``, or its name or number.
        profiling_verbosity: a member of ``ProfilingVerbosity``, or its name or number.
        debug: tensors marked for a debug listener (from 10), inner ones or outputs.
        debug_unfused: marks all other tensors that the nodes make, too, as those that no fusion swallows (from 10).
        name: the network's name; as in TensorRT it is ``Unnamed Network 0`` unless given.

    On 8, which has no INT64, inputs and outputs of int64 become INT32.

    Raises:
        ImportError: the extra ``simulator`` is not installed.
        OSError: the file cannot be read.
        TypeError, ValueError: the arguments or the model are not what can be built, and why.
    """
    major = _major(tensorrt)
    proto = _load(model)
    _name_layers(proto)
    _name_dimensions(proto)
    batch = _count("implicit_batch", implicit_batch)
    if batch and major != 8:
        raise ValueError(f"{_named(tensorrt)} has no implicit batch, it went with 8: leave implicit_batch out")
    if batch and profiles:
        raise ValueError("a network with an implicit batch has no profiles: leave out either of the two")
    if weight_streaming and major == 8:
        raise ValueError("TensorRT 8 has no weight streaming, it came with 10: leave weight_streaming out")
    marked = _debug_tensors(proto, debug, major)
    unfused = _unfused_tensors(proto, marked, major) if debug_unfused else []
    inferred = _inferred(proto)
    tensors, data_dependent = _tensors(proto, inferred, major, bool(batch))
    layer_io = _layer_io(proto)
    outputs = {o.name for o in proto.graph.output}
    proto.graph.output.extend(_value_info(n) for n in (*marked, *unfused) if n not in outputs)
    make_raw(proto)
    data = proto.SerializeToString()
    _try(data)
    return Plan(
        tensorrt=tensorrt,
        name="Unnamed Network 0" if name is None else _text("the network's name", name),
        tensors=tensors,
        profiles=ranges(profiles, tensors),
        layers=[(_text("a layer's name", n.name), n.op_type) for n in proto.graph.node],
        layer_io=layer_io,
        inner=_inner(inferred, major, bool(batch)),
        data_dependent=data_dependent,
        debug=[n for n in _made(proto) if n in marked],
        unfused=unfused,
        weights=weights(proto, data),
        max_batch=batch,
        aux_streams=_count("max_aux_streams", 0 if max_aux_streams is None else max_aux_streams),
        refittable=bool(refittable),
        streaming=bool(weight_streaming),
        hardware=_member("hardware_compatibility", hardware_compatibility, _HARDWARE[major]),
        verbosity=_member("profiling_verbosity", profiling_verbosity, _VERBOSITY),
    ).write(data)


def _major(tensorrt: int | str) -> int:
    """The major version of TensorRT whose types and features the plan can have."""
    if isinstance(tensorrt, bool) or not (isinstance(tensorrt, int) or tensorrt == "rtx"):
        raise TypeError(f"tensorrt is a major version, a number, or 'rtx', not {tensorrt!r}")
    if tensorrt not in VERSIONS:
        raise ValueError(f"there is no simulator of TensorRT {tensorrt}, only of {', '.join(map(str, VERSIONS))}")
    return 11 if isinstance(tensorrt, str) else tensorrt


def _named(tensorrt: int | str) -> str:
    return f"TensorRT {tensorrt}" if isinstance(tensorrt, int) else "TensorRT for RTX"


def _load(model: Model) -> onnx.ModelProto:
    library = require("onnx")
    proto: onnx.ModelProto = library.ModelProto()
    what = "this"
    try:
        if isinstance(model, (bytes, bytearray, memoryview)):
            what = "the data"
            proto.ParseFromString(bytes(model))
        elif isinstance(model, (str, os.PathLike)):
            what = repr(os.fspath(model))
            proto = library.load(os.fspath(model))
        elif isinstance(model, library.ModelProto):
            proto.CopyFrom(model)
        else:
            raise TypeError(f"a model is a path, bytes or an onnx.ModelProto, not a {type(model).__name__}")
    except require("google.protobuf.message").DecodeError as error:
        raise ValueError(f"{what} is no ONNX model: {error}") from None
    if not proto.graph.output:
        raise ValueError(f"{what} is no ONNX model: there is no graph with an output in it")
    try:
        library.checker.check_model(proto)
    except library.checker.ValidationError as error:
        raise ValueError(f"the model is not valid ONNX: {error}") from None
    return proto


def _name_layers(proto: onnx.ModelProto) -> None:
    """Names for nodes that have none, as TensorRT's ONNX parser gives them; the profiler reports them."""
    for node in proto.graph.node:
        node.name = node.name or f"node_of_{node.output[0]}"


def _name_dimensions(proto: onnx.ModelProto) -> None:
    """Names for the inputs' dimensions that have none, for outputs to be told in terms of them."""
    for value in proto.graph.input:
        for place, dim in enumerate(value.type.tensor_type.shape.dim):
            if not dim.HasField("dim_value") and not dim.dim_param:
                dim.dim_param = f"{value.name}.{place}"


def _layer_io(proto: onnx.ModelProto) -> list[tuple[list[str], list[str]]]:
    weights = {"", *_initializers(proto)}
    return [([i for i in n.input if i not in weights], [o for o in n.output if o]) for n in proto.graph.node]


def _initializers(proto: onnx.ModelProto) -> set[str]:
    return {i.name for i in proto.graph.initializer} | {i.values.name for i in proto.graph.sparse_initializer}


def _tensors(
    proto: onnx.ModelProto, inferred: onnx.ModelProto, major: int, implicit: bool
) -> tuple[list[Tensor], list[str]]:
    """The engine's tensors, and which outputs have a shape that only the run decides."""
    dependence = Dependence(proto)
    initializers = _initializers(proto)
    inputs = [v for v in proto.graph.input if v.name not in initializers]
    read_for_shapes = dependence.values_read_for_shapes()
    tensors = []
    for value in inputs:
        dims, symbols = _input_dims(value)
        tensor = _tensor(value, True, major, dims, symbols, implicit, value.name in read_for_shapes)
        if tensor.is_shape:
            _check_shape_tensor(tensor)
        tensors.append(tensor)
    known = {s for t in tensors for s in t.symbols}
    shapes = _output_dims(proto, inferred, known)
    for value in proto.graph.output:
        dims, symbols = shapes[value.name]
        tensors.append(_tensor(value, False, major, dims, symbols, implicit, False))
    sized_by_data = dependence.sized_by_data()
    return tensors, [t.name for t in tensors if not t.is_input and "?" in t.symbols and t.name in sized_by_data]


def _tensor(
    value: onnx.ValueInfoProto,
    is_input: bool,
    major: int,
    dims: tuple[int, ...],
    symbols: tuple[str, ...],
    implicit: bool,
    is_shape: bool,
) -> Tensor:
    way = "input" if is_input else "output"
    name = _text(f"the name of an {way}", value.name)
    if implicit:
        if not dims or dims[0] != -1:
            raise ValueError(f"{way} {name!r}: with an implicit batch the first dimension is the batch, not a number")
        dims, symbols = dims[1:], symbols[1:]
        if -1 in dims:
            raise ValueError(f"{way} {name!r}: with an implicit batch dimensions but the first are fixed, not {dims}")
    if len(dims) > MAX_DIMS:
        raise ValueError(f"{way} {name!r} has {len(dims)} dimensions; TensorRT allows {MAX_DIMS}")
    element = value.type.tensor_type.elem_type
    return Tensor(name, is_input, _dtype(f"{way} {name!r}", element, major), element, dims, symbols, is_shape)


def _dtype(what: str, element: int, major: int) -> int:
    name = require("onnx").TensorProto.DataType.Name(element)
    if name not in _DTYPES:
        raise ValueError(f"{what} is {name}, which TensorRT does not have: add a Cast to FLOAT or INT32 to the model")
    number = _dtype_in(element, major)
    if number is None:
        since = _DTYPES[name][1]
        raise ValueError(f"{what} is {name}, which TensorRT has from {since} on, and this plan is for {major}")
    return number


def _dtype_in(element: int, major: int) -> int | None:
    """TensorRT's number for a type of ONNX; None where that version has it not."""
    name = require("onnx").TensorProto.DataType.Name(element)
    if major == 8 and name == "INT64":
        return _INT32
    number, since = _DTYPES.get(name, (0, major + 1))
    return number if major >= since else None


def _input_dims(value: onnx.ValueInfoProto) -> tuple[tuple[int, ...], tuple[str, ...]]:
    tensor = value.type.tensor_type
    if not value.type.HasField("tensor_type"):
        raise ValueError(f"input {value.name!r} is a sequence, a map or an optional; TensorRT has tensors only")
    dims = tuple(d.dim_value if d.HasField("dim_value") else -1 for d in tensor.shape.dim)
    symbols = tuple(str(d.dim_value) if d.HasField("dim_value") else d.dim_param for d in tensor.shape.dim)
    return dims, symbols


def _check_shape_tensor(tensor: Tensor) -> None:
    name = require("onnx").TensorProto.DataType.Name(tensor.element)
    if name not in _SHAPE_DTYPES or len(tensor.dims) > 1 or -1 in tensor.dims:
        raise ValueError(
            f"a shape in the model is computed from the values of input {tensor.name!r}, and TensorRT computes shapes "
            f"before the run, from {', '.join(_SHAPE_DTYPES)} with one fixed dimension or none; "
            f"this one is {name} of {list(tensor.dims)}"
        )


def _inferred(proto: onnx.ModelProto) -> onnx.ModelProto:
    """The model with the shapes that ONNX infers, without those that it declares for its outputs.

    What ONNX infers goes before what the model declares, as exporters like to invent a symbol for each output.
    """
    library = require("onnx")
    copy = library.ModelProto()
    copy.CopyFrom(proto)
    for value in copy.graph.output:
        for dim in value.type.tensor_type.shape.dim:
            if not dim.HasField("dim_value"):
                dim.Clear()
    try:
        inferred: onnx.ModelProto = library.shape_inference.infer_shapes(copy, data_prop=True)
    except library.shape_inference.InferenceError as error:
        raise ValueError(f"the shapes of the model contradict each other: {error}") from None
    return inferred


def _inner(inferred: onnx.ModelProto, major: int, implicit: bool) -> list[Inner]:
    """What is known of the tensors that the nodes make for each other."""
    outputs = {o.name for o in inferred.graph.output}
    found = []
    for value in inferred.graph.value_info:
        tensor = value.type.tensor_type
        dims = tuple(d.dim_value if d.HasField("dim_value") else -1 for d in tensor.shape.dim)[implicit:]
        known = tensor.HasField("shape") and len(dims) <= MAX_DIMS and value.name not in outputs
        if known and (dtype := _dtype_in(tensor.elem_type, major)) is not None:
            found.append(Inner(_text("the name of a tensor", value.name), dtype, dims))
    return found


def _output_dims(
    proto: onnx.ModelProto, inferred: onnx.ModelProto, known: set[str]
) -> dict[str, tuple[tuple[int, ...], tuple[str, ...]]]:
    """The outputs' dimensions and symbols."""
    result = {}
    for value, declared in zip(inferred.graph.output, proto.graph.output, strict=True):
        if not value.type.HasField("tensor_type"):
            raise ValueError(f"output {value.name!r} is a sequence, a map or an optional; TensorRT has tensors only")
        if not value.type.tensor_type.HasField("shape"):
            raise ValueError(f"the model does not tell the number of dimensions of output {value.name!r}: declare it")
        said = declared.type.tensor_type.shape.dim
        dims, symbols = [], []
        for place, dim in enumerate(value.type.tensor_type.shape.dim):
            if dim.HasField("dim_value"):
                dims.append(dim.dim_value)
                symbols.append(str(dim.dim_value))
            else:
                names = (dim.dim_param, said[place].dim_param if place < len(said) else "")
                dims.append(-1)
                symbols.append(next((n for n in names if n in known), "?"))
        result[value.name] = tuple(dims), tuple(symbols)
    return result


def _debug_tensors(proto: onnx.ModelProto, debug: Iterable[str], major: int) -> list[str]:
    if isinstance(debug, str):
        raise TypeError(f"debug is a list of names: write debug=[{debug!r}]")
    marked = list(dict.fromkeys(debug))
    if marked and major == 8:
        raise ValueError("TensorRT 8 has no debug listener, it came with 10: leave debug out")
    for name in marked:
        if name not in _made(proto):
            raise ValueError(f"debug names {name!r}, which no node of the model makes")
    return marked


def _unfused_tensors(proto: onnx.ModelProto, marked: Sequence[str], major: int) -> list[str]:
    if major == 8:
        raise ValueError("TensorRT 8 has no debug listener, it came with 10: leave debug_unfused out")
    return [name for name in _made(proto) if name not in marked]


def _made(proto: onnx.ModelProto) -> list[str]:
    """What the nodes make, in order."""
    return [o for n in proto.graph.node for o in n.output if o]


def _value_info(name: str) -> onnx.ValueInfoProto:
    value: onnx.ValueInfoProto = require("onnx").ValueInfoProto(name=name)
    return value


def _try(data: bytes) -> None:
    """ONNX Runtime refuses here what it would refuse when the plan is loaded."""
    onnxruntime = require("onnxruntime")
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    try:
        onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 — its exceptions have no other class in common
        raise ValueError(f"ONNX Runtime {onnxruntime.__version__} cannot run the model on the CPU: {error}") from None


def _text(what: str, text: object) -> str:
    if not isinstance(text, str):
        raise TypeError(f"{what} is a string, not {text!r}")
    if "\0" in text:
        raise ValueError(f"{what} has a NUL in it, which C cannot tell from its end: {text!r}")
    return text


def _count(what: str, value: object) -> int:
    try:
        count = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{what} is a number, not {value!r}") from None
    if not 0 <= count < 2**31:
        raise ValueError(f"{what} is {count}, and it must be at least 0 and fit in 31 bits")
    return count


def _member(what: str, value: object, names: Sequence[str]) -> int:
    """The number of an enum's member, given as the member, its name or its number."""
    named = getattr(value, "name", value)
    if isinstance(named, str) and named.upper() in names:
        return names.index(named.upper())
    if isinstance(named, int) and not isinstance(named, bool) and 0 <= named < len(names):
        return named
    raise ValueError(f"{what} is one of {', '.join(names)} (or its number), not {value!r}")
