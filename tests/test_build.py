"""`trt_cffi.build` for the simulators: the same call as for a real library, and the same mistakes."""

from __future__ import annotations

import subprocess
import sys

import onnx
import pytest
from onnx import TensorProto, helper

import trt_cffi
from tests.models.recipes import RECIPES
from tests.support import MODELS
from trt_cffi import simulator
from trt_cffi.versions import name_of

DIGITS = MODELS / "digits.onnx"
PROFILES = RECIPES["digits"].profiles


def test_a_plan_for_a_simulator_is_the_one_that_the_simulator_makes(trt):
    plan = trt_cffi.build(DIGITS, profiles=PROFILES, refittable=True, library=trt)
    assert plan == simulator.build(DIGITS, PROFILES, "rtx" if trt.rtx else trt.version[0], refittable=True)
    assert trt_cffi.load_engine(plan, library=trt).num_optimization_profiles == 2


@pytest.mark.parametrize("model", [str(DIGITS), DIGITS.read_bytes(), onnx.load(DIGITS)], ids=["path", "bytes", "proto"])
def test_a_model_is_a_path_bytes_or_a_proto(model):
    plan = trt_cffi.build(model, profiles=PROFILES, library="simulator10")
    assert plan == trt_cffi.build(DIGITS, profiles=PROFILES, library="simulator10")


def test_levels_are_members_or_their_names(trt):
    by_name = trt_cffi.build(
        DIGITS, profiles=PROFILES, library=trt, hardware_compatibility="ampere_plus", profiling_verbosity="DETAILED"
    )
    by_member = trt_cffi.build(
        DIGITS,
        profiles=PROFILES,
        library=trt,
        hardware_compatibility=trt.HardwareCompatibilityLevel.AMPERE_PLUS,
        profiling_verbosity=trt.ProfilingVerbosity.DETAILED,
    )
    assert by_name == by_member
    assert trt_cffi.load_engine(by_name).hardware_compatibility_level.name == "AMPERE_PLUS"


def test_an_unknown_level_is_refused_with_those_that_there_are(trt):
    with pytest.raises(ValueError, match=r"'best' is no HardwareCompatibilityLevel of TensorRT .*: NONE, AMPERE_PLUS"):
        trt_cffi.build(DIGITS, library=trt, hardware_compatibility="best")


def test_an_input_without_a_fixed_shape_needs_a_profile(trt):
    with pytest.raises(ValueError, match=r"profiles=\[\{'images': \(\(1, 1, 8, 8\), \(8, 1, 8, 8\), "):
        trt_cffi.build(DIGITS, library=trt)


@pytest.mark.parametrize(
    ("option", "major", "said"),
    [
        ("bf16", 8, "there since 10.0"),
        ("strip_weights", 8, "there since 10.0"),
        ("weight_streaming", 8, "there since 10.0"),
        ("strongly_typed", 8, "there since 10.0"),
        ("fp16", 11, "the model's own types decide"),
        ("int8", 11, "the model's own types decide"),
    ],
)
def test_what_a_version_does_not_have_is_refused(option, major, said):
    with pytest.raises(trt_cffi.NotAvailableError, match=said):
        trt_cffi.build(DIGITS, profiles=PROFILES, library=f"simulator{major}", **{option: True})


@pytest.mark.parametrize("data", [b"", b"not a model", DIGITS.read_bytes()[:1000]])
def test_what_is_no_model_is_refused(trt, data):
    with pytest.raises(trt_cffi.ModelError, match=r"the model: .*(no ONNX model|is empty)"):
        trt_cffi.build(data, library=trt)


def test_an_unknown_operator_is_refused(trt):
    node = helper.make_node("Frobnicate", ["x"], ["y"], name="odd")
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]) for name in "xy"]
    model = helper.make_model(helper.make_graph([node], "g", values[:1], values[1:]))
    with pytest.raises(ValueError, match="Frobnicate"):
        trt_cffi.build(model, library=trt)


def test_a_file_that_is_not_there_is_an_error(trt, tmp_path):
    with pytest.raises(FileNotFoundError):
        trt_cffi.build(tmp_path / "nothing.onnx", library=trt)


def test_what_is_no_model_at_all_is_refused(trt):
    with pytest.raises(TypeError, match=r"neither a path nor an onnx.ModelProto is bytes"):
        trt_cffi.build(42, library=trt)


@pytest.mark.parametrize("option", ["debug", "tactic_sources", "compute_capabilities"])
def test_one_name_is_no_list_of_names(trt, option):
    with pytest.raises(TypeError, match=rf"write {option}=\['h0'\]"):
        trt_cffi.build(DIGITS, library=trt, **{option: "h0"})


def test_a_plan_is_told_to_be_no_model(trt, plan):
    with pytest.raises(trt_cffi.ModelError, match="a plan already, no ONNX model"):
        trt_cffi.build(plan("tiny"), library=trt)


def test_the_product_is_told_with_its_version():
    with pytest.raises(ValueError, match=r"'SM42' is no ComputeCapability of TensorRT for RTX 1\.7\.1: .*SM89"):
        trt_cffi.build(DIGITS, library="simulatorrtx", compute_capabilities=["SM42"])
    with pytest.raises(trt_cffi.NotAvailableError, match=r"fp16 is not available in TensorRT for RTX 1\.7\.1"):
        trt_cffi.build(DIGITS, library="simulatorrtx", fp16=True)


# ---- weights in files beside the model ----


@pytest.fixture
def external(tmp_path):
    path = tmp_path / "digits.onnx"
    onnx.save(onnx.load(DIGITS), path, save_as_external_data=True, location="weights.bin", size_threshold=0)
    return path


def test_weights_beside_the_model_are_read(trt, external):
    plan = trt_cffi.build(external, profiles=PROFILES, library=trt)
    assert trt_cffi.load_engine(plan, library=trt).num_optimization_profiles == 2


def test_weights_are_nowhere_without_the_models_path(trt, external):
    with pytest.raises(ValueError, match=r"weights in 'weights.bin': give the path of its file"):
        trt_cffi.build(external.read_bytes(), profiles=PROFILES, library=trt)


def test_weights_outside_of_the_models_folder_are_not_read(trt, external):
    external.with_name("weights.bin").rename(external.parent.parent / "weights.bin")
    model = onnx.load(external, load_external_data=False)
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = "../weights.bin"
    external.write_bytes(model.SerializeToString())
    with pytest.raises(ValueError, match="outside of its folder"):
        trt_cffi.build(external, profiles=PROFILES, library=trt)


# ---- NVIDIA's names ----


def test_a_simulator_says_that_it_has_no_builder(trt):
    with pytest.raises(trt_cffi.NotAvailableError, match=r"has no builder; trt_cffi.build\(model, library=…\)"):
        trt.Builder(trt_cffi.Logger())


def test_nothing_that_runs_a_plan_imports_what_builds_one(trt):
    library = f"simulator{name_of(trt.version[0])}"
    code = (
        f"import sys, trt_cffi; t = trt_cffi.open_library({library!r}); t.Runtime(t.Logger())\n"
        "print(*(m for m in sys.modules if m.split('.')[-1] in {'builder', 'building', 'network', 'onnx_parser'}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "\n"
