"""shim/abi against the facts, slot by slot, and the proof that this comparison can fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.abi.compare import BUILDER_ENUMS, OTHER_STRUCTS, problems
from tests.abi.mutate import HEADER_FILES, Mutant, mutants, refused
from tests.abi.read_facts import MAJORS, facts

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.one_python  # it is the compiler that compares


@pytest.mark.parametrize("major", MAJORS)
def test_every_slot_struct_and_enum_is_as_the_facts_say(major: int | str) -> None:
    assert problems(major) == []


def test_what_shim_abi_leaves_out_is_in_the_facts() -> None:
    assert set().union(*(facts(major).enums for major in MAJORS)) >= BUILDER_ENUMS
    assert set().union(*(facts(major).structs for major in MAJORS)) >= OTHER_STRUCTS


def a_few(everything: Iterable[Mutant]) -> list[Mutant]:
    """One mutant of each kind: the middle one, so that it is not at an edge of its class."""
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in everything:
        by_kind.setdefault(mutant.kind, []).append(mutant)
    return [of_kind[len(of_kind) // 2] for of_kind in by_kind.values()]


@pytest.mark.parametrize("mutant", [m for header in HEADER_FILES for m in a_few(mutants(header))], ids=str)
def test_a_mutated_header_is_refused(mutant: Mutant) -> None:
    assert refused(mutant)
