"""NVIDIA's own bindings, installed into a folder that is kept between runs (``.cache/`` in the repository).

Only the bindings: the simulator stands in for the libraries (that of 8.6 has its library with it, unused).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.compilers import cc

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "twin"


@dataclass(frozen=True)
class Official:
    """A release of NVIDIA's binding, and the Python that it is run with."""

    major: int | str
    module: str
    requirements: tuple[str, ...]
    python: str | None = None  # "3.10" where it must be that; else this one

    @property
    def folder(self) -> Path:
        version = self.python or "{}.{}".format(*sys.version_info)
        return CACHE / f"{self.requirements[0]}-python{version}"

    def interpreter(self) -> str:
        """A CPython that can import it; NotInstallable where there is none."""
        if self.python is None or "{}.{}".format(*sys.version_info) == self.python:
            return sys.executable
        pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
        for candidate in (*sorted(pyenv.glob(f"{self.python}.*/bin/python")), shutil.which(f"python{self.python}")):
            if candidate and _runs(str(candidate)):
                return str(candidate)
        raise NotInstallable(f"{self.requirements[0]} needs CPython {self.python}, and there is none")


OFFICIAL = {
    8: Official(8, "tensorrt_lean", ("tensorrt-lean==8.6.0", "numpy==1.23.5"), python="3.10"),
    10: Official(10, "tensorrt_lean_bindings", ("tensorrt-lean-cu13-bindings==10.16.1.11",)),
    11: Official(11, "tensorrt_lean_bindings", ("tensorrt-lean-cu13-bindings==11.4.0.106",)),
    "rtx": Official("rtx", "tensorrt_rtx_bindings", ("tensorrt-rtx-cu13-bindings==1.7.1.116",)),
}


class NotInstallable(Exception):
    """The binding cannot be had here, and why."""


def install(official: Official) -> Path:
    """The folder to put on PYTHONPATH; installs into it on first use."""
    python, done = official.interpreter(), official.folder / "installed"
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(official.folder, ignore_errors=True)
            command = [python, "-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--target"]
            ended = subprocess.run(
                [*command, str(official.folder), *official.requirements], capture_output=True, text=True
            )
            if ended.returncode:
                raise NotInstallable(f"{' '.join(official.requirements)} cannot be installed: {ended.stderr.strip()}")
            done.touch()
    return official.folder


@cache
def driver() -> Path:
    """A folder with a libcuda.so.1 that says of every address that it is the host's: see driver.c."""
    folder = CACHE / "driver"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as new:
        made = Path(new, "libcuda.so.1")
        source = str(Path(__file__).with_name("driver.c"))
        subprocess.run([*cc(), "-shared", "-fPIC", source, "-o", str(made)], check=True)
        made.replace(folder / made.name)  # at once, as another process may be loading it
    return folder


def _runs(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0
