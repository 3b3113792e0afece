"""Shapes: `Dims`, its subclasses of a fixed length, and `volume`.

A `Dims` behaves like the official one, mutable and much like a tuple, without what there goes wrong: it compares with
anything, slices in both directions, hashes by value and is 64-bit whatever the version of TensorRT.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from operator import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, ClassVar, SupportsIndex, overload

__all__ = ["Dims", "Dims2", "Dims3", "Dims4", "DimsHW", "dims_from", "integers", "volume"]

_ITERABLE_BUT_NO_SHAPE = (str, bytes, bytearray, set, frozenset, dict)


def integers(values: Iterable[SupportsIndex]) -> tuple[int, ...]:
    """The 64-bit integers of a sequence, whatever types of integers it holds.

    Raises:
        TypeError: it is no sequence of integers (text, bytes, sets and mappings are none), or one exceeds 64 bits.
    """
    if type(values) is not tuple and isinstance(values, _ITERABLE_BUT_NO_SHAPE):
        raise TypeError(f"a shape is a sequence of integers, not {type(values).__name__}")
    try:
        result = tuple(map(index, values))
    except TypeError as error:
        raise TypeError(f"a shape is a sequence of integers, which {values!r} is not: {error}") from None
    for value in result:
        if not -(2**63) <= value < 2**63:
            raise TypeError(f"a dimension has at most 64 bits, and {value} has more")
    return result


class Dims(Sequence[int]):
    """The dimensions of a tensor: up to `MAX_DIMS` integers of 64 bits; -1 stands for one that is not known yet.

    It hashes by value, as a tuple of the same dimensions does: do not change one that is a key.

    What TensorRT 8 and 10 give for a tensor that they do not know is no shape at all (`nbDims` is -1). It iterates
    as nothing, as in the official package, prints as `(unknown)` and equals only itself. Its length, so also
    `tuple(dims)` and `volume(dims)`, is a ValueError: it must not pass for the shape of a scalar, which is `()`.

    Args:
        shape: a sequence of integers, by default empty. More than `MAX_DIMS` of them are a ValueError.
    """

    __slots__ = ("_values",)

    MAX_DIMS: ClassVar[int] = 8
    _names: ClassVar[tuple[str, ...]] = ()  # of the dimensions, where their number is fixed
    _values: tuple[int, ...] | None

    def __init__(self, shape: Iterable[SupportsIndex] = ()) -> None:
        values = _known(shape) if isinstance(shape, Dims) else integers(shape)
        if len(values) > self.MAX_DIMS:
            raise ValueError(f"{len(values)} dimensions, and at most {self.MAX_DIMS} are possible")
        if self._names and len(values) != len(self._names):
            raise ValueError(f"{len(values)} dimensions, and {type(self).__name__} has {len(self._names)}")
        self._values = values

    def __len__(self) -> int:
        return len(_known(self))

    def __iter__(self) -> Iterator[int]:
        return iter(self._values or ())

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, item: SupportsIndex) -> int: ...
        @overload
        def __getitem__(self, item: slice) -> tuple[int, ...]: ...

    def __getitem__(self, item: SupportsIndex | slice) -> int | tuple[int, ...]:
        return (self._values or ())[item]

    if TYPE_CHECKING:

        @overload
        def __setitem__(self, item: SupportsIndex, value: SupportsIndex) -> None: ...
        @overload
        def __setitem__(self, item: slice, value: Iterable[SupportsIndex]) -> None: ...

    def __setitem__(self, item: SupportsIndex | slice, value: Any) -> None:
        dims = list(_known(self))
        if isinstance(item, slice):
            new, old = integers(value), dims[item]
            if len(new) != len(old):
                raise ValueError(f"{len(new)} dimensions given for {len(old)}: the number of dimensions cannot change")
            dims[item] = new
        else:
            (dims[item],) = integers((value,))
        self._values = tuple(dims)

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Dims):
            return self._values == other._values
        if isinstance(other, (tuple, list, range)):
            return self._values == tuple(other)
        if hasattr(other, "tolist"):  # arrays, of NumPy and of others
            values = other.tolist()
            return isinstance(values, list) and self._values == tuple(values)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._values)

    def __repr__(self) -> str:
        return "(unknown)" if self._values is None else repr(self._values)


class _FixedDims(Dims):
    """What `Dims2` and the others share: their dimensions can be given one by one, and are 0 when none is given."""

    __slots__ = ()

    def __init__(self, *dims: Any, **named: Any) -> None:
        names = self._names
        if not dims and not named:
            shape: Any = (0,) * len(names)
        elif len(dims) + len(named) == len(names) and all(name in named for name in names[len(dims) :]):
            shape = (*dims, *(named[name] for name in names[len(dims) :]))
        elif (len(dims), *named) in ((1,), (0, "shape")):
            shape = dims[0] if dims else named["shape"]
        else:
            raise TypeError(f"{type(self).__name__} takes one shape, or {', '.join(names)}")
        super().__init__(shape)


class Dims2(_FixedDims):
    """Two dimensions: `Dims2()`, `Dims2(shape)` or `Dims2(dim0, dim1)`."""

    __slots__ = ()
    _names = ("dim0", "dim1")


class Dims3(_FixedDims):
    """Three dimensions: `Dims3()`, `Dims3(shape)` or `Dims3(dim0, dim1, dim2)`."""

    __slots__ = ()
    _names = ("dim0", "dim1", "dim2")


class Dims4(_FixedDims):
    """Four dimensions: `Dims4()`, `Dims4(shape)` or `Dims4(dim0, dim1, dim2, dim3)`."""

    __slots__ = ()
    _names = ("dim0", "dim1", "dim2", "dim3")


class DimsHW(Dims2):
    """A height and a width: `DimsHW()`, `DimsHW(shape)` or `DimsHW(h, w)`."""

    __slots__ = ()
    _names = ("h", "w")

    @property
    def h(self) -> int:
        """The height, the first dimension."""
        return self[0]

    @h.setter
    def h(self, value: int) -> None:
        self[0] = value

    @property
    def w(self) -> int:
        """The width, the second dimension."""
        return self[1]

    @w.setter
    def w(self, value: int) -> None:
        self[1] = value


def _known(dims: Dims) -> tuple[int, ...]:
    values = dims._values
    if values is None:
        raise ValueError("this shape is unknown: TensorRT knows no tensor of that name, or cannot tell its shape yet")
    return values


def dims_from(values: tuple[int, ...] | None, _new: Any = Dims.__new__) -> Dims:
    """The `Dims` of a result of the library, unchecked; None is a shape that it does not know."""
    dims: Dims = _new(Dims)
    dims._values = values
    return dims


def volume(iterable: Iterable[int]) -> int:
    """The number of elements of a tensor of that shape: the product of its dimensions, 1 when there are none.

    -1 is a factor like another. An unknown shape is a ValueError.
    """
    return prod(tuple(iterable))  # not the iterable itself: an unknown Dims iterates as nothing, but has no length
