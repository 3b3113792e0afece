"""`Runner` with NumPy arrays and tensors on the device, on the simulator and on a GPU."""

from __future__ import annotations

import asyncio
import gc
import threading

import numpy as np
import pytest

import trt_cffi
from tests.support import stored
from trt_cffi import DeviceTensor, DtypeError, InputError, Runner, ShapeError

F = np.float32
NAMES = ("tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet")
TOLERANCE = {"resnet": 5e-3, "branches": 5e-3}  # on a GPU, TF32 rounds to 10 bits
X = np.arange(16, dtype=F)
DATA = np.array([0, 3, 0, 0, 5, 6, 0, 7, 0, 0, 1, 0, 2, 0, 0, 9], F)


@pytest.fixture
def make(trt, plan):
    """A Runner of a test model; all are closed at the end of the test."""
    made = []

    def runner(name, **options):
        made.append(Runner(plan(name), library=trt, **options))
        return made[-1]

    yield runner
    for each in made:
        each.close()


def ready(runner, inputs):
    """The stored inputs of a model, in the types that the engine has for them: int32 on 8 for int64."""
    return {name: value.astype(runner.inputs[name].dtype.numpy) for name, value in inputs.items()}


def check(name, got, expected):
    assert list(got) == list(expected)
    for output, wanted in expected.items():
        value = got[output].numpy() if isinstance(got[output], DeviceTensor) else got[output]
        assert value.shape == wanted.shape
        np.testing.assert_allclose(
            value.astype(np.float64), wanted.astype(np.float64), rtol=0, atol=TOLERANCE.get(name, 1e-4)
        )


# ---- what goes in and comes out ----


@pytest.mark.parametrize("name", NAMES)
def test_arrays_of_the_host_give_arrays_of_the_host(make, name):
    inputs, expected = stored(name)
    runner = make(name)
    got = runner(ready(runner, inputs))
    check(name, got, expected)
    for output, value in got.items():
        assert type(value) is np.ndarray
        assert value.dtype == runner.outputs[output].dtype.numpy
        assert value.flags.c_contiguous
        assert value.flags.owndata
        assert value.flags.writeable


@pytest.mark.parametrize("name", NAMES)
def test_outputs_stay_on_the_device_when_that_is_asked_for(make, name):
    inputs, expected = stored(name)
    runner = make(name)
    for got in (runner(ready(runner, inputs), outputs="device"), make(name, outputs="device")(ready(runner, inputs))):
        check(name, got, expected)
        assert all(isinstance(value, DeviceTensor) for value in got.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_device_tensor_is_an_input_that_gives_device_tensors(make, name):
    inputs, expected = stored(name)
    runner = make(name)
    placed = on_device(make, runner, ready(runner, inputs))
    got = runner(placed)
    check(name, got, expected)
    assert all(isinstance(value, DeviceTensor) for value in got.values())
    check(name, runner(placed, outputs="numpy"), expected)


def on_device(make, runner, inputs):
    """The inputs as DeviceTensors, but for those that the host reads."""
    from trt_cffi.device_tensor import Block

    device, stream, found = runner._device, runner._stream, {}
    for name, array in inputs.items():
        info = runner.inputs[name]
        if info.on_host:
            found[name] = array
            continue
        with device:
            block = Block(device, device.alloc(array.nbytes, stream), stream, device.free)
            device.copy(block.address, np.ascontiguousarray(array).ctypes.data, array.nbytes, stream)
            device.synchronize(stream)
        found[name] = DeviceTensor(block.address, array.shape, info.dtype, device, stream, block)
    return found


def test_inputs_may_come_as_keywords(make):
    runner = make("tiny")
    np.testing.assert_array_equal(runner(x=X)["y"], X + 1)
    np.testing.assert_array_equal(runner({}, x=X)["y"], X + 1)


@pytest.mark.parametrize("layout", [lambda a: a[:, ::-1], np.asfortranarray, lambda a: np.repeat(a, 2, axis=0)[::2]])
def test_an_array_of_the_host_may_have_any_layout(make, layout):
    runner = make("dtypes")
    f = layout(stored("dtypes")[0]["f"])
    assert not f.flags.c_contiguous
    np.testing.assert_array_equal(runner(f=f)["half"], runner(f=np.ascontiguousarray(f))["half"])


def test_an_array_may_be_read_only_and_memory_mapped(make, tmp_path):
    np.save(tmp_path / "x.npy", X)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    np.testing.assert_array_equal(make("tiny")(x=mapped)["y"], X + 1)


def test_a_foreign_tensor_of_the_host_is_an_array(make):
    class Foreign:
        def __init__(self, array):
            self.array = array

        def __dlpack__(self, **keywords):
            return self.array.__dlpack__(**keywords)

        def __dlpack_device__(self):
            return self.array.__dlpack_device__()

    data = np.repeat(X, 2)[::2]
    got = make("tiny")(x=Foreign(data))["y"]
    assert type(got) is np.ndarray
    np.testing.assert_array_equal(got, X + 1)


# ---- memory ----


def test_outputs_are_not_written_again(make):
    runner = make("tiny")
    held = [(runner(x=X + i)["y"], runner(x=X + i, outputs="device")["y"]) for i in range(20)]
    for i, (array, tensor) in enumerate(held):
        np.testing.assert_array_equal(array, X + i + 1)
        np.testing.assert_array_equal(tensor.numpy(), X + i + 1)
    assert len({tensor.address for _, tensor in held}) == len(held)


def test_outputs_of_data_dependent_shape_are_not_written_again(make):
    runner = make("nonzero")
    held = [runner(x=np.roll(DATA, i), outputs="device")["indices"] for i in range(8)]
    for i, tensor in enumerate(held):
        np.testing.assert_array_equal(tensor.numpy(), [np.flatnonzero(np.roll(DATA, i))])


def test_outputs_outlive_the_runner(make):
    runner = make("tiny")
    array, tensor = runner(x=X)["y"], runner(x=X, outputs="device")["y"]
    runner.close()
    np.testing.assert_array_equal(array, X + 1)
    np.testing.assert_array_equal(tensor.numpy(), X + 1)
    tensor.synchronize()


def test_outputs_are_written_to_arrays_that_are_passed_in(make):
    runner = make("tiny")
    y = np.zeros(32, F)[::2]
    got = runner(x=X, out={"y": y})
    assert got["y"] is y
    np.testing.assert_array_equal(y, X + 1)


def test_outputs_are_written_to_tensors_that_are_passed_in(make):
    runner = make("tiny")
    buffer = runner(x=X, outputs="device")["y"]
    got = runner(x=X + 5, out={"y": buffer})["y"]
    assert got.address == buffer.address
    np.testing.assert_array_equal(got.numpy(), X + 6)
    np.testing.assert_array_equal(buffer.numpy(), X + 6)


def test_some_outputs_may_be_passed_in(make):
    inputs, expected = stored("dtypes")
    half = np.zeros((4, 8), np.float16)
    got = make("dtypes")(inputs, out={"half": half})
    check("dtypes", got, expected)
    assert got["half"] is half


def test_the_input_may_be_the_output_of_another_call(make):
    runner = make("tiny")
    tensor = X
    for _ in range(5):
        tensor = runner(x=tensor, outputs="device")["y"]
    np.testing.assert_array_equal(tensor.numpy(), X + 5)


def test_an_output_of_one_runner_is_an_input_of_another(make):
    first, second = make("tiny"), make("tiny")
    assert first.stream.number != second.stream.number or first.library.simulator
    for i in range(20):
        np.testing.assert_array_equal(second(x=first(x=X + i, outputs="device")["y"], outputs="numpy")["y"], X + i + 2)


def test_a_tensor_that_is_not_aligned_is_copied(make):
    runner = make("tiny")
    (whole,) = on_device(make, runner, {"x": np.concatenate([np.zeros(1, F), X])}).values()
    part = DeviceTensor(whole.address + 4, (16,), whole.dtype, runner._device, runner._stream, whole)
    np.testing.assert_array_equal(runner(x=part)["y"].numpy(), X + 1)


# ---- shapes and profiles ----


def test_shapes_may_change_with_each_call(make):
    inputs, expected = stored("digits")
    runner = make("digits")
    images, logits = inputs["images"], expected["logits"]
    for count in (1, 7, 360, 7, 1, 32, 1, 360):
        np.testing.assert_allclose(runner(images=images[:count])["logits"], logits[:count], atol=1e-4)


def test_the_profile_is_the_one_whose_best_shape_is_the_nearest(make):
    runner = make("digits")
    images = stored("digits")[0]["images"]
    for count, profile in ((1, 1), (2, 0), (32, 0), (1, 1)):
        runner(images=images[:count])
        assert runner._prepared[((count, 1, 8, 8),)].lane.profile == profile


def test_a_profile_may_be_chosen(make):
    runner = make("digits", profile=0)
    images, logits = stored("digits")[0]["images"], stored("digits")[1]["logits"]
    np.testing.assert_allclose(runner(images=images[:1])["logits"], logits[:1], atol=1e-4)
    assert [lane.profile for lane in runner._lanes] == [0]
    with pytest.raises(ShapeError, match=r"\(2, 1, 8, 8\).*profile 1"):
        make("digits", profile=1)(images=images[:2])


def test_the_values_of_a_shape_tensor_decide_the_shape(make):
    runner = make("reshape")
    dtype = runner.inputs["shape"].dtype.numpy
    data = np.arange(24, dtype=F)
    for shape in ((4, 6), (24, 1), (2, 12), (4, 6)):
        values = np.array(shape, dtype)
        pending = runner.submit(data=data, shape=values)
        values[:] = 1  # it was read
        np.testing.assert_array_equal(pending.result()["reshaped"], -data.reshape(shape))


def test_a_refused_shape_leaves_the_others_as_they_were(make):
    runner = make("reshape", logger=trt_cffi.LoggingLogger("test"))
    dtype = runner.inputs["shape"].dtype.numpy
    data, good = np.arange(24, dtype=F), np.array([4, 6], dtype)
    for bad in ([5, 7], [24, 24], [1, 1]):
        for _ in range(2):
            np.testing.assert_array_equal(runner(data=data, shape=good)["reshaped"], -data.reshape(4, 6))
        with pytest.raises(ShapeError):
            runner(data=data, shape=np.array(bad, dtype))
        gc.collect()
    np.testing.assert_array_equal(runner(data=data, shape=good)["reshaped"], -data.reshape(4, 6))


def test_many_shapes_are_forgotten_and_found_again(make, monkeypatch):
    monkeypatch.setattr("trt_cffi.runner._MOST_PREPARED", 3)
    runner = make("nonzero")
    for count in (*range(1, 9), *range(1, 9)):
        assert runner(x=np.ones(count, F))["indices"].tolist() == [list(range(count))]
        assert len(runner._prepared) <= 3


# ---- asynchronous ----


def test_submitted_launches_give_their_results_in_any_order(make):
    runner = make("tiny")
    pending = [runner.submit(x=X + i) for i in range(30)]
    for i in reversed(range(30)):
        np.testing.assert_array_equal(pending[i].result()["y"], X + i + 1)
        assert pending[i].result()["y"] is pending[i].result(timeout=0)["y"]
        assert pending[i].done()


def test_an_input_of_the_host_may_be_written_again_at_once(make):
    runner, x, pending = make("tiny"), X.copy(), []
    for i in range(10):
        x[:] = X + i
        pending.append(runner.submit(x=x))
    x[:] = 0
    for i, each in enumerate(pending):
        np.testing.assert_array_equal(each.result()["y"], X + i + 1)


def test_results_that_nobody_asks_for_cost_nothing_later(make):
    runner = make("tiny")
    for i in range(50):
        runner.submit(x=X + i)
    np.testing.assert_array_equal(runner(x=X)["y"], X + 1)
    assert len(runner._slots._free) <= 50


def test_results_can_be_awaited(make):
    runner = make("tiny")

    async def one(i):
        return (await runner.submit(x=X + i))["y"]

    async def many():
        return await asyncio.gather(*(one(i) for i in range(20)))

    for i, y in enumerate(asyncio.run(many())):
        np.testing.assert_array_equal(y, X + i + 1)


def test_a_result_outlives_the_runner(make):
    runner = make("tiny")
    pending = runner.submit(x=X)
    runner.close()
    np.testing.assert_array_equal(pending.result()["y"], X + 1)


def test_several_threads_may_use_one_runner(make):
    runner, wrong = make("digits"), []
    images, logits = stored("digits")[0]["images"], stored("digits")[1]["logits"]

    def work(count):
        got = [runner(images=images[:count])["logits"] for _ in range(20)]
        wrong.extend(count for each in got if abs(each - logits[:count]).max() > 1e-4)

    threads = [threading.Thread(target=work, args=(count,)) for count in (1, 2, 3, 50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# ---- bad input ----


@pytest.mark.parametrize(
    ("inputs", "error", "words"),
    [
        ({}, InputError, "input 'x' is missing; the inputs are <x float32"),
        ({"x": X, "y": X}, InputError, "there is no input 'y'"),
        ({"z": X}, InputError, "no input 'z', input 'x' is missing"),
        ({"x": X.astype(np.float64)}, DtypeError, r"'x' is float64.*astype\('float32'\)"),
        ({"x": X.astype(">f4")}, DtypeError, r"'x' is >f4"),
        ({"x": X[:15]}, ShapeError, r"has the shape \(15,\); it can have the shape \(16,\)"),
        ({"x": X.reshape(4, 4)}, ShapeError, r"\(4, 4\)"),
        ({"x": X.tolist()}, TypeError, r"not a list; write np.asarray\(value, 'float32'\)"),
        ({"x": None}, TypeError, "NoneType"),
        ([X], TypeError, "mapping from names to arrays, not a list"),
        (X, TypeError, r"mapping from names to arrays, not a ndarray: write runner\(x=…\)"),
    ],
)
def test_wrong_inputs_are_told_before_tensorrt_is_reached(make, inputs, error, words):
    runner = make("tiny")
    with pytest.raises(error, match=words):
        runner(inputs)
    np.testing.assert_array_equal(runner(x=X)["y"], X + 1)


def test_a_shape_outside_of_all_profiles_is_told_with_the_ranges(make):
    runner = make("digits")
    with pytest.raises(ShapeError) as caught:
        runner(images=np.zeros((2000, 1, 8, 8), F))
    assert "(2000, 1, 8, 8)" in str(caught.value)
    assert "(1, 1, 8, 8) to (1024, 1, 8, 8) in profile 0" in str(caught.value)
    assert "(1, 1, 8, 8) to (1, 1, 8, 8) in profile 1" in str(caught.value)


def test_values_outside_of_the_profile_are_told_with_the_range(make):
    runner = make("reshape")
    shape = np.array([9999, 1], runner.inputs["shape"].dtype.numpy)
    with pytest.raises(ShapeError, match=r"values \(9999, 1\); it can have .* \(1, 1\) to \(4096, 4096\)"):
        runner(data=np.zeros(24, F), shape=shape)


def test_shapes_that_go_not_together_are_told_with_tensorrts_words(make):
    runner = make("reshape", logger=trt_cffi.LoggingLogger("test"))
    shape = np.array([5, 7], runner.inputs["shape"].dtype.numpy)
    with pytest.raises(ShapeError, match="TensorRT said") as caught:
        runner(data=np.zeros(24, F), shape=shape)
    assert caught.value.messages
    good = np.array([4, 6], shape.dtype)
    assert runner(data=np.zeros(24, F), shape=good)["reshaped"].shape == (4, 6)


@pytest.mark.parametrize(
    ("out", "error", "words"),
    [
        ({"z": np.zeros(16, F)}, InputError, "there is no output 'z'; the outputs are <y float32"),
        ({"y": np.zeros(15, F)}, ShapeError, r"the shape \(16,\), and what was passed in .*\(15,\)"),
        ({"y": np.zeros(16, np.int32)}, DtypeError, "'y' is int32"),
        ({"y": np.broadcast_to(F(0), 16)}, InputError, "cannot be written"),
        ({"y": [0.0] * 16}, TypeError, "list"),
        (np.zeros(16, F), TypeError, "mapping from names of outputs to arrays, not a ndarray"),
    ],
)
def test_wrong_memory_for_outputs_is_refused(make, out, error, words):
    with pytest.raises(error, match=words):
        make("tiny")(x=X, out=out)


def test_no_memory_can_be_passed_in_for_a_shape_that_only_the_launch_tells(make):
    runner = make("nonzero")
    out = {"indices": np.zeros((1, 7), runner.outputs["indices"].dtype.numpy)}
    with pytest.raises(InputError, match="only the launch tells"):
        runner(x=DATA, out=out)


def test_a_shape_tensor_cannot_be_on_the_device(make):
    runner = make("reshape")
    info = runner.inputs["shape"]
    tensor = DeviceTensor(256, (2,), info.dtype, runner._device, runner._stream, None)
    with pytest.raises(InputError, match="read by the host"):
        runner(data=np.zeros(24, F), shape=tensor)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"outputs": "torch"}, ValueError, '"numpy", "device" or None'),
        ({"profile": 2}, ValueError, "no optimization profile 2: the plan has 2"),
        ({"profile": 1.0}, TypeError, "integer"),
        ({"stream": "s"}, TypeError, "stream"),
        ({"max_graphs": 0}, ValueError, "at least 1"),
    ],
)
def test_wrong_options_are_refused(trt, plan, options, error, words):
    with pytest.raises(error, match=words):
        Runner(plan("digits"), library=trt, **options)


def test_outputs_of_a_call_are_numpy_or_device(make):
    with pytest.raises(ValueError, match='"numpy", "device" or None'):
        make("tiny")(x=X, outputs="torch")


# ---- the end ----


def test_a_closed_runner_says_so(make):
    runner = make("tiny")
    runner(x=X)
    runner.close()
    runner.close()
    assert runner.closed
    for use in (runner, runner.submit):
        with pytest.raises(trt_cffi.ClosedError, match="Runner is closed"):
            use(x=X)
    assert repr(runner) == "<Runner closed>"
    assert runner.inputs["x"].shape == (16,)


def test_leaving_a_with_closes(trt, plan):
    with Runner(plan("tiny"), library=trt) as runner:
        engine = runner.engine
    assert runner.closed
    assert engine.closed


def test_an_engine_that_is_given_stays_open(load):
    engine = load("tiny")
    with Runner(engine) as runner:
        np.testing.assert_array_equal(runner(x=X)["y"], X + 1)
    assert not engine.closed
    with Runner(engine) as runner:
        np.testing.assert_array_equal(runner(x=X)["y"], X + 1)
    with pytest.raises(TypeError, match="its library and its logger already"):
        Runner(engine, logger=trt_cffi.Logger())


def test_an_engine_that_is_closed_meanwhile_is_told(load):
    engine = load("tiny")
    runner = Runner(engine)
    runner(x=X)
    engine.close()
    with pytest.raises(trt_cffi.ClosedError):
        runner(x=X)
    runner.close()


def test_a_runner_that_is_dropped_ends(trt, plan):
    runner = Runner(plan("tiny"), library=trt)
    runner(x=X)
    engine = runner.engine
    del runner
    gc.collect()
    assert engine.closed


def test_a_runner_shows_what_it_runs(make):
    text = repr(make("digits"))
    assert "images=(-1, 1, 8, 8)" in text
    assert "logits=(-1, 10)" in text


def test_inputs_and_outputs_are_described(make):
    runner = make("digits")
    info = runner.inputs["images"]
    assert (info.name, info.shape, info.dtype.name, info.dtype.numpy) == ("images", (-1, 1, 8, 8), "float32", F)
    assert info.ranges[0] == ((1, 1, 8, 8), (32, 1, 8, 8), (1024, 1, 8, 8))
    assert len(info.ranges) == 2
    assert list(runner.outputs) == ["logits"]
    assert "in profile 0" in repr(info)
    shape = make("reshape").inputs["shape"]
    assert (shape.on_host, shape.decides_shapes) == (True, True)
    assert shape.value_ranges == (((1, 1), (4, 6), (4096, 4096)),)
