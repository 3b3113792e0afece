"""The fixtures of `tests/conftest.py` with the real libraries, their plans and memory of the GPU."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import trt_cffi

HERE = Path(__file__).parent
PLANS = HERE.parent / "engines" / "8.6.0"


@pytest.hookimpl(tryfirst=True)  # before items are chosen by their marks
def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.gpu)


def library(major):
    """The runtime of a major version: TRT_CFFI_TEST_LIBRARY8 …, or where the GPU machine's set-up puts it."""
    return chosen(f"TRT_CFFI_TEST_LIBRARY{major}", f"/tmp/trt{major}/libnvinfer_lean.so.{major}")


def chosen(variable, default):
    path = Path(os.environ.get(variable, default))
    if not path.exists():
        pytest.skip(f"no library at {path}: set {variable}")
    return trt_cffi.open_library(path)


def full_library():
    """The full TensorRT 8.6.0, with builder, plugin library and parser."""
    return chosen("TRT_CFFI_TEST_LIBRARY8_FULL", "/tmp/full8/libnvinfer.so.8")


@pytest.fixture(scope="session")
def full():
    return full_library()


@pytest.fixture(scope="session")
def rtx():
    return chosen("TRT_CFFI_TEST_LIBRARY_RTX", "/tmp/rtx/libtensorrt_rtx.so.1.7.1")


class Gpu:
    """Device memory, streams and events, by cuda-python. Everything is freed at the end of the test."""

    def __init__(self):
        from cuda.bindings import runtime

        self.cuda, self.undo = runtime, []

    def call(self, function, *arguments):
        error, *values = function(*arguments)
        assert error == self.cuda.cudaError_t.cudaSuccess, error
        return values[0] if values else None

    def alloc(self, size):
        pointer = self.call(self.cuda.cudaMalloc, max(size, 1))
        self.undo.append((self.cuda.cudaFree, pointer))
        return int(pointer)

    def fill(self, pointer, size):
        self.call(self.cuda.cudaMemset, pointer, 0xA5, size)

    def write(self, pointer, array):
        kind = self.cuda.cudaMemcpyKind.cudaMemcpyHostToDevice
        self.call(self.cuda.cudaMemcpy, pointer, array.ctypes.data, array.nbytes, kind)

    def upload(self, array):
        array = np.ascontiguousarray(array)
        pointer = self.alloc(array.nbytes)
        self.write(pointer, array)
        return pointer

    def download(self, pointer, shape, dtype):
        array = np.empty(shape, dtype)
        self.call(
            self.cuda.cudaMemcpy,
            array.ctypes.data,
            pointer,
            array.nbytes,
            self.cuda.cudaMemcpyKind.cudaMemcpyDeviceToHost,
        )
        return array

    read = download

    def stream(self):
        stream = self.call(self.cuda.cudaStreamCreateWithFlags, self.cuda.cudaStreamNonBlocking)
        self.undo.append((self.cuda.cudaStreamDestroy, stream))
        return stream

    def event(self):
        event = self.call(self.cuda.cudaEventCreate)
        self.undo.append((self.cuda.cudaEventDestroy, event))
        return event

    def wait(self, event):
        self.call(self.cuda.cudaEventSynchronize, event)

    def sync(self):
        self.call(self.cuda.cudaDeviceSynchronize)

    def name(self):
        return self.call(self.cuda.cudaGetDeviceProperties, 0).name.decode()

    def used(self):
        free, total = self.cuda.cudaMemGetInfo()[1:]
        return total - free

    def close(self):
        self.sync()
        for function, handle in reversed(self.undo):
            function(handle)


@pytest.fixture
def memory():
    device = Gpu()
    yield device
    device.close()


@pytest.fixture(scope="session")
def trt():
    return library(8)


@pytest.fixture
def plan():
    """The real plan of a test model, by its name."""
    return lambda name: (PLANS / f"{name}.vc.plan").read_bytes()
