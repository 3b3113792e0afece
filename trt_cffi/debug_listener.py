"""`IDebugListener`: values from inside a launch."""

from __future__ import annotations

from functools import cache

from trt_cffi.arguments import boolean
from trt_cffi.callbacks import Callback, callback
from trt_cffi.dims import dims_from
from trt_cffi.shim import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.dims import Dims
    from trt_cffi.library import Library

__all__ = ["IDebugListener"]


@cache  # one for all libraries with the same types
def _process_debug_tensor(locations: Any, types: Any) -> Callable[[], Any]:
    @callback("bool(uint64_t, trt_address, int32_t, int32_t, const trt_dims *, const char *, trt_stream)", failed=False)
    def process_debug_tensor(
        listener: IDebugListener, memory: int, location: int, dtype: int, shape: Any, name: Any, stream: int
    ) -> bool:
        dims = dims_from(tuple(shape.d[0 : shape.nb_dims]))
        answer = listener.process_debug_tensor(
            memory, locations(location), types(dtype), dims, text(name) or "", stream
        )
        # many listeners say nothing, as NVIDIA's binding never looks
        return answer is None or boolean(answer, "the result of process_debug_tensor")

    return process_debug_tensor


class IDebugListener(Callback):
    """Is told the values of debug tensors: subclass it and override `process_debug_tensor`.

    Give it to a context with `IExecutionContext.set_debug_listener`, and turn tensors on with `set_tensor_debug_state`
    or `set_all_tensors_debug_state`. The context keeps it until it is replaced. TensorRT 10 on; C++: IDebugListener.
    """

    _noun = "debug_listener"

    def process_debug_tensor(
        self, addr: int, location: Any, type: Any, shape: Dims, name: str, stream: int
    ) -> bool | None:
        """Called during a launch for each tensor that is on, in the order of execution.

        Args:
            addr: where its values are, for this call only: copy them on `stream`, and wait before you read them.
            location: a TensorLocation: memory of the GPU or of the host.
            type: its DataType.
            shape: its shape.
            name: its name.
            stream: the launch's CUDA stream.

        False makes the launch fail, and so does an exception, which is raised from the launch. True, or no answer, lets
        it go on. C++: IDebugListener::processDebugTensor.
        """
        raise NotImplementedError(
            f"{self.__class__.__name__} does not override "
            "process_debug_tensor(addr, location, type, shape, name, stream)"
        )

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {"process_debug_tensor": _process_debug_tensor(library.TensorLocation, library.DataType)}
