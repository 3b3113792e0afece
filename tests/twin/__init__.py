"""NVIDIA's own Python binding beside trt_cffi, on the same simulator."""
