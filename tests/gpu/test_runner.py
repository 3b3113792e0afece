"""`Runner` with the real library: what `tests/shared/runner.py` says, and what only a GPU shows."""

from __future__ import annotations

import asyncio
import ctypes
import gc

import numpy as np
import pytest

from tests.gpu.conftest import PLANS
from tests.shared.runner import *  # noqa: F403
from tests.shared.runner import DATA, NAMES, TOLERANCE, F, X, check, make, ready  # noqa: F401
from tests.support import stored
from trt_cffi import DeviceTensor, InputError, Runner, ShapeError

LONG = 1 << 31  # bytes, of a memset of some tenths of a millisecond


class CudaArray:
    """Memory of cuda-python's as the CUDA array interface shows it."""

    def __init__(self, memory, array, stream=None, version=3):
        self.pointer = memory.alloc(array.nbytes)
        self.__cuda_array_interface__ = {
            "shape": array.shape,
            "typestr": array.dtype.str,
            "data": (self.pointer, False),
            "version": version,
            "stream": stream,
        }


class Busy:
    """Keeps a stream busy for some tenths of a second."""

    def __init__(self, memory):
        self.memory, self.room = memory, memory.alloc(LONG)

    def __call__(self, stream, rounds=500):
        for i in range(rounds):
            self.memory.call(self.memory.cuda.cudaMemsetAsync, self.room, i % 256, LONG, stream)

    def event(self, stream):
        event = self.memory.event()
        self.memory.call(self.memory.cuda.cudaEventRecord, event, stream)
        return event

    def still(self, event):
        return self.memory.cuda.cudaEventQuery(event)[0] == self.memory.cuda.cudaError_t.cudaErrorNotReady


@pytest.fixture
def busy(memory):
    return Busy(memory)


def late_copy(memory, pointer, array, stream):
    """Put a copy to the device on a stream, from pinned memory, so that it does not wait."""
    host = memory.call(memory.cuda.cudaHostAlloc, array.nbytes, 0)
    memory.undo.append((memory.cuda.cudaFreeHost, host))
    ctypes.memmove(int(host), array.ctypes.data, array.nbytes)
    memory.call(
        memory.cuda.cudaMemcpyAsync,
        pointer,
        int(host),
        array.nbytes,
        memory.cuda.cudaMemcpyKind.cudaMemcpyHostToDevice,
        stream,
    )


# ---- files and memory of others ----


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_a_plan_is_run(trt, name):
    inputs, expected = stored(name)
    with Runner(PLANS / f"{name}.vc.plan", library=trt) as runner:
        check(name, runner(ready(runner, inputs)), expected)


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("name", ["tiny", "dtypes", "nonzero", "branches", "digits", "resnet"])
def test_memory_of_cuda_python_is_used_where_it_is(make, memory, name, version):  # noqa: F811
    inputs, expected = stored(name)
    runner, placed = make(name), {}
    for key, array in ready(runner, inputs).items():
        placed[key] = CudaArray(memory, array, version=version)
        memory.call(
            memory.cuda.cudaMemcpy,
            placed[key].pointer,
            np.ascontiguousarray(array).ctypes.data,
            array.nbytes,
            memory.cuda.cudaMemcpyKind.cudaMemcpyHostToDevice,
        )
    got = runner(placed)
    assert all(isinstance(value, DeviceTensor) for value in got.values())
    check(name, got, expected)
    context = runner._lanes[0].context
    for key, each in placed.items():
        assert context.get_tensor_address(key) == each.pointer


def test_memory_of_the_host_is_no_memory_of_the_device(make):  # noqa: F811
    class Wrong:
        __cuda_array_interface__ = {  # noqa: RUF012
            "shape": (16,),
            "typestr": "<f4",
            "data": (X.ctypes.data, False),
            "version": 3,
        }

    with pytest.raises(InputError, match="is on the host, and the engine runs on CUDA device 0"):
        make("tiny")(x=Wrong())


def test_strided_memory_of_the_device_is_refused(make, memory):  # noqa: F811
    array = CudaArray(memory, np.repeat(X, 2))
    array.__cuda_array_interface__ |= {"shape": (16,), "strides": (8,)}
    with pytest.raises(InputError, match=r"not contiguous.*tensor\.contiguous\(\)"):
        make("tiny")(x=array)


def test_outputs_are_written_to_memory_of_cuda_python(make, memory):  # noqa: F811
    runner, y = make("tiny"), CudaArray(memory, X)
    got = runner(x=X, out={"y": y})["y"]
    assert got.address == y.pointer
    got.synchronize()
    np.testing.assert_array_equal(memory.download(y.pointer, 16, F), X + 1)
    with pytest.raises(ShapeError):
        runner(x=X, out={"y": CudaArray(memory, X[:8])})


def test_an_output_has_the_cuda_array_interface(make, memory):  # noqa: F811
    runner = make("dtypes")
    f = stored("dtypes")[0]["f"]
    for name, tensor in runner(f=f, outputs="device").items():
        shown = tensor.__cuda_array_interface__
        assert (shown["shape"], shown["version"], shown["strides"]) == (tensor.shape, 3, None)
        assert shown["stream"] == runner.stream.number
        assert np.dtype(shown["typestr"]) == runner.outputs[name].dtype.numpy
        tensor.synchronize()
        np.testing.assert_array_equal(
            memory.download(shown["data"][0], tensor.shape, tensor.dtype.numpy), tensor.numpy()
        )


# ---- streams ----


def test_the_producers_stream_is_waited_for(make, memory, busy):  # noqa: F811
    runner, producer = make("tiny"), memory.stream()
    x = CudaArray(memory, X, stream=int(producer))
    memory.call(memory.cuda.cudaMemset, x.pointer, 0, X.nbytes)
    runner(x=X, outputs="device")
    for i in range(3):
        busy(producer, 200)
        late_copy(memory, x.pointer, X + i, producer)
        event = busy.event(producer)
        tensor = runner(x=x)["y"]
        assert busy.still(event), "the producer was done before the launch was put on the stream, or it was waited for"
        np.testing.assert_array_equal(tensor.numpy(), X + i + 1)


def test_before_version_3_of_the_interface_the_default_stream_is_waited_for(make, memory, busy):  # noqa: F811
    runner, x = make("tiny"), CudaArray(memory, X, version=2)
    memory.call(memory.cuda.cudaMemset, x.pointer, 0, X.nbytes)
    busy(0, 200)
    late_copy(memory, x.pointer, X, 0)
    np.testing.assert_array_equal(runner(x=x)["y"].numpy(), X + 1)


def test_a_runner_waits_for_the_runner_whose_output_it_gets(make, busy):  # noqa: F811
    first, second = make("tiny"), make("tiny")
    first(x=X), second(x=X)
    for i in range(3):
        busy(first.stream.number, 200)
        tensor = first(x=X + i, outputs="device")["y"]
        np.testing.assert_array_equal(second(x=tensor, outputs="numpy")["y"], X + i + 2)


def test_no_other_stream_is_waited_for(make, memory, busy):  # noqa: F811
    runner, other = make("digits"), memory.stream()
    images, logits = stored("digits")[0]["images"][:8], stored("digits")[1]["logits"][:8]
    runner(images=images), runner(images=images, outputs="device")
    busy(other, 1000)
    event = busy.event(other)
    for _ in range(5):
        np.testing.assert_allclose(runner(images=images)["logits"], logits, atol=1e-4)
        tensor = runner(images=images, outputs="device")["logits"]
        np.testing.assert_allclose(tensor.numpy(), logits, atol=1e-4)
        np.testing.assert_allclose(runner.submit(images=images).result()["logits"], logits, atol=1e-4)
        del tensor
    assert busy.still(event), "something waited for the whole device"


def test_a_call_for_the_device_does_not_wait(make, busy):  # noqa: F811
    runner = make("tiny")
    runner(x=X, outputs="device")
    busy(runner.stream.number)
    event = busy.event(runner.stream.number)
    tensor = runner(x=X + 1, outputs="device")["y"]
    pending = runner.submit(x=X + 2)
    assert not pending.done()
    with pytest.raises(TimeoutError):
        pending.result(timeout=0.001)
    assert busy.still(event)
    np.testing.assert_array_equal(tensor.numpy(), X + 2)
    np.testing.assert_array_equal(pending.result(timeout=60)["y"], X + 3)


def test_others_run_while_a_result_is_awaited(make, busy):  # noqa: F811
    runner = make("tiny")
    runner(x=X)

    async def both():
        busy(runner.stream.number)
        pending, ticks = runner.submit(x=X), 0

        async def tick():
            nonlocal ticks
            while not pending.done():
                ticks += 1
                await asyncio.sleep(0.001)

        task = asyncio.create_task(tick())
        got = await pending
        await task
        return got["y"], ticks

    y, ticks = asyncio.run(both())
    np.testing.assert_array_equal(y, X + 1)
    assert ticks > 5


def test_streams_of_the_caller_are_used(make, memory):  # noqa: F811
    for stream in (memory.stream(), int(memory.stream()), 0):
        runner = make("digits", stream=stream)
        images, logits = stored("digits")[0]["images"], stored("digits")[1]["logits"]
        assert runner.stream.number == int(stream)
        np.testing.assert_allclose(runner(images=images)["logits"], logits, atol=1e-4)
        np.testing.assert_allclose(runner(images=images, outputs="device")["logits"].numpy(), logits, atol=1e-4)
        runner.close()  # the stream ends before what `make` closes


def test_an_output_outlives_the_callers_stream_once_the_runner_is_closed(make, memory):  # noqa: F811
    stream = memory.call(memory.cuda.cudaStreamCreateWithFlags, memory.cuda.cudaStreamNonBlocking)
    runner = make("tiny", stream=int(stream))
    tensor = runner(x=X, outputs="device")["y"]
    runner.close()
    memory.call(memory.cuda.cudaStreamDestroy, stream)
    np.testing.assert_array_equal(tensor.numpy(), X + 1)
    del tensor
    gc.collect()


def test_inputs_are_kept_until_the_device_is_done_with_them(make, busy):  # noqa: F811
    first, second = make("tiny"), make("tiny")
    first(x=X), second(x=X)
    busy(second.stream.number)
    held = []
    for i in range(20):
        held.append(second(x=first(x=X + i, outputs="device")["y"])["y"])  # the tensor between them is dropped
        first(x=X * 0, outputs="device")  # and would get its memory
    for i, tensor in enumerate(held):
        np.testing.assert_array_equal(tensor.numpy(), X + i + 2)


def test_memory_does_not_grow(make, memory):  # noqa: F811
    runner = make("digits")
    images = stored("digits")[0]["images"]

    def round_(i):
        runner(images=images[: i % 32 + 1])
        tensor = runner(images=images[: i % 32 + 1], outputs="device")["logits"]
        tensor.numpy()
        runner.submit(images=images[:4])

    for i in range(64):
        round_(i)
    memory.sync()
    before = memory.used()
    for i in range(500):
        round_(i)
    gc.collect()
    memory.sync()
    assert memory.used() - before <= 32 << 20


# ---- CUDA graphs ----


@pytest.mark.parametrize("name", ["tiny", "dtypes", "branches", "digits", "resnet", "reshape"])
def test_a_graph_gives_the_same(make, name):  # noqa: F811
    inputs, expected = stored(name)
    runner = make(name, graph=True)
    given = ready(runner, inputs)
    for _ in range(4):
        check(name, runner(given), expected)
        check(name, runner(given, outputs="device"), expected)
    assert all(lane._captured is not None for lane in runner._lanes)


def test_graphs_follow_the_data_and_the_shapes(make):  # noqa: F811
    runner = make("digits", graph=True)
    images, logits = stored("digits")[0]["images"], stored("digits")[1]["logits"]
    for count in (2, 2, 2, 7, 7, 7, 2, 2, 2, 1, 1, 1, 7, 1, 7, 7):
        for start in (0, 5, 40):
            part = slice(start, start + count)
            np.testing.assert_allclose(runner(images=images[part])["logits"], logits[part], atol=1e-4)


def test_graphs_follow_tensors_at_changing_addresses(make):  # noqa: F811
    source, runner = make("tiny"), make("tiny", graph=True)
    inputs = [source(x=X + i, outputs="device")["y"] for i in range(20)]
    held = [runner(x=tensor)["y"] for tensor in inputs]
    assert len({tensor.address for tensor in held}) == 20
    for i, tensor in enumerate(held):
        np.testing.assert_array_equal(tensor.numpy(), X + i + 2)
    assert runner._lanes[0]._captured is not None


def test_a_graph_writes_to_memory_that_is_passed_in(make, memory):  # noqa: F811
    runner, y, array = make("tiny", graph=True), CudaArray(memory, X), np.zeros(16, F)
    for i in range(4):
        runner(x=X + i, out={"y": y})["y"].synchronize()
        np.testing.assert_array_equal(memory.download(y.pointer, 16, F), X + i + 1)
        runner(x=X + i, out={"y": array})
        np.testing.assert_array_equal(array, X + i + 1)


def test_a_shape_that_depends_on_data_is_run_without_a_graph(make):  # noqa: F811
    runner = make("nonzero", graph=True)
    with pytest.warns(RuntimeWarning, match="without CUDA graphs"):
        runner(x=DATA)
    for _ in range(3):  # and a second warning would be an error
        np.testing.assert_array_equal(runner(x=DATA)["indices"], [np.flatnonzero(DATA)])


def test_the_default_stream_cannot_be_captured(make):  # noqa: F811
    runner = make("tiny", graph=True, stream=0)
    runner(x=X)
    with pytest.warns(RuntimeWarning, match="default stream"):
        runner(x=X)
    for i in range(4):  # and a second warning would be an error
        np.testing.assert_array_equal(runner(x=X + i)["y"], X + i + 1)


# ---- PyTorch ----


@pytest.fixture
def torch():
    found = pytest.importorskip("torch")
    if not found.cuda.is_available():
        pytest.skip("this PyTorch sees no GPU")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_tensors_of_torch_are_used_where_they_are(make, torch, name):  # noqa: F811
    inputs, expected = stored(name)
    runner = make(name)
    given = {
        key: array if runner.inputs[key].on_host else torch.from_numpy(np.ascontiguousarray(array)).cuda()
        for key, array in ready(runner, inputs).items()
    }
    for _ in range(3):
        got = {key: torch.from_dlpack(tensor) for key, tensor in runner(given).items()}
        for key, wanted in expected.items():
            assert got[key].is_cuda
            assert tuple(got[key].shape) == wanted.shape
            np.testing.assert_allclose(
                got[key].cpu().numpy().astype(np.float64), wanted, rtol=0, atol=TOLERANCE.get(name, 1e-4)
            )
    for key, tensor in given.items():
        if not runner.inputs[key].on_host:
            assert runner._lanes[0].context.get_tensor_address(key) == tensor.data_ptr()


def test_a_tensor_of_torch_on_the_host_is_an_array(make, torch):  # noqa: F811
    got = make("tiny")(x=torch.from_numpy(X))["y"]
    assert type(got) is np.ndarray
    np.testing.assert_array_equal(got, X + 1)


def test_torchs_stream_is_waited_for_and_waits(make, torch, busy):  # noqa: F811
    runner, side = make("tiny"), torch.cuda.Stream()
    runner(x=X)
    for i in range(5):
        with torch.cuda.stream(side):
            x = torch.zeros(16, device="cuda")
            torch.cuda._sleep(100_000_000)
            x += torch.arange(16, device="cuda") + i
            busy(runner.stream.number, 50)
            y = torch.from_dlpack(runner(x=x)["y"])
            z = y * 2
        side.synchronize()
        np.testing.assert_array_equal(z.cpu().numpy(), (X + i + 1) * 2)


def test_torch_may_drop_what_its_stream_still_reads(make, torch, busy):  # noqa: F811
    runner = make("tiny")
    runner(x=X)
    torch.cuda._sleep(200_000_000)
    results = [torch.from_dlpack(runner(x=X + i, outputs="device")["y"]) + 0 for i in range(20)]
    for i, result in enumerate(results):
        np.testing.assert_array_equal(result.cpu().numpy(), X + i + 1)


def test_torch_takes_an_output_by_the_cuda_array_interface(make, torch):  # noqa: F811
    tensor = make("tiny")(x=X, outputs="device")["y"]
    taken = torch.as_tensor(tensor, device="cuda")
    assert taken.data_ptr() == tensor.address
    tensor.synchronize()
    np.testing.assert_array_equal(taken.cpu().numpy(), X + 1)


def test_a_runner_on_torchs_stream_needs_no_waiting(make, torch):  # noqa: F811
    stream = torch.cuda.Stream()
    runner = make("tiny", stream=stream if hasattr(stream, "__cuda_stream__") else stream.cuda_stream)
    assert runner.stream.number == stream.cuda_stream
    with torch.cuda.stream(stream):
        x = torch.arange(16, device="cuda", dtype=torch.float32)
        for _ in range(10):
            x = torch.from_dlpack(runner(x=x)["y"])
        np.testing.assert_array_equal(x.cpu().numpy(), X + 10)


def test_outputs_are_written_to_tensors_of_torch(make, torch):  # noqa: F811
    runner, y = make("tiny"), torch.zeros(16, device="cuda")
    got = runner(x=X, out={"y": y})["y"]
    assert got.address == y.data_ptr()
    got.synchronize()
    np.testing.assert_array_equal(y.cpu().numpy(), X + 1)


def test_wrong_tensors_of_torch_are_told(make, torch):  # noqa: F811
    runner = make("tiny")
    for wrong, words in (
        (torch.zeros(16, device="cuda", dtype=torch.float16), r"'x' is float16.*tensor\.to\(torch\.float32\)"),
        (torch.zeros(32, device="cuda")[::2], "not contiguous"),
        (torch.zeros(16, device="cuda", requires_grad=True), "says its (Tensor|Parameter)"),
        (torch.zeros(15, device="cuda"), r"\(15,\)"),
    ):
        with pytest.raises(InputError, match=words):
            runner(x=wrong)


def test_graphs_run_tensors_of_torch(make, torch):  # noqa: F811
    runner = make("digits", graph=True)
    images, logits = stored("digits")[0]["images"], stored("digits")[1]["logits"]
    for count in (4, 4, 4, 9, 9, 9, 4, 9):
        batch = torch.from_numpy(images[:count]).cuda()
        got = torch.from_dlpack(runner(images=batch)["logits"])
        np.testing.assert_allclose(got.cpu().numpy(), logits[:count], atol=1e-4)
