"""The memory that launches use."""

from __future__ import annotations

import numpy as np
import pytest

from trt_cffi import open_library
from trt_cffi.memory import DeviceMemory, HostMemory, memory_for


@pytest.mark.parametrize("array", [np.arange(6.0).reshape(2, 3), np.array(True), np.zeros((0, 4), np.int32)])
def test_what_is_uploaded_can_be_downloaded(array):
    with HostMemory() as memory:
        address = memory.upload(array)
        assert address % 256 == 0
        got = memory.download(address, array.shape, array.dtype)
    np.testing.assert_array_equal(got, array)
    assert got.shape == array.shape


def test_a_block_takes_no_more_than_it_holds():
    memory = HostMemory()
    address = memory.alloc(8)
    memory.upload(np.zeros(2, np.float32), address)
    with pytest.raises(ValueError, match="8 bytes, and the array 12"):
        memory.upload(np.zeros(3, np.float32), address)
    with pytest.raises(ValueError, match="8 bytes, and the array 12"):
        memory.download(address, (3,), np.float32)


def test_freed_blocks_are_gone():
    memory = HostMemory()
    address = memory.alloc(8)
    memory.free(address)
    with pytest.raises(KeyError):
        memory.free(address)
    address = memory.alloc(8)
    memory.close()
    memory.close()
    with pytest.raises(KeyError):
        memory.download(address, (1,), np.float32)


def test_a_simulator_uses_the_hosts_memory():
    assert isinstance(memory_for(open_library("simulator8")), HostMemory)


def test_without_cuda_python_the_gpus_memory_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "cuda.bindings", None)
    with pytest.raises(ImportError, match="pip install cuda-python"):
        DeviceMemory()
