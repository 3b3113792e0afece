"""``python -m trt_cffi.simulator PROGRAM ARGUMENTS…``: a program that imports NVIDIA's package, on the simulator.

PROGRAM is what ``python`` takes: a script, ``-m MODULE`` or ``-c CODE``.  The package (``tensorrt_lean_bindings`` or
``tensorrt_dispatch_bindings`` of 10 and 11, ``tensorrt_lean`` or ``tensorrt_dispatch`` of 8.6) runs as it is, with the
simulator of its version in its library's place, in this process and in the Python processes that it starts.  Plans are
made by ``trt_cffi.simulator.build``; "device memory" is the host's.
"""

from __future__ import annotations

import os
import sys

from trt_cffi.simulator.stand_in import environment


def main() -> None:
    program = sys.argv[1:]
    if program[:1] in (["-h"], ["--help"]):
        print(__doc__)
        return
    if not program:
        sys.exit(__doc__)
    os.execve(sys.executable, [sys.executable, *program], environment())


if __name__ == "__main__":
    main()
