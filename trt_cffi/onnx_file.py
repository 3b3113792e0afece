"""What an ONNX file tells without the package onnx: its nodes, and which files it keeps weights in.

An ONNX model is a protobuf message. Only its structure is read, none of its weights.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Span = tuple[int, int]

__all__ = ["Model", "external_paths"]

# Field numbers of the messages of ONNX.
_MODEL_GRAPH, _MODEL_FUNCTIONS = 7, 25
_GRAPH_NODE, _GRAPH_INITIALIZER, _GRAPH_SPARSE = 1, 5, 15
_SPARSE_VALUES, _SPARSE_INDICES = 1, 2
_FUNCTION_NODE = 7
_NODE_NAME, _NODE_OPERATOR, _NODE_ATTRIBUTE = 3, 4, 5
_ATTRIBUTE_TENSORS, _ATTRIBUTE_GRAPHS, _ATTRIBUTE_SPARSE = (5, 10), (6, 11), (22, 23)
_TENSOR_EXTERNAL = 13
_ENTRY_KEY, _ENTRY_VALUE = 1, 2

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class Model:
    """The structure of an ONNX model.

    Args:
        data: its bytes.

    Raises ValueError when they are no ONNX model, or cut short.
    """

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._nodes: list[tuple[str, str]] = []
        self._locations: dict[str, None] = {}
        if not data.nbytes:
            raise ValueError("the model is empty")
        graphs = 0
        for number, span in self._messages((0, data.nbytes)):
            if number == _MODEL_GRAPH:
                graphs += 1
                self._graph(span, outermost=True)
            elif number == _MODEL_FUNCTIONS:
                for field, node in self._messages(span):
                    if field == _FUNCTION_NODE:
                        self._node(node)
        if not graphs:
            raise ValueError("this is no ONNX model: there is no graph in it")

    def node(self, index: int) -> tuple[str, str] | None:
        """The name and the operator of a node of the outermost graph, or None."""
        return self._nodes[index] if 0 <= index < len(self._nodes) else None

    @property
    def locations(self) -> list[str]:
        """The files that weights are kept in, as the model names them: relative to its folder."""
        return list(self._locations)

    # ---- the messages ----

    def _graph(self, span: Span, outermost: bool = False) -> None:
        for number, inner in self._messages(span):
            if number == _GRAPH_NODE:
                node = self._node(inner)
                if outermost:
                    self._nodes.append(node)
            elif number == _GRAPH_INITIALIZER:
                self._tensor(inner)
            elif number == _GRAPH_SPARSE:
                self._sparse(inner)

    def _node(self, span: Span) -> tuple[str, str]:
        name = operator = ""
        for number, inner in self._messages(span):
            if number == _NODE_NAME:
                name = self._text(inner)
            elif number == _NODE_OPERATOR:
                operator = self._text(inner)
            elif number == _NODE_ATTRIBUTE:
                self._attribute(inner)
        return name, operator

    def _attribute(self, span: Span) -> None:
        for number, inner in self._messages(span):
            if number in _ATTRIBUTE_TENSORS:
                self._tensor(inner)
            elif number in _ATTRIBUTE_GRAPHS:
                self._graph(inner)
            elif number in _ATTRIBUTE_SPARSE:
                self._sparse(inner)

    def _sparse(self, span: Span) -> None:
        for number, inner in self._messages(span):
            if number in (_SPARSE_VALUES, _SPARSE_INDICES):
                self._tensor(inner)

    def _tensor(self, span: Span) -> None:
        for number, inner in self._messages(span):
            if number == _TENSOR_EXTERNAL:
                entry = {field: self._text(value) for field, value in self._messages(inner)}
                if entry.get(_ENTRY_KEY) == "location":
                    self._locations[entry.get(_ENTRY_VALUE, "")] = None

    # ---- the encoding ----

    def _text(self, span: Span) -> str:
        return str(self._data[slice(*span)], "utf-8", "replace")

    def _messages(self, span: Span) -> Iterator[tuple[int, Span]]:
        """The fields of a message that have a length: messages, texts and bytes."""
        at, end = span
        while at < end:
            key, at = self._varint(at, end)
            number, kind = key >> 3, key & 7
            if kind == _VARINT:
                _, at = self._varint(at, end)
                continue
            if kind not in (_FIXED64, _BYTES, _FIXED32) or not number:
                raise ValueError("this is no ONNX model, or it is damaged")
            length = {_FIXED64: 8, _FIXED32: 4}.get(kind)
            if length is None:
                length, at = self._varint(at, end)
            if at + length > end:
                raise ValueError("this is no ONNX model, or it is cut short")
            if kind == _BYTES:
                yield number, (at, at + length)
            at += length

    def _varint(self, at: int, end: int) -> tuple[int, int]:
        value = 0
        for place in range(10):
            if at >= end:
                raise ValueError("this is no ONNX model, or it is cut short")
            byte = self._data[at]
            at += 1
            value |= (byte & 127) << 7 * place
            if byte < 128:
                return value, at
        raise ValueError("this is no ONNX model, or it is damaged")


def external_paths(path: Path, locations: list[str]) -> list[Path]:
    """The files beside a model's file that its weights are in.

    They are in its folder: what lies elsewhere is not read, as a model is a file that somebody else may have made.

    Raises ValueError for one that is not, and FileNotFoundError for one that is missing.
    """
    folder, found = path.parent, []
    inside = {folder.resolve(), path.resolve().parent}  # a model may be a link to where its files are
    for location in locations:
        place = PurePosixPath(location)
        file = folder / place
        try:
            real = file.resolve(strict=True)
        except FileNotFoundError:
            real = file.resolve()
        except (OSError, RuntimeError) as error:  # a loop of links
            raise ValueError(f"{path}: its weights cannot be read from {location!r}: {error}") from None
        if not location or place.is_absolute() or not any(real.is_relative_to(each) for each in inside):
            raise ValueError(f"{path} wants weights from {location!r}, which is outside of its folder {folder}")
        if not real.is_file():
            raise FileNotFoundError(f"{path} has weights in {location!r}, and there is no file {file}")
        found.append(file)
    return found
