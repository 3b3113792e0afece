"""Several threads at once: contexts side by side, deserialization, callbacks on threads that are not Python's."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import trt_cffi
from tests.compilers import cc, cxx
from tests.models import recipes
from tests.support import Growing, Layers, Log, Recorder, at_once, stored, tensorrt_of
from trt_cffi.shim import ffi, native_path

F = np.float32
THREADS = 4
ROOT = Path(__file__).parents[1]


def test_contexts_of_one_engine_run_side_by_side(trt, load, memory):
    inputs, expected = stored("branches")
    (name, x), (output, y) = *inputs.items(), *expected.items()
    engine, source = load("branches"), memory.upload(x)
    addresses = [memory.alloc(y.nbytes) for _ in range(THREADS)]

    def work(index):
        context = engine.create_execution_context()
        context.set_tensor_address(name, source)
        context.set_tensor_address(output, addresses[index])
        for _ in range(20):
            assert context.execute_async_v3(index) is True
        return memory.download(addresses[index], y.shape, y.dtype)

    for result in at_once(work):
        np.testing.assert_allclose(result, y, rtol=1e-4, atol=1e-5)


def test_contexts_have_shapes_and_callbacks_of_their_own(trt, load, memory):
    engine = load("nonzero")

    def work(index):
        context, allocator, size = engine.create_execution_context(), Growing(memory), 16 + index
        if context.active_optimization_profile < 0:
            return None  # on 8 a profile serves one context at a time
        context.profiler = Layers()
        context.set_output_allocator("indices", allocator)
        for _ in range(20):
            assert context.set_input_shape("x", (size,))
            assert context.set_tensor_address("x", memory.upload(np.arange(size, dtype=F)))
            assert context.execute_async_v3(0) is True
            assert allocator.shape == (1, size - 1)
            assert context.get_tensor_shape("x") == (size,)
        assert len(context.profiler.times) == 20 * engine.num_layers
        return size

    results = at_once(work)
    assert [each for each in results if each is not None]
    assert None not in results or trt.version[0] == 8


def test_plans_are_deserialized_and_let_go_on_threads(trt, log):
    runtime, data = trt.Runtime(log), recipes.plan("digits", tensorrt_of(trt))

    def work(_):
        for _ in range(10):
            engine = runtime.deserialize_cuda_engine(data)
            assert engine.create_execution_context().engine is engine
            assert engine.get_tensor_profile_shape("images", 0)[2] == (1024, 1, 8, 8)
            engine.close()
        return True

    assert all(at_once(work))
    assert log.errors == []


def test_the_getters_of_one_engine_may_be_called_by_several_threads(load):
    engine = load("digits")

    def work(index):
        name, shape = (("images", (-1, 1, 8, 8)), ("logits", (-1, 10)))[index % 2]
        return all(engine.get_tensor_shape(name) == shape for _ in range(300))

    assert all(at_once(work))


def test_an_error_belongs_to_the_thread_of_its_call(trt, log):
    engine = trt.Runtime(log).deserialize_cuda_engine(recipes.plan("digits", tensorrt_of(trt)))
    contexts = [engine.create_execution_context() for _ in range(THREADS)]

    def work(index):
        for _ in range(30):
            with pytest.raises(trt_cffi.TensorRTError) as caught:
                contexts[index].set_optimization_profile_async(100 + index, 0)
            assert f"{100 + index}" in str(caught.value)
            assert len(caught.value.messages) == 1
        return True

    assert all(at_once(work))


def test_an_exception_of_a_callback_belongs_to_the_thread_of_its_call(load, memory):
    engine = load("tiny")

    class Failing(Growing):
        def reallocate_output(self, *arguments):
            raise KeyError(self.room)

    def work(index):
        context = engine.create_execution_context()
        context.set_tensor_address("x", memory.alloc(64))
        context.set_output_allocator("y", Failing(memory, index))
        for _ in range(30):
            with pytest.raises(KeyError) as caught:
                context.execute_async_v3(0)
            assert caught.value.args == (index,)
        return True

    assert all(at_once(work))


def test_one_library_is_opened_once_by_many_threads():
    choices = ["simulator8", "simulator10", "simulator11"] * 4
    opened = at_once(lambda index: trt_cffi.open_library(choices[index]), len(choices))
    assert len(set(map(id, opened))) == 3


def test_a_logger_and_a_recorder_are_called_by_many_threads(trt):
    log, recorder = Log(), Recorder()
    runtime = trt.Runtime(log)
    quiet = runtime.deserialize_cuda_engine(recipes.plan("tiny", tensorrt_of(trt)))
    loud = runtime.deserialize_cuda_engine(recipes.plan("tiny", tensorrt_of(trt)))
    quiet.error_recorder = recorder
    at_once(lambda index: [(quiet, loud)[index % 2].get_tensor_mode(f"nothing {index}") for _ in range(50)])
    assert len(recorder.errors) == len(log.errors) == 50 * THREADS // 2


def test_a_message_of_a_thread_that_is_not_pythons_is_heard(trt, tmp_path):
    """A C program's thread logs through the shim, as a worker of TensorRT does."""
    log = Log()
    native = log._native(trt)
    seen = run_on_foreign_thread(trt, native.handle, b"from afar", tmp_path)
    assert seen == 0
    assert log.messages == [("WARNING", "from afar")]


def test_an_exception_on_a_thread_that_is_not_pythons_is_raised_by_the_next_call(trt, tmp_path):
    class Raising(Log):
        def log(self, severity, msg):
            super().log(severity, msg)
            if msg == "from afar":
                raise KeyError(msg)

    log = Raising()
    runtime = trt.Runtime(log)
    run_on_foreign_thread(trt, log._native(trt).handle, b"from afar", tmp_path)
    with pytest.raises(KeyError, match="from afar"):
        runtime.max_threads  # noqa: B018
    assert runtime.max_threads == 1


@pytest.fixture(scope="session")
def hop(tmp_path_factory):
    """Compiles called_back.cpp."""
    path = tmp_path_factory.mktemp("hop") / "hop.so"
    flags = ["-std=c++17", "-shared", "-fPIC", "-pthread", f"-I{ROOT / 'shim'}"]
    subprocess.run([*cxx(), *flags, Path(__file__).with_name("called_back.cpp"), "-o", path], check=True)
    return path


@pytest.fixture
def called_back(trt, plan, hop, tmp_path):
    """Starts called_back.py, which is ended with the test."""
    file = tmp_path / "nonzero.plan"
    file.write_bytes(plan("nonzero"))
    started = []

    def start(*more):
        command = [sys.executable, "-m", "tests.called_back", hop, trt.path, file, *more]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, cwd=ROOT, text=True, **pipes))
        return started[-1]

    yield start
    for program in started:
        program.kill()
        program.communicate()


def test_python_is_called_from_another_thread_in_every_class_of_call(called_back):
    out, err = called_back().communicate(timeout=120)
    assert out.splitlines()[-1:] == ["all came back"], out + err


@pytest.mark.parametrize("trt", [10], indirect=True, ids="simulator{}".format)
def test_a_call_that_keeps_pythons_lock_would_not_come_back(called_back):
    """Else the test before would show nothing."""
    program = called_back(native_path("libtrt_shim10.so"))
    assert program.stdout.readline() == "holding the lock\n"
    with pytest.raises(subprocess.TimeoutExpired):
        program.wait(timeout=2)


def run_on_foreign_thread(trt, logger, message, folder):
    library = folder / "thread.so"
    source = folder / "thread.c"
    source.write_text(
        "#include <pthread.h>\n"
        "typedef int (*log_function)(void *, int, const char *);\n"
        "struct job { log_function log; void *logger; const char *message; int status; };\n"
        "static void *run(void *job) { struct job *j = job; j->status = j->log(j->logger, 2, j->message); return 0; }\n"
        "int log_on_a_thread(log_function log, void *logger, const char *message) {\n"
        "    struct job job = {log, logger, message, -1};\n"
        "    pthread_t thread;\n"
        "    if (pthread_create(&thread, 0, run, &job)) return -2;\n"
        "    pthread_join(thread, 0);\n"
        "    return job.status;\n"
        "}\n"
    )
    subprocess.run([*cc(), "-shared", "-fPIC", "-pthread", str(source), "-o", str(library)], check=True)
    shim = ctypes.CDLL(native_path(f"libtrt_shim{tensorrt_of(trt)}.so"))
    log = ctypes.cast(shim.trt_logger_log, ctypes.c_void_p)
    where = ctypes.c_void_p(int(ffi.cast("uintptr_t", logger)))
    return ctypes.CDLL(str(library)).log_on_a_thread(log, where, message)
