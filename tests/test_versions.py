"""What depends on the version of the library that was loaded."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import trt_cffi
from tests.compilers import cc
from tests.models.recipes import plan
from tests.support import tensorrt_of
from trt_cffi import driver
from trt_cffi.shim import ffi, native_path

SOURCE = Path(__file__).with_name("stand_in.c")


@pytest.fixture
def stand_in(tmp_path):
    """Compiles a library that says it is of some version; see stand_in.c."""

    def compiled(name, *defines, simulator=True):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        flags = [f"-D{define}" for define in (*defines, *(["AS_SIMULATOR"] if simulator else []))]
        command = [*cc(), "-shared", "-fPIC", "-O1", *flags, str(SOURCE), "-o", str(path), "-ldl"]
        subprocess.run(command, check=True)
        return path

    return compiled


def older(stand_in, major, version):
    """The simulator of a major version, which says that it is of an older minor one."""
    simulator = native_path(f"libtrt_sim{major}.so")
    name = "libtensorrt_rtx.so.1" if major == "rtx" else f"libnvinfer.so.{major}"
    name = f"{version}/{name}"  # as an open file is not opened again
    return trt_cffi.open_library(stand_in(name, f"VERSION={version}", f'SIMULATOR="{simulator}"'))


def engine_of(library, name="digits"):
    runtime = library.Runtime(trt_cffi.Logger(trt_cffi.Logger.ERROR))
    return runtime.deserialize_cuda_engine(plan(name, tensorrt_of(library)))


def test_a_method_newer_than_the_loaded_minor_version_is_not_called(stand_in):
    engine = engine_of(older(stand_in, 10, 100000))
    assert engine.get_tensor_format_desc("images", 0)  # 8.6.1 on
    assert engine.device_memory_size >= 0  # by the method of 10.0
    values = engine_of(older(stand_in, 10, 101000), "reshape").get_tensor_profile_values("shape", 0)
    assert values == [[1, 1], [4, 6], [4096, 4096]]  # by the method of before 10.11


def test_a_method_of_861_is_not_available_in_860():
    engine = engine_of(trt_cffi.open_library("simulator8"))
    with pytest.raises(trt_cffi.NotAvailableError, match=r"not available in TensorRT 8\.6\.0; there since 8\.6"):
        engine.get_tensor_format("images", 0)


def test_a_method_of_10_is_not_available_in_8():
    engine = engine_of(trt_cffi.open_library("simulator8"))
    with pytest.raises(trt_cffi.NotAvailableError, match=r"not available in TensorRT 8\.6\.0; there since 10\.0"):
        engine.get_device_memory_size_for_profile(0)


def test_what_tensorrt_got_with_113_is_in_tensorrt_for_rtx_from_17_on(stand_in):
    older_runtime = older(stand_in, "rtx", 10601).Runtime(trt_cffi.Logger())
    with pytest.raises(
        trt_cffi.NotAvailableError, match=r"not available in TensorRT for RTX 1\.6\.1; there since 1\.7"
    ):
        older_runtime.dla_workspace_allocation_strategy  # noqa: B018
    newer = trt_cffi.open_library("simulatorrtx")
    runtime = newer.Runtime(trt_cffi.Logger())
    assert runtime.dla_workspace_allocation_strategy == newer.DLAWorkspaceAllocationStrategy.DEFAULT


def test_tensorrt_for_rtx_has_its_members_from_their_version_on(stand_in):
    libraries = [older(stand_in, "rtx", version) for version in (10500, 10601, 10701)]
    runtimes = [library.Runtime(trt_cffi.Logger(trt_cffi.Logger.ERROR)) for library in libraries]
    engines = [runtime.deserialize_cuda_engine(plan("digits", "rtx")) for runtime in runtimes]
    assert [hasattr(each, "get_engine_validity") for each in runtimes] == [True, True, True]
    assert [hasattr(each, "defer_weights_loading") for each in runtimes] == [False, True, True]
    assert [hasattr(each, "load_weights") for each in engines] == [False, True, True]
    assert [hasattr(each, "weights_loaded") for each in engines] == [False, True, True]
    assert [hasattr(each, "unload_weights") for each in engines] == [False, False, True]
    with pytest.raises(
        trt_cffi.NotAvailableError, match=r"create_weights_manager is not .* for RTX 1\.6\.1; there since 1\.7"
    ):
        engines[1].create_weights_manager()


def test_what_went_with_8_is_not_available_in_tensorrt_for_rtx():
    engine = engine_of(trt_cffi.open_library("simulatorrtx"))
    with pytest.raises(trt_cffi.NotAvailableError, match=r"TensorRT for RTX 1\.7\.1; there until TensorRT 8\.6"):
        engine._done(engine._library._shim.trt_engine_get_num_bindings(engine._handle, ffi.new("int32_t *")))


def test_hasattr_tells_whether_a_version_has_a_method(stand_in):
    libraries = [trt_cffi.open_library("simulator8"), older(stand_in, 10, 100000), trt_cffi.open_library("simulator10")]
    there = {
        name: [hasattr(owner(library), name) for library in libraries for owner in (of_class, of_object)]
        for of_class, of_object, name in (
            (lambda each: each.ICudaEngine, engine_of, "is_debug_tensor"),
            (lambda each: each.ICudaEngine, engine_of, "create_runtime_config"),
            (
                lambda each: each.IExecutionContext,
                lambda each: engine_of(each).create_execution_context(),
                "get_runtime_config",
            ),
        )
    }
    assert there == {
        "is_debug_tensor": [False, False, True, True, True, True],  # 10.0 on
        "create_runtime_config": [False, False, False, False, True, True],  # 10.11 on
        "get_runtime_config": [False, False, False, False, True, True],
    }


def test_another_major_version_is_refused_with_its_number(stand_in):
    with pytest.raises(trt_cffi.LibraryNotFoundError, match=r"is TensorRT 9\.1\.0") as caught:
        trt_cffi.open_library(stand_in("libnvinfer.so.9", "VERSION=9100", "ANSWER=0"))
    assert "there are shims for TensorRT 8, 10 and 11, and for TensorRT for RTX" in str(caught.value)


def test_tensorrt_for_rtx_before_15_is_refused_with_its_number(stand_in):
    with pytest.raises(trt_cffi.LibraryNotFoundError, match=r"is TensorRT for RTX 1\.4\.0, .* from .* 1\.5\.0 on"):
        trt_cffi.open_library(stand_in("libtensorrt_rtx.so.1", "VERSION=10400", "ANSWER=0"))


@pytest.mark.parametrize("answer", ["0", "0x228", "0x238", "4095"])
def test_a_small_number_in_the_place_of_a_runtime_is_no_runtime(stand_in, answer):
    library = trt_cffi.open_library(stand_in("libnvinfer.so.10", "VERSION=101601", f"ANSWER={answer}"))
    with pytest.raises(trt_cffi.TensorRTError, match="gave no runtime"):
        library.Runtime(trt_cffi.Logger())


@pytest.mark.parametrize("version", ["8600", "101601", "110400"])
def test_without_a_driver_the_library_is_not_entered(stand_in, version):
    if driver.query().devices:
        pytest.skip("this machine has a GPU")
    major = int(version) // (1000 if int(version) < 10000 else 10000)
    # 1 is an address that would crash whoever uses it
    path = stand_in(f"libnvinfer.so.{major}", f"VERSION={version}", "ANSWER=4096", simulator=False)
    library = trt_cffi.open_library(path)
    with pytest.raises(trt_cffi.NoDriverError, match=f"TRT_CFFI_LIBRARY=simulator{major}"):
        library.Runtime(trt_cffi.Logger())
