"""`trt-cffi info` tells what there is, what was tried and what to do."""

from __future__ import annotations

import json
import platform
import re
from importlib.metadata import version

import pytest

from trt_cffi import driver
from trt_cffi.cli import info

DEVICE = driver.Device("NVIDIA H200", (9, 0), 139 << 30)
GPU = driver.DriverInfo(path="/lib/libcuda.so.1", version=(13, 0), devices=(DEVICE,))
NO_DRIVER = driver.DriverInfo(reason="the CUDA driver was not found")


@pytest.fixture(params=["simulator8", "simulator10", "simulator11", "simulatorrtx"])
def chosen(request, monkeypatch):
    def choose():
        monkeypatch.setenv("TRT_CFFI_LIBRARY", request.param)
        return request.param

    return choose


def test_the_library_in_use_is_described(trt_cffi, chosen):
    tensorrt = chosen().removeprefix("simulator")
    output = trt_cffi("info")
    name, major = ("TensorRT for RTX", 1) if tensorrt == "rtx" else ("TensorRT", tensorrt)
    assert re.search(rf"^{name} +{major}\.", output)
    assert f"libtrt_sim{tensorrt}.so" in output
    assert "TRT_CFFI_LIBRARY" in output
    assert f"shim {tensorrt}" in output
    assert "API version 1" in output
    assert platform.python_version() in output
    assert version("cffi") in output


def test_json_has_the_same(trt_cffi, chosen):
    name = chosen()
    facts = json.loads(trt_cffi("info", "--json"))
    assert facts["library"]["flavour"] == "simulator"
    assert facts["library"]["version"].startswith(name.removeprefix("simulator").replace("rtx", "1.7"))
    assert facts["chosen"] == name
    assert facts["usable"] is True
    assert {each["api_version"] for each in facts["shims"].values()} == {1}
    assert facts["packages"]["numpy"] == version("numpy")


def test_what_was_tried_is_listed_with_its_reason(trt_cffi, monkeypatch):
    monkeypatch.setattr(driver, "query", lambda: NO_DRIVER)
    facts = json.loads(trt_cffi("info", "--json"))
    output = trt_cffi("info")
    assert "Tried and rejected" in output
    for each in facts["rejected"]:
        assert each["place"] in output
    assert "tensorrt_libs" in [each["place"] for each in facts["rejected"]]
    assert "There is no GPU to use (the CUDA driver was not found)" in output
    assert "trt-cffi demo" in output


def test_where_there_is_no_gpu_a_tensorrt_for_rtx_builds(trt_cffi, monkeypatch):
    monkeypatch.setattr(driver, "query", lambda: NO_DRIVER)
    rtx = {"path": "/lib/libtensorrt_rtx.so.1", "product": "TensorRT for RTX", "version": "1.7.1", "flavour": "rtx"}
    monkeypatch.setattr(info, "_library", lambda: ({**rtx, "found": "the system's loader"}, None, []))
    assert "Plans can be built without a GPU" in trt_cffi("info")
    monkeypatch.setattr(info, "_library", lambda: ({**rtx, "flavour": "lean", "found": "…"}, None, []))
    assert "Plans can be built" not in trt_cffi("info")


def test_a_wrong_choice_fails_and_says_what_to_correct(trt_cffi, monkeypatch, tmp_path):
    monkeypatch.setenv("TRT_CFFI_LIBRARY", str(tmp_path / "libnvinfer.so.10"))
    output = trt_cffi("info", exit_code=1)
    assert "No such file" in output
    assert "Correct TRT_CFFI_LIBRARY" in output
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "simulator7")
    assert "simulator8, simulator10, simulator11 and simulatorrtx" in trt_cffi("info", exit_code=1)


def test_a_gpu_without_a_library_is_told_what_to_install(trt_cffi, monkeypatch):
    monkeypatch.setattr(driver, "query", lambda: GPU)
    facts = json.loads(trt_cffi("info", "--json"))
    if facts["library"] is not None:
        pytest.skip("this machine has a libnvinfer")
    assert facts["driver"]["devices"] == [
        {"name": "NVIDIA H200", "compute_capability": "9.0", "memory": 139 << 30},
    ]
    assert any("trt_cffi[cu13]" in each for each in facts["advice"])
    assert "NVIDIA H200, compute capability 9.0, 139 GiB" in trt_cffi("info")


def test_without_onnx_runtime_and_gpu_nothing_can_run(trt_cffi, monkeypatch, tmp_path):
    monkeypatch.setattr(driver, "query", lambda: NO_DRIVER)
    monkeypatch.setenv("TRT_SIM_ONNXRUNTIME", str(tmp_path / "none.so"))
    output = trt_cffi("info", exit_code=1)
    assert "pip install 'trt_cffi[simulator]'" in output
