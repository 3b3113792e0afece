"""Where a model's weights lie in its bytes, so that the simulator can replace them without knowing ONNX."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trt_cffi.simulator._extra import require

if TYPE_CHECKING:
    from collections.abc import Iterator

    import onnx

#: what is weights and not a part of the network's structure, as the axes of a reduction are
_TYPES = ("FLOAT", "FLOAT16", "BFLOAT16")

# Protobuf: the fields of ModelProto, GraphProto and TensorProto on the way to the bytes, and how they are written
_GRAPH, _INITIALIZER, _NAME, _RAW_DATA = 7, 5, 8, 9
_VARINT, _EIGHT_BYTES, _SIZED, _FOUR_BYTES = 0, 1, 2, 5


@dataclass(frozen=True)
class Weight:
    """An initializer: ``element`` is ONNX's type, its ``count`` elements begin at ``offset`` in the model's bytes."""

    name: str
    element: int
    offset: int
    count: int


def make_raw(proto: onnx.ModelProto) -> None:
    """Write weights as plain bytes, which ONNX leaves to the writer of a model."""
    helper = require("onnx.numpy_helper")
    for tensor in proto.graph.initializer:
        if _is_weight(tensor) and not tensor.HasField("raw_data"):
            tensor.CopyFrom(helper.from_array(helper.to_array(tensor), tensor.name))


def weights(proto: onnx.ModelProto, model: bytes) -> list[Weight]:
    """The weights of ``proto``, as they lie in ``model``, its bytes."""
    offsets = dict(_raw_data(model))
    return [
        Weight(t.name, t.data_type, offsets[t.name], math.prod(t.dims))
        for t in proto.graph.initializer
        if _is_weight(t) and t.raw_data
    ]


def _is_weight(tensor: onnx.TensorProto) -> bool:
    return require("onnx").TensorProto.DataType.Name(tensor.data_type) in _TYPES


def _raw_data(model: bytes) -> Iterator[tuple[str, int]]:
    for number, begin, end in _fields(model, 0, len(model)):
        if number != _GRAPH:
            continue
        for inner, first, last in _fields(model, begin, end):
            if inner != _INITIALIZER:
                continue
            parts = {field: span for field, *span in _fields(model, first, last)}
            if _NAME in parts and _RAW_DATA in parts:
                yield model[slice(*parts[_NAME])].decode(), parts[_RAW_DATA][0]


def _fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The fields of a message: number, begin and end of the value."""
    while at < end:
        key, at = _varint(data, at)
        kind = key & 7
        if kind == _SIZED:
            size, at = _varint(data, at)
        elif kind == _VARINT:
            size = _varint(data, at)[1] - at
        else:
            size = {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}[kind]
        yield key >> 3, at, at + size
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return value, at
