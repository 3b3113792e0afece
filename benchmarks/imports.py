"""Importing the package, and opening the library with it: what a program pays before it does anything."""

from __future__ import annotations

import statistics
import subprocess
import sys
from typing import Any

import trt_cffi
from benchmarks.run import main
from benchmarks.sides import MODULES

_TIMES = 15
_CODE = "from time import perf_counter as now; start = now(); {}; print(now() - start)"


def measure() -> list[dict[str, Any]]:
    """Rows of milliseconds, the medians of new processes by turns."""
    module = MODULES[trt_cffi.default_library().version[0]]
    statements = {
        "official": f"import {module}",
        "trt_cffi": "import trt_cffi",
        "trt_cffi with the library": "import trt_cffi; trt_cffi.default_library()",
    }
    found: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(_TIMES):
        for name, statement in statements.items():
            command = [sys.executable, "-c", _CODE.format(statement)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found[name].append(float(done.stdout) * 1000)
    medians = {name: statistics.median(times) for name, times in found.items()}
    return [
        {"import": statements[name], "ms": median, "ratio": median / medians["official"]}
        for name, median in medians.items()
    ]


if __name__ == "__main__":
    main("benchmarks.imports", __doc__, measure, ("import", "ms", "ratio"))
