"""The shims: one `libtrt_shimN.so` for each TensorRT, opened when it is first needed."""

# pathlib takes milliseconds to import, and `import trt_cffi` has thirty.
# ruff: noqa: PTH100, PTH118, PTH120
from __future__ import annotations

import os
from functools import cache

from trt_cffi._cdef import ffi
from trt_cffi.errors import LibraryLoadError
from trt_cffi.versions import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["NULL", "ffi", "held_gil", "last_error", "native_path", "shim", "start_of", "text"]

NULL = ffi.NULL
_string: Any = ffi.string
_API_VERSION = 1  # TRT_SHIM_API_VERSION of the header that _cdef.py was made from


def native_path(name: str) -> str:
    """Where the package keeps a library of its own: `libtrt_shim8.so`, `libtrt_sim8.so` …"""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "native", name)


@cache
def shim(major: int) -> Any:
    """The functions of shim/trt_shim.h for a major version of TensorRT, 1 for TensorRT for RTX.

    Raises LibraryLoadError when the package was not built, or was built from other sources than it runs with.
    """
    path = native_path(f"libtrt_shim{name_of(major)}.so")
    try:
        functions: Any = ffi.dlopen(path)
    except OSError as error:
        raise LibraryLoadError(
            f"cannot open the package's own {path}: {error}. In a clone, build it: python build_shim.py"
        ) from None
    found = (functions.trt_shim_api_version(), functions.trt_shim_major())
    if found != (_API_VERSION, major):
        raise LibraryLoadError(
            f"{path} was built from another version of trt_cffi: its API version is {found[0]} for TensorRT "
            f"{found[1]}, expected {_API_VERSION} for {major}. In a clone, build it again: python build_shim.py"
        )
    return functions


def held_gil(functions: Any, name: str) -> Callable[[int], int]:
    """A function of a shim that takes one handle, as a number, and keeps the GIL while it runs. cffi's let it go."""
    import ctypes

    where = int(ffi.cast("uintptr_t", getattr(functions, name)))
    return ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p)(where)


def start_of(data: memoryview) -> Any:
    """Where the bytes of a buffer are, for a `with`. An empty one may have no address, and gets that of something."""
    return ffi.from_buffer(data if data.nbytes else b"\0")


def text(pointer: Any) -> str | None:
    """A C string as str, NULL as None; bytes that are not UTF-8 are kept as escapes."""
    return None if pointer == NULL else _string(pointer).decode("utf-8", "backslashreplace")


def last_error(functions: Any) -> str:
    """Why the last call of a shim failed on this thread: the shim's own words, or the errors that TensorRT logged."""
    return text(functions.trt_last_error()) or ""
