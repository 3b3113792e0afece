"""`Runtime` on the simulators."""

from __future__ import annotations

from pathlib import Path

import pytest

import trt_cffi
from tests.support import Log, Pool, Recorder


def test_a_runtime_keeps_its_logger(trt, log, runtime):
    assert runtime.logger is log
    assert trt.__version__ in repr(runtime)


@pytest.mark.parametrize("wrong", [None, 3, "log", trt_cffi.Logger, object()])
def test_a_runtime_needs_a_logger(trt, wrong):
    with pytest.raises(TypeError, match="ILogger"):
        trt.Runtime(wrong)


def test_a_runtime_can_be_subclassed(trt, log, plan):
    class Mine(trt.Runtime):
        pass

    assert Mine(log).deserialize_cuda_engine(plan("tiny")).num_io_tensors == 2


def test_properties_are_kept(runtime, log):
    assert runtime.max_threads == 1
    runtime.max_threads = 4
    runtime.max_threads = 0
    assert runtime.max_threads == 4
    assert log.errors
    assert runtime.temporary_directory is None
    for folder in ("/tmp", Path("/tmp"), b"/tmp"):
        runtime.temporary_directory = folder
        assert runtime.temporary_directory == "/tmp"
        runtime.temporary_directory = None
        assert runtime.temporary_directory is None
    assert runtime.engine_host_code_allowed is False
    runtime.engine_host_code_allowed = True
    assert runtime.engine_host_code_allowed is True
    runtime.tempfile_control_flags = 1
    assert runtime.tempfile_control_flags == 1
    runtime.DLA_core = 0
    assert (runtime.DLA_core, runtime.num_DLA_cores) == (-1, 0)


@pytest.mark.parametrize(
    ("name", "wrong", "error"),
    [
        ("max_threads", 1.5, TypeError),
        ("max_threads", 2**31, TypeError),
        ("DLA_core", None, TypeError),
        ("tempfile_control_flags", -1, TypeError),
        ("tempfile_control_flags", 2**32, TypeError),
        ("engine_host_code_allowed", "no", TypeError),
        ("temporary_directory", 3, TypeError),
        ("temporary_directory", "/tmp\0/x", ValueError),
        ("error_recorder", 3, TypeError),
        ("gpu_allocator", 3, TypeError),
    ],
)
def test_a_wrong_value_for_a_property_is_an_exception(runtime, name, wrong, error):
    with pytest.raises(error):
        setattr(runtime, name, wrong)


def test_gpu_allocator_cannot_be_read(runtime, memory):
    runtime.gpu_allocator = Pool(memory)
    with pytest.raises(AttributeError):
        runtime.gpu_allocator  # noqa: B018
    runtime.gpu_allocator = None


def test_the_error_recorder_hears_of_a_bad_plan_instead_of_the_log(runtime, log):
    recorder = runtime.error_recorder = Recorder()
    assert runtime.error_recorder is recorder
    assert runtime.deserialize_cuda_engine(b"no plan" * 100) is None
    assert recorder.errors
    assert not any("[simulator]" in error for error in log.errors)
    runtime.error_recorder = None
    assert runtime.error_recorder is None


def test_a_plan_of_another_major_is_none_and_the_log_names_both_versions(trt, runtime, log):
    from tests.models import recipes

    other = 10 if trt.version[0] != 10 else 11
    assert runtime.deserialize_cuda_engine(recipes.plan("tiny", other)) is None
    assert trt.__version__ in log.errors[-1]
    assert {10: "10.16.1", 11: "11.4.0"}[other] in log.errors[-1]


def test_a_real_plan_is_none_in_the_simulator_and_the_log_says_why(runtime, log):
    plan = Path(__file__).with_name("engines") / "8.6.0" / "tiny.vc.plan"
    assert runtime.deserialize_cuda_engine(plan.read_bytes()) is None
    assert "simulator" in log.errors[-1]


def test_the_simulator_loads_no_other_runtime(runtime, log):
    assert runtime.load_runtime("/no/such/libnvinfer_lean.so") is None
    assert log.errors
    for wrong, error in ((None, TypeError), (3, TypeError), ("/no\0such", ValueError)):
        with pytest.raises(error):
            runtime.load_runtime(wrong)


@pytest.mark.parametrize("trt", [11], indirect=True, ids="simulator{}".format)
def test_without_dla_the_strategy_for_its_memory_is_the_default(trt, runtime, log):
    strategies = trt.DLAWorkspaceAllocationStrategy
    assert runtime.dla_workspace_allocation_strategy is strategies.DEFAULT
    runtime.dla_workspace_allocation_strategy = strategies.DEFAULT
    with pytest.raises(trt_cffi.TensorRTError, match="setDLAWorkspaceAllocationStrategy"):
        runtime.dla_workspace_allocation_strategy = strategies.SHARED_STATIC
    for wrong in (1, None, "SHARED_STATIC", trt.DataType.HALF):
        with pytest.raises(TypeError, match="DLAWorkspaceAllocationStrategy"):
            runtime.dla_workspace_allocation_strategy = wrong
    with pytest.raises(trt_cffi.TensorRTError, match="there is no strategy 7"):
        runtime.dla_workspace_allocation_strategy = strategies(7)
    assert runtime.dla_workspace_allocation_strategy is strategies.DEFAULT


@pytest.mark.parametrize("trt", [8, 10], indirect=True, ids="simulator{}".format)
def test_there_is_no_strategy_for_the_memory_of_dla_before_11_3(runtime):
    with pytest.raises(trt_cffi.NotAvailableError, match=r"there since 11\.3"):
        runtime.dla_workspace_allocation_strategy  # noqa: B018
    with pytest.raises(trt_cffi.NotAvailableError, match="has no DLAWorkspaceAllocationStrategy"):
        runtime.dla_workspace_allocation_strategy = 0


def test_the_simulator_says_once_what_it_is(trt):
    log = Log()
    trt.Runtime(log)
    assert len([text for severity, text in log.messages if severity == "INFO" and "not a GPU" in text]) == 1
