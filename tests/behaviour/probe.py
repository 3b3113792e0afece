"""Record what a TensorRT Python package does: run small probes, each in a process of its own.

    python -m tests.behaviour.probe MODULE PLANS_DIR SUFFIX OUT.json [--memory cuda|host] [--only NAME...] PROBES.py...

MODULE is anything with the official runtime API: tensorrt, tensorrt_lean, tensorrt_lean_bindings,
trt_cffi.  SUFFIX picks the plans: .plan or .vc.plan.  A probe is a function whose name starts with
probe_; it takes a Bench and returns what JSON can hold.  The record of a probe is
    {"result": ..., "log": [[severity, message]...]}            it returned
    {"error": "TypeError: ...", "log": [...]}                   it raised
    {"crash": 11, "last call": ...}                             its process died of that signal (or -exit status)
With --count FACTS.json also what was used of the module, {"uses": {member: [way...]}}: see tests/twin/count.py.
"""

from __future__ import annotations

import argparse
import ctypes
import importlib
import importlib.util
import json
import multiprocessing as mp
import pathlib
import sys
import tempfile

import numpy as np

from tests.twin import count


class CudaMemory:
    """Device memory and streams from the CUDA runtime, by ctypes."""

    def __init__(self):
        paths = sorted(pathlib.Path("/usr/local/cuda/lib64").glob("libcudart.so*"))
        self.lib = ctypes.CDLL(str(paths[0]) if paths else "libcudart.so")

    def _call(self, name, *args):
        status = getattr(self.lib, name)(*args)
        if status:
            raise RuntimeError(f"{name} returned {status}")

    def alloc(self, size):
        pointer = ctypes.c_void_p()
        self._call("cudaMalloc", ctypes.byref(pointer), ctypes.c_size_t(max(size, 1)))
        return pointer.value

    def upload(self, array):
        array = np.ascontiguousarray(array)
        pointer = self.alloc(array.nbytes)
        self._call(
            "cudaMemcpy", ctypes.c_void_p(pointer), ctypes.c_void_p(array.ctypes.data), ctypes.c_size_t(array.nbytes), 1
        )
        return pointer

    def download(self, pointer, shape, dtype):
        array = np.empty(shape, dtype)
        self._call(
            "cudaMemcpy", ctypes.c_void_p(array.ctypes.data), ctypes.c_void_p(pointer), ctypes.c_size_t(array.nbytes), 2
        )
        return array

    def stream(self):
        pointer = ctypes.c_void_p()
        self._call("cudaStreamCreate", ctypes.byref(pointer))
        return pointer.value

    def event(self):
        pointer = ctypes.c_void_p()
        self._call("cudaEventCreate", ctypes.byref(pointer))
        return pointer.value

    def event_done(self, event):
        return self.lib.cudaEventQuery(ctypes.c_void_p(event)) == 0

    def sync(self):
        self._call("cudaDeviceSynchronize")


class HostMemory:
    """The same on the host, for a simulator; streams and events are numbers that mean nothing."""

    def __init__(self):
        self.keep, self.handles = {}, 0x1000

    def alloc(self, size):
        buffer = np.zeros(max(size, 1) + 512, np.uint8)
        pointer = (buffer.ctypes.data + 511) // 512 * 512  # output allocators are asked for 512
        self.keep[pointer] = buffer
        return pointer

    def upload(self, array):
        array = np.ascontiguousarray(array)
        pointer = self.alloc(array.nbytes)
        ctypes.memmove(pointer, array.ctypes.data, array.nbytes)
        return pointer

    def download(self, pointer, shape, dtype):
        array = np.empty(shape, dtype)
        ctypes.memmove(array.ctypes.data, pointer, array.nbytes)
        return array

    def stream(self):
        self.handles += 0x100
        return self.handles

    event = stream

    def event_done(self, event):
        return True

    def sync(self):
        pass


class Bench:
    """What a probe works on: the module, a logger that records, plans, memory."""

    def __init__(self, module, plans, suffix, memory):
        self.trt = trt = importlib.import_module(module)
        self.plans, self.suffix = pathlib.Path(plans), suffix
        self.mem = CudaMemory() if memory == "cuda" else HostMemory()
        self.log = log = []

        class Recorder(trt.ILogger):
            def __init__(self):
                trt.ILogger.__init__(self)

            def log(self, severity, message):
                name = getattr(severity, "name", str(severity))
                if name not in ("INFO", "VERBOSE"):
                    log.append([name, message])

        self.logger = Recorder()
        self.runtime = trt.Runtime(self.logger)
        self.keep = []
        self.trace_file = None

    def plan(self, name):
        return (self.plans / f"{name}{self.suffix}").read_bytes()

    def engine(self, name):
        engine = self.runtime.deserialize_cuda_engine(self.plan(name))
        self.keep.append(engine)
        return engine

    def context(self, name):
        context = self.engine(name).create_execution_context()
        self.keep.append(context)
        return context

    def feed(self, context, address=True, **arrays):
        for name, array in arrays.items():
            context.set_input_shape(name, array.shape)
            if address:
                context.set_tensor_address(name, self.mem.upload(array))

    def bind(self, context, name, size=1 << 16):
        pointer = self.mem.alloc(size)
        context.set_tensor_address(name, pointer)
        return pointer

    def trace(self, *what):
        """Leaves the last call in a file, so that a crash can be placed."""
        if self.trace_file:
            self.trace_file.seek(0)
            self.trace_file.truncate()
            self.trace_file.write(repr(what)[:300])
            self.trace_file.flush()

    def run(self, context, stream=0):
        ok = context.execute_async_v3(stream)
        self.mem.sync()
        return ok

    def attempt(self, call, *args, **kwargs):
        """The value of a call, or the type of the exception; and whether it logged an error."""
        before = len(self.log)
        self.trace(getattr(call, "__name__", str(call)), args, kwargs)
        try:
            value = plain(call(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 — whatever it is, it is the answer
            value = f"raises {builtin(error)}"
        logged = sorted({severity for severity, _ in self.log[before:]})
        return [value, logged]


def builtin(error):
    """The name of the nearest built-in class of an exception: a package may raise finer ones."""
    return next(c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins")


def plain(value):
    """As JSON can hold it."""
    if value is None or isinstance(value, (bool, str, float)):
        return value
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if type(value).__name__.startswith("Dims"):
        return [int(v) for v in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    if hasattr(value, "name") and hasattr(value, "value"):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    try:
        return int(value)
    except Exception:  # noqa: BLE001 — NVIDIA's objects raise what they like
        return f"<{type(value).__name__}>"


def load(paths):
    probes = {}
    for path in paths:
        spec = importlib.util.spec_from_file_location(pathlib.Path(path).stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        probes.update({n[6:]: f for n, f in vars(module).items() if n.startswith("probe_")})
    return probes


def work(module, plans, suffix, memory, probe, trace, pipe):
    bench = None
    try:
        bench = Bench(module, plans, suffix, memory)
        count.listen(bench.log)
        bench.trace_file = pathlib.Path(trace).open("w")  # noqa: SIM115 — open until the process dies of a crash
        record = {"result": plain(probe(bench))}
    except BaseException as error:  # noqa: BLE001 — whatever it is, it is recorded
        record = {"error": f"{builtin(error)}: {error}".splitlines()[0][:160]}
    record["log"] = bench.log if bench else []
    if count.uses:
        record["uses"] = {member: sorted(ways) for member, ways in count.uses.items()}
    pipe.send(record)
    pipe.close()
    # let the objects die in an orderly way before the interpreter ends
    while bench and bench.keep:
        bench.keep.pop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("module")
    parser.add_argument("plans")
    parser.add_argument("suffix")
    parser.add_argument("out")
    parser.add_argument("probes", nargs="+")
    parser.add_argument("--memory", default="cuda")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--count")
    args = parser.parse_args()
    # what takes long is imported once; each probe is a fork, as one may crash
    module = importlib.import_module(args.module)
    if args.module == "trt_cffi":  # which imports its classes when one is used
        importlib.import_module("trt_cffi.library")
    if args.count:
        count.instrument(module, json.loads(pathlib.Path(args.count).read_text()))
    fork = mp.get_context("fork")
    probes = load(args.probes)
    names = [n for n in probes if not args.only or n in args.only]
    records, folder = {}, tempfile.mkdtemp()
    for start in range(0, len(names), args.jobs):
        running = []
        for name in names[start : start + args.jobs]:
            mine, theirs = fork.Pipe(False)
            process = fork.Process(
                target=work,
                args=(args.module, args.plans, args.suffix, args.memory, probes[name], f"{folder}/{name}", theirs),
            )
            process.start()
            theirs.close()
            running.append((name, process, mine))
        for name, process, mine in running:
            record = {}
            try:
                if mine.poll(120):
                    record = mine.recv()
            except EOFError:
                pass
            process.join(20)
            if process.is_alive():
                process.terminate()
                record["hang"] = True
            elif process.exitcode:
                record["crash"] = -process.exitcode  # a signal, or below zero an exit status
                record["last call"] = (
                    pathlib.Path(folder, name).read_text() if pathlib.Path(folder, name).exists() else "at the start"
                )
            records[name] = record
    out = {"module": args.module, "version": module.__version__, "suffix": args.suffix, "probes": records}
    pathlib.Path(args.out).write_text(json.dumps(out, indent=1, sort_keys=True))
    print(
        args.out,
        len(records),
        "probes",
        sum("error" in r for r in records.values()),
        "errors",
        {n: r["crash"] for n, r in records.items() if "crash" in r},
    )


if __name__ == "__main__":
    sys.exit(main())
