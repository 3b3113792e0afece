"""Answers that are kept are those that the library would give."""

from __future__ import annotations

import pytest

import trt_cffi


@pytest.fixture
def engine(load):
    return load("digits")


@pytest.fixture
def context(engine):
    return engine.create_execution_context()


@pytest.mark.parametrize(
    ("member", "values"),
    [
        ("debug_sync", (True, False)),
        ("name", ("one", "two")),
        ("enqueue_emits_profile", (False, True)),
        ("persistent_cache_limit", (1024, 0)),
    ],
)
def test_a_property_is_what_it_was_set_to_last(context, member, values):
    getattr(context, member)
    for value in (*values, *values):
        setattr(context, member, value)
        assert getattr(context, member) == value
        assert getattr(context, member) == value


def test_a_refused_value_is_not_taken_for_the_one_that_is_set(context, runtime, log):
    context.persistent_cache_limit = 1024
    assert context.persistent_cache_limit == 1024
    context.persistent_cache_limit = 1 << 40
    assert log.errors
    assert context.persistent_cache_limit == 1024
    runtime.max_threads = 3
    assert runtime.max_threads == 3
    runtime.max_threads = 0
    assert runtime.max_threads == 3


def test_a_switch_of_profiles_is_seen(context):
    assert context.active_optimization_profile == 0
    context.set_optimization_profile_async(1, 0)
    assert context.active_optimization_profile == 1
    with pytest.raises(RuntimeError):
        context.set_optimization_profile_async(9, 0)
    assert context.active_optimization_profile == 1


def test_the_event_of_a_deprecated_launch_is_not_taken_for_the_contexts_own(memory, context):
    context.set_input_consumed_event(0x1000)
    assert context.get_input_consumed_event() == 0x1000
    context.set_input_shape("images", (1, 1, 8, 8))
    bindings = [memory.alloc(4096) for _ in context.engine]
    with pytest.warns(DeprecationWarning, match="execute_async_v3"):
        context.execute_async_v2(bindings, 0, 0x2000)
    assert context.get_input_consumed_event() == 0x1000


@pytest.mark.parametrize("member", ["get_tensor_mode", "get_tensor_dtype", "get_tensor_location", "get_tensor_format"])
def test_an_unknown_name_is_an_error_in_the_log_each_time(engine, log, member):
    getattr(engine, member)("images")
    before = len(log.errors)
    answers = {getattr(engine, member)("nothing") for _ in range(3)}
    assert len(answers) == 1
    assert len(log.errors) == before + 3


def test_an_index_out_of_range_is_an_error_in_the_log_each_time(engine, log):
    assert next(iter(engine)) == engine.get_tensor_name(0) == "images"
    for index in (2, -1, 99):
        before = len(log.errors)
        assert engine.get_tensor_name(index) is None
        assert len(log.errors) == before + 1


def test_a_shape_can_be_changed_without_changing_the_next(engine):
    for ask in (lambda: engine.get_tensor_shape("images"), lambda: engine.get_tensor_profile_shape("images", 0)[1]):
        shape = ask()
        before = tuple(shape)
        shape[0] = 77
        assert tuple(ask()) == before


@pytest.mark.parametrize("profile", [1.0, True, "1"])
def test_what_equals_a_profile_is_still_not_taken_for_one_it_is_not(engine, profile):
    engine.get_tensor_profile_shape("images", 1)
    if profile is True:
        assert engine.get_tensor_profile_shape("images", profile) == engine.get_tensor_profile_shape("images", 1)
        return
    with pytest.raises(TypeError):
        engine.get_tensor_profile_shape("images", profile)


def test_what_is_no_name_is_still_refused(engine):
    engine.get_tensor_mode("images")
    for wrong in (None, 3, ["images"]):
        with pytest.raises(TypeError):
            engine.get_tensor_mode(wrong)


def test_closing_forgets(engine, context):
    assert (context.name, engine.num_io_tensors, engine.get_tensor_mode("images").name) is not None
    assert context.get_tensor_address("images") == 0
    engine.close()
    for ask in (
        lambda: context.name,
        lambda: context.get_tensor_address("images"),
        lambda: engine.num_io_tensors,
        lambda: engine.get_tensor_mode("images"),
        lambda: engine.get_tensor_name(0),
        lambda: engine[0],
    ):
        with pytest.raises(trt_cffi.ClosedError):
            ask()
