"""`Weights`: values for the weights of an engine."""

from __future__ import annotations

from trt_cffi.arguments import address, integer
from trt_cffi.enums import Enumeration, enums_of
from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar

    import numpy.typing as npt

    from trt_cffi.library import Library

__all__ = ["Weights"]

_FLOAT: Any = enums_of(8)["DataType"].FLOAT  # type: ignore[attr-defined]  # as NVIDIA's signature shows it


class Weights:
    """Values for weights, of one DataType, which `Refitter` puts into an engine.

    Args:
        type: a NumPy array; or the DataType of the values at `ptr`, or of none.
        ptr: the address of values, in the GPU's memory or the host's. They belong to the caller, who keeps them until a
            refit is done.
        count: how many there are.
        a: a NumPy array, by its name.

    The values of an array are used as they are when the refit comes; an array whose memory is not contiguous, or of the
    other byte order, is copied. Types that NumPy has not may be those of `ml_dtypes`: `bfloat16`, `float8_e4m3fn`,
    `float8_e8m0fnu`.

    Raises TypeError for what is no array, no DataType or no address, ValueError for an array of a type that TensorRT
    has not, or that the loaded version has not. Any version; C++: Weights.
    """

    __slots__ = ("__weakref__", "_address", "_array", "_count", "_type")

    _library: ClassVar[Library]  # set in the class that each library makes of this one

    _array: npt.NDArray[Any] | None
    _type: Any
    _address: int
    _count: int

    def __init__(self, type: Any = _FLOAT, ptr: int | None = None, count: int | None = None, *, a: Any = None) -> None:
        given = type if a is None else a
        if isinstance(given, Enumeration) and a is None:
            self._of_memory(given, ptr, count)
        elif ptr is not None or count is not None or (a is not None and type is not _FLOAT):
            raise TypeError("Weights are made of an array alone, or of a DataType, an address and a count")
        else:
            self._of_array(given)

    @classmethod
    def _told(cls, number: int, where: int, count: int, array: npt.NDArray[Any] | None) -> Weights:
        """What the library says of weights: `array`, where they are given by one."""
        self = cls.__new__(cls)
        self._type, self._address, self._count, self._array = cls._library.DataType(number), where, count, array
        return self

    def _of_memory(self, type: Any, ptr: int | None, count: int | None) -> None:
        if (ptr is None) != (count is None):
            raise TypeError("values have an address and a count: give both")
        self._type, self._array = self._library.DataType(self._library._number("DataType", type)), None
        self._address = 0 if ptr is None else address(ptr, "ptr")
        self._count = 0 if count is None else integer(count, "count", bits=64)
        if self._count < 0 or (self._count and not self._address):
            raise ValueError(f"there are no {self._count} values at the address {self._address}")

    def _of_array(self, array: Any) -> None:
        import numpy as np

        from trt_cffi.element_type import data_type_of

        if not isinstance(array, np.ndarray):
            raise TypeError(f"weights are a NumPy array or a DataType, not {array!r}")
        self._type = data_type_of(array.dtype, self._library.DataType)
        self._array = np.ascontiguousarray(array, array.dtype.newbyteorder("="))
        self._address, self._count = self._array.ctypes.data, self._array.size

    @property
    def dtype(self) -> Any:
        """The DataType of the values. Any version; C++: Weights::type."""
        return self._type

    @property
    def size(self) -> int:
        """How many values there are; -1 for weights that the engine has not. Any version; C++: Weights::count."""
        return self._count

    @property
    def nbytes(self) -> int:
        """The size of the values in bytes. Any version; C++: Weights::count."""
        from trt_cffi.element_type import element_type

        return element_type(self._type).nbytes((max(self._count, 0),))

    def __len__(self) -> int:
        return self._count

    def numpy(self) -> npt.NDArray[Any]:
        """The values as an array of one dimension that shares their memory, which must be the host's.

        Its type is NumPy's or that of `ml_dtypes`, or `uint8` for bytes in which there are two values or others that
        neither has. Raises ValueError when there are no values but only a type and a count.

        Any version; C++: Weights::values.
        """
        import numpy as np

        from trt_cffi.element_type import element_type

        if self._array is not None:
            return self._array.reshape(-1)
        if self._count and not self._address:
            raise ValueError(f"{self!r} have no values")
        memory = ffi.buffer(ffi.cast("char *", self._address), self.nbytes) if self._count else b""
        return element_type(self._type).view(np.frombuffer(memory, np.uint8), (self._count,))

    def __repr__(self) -> str:
        return f"<Weights {self._type} ({self._count})>"
