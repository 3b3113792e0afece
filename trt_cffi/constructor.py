"""What `inspect.signature` shows of a class whose `__new__` takes whatever its `__init__` does."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Signature
    from typing import Any

__all__ = ["ConstructorSignature"]


class ConstructorSignature:
    """For `__signature__`: the arguments of `__init__`. Some versions of Python would show those of `__new__`."""

    def __get__(self, instance: Any, owner: type) -> Signature:
        from inspect import signature

        if instance is not None:
            raise AttributeError("__signature__")
        found = signature(owner.__init__)  # type: ignore[misc]
        return found.replace(parameters=list(found.parameters.values())[1:])
