"""What objects show of themselves: enough to tell them apart, and no exception, no error in the log, no effect."""

from __future__ import annotations

import subprocess
import sys

import pytest

import trt_cffi
from tests.models.recipes import HERE, RECIPES
from tests.support import Growing, Layers, Log, Pool, Recorder, feed, stored, tensorrt_of
from trt_cffi import simulator

AFTER_8 = pytest.mark.parametrize("trt", [10, 11], indirect=True, ids="simulator{}".format)
IMAGES = {"images": ((1, 1, 8, 8), (8, 1, 8, 8), (32, 1, 8, 8))}


@pytest.fixture
def digits(trt, runtime):
    """An engine with a name."""
    plan = simulator.build(HERE / "digits.onnx", [IMAGES], tensorrt_of(trt), name="digits")
    return runtime.deserialize_cuda_engine(plan)


def test_an_engine_shows_its_name_and_tensors(digits):
    assert repr(digits) == "<ICudaEngine 'digits' images=(-1, 1, 8, 8) logits=(-1, 10)>"


def test_a_context_shows_its_profile_and_its_shapes_of_now(digits):
    context = digits.create_execution_context()
    context.set_input_shape("images", (32, 1, 8, 8))
    assert repr(context) == "<IExecutionContext 'digits' profile=0 images=(32, 1, 8, 8) logits=(32, 10)>"
    context.name = "mine"
    assert repr(context).startswith("<IExecutionContext 'mine' profile=0 ")


def test_what_is_around_an_engine_shows_what_it_belongs_to(trt, runtime, digits):
    assert repr(runtime) == f"<Runtime of {trt}>"
    assert repr(trt.get_plugin_registry()) == f"<IPluginRegistry of {trt}>"
    assert repr(digits.create_engine_inspector()) == f"<EngineInspector of {digits!r}>"
    assert repr(digits.serialize()) == f"<IHostMemory of {digits.serialize().nbytes} bytes>"


def test_a_refitter_shows_its_engine(trt, load, log):
    engine = load("refit")
    assert repr(trt.Refitter(engine, log)) == f"<Refitter of {engine!r}>"


@AFTER_8
def test_a_config_shows_what_is_set(trt, digits):
    config, made = digits.create_serialization_config(), digits.create_runtime_config()
    assert (repr(config), repr(made)) == ("<ISerializationConfig>", "<IRuntimeConfig STATIC>")
    config.set_flag(trt.SerializationFlag.EXCLUDE_LEAN_RUNTIME)
    made.set_execution_context_allocation_strategy(trt.ExecutionContextAllocationStrategy.USER_MANAGED)
    assert repr(config) == "<ISerializationConfig EXCLUDE_LEAN_RUNTIME>"
    assert repr(made) == "<IRuntimeConfig USER_MANAGED>"


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (Log(), "<Log, an ILogger at "),
        (Recorder(), "<Recorder, an IErrorRecorder at "),
        (Layers(), "<Layers, an IProfiler at "),
        (Pool(None), "<Pool, an IGpuAllocator at "),
        (Growing(None), "<Growing, an IOutputAllocator at "),
        (trt_cffi.IDebugListener(), "<IDebugListener at "),
        (trt_cffi.Logger(trt_cffi.Logger.INFO), "<Logger min_severity=INFO>"),
        (trt_cffi.LoggingLogger("mine"), "<LoggingLogger 'mine'>"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_callback_object_shows_its_class_and_its_interface(made, shown):
    assert repr(made).startswith(shown)


@pytest.mark.parametrize("cls", [Log, trt_cffi.Logger, trt_cffi.LoggingLogger, trt_cffi.IErrorRecorder])
def test_a_callback_object_that_was_not_initialized_shows_itself(cls):
    assert cls.__name__ in repr(cls.__new__(cls))


@pytest.mark.parametrize(
    ("trt", "name"), [(major, name) for name, recipe in RECIPES.items() for major in recipe.majors], indirect=["trt"]
)
def test_nothing_is_logged_in_any_state_of_a_context(load, log, name):
    engine = load(name)
    contexts = [engine.create_execution_context() for _ in range(2)]  # on 8 the second has no profile
    for tensor, value in stored(name)[0].items():
        for shape in ((), (1,) * 5, value.shape):
            log.messages.clear()
            assert all(tensor in repr(context) for context in contexts)
            assert log.messages == []
            contexts[0].set_input_shape(tensor, shape)
    log.messages.clear()
    assert [repr(each) for each in (engine, *contexts, engine.create_engine_inspector())]
    assert log.messages == []


def test_a_shape_tensor_whose_memory_is_gone_is_not_read(trt):
    program = (
        "import trt_cffi\n"
        "from tests.models.recipes import plan\n"
        f"trt = trt_cffi.open_library('simulator{tensorrt_of(trt)}')\n"
        f"engine = trt.Runtime(trt.Logger()).deserialize_cuda_engine(plan('reshape', {tensorrt_of(trt)!r}))\n"
        "context = engine.create_execution_context()\n"
        "context.set_input_shape('data', (24,))\n"
        "context.set_tensor_address('shape', 0x10)\n"
        "print(context)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "data=(24,) shape=(2,) reshaped=(-1, -1)" in ended.stdout, ended.stderr


def test_an_exception_that_a_callback_has_raised_stays_with_its_call(trt, memory, digits):
    context, shown = digits.create_execution_context(), []

    class Telling(trt_cffi.IProfiler):
        def report_layer_time(self, layer_name, ms):
            if not shown:
                shown.append("")
                raise LookupError("mine")
            shown.append(repr(context))

    context.profiler = Telling()
    feed(trt, memory, context, {"images": stored("digits")[0]["images"][:2]})
    context.set_tensor_address("logits", memory.alloc(4096))
    with pytest.raises(LookupError, match="mine"):
        context.execute_async_v3(0)
    assert "logits=(2, 10)" in shown[-1]


def test_what_is_closed_shows_that(trt, runtime, digits):
    things = [runtime, digits, digits.create_execution_context(), digits.create_engine_inspector()]
    if trt.version[0] != 8:
        things += [digits.create_serialization_config(), digits.create_runtime_config()]
    runtime.close()
    for thing in things:
        thing.close()
        assert repr(thing) == f"<{type(thing).__name__} closed>"


def test_what_was_never_made_shows_that_it_cannot_be_used(trt):
    for cls in (trt.Runtime, trt.ICudaEngine, trt.IExecutionContext, trt.EngineInspector):
        assert repr(cls.__new__(cls)) == f"<{cls.__name__} closed>"
