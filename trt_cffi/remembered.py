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
    """For a getter of a tensor in an optimization profile; 0, -1 and None are kept only where they are no error."""
    member = function.__name__

    @wraps(function)
    def get(self: Any, name: str, profile_index: int | None = None) -> Any:
        kept = profile_index is None or type(profile_index) is int  # True and 1.0 equal 1, and are not the same
        try:
            if kept:
                return self._remembered[member, name, profile_index]
        except (KeyError, TypeError):
            pass
        value = function(self, name, profile_index)
        # up to 8 the library logs what is 0 for lack of an answer; later an unknown profile gives the same as a known
        sure = value not in (0, -1, None) if self._by_index else profile_index is None
        if kept and sure and name in self._tensor_names():
            self._remembered[member, name, profile_index] = value
        return value

    return get  # type: ignore[return-value]
