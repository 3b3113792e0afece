"""`trt-cffi inspect` tells what a plan is, as far as somebody knows."""

from __future__ import annotations

import json
import re

import pytest

from tests.models.recipes import HERE, RECIPES, plan

REAL = HERE.parent / "engines" / "8.6.0" / "digits.vc.plan"


def told(trt_cffi, *arguments, exit_code=0):
    return json.loads(trt_cffi("inspect", *arguments, "--json", exit_code=exit_code))


@pytest.mark.parametrize(("model", "tensorrt"), [(name, each) for name in RECIPES for each in RECIPES[name].majors])
def test_every_plan_is_shown_and_told_as_json(trt_cffi, file, model, tensorrt):
    path = file(model, tensorrt)
    output, facts = trt_cffi("inspect", path), told(trt_cffi, path)
    assert set(facts) == {
        *("plan", "size", "header", "library", "problem", "engine", "memory", "tensors", "layers", "untold")
    }
    assert facts["problem"] is None
    assert facts["size"] == facts["header"]["size"] == path.stat().st_size
    assert facts["header"]["kind"] == facts["library"]["flavour"] == "simulator"
    assert facts["header"]["version"] == facts["library"]["version"]
    assert facts["engine"]["layers"] > 0
    for tensor in facts["tensors"]:
        assert re.search(rf"│ {re.escape(tensor['name'])} +│ {tensor['mode']} +│ {tensor['dtype']} ", output)


def test_tensors_have_types_shapes_and_the_ranges_of_each_profile(trt_cffi, file):
    images, logits = told(trt_cffi, file("digits"))["tensors"]
    assert images == {
        "name": "images",
        "mode": "INPUT",
        "dtype": "FLOAT",
        "shape": [-1, 1, 8, 8],
        "location": "DEVICE",
        "format": "LINEAR",
        "format_description": "Row major linear FP32 format (kLINEAR)",
        "decides_shapes": False,
        "profiles": [
            {"shape": {"min": [1, 1, 8, 8], "opt": [32, 1, 8, 8], "max": [1024, 1, 8, 8]}},
            {"shape": {"min": [1, 1, 8, 8], "opt": [1, 1, 8, 8], "max": [1, 1, 8, 8]}},
        ],
    }
    assert (logits["mode"], logits["shape"]) == ("OUTPUT", [-1, 10])
    assert "profiles" not in logits
    output = trt_cffi("inspect", file("digits"))
    assert re.search(r"│ 0 +│ images │ shape │ 1x1x8x8 │ 32x1x8x8 │ 1024x1x8x8 │", output)


def test_the_values_of_a_shape_tensor_have_ranges_too(trt_cffi, file):
    _, shape, _ = told(trt_cffi, file("reshape"))["tensors"]
    assert (shape["location"], shape["decides_shapes"]) == ("HOST", True)
    assert shape["profiles"][0]["values"] == {"min": [1, 1], "opt": [4, 6], "max": [4096, 4096]}
    assert re.search(r"│ 0 +│ shape │ values │ 1x1 │ 4x6 │ 4096x4096 │", trt_cffi("inspect", file("reshape")))


def test_what_an_engine_is_built_for_is_told(trt_cffi, file):
    assert told(trt_cffi, file("branches"))["engine"]["aux_streams"] == 3
    assert told(trt_cffi, file("refit"))["engine"]["refittable"] is True
    assert told(trt_cffi, file("tiny"))["engine"]["refittable"] is False
    implicit = told(trt_cffi, file("implicit", 8))["engine"]
    assert (implicit["implicit_batch"], implicit["max_batch_size"]) == (True, 8)
    memory = told(trt_cffi, file("streaming"))["memory"]
    assert memory["streamable_weights"] == 4 * 256 * 256 * 4
    assert re.search(r"streamable weights +1,048,576 bytes", trt_cffi("inspect", file("streaming")))


def test_layers_have_types_and_tensors_or_names_only_as_the_engine_was_built(trt_cffi, file, tmp_path):
    detailed = file("tiny")
    (first, *_) = told(trt_cffi, detailed)["layers"]
    assert {"Name", "LayerType", "Inputs", "Outputs"} <= set(first)
    assert re.search(rf"│ 0 +│ {first['Name']} +│ {first['LayerType']} ", trt_cffi("inspect", detailed))
    names, none = tmp_path / "names.plan", tmp_path / "none.plan"
    for path, verbosity in ((names, "layer_names_only"), (none, "none")):
        trt_cffi("simulate", HERE / "tiny.onnx", "-o", path, "--profilingVerbosity", verbosity)
    assert told(trt_cffi, names)["layers"][0] == first["Name"]
    assert re.search(rf"│ 0 │ {first['Name']} +│\n", trt_cffi("inspect", names))
    assert told(trt_cffi, none)["layers"] == []
    assert "Layers" not in trt_cffi("inspect", none)


def test_what_a_library_is_too_old_to_tell_is_listed_with_the_reason(trt_cffi, file):
    facts, output = told(trt_cffi, file("digits", 8)), trt_cffi("inspect", file("digits", 8))
    assert facts["memory"]["streamable_weights"] is None
    assert "there since 10.0" in facts["untold"]["streamable_weights"]
    assert re.search(r"streamable weights +ICudaEngine::getStreamableWeightsSize is not available", output)
    assert "Not told" not in trt_cffi("inspect", file("digits", 10))


def test_the_header_is_told_without_a_library_that_can_load_the_plan(trt_cffi):
    facts = told(trt_cffi, REAL, "--library", "simulator8", exit_code=1)
    assert facts["header"] == {"kind": "tensorrt", "version": "8.6.0", "size": REAL.stat().st_size}
    assert "for a GPU" in facts["problem"]
    assert facts["engine"] is facts["tensors"] is facts["layers"] is None
    output = trt_cffi("inspect", REAL, "--library", "/nowhere/libnvinfer.so.8", exit_code=1)
    assert re.search(r"header +a plan of TensorRT, 8\.6\.0", output)
    assert re.search(r"problem .*/nowhere/libnvinfer\.so\.8", output)


def test_a_plan_of_another_version_says_which(trt_cffi, file):
    output = trt_cffi("inspect", file("digits", 8), "--library", "simulator10", exit_code=1)
    assert re.search(r"header +a plan of the simulator, 8\.6\.0", output)
    assert "TensorRT 10.16.1, simulator" in output
    assert "TRT_CFFI_LIBRARY=simulator8" in " ".join(output.split())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The plan is empty"),
        (b"hello", "This is no plan of TensorRT"),
        (plan("digits", 8)[:20], "its 20 bytes are less than a header"),
        (plan("digits", 8)[:1000], "is cut short"),
        (plan("digits", 8) + b"x", "has something appended"),
    ],
)
def test_a_file_that_is_no_whole_plan_is_told_as_such(trt_cffi, tmp_path, content, words):
    path = tmp_path / "broken.plan"
    path.write_bytes(content)
    assert words in trt_cffi("inspect", path, exit_code=1)
    assert words in told(trt_cffi, path, exit_code=1)["problem"]


def test_verbose_shows_tensorrts_messages(trt_cffi, file):
    assert "TensorRT: TensorRT 10.16.1 simulator" in trt_cffi("inspect", file("tiny"), "--verbose")
    assert "TensorRT: " not in trt_cffi("inspect", file("tiny"))


def test_wrong_uses_are_usage_errors(trt_cffi, tmp_path):
    assert "does not exist" in trt_cffi.mistake("inspect", tmp_path / "none.plan")
    assert "is a directory" in trt_cffi.mistake("inspect", tmp_path)
    assert "Missing argument" in trt_cffi.mistake("inspect")
