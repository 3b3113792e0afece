"""Runner on NumPy arrays, beside Polygraphy's TrtRunner: both on this package, which Polygraphy takes for NVIDIA's."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import trt_cffi
from benchmarks.measure import alternate, timer
from benchmarks.run import main
from benchmarks.sides import plans_folder


def measure() -> list[dict[str, Any]]:
    """A row a model: microseconds a call of both, arrays in and arrays out."""
    trt_cffi.install_as_tensorrt()
    from polygraphy.backend.common import BytesFromPath
    from polygraphy.backend.trt import EngineFromBytes, TrtRunner

    rows = []
    for model in ("tiny", "digits", "resnet"):
        path = str(plans_folder() / f"{model}.vc.plan")
        with TrtRunner(EngineFromBytes(BytesFromPath(path))) as theirs, trt_cffi.Runner(path) as ours:
            feed = {
                name: np.zeros([d if d >= 0 else 8 for d in each.shape], each.dtype.numpy)
                for name, each in ours.inputs.items()
            }
            with trt_cffi.Runner(path, graph=True) as graph:
                ways = {"a call": ours}
                if not trt_cffi.default_library().simulator:
                    ways["a call, graph=True"] = graph
                for what, runner in ways.items():
                    for _ in range(3):
                        runner(feed)
                    names = {"theirs": theirs, "ours": runner, "feed": feed}
                    a, b = alternate([timer("theirs.infer(feed)", names), timer("ours(feed)", names)], seconds=0.02)
                    row = {"call": f"{model}: {what}", "polygraphy us": a / 1000, "Runner us": b / 1000, "ratio": b / a}
                    rows.append(row)
    return rows


def _with_a_libcudart(major: int) -> tuple[str, dict[str, str]]:
    """Polygraphy allocates by libcudart: on a simulator that of the tests, whose memory is the host's."""
    from tests.compilers import cc

    folder = Path(tempfile.mkdtemp())
    source = Path(__file__).parents[1] / "tests" / "cudart.c"
    subprocess.run([*cc(), "-shared", "-fPIC", "-pthread", str(source), "-o", str(folder / "libcudart.so")], check=True)
    return sys.executable, os.environ | {"LD_LIBRARY_PATH": str(folder), "TRT_CFFI_LIBRARY": f"simulator{major}"}


if __name__ == "__main__":
    columns = ("call", "polygraphy us", "Runner us", "ratio")
    main("benchmarks.runners", __doc__, measure, columns, on_simulator=_with_a_libcudart)
