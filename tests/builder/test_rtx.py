"""The real TensorRT for RTX builds plans without a GPU: `real_rtx.py`, with the library that a variable names.

In CI its wheel is installed for that, of 95 MB. It has a process of its own: the loader finds by its name alone what is
loaded, and so would tests that expect no library.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support import ROOT, with_root
from tests.twin.install import Official, install

VARIABLE = "TRT_CFFI_TEST_LIBRARY_RTX"
WHEEL = Official("rtx", "tensorrt_rtx_libs", ("tensorrt-rtx-cu13-libs==1.7.1.116",))


@pytest.mark.one_python
def test_the_real_library_builds_plans():
    path = os.environ.get(VARIABLE)
    if path is None and os.environ.get("CI") != "true":
        pytest.skip(f"no TensorRT for RTX: set {VARIABLE} to its library, which has the parser beside it")
    library = path or str(install(WHEEL) / WHEEL.module / "libtensorrt_rtx.so.1")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/builder/real_rtx.py"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": with_root(), VARIABLE: library},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout
