"""`import trt_cffi` costs next to nothing: it loads no library and none of the big packages."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import json, sys, time
started = time.perf_counter()
import trt_cffi
milliseconds = (time.perf_counter() - started) * 1e3
with open("/proc/self/maps") as maps:
    mapped = {line.split()[5] for line in maps if ".so" in line}
print(json.dumps({"milliseconds": milliseconds, "modules": sorted(sys.modules), "mapped": sorted(mapped)}))
"""


def import_in_a_new_process():
    result = subprocess.run([sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True)
    return json.loads(result.stdout)


def test_import_takes_less_than_30_ms():
    assert min(import_in_a_new_process()["milliseconds"] for _ in range(5)) < 30


def test_import_loads_no_big_package():
    roots = {name.partition(".")[0] for name in import_in_a_new_process()["modules"]}
    assert not roots & {"numpy", "cuda", "onnx", "onnxruntime", "click", "rich"}


def test_import_loads_no_libnvinfer_no_cuda_and_no_shim():
    mapped = import_in_a_new_process()["mapped"]
    assert not [
        path for path in mapped if any(part in path for part in ("nvinfer", "libcuda", "libtrt_", "onnxruntime"))
    ]
