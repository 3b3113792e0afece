"""`IProgressMonitor`: how far a build is, and a way to stop it."""

from __future__ import annotations

from trt_cffi.callbacks import Callback, callback
from trt_cffi.shim import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.library import Library

__all__ = ["IProgressMonitor"]


@callback("void(uint64_t, const char *, const char *, int32_t)", failed=None)
def _phase_start(monitor: IProgressMonitor, phase: Any, parent: Any, steps: int) -> None:
    monitor.phase_start(text(phase) or "", text(parent), steps)


@callback("bool(uint64_t, const char *, int32_t)", failed=False)
def _step_complete(monitor: IProgressMonitor, phase: Any, step: int) -> bool:
    return bool(monitor.step_complete(text(phase) or "", step))


@callback("void(uint64_t, const char *)", failed=None)
def _phase_finish(monitor: IProgressMonitor, phase: Any) -> None:
    monitor.phase_finish(text(phase) or "")


class IProgressMonitor(Callback):
    """Is told how far a build is, and can stop it: subclass it and override its methods.

    Give it to `IBuilderConfig.progress_monitor`. Phases are nested, and several may go on at once. TensorRT calls it on
    threads of its own; what it raises is raised from the build. TensorRT 10 on; C++: IProgressMonitor.
    """

    _noun = "progress_monitor"

    def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
        """Called when a phase begins, with how many steps, inside of another phase or None.

        C++: IProgressMonitor::phaseStart.
        """
        raise NotImplementedError(self._missing("phase_start(phase_name, parent_phase, num_steps)"))

    def step_complete(self, phase_name: str, step: int) -> bool:
        """Called when a step is done, from 0 on. False stops the build as soon as it can be, and so does an exception.

        C++: IProgressMonitor::stepComplete.
        """
        raise NotImplementedError(self._missing("step_complete(phase_name, step)"))

    def phase_finish(self, phase_name: str) -> None:
        """Called when a phase ends, be it before its last step. C++: IProgressMonitor::phaseFinish."""
        raise NotImplementedError(self._missing("phase_finish(phase_name)"))

    def _missing(self, method: str) -> str:
        return f"{type(self).__name__} does not override {method}"

    def _functions(self, library: Library) -> dict[str, Callable[[], Any]]:
        return {"phase_start": _phase_start, "step_complete": _step_complete, "phase_finish": _phase_finish}
