"""``python -m trt_cffi.simulator PROGRAM ARGUMENTS…``: a program that imports NVIDIA's package, on the simulator.

PROGRAM is what ``python`` takes: a script, ``-m MODULE`` or ``-c CODE``.  The package (``tensorrt_lean_bindings`` or
``tensorrt_dispatch_bindings`` of 10 and 11, ``tensorrt_lean`` or ``tensorrt_dispatch`` of 8.6) runs as it is, with the
simulator of its version in its library's place, in this process and in the Python processes that it starts.  Plans are
made by ``trt_cffi.simulator.build``; "device memory" is the host's.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import onnx_runtime
from .plan_format import VERSIONS
from .stand_in import directory, names


def main() -> None:
    program = sys.argv[1:]
    if not program or program[0] in ("-h", "--help"):
        sys.exit(__doc__)
    onnx_runtime.offer()
    _put_first("LD_LIBRARY_PATH", [str(directory(major)) for major in VERSIONS])
    _put_first("PYTHONPATH", [str(Path(__file__).with_name("site"))])
    os.environ["TRT_SIM_STAND_IN"] = os.pathsep.join(name for major in VERSIONS for name in names(major))
    os.execv(sys.executable, [sys.executable, *program])


def _put_first(variable: str, folders: list[str]) -> None:
    present = os.environ.get(variable)
    os.environ[variable] = os.pathsep.join([*folders, present] if present else folders)


if __name__ == "__main__":
    main()
