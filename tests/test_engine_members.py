"""Members of an engine that came after 8.6, and what the versions without them say."""

from __future__ import annotations

import pytest

import trt_cffi

ON_10 = pytest.mark.parametrize("trt", [10, 11], indirect=True, ids="simulator{}".format)
ONLY_10 = pytest.mark.parametrize("trt", [10], indirect=True, ids="simulator{}".format)


@ON_10
def test_the_total_size_of_the_weights_is_the_statistic_asked_for_by_default(trt, load):
    engine = load("digits")
    total = engine.get_engine_stat()
    assert total > 0
    assert engine.get_engine_stat(trt.EngineStat.TOTAL_WEIGHTS_SIZE) == total
    with pytest.raises(TypeError, match="EngineStat"):
        engine.get_engine_stat(0)


@ON_10
def test_an_output_with_memory_of_its_own_has_no_aliased_input(load, log):
    engine = load("digits")
    assert engine.get_aliased_input_tensor("logits") is None
    assert log.errors == []
    engine.get_aliased_input_tensor("nothing")
    assert "nothing" in log.errors[0]


@ON_10
def test_a_debug_tensor_is_one_that_was_marked(load):
    engine = load("debug")
    assert [engine.is_debug_tensor(name) for name in ("h0", "h1", "y", "x")] == [True, True, False, False]


@pytest.mark.parametrize("trt", [8], indirect=True, ids="simulator{}".format)
@pytest.mark.parametrize(
    ("member", "arguments", "since"),
    [
        ("get_engine_stat", (), "10.14"),
        ("get_aliased_input_tensor", ("x",), "10.15"),
        ("is_debug_tensor", ("x",), "10.0"),
        ("get_weight_streaming_automatic_budget", (), "10.1"),
    ],
)
def test_a_method_that_8_does_not_have_says_since_when_it_is_there(load, member, arguments, since):
    with pytest.raises(trt_cffi.NotAvailableError, match=f"there since {since}"):
        getattr(load("tiny"), member)(*arguments)


# ---- weight streaming ----

READ = (
    "streamable_weights_size",
    "weight_streaming_budget_v2",
    "weight_streaming_scratch_memory_size",
)


@ON_10
def test_an_engine_not_built_for_it_streams_nothing(load):
    engine = load("tiny")
    assert [getattr(engine, name) for name in READ] == [0, 0, 0]
    assert engine.get_weight_streaming_automatic_budget() == 0


@ON_10
def test_a_refused_budget_changes_nothing_and_is_logged(load, log):
    engine = load("tiny")
    engine.weight_streaming_budget_v2 = 1 << 18
    assert log.errors
    assert engine.weight_streaming_budget_v2 == 0


@ON_10
@pytest.mark.parametrize("wrong", [1.5, None, "1", 1 << 63])
def test_a_budget_is_an_integer_of_64_bits(load, wrong):
    with pytest.raises(TypeError, match="weight_streaming_budget_v2 is an integer"):
        load("tiny").weight_streaming_budget_v2 = wrong


@ONLY_10
def test_the_budget_of_before_10_1_warns_and_names_its_successor(load, log):
    engine = load("tiny")
    with pytest.warns(DeprecationWarning, match="weight_streaming_budget_v2"):
        assert engine.weight_streaming_budget == -1
    with pytest.warns(DeprecationWarning, match="weight_streaming_budget_v2"):
        assert engine.minimum_weight_streaming_budget == 0
    with pytest.warns(DeprecationWarning, match="weight_streaming_budget_v2"):
        engine.weight_streaming_budget = 1 << 18
    assert log.errors


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("trt", [8, 11], indirect=True, ids="simulator{}".format)
@pytest.mark.parametrize("name", ["weight_streaming_budget", "minimum_weight_streaming_budget"])
def test_the_budget_of_before_10_1_is_there_in_10_alone(load, name):
    with pytest.raises(trt_cffi.NotAvailableError, match=r"there (since 10|until 10)"):
        getattr(load("tiny"), name)
