"""From a plan to an engine, or an exception that says why not: which library runs it, and what its header tells."""

from __future__ import annotations

import mmap
import os
from contextlib import ExitStack
from pathlib import Path

from trt_cffi.arguments import buffer
from trt_cffi.engine import ICudaEngine
from trt_cffi.errors import EngineDeserializeError, VersionMismatchError
from trt_cffi.find import VARIABLE
from trt_cffi.library import Library, open_library
from trt_cffi.logger import default_logger
from trt_cffi.plan import PlanHeader, damage, describe_problem, read_header
from trt_cffi.shim import last_error
from trt_cffi.versions import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from trt_cffi.context import IExecutionContext
    from trt_cffi.kept_kernels import KeptKernels
    from trt_cffi.logger import ILogger

__all__ = ["EngineToRun", "engine_to_run", "library_for_plan", "load_engine"]


def load_engine(
    plan: Any,
    *,
    library: Library | str | os.PathLike[str] | None = None,
    logger: ILogger | None = None,
    sha256: str | None = None,
) -> ICudaEngine:
    """The engine of a plan.

    Args:
        plan: the path of a file, which is mapped and not read into memory; or the plan's bytes, in any contiguous
            buffer. Neither is needed afterwards. TensorRT trusts a plan's bytes: load only plans that you trust too.
        library: a Library, or what `open_library` takes. None: the default library, the simulator for a plan that was
            made for it, and TensorRT for RTX for one of its own.
        logger: where TensorRT's messages go; by default one `Logger` for all that are given none.
        sha256: what the SHA-256 of the bytes must be, in hexadecimal; None to trust them unseen.

    The plan's header is checked before a library is opened. The engine keeps its runtime; `close()` both, or let both
    go. Raises OSError for a file that cannot be read, EngineDeserializeError for a plan that cannot be loaded,
    VersionMismatchError where that is for its version, ValueError for another SHA-256, and what `open_library` raises.
    """
    with ExitStack() as stack:
        if isinstance(plan, (str, os.PathLike)):
            name, data = str(plan), stack.enter_context(memoryview(_mapped(Path(plan), stack)))
        else:
            name, data = "the plan", buffer(plan)
        header = read_header(data)
        wrong = damage(header, data.nbytes)
        if wrong is not None:
            raise EngineDeserializeError(f"{name} cannot be loaded. {wrong}")
        chosen = library if isinstance(library, Library) else library_for_plan(header, library)
        runtime = chosen.Runtime(logger or default_logger())
        engine: ICudaEngine | None = runtime._load(data, sha256)
        if engine is not None:
            return engine
        raise _refusal(header, name, data.nbytes, chosen)


class EngineToRun:
    """An engine, and where its contexts come from.

    Args:
        engine: that runs.
        ours: whether it ends with `close()`.
        kernels: what was compiled for it, where that is kept.
    """

    def __init__(self, engine: ICudaEngine, *, ours: bool, kernels: KeptKernels | None = None) -> None:
        self.engine, self._kernels = engine, kernels
        self._runtime = engine._parent if ours else None

    def lent(self) -> EngineToRun:
        """The same, for who must not end it."""
        return EngineToRun(self.engine, ours=False, kernels=self._kernels)

    def new_context(self) -> IExecutionContext | None:
        """A context without device memory; None when TensorRT cannot make one."""
        return (self._kernels or self.engine).create_execution_context_without_device_memory()

    def context_made(self, profile: int) -> None:
        """To be called when a context has its profile."""
        if self._kernels is not None:
            self._kernels.context_made(profile)

    def close(self) -> None:
        """End the engine, whose contexts are closed, unless it is the caller's."""
        if self._runtime is None:
            return
        try:
            if self._kernels is not None:
                self._kernels.close()
        finally:
            self._runtime.close()


def engine_to_run(
    plan: Any,
    library: Library | str | os.PathLike[str] | None,
    logger: ILogger | None,
    build: Mapping[str, Any] | None = None,
) -> EngineToRun:
    """The engine of a plan or an ONNX model, which is loaded here, or the caller's, which stays."""
    if isinstance(plan, EngineToRun):
        return plan
    if isinstance(plan, ICudaEngine):
        if library is not None or logger is not None or build is not None:
            raise TypeError(
                "an ICudaEngine has its library and its logger already: leave out library, logger and build"
            )
        return EngineToRun(plan, ours=False)
    if build is not None or _is_onnx(plan):
        from trt_cffi.plan_cache import engine_of_model

        engine, kernels = engine_of_model(plan, build or {}, library, logger)
        return EngineToRun(engine, ours=True, kernels=kernels)
    return EngineToRun(load_engine(plan, library=library, logger=logger), ours=True)


def _is_onnx(plan: Any) -> bool:
    """Whether something is an ONNX model for sure: a file that is called so, or an onnx.ModelProto."""
    if isinstance(plan, (str, os.PathLike)):
        return Path(plan).suffix.lower() == ".onnx"
    return hasattr(plan, "SerializeToString")


def library_for_plan(header: PlanHeader, choice: str | os.PathLike[str] | None = None) -> Library:
    """The library to run a plan: what was asked for, else the one that its header tells, else the default one.

    A header tells of the simulator that the plan was made for, and of TensorRT for RTX.

    Args:
        header: of the plan.
        choice: as `open_library` takes it; None for what TRT_CFFI_LIBRARY asks for, if it does.
    """
    if choice is None and not os.environ.get(VARIABLE):
        if header.kind == "rtx":
            choice = "rtx"
        elif header.kind == "simulator":
            if header.version is None:
                raise EngineDeserializeError("the plan is cut short, or not one of the simulator after all")
            choice = f"simulator{name_of(header.version[0])}"
    return open_library(choice)


def _mapped(path: Path, stack: ExitStack) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        if not os.fstat(file.fileno()).st_size:
            return b""  # which cannot be mapped
        return stack.enter_context(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def _refusal(header: PlanHeader, name: str, size: int, library: Library) -> EngineDeserializeError:
    """The error for a plan that a library has just refused: what the header tells of it, and what TensorRT said."""
    said = last_error(library._shim).splitlines()
    problem = describe_problem(header, size, library.version, library.simulator)
    kind = VersionMismatchError if problem and header.version else EngineDeserializeError
    return kind("\n".join(filter(None, (f"{library} at {library.path} does not load {name}.", problem))), messages=said)
