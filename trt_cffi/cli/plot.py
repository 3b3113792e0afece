"""The latencies as a picture: a file by matplotlib, or in the terminal by plotille. Both come with the extra `plot`."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trt_cffi.cli.terminal import Failure, Mistake

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    import numpy.typing as npt
    from rich.console import Console

    from trt_cffi.cli.measure import Times

    Array = npt.NDArray[Any]
    Draw = Callable[[Sequence[Times], Mapping[str, Array], str], None]

__all__ = ["drawer"]

_TERMINAL = "-"
_HEIGHT = 15  # lines of the terminal


def drawer(where: str, out: Console) -> Draw:
    """What draws times of launches, their durations and a title, to a file or to a console.

    Mistake for a file without a folder, or of a kind that matplotlib does not know; Failure without the package.
    """
    if where == _TERMINAL:
        plotille = _required("plotille")
        return lambda times, parts, title: _to_terminal(plotille, out, times, parts, title)
    figure = _required("matplotlib.figure").Figure(figsize=(12, 5), layout="constrained")
    if not Path(where).parent.is_dir():
        raise Mistake(f"--plot={where}: there is no folder {Path(where).parent}")
    kinds = figure.canvas.get_supported_filetypes()
    if Path(where).suffix[1:].lower() not in kinds:
        raise Mistake(f"--plot={where}: a file ends with one of {', '.join(sorted(kinds))}; - is the terminal")
    return lambda times, parts, title: _to_file(figure, where, times, parts, title)


def _required(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise Failure(f"--plot needs {package} ({error}): pip install 'trt_cffi[plot]'") from error


def _began(times: Sequence[Times]) -> Array:
    """When each launch began on its stream, in seconds."""
    return np.array([each.h2d for each in times]) / 1e3


def _top(latency: Array) -> tuple[float, str]:
    """Where the picture ends, so that a few slow launches do not hide the others; and how many those are, in words."""
    top = 1.5 * float(np.percentile(latency, 99))
    above = np.count_nonzero(latency > top)
    return max(top, 1e-3), f"; above are {above}, up to {latency.max():.3f} ms" if above else ""


def _to_file(figure: Any, where: str, times: Sequence[Times], parts: Mapping[str, Array], title: str) -> None:
    top, above = _top(parts["latency"])
    by_time, by_value = figure.subplots(1, 2, width_ratios=(2, 1), sharey=True)
    for name in ("latency", "compute"):
        by_time.plot(_began(times), parts[name], ".", markersize=3, label=name)
    by_time.axhline(np.median(parts["latency"]), color="black", linewidth=1, label="median latency")
    by_time.set(xlabel="s", ylabel="ms")
    by_time.set_ylim(0, top)
    by_time.legend()
    by_value.hist(parts["latency"], bins=50, range=(0, top), orientation="horizontal")
    by_value.set(xlabel="launches")
    figure.suptitle(title + above)
    figure.savefig(where)


def _to_terminal(plotille: Any, out: Console, times: Sequence[Times], parts: Mapping[str, Array], title: str) -> None:
    began, latency = _began(times), parts["latency"]
    top, above = _top(latency)
    shown = latency <= top
    figure = plotille.Figure()
    figure.width, figure.height, figure.with_colors = max(out.width - 24, 20), _HEIGHT, False
    figure.x_label, figure.y_label = "s", "ms"
    figure.set_x_limits(min_=0, max_=max(float(began.max()), 1e-3))
    figure.set_y_limits(min_=0, max_=top)
    figure.scatter(began[shown].tolist(), latency[shown].tolist())
    out.print(title + above, style="bold")
    out.print(figure.show())
