"""`IErrorRecorder`: TensorRT's errors as data."""

from __future__ import annotations

from trt_cffi.arguments import boolean, integer
from trt_cffi.callbacks import Callback, callback
from trt_cffi.enums import enums_of
from trt_cffi.shim import NULL, ffi, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["ErrorCodeTRT", "IErrorRecorder"]

ErrorCodeTRT: Any = enums_of(8)["ErrorCodeTRT"]  # the same in every version


@callback("int32_t(uint64_t)", failed=-1)
def _get_num_errors(recorder: IErrorRecorder) -> int:
    return integer(recorder.get_num_errors(), "the result of get_num_errors")


@callback("int32_t(uint64_t, int32_t)", failed=0)
def _get_error_code(recorder: IErrorRecorder, index: int) -> int:
    return integer(recorder.get_error_code(index), "the result of get_error_code")


@callback("const char *(uint64_t, int32_t)", failed=NULL)
def _get_error_desc(recorder: IErrorRecorder, index: int) -> Any:
    description = recorder.get_error_desc(index)
    if not isinstance(description, str):
        raise TypeError(f"the result of get_error_desc is a str, not {description!r}")
    kept = ffi.new("char[]", description.encode())
    recorder._descriptions[index] = kept  # TensorRT may read it until the recorder is cleared
    return kept


@callback("bool(uint64_t)", failed=False)
def _has_overflowed(recorder: IErrorRecorder) -> bool:
    return boolean(recorder.has_overflowed(), "the result of has_overflowed")


@callback("void(uint64_t)", failed=None)
def _clear(recorder: IErrorRecorder) -> None:
    recorder.clear()
    recorder._descriptions.clear()


@callback("bool(uint64_t, int32_t, const char *)", failed=False)
def _report_error(recorder: IErrorRecorder, code: int, description: Any) -> bool:
    fatal = recorder.report_error(ErrorCodeTRT(code), text(description) or "")
    return boolean(fatal, "the result of report_error")


class IErrorRecorder(Callback):
    """Is told of errors, instead of the log: subclass it and override all its methods.

    Set it as `error_recorder` of a Runtime, ICudaEngine or IExecutionContext; what is made from those inherits it.
    TensorRT may call it on any thread. Its reference count is native. Any version; C++: IErrorRecorder.
    """

    _noun = "error_recorder"

    #: The longest description that TensorRT gives, without the NUL that ends it.
    MAX_DESC_LENGTH = 127

    _descriptions: dict[int, Any]

    def __new__(cls, *_: Any, **__: Any) -> Any:
        self = super().__new__(cls)
        self._descriptions = {}
        return self

    def num_errors(self) -> int:
        """How many errors it holds. `get_num_errors`, the name in C++, is the same: override either."""
        if self._overrides("get_num_errors", IErrorRecorder):
            return self.get_num_errors()
        raise NotImplementedError(f"{type(self).__name__} does not override num_errors()")

    def get_num_errors(self) -> int:
        """How many errors it holds. C++: IErrorRecorder::getNbErrors."""
        return self.num_errors()

    def get_error_code(self, index: int) -> Any:
        """The ErrorCodeTRT of an error. C++: IErrorRecorder::getErrorCode."""
        raise NotImplementedError(f"{type(self).__name__} does not override get_error_code(index)")

    def get_error_desc(self, index: int) -> str:
        """The description of an error. C++: IErrorRecorder::getErrorDesc."""
        raise NotImplementedError(f"{type(self).__name__} does not override get_error_desc(index)")

    def has_overflowed(self) -> bool:
        """Whether errors were dropped for lack of room. C++: IErrorRecorder::hasOverflowed."""
        raise NotImplementedError(f"{type(self).__name__} does not override has_overflowed()")

    def clear(self) -> None:
        """Forget all errors. C++: IErrorRecorder::clear."""
        raise NotImplementedError(f"{type(self).__name__} does not override clear()")

    def report_error(self, code: Any, description: str) -> bool:
        """Take an error: an ErrorCodeTRT and what went wrong. True when it is fatal.

        C++: IErrorRecorder::reportError.
        """
        raise NotImplementedError(f"{type(self).__name__} does not override report_error(code, description)")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {
            "get_num_errors": _get_num_errors,
            "get_error_code": _get_error_code,
            "get_error_desc": _get_error_desc,
            "has_overflowed": _has_overflowed,
            "clear": _clear,
            "report_error": _report_error,
        }
