"""What the classes have in common that own an object of TensorRT: a handle, its end, and getters."""

from __future__ import annotations

import weakref

from trt_cffi.callbacks import check_kind, pending, raise_pending
from trt_cffi.constructor import ConstructorSignature
from trt_cffi.deprecation import DeprecatedWith
from trt_cffi.errors import ClosedError
from trt_cffi.native import Native
from trt_cffi.shim import NULL, ffi, text
from trt_cffi.status import Caller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, ClassVar, TypeVar

    from trt_cffi.callbacks import Callback
    from trt_cffi.library import Library

    C = TypeVar("C", bound=Callback)

__all__ = ["Kept", "NativeObject", "handle_of"]

_STRING = ffi.typeof("const char **")


def _getter(pointer: str) -> Callable[..., Any]:
    """The method `_get` for a type of answers: a call less in what programs call all the time."""
    kind = ffi.typeof(pointer)

    def get(self: NativeObject, function: Callable[..., int], *arguments: Any) -> Any:
        out = self._outputs[kind]
        status = function(self._handle, *arguments, out)
        if status or pending:
            self._done(status)
        return out[0]

    return get


class _Fresh:
    """Memory for answers, new each time, as several threads may ask the same object."""

    def __getitem__(self, pointer: Any) -> Any:
        return ffi.new(pointer)


_FRESH = _Fresh()


class Kept(dict):  # type: ignore[type-arg]
    """The same memory for every answer of an object that one thread at a time may use."""

    def __missing__(self, pointer: Any) -> Any:
        out = self[pointer] = ffi.new(pointer)
        return out


class NativeObject(Caller, DeprecatedWith):
    """A Python object that owns one of TensorRT.

    `close()` frees it at once, after what was made from it; using it afterwards raises ClosedError. Without it the
    object is freed when nothing refers to it any more, in whatever order that happens. It has the attributes of its
    class and no others, so that a misspelt one is an AttributeError.
    """

    __slots__ = ("__weakref__", "_children", "_handle", "_native", "_outputs", "_parent", "_remembered")

    _library: ClassVar[Library]  # set in the class that each library makes of this one
    _noun: ClassVar[str]  # of the C function trt_NOUN_destroy

    _inherited: ClassVar[tuple[str, ...]] = ("error_recorder", "gpu_allocator")  # callback objects of the parent's

    _handle: Any  # NULL before it is made and once it is closed
    _native: Native
    _parent: Any  # the Python object that this one was made from
    _children: weakref.WeakSet[NativeObject]
    _outputs: Any  # where the shim writes an answer, by the type of the pointer
    _remembered: dict[Any, Any]  # answers that only this object's own calls can change

    __signature__ = ConstructorSignature()

    def __new__(cls, *_: Any, **__: Any) -> Any:
        self = super().__new__(cls)
        self._handle, self._outputs, self._remembered = NULL, _FRESH, {}
        return self

    def __init__(self) -> None:
        raise TypeError(f"{type(self).__name__} has no constructor: it is made by TensorRT")

    @classmethod
    def _wrap(cls, handle: Any, parent: NativeObject) -> Any:
        self = cls.__new__(cls)
        self._belong(handle, parent)
        return self

    def _belong(self, handle: Any, parent: NativeObject) -> None:
        """Be the object of a handle that was made from the parent's."""
        self._take(handle, parent, parent._native)
        for role in self._inherited:
            self._native.inherit(role, parent._native)
        parent._children.add(self)

    def _take(self, handle: Any, parent: Any, needs: Native) -> None:
        destroy = getattr(self._library._shim, f"trt_{self._noun}_destroy")
        self._handle, self._parent, self._children = handle, parent, weakref.WeakSet()
        self._native = Native(handle, destroy, (needs,))

    # ---- the end ----

    def close(self) -> None:
        """Free the native object now, and first whatever was made from it. Closing twice does nothing."""
        handle, self._handle = self._handle, NULL
        if handle == NULL:
            return
        self._remembered = {}
        before = len(pending)  # the garbage collector may close an object in the middle of another's call
        for child in list(self._children):
            child.close()
        self._native.drop()
        self._parent = None
        if len(pending) > before:
            raise_pending(before)

    def __del__(self) -> None:
        self.close()

    @property
    def closed(self) -> bool:
        """Whether `close()` was called."""
        return bool(self._handle == NULL)

    def _open(self) -> Any:
        """The handle, or ClosedError."""
        if self._handle == NULL:
            raise self._closed_error()
        return self._handle

    def _closed_error(self) -> ClosedError:
        return ClosedError(f"this {type(self).__name__} is closed")

    def __copy__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be copied")

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"a {type(self).__name__} cannot be copied or pickled")

    # ---- how it shows itself ----

    def __repr__(self) -> str:
        shown = ["closed"] if self.closed else self._shown()
        return f"<{' '.join([type(self).__name__, *shown])}>"

    def _shown(self) -> list[str]:
        """What `repr()` tells of it while it is open, asked for by `_peek`."""
        return []

    def _peek(self, pointer: Any, function: Callable[..., int], *arguments: Any) -> Any:
        """As `_get`, for `repr()`: None instead of an exception, and those of callbacks are left to their calls."""
        out = ffi.new(pointer)
        return None if function(self._handle, *arguments, out) else out[0]

    # ---- the status of a call ----

    def _error(self, status: int) -> Exception:
        return self._closed_error() if self._handle == NULL else self._library._error(status)

    def _made(self, noun: str, status: int, out: Any) -> bool:
        """Whether TensorRT made an object. It is given back at once when a callback raised meanwhile."""
        try:
            return self._said(status)
        except BaseException:
            if not status:
                getattr(self._library._shim, f"trt_{noun}_destroy")(out[0])
            raise

    # ---- getters ----

    def _get(self, pointer: Any, function: Callable[..., int], *arguments: Any) -> Any:
        out = self._outputs[pointer]
        status = function(self._handle, *arguments, out)
        if status or pending:
            self._done(status)
        return out[0]

    _bool: Callable[..., bool] = _getter("bool *")
    _int32: Callable[..., int] = _getter("int32_t *")
    _uint32: Callable[..., int] = _getter("uint32_t *")
    _int64: Callable[..., int] = _getter("int64_t *")
    _size: Callable[..., int] = _getter("size_t *")
    _float: Callable[..., float] = _getter("float *")
    _pointer: Callable[..., int] = _getter("trt_address *")

    def _text(self, function: Callable[..., int], *arguments: Any) -> str | None:
        return text(self._get(_STRING, function, *arguments))

    def _member(self, enum: str, function: Callable[..., int], *arguments: Any) -> Any:
        """The member of an enum whose number the function gives."""
        return getattr(self._library, enum)(self._int32(function, *arguments))

    # ---- callback objects ----

    def _set_callback(self, role: Any, value: C | None, kind: type[C], set_native: Callable[[Any], int]) -> bool:
        """Give TensorRT a callback object, or None; the one that was there before is let go.

        False when TensorRT refuses.
        """
        check_kind(value, kind)
        if value is not None and value._functions(self._library) and self._holds_gil():
            raise ValueError(
                f"there is a step that was prepared with hold_gil=True: TensorRT might call {type(value).__name__} "
                "from another thread, which would wait for the GIL forever. Close the step first"
            )
        if value is not None and self._native.held(role) is value:
            return True  # TensorRT has it already
        self._remembered.pop(role, None)
        native = None if value is None else value._native(self._library)
        status = set_native(NULL if native is None else native.handle)
        if not status:
            self._native.hold(role, value, native)  # TensorRT has it, whatever a logger raised meanwhile
        return self._said(status)

    def _holds_gil(self) -> bool:
        """Whether a step that was made of this keeps the GIL while it launches."""
        return any(child._holds_gil() for child in list(self._children))

    def _get_callback(self, role: Any) -> Any:
        """The Python object that was set, or passed on by what this object was made from; None for none."""
        self._open()
        return self._native.held(role)


def handle_of(value: Any, kind: type[NativeObject]) -> Any:
    """The handle of an object that is an argument.

    Raises TypeError when it is of no class of that name, ClosedError when it was closed.
    """
    if not isinstance(value, kind):
        raise TypeError(f"expected an {kind.__name__}, not {value!r} ({type(value).__name__})")
    return value._open()
