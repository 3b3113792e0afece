"""Every version compatible plan of 8.6.0 on the lean runtime gives its outputs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import Growing, feed, stored

# TF32 convolutions and matrix products round to 10 bits
TOLERANCE = {"resnet": 5e-3, "branches": 5e-3}
NAMES = ("tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet")


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_gives_its_outputs_through_output_allocators(trt, memory, load, name, log):
    inputs, expected = stored(name)
    context = load(name).create_execution_context()
    keep = feed(trt, memory, context, inputs)
    allocators = {output: Growing(memory, 1 << 22) for output in expected}
    for output, allocator in allocators.items():
        assert context.set_output_allocator(output, allocator)
    assert context.infer_shapes() == []
    assert context.execute_async_v3(memory.stream())
    memory.sync()
    for output, allocator in allocators.items():
        dtype = trt.nptype(context.engine.get_tensor_dtype(output))
        got = memory.download(allocator.pointer, allocator.shape, dtype)
        assert got.shape == expected[output].shape
        np.testing.assert_allclose(
            got.astype(np.float64), expected[output].astype(np.float64), rtol=0, atol=TOLERANCE.get(name, 1e-4)
        )
    assert log.errors == []
    del keep


@pytest.mark.parametrize("name", ["tiny", "dtypes", "reshape", "branches", "digits", "resnet"])
def test_a_plan_gives_its_outputs_at_addresses(trt, memory, load, name):
    inputs, expected = stored(name)
    context = load(name).create_execution_context()
    keep = feed(trt, memory, context, inputs)
    pointers = {}
    for output in expected:
        size = context.get_max_output_size(output)
        assert size >= expected[output].size
        pointers[output] = memory.alloc(size)
        assert context.set_tensor_address(output, pointers[output])
    assert context.execute_async_v3(0)
    memory.sync()
    for output, pointer in pointers.items():
        dtype = trt.nptype(context.engine.get_tensor_dtype(output))
        assert tuple(context.get_tensor_shape(output)) == expected[output].shape
        got = memory.download(pointer, expected[output].shape, dtype)
        np.testing.assert_allclose(
            got.astype(np.float64), expected[output].astype(np.float64), rtol=0, atol=TOLERANCE.get(name, 1e-4)
        )
    del keep


def test_digits_are_read_in_both_profiles(trt, memory, load, log):
    inputs, expected = stored("digits")
    images, logits = inputs["images"], expected["logits"]
    engine = load("digits")
    context = engine.create_execution_context()
    stream = memory.stream()

    def read(batch):
        assert context.set_input_shape("images", batch.shape)
        context.set_tensor_address("images", memory.upload(batch))
        pointer = memory.alloc(len(batch) * 40)
        context.set_tensor_address("logits", pointer)
        assert context.execute_async_v3(stream)
        memory.sync()
        return memory.download(pointer, (len(batch), 10), np.float32)

    np.testing.assert_allclose(read(images), logits, atol=1e-4)
    assert context.set_optimization_profile_async(1, stream) is True
    memory.sync()
    assert context.active_optimization_profile == 1
    np.testing.assert_allclose(read(images[:1]), logits[:1], atol=1e-4)


def test_three_auxiliary_streams_give_the_same_result(trt, memory, load):
    inputs, expected = stored("branches")
    engine = load("branches")
    assert engine.num_aux_streams == 3
    context = engine.create_execution_context()
    feed(trt, memory, context, inputs)
    context.set_aux_streams([memory.stream() for _ in range(3)])
    (output,) = expected
    pointer = memory.alloc(expected[output].nbytes)
    context.set_tensor_address(output, pointer)
    assert context.execute_async_v3(memory.stream())
    memory.sync()
    np.testing.assert_allclose(
        memory.download(pointer, expected[output].shape, np.float32), expected[output], atol=5e-3
    )
