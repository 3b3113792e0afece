"""A step while another Python thread computes: what it takes until the GIL is back."""

from __future__ import annotations

import threading
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

import trt_cffi
from benchmarks.measure import percentile
from benchmarks.run import main
from benchmarks.sides import Memory, plans_folder, sides

if TYPE_CHECKING:
    from collections.abc import Callable

_STEPS = 100


def measure() -> list[dict[str, Any]]:
    """A row a way to launch: microseconds at the median and at the 99th percentile."""
    memory = Memory(trt_cffi.default_library())
    official, ours = sides("digits", plans_folder(), memory)
    stream = memory.stream()
    addresses = tuple(ours.addresses.values())
    step, held = ours.context.prepare(stream), ours.context.prepare(stream, hold_gil=True)

    def calls() -> None:
        for name, address in official.addresses.items():
            official.context.set_tensor_address(name, address)
        official.context.execute_async_v3(stream)

    times = {
        "official: 2 addresses + enqueue": _times(calls),
        "trt_cffi: step.run": _times(lambda: step.run(addresses)),
        "trt_cffi: step.run with hold_gil": _times(lambda: held.run(addresses)),
    }
    medians = {what: percentile(found, 50) for what, found in times.items()}
    first = next(iter(medians.values()))
    return [
        {
            "step": what,
            "median us": medians[what] / 1000,
            "p99 us": percentile(found, 99) / 1000,
            "ratio": medians[what] / first,
        }
        for what, found in times.items()
    ]


def _times(step: Callable[[], None]) -> list[float]:
    stop = threading.Event()

    def compute() -> None:
        number = 0
        while not stop.is_set():
            number = (number * 31 + 7) % 1_000_003

    thread = threading.Thread(target=compute)
    step()
    thread.start()
    try:
        found = []
        for _ in range(_STEPS):
            start = perf_counter_ns()
            step()
            found.append(float(perf_counter_ns() - start))
        return found
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":
    main("benchmarks.threads", __doc__, measure, ("step", "median us", "p99 us", "ratio"))
