"""Getters whose answer is kept: a call of the library costs several times a look into a dictionary.

They are for what only the object's own calls can change, which then take it out of `_remembered` again. `close()`
forgets everything, so that a closed object says that it is closed.
"""

from __future__ import annotations

from functools import wraps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

__all__ = ["remembered", "remembered_of_profile", "remembered_of_tensor"]


def remembered(function: F) -> F:
    """For a getter without arguments."""
    key = function.__name__

    @wraps(function)
    def get(self: Any) -> Any:
        try:
            return self._remembered[key]
        except KeyError:
            pass
        value = self._remembered[key] = function(self)
        return value

    return get  # type: ignore[return-value]


def remembered_of_tensor(function: F) -> F:
    """For a getter of a tensor by its name, which has an answer for every tensor that there is.

    Of any other name the library says each time in the log that there is none.
    """
    member = function.__name__

    @wraps(function)
    def get(self: Any, name: str) -> Any:
        try:
            return self._remembered[member, name]
        except (KeyError, TypeError):
            pass
        value = function(self, name)
        if name in self._tensor_names():
            self._remembered[member, name] = value
        return value

    return get  # type: ignore[return-value]


def remembered_of_profile(function: F) -> F:
    """For a getter of a tensor that may be asked for an optimization profile; kept is only what needs none.

    0 and None are no answers, and are in the log each time.
    """
    member = function.__name__

    @wraps(function)
    def get(self: Any, name: str, profile_index: int | None = None) -> Any:
        if profile_index is not None:
            return function(self, name, profile_index)
        try:
            return self._remembered[member, name]
        except (KeyError, TypeError):
            pass
        value = function(self, name, None)
        if value not in (0, None) and name in self._tensor_names():
            self._remembered[member, name] = value
        return value

    return get  # type: ignore[return-value]
