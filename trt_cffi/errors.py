"""The exceptions of trt_cffi.

All of them are `TensorRTError`, and each is also the built-in exception that a program would catch which was written
without trt_cffi in mind. `ValueError` and `TypeError` for wrong arguments stay what they are.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "ClosedError",
    "LibraryLoadError",
    "LibraryNotFoundError",
    "NoDriverError",
    "NotAvailableError",
    "TensorRTError",
]


class TensorRTError(RuntimeError):
    """Something failed in TensorRT or on the way to it.

    Attributes:
        messages: what TensorRT logged as errors during the call that failed, oldest first; part of `str(error)` too.
    """

    messages: tuple[str, ...]

    def __init__(self, message: str = "", *, messages: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.messages = tuple(messages)

    def __str__(self) -> str:
        said = "\n".join(f"TensorRT said: {message.rstrip()}" for message in self.messages)
        return "\n".join(filter(None, (super().__str__(), said)))


class LibraryNotFoundError(TensorRTError, ImportError):
    """No usable libnvinfer was found, or not the one that was asked for.

    Attributes:
        tried: each place that was looked at, a path or the name of a wheel, with the reason why it was rejected.
    """

    tried: list[tuple[str, str]]

    def __init__(self, message: str = "", *, tried: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.tried = list(tried)


class LibraryLoadError(TensorRTError, ImportError):
    """A library that was found cannot be loaded, or is not one that trt_cffi can drive."""


class NoDriverError(TensorRTError):
    """There is no CUDA driver, or no GPU that it can use."""


class NotAvailableError(TensorRTError, AttributeError):
    """The loaded version of TensorRT does not have what was asked for.

    It is an `AttributeError`, so `hasattr(engine, "num_aux_streams")` tells whether a property is there.
    """

    @classmethod
    def of(
        cls, what: str, loaded: Iterable[int], *, since: str | None = None, until: str | None = None
    ) -> NotAvailableError:
        """The error in the shim's words: `since` is the first version with `what`, `until` the last one."""
        missing = f"{what} is not available in TensorRT {'.'.join(map(str, loaded))}"
        there = [f"there {word} {version}" for word, version in (("since", since), ("until", until)) if version]
        return cls("; ".join([missing, *there]))


class ClosedError(TensorRTError):
    """The object was closed, or an object that it needs was."""
