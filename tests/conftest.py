"""The simulators of 8, 10, 11 and RTX, and host memory for what on a GPU is device memory.

`tests/gpu/conftest.py` has the same fixtures with a real library, so that `tests/shared` runs on both.
"""

from __future__ import annotations

import compileall
import ctypes
import gc
import itertools

import numpy as np
import pytest

import trt_cffi
from tests.models import recipes
from tests.support import ROOT, Log, tensorrt_of

pytest.register_assert_rewrite("tests.shared")


def pytest_sessionstart(session):
    """A thousand other processes import the package: with PYTHONDONTWRITEBYTECODE each would compile it anew."""
    compileall.compile_dir(ROOT / "trt_cffi", quiet=2)


def pytest_collection_finish(session):
    """Garbage is looked for among what tests make, not among thousands of collected tests, which takes much longer."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The folder of the cache, which is not there yet."""
    monkeypatch.setenv("TRT_CFFI_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Host:
    """Memory that a simulator runs in; streams and events are numbers to it."""

    def __init__(self):
        self.blocks, self.numbers = [], itertools.count(0x1000)

    def alloc(self, size, alignment=512):
        block = np.zeros(size + alignment, np.uint8)
        self.blocks.append(block)
        return block.ctypes.data + -block.ctypes.data % alignment

    def upload(self, array):
        array = np.ascontiguousarray(array)
        pointer = self.alloc(array.nbytes)
        self.download(pointer, array.shape, array.dtype, copy=False)[...] = array
        return pointer

    def download(self, pointer, shape, dtype, copy=True):
        for block in self.blocks:
            start = pointer - block.ctypes.data
            if 0 <= start < block.nbytes:
                count = int(np.prod(shape)) * np.dtype(dtype).itemsize
                array = block[start : start + count].view(dtype).reshape(shape)
                return array.copy() if copy else array
        raise AssertionError(f"{pointer:#x} was not allocated here")

    def read(self, pointer, shape, dtype):
        """What is at any address, also at one that was not allocated here."""
        count = int(np.prod(shape)) * np.dtype(dtype).itemsize
        return np.frombuffer(ctypes.string_at(pointer, count), dtype).reshape(shape)

    def stream(self):
        return next(self.numbers)

    event = stream

    def wait(self, event):
        """Everything is done when a call returns."""

    def sync(self):
        """Everything is done when a call returns."""


@pytest.fixture
def memory():
    return Host()


@pytest.fixture(params=[8, 10, 11, "rtx"], ids="simulator{}".format)
def trt(request):
    return trt_cffi.open_library(f"simulator{request.param}")


@pytest.fixture
def log():
    return Log()


@pytest.fixture
def runtime(trt, log):
    return trt.Runtime(log)


@pytest.fixture
def plan(trt):
    """The plan of a test model, by its name."""
    return lambda name: recipes.plan(name, tensorrt_of(trt))


@pytest.fixture
def load(runtime, plan):
    """The engine of a test model, by its name."""

    def engine(name):
        loaded = runtime.deserialize_cuda_engine(plan(name))
        assert loaded is not None
        return loaded

    return engine
