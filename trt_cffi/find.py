"""Where libnvinfer may be: the candidates in the order in which they are tried, and why others are none.

The order: what was asked for (and then nothing else), a library that the process has already loaded, the folders of
NVIDIA's wheels, the system's loader. Within one of these: newest major version first, full before lean before dispatch.
TensorRT for RTX comes after all of them, as it cannot run TensorRT's plans. Never the current directory, and the
simulator only when it is asked for.
"""

# pathlib takes milliseconds to import, and `import trt_cffi` has thirty.
# ruff: noqa: PTH100, PTH110, PTH112, PTH117, PTH118, PTH119, PTH120, PTH123, PTH208
from __future__ import annotations

import os
import struct
import sys

from trt_cffi.errors import LibraryLoadError, LibraryNotFoundError
from trt_cffi.versions import IN_ORDER, MAJORS, RTX, name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeVar

    Opened = TypeVar("Opened")

__all__ = ["Candidate", "beside", "candidates", "first_that_opens"]

VARIABLE = "TRT_CFFI_LIBRARY"
WHEELS = (
    *("tensorrt_libs", "tensorrt_lean_libs", "tensorrt_dispatch_libs", "tensorrt", "tensorrt_lean"),
    *("tensorrt_rtx_libs", "onnxruntime_ep_nv_tensorrt_rtx"),
)

_NVINFER = {"libnvinfer": "full", "libnvinfer_lean": "lean", "libnvinfer_dispatch": "dispatch"}  # in their order
_FLAVOURS = {**_NVINFER, "libtensorrt_rtx": "rtx"}
_SIMULATORS = {f"libtrt_sim{name_of(major)}.so": major for major in MAJORS}
_WHAT_TO_DO = (
    "Install a TensorRT runtime (pip install 'trt_cffi[cu13]' or 'trt_cffi[cu12]'), set "
    f"{VARIABLE} to the path of libnvinfer, or, to try things without a GPU, to simulator10."
)
_WHAT_TO_DO_FOR_RTX = (
    "Install TensorRT for RTX (pip install 'trt_cffi[rtx-cu13]' or 'trt_cffi[rtx-cu12]'), set "
    f"{VARIABLE} to the path of libtensorrt_rtx, or, to try things without a GPU, to simulatorrtx."
)


class Candidate:
    """A place where a libnvinfer may be.

    Attributes:
        path: an absolute path, or a bare file name for the system's loader.
        major: the major version that the file name tells, 1 for TensorRT for RTX, or None.
        flavour: "full", "lean", "dispatch", "rtx" or "simulator", as the file name tells; None if it does not.
        how: how it was found, in words.
        asked: whether this one was asked for, by a choice or the environment.
    """

    __slots__ = ("asked", "flavour", "how", "major", "path")

    def __init__(self, path: str, how: str, *, asked: bool = False) -> None:
        self.path = path
        self.how = how
        self.asked = asked
        self.major: int | None = None
        self.flavour: str | None = None
        simulator = os.path.basename(os.path.realpath(path))  # it may be there under NVIDIA's name, as a link
        stem, _, version = os.path.basename(path).partition(".so")
        numbers = version.split(".")[1:]
        if simulator in _SIMULATORS:
            self.major, self.flavour = _SIMULATORS[simulator], "simulator"
        elif stem in _FLAVOURS and version == "".join(f".{number}" for number in numbers if number.isdecimal()):
            self.major, self.flavour = int(numbers[0]) if numbers else None, _FLAVOURS[stem]

    def __repr__(self) -> str:
        return f"<Candidate {self.path}: {self.how}>"


def candidates(choice: str | os.PathLike[str] | None = None) -> list[Candidate]:
    """All candidates, in order; of a choice only what it names.

    Args:
        choice: a path, "simulator8", "simulator10", "simulator11" or "simulatorrtx", or "rtx" for a TensorRT for RTX
            wherever one is; by default that in TRT_CFFI_LIBRARY, if any.

    Raises:
        LibraryNotFoundError: the choice is a simulator that does not exist, or neither a name nor a file.
    """
    return _search(choice)[0]


def first_that_opens(
    choice: str | os.PathLike[str] | None, open: Callable[[Candidate], Opened]
) -> tuple[Opened, Candidate, list[tuple[str, str]]]:
    """Try the candidates in order until one opens.

    Args:
        choice: as for `candidates`.
        open: opens a candidate, or raises LibraryLoadError or OSError, whose text is the reason for the rejection.

    Returns:
        What `open` returned, for which candidate, and what was rejected: (path or name of a wheel, reason).

    Raises:
        LibraryNotFoundError: none opened; it lists every path that was tried and why it was rejected.
    """
    found, rejected = _search(choice)
    for candidate in found:
        reason = _reason_against(candidate.path)
        if reason is None:
            try:
                return open(candidate), candidate, rejected
            except (LibraryLoadError, OSError) as error:
                reason = str(error).removeprefix(f"{candidate.path}: ")
        rejected.append((candidate.path, reason))
    asked = _asked(choice)
    head = "No usable libnvinfer was found." if asked is None else f"{asked[0]} {asked[1]!r} cannot be used."
    lines = [f"  {path}: {reason}" for path, reason in rejected]
    what_to_do = _WHAT_TO_DO_FOR_RTX if asked is not None and asked[1] == "rtx" else _WHAT_TO_DO
    raise LibraryNotFoundError("\n".join([head, *lines, what_to_do]), tried=rejected)


def one_of(conjunction: str) -> str:
    """The simulators that can be asked for, in words: "simulator8, simulator10, …"."""
    *names, last = (f"simulator{name_of(major)}" for major in IN_ORDER)
    return f"{', '.join(names)} {conjunction} {last}"


def beside(library: str, name: str) -> str:
    """Another library of the same TensorRT: the file that is with a libnvinfer, else a name for the system's loader."""
    path = os.path.join(os.path.dirname(library), name)
    return path if os.path.exists(path) else name


def _search(choice: str | os.PathLike[str] | None) -> tuple[list[Candidate], list[tuple[str, str]]]:
    """The candidates, and what was found but cannot be one."""
    asked = _asked(choice)
    if asked is not None and asked[1] != "rtx":
        return [_chosen(*asked)], []
    found: dict[str, Candidate] = {}
    rejected: list[tuple[str, str]] = []
    for source in (_loaded(), *(_in_wheel(wheel, rejected) for wheel in WHEELS), _by_loader(rejected)):
        for candidate in source:
            found.setdefault(os.path.realpath(candidate.path) if "/" in candidate.path else candidate.path, candidate)
    rtx = [candidate for candidate in found.values() if candidate.flavour == "rtx"]
    if asked is not None:
        return rtx, rejected
    return [candidate for candidate in found.values() if candidate.flavour != "rtx"] + rtx, rejected


def _asked(choice: str | os.PathLike[str] | None) -> tuple[str, str] | None:
    """How a library was asked for, and which."""
    if choice is not None:
        return "the choice", os.fspath(choice)
    value = os.environ.get(VARIABLE)
    return (VARIABLE, value) if value else None


def _chosen(how: str, choice: str) -> Candidate:
    if not choice.startswith("simulator"):
        if "/" not in choice and ".so" not in choice and not os.path.exists(choice):
            raise LibraryNotFoundError(
                f"{how} is {choice!r}: there is no such file, and the names are rtx, {one_of('and')}"
            )
        return Candidate(os.path.abspath(choice), how, asked=True)
    name = f"libtrt_sim{choice.removeprefix('simulator')}.so"
    if name not in _SIMULATORS:
        raise LibraryNotFoundError(f"{how} is {choice!r}; there are {one_of('and')}")
    return Candidate(os.path.join(os.path.dirname(os.path.abspath(__file__)), "native", name), how, asked=True)


def _loaded() -> list[Candidate]:
    """What this process has loaded already, by whatever means, other than the simulator."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line[line.index("/") :].rstrip("\n") for line in maps if "/" in line}
    except OSError:
        return []
    return _best_first([Candidate(path, "already loaded by this process") for path in paths])


def _in_wheel(wheel: str, rejected: list[tuple[str, str]]) -> Iterator[Candidate]:
    """The libraries in the folder of a wheel, found as an import would find it, but without importing anything.

    Not by way of the current directory: `python -c` and `python -m` put it first in sys.path, as an empty entry and as
    an absolute one, and a relative entry starts there.
    """
    here = os.path.realpath(os.curdir)
    nothing = True
    for entry in sys.path:
        folder = os.path.join(entry or os.curdir, wheel)
        try:
            names = os.listdir(folder)
        except OSError:  # no such folder, or a zip archive
            continue
        libraries = _best_first(
            [Candidate(os.path.abspath(os.path.join(folder, name)), f"wheel {wheel}") for name in names]
        )
        nothing = nothing and not libraries
        if not os.path.isabs(entry) or os.path.realpath(entry) == here:
            reason = f"it is in the current directory, which is never searched; set {VARIABLE} to it if it is yours"
            rejected += [(library.path, reason) for library in libraries]
        else:
            yield from libraries
    if nothing:
        rejected.append((wheel, "no folder of that name in sys.path holds a library of TensorRT"))


def _by_loader(rejected: list[tuple[str, str]]) -> Iterator[Candidate]:
    """The names under which the system's loader knows TensorRT's libraries.

    The loader takes an empty or relative entry of LD_LIBRARY_PATH for a folder in the current directory.
    """
    entries = (os.environ.get("LD_LIBRARY_PATH") or "/").replace(";", ":").split(":")
    relative = [entry for entry in entries if not os.path.isabs(entry)]
    names = [f"{stem}.so.{major}" for major in MAJORS if major != RTX for stem in _NVINFER]
    for name in (*names, f"libtensorrt_rtx.so.{RTX}"):
        if any(os.path.exists(os.path.join(entry, name)) for entry in relative):
            rejected.append((name, "the loader would take it from the current directory, because of LD_LIBRARY_PATH"))
        else:
            yield Candidate(name, "the system's loader")


def _best_first(found: list[Candidate]) -> list[Candidate]:
    """Those that are TensorRT's: newest major version first, full before lean before dispatch."""
    order = list(_FLAVOURS.values())
    named = [c for c in found if c.flavour in order and c.major is not None]
    return sorted(named, key=lambda c: (-(c.major or 0), order.index(c.flavour or ""), c.path))


def _reason_against(path: str) -> str | None:
    """Why a file can be no library for this process, in words; None if it may be one.

    The loader says less, of some "cannot open" whatever is wrong, and a file that is cut short may crash it.
    """
    if "/" not in path:
        return None
    if os.path.isdir(path):
        return "it is a folder; give the path of the library itself"
    try:
        with open(path, "rb") as file:
            header = file.read(64)
            if len(header) < 64 or header[:5] != b"\x7fELF\x02":
                return "it is no 64-bit ELF library"
            with open(sys.executable, "rb") as this:
                if this.read(20)[18:] != header[18:20]:
                    return "it is for another processor architecture than this Python"
            offset, size, number = struct.unpack_from("<32xQ14xHH", header)
            file.seek(offset)
            segments = file.read(size * number)
            end = offset + size * number
            for start in range(0, len(segments) - 55, size):
                at, length = struct.unpack_from("<8xQ16xQ", segments, start)
                end = max(end, at + length)
            if end > os.fstat(file.fileno()).st_size:
                return "it is cut short"
    except OSError as error:
        return error.strerror or str(error)
    return None
