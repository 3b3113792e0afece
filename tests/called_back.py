"""Calls in which TensorRT calls Python from another thread and waits for it: called_back.py HOP LIBRARY PLAN [SHIM].

HOP is called_back.cpp, compiled, PLAN that of `nonzero`. Each call is named when it has come back. With SHIM, the path
of the shim, one call is made by ctypes instead, which keeps Python's lock: it does not come back.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from pathlib import Path

import numpy as np

import trt_cffi
from tests import support
from tests.conftest import Host
from trt_cffi.shim import ffi

hop = ctypes.CDLL(sys.argv[1])
trt, memory = trt_cffi.open_library(sys.argv[2]), Host()
plan = Path(sys.argv[3]).read_bytes()


def pointer(cdata):
    return ctypes.c_void_p(int(ffi.cast("uintptr_t", cdata)))


class Hopping:
    """A callback object that is called from another thread."""

    def _table(self, library):
        table = super()._table(library)
        getattr(hop, f"hop_{self._noun}")(pointer(table))
        return table


class Log(Hopping, support.Log):
    pass


class Layers(Hopping, support.Layers):
    pass


class Recorder(Hopping, support.Recorder):
    pass


class Pool(Hopping, support.Pool):
    pass


class Growing(Hopping, support.Growing):
    pass


def call(function, *arguments, name=None):
    hop.hops_made()
    answer = function(*arguments)
    assert hop.hops_made(), f"{name or function.__name__} called nobody back"
    print(name or function.__name__, flush=True)
    return answer


def refused(function, *arguments):
    try:
        function(*arguments)
    except trt_cffi.TensorRTError:
        return
    raise AssertionError(f"{function.__name__} was not refused")


def holding_the_lock(shim):
    engine = trt.Runtime(Log()).deserialize_cuda_engine(plan)
    print("holding the lock", flush=True)
    ctypes.PyDLL(shim).trt_engine_get_tensor_mode(pointer(engine._handle), b"nothing", ctypes.byref(ctypes.c_int32()))
    print("came back", flush=True)


def every_class_of_call():
    runtime = call(trt.Runtime, Log())
    call(runtime.load_runtime, "/no/such/library.so")
    call(setattr, runtime, "max_threads", 0, name="max_threads =")
    call(runtime.deserialize_cuda_engine, b"no plan" * 100)
    pool = runtime.gpu_allocator = Pool(memory)
    engine = runtime.deserialize_cuda_engine(plan)
    call(engine.get_tensor_mode, "nothing")
    context = call(engine.create_execution_context)
    context.set_input_shape("x", (16,))
    context.set_tensor_address("x", memory.upload(np.arange(16, dtype=np.float32)))
    for function, arguments in (
        (context.set_input_shape, [(1,)]),
        (context.set_tensor_address, [4096]),
        (context.get_tensor_address, []),
        (context.get_output_allocator, []),
        (context.get_max_output_size, []),
    ):
        call(function, "nothing", *arguments)
    call(refused, context.set_optimization_profile_async, 7, 0, name="set_optimization_profile_async")
    output = Growing(memory)
    context.set_output_allocator("indices", output)
    call(context.execute_async_v3, 0)
    assert output.shape == (1, 15)
    call(context.prepare(0).run, name="Step.run")
    context.set_output_allocator("indices", None)
    context.set_tensor_address("indices", memory.alloc(4096))
    context.profiler, context.enqueue_emits_profile = Layers(), False
    assert context.execute_async_v3(0)
    call(context.report_to_profiler)
    context.enqueue_emits_profile = True
    call(context.execute_v2, [context.get_tensor_address(name) for name in engine])
    context.error_recorder = Recorder()
    call(context.set_tensor_address, "nothing", 4096, name="set_tensor_address with a recorder")
    call(context.close)
    others = [engine.create_execution_context()]
    call(others.clear, name="del of a context")
    gc.collect()
    call(runtime.close, name="Runtime.close")
    assert sorted(pool.given) == sorted(pool.taken)


if len(sys.argv) > 4:
    holding_the_lock(sys.argv[4])
else:
    every_class_of_call()
    print("all came back")
