from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

import trt_cffi
from trt_cffi.element_type import dlpack_name, element_type

TYPES = {each.name: element_type(each) for each in trt_cffi.open_library("simulator11").DataType}
NUMPY = {
    "FLOAT": np.float32,
    "HALF": np.float16,
    "BF16": ml_dtypes.bfloat16,
    "INT8": np.int8,
    "INT32": np.int32,
    "INT64": np.int64,
    "BOOL": np.bool_,
    "UINT8": np.uint8,
    "FP8": ml_dtypes.float8_e4m3fn,
    "INT4": ml_dtypes.int4,
    "FP4": ml_dtypes.float4_e2m1fn,
    "E8M0": ml_dtypes.float8_e8m0fnu,
}


def test_every_type_of_tensorrt_has_one_of_numpy_or_ml_dtypes():
    assert {name: each.numpy for name, each in TYPES.items()} == {k: np.dtype(v) for k, v in NUMPY.items()}
    assert {each.name: str(each.numpy) for each in TYPES.values()} == {each.name: each.name for each in TYPES.values()}


def test_a_type_that_is_not_known_is_told():
    with pytest.raises(TypeError, match="not known"):
        element_type(trt_cffi.open_library("simulator11").DataType(99))


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (0, 2)])
def test_what_is_written_is_read_again(name, shape):
    kind = TYPES[name]
    numbers = np.array([0, 1, 2, 4, 0, 1, 2, 4, 0, 1, 2, 4, 1][: int(np.prod(shape))]).reshape(shape)
    array = numbers.astype(kind.numpy)
    memory = np.full(kind.nbytes(shape) + 8, 0xFF, np.uint8)
    view = kind.view(memory, shape)
    kind.write(array, view)
    got = kind.read(view, shape)
    assert (got.dtype, got.shape, got.tobytes()) == (kind.numpy, shape, array.tobytes())
    assert not np.shares_memory(got, memory)
    assert (memory[-8:] == 0xFF).all()


def test_two_elements_of_four_bits_share_a_byte_the_first_in_its_lower_half():
    kind = TYPES["INT4"]
    memory = np.zeros(3, np.uint8)
    array = np.array([-8, 7, -1, 0, 3]).astype(ml_dtypes.int4)
    kind.write(array, kind.view(memory, array.shape))
    assert memory.tolist() == [0x78, 0x0F, 0x03]
    np.testing.assert_array_equal(kind.read(memory, array.shape), array)


@pytest.mark.parametrize(
    ("dtype", "words"),
    [
        ((2, 32), "float32"),
        ((4, 16), "bfloat16"),
        ((1, 16), "uint16"),
        ((5, 64), "complex64"),
        ((99, 8), "type 99 of 8"),
    ],
)
def test_types_of_dlpack_have_names(dtype, words):
    assert dlpack_name(*dtype) == words
    assert dlpack_name(*dtype, 4) == f"{words}x4"
