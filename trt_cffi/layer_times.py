"""`LayerProfiler`: what layers took, added up by the shim."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trt_cffi.arguments import tensor_name
from trt_cffi.collected import Collected
from trt_cffi.profiler import IProfiler
from trt_cffi.shim import ffi, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library
    from trt_cffi.native import Native

__all__ = ["LayerProfiler", "LayerTime"]


class LayerTime(NamedTuple):
    """What `LayerProfiler` knows of a layer.

    Attributes:
        name: the layer.
        milliseconds: of all its launches together.
        launches: how many they were.
    """

    name: str
    milliseconds: float
    launches: int


class LayerProfiler(IProfiler):
    """A profiler that adds up what each layer took, to be read afterwards.

    The shim does that, without Python, and on any thread. It may serve several contexts and libraries at once: layers
    of the same name count as one. A subclass that overrides `report_layer_time` is told instead, and may pass on what
    it is told. Any version.
    """

    _times: Collected

    def __new__(cls, *_: Any, **__: Any) -> Any:
        self = super().__new__(cls)
        self._times = Collected("layer_times")
        return self

    def __del__(self) -> None:
        super().__del__()
        if hasattr(self, "_times"):
            self._times.drop()

    @property
    def layers(self) -> list[LayerTime]:
        """The layers that were launched since the last `reset`, in the order in which they were first told of."""
        name, milliseconds, launches = ffi.new("const char **"), ffi.new("double *"), ffi.new("int64_t *")
        known: list[LayerTime] = []
        while self._times.gives("get", len(known), name, milliseconds, launches):
            known.append(LayerTime(text(name[0]) or "", milliseconds[0], launches[0]))
        return [layer for layer in known if layer.launches]

    def reset(self) -> None:
        """Start again from nothing."""
        self._times.do("reset")

    def report_layer_time(self, layer_name: str, ms: float) -> None:
        """Add a launch of a layer, which took so many milliseconds."""
        self._times.do("add", tensor_name(layer_name), ms)

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return super()._functions(library) if self._overrides("report_layer_time", LayerProfiler) else {}

    def _create(self, library: Library) -> Native:
        if self._functions(library):
            return super()._create(library)
        create = library._shim.trt_profiler_create_for
        return self._made(library, create, self._times.handle, needs=(self._times,))
