"""`LayerProfiler` and `Profiler`, which the shim does without calling Python."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import trt_cffi
from tests.support import at_once
from trt_cffi.shim import NULL

F = np.float32


@pytest.fixture
def digits(memory, load):
    context = load("digits").create_execution_context()
    context.set_input_shape("images", (1, 1, 8, 8))
    context.set_tensor_address("images", memory.upload(np.zeros((1, 1, 8, 8), F)))
    context.set_tensor_address("logits", memory.alloc(40))
    return context


def launched(profiler):
    return {layer.name: layer.launches for layer in profiler.layers}


def test_the_layers_are_there_in_their_order_with_time_and_launches(digits):
    heard = []

    class Heard(trt_cffi.IProfiler):
        def report_layer_time(self, layer_name, ms):
            heard.append(layer_name)

    digits.profiler = Heard()
    assert digits.execute_async_v3(0)
    profiler = digits.profiler = trt_cffi.LayerProfiler()
    assert profiler.layers == []
    for _ in range(3):
        assert digits.execute_async_v3(0)
    assert [layer.name for layer in profiler.layers] == heard
    assert {layer.launches for layer in profiler.layers} == {3}
    assert sum(layer.milliseconds for layer in profiler.layers) > 0


def test_times_are_added_up():
    profiler = trt_cffi.LayerProfiler()
    for name, ms in (("a", 0.5), ("b", 1), ("a", 0.25)):
        profiler.report_layer_time(name, ms)
    assert profiler.layers == [("a", 0.75, 2), ("b", 1.0, 1)]


def test_after_a_reset_it_knows_only_what_is_launched_again(digits):
    profiler = digits.profiler = trt_cffi.LayerProfiler()
    profiler.report_layer_time("of another engine", 1.0)
    assert digits.execute_async_v3(0)
    profiler.reset()
    assert profiler.layers == []
    assert digits.execute_async_v3(0)
    assert set(launched(profiler).values()) == {1}
    assert "of another engine" not in launched(profiler)


def test_layers_in_another_order_are_found():
    profiler = trt_cffi.LayerProfiler()
    for name in "abcddcbabdcc":
        profiler.report_layer_time(name, 1.0)
    assert launched(profiler) == {"a": 2, "b": 3, "c": 4, "d": 3}


def test_one_profiler_serves_several_libraries(memory):
    from tests.models import recipes

    profiler = trt_cffi.LayerProfiler()
    for major in (8, 10, 11):
        trt = trt_cffi.open_library(f"simulator{major}")
        context = (
            trt.Runtime(trt.Logger()).deserialize_cuda_engine(recipes.plan("tiny", major)).create_execution_context()
        )
        context.profiler = profiler
        assert context.execute_v2([memory.alloc(64), memory.alloc(64)])
    assert list(launched(profiler).values()) == [3]


def test_it_is_told_and_read_by_several_threads(trt, load, memory):
    engine, profiler = load("tiny"), trt_cffi.LayerProfiler()

    def work(index):
        context = engine.create_execution_context()
        context.profiler = profiler
        for _ in range(50):
            assert context.execute_v2([memory.alloc(64), memory.alloc(64)])
            assert len(profiler.layers) == 1

    at_once(work)
    assert list(launched(profiler).values()) == [200]


def test_a_subclass_is_told_and_may_pass_on_what_it_is_told(digits):
    class Most(trt_cffi.LayerProfiler):
        def report_layer_time(self, layer_name, ms):
            if not layer_name.endswith("logits"):
                super().report_layer_time(layer_name, ms)

    profiler = digits.profiler = Most()
    assert digits.execute_async_v3(0)
    assert len(profiler.layers) == digits.engine.num_layers - 1


def test_a_subclass_that_overrides_nothing_needs_no_super_init(digits):
    class Named(trt_cffi.LayerProfiler):
        def __init__(self, name):
            self.name = name

    profiler = digits.profiler = Named("mine")
    assert digits.execute_async_v3(0)
    assert len(profiler.layers) == digits.engine.num_layers


@pytest.mark.parametrize(("name", "ms"), [(None, 1.0), (3, 1.0), ("a", "1"), ("a", None)])
def test_what_is_no_name_or_no_time_is_a_type_error(name, ms):
    with pytest.raises(TypeError):
        trt_cffi.LayerProfiler().report_layer_time(name, ms)


def test_what_it_keeps_lasts_as_long_as_tensorrt_may_tell_of_it(digits):
    profiler = digits.profiler = trt_cffi.LayerProfiler()
    times, gone = profiler._times, weakref.ref(profiler)
    del profiler
    assert digits.execute_async_v3(0)
    assert launched(digits.profiler)
    digits.profiler = None
    gc.collect()
    assert gone() is None
    assert times.handle == NULL


# ---- Profiler ----


def test_profiler_prints_each_layer_where_the_process_prints(digits, capfd):
    digits.profiler = trt_cffi.Profiler()
    assert digits.execute_async_v3(0)
    lines = capfd.readouterr().out.splitlines()
    assert len(lines) == digits.engine.num_layers
    assert all(line.endswith("ms") and float(line.rpartition(": ")[2][:-2]) >= 0 for line in lines)


def test_profiler_prints_the_same_when_it_is_called_from_python(capsys):
    trt_cffi.Profiler().report_layer_time("layer", 0.125)
    assert capsys.readouterr().out == "layer: 0.125ms\n"


def test_a_subclass_of_profiler_is_heard_and_does_not_print(digits, capfd):
    class Mine(trt_cffi.Profiler):
        names = ()

        def report_layer_time(self, layer_name, ms):
            self.names += (layer_name,)

    digits.profiler = Mine()
    assert digits.execute_async_v3(0)
    assert len(digits.profiler.names) == digits.engine.num_layers
    assert capfd.readouterr().out == ""
