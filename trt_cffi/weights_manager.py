"""`IWeightsManager`: the weights of an engine of TensorRT for RTX, moved away from the GPU and back."""

from __future__ import annotations

from trt_cffi.arguments import address, integer, pointer
from trt_cffi.native_object import NativeObject
from trt_cffi.stream_writer import IStreamWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["IWeightsManager"]


class IWeightsManager(NativeObject):
    """Saves, unloads and restores the weights of an engine whose plan came without them.

    `ICudaEngine.create_weights_manager` makes it, and it keeps the engine. While one of its methods runs nothing else
    may use the engine. Methods return False, and say why in the log, when TensorRT refuses. A stream is a cudaStream_t,
    as for `IExecutionContext.execute_async_v3`. TensorRT for RTX 1.7 on; C++: IWeightsManager.
    """

    __slots__ = ()

    _noun = "weights_manager"
    _inherited = ()

    def get_size(self) -> int:
        """Bytes of the weights, with what CUDA's virtual memory pads them by: those of every buffer for them.

        TensorRT for RTX 1.7 on; C++: IWeightsManager::getSize.
        """
        return self._int64(self._library._shim.trt_weights_manager_get_size)

    def save_to_buffer(self, destination: Any, size: int, location: Any, stream_handle: Any) -> bool:
        """Copy the weights, which are loaded, to memory of the caller's.

        Args:
            destination: its address. It must stay until the work on the stream is done.
            size: its bytes: `get_size()`.
            location: where it is, a TensorLocation.
            stream_handle: the stream that the copy is put on.

        TensorRT for RTX 1.7 on; C++: IWeightsManager::saveToBuffer.
        """
        function = self._library._shim.trt_weights_manager_save_to_buffer
        return self._said(function(self._handle, *self._memory(destination, size, location, stream_handle)))

    def save_to_stream(self, writer: IStreamWriter, stream_handle: Any) -> bool:
        """Give the weights, which are loaded, to a writer in pieces; what it raises is raised from here.

        stream_handle: the stream with the engine's work until now; it is waited for. TensorRT for RTX 1.7 on; C++:
        IWeightsManager::saveToStream.
        """
        if not isinstance(writer, IStreamWriter):
            raise TypeError(f"writer is an IStreamWriter, not {writer!r}")
        native, stream = writer._native(self._library), address(stream_handle, "stream_handle")
        return self._said(self._library._shim.trt_weights_manager_save_to_stream(self._handle, native.handle, stream))

    def unload(self, stream_handle: Any) -> bool:
        """Give the memory of the weights back; nothing can run until they are restored.

        stream_handle: the stream with the engine's work until now; it is waited for. TensorRT for RTX 1.7 on; C++:
        IWeightsManager::unload.
        """
        stream = address(stream_handle, "stream_handle")
        return self._said(self._library._shim.trt_weights_manager_unload(self._handle, stream))

    def restore_from_buffer(self, source: Any, size: int, location: Any, stream_handle: Any) -> bool:
        """Copy the weights, which are not loaded, from memory of the caller's; the arguments of `save_to_buffer`.

        TensorRT for RTX 1.7 on; C++: IWeightsManager::restoreFromBuffer.
        """
        function = self._library._shim.trt_weights_manager_restore_from_buffer
        return self._said(function(self._handle, *self._memory(source, size, location, stream_handle)))

    def restore_from_vmm_allocation(self, allocation_handle: Any, offset: int, size: int, stream_handle: Any) -> bool:
        """Map a part of the weights, which are not loaded, without a copy. They are loaded once all parts are mapped.

        Args:
            allocation_handle: a CUmemGenericAllocationHandle of `cuMemCreate` on the engine's device, whose memory
                holds the part from its beginning on. It is not needed afterwards.
            offset: of the part, in bytes, a multiple of the device's granularity.
            size: of the part, in bytes, a multiple of it too.
            stream_handle: the stream that the work is put on.

        TensorRT for RTX 1.7 on; C++: IWeightsManager::restoreFromVmmAllocation.
        """
        function = self._library._shim.trt_weights_manager_restore_from_vmm_allocation
        allocation = address(allocation_handle, "allocation_handle")
        place = integer(offset, "offset", bits=64), integer(size, "size", bits=64)
        return self._said(function(self._handle, allocation, *place, address(stream_handle, "stream_handle")))

    def _memory(self, where: Any, size: int, location: Any, stream: Any) -> tuple[int, int, int, int]:
        """The C arguments for memory of the caller's and a stream. No address is refused here: TensorRT may use it."""
        memory = pointer(where, "the address")
        if not memory:
            raise ValueError("the address is 0: give that of memory with get_size() bytes")
        number = self._library._number("TensorLocation", location)
        return memory, integer(size, "size", bits=64), number, address(stream, "stream_handle")
