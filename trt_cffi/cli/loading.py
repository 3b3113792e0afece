"""From a file to an engine: which library runs it, and the simulator where nothing else can."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from trt_cffi.cli.terminal import Mistake, note
from trt_cffi.find import VARIABLE, one_of
from trt_cffi.plan import read_header
from trt_cffi.simulator.plan_format import VERSIONS
from trt_cffi.versions import product

if TYPE_CHECKING:
    from pathlib import Path

    from trt_cffi.cli.terminal import Log
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.library import Library
    from trt_cffi.plan import PlanHeader

__all__ = [
    "DEFAULT_SIMULATOR",
    "TENSORRTS",
    "check_profile",
    "chosen_simulator",
    "described",
    "engine_of",
    "header_of",
    "is_onnx",
    "simulator_in_environment",
]

TENSORRTS = {str(tensorrt): tensorrt for tensorrt in VERSIONS}  # by the names that options have for them
_SIMULATORS = {f"simulator{name}": tensorrt for name, tensorrt in TENSORRTS.items()}
DEFAULT_SIMULATOR = 10  # for an ONNX file: it has all of ONNX's types that TensorRT has


def header_of(path: Path) -> tuple[PlanHeader, int]:
    """The header of a plan in a file, and the file's size in bytes."""
    with path.open("rb") as file:
        return read_header(file.read(28)), path.stat().st_size


def described(library: Library) -> dict[str, str]:
    """What a library is, as it goes into JSON."""
    return {
        "path": library.path,
        "product": product(library.version),
        "version": library.__version__,
        "flavour": library.flavour,
    }


def is_onnx(header: PlanHeader) -> bool:
    """Whether a file is to be taken for an ONNX model, which has no mark to tell it by: it is no plan."""
    return header.kind == "unknown"


def chosen_simulator(choice: str | None) -> int | str | None:
    """The TensorRT of the simulator that was asked for, by a choice or by the environment, or None.

    Mistake when it is no simulator.
    """
    asked = choice or os.environ.get(VARIABLE)
    if not asked:
        return None
    tensorrt = _SIMULATORS.get(asked)
    if tensorrt is None:
        how = "--library" if choice else VARIABLE
        raise Mistake(
            f"an ONNX model runs in the simulator only ({how} is {asked!r}, there are {one_of('and')}): "
            "for a GPU, build a plan from it: trt-cffi build MODEL.onnx -o P.plan"
        )
    return tensorrt


def simulator_in_environment() -> int | str | None:
    """The TensorRT of the simulator that TRT_CFFI_LIBRARY names, None when it names none."""
    return _SIMULATORS.get(os.environ.get(VARIABLE, ""))


def engine_of(plan: bytes, path: Path, library: Library, log: Log) -> ICudaEngine:
    """The engine of a plan. Failure, with what TensorRT said, when it cannot be loaded."""
    if library.simulator:
        note(f"Runs in the simulator of TensorRT {library.__version__}, on the CPU.")
    engine: ICudaEngine | None = library.Runtime(log).deserialize_cuda_engine(plan)
    if engine is None:
        raise log.failure(f"{path} cannot be loaded")
    return engine


def check_profile(engine: ICudaEngine, profile: int) -> None:
    """Mistake for an optimization profile that an engine has not."""
    count = engine.num_optimization_profiles
    if profile >= count:
        raise Mistake(f"there is no optimization profile {profile}: the plan has {count}, from 0 on")
