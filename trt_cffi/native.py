"""How long a native object lives: as long as its Python object, and as long as another native object needs it."""

from __future__ import annotations

import atexit

from trt_cffi.shim import NULL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from typing import Any

    from trt_cffi.callbacks import Callback

__all__ = ["Native"]


class Native:
    """A handle of the shim, how it ends, and what it needs until then.

    The garbage collector finalizes the Python objects of a cycle in any order, but TensorRT wants a context destroyed
    before its engine and an allocator after both. So the order does not follow from the Python objects: each of them
    only drops its Native, and a Native that was dropped is destroyed once no other needs it.
    """

    __slots__ = ("_callbacks", "_destroy", "_dropped", "_kept", "_needs", "_users", "handle")

    def __init__(self, handle: Any, destroy: Callable[[Any], int], needs: Iterable[Native] = ()) -> None:
        self.handle, self._destroy = handle, destroy
        self._users, self._dropped = 0, False
        self._needs = tuple(needs)
        self._callbacks: dict[
            Hashable, tuple[Callback, Native]
        ] = {}  # objects that TensorRT calls, by the role they were given
        self._kept: dict[str, Native] = {}  # what it needs as well, since it was given to it, by its role
        for other in self._needs:
            other._users += 1

    def keep(self, role: str, other: Native | None) -> None:
        """Need another one as well, in place of the one that had the role; None for none."""
        if other is not None:
            other._users += 1
        before = self._kept.pop(role, None)
        if other is not None:
            self._kept[role] = other
        if before is not None:
            before._release()

    def drop(self) -> None:
        """The Python object needs it no longer."""
        self._dropped = True
        self._end_unneeded()

    def hold(self, role: Hashable, value: Callback | None, native: Native | None) -> None:
        """Keep a callback object for as long as TensorRT has it from us, in place of the one that had the role."""
        if native is not None:
            native._users += 1
        before = self._callbacks.pop(role, None)
        if value is not None and native is not None:
            self._callbacks[role] = (value, native)
        if before is not None:
            before[1]._release()

    def inherit(self, role: Hashable, parent: Native) -> None:
        """Keep what the parent holds as `role`: TensorRT passes it on to what is made from it."""
        if role in parent._callbacks:
            self.hold(role, *parent._callbacks[role])

    def held(self, role: Hashable) -> Any:
        """The callback object that has the role, or None."""
        entry = self._callbacks.get(role)
        return entry[0] if entry else None

    def all_held(self) -> Iterator[Callback]:
        """The callback objects that TensorRT has for this one and for all that it needs."""
        yield from (value for value, _ in self._callbacks.values())
        for other in self._needs:
            yield from other.all_held()

    def _release(self) -> None:
        self._users -= 1
        self._end_unneeded()

    def _end_unneeded(self) -> None:
        if not self._dropped or self._users or self.handle == NULL or _exiting:
            return
        handle, self.handle = self.handle, NULL
        revived = [value for value, _ in self._callbacks.values()]
        for value in revived:
            value._reachable(True)  # TensorRT may give memory back to an allocator that is being finalized itself
        try:
            self._destroy(handle)
        finally:
            for value in revived:
                value._reachable(False)
        for role in list(self._callbacks):
            self.hold(role, None, None)
        for role in list(self._kept):
            self.keep(role, None)
        for other in self._needs:
            other._release()


_exiting = False


@atexit.register
def _stop() -> None:
    """From now on native objects are left to the operating system.

    Nothing may call back into an interpreter that is ending.
    """
    global _exiting
    _exiting = True
