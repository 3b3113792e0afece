"""The warning of members that a newer name has taken the place of."""

from __future__ import annotations

import functools
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    from typing_extensions import Self

    P = ParamSpec("P")
    R = TypeVar("R")

__all__ = ["DeprecatedWith", "deprecated"]


def deprecated(replacement: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Warn of each call, before anything is done, and name what to use instead."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        message = f"Use {replacement} instead."

        @functools.wraps(function)
        def warning(*arguments: P.args, **keywords: P.kwargs) -> R:
            warnings.warn(message, DeprecationWarning, stacklevel=2)
            return function(*arguments, **keywords)

        warning.__deprecated__ = message  # type: ignore[attr-defined]  # where PEP 702 has it
        return warning

    return decorate


class DeprecatedWith:
    """`with` as the official classes have it: it warns, and frees nothing."""

    __slots__ = ()

    def __enter__(self) -> Self:
        warnings.warn(
            "The context managers of TensorRT's classes are deprecated, and free nothing. Use close() or del instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        return self

    def __exit__(self, exc_type: object, exc_value: object, traceback: object) -> None:
        """Does nothing: the object stays usable, and exceptions pass."""
