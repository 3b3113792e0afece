"""What tests give to the classes, on a GPU and on the simulator: loggers, allocators …, and the models' data."""

from __future__ import annotations

import gc
import os
import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

import trt_cffi

MODELS = Path(__file__).parent / "models"
ROOT = Path(__file__).resolve().parents[1]


def with_root():
    """A PYTHONPATH for other processes: the tests, and what is importable here."""
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


def tensorrt_of(library):
    """8, 10, 11 or "rtx": what plans for a library are built with, and files are called."""
    return "rtx" if library.rtx else library.version[0]


def growth(repeat, few, many):
    """The bytes of Python that are still held after ``repeat(many)``, and were not before; ``repeat(few)`` warms up."""

    def held(times):
        repeat(times)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        held(few)
        before = held(few)
        return held(many) - before
    finally:
        tracemalloc.stop()


class Log(trt_cffi.ILogger):
    """A logger that remembers."""

    def __init__(self):
        self.messages = []

    def log(self, severity, msg):
        self.messages.append((severity.name, msg))

    @property
    def errors(self):
        return [text for severity, text in self.messages if severity in ("ERROR", "INTERNAL_ERROR")]


def kernels(log):
    """What the simulator of TensorRT for RTX says when contexts with a runtime cache are made, and run with new shapes.

    How many kernels were compiled, and how many were found in the cache, each time.
    """
    told = [text.split() for severity, text in log.messages if severity == "INFO" and "kernels were compiled" in text]
    return [(int(words[0]), int(words[5])) for words in told]


class Recorder(trt_cffi.IErrorRecorder):
    """An error recorder that remembers."""

    def __init__(self):
        self.errors = []

    def num_errors(self):
        return len(self.errors)

    def get_error_code(self, index):
        return self.errors[index][0]

    def get_error_desc(self, index):
        return self.errors[index][1]

    def has_overflowed(self):
        return False

    def clear(self):
        self.errors.clear()

    def report_error(self, code, description):
        self.errors.append((code, description))
        return False


class Layers(trt_cffi.IProfiler):
    """A profiler that remembers."""

    def __init__(self):
        self.times = []

    def report_layer_time(self, layer_name, ms):
        self.times.append((layer_name, ms))


class Pool(trt_cffi.IGpuAllocator):
    """An allocator that remembers what it gave and what it got back."""

    def __init__(self, memory):
        self.memory, self.given, self.taken = memory, [], []

    def allocate(self, size, alignment, flags):
        self.given.append(self.memory.alloc(size))
        return self.given[-1]

    def deallocate(self, memory):
        self.taken.append(memory)
        return True


class Growing(trt_cffi.IOutputAllocator):
    """Memory for one output, with room for whatever comes; it counts its calls."""

    def __init__(self, memory, room=1 << 20):
        self.memory, self.room = memory, room
        self.calls, self.pointer, self.shape = [], 0, None

    def reallocate_output(self, tensor_name, memory, size, alignment):
        self.calls.append("reallocate_output")
        if not self.pointer:
            self.pointer = self.memory.alloc(max(size, self.room))
        return self.pointer

    def notify_shape(self, tensor_name, shape):
        self.calls.append("notify_shape")
        self.shape = tuple(shape)


def at_once(work, count=4):
    """What `work(index)` gives on each of several threads that start together."""
    barrier = threading.Barrier(count)

    def start(index):
        barrier.wait()
        return work(index)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))


def stored(name):
    """The inputs and the expected outputs of a model."""
    data = np.load(MODELS / f"{name}.npz")
    return (
        {key[3:]: data[key] for key in data if key.startswith("in.")},
        {key[4:]: data[key] for key in data if key.startswith("out.")},
    )


def feed(trt, memory, context, inputs):
    """Set shapes and addresses of the inputs; the arrays that must stay alive are returned."""
    engine, keep = context.engine, []
    for name, value in inputs.items():
        array = np.ascontiguousarray(value, trt.nptype(engine.get_tensor_dtype(name)))
        if engine.is_shape_inference_io(name):
            keep.append(array)
            assert context.set_tensor_address(name, array.ctypes.data)
        else:
            assert context.set_input_shape(name, array.shape)
            assert context.set_tensor_address(name, memory.upload(array))
    return keep
