from __future__ import annotations

import copy
import json
import pathlib
import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from trt_cffi.enums import Severity, aliases_of, enums_of, nptype

# What NVIDIA's packages have: enums_official.json, read off them for 8.6.0, 10.16.1 and 11.4.0.
OFFICIAL = json.loads(pathlib.Path(__file__).with_name("enums_official.json").read_text())
VERSIONS = [(8, 6), (10, 16), (11, 4)]
EVERY_ENUM = [(version, name) for version in VERSIONS for name in OFFICIAL[f"{version[0]}.{version[1]}"]["enums"]]

DataType: Any = enums_of(10, 16)["DataType"]
TacticSource: Any = enums_of(10, 16)["TacticSource"]


def official(version: tuple[int, int]) -> dict[str, Any]:
    return OFFICIAL[f"{version[0]}.{version[1]}"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_has_the_enums_of_the_official_package(version: tuple[int, int]) -> None:
    assert set(enums_of(*version)) == {*official(version)["enums"], "TensorLocation"}


@pytest.mark.parametrize(("version", "name"), EVERY_ENUM)
def test_an_enum_has_the_members_of_the_official_package_in_its_order(version: tuple[int, int], name: str) -> None:
    members = enums_of(*version)[name].__members__
    assert [(key, int(member)) for key, member in members.items()] == list(
        official(version)["enums"][name]["members"].items()
    )


@pytest.mark.parametrize(("version", "name"), EVERY_ENUM)
def test_members_can_be_ordered_where_the_official_ones_can(version: tuple[int, int], name: str) -> None:
    member: Any = enums_of(*version)[name](0)
    if official(version)["enums"][name].get("ordered"):
        assert not member < member
        assert member <= member
        assert member >= member
    else:
        with pytest.raises(TypeError):
            member < member  # noqa: B015


@pytest.mark.parametrize("version", VERSIONS)
def test_aliases_are_those_of_the_official_package(version: tuple[int, int]) -> None:
    found = {alias: member.name for alias, member in aliases_of(enums_of(*version)["DataType"]).items()}
    assert found == official(version)["aliases"]


def test_a_member_is_there_from_its_version_on() -> None:
    assert "FP4" not in enums_of(10, 7)["DataType"].__members__
    assert "FP4" in enums_of(10, 8)["DataType"].__members__


def test_an_enum_is_there_from_its_version_on() -> None:
    assert "EngineStat" not in enums_of(10, 13)
    assert "EngineStat" in enums_of(10, 14)
    assert "DLAWorkspaceAllocationStrategy" not in enums_of(11, 2)
    assert "DLAWorkspaceAllocationStrategy" in enums_of(11, 3)


def test_without_a_minor_version_it_is_the_newest_known() -> None:
    assert enums_of(10) == enums_of(10, 16)


def test_a_member_that_was_renumbered_has_the_number_of_its_version() -> None:
    numbers = [int(enums_of(major)["TacticSource"]["JIT_CONVOLUTIONS"]) for major in (8, 10, 11)]
    assert numbers == [4, 4, 1]


def test_versions_with_equal_members_share_the_class() -> None:
    assert enums_of(10, 16)["DataType"] is enums_of(11, 4)["DataType"]
    assert enums_of(8)["DataType"] is not enums_of(10)["DataType"]


def test_there_is_one_severity() -> None:
    assert {enums_of(major)["Severity"] for major in (8, 10, 11)} == {Severity}


def test_a_member_prints_as_in_the_official_package() -> None:
    assert str(DataType.HALF) == f"{DataType.HALF}" == "DataType.HALF"
    assert repr(DataType.HALF) == "<DataType.HALF: 1>"
    assert repr(Severity(1)) == "<Severity.ERROR: 1>"
    assert (DataType.HALF.name, DataType.HALF.value) == ("HALF", 1)


def test_a_member_is_a_number_where_one_is_needed() -> None:
    assert int(DataType.INT8) == 2
    assert "abc"[DataType.INT8] == "c"
    assert 1 << int(TacticSource.JIT_CONVOLUTIONS) == 16


@pytest.mark.parametrize("number", [1, True, np.int32(1), DataType.HALF])
def test_a_number_gives_its_member(number: Any) -> None:
    assert DataType(number) is DataType.HALF


@pytest.mark.parametrize("value", ["HALF", None, 1.5, b"1"])
def test_what_is_no_integer_gives_none(value: Any) -> None:
    with pytest.raises(TypeError):
        DataType(value)


@pytest.mark.parametrize("number", [99, -1])
def test_a_number_without_a_name_is_kept(number: int) -> None:
    member = DataType(number)
    assert (member.name, member.value, int(member)) == ("???", number, number)
    assert (str(member), repr(member)) == ("DataType.???", f"<DataType.???: {number}>")
    assert member == DataType(number)
    assert member != DataType.HALF
    assert member.itemsize is None
    assert "???" not in DataType.__members__


@pytest.mark.parametrize("other", [1, 1.0, "HALF", None, Severity(1), enums_of(8)["DataType"](1)])
def test_a_member_equals_nothing_but_itself(other: Any) -> None:
    assert DataType.HALF != other  # noqa: SIM300, each side asks a method of its own
    assert other != DataType.HALF


def test_a_member_hashes_as_its_number() -> None:
    assert hash(DataType.HALF) == hash(1)
    assert {DataType.HALF: "half", 1: "one"}[DataType(1)] == "half"


def test_members_are_ordered_among_themselves_only() -> None:
    error, info = Severity(1), Severity(3)
    assert error < info
    assert info >= error
    for other in (3, TacticSource.CUDNN, None):
        with pytest.raises(TypeError):
            error < other  # noqa: B015


def test_an_old_name_is_an_alias() -> None:
    capability: Any = enums_of(8)["EngineCapability"]
    assert capability.STANDARD is capability.DEFAULT
    assert capability.STANDARD.name == "DEFAULT"


@pytest.mark.parametrize(("version", "name"), EVERY_ENUM)
def test_members_can_be_copied_and_pickled(version: tuple[int, int], name: str) -> None:
    cls: Any = enums_of(*version)[name]
    for member in [*cls, cls(99)]:
        for twin in (copy.copy(member), copy.deepcopy(member), pickle.loads(pickle.dumps(member))):
            assert twin == member
            assert type(twin) is cls


def test_a_pickle_can_be_read_by_a_process_that_has_opened_nothing() -> None:
    sent = pickle.dumps([DataType.E8M0, Severity(2), enums_of(8)["DataType"](6)])
    read = "import pickle, sys; print(pickle.loads(sys.stdin.buffer.read()))"
    done = subprocess.run([sys.executable, "-c", read], input=sent, capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[<DataType.E8M0: 11>, <Severity.WARNING: 2>, <DataType.FP8: 6>]"


def test_itemsize_is_the_size_of_an_element_in_bytes() -> None:
    sizes = {member.name: member.itemsize for member in DataType}
    assert sizes == {
        "FLOAT": 4,
        "HALF": 2,
        "BF16": 2,
        "INT8": 1,
        "INT32": 4,
        "INT64": 8,
        "BOOL": 1,
        "UINT8": 1,
        "FP8": 1,
        "INT4": 0.5,
        "FP4": 0.5,
        "E8M0": 1,
    }


@pytest.mark.parametrize("major", [8, 10, 11])
def test_nptype_is_the_type_of_numpy_with_that_itemsize(major: int) -> None:
    data_type: Any = enums_of(major)["DataType"]
    found = {name: nptype(data_type[name]) for name in ("FLOAT", "HALF", "INT8", "INT32", "BOOL", "UINT8")}
    assert found == {
        "FLOAT": np.float32,
        "HALF": np.float16,
        "INT8": np.int8,
        "INT32": np.int32,
        "BOOL": np.bool_,
        "UINT8": np.uint8,
    }
    assert all(np.dtype(kind).itemsize == data_type[name].itemsize for name, kind in found.items())


def test_nptype_of_int64_is_int64() -> None:
    assert nptype(DataType.INT64) is np.int64


@pytest.mark.parametrize(
    "value",
    [DataType.BF16, DataType.FP8, DataType.INT4, DataType.FP4, DataType.E8M0, DataType(99), Severity(1), 0, None],
)
def test_nptype_of_what_numpy_lacks_is_a_type_error(value: Any) -> None:
    with pytest.raises(TypeError, match="NumPy has no type for"):
        nptype(value)


def test_numpy_is_not_imported_before_nptype_is_called() -> None:
    code = "import sys, trt_cffi.enums as e; e.enums_of(10); assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
