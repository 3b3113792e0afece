"""How a context is made, and what a plan holds, by a config."""

from __future__ import annotations

import pytest

import trt_cffi

ON_10 = pytest.mark.parametrize("trt", [10, 11], indirect=True, ids="simulator{}".format)
ON_8 = pytest.mark.parametrize("trt", [8], indirect=True, ids="simulator{}".format)


@ON_10
def test_a_context_is_made_as_its_runtime_config_says(trt, load):
    engine, kinds = load("digits"), trt.ExecutionContextAllocationStrategy
    config = engine.create_runtime_config()
    assert config.get_execution_context_allocation_strategy() == kinds.STATIC
    config.set_execution_context_allocation_strategy(kinds.USER_MANAGED)
    for context in (
        engine.create_execution_context(runtime_config=config),
        engine.create_execution_context(config),
    ):
        assert context.get_runtime_config().get_execution_context_allocation_strategy() == kinds.USER_MANAGED
    config.set_execution_context_allocation_strategy()
    assert config.get_execution_context_allocation_strategy() == kinds.STATIC


@ON_10
def test_a_context_needs_its_config_no_longer(trt, load):
    engine = load("digits")
    with_config = engine.create_runtime_config()
    context = engine.create_execution_context(runtime_config=with_config)
    with_config.close()
    assert context.get_runtime_config() is not context.get_runtime_config()
    with pytest.raises(trt_cffi.ClosedError):
        engine.create_execution_context(runtime_config=with_config)


@ON_10
def test_a_strategy_and_a_config_are_too_much(trt, load):
    engine = load("digits")
    strategy, config = trt.ExecutionContextAllocationStrategy.STATIC, engine.create_runtime_config()
    with pytest.raises(TypeError, match="not with both"):
        engine.create_execution_context(strategy, runtime_config=config)
    with pytest.raises(TypeError, match="IRuntimeConfig"):
        engine.create_execution_context(runtime_config=strategy)
    with pytest.raises(TypeError, match="ExecutionContextAllocationStrategy"):
        config.set_execution_context_allocation_strategy(1)


@ON_10
def test_a_plan_holds_what_its_serialization_config_says(trt, load, plan):
    engine, flag = load("tiny"), trt.SerializationFlag.EXCLUDE_LEAN_RUNTIME
    config = engine.create_serialization_config()
    assert config.flags == 0
    assert config.set_flag(flag) is True
    assert config.get_flag(flag) is True
    assert config.flags == 1 << int(flag)
    assert config.clear_flag(flag) is True
    assert config.flags == 0
    assert bytes(engine.serialize_with_config(config)) == plan("tiny")


@ON_10
def test_wrong_flags_change_nothing(load):
    config = load("tiny").create_serialization_config()
    with pytest.raises(RuntimeError, match="0x80000000 are no serialization flags"):
        config.flags = 1 << 31
    assert config.flags == 0
    with pytest.raises(TypeError, match="SerializationFlag"):
        config.set_flag(0)
    with pytest.raises(TypeError, match="flags is an integer"):
        config.flags = -1


@ON_10
def test_a_plan_is_serialized_with_a_config_alone(load):
    engine = load("tiny")
    with pytest.raises(TypeError, match="ISerializationConfig"):
        engine.serialize_with_config(None)


@ON_8
@pytest.mark.parametrize(
    ("make", "since"), [("create_runtime_config", r"10\.11"), ("create_serialization_config", r"10\.0")]
)
def test_8_has_no_configs(load, make, since):
    with pytest.raises(trt_cffi.NotAvailableError, match=f"there since {since}"):
        getattr(load("tiny"), make)()
