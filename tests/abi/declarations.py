"""What shim/abi declares, read from its text: the part that no compiler can be asked.

A compiler tells a slot's number but not which enumerators exist, nor what a comment says. So this reads the names of
classes, structs and enumerators, and since when each slot is there. It knows the plain style of shim/abi only and
raises on anything else, rather than miss it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_SINCE = r"//\s*since\s+([\d.]+)"
_ENUM = re.compile(rf"enum\s+class\s+(\w+)\s*:\s*\w+\s*\{{([^}}]*)\}}\s*;[ \t]*(?:{_SINCE})?")
_RECORD = re.compile(
    r"^(?:class|struct)\s+(?P<name>\w+)\s*(?::\s*public\s+(?P<base>\w+)\s*)?"
    rf"\{{(?:\}};|[ \t]*(?:{_SINCE})?[ \t]*\n(?P<body>.*?)^\}};)",
    re.MULTILINE | re.DOTALL,
)
_MEMBER = re.compile(rf"{_SINCE}|\bvirtual\s+[^;]*?(~?\w+)\s*\([^;]*;")


@dataclass(frozen=True)
class DeclaredSlot:
    kind: str
    name: str
    since: str


@dataclass(frozen=True)
class Declared:
    classes: dict[str, tuple[DeclaredSlot, ...]]  # classes with a virtual table, in the order of their slots
    structs: frozenset[str]
    enums: dict[str, tuple[str, frozenset[str]]]  # name: (since, its enumerators)


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split("."))


def _own_slots(body: str, since: str) -> list[DeclaredSlot]:
    """The slots that a class's body declares, in order; a `// since` holds for all that follow it."""
    slots: list[DeclaredSlot] = []
    for match in _MEMBER.finditer(body):
        later, name = match.groups()
        if later:
            since = later
        elif name.startswith("~"):
            slots += [DeclaredSlot(f"{which}-destructor", "~", since) for which in ("complete", "deleting")]
        else:
            slots.append(DeclaredSlot("method", name, since))
    return slots


def _table(inherited: tuple[DeclaredSlot, ...], own: list[DeclaredSlot], since: str) -> tuple[DeclaredSlot, ...]:
    """A class's table: its base's slots, no older in this class than the class itself, then its own new ones."""
    table = [replace(slot, since=max(slot.since, since, key=_version)) for slot in inherited]
    has_destructor = any(slot.kind != "method" for slot in inherited)
    table += [slot for slot in own if slot.kind == "method" or not has_destructor]
    return tuple(table)


def declared(text: str, base_version: str) -> Declared:
    """What the text of the headers of one major declares; `base_version` is the one that needs no comment."""
    enums = {}
    for name, body, since in _ENUM.findall(text):
        enumerators = [entry.strip() for entry in body.split(",")]
        parsed = [re.fullmatch(r"(\w+) = -?\d+", entry) for entry in enumerators]
        if not all(parsed):
            raise ValueError(f"enum {name}: every enumerator needs a value of its own: {enumerators}")
        names = [match[1] for match in parsed if match]
        enums[name] = (since or base_version, frozenset(names))
    classes: dict[str, tuple[DeclaredSlot, ...]] = {}
    structs = set()
    for match in _RECORD.finditer(text):
        name, base, body = match["name"], match["base"], match["body"] or ""
        since = match[3] or base_version
        table = _table(classes.get(base, ()), _own_slots(body, since), since)
        if table:
            classes[name] = table
        elif name != "Interface":
            structs.add(name)
    records = set(re.findall(r"\b(?:class|struct|union)\s+(\w+)[^;,(){]*\{", re.sub(r"//.*|\benum class", "", text)))
    if records != {*classes, *structs, "Interface"}:
        raise ValueError(f"cannot read the declarations of {records ^ {*classes, *structs, 'Interface'}}")
    return Declared(classes, frozenset(structs), enums)
