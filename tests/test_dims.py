from __future__ import annotations

import copy
import pickle
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from trt_cffi.dims import Dims, Dims2, Dims3, Dims4, DimsHW, dims_from, volume

UNKNOWN = dims_from(None)


@pytest.mark.parametrize(
    "shape",
    [[2, 3], (2, 3), range(2, 4), np.array([2, 3]), np.array([2, 3], np.uint8), Dims2(2, 3), array("q", [2, 3])],
)
def test_a_shape_can_be_any_sequence_of_integers(shape: Any) -> None:
    dims = Dims(shape)
    assert tuple(dims) == (2, 3)
    assert {type(dim) for dim in dims} == {int}


@pytest.mark.parametrize("shape", ["23", b"23", bytearray(b"23"), {2, 3}, {2: 3}, (2.0, 3), [None], [[2, 3]], 5, None])
def test_what_is_no_sequence_of_integers_is_a_type_error(shape: Any) -> None:
    with pytest.raises(TypeError, match="sequence of integers"):
        Dims(shape)


def test_no_argument_is_the_shape_of_a_scalar() -> None:
    assert Dims() == ()
    assert len(Dims()) == 0
    assert not Dims()


def test_eight_dimensions_are_the_most() -> None:
    assert Dims.MAX_DIMS == 8
    assert len(Dims([1] * 8)) == 8
    with pytest.raises(ValueError, match="9 dimensions, and at most 8"):
        Dims([1] * 9)


def test_dimensions_have_64_bits() -> None:
    assert tuple(Dims([2**63 - 1, -(2**63)])) == (2**63 - 1, -(2**63))
    for beyond in (2**63, -(2**63) - 1):
        with pytest.raises(TypeError, match="64 bits"):
            Dims([beyond])


@pytest.mark.parametrize(
    "same", [(1, 2), [1, 2], range(1, 3), Dims([1, 2]), DimsHW(1, 2), np.array([1, 2]), array("i", [1, 2])]
)
def test_dims_equal_every_sequence_of_the_same_numbers(same: Any) -> None:
    assert Dims([1, 2]) == same
    assert not Dims([1, 2]) != same  # noqa: SIM202, != has a method of its own


@pytest.mark.parametrize("other", [(1,), (1, 3), [1, 2, 3], Dims(), None, "12", 12, object(), ("a", None), np.array(5)])
def test_dims_differ_from_everything_else_without_raising(other: Any) -> None:
    assert Dims([1, 2]) != other
    assert not Dims([1, 2]) == other  # noqa: SIM201


def test_a_tuple_or_list_on_the_left_compares_too() -> None:
    left: list[Any] = [(1, 2), [1, 2]]
    assert left == [Dims([1, 2]), Dims([1, 2])]


def test_equal_dims_are_one_key() -> None:
    assert {Dims([1, 2]): "a", (1, 2): "b", Dims2(1, 2): "c"} == {(1, 2): "c"}


@pytest.mark.parametrize(
    "part", [slice(None), slice(1, None), slice(0, 2), slice(None, None, -1), slice(-1, 0, -2), slice(5, 9)]
)
def test_slices_are_those_of_a_tuple(part: slice) -> None:
    assert Dims([2, 3, 4])[part] == (2, 3, 4)[part]
    assert type(Dims([2, 3, 4])[part]) is tuple


def test_indexing_is_that_of_a_tuple() -> None:
    dims = Dims([2, 3, 4])
    assert (dims[0], dims[-1], dims[np.int64(1)]) == (2, 4, 3)
    for outside in (3, -4):
        with pytest.raises(IndexError):
            dims[outside]
    with pytest.raises(TypeError):
        dims["0"]  # type: ignore[call-overload]
    with pytest.raises(ValueError, match="step"):
        dims[::0]


def test_a_dimension_can_be_changed() -> None:
    dims = Dims([2, 3, 4])
    dims[0], dims[-1] = -1, np.int32(7)
    assert dims == (-1, 3, 7)


@pytest.mark.parametrize("value", [1.5, "1", None, 2**63])
def test_a_dimension_cannot_become_what_is_no_64_bit_integer(value: Any) -> None:
    dims = Dims([2, 3])
    with pytest.raises(TypeError):
        dims[0] = value
    assert dims == (2, 3)


def test_all_dimensions_can_be_changed_at_once() -> None:
    dims = Dims([2, 3, 4])
    dims[:] = (5, 6, 7)
    assert dims == (5, 6, 7)
    dims[::-2] = Dims([8, 9])
    assert dims == (9, 6, 8)


@pytest.mark.parametrize("value", [(5,), (5, 6, 7)])
def test_the_number_of_dimensions_cannot_change(value: Any) -> None:
    dims = Dims([2, 3, 4])
    with pytest.raises(ValueError, match="number of dimensions cannot change"):
        dims[0:2] = value
    assert dims == (2, 3, 4)


@pytest.mark.parametrize(("shape", "text"), [((), "()"), ((3,), "(3,)"), ((1, 2), "(1, 2)")])
def test_dims_print_as_a_tuple(shape: Any, text: str) -> None:
    assert str(Dims(shape)) == repr(Dims(shape)) == f"{Dims(shape)}" == text


@pytest.mark.parametrize(
    ("dims", "values"),
    [
        (Dims2(), (0, 0)),
        (Dims3(), (0, 0, 0)),
        (Dims4(), (0, 0, 0, 0)),
        (DimsHW(), (0, 0)),
        (Dims2(1, 2), (1, 2)),
        (Dims3((1, 2, 3)), (1, 2, 3)),
        (Dims4(shape=[1, 2, 3, 4]), (1, 2, 3, 4)),
        (Dims2(dim1=2, dim0=1), (1, 2)),
        (Dims3(1, dim1=2, dim2=3), (1, 2, 3)),
        (DimsHW(w=2, h=1), (1, 2)),
        (DimsHW(Dims2(1, 2)), (1, 2)),
    ],
)
def test_a_fixed_number_of_dimensions_comes_one_by_one_or_as_a_shape(dims: Dims, values: tuple[int, ...]) -> None:
    assert dims == values


@pytest.mark.parametrize(
    "make", [lambda: Dims2((1, 2, 3)), lambda: Dims4([1]), lambda: DimsHW(()), lambda: Dims3(Dims())]
)
def test_a_shape_of_another_length_is_a_value_error(make: Any) -> None:
    with pytest.raises(ValueError, match=r"and Dims\w+ has [234]"):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dims2(1),
        lambda: Dims2(1, 2, 3),
        lambda: Dims3(1, 2),
        lambda: DimsHW(h=1),
        lambda: DimsHW(1, h=1),
        lambda: DimsHW(dim0=1, dim1=2),
        lambda: Dims2(1.0, 2),
    ],
)
def test_wrong_arguments_of_fixed_dims_are_a_type_error(make: Any) -> None:
    with pytest.raises(TypeError):
        make()


def test_height_and_width_can_be_read_and_changed() -> None:
    dims = DimsHW(1, 2)
    dims.h, dims.w = dims.w, 7
    assert (dims.h, dims.w, dims) == (2, 7, (2, 7))


def test_the_fixed_ones_are_dims() -> None:
    assert isinstance(DimsHW(), Dims2)
    assert all(issubclass(c, Dims) for c in (Dims2, Dims3, Dims4))
    assert not isinstance(Dims3(), Dims2)


@pytest.mark.parametrize("dims", [Dims([1, 2]), DimsHW(3, 4), UNKNOWN])
def test_dims_can_be_copied_and_pickled(dims: Dims) -> None:
    for twin in (copy.copy(dims), copy.deepcopy(dims), pickle.loads(pickle.dumps(dims))):
        assert type(twin) is type(dims)
        assert twin == dims
        assert twin is not dims


def test_dims_are_a_sequence() -> None:
    dims = Dims([2, 3, 2])
    assert isinstance(dims, Sequence)
    assert (dims.count(2), dims.index(3), 3 in dims, 5 in dims, list(reversed(dims))) == (2, 1, True, False, [2, 3, 2])


def test_dims_are_shapes_to_numpy() -> None:
    assert np.zeros(Dims([2, 3])).shape == (2, 3)
    assert np.zeros(6).reshape(Dims([2, 3])).shape == (2, 3)
    assert np.prod(Dims([2, 3])) == 6
    assert np.array(Dims([2, 3])).tolist() == [2, 3]


def test_an_unknown_shape_iterates_as_nothing_and_says_so() -> None:
    assert [dim for dim in UNKNOWN] == []  # noqa: C416, as the official package's records were made
    assert UNKNOWN[:] == ()
    assert repr(UNKNOWN) == "(unknown)"
    with pytest.raises(IndexError):
        UNKNOWN[0]


def test_an_unknown_shape_is_not_that_of_a_scalar() -> None:
    assert UNKNOWN != ()
    assert Dims() != UNKNOWN
    assert dims_from(None) == UNKNOWN
    for use in (len, tuple, list, volume, Dims):
        with pytest.raises(ValueError, match="unknown"):
            use(UNKNOWN)


def test_an_unknown_shape_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="unknown"):
        dims_from(None)[:] = ()


@pytest.mark.parametrize(
    ("shape", "elements"), [((), 1), ((2, 3, 4), 24), ([5, 0], 0), ((2, -1), -2), (Dims([7, 6]), 42)]
)
def test_volume_is_the_number_of_elements(shape: Any, elements: int) -> None:
    assert volume(shape) == elements


def test_volume_takes_any_iterable() -> None:
    assert volume(dim for dim in (2, 3)) == 6
    with pytest.raises(TypeError):
        volume(3)  # type: ignore[arg-type]
