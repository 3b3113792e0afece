"""List what NVIDIA's full package has beyond its runtime: `facts/builder-N.json`.

    python -m tests.api.list_members

The package's binding is imported over the stand-ins of tests/builder, which take the place of its libraries, and tells
what it has by its docstrings. `TRT_CFFI_TEST_FULL8=1` lets 8.6.0 be installed for it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.api.reduce_facts import lines
from tests.builder import stand_in
from tests.builder.nvidia import OFFICIAL, binding
from trt_cffi.builder_names import NAMES

Facts = dict[str, Any]

FACTS = Path(__file__).parent / "facts"

# Runs in the interpreter of the binding, so it imports nothing of this repository. What is not a class, an enum or a
# function is none of the package's.
PROGRAM = r"""
import importlib, json, re, sys, types

trt = importlib.import_module(sys.argv[1])
known = set(sys.argv[2:])

def overloads(name, documentation):
    lines = re.findall(r"(?m)^(?:\d+\. )?%s\((.*)\)(?: ->.*)?$" % re.escape(name), documentation or "")
    if len(lines) > 1:  # the first stands for all
        lines = lines[1:]
    found = []
    for line in lines:
        arguments = []
        depth = 0
        for part in re.split(r",(?![^\[(]*[\])])", line):
            argument, _, rest = part.strip().partition(":")
            default = rest.rpartition(" = ")[2] if " = " in rest else None
            if default and default.startswith("<"):
                default = default.strip("<>").partition(":")[0]
            if argument and argument != "self":
                arguments.append(argument if default is None else argument + "=" + default)
        found.append(arguments)
    return found

def members(cls):
    found = {}
    for name, value in sorted(vars(cls).items()):
        if name in ("__module__", "__doc__") or "pybind11" in name:
            continue
        if isinstance(value, property):
            found[name] = "rw" if value.fget and value.fset else "ro" if value.fget else "wo"
        elif isinstance(value, types.FunctionType):  # of the package's own Python
            found[name] = [list(value.__code__.co_varnames[1 : value.__code__.co_argcount])]
        elif overloads(name, value.__doc__):
            found[name] = overloads(name, value.__doc__)
    return found

facts = {"version": trt.__version__, "classes": {}, "enums": {}, "functions": {}, "aliases": {}}
for name in sorted(set(dir(trt)) - known):
    value = getattr(trt, name)
    if name.startswith("__") or isinstance(value, types.ModuleType):
        continue
    if hasattr(value, "__members__") and isinstance(value, type):
        enumerators = {each: int(number) for each, number in value.__members__.items()}
        facts["enums"][name] = {"ordered": "__lt__" in vars(value), "members": enumerators}
    elif isinstance(value, type):
        found = members(value)
        bases = [each.__name__ for each in value.__bases__ if each.__name__ not in ("pybind11_object", "object")]
        facts["classes"][name] = {
            "area": "builder", "bases": bases, "constructible": "__init__" in found, "members": found
        }
    elif callable(value):
        facts["functions"][name] = overloads(name, value.__doc__)
print(json.dumps(facts))
"""


def listed(major: int | str) -> Facts:
    """What the full package of a major version has and its runtime has not."""
    runtime = json.loads((FACTS / f"{major}.json").read_text())
    known = [name for kind in ("classes", "enums", "functions", "aliases") for name in runtime[kind]]
    python, packages = binding(major)
    with tempfile.TemporaryDirectory() as folder:
        library = stand_in.build(Path(folder), major)
        ran = subprocess.run(
            [python, "-W", "ignore", "-c", PROGRAM, OFFICIAL[major].module, *known],
            env={"LD_LIBRARY_PATH": str(library.parent), "PYTHONPATH": str(packages)},
            capture_output=True,
            text=True,
            check=True,
        )
    found: Facts = json.loads(ran.stdout)
    for name in found["classes"].keys() - NAMES:  # left out as a whole
        found["classes"][name]["members"] = {}
    return found


def main() -> None:
    for major in OFFICIAL:
        found = listed(major)
        (FACTS / f"builder-{major}.json").write_text(lines(found, 5) + "\n")
        sys.stdout.write(f"{major}: {len(found['classes'])} classes, {len(found['enums'])} enums\n")


if __name__ == "__main__":
    main()
