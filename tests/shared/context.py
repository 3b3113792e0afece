"""Every member of IExecutionContext in the documentation of 8.6, called on a context, with its effect."""

from __future__ import annotations

import numpy as np
import pytest

from tests.support import Growing, Layers, Pool, Recorder, feed, stored

F = np.float32
X = np.arange(16, dtype=F)
IMAGES = np.linspace(0, 1, 5 * 64, dtype=F).reshape(5, 1, 8, 8)


@pytest.fixture
def y(memory):
    return memory.alloc(64)


@pytest.fixture
def tiny(memory, load, y):
    context = load("tiny").create_execution_context()
    context.set_tensor_address("x", memory.upload(X))
    context.set_tensor_address("y", y)
    return context


@pytest.fixture
def digits(load):
    return load("digits").create_execution_context()


# ---- properties ----


def test_debug_sync_is_kept(tiny):
    assert tiny.debug_sync is False
    tiny.debug_sync = True
    assert tiny.debug_sync is True


def test_the_profiler_hears_the_names_and_times_of_layers(memory, digits):
    profiler = Layers()
    digits.profiler = profiler
    assert digits.profiler is profiler
    digits.set_input_shape("images", IMAGES.shape)
    digits.set_tensor_address("images", memory.upload(IMAGES))
    digits.set_tensor_address("logits", memory.alloc(4096))
    assert digits.execute_async_v3(memory.stream())
    assert profiler.times
    assert all(name and ms >= 0 for name, ms in profiler.times)
    assert digits.engine.num_layers >= len({name for name, _ in profiler.times}) > 1


def test_enqueue_emits_profile_puts_the_report_off(memory, digits):
    profiler = digits.profiler = Layers()
    assert digits.enqueue_emits_profile is True
    digits.enqueue_emits_profile = False
    assert digits.enqueue_emits_profile is False
    digits.set_input_shape("images", IMAGES.shape)
    digits.set_tensor_address("images", memory.upload(IMAGES))
    digits.set_tensor_address("logits", memory.alloc(4096))
    assert digits.execute_async_v3(memory.stream())
    memory.sync()
    assert profiler.times == []
    assert digits.report_to_profiler() is True
    assert profiler.times


def test_engine_is_the_engine(load):
    engine = load("tiny")
    assert engine.create_execution_context().engine is engine


def test_name_is_kept(tiny):
    assert tiny.name == ""
    tiny.name = "naïve 名"
    assert tiny.name == "naïve 名"


def test_device_memory_makes_a_context_without_memory_run(trt, memory, load, log):
    engine = load("digits")
    context = engine.create_execution_context_without_device_memory()
    feed(trt, memory, context, {"images": IMAGES})
    context.set_tensor_address("logits", memory.alloc(4096))
    assert context.execute_async_v3(0) is False
    assert log.errors
    context.device_memory = memory.alloc(max(engine.device_memory_size, 256))
    assert context.execute_async_v3(0) is True
    memory.sync()


def test_device_memory_cannot_be_read(tiny):
    with pytest.raises(AttributeError):
        tiny.device_memory  # noqa: B018


def test_active_optimization_profile_can_be_set(digits):
    assert digits.active_optimization_profile == 0
    with pytest.warns(DeprecationWarning, match="set_optimization_profile_async"):
        digits.active_optimization_profile = 1
    assert digits.active_optimization_profile == 1
    with pytest.warns(DeprecationWarning, match="async"), pytest.raises(RuntimeError, match="profile 7"):
        digits.active_optimization_profile = 7
    assert digits.active_optimization_profile == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_all_shape_inputs_specified_follows_the_values(load):
    context = load("reshape").create_execution_context()
    assert context.all_shape_inputs_specified is False
    assert context.set_shape_input(context.engine.get_binding_index("shape"), [4, 6])
    assert context.all_shape_inputs_specified is True


def test_the_error_recorder_gets_errors_instead_of_the_log(load, log):
    context = load("tiny").create_execution_context()
    recorder = Recorder()
    context.error_recorder = recorder
    assert context.error_recorder is recorder
    assert context.execute_async_v3(0) is False
    assert [code.name for code, _ in recorder.errors] == ["INVALID_ARGUMENT"]
    assert log.errors == []
    context.error_recorder = None
    assert context.error_recorder is None
    assert context.execute_async_v3(0) is False
    assert log.errors


def test_engine_and_context_inherit_the_error_recorder(runtime, plan):
    recorder = Recorder()
    runtime.error_recorder = recorder
    engine = runtime.deserialize_cuda_engine(plan("tiny"))
    context = engine.create_execution_context()
    assert engine.error_recorder is context.error_recorder is recorder
    engine.get_tensor_mode("nothing")
    assert recorder.errors


def test_persistent_cache_limit_is_kept(tiny, log):
    assert tiny.persistent_cache_limit == 0
    tiny.persistent_cache_limit = 1 << 20
    assert tiny.persistent_cache_limit == 1 << 20
    tiny.persistent_cache_limit = 1 << 40
    assert log.errors
    assert tiny.persistent_cache_limit == 1 << 20


def test_nvtx_verbosity_can_be_lowered(trt, tiny):
    assert tiny.nvtx_verbosity == trt.ProfilingVerbosity.DETAILED
    tiny.nvtx_verbosity = trt.ProfilingVerbosity.NONE
    assert tiny.nvtx_verbosity == trt.ProfilingVerbosity.NONE


def test_temporary_allocator_is_kept(memory, tiny):
    pool = Pool(memory)
    tiny.temporary_allocator = pool
    assert tiny.temporary_allocator is pool
    assert tiny.execute_async_v3(0)
    tiny.temporary_allocator = None
    assert tiny.temporary_allocator is None


def test_the_runtimes_gpu_allocator_gives_memory_and_gets_it_back(runtime, memory, plan):
    pool = Pool(memory)
    runtime.gpu_allocator = pool
    engine = runtime.deserialize_cuda_engine(plan("digits"))
    context = engine.create_execution_context()
    assert pool.given
    context.close()
    engine.close()
    assert sorted(pool.given) == sorted(pool.taken)


# ---- shapes ----


def test_set_input_shape_decides_the_output_shape(digits, log):
    assert tuple(digits.get_tensor_shape("logits")) == (-1, 10)
    assert digits.set_input_shape("images", [7, 1, 8, 8]) is True
    assert tuple(digits.get_tensor_shape("logits")) == (7, 10)
    assert tuple(digits.get_tensor_strides("images")) == (64, 64, 8, 1)
    assert digits.set_input_shape("images", (2000, 1, 8, 8)) is False
    assert log.errors


def test_infer_shapes_names_what_is_missing(trt, memory, load):
    context = load("reshape").create_execution_context()
    assert context.infer_shapes() == ["data", "shape"]
    keep = feed(trt, memory, context, {"data": np.arange(24, dtype=F), "shape": np.array([4, 6])})
    assert context.infer_shapes() == []
    assert tuple(context.get_tensor_shape("reshaped")) == (4, 6)
    del keep


def test_infer_shapes_raises_what_tensorrt_said(trt, memory, load):
    context = load("reshape").create_execution_context()
    keep = feed(trt, memory, context, {"data": np.arange(24, dtype=F), "shape": np.array([5, 7])})
    with pytest.raises(RuntimeError, match="TensorRT said") as caught:
        context.infer_shapes()
    assert caught.value.messages
    del keep


def test_get_max_output_size_bounds_the_output(digits):
    assert digits.get_max_output_size("logits") == -1
    digits.set_input_shape("images", IMAGES.shape)
    assert digits.get_max_output_size("logits") >= 5 * 10 * 4


# ---- addresses and launches ----


def test_an_address_that_was_set_is_there(tiny, y):
    assert tiny.get_tensor_address("y") == y
    assert tiny.set_tensor_address("y", 0) is True
    assert tiny.get_tensor_address("y") == 0
    assert tiny.execute_async_v3(0) is False


def test_execute_async_v3_runs_on_a_stream(memory, tiny, y):
    assert tiny.execute_async_v3(memory.stream()) is True
    memory.sync()
    np.testing.assert_array_equal(memory.download(y, 16, F), X + 1)


def test_execute_v2_waits(memory, load):
    context = load("tiny").create_execution_context()
    y = memory.alloc(64)
    assert context.execute_v2([memory.upload(X), y]) is True
    np.testing.assert_array_equal(memory.download(y, 16, F), X + 1)


def test_too_few_bindings_are_refused_before_tensorrt_reads_them(memory, load):
    context = load("tiny").create_execution_context()
    with pytest.raises(ValueError, match=r"1 bindings were given.*needs 2"):
        context.execute_v2([memory.upload(X)])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_index_api_runs_digits(memory, digits):
    assert digits.set_binding_shape(0, IMAGES.shape) is True
    assert tuple(digits.get_binding_shape(1)) == (5, 10)
    assert tuple(digits.get_strides(0)) == (64, 64, 8, 1)
    results = []
    for run in (
        digits.execute_v2,
        lambda pair: digits.execute(1, pair),
        lambda pair: digits.execute_async(1, pair, memory.stream()),
        lambda pair: digits.execute_async_v2(pair, memory.stream(), memory.event()),
    ):
        logits = memory.alloc(200)
        assert run([memory.upload(IMAGES), logits]) is True
        memory.sync()
        results.append(memory.download(logits, (5, 10), F))
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])
    assert abs(results[0]).max() > 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_shape_values_are_set_and_read_back(load):
    context = load("reshape").create_execution_context()
    engine = context.engine
    shape, data, reshaped = (engine.get_binding_index(name) for name in ("shape", "data", "reshaped"))
    context.set_binding_shape(data, (24,))
    assert context.set_shape_input(shape, [4, 6]) is True
    assert context.get_shape(shape) == [4, 6]
    assert tuple(context.get_binding_shape(reshaped)) == (4, 6)
    with pytest.raises(RuntimeError, match="binding"):
        context.get_shape(data)
    with pytest.raises(ValueError, match="needs 2"):
        context.set_shape_input(shape, [4])


def test_the_input_consumed_event_is_recorded(memory, tiny):
    assert tiny.get_input_consumed_event() == 0
    event = memory.event()
    assert tiny.set_input_consumed_event(event) is True
    assert tiny.get_input_consumed_event() == int(event)
    assert tiny.execute_async_v3(memory.stream()) is True
    memory.wait(event)
    assert tiny.set_input_consumed_event(0) is True
    assert tiny.get_input_consumed_event() == 0


def test_set_optimization_profile_async_raises_instead_of_crashing(memory, digits):
    stream = memory.stream()
    assert digits.set_optimization_profile_async(1, stream) is True
    with pytest.raises(RuntimeError, match="profile 9") as caught:
        digits.set_optimization_profile_async(9, stream)
    assert caught.value.messages


def test_up_to_8_a_profile_serves_one_context(trt, load):
    engine = load("digits")
    first, second = engine.create_execution_context(), engine.create_execution_context()
    assert first.active_optimization_profile == 0
    if trt.version[0] != 8:
        assert second.active_optimization_profile == 0
    else:
        assert second.active_optimization_profile == -1
        with pytest.raises(RuntimeError, match="TensorRT said"):
            second.set_optimization_profile_async(0, 0)
    assert second.set_optimization_profile_async(1, 0) is True
    assert first.active_optimization_profile == 0


def test_get_output_allocator_gives_the_object_back(memory, load):
    context = load("nonzero").create_execution_context()
    allocator = Growing(memory)
    assert context.get_output_allocator("indices") is None
    assert context.set_output_allocator("indices", allocator) is True
    assert context.get_output_allocator("indices") is allocator
    assert context.set_output_allocator("indices", None) is True
    assert context.get_output_allocator("indices") is None


def test_repr_shows_the_context(digits):
    digits.set_input_shape("images", (32, 1, 8, 8))
    assert "profile=0 images=(32, 1, 8, 8) logits=(32, 10)" in repr(digits)


def test_the_stored_inputs_are_what_the_engine_wants(trt, load):
    inputs, _ = stored("dtypes")
    engine = load("dtypes")
    assert {n: trt.nptype(engine.get_tensor_dtype(n)) for n in inputs} == {n: v.dtype for n, v in inputs.items()}
