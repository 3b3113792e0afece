"""Plans built on a GPU: by the full TensorRT 8.6.0, and by TensorRT for RTX, each output against the stored one.

`TRT_CFFI_TEST_LIBRARY8_FULL` names the full libnvinfer.so.8, with its builder resources, its plugin library and the
ONNX parser beside it; `TRT_CFFI_TEST_LIBRARY_RTX` a libtensorrt_rtx with its parser. What is not there is skipped. No
cuBLAS or cuDNN is there, so kernels are limited to those of TensorRT's own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import numpy as np
import pytest

import trt_cffi
from tests.gpu.conftest import library
from tests.gpu.test_plans import TOLERANCE
from tests.models.recipes import OF_8, OWN_KERNELS, RECIPES
from tests.shared.rtx_builder import *  # noqa: F403
from tests.shared.rtx_builder import built
from tests.support import MODELS, Growing, Log, feed, stored
from trt_cffi import plan_cache, simulator

DIGITS = MODELS / "digits.onnx"
FLOAT = 5e-3  # TF32 rounds to 10 bits


def check(trt, memory, plan, name):
    """Run a plan and compare its outputs with the stored ones."""
    inputs, expected = stored(name)
    engine = trt_cffi.load_engine(plan, library=trt)
    context = engine.create_execution_context()
    keep = feed(trt, memory, context, inputs)
    allocators = {output: Growing(memory, 1 << 22) for output in expected}
    for output, allocator in allocators.items():
        assert context.set_output_allocator(output, allocator)
    assert context.infer_shapes() == []
    assert context.execute_async_v3(memory.stream())
    memory.sync()
    for output, allocator in allocators.items():
        dtype = trt.nptype(engine.get_tensor_dtype(output))
        got = memory.download(allocator.pointer, allocator.shape, dtype)
        assert got.shape == expected[output].shape
        tolerance = TOLERANCE.get(name, FLOAT)
        np.testing.assert_allclose(got, expected[output], rtol=tolerance, atol=tolerance)
    del keep


# ---- TensorRT 8.6.0 ----


@pytest.mark.parametrize("name", OF_8)
def test_a_model_is_built_and_gives_its_outputs(full, memory, name):
    check(full, memory, built(full, name, tactic_sources=OWN_KERNELS), name)


@pytest.mark.parametrize("name", ["tiny", "nonzero", "reshape", "digits"])
def test_a_version_compatible_plan_runs_on_the_lean_runtime(full, memory, name):
    plan = built(
        full,
        name,
        tactic_sources=OWN_KERNELS,
        version_compatible=True,
        exclude_lean_runtime=True,
        hardware_compatibility="AMPERE_PLUS",
    )
    check(library(8), memory, plan, name)


def test_options_are_those_of_the_engine(full):
    plan = built(
        full,
        "digits",
        tactic_sources=OWN_KERNELS,
        refittable=True,
        profiling_verbosity="DETAILED",
        hardware_compatibility="AMPERE_PLUS",
        optimization_level=1,
        workspace=1 << 28,
        max_aux_streams=0,
        tf32=False,
    )
    engine = trt_cffi.load_engine(plan, library=full)
    assert engine.refittable
    assert engine.profiling_verbosity == full.ProfilingVerbosity.DETAILED
    assert engine.hardware_compatibility_level == full.HardwareCompatibilityLevel.AMPERE_PLUS
    assert engine.num_aux_streams == 0
    assert engine.num_optimization_profiles == 2
    allowed = sum(1 << int(full.TacticSource[name]) for name in OWN_KERNELS)
    assert engine.tactic_sources & ~allowed == 0  # it tells those that it uses


def test_a_timing_cache_is_kept(full, tmp_path):
    file, spent = tmp_path / "timings", []
    for _ in range(2):
        started = time.perf_counter()
        built(full, "resnet", tactic_sources=OWN_KERNELS, timing_cache=file)
        spent.append(time.perf_counter() - started)
    assert file.stat().st_size > 1000
    assert spent[1] < spent[0]


def script(trt, log):
    """NVIDIA's usual script, up to the network and its config."""
    builder = trt.Builder(log)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH))
    parser = trt.OnnxParser(network, log)
    config = builder.create_builder_config()
    config.set_tactic_sources(sum(1 << int(trt.TacticSource[name]) for name in OWN_KERNELS))
    return builder, network, parser, config


def test_nvidias_usual_script_builds_a_plan(full, memory):
    log = Log()
    builder, network, parser, config = script(full, log)
    assert parser.parse_from_file(str(DIGITS)), [str(parser.get_error(i)) for i in range(parser.num_errors)]
    assert [network.get_input(i).name for i in range(network.num_inputs)] == ["images"]
    assert tuple(network.get_input(0).shape) == (-1, 1, 8, 8)
    assert network.get_output(0).name == "logits"
    assert network.get_output(0).is_network_output
    assert network[0].type == full.LayerType.CONVOLUTION
    assert len({layer.name for layer in network}) == len(network) == network.num_layers
    profile = builder.create_optimization_profile()
    profile.set_shape("images", (1, 1, 8, 8), (32, 1, 8, 8), (1024, 1, 8, 8))
    assert profile
    assert [tuple(shape) for shape in profile.get_shape("images")] == [(1, 1, 8, 8), (32, 1, 8, 8), (1024, 1, 8, 8)]
    assert config.add_optimization_profile(profile) == 0
    assert builder.is_network_supported(network, config)
    network.name = "named"
    plan = builder.build_serialized_network(network, config)
    assert trt_cffi.load_engine(plan, library=full).name == "named"
    check(full, memory, plan, "digits")
    for each in (parser, config, network, builder):
        each.close()


def test_an_engine_is_built_without_a_plan(full):
    builder, network, parser, config = script(full, Log())
    assert parser.parse((MODELS / "tiny.onnx").read_bytes())
    engine = builder.build_engine(network, config)
    assert engine.num_io_tensors == 2
    del builder, network, parser, config
    assert engine.get_tensor_name(0) == "x"


def test_a_model_that_cannot_be_parsed_names_the_node(full):
    # the model's last operator becomes one that nobody has
    data = DIGITS.read_bytes().replace(b"\x22\x04Gemm", b"\x22\x04Gimm")
    with pytest.raises(trt_cffi.ModelError, match=r"node 6 '.*' \(Gimm\)") as raised:
        trt_cffi.build(data, profiles=RECIPES["digits"].profiles, library=full, tactic_sources=OWN_KERNELS)
    assert raised.value.errors


def test_a_network_without_a_profile_is_refused_before_it_is_built(full):
    with pytest.raises(ValueError, match=r"profiles=\[\{'images': \(\(1, 1, 8, 8\)"):
        trt_cffi.build(DIGITS, library=full, tactic_sources=OWN_KERNELS)


def test_the_lean_runtime_says_that_it_has_no_builder():
    with pytest.raises(trt_cffi.NotAvailableError, match="has no builder"):
        trt_cffi.build(MODELS / "tiny.onnx", library=library(8))


def test_builds_leave_no_device_memory(full, memory):
    built(full, "tiny", tactic_sources=OWN_KERNELS)
    before = memory.used()
    for _ in range(5):
        built(full, "tiny", tactic_sources=OWN_KERNELS)
    assert memory.used() <= before + (8 << 20)


def test_the_program_builds_a_plan(full, memory, tmp_path):
    plan = tmp_path / "digits.plan"
    shapes = ["--minShapes=images:1x1x8x8", "--optShapes=images:32x1x8x8", "--maxShapes=images:1024x1x8x8"]
    command = [sys.executable, "-m", "trt_cffi.cli", "build", str(DIGITS), "-o", str(plan), "--library", full.path]
    ran = subprocess.run(
        [*command, *shapes, f"--tacticSources={','.join(OWN_KERNELS)}"],
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    check(full, memory, plan.read_bytes(), "digits")


def test_a_runner_builds_a_model_once_and_gives_its_outputs(full, tmp_path, monkeypatch):
    monkeypatch.setenv("TRT_CFFI_CACHE", str(tmp_path))
    inputs, expected = stored("digits")
    options = {"profiles": RECIPES["digits"].profiles, "tactic_sources": OWN_KERNELS}
    plans = []
    for _ in range(2):
        with trt_cffi.Runner(DIGITS, library=full, build=options) as runner:
            np.testing.assert_allclose(runner(inputs)["logits"], expected["logits"], rtol=FLOAT, atol=FLOAT)
        (entry,) = plan_cache.entries()
        plans.append(entry.state())
    assert plans[0] == plans[1]
    name, major, minor, processors, size = entry.about()["gpu"]
    assert name
    assert 0 not in (major, processors, size)
    assert minor >= 0


def test_a_plan_in_the_cache_that_tensorrt_refuses_is_built_again(full, tmp_path, monkeypatch):
    monkeypatch.setenv("TRT_CFFI_CACHE", str(tmp_path))
    options = {"tactic_sources": OWN_KERNELS}
    trt_cffi.Runner(MODELS / "tiny.onnx", library=full, build=options).close()
    (entry,) = plan_cache.entries()
    entry.write(simulator.build(MODELS / "tiny.onnx", [], 8), entry.about())
    log = Log()
    inputs, expected = stored("tiny")
    with trt_cffi.Runner(MODELS / "tiny.onnx", library=full, build=options, logger=log) as runner:
        np.testing.assert_allclose(runner(inputs)["y"], expected["y"], rtol=FLOAT, atol=FLOAT)
    assert sum("built again" in message for _, message in log.messages) == 1


# ---- TensorRT for RTX ----


def test_tensorrt_for_rtx_says_which_gpus_it_serves(rtx):
    plan = built(rtx, "tiny")
    try:
        engine = trt_cffi.load_engine(plan, library=rtx)
    except trt_cffi.EngineDeserializeError as error:  # as on GPUs of compute capability 9.0
        assert "compute capability" in str(error)  # noqa: PT017 — on other GPUs there is none
    else:
        assert engine.num_io_tensors == 2
