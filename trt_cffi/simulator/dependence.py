"""What an ONNX graph's shapes depend on.

ONNX does not tell a shape tensor from any other, TensorRT does: an input whose *values* a shape is computed from is
read on the host before the run.  And an output whose shape only the data decide is known only after it.  Both follow
from the graph: backwards from every operand that is a shape, forwards from every node whose result's size is data.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import onnx

#: operands whose values decide the result's shape, by operator
_SHAPE_OPERANDS: dict[str, tuple[int, ...]] = {
    "AffineGrid": (1,),
    "BlackmanWindow": (0,),
    "CenterCropPad": (1,),
    "Col2Im": (1, 2),
    "ConstantOfShape": (0,),
    "DFT": (1, 2),
    "Expand": (1,),
    "HammingWindow": (0,),
    "HannWindow": (0,),
    "Loop": (0,),
    "MaxUnpool": (2,),
    "MelWeightMatrix": (0, 1),
    "NonMaxSuppression": (2,),
    "OneHot": (1,),
    "Pad": (1, 3),
    "Range": (0, 1, 2),
    "Reshape": (1,),
    "Resize": (2, 3),
    "STFT": (1, 3),
    "Slice": (1, 2, 3, 4),
    "Split": (1,),
    "Squeeze": (1,),
    "Tile": (1,),
    "TopK": (1,),
    "Unsqueeze": (1,),
    "Upsample": (1,),
} | {
    f"Reduce{kind}": (1,)
    for kind in ("L1", "L2", "LogSum", "LogSumExp", "Max", "Mean", "Min", "Prod", "Sum", "SumSquare")
}
#: their values are known from a shape alone, so what their operand holds does not matter
_READS_ONLY_SHAPE = frozenset({"Shape", "Size", "EyeLike"})
#: the size of what they give depends on values
_DATA_DEPENDENT = frozenset({"Compress", "If", "Loop", "NonMaxSuppression", "NonZero", "Unique"})


class Dependence:
    """The graph of a model, for questions about what depends on what."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._resize_scales_first = any(o.domain in ("", "ai.onnx") and o.version < 11 for o in model.opset_import)
        self._operands: dict[str, set[str]] = defaultdict(set)  # a value → the operands of its node
        self._sources: dict[str, set[str]] = defaultdict(set)  # the same without those of which only the shape matters
        self._shapes: list[str] = []  # operands that are shapes
        self._sized_by_data: set[str] = set()
        self._graph(model.graph)

    def values_read_for_shapes(self) -> set[str]:
        """Every value that some shape is computed from: those of them that are inputs are shape tensors."""
        return self._reach(self._shapes, self._sources)

    def sized_by_data(self) -> set[str]:
        """Every value computed from a result whose size depends on data: its own shape may, too."""
        uses: dict[str, set[str]] = defaultdict(set)
        for value, operands in self._operands.items():
            for operand in operands:
                uses[operand].add(value)
        return self._reach(self._sized_by_data, uses)

    def _graph(self, graph: onnx.GraphProto) -> None:
        for node in graph.node:
            standard = node.domain in ("", "ai.onnx")
            inner = list(_subgraphs(node))
            for subgraph in inner:
                self._graph(subgraph)
            operands = {*filter(None, node.input), *(o.name for g in inner for o in g.output)}
            # what a subgraph's inputs are, it gets from the node's
            for value in (*node.output, *(i.name for g in inner for i in g.input)):
                self._operands[value] |= operands
                if not (standard and node.op_type in _READS_ONLY_SHAPE):
                    self._sources[value] |= operands
            if standard:
                self._shapes.extend(self._shape_operands(node))
                if node.op_type in _DATA_DEPENDENT:
                    self._sized_by_data.update(node.output)

    def _shape_operands(self, node: onnx.NodeProto) -> Iterator[str]:
        places = _SHAPE_OPERANDS.get(node.op_type, ())
        if node.op_type == "Resize" and self._resize_scales_first:
            places = (1,)
        for place in places:
            if place < len(node.input) and node.input[place]:
                yield node.input[place]

    @staticmethod
    def _reach(start: Iterable[str], edges: dict[str, set[str]]) -> set[str]:
        reached: set[str] = set()
        todo = list(start)
        while todo:
            value = todo.pop()
            if value not in reached:
                reached.add(value)
                todo.extend(edges.get(value, ()))
        return reached


def _subgraphs(node: onnx.NodeProto) -> Iterator[onnx.GraphProto]:
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs
