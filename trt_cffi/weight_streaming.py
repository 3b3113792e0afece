"""The members of `ICudaEngine` that say how much GPU memory its weights may take."""

from __future__ import annotations

from trt_cffi.arguments import integer
from trt_cffi.deprecation import deprecated
from trt_cffi.native_object import NativeObject
from trt_cffi.since import since

__all__ = ["WeightStreaming"]


class WeightStreaming(NativeObject):
    """The weight streaming half of `ICudaEngine`.

    An engine that was built for it keeps its weights in host memory, and streams those to the GPU that are beyond a
    budget. The budget is in bytes, all of 64 bits, and can be changed only while the engine has no context.
    """

    __slots__ = ()

    @property
    def streamable_weights_size(self) -> int:
        """Bytes of the weights that can be streamed, 0 when the engine was not built for it.

        TensorRT 10 on; C++: ICudaEngine::getStreamableWeightsSize.
        """
        return self._int64(self._library._shim.trt_engine_get_streamable_weights_size)

    @property
    def weight_streaming_budget_v2(self) -> int:
        """Bytes of GPU memory for streamable weights; from `streamable_weights_size` on nothing is streamed.

        What is negative, and any change while there is a context, is refused and logged. TensorRT 10.1 on; C++:
        ICudaEngine::setWeightStreamingBudgetV2.
        """
        return self._int64(self._library._shim.trt_engine_get_weight_streaming_budget_v2)

    @weight_streaming_budget_v2.setter
    def weight_streaming_budget_v2(self, value: int) -> None:
        budget = integer(value, "weight_streaming_budget_v2", bits=64)
        self._said(self._library._shim.trt_engine_set_weight_streaming_budget_v2(self._handle, budget))

    @since(10, 1)
    def get_weight_streaming_automatic_budget(self) -> int:
        """A budget that suits the GPU memory that is free now; set it as `weight_streaming_budget_v2`.

        TensorRT 10.1 on; C++: ICudaEngine::getWeightStreamingAutomaticBudget.
        """
        return self._int64(self._library._shim.trt_engine_get_weight_streaming_automatic_budget)

    @property
    def weight_streaming_scratch_memory_size(self) -> int:
        """Bytes of GPU memory that each context takes for weights on their way.

        TensorRT 10.1 on; C++: ICudaEngine::getWeightStreamingScratchMemorySize.
        """
        return self._int64(self._library._shim.trt_engine_get_weight_streaming_scratch_memory_size)

    @property
    @deprecated("weight_streaming_budget_v2")
    def weight_streaming_budget(self) -> int:
        """The budget as before 10.1: -1 for no streaming, 0 for one that TensorRT chooses.

        TensorRT 10 only; C++: ICudaEngine::setWeightStreamingBudget.
        """
        return self._int64(self._library._shim.trt_engine_get_weight_streaming_budget)

    @weight_streaming_budget.setter
    @deprecated("weight_streaming_budget_v2")
    def weight_streaming_budget(self, value: int) -> None:
        budget = integer(value, "weight_streaming_budget", bits=64)
        self._said(self._library._shim.trt_engine_set_weight_streaming_budget(self._handle, budget))

    @property
    @deprecated("weight_streaming_budget_v2, which needs no least budget,")
    def minimum_weight_streaming_budget(self) -> int:
        """The least budget as before 10.1. TensorRT 10 only; C++: ICudaEngine::getMinimumWeightStreamingBudget."""
        return self._int64(self._library._shim.trt_engine_get_minimum_weight_streaming_budget)
