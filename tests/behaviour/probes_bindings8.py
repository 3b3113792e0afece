"""The index-based API of 8.x."""

import numpy as np

F = np.float32
IMAGES = np.linspace(0, 1, 5 * 64, dtype=F).reshape(5, 1, 8, 8)


def probe_binding_names(b):
    out = {}
    for plan in ("tiny", "digits", "reshape", "nonzero"):
        e = b.engine(plan)
        out[plan] = [
            [
                e.get_binding_name(i),
                e.binding_is_input(i),
                b.attempt(e.get_binding_shape, i)[0],
                b.attempt(e.get_binding_dtype, i)[0],
                b.attempt(e.is_shape_binding, i)[0],
                b.attempt(e.is_execution_binding, i)[0],
            ]
            for i in range(e.num_bindings)
        ]
    e = b.engine("digits")
    out["index"] = {n: b.attempt(e.get_binding_index, n) for n in ("images", "logits", "images [profile 1]", "nothing")}
    out["len"] = b.attempt(len, e)
    out["getitem"] = [b.attempt(e.__getitem__, k) for k in (0, 1, "images", "nothing", 99, -1)]
    out["iter"] = b.attempt(list, e)
    return out


def probe_binding_shapes(b):
    c, out = b.context("digits"), {}
    out["before"] = [b.attempt(c.get_binding_shape, i) for i in range(5)]
    out["set 0"] = b.attempt(c.set_binding_shape, 0, (5, 1, 8, 8))
    out["after"] = [b.attempt(c.get_binding_shape, i) for i in range(4)]
    out["strides"] = [b.attempt(c.get_strides, i) for i in range(5)]
    out["wrong"] = {
        k: b.attempt(c.set_binding_shape, i, s)
        for k, (i, s) in {
            "output": (1, (5, 10)),
            "other profile": (2, (1, 1, 8, 8)),
            "index 9": (9, (1,)),
            "index -1": (-1, (1,)),
            "too big": (0, (9999, 1, 8, 8)),
            "rank": (0, (1,)),
        }.items()
    }
    out["specified"] = [c.all_binding_shapes_specified, c.all_shape_inputs_specified]
    return out


def probe_execute_v2(b):
    c, out = b.context("digits"), {}
    c.set_binding_shape(0, IMAGES.shape)
    p, q = b.mem.upload(IMAGES), b.mem.alloc(4096)
    for label, bindings in {"exact for profile 0": [p, q], "all": [p, q, 0, 0]}.items():
        out[label] = b.attempt(c.execute_v2, bindings)
    out["values"] = b.mem.download(q, (5, 10), F).round(3)
    return out


def probe_execute_v2_other_arguments(b):
    c, out = b.context("tiny"), {}
    p, q = b.mem.upload(np.arange(16, dtype=F)), b.mem.alloc(256)
    for label, bindings in {
        "tuple": (p, q),
        "numpy": np.array([p, q], np.uint64),
        "keyword": None,
        "floats": [1.5, 2.5],
        "None": None,
    }.items():
        out[label] = (
            b.attempt(c.execute_v2, bindings=[p, q]) if label == "keyword" else b.attempt(c.execute_v2, bindings)
        )
    return out


def probe_execute_v2_zero_address(b):
    return b.attempt(b.context("tiny").execute_v2, [0, 0])


def probe_execute_async_v2(b):
    c, s = b.context("digits"), b.mem.stream()
    c.set_binding_shape(0, IMAGES.shape)
    p, q, e = b.mem.upload(IMAGES), b.mem.alloc(4096), b.mem.event()
    out = [
        b.attempt(c.execute_async_v2, [p, q], s),
        b.attempt(c.execute_async_v2, [p, q], s, e),
        b.attempt(c.execute_async_v2, bindings=[p, q], stream_handle=s, input_consumed=None),
    ]
    b.mem.sync()
    return [*out, b.mem.download(q, (5, 10), F).round(3)]


def probe_execute_implicit_call_on_explicit_plan(b):
    c = b.context("tiny")
    p, q = b.mem.upload(np.arange(16, dtype=F)), b.mem.alloc(256)
    out = [
        b.attempt(c.execute, 1, [p, q]),
        b.attempt(c.execute, 2, [p, q]),
        b.attempt(c.execute_async, 1, [p, q], b.mem.stream()),
    ]
    b.mem.sync()
    return out


def probe_shape_inputs(b):
    c, out = b.context("reshape"), {}
    e = c.engine
    i, d, o = (e.get_binding_index(n) for n in ("shape", "data", "reshaped"))
    out["get before"] = b.attempt(c.get_shape, i)
    c.set_binding_shape(d, (24,))
    out["specified before"] = [c.all_binding_shapes_specified, c.all_shape_inputs_specified]
    out["set"] = b.attempt(c.set_shape_input, i, [4, 6])
    out["get"] = b.attempt(c.get_shape, i)
    out["specified"] = [c.all_binding_shapes_specified, c.all_shape_inputs_specified]
    out["output"] = b.attempt(c.get_binding_shape, o)
    out["wrong"] = {
        k: b.attempt(c.set_shape_input, j, v)
        for k, (j, v) in {"a data input": (d, [1]), "out of the profile": (i, [9999, 9999]), "index": (9, [1])}.items()
    }
    out["get of data"] = b.attempt(c.get_shape, d)
    return out


def probe_engine_index_errors(b):
    e = b.engine("tiny")
    return {
        m: [b.attempt(getattr(e, m), i) for i in (2, -1, "x")]
        for m in (
            "get_binding_name",
            "binding_is_input",
            "get_binding_shape",
            "get_binding_dtype",
            "get_binding_format",
            "get_binding_format_desc",
            "get_binding_vectorized_dim",
            "get_binding_components_per_element",
            "get_binding_bytes_per_component",
            "is_shape_binding",
            "is_execution_binding",
        )
    } | {
        "profile": [
            b.attempt(b.engine("digits").get_profile_shape, p, i)
            for p, i in ((0, 0), (1, 0), (1, 2), (2, 0), (0, 1), (0, "images"), (1, "images"))
        ],
        "max_batch_size": b.attempt(getattr, e, "max_batch_size"),
        "implicit": b.attempt(getattr, e, "has_implicit_batch_dimension"),
    }
