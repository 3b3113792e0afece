"""`EngineInspector`: what layers an engine is made of."""

from __future__ import annotations

from trt_cffi.arguments import integer
from trt_cffi.error_recorder import IErrorRecorder
from trt_cffi.native_object import NativeObject
from trt_cffi.shim import NULL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.context import IExecutionContext
    from trt_cffi.native import Native

__all__ = ["EngineInspector"]


class EngineInspector(NativeObject):
    """Tells of the layers of an engine. `ICudaEngine.create_engine_inspector` makes it.

    Any version; C++: IEngineInspector.
    """

    __slots__ = ("_context",)

    _noun = "inspector"
    _context: IExecutionContext | None

    def _take(self, handle: Any, parent: Any, needs: Native) -> None:
        super()._take(handle, parent, needs)
        self._context = None

    @property
    def execution_context(self) -> IExecutionContext | None:
        """The context whose shapes the information is for, or None.

        Any version; C++: IEngineInspector::setExecutionContext.
        """
        self._open()
        return self._context

    @execution_context.setter
    def execution_context(self, value: IExecutionContext | None) -> None:
        if value is not None and not isinstance(value, self._library.IExecutionContext):
            raise TypeError(f"execution_context is an IExecutionContext of the same library, or None, not {value!r}")
        handle = NULL if value is None else value._open()
        if not self._said(self._library._shim.trt_inspector_set_context(self._handle, handle)):
            raise self._library._refusal("the inspector does not take this context")
        self._tell_of(value)

    def _tell_of(self, context: IExecutionContext | None) -> None:
        if self._context is not None:
            self._context._inspectors.discard(self)
        if context is not None:
            context._inspectors.add(self)
        self._context = context

    def close(self) -> None:
        if not self.closed:
            self._tell_of(None)
        super().close()

    def get_layer_information(self, layer_index: int, format: Any) -> str | None:
        """What one layer is, in a LayerInformationFormat; how much depends on the engine's profiling verbosity.

        None, and an error in the log, for an index out of range. Any version; C++:
        IEngineInspector::getLayerInformation.
        """
        layer = integer(layer_index, "layer_index")
        kind = self._library._number("LayerInformationFormat", format)
        return self._text(self._library._shim.trt_inspector_get_layer_information, layer, kind)

    def get_engine_information(self, format: Any) -> str | None:
        """What all layers are, in a LayerInformationFormat.

        Any version; C++: IEngineInspector::getEngineInformation.
        """
        kind = self._library._number("LayerInformationFormat", format)
        return self._text(self._library._shim.trt_inspector_get_engine_information, kind)

    @property
    def error_recorder(self) -> IErrorRecorder | None:
        """Where errors are recorded instead of logged, or None.

        Any version; C++: IEngineInspector::setErrorRecorder.
        """
        return self._get_callback("error_recorder")  # type: ignore[no-any-return]

    @error_recorder.setter
    def error_recorder(self, value: IErrorRecorder | None) -> None:
        function = self._library._shim.trt_inspector_set_error_recorder
        self._set_callback("error_recorder", value, IErrorRecorder, lambda native: function(self._handle, native))

    def _shown(self) -> list[str]:
        return ["of", repr(self._parent)]
