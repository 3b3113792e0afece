"""`DeviceOutput`: memory for an output whose size only the launch knows, without a Python callback."""

from __future__ import annotations

from trt_cffi.arguments import address
from trt_cffi.output_allocator import IOutputAllocator
from trt_cffi.shape import SIZE, read_dims
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library
    from trt_cffi.native import Native

__all__ = ["DeviceOutput", "free"]


class DeviceOutput(IOutputAllocator):
    """An output allocator that is native to the shim: one block of device memory that grows when it must.

    Give it to one output of one context with `IExecutionContext.set_output_allocator`. The block is allocated in the
    order of the launch's stream (CUDA 11.2 on), has at least `IExecutionContext.get_max_output_size` bytes, and is kept
    for the next launch, which overwrites it; in the simulator it is host memory. It belongs to this object and is freed
    with it, after the context that it was given to: no launch may use it then.

    Args:
        pool: a CUDA memory pool (CUmemoryPool or cudaMemPool_t) of the caller's to allocate from, which must outlive
            this; None for the device's default pool. In the simulator it is not used.

    While the program captures a CUDA graph of its own the block cannot grow: launch once before. TensorRT 8.5 on; C++:
    IOutputAllocator.
    """

    def __init__(self, pool: Any = None) -> None:
        super().__init__()
        self._pool = 0 if pool is None else address(pool, "pool")

    def __init_subclass__(cls, **keywords: Any) -> None:
        raise TypeError(f"{cls.__name__}: DeviceOutput calls no Python; derive from IOutputAllocator instead")

    @property
    def address(self) -> int:
        """Where the block is, 0 before the first launch."""
        return self._get()[0]

    @property
    def size(self) -> int:
        """The bytes that the block has room for."""
        return self._get()[1]

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The output's shape in the last launch, as soon as TensorRT knows it; None before."""
        return self._get()[2]

    def take(self) -> int:
        """The address of the block, which is the caller's from now on: it frees it with `free`.

        The next launch gets another block. 0 when there is none.
        """
        for library, native in self._natives.items():
            out = ffi.new("trt_address *")
            library._done(library._shim.trt_device_output_take(native.handle, out))
            if out[0]:
                return int(out[0])
        return 0

    def _get(self) -> tuple[int, int, tuple[int, ...] | None]:
        for library, native in self._natives.items():
            memory, size, shape = ffi.new("trt_address *"), ffi.new("uint64_t *"), ffi.new("trt_dims *")
            library._shim.trt_device_output_get(native.handle, memory, size, shape)  # of a handle it cannot fail
            return int(memory[0]), int(size[0]), read_dims(ffi.buffer(shape, SIZE))
        return 0, 0, None

    def _create(self, library: Library) -> Native:
        if self._natives:
            raise ValueError("a DeviceOutput serves one output: make another one for another library")
        return self._made(library, library._shim.trt_device_output_create, self._pool)

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {}

    def __repr__(self) -> str:
        memory, size, shape = self._get()
        return f"<DeviceOutput {shape or 'before a launch'} in {size} bytes at {memory:#x}>"


def free(library: Library, memory: int, stream: Any = 0) -> None:
    """Free a block of `DeviceOutput.take` once the work that is on a CUDA stream now is done.

    Args:
        library: whose output it was.
        memory: the address; 0 is fine.
        stream: as `stream_handle` of `IExecutionContext.execute_async_v3`.
    """
    shim = library._shim
    library._done(shim.trt_device_memory_free(library._handle, address(memory, "memory"), address(stream, "stream")))
