"""NVIDIA's package and trt_cffi, side by side in one process and on one library: `python -m benchmarks.calls`."""
