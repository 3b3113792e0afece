"""What the inspector says has the form in which 8.6.0 says it, so that what reads one reads the other."""

from __future__ import annotations

import json
import re

import pytest

from tests.behaviour.compare import official
from tests.models.recipes import HERE
from tests.support import tensorrt_of
from trt_cffi import simulator

#: of 8.6.0's words on `tiny`: the constant, which is no node of the model, and how the sum is computed
OF_TENSORRT = (
    r'(?s)\{\n  "Name": "one".*?\n\},',
    r'(?s),\n  \{\n    "Name": "\(Unnamed.*?\}',
    r'\n  "(ParameterType|ElementWiseOperation|Activation)": .*',
    r"Name: one, .*\n",
    r", \{ Name: \(Unnamed.*?\}",
    r" (ParameterType|ElementWiseOperation|Activation): \w+,",
)


def as_nodes(text):
    for words in OF_TENSORRT:
        text = re.sub(words, "", text)
    return text.replace("ElementWise", "Add").replace("0x0000000000000001", "0x0000000000000000")


@pytest.mark.parametrize(("kind", "recorded"), [("JSON", "json"), ("ONELINE", "one line")])
def test_the_text_is_8_6_0s_but_for_what_only_a_gpu_has(trt, load, kind, recorded):
    text = load("tiny").create_engine_inspector().get_engine_information(getattr(trt.LayerInformationFormat, kind))
    assert text == as_nodes(official()["inspector_text"]["result"][recorded])


def test_inner_tensors_have_their_inferred_shapes(trt, load):
    inspector = load("digits").create_engine_inspector()
    layer = json.loads(inspector.get_layer_information(1, trt.LayerInformationFormat.JSON))
    expected = {"Location": "Device", "Dimensions": [-1, 16, 8, 8], "Format/Datatype": "N/A due to dynamic shapes"}
    assert layer["Inputs"] == [{"Name": "c1", **expected}]
    assert layer["Outputs"] == [{"Name": "r1", **expected}]


def test_each_profile_of_8_has_layers_and_bindings_of_its_own(trt, load):
    inspector = load("digits").create_engine_inspector()
    told = json.loads(inspector.get_engine_information(trt.LayerInformationFormat.JSON))
    of_profile_1 = [each for each in told["Bindings"] if each.endswith(" [profile 1]")]
    of_profile_1 += [each["Name"] for each in told["Layers"] if each["Name"].endswith(" [profile 1]")]
    assert len(of_profile_1) == (2 + 7 if trt.version[0] == 8 else 0)


def test_with_names_only_layers_are_their_names(runtime, trt):
    plan = simulator.build(HERE / "refit.onnx", [{"x": ((1, 32),) * 3}], tensorrt_of(trt))
    inspector = runtime.deserialize_cuda_engine(plan).create_engine_inspector()
    told = json.loads(inspector.get_engine_information(trt.LayerInformationFormat.JSON))
    names = [inspector.get_layer_information(i, trt.LayerInformationFormat.ONELINE) for i in range(len(told["Layers"]))]
    assert told["Layers"] == names
    assert names[0] == "matmul0"
