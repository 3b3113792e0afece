"""`OnnxParser`: from an ONNX model to a network, and `ParserError`: why it could not."""

from __future__ import annotations

from trt_cffi.arguments import buffer, file_name, integer, tensor_name
from trt_cffi.builder_config import IBuilderConfig
from trt_cffi.logger import ILogger
from trt_cffi.native_object import NativeObject, handle_of
from trt_cffi.network import INetworkDefinition, ITensor
from trt_cffi.parser_library import parser_path
from trt_cffi.shim import NULL, ffi, text
from trt_cffi.since import since

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any, SupportsIndex

__all__ = ["OnnxParser", "ParserError"]

_VERBOSITY = 0  # of a parsed file, as in the official package
_PARSER = ffi.typeof("trt_onnx_parser **")
_ERROR = ffi.typeof("trt_parser_error *")
_TENSOR = ffi.typeof("trt_tensor **")
_BOOL = ffi.typeof("bool *")
_NODES = ffi.typeof("const int64_t **")
_NAMES = ffi.typeof("const char *const **")
_COUNT = ffi.typeof("int64_t *")


class ParserError:
    """Something in an ONNX model that the parser could not do. `OnnxParser.get_error` makes it. Any version.

    Its members are methods, as in the official package; the values were copied. C++: IParserError.
    """

    __slots__ = (
        "__weakref__",
        "_code",
        "_desc",
        "_file",
        "_func",
        "_line",
        "_node",
        "_node_name",
        "_node_operator",
        "_stack",
    )

    _code: Any
    _node: int
    _line: int
    _desc: str | None
    _file: str | None
    _func: str | None
    _node_name: str | None
    _node_operator: str | None
    _stack: list[str]

    def __init__(self, *_: Any) -> None:
        raise TypeError("ParserError has no constructor: it is made by OnnxParser.get_error")

    @classmethod
    def _of(cls, error: Any, code: Any) -> ParserError:
        self = cls.__new__(cls)
        self._code = code
        self._node, self._line = int(error.node), int(error.line)
        self._desc, self._file, self._func = text(error.desc), text(error.file), text(error.function)
        self._node_name, self._node_operator = text(error.node_name), text(error.node_operator)
        stack = error.local_functions[0 : error.num_local_functions] if error.num_local_functions else ()
        self._stack = [text(function) or "" for function in stack]
        return self

    def code(self) -> Any:
        """What kind of error, an ErrorCode of the parser. Any version; C++: IParserError::code."""
        return self._code

    def desc(self) -> str | None:
        """What is wrong, in words. Any version; C++: IParserError::desc."""
        return self._desc

    def node(self) -> int:
        """The index of the ONNX node, -1 for none. Any version; C++: IParserError::node."""
        return self._node

    def file(self) -> str | None:
        """Where in the parser's sources it was found. Any version; C++: IParserError::file."""
        return self._file

    def line(self) -> int:
        """The line of `file`. Any version; C++: IParserError::line."""
        return self._line

    def func(self) -> str | None:
        """The function in `file`. Any version; C++: IParserError::func."""
        return self._func

    def node_name(self) -> str | None:
        """The name of the ONNX node, None until 8.6. TensorRT 10 on; C++: IParserError::nodeName."""
        return self._node_name

    def node_operator(self) -> str | None:
        """The operator of the ONNX node, None until 8.6. TensorRT 10 on; C++: IParserError::nodeOperator."""
        return self._node_operator

    def local_function_stack(self) -> list[str]:
        """The model's own functions that the node is in, outermost first.

        TensorRT 10 on; C++: IParserError::localFunctionStack.
        """
        return list(self._stack)

    def local_function_stack_size(self) -> int:
        """How many functions those are. TensorRT 10 on; C++: IParserError::localFunctionStackSize."""
        return len(self._stack)

    def __str__(self) -> str:
        named = f" with name: {self._node_name} and operator: {self._node_operator}" if self._node_operator else ""
        return f"In node {self._node}{named} ({self._func}): {self._code.name}: {self._desc}"

    __repr__ = __str__


class OnnxParser(NativeObject):
    """Fills a network with what an ONNX model says.

    Args:
        network: an empty network, of `Builder.create_network`.
        logger: where the parser's messages go, an ILogger; the parser keeps it.

    Its library is looked for beside that of TensorRT. Raises LibraryNotFoundError when there is none. Any version; C++:
    createNvOnnxParser.
    """

    __slots__ = ()

    _noun = "onnx_parser"

    def __init__(self, network: INetworkDefinition, logger: ILogger) -> None:
        if not isinstance(logger, ILogger):
            raise TypeError(f"logger is an ILogger, such as trt_cffi.Logger(), not {logger!r}")
        handle, native, out = handle_of(network, INetworkDefinition), logger._native(self._library), ffi.new(_PARSER)
        path = parser_path(self._library)
        status = self._library._shim.trt_onnx_parser_create(handle, native.handle, path, out)
        if not status:
            self._take(out[0], network, network._native)
            self._native.hold("logger", logger, native)
            network._children.add(self)
            network._parsers.append(self)
        if not self._library._said(status):
            raise self._library._refusal(f"{self._library} gave no parser")

    # ---- parsing ----

    def parse(self, model: Any, path: str | os.PathLike[str] | None = None) -> bool:
        """Add the bytes of an ONNX model to the network. False when that cannot be done: `get_error` tells why.

        path: of the model's file, from whose folder weights are read that are kept in files beside it.

        Any version; C++: IParser::parse.
        """
        data, where = buffer(model, "a model"), NULL if path is None else file_name(path)
        with ffi.from_buffer(data if data.nbytes else b"\0") as start:
            return self._said(self._library._shim.trt_onnx_parser_parse(self._open(), start, data.nbytes, where))

    def parse_from_file(self, model: str | os.PathLike[str]) -> bool:
        """Add the model of a file to the network. False when that cannot be done: `get_error` tells why.

        Any version; C++: IParser::parseFromFile.
        """
        function = self._library._shim.trt_onnx_parser_parse_from_file
        return self._said(function(self._open(), file_name(model), _VERBOSITY))

    def parse_with_weight_descriptors(self, model: Any) -> bool:
        """`parse` for a model whose weights are addresses. There until 10; C++: IParser::parseWithWeightDescriptors."""
        data = buffer(model, "a model")
        function = self._library._shim.trt_onnx_parser_parse_with_weight_descriptors
        with ffi.from_buffer(data if data.nbytes else b"\0") as start:
            return self._said(function(self._open(), start, data.nbytes))

    @since(10, 14)
    def load_model_proto(self, model: Any, path: str | os.PathLike[str] | None = None) -> bool:
        """Read the bytes of a model without adding it yet, so that weights can be given first.

        TensorRT 10.14 on; C++: IParser::loadModelProto.
        """
        data, where = buffer(model, "a model"), NULL if path is None else file_name(path)
        function = self._library._shim.trt_onnx_parser_load_model_proto
        with ffi.from_buffer(data if data.nbytes else b"\0") as start:
            return self._said(function(self._open(), start, data.nbytes, where))

    @since(10, 14)
    def load_initializer(self, name: str, data: int, size: int) -> bool:
        """Give the weights of an initializer: `size` bytes at the address `data`, valid until the plan is built.

        TensorRT 10.14 on; C++: IParser::loadInitializer.
        """
        start = ffi.cast("void *", integer(data, "data", bits=64, signed=False))
        count = integer(size, "size", bits=64, signed=False)
        function = self._library._shim.trt_onnx_parser_load_initializer
        return self._said(function(self._open(), tensor_name(name), start, count))

    @since(10, 14)
    def parse_model_proto(self) -> bool:
        """Add the model that was read. TensorRT 10.14 on; C++: IParser::parseModelProto."""
        return self._said(self._library._shim.trt_onnx_parser_parse_model_proto(self._open()))

    @since(10, 15)
    def set_builder_config(self, builder_config: IBuilderConfig) -> bool:
        """Let the parser know how the network will be built. TensorRT 10.15 on; C++: IParser::setBuilderConfig."""
        handle = handle_of(builder_config, IBuilderConfig)
        return self._said(self._library._shim.trt_onnx_parser_set_builder_config(self._open(), handle))

    # ---- what it can do ----

    def supports_operator(self, op_name: str) -> bool:
        """Whether it knows an ONNX operator. Any version; C++: IParser::supportsOperator."""
        return self._bool(self._library._shim.trt_onnx_parser_supports_operator, tensor_name(op_name))

    @since(10, 1)
    def supports_model_v2(self, model: Any, path: str | os.PathLike[str] | None = None) -> bool:
        """Whether all of a model can be parsed; `num_subgraphs` and the following tell which parts can.

        TensorRT 10.1 on; C++: IParser::supportsModelV2.
        """
        data, where, out = buffer(model, "a model"), NULL if path is None else file_name(path), ffi.new(_BOOL)
        function = self._library._shim.trt_onnx_parser_supports_model
        with ffi.from_buffer(data if data.nbytes else b"\0") as start:
            self._done(function(self._open(), start, data.nbytes, where, out))
        return bool(out[0])

    @property
    def num_subgraphs(self) -> int:
        """How many parts the model has, after `supports_model_v2`. TensorRT 10.1 on; C++: IParser::getNbSubgraphs."""
        return self._int64(self._library._shim.trt_onnx_parser_get_num_subgraphs)

    @since(10, 1)
    def is_subgraph_supported(self, index: SupportsIndex) -> bool:
        """Whether a part can be parsed. TensorRT 10.1 on; C++: IParser::isSubgraphSupported."""
        number = integer(index, "index", bits=64)
        return self._bool(self._library._shim.trt_onnx_parser_is_subgraph_supported, number)

    @since(10, 1)
    def get_subgraph_nodes(self, index: SupportsIndex) -> list[int]:
        """The indices of a part's ONNX nodes. TensorRT 10.1 on; C++: IParser::getSubgraphNodes."""
        nodes, count = ffi.new(_NODES), ffi.new(_COUNT)
        number = integer(index, "index", bits=64)
        self._done(self._library._shim.trt_onnx_parser_get_subgraph_nodes(self._open(), number, nodes, count))
        return [int(node) for node in nodes[0][0 : count[0]]] if count[0] > 0 else []

    # ---- what it could not do ----

    @property
    def num_errors(self) -> int:
        """How many errors there are. Any version; C++: IParser::getNbErrors."""
        return self._int32(self._library._shim.trt_onnx_parser_get_num_errors)

    def get_error(self, index: SupportsIndex) -> ParserError | None:
        """An error, or None when there is none of that index. Any version; C++: IParser::getError."""
        out: Any = ffi.new(_ERROR)
        status = self._library._shim.trt_onnx_parser_get_error(self._open(), integer(index, "index"), out)
        return ParserError._of(out, self._library.ErrorCode(out.code)) if self._said(status) else None

    def clear_errors(self) -> None:
        """Forget all errors. Any version; C++: IParser::clearErrors."""
        self._done(self._library._shim.trt_onnx_parser_clear_errors(self._open()))

    # ---- flags, and what became of nodes ----

    @property
    def flags(self) -> int:
        """The OnnxParserFlags: bits `1 << int(flag)`. TensorRT 8.6.1 on; C++: IParser::setFlags."""
        return self._uint32(self._library._shim.trt_onnx_parser_get_flags)

    @flags.setter
    def flags(self, value: int) -> None:
        bits = integer(value, "flags", signed=False)
        self._done(self._library._shim.trt_onnx_parser_set_flags(self._open(), bits))

    def get_flag(self, flag: Any) -> bool:
        """Whether an OnnxParserFlag is set. TensorRT 8.6.1 on; C++: IParser::getFlag."""
        return self._bool(self._library._shim.trt_onnx_parser_get_flag, self._flag(flag))

    def set_flag(self, flag: Any) -> None:
        """Set an OnnxParserFlag. TensorRT 8.6.1 on; C++: IParser::setFlag."""
        self._done(self._library._shim.trt_onnx_parser_set_flag(self._open(), self._flag(flag)))

    def clear_flag(self, flag: Any) -> None:
        """Clear an OnnxParserFlag. TensorRT 8.6.1 on; C++: IParser::clearFlag."""
        self._done(self._library._shim.trt_onnx_parser_clear_flag(self._open(), self._flag(flag)))

    def _flag(self, flag: Any) -> int:
        return self._library._number("OnnxParserFlag", flag)

    @since(10)
    def get_layer_output_tensor(self, name: str, i: SupportsIndex) -> ITensor | None:
        """The tensor that output `i` of the ONNX node `name` became, or None.

        TensorRT 10 on; C++: IParser::getLayerOutputTensor.
        """
        out, number = ffi.new(_TENSOR), integer(i, "i", bits=64)
        status = self._library._shim.trt_onnx_parser_layer_output(self._open(), tensor_name(name), number, out)
        return self._library.ITensor._wrap(out[0], self) if self._said(status) else None

    def get_used_vc_plugin_libraries(self) -> list[str]:
        """Paths of the plugin libraries that a version-compatible plan of the model needs.

        Any version; C++: IParser::getUsedVCPluginLibraries.
        """
        names, count = ffi.new(_NAMES), ffi.new(_COUNT)
        self._done(self._library._shim.trt_onnx_parser_get_used_plugin_libraries(self._open(), names, count))
        return [text(name) or "" for name in names[0][0 : count[0]]] if count[0] > 0 else []

    def __repr__(self) -> str:
        return f"<OnnxParser of {self._library}{' closed' if self.closed else ''}>"
