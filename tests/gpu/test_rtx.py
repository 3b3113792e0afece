"""The real TensorRT for RTX on a GPU of compute capability 9.0, which it knows, but runs no plan on."""

from __future__ import annotations

import pytest

import trt_cffi
from tests.gpu.conftest import HERE, library
from tests.support import Recorder

PLAN = (HERE.parent / "engines" / "rtx-1.7.1" / "tiny.plan").read_bytes()


@pytest.fixture
def trt(rtx):
    return rtx


@pytest.fixture
def runtime(trt, log):
    return trt.Runtime(log)


@pytest.fixture
def on_90(memory):
    """Only on a GPU of compute capability 9.0."""
    kind = memory.cuda.cudaDeviceAttr
    wanted = kind.cudaDevAttrComputeCapabilityMajor, kind.cudaDevAttrComputeCapabilityMinor
    found = tuple(memory.call(memory.cuda.cudaDeviceGetAttribute, each, 0) for each in wanted)
    if found != (9, 0):
        pytest.skip(f"this GPU has compute capability {found}")


def test_the_library_says_what_it_is(trt):
    assert (trt.flavour, trt.simulator, trt.__version__) == ("rtx", False, "1.7.1")
    assert str(trt) == "TensorRT for RTX 1.7.1"


def test_properties_are_kept(runtime):
    assert runtime.defer_weights_loading is False
    runtime.defer_weights_loading = True
    assert runtime.defer_weights_loading is True
    assert runtime.max_threads == 1
    runtime.max_threads = 4
    assert runtime.max_threads == 4
    assert 0 < runtime.engine_header_size <= len(PLAN)


def test_a_plan_for_other_gpus_is_invalid_by_its_header(trt, runtime, on_90):
    validity, why = runtime.get_engine_validity(PLAN[: runtime.engine_header_size])
    assert validity == trt.EngineValidity.INVALID
    assert why & int(trt.EngineInvalidityDiagnostics.UNSUPPORTED_CC)
    assert not why & int(trt.EngineInvalidityDiagnostics.MALFORMED_ENGINE)


def test_what_is_no_plan_is_malformed(trt, runtime):
    validity, why = runtime.get_engine_validity(b"no plan" * 100)
    assert validity == trt.EngineValidity.INVALID
    assert why & int(trt.EngineInvalidityDiagnostics.MALFORMED_ENGINE)


def test_a_plan_for_other_gpus_is_refused_with_the_reason(trt, runtime, log, on_90):
    reason = "cannot run on this GPU, which has compute capability 9.0"
    assert runtime.deserialize_cuda_engine(PLAN) is None
    assert any(reason in message for message in log.errors)
    with pytest.raises(trt_cffi.EngineDeserializeError, match=reason):
        trt_cffi.load_engine(PLAN, library=trt, logger=log)


def test_a_plan_of_tensorrt_is_refused_by_name(trt, plan, log):
    with pytest.raises(trt_cffi.VersionMismatchError, match="the one cannot run plans of the other") as caught:
        trt_cffi.load_engine(plan("tiny"), library=trt, logger=log)
    assert "built by TensorRT 8.6.0, and loaded is TensorRT for RTX 1.7.1" in str(caught.value)


@pytest.mark.parametrize("major", [8, 10, 11])
def test_its_plan_is_refused_by_tensorrt_by_name(major, log):
    with pytest.raises(trt_cffi.VersionMismatchError, match="the one cannot run plans of the other") as caught:
        trt_cffi.load_engine(PLAN, library=library(major), logger=log)
    assert f"built by TensorRT for RTX 1.7.1, and loaded is TensorRT {library(major).__version__}" in str(caught.value)


def test_the_error_recorder_hears_of_a_bad_plan(runtime):
    recorder = Recorder()
    runtime.error_recorder = recorder
    assert runtime.deserialize_cuda_engine(b"no plan" * 100) is None
    assert recorder.errors
    runtime.error_recorder = None
    assert runtime.error_recorder is None


def test_the_plugin_registry_answers(trt, runtime):
    registry = trt.get_plugin_registry()
    assert registry is runtime.get_plugin_registry()
    enabled = registry.parent_search_enabled
    registry.parent_search_enabled = not enabled
    assert registry.parent_search_enabled is not enabled
    registry.parent_search_enabled = enabled
