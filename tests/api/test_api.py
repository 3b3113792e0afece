"""The package on the three simulators against the facts about NVIDIA's 8.6, 10.16 and 11.4, member by member."""

from __future__ import annotations

import pytest

from tests.api import compare
from tests.api.compare import (
    MAJORS,
    Difference,
    all_differences,
    compared_arguments,
    facts,
    judge,
    parse,
    read_exceptions,
)
from tests.api.document import PAGE, document

REMEDY = "see tests/api/exceptions.txt, and run python -m tests.api"


@pytest.fixture(scope="module")
def found():
    return all_differences()


def test_every_difference_has_a_reason(found):
    unexplained, _ = judge(found, read_exceptions())
    assert not unexplained, f"{REMEDY}:\n" + "\n".join(map(str, unexplained))


def test_every_reason_has_a_difference(found):
    _, unused = judge(found, read_exceptions())
    assert not unused, f"{REMEDY}:\n" + "\n".join(map(str, unused))


def test_the_page_is_that_of_the_comparison(found):
    assert PAGE.read_text() == document(found), "docs/compatibility.md is old: run python -m tests.api"


@pytest.mark.parametrize("major", MAJORS)
def test_the_facts_hold_the_whole_runtime(major):
    classes = facts(major)["classes"]
    assert len(classes["IExecutionContext"]["members"]) > 30
    assert {"Runtime", "ICudaEngine", "EngineInspector", "Refitter", "Logger"} <= classes.keys()
    assert facts(major)["enums"]["TensorFormat"]["members"]["HWC8"] == 2


# ---- that the comparison sees what it is to see ----


class Official:
    """What the facts below say of a class."""

    def plain(self, name, memory): ...
    def one(self, name, profile_index=None): ...
    @property
    def size(self): ...


@pytest.mark.parametrize(
    ("overloads", "same"),
    [
        ([["name", "memory"]], True),
        ([["memory", "name"]], False),
        ([["name", "address"]], False),
        ([["name"]], False),
        ([["name", "memory", "size"]], False),
        ([["name", "memory=0"]], False),
        ([["arg0", "arg1"]], True),
        ([["arg0"]], False),
    ],
)
def test_other_names_and_numbers_of_arguments_are_seen(overloads, same):
    assert (compared_arguments(Official.plain, overloads, method=True) == []) is same


@pytest.mark.parametrize(
    ("overloads", "same"),
    [
        ([["name"], ["name", "profile_index"]], True),
        ([["name", "profile_index=None"]], True),
        ([["name", "profile_index=0"]], False),
        ([["name", "profile_index"]], False),
        ([["name"]], False),
    ],
)
def test_other_defaults_are_seen(overloads, same):
    assert (compared_arguments(Official.one, overloads, method=True) == []) is same


@pytest.mark.parametrize(
    ("member", "fact", "what"),
    [
        ("size", "ro", []),
        ("size", "rw", ["ro instead of rw"]),
        ("size", [[]], ["ro instead of a method"]),
        ("plain", "ro", ["a method instead of ro"]),
        ("plane", [["name", "memory"]], ["missing"]),
        ("__eq__", [["arg0"]], ["missing"]),
    ],
)
def test_other_access_is_seen(member, fact, what):
    assert compare.compared_member(Official, member, fact) == what


def test_another_number_of_an_enums_member_is_seen(monkeypatch):
    changed = {**facts(10), "enums": {**facts(10)["enums"], "DeviceType": {"ordered": False, "members": {"GPU": 1}}}}
    monkeypatch.setattr(compare, "facts", lambda major: changed if major == 10 else facts(major))
    enums = [each for each in compare.differences(10) if each.subject.startswith("DeviceType")]
    assert enums == [Difference(10, "DeviceType.DLA", "extra"), Difference(10, "DeviceType.GPU", "0 instead of 1")]


def test_a_missing_and_an_additional_member_are_seen(monkeypatch):
    members = {**facts(11)["classes"]["Profiler"]["members"], "flush": [[]]}
    del members["report_layer_time"]
    profiler = {**facts(11)["classes"]["Profiler"], "bases": [], "members": members}
    changed = {**facts(11), "classes": {**facts(11)["classes"], "Profiler": profiler}}
    monkeypatch.setattr(compare, "facts", lambda major: changed)
    found = [each for each in compare.differences(11) if each.subject.startswith("Profiler.")]
    assert Difference(11, "Profiler.flush", "missing") in found
    assert Difference(11, "Profiler.report_layer_time", "extra") in found


def test_a_reason_is_of_its_majors_only():
    reason = parse("8 11 | Runtime.* | missing | later | issue 4")
    found = [Difference(8, "Runtime.close", "missing"), Difference(10, "Runtime.close", "missing")]
    unexplained, unused = judge(found, [reason])
    assert unexplained == [found[1]]
    assert [each.majors for each in unused] == [(11,)]


@pytest.mark.parametrize(
    "line", ["8 | Runtime.close | missing | because | issue 4", "8 | Runtime.close | missing | later |"]
)
def test_a_reason_has_a_kind_and_words(line):
    with pytest.raises(ValueError, match="no such kind, or no reason"):
        parse(line)
