"""Libraries of tests in C++ that know shim/abi, as those know it that TensorRT is used by and uses."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.abi.compare import HEADERS, defines
from tests.compilers import cxx

HERE = Path(__file__).parent


def library(source: Path, folder: Path, major: int | str, *options: str) -> Path:
    """A library made of a source, for a major version ("rtx" for TensorRT for RTX)."""
    made = folder / f"{source.stem}{major}{''.join(options)}.so"
    command = [*cxx(), "-std=c++17", "-shared", "-fPIC", *defines(major), *options, f"-I{HEADERS.parent}"]
    subprocess.run([*command, str(source), "-o", str(made)], check=True)
    return made


def plugins(folder: Path, major: int | str, *options: str) -> Path:
    """A library of plugins with a creator of each kind; -DNEWER: with one of a kind that nobody knows."""
    return library(HERE / "plugins.cpp", folder, major, *options)
