"""What an ONNX model wants for inputs, before a plan is made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trt_cffi.cli.loading import header_of, is_onnx
from trt_cffi.cli.specs import with_x
from trt_cffi.cli.terminal import Failure
from trt_cffi.simulator._extra import require
from trt_cffi.simulator.dependence import Dependence

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ModelInput", "inputs_of"]


@dataclass(frozen=True)
class ModelInput:
    """An input of a model: `dims` has -1 where it is not fixed, `is_shape` says that shapes follow from its values."""

    name: str
    dims: tuple[int, ...]
    is_shape: bool
    is_input: bool = field(default=True, init=False)

    @property
    def needs_range(self) -> bool:
        """Whether an optimization profile must have it."""
        return self.is_shape or -1 in self.dims

    def __str__(self) -> str:
        return f"{self.name!r} ({with_x(self.dims)}{', a shape tensor' if self.is_shape else ''})"


def inputs_of(path: Path) -> list[ModelInput]:
    """The inputs of an ONNX file, in its order. Failure when it is none."""
    if not is_onnx(header_of(path)[0]):
        raise Failure(f"{path}: this is a plan already, no ONNX model")
    onnx = require("onnx")
    try:
        model = onnx.load(path, format="protobuf", load_external_data=False)
    except require("google.protobuf.message").DecodeError:
        model = None
    if model is None or not model.graph.output:
        raise Failure(f"{path}: this is no ONNX model, or it is damaged")
    shapes = Dependence(model).values_read_for_shapes()
    constants = {each.name for each in (*model.graph.initializer, *model.graph.sparse_initializer)}
    return [
        ModelInput(
            value.name,
            tuple(d.dim_value if d.HasField("dim_value") else -1 for d in value.type.tensor_type.shape.dim),
            value.name in shapes,
        )
        for value in model.graph.input
        if value.name not in constants
    ]
