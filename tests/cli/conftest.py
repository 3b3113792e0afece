"""The programs, run in this process."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

from tests.models.recipes import HERE, plan
from trt_cffi.cli.app import app


def stored(model, prefix):
    """The arrays of a test model by the names of its inputs ("in.") or outputs ("out.")."""
    with np.load(HERE / f"{model}.npz") as file:
        return {key.removeprefix(prefix): file[key] for key in file if key.startswith(prefix)}


def inputs_of(model, tensorrt=10):
    """The stored inputs of a test model, as a plan of it for a TensorRT wants them."""
    arrays = stored(model, "in.")
    if tensorrt == 8:  # it has no int64, and its plans want int32
        arrays = {k: v.astype(np.int32) if v.dtype == np.int64 else v for k, v in arrays.items()}
    return arrays


class Programs:
    """Runs `trt-cffi`; what it must come to is part of the call."""

    def __init__(self, folder):
        self.folder = folder

    def __call__(self, *arguments, exit_code=0):
        result = CliRunner().invoke(app, [str(each) for each in arguments], prog_name="trt-cffi")
        assert result.exit_code == exit_code, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.output

    def mistake(self, *arguments, exit_code=2):
        """The one line that explains a failure."""
        output = self(*arguments, exit_code=exit_code)
        assert "Traceback" not in output
        errors = [line for line in output.splitlines() if line.startswith("Error: ")]
        assert len(errors) == 1, output
        return errors[0]

    def array(self, array, name="array"):
        """The file of an array."""
        path = self.folder / f"{name}.npy"
        np.save(path, array)
        return path

    def inputs(self, model, tensorrt=10):
        """The options that give a test model its stored inputs."""
        return [f"--input={name}={self.array(array, name)}" for name, array in inputs_of(model, tensorrt).items()]


@pytest.fixture
def file(tmp_path):
    """Writes the plan of a test model for the simulator of a TensorRT."""

    def write(model, tensorrt=10):
        path = tmp_path / f"{model}.plan"
        path.write_bytes(plan(model, tensorrt))
        return path

    return write


@pytest.fixture
def trt_cffi(tmp_path, monkeypatch, cache):
    monkeypatch.delenv("TRT_CFFI_LIBRARY", raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return Programs(tmp_path)
