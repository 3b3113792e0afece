"""The functions of shim/trt_shim.h with their comments, read from the header's text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HEADER = Path(__file__).parents[2] / "shim" / "trt_shim.h"

_FUNCTION = re.compile(
    r"(?:/\*(?P<comment>(?:[^*]|\*(?!/))*)\*/\n)?"
    r"TRT_API (?P<result>[^(;]*?)(?P<name>\w+)\((?P<parameters>[^;]*)\);"
)
_VERSIONS = re.compile(
    r"\b(?:[Aa]ny version|TensorRT (?P<since>[\d.]*\d) on\b|until (?P<until>[\d.]*\d)|TensorRT (?P<only>[\d.]*\d) only"
    r"|TensorRT for RTX (?P<rtx>[\d.]*\d) on\b)"
)
_HANDLE = re.compile(r"typedef struct (\w+) \1;")


@dataclass(frozen=True)
class Parameter:
    type: str  # "trt_engine *", "int32_t"
    name: str

    @property
    def is_pointer(self) -> bool:
        return self.type.endswith("*")

    @property
    def is_handle(self) -> bool:
        """Whether it is a handle that is passed in, not where one is written."""
        return self.type.removesuffix(" *") in handles() and self.is_pointer


@dataclass(frozen=True)
class Versions:
    """`since` and `until`, the last that has it, to the precision that is said; None for as far as we go.

    Or since which TensorRT for RTX has it, and TensorRT has not: `rtx`.
    """

    since: str | None
    until: str | None
    rtx: str | None = None
    not_rtx: bool = False

    def have(self, version: tuple[int, ...]) -> bool:
        is_rtx = version[0] == 1
        if is_rtx and self.not_rtx:
            return False
        if self.rtx:
            return is_rtx and _numbers(self.rtx) <= version
        if is_rtx:  # 1.7 has what came until 11.4
            version = (11, 4)
        since, until = _numbers(self.since), _numbers(self.until)
        return since <= version and (not until or version[: len(until)] <= until)


@dataclass(frozen=True)
class Function:
    name: str
    result: str
    parameters: tuple[Parameter, ...]
    comment: str | None  # directly above it, on one line; None without one

    @property
    def versions(self) -> Versions:
        """Which versions have it, as its comment says outside of brackets."""
        said = list(_VERSIONS.finditer(re.sub(r"\([^()]*\)", "", self.comment or "")))
        assert len({match[0].lower() for match in said}) == 1, f"{self.name}: {[match[0] for match in said]}"
        return Versions(
            said[0]["only"] or said[0]["since"],
            said[0]["only"] or said[0]["until"],
            said[0]["rtx"],
            not_rtx="Not in TensorRT for RTX." in (self.comment or ""),
        )

    @property
    def can_fail(self) -> bool:
        return self.result == "trt_status"

    @property
    def destroys(self) -> bool:
        return self.name.endswith(("_destroy", "_close"))


@cache
def handles() -> frozenset[str]:
    """The types that handles point to."""
    return frozenset(_HANDLE.findall(HEADER.read_text()))


def _numbers(version: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")) if version else ()


def _parameter(text: str) -> Parameter:
    parsed = re.fullmatch(r"(.*?)(\w+)", " ".join(text.split()))
    assert parsed, text
    return Parameter(parsed[1].strip(), parsed[2])


@cache
def functions() -> tuple[Function, ...]:
    text = HEADER.read_text()
    found = []
    for match in _FUNCTION.finditer(text):
        parameters = match["parameters"].strip()
        found.append(
            Function(
                match["name"],
                match["result"].strip(),
                () if parameters == "void" else tuple(_parameter(each) for each in parameters.split(",")),
                match["comment"] and " ".join(re.sub(r"^ \*", "", match["comment"], flags=re.MULTILINE).split()),
            )
        )
    declared = len(re.findall(r"^TRT_API ", text, re.MULTILINE))
    assert len(found) == declared, f"read {len(found)} of {declared} functions"
    return tuple(found)
