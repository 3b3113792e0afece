"""Every version compatible plan of 8.6.0 on the lean runtime gives its outputs."""

from __future__ import annotations

import numpy as np
import pytest

from tests.gpu.conftest import Growing, feed, stored

# TF32 convolutions and matrix products round to 10 bits
TOLERANCE = {"resnet": 5e-3, "branches": 5e-3}
NAMES = ("tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet")


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_gives_its_outputs_through_output_allocators(trt8, gpu, load, name, log):
    inputs, expected = stored(name)
    context = load(name).create_execution_context()
    keep = feed(trt8, gpu, context, inputs)
    allocators = {output: Growing(gpu, 1 << 22) for output in expected}
    for output, allocator in allocators.items():
        assert context.set_output_allocator(output, allocator)
    assert context.infer_shapes() == []
    assert context.execute_async_v3(gpu.stream())
    gpu.sync()
    for output, allocator in allocators.items():
        dtype = trt8.nptype(context.engine.get_tensor_dtype(output))
        got = gpu.download(allocator.pointer, allocator.shape, dtype)
        assert got.shape == expected[output].shape
        np.testing.assert_allclose(
            got.astype(np.float64), expected[output].astype(np.float64), rtol=0, atol=TOLERANCE.get(name, 1e-4)
        )
    assert log.errors == []
    del keep


@pytest.mark.parametrize("name", ["tiny", "dtypes", "reshape", "branches", "digits", "resnet"])
def test_a_plan_gives_its_outputs_at_addresses(trt8, gpu, load, name):
    inputs, expected = stored(name)
    context = load(name).create_execution_context()
    keep = feed(trt8, gpu, context, inputs)
    pointers = {}
    for output in expected:
        size = context.get_max_output_size(output)
        assert size >= expected[output].size
        pointers[output] = gpu.alloc(size)
        assert context.set_tensor_address(output, pointers[output])
    assert context.execute_async_v3(0)
    gpu.sync()
    for output, pointer in pointers.items():
        dtype = trt8.nptype(context.engine.get_tensor_dtype(output))
        assert tuple(context.get_tensor_shape(output)) == expected[output].shape
        got = gpu.download(pointer, expected[output].shape, dtype)
        np.testing.assert_allclose(
            got.astype(np.float64), expected[output].astype(np.float64), rtol=0, atol=TOLERANCE.get(name, 1e-4)
        )
    del keep


def test_digits_are_read_in_both_profiles(trt8, gpu, load, log):
    inputs, expected = stored("digits")
    images, logits = inputs["images"], expected["logits"]
    engine = load("digits")
    context = engine.create_execution_context()
    stream = gpu.stream()

    def read(batch):
        assert context.set_input_shape("images", batch.shape)
        context.set_tensor_address("images", gpu.upload(batch))
        pointer = gpu.alloc(len(batch) * 40)
        context.set_tensor_address("logits", pointer)
        assert context.execute_async_v3(stream)
        gpu.sync()
        return gpu.download(pointer, (len(batch), 10), np.float32)

    np.testing.assert_allclose(read(images), logits, atol=1e-4)
    assert context.set_optimization_profile_async(1, stream) is True
    gpu.sync()
    assert context.active_optimization_profile == 1
    np.testing.assert_allclose(read(images[:1]), logits[:1], atol=1e-4)


def test_three_auxiliary_streams_give_the_same_result(trt8, gpu, load):
    inputs, expected = stored("branches")
    engine = load("branches")
    assert engine.num_aux_streams == 3
    context = engine.create_execution_context()
    feed(trt8, gpu, context, inputs)
    context.set_aux_streams([gpu.stream() for _ in range(3)])
    (output,) = expected
    pointer = gpu.alloc(expected[output].nbytes)
    context.set_tensor_address(output, pointer)
    assert context.execute_async_v3(gpu.stream())
    gpu.sync()
    np.testing.assert_allclose(gpu.download(pointer, expected[output].shape, np.float32), expected[output], atol=5e-3)
