"""Profilers: how long the layers of a launch took."""

from __future__ import annotations

from trt_cffi.callbacks import Callback, callback
from trt_cffi.shim import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["IProfiler", "Profiler"]


@callback("void(uint64_t, const char *, float)", failed=None)
def _report_layer_time(profiler: IProfiler, layer_name: Any, ms: float) -> None:
    profiler.report_layer_time(text(layer_name) or "", ms)


class IProfiler(Callback):
    """Is told how long each layer took.

    Subclass it, override `report_layer_time` and set it as `IExecutionContext.profiler`.

    Any version; C++: IProfiler.
    """

    _noun = "profiler"

    def report_layer_time(self, layer_name: str, ms: float) -> None:
        """Called for each layer after a launch, with its time in milliseconds. C++: IProfiler::reportLayerTime."""
        raise NotImplementedError(f"{type(self).__name__} does not override report_layer_time(layer_name, ms)")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {"report_layer_time": _report_layer_time}


class Profiler(IProfiler):
    """A profiler that prints `layer: 0.123ms` for each layer to stdout.

    The shim writes the lines, without Python: to the process's stdout, whatever `sys.stdout` is. A subclass that
    overrides `report_layer_time` is told instead. Any version.
    """

    def report_layer_time(self, layer_name: str, ms: float) -> None:
        """Print a layer's time in milliseconds."""
        if not isinstance(layer_name, str) or not isinstance(ms, (int, float)):
            raise TypeError(f"expected the name of a layer and a time, not {layer_name!r} and {ms!r}")
        print(f"{layer_name}: {ms:g}ms")

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return super()._functions(library) if self._overrides("report_layer_time", Profiler) else {}
