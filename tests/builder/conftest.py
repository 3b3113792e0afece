"""Programs on the stand-in for a full TensorRT, and the record of what they asked it for."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builder import stand_in

ROOT = Path(__file__).parents[2]


@dataclass
class StandIn:
    """The libraries of a major version in a folder."""

    major: int
    library: Path

    def environment(self, record: Path, **variables: str) -> dict[str, str]:
        """Of a process that finds them, and their driver, and writes a record."""
        chosen = {"LD_LIBRARY_PATH": str(self.library.parent), "TRT_RECORD": str(record)}
        return os.environ | chosen | {"TRT_CFFI_LIBRARY": str(self.library), "PYTHONPATH": str(ROOT)} | variables

    def run(self, code: str, folder: Path) -> tuple[str, list[str]]:
        """Run Python with trt_cffi on it in a folder: what is printed, and the record."""
        record = folder / "record"
        record.unlink(missing_ok=True)
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, cwd=folder, env=self.environment(record)
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout, record.read_text().splitlines() if record.exists() else []


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory):
    @functools.cache
    def of(major):
        return StandIn(major, stand_in.build(tmp_path_factory.mktemp(f"stand_in{major}"), major))

    return of


@pytest.fixture(params=[8, 10, 11])
def full(request, stand_ins):
    return stand_ins(request.param)


@pytest.fixture
def full8(stand_ins):
    return stand_ins(8)


@pytest.fixture
def full10(stand_ins):
    return stand_ins(10)


@pytest.fixture
def full11(stand_ins):
    return stand_ins(11)
