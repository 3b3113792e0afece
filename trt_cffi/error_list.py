"""`ErrorRecorder`: TensorRT's errors, kept by the shim."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trt_cffi.collected import Collected
from trt_cffi.error_recorder import ErrorCodeTRT, IErrorRecorder
from trt_cffi.shim import ffi, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar

    from trt_cffi.library import Library
    from trt_cffi.native import Native

__all__ = ["ErrorRecorder", "RecordedError"]

_MAX_DESCRIPTION = ffi.integer_const("TRT_MAX_DESCRIPTION")


class RecordedError(NamedTuple):
    """An error that `ErrorRecorder` keeps.

    Attributes:
        code: its ErrorCodeTRT.
        description: what went wrong, at most 1023 bytes of it.
    """

    code: Any
    description: str


class ErrorRecorder(IErrorRecorder):
    """An error recorder that keeps errors, to be read afterwards.

    The shim does that, without Python, and on any thread. It may serve several libraries at once. No error counts as
    fatal. A subclass that overrides one of the methods that TensorRT calls has all of them called in Python. Any
    version.
    """

    #: How many errors one keeps: the first, as the cause comes before what follows from it. A subclass may say another.
    capacity: ClassVar[int] = 64

    _list: Collected

    def __new__(cls, *_: Any, **__: Any) -> Any:
        self = super().__new__(cls)
        self._list = Collected("error_list", cls.capacity)
        return self

    def __del__(self) -> None:
        super().__del__()
        if hasattr(self, "_list"):
            self._list.drop()

    @property
    def errors(self) -> list[RecordedError]:
        """The errors since the last `clear`, the oldest first."""
        code, description = ffi.new("int32_t *"), ffi.new("char[]", _MAX_DESCRIPTION)
        kept: list[RecordedError] = []
        while self._list.gives("get", len(kept), code, description):
            kept.append(RecordedError(ErrorCodeTRT(code[0]), text(description) or ""))
        return kept

    def num_errors(self) -> int:
        """How many errors it holds."""
        return len(self.errors)

    def get_error_code(self, index: int) -> Any:
        """The ErrorCodeTRT of an error. Raises IndexError when there is none of this index."""
        return self.errors[index].code

    def get_error_desc(self, index: int) -> str:
        """The description of an error. Raises IndexError when there is none of this index."""
        return self.errors[index].description

    def has_overflowed(self) -> bool:
        """Whether errors were dropped since the last `clear`, as it held `capacity` already."""
        overflowed = ffi.new("bool *")
        self._list.do("has_overflowed", overflowed)
        return bool(overflowed[0])

    def clear(self) -> None:
        """Forget all errors."""
        self._list.do("clear")

    def report_error(self, code: Any, description: str) -> bool:
        """Keep an error; False, as none is fatal."""
        if not isinstance(description, str):
            raise TypeError(f"a description is a str, not {description!r}")
        self._list.do("add", int(ErrorCodeTRT(code)), description.encode("utf-8", "backslashreplace"))
        return False

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        functions = super()._functions(library)
        return functions if any(self._overrides(name, ErrorRecorder) for name in ("num_errors", *functions)) else {}

    def _create(self, library: Library) -> Native:
        if self._functions(library):
            return super()._create(library)
        create = library._shim.trt_error_recorder_create_for
        return self._made(library, create, self._list.handle, needs=(self._list,))
