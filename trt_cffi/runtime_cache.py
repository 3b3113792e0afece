"""`IRuntimeCache`: the kernels that contexts of TensorRT for RTX have compiled, to be kept until another run."""

from __future__ import annotations

from trt_cffi.arguments import buffer
from trt_cffi.host_memory import IHostMemory
from trt_cffi.native_object import NativeObject
from trt_cffi.shim import ffi, start_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.native import Native

__all__ = ["IRuntimeCache", "UsesCache"]

_HOST_MEMORY = ffi.typeof("trt_host_memory **")


class IRuntimeCache(NativeObject):
    """Compiled kernels: fill it from a file, give it to a config, make contexts, and write it to the file again.

    `IRuntimeConfig.create_runtime_cache` makes it. Several configs, also of other engines, may have it. What uses it
    keeps it: it is freed after the configs and contexts that have it, also where it was closed before. TensorRT for RTX
    1.5 on; C++: IRuntimeCache.
    """

    __slots__ = ()

    _noun = "runtime_cache"
    _inherited = ()

    def serialize(self) -> IHostMemory | None:
        """What the cache holds now, as bytes. TensorRT for RTX 1.5 on; C++: IRuntimeCache::serialize."""
        out = ffi.new(_HOST_MEMORY)
        status = self._library._shim.trt_runtime_cache_serialize(self._handle, out)
        return IHostMemory._take(self._library, out[0]) if self._made("host_memory", status, out) else None

    def deserialize(self, blob: Any) -> bool:
        """Fill the cache with what was serialized. False, and nothing changes, when it does not fit.

        Args:
            blob: bytes, or anything with a contiguous buffer; not needed afterwards.

        It fits the GPU, operating system and TensorRT for RTX that it comes from, and their CUDA driver or a newer one
        of the same major version. TensorRT for RTX 1.5 on; C++: IRuntimeCache::deserialize.
        """
        handle, data = self._open(), buffer(blob, "blob")
        with start_of(data) as start:
            return self._said(self._library._shim.trt_runtime_cache_deserialize(handle, start, data.nbytes))

    def reset(self) -> bool:
        """Empty the cache. False when TensorRT refuses. TensorRT for RTX 1.5 on; C++: IRuntimeCache::reset."""
        return self._said(self._library._shim.trt_runtime_cache_reset(self._handle))


class UsesCache(NativeObject):
    """A config or a context: what may have a runtime cache, which must outlive it."""

    __slots__ = ("_cache",)

    _cache: IRuntimeCache | None

    def _take(self, handle: Any, parent: Any, needs: Native) -> None:
        super()._take(handle, parent, needs)
        self._cache = None

    def _use_cache(self, cache: IRuntimeCache | None) -> None:
        self._native.keep("runtime_cache", None if cache is None else cache._native)
        self._cache = cache
