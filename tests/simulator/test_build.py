"""What goes into a plan, and what `build` refuses."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import onnx
import pytest
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as nh

from tests.models.recipes import HERE, RECIPES, plan
from trt_cffi import simulator
from trt_cffi.simulator.plan_format import HEADER, VERSIONS

FLOAT = T.FLOAT


def model(nodes, inputs, outputs, weights=None, opset=17):
    """A ModelProto; inputs and outputs are {name: (element type, dims)}."""
    graph = h.make_graph(
        nodes,
        "test",
        [h.make_tensor_value_info(n, *v) for n, v in inputs.items()],
        [h.make_tensor_value_info(n, *v) for n, v in outputs.items()],
        [nh.from_array(v, k) for k, v in (weights or {}).items()],
    )
    made = h.make_model(graph, opset_imports=[h.make_opsetid("", opset)])
    made.ir_version = 8
    return made


def relu(dims=("n", 3), element=FLOAT, name="x", output="y"):
    return model([h.make_node("Relu", [name], [output])], {name: (element, dims)}, {output: (element, dims)})


def metadata(data):
    """The lines of a plan's metadata by key."""
    size = HEADER.unpack_from(data)[2]
    lines = [line.split("\t") for line in data[HEADER.size : HEADER.size + size].decode().splitlines()]
    return {key: [values for k, *values in lines if k == key] for key in {line[0] for line in lines}}


def tensors(data):
    return {name: values for name, *values in metadata(data)["tensor"]}


def symbols(data):
    return {name: values for name, *values in metadata(data)["symbols"]}


def test_the_header_has_version_and_size():
    for major, version in VERSIONS.items():
        data = plan("tiny", major)
        magic, form, size, whole, *built_for, zero, nothing = HEADER.unpack_from(data)
        assert (magic, form, whole, tuple(built_for), zero, nothing) == (b"strt", 1, len(data), version, 0, 0)
        onnx.checker.check_model(onnx.load_from_string(data[HEADER.size + size :]))


@pytest.mark.parametrize("name", RECIPES)
def test_every_model_builds_for_its_majors(name):
    for major in RECIPES[name].majors:
        assert plan(name, major)[:4] == b"strt"


def test_paths_bytes_and_protos_give_the_same_plan():
    path = HERE / "tiny.onnx"
    proto = onnx.load(path)
    before = proto.SerializeToString()
    plans = {simulator.build(m) for m in (path, str(path), path.read_bytes(), bytearray(path.read_bytes()), proto)}
    assert len(plans) == 1
    assert proto.SerializeToString() == before


def test_weights_in_a_file_beside_the_model_are_read(tmp_path):
    weight = np.arange(1024, dtype=np.float32)
    proto = model(
        [h.make_node("Add", ["x", "w"], ["y"])], {"x": (FLOAT, [1024])}, {"y": (FLOAT, [1024])}, {"w": weight}
    )
    onnx.save(proto, tmp_path / "m.onnx", save_as_external_data=True, location="weights.bin", size_threshold=0)
    assert weight.tobytes() in simulator.build(tmp_path / "m.onnx")


def test_a_shape_tensor_is_on_the_host_and_int32_on_8():
    assert tensors(plan("reshape", 8))["shape"] == ["input", "3", str(T.INT64), "host", "1", "1", "2"]
    assert tensors(plan("reshape", 10))["shape"] == ["input", "8", str(T.INT64), "host", "1", "1", "2"]
    assert tensors(plan("reshape", 8))["data"][3:5] == ["device", "0"]


@pytest.mark.parametrize(
    ("nodes", "shape_input"),
    [
        ([h.make_node("Expand", ["x", "s"], ["y"])], (T.INT64, [1])),
        ([h.make_node("Tile", ["x", "s"], ["y"])], (T.INT64, [1])),
        ([h.make_node("Slice", ["x", "zero", "s"], ["y"])], (T.INT64, [1])),
        ([h.make_node("ConstantOfShape", ["s"], ["c"]), h.make_node("Add", ["c", "x"], ["y"])], (T.INT64, [1])),
        (
            [
                h.make_node("Add", ["s", "zero"], ["t"]),
                h.make_node("Concat", ["t"], ["u"], axis=0),
                h.make_node("Reshape", ["x", "u"], ["y"]),
            ],
            (T.INT64, [1]),
        ),
        ([h.make_node("Cast", ["s"], ["t"], to=T.INT64), h.make_node("Tile", ["x", "t"], ["y"])], (T.INT32, [1])),
    ],
    ids=["expand", "tile", "slice", "constant of shape", "through arithmetic", "int32 through a cast"],
)
def test_an_input_that_a_shape_is_computed_from_is_a_shape_tensor(nodes, shape_input):
    proto = model(
        nodes, {"x": (FLOAT, ["n"]), "s": shape_input}, {"y": (FLOAT, ["m"])}, {"zero": np.zeros(1, np.int64)}
    )
    data = simulator.build(proto, [{"x": ((1,), (2,), (3,)), "s": ((1,), (2,), (3,))}])
    assert tensors(data)["s"][3:5] == ["host", "1"]
    assert tensors(data)["x"][3:5] == ["device", "0"]
    assert symbols(data)["y"] == ["?"]


def test_a_scalar_shape_tensor_takes_one_value():
    nodes = [h.make_node("Range", ["zero", "limit", "one"], ["r"]), h.make_node("Cast", ["r"], ["y"], to=FLOAT)]
    weights = {"zero": np.zeros((), np.int64), "one": np.ones((), np.int64)}
    proto = model(nodes, {"limit": (T.INT64, [])}, {"y": (FLOAT, ["m"])}, weights)
    data = simulator.build(proto, [{"limit": (1, [2], 3)}])
    assert metadata(data)["range"] == [["0", "limit", "values", "1", "1", "2", "3"]]


def test_only_the_shape_of_what_a_shape_is_taken_of_matters():
    nodes = [h.make_node("Shape", ["s"], ["t"]), h.make_node("Reshape", ["x", "t"], ["y"])]
    proto = model(nodes, {"x": (FLOAT, [4]), "s": (FLOAT, [2, 2])}, {"y": (FLOAT, ["a", "b"])})
    assert tensors(simulator.build(proto))["s"][3:5] == ["device", "0"]


def test_a_shape_that_needs_device_data_is_refused():
    nodes = [h.make_node("Cast", ["x"], ["t"], to=T.INT64), h.make_node("Reshape", ["x", "t"], ["y"])]
    proto = model(nodes, {"x": (FLOAT, [4])}, {"y": (FLOAT, ["a", "b", "c", "d"])})
    with pytest.raises(ValueError, match="computed from the values of input 'x'"):
        simulator.build(proto)


def test_outputs_that_only_the_run_sizes_are_marked():
    assert metadata(plan("nonzero"))["data_dependent"] == [["indices"]]
    assert "data_dependent" not in metadata(plan("reshape"))


def test_what_comes_after_data_dependence_is_marked_only_where_its_shape_is_open():
    nodes = [
        h.make_node("NonZero", ["x"], ["i"]),
        h.make_node("Cast", ["i"], ["far"], to=FLOAT),
        h.make_node("ReduceSum", ["far"], ["total"], keepdims=0),
        h.make_node("Relu", ["x"], ["apart"]),
    ]
    outputs = {"far": (FLOAT, [1, "k"]), "total": (FLOAT, []), "apart": (FLOAT, ["n"])}
    data = simulator.build(model(nodes, {"x": (FLOAT, ["n"])}, outputs), [{"x": ((1,), (2,), (3,))}])
    assert metadata(data)["data_dependent"] == [["far"]]


def test_data_dependence_is_seen_through_a_subgraph():
    def branch(name, op):
        return h.make_graph([h.make_node(*op)], name, [], [h.make_tensor_value_info(f"{name}_out", FLOAT, None)])

    nodes = [
        h.make_node(
            "If",
            ["c"],
            ["y"],
            then_branch=branch("then", ("Relu", ["x"], ["then_out"])),
            else_branch=branch("other", ("Tile", ["x", "two"], ["other_out"])),
        )
    ]
    inputs = {"c": (T.BOOL, []), "x": (FLOAT, ["n"])}
    proto = model(nodes, inputs, {"y": (FLOAT, ["m"])}, {"two": np.array([2])})
    assert metadata(simulator.build(proto, [{"x": ((1,), (2,), (3,))}]))["data_dependent"] == [["y"]]


def test_dimensions_are_told_in_the_inputs_symbols():
    assert symbols(plan("digits")) == {"images": ["batch", "1", "8", "8"], "logits": ["batch", "10"]}


def test_what_is_inferred_goes_before_the_symbols_that_an_output_declares():
    proto = relu(("n", 3))
    proto.graph.output[0].type.tensor_type.shape.dim[0].dim_param = "invented"
    assert symbols(simulator.build(proto, [{"x": ((1, 3), (2, 3), (4, 3))}]))["y"] == ["n", "3"]


def test_a_dimension_without_a_name_is_followed_to_the_output():
    data = simulator.build(relu((None, 3)), [{"x": ((1, 3), (2, 3), (4, 3))}])
    assert symbols(data) == {"x": ["x.0", "3"], "y": ["x.0", "3"]}
    assert tensors(data)["y"][-2:] == ["-1", "3"]


def test_nodes_get_the_names_that_tensorrt_gives():
    assert metadata(plan("tiny"))["layer"] == [["node_of_y", "Add"]]
    assert metadata(plan("refit"))["layer"][0] == ["matmul0", "MatMul"]


def test_debug_tensors_are_outputs_of_the_model_but_not_of_the_engine():
    data = plan("debug", 10)
    size = HEADER.unpack_from(data)[2]
    proto = onnx.load_from_string(data[HEADER.size + size :])
    assert [o.name for o in proto.graph.output] == ["y", "h0", "h1"]
    assert list(tensors(data)) == ["x", "y"]
    assert metadata(data)["debug"] == [["h0"], ["h1"]]


def test_an_implicit_batch_is_no_dimension():
    data = plan("implicit")
    assert metadata(data)["max_batch"] == [["8"]]
    assert tensors(data)["x"][5:] == ["2", "3", "4"]


def test_options_are_written():
    class Level:
        name = "AMPERE_PLUS"

    data = simulator.build(
        HERE / "tiny.onnx",
        max_aux_streams=3,
        refittable=True,
        hardware_compatibility=Level(),
        profiling_verbosity="detailed",
        name="a\tname\\ of\ntwo lines",
    )
    found = metadata(data)
    values = {k: found[k][0][0] for k in ("aux_streams", "refittable", "hardware", "verbosity", "name")}
    assert values == {
        "aux_streams": "3",
        "refittable": "1",
        "hardware": "1",
        "verbosity": "2",
        "name": r"a\tname\\ of\ntwo lines",
    }


def test_every_profile_has_every_input():
    proto = model(
        [h.make_node("Add", ["x", "b"], ["y"])],
        {"x": (FLOAT, ["n", 3]), "b": (FLOAT, [3])},
        {"y": (FLOAT, ["n", 3])},
    )
    one = {"x": ((1, 3), [2, 3], np.array([4, 3]))}
    data = simulator.build(proto, [one, one | {"b": ((3,), (3,), (3,))}])
    assert metadata(data)["range"] == [
        [str(i), *rest] for i in (0, 1) for rest in (["x", "shape", "2", *"132343"], ["b", "shape", "1", *"333"])
    ]


GOOD = {"x": ((1, 3), (2, 3), (4, 3))}


@pytest.mark.parametrize(
    ("profiles", "error", "words"),
    [
        ((), ValueError, r"'x' is not fixed.*profiles=\[\{'x': \(\(1, 3\), \(8, 3\), \(32, 3\)\)\}\]"),
        (GOOD, TypeError, r"write profiles=\[\{"),
        ([3], TypeError, "profile 0 is a int"),
        ([GOOD, {}], ValueError, "profile 1 says nothing of 'x'"),
        ([GOOD | {"z": ((1,),) * 3}], ValueError, "profile 0 names 'z'; the model's inputs are 'x'"),
        ([GOOD | {"y": ((1,),) * 3}], ValueError, "names 'y'"),
        ([{"x": (1, 3)}], TypeError, r"write \(min, opt, max\)"),
        ([{"x": "123"}], TypeError, r"write \(min, opt, max\)"),
        ([{"x": 3}], TypeError, r"write \(min, opt, max\)"),
        ([{"x": ((1, 3), (1, 3), (1.0, 3))}], TypeError, "max: a shape must be integers"),
        ([{"x": ("13", (1, 3), (1, 3))}], TypeError, "min: a shape must be integers"),
        ([{"x": ((1,), (1, 3), (1, 3))}], ValueError, "min: a shape must be 2 numbers, not 1"),
        ([{"x": ((2, 3), (1, 3), (4, 3))}], ValueError, "index 0, min 2, opt 1 and max 4"),
        ([{"x": ((1, 3), (8, 3), (4, 3))}], ValueError, "index 0, min 1, opt 8 and max 4"),
        ([{"x": ((-1, 3), (2, 3), (4, 3))}], ValueError, "dimension 0 is -1"),
        ([{"x": ((1, 3), (2, 3), (4, 4))}], ValueError, "dimension 1 is fixed to 3"),
        ([{"x": ((1, 3), (2, 3), (2**31, 3))}], ValueError, "31 bits"),
    ],
)
def test_profiles_that_do_not_fit_are_refused(profiles, error, words):
    with pytest.raises(error, match=words):
        simulator.build(relu(), profiles)


def test_a_missing_profile_of_a_shape_tensor_shows_values():
    with pytest.raises(ValueError, match=r"'data': \(\(1,\), \(8,\), \(32,\)\), 'shape': \(\(1, 1\), \(8, 8\), "):
        simulator.build(HERE / "reshape.onnx")


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"tensorrt": 9}, ValueError, "no simulator of TensorRT 9, only of 8, 10, 11"),
        ({"tensorrt": "8"}, TypeError, "major version"),
        ({"tensorrt": 8.6}, TypeError, "major version"),
        ({"max_aux_streams": -1}, ValueError, "max_aux_streams is -1"),
        ({"max_aux_streams": 1.5}, TypeError, "max_aux_streams is a number"),
        ({"implicit_batch": 8}, ValueError, "first dimension is the batch"),
        ({"implicit_batch": 8, "tensorrt": 10}, ValueError, "went with 8"),
        ({"implicit_batch": 8, "profiles": [{}]}, ValueError, "no profiles"),
        ({"hardware_compatibility": "BLACKWELL"}, ValueError, "one of NONE, AMPERE_PLUS"),
        ({"hardware_compatibility": "SAME_COMPUTE_CAPABILITY"}, ValueError, "one of NONE, AMPERE_PLUS"),
        ({"profiling_verbosity": 7}, ValueError, "one of LAYER_NAMES_ONLY"),
        ({"debug": ["y"]}, ValueError, "it came with 10"),
        ({"debug": "y", "tensorrt": 10}, TypeError, r"debug=\['y'\]"),
        ({"debug": ["x"], "tensorrt": 10}, ValueError, "no node of the model makes"),
        ({"name": "a\0b"}, ValueError, "NUL"),
        ({"name": 3}, TypeError, "string"),
    ],
)
def test_options_that_cannot_be_are_refused(options, error, words):
    with pytest.raises(error, match=words):
        simulator.build(HERE / "tiny.onnx", **options)


@pytest.mark.parametrize(
    ("what", "error", "words"),
    [
        (3, TypeError, "a path, bytes or an onnx.ModelProto"),
        (None, TypeError, "a path, bytes or an onnx.ModelProto"),
        (b"", ValueError, "no ONNX model"),
        (b"\xff" * 64, ValueError, "no ONNX model"),
        (b"hello " * 20, ValueError, "no ONNX model"),
        ("/no/such/file.onnx", FileNotFoundError, "no/such"),
        (relu(element=T.DOUBLE), ValueError, "input 'x' is DOUBLE.*add a Cast"),
        (relu(element=T.BFLOAT16), ValueError, "has from 10 on, and this plan is for 8"),
        (relu(dims=(1,) * 9), ValueError, "has 9 dimensions; TensorRT allows 8"),
        (relu(name="x\0"), ValueError, "NUL"),
        (relu(output="y\0"), ValueError, "NUL"),
        (model([h.make_node("Nonsense", ["x"], ["y"])], {"x": (FLOAT, [1])}, {"y": (FLOAT, [1])}), ValueError, "valid"),
        (model([h.make_node("Relu", ["z"], ["y"])], {"x": (FLOAT, [1])}, {"y": (FLOAT, [1])}), ValueError, "valid"),
        (relu(dims=None), ValueError, "'shape' of 'type' is required"),
    ],
)
def test_models_that_cannot_be_are_refused(what, error, words):
    with pytest.raises(error, match=words):
        simulator.build(what)


def test_a_model_that_onnx_runtime_cannot_run_is_refused():
    node = h.make_node("Unheard", ["x"], ["y"], domain="of.nobody")
    proto = model([node], {"x": (FLOAT, [1])}, {"y": (FLOAT, [1])})
    proto.opset_import.append(h.make_opsetid("of.nobody", 1))
    with pytest.raises(ValueError, match=r"ONNX Runtime .* cannot run"):
        simulator.build(proto)


def test_the_package_imports_without_onnx_and_says_what_to_install():
    code = (
        "import sys; sys.modules['onnx'] = None; from trt_cffi import simulator\n"
        "try: simulator.build('x.onnx')\n"
        "except ImportError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'trt_cffi[simulator]'" in done.stdout


def test_weights_lie_where_the_plan_says():
    data = plan("digits", 10)
    size = HEADER.unpack_from(data)[2]
    body = data[HEADER.size + size :]
    found = {i.name: nh.to_array(i) for i in onnx.load_from_string(body).graph.initializer}
    listed = metadata(data)["weight"]
    assert [name for name, *_ in listed] == list(found)
    for name, element, offset, count in listed:
        assert int(element) == FLOAT
        np.testing.assert_array_equal(np.frombuffer(body, np.float32, int(count), int(offset)), found[name].ravel())


def test_weights_that_are_not_written_as_bytes_are_made_so():
    proto = relu((3,))
    proto.graph.node[0].output[0] = "r"
    proto.graph.node.append(h.make_node("Add", ["r", "w"], ["y"]))
    proto.graph.initializer.append(h.make_tensor("w", FLOAT, [3], [1.0, 2.0, 3.0]))
    data = simulator.build(proto, tensorrt=10, refittable=True)
    ((name, _, offset, count),) = metadata(data)["weight"]
    body = data[HEADER.size + HEADER.unpack_from(data)[2] :]
    assert (name, np.frombuffer(body, np.float32, int(count), int(offset)).tolist()) == ("w", [1, 2, 3])


def test_unfused_tensors_are_all_that_are_not_marked():
    data = simulator.build(HERE / "debug.onnx", RECIPES["debug"].profiles, 10, debug=["h1", "h0"], debug_unfused=True)
    assert metadata(data)["debug"] == [["h0"], ["h1"]]
    assert metadata(data)["unfused"] == [["m0"], ["m1"], ["m2"], ["y"]]
    with pytest.raises(ValueError, match="leave debug_unfused out"):
        simulator.build(HERE / "tiny.onnx", debug_unfused=True)


def test_weight_streaming_came_with_10():
    assert metadata(plan("streaming", 10))["streaming"] == [["1"]]
    with pytest.raises(ValueError, match="leave weight_streaming out"):
        simulator.build(HERE / "tiny.onnx", weight_streaming=True)
