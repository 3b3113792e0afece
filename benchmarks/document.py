"""docs/performance.md from what the benchmarks wrote with `--json`: python -m benchmarks.document FOLDER

FOLDER has files WHERE-WHAT.json, such as gpu8-steps.json and sim10-calls.json. The section on building is there when
there is a gpu8-builds.json or an rtx-builds.json; each other file must be there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.run import described

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "performance.svg"
WHERE = {
    "gpu8": "8.6.0 on the GPU",
    "rtx": "RTX 1.7.1",
    "sim8": "8.6.0",
    "sim10": "10.16.1",
    "sim11": "11.4.0",
}

TEXT = Path(__file__).with_name("performance.md").read_text()
BUILDING = Path(__file__).with_name("building.md").read_text()


def main(folder: Path) -> None:
    found = {path.stem: json.loads(path.read_text())[0] for path in sorted(folder.glob("*.json"))}
    steps = found["gpu8-steps"]["rows"]
    calls = {where: found[f"{where}-calls"]["rows"] for where in ("sim8", "sim10", "sim11")}
    rated = [row for rows in calls.values() for row in rows if "ratio" in row]
    tuples = [row["ratio"] for row in rated if row["call"].startswith("tuple(context")]
    machines = {f"- {WHERE[name.split('-')[0]]}: {described(each['machine'])}" for name, each in found.items()}
    PAGE.write_text(
        TEXT.format(
            date=found["gpu8-steps"]["machine"]["date"],
            machines="\n".join(sorted(machines)),
            gpu_steps=table(
                [row for row in steps if "ratio" in row], ("step", "official us", "trt_cffi us", "ratio", "ratio net")
            ),
            resnet_graph=next(row["trt_cffi us"] for row in steps if row["step"] == "resnet: by a CUDA graph"),
            sim_steps=side_by_side(found, "steps", "step", ("ratio", "ratio net"), ("sim8", "sim10", "sim11")),
            threads=table(found["gpu8-threads"]["rows"], ("step", "median us", "ratio")),
            better=sum(row["ratio"] <= 1 for row in rated),
            calls=len(rated),
            tuple_shape=" to ".join(f"{ratio:.2f}" for ratio in sorted((min(tuples), max(tuples)))),
            call_table=side_by_side(found, "calls", "call", ("official ns", "trt_cffi ns", "ratio"), ("sim10", "gpu8")),
            imports=side_by_side(found, "imports", "import", ("ms", "ratio"), ("gpu8",)),
            runners=table(found["gpu8-runners"]["rows"], ("call", "polygraphy us", "Runner us", "ratio")),
            building=building(found),
            growth=next(f"{row['step']}, on the GPU: {row['note']}." for row in steps if "note" in row),
        )
    )
    plot([row for row in steps if "ratio" in row])


def building(found: dict[str, Any]) -> str:
    """The section on builds, where they were measured."""
    places = tuple(place for place in ("gpu8", "rtx") if f"{place}-builds" in found)
    if not places:
        return ""
    same = ""
    if "rtx-builds" in found:  # TensorRT 8.6.0 builds another plan each time
        rows = found["rtx-builds"]["rows"]
        equal = sum(row["plans"] == 1 for row in rows)
        same = f"\nOf {equal} of {len(rows)} models all plans by TensorRT for RTX, for either, had the same bytes.\n"
    return BUILDING.format(
        builds=side_by_side(found, "builds", "model", ("official ms", "trt_cffi ms", "ratio"), places), same_plans=same
    )


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> str:
    """Markdown; the first column is text."""
    lines = [f"| {' | '.join(columns)} |", f"|---|{'--:|' * (len(columns) - 1)}"]
    lines += [f"| {' | '.join(_text(row.get(column)) for column in columns)} |" for row in rows]
    return "\n".join(lines)


def side_by_side(found: dict[str, Any], what: str, key: str, values: tuple[str, ...], places: tuple[str, ...]) -> str:
    """A table with columns for each place that was measured."""
    rows: dict[str, dict[str, Any]] = {}
    for place in places:
        for row in found[f"{place}-{what}"]["rows"]:
            if any(value in row for value in values):
                name = f"`{row[key]}`" if key in ("call", "import") else row[key]
                rows.setdefault(name, {key: name}).update(
                    {f"{value}, {WHERE[place]}": row.get(value) for value in values}
                )
    return table(list(rows.values()), (key, *(f"{value}, {WHERE[place]}" for place in places for value in values)))


def plot(rows: list[dict[str, Any]]) -> None:
    """The ratios as bars."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "trt_cffi"
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(9, 0.32 * len(rows) + 1))
    axes.barh([row["step"] for row in rows], [row["ratio"] for row in rows], color="#76a5af")
    axes.axvline(1, color="black", linewidth=1)
    axes.invert_yaxis()
    axes.set_xlabel("time as a ratio to NVIDIA's package (1 is the same)")
    figure.tight_layout()
    figure.savefig(PLOT, metadata={"Date": None})


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}" if value < 10 else f"{value:,.0f}"
    return "" if value is None else str(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
