"""What the engine and the execution context answer, right and wrong uses alike."""

import numpy as np

F = np.float32
PLANS = ("tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet")
IMAGES = np.zeros((5, 1, 8, 8), F)


def names(engine):
    return [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]


def probe_engine_tensors(b):
    out = {}
    for plan in PLANS:
        e = b.engine(plan)
        out[plan] = {
            n: [
                b.attempt(getattr(e, m), n)[0]
                for m in (
                    "get_tensor_mode",
                    "get_tensor_dtype",
                    "get_tensor_shape",
                    "is_shape_inference_io",
                    "get_tensor_bytes_per_component",
                    "get_tensor_components_per_element",
                    "get_tensor_vectorized_dim",
                )
            ]
            for n in names(e)
        }
    return out


def probe_engine_properties(b):
    out = {}
    for plan in PLANS:
        e = b.engine(plan)
        out[plan] = {
            p: b.attempt(getattr, e, p)[0]
            for p in (
                "num_io_tensors",
                "num_optimization_profiles",
                "name",
                "refittable",
                "engine_capability",
                "profiling_verbosity",
                "hardware_compatibility_level",
                "num_aux_streams",
                "tactic_sources",
            )
        }
    return out


def probe_engine_profiles(b):
    digits, reshape = b.engine("digits"), b.engine("reshape")
    return {
        "digits 0": b.attempt(digits.get_tensor_profile_shape, "images", 0),
        "digits 1": b.attempt(digits.get_tensor_profile_shape, "images", 1),
        "digits 2": b.attempt(digits.get_tensor_profile_shape, "images", 2),
        "digits -1": b.attempt(digits.get_tensor_profile_shape, "images", -1),
        "of an output": b.attempt(digits.get_tensor_profile_shape, "logits", 0),
        "of nothing": b.attempt(digits.get_tensor_profile_shape, "nothing", 0),
        "by a float": b.attempt(digits.get_tensor_profile_shape, "images", 0.0),
        "reshape data": b.attempt(reshape.get_tensor_profile_shape, "data", 0),
    }


def probe_engine_unknown_names(b):
    e = b.engine("tiny")
    return {
        m: b.attempt(getattr(e, m), "nothing")
        for m in (
            "get_tensor_mode",
            "get_tensor_dtype",
            "get_tensor_shape",
            "is_shape_inference_io",
            "get_tensor_bytes_per_component",
            "get_tensor_components_per_element",
            "get_tensor_vectorized_dim",
            "get_tensor_format_desc",
        )
    } | {
        "name 2": b.attempt(e.get_tensor_name, 2),
        "name -1": b.attempt(e.get_tensor_name, -1),
        "name 'x'": b.attempt(e.get_tensor_name, "x"),
    }


def probe_context_defaults(b):
    c = b.context("digits")
    return {
        p: b.attempt(getattr, c, p)[0]
        for p in (
            "debug_sync",
            "name",
            "active_optimization_profile",
            "all_binding_shapes_specified",
            "all_shape_inputs_specified",
            "enqueue_emits_profile",
            "nvtx_verbosity",
            "persistent_cache_limit",
            "profiler",
            "error_recorder",
            "temporary_allocator",
        )
    }


def probe_context_properties_set(b):
    c, out = b.context("digits"), {}
    for p, values in {
        "debug_sync": (True, False, 1, None, "yes"),
        "name": ("a name", "", "naïve 名", "x" * 300, None, 3),
        "enqueue_emits_profile": (False, True),
        "persistent_cache_limit": (0, 1 << 20, 1 << 40, -1, 0.5),
        "active_optimization_profile": (1, 0, 7, -1),
        "error_recorder": (None, 3),
        "temporary_allocator": (None, 3),
        "profiler": (3,),
    }.items():
        out[p] = [[plain_of(v), b.attempt(setattr, c, p, v), b.attempt(getattr, c, p)[0]] for v in values]
    return out


def plain_of(value):
    return value if value is None or isinstance(value, (bool, int, float, str)) else type(value).__name__


def probe_run_tiny(b):
    c = b.context("tiny")
    b.feed(c, x=np.arange(16, dtype=F))
    y = b.bind(c, "y")
    ok = b.run(c)
    return [ok, b.mem.download(y, 16, F)]


def probe_run_without_addresses(b):
    c = b.context("tiny")
    return b.attempt(b.run, c)


def probe_run_without_output_address(b):
    c = b.context("tiny")
    b.feed(c, x=np.arange(16, dtype=F))
    return b.attempt(b.run, c)


def probe_run_without_shape(b):
    c = b.context("digits")
    c.set_tensor_address("images", b.mem.upload(IMAGES))
    b.bind(c, "logits")
    return [b.attempt(c.infer_shapes), b.attempt(c.get_tensor_shape, "logits"), b.attempt(b.run, c)]


def probe_shapes_before_and_after(b):
    c, out = b.context("digits"), {}
    out["before"] = [b.attempt(c.get_tensor_shape, n) for n in ("images", "logits")]
    out["strides before"] = [b.attempt(c.get_tensor_strides, n) for n in ("images", "logits")]
    out["set"] = b.attempt(c.set_input_shape, "images", (5, 1, 8, 8))
    out["after"] = [b.attempt(c.get_tensor_shape, n) for n in ("images", "logits")]
    out["strides after"] = [b.attempt(c.get_tensor_strides, n) for n in ("images", "logits")]
    out["infer"] = b.attempt(c.infer_shapes)
    out["specified"] = [
        b.attempt(getattr, c, "all_binding_shapes_specified"),
        b.attempt(getattr, c, "all_shape_inputs_specified"),
    ]
    return out


def probe_set_input_shape(b):
    c, out = b.context("digits"), {}
    for label, shape in {
        "list": [5, 1, 8, 8],
        "tuple": (5, 1, 8, 8),
        "Dims": b.trt.Dims([5, 1, 8, 8]),
        "Dims4": b.trt.Dims4(5, 1, 8, 8),
        "numpy": np.array([5, 1, 8, 8]),
        "numpy int32": np.array([5, 1, 8, 8], np.int32),
        "too big": (1025, 1, 8, 8),
        "zero": (0, 1, 8, 8),
        "wrong fixed dimension": (5, 1, 8, 9),
        "wrong rank": (5, 64),
        "-1": (-1, 1, 8, 8),
        "empty": (),
        "nine dimensions": (1,) * 9,
        "floats": (5.0, 1, 8, 8),
        "string": "5188",
        "None": None,
        "int": 5,
        "2**31": (2**31, 1, 8, 8),
    }.items():
        out[label] = [*b.attempt(c.set_input_shape, "images", shape), b.attempt(c.get_tensor_shape, "images")[0]]
    out["output"] = b.attempt(c.set_input_shape, "logits", (5, 10))
    out["unknown"] = b.attempt(c.set_input_shape, "nothing", (5, 10))
    out["static right"] = b.attempt(b.context("tiny").set_input_shape, "x", (16,))
    out["static wrong"] = b.attempt(b.context("tiny").set_input_shape, "x", (17,))
    return out


def probe_addresses(b):
    c, out = b.context("tiny"), {}
    p = b.mem.alloc(256)
    out["before"] = b.attempt(c.get_tensor_address, "x")
    for label, name, address in (
        ("input", "x", p),
        ("output", "y", p),
        ("unknown", "nothing", p),
        ("zero", "x", 0),
        ("misaligned", "x", p + 1),
        ("misaligned by 4", "x", p + 4),
        ("negative", "x", -1),
        ("float", "x", 1.5),
        ("None", "x", None),
        ("numpy int", "x", np.uint64(p)),
        ("string", "x", "0x10"),
    ):
        got = b.attempt(c.set_tensor_address, name, address)
        back = b.attempt(c.get_tensor_address, name)
        out[label] = [*got, back[0] if back[0] in (0, None) or isinstance(back[0], str) else "an address"]
    out["get unknown"] = b.attempt(c.get_tensor_address, "nothing")
    return out


def probe_context_unknown_names(b):
    c = b.context("tiny")
    return {
        m: b.attempt(getattr(c, m), "nothing")
        for m in (
            "get_tensor_shape",
            "get_tensor_strides",
            "get_tensor_address",
            "get_output_allocator",
            "get_max_output_size",
        )
    }


def probe_max_output_size(b):
    out = {}
    for plan in ("tiny", "dtypes", "nonzero", "digits", "reshape", "branches"):
        e = b.engine(plan)
        c = e.create_execution_context()
        out[plan] = {n: b.attempt(c.get_max_output_size, n) for n in names(e)}
    c = b.context("digits")
    c.set_input_shape("images", (5, 1, 8, 8))
    out["digits of 5"] = b.attempt(c.get_max_output_size, "logits")
    c = b.context("nonzero")
    c.set_input_shape("x", (16,))
    out["nonzero of 16"] = b.attempt(c.get_max_output_size, "indices")
    return out


def probe_profiles(b):
    e = b.engine("digits")
    c, s, out = e.create_execution_context(), b.mem.stream(), {}
    b.keep.append(c)
    out["start"] = b.attempt(getattr, c, "active_optimization_profile")
    out["to 1"] = b.attempt(c.set_optimization_profile_async, 1, s)
    b.mem.sync()
    out["now"] = b.attempt(getattr, c, "active_optimization_profile")
    out["shape after the switch"] = b.attempt(c.get_tensor_shape, "images")
    out["batch 2 in 1"] = b.attempt(c.set_input_shape, "images", (2, 1, 8, 8))
    out["batch 1 in 1"] = b.attempt(c.set_input_shape, "images", (1, 1, 8, 8))
    out["to 0"] = b.attempt(c.set_optimization_profile_async, 0, s)
    b.mem.sync()
    out["shape kept"] = b.attempt(c.get_tensor_shape, "images")
    out["to 0 again"] = b.attempt(c.set_optimization_profile_async, 0, s)
    out["shape still kept"] = b.attempt(c.get_tensor_shape, "images")
    return out


def probe_profile_shared_by_contexts(b):
    e = b.engine("digits")
    first, second = e.create_execution_context(), e.create_execution_context()
    third = e.create_execution_context()
    b.keep += [first, second, third]
    out = {"profiles": [b.attempt(getattr, c, "active_optimization_profile") for c in (first, second, third)]}
    out["third to 1"] = b.attempt(third.set_optimization_profile_async, 1, 0)
    out["shapes"] = [b.attempt(c.set_input_shape, "images", (1, 1, 8, 8)) for c in (first, second, third)]
    out["runs"] = []
    for c in (first, second, third):
        c.set_tensor_address("images", b.mem.upload(IMAGES[:1]))
        b.bind(c, "logits")
        out["runs"].append(b.attempt(b.run, c))
    return out


def probe_aux_streams(b):
    c, out = b.context("branches"), {}
    b.feed(c, x=np.zeros((32, 128), F))
    b.bind(c, "y")
    s = [b.mem.stream() for _ in range(5)]
    for label, streams in (
        ("three", s[:3]),
        ("one", s[:1]),
        ("five", s),
        ("none", []),
        ("same twice", [s[0], s[0]]),
        ("a tuple", tuple(s[:2])),
        ("None", None),
    ):
        out[label] = [b.attempt(c.set_aux_streams, streams), b.attempt(b.run, c, s[4])]
    return out


def probe_input_consumed_event(b):
    c, out = b.context("tiny"), {}
    out["before"] = b.attempt(c.get_input_consumed_event)
    event = b.mem.event()
    out["set"] = b.attempt(c.set_input_consumed_event, event)
    out["same"] = c.get_input_consumed_event() == event
    b.feed(c, x=np.arange(16, dtype=F))
    b.bind(c, "y")
    out["run"] = b.attempt(b.run, c)
    out["to 0"] = b.attempt(c.set_input_consumed_event, 0)
    out["to None"] = b.attempt(c.set_input_consumed_event, None)
    out["after"] = b.attempt(c.get_input_consumed_event)
    return out


def probe_shape_tensor(b):
    e = b.engine("reshape")
    c, out = e.create_execution_context(), {}
    b.keep.append(c)
    dtype = b.trt.nptype(e.get_tensor_dtype("shape"))
    out["infer at first"] = b.attempt(c.infer_shapes)
    b.feed(c, data=np.arange(24, dtype=F))
    out["infer with data"] = b.attempt(c.infer_shapes)
    shape = np.array([4, 6], dtype)
    out["address"] = b.attempt(c.set_tensor_address, "shape", shape.ctypes.data)
    out["infer with both"] = b.attempt(c.infer_shapes)
    out["output"] = b.attempt(c.get_tensor_shape, "reshaped")
    pointer = b.bind(c, "reshaped")
    out["run"] = b.attempt(b.run, c)
    out["values"] = b.mem.download(pointer, (4, 6), F)
    shape[:] = 6, 4
    out["changed in place"] = b.attempt(c.get_tensor_shape, "reshaped")
    out["run again"] = b.attempt(b.run, c)
    return out


def probe_several_outputs(b):
    c = b.context("dtypes")
    b.feed(c, f=np.linspace(-3.75, 4, 32, dtype=F).reshape(4, 8))
    pointers = {n: b.bind(c, n) for n in ("half", "mask", "whole", "total")}
    ok = b.run(c)
    return [
        ok,
        b.mem.download(pointers["mask"], (4, 8), np.bool_),
        b.mem.download(pointers["whole"], (4, 8), np.int32),
        b.mem.download(pointers["total"], (), F),
    ]


def probe_deserialize_bad_plans(b):
    plan, out = b.plan("digits"), {}
    for label, data in {
        "empty": b"",
        "one byte": b"f",
        "magic only": plan[:4],
        "header only": plan[:64],
        "half": plan[: len(plan) // 2],
        "last byte missing": plan[:-1],
        "zeros": bytes(4096),
        "text": b"hello " * 100,
        "trailing bytes": plan + b"junk",
        "bytearray": bytearray(plan),
        "memoryview": memoryview(plan),
        "None": None,
        "str": "plan",
        "numpy": np.frombuffer(plan, np.uint8),
    }.items():
        got = b.attempt(b.runtime.deserialize_cuda_engine, data)
        out[label] = got
    return out


def probe_two_contexts_apart(b):
    e, outs = b.engine("tiny"), []
    for n in (1, 3):
        c = e.create_execution_context()
        b.keep.append(c)
        b.feed(c, x=np.full(16, n, F))
        outs.append([b.bind(c, "y"), c])
    return [[b.run(c), b.mem.download(p, 16, F)] for p, c in outs]


def probe_objects_outlive_their_makers(b):
    c = b.runtime.deserialize_cuda_engine(b.plan("tiny")).create_execution_context()
    b.runtime = None
    b.feed(c, x=np.arange(16, dtype=F))
    y = b.bind(c, "y")
    return [b.run(c), c.engine.num_io_tensors, b.mem.download(y, 16, F)]
