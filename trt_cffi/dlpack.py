"""DLPack in and out of Python, by ctypes: tensors in memory that another library owns, or lends to others."""

from __future__ import annotations

import atexit
import ctypes
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

__all__ = [
    "CPU",
    "CUDA",
    "CUDA_HOST",
    "CUDA_MANAGED",
    "Imported",
    "export",
    "import_tensor",
    "is_contiguous",
    "strides_of",
]

CPU, CUDA, CUDA_HOST, CUDA_MANAGED = 1, 2, 3, 13  # DLDeviceType

_VERSION = (1, 0)  # that is written, and asked for
_NAME, _VERSIONED_NAME = b"dltensor", b"dltensor_versioned"


class _Tensor(ctypes.Structure):
    _fields_ = (
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("rank", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("byte_offset", ctypes.c_uint64),
    )


class _Managed(ctypes.Structure):
    _fields_ = (("tensor", _Tensor), ("context", ctypes.c_void_p), ("deleter", ctypes.c_void_p))


class _ManagedVersioned(ctypes.Structure):
    _fields_ = (
        ("major", ctypes.c_uint32),
        ("minor", ctypes.c_uint32),
        ("context", ctypes.c_void_p),
        ("deleter", ctypes.c_void_p),
        ("flags", ctypes.c_uint64),
        ("tensor", _Tensor),
    )


_READ = struct.Struct("@PiiiBBHPPQ")  # a _Tensor
assert _READ.size == ctypes.sizeof(_Tensor)

_api = ctypes.pythonapi
_new = ctypes.PYFUNCTYPE(ctypes.py_object, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)(("PyCapsule_New", _api))
_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_GetPointer", _api))
_name = ctypes.PYFUNCTYPE(ctypes.c_char_p, ctypes.py_object)(("PyCapsule_GetName", _api))
# of a capsule that is being destroyed, which must not be referred to again
_dying_name = ctypes.PYFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p)(("PyCapsule_GetName", _api))
_dying_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(("PyCapsule_GetPointer", _api))


class Imported:
    """A tensor that another library owns. It stays valid for as long as this object lives.

    Attributes:
        address: of the first element.
        device: its type and number in DLPack, such as (CUDA, 0).
        dtype: DLPack's type code, bits and lanes.
        shape: a tuple.
        strides: in elements; None for a tensor in C order without gaps.
    """

    __slots__ = ("_capsule", "address", "device", "dtype", "shape", "strides")

    def __init__(self, capsule: Any, head: tuple[Any, ...]) -> None:
        data, device_type, device_id, rank, code, bits, lanes, shape, strides, offset = head
        self._capsule = capsule  # its owner's destructor frees what it holds, as nobody else takes it
        self.address = (data or 0) + offset
        self.device, self.dtype = (device_type, device_id), (code, bits, lanes)
        self.shape = _integers(shape, rank)
        self.strides = _integers(strides, rank) if strides else None

    @property
    def contiguous(self) -> bool:
        """Whether it is in C order without gaps."""
        return self.strides is None or is_contiguous(self.shape, self.strides)


def import_tensor(value: Any, stream: int | None) -> Imported:
    """The tensor behind an object with `__dlpack__`.

    Args:
        value: the object.
        stream: in DLPack's numbering, the CUDA stream that it is to be used on, so that its owner makes that stream
            wait for whoever writes the tensor; None for a tensor of the host.

    What the object raises, goes through: BufferError for what cannot be lent.
    """
    keywords = {} if stream is None else {"stream": stream}
    kind = type(value)
    if kind not in _old_kinds:
        try:
            return _read(value.__dlpack__(max_version=_VERSION, **keywords))
        except TypeError:  # from before DLPack 1.0; or it raised one itself, and does it again
            pass
    capsule = value.__dlpack__(**keywords)
    _old_kinds.add(kind)
    return _read(capsule)


_old_kinds: set[type] = set()


def _read(capsule: Any) -> Imported:
    name = _name(capsule)
    offset = _ManagedVersioned.tensor.offset if name == _VERSIONED_NAME else 0
    where = _pointer(capsule, name) + offset
    return Imported(capsule, _READ.unpack(ctypes.string_at(where, _READ.size)))


def _integers(where: int, count: int) -> tuple[int, ...]:
    return struct.unpack(f"@{count}q", ctypes.string_at(where, 8 * count)) if count else ()


def strides_of(shape: Sequence[int]) -> list[int]:
    """The strides, in elements, of C order without gaps."""
    strides = [1] * len(shape)
    for i in range(len(shape) - 2, -1, -1):
        strides[i] = strides[i + 1] * shape[i + 1]
    return strides


def is_contiguous(shape: Sequence[int], strides: Sequence[int]) -> bool:
    """Whether strides, in elements, are those of C order without gaps, as far as they matter."""
    matter = zip(shape, strides, strides_of(shape), strict=True)
    return 0 in shape or all(size == 1 or stride == expected for size, stride, expected in matter)


def export(
    owner: Any, address: int, shape: tuple[int, ...], dtype: tuple[int, int], device: tuple[int, int], versioned: bool
) -> Any:
    """A capsule for `__dlpack__` with a tensor in C order without gaps.

    Args:
        owner: what keeps the memory, until whoever takes the tensor is done with it.
        address: of the first element.
        shape: at most 8 dimensions.
        dtype: DLPack's type code and bits.
        device: its type and number in DLPack.
        versioned: whether DLPack 1.0 is asked for.
    """
    rank = len(shape)
    dims = (ctypes.c_int64 * (2 * rank))(*shape, *strides_of(shape))
    start = ctypes.addressof(dims)
    tensor = _Tensor(address, *device, rank, *dtype, 1, start, start + 8 * rank, 0)
    deleter = ctypes.cast(_deleter, ctypes.c_void_p).value
    managed: Any = (
        _ManagedVersioned(*_VERSION, None, deleter, 0, tensor) if versioned else _Managed(tensor, None, deleter)
    )
    where = ctypes.addressof(managed)
    _exported[where] = (managed, dims, owner)
    return _new(where, _VERSIONED_NAME if versioned else _NAME, ctypes.cast(_destructor, ctypes.c_void_p))


_exported: dict[int, tuple[Any, ...]] = {}  # by address, until whoever has it calls its deleter


def _delete(where: int) -> None:
    """Whoever took the tensor is done with it."""
    _exported.pop(where, None)


def _destroy(capsule: int) -> None:
    """A capsule ends, and nobody took the tensor: one that was taken has another name."""
    name = _dying_name(capsule)
    if name in (_NAME, _VERSIONED_NAME):
        _exported.pop(_dying_pointer(capsule, name), None)


_deleter = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(_delete)
_destructor = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(_destroy)


@atexit.register
def _leave_the_rest() -> None:
    """Whoever still has a tensor when Python ends must not call into it, and keeps it."""
    for entry in list(_exported.values()):
        entry[0].deleter = None
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(entry))
