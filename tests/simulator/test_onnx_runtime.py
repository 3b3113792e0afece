"""What ONNX Runtime is told before a simulator uses it."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.models.recipes import plan
from trt_cffi.simulator import onnx_runtime


def test_a_run_in_the_simulator_leaves_nothing_of_onnx_runtimes_telemetry(tmp_path):
    (tmp_path / "tiny.plan").write_bytes(plan("tiny", 10))
    home = tmp_path / "home"
    home.mkdir()
    names = ("XDG_CACHE_HOME", "ORT_DISABLE_TELEMETRY")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    code = "import numpy, trt_cffi; print(trt_cffi.Runner('tiny.plan')(x=numpy.zeros(16, 'f4'))['y'].shape)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**environment, "HOME": str(home)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert list(home.rglob("*")) == []


def test_who_wants_telemetry_keeps_it(monkeypatch):
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    onnx_runtime.offer()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "0"
