"""From a C callback to the Python object that it is for, and what it raised to the call that caused it.

TensorRT calls an object of the shim, the shim calls a C function with the object's number, and that C function, made
once for the process, looks the object up here. An exception cannot pass through TensorRT: it is kept, TensorRT is told
"failed", and the call that TensorRT was in raises it when it comes back, as the original object with its traceback.
"""

from __future__ import annotations

import itertools
import sys
import threading
import weakref
from functools import cache

from trt_cffi.constructor import ConstructorSignature
from trt_cffi.errors import TensorRTError
from trt_cffi.native import Native
from trt_cffi.shim import NULL, ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import TracebackType
    from typing import Any, ClassVar

    from trt_cffi.library import Library

__all__ = ["Callback", "callback", "check_kind", "pending", "raise_pending"]

#: Exceptions of callbacks that no call has raised yet, with the thread of each; None: a thread of TensorRT's own.
pending: list[tuple[int | None, BaseException]] = []

_numbers = itertools.count(1)
_objects: dict[int, Callable[[], Callback | None]] = {}


def raise_pending(since: int = 0) -> None:
    """Raise what a callback of this thread's call raised, if anything. Further ones go to `sys.unraisablehook`.

    since: those before it in `pending` belong to another call, in which this one is made.
    """
    mine = _take(since)
    if not mine:
        return
    try:
        raise mine[0]
    finally:
        mine.clear()  # this frame is part of the traceback: the exception must not keep itself alive


def _take(since: int) -> list[BaseException]:
    """The exception of this thread's call, taken out of `pending`; further ones are reported."""
    me = threading.get_ident()
    mine = [entry for entry in pending[since:] if entry[0] in (me, None)]
    for entry in mine:
        pending.remove(entry)  # one by one, as other threads may add theirs meanwhile
    for _, error in mine[1:]:
        sys.unraisablehook(_Unraisable(type(error), error, error.__traceback__, "a further callback of TensorRT", None))
    return [error for _, error in mine[:1]]


class _Unraisable:
    """What `sys.unraisablehook` gets."""

    def __init__(self, *fields: Any) -> None:
        self.exc_type, self.exc_value, self.exc_traceback, self.err_msg, self.object = fields


def _keep(kind: Any, error: BaseException | None, traceback: TracebackType | None) -> None:
    thread = threading.get_ident()
    known = any(thread == other.ident for other in threading.enumerate())
    error = error if error is not None else kind()
    pending.append((thread if known else None, error.with_traceback(traceback)))


def callback(signature: str, failed: Any) -> Callable[[Callable[..., Any]], Callable[[], Any]]:
    """Make the C function of a callback from `function(object, *arguments)`.

    It is created when it is first asked for, as a process that sets no callback needs no executable memory; where that
    is denied, by `ctypes`. `failed` is what TensorRT is told when the function raises, or when its object is gone.
    """

    def decorate(function: Callable[..., Any]) -> Callable[[], Any]:
        def enter(number: int, *arguments: Any) -> Any:
            reference = _objects.get(number)
            target = reference() if reference else None
            if target is None:
                raise ReferenceError(f"TensorRT called {function.__name__} of an object that is gone")
            return function(target, *arguments)

        @cache
        def made() -> Any:
            try:
                return ffi.callback(signature, enter, error=failed, onerror=_keep)
            except MemoryError as refused:
                return _without_executable_memory(signature, enter, failed, refused)

        return made

    return decorate


def _without_executable_memory(signature: str, enter: Callable[..., Any], failed: Any, refused: MemoryError) -> Any:
    try:
        from trt_cffi.ctypes_callback import c_function

        return c_function(signature, enter, failed, _keep)
    except (ImportError, MemoryError) as error:
        raise TensorRTError(
            "TensorRT cannot call Python here: this process may not make memory executable, which "
            f"cffi's callbacks need ({refused}), and ctypes cannot do without either ({error or 'MemoryError'}). "
            "Logger, Profiler, LayerProfiler, ErrorRecorder and DeviceOutput call no Python."
        ) from error


def check_kind(value: Callback | None, kind: type[Callback]) -> None:
    """Raise TypeError for what is neither None nor an object of a class derived from an interface."""
    if value is not None and not isinstance(value, kind):
        raise TypeError(
            f"expected an object of a class derived from {kind.__name__}, or None; got {type(value).__name__}"
        )


class Callback:
    """Base of everything that TensorRT calls: subclass one of the interfaces and override its methods.

    An object serves every library at once. `super().__init__()` need not be called.
    """

    _noun: ClassVar[str]  # of the C functions trt_NOUN_create and trt_NOUN_destroy
    _number: int
    _natives: dict[Library, Native]

    __signature__ = ConstructorSignature()

    def __new__(cls, *_: Any, **__: Any) -> Any:
        self = super().__new__(cls)
        self._number = next(_numbers)
        self._natives = {}
        self._reachable(False)
        return self

    def __init__(self) -> None:
        pass

    def __repr__(self) -> str:
        interface = next((each.__name__ for each in type(self).__mro__ if "_noun" in vars(each)), "Callback")
        name = type(self).__name__
        return f"<{name if name == interface else f'{name}, an {interface}'} at {id(self):#x}>"

    def __copy__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be copied: TensorRT knows it by its identity")

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be copied or pickled: TensorRT knows it by its identity")

    def __del__(self) -> None:
        for native in getattr(self, "_natives", {}).values():
            native.drop()

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        """The C functions for this object in a library, by the names of the struct's fields.

        None at all: the shim does by itself what this object would do.
        """
        raise NotImplementedError

    def _native(self, library: Library) -> Native:
        """The object of the shim that stands for this one in a library."""
        native = self._natives.get(library)
        if native is None:
            native = self._natives[library] = self._create(library)
        return native

    def _create(self, library: Library) -> Native:
        create = getattr(library._shim, f"trt_{self._noun}_create")
        return self._made(library, create, self._table(library), self._number)

    def _table(self, library: Library) -> Any:
        """The struct of C functions for this object in a library, or NULL."""
        functions = {name: made() for name, made in self._functions(library).items()}
        return ffi.new(f"trt_{self._noun}_callbacks *", functions) if functions else NULL

    def _made(
        self, library: Library, create: Callable[..., int], *arguments: Any, needs: Iterable[Native] = ()
    ) -> Native:
        """What one of the shim's functions makes that give an object of this noun."""
        out = ffi.new(f"trt_{self._noun} **")
        library._done(create(library._handle, *arguments, out))
        return Native(out[0], getattr(library._shim, f"trt_{self._noun}_destroy"), needs)

    def _reachable(self, always: bool) -> None:
        """Whether callbacks reach this object even while it is being finalized."""
        number = self._number
        _objects[number] = (lambda: self) if always else weakref.ref(self, lambda _: _objects.pop(number, None))

    def _overrides(self, name: str, base: type) -> bool:
        """Whether a subclass, or the object itself, has a method of its own of this name."""
        return name in vars(self) or getattr(type(self), name, None) is not getattr(base, name, None)
