"""Runs the probes and compares: ``python -m tests.behaviour MODULE PLANS SUFFIX [--memory …] [--on …]``.

On a GPU, with the plans of 8.6.0 and libnvinfer_lean.so.8:

    python -m tests.behaviour trt_cffi PLANS .vc.plan
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.behaviour.compare import official, problems
from tests.behaviour.differences import differences
from tests.behaviour.run import run


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.behaviour")
    parser.add_argument("module")
    parser.add_argument("plans", type=Path)
    parser.add_argument("suffix")
    parser.add_argument("--memory", default="cuda", choices=("cuda", "host"))
    parser.add_argument("--on", default="tensorrt", choices=("tensorrt", "simulator"))
    arguments = parser.parse_args()
    ours = run(arguments.module, arguments.plans, arguments.suffix, memory=arguments.memory)
    found = problems(official(), ours, differences(arguments.module, arguments.on))
    print(*found, f"{len(ours)} probes, {len(found)} problems", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
