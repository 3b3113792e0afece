from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from trt_cffi.driver import query

if TYPE_CHECKING:
    import pathlib

# A driver for two GPUs; COUNT, INIT and LACKING make it another.
DRIVER = r"""
#include <stddef.h>
#include <string.h>
#ifndef COUNT
#define COUNT 2
#endif
#ifndef INIT
#define INIT 0
#endif
int cuInit(unsigned flags) { return flags ? 1 : INIT; }
int cuDriverGetVersion(int *version) { *version = 12090; return 0; }
int cuDeviceGetCount(int *count) { *count = COUNT; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal + 10; return 0; }
int cuDeviceGetName(char *name, int length, int device) {
  strncpy(name, device == 10 ? "First" : "Second", length);
  return 0;
}
int cuDeviceGetAttribute(int *value, int attribute, int device) {
  *value = attribute == 75 ? 9 : device - 10;
  return 0;
}
#ifndef LACKING
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = (size_t)(device - 9) << 32; return 0; }
#endif
int cuGetErrorString(int error, const char **text) {
  *text = error == 100 ? "no device is detected" : 0;
  return *text ? 0 : 1;
}
"""


def driver(folder: pathlib.Path, *defines: str) -> str:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler")
    library = folder / "libcuda.so.1"
    command = [compiler, "-shared", "-fPIC", *(f"-D{define}" for define in defines), "-x", "c", "-", "-o", str(library)]
    subprocess.run(command, input=DRIVER.encode(), check=True)
    return str(library)


def test_a_driver_tells_its_version_and_gpus(tmp_path: pathlib.Path) -> None:
    path = driver(tmp_path)
    info = query(path)
    assert (info.found, info.reason, info.path, info.version) == (True, "", path, (12, 9))
    assert [(d.name, d.compute_capability, d.memory) for d in info.devices] == [
        ("First", (9, 0), 4 << 30),
        ("Second", (9, 1), 8 << 30),
    ]
    assert str(info.devices[1]) == "Second, compute capability 9.1, 8 GiB"


def test_a_driver_without_a_gpu_says_why_in_its_words(tmp_path: pathlib.Path) -> None:
    info = query(driver(tmp_path, "INIT=100"))
    assert (info.found, info.devices, info.version) == (False, (), (12, 9))
    assert info.reason == "cuInit failed with error 100: no device is detected"


def test_an_error_without_words_keeps_its_number(tmp_path: pathlib.Path) -> None:
    assert query(driver(tmp_path, "INIT=999")).reason == "cuInit failed with error 999: unknown"


def test_a_driver_that_counts_no_gpu_is_not_found(tmp_path: pathlib.Path) -> None:
    info = query(driver(tmp_path, "COUNT=0"))
    assert (info.found, info.reason) == (False, "the CUDA driver sees no GPU")


def test_a_driver_that_lacks_a_function_is_a_reason(tmp_path: pathlib.Path) -> None:
    info = query(driver(tmp_path, "LACKING"))
    assert not info.found
    assert "cuDeviceTotalMem_v2" in info.reason


def test_no_driver_is_a_reason(tmp_path: pathlib.Path) -> None:
    missing = tmp_path / "libcuda.so.1"
    info = query(str(missing))
    assert (info.found, info.path, info.version, info.devices) == (False, None, None, ())
    assert info.reason.startswith("the CUDA driver was not found: ")
    assert str(missing) in info.reason


def test_a_file_that_is_no_library_is_a_reason(tmp_path: pathlib.Path) -> None:
    (tmp_path / "libcuda.so.1").write_bytes(b"not a library")
    assert not query(str(tmp_path / "libcuda.so.1")).found


def test_this_machine_has_a_gpu_or_a_reason() -> None:
    info = query()
    assert info.found == bool(info.devices) == (not info.reason)


def test_neither_ctypes_nor_cuda_is_imported_before_it_is_asked() -> None:
    code = "import sys, trt_cffi.driver; assert not {'ctypes', 'cuda', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
