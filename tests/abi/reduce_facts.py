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


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    for major in MAJORS:
        file = f"tensorrt-{major}.json"
        facts = reduced(json.loads((Path(arguments[0]) / file).read_text()))
        text = as_text(facts)
        assert json.loads(text) == facts
        (FACTS / file).write_text(text)
    full, builder = (
        json.loads((Path(arguments[0]) / f"{name}.json").read_text()) for name in ("tensorrt-rtx", "builder")
    )
    rtx = reduced_rtx(full, builder)
    (FACTS / "tensorrt-rtx.json").write_text(as_text_rtx(rtx))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
