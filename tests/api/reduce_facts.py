"""Reduce the facts about the official package to what the tests compare: `facts/N.json`.

    python tests/api/reduce_facts.py DIRECTORY

DIRECTORY holds the full `api-8.6.json`, `api-10.16.json` and `api-11.4.json`. One fact a line, so that a change shows.
`rtx.json` was written from that of 11 and NVIDIA's binding of TensorRT for RTX; `tests/twin` compares it with that.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "facts"
FULL = {8: "api-8.6.json", 10: "api-10.16.json", 11: "api-11.4.json"}

Facts = dict[str, Any]


def overload(arguments: list[Facts]) -> list[str]:
    """The arguments but self, each `name` or `name=default`."""
    return [
        f"{argument['name']}={argument['default']}" if "default" in argument else argument["name"]
        for argument in arguments
        if argument["name"] != "self"
    ]


def member(found: Facts) -> str | list[list[str]]:
    """A property is "ro", "rw" or "wo"; what is the class's own a "value"; a method or constructor its overloads."""
    if found["kind"] == "property":
        return str(found["access"])
    if found["kind"] in ("enum_alias", "nested_class", "class_alias"):
        return "value"
    if "overloads" in found:
        return [overload(each["args"]) for each in found["overloads"]]
    arguments = found["signature"].partition("(")[2].rstrip(")")
    return [[name.strip() for name in arguments.split(",") if name.strip() not in ("", "this")]]


def member_of_full(found: Facts) -> str | list[list[str]]:
    """The same for what only the full module registers, whose facts were read from NVIDIA's sources."""
    if found["op"] in ("def_property", "def_property_readonly"):
        return "rw" if "setter" in found else "ro"
    return [overload(found["args"])]


def classes_of(full: Facts) -> Facts:
    classes: Facts = {}
    for name, described in full["classes"].items():
        classes[name] = {
            "area": described["area"],
            "bases": [base for base in described["bases"] if base != "pybind11_object"],
            "constructible": described["constructible_from_python"],
            "members": {each["name"]: member(each) for each in described["members"]},
        }
    for name, described in full["only_in_full_tensorrt_module"].items():
        if described["kind"] == "class":
            members = {each["name"]: member_of_full(each) for each in described["members"]}
            constructible = "__init__" in members
            classes[name] = {"area": "core", "bases": [], "constructible": constructible, "members": members}
    # What a program overrides, with the arguments that TensorRT's calls give it; not all of it is bound.
    for name, points in full["override_points"].items():
        for point in points:
            classes[name]["members"][point["name"]] = [[argument for argument, *_ in point["args"]]]
    return classes


def enums_of(full: Facts) -> Facts:
    def enum(described: Facts) -> Facts:
        return {
            "ordered": described.get("ordering_operators", False),
            "members": {each["name"]: each["value"] for each in described["members"]},
        }

    only_in_full = full["only_in_full_tensorrt_module"].items()
    found = {**full["enums"], **{name: each for name, each in only_in_full if each["kind"] == "enum"}}
    enums = {name: enum(described) for name, described in found.items()}
    enums["TensorFormat"]["ordered"] = True  # read off the full modules, as their sources do not tell
    return enums


def functions_of(full: Facts) -> Facts:
    return {
        name: [overload(each["args"]) for each in described["overloads"]]
        if "overloads" in described
        else member({"kind": "function", **described})
        for name, described in full["functions"].items()
    }


def reduced(full: Facts) -> Facts:
    return {
        "version": full["version"],
        "classes": classes_of(full),
        "enums": enums_of(full),
        "functions": functions_of(full),
        "aliases": {
            name: f"{each['enum'].rpartition('.')[2]}.{each['member']}" for name, each in full["aliases"].items()
        },
    }


def lines(value: Any, depth: int) -> str:
    """JSON with a line for each entry, down to a depth."""
    if depth and isinstance(value, dict) and value:
        entries = (f"{json.dumps(key)}: {lines(each, depth - 1)}" for key, each in value.items())
        return "{\n" + ",\n".join(entries) + "\n}"
    return json.dumps(value, ensure_ascii=False)


def main(directory: Path) -> None:
    FACTS.mkdir(exist_ok=True)
    for major, name in FULL.items():
        full = json.loads((directory / name).read_text())
        (FACTS / f"{major}.json").write_text(lines(reduced(full), 5) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
