"""What `trt-cffi bench` says of the times that it measured: numbers, tables, and files of trtexec's form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.panel import Panel
from rich.table import Table

from trt_cffi.cli.specs import with_x
from trt_cffi.cli.terminal import key_grid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import numpy.typing as npt
    from rich.console import Console

    from trt_cffi.cli.measure import Times

    Array = npt.NDArray[Any]

__all__ = [
    "NO_GPU",
    "averages",
    "durations",
    "exported_outputs",
    "exported_profile",
    "exported_times",
    "show",
    "statistics",
]

NO_GPU = (
    "THE SIMULATOR, NO GPU: these are times of ONNX Runtime on this machine's processor, by the host's clock. "
    "They say nothing of TensorRT's speed."
)
_ROWS = {"latency": "latency", "enqueue": "enqueue", "h2d": "H2D", "compute": "compute", "d2h": "D2H"}


def durations(times: Sequence[Times]) -> dict[str, Array]:
    """How long each part of each launch took, in ms. The latency is that of its transfers and of what it computes."""
    began, ended, h2d, compute, computed, d2h = np.array(times).T
    return {
        "latency": d2h - h2d,
        "enqueue": ended - began,
        "h2d": compute - h2d,
        "compute": computed - compute,
        "d2h": d2h - computed,
    }


def statistics(values: Array, percentiles: Sequence[float]) -> dict[str, Any]:
    """Of some values; percentiles as `numpy.percentile` takes them."""
    return {
        "min": float(values.min()),
        "max": float(values.max()),
        "mean": float(values.mean()),
        "median": float(np.median(values)),
        "percentiles": {f"{each:g}": float(np.percentile(values, each)) for each in percentiles},
    }


def averages(parts: Mapping[str, Array], count: int) -> list[dict[str, float]]:
    """The means over each `count` launches that follow each other; the last are those that remain."""
    starts = range(0, len(parts["latency"]), count)
    return [{name: float(part[start : start + count].mean()) for name, part in parts.items()} for start in starts]


def exported_times(times: Sequence[Times]) -> list[dict[str, float]]:
    """As `trtexec --exportTimes` writes them."""
    parts = durations(times)
    return [
        {
            "startEnqMs": each.enqueue,
            "endEnqMs": each.enqueued,
            "startH2dMs": each.h2d,
            "endH2dMs": each.compute,
            "startComputeMs": each.compute,
            "endComputeMs": each.computed,
            "startD2hMs": each.computed,
            "endD2hMs": each.d2h,
            "h2dMs": float(parts["h2d"][i]),
            "computeMs": float(parts["compute"][i]),
            "d2hMs": float(parts["d2h"][i]),
            "latencyMs": float(parts["latency"][i]),
        }
        for i, each in enumerate(times)
    ]


def exported_profile(launches: Sequence[Mapping[str, float]]) -> list[dict[str, Any]]:
    """What each layer took in each launch, as `trtexec --exportProfile` writes it."""
    names = dict.fromkeys(name for launch in launches for name in launch)
    layers = {name: np.array([launch[name] for launch in launches if name in launch]) for name in names}
    whole = sum(float(each.sum()) for each in layers.values())
    rows = [
        {
            "name": name,
            "timeMs": float(each.sum()),
            "averageMs": float(each.mean()),
            "medianMs": float(np.median(each)),
            "percentage": 100 * float(each.sum()) / whole if whole else 0.0,
        }
        for name, each in layers.items()
    ]
    return [{"count": len(launches)}, *rows]


def exported_outputs(outputs: Mapping[str, Array]) -> list[dict[str, Any]]:
    """As `trtexec --exportOutput` writes them."""
    return [
        {"name": name, "dimensions": with_x(array.shape), "values": _numbers(array)} for name, array in outputs.items()
    ]


def _numbers(array: Array) -> Any:
    kind = np.int64 if array.dtype.kind in "biu" else np.float64  # JSON has no others, and ml_dtypes' are neither
    return array.reshape(-1).astype(kind).tolist()


def show(out: Console, facts: Mapping[str, Any], profile: Sequence[Mapping[str, Any]] | None) -> None:
    """The report as tables."""
    if facts["simulator"]:
        out.print(Panel(NO_GPU, style="bold red", expand=False))
    library, grid = facts["library"], key_grid()
    inputs = ", ".join(f"{name} {with_x(shape)}" for name, shape in facts["shapes"].items())
    if facts["device"]:
        grid.add_row("GPU", facts["device"])
    grid.add_row("plan", f"{facts['plan']}, by {library['product']} {library['version']}, {library['flavour']}")
    grid.add_row("inputs", f"{inputs}, in profile {facts['profile']}")
    grid.add_row("launches", f"{facts['launches']:,}, {_how(facts)}")
    grid.add_row("throughput", f"{facts['throughput']:,.1f} qps, in {facts['seconds']:.3f} s")
    out.print(grid, _statistics(facts))
    if "averages" in facts:
        out.print(_averages(facts["averages"], facts["avg_runs"]))
    if profile:
        out.print(_profile(profile))


def _how(facts: Mapping[str, Any]) -> str:
    streams = "one stream" if facts["streams"] == 1 else f"{facts['streams']} streams"
    transfers = "with" if facts["transfers"] else "without"
    return f"on {streams}, {transfers} transfers{', by a CUDA graph' if facts['cuda_graph'] else ''}"


def _numbers_table(*headings: str) -> Table:
    table = Table()
    table.add_column(headings[0], overflow="fold")
    for heading in headings[1:]:
        table.add_column(heading, justify="right")
    return table


def _statistics(facts: Mapping[str, Any]) -> Table:
    percentiles = facts["latency_ms"]["percentiles"]
    table = _numbers_table("ms", "min", "max", "mean", "median", *(f"{each}%" for each in percentiles))
    for key, title in _ROWS.items():
        found = facts[f"{key}_ms"]
        numbers = [*(found[name] for name in ("min", "max", "mean", "median")), *found["percentiles"].values()]
        table.add_row(title, *(f"{number:.4f}" for number in numbers))
    return table


def _averages(rows: Sequence[Mapping[str, float]], count: int) -> Table:
    table = _numbers_table(f"means over {count}, ms", *_ROWS.values())
    for number, row in enumerate(rows):
        table.add_row(f"from {number * count}", *(f"{row[key]:.4f}" for key in _ROWS))
    return table


def _profile(rows: Sequence[Mapping[str, Any]]) -> Table:
    head, *layers = rows
    table = _numbers_table(f"layer, in {head['count']:,} launches", "total ms", "average ms", "median ms", "%")
    for each in layers:
        numbers = (f"{each[key]:.4f}" for key in ("timeMs", "averageMs", "medianMs"))
        table.add_row(each["name"], *numbers, f"{each['percentage']:.1f}")
    return table
