"""The simulator's plan: what an engine is, as data, and how it is written (format: docs/development/layout.md)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trt_cffi.profiles import Range
    from trt_cffi.simulator.weights import Weight

MAGIC = b"strt"
FORMAT_VERSION = 1
HEADER = struct.Struct("<4sIQQ4BI")

#: the TensorRT that each simulator says it is
VERSIONS: dict[int | str, tuple[int, int, int]] = {8: (8, 6, 0), 10: (10, 16, 1), 11: (11, 4, 0), "rtx": (1, 7, 1)}


@dataclass(frozen=True)
class Tensor:
    """An input or output of the engine.

    ``dtype`` is TensorRT's number, ``element`` ONNX's.  ``dims`` has -1 where a profile or the run decides, ``symbols``
    says by dimension which of them are the same.
    """

    name: str
    is_input: bool
    dtype: int
    element: int
    dims: tuple[int, ...]
    symbols: tuple[str, ...]
    is_shape: bool = False


@dataclass(frozen=True)
class Inner:
    """A tensor that one layer makes for others, as the inspector tells of it."""

    name: str
    dtype: int
    dims: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """An engine to be: everything but the model's own bytes."""

    tensorrt: int | str
    name: str
    tensors: Sequence[Tensor]
    profiles: Sequence[Sequence[Range]]
    layers: Sequence[tuple[str, str]]
    #: by layer, the tensors that it reads (without weights) and those that it makes
    layer_io: Sequence[tuple[Sequence[str], Sequence[str]]]
    inner: Sequence[Inner] = ()
    data_dependent: Sequence[str] = ()
    debug: Sequence[str] = ()
    #: the other tensors that a debug listener can be shown
    unfused: Sequence[str] = ()
    weights: Sequence[Weight] = ()
    max_batch: int = 0
    aux_streams: int = 0
    refittable: bool = False
    streaming: bool = False
    hardware: int = 0
    verbosity: int = 0

    def write(self, model: bytes) -> bytes:
        """The plan's bytes, with ``model`` (a serialized ONNX ModelProto) in it."""
        metadata = "".join(f"{line}\n" for line in self._metadata()).encode()
        size = HEADER.size + len(metadata) + len(model)
        header = HEADER.pack(MAGIC, FORMAT_VERSION, len(metadata), size, *VERSIONS[self.tensorrt], 0, 0)
        return b"".join((header, metadata, model))

    def _metadata(self) -> Iterator[str]:
        yield _line("name", self.name)
        yield _line("max_batch", self.max_batch)
        yield _line("aux_streams", self.aux_streams)
        yield _line("refittable", int(self.refittable))
        yield _line("streaming", int(self.streaming))
        yield _line("hardware", self.hardware)
        yield _line("verbosity", self.verbosity)
        for t in self.tensors:
            way, place = ("input" if t.is_input else "output"), ("host" if t.is_shape else "device")
            yield _line("tensor", t.name, way, t.dtype, t.element, place, int(t.is_shape), len(t.dims), *t.dims)
        for t in self.tensors:
            yield _line("symbols", t.name, *t.symbols)
        for i in self.inner:
            yield _line("inner", i.name, i.dtype, len(i.dims), *i.dims)
        for name in self.data_dependent:
            yield _line("data_dependent", name)
        for index, ranges in enumerate(self.profiles):
            yield _line("profile", index)
            for r in ranges:
                kind = "values" if r.is_values else "shape"
                yield _line("range", index, r.tensor, kind, len(r.least), *r.least, *r.best, *r.most)
        for name in self.debug:
            yield _line("debug", name)
        for name in self.unfused:
            yield _line("unfused", name)
        for w in self.weights:
            yield _line("weight", w.name, w.element, w.offset, w.count)
        for (name, kind), (reads, makes) in zip(self.layers, self.layer_io, strict=True):
            yield _line("layer", name, kind)
            yield _line("layer_io", len(reads), *reads, *makes)


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n"})


def _line(key: str, *values: str | int) -> str:
    return "\t".join((key, *(str(v).translate(_ESCAPES) for v in values)))
