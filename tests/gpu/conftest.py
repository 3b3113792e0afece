"""The real libraries, their plans and memory of the GPU."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import trt_cffi

HERE = Path(__file__).parent
PLANS = HERE.parent / "engines" / "8.6.0"
MODELS = HERE.parent / "models"


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.gpu)


def library(major):
    """The runtime of a major version: TRT_CFFI_TEST_LIBRARY8 …, or where the GPU machine's set-up puts it."""
    path = Path(os.environ.get(f"TRT_CFFI_TEST_LIBRARY{major}", f"/tmp/trt{major}/libnvinfer_lean.so.{major}"))
    if not path.exists():
        pytest.skip(f"no TensorRT {major} at {path}")
    return trt_cffi.open_library(path)


class Log(trt_cffi.ILogger):
    """A logger that remembers."""

    def __init__(self):
        self.messages = []

    def log(self, severity, msg):
        self.messages.append((severity.name, msg))

    @property
    def errors(self):
        return [text for severity, text in self.messages if severity in ("ERROR", "INTERNAL_ERROR")]


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

    def upload(self, array):
        array = np.ascontiguousarray(array)
        pointer = self.alloc(array.nbytes)
        self.call(
            self.cuda.cudaMemcpy,
            pointer,
            array.ctypes.data,
            array.nbytes,
            self.cuda.cudaMemcpyKind.cudaMemcpyHostToDevice,
        )
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

    def stream(self):
        stream = self.call(self.cuda.cudaStreamCreateWithFlags, self.cuda.cudaStreamNonBlocking)
        self.undo.append((self.cuda.cudaStreamDestroy, stream))
        return stream

    def event(self):
        event = self.call(self.cuda.cudaEventCreate)
        self.undo.append((self.cuda.cudaEventDestroy, event))
        return event

    def sync(self):
        self.call(self.cuda.cudaDeviceSynchronize)

    def used(self):
        free, total = self.cuda.cudaMemGetInfo()[1:]
        return total - free

    def close(self):
        self.sync()
        for function, handle in reversed(self.undo):
            function(handle)


@pytest.fixture
def gpu():
    memory = Gpu()
    yield memory
    memory.close()


@pytest.fixture(scope="session")
def trt8():
    return library(8)


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def runtime(trt8, log):
    return trt8.Runtime(log)


@pytest.fixture
def load(runtime):
    def engine(name):
        loaded = runtime.deserialize_cuda_engine(plan(name))
        assert loaded is not None
        return loaded

    return engine


def plan(name):
    return (PLANS / f"{name}.vc.plan").read_bytes()


def stored(name):
    """The inputs and the expected outputs of a model."""
    data = np.load(MODELS / f"{name}.npz")
    return (
        {key[3:]: data[key] for key in data if key.startswith("in.")},
        {key[4:]: data[key] for key in data if key.startswith("out.")},
    )


def feed(trt, gpu, context, inputs):
    """Set shapes and addresses of the inputs; the arrays that must stay alive are returned."""
    engine, keep = context.engine, []
    for name, value in inputs.items():
        array = np.ascontiguousarray(value, trt.nptype(engine.get_tensor_dtype(name)))
        if engine.is_shape_inference_io(name):
            keep.append(array)
            assert context.set_tensor_address(name, array.ctypes.data)
        else:
            assert context.set_input_shape(name, array.shape)
            assert context.set_tensor_address(name, gpu.upload(array))
    return keep


class Growing(trt_cffi.IOutputAllocator):
    """Memory for one output, with room for whatever comes; it counts its calls."""

    def __init__(self, gpu, room=1 << 20):
        self.gpu, self.room = gpu, room
        self.calls, self.pointer, self.shape = [], 0, None

    def reallocate_output(self, tensor_name, memory, size, alignment):
        self.calls.append("reallocate_output")
        if not self.pointer:
            self.pointer = self.gpu.alloc(max(size, self.room))
        return self.pointer

    def notify_shape(self, tensor_name, shape):
        self.calls.append("notify_shape")
        self.shape = tuple(shape)
