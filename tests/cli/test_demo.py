"""`trt-cffi demo` reads digits."""

from __future__ import annotations

import re

import numpy as np
import pytest
from rich.console import Console

from tests.models.recipes import HERE, plan
from trt_cffi.cli import demo


@pytest.mark.parametrize("major", ["8", "10", "11"])
def test_the_digits_are_read(trt_cffi, major):
    output = trt_cffi("demo", "--tensorrt", major, "--show", "4")
    assert f"TensorRT {major}." in output
    assert "on the CPU" in output
    assert re.search(r"accuracy +98\.9%, 356 of 360", output)
    assert re.search(r"throughput +[\d,]+ images per second", output)
    assert output.count(", right") == 2
    assert output.count(", is ") == 2
    assert "▀" in output


def test_the_environment_chooses_the_simulator(trt_cffi, monkeypatch):
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "simulator11")
    assert "11.4.0" in trt_cffi("demo", "--show", "0")
    assert "8.6.0" in trt_cffi("demo", "--show", "0", "--tensorrt", "8")


def test_the_accuracy_is_that_of_the_plan(trt_cffi, tmp_path):
    """A model that takes every image for a 3."""
    import onnx

    from trt_cffi import simulator

    model = onnx.load(HERE / "digits.onnx")
    (last,) = (node for node in model.graph.node if "logits" in node.output)
    last.output[0] = "read"
    one_hot = onnx.numpy_helper.from_array(np.eye(10, dtype=np.float32)[3] * 1e6, "three")
    model.graph.initializer.append(one_hot)
    model.graph.node.append(onnx.helper.make_node("Add", ["read", "three"], ["logits"]))
    path = tmp_path / "three.plan"
    path.write_bytes(simulator.build(model, [{"images": ((1, 1, 8, 8), (32, 1, 8, 8), (64, 1, 8, 8))}], 8))
    with np.load(HERE / "digits-test-set.npz") as stored:
        threes = np.count_nonzero(stored["labels"] == 3)
    assert f"{threes} of 360" in trt_cffi("demo", "--plan", path)


def test_a_plan_of_another_model_is_refused(trt_cffi, tmp_path):
    path = tmp_path / "tiny.plan"
    path.write_bytes(plan("tiny", 8))
    assert "not of the digits model" in trt_cffi.mistake("demo", "--plan", path)


def test_a_plan_with_a_smaller_batch_says_so(trt_cffi, tmp_path):
    path = tmp_path / "one.plan"
    trt_cffi("simulate", HERE / "digits.onnx", "-o", path, "--optShapes=images:1x1x8x8")
    error = trt_cffi.mistake("demo", "--plan", path)
    assert "--batch 32" in error
    assert "(1, 1, 8, 8) to (1, 1, 8, 8)" in error
    assert "356 of 360" in trt_cffi("demo", "--plan", path, "--batch", "1")


def test_options_that_contradict_each_other_are_refused(trt_cffi, tmp_path):
    path = tmp_path / "digits.plan"
    path.write_bytes(plan("digits", 8))
    assert "--tensorrt" in trt_cffi.mistake("demo", "--plan", path, "--tensorrt", "10")
    assert "--library" in trt_cffi.mistake("demo", "--library", "simulator8")
    assert "does not exist" in trt_cffi.mistake("demo", "--plan", tmp_path / "no.plan")


def test_pictures_are_grey_where_there_is_colour():
    image = np.zeros((8, 8))
    image[:, 4:] = 1
    in_colour = Console(force_terminal=True, color_system="truecolor", width=80)
    with in_colour.capture() as capture:
        in_colour.print(demo._picture(image, True))
    assert "\x1b[38;2;255;255;255;48;2;255;255;255m▀" in capture.get()
    assert demo._picture(image, False).plain.splitlines() == [" " * 8 + "█" * 8] * 8
