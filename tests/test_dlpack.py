"""DLPack by ctypes: tensors that are lent, and tensors that are borrowed."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref

import numpy as np
import pytest

from trt_cffi import dlpack


class Lender:
    """A tensor of the host that is lent."""

    def __init__(self, array, versions=True):
        self.array, self.versions, self.asked = array, versions, []

    def __dlpack_device__(self):
        return dlpack.CPU, 0

    def __dlpack__(self, **keywords):
        self.asked.append(keywords)
        if not self.versions and "max_version" in keywords:
            raise TypeError("unexpected keyword argument 'max_version'")
        versioned = "max_version" in keywords
        kind = {"f": 2, "i": 0, "b": 6}[self.array.dtype.kind]
        dtype = (kind, 8 * self.array.itemsize)
        return dlpack.export(self, self.array.ctypes.data, self.array.shape, dtype, (dlpack.CPU, 0), versioned)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 0, 3), (1, 2, 1, 2, 1, 2, 1, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.bool_, np.float16])
def test_numpy_borrows_what_is_lent(shape, dtype):
    array = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
    borrowed = np.from_dlpack(Lender(array))
    assert borrowed.dtype == dtype
    np.testing.assert_array_equal(borrowed, array)
    assert borrowed.flags.c_contiguous


def test_the_lender_lives_as_long_as_the_borrower():
    lender = Lender(np.arange(4.0))
    alive, borrowed = weakref.ref(lender), np.from_dlpack(lender)
    del lender
    gc.collect()
    assert alive() is not None
    np.testing.assert_array_equal(borrowed, np.arange(4.0))
    del borrowed
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("keywords", [{}, {"max_version": (1, 0)}])
def test_a_capsule_that_nobody_takes_frees_what_it_holds(keywords):
    lender = Lender(np.arange(4.0))
    alive, capsule = weakref.ref(lender), lender.__dlpack__(**keywords)
    del lender
    gc.collect()
    assert alive() is not None
    del capsule
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("versions", [True, False])
def test_lenders_from_before_and_after_dlpack_1_are_understood(versions):
    kind = type("Other", (Lender,), {})  # what a kind understands is remembered
    for _ in range(2):
        lender = kind(np.arange(6, dtype=np.int64).reshape(2, 3), versions)
        tensor = dlpack.import_tensor(lender, None)
        assert (tensor.shape, tensor.dtype, tensor.device) == ((2, 3), (0, 64, 1), (dlpack.CPU, 0))
        assert tensor.address == lender.array.ctypes.data
        assert tensor.contiguous
    assert len(lender.asked) == 1


def test_what_is_borrowed_lives_as_long_as_it_is_used():
    lender = Lender(np.arange(4.0))
    alive, tensor = weakref.ref(lender), dlpack.import_tensor(lender, None)
    del lender
    gc.collect()
    assert alive() is not None
    del tensor
    gc.collect()
    assert alive() is None


def test_the_stream_is_passed_on():
    lender = Lender(np.arange(4.0))
    dlpack.import_tensor(lender, 0x1234)
    assert lender.asked[-1]["stream"] == 0x1234


@pytest.mark.parametrize(
    ("array", "contiguous"),
    [
        (np.zeros((2, 3)), True),
        (np.zeros((2, 3)).T, False),
        (np.zeros((4, 3))[::2], False),
        (np.zeros((4, 3))[:1], True),
        (np.zeros((3, 4))[:, :1], False),
        (np.zeros((3, 0)), True),
        (np.zeros(()), True),
    ],
)
def test_strides_tell_what_is_contiguous(array, contiguous):
    assert dlpack.import_tensor(array, None).contiguous is contiguous
    assert array.flags.c_contiguous is contiguous


def test_an_exception_of_the_lender_goes_through():
    class Stubborn(Lender):
        def __dlpack__(self, **keywords):
            raise BufferError("no")

    with pytest.raises(BufferError, match="no"):
        dlpack.import_tensor(Stubborn(np.zeros(2)), None)


def test_what_is_lent_when_python_ends_does_not_crash():
    program = (
        "import sys, numpy as np\n"
        "from tests.test_dlpack import Lender\n"
        "sys.kept = np.from_dlpack(Lender(np.arange(4.0)))\n"
        "print(sys.kept)\n"
    )
    done = subprocess.run([sys.executable, "-X", "dev", "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
