"""`IOutputAllocator`: memory for outputs whose size is known only during a launch."""

from __future__ import annotations

from trt_cffi.callbacks import Callback, callback
from trt_cffi.dims import dims_from
from trt_cffi.gpu_allocator import answered_address
from trt_cffi.shim import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.dims import Dims
    from trt_cffi.library import Library

__all__ = ["IOutputAllocator"]


@callback("trt_address(uint64_t, const char *, trt_address, uint64_t, uint64_t)", failed=0)
def _reallocate_output(allocator: IOutputAllocator, name: Any, memory: int, size: int, alignment: int) -> int:
    given = allocator.reallocate_output(text(name) or "", memory, size, alignment)
    return answered_address(given, "reallocate_output")


@callback("trt_address(uint64_t, const char *, trt_address, uint64_t, uint64_t, trt_stream)", failed=0)
def _reallocate_output_async(
    allocator: IOutputAllocator, name: Any, memory: int, size: int, alignment: int, stream: int
) -> int:
    given = allocator.reallocate_output_async(text(name) or "", memory, size, alignment, stream)
    return answered_address(given, "reallocate_output_async")


@callback("void(uint64_t, const char *, const trt_dims *)", failed=None)
def _notify_shape(allocator: IOutputAllocator, name: Any, shape: Any) -> None:
    dims = dims_from(tuple(shape.d[0 : shape.nb_dims]) if shape.nb_dims >= 0 else None)
    allocator.notify_shape(text(name) or "", dims)


class IOutputAllocator(Callback):
    """Gives an output of a launch its memory, and is told its shape.

    Subclass it and override `reallocate_output` and `notify_shape`.

    Give it to an output with `IExecutionContext.set_output_allocator`. During `execute_async_v3` TensorRT asks for
    memory, once for each output, and then tells the shape. The context keeps the allocator until it is replaced. An
    exception raised in one of the methods makes the launch fail and is raised from it. TensorRT 8.5 on; C++:
    IOutputAllocator.
    """

    _noun = "output_allocator"

    @property
    def tensorrt_version(self) -> int:
        """The version of this interface, 1. C++: IOutputAllocator::getInterfaceVersion, until 8.6."""
        return 1

    def reallocate_output(self, tensor_name: str, memory: int, size: int, alignment: int) -> int | None:
        """The address of memory for an output, or None when there is none, and the launch fails.

        Args:
            tensor_name: the output.
            memory: the address that the output has so far, 0 for none. Giving it back is right when it has room.
            size: how many bytes are needed. TensorRT 8.6.0 asks in a later launch for what the one before needed: give
                at least `IExecutionContext.get_max_output_size(tensor_name)`.
            alignment: of the address, in bytes.

        C++: IOutputAllocator::reallocateOutput.
        """
        raise NotImplementedError(
            f"{type(self).__name__} does not override reallocate_output(tensor_name, memory, size, alignment)"
        )

    def reallocate_output_async(
        self, tensor_name: str, memory: int, size: int, alignment: int, stream: int
    ) -> int | None:
        """As `reallocate_output`, which is called when this is not overridden, for use on the launch's CUDA stream.

        TensorRT 10 on; C++: IOutputAllocator::reallocateOutputAsync.
        """
        return self.reallocate_output(tensor_name, memory, size, alignment)

    def notify_shape(self, tensor_name: str, shape: Dims) -> None:
        """Called with the shape of an output as soon as it is known. C++: IOutputAllocator::notifyShape."""
        raise NotImplementedError(f"{type(self).__name__} does not override notify_shape(tensor_name, shape)")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        functions = {"reallocate_output": _reallocate_output, "notify_shape": _notify_shape}
        if self._overrides("reallocate_output_async", IOutputAllocator):
            functions["reallocate_output_async"] = _reallocate_output_async
        return functions
