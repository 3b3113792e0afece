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
from typing import Any

FACTS = Path(__file__).parent / "facts"
#: TensorRT for RTX: TensorRT 11 with the end of some tables its own.
RTX = "rtx"
MAJORS = (8, 10, 11, RTX)
BASE_VERSION = {8: "8.5.1", 10: "10.0.0", 11: "11.0", RTX: "1.5"}
#: Since when TensorRT for RTX has what TensorRT 11 has since then. Of 11.3 the facts tell, by the strategy for DLA; of
#: 11.4 NVIDIA's binding, by the refitter's release_refit_resources and the profile's profile_stream.
RTX_SINCE = {"11.0": "1.5", "11.3": "1.7", "11.4": "1.7"}

#: One release's own order of a class is declared as a class of this name.
REORDERED = {
    ("IPluginRegistry", "8.6.0"): "IPluginRegistry860",
    ("VNetworkDefinition", "10.8"): "VNetworkDefinition108",
}

_NAMESPACE = re.compile(r"nvinfer1::(?:apiv::|v_1_0::)?|nvonnxparser::|std::")
#: What the builder's facts name otherwise than the compiler would.
_BITS = re.compile(
    r"\b(?:BuilderFlags|NetworkDefinitionCreationFlags|OnnxParserFlags|QuantizationFlags|TacticSources|TensorFormats)\b"
)


def in_abi(text: str) -> str:
    """A name or signature of the facts as shim/abi spells it."""
    flat = _BITS.sub("uint32_t", _NAMESPACE.sub("", text.replace("nvonnxparser::ErrorCode", "ParserErrorCode")))
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


def _reordered(described: Class, version: str, order: list[str]) -> Class:
    """A class of one release only: the slots of the others, in the order that the exception lists."""
    by_name = {slot.name if slot.kind == "method" else slot.kind: slot for slot in described.slots}
    slots = tuple(replace(by_name[name], since=version) for name in order)
    return Class(REORDERED[described.name, version], described.category, version, slots)


def _wrapper(described: Class) -> Class:
    """The I* of a V*: as on the runtime side it has nothing but its destructors and mImpl."""
    return Class(f"I{described.name[1:]}", "wrapper", described.since, described.slots[:2])


def _class(full_name: str, described: dict[str, Any]) -> Class:
    name = in_abi(full_name)
    slots = tuple(
        Slot(kind, method, signature and in_abi(signature), since)
        for kind, method, signature, since in described["slots"]
    )
    return Class(name, described["category"], described["since"], slots)


@cache
def facts(major: int | str) -> Facts:
    """The facts about one major version."""
    runtime, builder = _facts_of_rtx() if major == RTX else _facts_of_runtime(major), _facts_of_builder(major)
    return Facts(runtime.classes | builder.classes, runtime.structs, runtime.enums | builder.enums)


def _facts_of_builder(major: int | str) -> Facts:
    """What only a builder has: its classes and those of the ONNX parser."""
    read = json.loads((FACTS / f"builder-{major}.json").read_text())
    classes: dict[str, Class] = {}
    for full_name, described in read["classes"].items():
        found = _class(full_name, described)
        classes[found.name] = found
        for version, order in described.get("exceptions", {}).items():
            classes[REORDERED[found.name, version]] = _reordered(found, version, order)
        if described["category"] == "pimpl-interface":
            wrapper = _wrapper(found)
            classes[wrapper.name] = wrapper
    # as all enums of TensorRT, those of which no more is told are ints
    enums = {name: Enum(name, "int", True, BASE_VERSION[major], told["values"]) for name, told in read["enums"].items()}
    return Facts(classes, {}, enums)


def _facts_of_runtime(major: int | str) -> Facts:
    read = json.loads((FACTS / f"tensorrt-{major}.json").read_text())
    classes: dict[str, Class] = {}
    for full_name, described in read["classes"].items():
        name = in_abi(full_name)
        classes[name] = _class(full_name, described)
        for version, order in described.get("exceptions", {}).items():
            classes[REORDERED[name, version]] = _reordered(classes[name], version, order)
    creators = json.loads((FACTS / "plugin-creators.json").read_text())
    classes |= {in_abi(name): _class(name, described) for name, described in creators[str(major)].items()}
    structs = {
        in_abi(name): Struct(
            in_abi(name),
            described["size"],
            described["alignment"],
            tuple((field, in_abi(type_), offset) for field, type_, offset in described["fields"]),
        )
        for name, described in (read["structs"] | creators["structs"]).items()
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


def _facts_of_rtx() -> Facts:
    """TensorRT 11 where nothing else is said, with the versions of TensorRT for RTX."""
    base, read = _facts_of_runtime(11), json.loads((FACTS / "tensorrt-rtx.json").read_text())
    own = {in_abi(name): slots for name, slots in read["slots"].items()}
    classes: dict[str, Class] = {}
    for name, described in base.classes.items():
        slots = [replace(slot, since=RTX_SINCE[slot.since]) for slot in described.slots]
        if name in own:
            first = own[name][0][0]
            assert [slot for slot, *_ in own[name]] == list(range(first, first + len(own[name]))), "a gap"
            assert {slot.name for slot in slots[first:]} <= {method for _, method, *_ in own[name]}, "a slot is lost"
            slots[first:] = (Slot("method", method, in_abi(said), since) for _, method, said, since in own[name])
        classes[name] = replace(described, since=RTX_SINCE[described.since], slots=tuple(slots))
    objects = json.loads((FACTS / "rtx-objects.json").read_text())["classes"]
    classes |= {in_abi(name): _class(name, described) for name, described in objects.items()}
    enums = {name: replace(enum, since=RTX_SINCE[enum.since]) for name, enum in base.enums.items()}
    for full_name, values in read["enums"].items():
        enums[in_abi(full_name)] = Enum(in_abi(full_name), "int", True, BASE_VERSION[RTX], values)
    return Facts(classes, base.structs, enums)
