"""Launches in a process that may not make memory executable, in which `ffi.callback` cannot work."""

from __future__ import annotations

from tests.shared import denied

_START = """
import sys
from pathlib import Path

import numpy as np
import pytest

import trt_cffi
from tests.support import Growing, Layers, Log, Recorder, feed, stored
from trt_cffi.memory import memory_for

library, plan = sys.argv[1:]
trt = trt_cffi.open_library(library)
memory = memory_for(trt)

def engine_of(runtime):
    return runtime.deserialize_cuda_engine(Path(plan).read_bytes())
"""


def run(tmp_path, trt, plan, program):
    path = tmp_path / "model.plan"
    path.write_bytes(plan)
    return denied.python("-c", _START + program, trt.path, path)


def test_the_callbacks_of_cffi_are_refused_there():
    """Else the tests of this file would show nothing."""
    program = """
from trt_cffi.shim import ffi
try:
    ffi.callback("void(void)", print)
except MemoryError:
    print("refused")
"""
    assert denied.python("-c", program) == "refused\n"


def test_a_program_without_a_python_callback_makes_none(tmp_path, trt, plan):
    program = """
sys.modules["trt_cffi.ctypes_callback"] = None  # the other way to make one
runtime = trt.Runtime(trt.Logger())
runtime.error_recorder = recorder = trt_cffi.ErrorRecorder()
context = engine_of(runtime).create_execution_context()
context.profiler = profiler = trt_cffi.LayerProfiler()
(inputs, outputs) = stored("tiny")
keep = feed(trt, memory, context, inputs)
y = memory.alloc(outputs["y"].nbytes)
context.set_tensor_address("y", y)
for _ in range(3):
    assert context.execute_async_v3(memory.stream)
np.testing.assert_allclose(memory.download(y, outputs["y"].shape, outputs["y"].dtype), outputs["y"])
assert context.set_tensor_address("nothing", y) is False
print(len(profiler.layers) > 0, {layer.launches for layer in profiler.layers}, recorder.num_errors())
context.profiler = trt.Profiler()
output = trt_cffi.DeviceOutput()
context.set_output_allocator("y", output)
assert context.execute_async_v3(memory.stream)
memory.synchronize()
assert output.shape == outputs["y"].shape
"""
    counts, *layers = run(tmp_path, trt, plan("tiny"), program).splitlines()
    assert counts == "True {3} 1"
    assert layers
    assert all(line.endswith("ms") for line in layers)


def test_python_callbacks_are_called_all_the_same(tmp_path, trt, plan):
    program = """
log, allocator = Log(), Growing(memory)
context = engine_of(trt.Runtime(log)).create_execution_context()
context.profiler = Layers()
(inputs, outputs) = stored("nonzero")
keep = feed(trt, memory, context, inputs)
(name, expected), = outputs.items()
context.set_output_allocator(name, allocator)
assert context.execute_async_v3(memory.stream)
dtype = trt.nptype(context.engine.get_tensor_dtype(name))
np.testing.assert_array_equal(memory.download(allocator.pointer, allocator.shape, dtype), expected)
assert allocator.calls == ["reallocate_output", "notify_shape"]
assert len(context.profiler.times) > 0
assert context.set_tensor_address("nothing", 4096) is False
assert "nothing" in log.errors[-1]
recorder = context.error_recorder = Recorder()
assert context.set_tensor_address("nothing", 4096) is False
assert "nothing" in recorder.errors[-1][1]
print("heard")
"""
    assert run(tmp_path, trt, plan("nonzero"), program) == "heard\n"


def test_their_exceptions_are_raised_by_the_launch(tmp_path, trt, plan):
    program = """
class Failing(Growing):
    def reallocate_output(self, *arguments):
        raise KeyError("mine")

class Lying(Growing):
    def reallocate_output(self, *arguments):
        return "no address"

context = engine_of(trt.Runtime(Log())).create_execution_context()
(inputs, outputs) = stored("nonzero")
keep = feed(trt, memory, context, inputs)
(name,) = outputs
for allocator, error in ((Failing(memory), KeyError), (Lying(memory), TypeError)):
    context.set_output_allocator(name, allocator)
    with pytest.raises(error) as caught:
        context.execute_async_v3(memory.stream)
    print(caught.value, caught.traceback[-1].name)
context.set_output_allocator(name, Growing(memory))
assert context.execute_async_v3(memory.stream)
memory.synchronize()
"""
    first, second = run(tmp_path, trt, plan("nonzero"), program).splitlines()
    assert first == "'mine' reallocate_output"
    assert "result of reallocate_output" in second
