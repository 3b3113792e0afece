"""Processes that may not make memory executable, as under systemd's `MemoryDenyWriteExecute=`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support import ROOT, with_root

_LAUNCHER = """
import ctypes, os, sys
PR_SET_MDWE, PR_MDWE_REFUSE_EXEC_GAIN = 65, 1
arguments = map(ctypes.c_ulong, (PR_MDWE_REFUSE_EXEC_GAIN, 0, 0, 0))
if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_MDWE, *arguments):
    sys.exit(f"refused: {os.strerror(ctypes.get_errno())}")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def python(*arguments):
    """What a Python prints that was started that way. Skips where the kernel cannot do it, as before Linux 6.3."""
    command = [sys.executable, "-c", _LAUNCHER, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": with_root()}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    if done.stderr.startswith("refused: "):
        pytest.skip(f"this kernel has no PR_SET_MDWE: {done.stderr.strip()}")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout
