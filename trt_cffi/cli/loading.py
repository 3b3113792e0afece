"""From a file to an engine: which library runs it, and the simulator where nothing else can."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click
import numpy as np

from trt_cffi.cli.build_options import explained, given
from trt_cffi.cli.profile_options import one_profile
from trt_cffi.cli.terminal import Failure, Mistake, note
from trt_cffi.find import VARIABLE, one_of
from trt_cffi.library import open_library
from trt_cffi.loading import engine_to_run, library_for_plan
from trt_cffi.onnx_file import Model
from trt_cffi.plan import read_header
from trt_cffi.profiles import MissingRangeError
from trt_cffi.simulator.plan_format import VERSIONS
from trt_cffi.versions import product

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from trt_cffi.cli.profile_options import Profile
    from trt_cffi.cli.terminal import Log
    from trt_cffi.engine import ICudaEngine
    from trt_cffi.library import Library
    from trt_cffi.loading import EngineToRun
    from trt_cffi.plan import PlanHeader
    from trt_cffi.profiles import Tensor

__all__ = [
    "DEFAULT_SIMULATOR",
    "TENSORRTS",
    "check_profile",
    "described",
    "engine_of",
    "header_of",
    "is_onnx",
    "library_option",
    "library_to_run",
    "model_to_run",
    "simulator_in_environment",
]

TENSORRTS = {str(tensorrt): tensorrt for tensorrt in VERSIONS}  # by the names that options have for them
_SIMULATORS = {f"simulator{name}": tensorrt for name, tensorrt in TENSORRTS.items()}
library_option = click.option(
    "--library",
    metavar="CHOICE",
    help=f"A libnvinfer by path, rtx for a TensorRT for RTX wherever one is, or {one_of('or')}.",
)
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


def library_to_run(header: PlanHeader, choice: str | None) -> Library:
    """The library for a file with this header: for an ONNX model the one that was asked for, else a simulator."""
    if not is_onnx(header):
        return library_for_plan(header, choice)
    asked = choice or os.environ.get(VARIABLE)
    return open_library(choice if asked else f"simulator{DEFAULT_SIMULATOR}")


def simulator_in_environment() -> int | str | None:
    """The TensorRT of the simulator that TRT_CFFI_LIBRARY names, None when it names none."""
    return _SIMULATORS.get(os.environ.get(VARIABLE, ""))


def engine_of(plan: bytes, path: Path, library: Library, log: Log) -> ICudaEngine:
    """The engine of a plan. Failure, with what TensorRT said, when it cannot be loaded."""
    _note_simulator(library)
    engine: ICudaEngine | None = library.Runtime(log).deserialize_cuda_engine(plan)
    if engine is None:
        raise log.failure(f"{path} cannot be loaded")
    return engine


def model_to_run(
    path: Path, library: Library, log: Log, profile_for: Callable[[Sequence[Tensor]], Profile]
) -> EngineToRun:
    """The engine of an ONNX model, as the options of the command say, whose plan is kept for the next time.

    Args:
        path: of the model.
        library, log: as elsewhere.
        profile_for: the profile for inputs that need a range, where no options give one.

    Raises Mistake, Failure and what `trt_cffi.build` raises beside ValueError and TypeError.
    """
    _check_model(path)
    _note_simulator(library)
    options, profiles = given(), one_profile()
    with explained():
        try:
            return engine_to_run(path, library, log, {**options, "profiles": profiles})
        except MissingRangeError as error:
            if profiles:
                raise
            profiles = [profile_for(error.tensors)]
        return engine_to_run(path, library, log, {**options, "profiles": profiles})


def _check_model(path: Path) -> None:
    """Failure for a file that is no ONNX model at all."""
    if not path.stat().st_size:
        raise Failure(f"{path} is empty")
    try:
        Model(memoryview(np.memmap(path, np.uint8, "r")))
    except ValueError as error:
        raise Failure(f"{path} is neither a plan nor an ONNX model: {error}") from None


def _note_simulator(library: Library) -> None:
    if library.simulator:
        note(f"Runs in the simulator of {product(library.version)} {library.__version__}, on the CPU.")


def check_profile(engine: ICudaEngine, profile: int) -> None:
    """Mistake for an optimization profile that an engine has not."""
    count = engine.num_optimization_profiles
    if profile >= count:
        raise Mistake(f"there is no optimization profile {profile}: the plan has {count}, from 0 on")
