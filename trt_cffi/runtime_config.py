"""`IRuntimeConfig`: how an execution context is made."""

from __future__ import annotations

from trt_cffi.native_object import NativeObject
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["IRuntimeConfig"]

_INT32 = ffi.typeof("int32_t *")
_STATIC = 0  # ExecutionContextAllocationStrategy


class IRuntimeConfig(NativeObject):
    """How contexts are made: give it to `ICudaEngine.create_execution_context`.

    `ICudaEngine.create_runtime_config` makes it. TensorRT 10.11 on; C++: IRuntimeConfig.
    """

    _noun = "runtime_config"
    _inherited = ()

    def get_execution_context_allocation_strategy(self) -> Any:
        """How a context gets its device memory, an ExecutionContextAllocationStrategy; STATIC at first.

        TensorRT 10.11 on; C++: IRuntimeConfig::getExecutionContextAllocationStrategy.
        """
        number = self._int32(self._library._shim.trt_runtime_config_get_allocation_strategy)
        return self._library.ExecutionContextAllocationStrategy(number)

    def set_execution_context_allocation_strategy(self, strategy: Any = None) -> None:
        """Set how a context gets its device memory, an ExecutionContextAllocationStrategy; STATIC by default.

        TensorRT 10.11 on; C++: IRuntimeConfig::setExecutionContextAllocationStrategy.
        """
        number = _STATIC
        if strategy is not None:
            number = self._library._number("ExecutionContextAllocationStrategy", strategy)
        self._done(self._library._shim.trt_runtime_config_set_allocation_strategy(self._handle, number))

    def _shown(self) -> list[str]:
        number = self._peek(_INT32, self._library._shim.trt_runtime_config_get_allocation_strategy)
        return [] if number is None else [self._library.ExecutionContextAllocationStrategy(number).name]
