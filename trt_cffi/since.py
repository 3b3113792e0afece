"""Methods that a library may be too old for: there they are missing, as in the official package of that version."""

from __future__ import annotations

from trt_cffi.errors import NotAvailableError
from trt_cffi.versions import RTX, like

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["missing", "since", "since_rtx"]

_SINCE = "_trt_cffi_since"


def since(major: int, minor: int = 0) -> Callable[[F], F]:
    """Say of a method which version of TensorRT brought it."""

    def decorate(function: F) -> F:
        setattr(function, _SINCE, (major, minor))
        return function

    return decorate


def since_rtx(minor: int) -> Callable[[F], F]:
    """Say of a method which version of TensorRT for RTX brought it: TensorRT itself has none."""
    return since(RTX, minor)


def missing(cls: type, version: tuple[int, int, int]) -> dict[str, Any]:
    """What stands in a library's own class for those methods that its version does not have."""
    brought = {name: getattr(getattr(cls, name), _SINCE, None) for name in dir(cls)}
    newer = {name: first for name, first in brought.items() if first and not _is_there(first, version)}
    return {name: _Missing(f"{cls.__name__}.{name}", first, version) for name, first in newer.items()}


def _is_there(first: tuple[int, ...], version: tuple[int, int, int]) -> bool:
    if first[0] == RTX:
        return version[0] == RTX and version >= first
    return like(version) >= first


class _Missing:
    """`hasattr` says no, and whoever uses it is told since when it is there."""

    def __init__(self, what: str, first: tuple[int, ...], version: tuple[int, int, int]) -> None:
        self._what, self._first, self._version = what, first, version

    def __get__(self, instance: object, owner: type) -> NoReturn:
        first = ".".join(map(str, self._first))
        if self._first[0] == RTX != self._version[0]:
            raise NotAvailableError.of(self._what, self._version, rtx=first)
        raise NotAvailableError.of(self._what, self._version, since=first)
