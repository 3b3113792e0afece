"""The simulator in the place of NVIDIA's library: a folder with its file names, for programs that look for those."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from trt_cffi.simulator import onnx_runtime
from trt_cffi.simulator.plan_format import VERSIONS

NATIVE = Path(__file__).resolve().parent.parent / "native"
FLAVOURS = ("libnvinfer", "libnvinfer_lean", "libnvinfer_dispatch")


def names(tensorrt: int | str) -> list[str]:
    """The file names that NVIDIA's libraries have: full, lean and dispatch, or TensorRT for RTX and its parser."""
    if tensorrt == "rtx":
        return ["libtensorrt_rtx.so.1", "libtensorrt_onnxparser_rtx.so.1"]
    return [f"{flavour}.so.{tensorrt}" for flavour in FLAVOURS]


def directory(tensorrt: int | str) -> Path:
    """A folder in which the simulator of 8, 10, 11 or "rtx" has NVIDIA's file names, for ``LD_LIBRARY_PATH``.

    It holds ``libnvinfer.so.N``, ``libnvinfer_lean.so.N`` and ``libnvinfer_dispatch.so.N``, or ``libtensorrt_rtx.so.1``
    and the name of the parser that NVIDIA's binding is linked to as well: links to one library, in the user's cache
    (``$XDG_CACHE_HOME`` or ``~/.cache``). It stays there: programs started later can use it, too.
    They find ONNX Runtime by ``TRT_SIM_ONNXRUNTIME``.

    Raises:
        ValueError: there is no simulator of that version.
        OSError: the folder cannot be made; ``XDG_CACHE_HOME`` can name another place.
    """
    if tensorrt not in VERSIONS:
        raise ValueError(f"there is no simulator of TensorRT {tensorrt!r}, only of {', '.join(map(str, VERSIONS))}")
    library = NATIVE / f"libtrt_sim{tensorrt}.so"
    if not library.exists():
        raise FileNotFoundError(f"{library} is missing: in a clone, python build_shim.py makes it")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "trt_cffi")
    # one folder for each installation, so that several do not pull the links from under each other
    folder = cache / f"simulator{tensorrt}-{hashlib.sha256(bytes(library)).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    for name in names(tensorrt):
        _link(folder / name, library)
    return folder


def environment() -> dict[str, str]:
    """What makes the Python processes that are started with it use the simulator where they import NVIDIA's package."""
    onnx_runtime.offer()
    folders = [str(directory(tensorrt)) for tensorrt in VERSIONS]
    site = str(Path(__file__).with_name("site"))
    every_name = os.pathsep.join(name for tensorrt in VERSIONS for name in names(tensorrt))
    return os.environ | {
        "LD_LIBRARY_PATH": _before("LD_LIBRARY_PATH", folders),
        "PYTHONPATH": _before("PYTHONPATH", [site]),
        "TRT_SIM_STAND_IN": every_name,  # read by site/sitecustomize.py
    }


def _before(variable: str, folders: list[str]) -> str:
    return os.pathsep.join([*folders, *filter(None, [os.environ.get(variable)])])


def _link(link: Path, target: Path) -> None:
    """Links in one step, as other processes may be doing the same or be loading through it."""
    if link.is_symlink() and link.readlink() == target:
        return
    with tempfile.TemporaryDirectory(dir=link.parent) as folder:
        new = Path(folder, link.name)
        new.symlink_to(target)
        new.replace(link)
