"""The members of `ICudaEngine` that load its weights later, or move them: of TensorRT for RTX."""

from __future__ import annotations

from trt_cffi.arguments import address, buffer
from trt_cffi.native_object import NativeObject
from trt_cffi.shim import ffi, start_of
from trt_cffi.since import since_rtx
from trt_cffi.stream_reader import IStreamReaderV2

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.weights_manager import IWeightsManager

__all__ = ["DeferredWeights"]

_WEIGHTS_MANAGER = ffi.typeof("trt_weights_manager **")


class DeferredWeights(NativeObject):
    """The half of `ICudaEngine` for weights that come later.

    An engine that was deserialized while `Runtime.defer_weights_loading` was set takes no memory for its weights. Its
    contexts can be made, which compiles their kernels, and run once the weights are loaded. It cannot be refitted or
    serialized.
    """

    __slots__ = ()

    @property
    def weights_loaded(self) -> bool:
        """Whether the weights are on the GPU, or on their way there by `load_weights_async`.

        TensorRT for RTX 1.6 on; C++: ICudaEngine::areWeightsLoaded.
        """
        return self._bool(self._library._shim.trt_engine_are_weights_loaded)

    @since_rtx(6)
    def load_weights(self, blob: Any) -> bool:
        """Bring the weights to the GPU. False, with the reason in the log, when TensorRT refuses.

        Args:
            blob: the plan that the engine was made from: bytes, or anything with a contiguous buffer. It is not needed
                afterwards.

        It refuses another plan, weights that are there already, and an engine that was deserialized with them. TensorRT
        for RTX 1.6 on; C++: ICudaEngine::loadWeights.
        """
        handle, data = self._open(), buffer(blob, "blob")
        with start_of(data) as start:
            return self._said(self._library._shim.trt_engine_load_weights(handle, start, data.nbytes))

    @since_rtx(6)
    def load_weights_async(self, stream_reader: IStreamReaderV2, stream: Any) -> bool:
        """Bring the weights to the GPU by a reader, on a stream. False, with the reason in the log, when refused.

        Args:
            stream_reader: of the plan that the engine was made from; what it raises is raised from here.
            stream: a cudaStream_t other than the default one. Launches on it find the weights; those on others must
                wait for it.

        TensorRT for RTX 1.6 on; C++: ICudaEngine::loadWeightsAsync.
        """
        if not isinstance(stream_reader, IStreamReaderV2):
            raise TypeError(f"stream_reader is an IStreamReaderV2, not {stream_reader!r}")
        native, where = stream_reader._native(self._library), address(stream, "stream")
        return self._said(self._library._shim.trt_engine_load_weights_async(self._handle, native.handle, where))

    @since_rtx(7)
    def unload_weights(self) -> bool:
        """Give the memory of the weights back, until they are loaded again. False when TensorRT refuses.

        No launch may be running. TensorRT for RTX 1.7 on; C++: ICudaEngine::unloadWeights.
        """
        return self._said(self._library._shim.trt_engine_unload_weights(self._handle))

    @since_rtx(7)
    def create_weights_manager(self) -> IWeightsManager | None:
        """What moves the weights away from the GPU and back, or None when those of this engine cannot be moved.

        TensorRT for RTX 1.7 on; C++: ICudaEngine::createWeightsManager.
        """
        out = ffi.new(_WEIGHTS_MANAGER)
        status = self._library._shim.trt_engine_create_weights_manager(self._handle, out)
        made = self._made("weights_manager", status, out)
        return self._library.IWeightsManager._wrap(out[0], self) if made else None
