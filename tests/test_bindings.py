"""The index API: native on 8, made of the names on 10 and 11, and the same for a program."""

from __future__ import annotations

import contextlib
import inspect
import warnings

import numpy as np
import pytest

import trt_cffi
from tests.models import recipes
from tests.support import Log, stored
from trt_cffi.context_bindings import ContextBindings
from trt_cffi.engine_bindings import EngineBindings

pytestmark = pytest.mark.filterwarnings("ignore:Use .* instead:DeprecationWarning")
MODELS = ("tiny", "digits", "reshape", "nonzero", "dtypes", "branches")


class Answers:
    """What each call gives, or raises, and how many errors it logs: to be compared between majors."""

    def __init__(self, log):
        self.log, self.list = log, []

    def ask(self, label, call, *arguments):
        before = len(self.log.errors)
        try:
            answer = plain(call(*arguments))
        except (ValueError, TypeError, RuntimeError, LookupError) as error:
            answer = next(each.__name__ for each in type(error).__mro__ if each.__module__ == "builtins")
        # 8 logs an error where a format has no components, which is no mistake of the caller
        logged = len(self.log.errors) > before and label != "get_binding_bytes_per_component"
        self.list.append((label, arguments, answer, logged))
        return answer


def plain(value):
    """Without what belongs to one library only, and with the 64-bit integers of 10 as 8 has them."""
    if isinstance(value, trt_cffi.Dims):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if hasattr(value, "name"):
        return value.name.replace("INT64", "INT32")
    if isinstance(value, str):
        return value.replace("INT64", "INT32")
    return value


def engine_of(major, name):
    log = Log()
    return trt_cffi.open_library(f"simulator{major}").Runtime(log).deserialize_cuda_engine(
        recipes.plan(name, major)
    ), log


ENGINE_BY_INDEX = (
    *("get_binding_name", "binding_is_input", "get_binding_shape", "get_binding_dtype", "get_location"),
    *("get_binding_bytes_per_component", "get_binding_components_per_element", "get_binding_format"),
    *("get_binding_format_desc", "get_binding_vectorized_dim"),
    *("is_shape_binding", "is_execution_binding"),
)


def engine_answers(major, name):
    engine, log = engine_of(major, name)
    answers = Answers(log)
    count = answers.ask("num_bindings", lambda: engine.num_bindings)
    answers.ask("max_batch_size", lambda: engine.max_batch_size)
    for index in (*range(count), -1, count, 10**6):
        for method in ENGINE_BY_INDEX:
            answers.ask(method, getattr(engine, method), index)
        for profile in (0, 1, -1):
            answers.ask("get_profile_shape", engine.get_profile_shape, profile, index)
            answers.ask("get_profile_shape_input", engine.get_profile_shape_input, profile, index)
    names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
    for tensor in (*names, *(f"{n} [profile {p}]" for n in names for p in range(3)), "nothing", ""):
        answers.ask("get_binding_index", engine.get_binding_index, tensor)
        answers.ask("[]", engine.__getitem__, tensor)
        for method in ("binding_is_input", "get_binding_shape", "get_binding_dtype", "get_location"):
            answers.ask(method, getattr(engine, method), tensor)
    return answers.list


@pytest.mark.parametrize("method", ["binding_is_input", "get_binding_shape", "get_binding_dtype", "get_location"])
def test_a_binding_is_asked_for_by_index_or_by_name(load, method):
    ask = getattr(load("tiny"), method)
    assert ask(0) == ask("x") == ask(index=0) == ask(name="x")
    assert ask(1) == ask("y") == ask(name="y")
    for none in ({}, {"index": None}, {"index": 0, "name": "x"}):
        with pytest.raises(TypeError, match="give one of index, name"):
            ask(**none)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("major", [10, 11])
def test_an_engine_answers_to_indices_as_on_8(major, name):
    assert engine_answers(major, name) == engine_answers(8, name)


def context_answers(major, name):
    engine, log = engine_of(major, name)
    context, answers = engine.create_execution_context(), Answers(log)
    count = engine.num_bindings

    def look(label):
        for index in (*range(count), -1, count):
            answers.ask(f"{label}: get_binding_shape", context.get_binding_shape, index)
            answers.ask(f"{label}: get_strides", context.get_strides, index)
            answers.ask(f"{label}: get_shape", context.get_shape, index)
        answers.ask("specified", lambda: [context.all_binding_shapes_specified, context.all_shape_inputs_specified])
        answers.ask("profile", lambda: context.active_optimization_profile)

    look("at first")
    shapes = {"images": (5, 1, 8, 8), "x": (16,), "data": (24,)}
    for index in (*range(count), -1, count):
        tensor = (engine.get_binding_name(index) or "").partition(" ")[0] if 0 <= index < count else ""
        answers.ask("set_binding_shape", context.set_binding_shape, index, shapes.get(tensor, (2,)))
        answers.ask("set_binding_shape", context.set_binding_shape, index, (10**6,) * len(shapes.get(tensor, (2,))))
        answers.ask("set_shape_input", context.set_shape_input, index, [4, 6])
        answers.ask("set_shape_input", context.set_shape_input, index, [0, 6])
        answers.ask("set_shape_input", context.set_shape_input, index, [4])
    look("set")
    for profile in (1, 0, -1, 9):
        answers.ask("set profile", setattr, context, "active_optimization_profile", profile)
        look(f"profile {profile}")
    return [
        (label, arguments[1:] if arguments and arguments[0] is context else arguments, *rest)
        for label, arguments, *rest in answers.list
    ]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("major", [10, 11])
def test_a_context_answers_to_indices_as_on_8(major, name):
    assert context_answers(major, name) == context_answers(8, name)


@pytest.fixture
def digits(load):
    return load("digits").create_execution_context()


@pytest.mark.parametrize("method", ["execute_v2", "execute", "execute_async", "execute_async_v2"])
def test_every_way_to_launch_gives_the_stored_outputs(memory, digits, method):
    inputs, expected = stored("digits")
    images, logits = inputs["images"], expected["logits"]
    digits.set_binding_shape(0, images.shape)
    out = memory.alloc(logits.nbytes)
    bindings = [memory.upload(images), out]
    launch = {
        "execute_v2": lambda: digits.execute_v2(bindings),
        "execute": lambda: digits.execute(batch_size=1, bindings=bindings),
        "execute_async": lambda: digits.execute_async(1, bindings, memory.stream(), memory.event()),
        "execute_async_v2": lambda: digits.execute_async_v2(bindings, memory.stream(), input_consumed=memory.event()),
    }[method]
    assert launch() is True
    np.testing.assert_allclose(memory.download(out, logits.shape, np.float32), logits, atol=1e-4)


def test_the_input_consumed_event_of_a_launch_is_of_that_launch(memory, digits):
    digits.set_binding_shape(0, (1, 1, 8, 8))
    bindings = [memory.alloc(256), memory.alloc(40)]
    assert digits.set_input_consumed_event(77)
    assert digits.execute_async_v2(bindings, 0, 78) is True
    assert digits.get_input_consumed_event() == 77


def test_a_launch_that_ignores_a_batch_size_warns_in_the_log(memory, digits, log):
    digits.set_binding_shape(0, (1, 1, 8, 8))
    assert digits.execute(7, [memory.alloc(256), memory.alloc(40)]) is True
    assert any("batch" in text for severity, text in log.messages if severity == "WARNING")


def test_the_bindings_of_a_profile_stand_behind_those_of_the_former_on_8(trt, memory, digits):
    image, logits = memory.alloc(256), memory.alloc(40)
    digits.active_optimization_profile = 1
    if trt.version[0] == 8:
        with pytest.raises(ValueError, match="needs 4"):
            digits.execute_v2([image, logits])
        assert digits.execute_v2([0, 0, image, logits]) is True
    else:
        assert digits.execute_v2([image, logits]) is True


@pytest.mark.parametrize("method", ["execute_v2", "execute", "execute_async", "execute_async_v2"])
@pytest.mark.parametrize("bindings", [[], [4096]])
def test_too_few_bindings_are_a_value_error(digits, method, bindings):
    digits.set_binding_shape(0, (1, 1, 8, 8))
    arguments = {"execute": (1, bindings), "execute_async": (1, bindings, 0), "execute_async_v2": (bindings, 0)}
    with pytest.raises(ValueError, match="bindings were given"):
        getattr(digits, method)(*arguments.get(method, (bindings,)))


def test_more_bindings_than_needed_do_no_harm(memory, load):
    context = load("tiny").create_execution_context()
    y = memory.alloc(64)
    assert context.execute_v2([memory.upload(np.arange(16, dtype=np.float32)), y, 0, 0]) is True
    assert memory.download(y, 16, np.float32).tolist() == list(range(1, 17))


@pytest.mark.parametrize("bindings", [(4096, None), [4096, 1.5], "ab", 3, None])
def test_what_are_no_bindings_is_a_type_error(digits, bindings):
    with pytest.raises(TypeError):
        digits.execute_v2(bindings)
    with pytest.raises(TypeError):
        digits.execute_async_v2(bindings, 0)


def test_a_null_binding_is_false_and_an_error_in_the_log(memory, digits, log):
    digits.set_binding_shape(0, (1, 1, 8, 8))
    assert digits.execute_v2([memory.alloc(256), 0]) is False
    assert log.errors


@pytest.mark.parametrize("wrong", [1.0, None, "0", 2**31])
def test_an_index_is_an_integer(digits, wrong):
    engine = digits.engine
    for use in (
        lambda: engine.get_binding_name(wrong),
        lambda: engine.is_shape_binding(wrong),
        lambda: digits.get_binding_shape(wrong),
        lambda: digits.set_binding_shape(wrong, (1, 1, 8, 8)),
        lambda: digits.get_strides(wrong),
        lambda: digits.get_shape(wrong),
        lambda: digits.set_shape_input(wrong, [1]),
    ):
        with pytest.raises(TypeError):
            use()


def test_an_engine_is_a_sequence_of_names(trt, load):
    engine = load("digits")
    names = list(engine)
    assert names[:2] == ["images", "logits"]
    assert len(engine) == len(names) == (4 if trt.version[0] == 8 else 2)
    assert engine[-1] == names[-1]
    with pytest.raises(IndexError, match="out of bounds"):
        engine[99]
    with pytest.raises(TypeError):
        engine[1.5]


def test_an_implicit_batch_is_run_with_its_size_on_8():
    engine, log = engine_of(8, "implicit")
    context = engine.create_execution_context()
    assert engine.has_implicit_batch_dimension is True
    assert engine.max_batch_size == 8
    x = np.linspace(-1, 1, 3 * 12, dtype=np.float32).reshape(3, 3, 4)
    y = np.zeros_like(x)
    assert context.execute(3, [x.ctypes.data, y.ctypes.data]) is True
    np.testing.assert_array_equal(y, np.maximum(x, 0))
    for refused in (
        lambda: context.execute(9, [1, 1]),
        lambda: context.execute_v2([1, 1]),
        lambda: context.execute_async_v3(0),
    ):
        before = len(log.errors)
        assert refused() is False
        assert len(log.errors) == before + 1


DEPRECATED = [
    (base, name)
    for base in (EngineBindings, ContextBindings)
    for name, member in vars(base).items()
    if inspect.isfunction(member) and hasattr(member, "__deprecated__")
]


@pytest.mark.parametrize(("base", "name"), DEPRECATED, ids=lambda value: getattr(value, "__name__", value))
def test_an_index_method_warns_and_names_what_to_use_at_the_place_of_the_call(base, name, load):
    context = load("digits").create_execution_context()
    target = context if base is ContextBindings else context.engine
    method = getattr(target, name)
    arguments = [
        0 if parameter.name in ("index", "binding", "profile_index") else [0, 0]
        for parameter in inspect.signature(method).parameters.values()
        if parameter.default is parameter.empty
    ]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.suppress(TypeError, ValueError, RuntimeError):
            method(*arguments)
    ours = [warning for warning in caught if warning.category is DeprecationWarning]
    assert len(ours) == 1, "also where it is made of other deprecated ones"
    assert ours[0].filename == __file__
    replacement = str(ours[0].message).split()[1]
    assert hasattr(type(target), replacement)


def test_a_warning_made_an_error_stops_the_call_before_anything_is_done(digits):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(DeprecationWarning):
            digits.set_binding_shape(0, (5, 1, 8, 8))
    assert digits.get_tensor_shape("images") == (-1, 1, 8, 8)


@pytest.mark.filterwarnings("ignore:Use .* instead:DeprecationWarning")
def test_an_index_that_is_none_has_no_values(load):
    with pytest.raises(RuntimeError, match="there is no binding 9"):
        load("reshape").get_profile_shape_input(0, 9)
