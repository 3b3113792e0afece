"""`IGpuAsyncAllocator`: device memory from the application, in the order of a CUDA stream."""

from __future__ import annotations

from functools import cache

from trt_cffi.callbacks import callback
from trt_cffi.gpu_allocator import IGpuAllocator, answered_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["IGpuAsyncAllocator"]

_DEFAULT_STREAM = 0


@cache
def _functions_with(stream_first: bool) -> dict[str, Callable[[], Any]]:
    """The C functions, for the order in which `allocate_async` gets its last two arguments."""

    def ask(allocator: IGpuAsyncAllocator, size: int, alignment: int, flags: int, stream: int) -> int:
        last = (stream, flags) if stream_first else (flags, stream)
        return answered_address(allocator.allocate_async(size, alignment, *last), "allocate_async")

    @callback("trt_address(uint64_t, uint64_t, uint64_t, uint32_t, trt_stream)", failed=0)
    def allocate_async(allocator: IGpuAsyncAllocator, size: int, alignment: int, flags: int, stream: int) -> int:
        return ask(allocator, size, alignment, flags, stream)

    @callback("trt_address(uint64_t, uint64_t, uint64_t, uint32_t)", failed=0)
    def allocate(allocator: IGpuAsyncAllocator, size: int, alignment: int, flags: int) -> int:
        if allocator._overrides("allocate", IGpuAsyncAllocator):
            return answered_address(allocator.allocate(size, alignment, flags), "allocate")
        return ask(allocator, size, alignment, flags, _DEFAULT_STREAM)

    return {"allocate": allocate, "allocate_async": allocate_async}


class IGpuAsyncAllocator(IGpuAllocator):
    """Gives TensorRT device memory on a CUDA stream: subclass it, override `allocate_async` and `deallocate_async`.

    It is set where an IGpuAllocator is. Memory that TensorRT wants without a stream is asked of the same methods, for
    the default stream, unless `allocate` and `deallocate` are overridden too. TensorRT 10 on, before as an
    IGpuAllocator; C++: IGpuAsyncAllocator.
    """

    def allocate_async(self, size: int, alignment: int, flags: int, stream: int) -> int | None:
        """The address of `size` bytes of device memory, for use on a CUDA stream; None or 0 when there is none.

        The last two arguments come in this order from 11.2 on. Before, as in the official package, they come the other
        way round: `allocate_async(size, alignment, stream, flags)`. C++: IGpuAsyncAllocator::allocateAsync.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override allocate_async(size, alignment, …)")

    def deallocate_async(self, memory: int, stream: int) -> bool:
        """Take memory back, after what is on a CUDA stream; False when it is not this allocator's.

        C++: IGpuAsyncAllocator::deallocateAsync.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override deallocate_async(memory, stream)")

    def deallocate(self, memory: int) -> bool:
        """As `deallocate_async`, on the default stream. C++: IGpuAsyncAllocator::deallocate."""
        return self.deallocate_async(memory, _DEFAULT_STREAM)

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return super()._functions(library) | _functions_with(stream_first=library._like < (11, 2, 0))
