"""What callers may give for a shape, an address, a tensor's name, a number or a buffer, and what the shim gets for it.

Everything that is refused is refused here, before the library is called, with what was expected and what was given.
The exceptions are those of the official package wherever it raises one: TypeError, also for a number out of range.
"""

from __future__ import annotations

import os
from operator import index

from trt_cffi.dims import Dims, integers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, SupportsIndex

__all__ = ["address", "as_dims", "boolean", "buffer", "file_name", "integer", "only", "tensor_name"]

_MAX_NAMES = 4096  # programs use a few names again and again; one that makes up names must not fill the memory
_names: dict[str, bytes] = {}


def as_dims(shape: Iterable[SupportsIndex], bits: int = 64) -> tuple[int, ...]:
    """The dimensions of a shape: a list, tuple, range, `Dims`, NumPy array or any other sequence of integers.

    Args:
        shape: at most `Dims.MAX_DIMS` integers.
        bits: of one dimension: 32 in TensorRT 8, 64 from 10 on.

    Raises:
        TypeError: it is no such sequence, too long, or a dimension has too many bits.
        ValueError: it is the `Dims` of a shape that TensorRT does not know.
    """
    dims = tuple(shape) if type(shape) is Dims else integers(shape)
    if len(dims) > Dims.MAX_DIMS:
        raise TypeError(f"a shape has at most {Dims.MAX_DIMS} dimensions, and this has {len(dims)}")
    if bits < 64:
        limit = 1 << (bits - 1)
        for dim in dims:
            if not -limit <= dim < limit:
                raise TypeError(f"this version of TensorRT has dimensions of {bits} bits, and {dim} has more")
    return dims


def address(value: Any, what: str = "an address") -> int:
    """The number behind a stream, an event or a place in memory, 0 to 2**64 - 1.

    It may be an integer of any kind (what has `__index__`), an object with the `__cuda_stream__` protocol (cuda.core,
    CuPy, PyTorch) or a handle of cuda-python, of which some can only be converted by `int()`.

    Args:
        value: what the caller gave. No bool, float, text or None.
        what: what it is to be, for the exception.

    Raises:
        TypeError: it is none of these, is negative, or has more than 64 bits.
    """
    number = value if type(value) is int else _handle(value, what)
    if not 0 <= number < 1 << 64:
        raise TypeError(f"{what} is a number from 0 to 2**64 - 1, not {number}")
    return number


def _handle(value: Any, what: str) -> int:
    try:
        if not isinstance(value, bool):
            return index(value)
    except TypeError:
        stream = getattr(value, "__cuda_stream__", None)
        if callable(stream):
            version, handle = stream()
            if version != 0:
                raise TypeError(f"{value!r} has version {version} of __cuda_stream__; only 0 is known") from None
            return index(handle)
        if type(value).__module__.partition(".")[0] == "cuda" and hasattr(value, "__int__"):
            return int(value)
    raise TypeError(f"{what} is an integer or a CUDA handle, not {value!r} ({type(value).__name__})")


def pointer(value: Any, what: str = "a pointer") -> int:
    """An `address`, or the one in a PyCapsule, which is what the official package takes for a `void *`; None for 0."""
    if value is None:
        return 0
    if type(value).__name__ != "PyCapsule":
        return address(value, what)
    from ctypes import c_char_p, c_void_p, py_object, pythonapi

    name_of, pointer_of = pythonapi.PyCapsule_GetName, pythonapi.PyCapsule_GetPointer
    name_of.argtypes, name_of.restype = [py_object], c_char_p
    pointer_of.argtypes, pointer_of.restype = [py_object, c_char_p], c_void_p
    return int(pointer_of(value, name_of(value)))


def tensor_name(name: str | bytes) -> bytes:
    """A name as the library takes it: UTF-8 without a NUL.

    Raises:
        TypeError: it is neither str nor bytes, or holds a lone surrogate, which has no UTF-8.
        ValueError: it holds a NUL, at which the library would stop reading.
    """
    try:
        return _names[name]  # type: ignore[index]
    except (KeyError, TypeError):  # not seen yet, or cannot be a key
        pass
    if isinstance(name, str):
        try:
            encoded = name.encode()
        except UnicodeEncodeError as error:
            raise TypeError(f"the name {name!r} cannot be written as UTF-8: {error.reason}") from None
    elif isinstance(name, bytes):
        encoded = bytes(name)
    else:
        raise TypeError(f"a name is a str, not {name!r} ({type(name).__name__})")
    if b"\0" in encoded:
        raise ValueError(f"the name {name!r} holds a NUL character")
    if type(name) is str:
        if len(_names) >= _MAX_NAMES:
            _names.clear()
        _names[name] = encoded
    return encoded


def file_name(path: str | bytes | os.PathLike[Any], what: str = "the path") -> bytes:
    """A path as the library takes it: the bytes of the file system, without a NUL.

    Raises:
        TypeError: it is no path.
        ValueError: it holds a NUL, at which the library would stop reading.
    """
    try:
        encoded = os.fsencode(path)
    except TypeError:
        raise TypeError(f"{what} is a str or a path, not {path!r} ({type(path).__name__})") from None
    if b"\0" in encoded:
        raise ValueError(f"{what} {path!r} holds a NUL character")
    return encoded


def boolean(value: Any, what: str = "the value") -> bool:
    """A truth value: True, False, an integer, or None for False, as the official package takes them.

    Raises:
        TypeError: it is something else, of which it would be a guess whether "no" or 0.5 is meant as true.
    """
    if value is True or value is False:
        return value
    if value is None or type(value).__name__ in ("bool_", "bool"):  # NumPy's has no __index__
        return bool(value)
    try:
        return index(value) != 0
    except TypeError:
        raise TypeError(f"{what} is True or False, not {value!r}") from None


def integer(value: SupportsIndex, what: str = "the value", *, bits: int = 32, signed: bool = True) -> int:
    """An integer that the library's type of `bits` bits can hold.

    Raises:
        TypeError: it is no integer (floats are never rounded), or out of range.
    """
    try:
        number = value if type(value) is int else index(value)
    except TypeError:
        raise TypeError(f"{what} is an integer, not {value!r}") from None
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    if not low <= number <= high:
        raise TypeError(f"{what} is an integer from {low} to {high}, not {number}")
    return number


def only(**choices: Any) -> Any:
    """The one that was given of arguments that stand for each other, as in the overloads of the official package.

    Raises:
        TypeError: none was given, or several; None is as good as not given.
    """
    given = {name: value for name, value in choices.items() if value is not None}
    if len(given) != 1:
        raise TypeError(f"give one of {', '.join(choices)}, not {' and '.join(given) or 'None'}")
    return next(iter(given.values()))


def buffer(value: Any, what: str = "a plan") -> memoryview:
    """The bytes of a plan, not copied: one-dimensional, of format "B", and alive as long as the result is.

    It may be anything with the buffer protocol whose memory is contiguous: bytes, bytearray, memoryview, mmap, array or
    NumPy array, also one that is read-only.

    Raises:
        TypeError: it has no buffer, as a path, text or None.
        ValueError: its memory is not contiguous, as that of `array[::2]`, or it was closed.
    """
    try:
        view = memoryview(value)
    except TypeError:
        hint = "; read the file first: pathlib.Path(path).read_bytes()" if _is_path(value) else ""
        raise TypeError(f"{what} is bytes or another buffer, not {type(value).__name__}{hint}") from None
    if not view.c_contiguous:
        raise ValueError(
            f"the bytes of {what} must be contiguous in memory, and this buffer has strides; copy it first"
        )
    if not view.nbytes:
        return memoryview(b"")  # cast() refuses an empty array
    return view.cast("B")


def _is_path(value: Any) -> bool:
    return isinstance(value, str) or hasattr(value, "__fspath__")
