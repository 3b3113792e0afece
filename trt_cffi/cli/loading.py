"""From a file to an engine: which library runs it, and the simulator where nothing else can."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from trt_cffi.cli.terminal import Mistake, note
from trt_cffi.find import VARIABLE

if TYPE_CHECKING:
    from pathlib import Path

    from trt_cffi.cli.terminal import Log
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.library import Library
    from trt_cffi.plan import PlanHeader

__all__ = [
    "DEFAULT_SIMULATOR",
    "MAJORS",
    "chosen_simulator",
    "engine_of",
    "is_onnx",
    "simulator_in_environment",
]

MAJORS = ("8", "10", "11")
_MAJOR_OF = {f"simulator{major}": major for major in MAJORS}
DEFAULT_SIMULATOR = "10"  # for an ONNX file: it has all of ONNX's types that TensorRT has


def is_onnx(header: PlanHeader) -> bool:
    """Whether a file is to be taken for an ONNX model, which has no mark to tell it by: it is no plan."""
    return header.kind == "unknown"


def chosen_simulator(choice: str | None) -> str | None:
    """The major version of the simulator that was asked for, by a choice or by the environment, or None.

    Mistake when it is no simulator.
    """
    asked = choice or os.environ.get(VARIABLE)
    if not asked:
        return None
    major = _MAJOR_OF.get(asked)
    if major is None:
        how = "--library" if choice else VARIABLE
        raise Mistake(
            f"an ONNX model runs in the simulator only ({how} is {asked!r}, there are simulator8, simulator10 and "
            "simulator11): for a GPU, build a plan from it with trtexec --onnx=MODEL.onnx --saveEngine=P.plan"
        )
    return major


def simulator_in_environment() -> str | None:
    """The major version of the simulator that TRT_CFFI_LIBRARY names, None when it names none."""
    return _MAJOR_OF.get(os.environ.get(VARIABLE, ""))


def engine_of(plan: bytes, path: Path, library: Library, log: Log) -> ICudaEngine:
    """The engine of a plan. Failure, with what TensorRT said, when it cannot be loaded."""
    if library.simulator:
        note(f"Runs in the simulator of TensorRT {library.__version__}, on the CPU.")
    engine: ICudaEngine | None = library.Runtime(log).deserialize_cuda_engine(plan)
    if engine is None:
        raise log.failure(f"{path} cannot be loaded")
    return engine
