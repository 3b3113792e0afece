"""How long objects live: in any order of deletion, in cycles, after close(), and at the end of the interpreter."""

from __future__ import annotations

import gc
import inspect
import itertools
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import numpy as np
import pytest

import trt_cffi
from tests.models import recipes
from tests.support import Growing, Layers, Log, Pool, Recorder
from trt_cffi.callbacks import pending

F = np.float32


def use(runtime, plan, memory, name="digits"):
    """A runtime's engine, its context after a launch, and an inspector."""
    engine = runtime.deserialize_cuda_engine(plan(name))
    context, inspector = engine.create_execution_context(), engine.create_engine_inspector()
    inspector.execution_context = context
    context.set_input_shape("images", (1, 1, 8, 8))
    context.set_tensor_address("images", memory.alloc(256))
    context.set_output_allocator("logits", Growing(memory))
    context.profiler = Layers()
    assert context.execute_async_v3(0) is True
    return engine, context, inspector


@pytest.mark.parametrize(
    "order", list(itertools.permutations(range(5)))[::8], ids=lambda order: "".join(map(str, order))
)
def test_everything_may_be_deleted_in_any_order(trt, plan, memory, order):
    log, pool = Log(), Pool(memory)
    runtime = trt.Runtime(log)
    runtime.gpu_allocator = pool
    things = [log, runtime, *use(runtime, plan, memory)]
    gone = [weakref.ref(thing) for thing in things]
    del log, runtime
    for index in order:
        things[index] = None
    gc.collect()
    assert [each() for each in gone] == [None] * 5
    assert pool.given
    assert sorted(pool.given) == sorted(pool.taken)


@pytest.mark.parametrize("keep", range(3))
def test_a_context_keeps_what_it_needs(trt, plan, memory, keep):
    log = Log()
    runtime = trt.Runtime(log)
    alive = weakref.ref(log), weakref.ref(runtime)
    kept = use(runtime, plan, memory)[keep]
    del runtime, log
    gc.collect()
    assert None not in [each() for each in alive]
    if keep == 1:
        assert kept.execute_async_v3(0) is True
        assert kept.engine.num_io_tensors == 2
    del kept
    gc.collect()
    assert [each() for each in alive] == [None, None]


def test_the_same_object_comes_back_from_a_getter(runtime, plan, memory, log):
    engine, context, inspector = use(runtime, plan, memory)
    assert context.engine is engine
    assert inspector.execution_context is context
    assert runtime.logger is log
    recorder, profiler, pool, output = Recorder(), Layers(), Pool(memory), Growing(memory)
    for owner in (runtime, engine, context, inspector):
        owner.error_recorder = recorder
        assert owner.error_recorder is recorder
    context.profiler = profiler
    context.temporary_allocator = pool
    context.set_output_allocator("logits", output)
    assert context.profiler is profiler
    assert context.temporary_allocator is pool
    assert context.get_output_allocator("logits") is context.get_output_allocator(b"logits") is output


def test_a_context_keeps_its_callback_objects_and_lets_go_of_them_with_itself(runtime, plan, memory):
    _, context, inspector = use(runtime, plan, memory)
    inspector.close()
    gone = [weakref.ref(context.profiler), weakref.ref(context.get_output_allocator("logits"))]
    gc.collect()
    assert None not in [each() for each in gone]
    del context
    gc.collect()
    assert [each() for each in gone] == [None, None]


def test_cycles_of_callback_objects_and_what_they_serve_are_collected(trt, plan, memory):
    log, pool = Log(), Pool(memory)
    runtime = trt.Runtime(log)
    runtime.gpu_allocator = pool
    engine, context, inspector = use(runtime, plan, memory)
    log.everything = pool.everything = context.profiler.everything = (log, pool, runtime, engine, context, inspector)
    context.get_output_allocator("logits").context = context
    runtime.error_recorder = Recorder()
    runtime.error_recorder.runtime = runtime
    gone = [weakref.ref(each) for each in log.everything]
    given, taken = pool.given, pool.taken
    del log, pool, runtime, engine, context, inspector
    gc.collect()
    assert [each() for each in gone] == [None] * 6
    assert sorted(given) == sorted(taken), "the allocator got its memory back, though it was in the cycle itself"


# ---- close ----


def test_close_frees_at_once_and_the_children_first(runtime, plan, memory):
    pool = Pool(memory)
    runtime.gpu_allocator = pool
    engine, context, inspector = use(runtime, plan, memory)
    before = len(pool.taken)
    engine.close()
    assert engine.closed
    assert context.closed
    assert inspector.closed
    assert not runtime.closed
    assert len(pool.taken) > before
    assert sorted(pool.given) == sorted(pool.taken)
    for thing in (engine, context, inspector, runtime, runtime):
        thing.close()
    assert runtime.closed


ARGUMENTS = {
    "name": "images", "shape": (1, 1, 8, 8), "memory": 4096, "stream_handle": 0, "event": 0, "aux_streams": [1],
    "bindings": [4096, 4096], "binding": 0, "index": 0, "profile_index": 0, "output_allocator": None, "size": 4096,
    "serialized_engine": b"plan", "path": "/no/such", "layer_index": 0, "format": None,
}  # fmt: skip
VALUES = {"name": "x", "profiler": None, "error_recorder": None, "execution_context": None, "gpu_allocator": None,
          "temporary_allocator": None, "temporary_directory": None, "nvtx_verbosity": None}  # fmt: skip
#: properties that take a member of an enum which not every version has
NEWER = {"dla_workspace_allocation_strategy": "DLAWorkspaceAllocationStrategy"}


def uses(trt, thing):
    """Every use of an object's public members that needs nothing but what is above, by name."""
    arguments = ARGUMENTS | {"format": trt.LayerInformationFormat.JSON}
    values = VALUES | {"nvtx_verbosity": trt.ProfilingVerbosity.NONE}
    values |= {name: getattr(trt, enum)(0) for name, enum in NEWER.items() if hasattr(trt, enum)}
    for name in dir(type(thing)):
        member = inspect.getattr_static(type(thing), name)
        if name.startswith("_") or name in ("close", "closed"):
            continue
        if isinstance(member, property):
            if member.fget is not None:
                yield name, lambda name=name: getattr(thing, name)
            if member.fset is not None and (name in values or name not in NEWER):
                yield f"{name} =", lambda name=name: setattr(thing, name, values.get(name, 0))
        elif inspect.isfunction(member):
            parameters = list(inspect.signature(getattr(thing, name)).parameters.values())
            needed = [p.name for p in parameters if p.default is p.empty or p.name == "index"]
            if set(needed) <= set(arguments):
                yield name, lambda name=name, needed=needed: getattr(thing, name)(*map(arguments.get, needed))


@pytest.mark.filterwarnings("ignore:Use .* instead:DeprecationWarning")
@pytest.mark.parametrize(("which", "least"), [(0, 15), (1, 50), (2, 45), (3, 5)])
def test_every_use_of_a_closed_object_is_a_closed_error(trt, runtime, plan, memory, which, least):
    thing = (runtime, *use(runtime, plan, memory))[which]
    runtime.close()
    all_uses = dict(uses(trt, thing))
    assert len(all_uses) >= least
    for call in all_uses.values():
        with pytest.raises(trt_cffi.ClosedError, match="closed"):
            call()
    assert "closed" in repr(thing)


def test_a_closed_object_is_no_argument(trt, load):
    engine = load("tiny")
    inspector, context = engine.create_engine_inspector(), engine.create_execution_context()
    context.close()
    with pytest.raises(trt_cffi.ClosedError):
        inspector.execution_context = context


def test_a_context_that_an_inspector_tells_of_may_be_closed(trt, load):
    engine = load("digits")
    inspector, context = engine.create_engine_inspector(), engine.create_execution_context()
    inspector.execution_context = context
    context.close()
    assert inspector.execution_context is None
    assert inspector.get_engine_information(trt.LayerInformationFormat.ONELINE)


def test_with_is_deprecated_and_frees_nothing(runtime, load, log):
    engine = load("tiny")
    for thing in (log, trt_cffi.Logger(), runtime, engine, engine.create_execution_context(), engine.serialize()):
        with pytest.warns(DeprecationWarning, match=r"close\(\)") as caught, thing as same:
            assert same is thing
        assert caught[0].filename == __file__
    assert engine.num_io_tensors == 2
    with pytest.warns(DeprecationWarning, match="close"), pytest.raises(KeyError), engine:
        raise KeyError


def test_closing_in_a_callback_of_a_launch_is_no_crash(load, memory):
    class Closing(Growing):
        def reallocate_output(self, *arguments):
            context.name  # noqa: B018
            return super().reallocate_output(*arguments)

    context = load("nonzero").create_execution_context()
    context.set_input_shape("x", (16,))
    context.set_tensor_address("x", memory.alloc(64))
    context.set_output_allocator("indices", Closing(memory))
    assert context.execute_async_v3(0) is True


# ---- a thousand rounds ----


def test_a_thousand_rounds_leave_nothing_behind(trt, plan, memory):
    data, x, y = plan("tiny"), memory.alloc(64), memory.alloc(64)

    def rounds(count):
        for _ in range(count):
            log = trt_cffi.Logger(trt_cffi.Logger.INTERNAL_ERROR)
            runtime = trt.Runtime(log)
            engine = runtime.deserialize_cuda_engine(data)
            context = engine.create_execution_context()
            context.error_recorder = Recorder()
            context.temporary_allocator = Pool(memory)
            context.set_output_allocator("y", Output(y))
            context.set_tensor_address("x", x)
            assert context.execute_async_v3(0)
            assert runtime.deserialize_cuda_engine(data[:100]) is None
            with pytest.raises(RuntimeError):
                context.set_optimization_profile_async(9, 0)
        del log, runtime, engine, context
        gc.collect()

    rounds(50)
    objects, resident = len(gc.get_objects()), resident_kib()
    rounds(1000)
    assert len(gc.get_objects()) - objects < 100
    assert resident_kib() - resident < 4000


def test_serializing_again_and_again_leaves_nothing_behind(load):
    engine = load("resnet")
    size = engine.serialize().nbytes
    resident = resident_kib()
    for _ in range(40):
        engine.serialize()
    assert resident_kib() - resident < 10 * size // 1024


class Output(trt_cffi.IOutputAllocator):
    def __init__(self, pointer):
        self.pointer = pointer

    def reallocate_output(self, tensor_name, memory, size, alignment):
        return self.pointer

    def notify_shape(self, tensor_name, shape):
        pass


def resident_kib():
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


# ---- the end of the interpreter ----


PROGRAM = """
import gc, os, pathlib, sys, threading, time
import trt_cffi
class Log(trt_cffi.ILogger):
    def log(self, severity, msg):
        pass
class Pool(trt_cffi.IGpuAllocator):
    def allocate(self, size, alignment, flags):
        return 4096
    def deallocate(self, memory):
        return True
class Layers(trt_cffi.IProfiler):
    def report_layer_time(self, name, ms):
        pass
trt = trt_cffi.open_library("simulator{major}")
runtime = trt.Runtime(Log())
runtime.gpu_allocator = Pool()
engine = runtime.deserialize_cuda_engine(pathlib.Path({plan!r}).read_bytes())
context = engine.create_execution_context()
context.profiler = Layers()
x, y = bytearray(64), bytearray(64)
address = trt_cffi.shim.ffi.from_buffer
pair = [int(trt_cffi.shim.ffi.cast("uintptr_t", address(each))) for each in (x, y)]
assert context.execute_v2(pair)
{end}
"""


def ended(tmp_path, end, major=8):
    path = tmp_path / "tiny.plan"
    path.write_bytes(recipes.plan("tiny", major))
    program = PROGRAM.format(major=major, plan=str(path), end=end)
    command = [sys.executable, "-X", "dev", "-W", "error", "-c", program]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ)


@pytest.mark.parametrize(
    "end",
    [
        "print('end')",
        "del runtime, engine, context; print('end')",
        "del context, engine, runtime; gc.collect(); print('end')",
        "runtime.close(); print('end')",
        "sys.kept = [context]; sys.modules['kept'] = engine; print('end')",
        "context.profiler.context = context; print('end')",
        "import atexit; atexit.register(lambda: print('end' if context.execute_v2(pair) else 'no'))",
        "import atexit; atexit.register(runtime.close); print('end')",
        "import weakref; weakref.finalize(context, print, 'end')",
    ],
)
def test_the_interpreter_ends_well(tmp_path, end):
    done = ended(tmp_path, end)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


@pytest.mark.parametrize("major", [10, 11])
def test_the_interpreter_ends_well_on_10_and_11(tmp_path, major):
    done = ended(tmp_path, "print('end')", major)
    assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_the_interpreter_ends_well_with_an_exception_that_holds_everything(tmp_path):
    done = ended(tmp_path, "def fail(a, b, c):\n    raise KeyError('at the end')\nfail(runtime, engine, context)")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "KeyError: 'at the end'"


def test_the_interpreter_ends_well_with_an_exception_of_a_callback_that_nobody_raised(tmp_path):
    end = """
from trt_cffi import callbacks
try:
    raise KeyError
except KeyError as error:
    callbacks.pending.append((None, error))
print("end")
"""
    done = ended(tmp_path, end)
    assert (done.returncode, done.stdout) == (0, "end\n")


def test_the_interpreter_ends_well_while_threads_run(tmp_path):
    end = """
def work():
    mine = engine.create_execution_context()
    mine.profiler = Layers()
    started.set()
    while True:
        mine.execute_v2(pair)
started = threading.Event()
for _ in range(3):
    threading.Thread(target=work, daemon=True).start()
started.wait()
time.sleep(0.05)
print("end")
"""
    for _ in range(4):  # half of the ends were crashes when callbacks went on
        done = ended(tmp_path, end)
        assert (done.returncode, done.stdout, done.stderr) == (0, "end\n", "")


def test_a_callback_that_never_returns_does_not_keep_the_interpreter_from_ending(tmp_path):
    end = """
trt_cffi.library._LONGEST_WAIT = 0.1
class Waiting(Layers):
    def report_layer_time(self, name, ms):
        started.set()
        threading.Event().wait()
started = threading.Event()
context.profiler = Waiting()
threading.Thread(target=context.execute_v2, args=(pair,), daemon=True).start()
started.wait()
print("end", flush=True)
"""
    done = ended(tmp_path, end)
    assert done.stdout == "end\n"


def test_a_child_of_fork_may_use_and_end_what_its_parent_made(tmp_path):
    end = """
sys.stdout.flush()
child = os.fork()
if not child:
    assert context.execute_v2(pair)
    runtime.close()
    os._exit(0)
_, status = os.waitpid(child, 0)
assert context.execute_v2(pair)
print("end" if status == 0 else status)
"""
    done = ended(tmp_path, end)
    assert (done.returncode, done.stdout) == (0, "end\n"), done.stderr


def test_an_object_that_dies_during_a_call_leaves_its_exception_alone(trt):
    runtime = trt.Runtime(Log())
    pending.append((threading.get_ident(), KeyError("of a call that has not come back yet")))
    try:
        del runtime  # as the garbage collector may do between the callback and the end of the call
        gc.collect()
        assert [type(error) for _, error in pending] == [KeyError]
    finally:
        pending.clear()
