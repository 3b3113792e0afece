"""Steps, device outputs and captured steps on the real library."""

from __future__ import annotations

import gc

import numpy as np
import pytest

import trt_cffi
from tests.shared.context import F, X
from tests.shared.output_allocators import DATA, INDICES
from tests.shared.steps import *  # noqa: F403
from tests.shared.steps import read


def test_a_captured_step_gives_the_same_as_the_step(tiny, memory):
    tiny.step.run((tiny.x, tiny.y))
    tiny.memory.sync()
    graph = tiny.step.capture()
    memory.fill(tiny.y, 64)
    graph.launch()
    np.testing.assert_array_equal(tiny.result(), X + 1)
    memory.write(tiny.x, X * 5)
    graph.launch(memory.stream())
    np.testing.assert_array_equal(tiny.result(), X * 5 + 1)


def test_a_captured_step_keeps_its_addresses_when_the_step_gets_others(tiny, memory):
    tiny.step.run((tiny.x, tiny.y))
    tiny.memory.sync()
    graph = tiny.step.capture()
    x, y = memory.upload(X * 2), memory.alloc(64)
    tiny.step.run((x, y))
    memory.sync()
    memory.fill(tiny.y, 64)
    graph.launch()
    np.testing.assert_array_equal(tiny.result(), X + 1)


def test_a_data_dependent_output_can_be_captured_once_it_has_room(memory, nonzero, stream):
    output = trt_cffi.DeviceOutput()
    nonzero.set_output_allocator("indices", output)
    graph = nonzero.prepare(stream).capture()
    memory.sync()
    memory.fill(output.address, 28)
    graph.launch()
    assert read(memory, nonzero, output.address, (1, 7)) == INDICES


def test_an_output_cannot_grow_while_the_program_captures(memory, nonzero, stream):
    output = trt_cffi.DeviceOutput()
    nonzero.set_output_allocator("indices", output)
    memory.call(memory.cuda.cudaStreamBeginCapture, stream, memory.cuda.cudaStreamCaptureMode(1))
    with pytest.raises(trt_cffi.ExecutionError, match="while a CUDA graph is captured"):
        nonzero.prepare(stream).launch()
    memory.cuda.cudaStreamEndCapture(stream)
    nonzero.prepare(stream).launch()
    assert read(memory, nonzero, output.address, output.shape) == INDICES


def test_a_captured_step_has_the_values_of_shape_tensors(trt, memory, load):
    context = load("reshape").create_execution_context()
    data, shape = np.arange(24, dtype=F), np.array([4, 6], trt.nptype(context.engine.get_tensor_dtype("shape")))
    step, y = context.prepare(memory.stream()), memory.alloc(96)
    (name,) = set(step.names) - {"data", "shape"}
    step.run({"data": memory.upload(data), "shape": shape.ctypes.data, name: y}, {"data": (24,)})
    memory.sync()
    expected = memory.download(y, (24,), F)
    assert sorted(abs(expected)) == list(data)
    graph = step.capture()
    memory.sync()
    memory.fill(y, 96)
    graph.launch()
    memory.sync()
    np.testing.assert_array_equal(memory.download(y, (24,), F), expected)


def test_the_default_stream_cannot_be_captured(tiny):
    step = tiny.context.prepare(0)
    step.run((tiny.x, tiny.y))
    tiny.memory.sync()
    with pytest.raises(trt_cffi.GraphCaptureError, match="default stream"):
        step.capture()


def test_a_refused_launch_is_not_captured_and_the_stream_goes_on(tiny, load, memory):
    step = load("tiny").create_execution_context().prepare(tiny.step.stream)
    with pytest.raises(trt_cffi.ExecutionError):
        step.capture()
    tiny.step.run((tiny.x, tiny.y))
    np.testing.assert_array_equal(tiny.result(), X + 1)


def test_a_captured_step_ends_with_its_context(tiny):
    tiny.step.run((tiny.x, tiny.y))
    tiny.memory.sync()
    graph = tiny.step.capture()
    tiny.context.close()
    assert graph.closed
    with pytest.raises(trt_cffi.ClosedError):
        graph.launch()


def test_device_outputs_give_all_memory_back(memory, load):
    engine, before = load("nonzero"), None
    x, stream = memory.upload(DATA), memory.stream()
    for round_ in range(60):
        context = engine.create_execution_context()
        context.set_input_shape("x", DATA.shape)
        context.set_tensor_address("x", x)
        context.set_output_allocator("indices", trt_cffi.DeviceOutput())
        assert context.execute_async_v3(stream)
        memory.sync()
        context.close()
        gc.collect()
        if round_ == 20:
            before = memory.used()
    assert memory.used() - before < 16 << 20


def test_a_device_output_takes_memory_of_a_pool(memory, nonzero, stream):
    from cuda.bindings import runtime

    properties = runtime.cudaMemPoolProps()
    properties.allocType = runtime.cudaMemAllocationType.cudaMemAllocationTypePinned
    properties.location.type = runtime.cudaMemLocationType.cudaMemLocationTypeDevice
    pool = memory.call(runtime.cudaMemPoolCreate, properties)
    output = trt_cffi.DeviceOutput(pool)
    nonzero.set_output_allocator("indices", output)
    assert nonzero.execute_async_v3(stream)
    assert read(memory, nonzero, output.address, output.shape) == INDICES
    used = memory.call(runtime.cudaMemPoolGetAttribute, pool, runtime.cudaMemPoolAttr.cudaMemPoolAttrUsedMemCurrent)
    assert int(used) >= output.size
    nonzero.close()
    del output
    gc.collect()
    memory.call(runtime.cudaMemPoolDestroy, pool)
