"""C functions of Python ones without memory that is written and executed, which `ffi.callback` needs.

The trampolines of `ctypes` are part of libffi's own code, since libffi 3.4.
"""

from __future__ import annotations

import ctypes
import sys

from trt_cffi.shim import ffi

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["c_function"]

_PRIMITIVES: dict[str, Any] = {
    "_Bool": ctypes.c_bool,
    "float": ctypes.c_float,
    "int32_t": ctypes.c_int32,
    "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64,
    "uintptr_t": ctypes.c_size_t,
}

_made: list[Any] = []  # they last as long as the process, as cffi's do


def c_function(signature: str, function: Callable[..., Any], failed: Any, keep: Callable[..., None]) -> Any:
    """What `ffi.callback(signature, function, error=failed, onerror=keep)` gives, with the same behaviour.

    Raises MemoryError where ctypes needs such memory too.
    """
    kind = ffi.typeof(signature.replace("(", "(*)(", 1))  # a pointer to a function of this signature

    def enter(*arguments: Any) -> Any:
        try:
            return _to_c(kind.result, function(*map(_from_c, kind.args, arguments)))
        except BaseException:  # noqa: BLE001 - TensorRT cannot be passed through; `keep` has it raised afterwards
            keep(*sys.exc_info())
            return _to_c(kind.result, failed)

    made = ctypes.CFUNCTYPE(_ctype(kind.result), *map(_ctype, kind.args))(enter)
    _made.append(made)
    return ffi.cast(kind, ctypes.cast(made, ctypes.c_void_p).value or 0)


def _ctype(kind: Any) -> Any:
    if kind.kind == "void":
        return None
    return ctypes.c_void_p if kind.kind == "pointer" else _PRIMITIVES[kind.cname]


def _from_c(kind: Any, value: Any) -> Any:
    """An argument as cffi gives it."""
    return ffi.cast(kind, value or 0) if kind.kind == "pointer" else value


def _to_c(kind: Any, value: Any) -> Any:
    """A result as ctypes takes it, once cffi has looked at it."""
    if kind.kind == "void":
        return None
    converted = ffi.new(ffi.getctype(kind, "*"), value)[0]
    return int(ffi.cast("uintptr_t", converted)) if kind.kind == "pointer" else converted
