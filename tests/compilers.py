"""The compilers that tests use: the machine's, else that of the package ziglang; having none is an error."""

from __future__ import annotations

import functools
import importlib.util
import os
import shlex
import shutil
import sys


@functools.cache
def cxx() -> tuple[str, ...]:
    """The C++ compiler: $CXX, or the first that is there."""
    return _compiler("CXX", ("g++", "clang++", "c++"), zig="c++")


@functools.cache
def cc() -> tuple[str, ...]:
    """The C compiler: $CC, or the first that is there."""
    return _compiler("CC", ("gcc", "clang", "cc"), zig="cc")


def _compiler(variable: str, names: tuple[str, ...], zig: str) -> tuple[str, ...]:
    if command := os.environ.get(variable):
        return tuple(shlex.split(command))
    for name in names:
        if path := shutil.which(name):
            return (path,)
    if importlib.util.find_spec("ziglang"):
        return (sys.executable, "-m", "ziglang", zig)
    raise RuntimeError(f"no compiler: set {variable}, install one of {', '.join(names)}, or pip install ziglang")
