"""`IGpuAllocator`: device memory from the application."""

from __future__ import annotations

from trt_cffi.arguments import address, boolean
from trt_cffi.callbacks import Callback, callback
from trt_cffi.versioned_interface import IVersionedInterface

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["IGpuAllocator", "answered_address"]


def answered_address(value: Any, method: str) -> int:
    """What an overridden method gave as memory: an address, or None or 0 for none."""
    return 0 if value is None else address(value, f"the result of {method}")


@callback("trt_address(uint64_t, uint64_t, uint64_t, uint32_t)", failed=0)
def _allocate(allocator: IGpuAllocator, size: int, alignment: int, flags: int) -> int:
    return answered_address(allocator.allocate(size, alignment, flags), "allocate")


@callback("trt_address(uint64_t, trt_address, uint64_t, uint64_t)", failed=0)
def _reallocate(allocator: IGpuAllocator, memory: int, alignment: int, new_size: int) -> int:
    return answered_address(allocator.reallocate(memory, alignment, new_size), "reallocate")


@callback("bool(uint64_t, trt_address)", failed=False)
def _deallocate(allocator: IGpuAllocator, memory: int) -> bool:
    return boolean(allocator.deallocate(memory), "the result of deallocate")


@callback("trt_address(uint64_t, uint64_t, uint64_t, uint32_t, trt_stream)", failed=0)
def _allocate_async(allocator: IGpuAllocator, size: int, alignment: int, flags: int, stream: int) -> int:
    return answered_address(allocator.allocate_async(size, alignment, flags, stream), "allocate_async")


@callback("bool(uint64_t, trt_address, trt_stream)", failed=False)
def _deallocate_async(allocator: IGpuAllocator, memory: int, stream: int) -> bool:
    return boolean(allocator.deallocate_async(memory, stream), "the result of deallocate_async")


class IGpuAllocator(Callback, IVersionedInterface):
    """Gives TensorRT device memory: subclass it and override `allocate` and `deallocate`, and what else it can do.

    Set it as `Runtime.gpu_allocator`, for engines and contexts, or as `IExecutionContext.temporary_allocator`. An
    address is an integer; None or 0 means that there is no memory. TensorRT may call it on any thread. Any version;
    C++: IGpuAllocator.
    """

    _noun = "gpu_allocator"
    _kind = "IGpuAllocator"

    def allocate(self, size: int, alignment: int, flags: int) -> int | None:
        """The address of `size` bytes of device memory.

        alignment: a power of two, or 0 for any; flags: bits of AllocatorFlag.

        C++: IGpuAllocator::allocate.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override allocate(size, alignment, flags)")

    def reallocate(self, address: int, alignment: int, new_size: int) -> int | None:
        """Memory of another size with the same content, or None, which leaves the old as it was.

        C++: IGpuAllocator::reallocate.
        """
        return None

    def deallocate(self, memory: int) -> bool:
        """Take memory back; False when it is not this allocator's. C++: IGpuAllocator::deallocate."""
        if self._overrides("free", IGpuAllocator):
            self.free(memory)
            return True
        raise NotImplementedError(f"{type(self).__name__} does not override deallocate(memory)")

    def free(self, memory: int) -> None:
        """The name of `deallocate` before TensorRT 8.0; it is called when only this one is overridden.

        C++: IGpuAllocator::free, until 8.6.
        """
        self.deallocate(memory)

    def allocate_async(self, size: int, alignment: int, flags: int, stream: int) -> int | None:
        """As `allocate`, for use on a CUDA stream; `allocate` is called when it is not overridden.

        TensorRT 10 on; C++: IGpuAllocator::allocateAsync.
        """
        return self.allocate(size, alignment, flags)

    def deallocate_async(self, memory: int, stream: int) -> bool:
        """As `deallocate`, after what is on a CUDA stream; `deallocate` is called when it is not overridden.

        TensorRT 10 on; C++: IGpuAllocator::deallocateAsync.
        """
        return self.deallocate(memory)

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {
            "allocate": _allocate,
            "reallocate": _reallocate,
            "deallocate": _deallocate,
            "allocate_async": _allocate_async,
            "deallocate_async": _deallocate_async,
        }
