from __future__ import annotations

import ctypes
import decimal
import fractions
import mmap
import pathlib
import uuid
from array import array
from typing import Any

import numpy as np
import pytest

from trt_cffi import arguments
from trt_cffi.arguments import address, as_dims, boolean, buffer, integer, tensor_name
from trt_cffi.dims import Dims, Dims4, dims_from


class Index:
    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


class Stream:
    def __init__(self, *answer: Any) -> None:
        self.answer = answer

    def __cuda_stream__(self) -> tuple[Any, ...]:
        return self.answer


class Size(tuple[int, ...]):
    """As PyTorch's shapes are."""

    __slots__ = ()


# shapes


@pytest.mark.parametrize(
    "shape",
    [
        [5, 1, 8, 8],
        (5, 1, 8, 8),
        Dims([5, 1, 8, 8]),
        Dims4(5, 1, 8, 8),
        np.array([5, 1, 8, 8]),
        np.array([5, 1, 8, 8], np.uint16),
        np.zeros((5, 1, 8, 8)).shape,
        (np.int64(5), Index(1), 8, 8),
        (5, True, 8, 8),
        Size((5, 1, 8, 8)),
    ],
)
def test_a_shape_can_be_any_sequence_of_integers(shape: Any) -> None:
    dims = as_dims(shape)
    assert dims == (5, 1, 8, 8)
    assert {type(dim) for dim in dims} == {int}


def test_a_range_and_the_empty_shape_are_shapes() -> None:
    assert as_dims(range(3)) == (0, 1, 2)
    assert as_dims(()) == ()


@pytest.mark.parametrize(
    "shape",
    [(5.0, 1), np.array([5.0, 1]), (np.float32(5),), "51", b"51", bytearray(b"51"), None, 5, {5, 1}, [[5, 1]], [None]],
)
def test_what_is_no_sequence_of_integers_is_no_shape(shape: Any) -> None:
    with pytest.raises(TypeError, match="sequence of integers"):
        as_dims(shape)


def test_a_shape_of_nine_dimensions_is_a_type_error() -> None:
    assert as_dims((1,) * 8) == (1,) * 8
    with pytest.raises(TypeError, match="at most 8 dimensions, and this has 9"):
        as_dims((1,) * 9)


def test_a_dimension_of_tensorrt_8_has_32_bits() -> None:
    assert as_dims((2**31 - 1, -(2**31)), bits=32) == (2**31 - 1, -(2**31))
    for dim in (2**31, -(2**31) - 1):
        with pytest.raises(TypeError, match="dimensions of 32 bits"):
            as_dims((dim,), bits=32)


def test_a_dimension_of_newer_versions_has_64_bits() -> None:
    assert as_dims([2**31, 2**63 - 1]) == (2**31, 2**63 - 1)
    for dim in (2**63, -(2**63) - 1):
        with pytest.raises(TypeError, match="64 bits"):
            as_dims([dim])


def test_an_unknown_shape_is_no_shape() -> None:
    with pytest.raises(ValueError, match="unknown"):
        as_dims(dims_from(None))


# addresses


@pytest.mark.parametrize("number", [0, 1, 2**63, 2**64 - 1])
def test_an_address_is_a_number_of_64_bits(number: int) -> None:
    assert address(number) == address(np.uint64(number)) == address(Index(number)) == number


@pytest.mark.parametrize("number", [-1, 2**64, Index(-1), np.int64(-5)])
def test_a_number_out_of_range_is_no_address(number: Any) -> None:
    with pytest.raises(TypeError, match="from 0 to 2"):
        address(number)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        4096.0,
        np.float64(4096),
        np.float32(4096),
        decimal.Decimal(4096),
        fractions.Fraction(4096),
        None,
        True,
        "0x10",
        b"\x10",
        [4096],
        ctypes.c_void_p(4096),
        uuid.UUID(int=4096),  # has __int__, and is no handle
    ],
)
def test_what_is_no_integer_is_no_address(value: Any) -> None:
    with pytest.raises(TypeError, match="the stream is an integer or a CUDA handle, not "):
        address(value, "the stream")


def test_a_stream_of_any_library_is_known_by_its_protocol() -> None:
    assert address(Stream(0, 0x1230)) == 0x1230


def test_a_stream_protocol_of_another_version_is_refused() -> None:
    with pytest.raises(TypeError, match="version 1 of __cuda_stream__"):
        address(Stream(1, 0x1230))


def test_a_stream_protocol_with_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        address(Stream(0, 1.5))


def test_what_a_stream_protocol_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="not enough"):
        address(Stream())


@pytest.mark.parametrize("name", ["CUstream", "CUevent", "CUdeviceptr", "cuuint64_t"])
def test_a_handle_of_cuda_python_is_an_address(name: str) -> None:
    driver = pytest.importorskip("cuda.bindings.driver")
    assert address(getattr(driver, name)(0x7FFF0000)) == 0x7FFF0000


def test_a_stream_of_cuda_pythons_runtime_is_an_address() -> None:
    runtime = pytest.importorskip("cuda.bindings.runtime")
    assert address(runtime.cudaStream_t(0x40)) == 0x40


# names


@pytest.mark.parametrize(
    ("name", "encoded"), [("x", b"x"), ("", b""), ("naïve 名", "naïve 名".encode()), (b"x", b"x"), (np.str_("y"), b"y")]
)
def test_a_name_is_given_as_utf8(name: Any, encoded: bytes) -> None:
    for _ in range(2):
        assert tensor_name(name) == encoded


def test_a_name_is_encoded_once() -> None:
    assert tensor_name("a tensor") is tensor_name("a tensor")


def test_a_program_that_makes_up_names_does_not_fill_the_memory() -> None:
    for number in range(10_000):
        tensor_name(f"made up {number}")
    assert len(arguments._names) <= 4096


@pytest.mark.parametrize("name", ["im\0ages", b"im\0ages", "\0"])
def test_a_name_with_a_nul_is_a_value_error(name: Any) -> None:
    for _ in range(2):
        with pytest.raises(ValueError, match="NUL"):
            tensor_name(name)


@pytest.mark.parametrize("name", [None, 0, 1.5, ["x"], {}, bytearray(b"x"), "\ud800"])
def test_what_is_no_text_is_no_name(name: Any) -> None:
    with pytest.raises(TypeError, match="name"):
        tensor_name(name)


# truth values and numbers


@pytest.mark.parametrize(
    ("value", "truth"),
    [(True, True), (False, False), (1, True), (0, False), (None, False), (np.True_, True), (np.int8(0), False)],
)
def test_a_truth_value_is_a_bool_an_integer_or_none(value: Any, truth: bool) -> None:
    assert boolean(value) is truth


@pytest.mark.parametrize("value", ["yes", "", 0.5, [], np.array([True, False])])
def test_what_is_no_truth_value_is_a_type_error(value: Any) -> None:
    with pytest.raises(TypeError, match="debug_sync is True or False"):
        boolean(value, "debug_sync")


@pytest.mark.parametrize("value", [7, np.uint8(7), Index(7)])
def test_an_integer_can_be_of_any_kind(value: Any) -> None:
    assert integer(value) == 7
    assert type(integer(value)) is int


@pytest.mark.parametrize(
    ("bits", "signed", "low", "high"),
    [
        (32, True, -(2**31), 2**31 - 1),
        (64, True, -(2**63), 2**63 - 1),
        (32, False, 0, 2**32 - 1),
        (64, False, 0, 2**64 - 1),
    ],
)
def test_an_integer_is_in_the_range_of_its_type(bits: int, signed: bool, low: int, high: int) -> None:
    for inside in (low, high):
        assert integer(inside, bits=bits, signed=signed) == inside
    for outside in (low - 1, high + 1):
        with pytest.raises(TypeError, match=f"from {low} to {high}, not {outside}"):
            integer(outside, bits=bits, signed=signed)


@pytest.mark.parametrize("value", [3.7, 3.0, np.float32(3), decimal.Decimal(3), "3", None])
def test_a_number_is_never_rounded(value: Any) -> None:
    with pytest.raises(TypeError, match="the index is an integer, not "):
        integer(value, "the index")


# buffers

PLAN = b"ftrt" + bytes(range(28))


@pytest.mark.parametrize(
    "value",
    [
        PLAN,
        bytearray(PLAN),
        memoryview(PLAN),
        array("B", PLAN),
        array("d", PLAN),
        np.frombuffer(PLAN, np.uint8),
        np.frombuffer(PLAN, np.float32),
        np.frombuffer(PLAN, np.float16).reshape(4, 4),
        np.frombuffer(PLAN, np.int64)[:, np.newaxis],
        (ctypes.c_char * 32).from_buffer_copy(PLAN),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_plan_can_be_in_any_contiguous_buffer(value: Any) -> None:
    view = buffer(value)
    assert (view.format, view.ndim, view.nbytes, bytes(view)) == ("B", 1, 32, PLAN)


def test_a_plan_can_be_a_mapped_file(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.plan"
    path.write_bytes(PLAN)
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped,
        buffer(mapped) as view,
    ):
        assert bytes(view) == PLAN


def test_a_plan_is_not_copied() -> None:
    data = bytearray(PLAN)
    view = buffer(data)
    data[0] = 0
    assert view[0] == 0
    with pytest.raises(BufferError):  # the view keeps the memory where it is
        data.clear()


@pytest.mark.parametrize("value", [b"", bytearray(), np.empty(0, np.float32), np.empty((3, 0))])
def test_an_empty_buffer_is_a_buffer(value: Any) -> None:
    assert bytes(buffer(value)) == b""


@pytest.mark.parametrize(
    "value", [memoryview(PLAN)[::2], memoryview(PLAN)[::-1], np.eye(4)[:, 1], np.asfortranarray(np.eye(4))]
)
def test_a_buffer_with_strides_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="contiguous"):
        buffer(value)


@pytest.mark.parametrize("value", [None, 5, [1, 2], object(), iter(b"ab")])
def test_what_has_no_buffer_is_no_plan(value: Any) -> None:
    with pytest.raises(TypeError, match="a plan is bytes or another buffer, not "):
        buffer(value)


@pytest.mark.parametrize("value", ["model.plan", pathlib.Path("model.plan")])
def test_a_path_is_told_to_be_read(value: Any) -> None:
    with pytest.raises(TypeError, match=r"read_bytes\(\)"):
        buffer(value)


def test_a_closed_file_is_refused() -> None:
    mapped = mmap.mmap(-1, 32)
    mapped.close()
    with pytest.raises(ValueError, match="closed"):
        buffer(mapped)
