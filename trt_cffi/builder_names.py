"""The names that a library has for building plans, each imported when it is first asked for.

Building is a guest: nothing that runs a plan imports these modules.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["NAMES", "of_library"]

# Made anew for each library, as what they make belongs to it.
_OWN = {
    "Builder": "builder",
    "IBuilderConfig": "builder_config",
    "INetworkDefinition": "network",
    "ITensor": "network",
    "ILayer": "network",
    "IOptimizationProfile": "optimization_profile",
    "ITimingCache": "timing_cache",
    "OnnxParser": "onnx_parser",
}
# The same for all.
_SHARED = {"IProgressMonitor": "progress_monitor", "ParserError": "onnx_parser"}

#: All of them.
NAMES = frozenset({*_OWN, *_SHARED, "get_nv_onnx_parser_version"})


def of_library(library: Library, name: str) -> Any:
    """What a name of `NAMES` is in a library."""
    if name in _OWN:
        return library._own(getattr(import_module(f"trt_cffi.{_OWN[name]}"), name))
    if name in _SHARED:
        return getattr(import_module(f"trt_cffi.{_SHARED[name]}"), name)
    return getattr(import_module("trt_cffi.parser_library"), name).__get__(library)
