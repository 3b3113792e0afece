"""Prove that the comparison can fail: mutate shim/abi in one place at a time, and see each mutant refused.

    python -m tests.abi.mutate               every mutation (5542; fifteen minutes on two cores)
    python -m tests.abi.mutate 200           about this many, evenly spread over them

Prints the kinds of mutation with their numbers, and every mutant that the comparison took for good: there must be none.
"""

from __future__ import annotations

import concurrent.futures
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from tests.abi.compare import HEADERS, problems, problems_of_program
from tests.abi.read_facts import MAJORS, RTX

if TYPE_CHECKING:
    from collections.abc import Iterator

_SLOT = re.compile(r"^    virtual [^;]*;\n", re.MULTILINE)
_ENUMERATOR = re.compile(r"\bk\w+ = \d+")
_FIELD = re.compile(r"^    (?!virtual\b|static\b)[^;\n()={}]+;\n", re.MULTILINE)
#: Replacements of one word; each is another type, another calling convention or another promise.
_WORDS = {
    "change a parameter or result": [
        (r"\bint32_t(?= [*&]?\w+\(|[,)*])", "int64_t"),
        (r"\bint64_t(?=[,)*])", "int32_t"),
        (r"\bbool(?= \w+\(|[,)])", "int32_t"),
        (r"\bchar const\*", "char*"),
        (r"\bchar const\*\*", "char const*"),
        (r"\bvoid const\*", "void*"),
        (r"\bDims const&", "Dims"),
        (r"\bfloat\b", "double"),
        (r"\bStream(?=[,)])", "Event"),
    ],
    "change constness": [(r"(?<=\)) const(?= noexcept| =)", ""), (r"(?<=\)) noexcept = 0", " const noexcept = 0")],
    "change noexcept": [(r" noexcept(?= = 0)", ""), (r"(\)(?: const)?) = 0", r"\1 noexcept = 0")],
    "change a version": [(r"// since (\d+)\.(\d+)", r"// since \1.99"), (r" *// since [\d.]+\n", "\n")],
    "change an underlying type": [(r"(enum class \w+) : int32_t", r"\1 : int8_t")],
    "change a base": [
        (r": public (IVersionedInterface|VRoot|INoCopy)", ": public Interface"),
        (r": public IGpuAllocator", ": public IVersionedInterface"),
    ],
}


OF_THE_TEXT = frozenset({"add an enumerator", "change a version"})
HEADER_FILES = (
    *("common.h", *(f"tensorrt{major}.h" for major in MAJORS if major != RTX)),
    *(f"builder{major}.h" for major in MAJORS),
)
_RTX = re.compile(r"^#if(n?)def TRT_RTX\n.*?^#endif", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Mutant:
    kind: str
    header: str
    line: int
    text: str
    majors: tuple[int | str, ...]  # whose declarations it changes

    def __str__(self) -> str:
        return f"{self.header}:{self.line}: {self.kind}"


def _adjacent(matches: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    for first, second in pairwise(matches):
        if first.end() == second.start():
            yield first, second


def _changed(text: str) -> Iterator[tuple[str, int, str]]:
    """Every mutation of a header's text: its kind, where it is, the text."""

    def replaced(start: int, end: int, by: str) -> str:
        return text[:start] + by + text[end:]

    slots = list(_SLOT.finditer(text))
    for first, second in _adjacent(slots):
        kind = "move the destructor" if "~" in first[0] + second[0] else "swap two slots"
        yield kind, first.start(), replaced(first.start(), second.end(), second[0] + first[0])
    for slot in slots:
        yield "drop a slot", slot.start(), replaced(slot.start(), slot.end(), "")
        added = "    virtual void added() noexcept = 0;\n"
        yield "add a slot", slot.start(), replaced(slot.start(), slot.start(), added)
        yield "add a slot", slot.end(), replaced(slot.end(), slot.end(), added)
    for enumerator in _ENUMERATOR.finditer(text):
        start, end = enumerator.span()
        name, _, value = enumerator[0].partition(" = ")
        yield "change an enum value", start, replaced(start, end, f"{name} = {int(value) + 1}")
        following = re.compile(r",\s*").match(text, end)
        yield "drop an enumerator", start, replaced(start, following.end() if following else end, "")
        yield "add an enumerator", start, replaced(start, start, "kADDED = 99, ")
        yield "rename an enumerator", start, replaced(start, end, f"{name}X = {value}")
    fields = list(_FIELD.finditer(text))
    for a, b in _adjacent(fields):
        yield "swap two fields", a.start(), replaced(a.start(), b.end(), b[0] + a[0])
    for field in fields:
        yield "drop a field", field.start(), replaced(*field.span(), "")
        yield "add a field", field.start(), replaced(field.start(), field.start(), "    int32_t added;\n")
        yield "add a field", field.end(), replaced(field.end(), field.end(), "    int32_t added;\n")
    for kind, words in _WORDS.items():
        for pattern, by in words:
            for word in re.finditer(pattern, text):
                yield kind, word.start(), replaced(*word.span(), word.expand(by))


def mutants(header: str) -> list[Mutant]:
    text = (HEADERS / header).read_text()
    start = text.index("namespace abi {")
    comments = [match.span() for match in re.finditer(r"//(?! since).*", text)]
    only: dict[tuple[int, int], int | str] = {match.span(): 11 if match[1] else RTX for match in _RTX.finditer(text)}
    number = re.search(r"\d+", header)
    majors: tuple[int | str, ...] = (int(number[0]),) if number else MAJORS
    if header == "tensorrt11.h":
        majors = (11, RTX)
    elif RTX in header:
        majors = (RTX,)

    def changed_in(position: int) -> tuple[int | str, ...]:
        one = [major for (first, last), major in only.items() if first <= position < last]
        return (one[0],) if one else majors

    return [
        Mutant(kind, header, text.count("\n", 0, position) + 1, changed, changed_in(position))
        for kind, position, changed in _changed(text)
        if position > start and not any(first <= position < last for first, last in comments)
    ]


def refused(mutant: Mutant) -> bool:
    """Whether the comparison finds the mutant wrong, in every major that it is in.

    Only for what a compiler cannot know is the text looked at: of all else the compiled program must complain alone.
    """
    compare = problems if mutant.kind in OF_THE_TEXT else problems_of_program
    with tempfile.TemporaryDirectory() as directory:
        headers = Path(directory, "abi")
        shutil.copytree(HEADERS, headers)
        (headers / mutant.header).write_text(mutant.text)
        return all(compare(major, headers) for major in mutant.majors)


def main(arguments: list[str]) -> int:
    everything = [mutant for header in HEADER_FILES for mutant in mutants(header)]
    wanted = int(arguments[0]) if arguments else len(everything)
    chosen = everything[:: max(1, len(everything) // wanted)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        survivors = [mutant for mutant, caught in zip(chosen, pool.map(refused, chosen), strict=True) if not caught]
    missed = Counter(mutant.kind for mutant in survivors)
    for kind, number in Counter(mutant.kind for mutant in chosen).items():
        print(f"{kind:30} {number - missed[kind]:5} of {number} refused")
    for mutant in survivors:
        print(f"NOT REFUSED: {mutant}")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
