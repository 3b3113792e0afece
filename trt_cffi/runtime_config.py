"""`IRuntimeConfig`: how an execution context is made."""

from __future__ import annotations

from trt_cffi.runtime_cache import IRuntimeCache, UsesCache
from trt_cffi.shim import NULL, ffi
from trt_cffi.since import since_rtx

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.engine import ICudaEngine
    from trt_cffi.runtime import Runtime

__all__ = ["IRuntimeConfig"]

_INT32 = ffi.typeof("int32_t *")
_RUNTIME_CACHE = ffi.typeof("trt_runtime_cache **")
_STATIC = 0  # ExecutionContextAllocationStrategy


class IRuntimeConfig(UsesCache):
    """How contexts are made: give it to `ICudaEngine.create_execution_context`.

    `ICudaEngine.create_runtime_config` makes it. TensorRT 10.11 on; C++: IRuntimeConfig.
    """

    __slots__ = ()

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

    # ---- TensorRT for RTX ----

    @property
    def dynamic_shapes_kernel_specialization_strategy(self) -> Any:
        """When kernels are compiled for shapes of dynamic inputs, a DynamicShapesKernelSpecializationStrategy.

        LAZY, as at first: beside launches, which use a general kernel until then. EAGER: before the first launch of a
        shape. NONE: never. TensorRT for RTX 1.5 on; C++: IRuntimeConfig::setDynamicShapesKernelSpecializationStrategy.
        """
        function = self._library._shim.trt_runtime_config_get_dynamic_shapes_kernel_specialization_strategy
        number = self._int32(function)
        return self._library.DynamicShapesKernelSpecializationStrategy(number)

    @dynamic_shapes_kernel_specialization_strategy.setter
    def dynamic_shapes_kernel_specialization_strategy(self, value: Any) -> None:
        number = self._library._number("DynamicShapesKernelSpecializationStrategy", value)
        function = self._library._shim.trt_runtime_config_set_dynamic_shapes_kernel_specialization_strategy
        self._done(function(self._handle, number))

    @property
    def cuda_graph_strategy(self) -> Any:
        """Whether TensorRT captures launches in CUDA graphs of its own, a CudaGraphStrategy: DISABLED at first.

        One that TensorRT refuses is logged. TensorRT for RTX 1.5 on; C++: IRuntimeConfig::setCudaGraphStrategy.
        """
        number = self._int32(self._library._shim.trt_runtime_config_get_cuda_graph_strategy)
        return self._library.CudaGraphStrategy(number)

    @cuda_graph_strategy.setter
    def cuda_graph_strategy(self, value: Any) -> None:
        number = self._library._number("CudaGraphStrategy", value)
        self._said(self._library._shim.trt_runtime_config_set_cuda_graph_strategy(self._handle, number))

    @since_rtx(5)
    def create_runtime_cache(self) -> IRuntimeCache | None:
        """An empty cache for compiled kernels. It is closed with the runtime, not with this config.

        TensorRT for RTX 1.5 on; C++: IRuntimeConfig::createRuntimeCache.
        """
        out = ffi.new(_RUNTIME_CACHE)
        status = self._library._shim.trt_runtime_config_create_runtime_cache(self._handle, out)
        made = self._made("runtime_cache", status, out)
        return self._library.IRuntimeCache._wrap(out[0], self._runtime()) if made else None

    @since_rtx(5)
    def set_runtime_cache(self, cache: IRuntimeCache | None = None) -> bool:
        """Have the contexts that are made with this config use a cache. False when TensorRT refuses.

        The config and its contexts keep it. None is no cache, and a TypeError. TensorRT for RTX 1.5 on; C++:
        IRuntimeConfig::setRuntimeCache.
        """
        if not isinstance(cache, self._library.IRuntimeCache):
            raise TypeError(f"cache is an IRuntimeCache of the same library, not {cache!r}")
        status = self._library._shim.trt_runtime_config_set_runtime_cache(self._handle, cache._open())
        if not status:
            self._use_cache(cache)  # TensorRT has it, whatever a logger raised meanwhile
        return self._said(status)

    @since_rtx(5)
    def get_runtime_cache(self) -> IRuntimeCache | None:
        """The cache that was set, the same object, or None.

        TensorRT for RTX 1.5 on; C++: IRuntimeConfig::getRuntimeCache.
        """
        found = self._get(_RUNTIME_CACHE, self._library._shim.trt_runtime_config_get_runtime_cache)
        return None if found == NULL else self._cache

    def _runtime(self) -> Runtime:
        made_by = self._parent
        engine: ICudaEngine = made_by.engine if isinstance(made_by, self._library.IExecutionContext) else made_by
        return engine._parent

    def _shown(self) -> list[str]:
        number = self._peek(_INT32, self._library._shim.trt_runtime_config_get_allocation_strategy)
        return [] if number is None else [self._library.ExecutionContextAllocationStrategy(number).name]
