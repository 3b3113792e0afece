"""Steps, and output allocators that are native to the shim."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import trt_cffi
from tests.shared.context import F, X
from tests.shared.output_allocators import DATA, INDICES
from tests.support import Growing, Layers, stored
from trt_cffi import device_output


class Tiny:
    """y = x + 1, and a step of it."""

    def __init__(self, memory, context, **how):
        self.memory, self.context = memory, context
        self.x, self.y = memory.upload(X), memory.alloc(64)
        self.step = context.prepare(memory.stream(), **how)

    def result(self, y=None):
        self.memory.sync()
        return self.memory.download(y or self.y, 16, F)


@pytest.fixture
def tiny(memory, load):
    return Tiny(memory, load("tiny").create_execution_context())


# ---- what a step does ----


def test_a_step_gives_addresses_in_the_engines_order_and_launches(tiny):
    assert tiny.step.names == ("x", "y")
    tiny.step.run((tiny.x, tiny.y))
    np.testing.assert_array_equal(tiny.result(), X + 1)


def test_a_step_takes_addresses_by_name_as_well(tiny):
    tiny.step.run({"y": tiny.y, "x": tiny.x})
    np.testing.assert_array_equal(tiny.result(), X + 1)


def test_an_address_of_0_or_none_stays_as_it_is(tiny, memory):
    tiny.step.run((tiny.x, tiny.y))
    other = memory.alloc(64)
    tiny.step.run((0, other))
    np.testing.assert_array_equal(tiny.result(other), X + 1)
    third = memory.alloc(64)
    tiny.step.run((None, third))
    np.testing.assert_array_equal(tiny.result(third), X + 1)


def test_launch_repeats_the_step_on_what_is_in_the_memory_now(tiny, memory):
    tiny.step.run((tiny.x, tiny.y))
    tiny.result()
    other = memory.upload(X * 2)
    tiny.step.run((other, 0))
    np.testing.assert_array_equal(tiny.result(), X * 2 + 1)
    tiny.step.launch()
    np.testing.assert_array_equal(tiny.result(), X * 2 + 1)


def test_a_step_and_the_context_may_be_used_by_turns(tiny, memory):
    tiny.step.run((tiny.x, tiny.y))
    other = memory.alloc(64)
    assert tiny.context.set_tensor_address("y", other)
    assert tiny.context.execute_async_v3(tiny.step.stream)
    np.testing.assert_array_equal(tiny.result(other), X + 1)
    third = memory.upload(X * 3)
    tiny.step.run((third, tiny.y))
    np.testing.assert_array_equal(tiny.result(), X * 3 + 1)
    assert tiny.context.get_tensor_address("y") == tiny.y
    assert tiny.context.get_tensor_address("x") == third


def test_two_steps_of_a_context_keep_their_own_addresses(tiny, memory):
    other = tiny.context.prepare(tiny.step.stream)
    x, y = memory.upload(X * 2), memory.alloc(64)
    tiny.step.run((tiny.x, tiny.y))
    other.run((x, y))
    tiny.step.launch()
    other.launch()
    np.testing.assert_array_equal(tiny.result(), X + 1)
    np.testing.assert_array_equal(tiny.result(y), X * 2 + 1)


@pytest.fixture
def digits(memory, load):
    context = load("digits").create_execution_context()
    inputs, outputs = stored("digits")
    return context, context.prepare(memory.stream()), inputs["images"], outputs["logits"]


def test_a_step_changes_shapes(memory, digits):
    context, step, images, logits = digits
    x, y = memory.upload(images.astype(F)), memory.alloc(images.shape[0] * 40)
    for count in (3, 1, 8, 8, 2):
        step.run((x, y), ((count, 1, 8, 8), None))
        memory.sync()
        np.testing.assert_allclose(memory.download(y, (count, 10), F), logits[:count], atol=5e-3)
        assert context.get_tensor_shape("logits") == (count, 10)
    step.run(shapes={"images": [4, 1, 8, 8]})
    memory.sync()
    np.testing.assert_allclose(memory.download(y, (4, 10), F), logits[:4], atol=5e-3)


def test_a_shape_that_does_not_fit_is_an_error_with_the_librarys_words_and_is_not_tried_again(memory, digits):
    _, step, images, logits = digits
    x, y = memory.upload(images.astype(F)), memory.alloc(4000)
    step.run((x, y), ((2, 1, 8, 8), None))
    with pytest.raises(trt_cffi.ShapeError, match=r"'images' cannot have the shape \(0, 2, 3\)") as caught:
        step.run((x, y), ((0, 2, 3), None))
    assert caught.value.messages
    step.run((x, y), ((2, 1, 8, 8), None))
    memory.sync()
    np.testing.assert_allclose(memory.download(y, (2, 10), F), logits[:2], atol=5e-3)


def test_a_launch_that_is_refused_is_an_error_with_the_librarys_words(memory, load):
    step = load("tiny").create_execution_context().prepare(memory.stream())
    with pytest.raises(trt_cffi.ExecutionError, match="refused") as caught:
        step.launch()
    assert caught.value.messages


def test_values_of_a_shape_tensor_are_read_by_every_run(trt, memory, load):
    context = load("reshape").create_execution_context()
    data = np.arange(24, dtype=F)
    dtype = trt.nptype(context.engine.get_tensor_dtype("shape"))
    shape, y = np.array([4, 6], dtype), memory.alloc(96)
    step = context.prepare(memory.stream())
    (name,) = set(step.names) - {"data", "shape"}
    places = {"data": memory.upload(data), "shape": shape.ctypes.data, name: y}
    addresses = tuple(places[each] for each in step.names)
    step.run(addresses, {"data": (24,)})
    assert context.get_tensor_shape(name) == (4, 6)
    shape[:] = [2, 12]
    step.run(addresses)
    assert context.get_tensor_shape(name) == (2, 12)
    memory.sync()


def test_a_step_after_execute_v2_gives_its_addresses_again(tiny, memory):
    tiny.step.run((tiny.x, tiny.y))
    x, y = memory.upload(X * 2), memory.alloc(64)
    assert tiny.context.execute_v2([x, y])
    tiny.step.launch()
    np.testing.assert_array_equal(tiny.result(), X + 1)
    np.testing.assert_array_equal(tiny.result(y), X * 2 + 1)


def test_a_step_after_another_profile_gives_its_shapes_again(memory, digits):
    context, step, images, logits = digits
    x, y = memory.upload(images.astype(F)), memory.alloc(4000)
    step.run((x, y), ((4, 1, 8, 8), None))
    memory.sync()
    for profile in (1, 0):
        assert context.set_optimization_profile_async(profile, step.stream)
        memory.sync()
        least = context.engine.get_tensor_profile_shape("images", profile)[0]
        step.run((x, y), (tuple(least), None))
        memory.sync()
        np.testing.assert_allclose(memory.download(y, (least[0], 10), F), logits[: least[0]], atol=5e-3)
    step.run((x, y), ((4, 1, 8, 8), None))
    memory.sync()
    np.testing.assert_allclose(memory.download(y, (4, 10), F), logits[:4], atol=5e-3)


# ---- wrong use ----


@pytest.mark.parametrize(
    ("addresses", "shapes", "error", "words"),
    [
        ((1,), None, ValueError, "1 addresses were given; there are 2 tensors: 'x', 'y'"),
        ((1, 2, 3), None, ValueError, "3 addresses"),
        ({"z": 1}, None, ValueError, "no tensor 'z'; there are 'x', 'y'"),
        ((1.5, 2), None, TypeError, "the address of 'x'"),
        (("a", 2), None, TypeError, "the address of 'x'"),
        ((-1, 2), None, TypeError, "the address of 'x'"),
        ((1 << 64, 2), None, TypeError, "the address of 'x'"),
        (7, None, TypeError, "iterable"),
        (None, ((16,),), ValueError, "1 shapes"),
        (None, {"z": (16,)}, ValueError, "no tensor 'z'"),
        (None, {"y": (16,)}, ValueError, "'y' is an output"),
        (None, ((1.5,), None), TypeError, "integers"),
        (None, ((1,) * 9, None), TypeError, "at most 8"),
        (None, ("16", None), TypeError, "sequence of integers"),
    ],
)
def test_what_is_no_address_or_shape_is_refused_before_anything_changes(tiny, addresses, shapes, error, words):
    tiny.step.run((tiny.x, tiny.y))
    with pytest.raises(error, match=words):
        tiny.step.run(addresses, shapes)
    tiny.step.launch()
    np.testing.assert_array_equal(tiny.result(), X + 1)


@pytest.mark.parametrize("stream", [None, 1.5, "0", -1])
def test_a_stream_is_one(tiny, stream):
    with pytest.raises(TypeError, match="stream"):
        tiny.context.prepare(stream)


def test_a_closed_step_is_closed(tiny):
    tiny.step.run((tiny.x, tiny.y))
    tiny.step.close()
    tiny.step.close()
    for use in (tiny.step.launch, lambda: tiny.step.run((tiny.x, tiny.y), ((16,), None)), tiny.step.capture):
        with pytest.raises(trt_cffi.ClosedError):
            use()
    assert repr(tiny.step) == "<Step closed>"
    assert tiny.context.execute_async_v3(tiny.step.stream) is True
    tiny.memory.sync()


def test_a_closed_context_closes_its_steps(tiny):
    tiny.step.run((tiny.x, tiny.y))
    tiny.memory.sync()
    tiny.context.close()
    with pytest.raises(trt_cffi.ClosedError):
        tiny.step.launch()
    with pytest.raises(trt_cffi.ClosedError):
        tiny.context.prepare(0)
    with pytest.raises(trt_cffi.ClosedError):
        tiny.context.set_tensor_address("x", tiny.x)
    with pytest.raises(trt_cffi.ClosedError):
        tiny.context.set_input_shape("x", (16,))


def test_a_step_keeps_what_it_needs_alive(tiny):
    tiny.step.run((tiny.x, tiny.y))
    tiny.context = None
    gc.collect()
    tiny.step.launch()
    np.testing.assert_array_equal(tiny.result(), X + 1)


# ---- the GIL ----


def test_a_step_may_keep_the_gil(memory, quiet):
    tiny = Tiny(memory, quiet, hold_gil=True)
    tiny.step.run((tiny.x, tiny.y))
    tiny.step.launch()
    np.testing.assert_array_equal(tiny.result(), X + 1)
    with pytest.raises(trt_cffi.ShapeError):
        tiny.step.run(shapes={"x": (3, 3)})


@pytest.fixture
def quiet(trt, plan):
    """A context of `tiny` whose logger is no Python."""
    runtime = trt.Runtime(trt_cffi.Logger(trt_cffi.Logger.INTERNAL_ERROR))
    return runtime.deserialize_cuda_engine(plan("tiny")).create_execution_context()


def test_the_gil_is_not_kept_where_python_may_be_called(memory, load, quiet):
    context = load("tiny").create_execution_context()  # whose logger is Python
    with pytest.raises(ValueError, match="Log is set"):
        context.prepare(0, hold_gil=True)
    quiet.profiler = Layers()
    with pytest.raises(ValueError, match="Layers is set"):
        quiet.prepare(0, hold_gil=True)
    quiet.profiler = None
    step = quiet.prepare(0, hold_gil=True)
    with pytest.raises(ValueError, match="hold_gil=True"):
        quiet.profiler = Layers()
    with pytest.raises(ValueError, match="hold_gil=True"):
        quiet.set_output_allocator("y", Growing(memory))
    step.close()
    quiet.profiler = Layers()


# ---- what a context was given already ----


def test_an_address_that_was_set_by_bindings_is_not_taken_for_the_one_that_was_set_by_name(tiny, memory):
    context = tiny.context
    for _ in range(2):
        assert context.set_tensor_address("x", tiny.x)
        assert context.set_tensor_address("y", tiny.y)
        assert context.execute_async_v3(tiny.step.stream)
        np.testing.assert_array_equal(tiny.result(), X + 1)
        assert context.execute_v2([memory.upload(X * 2), memory.alloc(64)])


def test_an_address_waits_for_the_launch_and_is_not_lost_before_it(memory, digits):
    context, step, images, logits = digits
    x, y = memory.upload(images.astype(F)), memory.alloc(4000)
    assert context.set_tensor_address("images", 0) is True
    for _ in range(2):
        assert context.set_tensor_address("images", x) is True
        assert context.set_tensor_address("logits", y) is True
    assert context.set_optimization_profile_async(1, step.stream)
    assert context.get_tensor_address("images") == x
    least = context.engine.get_tensor_profile_shape("images", 1)[0]
    assert context.set_input_shape("images", least)
    assert context.execute_async_v3(step.stream)
    memory.sync()
    np.testing.assert_allclose(memory.download(y, (least[0], 10), F), logits[: least[0]], atol=5e-3)


def test_a_misaligned_address_is_refused_by_the_call_that_sets_it(tiny, log):
    assert tiny.context.set_tensor_address("y", tiny.y) is True
    assert tiny.context.set_tensor_address("x", tiny.x) is True
    assert tiny.context.set_tensor_address("x", tiny.x + 1) is False
    assert log.errors
    assert tiny.context.execute_async_v3(tiny.step.stream) is True  # with the address that was set before
    np.testing.assert_array_equal(tiny.result(), X + 1)
    assert tiny.context.set_tensor_address("x", tiny.x + 4) is True
    assert tiny.context.get_tensor_address("x") == tiny.x + 4


def test_an_address_may_be_unset_and_set_again(tiny):
    context = tiny.context
    assert context.set_tensor_address("x", tiny.x)
    assert context.set_tensor_address("x", 0)
    assert context.get_tensor_address("x") == 0
    assert context.set_tensor_address("x", tiny.x)
    assert context.get_tensor_address("x") == tiny.x


@pytest.mark.parametrize("wrong", [1.5, True, "x", None])
def test_what_equals_an_address_but_is_none_is_still_refused(tiny, wrong):
    assert tiny.context.set_tensor_address("x", tiny.x)
    with pytest.raises(TypeError):
        tiny.context.set_tensor_address("x", wrong)
    with pytest.raises(TypeError):
        tiny.context.set_tensor_address("x", float(tiny.x))


def test_a_refused_shape_does_not_hide_the_one_before(digits, log):
    context, _, _, _ = digits
    for _ in range(2):
        assert context.set_input_shape("images", (2, 1, 8, 8)) is True
        assert context.set_input_shape("images", (0, 2, 3)) is False
        assert log.errors
        log.messages.clear()


PEEKS = {
    "get_max_output_size": lambda context: context.get_max_output_size("logits"),
    "get_tensor_strides": lambda context: context.get_tensor_strides("logits"),
    "get_tensor_shape and get_max_output_size": lambda context: (
        context.get_tensor_shape("logits"),
        context.get_max_output_size("logits"),
    ),
}


@pytest.mark.parametrize("peek", PEEKS.values(), ids=PEEKS)
@pytest.mark.parametrize("by_step", [False, True], ids=["by calls", "by a step"])
def test_looking_at_shapes_before_a_launch_leaves_it_the_new_ones(memory, digits, peek, by_step):
    context, step, images, logits = digits
    x, y = memory.upload(images.astype(F)), memory.alloc(4000)
    for count in (1, 4, 4, 8, 2):
        assert context.set_input_shape("images", (count, 1, 8, 8))
        peek(context)
        if by_step:
            step.run((x, y))
        else:
            context.set_tensor_address("images", x)
            context.set_tensor_address("logits", y)
            assert context.execute_async_v3(step.stream)
        memory.sync()
        np.testing.assert_allclose(memory.download(y, (count, 10), F), logits[:count], atol=5e-3)


# ---- outputs that are native to the shim ----


@pytest.fixture
def stream(memory):
    return memory.stream()


@pytest.fixture
def nonzero(memory, load):
    context = load("nonzero").create_execution_context()
    context.set_input_shape("x", DATA.shape)
    context.set_tensor_address("x", memory.upload(DATA))
    return context


def read(memory, context, address, shape):
    memory.sync()
    dtype = np.dtype(trt_cffi.nptype(context.engine.get_tensor_dtype("indices")))
    return memory.read(address, shape, dtype).tolist()


def test_a_device_output_gets_the_result_and_its_shape(memory, nonzero, stream):
    output = trt_cffi.DeviceOutput()
    assert (output.address, output.size, output.shape) == (0, 0, None)
    assert nonzero.set_output_allocator("indices", output) is True
    assert nonzero.get_output_allocator("indices") is output
    for _ in range(3):
        assert nonzero.execute_async_v3(stream) is True
        assert output.shape == (1, 7)
        assert output.size >= nonzero.get_max_output_size("indices")
        assert read(memory, nonzero, output.address, output.shape) == INDICES
    assert "(1, 7)" in repr(output)


def test_a_device_output_grows_and_keeps_its_block_otherwise(memory, nonzero, stream):
    output, addresses = trt_cffi.DeviceOutput(), []
    nonzero.set_output_allocator("indices", output)
    step = nonzero.prepare(stream)
    for count in (4, 4, 16, 3):
        data = np.ones(count, F)
        step.run({"x": memory.upload(data)}, {"x": data.shape})
        assert output.shape == (1, count)
        assert read(memory, nonzero, output.address, output.shape) == [list(range(count))]
        addresses.append((output.address, output.size))
    assert addresses[0] == addresses[1]
    assert addresses[2] == addresses[3]
    assert addresses[2][1] >= 16 * 4


def test_a_block_that_was_taken_stays_when_the_next_launch_runs(trt, memory, nonzero, stream):
    output = trt_cffi.DeviceOutput()
    nonzero.set_output_allocator("indices", output)
    assert output.take() == 0
    nonzero.execute_async_v3(stream)
    taken, shape = output.take(), output.shape
    dtype = np.dtype(trt_cffi.nptype(nonzero.engine.get_tensor_dtype("indices")))
    assert taken
    assert output.address == 0
    other = np.zeros_like(DATA)
    other[3] = 1
    nonzero.set_tensor_address("x", memory.upload(other))
    nonzero.execute_async_v3(stream)
    assert output.address != taken
    assert read(memory, nonzero, output.address, output.shape) == [[3]]
    assert read(memory, nonzero, taken, shape) == INDICES
    nonzero.close()
    del output
    gc.collect()
    assert memory.read(taken, shape, dtype).tolist() == INDICES
    device_output.free(trt, taken, 0)


def test_a_device_output_serves_one_output(load, nonzero):
    output = trt_cffi.DeviceOutput()
    nonzero.set_output_allocator("indices", output)
    nonzero.set_output_allocator("indices", output)
    other = load("nonzero").create_execution_context()
    with pytest.raises(ValueError, match="one output of one context"):
        other.set_output_allocator("indices", output)
    nonzero.set_output_allocator("indices", None)
    assert other.set_output_allocator("indices", output) is True
    other.close()
    assert nonzero.set_output_allocator("indices", output) is True


def test_a_device_output_may_be_replaced_by_a_python_allocator_and_back(memory, nonzero, stream):
    native, python = trt_cffi.DeviceOutput(), Growing(memory)
    for allocator in (native, python, native):
        assert nonzero.set_output_allocator("indices", allocator) is True
        assert nonzero.execute_async_v3(stream) is True
        memory.sync()
        assert allocator.shape == (1, 7)


def test_a_device_output_is_no_base():
    with pytest.raises(TypeError, match="IOutputAllocator"):
        type("Mine", (trt_cffi.DeviceOutput,), {})


def test_a_device_output_may_end_on_a_thread_that_never_used_cuda(memory, load):
    context = load("nonzero").create_execution_context()
    context.set_input_shape("x", DATA.shape)
    context.set_tensor_address("x", memory.upload(DATA))
    context.set_output_allocator("indices", trt_cffi.DeviceOutput())
    assert context.execute_async_v3(memory.stream())
    memory.sync()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(context.close).result()
