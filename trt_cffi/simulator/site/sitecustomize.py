# ruff: noqa: INP001 — found on PYTHONPATH, not in a package
"""Runs at the start of every Python process under ``python -m trt_cffi.simulator``.

NVIDIA's bindings find libnvinfer by name.  LD_LIBRARY_PATH leads those of 10 to the simulator, but those of 8.6 and 11
look beside themselves first, and a wheel with the libraries is loaded before the search.  So the simulators are loaded
under NVIDIA's names when a binding is first imported, and such a wheel is not there.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path

_LIBRARIES = ("tensorrt_libs", "tensorrt_lean_libs", "tensorrt_dispatch_libs", "tensorrt_rtx_libs")
_HERE = Path(__file__).resolve().parent


class _SimulatorFirst:
    """An import hook in front of all others."""

    def __init__(self) -> None:
        self._to_load = os.environ["TRT_SIM_STAND_IN"].split(os.pathsep)

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in _LIBRARIES:
            raise ModuleNotFoundError(f"{name} is left out: the simulator stands in for it", name=name)
        if name.startswith("tensorrt"):
            # by their names alone: a library is known to the loader by the name it was asked for
            while self._to_load:
                ctypes.CDLL(self._to_load.pop(), mode=os.RTLD_LOCAL | os.RTLD_NOW)


sys.meta_path.insert(0, _SimulatorFirst())


def _next_sitecustomize() -> ModuleSpec | None:
    rest = [p for p in sys.path if Path(p or ".").resolve() != _HERE]
    return PathFinder.find_spec("sitecustomize", rest)


# this one hid the one that the interpreter's owner may have
if (_spec := _next_sitecustomize()) and _spec.loader:
    _spec.loader.exec_module(importlib.util.module_from_spec(_spec))
