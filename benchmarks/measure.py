"""How long statements take, in alternating short rounds: a machine's clock drifts while it works."""

from __future__ import annotations

import gc
import statistics
from timeit import Timer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Statement = str | Callable[[], object]

__all__ = ["alternate", "by_turns", "percentile", "timer"]


def timer(statement: Statement, names: Mapping[str, Any] | None = None) -> Timer:
    """A statement with the names in it, or a function without arguments."""
    return Timer(statement, globals=dict(names or {}))


def alternate(
    timers: Sequence[Timer], *, rounds: int = 25, seconds: float = 0.002, between: Callable[[], object] | None = None
) -> list[float]:
    """The nanoseconds that each takes, the median of the rounds; in a round each runs for about `seconds`, by turns.

    between: called after each turn, untimed, such as a wait for the GPU.
    """
    return by_turns(timers, [_count(each, seconds, between) for each in timers], rounds=rounds, between=between)


def by_turns(
    timers: Sequence[Timer], counts: Sequence[int], *, rounds: int, between: Callable[[], object] | None = None
) -> list[float]:
    """The nanoseconds that each takes, the median of the rounds; in a round each runs so many times, by turns."""
    times: list[list[float]] = [[] for _ in timers]
    gc.collect()
    for start in range(rounds):
        for turn in range(len(timers)):
            i = (start + turn) % len(timers)  # none is always the first, or always behind the same one
            times[i].append(timers[i].timeit(counts[i]) / counts[i] * 1e9)
            if between:
                between()
    return [statistics.median(found) for found in times]


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many percent of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def _count(each: Timer, seconds: float, between: Callable[[], object] | None) -> int:
    """How many times take about so long, once everything is loaded that the first times load."""
    each.timeit(20)
    if between:
        between()
    count = 1
    while True:
        taken = each.timeit(count)
        if between:
            between()
        if taken > seconds / 4 or count >= 1 << 20:
            return max(1, round(count * seconds / max(taken, 1e-9)))
        count *= 4
