"""The members of `IExecutionContext` that let a listener see values inside the engine."""

from __future__ import annotations

from trt_cffi.arguments import boolean, tensor_name
from trt_cffi.debug_listener import IDebugListener
from trt_cffi.native_object import NativeObject
from trt_cffi.shim import ffi
from trt_cffi.since import since

__all__ = ["DebugTensors"]

_LISTENER = ffi.typeof("trt_debug_listener **")


class DebugTensors(NativeObject):
    """The debug tensors of `IExecutionContext`: marked when the engine was built, off until they are turned on."""

    __slots__ = ()

    @since(10)
    def set_debug_listener(self, listener: IDebugListener | None) -> bool:
        """Set who is told the values of debug tensors; None for nobody. False when TensorRT refuses.

        The context keeps the listener until it is replaced. TensorRT 10 on; C++: IExecutionContext::setDebugListener.
        """
        function = self._library._shim.trt_context_set_debug_listener
        return self._set_callback(
            "debug_listener", listener, IDebugListener, lambda native: function(self._handle, native)
        )

    @since(10)
    def get_debug_listener(self) -> IDebugListener | None:
        """The listener, the same object that was set; None for none.

        TensorRT 10 on; C++: IExecutionContext::getDebugListener.
        """
        self._get(_LISTENER, self._library._shim.trt_context_get_debug_listener)
        return self._get_callback("debug_listener")  # type: ignore[no-any-return]

    @since(10)
    def set_tensor_debug_state(self, name: str, flag: bool) -> bool:
        """Turn one debug tensor on or off.

        False, and an error in the log, for a tensor that was not marked when the engine was built. TensorRT 10 on; C++:
        IExecutionContext::setTensorDebugState.
        """
        function = self._library._shim.trt_context_set_tensor_debug_state
        return self._said(function(self._handle, tensor_name(name), boolean(flag, "flag")))

    @since(10)
    def get_debug_state(self, name: str) -> bool:
        """Whether a debug tensor is on. TensorRT 10 on; C++: IExecutionContext::getDebugState."""
        return self._bool(self._library._shim.trt_context_get_debug_state, tensor_name(name))

    @since(10)
    def set_all_tensors_debug_state(self, flag: bool) -> bool:
        """Turn all debug tensors on or off. TensorRT 10 on; C++: IExecutionContext::setAllTensorsDebugState."""
        function = self._library._shim.trt_context_set_all_tensors_debug_state
        return self._said(function(self._handle, boolean(flag, "flag")))

    @property
    def unfused_tensors_debug_state(self) -> bool:
        """Whether those debug tensors are on that were marked without keeping layers from being fused.

        TensorRT 10.12 on; C++: IExecutionContext::setUnfusedTensorsDebugState.
        """
        return self._bool(self._library._shim.trt_context_get_unfused_tensors_debug_state)

    @unfused_tensors_debug_state.setter
    def unfused_tensors_debug_state(self, value: bool) -> None:
        on = boolean(value, "unfused_tensors_debug_state")
        self._said(self._library._shim.trt_context_set_unfused_tensors_debug_state(self._handle, on))
