"""The warning of members that a newer name has taken the place of."""

from __future__ import annotations

import functools
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import ParamSpec, TypeVar

    P = ParamSpec("P")
    R = TypeVar("R")

__all__ = ["deprecated"]


def deprecated(replacement: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Warn of each call, before anything is done, and name what to use instead."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def warning(*arguments: P.args, **keywords: P.kwargs) -> R:
            warnings.warn(f"Use {replacement} instead.", DeprecationWarning, stacklevel=2)
            return function(*arguments, **keywords)

        return warning

    return decorate
