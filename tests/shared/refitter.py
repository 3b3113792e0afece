"""Refitting an engine: the weights that it gets, what is refused, and how long what is given lives.

A module that takes these tests has a fixture `refittable`, the plan of the model `refit`.
"""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import trt_cffi
from tests.support import Log, Recorder, feed, growth, stored

F = np.float32
TF32 = {"rtol": 5e-3, "atol": 5e-3}  # as kernels may compute: it rounds to 10 bits


@pytest.fixture
def engine(runtime, refittable):
    loaded = runtime.deserialize_cuda_engine(refittable)
    assert loaded is not None
    return loaded


@pytest.fixture
def refitter(trt, engine, log):
    return trt.Refitter(engine, log)


def weights(seed):
    return np.random.default_rng(seed).uniform(-0.3, 0.3, (32, 32)).astype(F)


def expected(w0, w1):
    inputs, _ = stored("refit")
    return np.tanh(np.tanh(inputs["x"] @ w0) @ w1)


def run(trt, memory, context):
    """The output y for the stored input x."""
    inputs, _ = stored("refit")
    keep = feed(trt, memory, context, inputs)
    where = memory.alloc(inputs["x"].nbytes)
    assert context.set_tensor_address("y", where)
    assert context.execute_async_v3(memory.stream())
    memory.sync()
    del keep
    return memory.download(where, inputs["x"].shape, F)


def check(trt, memory, context, w0, w1):
    """Run it, and see that its weights are these."""
    np.testing.assert_allclose(run(trt, memory, context), expected(w0, w1), **TF32)


def only_8(trt):
    if trt.version[0] != 8:
        pytest.skip("from 10 on wrong weights are refused when they are given")


# ---- the refit ----


def test_a_refit_replaces_the_weights_for_contexts_old_and_new(trt, engine, refitter, memory):
    before, w0, w1 = engine.create_execution_context(), weights(0), weights(1)
    np.testing.assert_allclose(run(trt, memory, before), stored("refit")[1]["y"], **TF32)
    assert refitter.set_named_weights("w0", w0) is True
    assert refitter.set_named_weights("w1", trt.Weights(w1)) is True
    assert refitter.refit_cuda_engine() is True
    check(trt, memory, before, w0, w1)
    before.close()  # on 8 two contexts cannot have the one profile
    check(trt, memory, engine.create_execution_context(), w0, w1)


def test_an_engine_is_refitted_again_and_by_another_refitter(trt, engine, refitter, memory, log):
    context = engine.create_execution_context()
    for seed, each in enumerate((refitter, refitter, trt.Refitter(engine, log))):
        w0, w1 = weights(2 * seed), weights(2 * seed + 1)
        assert each.set_named_weights("w0", w0)
        assert each.set_named_weights("w1", w1)
        assert each.refit_cuda_engine()
        check(trt, memory, context, w0, w1)


def test_another_engine_of_the_plan_keeps_its_weights(trt, runtime, engine, refittable, refitter, memory):
    other = runtime.deserialize_cuda_engine(refittable).create_execution_context()
    assert refitter.set_named_weights("w0", weights(0))
    assert refitter.set_named_weights("w1", weights(1))
    assert refitter.refit_cuda_engine()
    check(trt, memory, engine.create_execution_context(), weights(0), weights(1))
    np.testing.assert_allclose(run(trt, memory, other), stored("refit")[1]["y"], **TF32)


def test_weights_that_are_not_given_stay(trt, engine, refitter, memory):
    w0, w1, other = weights(0), weights(1), weights(2)
    assert refitter.set_named_weights("w0", w0)
    assert refitter.set_named_weights("w1", w1)
    assert refitter.refit_cuda_engine()
    assert refitter.set_named_weights("w1", other)
    assert refitter.get_missing_weights() == []
    assert refitter.refit_cuda_engine()
    check(trt, memory, engine.create_execution_context(), w0, other)


def test_weights_are_given_by_layer_and_role(trt, engine, refitter, memory, log):
    w0, w1 = weights(2), weights(3)
    constant = trt.WeightsRole.CONSTANT
    assert refitter.set_weights("w0", constant, w0) is True
    assert refitter.set_weights(layer_name="w1", role=constant, weights=trt.Weights(a=w1)) is True
    assert not log.errors
    assert refitter.set_weights("w0", trt.WeightsRole.KERNEL, w0) is False
    assert log.errors
    assert refitter.refit_cuda_engine() is True
    check(trt, memory, engine.create_execution_context(), w0, w1)


def test_the_weights_are_listed_by_name_and_by_layer(trt, refitter):
    constant = trt.WeightsRole.CONSTANT
    assert sorted(refitter.get_all_weights()) == ["w0", "w1"]
    layers, roles = refitter.get_all()
    assert sorted(layers) == ["w0", "w1"]
    assert roles == [constant, constant]
    assert refitter.get_missing_weights() == []
    assert refitter.get_missing() == ([], [])


# ---- wrong weights ----


@pytest.mark.parametrize("name", ["nothing", "x", "", "W0"])
def test_an_unknown_name_is_refused_and_logged(trt, refitter, log, name):
    assert refitter.set_named_weights(name, np.zeros(3, F)) is False
    assert name in log.errors[-1]
    log.messages.clear()
    assert refitter.set_weights(name, trt.WeightsRole.CONSTANT, np.zeros(3, F)) is False
    assert log.errors


def test_what_was_refused_changes_nothing(trt, engine, refitter, memory):
    assert refitter.set_named_weights("nothing", weights(5)) is False
    assert refitter.set_named_weights("w0", weights(0))
    assert refitter.set_named_weights("w1", weights(1))
    assert refitter.refit_cuda_engine()
    check(trt, memory, engine.create_execution_context(), weights(0), weights(1))


def test_8_takes_weights_of_another_number_and_the_refit_refuses_them(trt, refitter, log):
    only_8(trt)
    w1 = weights(1)  # more than it is told of, should the number be of no interest to it
    assert refitter.set_named_weights("w1", trt.Weights(trt.float32, w1.ctypes.data, 3)) is True
    assert refitter.refit_cuda_engine() is False
    assert log.errors


def test_right_weights_take_the_place_of_wrong_ones(trt, engine, refitter, memory):
    only_8(trt)
    assert refitter.set_named_weights("w0", np.zeros(3, F)) is True
    assert refitter.set_named_weights("w1", np.zeros((32, 32), np.float16)) is True
    assert refitter.set_named_weights("w0", weights(0)) is True
    assert refitter.set_named_weights("w1", weights(1)) is True
    assert refitter.refit_cuda_engine() is True
    check(trt, memory, engine.create_execution_context(), weights(0), weights(1))


# ---- the refitter itself ----


def test_an_engine_that_was_not_built_for_it_is_refused(trt, load, log):
    with pytest.raises(trt_cffi.TensorRTError, match="gave no refitter"):
        trt.Refitter(load("digits"), log)
    assert log.errors


def test_properties_are_kept(refitter, log):
    assert refitter.logger is log
    assert refitter.max_threads == 1
    refitter.max_threads = 4
    refitter.max_threads = 0
    assert refitter.max_threads == 4


def test_an_error_recorder_hears_instead_of_the_log(refitter, log):
    recorder = Recorder()
    assert refitter.error_recorder is None
    refitter.error_recorder = recorder
    assert refitter.error_recorder is recorder
    assert refitter.set_named_weights("nothing", np.zeros(3, F)) is False
    assert recorder.errors
    assert not log.errors
    refitter.error_recorder = None
    assert refitter.error_recorder is None


def test_a_refitter_has_the_error_recorder_of_its_engine(trt, engine, log):
    recorder = engine.error_recorder = Recorder()
    assert trt.Refitter(engine, log).error_recorder is recorder


def test_an_exception_of_the_logger_is_raised_from_the_call(trt, engine):
    class Raising(Log):
        def log(self, severity, msg):
            if "nothing" in msg:  # a full library warns of a logger that is not its first
                raise KeyError(msg)

    refitter = trt.Refitter(engine, Raising())
    with pytest.raises(KeyError, match="nothing"):
        refitter.set_named_weights("nothing", np.zeros(3, F))


def test_a_closed_refitter_does_nothing(trt, engine, refitter):
    refitter.set_named_weights("w0", weights(0))
    refitter.close()
    refitter.close()
    assert refitter.closed
    with pytest.raises(trt_cffi.ClosedError):
        refitter.set_named_weights("w0", weights(0))
    with pytest.raises(trt_cffi.ClosedError):
        refitter.refit_cuda_engine()
    engine.close()
    with pytest.raises(trt_cffi.ClosedError):
        trt.Refitter(engine, Log())


# ---- lifetimes ----


def test_an_engine_that_is_closed_closes_its_refitter(engine, refitter):
    engine.close()
    assert refitter.closed


def test_a_refitter_keeps_its_engine_and_its_logger(trt, refittable):
    log, runtime = Log(), trt.Runtime(Log())
    engine = runtime.deserialize_cuda_engine(refittable)
    refitter, alive = trt.Refitter(engine, log), [weakref.ref(each) for each in (log, engine, runtime)]
    del log, engine, runtime
    gc.collect()
    assert None not in [each() for each in alive]
    assert refitter.set_named_weights("w0", weights(0))
    assert refitter.refit_cuda_engine()
    del refitter
    gc.collect()
    assert [each() for each in alive] == [None] * 3


def test_arrays_that_nobody_else_has_live_until_the_refit(trt, engine, refitter, memory):
    w0, w1 = weights(0), weights(1)
    refitter.set_named_weights("w0", w0.copy())
    refitter.set_named_weights("w1", trt.Weights(w1.copy()))
    gc.collect()
    scattered = [np.full((32, 32), 7, F) for _ in range(50)]  # what takes the place of freed arrays
    assert refitter.refit_cuda_engine()
    check(trt, memory, engine.create_execution_context(), w0, w1)
    assert scattered


def test_what_was_given_is_let_go_when_replaced_refused_or_closed(trt, refitter):
    def given(name="w0"):
        array = weights(0)
        refitter.set_named_weights(name, array)
        return weakref.ref(array)

    first = given()
    assert first() is not None
    second = given()
    refused = given("nothing")
    gc.collect()
    assert (first(), refused()) == (None, None)
    assert second() is not None
    refitter.close()
    gc.collect()
    assert second() is None


def test_refits_leave_nothing_behind(trt, engine, log):
    def refit(times):
        for seed in range(times):
            refitter = trt.Refitter(engine, log)
            assert refitter.set_named_weights("w0", weights(seed))
            assert refitter.refit_cuda_engine()
            refitter.get_all()

    assert growth(refit, 5, 40) < 20_000
