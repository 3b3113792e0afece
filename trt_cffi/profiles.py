"""Optimization profiles: what a user writes, checked, as ranges."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, SupportsIndex


@dataclass(frozen=True)
class Range:
    """What one profile allows an input: its dimensions, or for a shape tensor its values."""

    tensor: str
    is_values: bool
    least: tuple[int, ...]
    best: tuple[int, ...]
    most: tuple[int, ...]


class Tensor(Protocol):
    """An input or output; ``dims`` has -1 where a profile decides, and with ``is_shape`` its values decide shapes."""

    @property
    def name(self) -> str: ...
    @property
    def is_input(self) -> bool: ...
    @property
    def is_shape(self) -> bool: ...
    @property
    def dims(self) -> tuple[int, ...]: ...


class ShapeLike(Protocol):
    """Anything whose elements are integers: a tuple, a list, ``Dims``, a NumPy array."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> SupportsIndex: ...


Ranges = Sequence[ShapeLike | SupportsIndex]
Profile = Mapping[str, Ranges]

INT32_MAX = 2**31 - 1


class MissingRangeError(ValueError):
    """Inputs need a range that no profile, or not each, gives them: `tensors`."""

    def __init__(self, message: str, tensors: Sequence[Tensor]) -> None:
        super().__init__(message)
        self.tensors = tensors


def ranges(profiles: Sequence[Profile], tensors: Sequence[Tensor]) -> list[list[Range]]:
    """The ranges of all inputs in every profile; one profile of fixed shapes where none is needed and none given.

    Raises TypeError or ValueError that says what to write where ``profiles`` do not fit the inputs among ``tensors``.
    """
    inputs = {t.name: t for t in tensors if t.is_input}
    if isinstance(profiles, Mapping):
        raise TypeError("profiles is a list with a dictionary for each profile: write profiles=[{...}]")
    open_ones = [t for t in inputs.values() if t.is_shape or -1 in t.dims]
    if open_ones and not profiles:
        said = f"the shape of {_names(open_ones)} is not fixed, so a profile must give it a range"
        raise MissingRangeError(f"{said}: {_example(open_ones)}", open_ones)
    return [_profile(i, p, inputs, open_ones) for i, p in enumerate(profiles or [{}])]


def _profile(index: int, profile: Profile, inputs: Mapping[str, Tensor], open_ones: Sequence[Tensor]) -> list[Range]:
    if not isinstance(profile, Mapping):
        raise TypeError(f"profile {index} is a {type(profile).__name__}, not a dictionary: write {_example(open_ones)}")
    unknown = [name for name in profile if name not in inputs]
    if unknown:
        raise ValueError(f"profile {index} names {unknown[0]!r}; the model's inputs are {_names(inputs.values())}")
    missing = [t for t in open_ones if t.name not in profile]
    if missing:
        said = f"profile {index} says nothing of {_names(missing)}"
        raise MissingRangeError(f"{said}: write {_example(open_ones)}", missing)
    return [
        _range(index, t, profile[t.name]) if t.name in profile else Range(t.name, False, t.dims, t.dims, t.dims)
        for t in inputs.values()
    ]


def _range(index: int, tensor: Tensor, given: Ranges) -> Range:
    what = "its values" if tensor.is_shape else "a shape"
    where = f"profile {index}, input {tensor.name!r}"
    length = value_count(tensor.dims) if tensor.is_shape else len(tensor.dims)
    try:
        three = list(given)
    except TypeError:
        three = []
    if isinstance(given, (str, bytes, Mapping)) or len(three) != 3:
        raise TypeError(f"{where}: write (min, opt, max), each of them {what}, not {given!r}")
    least, best, most = (
        _numbers(f"{where}, {part}", what, length, v) for part, v in zip(("min", "opt", "max"), three, strict=True)
    )
    for place, (low, mid, high) in enumerate(zip(least, best, most, strict=True)):
        if not low <= mid <= high:
            raise ValueError(f"{where}: at index {place}, min {low}, opt {mid} and max {high} must not decrease")
        if not tensor.is_shape:
            _fits(where, tensor, place, low, high)
    return Range(tensor.name, tensor.is_shape, least, best, most)


def _numbers(where: str, what: str, length: int, given: object) -> tuple[int, ...]:
    try:
        one = operator.index(given)  # type: ignore[arg-type]  # a scalar shape tensor has one value
        numbers: tuple[int, ...] = (one,)
    except TypeError:
        try:
            if isinstance(given, (str, bytes)):
                raise TypeError
            numbers = tuple(operator.index(v) for v in given)  # type: ignore[attr-defined]
        except TypeError:
            raise TypeError(f"{where}: {what} must be integers, not {given!r}") from None
    if len(numbers) != length:
        raise ValueError(f"{where}: {what} must be {length} numbers, not {len(numbers)}: {numbers}")
    if any(not -INT32_MAX <= n <= INT32_MAX for n in numbers):
        raise ValueError(f"{where}: {numbers} does not fit in 31 bits")
    return numbers


def _fits(where: str, tensor: Tensor, place: int, low: int, high: int) -> None:
    fixed = tensor.dims[place]
    if low < 0:
        raise ValueError(f"{where}: dimension {place} is {low}, and no dimension is below 0")
    if fixed != -1 and (low, high) != (fixed, fixed):
        raise ValueError(f"{where}: dimension {place} is fixed to {fixed} in the model, so it is that here, too")


def value_count(dims: Sequence[int]) -> int:
    """How many values a tensor of fixed ``dims`` has."""
    count = 1
    for d in dims:
        count *= d
    return count


def _names(tensors: Iterable[Tensor]) -> str:
    return " and ".join(repr(t.name) for t in tensors)


def _example(tensors: Sequence[Tensor]) -> str:
    parts = []
    for t in tensors:
        if t.is_shape:
            three = [(n,) * value_count(t.dims) for n in (1, 8, 32)]
        else:
            three = [tuple(n if d == -1 else d for d in t.dims) for n in (1, 8, 32)]
        parts.append(f"{t.name!r}: ({', '.join(map(str, three))})")
    return f"profiles=[{{{', '.join(parts)}}}]"
