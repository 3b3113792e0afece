"""What the library itself takes: its calls from a loop in C, without any binding."""

from __future__ import annotations

import ctypes
import shlex
import subprocess
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from trt_cffi.shim import ffi

if TYPE_CHECKING:
    from typing import Any

__all__ = ["library_time"]

_SOURCE = """
#include <stdint.h>
#include <time.h>
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1e9 + t.tv_nsec; }
/* Nanoseconds of `count` times setting the addresses of `tensors` tensors, and a launch. */
double loop(int (*set)(void *, const char *, uintptr_t), int (*launch)(void *, uintptr_t), void *context, int tensors,
            const char **names, const uintptr_t *addresses, uintptr_t stream, int count) {
    const double start = now();
    for (int i = 0; i < count; ++i) {
        for (int t = 0; t < tensors; ++t) set(context, names[t], addresses[t]);
        launch(context, stream);
    }
    return now() - start;
}
"""


def library_time(context: Any, addresses: dict[str, int], stream: int) -> Any:
    """What `timeit.Timer` is to a statement, for the calls of a step: the addresses given, and a launch."""
    functions, handle = context._library._shim, ffi.NULL
    handle = context._handle
    folder = tempfile.mkdtemp()
    source, library = Path(folder, "loop.c"), Path(folder, "loop.so")
    source.write_text(_SOURCE)
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[:1]
    subprocess.run([*compiler, "-O2", "-shared", "-fPIC", str(source), "-o", str(library)], check=True)
    loop = ctypes.CDLL(str(library)).loop
    loop.restype = ctypes.c_double
    number = ctypes.c_void_p
    names = (ctypes.c_char_p * len(addresses))(*(name.encode() for name in addresses))
    values = (number * len(addresses))(*addresses.values())

    def pointer(value: Any) -> ctypes.c_void_p:
        return number(int(ffi.cast("uintptr_t", value)))

    arguments = (
        pointer(functions.trt_context_set_tensor_address),
        pointer(functions.trt_context_execute_async_v3),
        pointer(handle),
        len(addresses),
        names,
        values,
        number(stream),
    )

    class Loop:
        def timeit(self, count: int) -> float:
            return float(loop(*arguments, count)) * 1e-9

    return Loop()
