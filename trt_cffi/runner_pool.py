"""`RunnerPool`: several Runners over one engine, for several threads, or for several launches at once."""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from threading import Condition
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi.arguments import integer
from trt_cffi.closing import Closing
from trt_cffi.errors import ClosedError, ContextError
from trt_cffi.loading import engine_to_run
from trt_cffi.runner import Runner
from trt_cffi.signature import Signature
from trt_cffi.tensors import shape_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from typing import Any

    from trt_cffi.library import Library
    from trt_cffi.logger import ILogger
    from trt_cffi.pending import PendingOutputs
    from trt_cffi.signature import TensorInfo

__all__ = ["RunnerPool"]


class RunnerPool(Closing):
    """Some Runners over one engine, each with contexts, a stream and memory of its own: `pool(images=array)`.

    Any number of threads may call it. A call takes a Runner that no other call has, or waits for one; launches of
    different Runners may run on the device at the same time.

    Args:
        plan: as for a Runner.
        size: how many Runners. Up to TensorRT 8 an engine with dynamic shapes has one optimization profile for each
            of them: Runner number i has profile i, and a call takes one whose profile allows its shapes.
        library, logger, outputs, graph, max_graphs, hold_gil, build: as for a Runner.

    Raises what a Runner raises, and ContextError when there are more Runners than profiles for them.
    """

    __slots__ = (
        "__weakref__",
        "_by_profile",
        "_changed",
        "_closed",
        "_idle",
        "_loaded",
        "_runners",
        "_signature",
        "engine",
    )

    def __init__(
        self,
        plan: Any,
        size: int,
        *,
        library: Library | str | os.PathLike[str] | None = None,
        logger: ILogger | None = None,
        outputs: str | None = None,
        graph: bool = False,
        max_graphs: int = 16,
        hold_gil: bool = False,
        build: Mapping[str, Any] | None = None,
    ) -> None:
        if integer(size, "size") < 1:
            raise ValueError(f"a pool has at least 1 Runner, not {size}")
        self._loaded = engine_to_run(plan, library, logger, build)
        self.engine = self._loaded.engine
        self._signature = Signature(self.engine)
        self._by_profile = self._signature.exclusive
        profiles = self._signature.profiles
        if self._by_profile and size > profiles:
            raise ContextError(
                f"up to TensorRT 8 each context of an engine with dynamic shapes wants an optimization profile of its "
                f"own, and the plan has {profiles}: a pool of it has at most {profiles}, not {size}. Build the plan "
                f"with {size} profiles, which may be the same, or with fixed shapes"
            )
        self._runners = [
            Runner(
                self._loaded.lent(),
                profile=number if self._by_profile else None,
                outputs=outputs,
                graph=graph,
                max_graphs=max_graphs,
                hold_gil=hold_gil,
            )
            for number in range(size)
        ]
        self._idle = deque(enumerate(self._runners))  # the least recently used first
        self._changed = Condition()
        self._closed = False

    @property
    def inputs(self) -> dict[str, TensorInfo]:
        """The inputs by name, as `Runner.inputs`."""
        return dict(self._signature.inputs)

    @property
    def outputs(self) -> dict[str, TensorInfo]:
        """The outputs by name, as `Runner.outputs`."""
        return dict(self._signature.outputs)

    @property
    def closed(self) -> bool:
        """Whether `close()` was called."""
        return self._closed

    def __len__(self) -> int:
        return len(self._runners)

    def __call__(
        self,
        inputs: Mapping[str, Any] | None = None,
        /,
        *,
        out: Mapping[str, Any] | None = None,
        outputs: str | None = None,
        **named: Any,
    ) -> dict[str, Any]:
        """As `Runner.__call__`, by a Runner that no other call has meanwhile."""
        given = {**(inputs or {}), **named}
        with self.runner(given) as runner:
            return runner(given, out=out, outputs=outputs)

    def submit(
        self,
        inputs: Mapping[str, Any] | None = None,
        /,
        *,
        out: Mapping[str, Any] | None = None,
        outputs: str | None = None,
        **named: Any,
    ) -> PendingOutputs:
        """As `Runner.submit`. It waits for a Runner that no other call has, and not for the device."""
        given = {**(inputs or {}), **named}
        with self.runner(given) as runner:
            return runner.submit(given, out=out, outputs=outputs)

    @contextmanager
    def runner(self, inputs: Mapping[str, Any] | None = None) -> Iterator[Runner]:
        """A Runner that nobody else has until the `with` ends. It waits until there is one.

        inputs: what it is for, where not every Runner of the pool can take it; None for any Runner.

        Raises ShapeError when no Runner can take them, ClosedError after `close()`.
        """
        numbers = self._numbers_for(inputs) if inputs and self._by_profile else range(len(self._runners))
        number, runner = self._take(numbers)
        try:
            yield runner
        finally:
            with self._changed:
                self._idle.append((number, runner))
                self._changed.notify_all()

    def _numbers_for(self, inputs: Mapping[str, Any]) -> list[int]:
        """The Runners that can take the inputs, which on TensorRT 8 have the numbers of their profiles."""
        infos = self._signature.inputs
        if inputs.keys() != infos.keys():
            raise self._signature.wrong_names(inputs)
        shapes = {name: shape_of(value) for name, value in inputs.items()}
        values = {
            name: tuple(map(int, np.asarray(inputs[name]).flat)) for name, info in infos.items() if info.decides_shapes
        }
        return self._signature.fitting(shapes, values, range(len(self._runners)))

    def _take(self, numbers: Any) -> tuple[int, Runner]:
        with self._changed:
            while not self._closed:
                for entry in self._idle:
                    if entry[0] in numbers:
                        self._idle.remove(entry)
                        return entry
                self._changed.wait()
        raise ClosedError("this RunnerPool is closed")

    def close(self) -> None:
        """Wait for the streams, and free everything but outputs that are still held. Closing twice does nothing."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
        for runner in self._runners:
            runner.close()
        self._loaded.close()

    def __repr__(self) -> str:
        if self._closed:
            return "<RunnerPool closed>"
        return f"<RunnerPool of {len(self)} Runners of {self.engine!r}>"
