"""Reduce the facts about TensorRT's binary interface to what the tests compare: `facts/tensorrt-N.json`.

    python tests/abi/reduce_facts.py DIRECTORY

DIRECTORY holds the full `tensorrt-8.json`, `tensorrt-10.json`, `tensorrt-11.json`, `tensorrt-rtx.json` and
`builder.json`. Names, numbers and versions are kept as they are there; argument names and whatever no test reads are
not. One fact a line, so that a change shows.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

FACTS = Path(__file__).parent / "facts"
MAJORS = (8, 10, 11)

Facts = dict[str, Any]

_ARGUMENT_NAME = re.compile(r"(nvinfer1::[\w:]+|[*&]) ?\b(?!const\b)[a-z]\w*(?=[,)])")


def canonical(signature: str) -> str:
    """The signature without argument names: `bool f(nvinfer1::E strategy)` is `bool f(nvinfer1::E)`."""
    name, _, rest = signature.partition("(")
    return f"{name}({_ARGUMENT_NAME.sub(lambda match: match[1], rest)}"


def reduced(full: Facts) -> Facts:
    """The part of one major's facts that is compared.

    A slot is [kind, name, signature, since], its number the position in the list; a destructor has no signature.
    """
    classes: Facts = {}
    for name, described in full["classes"].items():
        slots = described["slots"]
        if [slot["slot"] for slot in slots] != list(range(len(slots))):
            raise ValueError(f"{name}: the slots are not numbered from 0 without a gap")
        classes[name] = {
            "category": described["category"],
            "since": described["class_since"],
            "slots": [
                [
                    slot["kind"],
                    slot["name"],
                    canonical(slot["signature"]) if "signature" in slot else None,
                    slot["since"],
                ]
                for slot in slots
            ],
        }
        if "exceptions" in described:
            classes[name]["exceptions"] = {other["version"]: other["slots"] for other in described["exceptions"]}
    structs = {
        name: {
            "size": described["sizeof"],
            "alignment": described["alignof"],
            "fields": [[field["name"], field["canonical"], field["offset"]] for field in described["fields"]],
        }
        for name, described in full["structs"].items()
    }
    enums = {
        name: {
            "underlying": described["underlying_canonical"],
            "scoped": described["scoped"],
            "values": described["values"],
            **({"since": described["since"]} if "since" in described else {}),
        }
        for name, described in full["enums"].items()
    }
    return {"read_from": full["read_from"], "abi": full["abi"], "classes": classes, "structs": structs, "enums": enums}


def reduced_rtx(full: Facts, builder: Facts) -> Facts:
    """How TensorRT for RTX differs from TensorRT 11: by class how its table ends, [slot, name, signature, since]."""
    slots = {
        name: [[slot["slot"], slot["name"], canonical(slot["signature"]), slot["since"]] for slot in described]
        for name, described in full["slots"].items()
        if described
    }
    flags = {"nvinfer1::BuilderFlag": builder["enums"]["rtx"]["BuilderFlag"]}
    return {"read_from": full["read_from"], "slots": slots, "enums": full["enums"] | flags}


def as_text_rtx(facts: Facts) -> str:
    """The same with one class or enum a line."""
    blocks = [f'"read_from":{json.dumps(facts["read_from"])}']
    for section in ("slots", "enums"):
        lines = (f"{json.dumps(name)}:{json.dumps(value)}" for name, value in facts[section].items())
        blocks.append(f'"{section}":{{\n' + ",\n".join(lines) + "}")
    return "{" + ",\n".join(blocks) + "}\n"


#: What the builder's facts call by less digits than the runtime's.
_SAME_VERSION = {"10.0": "10.0.0"}


def _builder_slots(described: list[Facts], since: str, versioned: list[list[Any]]) -> list[list[Any]]:
    """Slots in the form of `reduced`. What an interface has of IVersionedInterface is as the runtime's facts say."""
    if [slot["slot"] for slot in described] != list(range(len(described))):
        raise ValueError("the slots are not numbered from 0 without a gap")
    slots = []
    for slot in described:
        if "destructor" in slot:
            slots.append([f"{slot['destructor']}-destructor", "~", None, since])
            continue
        signature = re.sub(r"\b(?:\w+::)+(?=\w+\()", "", slot["signature"])
        name = re.search(r"(\w+)\(", signature)
        assert name, signature
        inherited = [each[2] for each in versioned if each[1] == name[1]]
        slots.append(["method", name[1], *(inherited or [signature]), slot.get("since", since)])
    return [[*slot[:3], _SAME_VERSION.get(slot[3], slot[3])] for slot in slots]


def _network_108(slots: list[list[Any]]) -> list[str]:
    """The order of 10.8, as the exception tells it in words: addCumulative stands at slot 63, the others move on."""
    older = [slot for slot in slots if tuple(map(int, slot[3].split("."))) <= (10, 8)]
    names = [slot[1] if slot[0] == "method" else slot[0] for slot in older]
    names.remove("addCumulative")
    return [*names[:63], "addCumulative", *names[63:]]


def reduced_builder(full: Facts, major: str, runtime: Facts) -> Facts:
    """The part of one major's facts about the builder that is compared, in the form of `reduced`."""
    versioned = runtime["classes"].get("nvinfer1::IVersionedInterface", {"slots": []})["slots"]
    classes: Facts = {}
    for name, described in full["classes"][major].items():
        if name in runtime["classes"]:
            continue
        since = next(slot["since"] for slot in described if "since" in slot)
        category = "pimpl-interface" if "apiv::" in name else "callback-or-plugin-interface"
        slots = _builder_slots(described, since, versioned)
        classes[name] = {"category": category, "since": _SAME_VERSION.get(since, since), "slots": slots}
    if major == "8":
        # The exception for 8.6.0 is not that of its wheel: NVIDIA's binding in it calls getUsedVCPluginLibraries at
        # slot 11, where 8.6.1 has it and where it is in the table of the wheel's parser, which ends behind it.
        for slot in classes["nvonnxparser::IParser"]["slots"][12:]:
            slot[3] = "8.6.1"
    if major == "10":
        network = classes["nvinfer1::apiv::VNetworkDefinition"]
        network["exceptions"] = {"10.8": _network_108(network["slots"])}
    enums = {name: {"values": values} for name, values in full["enums"][major].items()}
    return {"read_from": full["about"], "abi": runtime["abi"], "classes": classes, "structs": {}, "enums": enums}


def as_text(facts: Facts) -> str:
    """Compact JSON with one class, slot, struct or enum a line."""

    def line(value: Any) -> str:
        return json.dumps(value, separators=(",", ":"))

    def block(entries: list[str]) -> str:
        return ",\n".join(entries)

    classes = []
    for name, described in facts["classes"].items():
        head = {key: value for key, value in described.items() if key != "slots"}
        slots = block([line(slot) for slot in described["slots"]])
        classes.append(f'{line(name)}:{line(head)[:-1]},"slots":[\n{slots}]}}')
    parts = [
        f'"read_from":{line(facts["read_from"])}',
        f'"abi":{line(facts["abi"])}',
        f'"classes":{{\n{block(classes)}}}',
    ]
    for section in ("structs", "enums"):
        entries = block([f"{line(name)}:{line(described)}" for name, described in facts[section].items()])
        parts.append(f'"{section}":{{\n{entries}}}')
    return "{" + ",\n".join(parts) + "}\n"


def _write(file: str, facts: Facts) -> None:
    text = as_text(facts)
    assert json.loads(text) == facts
    (FACTS / file).write_text(text)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    builder = json.loads((Path(arguments[0]) / "builder.json").read_text())
    for major in MAJORS:
        file = f"tensorrt-{major}.json"
        runtime = reduced(json.loads((Path(arguments[0]) / file).read_text()))
        _write(file, runtime)
        _write(f"builder-{major}.json", reduced_builder(builder, str(major), runtime))
    _write("builder-rtx.json", reduced_builder(builder, "rtx", runtime))  # its runtime is that of 11
    full = json.loads((Path(arguments[0]) / "tensorrt-rtx.json").read_text())
    rtx = reduced_rtx(full, builder)
    (FACTS / "tensorrt-rtx.json").write_text(as_text_rtx(rtx))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
