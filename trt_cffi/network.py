"""`INetworkDefinition`, its tensors and layers: what the ONNX parser made of a model."""

from __future__ import annotations

from trt_cffi.arguments import as_dims, boolean, integer, tensor_name
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.native_object import NativeObject, handle_of
from trt_cffi.shape import CDims
from trt_cffi.shim import ffi
from trt_cffi.since import since

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, SupportsIndex

    from trt_cffi.builder import Builder
    from trt_cffi.dims import Dims
    from trt_cffi.native import Native

__all__ = ["ILayer", "INetworkDefinition", "ITensor"]

_TENSOR = ffi.typeof("trt_tensor **")
_LAYER = ffi.typeof("trt_layer **")
_FLOAT = ffi.typeof("float *")


class _Parts(NativeObject):
    """What has tensors or layers, which TensorRT lends."""

    __slots__ = ()

    def _tensor(self, function: Callable[..., int], index: SupportsIndex) -> ITensor | None:
        out = ffi.new(_TENSOR)
        there = self._said(function(self._open(), integer(index, "index"), out))
        return self._library.ITensor._wrap(out[0], self) if there else None


class _Lent(NativeObject):
    """A part of a network. Two objects of the same part are equal; the end of one frees a handle only."""

    __slots__ = ()

    _inherited = ()

    def _identity(self) -> int:
        return self._pointer(getattr(self._library._shim, f"trt_{self._noun}_get_identity"))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())


class INetworkDefinition(_Parts):
    """A network that an `OnnxParser` fills: its inputs, outputs and layers, to look at, rename and mark.

    `Builder.create_network` makes it. Layers cannot be added here: that is what the parser does. Any version; C++:
    INetworkDefinition.
    """

    __slots__ = ("_parsers",)

    _noun = "network"
    _inherited = ()
    _parent: Builder
    _parsers: list[Any]  # which own the weights that the network takes from their models

    def _take(self, handle: Any, parent: Any, needs: Native) -> None:
        super()._take(handle, parent, needs)
        self._parsers = []

    def close(self) -> None:
        super().close()
        self._parsers = []

    # ---- its parts ----

    @property
    def num_inputs(self) -> int:
        """How many inputs there are. Any version; C++: INetworkDefinition::getNbInputs."""
        return self._int32(self._library._shim.trt_network_get_num_inputs)

    @property
    def num_outputs(self) -> int:
        """How many outputs there are. Any version; C++: INetworkDefinition::getNbOutputs."""
        return self._int32(self._library._shim.trt_network_get_num_outputs)

    @property
    def num_layers(self) -> int:
        """How many layers there are. Any version; C++: INetworkDefinition::getNbLayers."""
        return self._int32(self._library._shim.trt_network_get_num_layers)

    def get_input(self, index: SupportsIndex) -> ITensor | None:
        """An input, or None when there is none of that index. Any version; C++: INetworkDefinition::getInput."""
        return self._tensor(self._library._shim.trt_network_input, index)

    def get_output(self, index: SupportsIndex) -> ITensor | None:
        """An output, or None when there is none of that index. Any version; C++: INetworkDefinition::getOutput."""
        return self._tensor(self._library._shim.trt_network_output, index)

    def get_layer(self, index: SupportsIndex) -> ILayer | None:
        """A layer, or None when there is none of that index. Any version; C++: INetworkDefinition::getLayer."""
        out = ffi.new(_LAYER)
        status = self._library._shim.trt_network_layer(self._open(), integer(index, "index"), out)
        return self._library.ILayer._wrap(out[0], self) if self._said(status) else None

    def __len__(self) -> int:
        return self.num_layers

    def __getitem__(self, index: SupportsIndex) -> ILayer:
        number = integer(index, "index")
        layer = self.get_layer(number + len(self) if number < 0 else number)
        if layer is None:
            raise IndexError(f"there is no layer {number}; the network has {len(self)}")
        return layer

    def __iter__(self) -> Iterator[ILayer]:
        return (self[index] for index in range(len(self)))

    def __bool__(self) -> bool:
        return True

    # ---- marking ----

    def mark_output(self, tensor: ITensor) -> None:
        """Make a tensor an output of the engine. Any version; C++: INetworkDefinition::markOutput."""
        handle = handle_of(tensor, ITensor)
        self._done(self._library._shim.trt_network_mark_output(self._open(), handle))

    def unmark_output(self, tensor: ITensor) -> None:
        """Let a tensor be no output any more. Any version; C++: INetworkDefinition::unmarkOutput."""
        handle = handle_of(tensor, ITensor)
        self._done(self._library._shim.trt_network_unmark_output(self._open(), handle))

    def mark_output_for_shapes(self, tensor: ITensor) -> bool:
        """Make the values of a shape tensor known on the host. False when it is none.

        Any version; C++: INetworkDefinition::markOutputForShapes.
        """
        handle = handle_of(tensor, ITensor)
        return self._said(self._library._shim.trt_network_mark_output_for_shapes(self._open(), handle))

    def unmark_output_for_shapes(self, tensor: ITensor) -> bool:
        """Undo `mark_output_for_shapes`. Any version; C++: INetworkDefinition::unmarkOutputForShapes."""
        handle = handle_of(tensor, ITensor)
        return self._said(self._library._shim.trt_network_unmark_output_for_shapes(self._open(), handle))

    def remove_tensor(self, tensor: ITensor) -> None:
        """Take a tensor out that nothing reads. Any version; C++: INetworkDefinition::removeTensor."""
        handle = handle_of(tensor, ITensor)
        self._done(self._library._shim.trt_network_remove_tensor(self._open(), handle))

    @since(10)
    def mark_debug(self, tensor: ITensor) -> bool:
        """Let a debug listener see a tensor. False when TensorRT refuses.

        TensorRT 10 on; C++: INetworkDefinition::markDebug.
        """
        handle = handle_of(tensor, ITensor)
        return self._said(self._library._shim.trt_network_mark_debug(self._open(), handle))

    @since(10)
    def unmark_debug(self, tensor: ITensor) -> bool:
        """Undo `mark_debug`. TensorRT 10 on; C++: INetworkDefinition::unmarkDebug."""
        handle = handle_of(tensor, ITensor)
        return self._said(self._library._shim.trt_network_unmark_debug(self._open(), handle))

    @since(10)
    def is_debug_tensor(self, tensor: ITensor) -> bool:
        """Whether a debug listener will see a tensor. TensorRT 10 on; C++: INetworkDefinition::isDebugTensor."""
        return self._bool(self._library._shim.trt_network_is_debug_tensor, handle_of(tensor, ITensor))

    @since(10, 12)
    def mark_unfused_tensors_as_debug_tensors(self) -> bool:
        """Let a debug listener see whatever tensors fusion leaves.

        TensorRT 10.12 on; C++: INetworkDefinition::markUnfusedTensorsAsDebugTensors.
        """
        return self._said(self._library._shim.trt_network_mark_unfused_tensors_as_debug_tensors(self._open()))

    @since(10, 12)
    def unmark_unfused_tensors_as_debug_tensors(self) -> bool:
        """Undo `mark_unfused_tensors_as_debug_tensors`.

        TensorRT 10.12 on; C++: INetworkDefinition::unmarkUnfusedTensorsAsDebugTensors.
        """
        return self._said(self._library._shim.trt_network_unmark_unfused_tensors_as_debug_tensors(self._open()))

    @since(10, 2)
    def mark_weights_refittable(self, name: str) -> bool:
        """Let a refitter replace these weights, with BuilderFlag.REFIT_INDIVIDUAL.

        TensorRT 10.2 on; C++: INetworkDefinition::markWeightsRefittable.
        """
        return self._said(self._library._shim.trt_network_mark_weights_refittable(self._open(), tensor_name(name)))

    @since(10, 2)
    def unmark_weights_refittable(self, name: str) -> bool:
        """Undo `mark_weights_refittable`. TensorRT 10.2 on; C++: INetworkDefinition::unmarkWeightsRefittable."""
        return self._said(self._library._shim.trt_network_unmark_weights_refittable(self._open(), tensor_name(name)))

    @since(10, 2)
    def are_weights_marked_refittable(self, name: str) -> bool:
        """Whether these weights are marked so.

        TensorRT 10.2 on; C++: INetworkDefinition::areWeightsMarkedRefittable.
        """
        return self._bool(self._library._shim.trt_network_are_weights_marked_refittable, tensor_name(name))

    # ---- properties ----

    @property
    def name(self) -> str | None:
        """The name that the engine will have. Any version; C++: INetworkDefinition::setName."""
        return self._text(self._library._shim.trt_network_get_name)

    @name.setter
    def name(self, value: str) -> None:
        self._done(self._library._shim.trt_network_set_name(self._handle, tensor_name(value)))

    @property
    def has_implicit_batch_dimension(self) -> bool:
        """Whether the batch is no dimension of its own, as TensorRT 8 can have it.

        Any version; C++: INetworkDefinition::hasImplicitBatchDimension.
        """
        return self._bool(self._library._shim.trt_network_has_implicit_batch_dimension)

    @property
    def builder(self) -> Builder:
        """The builder that it was made by, the same object. Any version; C++: INetworkDefinition::getBuilder."""
        self._open()
        return self._parent

    @property
    def flags(self) -> int:
        """The NetworkDefinitionCreationFlags that it was made with: bits `1 << int(flag)`.

        TensorRT 10 on; C++: INetworkDefinition::getFlags.
        """
        return self._uint32(self._library._shim.trt_network_get_flags)

    @since(10)
    def get_flag(self, flag: Any) -> bool:
        """Whether it was made with a NetworkDefinitionCreationFlag.

        TensorRT 10 on; C++: INetworkDefinition::getFlag.
        """
        return bool(self.flags >> self._library._number("NetworkDefinitionCreationFlag", flag) & 1)

    @property
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors are recorded instead of logged, or None.

        Any version; C++: INetworkDefinition::setErrorRecorder.
        """
        return self._get_callback("error_recorder")  # type: ignore[no-any-return]

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        function = self._library._shim.trt_network_set_error_recorder
        self._set_callback("error_recorder", value, IErrorRecorder, lambda native: function(self._handle, native))

    def __repr__(self) -> str:
        return f"<INetworkDefinition of {self._library}{' closed' if self.closed else ''}>"


class ITensor(_Lent):
    """A tensor of a network. It lives as long as the network. Any version; C++: ITensor."""

    __slots__ = ()

    _noun = "tensor"

    @property
    def name(self) -> str | None:
        """Its name. Any version; C++: ITensor::setName."""
        return self._text(self._library._shim.trt_tensor_get_name)

    @name.setter
    def name(self, value: str) -> None:
        self._done(self._library._shim.trt_tensor_set_name(self._handle, tensor_name(value)))

    @property
    def shape(self) -> Dims:
        """Its shape, -1 where a dimension is not fixed. Only an input's can be set.

        Any version; C++: ITensor::setDimensions.
        """
        dims = CDims()
        self._done(self._library._shim.trt_tensor_get_shape(self._handle, dims.pointer))
        return dims.read()

    @shape.setter
    def shape(self, value: Iterable[SupportsIndex]) -> None:
        dims = CDims().write(as_dims(value, 32 if self._library._like[0] == 8 else 64))
        self._done(self._library._shim.trt_tensor_set_shape(self._handle, dims))

    @property
    def dtype(self) -> Any:
        """Its DataType. Only an input's can be set, and from 11 on none. Any version; C++: ITensor::setType."""
        return self._member("DataType", self._library._shim.trt_tensor_get_dtype)

    @dtype.setter
    def dtype(self, value: Any) -> None:
        self._done(self._library._shim.trt_tensor_set_dtype(self._handle, self._library._number("DataType", value)))

    @property
    def location(self) -> Any:
        """Where its values are, a TensorLocation. Any version; C++: ITensor::setLocation."""
        return self._member("TensorLocation", self._library._shim.trt_tensor_get_location)

    @location.setter
    def location(self, value: Any) -> None:
        number = self._library._number("TensorLocation", value)
        self._done(self._library._shim.trt_tensor_set_location(self._handle, number))

    @property
    def allowed_formats(self) -> int:
        """The layouts that an input or output may have: bits `1 << int(format)` of TensorFormat.

        Any version; C++: ITensor::setAllowedFormats.
        """
        return self._uint32(self._library._shim.trt_tensor_get_allowed_formats)

    @allowed_formats.setter
    def allowed_formats(self, value: int) -> None:
        number = integer(value, "allowed_formats", signed=False)
        self._done(self._library._shim.trt_tensor_set_allowed_formats(self._handle, number))

    @property
    def broadcast_across_batch(self) -> bool:
        """Whether it is the same for a whole implicit batch. Any version; C++: ITensor::setBroadcastAcrossBatch."""
        return self._bool(self._library._shim.trt_tensor_get_broadcast_across_batch)

    @broadcast_across_batch.setter
    def broadcast_across_batch(self, value: bool) -> None:
        number = boolean(value, "broadcast_across_batch")
        self._done(self._library._shim.trt_tensor_set_broadcast_across_batch(self._handle, number))

    @property
    def is_network_input(self) -> bool:
        """Whether it is an input of the network. Any version; C++: ITensor::isNetworkInput."""
        return self._bool(self._library._shim.trt_tensor_is_network_input)

    @property
    def is_network_output(self) -> bool:
        """Whether it is an output of the network. Any version; C++: ITensor::isNetworkOutput."""
        return self._bool(self._library._shim.trt_tensor_is_network_output)

    @property
    def is_shape_tensor(self) -> bool:
        """Whether shapes are computed from its values. Not sure before the whole network is there.

        Any version; C++: ITensor::isShapeTensor.
        """
        return self._bool(self._library._shim.trt_tensor_is_shape_tensor)

    @property
    def is_execution_tensor(self) -> bool:
        """Whether it is computed by the GPU. Any version; C++: ITensor::isExecutionTensor."""
        return self._bool(self._library._shim.trt_tensor_is_execution_tensor)

    @property
    def dynamic_range(self) -> tuple[float, float] | None:
        """The least and the greatest value, for INT8; None when they are not set.

        There until 10; C++: ITensor::setDynamicRange.
        """
        least, greatest = ffi.new(_FLOAT), ffi.new(_FLOAT)
        there = self._said(self._library._shim.trt_tensor_get_dynamic_range(self._open(), least, greatest))
        return (float(least[0]), float(greatest[0])) if there else None

    @dynamic_range.setter
    def dynamic_range(self, value: tuple[float, float]) -> None:
        least, greatest = value
        if not self.set_dynamic_range(least, greatest):
            raise ValueError(f"{least} to {greatest} is no dynamic range")

    def set_dynamic_range(self, min: float, max: float) -> bool:
        """Set `dynamic_range`. False when TensorRT refuses. There until 10; C++: ITensor::setDynamicRange."""
        return self._said(self._library._shim.trt_tensor_set_dynamic_range(self._open(), float(min), float(max)))

    def reset_dynamic_range(self) -> None:
        """Forget `dynamic_range`. There until 10; C++: ITensor::resetDynamicRange."""
        self._done(self._library._shim.trt_tensor_reset_dynamic_range(self._open()))

    def get_dimension_name(self, index: SupportsIndex) -> str | None:
        """The name of a dimension of an input. Any version; C++: ITensor::getDimensionName."""
        return self._text(self._library._shim.trt_tensor_get_dimension_name, integer(index, "index"))

    def set_dimension_name(self, index: SupportsIndex, name: str) -> None:
        """Name a dimension of an input; those with one name are equal. Any version; C++: ITensor::setDimensionName."""
        number = integer(index, "index")
        self._done(self._library._shim.trt_tensor_set_dimension_name(self._open(), number, tensor_name(name)))

    def __repr__(self) -> str:
        return "<ITensor closed>" if self.closed else f"<ITensor {self.name!r} {self.shape}>"


class ILayer(_Lent, _Parts):
    """A layer of a network. It lives as long as the network. Any version; C++: ILayer."""

    __slots__ = ()

    _noun = "layer"

    @property
    def type(self) -> Any:
        """What it does, a LayerType. Any version; C++: ILayer::getType."""
        return self._member("LayerType", self._library._shim.trt_layer_get_type)

    @property
    def name(self) -> str | None:
        """Its name. Any version; C++: ILayer::setName."""
        return self._text(self._library._shim.trt_layer_get_name)

    @name.setter
    def name(self, value: str) -> None:
        self._done(self._library._shim.trt_layer_set_name(self._handle, tensor_name(value)))

    @property
    def metadata(self) -> str | None:
        """A text that the engine inspector tells of it. Any version; C++: ILayer::setMetadata."""
        return self._text(self._library._shim.trt_layer_get_metadata)

    @metadata.setter
    def metadata(self, value: str) -> None:
        self._done(self._library._shim.trt_layer_set_metadata(self._handle, tensor_name(value)))

    @property
    def num_inputs(self) -> int:
        """How many inputs it has. Any version; C++: ILayer::getNbInputs."""
        return self._int32(self._library._shim.trt_layer_get_num_inputs)

    @property
    def num_outputs(self) -> int:
        """How many outputs it has. Any version; C++: ILayer::getNbOutputs."""
        return self._int32(self._library._shim.trt_layer_get_num_outputs)

    def get_input(self, index: SupportsIndex) -> ITensor | None:
        """A tensor that it reads, or None when there is none of that index. Any version; C++: ILayer::getInput."""
        return self._tensor(self._library._shim.trt_layer_input, index)

    def get_output(self, index: SupportsIndex) -> ITensor | None:
        """A tensor that it makes, or None when there is none of that index. Any version; C++: ILayer::getOutput."""
        return self._tensor(self._library._shim.trt_layer_output, index)

    def set_input(self, index: SupportsIndex, tensor: ITensor) -> None:
        """Let it read another tensor. Any version; C++: ILayer::setInput."""
        number, handle = integer(index, "index"), handle_of(tensor, ITensor)
        self._done(self._library._shim.trt_layer_set_input(self._open(), number, handle))

    @property
    def precision(self) -> Any:
        """The DataType that it computes in. There until 10; C++: ILayer::setPrecision."""
        return self._member("DataType", self._library._shim.trt_layer_get_precision)

    @precision.setter
    def precision(self, value: Any) -> None:
        self._done(self._library._shim.trt_layer_set_precision(self._handle, self._library._number("DataType", value)))

    @property
    def precision_is_set(self) -> bool:
        """Whether `precision` was set. There until 10; C++: ILayer::precisionIsSet."""
        return self._bool(self._library._shim.trt_layer_precision_is_set)

    def reset_precision(self) -> None:
        """Forget `precision`. There until 10; C++: ILayer::resetPrecision."""
        self._done(self._library._shim.trt_layer_reset_precision(self._open()))

    def get_output_type(self, index: SupportsIndex) -> Any:
        """The DataType of an output. Any version; C++: ILayer::getOutputType."""
        return self._member("DataType", self._library._shim.trt_layer_get_output_type, integer(index, "index"))

    def set_output_type(self, index: SupportsIndex, dtype: Any) -> None:
        """Set the DataType of an output. There until 10; C++: ILayer::setOutputType."""
        number, type_ = integer(index, "index"), self._library._number("DataType", dtype)
        self._done(self._library._shim.trt_layer_set_output_type(self._open(), number, type_))

    def output_type_is_set(self, index: SupportsIndex) -> bool:
        """Whether the DataType of an output was set. There until 10; C++: ILayer::outputTypeIsSet."""
        return self._bool(self._library._shim.trt_layer_output_type_is_set, integer(index, "index"))

    def reset_output_type(self, index: SupportsIndex) -> None:
        """Forget the DataType of an output. There until 10; C++: ILayer::resetOutputType."""
        self._done(self._library._shim.trt_layer_reset_output_type(self._open(), integer(index, "index")))

    @property
    def num_ranks(self) -> int:
        """How many GPUs it is spread over. TensorRT 10.16 on; C++: ILayer::setNbRanks."""
        return self._int32(self._library._shim.trt_layer_get_num_ranks)

    @num_ranks.setter
    def num_ranks(self, value: int) -> None:
        self._said(self._library._shim.trt_layer_set_num_ranks(self._handle, integer(value, "num_ranks")))

    def __repr__(self) -> str:
        return "<ILayer closed>" if self.closed else f"<ILayer {self.name!r} {self.type}>"
