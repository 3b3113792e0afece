"""Where the package differs from the facts about the official one, and the exceptions that give the reasons.

An exception is a line of `exceptions.txt`: `MAJORS | SUBJECT | DIFFERENCE | KIND | REASON`. SUBJECT and DIFFERENCE are
patterns (`*`). One that matches nothing in one of its majors is an error, as is a difference that none matches.
"""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import trt_cffi
from trt_cffi.compat import official_names
from trt_cffi.enums import Enumeration

FOLDER = Path(__file__).parent
EXCEPTIONS = FOLDER / "exceptions.txt"
MAJORS: tuple[int | str, ...] = (8, 10, 11, "rtx")

#: What a reason may be, with its heading in the documentation.
KINDS = {
    "better": "Different on purpose",
    "more": "More than the official package has",
    "plugin": "Left out: writing plugins",
    "builder": "Left out: building layer by layer, and what builders have given up",
    "later": "Not there yet",
}

Facts = dict[str, Any]


@dataclass(frozen=True, order=True)
class Difference:
    """What one version of the package has otherwise."""

    major: int | str
    subject: str  # `Runtime`, `Runtime.load_runtime`, `volume`
    what: str

    def __str__(self) -> str:
        return f"{self.major} | {self.subject} | {self.what}"


@dataclass(frozen=True)
class Allowed:
    """A line of the exceptions."""

    majors: tuple[int | str, ...]
    subject: str
    what: str
    kind: str
    reason: str

    def matches(self, difference: Difference) -> bool:
        return (
            difference.major in self.majors
            and fnmatchcase(difference.subject, self.subject)
            and fnmatchcase(difference.what, self.what)
        )

    def __str__(self) -> str:
        majors = " ".join(map(str, self.majors))
        return f"{majors} | {self.subject} | {self.what} | {self.kind} | {self.reason}"


@cache
def facts(major: int | str) -> Facts:
    found: Facts = json.loads((FOLDER / "facts" / f"{major}.json").read_text())
    builder: Facts = json.loads((FOLDER / "facts" / f"builder-{major}.json").read_text())
    for section in ("classes", "enums", "functions", "aliases"):
        found[section].update(builder[section])
    return found


def read_exceptions() -> list[Allowed]:
    return [parse(line) for line in EXCEPTIONS.read_text().splitlines() if line and not line.startswith("#")]


def parse(line: str) -> Allowed:
    majors, subject, what, kind, reason = (field.strip() for field in line.split("|", 4))
    if kind not in KINDS or not reason:
        raise ValueError(f"no such kind, or no reason: {line}")
    numbers = tuple(int(each) if each.isdecimal() else each for each in majors.split())
    return Allowed(numbers, subject, what, kind, reason)


def public_names(library: trt_cffi.Library) -> set[str]:
    """The names that `import trt_cffi as trt` gives for this library."""
    return {*official_names(library), *trt_cffi.__all__}


def differences(major: int | str) -> list[Difference]:
    library, official = trt_cffi.open_library(f"simulator{major}"), facts(major)
    found = [
        *compared_classes(library, official["classes"]),
        *compared_enums(library, official["enums"]),
        *compared_functions(library, official["functions"]),
        *compared_aliases(library, official["aliases"]),
    ]
    known = {*official["classes"], *official["enums"], *official["functions"], *official["aliases"]}
    for name in sorted(public_names(library) - known):
        elsewhere = [other for other in MAJORS if name in {**facts(other)["classes"], **facts(other)["enums"]}]
        found.append((name, extra(elsewhere)))
    return sorted(Difference(major, subject, what) for subject, what in found)


Found = list[tuple[str, str]]


def extra(elsewhere: list[int | str]) -> str:
    return f"extra: of {' and '.join(map(str, elsewhere))}" if elsewhere else "extra"


def compared_classes(library: trt_cffi.Library, official: Facts) -> Found:
    found: Found = []
    for name, described in official.items():
        ours = getattr(library, name, None)
        if ours is None:
            found.append((name, "missing"))
            continue
        expected = members(name, official)
        for base in described["bases"]:
            if not issubclass(ours, getattr(library, base, ())):
                found.append((name, f"not derived from {base}"))
        if not described["constructible"] and not refuses_to_be_made(ours):
            found.append((name, "can be constructed"))
        for member, fact in expected.items():
            found.extend((f"{name}.{member}", what) for what in compared_member(ours, member, fact))
        for member in sorted(public_members(ours) - expected.keys()):
            elsewhere = [each for each in MAJORS if member in members(name, facts(each)["classes"])]
            found.append((f"{name}.{member}", extra(elsewhere)))
    return found


def members(name: str, official: Facts) -> Facts:
    """The members of a class with those of its bases; none when there is no such class."""
    described = official.get(name, {"bases": [], "members": {}})
    found: Facts = {}
    for base in described["bases"]:
        found |= members(base, official)
    return found | described["members"]


def public_members(cls: type) -> set[str]:
    """What a class has, but for what it has from Python's own, as `IHostMemory` from `bytearray`."""
    ours = (each for each in cls.__mro__ if each.__module__ != "builtins")
    return {name for each in ours for name in vars(each) if name[0] != "_"}


def refuses_to_be_made(cls: type) -> bool:
    try:
        cls()
    except TypeError as error:
        return "no constructor" in str(error)
    return False


def compared_member(cls: type, name: str, fact: str | list[list[str]]) -> list[str]:
    try:
        ours = inspect.getattr_static(cls, name)
    except AttributeError:
        return ["missing"]
    inherited_as = "__repr__" if name == "__str__" else name  # str() is repr() where that alone is written
    if inspect.getattr_static(cls, inherited_as) is getattr(object, inherited_as, None):
        return ["missing"]
    if isinstance(ours, (staticmethod, classmethod)):
        ours = ours.__func__
    if isinstance(fact, list):
        return (
            compared_arguments(ours, fact, method=True) if callable(ours) else [f"{access(ours)} instead of a method"]
        )
    if callable(ours) and not isinstance(ours, type):
        return [f"a method instead of {fact}"]
    kind = access(ours)
    return [] if kind == fact or (kind, fact) == ("value", "ro") else [f"{kind} instead of {fact}"]


def access(attribute: Any) -> str:
    """What can be done with an attribute of an object: "ro", "rw" or "wo"; "value" for the class's own."""
    if isinstance(attribute, property):
        return "wo" if attribute.fget is None else "ro" if attribute.fset is None else "rw"
    if inspect.ismemberdescriptor(attribute):  # of __slots__
        return "rw"
    return "value"


def compared_arguments(function: Any, overloads: list[list[str]], *, method: bool) -> list[str]:
    """Whether every call of every overload, positional and by keyword, reaches ours with the same meaning."""
    try:
        parameters = list(inspect.signature(function).parameters.values())[method:]
    except ValueError:
        return ["no signature"]
    found = []
    if not fits(parameters, overloads):
        ours = ", ".join(map(shown, parameters))
        theirs = " or ".join(f"({', '.join(each)})" for each in overloads)
        found.append(f"takes ({ours}) instead of {theirs}")
    named = {argument.partition("=")[0] for overload in overloads for argument in overload}
    if not any(map(unnamed, named)):
        others = (each.name for each in parameters if each.name not in named and each.kind not in VARIABLE)
        found.extend(f"also takes {name}" for name in others)
    return found


def unnamed(argument: str) -> bool:
    """Whether an argument is one that pybind numbers, as it has no name: `arg0`."""
    return argument.startswith("arg") and argument[3:].isdigit()


VARIABLE = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def shown(parameter: inspect.Parameter) -> str:
    if parameter.default is not parameter.empty:
        return f"{parameter.name}={written(parameter.default)}"
    return str(parameter.replace(annotation=parameter.empty))


def written(default: Any) -> str:
    return str(default) if isinstance(default, Enumeration) else repr(default)


def fits(parameters: list[inspect.Parameter], overloads: list[list[str]]) -> bool:
    by_name = {each.name: each for each in parameters}
    any_position = any(each.kind is each.VAR_POSITIONAL for each in parameters)
    any_name = any(each.kind is each.VAR_KEYWORD for each in parameters)
    positions = [each for each in parameters if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD)]
    for overload in overloads:
        given, has_default = set(), False
        for position, argument in enumerate(overload):
            name, _, default = argument.partition("=")
            if position >= len(positions):
                if not any_position and name not in by_name:
                    return False
                given.add(name)
                if any_position:
                    continue
                ours = by_name[name]
            else:
                ours = positions[position]
                given.add(ours.name)
            if unnamed(name):
                continue
            others = {each[position].partition("=")[0] for each in overloads if len(each) > position}
            if ours.name not in others or (name not in by_name and not any_name):
                return False
            ours = by_name[name]
            given.add(name)
            if default and (ours.default is ours.empty or written(ours.default) != default):
                return False
            # after an argument with a default Python knows none without, but pybind does
            if not default and not has_default and len(overloads) == 1 and ours.default is not ours.empty:
                return False
            has_default = has_default or bool(default)
        if any(
            each.name not in given and each.default is each.empty and each.kind not in VARIABLE for each in parameters
        ):
            return False
    return True


def compared_enums(library: trt_cffi.Library, official: Facts) -> Found:
    found: Found = []
    for name, described in official.items():
        ours: Any = library
        for part in name.split("."):
            ours = getattr(ours, part, None)
        if ours is None:
            found.append((name, "missing"))
            continue
        members = {member: int(value) for member, value in ours.__members__.items()}
        for member, value in described["members"].items():
            if members.get(member) != value:
                have = members.get(member)
                found.append((f"{name}.{member}", "missing" if have is None else f"{have} instead of {value}"))
        found.extend((f"{name}.{member}", "extra") for member in members.keys() - described["members"].keys())
        if list(members) != list(described["members"]) and not members.keys() ^ described["members"].keys():
            found.append((name, "members in another order"))
        ordered = any("__lt__" in vars(each) for each in ours.__mro__ if each is not object)
        if ordered != described["ordered"]:
            found.append((name, "can be ordered" if ordered else "cannot be ordered"))
    return found


def compared_functions(library: trt_cffi.Library, official: Facts) -> Found:
    found: Found = []
    for name, overloads in official.items():
        ours = getattr(library, name, None)
        if ours is None:
            found.append((name, "missing"))
        else:
            found.extend((name, what) for what in compared_arguments(ours, overloads, method=False))
    return found


def compared_aliases(library: trt_cffi.Library, official: Facts) -> Found:
    found: Found = []
    for name, member in official.items():
        ours = str(getattr(library, name, "missing"))
        if ours != member:
            found.append((name, ours if ours == "missing" else f"{ours} instead of {member}"))
    return found


def judge(found: list[Difference], allowed: list[Allowed]) -> tuple[list[Difference], list[Allowed]]:
    """Differences without a reason, and reasons without a difference, each for the majors that it lacks one in."""
    unexplained = [each for each in found if not any(reason.matches(each) for reason in allowed)]
    unused = []
    for reason in allowed:
        idle = tuple(major for major in reason.majors if not any(reason.matches(e) for e in found if e.major == major))
        if idle:
            unused.append(Allowed(idle, reason.subject, reason.what, reason.kind, reason.reason))
    return unexplained, unused


def all_differences() -> list[Difference]:
    return [each for major in MAJORS for each in differences(major)]
