"""What only TensorRT for RTX has, on its simulator."""

from __future__ import annotations

import gc

import numpy as np
import onnx
import onnx.numpy_helper
import pytest

import trt_cffi
from tests.models import recipes
from tests.support import MODELS, Log, Pool, feed, kernels, stored

STREAM = 0x77


@pytest.fixture
def trt():
    return trt_cffi.open_library("simulatorrtx")


def launched(trt, memory, context, inputs, output, shape):
    keep = feed(trt, memory, context, inputs)
    where = memory.alloc(int(np.prod(shape)) * 4)
    context.set_tensor_address(output, where)
    ran = context.execute_async_v3(STREAM)
    return memory.download(where, shape, np.float32) if ran and keep is not None else None


def runs(trt, memory, context, name="digits", output="logits"):
    """Whether a context gives the stored outputs."""
    inputs, outputs = stored(name)
    found = launched(trt, memory, context, inputs, output, outputs[output].shape)
    return found is not None and np.allclose(found, outputs[output], atol=1e-4)


class Reader(trt_cffi.IStreamReaderV2):
    def __init__(self, data):
        self.data, self.at, self.streams = data, 0, set()

    def read(self, num_bytes, stream):
        self.streams.add(stream)
        piece = self.data[self.at : self.at + num_bytes]
        self.at += len(piece)
        return piece

    def seek(self, offset, where):
        self.at = offset
        return True


# ---- plans ----


def test_a_plan_is_valid_by_its_header_alone(runtime, plan):
    data = plan("tiny")
    assert runtime.engine_header_size < len(data)
    valid = (runtime._library.EngineValidity.VALID, 0)
    assert runtime.get_engine_validity(data[: runtime.engine_header_size]) == valid
    assert runtime.get_engine_validity(np.frombuffer(data, np.uint8)) == valid


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "MALFORMED_ENGINE"),
        (b"no plan" * 100, "MALFORMED_ENGINE"),
        (recipes.plan("tiny", "rtx")[:31], "MALFORMED_ENGINE"),
        (recipes.plan("tiny", 11), "VERSION_MISMATCH"),
    ],
)
def test_what_cannot_be_loaded_is_invalid_and_why(trt, runtime, data, why):
    validity, diagnostics = runtime.get_engine_validity(data)
    assert validity == trt.EngineValidity.INVALID
    assert diagnostics == int(trt.EngineInvalidityDiagnostics[why])
    assert runtime.deserialize_cuda_engine(data) is None


def test_validity_is_asked_of_bytes(runtime):
    with pytest.raises(TypeError):
        runtime.get_engine_validity("tiny.plan")
    with pytest.raises(ValueError, match="contiguous"):
        runtime.get_engine_validity(memoryview(bytes(100))[::2])


def test_a_real_plan_of_tensorrt_for_rtx_is_told_what_it_is(runtime, log):
    real = (MODELS.parent / "engines" / "rtx-1.7.1" / "tiny.plan").read_bytes()
    assert runtime.deserialize_cuda_engine(real) is None
    assert "built by TensorRT for RTX 1.7.1 for a GPU, and loaded is the simulator" in log.errors[-1]


def test_a_plan_finds_the_library_that_is_for_it(plan, memory):
    engine = trt_cffi.load_engine(plan("tiny"), logger=Log())
    assert str(engine._library) == "TensorRT for RTX 1.7.1 simulator"


# ---- weights that are loaded later ----


@pytest.fixture
def deferred(runtime, plan):
    """The engine of a test model, without its weights."""

    def engine(name):
        runtime.defer_weights_loading = True
        loaded = runtime.deserialize_cuda_engine(plan(name))
        runtime.defer_weights_loading = False
        return loaded

    return engine


def test_weights_are_there_unless_they_were_deferred(runtime, load, deferred):
    assert runtime.defer_weights_loading is False
    assert load("digits").weights_loaded is True
    assert deferred("digits").weights_loaded is False
    assert load("digits").weights_loaded is True


def test_a_context_that_was_made_before_runs_once_the_weights_are_loaded(trt, deferred, plan, memory, log):
    engine = deferred("digits")
    context = engine.create_execution_context()
    assert not runs(trt, memory, context)
    assert "load the engine's weights first" in log.errors[-1]
    assert engine.load_weights(plan("digits")) is True
    assert engine.weights_loaded
    assert runs(trt, memory, context)


def test_weights_can_be_unloaded_and_loaded_again(trt, deferred, plan, memory):
    engine = deferred("digits")
    context = engine.create_execution_context()
    for _ in range(2):
        assert engine.load_weights(plan("digits"))
        assert runs(trt, memory, context)
        assert engine.unload_weights() is True
        assert engine.weights_loaded is False
        assert not runs(trt, memory, context)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [(lambda data: data[:-1], "not the plan"), (lambda data: b"", "0 bytes"), (lambda data: b"x" * 99, "not the plan")],
)
def test_the_weights_of_another_plan_are_refused(deferred, plan, log, wrong, words):
    engine = deferred("digits")
    assert engine.load_weights(wrong(plan("digits"))) is False
    assert words in log.errors[-1]
    assert engine.weights_loaded is False


def test_weights_are_loaded_once_and_unloaded_once(deferred, plan, log):
    engine = deferred("digits")
    assert engine.unload_weights() is False
    assert "not loaded" in log.errors[-1]
    assert engine.load_weights(plan("digits"))
    assert engine.load_weights(plan("digits")) is False
    assert "loaded already" in log.errors[-1]


def test_an_engine_that_came_with_its_weights_keeps_them(load, plan, log):
    engine = load("digits")
    assert engine.load_weights(plan("digits")) is False
    assert engine.unload_weights() is False
    assert engine.load_weights_async(Reader(plan("digits")), STREAM) is False
    assert all("deserialized with its weights" in error for error in log.errors[-3:])
    assert engine.weights_loaded


def test_an_engine_without_weights_of_its_own_is_not_serialized(deferred, log):
    engine = deferred("refit")
    assert engine.serialize() is None
    assert engine.serialize_with_config(engine.create_serialization_config()) is None
    assert all("without its weights" in error for error in log.errors[-2:])


def test_weights_that_are_streamed_cannot_come_later(deferred, log):
    assert deferred("streaming") is None
    assert "for weight streaming cannot be loaded later" in "\n".join(log.errors)


def test_memory_for_weights_is_taken_when_they_come_and_given_back_when_they_go(runtime, deferred, plan, memory):
    pool = Pool(memory)
    runtime.gpu_allocator = pool
    engine = deferred("digits")
    assert pool.given == []
    assert engine.load_weights(plan("digits"))
    assert len(pool.given) == 1
    assert engine.unload_weights()
    assert pool.taken == pool.given


def test_weights_come_by_a_reader_on_a_stream(trt, deferred, plan, memory):
    engine, reader = deferred("digits"), Reader(plan("digits"))
    assert engine.load_weights_async(reader, STREAM) is True
    assert reader.streams == {STREAM}
    assert engine.weights_loaded
    assert runs(trt, memory, engine.create_execution_context())


def test_the_default_stream_is_none_for_weights(deferred, plan, log):
    assert deferred("digits").load_weights_async(Reader(plan("digits")), 0) is False
    assert "must be another" in log.errors[-1]


def test_what_a_reader_of_weights_raises_is_raised(deferred):
    class Broken(Reader):
        def read(self, num_bytes, stream):
            raise LookupError("no disk")

    engine = deferred("digits")
    with pytest.raises(LookupError, match="no disk"):
        engine.load_weights_async(Broken(b""), STREAM)
    assert engine.weights_loaded is False


def test_weights_come_from_bytes_or_a_reader(deferred):
    engine = deferred("digits")
    with pytest.raises(TypeError):
        engine.load_weights("digits.plan")
    with pytest.raises(TypeError, match="IStreamReaderV2"):
        engine.load_weights_async(b"plan", STREAM)


# ---- runtime caches ----


@pytest.fixture
def with_cache():
    """A context of an engine that uses a cache."""

    def context(engine, cache=None):
        config = engine.create_runtime_config()
        cache = cache or config.create_runtime_cache()
        assert config.set_runtime_cache(cache) is True
        return engine.create_execution_context(config), cache

    return context


def test_a_cache_saves_another_run_from_compiling(load, log, with_cache):
    _, cache = with_cache(load("digits"))
    layers = load("digits").num_layers
    assert kernels(log)[-1] == (layers, 0)
    kept = bytes(cache.serialize())
    engine = load("digits")
    restored = engine.create_runtime_config().create_runtime_cache()
    assert restored.deserialize(kept) is True
    with_cache(engine, restored)
    assert kernels(log)[-1] == (0, layers)


def test_launches_compile_kernels_for_new_shapes(trt, load, log, memory, with_cache):
    engine = load("digits")
    layers = engine.num_layers
    context, cache = with_cache(engine)
    for _ in range(2):
        assert runs(trt, memory, context)
    assert kernels(log) == [(layers, 0), (layers, 0)]
    again, _ = with_cache(engine, cache)
    assert runs(trt, memory, again)
    assert kernels(log)[2:] == [(0, layers), (0, layers)]


@pytest.mark.parametrize(("name", "strategy"), [("digits", "NONE"), ("tiny", "EAGER")])
def test_launches_compile_nothing_for_fixed_shapes_or_where_it_is_off(trt, load, log, memory, name, strategy):
    engine = load(name)
    config = engine.create_runtime_config()
    config.dynamic_shapes_kernel_specialization_strategy = trt.DynamicShapesKernelSpecializationStrategy[strategy]
    config.set_runtime_cache(config.create_runtime_cache())
    output = engine[len(engine) - 1]
    assert runs(trt, memory, engine.create_execution_context(config), name, output)
    assert len(kernels(log)) == 1


def test_engines_and_configs_share_a_cache(load, log, with_cache):
    _, cache = with_cache(load("digits"))
    with_cache(load("tiny"), cache)
    assert kernels(log)[-1] == (load("tiny").num_layers, 0)
    with_cache(load("digits"), cache)
    assert kernels(log)[-1][0] == 0


def test_a_cache_can_be_emptied(load, log, with_cache):
    engine = load("digits")
    _, cache = with_cache(engine)
    assert cache.reset() is True
    with_cache(engine, cache)
    assert kernels(log)[-1] == (engine.num_layers, 0)


@pytest.mark.parametrize(
    "damaged",
    [
        lambda data: b"",
        lambda data: data[:-1],
        lambda data: data + b"\0" * 8,
        lambda data: b"x" + data[1:],
        lambda data: data[:4] + b"\0" + data[5:],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    ],
)
def test_what_is_no_cache_of_this_version_is_refused_and_changes_nothing(load, log, with_cache, damaged):
    _, cache = with_cache(load("digits"))
    kept = bytes(cache.serialize())
    assert cache.deserialize(damaged(kept)) is False
    assert log.errors
    assert bytes(cache.serialize()) == kept


def test_a_config_and_its_contexts_tell_their_cache(load, with_cache):
    engine = load("digits")
    config = engine.create_runtime_config()
    assert config.get_runtime_cache() is None
    cache = config.create_runtime_cache()
    assert config.get_runtime_cache() is None
    assert config.set_runtime_cache(cache)
    assert config.get_runtime_cache() is cache
    assert engine.create_execution_context(config).get_runtime_config().get_runtime_cache() is cache
    assert engine.create_execution_context().get_runtime_config().get_runtime_cache() is None


def test_a_context_keeps_its_config_and_its_cache(trt, load, memory, with_cache):
    engine = load("digits")
    context, _ = with_cache(engine)
    gc.collect()
    assert runs(trt, memory, context)
    assert context.get_runtime_config().get_runtime_cache().serialize() is not None


def test_a_config_that_got_another_cache_does_not_take_the_first_from_its_contexts(trt, load, memory):
    engine = load("digits")
    config = engine.create_runtime_config()
    assert config.set_runtime_cache(config.create_runtime_cache())
    context = engine.create_execution_context(config)
    assert config.set_runtime_cache(config.create_runtime_cache())
    gc.collect()
    assert runs(trt, memory, context)
    again = engine.create_execution_context(context.get_runtime_config())
    assert runs(trt, memory, again)


def test_a_closed_cache_lasts_for_the_contexts_that_have_it(trt, load, memory, with_cache):
    context, cache = with_cache(load("digits"))
    cache.close()
    assert runs(trt, memory, context)
    with pytest.raises(trt_cffi.ClosedError):
        cache.serialize()
    assert runs(trt, memory, load("digits").create_execution_context(context.get_runtime_config()))


def test_a_cache_outlives_the_config_that_made_it_and_ends_with_the_runtime(runtime, load):
    config = load("digits").create_runtime_config()
    cache = config.create_runtime_cache()
    config.close()
    assert cache.serialize() is not None
    runtime.close()
    assert cache.closed


def test_a_logger_that_raises_leaves_no_cache_behind_that_nobody_keeps(trt, plan, memory):
    class Raising(trt_cffi.ILogger):
        armed = False

        def log(self, severity, msg):
            if self.armed and severity == self.INFO:
                raise LookupError("from the logger")

    log = Raising()
    engine = trt.Runtime(log).deserialize_cuda_engine(plan("digits"))
    config = engine.create_runtime_config()
    config.set_runtime_cache(config.create_runtime_cache())
    log.armed = True
    with pytest.raises(LookupError, match="from the logger"):
        engine.create_execution_context(config)
    log.armed = False
    gc.collect()
    assert runs(trt, memory, engine.create_execution_context(config))


def test_only_a_cache_of_the_same_library_can_be_set(load):
    config = load("digits").create_runtime_config()
    for wrong in (None, 3, load("digits")):
        with pytest.raises(TypeError, match="IRuntimeCache"):
            config.set_runtime_cache(wrong)
    with pytest.raises(TypeError, match="no constructor"):
        config._library.IRuntimeCache()


# ---- strategies ----


def test_strategies_are_kept_and_those_of_a_context(trt, load):
    engine = load("digits")
    config = engine.create_runtime_config()
    assert config.cuda_graph_strategy == trt.CudaGraphStrategy.DISABLED
    assert config.dynamic_shapes_kernel_specialization_strategy == trt.DynamicShapesKernelSpecializationStrategy.LAZY
    config.cuda_graph_strategy = trt.CudaGraphStrategy.WHOLE_GRAPH_CAPTURE
    config.dynamic_shapes_kernel_specialization_strategy = trt.DynamicShapesKernelSpecializationStrategy.EAGER
    config.set_execution_context_allocation_strategy(trt.ExecutionContextAllocationStrategy.USER_MANAGED)
    told = engine.create_execution_context(config).get_runtime_config()
    assert told.cuda_graph_strategy == trt.CudaGraphStrategy.WHOLE_GRAPH_CAPTURE
    assert told.dynamic_shapes_kernel_specialization_strategy == trt.DynamicShapesKernelSpecializationStrategy.EAGER
    strategy = told.get_execution_context_allocation_strategy()
    assert strategy == trt.ExecutionContextAllocationStrategy.USER_MANAGED


@pytest.mark.parametrize("name", ["cuda_graph_strategy", "dynamic_shapes_kernel_specialization_strategy"])
def test_a_strategy_is_a_member_of_its_enum(load, log, name):
    config = load("digits").create_runtime_config()
    for wrong in (1, "EAGER", None):
        with pytest.raises(TypeError, match="expected a member of"):
            setattr(config, name, wrong)
    before = getattr(config, name)
    setattr(config, name, type(before)(99))
    assert "there is no strategy 99" in log.errors[-1]
    assert getattr(config, name) == before


def test_a_launch_whose_outputs_depend_on_the_data_cannot_be_captured(load):
    assert load("digits").create_execution_context().is_stream_capturable(STREAM) is True
    assert load("nonzero").create_execution_context().is_stream_capturable(STREAM) is False
    with pytest.raises(TypeError):
        load("digits").create_execution_context().is_stream_capturable("stream")


# ---- weights that are moved away and back ----


@pytest.fixture
def managed(runtime, load):
    """An engine whose plan came without weights, and the manager of those."""
    engine = load("refit")
    config = engine.create_serialization_config()
    config.set_flag(runtime._library.SerializationFlag.EXCLUDE_WEIGHTS)
    stripped = runtime.deserialize_cuda_engine(engine.serialize_with_config(config))
    return stripped, stripped.create_weights_manager()


@pytest.fixture
def weights(managed):
    """The weights of that engine as its manager has them."""
    model = onnx.load(MODELS / "refit.onnx")
    data = b"".join(onnx.numpy_helper.to_array(each).tobytes() for each in model.graph.initializer)
    return np.frombuffer(data.ljust(managed[1].get_size(), b"\0"), np.uint8)


def test_weights_are_restored_saved_and_unloaded(trt, managed, weights, memory, log):
    engine, manager = managed
    context, host = engine.create_execution_context(), trt.TensorLocation.HOST
    assert not runs(trt, memory, context, "refit", "y")
    assert manager.restore_from_buffer(weights.ctypes.data, weights.nbytes, host, STREAM) is True
    assert runs(trt, memory, context, "refit", "y")
    saved = np.zeros_like(weights)
    assert manager.save_to_buffer(saved.ctypes.data, saved.nbytes, host, STREAM) is True
    assert np.array_equal(saved, weights)
    assert manager.unload(STREAM) is True
    assert not runs(trt, memory, context, "refit", "y")
    assert "without weights" in log.errors[-1]
    assert manager.restore_from_buffer(saved.ctypes.data, saved.nbytes, host, STREAM)
    assert runs(trt, memory, context, "refit", "y")


def test_weights_are_saved_to_a_writer(trt, managed, weights):
    class Writer(trt_cffi.IStreamWriter):
        def __init__(self):
            self.data = b""

        def write(self, data):
            self.data += data
            return len(data)

    class Full(trt_cffi.IStreamWriter):
        def write(self, data):
            raise OSError("disk full")

    _, manager = managed
    manager.restore_from_buffer(weights.ctypes.data, weights.nbytes, trt.TensorLocation.HOST, STREAM)
    writer = Writer()
    assert manager.save_to_stream(writer, STREAM) is True
    assert writer.data == weights.tobytes()
    with pytest.raises(OSError, match="disk full"):
        manager.save_to_stream(Full(), STREAM)
    with pytest.raises(TypeError, match="IStreamWriter"):
        manager.save_to_stream(writer.data, STREAM)


def test_weights_that_are_not_there_are_neither_saved_nor_unloaded(trt, managed, weights, log):
    _, manager = managed
    assert manager.save_to_buffer(weights.ctypes.data, weights.nbytes, trt.TensorLocation.HOST, STREAM) is False
    assert manager.unload(STREAM) is False
    assert all("the weights are not loaded" in error for error in log.errors[-2:])


def test_weights_that_are_there_are_not_restored(trt, managed, weights, log):
    _, manager = managed
    restore = (weights.ctypes.data, weights.nbytes, trt.TensorLocation.HOST, STREAM)
    assert manager.restore_from_buffer(*restore)
    assert manager.restore_from_buffer(*restore) is False
    assert "the weights are loaded" in log.errors[-1]


def test_memory_for_weights_has_an_address_and_their_size(trt, managed, weights, log):
    _, manager = managed
    host = trt.TensorLocation.HOST
    assert manager.restore_from_buffer(weights.ctypes.data, weights.nbytes - 1, host, STREAM) is False
    assert f"not {weights.nbytes}" in log.errors[-1]
    with pytest.raises(ValueError, match="address is 0"):
        manager.restore_from_buffer(0, weights.nbytes, host, STREAM)
    with pytest.raises(TypeError, match="TensorLocation"):
        manager.restore_from_buffer(weights.ctypes.data, weights.nbytes, 1, STREAM)


def test_the_simulator_has_no_virtual_memory_of_cuda(managed, log):
    _, manager = managed
    assert manager.restore_from_vmm_allocation(1, 0, manager.get_size(), STREAM) is False
    assert "no virtual memory" in log.errors[-1]


def test_an_engine_with_weights_of_its_own_has_no_manager(load, log):
    assert load("digits").create_weights_manager() is None
    assert "built without them" in log.errors[-1]


def test_a_manager_keeps_its_engine_and_is_closed_with_it(managed):
    engine, manager = managed
    size = manager.get_size()
    engine.close()
    assert manager.closed
    with pytest.raises(trt_cffi.ClosedError):
        manager.get_size()
    assert size > 0


# ---- TensorRT ----


@pytest.mark.parametrize("choice", ["simulator8", "simulator10", "simulator11"])
def test_tensorrt_has_none_of_it_and_says_who_has(choice):
    trt = trt_cffi.open_library(choice)
    runtime = trt.Runtime(Log())
    engine = runtime.deserialize_cuda_engine(recipes.plan("digits", trt.version[0]))
    context = engine.create_execution_context()
    members = {
        runtime: ("engine_header_size", "get_engine_validity", "defer_weights_loading"),
        engine: ("weights_loaded", "load_weights", "load_weights_async", "unload_weights", "create_weights_manager"),
        context: ("is_stream_capturable",),
    }
    if trt.version[0] > 8:
        config = engine.create_runtime_config()
        members[config] = (
            *("create_runtime_cache", "set_runtime_cache", "get_runtime_cache"),
            *("cuda_graph_strategy", "dynamic_shapes_kernel_specialization_strategy"),
        )
        with pytest.raises(trt_cffi.NotAvailableError, match="has no CudaGraphStrategy"):
            config.cuda_graph_strategy = 1
    for thing, names in members.items():
        for name in names:
            with pytest.raises(trt_cffi.NotAvailableError, match="only TensorRT for RTX has it, since 1"):
                getattr(thing, name)
    assert not hasattr(trt.ICudaEngine, "load_weights")
