"""Refitting, implicit batch, inspector, allocators of the runtime, registry, graph capture: what is left of 8.6."""

import ctypes
import json
import threading

import numpy as np

F = np.float32
X = np.linspace(-1, 1, 4 * 32, dtype=F).reshape(4, 32)


def probe_refit(b):
    e, out = b.engine("refit"), {}
    out["refittable"] = e.refittable
    c = e.create_execution_context()
    b.keep.append(c)
    b.feed(c, x=X)
    y = b.bind(c, "y")
    out["run"] = b.run(c)
    before = b.mem.download(y, (4, 32), F)
    out["made"] = b.attempt(b.trt.Refitter, e, b.logger)[0]
    r = b.trt.Refitter(e, b.logger)
    b.keep.append(r)
    out["all"] = [sorted(str(v) for v in n) for n in r.get_all()]
    out["all weights"] = sorted(r.get_all_weights())
    out["missing"] = r.get_missing_weights()
    out["set"] = b.attempt(r.set_named_weights, "w0", np.zeros((32, 32), F))
    out["set unknown"] = b.attempt(r.set_named_weights, "nothing", np.zeros((32, 32), F))
    out["set too few"] = b.attempt(r.set_named_weights, "w1", np.zeros(3, F))
    out["set half"] = b.attempt(r.set_named_weights, "w1", np.zeros((32, 32), np.float16))
    out["missing now"] = r.get_missing_weights()
    out["set again"] = b.attempt(r.set_named_weights, "w1", np.zeros((32, 32), F))
    out["refit"] = b.attempt(r.refit_cuda_engine)
    out["run after"] = b.run(c)
    after = b.mem.download(y, (4, 32), F)
    out["changed"] = [bool(np.abs(before).max() > 0.1), bool(np.abs(after).max() < 1e-3)]
    return out


def probe_refit_of_a_plain_engine(b):
    e = b.engine("digits")
    return [e.refittable, b.attempt(b.trt.Refitter, e, b.logger)]


def probe_implicit_batch(b):
    e, out = b.engine("implicit"), {}
    out["engine"] = [
        e.has_implicit_batch_dimension,
        e.max_batch_size,
        [list(e.get_binding_shape(i)) for i in range(e.num_bindings)],
        e.num_optimization_profiles,
    ]
    out["tensor shape"] = b.attempt(e.get_tensor_shape, "x")
    c = e.create_execution_context()
    b.keep.append(c)
    x = np.arange(-48, 48, dtype=F).reshape(8, 3, 4)
    p, q = b.mem.upload(x), b.mem.alloc(8 * 48)
    for n in (1, 8, 0, 9, -1):
        out[f"execute {n}"] = b.attempt(c.execute, n, [p, q])
    out["by keyword"] = b.attempt(lambda: c.execute(batch_size=8, bindings=[p, q]))
    out["default batch"] = b.attempt(lambda: c.execute(bindings=[p, q]))
    out["values"] = b.mem.download(q, (8, 3, 4), F).tolist() == np.maximum(x, 0).tolist()
    out["async"] = b.attempt(c.execute_async, 8, [p, q], b.mem.stream())
    b.mem.sync()
    out["execute_v2"] = b.attempt(c.execute_v2, [p, q])
    out["binding shape"] = b.attempt(c.get_binding_shape, 0)
    out["set binding shape"] = b.attempt(c.set_binding_shape, 0, (3, 4))
    out["set input shape"] = b.attempt(c.set_input_shape, "x", (3, 4))
    out["v3"] = [b.attempt(c.set_tensor_address, "x", p), b.attempt(c.set_tensor_address, "y", q), b.attempt(b.run, c)]
    return out


def probe_inspector_json(b):
    e = b.engine("digits")
    i = e.create_engine_inspector()
    kind, out = b.trt.LayerInformationFormat, {}
    text = i.get_engine_information(kind.JSON)
    out["valid json"] = b.attempt(json.loads, text)[0] is not None and not isinstance(
        b.attempt(json.loads, text)[0], str
    )
    whole = json.loads(text, strict=False)  # 8.6.0 leaves control characters in strings
    out["engine keys"] = sorted(whole)
    out["bindings"] = whole.get("Bindings")
    layer = whole["Layers"][0]
    out["layer keys"] = sorted(layer) if isinstance(layer, dict) else type(layer).__name__
    out["input keys"] = sorted(layer["Inputs"][0]) if isinstance(layer, dict) and layer.get("Inputs") else None
    out["names"] = [v["Name"] if isinstance(v, dict) else v for v in whole["Layers"]]
    out["types"] = [v.get("LayerType") if isinstance(v, dict) else None for v in whole["Layers"]]
    out["one layer"] = sorted(json.loads(i.get_layer_information(0, kind.JSON), strict=False))
    out["context before"] = b.attempt(getattr, i, "execution_context")
    c = e.create_execution_context()
    b.keep.append(c)
    b.feed(c, address=False, images=np.zeros((5, 1, 8, 8), F))
    i.execution_context = c
    with_context = json.loads(i.get_engine_information(kind.JSON), strict=False)
    out["first dimensions"] = (
        [v["Dimensions"] for v in with_context["Layers"][0]["Inputs"]]
        if isinstance(with_context["Layers"][0], dict)
        else None
    )
    out["one line"] = i.get_engine_information(kind.ONELINE).splitlines()[:2]
    return out


def memory(b, events):
    class Memory(b.trt.IGpuAllocator):
        def __init__(self):
            b.trt.IGpuAllocator.__init__(self)

        def allocate(self, size, alignment, flags):
            events.append(["allocate", alignment, int(flags)])
            return b.mem.alloc(size) if size else 0

        def reallocate(self, address, alignment, new_size):
            events.append(["reallocate"])
            return 0

        def deallocate(self, memory):
            events.append(["deallocate", bool(memory)])
            return True

        def free(self, memory):
            events.append(["free", bool(memory)])

    out = Memory()
    b.keep.append(out)
    return out


def probe_runtime_allocator(b):
    events, out = [], {}
    a = memory(b, events)
    out["set"] = b.attempt(setattr, b.runtime, "gpu_allocator", a)
    e = b.runtime.deserialize_cuda_engine(b.plan("digits"))
    out["deserialize"] = events[:]
    events.clear()
    c = e.create_execution_context()
    out["context"] = events[:]
    events.clear()
    b.feed(c, images=np.zeros((5, 1, 8, 8), F))
    b.bind(c, "logits")
    out["run"] = [b.run(c), events[:]]
    events.clear()
    del c
    out["context gone"] = events[:]
    events.clear()
    del e
    out["engine gone"] = events[:]
    return out


def probe_runtime_error_recorder(b):
    class Recorder(b.trt.IErrorRecorder):
        def __init__(self):
            b.trt.IErrorRecorder.__init__(self)
            self.errors = []

        def num_errors(self):
            return len(self.errors)

        get_num_errors = num_errors

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

    r, out = Recorder(), {}
    b.keep.append(r)
    names = lambda: [getattr(c, "name", str(c)) for c, _ in r.errors]  # noqa: E731
    b.runtime.error_recorder = r
    out["same"] = b.runtime.error_recorder is r
    b.runtime.deserialize_cuda_engine(b"junk" * 100)
    out["bad plan"] = names()
    r.errors.clear()
    e = b.engine("tiny")
    out["engine has it"] = e.error_recorder is r
    e.get_tensor_shape("nothing")
    out["unknown tensor"] = names()
    r.errors.clear()
    c = e.create_execution_context()
    b.keep.append(c)
    out["context has it"] = c.error_recorder is r
    c.set_input_shape("x", (3,))
    out["wrong shape"] = names()
    out["logged as well"] = len(b.log)
    return out


def probe_load_runtime(b):
    return [b.attempt(b.runtime.load_runtime, "/no/such/library.so"), b.attempt(b.runtime.load_runtime, __file__)]


def probe_plugin_registry(b):
    r = b.trt.get_plugin_registry()
    return {
        "same": b.trt.get_plugin_registry() is r,
        "creators": sorted(c.name for c in r.plugin_creator_list),
        "none": b.attempt(r.get_plugin_creator, "nothing", "1", ""),
        "parent search": b.attempt(getattr, r, "parent_search_enabled"),
        "load nothing": b.attempt(r.load_library, "/no/such/library.so"),
        "recorder": b.attempt(getattr, r, "error_recorder"),
    }


def probe_host_memory(b):
    m = b.engine("tiny").serialize()
    v = memoryview(m)
    return [m.dtype.name, m.nbytes == len(bytes(m)), v.ndim, v.itemsize, v.readonly, b.attempt(len, m)[0]]


def probe_formats(b):
    out = {}
    for plan in ("tiny", "dtypes", "digits", "reshape"):
        e = b.engine(plan)
        out[plan] = {
            n: [b.attempt(e.get_tensor_format_desc, n), b.attempt(e.get_tensor_format, n)[0]]
            for n in (e.get_tensor_name(i) for i in range(e.num_io_tensors))
        }
    return out


def probe_two_threads(b):
    e, done = b.engine("tiny"), []

    def work(n):
        c = e.create_execution_context()
        b.keep.append(c)
        c.set_tensor_address("x", b.mem.upload(np.full(16, n, F)))
        p, s = b.bind(c, "y"), b.mem.stream()
        ok = all(c.execute_async_v3(s) for _ in range(200))
        done.append([ok, n, p])

    threads = [threading.Thread(target=work, args=(n,)) for n in (0, 1)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    b.mem.sync()
    return sorted([ok, n, b.mem.download(p, 16, F).tolist()] for ok, n, p in done)


def probe_second_context_has_no_profile(b):
    """With the only free profile taken, a further context has profile -1 until it is given one."""
    e = b.engine("digits")
    contexts = [e.create_execution_context() for _ in range(3)]
    b.keep += contexts
    out = [b.attempt(getattr, c, "active_optimization_profile") for c in contexts]
    out.append(b.attempt(contexts[1].set_optimization_profile_async, 1, b.mem.stream()))
    b.mem.sync()
    return out + [b.attempt(getattr, c, "active_optimization_profile") for c in contexts]


def probe_graph_capture(b):
    """Only on a GPU: what a stream capture around execute_async_v3 gives."""
    if not hasattr(b.mem, "lib"):
        return "no GPU"
    lib, out = b.mem.lib, {}
    for plan, feeds, outputs in (
        ("tiny", {"x": np.arange(16, dtype=F)}, ("y",)),
        ("digits", {"images": np.zeros((1, 1, 8, 8), F)}, ("logits",)),
        ("branches", {"x": np.zeros((32, 128), F)}, ("y",)),
        ("nonzero", {"x": np.ones(16, F)}, ("indices",)),
    ):
        c = b.context(plan)
        b.feed(c, **feeds)
        for name in outputs:
            b.bind(c, name)
        s = b.mem.stream()
        first = c.execute_async_v3(s)
        b.mem.sync()
        begun = lib.cudaStreamBeginCapture(ctypes.c_void_p(s), 2)
        inside = b.attempt(c.execute_async_v3, s)
        graph = ctypes.c_void_p()
        ended = lib.cudaStreamEndCapture(ctypes.c_void_p(s), ctypes.byref(graph))
        nodes = ctypes.c_size_t()
        if graph.value:
            lib.cudaGraphGetNodes(graph, None, ctypes.byref(nodes))
        lib.cudaGetLastError()
        out[plan] = [first, begun, inside, ended, nodes.value > 0]
    return out


def probe_inspector_text(b):
    """The whole text, as a sample of its form."""
    i, kind = b.engine("tiny").create_engine_inspector(), b.trt.LayerInformationFormat
    return {
        "json": i.get_engine_information(kind.JSON),
        "one line": i.get_engine_information(kind.ONELINE),
        "layer": i.get_layer_information(0, kind.JSON),
    }
