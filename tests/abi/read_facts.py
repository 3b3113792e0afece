"""The facts in `facts/`, under the names that shim/abi gives to things.

shim/abi is flat: `nvinfer1::apiv::VRuntime` and `nvinfer1::v_1_0::IProfiler` are `VRuntime` and `IProfiler` in
namespace `abi`, `ILogger::Severity` is `Severity`, and each major's own `Dims32` or `Dims64` is `Dims`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

FACTS = Path(__file__).parent / "facts"
MAJORS = (8, 10, 11)
BASE_VERSION = {8: "8.5.1", 10: "10.0.0", 11: "11.0"}

#: The order of 8.6.0's own IPluginRegistry is declared as a class of this name.
REGISTRY_860 = "IPluginRegistry860"

_NAMESPACE = re.compile(r"nvinfer1::(?:apiv::|v_1_0::)?")


def in_abi(text: str) -> str:
    """A name or signature of the facts as shim/abi spells it."""
    flat = _NAMESPACE.sub("", text)
    return re.sub(r"\bDims(?:32|64)\b", "Dims", flat.replace("ILogger::Severity", "Severity"))


@dataclass(frozen=True)
class Slot:
    kind: str  # "method", "complete-destructor" or "deleting-destructor"
    name: str
    signature: str | None  # None for a destructor
    since: str

    def member_type(self, owner: str) -> str:
        """The type of a pointer to this method: `bool (abi::VRuntime::*)(int) const noexcept`."""
        assert self.signature is not None
        parsed = re.fullmatch(rf"(.*?)\b{self.name}\((.*)\)((?: const)?(?: noexcept)?)", self.signature)
        assert parsed, self.signature
        return f"{parsed[1]}({owner}::*)({parsed[2]}){parsed[3]}"


@dataclass(frozen=True)
class Class:
    name: str
    category: str  # "wrapper", "pimpl-interface" or "callback-or-plugin-interface"
    since: str
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Struct:
    name: str
    size: int
    alignment: int
    fields: tuple[tuple[str, str, int], ...]  # name, type, offset


@dataclass(frozen=True)
class Enum:
    name: str
    underlying: str
    scoped: bool
    since: str
    values: dict[str, int]


@dataclass(frozen=True)
class Facts:
    classes: dict[str, Class]
    structs: dict[str, Struct]
    enums: dict[str, Enum]


def _registry_860(registry: Class, order: list[str]) -> Class:
    """8.6.0's IPluginRegistry: the slots of 8.6.1, in the order that the exception lists."""
    by_name = {slot.name if slot.kind == "method" else slot.kind: slot for slot in registry.slots}
    slots = tuple(replace(by_name[name], since="8.6.0") for name in order)
    return Class(REGISTRY_860, registry.category, "8.6.0", slots)


@cache
def facts(major: int) -> Facts:
    """The facts about one major version."""
    read = json.loads((FACTS / f"tensorrt-{major}.json").read_text())
    classes: dict[str, Class] = {}
    for full_name, described in read["classes"].items():
        name = in_abi(full_name)
        slots = tuple(
            Slot(kind, method, signature and in_abi(signature), since)
            for kind, method, signature, since in described["slots"]
        )
        classes[name] = Class(name, described["category"], described["since"], slots)
        for version, order in described.get("exceptions", {}).items():
            assert (name, version) == ("IPluginRegistry", "8.6.0"), "an exception that no test knows"
            classes[REGISTRY_860] = _registry_860(classes[name], order)
    structs = {
        in_abi(name): Struct(
            in_abi(name),
            described["size"],
            described["alignment"],
            tuple((field, in_abi(type_), offset) for field, type_, offset in described["fields"]),
        )
        for name, described in read["structs"].items()
    }
    enums = {
        in_abi(name): Enum(
            in_abi(name),
            described["underlying"],
            described["scoped"],
            described.get("since", BASE_VERSION[major]),
            described["values"],
        )
        for name, described in read["enums"].items()
    }
    return Facts(classes, structs, enums)
