"""NVIDIA's own bindings and trt_cffi on one real library, in one run: the same calls, the same answers.

It is what can be asked without a plan, as there is none of 10 and 11. Where NVIDIA's bindings are looked for is in
`tests/twin/real.py`; those that are not there are skipped.
"""

from __future__ import annotations

import functools

import pytest

from tests.behaviour.compare import leaves, problems
from tests.behaviour.differences import WHY
from tests.gpu.conftest import library
from tests.twin.real import ASKED, differences, files, missing, nvidias, ours, recorded

MAJORS = pytest.mark.parametrize("major", [8, 10, 11])


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What NVIDIA's binding and trt_cffi answer on the library of a major version."""

    @functools.cache
    def of(major):
        if (lacking := missing(major)) is not None:
            pytest.skip(f"NVIDIA's binding is not at {lacking}")
        folder = files(tmp_path_factory.mktemp(f"real{major}"), major)
        return nvidias(major, folder), ours(folder, library(major).path)

    return of


@MAJORS
def test_both_bindings_answer_the_same(major, answers):
    theirs, answered = answers(major)
    assert set(theirs) == set(answered) == set(ASKED)
    found = problems(theirs, answered, differences(major), words=True)
    assert not found, "\n".join(found)


@MAJORS
def test_no_probe_of_either_ends_early(major, answers):
    for each in answers(major):
        assert [name for name, record in each.items() if "result" not in record] == []


@MAJORS
def test_where_we_say_more_in_the_log_nvidias_words_are_in_it_as_well(major, answers):
    theirs, answered = answers(major)
    explained = {each.probe for each in differences(major) if (each.path, each.reason) == ("log", WHY)}
    assert explained
    for probe in explained:
        said = iter(answered[probe]["log"])
        assert [line for line in theirs[probe]["log"] if line not in said] == [], probe


@MAJORS
def test_nvidias_answers_are_those_of_the_record(major, answers):
    theirs, _ = answers(major)
    found = [(name, *where) for name in ASKED for where in leaves(recorded(major)[name], theirs[name])]
    assert found == []
