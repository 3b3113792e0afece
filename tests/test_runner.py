"""`Runner` in the simulator: what `tests/shared/runner.py` says, and what needs no GPU."""

from __future__ import annotations

import gc
import subprocess
import sys
import tracemalloc

import ml_dtypes
import numpy as np
import pytest

import trt_cffi
from tests.models import recipes
from tests.shared.runner import *  # noqa: F403
from tests.shared.runner import DATA, F, X, make, ready  # noqa: F401
from tests.support import Log, stored
from trt_cffi import InputError, Runner
from trt_cffi.device import Stream, device_of
from trt_cffi.device_tensor import Block


def test_a_file_is_run_by_its_own_simulator(tmp_path, trt, plan):
    path = tmp_path / "tiny.plan"
    path.write_bytes(plan("tiny"))
    with Runner(path) as runner:
        assert runner.library is trt
        np.testing.assert_array_equal(runner(x=X)["y"], X + 1)


def test_a_file_that_is_no_plan_is_told(tmp_path):
    (tmp_path / "tiny.plan").write_bytes(b"hello" * 10)
    with pytest.raises(trt_cffi.EngineDeserializeError, match=r"tiny\.plan"):
        Runner(tmp_path / "tiny.plan")


@pytest.mark.parametrize("major", [10, 11])
def test_types_that_numpy_lacks_are_those_of_ml_dtypes(major):
    inputs, expected = stored("wide")
    with Runner(recipes.plan("wide", major)) as runner:
        got = runner(inputs)
        assert got["brain"].dtype == ml_dtypes.bfloat16
        np.testing.assert_array_equal(got["brain"].view(np.uint16), expected["brain"].view(np.uint16))
        assert got["long"].dtype == np.int64
        np.testing.assert_array_equal(got["long"], expected["long"])
        tensor = runner(inputs, outputs="device")["brain"]
        assert tensor.numpy().dtype == ml_dtypes.bfloat16


@pytest.mark.parametrize("major", [10, 11])
def test_types_of_ml_dtypes_are_inputs(major, tmp_path):
    import onnx.parser

    from trt_cffi import simulator

    model = onnx.parser.parse_model("""
        <ir_version: 8, opset_import: ["" : 17]>
        back (bfloat16[4] x) => (float[4] y) { y = Cast <to = 1> (x) }
    """)
    x = np.array([1.5, -2, 0.25, 8], ml_dtypes.bfloat16)
    with Runner(simulator.build(model, [], major)) as runner:
        np.testing.assert_array_equal(runner(x=x)["y"], x.astype(F))
        with pytest.raises(trt_cffi.DtypeError, match="'x' is float32, and the engine has bfloat16"):
            runner(x=x.astype(F))


def test_without_ml_dtypes_it_is_told_what_to_install(tmp_path):
    (tmp_path / "wide.plan").write_bytes(recipes.plan("wide", 10))
    program = (
        "import sys; sys.modules['ml_dtypes'] = None; import numpy, trt_cffi\n"
        "runner = trt_cffi.Runner(sys.argv[1])\n"
        "print(runner(f=numpy.zeros((4, 8), 'float32'), outputs='device'))\n"
        "try: runner(f=numpy.zeros((4, 8), 'float32'))\n"
        "except ImportError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / "wide.plan"], capture_output=True, text=True)
    assert "<DeviceTensor bfloat16 (4, 8)" in done.stdout, done.stderr
    assert "pip install ml_dtypes" in done.stdout, done.stderr


def test_an_implicit_batch_is_told_to_be_none_of_a_runners():
    with pytest.raises(trt_cffi.TensorRTError, match=r"implicit batch.*execute_async"):
        Runner(recipes.plan("implicit", 8))


def test_a_tensor_of_a_gpu_is_refused_in_the_simulator(make):  # noqa: F811
    class OnGpu:
        shape, dtype = (16,), "float32"

        def __dlpack_device__(self):
            return 2, 0

        def __dlpack__(self, **keywords):
            raise AssertionError("it is asked where it is first")

    class CudaArray:
        __cuda_array_interface__ = {"shape": (16,), "typestr": "<f4", "data": (256, False), "version": 3}  # noqa: RUF012

    for value in (OnGpu(), CudaArray()):
        with pytest.raises(InputError, match="'x' is on CUDA device 0, and the engine runs on the host"):
            make("tiny")(x=value)


def test_a_tensor_that_cannot_be_lent_is_told_with_its_owners_words(make):  # noqa: F811
    class Stubborn:
        def __dlpack_device__(self):
            return 1, 0

        def __dlpack__(self, **keywords):
            raise BufferError("it requires grad")

    with pytest.raises(InputError, match="says its Stubborn: it requires grad"):
        make("tiny")(x=Stubborn())


def test_graphs_are_given_up_with_one_warning(make):  # noqa: F811
    runner = make("tiny", graph=True)
    np.testing.assert_array_equal(runner(x=X)["y"], X + 1)  # the warm-up
    with pytest.warns(RuntimeWarning, match="without CUDA graphs: the simulator runs on the CPU") as caught:
        np.testing.assert_array_equal(runner(x=X + 1)["y"], X + 2)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    for i in range(3):
        np.testing.assert_array_equal(runner(x=X + i, outputs="device")["y"].numpy(), X + i + 1)


def test_a_call_that_gives_graphs_up_gives_its_outputs(make):  # noqa: F811
    runner = make("tiny", graph=True, outputs="device")
    runner(x=X)
    with pytest.warns(RuntimeWarning, match="without CUDA graphs"):
        tensor = runner(x=X + 1)["y"]
    np.testing.assert_array_equal(tensor.numpy(), X + 2)


def test_graphs_are_given_up_where_a_shape_depends_on_data(make):  # noqa: F811
    runner = make("nonzero", graph=True)
    with pytest.warns(RuntimeWarning, match="without CUDA graphs: only the launch tells all of indices") as caught:
        assert runner(x=DATA)["indices"].shape == (1, 7)
    assert caught[0].filename == __file__
    assert runner(x=DATA[:5])["indices"].tolist() == [[1, 4]]


def test_graphs_have_a_context_each_and_the_oldest_gives_way(make, trt):  # noqa: F811
    runner = make("digits", graph=True, max_graphs=2)
    images, logits = stored("digits")[0]["images"], stored("digits")[1]["logits"]
    for count in (2, 3, 4, 2, 3, 4):
        np.testing.assert_allclose(runner(images=images[:count])["logits"], logits[:count], atol=1e-4)
        assert len({id(each.lane) for each in runner._prepared.values()}) == len(runner._prepared) <= 2
        profiles = [lane.profile for lane in runner._lanes]
        assert trt.version[0] != 8 or len(set(profiles)) == len(profiles)


def test_up_to_8_two_runners_cannot_have_the_same_profile(load, trt):
    engine = load("digits")
    images = stored("digits")[0]["images"]
    with Runner(engine) as first, Runner(engine) as second:
        first(images=images[:2])
        if trt.version[0] != 8:
            second(images=images[:2])
            return
        with pytest.raises(trt_cffi.ContextError, match="a profile serves one context at a time, and the plan has 2"):
            second(images=images[:2])
        second(images=images[:1])  # the other profile
        first(images=images[:1])  # its own will do
    with Runner(engine) as third:
        third(images=images[:2])


def test_a_stream_of_the_callers_is_used(make, trt):  # noqa: F811
    class Given:
        def __cuda_stream__(self):
            return 0, 0x1234

    given = Given()
    runner = make("tiny", stream=given)
    assert runner.stream.__cuda_stream__() == (0, 0x1234)
    assert int(runner.stream) == 0x1234
    np.testing.assert_array_equal(runner(x=X)["y"], X + 1)


def test_a_launch_that_tensorrt_refuses_is_told_with_its_words():
    trt = trt_cffi.open_library("simulator10")
    engine = trt_cffi.load_engine(recipes.plan("refit", 10))
    config = engine.create_serialization_config()
    config.set_flag(trt.SerializationFlag.EXCLUDE_WEIGHTS)
    with Runner(engine.serialize_with_config(config), library=trt, logger=Log()) as runner:
        for _ in range(2):
            with pytest.raises(trt_cffi.ExecutionError, match=r"TensorRT said.*refit the engine first"):
                runner(stored("refit")[0])
        assert len(runner._slots._free) == 1


def test_the_gil_may_be_kept(make):  # noqa: F811
    runner = make("tiny", hold_gil=True)
    np.testing.assert_array_equal(runner(x=X)["y"], X + 1)
    with pytest.raises(ValueError, match="hold_gil"):
        make("tiny", hold_gil=True, logger=Log())(x=X)


def test_calls_leave_nothing_behind(make):  # noqa: F811
    from trt_cffi import dlpack

    runner = make("tiny")

    def round_():
        runner(x=X)
        runner.submit(x=X)
        tensor = runner(x=X, outputs="device")["y"]
        np.from_dlpack(tensor)
        runner(x=tensor)

    blocks = runner._device._memory._blocks
    for _ in range(20):
        round_()
    gc.collect()
    before, start = len(blocks), len(dlpack._exported)
    tracemalloc.start()
    for _ in range(300):
        round_()
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert (len(blocks), len(dlpack._exported)) == (before, start)
    assert grown < 64 << 10


def test_runners_leave_nothing_behind(trt, plan):
    from trt_cffi.device import device_of

    blocks = device_of(trt)._memory._blocks
    gc.collect()
    before = len(blocks)
    for name in ("tiny", "nonzero", "digits"):
        inputs = stored(name)[0]
        for _ in range(10):
            with Runner(plan(name), library=trt) as runner:
                runner(ready(runner, inputs))
                runner(ready(runner, inputs), outputs="device")
            runner = Runner(plan(name), library=trt)
            runner(ready(runner, inputs))
            del runner
    gc.collect()
    assert len(blocks) == before


def test_the_runner_and_the_pool_are_imported_when_they_are_first_used():
    program = "import sys, trt_cffi; trt_cffi.Runner; trt_cffi.RunnerPool; print('cuda' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("turn", [1, -1])
def test_a_stream_ends_after_what_is_freed_on_it_in_whatever_order_the_collector_takes_them(trt, turn):
    done, device = [], device_of(trt)
    stream = Stream(7, 7, destroy=lambda handle: done.append(("stream", handle)))
    block = Block(device, 0x100, stream, lambda address, on: done.append(("block", address, on.handle)))
    cycle = [block, stream][::turn]
    cycle.append(cycle)
    del stream, block, cycle
    gc.collect()
    assert done == [("block", 0x100, 7), ("stream", 7)]
