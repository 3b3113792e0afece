"""`ICudaEngine`, its inspector and what it serializes, on the simulators."""

from __future__ import annotations

import json

import pytest

import trt_cffi
from tests.models import recipes
from tests.support import Log, Recorder


def test_an_engine_tells_its_tensors(trt, load):
    engine = load("reshape")
    assert engine.num_io_tensors == 3
    assert [engine.get_tensor_name(i) for i in range(3)] == ["data", "shape", "reshaped"]
    assert [engine.get_tensor_mode(n).name for n in ("data", "shape", "reshaped", "nothing")] == [
        *("INPUT", "INPUT", "OUTPUT", "NONE")
    ]
    assert [engine.get_tensor_location(n).name for n in ("data", "shape")] == ["DEVICE", "HOST"]
    assert [engine.is_shape_inference_io(n) for n in ("data", "shape", "reshaped")] == [False, True, False]
    assert [engine.get_tensor_shape(n) for n in ("data", "shape", "reshaped")] == [(-1,), (2,), (-1, -1)]
    assert engine.get_tensor_dtype("data") is trt.DataType.FLOAT
    assert engine.get_tensor_dtype("shape").name == ("INT32" if trt.version[0] == 8 else "INT64")
    assert engine.get_tensor_format("data") is trt.TensorFormat.LINEAR
    assert "Row major" in engine.get_tensor_format_desc("data")
    assert "reshaped=(-1, -1)" in repr(engine)


def test_an_engine_tells_how_it_was_built(trt, load):
    engine = load("branches")
    assert engine.num_aux_streams == 3
    assert engine.num_layers > 3
    assert engine.num_optimization_profiles == 1
    assert engine.refittable is False
    assert load("refit").refittable is True
    assert engine.engine_capability is trt.EngineCapability.STANDARD
    assert engine.profiling_verbosity is trt.ProfilingVerbosity.DETAILED
    assert engine.hardware_compatibility_level is trt.HardwareCompatibilityLevel.NONE
    assert engine.has_implicit_batch_dimension is False
    assert isinstance(engine.tactic_sources, int)
    assert engine.name


def test_an_index_out_of_range_has_no_name_and_is_logged(load, log):
    engine = load("tiny")
    for index in (2, -1, 2**31 - 1):
        before = len(log.errors)
        assert engine.get_tensor_name(index) is None
        assert len(log.errors) == before + 1


def test_an_unknown_tensor_gives_the_documented_answers_and_errors_in_the_log(trt, load, log):
    engine = load("tiny")
    answers = {
        "get_tensor_dtype": trt.DataType.FLOAT,
        "get_tensor_mode": trt.TensorIOMode.NONE,
        "get_tensor_location": trt.TensorLocation.DEVICE,
        "get_tensor_format": trt.TensorFormat.LINEAR,
        "get_tensor_format_desc": None,
        "get_tensor_bytes_per_component": -1,
        "get_tensor_components_per_element": -1,
        "get_tensor_vectorized_dim": -1,
        "is_shape_inference_io": False,
    }
    for method, answer in answers.items():
        before = len(log.errors)
        assert getattr(engine, method)("nothing") == answer, method
        assert "nothing" in " ".join(log.errors[before:]), method


@pytest.mark.parametrize(
    "method",
    [
        *("get_tensor_dtype", "get_tensor_mode", "get_tensor_location", "get_tensor_shape", "is_shape_inference_io"),
        *("get_tensor_format", "get_tensor_format_desc", "get_tensor_vectorized_dim"),
        *("get_tensor_bytes_per_component", "get_tensor_components_per_element"),
    ],
)
def test_a_name_is_text_without_a_nul(load, method):
    engine = load("tiny")
    assert getattr(engine, method)(b"x") == getattr(engine, method)("x")
    for wrong, error in ((None, TypeError), (0, TypeError), ("x\0y", ValueError), ("\udcff", TypeError)):
        with pytest.raises(error):
            getattr(engine, method)(wrong)


def test_profiles_tell_their_limits(trt, load, log):
    engine = load("digits")
    assert engine.num_optimization_profiles == 2
    assert engine.get_tensor_profile_shape("images", 0) == [(1, 1, 8, 8), (32, 1, 8, 8), (1024, 1, 8, 8)]
    assert engine.get_tensor_profile_shape("images", 1) == [(1, 1, 8, 8)] * 3
    for name, profile in (("logits", 0), ("images", 2), ("images", -1), ("nothing", 0)):
        if trt._like >= (11, 2, 0):
            with pytest.raises(RuntimeError, match=name):
                engine.get_tensor_profile_shape(name, profile)
        else:
            assert [repr(shape) for shape in engine.get_tensor_profile_shape(name, profile)] == ["(unknown)"] * 3


def test_profiles_tell_the_limits_of_shape_values_in_either_order_of_arguments(load, log):
    engine = load("reshape")
    expected = [[1, 1], [4, 6], [4096, 4096]]
    assert engine.get_tensor_profile_values("shape", 0) == expected
    assert engine.get_tensor_profile_values(0, "shape") == expected
    assert engine.get_tensor_profile_values(name="shape", profile_index=0) == expected
    assert engine.get_tensor_profile_values("shape", 7) == []
    assert log.errors
    for name in ("data", "reshaped", "nothing"):
        with pytest.raises(RuntimeError, match=f"'{name}' is no shape input"):
            engine.get_tensor_profile_values(name, 0)


def test_layouts_of_a_profile_are_there_since_861(trt, load):
    engine = load("digits")
    for ask in (engine.get_tensor_format, engine.get_tensor_format_desc, engine.get_tensor_vectorized_dim):
        if trt.version[0] == 8:
            with pytest.raises(trt_cffi.NotAvailableError, match=r"in TensorRT 8\.6\.0; there since 8\.6\.1"):
                ask("images", 1)
        else:
            assert ask("images", 1) == ask("images")


def test_device_memory_of_a_profile_is_there_since_10(trt, load):
    engine = load("digits")
    assert engine.device_memory_size == engine.device_memory_size_v2 > 0
    for name in ("get_device_memory_size_for_profile", "get_device_memory_size_for_profile_v2"):
        if trt.version[0] == 8:
            with pytest.raises(trt_cffi.NotAvailableError, match=r"in TensorRT 8\.6\.0; there since 10\.0"):
                getattr(engine, name)(0)
        else:
            ask = getattr(engine, name)
            assert 0 < ask(1) < ask(0) == engine.device_memory_size


def test_a_strategy_is_there_since_10_and_a_member_of_its_enum(trt, load):
    engine = load("digits")
    assert engine.create_execution_context(strategy=None) is not None
    if trt.version[0] == 8:
        newer = trt_cffi.open_library("simulator10").ExecutionContextAllocationStrategy
        with pytest.raises(trt_cffi.NotAvailableError, match=r"8\.6\.0; there since 10\.0"):
            engine.create_execution_context(newer.STATIC)
        return
    for strategy in trt.ExecutionContextAllocationStrategy.__members__.values():
        assert engine.create_execution_context(strategy).engine is engine
    for wrong in (0, "STATIC", trt.DataType.FLOAT):
        with pytest.raises(TypeError, match="ExecutionContextAllocationStrategy"):
            engine.create_execution_context(wrong)


def test_engine_and_inspector_have_error_recorders_of_their_own(trt, load, log):
    engine = load("tiny")
    recorder, other = Recorder(), Recorder()
    engine.error_recorder = recorder
    inspector = engine.create_engine_inspector()
    assert inspector.error_recorder is recorder
    inspector.error_recorder = other
    assert inspector.get_layer_information(99, trt.LayerInformationFormat.ONELINE) is None
    assert other.errors
    assert recorder.errors == log.errors == []
    engine.get_tensor_mode("nothing")
    assert recorder.errors


def test_an_inspector_tells_of_the_layers(trt, load, log):
    engine = load("digits")
    inspector = engine.create_engine_inspector()
    information = json.loads(inspector.get_engine_information(trt.LayerInformationFormat.JSON))
    layers = [each for each in information["Layers"] if not each["Name"].endswith("[profile 1]")]
    assert len(layers) == engine.num_layers
    for i, layer in enumerate(layers):
        assert json.loads(inspector.get_layer_information(i, trt.LayerInformationFormat.JSON)) == layer
        assert layer["Name"] in inspector.get_layer_information(i, trt.LayerInformationFormat.ONELINE)
    for wrong in (-1, engine.num_layers):
        assert inspector.get_layer_information(wrong, trt.LayerInformationFormat.JSON) is None
    assert len(log.errors) == 2
    for wrong in (1, "JSON", trt.DataType.FLOAT):
        with pytest.raises(TypeError, match="LayerInformationFormat"):
            inspector.get_engine_information(wrong)


def test_an_inspector_takes_a_context_and_gives_the_same_back(load):
    engine = load("digits")
    inspector, context = engine.create_engine_inspector(), engine.create_execution_context()
    assert inspector.execution_context is None
    inspector.execution_context = context
    assert inspector.execution_context is context
    with pytest.raises(TypeError, match="execution_context"):
        inspector.execution_context = engine
    inspector.execution_context = None
    assert inspector.execution_context is None


def test_a_serialized_engine_is_its_plan_as_bytes(trt, runtime, load, plan, tmp_path):
    memory = load("tiny").serialize()
    assert type(memory) is trt_cffi.IHostMemory
    assert bytes(memory) == plan("tiny")
    assert memory.nbytes == len(memory) == len(plan("tiny"))
    assert memory.dtype is trt.DataType.INT8
    assert str(memory) == repr(memory) == f"<IHostMemory of {memory.nbytes} bytes>"
    (tmp_path / "tiny.plan").write_bytes(memory)
    assert (tmp_path / "tiny.plan").read_bytes() == plan("tiny")
    assert memoryview(memory).nbytes == memory.nbytes
    assert runtime.deserialize_cuda_engine(memory).num_io_tensors == 2
    with pytest.raises(TypeError, match="no constructor"):
        trt_cffi.IHostMemory()


def test_the_finalizer_of_serialized_bytes_frees_nothing_that_is_in_use(load, plan):
    memory = load("tiny").serialize()
    memory.__del__()
    assert bytes(memory) == plan("tiny")


def test_serialized_bytes_outlive_everything(trt, plan):
    runtime = trt.Runtime(Log())
    memory = runtime.deserialize_cuda_engine(plan("tiny")).serialize()
    runtime.close()
    del runtime
    assert bytes(memory) == plan("tiny")


@pytest.mark.parametrize("name", ["ICudaEngine", "IExecutionContext", "EngineInspector"])
def test_what_tensorrt_makes_has_no_constructor(trt, name):
    with pytest.raises(TypeError, match=f"{name} has no constructor"):
        getattr(trt, name)()
    made_wrongly = getattr(trt, name).__new__(getattr(trt, name))
    assert made_wrongly.closed
    with pytest.raises(trt_cffi.ClosedError):
        made_wrongly.error_recorder  # noqa: B018


def test_hasattr_tells_what_an_engine_has(load):
    engine = load("tiny")
    assert hasattr(engine, "num_aux_streams")
    assert not hasattr(engine, "num_no_such_thing")


def test_recipes_of_10_are_refused_by_8(log):
    runtime = trt_cffi.open_library("simulator8").Runtime(log)
    assert runtime.deserialize_cuda_engine(recipes.plan("wide", 10)) is None
    assert "10.16.1" in log.errors[-1]
