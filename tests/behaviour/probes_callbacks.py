"""Output allocators, profilers, recorders and memory allocators."""

import numpy as np

F = np.float32
DATA = np.array([0, 3, 0, 0, 5, 6, 0, 7, 0, 0, 1, 0, 2, 0, 0, 9], F)


def allocator(b, answer="memory"):
    class Allocator(b.trt.IOutputAllocator):
        def __init__(self):
            b.trt.IOutputAllocator.__init__(self)
            self.events, self.pointer, self.shape = [], 0, None

        def reallocate_output(self, name, memory, size, alignment):
            self.events.append(["reallocate", name, "an address" if memory else memory, size, alignment])
            if answer == "raise":
                raise ValueError("no memory today")
            if answer == "keep" and self.pointer:
                return self.pointer
            if answer in ("memory", "keep"):
                self.pointer = b.mem.alloc(size)
                return self.pointer
            return {"None": None, "zero": 0, "string": "text", "float": 1.5}[answer]

        def reallocate_output_async(self, name, memory, size, alignment, stream):
            return self.reallocate_output(name, memory, size, alignment)

        def notify_shape(self, name, shape):
            self.events.append(["notify", name, [int(v) for v in shape]])
            if answer == "notify raises":
                raise ValueError("no")
            self.shape = tuple(shape)

    out = Allocator()
    b.keep.append(out)
    return out


def prepared(b):
    c = b.context("nonzero")
    b.feed(c, x=DATA)
    return c


def probe_output_allocator(b):
    c, a, out = prepared(b), allocator(b), {}
    out["before"] = b.attempt(c.get_output_allocator, "indices")
    out["set"] = b.attempt(c.set_output_allocator, "indices", a)
    out["same object"] = c.get_output_allocator("indices") is a
    out["shape before"] = b.attempt(c.get_tensor_shape, "indices")
    out["run"] = b.attempt(b.run, c)
    out["events"] = list(a.events)
    out["shape after"] = b.attempt(c.get_tensor_shape, "indices")
    out["values"] = b.mem.download(a.pointer, (1, 7), b.trt.nptype(c.engine.get_tensor_dtype("indices")))
    return out


def probe_output_allocator_again(b):
    c, a = prepared(b), allocator(b, "keep")
    c.set_output_allocator("indices", a)
    runs = [b.run(c), b.run(c)]
    b.feed(c, x=np.ones(32, F))
    runs.append(b.run(c))
    return [runs, a.events]


def probe_output_allocator_answers(b):
    out = {}
    for answer in ("raise", "None", "zero", "string", "float"):
        c, a = prepared(b), allocator(b, answer)
        c.set_output_allocator("indices", a)
        out[answer] = [b.attempt(b.run, c), a.events]
    return out


def probe_output_allocator_of_static_output(b):
    c, a = b.context("tiny"), allocator(b)
    b.feed(c, x=np.arange(16, dtype=F))
    c.set_output_allocator("y", a)
    return [b.attempt(b.run, c), a.events, b.mem.download(a.pointer, 16, F)]


def probe_output_allocator_and_address(b):
    c, a = b.context("tiny"), allocator(b)
    b.feed(c, x=np.arange(16, dtype=F))
    y = b.bind(c, "y")
    c.set_output_allocator("y", a)
    return [b.attempt(b.run, c), a.events, b.mem.download(y, 16, F).tolist() == list(range(1, 17))]


def probe_output_allocator_set_wrong(b):
    c, a = prepared(b), allocator(b)
    out = {
        "input": b.attempt(c.set_output_allocator, "x", a),
        "unknown": b.attempt(c.set_output_allocator, "nothing", a),
        "None": b.attempt(c.set_output_allocator, "indices", None),
        "an int": b.attempt(c.set_output_allocator, "indices", 3),
    }
    c.set_output_allocator("indices", a)
    out["cleared"] = b.attempt(c.set_output_allocator, "indices", None)
    out["then"] = b.attempt(c.get_output_allocator, "indices")
    out["run"] = b.attempt(b.run, c)
    return out


def probe_data_dependent_address(b):
    c = prepared(b)
    pointer = b.bind(c, "indices")
    return [
        b.attempt(b.run, c),
        b.attempt(c.get_tensor_shape, "indices"),
        b.mem.download(pointer, 7, b.trt.nptype(c.engine.get_tensor_dtype("indices"))),
    ]


def profiler(b):
    class Profiler(b.trt.IProfiler):
        def __init__(self):
            b.trt.IProfiler.__init__(self)
            self.layers = []

        def report_layer_time(self, layer_name, ms):
            self.layers.append([layer_name, ms >= 0])

    out = Profiler()
    b.keep.append(out)
    return out


def probe_profiler(b):
    c, p, out = b.context("digits"), profiler(b), {}
    out["report without one"] = b.attempt(c.report_to_profiler)
    c.profiler = p
    out["same object"] = c.profiler is p
    b.feed(c, images=np.zeros((5, 1, 8, 8), F))
    b.bind(c, "logits")
    out["run"] = b.attempt(b.run, c)
    out["layers"] = len(p.layers) > 0 and all(ok for _, ok in p.layers)
    first = [n for n, _ in p.layers]
    c.enqueue_emits_profile = False
    p.layers.clear()
    out["run quietly"] = b.attempt(b.run, c)
    out["quiet"] = len(p.layers)
    out["report"] = b.attempt(c.report_to_profiler)
    out["same layers"] = [n for n, _ in p.layers] == first
    out["report twice"] = b.attempt(c.report_to_profiler)
    return out


def recorder(b):
    class Recorder(b.trt.IErrorRecorder):
        def __init__(self):
            b.trt.IErrorRecorder.__init__(self)
            self.errors, self.calls = [], []

        def num_errors(self):
            return len(self.errors)

        def get_num_errors(self):
            return len(self.errors)

        def get_error_code(self, index):
            return self.errors[index][0]

        def get_error_desc(self, index):
            return self.errors[index][1]

        def has_overflowed(self):
            return False

        def clear(self):
            self.errors.clear()

        def report_error(self, code, description):
            self.errors.append((code, description))
            return False

    out = Recorder()
    b.keep.append(out)
    return out


def probe_error_recorder(b):
    c, r, out = b.context("tiny"), recorder(b), {}
    out["set"] = b.attempt(setattr, c, "error_recorder", r)
    out["same object"] = c.error_recorder is r
    out["run"] = b.attempt(b.run, c)
    out["codes"] = [getattr(code, "name", str(code)) for code, _ in r.errors]
    out["logged too"] = bool(b.log)
    out["unset"] = b.attempt(setattr, c, "error_recorder", None)
    out["then"] = b.attempt(getattr, c, "error_recorder")
    return out


def memory_allocator(b):
    class Memory(b.trt.IGpuAllocator):
        def __init__(self):
            b.trt.IGpuAllocator.__init__(self)
            self.events = []

        def allocate(self, size, alignment, flags):
            self.events.append(["allocate", size > 0, alignment])
            return b.mem.alloc(size)

        def reallocate(self, address, alignment, new_size):
            self.events.append(["reallocate"])
            return 0

        def deallocate(self, memory):
            self.events.append(["deallocate", bool(memory)])
            return True

        def allocate_async(self, size, alignment, flags, stream):
            self.events.append(["allocate_async", size > 0, alignment])
            return b.mem.alloc(size)

        def deallocate_async(self, memory, stream):
            self.events.append(["deallocate_async", bool(memory)])
            return True

    out = Memory()
    b.keep.append(out)
    return out


def probe_temporary_allocator(b):
    c, m, a, out = prepared(b), memory_allocator(b), allocator(b), {}
    out["set"] = b.attempt(setattr, c, "temporary_allocator", m)
    out["same object"] = c.temporary_allocator is m
    c.set_output_allocator("indices", a)
    out["run"] = b.attempt(b.run, c)
    return out


def probe_context_without_memory(b):
    e = b.engine("digits")
    make = getattr(e, "create_execution_context_without_device_memory", None)
    c = make() if make else e.create_execution_context(b.trt.ExecutionContextAllocationStrategy.USER_MANAGED)
    b.keep.append(c)
    b.feed(c, images=np.zeros((5, 1, 8, 8), F))
    b.bind(c, "logits")
    out = {"size": e.device_memory_size >= 0, "run without": b.attempt(b.run, c)}
    out["set"] = b.attempt(setattr, c, "device_memory", b.mem.alloc(max(e.device_memory_size, 256)))
    out["run with"] = b.attempt(b.run, c)
    return out


def probe_inspector(b):
    make = getattr(b.engine("digits"), "create_engine_inspector", None)
    if make is None:
        return "no inspector"
    i, out = b.keep[-1].create_engine_inspector(), {}
    kind = b.trt.LayerInformationFormat
    out["layer is text"] = bool(i.get_layer_information(0, kind.JSON))
    out["engine is json"] = i.get_engine_information(kind.JSON).lstrip().startswith("{")
    out["oneline"] = len(i.get_engine_information(kind.ONELINE)) > 0
    out["layer 999"] = b.attempt(i.get_layer_information, 999, kind.JSON)[1]
    return out


def probe_serialize_again(b):
    plan = b.plan("tiny")
    again = b.engine("tiny").serialize()
    e = b.runtime.deserialize_cuda_engine(again)
    return [abs(again.nbytes - len(plan)) <= 4096, bytes(again)[:4] == plan[:4], e.num_io_tensors]


def probe_runtime_properties(b):
    r, out = b.runtime, {}
    for p, values in {
        "max_threads": (4, 1, 0, -1),
        "temporary_directory": ("/tmp", None, "/no/such/folder"),
        "engine_host_code_allowed": (True, False),
        "DLA_core": (0, -1, 99),
    }.items():
        out[p] = [b.attempt(getattr, r, p)[0]] + [
            [v, b.attempt(setattr, r, p, v), b.attempt(getattr, r, p)[0]] for v in values
        ]
    out["num_DLA_cores"] = b.attempt(getattr, r, "num_DLA_cores")
    return out
