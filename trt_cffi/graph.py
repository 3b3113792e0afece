"""A launch as a CUDA graph: captured once, replayed by one call of the driver."""

from __future__ import annotations

from trt_cffi.arguments import address
from trt_cffi.errors import ClosedError, ExecutionError, GraphCaptureError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trt_cffi.step import Step

__all__ = ["CapturedStep", "capture"]


_DEFAULT_STREAMS = (0, 1, 2)  # cudaStreamLegacy and cudaStreamPerThread have numbers of their own


class CapturedStep:
    """A launch of a context as a CUDA graph, with the addresses and shapes that it had when it was captured.

    `Step.capture` makes it. The memory of its tensors must stay where it is. Changing the context afterwards changes
    nothing here; closing it makes the graph useless, as the memory of the context is gone. One launch of it runs at a
    time. Any version.
    """

    __slots__ = ("__weakref__", "_driver", "_graph", "_launch", "_step", "_stream", "_success")

    def __init__(self, driver: Any, graph: Any, step: Step) -> None:
        self._driver, self._graph, self._step = driver, graph, step
        self._stream = driver.CUstream(step.stream)
        self._launch, self._success = driver.cuGraphLaunch, driver.CUresult.CUDA_SUCCESS

    def launch(self, stream: Any = None) -> None:
        """Put the captured launch on a CUDA stream, without waiting for the GPU.

        stream: by default the one that it was captured on.

        Raises ExecutionError when CUDA refuses, and ClosedError after `close()` of this, its step or its context.
        """
        where = self._stream if stream is None else self._driver.CUstream(address(stream, "stream"))
        (error,) = self._launch(self._graph, where)
        if error != self._success:
            raise ExecutionError(f"cuGraphLaunch failed: {error.name}")

    @property
    def closed(self) -> bool:
        """Whether it was closed, by its own `close()` or by that of its step or context."""
        return self._graph is None

    def close(self) -> None:
        """Free the graph, once the launches of it are done. Closing twice does nothing."""
        graph, self._graph = self._graph, None
        self._launch = _refuse
        if graph is not None:
            self._driver.cuGraphExecDestroy(graph)

    def __del__(self) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<CapturedStep{' closed' if self.closed else ''} of {self._step!r}>"


def _refuse(*_: Any) -> Any:
    raise ClosedError("this CapturedStep is closed, or the step or context that it is of")


def capture(step: Step) -> CapturedStep:
    """Launch a step, and capture the same launch once more. Raises GraphCaptureError where that is impossible."""
    if step._library.simulator:
        raise GraphCaptureError("the simulator runs on the CPU: it has no CUDA graphs")
    if step.stream in _DEFAULT_STREAMS:
        raise GraphCaptureError("nothing can be captured on the default stream: prepare the step on another one")
    from cuda.bindings import driver

    def call(function: str, *arguments: Any) -> Any:
        error, *values = getattr(driver, function)(*arguments)
        if error != driver.CUresult.CUDA_SUCCESS:
            raise GraphCaptureError(f"{function} failed: {error.name}")
        return values[0] if values else None

    # What TensorRT and CUDA do only once cannot be captured, nor can 8.6 be given a shape tensor's values.
    step.launch()
    stream, context = driver.CUstream(step.stream), step._parent
    call("cuStreamBeginCapture", stream, driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL)
    launched, said = False, None
    try:
        launched = context.execute_async_v3(step.stream)
        if not launched:
            said = step._library._refusal("the launch cannot be captured")
    finally:
        error, graph = driver.cuStreamEndCapture(stream)
        if not launched and not error and graph:
            driver.cuGraphDestroy(graph)
    if said is not None:
        raise GraphCaptureError(str(said.args[0]), messages=said.messages)
    if error != driver.CUresult.CUDA_SUCCESS:
        raise GraphCaptureError(f"cuStreamEndCapture failed: {error.name}")
    try:
        return CapturedStep(driver, call("cuGraphInstantiate", graph, 0), step)
    finally:
        driver.cuGraphDestroy(graph)
