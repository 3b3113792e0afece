"""The exceptions of trt_cffi.

All of them are `TensorRTError`, and each is also the built-in exception that a program would catch which was written
without trt_cffi in mind. `ValueError` and `TypeError` for wrong arguments stay what they are.
"""

from __future__ import annotations

from trt_cffi.versions import product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

__all__ = [
    "ArgumentNotAvailableError",
    "BuildError",
    "ClosedError",
    "ContextError",
    "DtypeError",
    "EngineDeserializeError",
    "ExecutionError",
    "GraphCaptureError",
    "InputError",
    "LibraryLoadError",
    "LibraryNotFoundError",
    "ModelError",
    "NoDriverError",
    "NotAvailableError",
    "ShapeError",
    "TensorRTError",
    "VersionMismatchError",
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

    It is an `AttributeError`, so `hasattr(engine, "num_aux_streams")` tells whether a property or a method is there.
    """

    @classmethod
    def of(
        cls, what: str, loaded: Sequence[int], *, since: str | None = None, until: str | None = None, rtx: str = ""
    ) -> NotAvailableError:
        """The error in the shim's words: `since` is the first version with `what`, `until` the last one.

        `rtx` is the first version of TensorRT for RTX, where that alone has it.
        """
        missing = f"{what} is not available in {product(loaded)} {'.'.join(map(str, loaded))}"
        words = (("there since", since), ("there until", until), ("only TensorRT for RTX has it, since", rtx))
        return cls("; ".join([missing, *(f"{each} {version}" for each, version in words if version)]))


class ArgumentNotAvailableError(NotAvailableError, TypeError):
    """The loaded version of TensorRT has the method, but not with this argument; so it is a `TypeError` too."""


class ClosedError(TensorRTError):
    """The object was closed, or an object that it needs was."""


class EngineDeserializeError(TensorRTError, ValueError):
    """A plan cannot be loaded: it is damaged, or not one that the library can run."""


class VersionMismatchError(EngineDeserializeError):
    """A plan was built by a version of TensorRT whose plans the library cannot run."""


class ContextError(TensorRTError):
    """No execution context can be made, or there is no optimization profile for it: others have them all."""


class InputError(TensorRTError, ValueError):
    """What was given for a launch is not what the engine takes: names, places or layouts of tensors."""


class DtypeError(InputError, TypeError):
    """A tensor has another type than the engine wants. Nothing is converted silently."""


class ShapeError(InputError):
    """A tensor has a shape that the engine does not take, or not together with the others'."""


class ExecutionError(TensorRTError):
    """A launch failed, or what was put on its stream before."""


class GraphCaptureError(TensorRTError):
    """A launch cannot be captured as a CUDA graph."""


class ModelError(TensorRTError, ValueError):
    """An ONNX model cannot be parsed: it is none, it is damaged, or it has what TensorRT cannot do.

    Attributes:
        errors: what the parser said, a ParserError each; empty when it was not asked.
    """

    errors: tuple[Any, ...]

    def __init__(self, message: str = "", *, messages: Iterable[str] = (), errors: Iterable[Any] = ()) -> None:
        super().__init__(message, messages=messages)
        self.errors = tuple(errors)


class BuildError(TensorRTError):
    """TensorRT could not build a plan, or was stopped."""
