"""Bad input on the real library: an exception or the documented answer, never a crash, nothing leaked."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import trt_cffi
from tests.gpu.conftest import PLANS, library
from tests.shared.bad_plans import *  # noqa: F403

F = np.float32


def test_a_simulators_plan_is_none_and_the_log_says_what_it_is(runtime, log):
    head = b"strt" + (1).to_bytes(4, "little") + bytes(8) + (64).to_bytes(8, "little") + bytes([8, 6, 0, 0]) + bytes(4)
    assert runtime.deserialize_cuda_engine(head + bytes(32)) is None
    assert "made for the simulator" in log.errors[-1]


def test_the_error_of_another_major_names_both_versions(plan, log):
    newer = library(11)
    assert newer.Runtime(log).deserialize_cuda_engine(plan("tiny")) is None
    assert "built by TensorRT 8.6.0" in log.errors[-1]
    assert newer.__version__ in log.errors[-1]


def test_closing_frees_at_once_and_use_afterwards_is_an_exception(memory, load):
    engine = load("resnet")
    context = engine.create_execution_context()
    before = memory.used()
    engine.close()
    engine.close()
    assert context.closed
    assert memory.used() <= before
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


def test_nothing_leaks_in_five_hundred_rounds(runtime, plan, memory):
    data = plan("tiny")
    x, y = memory.upload(np.arange(16, dtype=F)), memory.alloc(64)

    def rounds(count):
        for _ in range(count):
            context = runtime.deserialize_cuda_engine(data).create_execution_context()
            context.set_tensor_address("x", x)
            context.set_tensor_address("y", y)
            assert context.execute_async_v3(0)
            runtime.deserialize_cuda_engine(data[:100])
        memory.sync()
        gc.collect()

    rounds(20)
    objects, used, resident = len(gc.get_objects()), memory.used(), resident_kib()
    rounds(500)
    assert len(gc.get_objects()) - objects < 1500, "500 messages of the log are kept on purpose"
    assert memory.used() <= used + (4 << 20)
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
def test_any_order_of_deletion_and_the_end_of_the_interpreter_are_safe(trt, order):
    program = f"""
import trt_cffi, gc
class Log(trt_cffi.ILogger):
    def log(self, severity, msg):
        pass
library = trt_cffi.open_library({trt.path!r})
runtime = library.Runtime(Log())
engine = runtime.deserialize_cuda_engine(open({str(PLANS / "digits.vc.plan")!r}, "rb").read())
context = engine.create_execution_context()
{order}
gc.collect()
print("survived")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "survived", "")
