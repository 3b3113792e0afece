"""What an ONNX file tells without the package onnx, against what that package reads."""

from __future__ import annotations

import onnx
import pytest
from onnx import TensorProto, helper

from tests.support import MODELS
from trt_cffi.onnx_file import Model, external_paths


def structure(proto):
    return Model(memoryview(proto.SerializeToString()))


@pytest.mark.parametrize("path", sorted(MODELS.glob("*.onnx")), ids=lambda path: path.stem)
def test_the_nodes_are_those_that_onnx_reads(path):
    model, proto = Model(memoryview(path.read_bytes())), onnx.load(path)
    nodes = [(node.name, node.op_type) for node in proto.graph.node]
    assert [model.node(index) for index in range(len(nodes))] == nodes
    assert model.node(len(nodes)) is None
    assert model.node(-1) is None
    assert model.locations == []


def external(name, location):
    tensor = TensorProto(name=name, data_type=TensorProto.FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    tensor.external_data.add(key="offset", value="0")
    tensor.external_data.add(key="location", value=location)
    return tensor


def model_with(*, initializers=(), nodes=(), functions=()):
    graph = helper.make_graph(list(nodes), "g", [], [helper.make_tensor_value_info("y", 1, [1])], list(initializers))
    return helper.make_model(graph, functions=list(functions))


def test_weights_in_files_are_found_wherever_a_model_can_have_them():
    inner = helper.make_graph([], "inner", [], [], [external("b", "in_a_branch")])
    values = helper.make_node("Constant", [], ["c"], value=external("c", "in_a_node"))
    branch = helper.make_node("If", ["x"], ["y"], then_branch=inner)
    many = helper.make_node("Custom", [], ["d"], tensors=[external("d", "in_a_list")])
    function = helper.make_function("f", "F", [], ["z"], [values], [helper.make_opsetid("", 17)])
    model = model_with(initializers=[external("a", "weights")], nodes=[branch, many], functions=[function])
    sparse = model.graph.sparse_initializer.add()
    sparse.values.CopyFrom(external("e", "sparse"))
    found = structure(model).locations
    assert sorted(found) == ["in_a_branch", "in_a_list", "in_a_node", "sparse", "weights"]


@pytest.mark.parametrize(
    "data", [b"", b"not a model", b"\x00", b"PK\x03\x04" * 20, bytes(100), b"ftrt" + bytes(40), b"\xff" * 30]
)
def test_what_is_no_model_is_said_to_be_none(data):
    with pytest.raises(ValueError, match=r"no ONNX model|is empty"):
        Model(memoryview(data))


def test_a_model_that_is_cut_short_is_said_to_be_wherever_that_is():
    data = (MODELS / "digits.onnx").read_bytes()
    whole = Model(memoryview(data))
    said = 0
    for length in range(len(data)):
        try:
            found = Model(memoryview(data[:length]))
        except ValueError:
            said += 1
        else:  # the graph is whole: only what follows it is missing
            assert [found.node(i) for i in range(7)] == [whole.node(i) for i in range(7)]
    assert said > 0.99 * len(data)


# ---- files beside the model ----


@pytest.fixture
def beside(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "sub").mkdir()
    for name in ("a.onnx", "weights", "sub/more"):
        (folder / name).write_bytes(b"")
    (tmp_path / "outside").write_bytes(b"")
    return folder


def test_files_in_the_models_folder_are_taken(beside):
    found = external_paths(beside / "a.onnx", ["weights", "sub/more", "./weights", "sub/../weights"])
    assert [each.resolve().name for each in found] == ["weights", "more", "weights", "weights"]


@pytest.mark.parametrize("location", ["../outside", "sub/../../outside", "/etc/passwd", "", ".."])
def test_files_elsewhere_are_refused(beside, location):
    with pytest.raises(ValueError, match="outside of its folder"):
        external_paths(beside / "a.onnx", [location])


def test_a_link_that_leads_elsewhere_is_refused(beside):
    (beside / "link").symlink_to("../outside")
    with pytest.raises(ValueError, match="outside of its folder"):
        external_paths(beside / "a.onnx", ["link"])


def test_a_model_and_its_weights_may_be_links_to_one_folder(beside, tmp_path):
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    for name in ("a.onnx", "weights"):
        (snapshot / name).symlink_to(beside / name)
    assert external_paths(snapshot / "a.onnx", ["weights"]) == [snapshot / "weights"]


def test_a_loop_of_links_is_an_error(beside):
    (beside / "one").symlink_to("two")
    (beside / "two").symlink_to("one")
    with pytest.raises((ValueError, OSError), match=r"cannot be read|no file|outside|symbolic"):
        external_paths(beside / "a.onnx", ["one"])


def test_a_missing_file_is_said_to_be_missing(beside):
    with pytest.raises(FileNotFoundError, match="weights in 'nothing', and there is no file"):
        external_paths(beside / "a.onnx", ["nothing"])
