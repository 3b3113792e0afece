"""`ITimingCache`: what is known of the speed of kernels."""

from __future__ import annotations

from trt_cffi.arguments import boolean
from trt_cffi.native_object import NativeObject, handle_of
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from trt_cffi.host_memory import IHostMemory

__all__ = ["ITimingCache"]

_MEMORY = ffi.typeof("trt_host_memory **")


class ITimingCache(NativeObject):
    """What builds found out of the speed of kernels, so that the next one need not.

    `IBuilderConfig.create_timing_cache` makes it. It is of one version of TensorRT and one kind of GPU. Any version;
    C++: ITimingCache.
    """

    __slots__ = ()

    _noun = "timing_cache"
    _inherited = ()

    def serialize(self) -> IHostMemory | None:
        """Its bytes, for `IBuilderConfig.create_timing_cache`. Any version; C++: ITimingCache::serialize."""
        out = ffi.new(_MEMORY)
        if not self._made("host_memory", self._library._shim.trt_timing_cache_serialize(self._open(), out), out):
            return None
        memory: IHostMemory = self._library.IHostMemory._take(self._library, out[0])
        return memory

    def combine(self, input_cache: ITimingCache, ignore_mismatch: bool) -> bool:
        """Add what another cache knows. False when that is of another device or version.

        ignore_mismatch: add it all the same. Any version; C++: ITimingCache::combine.
        """
        ignore = boolean(ignore_mismatch, "ignore_mismatch")
        other = handle_of(input_cache, ITimingCache)
        return self._said(self._library._shim.trt_timing_cache_combine(self._open(), other, ignore))

    def reset(self) -> bool:
        """Empty it. Any version; C++: ITimingCache::reset."""
        return self._said(self._library._shim.trt_timing_cache_reset(self._open()))

    def __repr__(self) -> str:
        return f"<ITimingCache of {self._library}{' closed' if self.closed else ''}>"
