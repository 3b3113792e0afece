"""`DeviceTensor` in the simulator, where the device's memory is the host's."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from tests.models import recipes
from trt_cffi import Runner

F = np.float32
X = np.arange(16, dtype=F)


@pytest.fixture
def runner():
    with Runner(recipes.plan("tiny", 10)) as made:
        yield made


@pytest.fixture
def tensor(runner):
    return runner(x=X, outputs="device")["y"]


def test_it_says_what_it_is(tensor, runner):
    assert (tensor.shape, tensor.ndim, tensor.size, tensor.nbytes) == ((16,), 1, 16, 64)
    assert tensor.dtype.numpy == F
    assert tensor.address % 256 == 0
    assert tensor.stream.__cuda_stream__() == (0, runner.stream.number)
    assert repr(tensor) == f"<DeviceTensor float32 (16,) at {tensor.address:#x}>"


def test_numpy_gives_a_copy(tensor):
    copy = tensor.numpy()
    copy[:] = 0
    np.testing.assert_array_equal(tensor.numpy(), X + 1)


def test_dlpack_gives_its_memory(tensor):
    shared = np.from_dlpack(tensor)
    assert shared.ctypes.data == tensor.address
    np.testing.assert_array_equal(shared, X + 1)
    shared[0] = 99
    assert tensor.numpy()[0] == 99


def test_the_memory_lives_as_long_as_somebody_borrows_it(runner):
    blocks = runner._device._memory._blocks
    tensor = runner(x=X, outputs="device")["y"]
    address, borrowed = tensor.address, np.from_dlpack(tensor)
    del tensor
    gc.collect()
    assert address in blocks
    np.testing.assert_array_equal(borrowed, X + 1)
    del borrowed
    gc.collect()
    assert address not in blocks


def test_a_copy_or_another_device_is_refused(tensor):
    with pytest.raises(BufferError, match="not copied"):
        tensor.__dlpack__(copy=True)
    with pytest.raises(BufferError, match=r"not on \(2, 0\)"):
        tensor.__dlpack__(dl_device=(2, 0))
    assert tensor.__dlpack_device__() == (1, 0)


def test_there_is_no_cuda_array_interface_without_cuda(tensor):
    assert not hasattr(tensor, "__cuda_array_interface__")


@pytest.mark.parametrize("name", ["half", "mask", "whole", "total"])
def test_each_type_and_rank_can_be_lent(name):
    with Runner(recipes.plan("dtypes", 10)) as runner:
        f = np.linspace(-3, 3, 32, dtype=F).reshape(4, 8)
        tensor, array = runner(f=f, outputs="device")[name], runner(f=f)[name]
        assert np.from_dlpack(tensor).dtype == array.dtype
        np.testing.assert_array_equal(np.from_dlpack(tensor), array)
