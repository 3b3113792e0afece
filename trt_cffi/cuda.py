"""The few CUDA calls of the package itself, by cuda-python, which is imported when one is made."""

from __future__ import annotations

from trt_cffi.errors import TensorRTError
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["call", "copy", "mark", "runtime", "synchronize", "wait"]


def runtime() -> Any:
    """The module `cuda.bindings.runtime`. Raises ImportError, with what to do, without cuda-python."""
    try:
        from cuda.bindings import runtime
    except ImportError as error:
        raise ImportError(f"the GPU's memory needs cuda-python ({error}): pip install cuda-python") from error
    return runtime


def synchronize(stream: int) -> None:
    """Wait until a CUDA stream has done what was put on it; 0 is the default stream."""
    call("cudaStreamSynchronize", stream)


def copy(destination: int, data: memoryview, stream: int) -> None:
    """Copy bytes to memory of the GPU or of the host, whichever it is, on a CUDA stream, and wait until they are there.

    data: contiguous.
    """
    with ffi.from_buffer(data) as start:
        source, kind = int(ffi.cast("uintptr_t", start)), runtime().cudaMemcpyKind.cudaMemcpyDefault
        call("cudaMemcpyAsync", destination, source, data.nbytes, kind, stream)
        synchronize(stream)


def mark(stream: int) -> Any:
    """A CUDA event after what is on a stream now, for one `wait`."""
    event = call("cudaEventCreateWithFlags", runtime().cudaEventDisableTiming)
    call("cudaEventRecord", event, stream)
    return event


def wait(event: Any) -> None:
    """Wait for an event of `mark`, and destroy it."""
    call("cudaEventSynchronize", event)
    call("cudaEventDestroy", event)


def call(name: str, *arguments: Any) -> Any:
    """What a function of CUDA's runtime gives. Raises TensorRTError when it fails."""
    cuda = runtime()
    error, *given = getattr(cuda, name)(*arguments)
    if error != cuda.cudaError_t.cudaSuccess:
        raise TensorRTError(f"{name} failed: {error.name}")
    return given[0] if given else None
