"""Plans that were built from ONNX models, kept in the user's cache folder for the next start.

An entry is a plan KEY.plan and a description KEY.json with the plan's SHA-256, which finds damage; who can write the
folder can write both. KEY is a digest of everything that the plan depends on. Of TensorRT for RTX there is KEY.kernels,
too: what was compiled for the plan, behind a SHA-256 of it and the plan's.
"""

from __future__ import annotations

import fcntl
import hashlib
import inspect
import json
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from trt_cffi.building import Source, build
from trt_cffi.cuda import call
from trt_cffi.errors import EngineDeserializeError, ModelError
from trt_cffi.files import write_whole
from trt_cffi.kept_kernels import KeptKernels
from trt_cffi.library import Library, open_library
from trt_cffi.loading import load_engine
from trt_cffi.logger import ILogger, Logger, default_logger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from trt_cffi.engine import ICudaEngine

__all__ = ["VARIABLE", "Entry", "clear", "engine_of_model", "entries", "folder"]

VARIABLE = "TRT_CFFI_CACHE"
_MARK = hashlib.sha256().digest_size
_FORMAT = 1  # of entries: those of another one are not found
_ELSEWHERE = ("library", "logger")  # what `build` takes and a Runner has, too
_NOT_IN_KEY = ("timing_cache", "progress")  # what makes a build faster, or watches it
_DEFAULTS = {
    name: parameter.default
    for name, parameter in inspect.signature(build).parameters.items()
    if parameter.kind is parameter.KEYWORD_ONLY and name not in _ELSEWHERE
}


def folder() -> Path:
    """Where plans are kept: TRT_CFFI_CACHE, else a folder in the user's cache folder. It need not be there."""
    given = os.environ.get(VARIABLE)
    if given:
        return Path(given)
    import platformdirs

    return platformdirs.user_cache_path("trt_cffi") / "plans"


def engine_of_model(
    model: Any,
    options: Mapping[str, Any],
    library: Library | str | os.PathLike[str] | None = None,
    logger: ILogger | None = None,
) -> tuple[ICudaEngine, KeptKernels | None]:
    """The engine of an ONNX model: of the plan that is kept for it, or of a new one, which is then kept.

    Beside it the kernels that are kept with the plan, for TensorRT for RTX.

    Of several processes that want the same plan one builds it, and the others wait. A plan that is damaged, or that
    TensorRT does not load, is built again; one warning goes to the logger.

    Args:
        model, options: as `build` takes them.
        library, logger: as `load_engine` takes them.

    Raises what `build` raises, and OSError when the folder cannot be written.
    """
    if not isinstance(options, Mapping):
        raise TypeError(
            "build is a mapping of options of trt_cffi.build, as build={'profiles': [{…}]}, "
            f"not a {type(options).__name__}"
        )
    wrong = [name for name in options if name not in _DEFAULTS]
    if wrong:
        why = "is an argument beside build=" if wrong[0] in _ELSEWHERE else f"is not one of {', '.join(_DEFAULTS)}"
        raise TypeError(f"build={{{wrong[0]!r}: …}} {why}")
    # an iterator would be used up before it gets to build
    given: dict[str, Any] = {name: list(each) if hasattr(each, "__next__") else each for name, each in options.items()}
    chosen, messages = library if isinstance(library, Library) else open_library(library), logger or default_logger()
    source = Source(model)
    about = _about(source, given, chosen)
    place = folder()
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_keep(error) from error
    entry = Entry(place / _digest(json.dumps(about, sort_keys=True).encode()))
    seen, problem = entry.state(), None
    try:
        return entry.load(chosen, messages)
    except FileNotFoundError:
        pass
    except (ValueError, EngineDeserializeError) as error:
        problem = error
    with entry.locked():
        if entry.state() != seen:  # another process has just built it
            return entry.load(chosen, messages)
        if problem is not None:
            messages.log(Logger.WARNING, f"{entry.plan} in the cache is of no use, and is built again: {problem}")
        plan = build(model, library=chosen, logger=messages, **given)
        if Source(model).digests() != about["model"]:
            raise ModelError(f"{source} was changed while its plan was built")
        entry.write(plan, {"from": str(source), "built": time.time(), **about})
        return entry.load(chosen, messages)


class Entry:
    """A plan in the cache.

    Args:
        base: its files, without their endings.
    """

    def __init__(self, base: Path) -> None:
        self.plan, self.kernels, self._about, self._lock = (
            base.with_name(base.name + end) for end in (".plan", ".kernels", ".json", ".lock")
        )

    def about(self) -> dict[str, Any]:
        """What is known of it: from, built (seconds since 1970), model, options, library, gpu, sha256.

        Raises FileNotFoundError when there is no such entry, and ValueError when that is damaged.
        """
        about = json.loads(self._about.read_bytes())
        if not isinstance(about, dict) or not isinstance(about.get("sha256"), str):
            raise ValueError(f"{self._about} does not describe a plan")
        return about

    def state(self) -> tuple[int, int] | None:
        """What is another one after each `write`; None without an entry."""
        try:
            found = self._about.stat()
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_mtime_ns

    def size(self) -> tuple[int, int]:
        """The bytes of its plan, and of the kernels that are kept with it."""
        kernels = self.kernels.stat().st_size if self.kernels.is_file() else 0
        return self.plan.stat().st_size, kernels

    def load(self, library: Library, logger: ILogger) -> tuple[ICudaEngine, KeptKernels | None]:
        """Its engine, and the kernels that are kept with it, for TensorRT for RTX.

        Raises FileNotFoundError when there is none, ValueError when its bytes are not what they were, and
        EngineDeserializeError when TensorRT does not load it.
        """
        sha256 = self.about()["sha256"]
        engine = load_engine(self.plan, library=library, logger=logger, sha256=sha256)
        return engine, KeptKernels(engine, self, sha256, logger) if library.rtx else None

    def write(self, plan: bytes, about: Mapping[str, Any]) -> None:
        """Keep a plan, without kernels. Raises OSError when it cannot be written; then nothing of it is there."""
        self.kernels.unlink(missing_ok=True)
        write_whole(self.plan, plan)
        try:
            write_whole(self._about, json.dumps({**about, "sha256": _digest(plan)}).encode())
        except BaseException:
            self.plan.unlink(missing_ok=True)
            raise

    def read_kernels(self, sha256: str) -> bytes:
        """What was compiled for a plan, which has this SHA-256.

        Raises OSError when it cannot be read, FileNotFoundError when there is none, and ValueError when its bytes are
        not what they were, or for another plan.
        """
        kept = self.kernels.read_bytes()
        kernels = kept[_MARK:]
        if kept[:_MARK] != _mark(kernels, sha256):
            raise ValueError("they were damaged, or are those of another plan")
        return kernels

    def write_kernels(self, kernels: bytes | bytearray, sha256: str) -> None:
        """Keep what was compiled for a plan, unless the plan here is another one by now, or was taken away.

        Raises OSError when it cannot be written; then what was there before still is.
        """
        try:
            current = self.about()["sha256"]
        except (FileNotFoundError, ValueError):
            return
        if current == sha256:
            write_whole(self.kernels, _mark(kernels, sha256) + kernels)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until no other process, and no other thread, builds it."""
        try:
            file = self._lock.open("wb")
        except OSError as error:
            raise _cannot_keep(error) from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)  # it ends with the file, or the process
            yield

    def remove(self) -> None:
        """Take its files away."""
        for file in (self._about, self.plan, self.kernels, self._lock):
            file.unlink(missing_ok=True)


def entries() -> list[Entry]:
    """All plans that are kept, the newest first."""
    found = sorted(folder().glob("*.plan"), key=lambda plan: plan.stat().st_mtime, reverse=True)
    return [Entry(plan.with_suffix("")) for plan in found]


def clear() -> list[Entry]:
    """Take all plans away, and give what they were. Engines that are loaded live on."""
    found = entries()
    for entry in found:
        entry.remove()
    for pattern in ("*.json", "*.lock", "*.kernels", ".*.plan.*", ".*.kernels.*"):
        for left in folder().glob(pattern):
            left.unlink(missing_ok=True)  # of programs that failed or were killed
    return found


def _cannot_keep(error: OSError) -> OSError:
    """The same error, with what to do."""
    what_to_do = f"set {VARIABLE} to a folder in which plans can be kept"
    return OSError(error.errno, f"{error.strerror}; {what_to_do}", error.filename)


def _about(source: Source, options: Mapping[str, Any], library: Library) -> dict[str, Any]:
    """Everything that a plan depends on."""
    asked = {name: _plain(value) for name, value in options.items() if name not in _NOT_IN_KEY}
    return {
        "format": _FORMAT,
        "model": source.digests(),
        "options": {name: value for name, value in asked.items() if value != _plain(_DEFAULTS[name])},
        "library": [library.flavour, *library.version],
        "gpu": None if library.simulator else _gpu(library),
    }


def _gpu(library: Library) -> list[Any]:
    """What a plan depends on of the current GPU, which may be a part of one. Raises NoDriverError without one."""
    library._done(library._shim.trt_library_check_device(library._handle))
    found = call("cudaGetDeviceProperties", call("cudaGetDevice"))
    return [found.name.decode().strip("\0"), found.major, found.minor, found.multiProcessorCount, found.totalGlobalMem]


def _plain(value: Any) -> Any:
    """An option as JSON has it."""
    if isinstance(value, Enum):
        return value.name
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, Iterable):
        return [_plain(each) for each in value]
    return int(value) if hasattr(value, "__index__") else repr(value)  # which `build` refuses


def _mark(kernels: bytes | bytearray, sha256: str) -> bytes:
    """What stands before kernels of the plan with this SHA-256."""
    mark = hashlib.sha256(bytes.fromhex(sha256))
    mark.update(kernels)
    return mark.digest()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
