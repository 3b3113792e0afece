"""`check_plan`: what a plan is, and whether it loads, found out without risk for the process that asks."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from trt_cffi.errors import TensorRTError
from trt_cffi.library import Library, default_library, open_library
from trt_cffi.logger import ILogger
from trt_cffi.plan import PlanHeader, damage, read_header
from trt_cffi.versions import RTX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["PlanCheck", "check_plan"]

_CHUNK = 1 << 20
_TOLD = "trt_cffi.check: "  # before the child's result, the last line that it prints


class PlanCheck:
    """What `check_plan` found.

    Attributes:
        path: the file.
        kind: "tensorrt", "rtx" (TensorRT for RTX) or "simulator".
        version: of what built it, major, minor, patch; None where the header is of a version that does not tell.
        size: in bytes.
        sha256: of the whole file, in hexadecimal, as `Runtime.deserialize_cuda_engine` takes it.
        loads_with: what can load it, in words.
        loaded_with: the library that loaded it in a process of its own, in words; None when that was not tried.
    """

    __slots__ = ("kind", "loaded_with", "loads_with", "path", "sha256", "size", "version")

    def __init__(self, path: Path, header: PlanHeader, size: int, sha256: str) -> None:
        self.path, self.kind, self.version, self.size, self.sha256 = path, header.kind, header.version, size, sha256
        self.loads_with = _loads_with(header)
        self.loaded_with: str | None = None

    def __repr__(self) -> str:
        return f"<PlanCheck of {self.path}: {self.size} bytes, for {self.loads_with}>"


def check_plan(
    path: str | os.PathLike[str], *, load: bool = False, library: Library | None = None, timeout: float | None = None
) -> PlanCheck:
    """Read what a plan's header tells, and, if asked, try whether TensorRT loads it.

    Args:
        path: the plan.
        load: whether to load it, with `library`, in a process of its own: TensorRT trusts a plan's bytes, and damaged
            ones can crash it.
        library: the TensorRT to load it with, by default that of this package's own names.
        timeout: of that process, in seconds; None for none.

    Raises ValueError for what is no plan, or not a whole one; OSError when it cannot be read. With `load`,
    TensorRTError, with what TensorRT said, when TensorRT refuses the plan or crashes, and TimeoutError.
    """
    file = Path(path)
    with file.open("rb") as opened:
        header = read_header(opened.read(64))
        opened.seek(0)
        digest, size = hashlib.sha256(), 0
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    problem = damage(header, size)
    if problem is not None:
        raise ValueError(f"{file}: {problem}")
    found = PlanCheck(file, header, size, digest.hexdigest())
    if load:
        library = library or default_library()
        _load_elsewhere(file, library, timeout)
        found.loaded_with = str(library)
    return found


def _loads_with(header: PlanHeader) -> str:
    version = ".".join(map(str, header.version)) if header.version else None
    if header.kind == "simulator":
        return f"the simulator of {_simulated(header.version) if header.version else 'TensorRT of unknown version'}"
    name = "TensorRT for RTX" if header.kind == "rtx" else "TensorRT"
    if version is None:
        return f"the version of {name} that built it, which the header does not tell"
    if header.kind == "rtx":
        return f"{name} {version}"
    return f"{name} {version}, and later ones of the same major version if it was built version compatible"


def _simulated(version: tuple[int, int, int]) -> str:
    return "TensorRT for RTX" if version[0] == RTX else f"TensorRT {version[0]}"


def _load_elsewhere(plan: Path, library: Library, timeout: float | None) -> None:
    package = str(Path(__file__).parents[1])  # it may not be installed, but on this process's path only
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-m", "trt_cffi.check", library.path, str(plan)]
    try:
        ended = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TimeoutError(f"{library} did not load {plan} within {timeout} seconds") from None
    last = ended.stdout.rpartition(_TOLD)[2] if _TOLD in ended.stdout else None
    said = ended.stderr.splitlines()[-20:]
    if ended.returncode < 0:
        name = signal.Signals(-ended.returncode).name
        raise TensorRTError(f"{library} crashed with {name} when it loaded {plan}: the plan is damaged", messages=said)
    if ended.returncode or last is None:
        raise TensorRTError(f"{plan} could not be tried with {library}", messages=said)
    result: dict[str, Any] = json.loads(last)
    if not result["loaded"]:
        raise TensorRTError(f"{library} does not load {plan}", messages=result["errors"])


class _Errors(ILogger):
    def __init__(self) -> None:
        self.messages: list[str] = []

    def log(self, severity: Any, msg: str) -> None:
        if int(severity) <= int(self.ERROR):
            self.messages.append(msg)


def _main(library: str, plan: str) -> None:
    """In a process of its own: load a plan, and print what came of it."""
    log = _Errors()
    engine = open_library(library).Runtime(log).deserialize_cuda_engine(Path(plan).read_bytes())
    sys.stdout.write(_TOLD + json.dumps({"loaded": engine is not None, "errors": log.messages}) + "\n")


if __name__ == "__main__":
    _main(*sys.argv[1:])
