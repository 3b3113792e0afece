"""Bad input on the real library: an exception or the documented answer, never a crash, nothing leaked."""

from __future__ import annotations

import gc
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import trt_cffi
from tests.gpu.conftest import PLANS, library, plan

F = np.float32


@pytest.mark.parametrize("size", [0, 1, 4, 27, 28, 64, 1000])
def test_a_truncated_plan_is_none_and_the_log_says_so(runtime, log, size):
    assert runtime.deserialize_cuda_engine(plan("digits")[:size]) is None
    assert log.errors


def test_the_log_says_how_much_of_a_plan_is_missing(runtime, log):
    whole = plan("digits")
    assert runtime.deserialize_cuda_engine(whole[:-1]) is None
    assert f"{len(whole)} bytes, and it has {len(whole) - 1}" in log.errors[-1]


def test_a_plan_with_something_appended_is_none(runtime, log):
    assert runtime.deserialize_cuda_engine(plan("tiny") + b"junk") is None
    assert "appended" in log.errors[-1]


def test_random_bytes_are_none(runtime, log):
    assert runtime.deserialize_cuda_engine(random.Random(1).randbytes(4096)) is None
    assert "no plan of TensorRT" in log.errors[-1]


def test_a_simulators_plan_is_none_and_the_log_says_what_it_is(runtime, log):
    head = b"strt" + (1).to_bytes(4, "little") + bytes(8) + (64).to_bytes(8, "little") + bytes([8, 6, 0, 0]) + bytes(4)
    assert runtime.deserialize_cuda_engine(head + bytes(32)) is None
    assert "made for the simulator" in log.errors[-1]


@pytest.mark.parametrize("wrong", [None, "plan", 3, ["x"]])
def test_what_is_no_buffer_is_a_type_error(runtime, wrong):
    with pytest.raises(TypeError):
        runtime.deserialize_cuda_engine(wrong)


def test_a_strided_plan_is_refused(runtime):
    data = np.frombuffer(plan("tiny"), np.uint8)
    with pytest.raises(ValueError, match="contiguous"):
        runtime.deserialize_cuda_engine(np.repeat(data, 2)[::2])


@pytest.mark.parametrize("buffer", [bytes, bytearray, memoryview, lambda b: np.frombuffer(b, np.uint8)])
def test_any_contiguous_buffer_is_a_plan(runtime, buffer):
    assert runtime.deserialize_cuda_engine(buffer(plan("tiny"))).num_io_tensors == 2


def test_the_error_of_another_major_names_both_versions(trt8, log):
    newer = library(11)
    assert newer.Runtime(log).deserialize_cuda_engine(plan("tiny")) is None
    assert "built by TensorRT 8.6.0" in log.errors[-1]
    assert newer.__version__ in log.errors[-1]


def test_closing_frees_at_once_and_use_afterwards_is_an_exception(gpu, load):
    engine = load("resnet")
    context = engine.create_execution_context()
    before = gpu.used()
    engine.close()
    engine.close()
    assert context.closed
    assert gpu.used() <= before
    for use in (
        lambda: context.execute_async_v3(0),
        lambda: context.set_input_shape("image", (1, 3, 64, 64)),
        lambda: context.name,
        lambda: context.engine,
        lambda: engine.num_io_tensors,
        engine.create_execution_context,
    ):
        with pytest.raises(trt_cffi.ClosedError, match="closed"):
            use()


def test_nothing_leaks_in_five_hundred_rounds(trt8, gpu, log):
    runtime, data = trt8.Runtime(log), plan("tiny")
    x, y = gpu.upload(np.arange(16, dtype=F)), gpu.alloc(64)

    def rounds(count):
        for _ in range(count):
            context = runtime.deserialize_cuda_engine(data).create_execution_context()
            context.set_tensor_address("x", x)
            context.set_tensor_address("y", y)
            assert context.execute_async_v3(0)
            runtime.deserialize_cuda_engine(data[:100])
        gpu.sync()
        gc.collect()

    rounds(20)
    objects, used, resident = len(gc.get_objects()), gpu.used(), resident_kib()
    rounds(500)
    assert len(gc.get_objects()) - objects < 1500, "500 messages of the log are kept on purpose"
    assert gpu.used() <= used + (4 << 20)
    assert resident_kib() - resident < 20_000


def resident_kib():
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@pytest.mark.parametrize(
    "order",
    [
        "del runtime, engine, context",
        "del context, engine, runtime",
        "runtime.close()",
        "context.close(); runtime.close()",
        "pass",
    ],
)
def test_any_order_of_deletion_and_the_end_of_the_interpreter_are_safe(trt8, order):
    program = f"""
import trt_cffi, gc
class Log(trt_cffi.ILogger):
    def log(self, severity, msg):
        pass
library = trt_cffi.open_library({trt8.path!r})
runtime = library.Runtime(Log())
engine = runtime.deserialize_cuda_engine(open({str(PLANS / "digits.vc.plan")!r}, "rb").read())
context = engine.create_execution_context()
{order}
gc.collect()
print("survived")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "survived", "")
