"""Runs a piece of a program with NVIDIA's own binding on the simulator."""

from __future__ import annotations

import os
import subprocess

from tests.models.recipes import HERE, write_plans
from tests.twin.install import OFFICIAL
from tests.twin.running import prepared, with_path

_START = """
import sys, numpy as np, {module} as trt
F = np.float32

class Log(trt.ILogger):
    def __init__(self):
        trt.ILogger.__init__(self)
        self.errors = []
    def log(self, severity, text):
        if severity == trt.ILogger.ERROR:
            self.errors.append(text)

log = Log()
runtime = trt.Runtime(log)

def load(name):
    with open(f"{plans}/{{name}}.plan", "rb") as file:
        return file.read()

def engine(name):
    return runtime.deserialize_cuda_engine(load(name))

def run(context, x, stream=0):
    y = np.full_like(x, -9)
    context.set_input_shape("x", x.shape)
    context.set_tensor_address("x", x.ctypes.data)
    context.set_tensor_address("y", y.ctypes.data)
    assert context.execute_async_v3(stream), log.errors
    return y

def refused(words, *call):
    log.errors.clear()
    try:
        result = call[0](*call[1:])
    except (RuntimeError, TypeError):
        result = None
    assert any(words in text for text in log.errors), log.errors
    return result

def stored(name):
    arrays = np.load(f"{models}/{{name}}.npz")
    return np.ascontiguousarray(arrays["in.x"]), arrays["out.y"]
"""


def run(major, tmp_path, code):
    """Fails with the program's stderr if it fails."""
    python, folder = prepared(major)
    write_plans(tmp_path, major)
    start = _START.format(module=OFFICIAL[major].module, plans=tmp_path, models=HERE)
    ended = subprocess.run(
        [python, "-c", start + code], env=os.environ | with_path(folder), capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
