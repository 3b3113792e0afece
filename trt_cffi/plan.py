"""What a plan's header tells: whose it is, how long, of which version, and why it cannot be loaded."""

from __future__ import annotations

from trt_cffi.versions import MAJORS, RTX, name_of, product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PlanHeader", "damage", "describe_problem", "read_header", "verify"]

_KINDS = {b"ftrt": "tensorrt", b"vtrt": "rtx", b"strt": "simulator"}

# The first byte of the version in the headers that were seen, by kind. How TensorRT 10 and 11 write theirs was not.
_MAJORS_SEEN = {"tensorrt": (8,), "rtx": (RTX,), "simulator": MAJORS}


class PlanHeader:
    """What the first bytes of a plan tell.

    Attributes:
        kind: "tensorrt", "rtx" (TensorRT for RTX), "simulator" or "unknown" (no plan).
        version: the version that built it, major, minor, patch; None where that is not known to be in the header.
        size: of the whole plan in bytes; None where the version is.
    """

    __slots__ = ("kind", "size", "version")

    def __init__(self, kind: str, version: tuple[int, int, int] | None = None, size: int | None = None) -> None:
        self.kind = kind
        self.version = version
        self.size = size


def read_header(plan: bytes | bytearray | memoryview) -> PlanHeader:
    """The header of a plan: bytes, or another one-dimensional buffer of bytes. Never raises; it may be anything."""
    head = bytes(plan[:28])
    kind = _KINDS.get(head[:4], "unknown")
    if kind == "unknown" or len(head) < 28 or head[24] not in _MAJORS_SEEN[kind]:
        return PlanHeader(kind)
    return PlanHeader(kind, (head[24], head[25], head[26]), int.from_bytes(head[16:24], "little"))


def verify(plan: memoryview, sha256: str) -> None:
    """Raise ValueError unless the SHA-256 of a plan is the one that is expected, in hexadecimal."""
    import hashlib

    found = hashlib.sha256(plan).hexdigest()
    if found != sha256.lower():
        raise ValueError(f"the plan is not the one that was expected: its SHA-256 is {found}, not {sha256}")


def damage(header: PlanHeader, length: int) -> str | None:
    """Why no library at all can load a plan of that many bytes, as a sentence; None if the header does not tell."""
    if length == 0:
        return "The plan is empty."
    if header.kind == "unknown":
        return (
            "This is no plan of TensorRT: it does not start as one. (An ONNX model is none; a plan is built from it.)"
        )
    if length < 28:
        return f"The plan is cut short: its {length} bytes are less than a header."
    if header.size is not None and header.size != length:
        wrong = "is cut short" if length < header.size else "has something appended"
        return f"The plan {wrong}: its header says {header.size} bytes, and it has {length}."
    return None


def describe_problem(header: PlanHeader, length: int, library: Sequence[int], is_simulator: bool) -> str | None:
    """Why a plan could not be loaded, as a sentence for a person, with what to do; None if the header does not tell.

    Args:
        header: of the plan.
        length: the number of bytes that were given.
        library: the version of the library that refused it, major first.
        is_simulator: whether that was the simulator.
    """
    problem = damage(header, length)
    if problem is not None:
        return problem
    if header.kind == "simulator":
        return _about_simulator_plan(header, library, is_simulator)
    builder = "TensorRT for RTX" if header.kind == "rtx" else "TensorRT"
    built = f"{builder} {_dotted(header.version)}" if header.version else f"a {builder} of unknown version"
    if is_simulator:
        return (
            f"The plan was built by {built} for a GPU, and loaded is the simulator, which runs only its own "
            "plans. Load libnvinfer, or make a plan for the simulator: trt-cffi simulate MODEL.onnx"
        )
    if builder != product(library):
        return (
            f"The plan was built by {built}, and loaded is {_named(library)}: the one cannot run plans of the other. "
            f"Load a {builder}, or build the plan again."
        )
    return _about_rtx_version(header, library) if header.kind == "rtx" else _about_version(header, library)


def _about_simulator_plan(header: PlanHeader, library: Sequence[int], is_simulator: bool) -> str | None:
    if header.version is None:
        return f"The plan was made for a simulator that this package does not have; loaded is {_named(library)}."
    made, choice = _named(header.version), f"TRT_CFFI_LIBRARY=simulator{name_of(header.version[0])}"
    if not is_simulator:
        return (
            f"The plan was made for the simulator of {made}, and loaded is a real {_named(library)}. "
            f"Ask for the simulator, {choice}, or build a plan for the GPU."
        )
    if header.version[0] != library[0]:
        return (
            f"The plan was made for the simulator of {made}, and loaded is that of {_named(library)}. Ask for the "
            f"other one, {choice}, or make the plan again: trt-cffi simulate … --tensorrt {name_of(library[0])}"
        )
    return None


def _about_version(header: PlanHeader, library: Sequence[int]) -> str | None:
    loaded = _dotted(library)
    if header.version is None:
        if library[0] not in _MAJORS_SEEN["tensorrt"]:
            return None
        return f"The plan is damaged, or built by another major version than TensorRT {loaded}, which is loaded."
    built = _dotted(header.version)
    if header.version[0] != library[0]:
        return (
            f"The plan was built by TensorRT {built}, and loaded is {loaded}. No other major version can run it: "
            f"load a TensorRT {header.version[0]}, or build the plan again with {loaded}."
        )
    if header.version != tuple(library[:3]):
        return (
            f"The plan was built by TensorRT {built}, and loaded is {loaded}. Only a plan that is built version "
            f"compatible runs on another version: load {built}, or build it again."
        )
    return None


def _about_rtx_version(header: PlanHeader, library: Sequence[int]) -> str | None:
    if header.version is None or header.version == tuple(library[:3]):
        return None
    built, loaded = _dotted(header.version), _dotted(library)
    return (
        f"The plan was built by TensorRT for RTX {built}, and loaded is {loaded}. No other version can run it: "
        f"load {built}, or build the plan again with {loaded}."
    )


def _named(version: Sequence[int]) -> str:
    return f"{product(version)} {_dotted(version)}"


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version[:3]))
