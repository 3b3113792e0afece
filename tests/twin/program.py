"""A program that uses every member of the engine and the context, through NVIDIA's binding or trt_cffi.

Written as probes (`tests.behaviour.probe`): each in a process of its own, and each returns what it was answered, step
by step, with the callbacks in between.
"""

import numpy as np

F = np.float32
DATA = np.array([0, 3, 0, 0, 5, 6, 0, 7, 0, 0, 1, 0, 2, 0, 0, 9], F)
IMAGES = np.linspace(0, 1, 5 * 64, dtype=F).reshape(5, 1, 8, 8)
CHAIN = np.linspace(-1, 1, 4 * 32, dtype=F).reshape(4, 32)

FEEDS = {
    "tiny": {"x": np.arange(16, dtype=F)},
    "dtypes": {"f": np.linspace(-3.75, 4, 32, dtype=F).reshape(4, 8)},
    "branches": {"x": np.linspace(-1, 1, 32 * 128, dtype=F).reshape(32, 128)},
    "nonzero": {"x": DATA},
    "reshape": {"data": np.arange(24, dtype=F), "shape": np.array([4, 6])},
    "digits": {"images": IMAGES},
    "refit": {"x": CHAIN},
    "debug": {"x": CHAIN},
    "streaming": {"x": np.linspace(-1, 1, 4 * 256, dtype=F).reshape(4, 256)},
    "wide": {"f": np.linspace(-3.75, 4, 32, dtype=F).reshape(4, 8)},
}


class Steps:
    """What was asked and answered, and the callbacks in between, in order."""

    def __init__(self, bench):
        self.bench, self.told = bench, []

    def ask(self, thing, member, *args, **kwargs):
        """Calls a method or reads a property, whichever the member is."""

        def call():
            value = getattr(thing, member)
            return value(*args, **kwargs) if callable(value) or args or kwargs else value

        answer = self.bench.attempt(call)
        self.told.append([member, *answer])
        return answer[0]

    def put(self, thing, member, value):
        """Sets a property and reads it back."""
        self.told.append([f"{member} =", *self.bench.attempt(setattr, thing, member, value)])
        self.ask(thing, member)

    def write(self, thing, member, value):
        """Sets a property that cannot be read."""
        self.told.append([f"{member} =", *self.bench.attempt(setattr, thing, member, value)])

    def called(self, *what):
        self.told.append(["callback", *what])

    def say(self, *what):
        self.told.append([*what])


def major(b):
    """Of TensorRT. TensorRT for RTX is as 11."""
    return 11 if is_rtx(b) else int(b.trt.__version__.partition(".")[0])


def is_rtx(b):
    """Whether it is TensorRT for RTX."""
    return b.trt.__version__.startswith("1.")


def edition(b):
    """What files of a version have in their names."""
    return "rtx" if is_rtx(b) else major(b)


def plans(b):
    return [name for name in FEEDS if (b.plans / f"{name}{b.suffix}").exists()]


def names(engine):
    return [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]


def is_input(b, engine, name):
    return engine.get_tensor_mode(name) == b.trt.TensorIOMode.INPUT


def numpy_type(b, engine, name):
    dtype = engine.get_tensor_dtype(name)
    return np.uint16 if dtype == getattr(b.trt, "bfloat16", None) else b.trt.nptype(dtype)


def address(value):
    return "an address" if value else value


def feed(b, context, plan, record=None):
    """Gives a context its inputs; shape tensors stay on the host, which with host memory is no difference."""
    engine = context.engine
    for name, value in FEEDS[plan].items():
        array = np.ascontiguousarray(value, numpy_type(b, engine, name))
        if not engine.is_shape_inference_io(name):
            answer = b.attempt(context.set_input_shape, name, array.shape)
            if record:
                record.say("set_input_shape", name, *answer)
        answer = b.attempt(context.set_tensor_address, name, b.mem.upload(array))
        if record:
            record.say("set_tensor_address", name, *answer)


def output_allocator(b, steps):
    class Allocator(b.trt.IOutputAllocator):
        def __init__(self):
            b.trt.IOutputAllocator.__init__(self)
            self.pointers, self.shapes = {}, {}

        def reallocate_output(self, name, memory, size, alignment):
            steps.called("reallocate_output", name, address(memory), size, alignment)
            self.pointers[name] = b.mem.alloc(size)
            return self.pointers[name]

        def reallocate_output_async(self, name, memory, size, alignment, stream):
            steps.called("reallocate_output_async", name, address(memory), size, alignment, stream)
            self.pointers[name] = b.mem.alloc(size)
            return self.pointers[name]

        def notify_shape(self, name, shape):
            steps.called("notify_shape", name, [int(v) for v in shape])
            self.shapes[name] = tuple(shape)

    out = Allocator()
    b.keep.append(out)
    return out


def memory_allocator(b, steps):
    class Memory(b.trt.IGpuAllocator):
        def __init__(self):
            b.trt.IGpuAllocator.__init__(self)

        def allocate(self, size, alignment, flags):
            steps.called("allocate", size, alignment, int(flags))
            return b.mem.alloc(size)

        def reallocate(self, memory, alignment, new_size):
            steps.called("reallocate", address(memory), alignment, new_size)
            return 0

        def deallocate(self, memory):
            steps.called("deallocate", address(memory))
            return True

    out = Memory()
    b.keep.append(out)
    return out


def async_memory_allocator(b, steps):
    class Memory(b.trt.IGpuAsyncAllocator):
        def __init__(self):
            b.trt.IGpuAsyncAllocator.__init__(self)

        def allocate_async(self, size, alignment, *flags_and_stream):
            steps.called("allocate_async", size, alignment, *map(int, flags_and_stream))
            return b.mem.alloc(size)

        def deallocate_async(self, memory, stream):
            steps.called("deallocate_async", address(memory), stream)
            return True

    out = Memory()
    b.keep.append(out)
    return out


def profiler(b, steps):
    class Profiler(b.trt.IProfiler):
        def __init__(self):
            b.trt.IProfiler.__init__(self)

        def report_layer_time(self, layer_name, ms):
            steps.called("report_layer_time", layer_name, ms >= 0)

    out = Profiler()
    b.keep.append(out)
    return out


def error_recorder(b, steps):
    class Recorder(b.trt.IErrorRecorder):
        def __init__(self):
            b.trt.IErrorRecorder.__init__(self)
            self.errors = []

        def get_num_errors(self):
            return len(self.errors)

        num_errors = get_num_errors

        def get_error_code(self, index):
            return self.errors[index][0]

        def get_error_desc(self, index):
            return self.errors[index][1]

        def has_overflowed(self):
            return False

        def clear(self):
            steps.called("clear")
            self.errors.clear()

        def report_error(self, code, description):
            steps.called("report_error", getattr(code, "name", str(code)), description)
            self.errors.append((code, description))
            return False

    out = Recorder()
    b.keep.append(out)
    return out


def probe_engine_tensors_in_full(b):
    steps = Steps(b)
    for plan in plans(b):
        e = b.engine(plan)
        steps.say(plan)
        for name in (*names(e), "nothing"):
            for member in (
                "get_tensor_mode",
                "get_tensor_dtype",
                "get_tensor_shape",
                "get_tensor_location",
                "is_shape_inference_io",
                "get_tensor_bytes_per_component",
                "get_tensor_components_per_element",
                "get_tensor_format",
                "get_tensor_format_desc",
                "get_tensor_vectorized_dim",
            ):
                steps.ask(e, member, name)
            for profile in (0, 1, -1):
                steps.ask(e, "get_tensor_profile_shape", name, profile)
    return steps.told


def probe_engine_tensors_of_a_profile(b):
    if major(b) == 8:
        return "not in 8.6.0"
    steps = Steps(b)
    for plan in ("digits", "reshape", "dtypes"):
        e = b.engine(plan)
        for name in (*names(e), "nothing"):
            for profile in (0, 1, -1, 99):
                for member in (
                    "get_tensor_bytes_per_component",
                    "get_tensor_components_per_element",
                    "get_tensor_format",
                    "get_tensor_format_desc",
                    "get_tensor_vectorized_dim",
                ):
                    steps.ask(e, member, name, profile)
    return steps.told


def probe_engine_properties_in_full(b):
    steps = Steps(b)
    for plan in plans(b):
        e = b.engine(plan)
        steps.say(plan)
        for member in (
            "name",
            "num_io_tensors",
            "num_layers",
            "num_optimization_profiles",
            "num_aux_streams",
            "refittable",
            "engine_capability",
            "profiling_verbosity",
            "hardware_compatibility_level",
            "tactic_sources",
            "error_recorder",
        ):
            steps.ask(e, member)
        if major(b) == 8:
            for member in ("has_implicit_batch_dimension", "max_batch_size", "num_bindings", "device_memory_size"):
                steps.ask(e, member)
            steps.ask(e, "__len__")
        steps.say("items", b.attempt(lambda e=e: [e[0], e[-1]]), b.attempt(lambda e=e: e[99]), b.attempt(list, e))
    return steps.told


def probe_engine_bindings(b):
    steps = Steps(b)
    if major(b) != 8:
        return "only in 8"
    for plan in plans(b):
        e = b.engine(plan)
        steps.say(plan)
        for name in (*names(e), "nothing"):
            steps.ask(e, "get_binding_index", name)
            steps.ask(e, "__getitem__", name)
        for index in (*range(e.num_bindings), -1, 99):
            for member in (
                "get_binding_name",
                "binding_is_input",
                "get_binding_shape",
                "get_binding_dtype",
                "get_location",
                "get_binding_format",
                "get_binding_format_desc",
                "get_binding_bytes_per_component",
                "get_binding_components_per_element",
                "get_binding_vectorized_dim",
                "is_shape_binding",
                "is_execution_binding",
            ):
                steps.ask(e, member, index)
        for profile in range(e.num_optimization_profiles):
            for index in range(e.num_bindings):
                steps.ask(e, "get_profile_shape", profile, index)
                if e.is_shape_binding(index):
                    steps.ask(e, "get_profile_shape_input", profile, index)
    return steps.told


def probe_every_plan_by_output_allocators(b):
    steps = Steps(b)
    for plan in plans(b):
        c = b.context(plan)
        e, allocator = c.engine, output_allocator(b, steps)
        steps.say(plan)
        feed(b, c, plan, steps)
        outputs = [n for n in names(e) if not is_input(b, e, n)]
        for name in outputs:
            steps.ask(c, "set_output_allocator", name, allocator)
            steps.say("same", c.get_output_allocator(name) is allocator)
        steps.ask(c, "infer_shapes")
        steps.ask(c, "execute_async_v3", b.mem.stream())
        for name in outputs:
            steps.ask(c, "get_tensor_shape", name)
            shape, dtype = allocator.shapes.get(name), numpy_type(b, e, name)
            steps.say(
                name, None if shape is None else b.mem.download(allocator.pointers[name], shape, dtype).ravel()[:64]
            )
    return steps.told


def probe_every_plan_by_addresses(b):
    steps = Steps(b)
    for plan in plans(b):
        c = b.context(plan)
        steps.say(plan)
        for name in names(c.engine):
            steps.ask(c, "get_tensor_shape", name)
            steps.ask(c, "get_tensor_strides", name)
            steps.ask(c, "get_max_output_size", name)
            steps.ask(c, "get_tensor_address", name)
        feed(b, c, plan)
        pointers = {n: b.bind(c, n) for n in names(c.engine) if not is_input(b, c.engine, n)}
        for name in names(c.engine):
            steps.ask(c, "get_tensor_shape", name)
            steps.ask(c, "get_tensor_strides", name)
            steps.ask(c, "get_max_output_size", name)
            steps.say("address", address(c.get_tensor_address(name)))
        steps.ask(c, "execute_async_v3", stream_handle=b.mem.stream())
        for name, pointer in pointers.items():
            steps.say(name, b.mem.download(pointer, 16, numpy_type(b, c.engine, name)))
    return steps.told


def probe_every_plan_by_execute_v2(b):
    steps = Steps(b)
    for plan in plans(b):
        c = b.context(plan)
        e = c.engine
        steps.say(plan)
        bindings = []
        for name in names(e):
            if name in FEEDS[plan]:
                array = np.ascontiguousarray(FEEDS[plan][name], numpy_type(b, e, name))
                pointer = b.mem.upload(array)
                if e.is_shape_inference_io(name):
                    if major(b) == 8:
                        steps.ask(c, "set_shape_input", e.get_binding_index(name), array.tolist())
                    else:
                        c.set_tensor_address(name, pointer)
                else:
                    steps.ask(c, "set_input_shape", name, array.shape)
            else:
                pointer = b.mem.alloc(1 << 16)
            bindings.append(pointer)
        bindings += [0] * (len(bindings) * (e.num_optimization_profiles - 1))  # 8 wants all profiles'
        steps.ask(c, "execute_v2", bindings)
        for name, pointer in zip(names(e), bindings, strict=False):
            if not is_input(b, e, name):
                steps.say(name, b.mem.download(pointer, 16, numpy_type(b, e, name)))
    return steps.told


def probe_index_api(b):
    if major(b) != 8:
        return "only in 8"
    steps = Steps(b)
    c, s = b.context("digits"), b.mem.stream()
    p, q = b.mem.upload(IMAGES), b.mem.alloc(4096)
    for index in (*range(4), -1, 9):
        steps.ask(c, "get_binding_shape", index)
    steps.ask(c, "set_binding_shape", 0, (5, 1, 8, 8))
    for index in range(4):
        steps.ask(c, "get_binding_shape", index)
        steps.ask(c, "get_strides", index)
    for member in ("all_binding_shapes_specified", "all_shape_inputs_specified"):
        steps.ask(c, member)
    steps.ask(c, "execute_v2", bindings=[p, q, 0, 0])
    steps.ask(c, "execute_async_v2", [p, q, 0, 0], s)
    steps.ask(c, "execute_async_v2", bindings=[p, q, 0, 0], stream_handle=s, input_consumed=None)
    steps.ask(c, "execute", 1, [p, q, 0, 0])
    steps.ask(c, "execute_async", 1, [p, q, 0, 0], s)
    steps.say(b.mem.download(q, 10, F))
    r = b.context("reshape")
    i = r.engine.get_binding_index("shape")
    steps.ask(r, "get_shape", i)
    steps.ask(r, "set_shape_input", i, [4, 6])
    steps.ask(r, "get_shape", i)
    steps.ask(r, "get_shape", 0)
    return steps.told


def probe_batches_on_a_stream(b):
    if major(b) != 8:
        return "only in 8"
    steps = Steps(b)
    c = b.context("implicit")
    p, q = b.mem.upload(np.arange(96, dtype=F)), b.mem.alloc(8 * 48)
    for batch in (1, 8, 0, 9, -1):
        steps.ask(c, "execute_async", batch, [p, q], b.mem.stream())
    return steps.told


def probe_context_properties(b):
    steps = Steps(b)
    c = b.context("digits")
    steps.say("engine", c.engine is b.keep[0])
    for value in (True, False):
        steps.put(c, "debug_sync", value)
        steps.put(c, "enqueue_emits_profile", value)
    for value in ("a name", "", "naïve 名"):
        steps.put(c, "name", value)
    for value in (b.trt.ProfilingVerbosity.NONE, b.trt.ProfilingVerbosity.DETAILED):
        steps.put(c, "nvtx_verbosity", value)
    for value in (0, 1 << 20, 1 << 40):
        steps.put(c, "persistent_cache_limit", value)
    steps.ask(c, "all_binding_shapes_specified")
    if major(b) == 8:
        steps.ask(c, "all_shape_inputs_specified")
    steps.ask(c, "active_optimization_profile")
    steps.ask(c, "set_optimization_profile_async", 1, b.mem.stream())
    steps.ask(c, "active_optimization_profile")
    steps.ask(c, "set_input_shape", "images", (1, 1, 8, 8))
    steps.ask(c, "get_tensor_shape", "logits")
    steps.ask(c, "all_binding_shapes_specified")
    for member, thing in (
        ("profiler", profiler(b, steps)),
        ("error_recorder", error_recorder(b, steps)),
        ("temporary_allocator", memory_allocator(b, steps)),
    ):
        steps.ask(c, member)
        setattr(c, member, thing)
        steps.say(member, getattr(c, member) is thing)
    for member in ("error_recorder", "temporary_allocator"):
        steps.put(c, member, None)
    return steps.told


def probe_streams_and_events(b):
    steps = Steps(b)
    c, s = b.context("branches"), [b.mem.stream() for _ in range(5)]
    feed(b, c, "branches")
    b.bind(c, "y")
    event = b.mem.event()
    steps.ask(c, "get_input_consumed_event")
    steps.ask(c, "set_input_consumed_event", event)
    steps.say("same", c.get_input_consumed_event() == event)
    for streams in (s[:3], s[:1], s, [], [s[0], s[0]]):
        steps.ask(c, "set_aux_streams", streams)
        steps.ask(c, "execute_async_v3", s[4])
    steps.ask(c, "set_input_consumed_event", 0)
    steps.ask(c, "get_input_consumed_event")
    return steps.told


def probe_callbacks_in_order(b):
    steps = Steps(b)
    c = b.context("nonzero")
    c.profiler = profiler(b, steps)
    c.temporary_allocator = memory_allocator(b, steps)
    c.error_recorder = error_recorder(b, steps)
    allocator = output_allocator(b, steps)
    c.set_output_allocator("indices", allocator)
    steps.ask(c, "execute_async_v3", 0)
    feed(b, c, "nonzero", steps)
    for _ in range(2):
        steps.ask(c, "execute_async_v3", 0)
    c.enqueue_emits_profile = False
    steps.ask(c, "execute_async_v3", 0)
    steps.ask(c, "report_to_profiler")
    steps.ask(c, "report_to_profiler")
    steps.ask(c, "set_tensor_address", "nothing", 512)
    steps.ask(c, "set_input_shape", "x", (9999,))
    return steps.told


def probe_output_allocator_without_async(b):
    """From 10 the library asks by `reallocate_output_async`, which falls back to `reallocate_output`."""
    steps = Steps(b)

    class Plain(b.trt.IOutputAllocator):
        def __init__(self):
            b.trt.IOutputAllocator.__init__(self)

        def reallocate_output(self, name, memory, size, alignment):
            steps.called("reallocate_output", name, address(memory), size, alignment)
            self.pointer = b.mem.alloc(size)
            return self.pointer

        def notify_shape(self, name, shape):
            steps.called("notify_shape", name, [int(v) for v in shape])

    c, allocator = b.context("nonzero"), Plain()
    b.keep.append(allocator)
    feed(b, c, "nonzero")
    steps.ask(c, "set_output_allocator", "indices", allocator)
    steps.ask(c, "execute_async_v3", 0)
    steps.say(b.mem.download(allocator.pointer, 7, numpy_type(b, c.engine, "indices")))
    return steps.told


def probe_runtime_members(b):
    steps = Steps(b)
    r = b.runtime
    for member, values in {
        "max_threads": (4, 1, 0, -1),
        "temporary_directory": ("/tmp", None),
        "tempfile_control_flags": (0, 1, 2, 3),
        "engine_host_code_allowed": (True, False),
        "DLA_core": (0, -1),
    }.items():
        steps.ask(r, member)
        for value in values:
            steps.put(r, member, value)
    steps.ask(r, "num_DLA_cores")
    steps.say("logger", r.logger is b.logger)
    steps.say("registry", b.attempt(r.get_plugin_registry)[1])
    steps.ask(r, "load_runtime", "/no/such/library.so")
    recorder = error_recorder(b, steps)
    r.error_recorder = recorder
    steps.say("recorder", r.error_recorder is recorder)
    steps.write(r, "gpu_allocator", memory_allocator(b, steps))
    e = b.engine("digits")
    steps.say("engine's recorder", e.error_recorder is recorder)
    c = b.context("digits")
    steps.say("context's recorder", c.error_recorder is recorder)
    feed(b, c, "digits")
    b.bind(c, "logits")
    steps.ask(c, "execute_async_v3", 0)
    steps.ask(r, "deserialize_cuda_engine", b"junk" * 100)
    steps.ask(e, "get_tensor_shape", "nothing")
    steps.put(e, "error_recorder", None)
    steps.ask(e, "get_tensor_shape", "nothing")
    steps.put(r, "error_recorder", None)
    return steps.told


def probe_serialization(b):
    steps = Steps(b)
    e, plan = b.engine("tiny"), b.plan("tiny")
    memory = e.serialize()
    steps.ask(memory, "nbytes")
    steps.ask(memory, "dtype")
    view = memoryview(memory)
    steps.say(bytes(memory) == plan, view.ndim, view.itemsize, view.nbytes)
    steps.say(b.attempt(b.runtime.deserialize_cuda_engine, memory))
    return steps.told


def probe_serialization_config(b):
    if major(b) == 8:
        return "only from 10"
    steps = Steps(b)
    e, flags = b.engine("tiny"), b.trt.SerializationFlag
    config = e.create_serialization_config()
    steps.ask(config, "flags")
    for flag in (flags.EXCLUDE_WEIGHTS, flags.EXCLUDE_LEAN_RUNTIME):
        steps.ask(config, "set_flag", flag)
        steps.ask(config, "get_flag", flag)
        steps.ask(config, "flags")
    steps.ask(config, "clear_flag", flags.EXCLUDE_WEIGHTS)
    steps.put(config, "flags", 1 << int(flags.EXCLUDE_LEAN_RUNTIME))
    steps.put(config, "flags", 0)
    again = e.serialize_with_config(config)
    steps.say(again.nbytes, bytes(again) == b.plan("tiny"))
    return steps.told


def probe_device_memory(b):
    steps = Steps(b)
    e = b.engine("digits")
    if major(b) <= 10:
        steps.ask(e, "device_memory_size")
    if major(b) >= 10:
        steps.ask(e, "device_memory_size_v2")
    for profile in (0, 1, 2, -1):
        if major(b) == 10:
            steps.ask(e, "get_device_memory_size_for_profile", profile)
        if major(b) >= 10:
            steps.ask(e, "get_device_memory_size_for_profile_v2", profile)
    makers = []
    if major(b) <= 10:
        makers.append(e.create_execution_context_without_device_memory)
    if major(b) > 8:
        kinds = b.trt.ExecutionContextAllocationStrategy
        makers += [
            lambda k=k: e.create_execution_context(k)
            for k in (kinds.STATIC, kinds.ON_PROFILE_CHANGE, kinds.USER_MANAGED)
        ]
    for make in makers:
        c = make()
        b.keep.append(c)
        feed(b, c, "digits")
        b.bind(c, "logits")
        steps.ask(c, "execute_async_v3", 0)
        if major(b) >= 10:
            steps.ask(c, "update_device_memory_size_for_shapes")
        memory = b.mem.alloc(1 << 20)
        if major(b) >= 10:
            steps.ask(c, "set_device_memory", memory, 1 << 20)
        steps.write(c, "device_memory", memory)
        steps.ask(c, "execute_async_v3", 0)
    return steps.told


def probe_runtime_config(b):
    if major(b) == 8:
        return "only from 10.11"
    e = b.engine("digits")
    steps = Steps(b)
    config, kinds = e.create_runtime_config(), b.trt.ExecutionContextAllocationStrategy
    steps.ask(config, "get_execution_context_allocation_strategy")
    for kind in (kinds.USER_MANAGED, kinds.ON_PROFILE_CHANGE, kinds.STATIC):
        steps.ask(config, "set_execution_context_allocation_strategy", kind)
        steps.ask(config, "get_execution_context_allocation_strategy")
        c = e.create_execution_context(runtime_config=config)
        b.keep.append(c)
        steps.ask(c.get_runtime_config(), "get_execution_context_allocation_strategy")
    return steps.told


def probe_profile_values(b):
    if major(b) == 8:
        return "only from 10"
    e = b.engine("reshape")
    steps = Steps(b)
    for profile in (0, 1, -1):
        for name in ("shape", "data", "reshaped", "nothing"):
            steps.ask(e, "get_tensor_profile_values", profile, name)
    return steps.told


def probe_engine_statistics(b):
    if major(b) == 8:
        return "only from 10.14"
    steps = Steps(b)
    e = b.engine("digits")
    for kind in ("TOTAL_WEIGHTS_SIZE", "STRIPPED_WEIGHTS_SIZE"):
        steps.ask(e, "get_engine_stat", getattr(b.trt.EngineStat, kind))
    for name in ("images", "logits", "nothing"):
        steps.ask(e, "get_aliased_input_tensor", name)
    return steps.told


def probe_weight_streaming(b):
    if major(b) == 8:
        return "only from 10"
    steps = Steps(b)
    c = b.context("streaming")
    e = c.engine
    steps.ask(e, "streamable_weights_size")
    steps.ask(e, "weight_streaming_budget_v2")
    steps.ask(e, "weight_streaming_scratch_memory_size")
    steps.ask(e, "get_weight_streaming_automatic_budget")
    if major(b) == 10:
        steps.ask(e, "minimum_weight_streaming_budget")
        steps.ask(e, "weight_streaming_budget")
    for budget in (1 << 18, 0, -1, 1 << 30):
        steps.put(e, "weight_streaming_budget_v2", budget)
        if major(b) == 10:
            steps.put(e, "weight_streaming_budget", budget)
    del c
    b.keep.clear()  # a budget is taken only while no context lives
    e = b.engine("streaming")
    steps.put(e, "weight_streaming_budget_v2", 1 << 18)
    c = e.create_execution_context()
    feed(b, c, "streaming")
    y = b.bind(c, "y")
    steps.ask(c, "execute_async_v3", 0)
    steps.say(b.mem.download(y, 16, F))
    return steps.told


def probe_debug_tensors(b):
    if major(b) == 8:
        return "only from 10"
    steps = Steps(b)

    class Listener(b.trt.IDebugListener):
        def __init__(self):
            b.trt.IDebugListener.__init__(self)

        def process_debug_tensor(self, addr, location, type, shape, name, stream):
            value = b.mem.download(int(addr), tuple(shape), F) if isinstance(addr, int) else None
            values = None if value is None else value.ravel()[:8].tolist()
            steps.called(
                "process_debug_tensor", location.name, type.name, [int(v) for v in shape], name, stream, values
            )
            return True

    c, listener = b.context("debug"), Listener()
    b.keep.append(listener)
    feed(b, c, "debug")
    y = b.bind(c, "y")
    for name in ("h0", "h1", "y", "nothing"):
        steps.ask(c.engine, "is_debug_tensor", name)
        steps.ask(c, "get_debug_state", name)
    steps.ask(c, "get_debug_listener")
    steps.ask(c, "execute_async_v3", 256)
    steps.ask(c, "set_debug_listener", listener)
    steps.say("same", c.get_debug_listener() is listener)
    steps.ask(c, "execute_async_v3", 256)
    for name, state in (("h1", True), ("y", True), ("nothing", True)):
        steps.ask(c, "set_tensor_debug_state", name, state)
        steps.ask(c, "get_debug_state", name)
    steps.ask(c, "execute_async_v3", 256)
    steps.ask(c, "set_all_tensors_debug_state", True)
    steps.ask(c, "execute_async_v3", 256)
    steps.ask(c, "set_all_tensors_debug_state", False)
    steps.ask(c, "execute_async_v3", 256)
    steps.put(c, "unfused_tensors_debug_state", True)
    steps.put(c, "unfused_tensors_debug_state", False)
    steps.say(b.mem.download(y, 16, F))
    return steps.told


def probe_communicator(b):
    if major(b) == 8:
        return "only from 10.16"
    return b.attempt(b.context("tiny").set_communicator, None)


def probe_inspector_is_made(b):
    return b.attempt(b.engine("tiny").create_engine_inspector)


def probe_async_memory_allocator(b):
    if major(b) == 8:
        return "only from 10"
    steps = Steps(b)
    c = b.context("nonzero")
    memory = async_memory_allocator(b, steps)
    c.temporary_allocator = memory
    steps.say("same", c.temporary_allocator is memory)
    feed(b, c, "nonzero")
    b.bind(c, "indices")
    steps.ask(c, "execute_async_v3", 256)
    return steps.told


def probe_engine_bindings_by_name(b):
    if major(b) != 8:
        return "only in 8"
    steps = Steps(b)
    for plan in ("digits", "reshape"):
        e = b.engine(plan)
        for member in ("binding_is_input", "get_binding_shape", "get_binding_dtype", "get_location"):
            for name in (*names(e), f"{names(e)[0]} [profile 1]", "nothing", ""):
                steps.ask(e, member, name)
                steps.ask(e, member, name=name)
            steps.ask(e, member, index=1)
    return steps.told


def probe_interfaces(b):
    steps = Steps(b)
    if major(b) == 8:
        steps.ask(output_allocator(b, steps), "tensorrt_version")
        return steps.told
    for thing in (memory_allocator(b, steps), async_memory_allocator(b, steps)):
        steps.ask(thing, "api_language")
        steps.say([getattr(thing.interface_info, field) for field in ("kind", "major", "minor")])
    steps.ask(b.trt, "IVersionedInterface")
    steps.ask(b.trt, "InterfaceInfo")
    return steps.told


def probe_memory_of_dla(b):
    if major(b) < 11:
        return "only from 11.3"
    steps = Steps(b)
    strategies = b.trt.DLAWorkspaceAllocationStrategy
    steps.ask(b.runtime, "dla_workspace_allocation_strategy")
    for strategy in (strategies.SHARED_STATIC, strategies.DEFAULT, strategies(7), 1):
        steps.put(b.runtime, "dla_workspace_allocation_strategy", strategy)
    return steps.told


def probe_finalizer_of_serialized_bytes(b):
    memory = b.engine("tiny").serialize()
    memory.__del__()
    return memory.nbytes, bytes(memory) == b.plan("tiny")


def stream_readers(b, steps):
    """For each kind of reader of the version its name in `deserialize_cuda_engine`, and what makes one of answers."""

    class Reader(b.trt.IStreamReader if major(b) == 10 else object):
        def __init__(self, plan, answer):
            super().__init__()
            self.plan, self.place, self.answer = plan, 0, answer

        def read(self, size):
            steps.called("read", size)
            piece = self.answer(self.plan[self.place : self.place + size])
            self.place += len(piece)
            return piece

    class ReaderV2(b.trt.IStreamReaderV2):
        def __init__(self, plan, answer):
            b.trt.IStreamReaderV2.__init__(self)
            self.plan, self.place, self.answer = plan, 0, answer

        def read(self, num_bytes, stream):
            steps.called("read", num_bytes, address(stream))
            piece = self.answer(self.plan[self.place : self.place + num_bytes])
            self.place += len(piece)
            return piece

        def seek(self, offset, where):
            steps.called("seek", offset, where.name)
            self.place = offset
            return True

    return {"stream_reader": Reader, "stream_reader_v2": ReaderV2} if major(b) == 10 else {"stream_reader_v2": ReaderV2}


def probe_stream_readers(b):
    if major(b) == 8:
        return "only from 10"
    steps = Steps(b)
    for name, kind in stream_readers(b, steps).items():
        for answer in (lambda piece: piece, lambda piece: bytearray(piece[:300]), lambda piece: b""):
            for plan in (b.plan("tiny"), b"junk" * 50):
                reader = kind(plan, answer)
                b.keep.append(reader)
                steps.ask(b.runtime, "deserialize_cuda_engine", reader)
                reader.place = 0
                steps.ask(b.runtime, "deserialize_cuda_engine", **{name: reader})
    return steps.told


def probe_stream_reader_answers(b):
    if major(b) == 8:
        return "only from 10"
    out = {}
    answers = {
        "too long": lambda piece: piece + b"!",
        "exception": lambda piece: 1 // 0,
        "text": lambda piece: "",
        "tuple": lambda piece: (),
    }
    for name, kind in stream_readers(b, Steps(b)).items():
        for label, answer in answers.items():
            reader = kind(b.plan("tiny"), answer)
            b.keep.append(reader)
            out[f"{name} {label}"] = b.attempt(b.runtime.deserialize_cuda_engine, reader)
    return out


def probe_stream_writer(b):
    """Nothing of a runtime calls it: only that it is there, and can be made."""
    if major(b) == 8:
        return "only from 10.13"

    class Writer(b.trt.IStreamWriter):
        def __init__(self):
            b.trt.IStreamWriter.__init__(self)

        def write(self, data):
            return len(data)

    return isinstance(Writer(), b.trt.IStreamWriter)


CONSTANT = np.linspace(-0.3, 0.3, 1024, dtype=F).reshape(32, 32)


def told(weights):
    """What Weights say of themselves."""
    return [weights.dtype.name, weights.size, weights.nbytes]


def probe_refitter(b):
    if major(b) == 8:
        return "NVIDIA's lean 8.6 has no refitter; its full one is in tests/behaviour"
    steps, trt = Steps(b), b.trt
    c = b.context("refit")
    r = trt.Refitter(c.engine, b.logger)
    b.keep.append(r)
    zeros, eye = np.zeros((32, 32), F), np.eye(32, dtype=F)
    for member in ("get_all_weights", "get_missing_weights", "get_all", "get_missing"):
        steps.ask(r, member)
    for name in ("w0", "nothing"):
        steps.say(name, b.attempt(lambda name=name: told(r.get_weights_prototype(name))[:2]))
        steps.ask(r, "set_named_weights", name, trt.Weights(zeros))
        steps.say(name, b.attempt(lambda name=name: told(r.get_named_weights(name))))
        steps.ask(r, "get_weights_location", name)
        steps.ask(r, "unset_named_weights", weights_name=name)
        steps.ask(r, "unset_named_weights", name)
    for wrong in (np.zeros(3, F), np.zeros((32, 32), np.float16), np.zeros(1024, np.int32)):
        steps.ask(r, "set_named_weights", "w1", trt.Weights(wrong))
    steps.ask(r, "set_named_weights", name="w1", weights=trt.Weights(eye), location=trt.TensorLocation.HOST)
    there = trt.Weights(trt.DataType.FLOAT, eye.ctypes.data, eye.size)
    steps.ask(r, "set_named_weights", "w1", there, trt.TensorLocation.DEVICE)
    steps.ask(r, "get_weights_location", "w1")
    for role in (trt.WeightsRole.CONSTANT, trt.WeightsRole.KERNEL, trt.WeightsRole.ANY):
        steps.ask(r, "set_weights", "w0", role, trt.Weights(CONSTANT))
    for value in (False, True):
        steps.put(r, "weights_validation", value)
    for value in (4, 0, -5):
        steps.put(r, "max_threads", value)
    steps.say("logger", r.logger is b.logger)
    steps.ask(r, "error_recorder")
    recorder = error_recorder(b, steps)
    r.error_recorder = recorder
    steps.say("recorder", r.error_recorder is recorder)
    steps.ask(r, "set_named_weights", "nothing", trt.Weights(zeros))
    steps.put(r, "error_recorder", None)
    feed(b, c, "refit")
    y = b.bind(c, "y")
    for member, arguments in (("refit_cuda_engine", ()), ("refit_cuda_engine_async", (256,))):
        steps.ask(r, member, *arguments)
        steps.ask(c, "execute_async_v3", 0)
        steps.say(b.mem.download(y, 16, F))
        steps.ask(r, "set_named_weights", "w1", trt.Weights(CONSTANT))
    if major(b) == 11:
        steps.ask(r, "release_refit_resources")
    else:
        steps.ask(r, "get_tensors_with_dynamic_range")
        steps.ask(r, "get_dynamic_range", "x")
        for limits in ((-1, 1), (1,)):
            steps.ask(r, "set_dynamic_range", "x", limits)
    r.__del__()
    return steps.told


def probe_refitter_of_a_plan_without_weights(b):
    if major(b) == 8:
        return "only from 10"
    steps, trt = Steps(b), b.trt
    e = b.engine("refit")
    config = e.create_serialization_config()
    config.set_flag(trt.SerializationFlag.EXCLUDE_WEIGHTS)
    bare = b.runtime.deserialize_cuda_engine(e.serialize_with_config(config))
    r = trt.Refitter(bare, b.logger)
    b.keep += [bare, r]
    for name in ("w0", "w1"):
        steps.ask(r, "get_missing")
        steps.ask(r, "get_missing_weights")
        steps.ask(r, "refit_cuda_engine")
        steps.ask(r, "set_named_weights", name, trt.Weights(CONSTANT))
    steps.ask(r, "refit_cuda_engine")
    return steps.told


def probe_weights(b):
    steps, trt = Steps(b), b.trt
    for type_ in (trt.DataType.FLOAT, trt.DataType.HALF, trt.DataType.INT8):
        empty = trt.Weights(type_)
        steps.say(type_.name, told(empty), len(empty), empty.numpy().dtype.name)
    steps.say("default", told(trt.Weights()))
    for dtype in ("f4", "f2", "i4", "i1", "?", "u1", "f8", "u2", "i8"):
        values = np.arange(6).reshape(2, 3).astype(dtype)
        made = b.attempt(trt.Weights, values)
        steps.say(dtype, [made[0] if isinstance(made[0], str) else None, made[1]])
        if not isinstance(made[0], str) or "raises" not in made[0]:
            weights = trt.Weights(a=values)
            steps.say(told(weights), len(weights), weights.numpy().tolist(), weights.numpy().dtype.name)
    array = np.arange(6, dtype=F)
    weights = trt.Weights(array)
    array[0] = 9
    steps.say("shared", weights.numpy().tolist())
    for wrong in (None, [1.0], 3.0, "text"):
        steps.say(str(wrong), b.attempt(trt.Weights, wrong))
    if major(b) > 8:
        weights = trt.Weights(trt.DataType.FLOAT, array.ctypes.data, 6)
        steps.say(told(weights), weights.numpy().tolist())
        steps.say(told(trt.Weights(type=trt.DataType.BF16, ptr=array.ctypes.data, count=12)))
    return steps.told


def probe_plugin_creators(b):
    steps = Steps(b)
    registry, of_major = b.trt.get_plugin_registry(), major(b)
    lists = {8: ["plugin_creator_list"], 10: ["plugin_creator_list", "all_creators", "all_creators_recursive"]}
    getters = {8: ["get_plugin_creator"], 10: ["get_plugin_creator", "get_creator"], 11: ["get_creator"]}[of_major]
    lists = lists.get(of_major, ["all_creators", "all_creators_recursive"])

    def listed():
        for member in lists:
            steps.say(member, sorted([type(each).__name__, each.name] for each in getattr(registry, member)))

    listed()
    handle = registry.load_library(str(b.plans / f"plugins{edition(b)}.so"))
    listed()
    for member in getters:
        for key in (("Scale", "1", "tests"), ("Scale", "1"), ("Shift", "2"), ("Quick", "1", ""), ("Quick", "2")):
            steps.ask(registry, member, *key)
        steps.ask(registry, member, type="Scale", version="1", plugin_namespace="tests")
    for creator in sorted(getattr(registry, lists[-1]), key=lambda each: each.name):
        for member in ("name", "plugin_version", "plugin_namespace"):
            steps.ask(creator, member)
        steps.say(len(creator.field_names))
        if of_major == 8:
            steps.ask(creator, "tensorrt_version")
        else:
            info = creator.interface_info
            steps.say(creator.api_language.name, info.kind, info.major, info.minor)
    fields = getattr(registry, getters[-1])("Scale", "1", "tests").field_names
    steps.say(len(fields), [[fields[i].name, fields[i].type.name, fields[i].size] for i in range(len(fields))])
    steps.say(b.attempt(lambda: fields[2]))
    steps.ask(registry, "error_recorder")
    recorder = error_recorder(b, steps)
    registry.error_recorder = recorder
    steps.say("recorder", registry.error_recorder is recorder)
    steps.ask(registry, getters[-1], "nothing", "1")
    steps.put(registry, "error_recorder", None)
    steps.put(registry, "parent_search_enabled", False)
    steps.put(registry, "parent_search_enabled", True)
    registry.deregister_library(handle)
    listed()
    steps.ask(registry, "load_library", str(b.plans / f"tiny{b.suffix}"))
    return steps.told


def probe_rtx_validity(b):
    if not is_rtx(b):
        return "only TensorRT for RTX"
    steps = Steps(b)
    steps.ask(b.runtime, "engine_header_size")
    older = bytearray(b.plan("tiny"))
    older[24] = 11
    for data in (b.plan("tiny"), b.plan("tiny")[:32], b.plan("tiny")[:31], b"junk" * 50, bytes(older)):
        steps.ask(b.runtime, "get_engine_validity", data)
    return steps.told


def probe_rtx_deferred_weights(b):
    if not is_rtx(b):
        return "only TensorRT for RTX"
    steps = Steps(b)
    reader = stream_readers(b, steps)["stream_reader_v2"]
    steps.ask(b.engine("digits"), "weights_loaded")
    for member, arguments in (("load_weights", (b.plan("digits"),)), ("unload_weights", ())):
        steps.ask(b.engine("digits"), member, *arguments)
    steps.put(b.runtime, "defer_weights_loading", True)
    e = b.engine("digits")
    steps.ask(e, "weights_loaded")
    c = e.create_execution_context()
    b.keep.append(c)
    feed(b, c, "digits")
    logits = b.bind(c, "logits")
    for plan in (None, b.plan("tiny"), b.plan("digits"), b.plan("digits")):
        if plan is not None:
            steps.ask(e, "load_weights", plan)
        steps.ask(e, "weights_loaded")
        steps.ask(c, "execute_async_v3", 256)
    steps.say(b.mem.download(logits, (5, 10), F).argmax(axis=1))
    for member in ("unload_weights", "unload_weights", "serialize"):
        steps.ask(e, member)
    for stream in (0, 256):
        steps.ask(e, "load_weights_async", reader(b.plan("digits"), lambda piece: piece), stream)
    steps.ask(c, "execute_async_v3", 256)
    steps.ask(b.runtime, "deserialize_cuda_engine", b.plan("streaming"))
    return steps.told


def probe_rtx_runtime_config(b):
    if not is_rtx(b):
        return "only TensorRT for RTX"
    steps = Steps(b)
    e = b.engine("digits")
    config = e.create_runtime_config()
    graphs, shapes = b.trt.CudaGraphStrategy, b.trt.DynamicShapesKernelSpecializationStrategy
    steps.ask(config, "cuda_graph_strategy")
    steps.ask(config, "dynamic_shapes_kernel_specialization_strategy")
    for strategy in (graphs.WHOLE_GRAPH_CAPTURE, graphs(7), 1):
        steps.put(config, "cuda_graph_strategy", strategy)
    for strategy in (shapes.NONE, shapes.EAGER, shapes(7), 1):
        steps.put(config, "dynamic_shapes_kernel_specialization_strategy", strategy)
    c = e.create_execution_context(config)
    for member in ("cuda_graph_strategy", "dynamic_shapes_kernel_specialization_strategy"):
        steps.ask(c.get_runtime_config(), member)
    for name in ("digits", "nonzero"):
        for stream in (0, 256):
            steps.ask(b.context(name), "is_stream_capturable", stream)
    return steps.told


def probe_rtx_runtime_cache(b):
    if not is_rtx(b):
        return "only TensorRT for RTX"
    steps = Steps(b)
    e = b.engine("digits")
    config = e.create_runtime_config()
    steps.say("none", b.attempt(lambda: config.get_runtime_cache() is None))
    cache = config.create_runtime_cache()
    b.keep += [config, cache]
    steps.ask(config, "set_runtime_cache", cache)
    empty = bytes(cache.serialize())
    c = e.create_execution_context(config)
    b.keep.append(c)
    filled = bytes(cache.serialize())
    steps.say(empty.hex(), filled.hex())
    for data in (filled, filled[:-1], b"", empty):
        steps.ask(cache, "deserialize", data)
        steps.say(bytes(cache.serialize()).hex())
    steps.ask(cache, "reset")
    steps.say(bytes(cache.serialize()).hex())
    steps.ask(config, "set_runtime_cache", 3)
    return steps.told


def probe_rtx_inspector(b):
    """NVIDIA's lean packages have no inspector."""
    if not is_rtx(b):
        return "only TensorRT for RTX"
    steps, trt = Steps(b), b.trt
    inspector = b.context("digits").engine.create_engine_inspector()
    recorder = error_recorder(b, steps)
    inspector.error_recorder = recorder
    steps.say("recorder", inspector.error_recorder is recorder)
    for index in (0, 99):
        for form in trt.LayerInformationFormat.__members__.values():
            steps.ask(inspector, "get_layer_information", index, form)
    steps.ask(inspector, "get_engine_information", trt.LayerInformationFormat.JSON)
    steps.put(inspector, "error_recorder", None)
    return steps.told


def weights_manager(b):
    """Of an engine whose plan came without its weights."""
    full = b.engine("refit")
    config = full.create_serialization_config()
    config.set_flag(b.trt.SerializationFlag.EXCLUDE_WEIGHTS)
    engine = b.runtime.deserialize_cuda_engine(full.serialize_with_config(config))
    b.keep.append(engine)
    return engine.create_weights_manager()


def probe_rtx_weights_manager(b):
    if not is_rtx(b):
        return "only TensorRT for RTX"
    steps, host = Steps(b), b.trt.TensorLocation.HOST
    steps.ask(b.engine("refit"), "create_weights_manager")
    manager = weights_manager(b)
    size = manager.get_size()
    steps.say(size)
    weights = b.mem.upload(np.linspace(-1, 1, size // 4, dtype=F))

    class Writer(b.trt.IStreamWriter):
        def __init__(self):
            b.trt.IStreamWriter.__init__(self)

        def write(self, data):
            steps.called("write", len(data))
            return len(data)

    steps.ask(manager, "save_to_buffer", weights, size, host, 256)
    steps.ask(manager, "unload", 256)
    steps.ask(manager, "restore_from_buffer", weights, size - 1, host, 256)
    steps.ask(manager, "restore_from_buffer", weights, size, host, 256)
    steps.ask(manager, "restore_from_buffer", weights, size, host, 256)
    steps.ask(manager, "save_to_stream", Writer(), 256)
    saved = b.mem.alloc(size)
    steps.ask(manager, "save_to_buffer", saved, size, host, 256)
    steps.say(b.mem.download(saved, 8, F))
    steps.ask(manager, "unload", 256)
    steps.ask(manager, "restore_from_vmm_allocation", 1, 0, size, 256)
    return steps.told
