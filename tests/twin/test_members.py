"""Every member of NVIDIA's classes is used, rightly and wrongly, by the programs that the twins run."""

from __future__ import annotations

import functools
import json

import pytest

from tests.behaviour.compare import PROBES, problems
from tests.twin import count
from tests.twin.differences import SLOT_DIFFERENCES, UNREACHABLE
from tests.twin.running import FACTS, MAJORS, PROGRAMS, SLOTS, none, run_nvidias, run_ours
from trt_cffi.builder_names import NAMES

#: how a member must be used, by what can be done with it
WAYS = {
    "ro": {"read"},
    "value": {"read"},
    "rw": {"read", "written", "written wrongly"},
    "wo": {"written", "written wrongly"},
}
METHOD = {"called", "called wrongly"}


@pytest.fixture(scope="module")
def counted(plans, caller):
    """The ways in which the programs used each member of NVIDIA's binding of a major version."""

    @functools.cache
    def of(major):
        answers = [
            run_nvidias(major, plans(major), [*PROBES, *PROGRAMS], counted=True),
            run_nvidias(major, plans(major), [SLOTS], counted=True, LD_PRELOAD=str(caller(major))),
        ]
        found = {}
        for record in (record for each in answers for record in each.values()):
            for member, ways in record.get("uses", {}).items():
                found.setdefault(member, set()).update(ways)
        return found

    return of


def expected(major):
    """The ways in which each member has to be used that trt_cffi has as well.

    What builds plans is left to tests/builder, as the simulators have no builder.
    """
    facts, left = json.loads((FACTS / f"{major}.json").read_text()), count.left_out(major)
    members = dict.fromkeys(facts["functions"], METHOD)
    for owner, described in facts["classes"].items():
        if owner not in NAMES and not count.is_left_out(owner, left):
            for member, fact in described["members"].items():
                members[f"{owner}.{member}"] = METHOD if isinstance(fact, list) else WAYS[fact]
    return {member: ways for member, ways in members.items() if not count.is_left_out(member, left)}


@pytest.mark.one_python  # the programs and NVIDIA's binding are looked at, not trt_cffi
@pytest.mark.parametrize("major", MAJORS)
def test_every_member_is_used_rightly_and_wrongly(major, counted):
    used, reasons = counted(major), [each for each in UNREACHABLE if major in each.majors]
    lacking = {(member, way) for member, ways in expected(major).items() for way in ways - used.get(member, set())}
    explained = {each for each in lacking if any(reason.explains(*each) for reason in reasons)}
    idle = [reason for reason in reasons if not any(reason.explains(*each) for each in lacking)]
    none([f"{member} is never {way}" for member, way in sorted(lacking - explained)])
    none([f"{reason.member} is listed as never {reason.way}, but it is" for reason in idle])


@pytest.mark.parametrize("major", MAJORS)
def test_most_members_are_expected(major):
    """The list that the test above goes through is not empty."""
    assert len(expected(major)) > 170


@pytest.mark.parametrize("major", MAJORS)
def test_every_method_that_a_program_implements_is_called_alike(major, plans, caller):
    theirs = run_nvidias(major, plans(major), [SLOTS], LD_PRELOAD=str(caller(major)))
    answers = run_ours(major, plans(major), [SLOTS], caller(major))
    none(problems(theirs, answers, SLOT_DIFFERENCES[major], words=True))
