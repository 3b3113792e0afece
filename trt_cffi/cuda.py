"""The few CUDA calls of the package itself, by cuda-python, which is imported when one is made."""

from __future__ import annotations

from trt_cffi.errors import TensorRTError

__all__ = ["synchronize"]


def synchronize(stream: int) -> None:
    """Wait until a CUDA stream has done what was put on it; 0 is the default stream."""
    from cuda.bindings import runtime

    (error,) = runtime.cudaStreamSynchronize(stream)
    if error != runtime.cudaError_t.cudaSuccess:
        raise TensorRTError(f"cudaStreamSynchronize failed: {error.name}")
