"""Compare the declarations of shim/abi with the facts, major by major: `problems(major)`.

A C++ program is generated from the facts, compiled against the headers and run. It is the compiler that says

- that a method exists with exactly the fact's signature: a pointer to member is converted to that type, which picks the
  overload and refuses another result, parameter, constness or a missing noexcept;
- its slot: in the Itanium ABI a pointer to a virtual member function is 1 + 8 * slot;
- the destructors' slots: an object whose virtual table notes which entry is called is destroyed and deleted;
- how many slots there are: one more virtual function in a derived class gets the next number;
- sizes, alignments, offsets, field types and enumerators.

What it cannot say, whether something is declared that is not in the facts and since when a slot is there, is read from
the preprocessed text.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.abi.declarations import Declared, declared
from tests.abi.read_facts import BASE_VERSION, RTX, RTX_SINCE, Class, Enum, Facts, Struct, facts
from tests.compilers import cxx

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

HEADERS = Path(__file__).parents[2] / "shim" / "abi"

#: Enums of the facts that only a builder meets: shim/abi leaves out their enumerators.
BUILDER_ENUMS = frozenset(
    {
        "ActivationType",
        "AttentionIOForm",
        "AttentionNormalizationOp",
        "BoundingBoxFormat",
        "BuilderFlag",
        "CalibrationAlgoType",
        "CausalMaskKind",
        "CollectiveOperation",
        "ComputeCapability",
        "CumulativeOperation",
        "DeviceType",
        "DimensionOperation",
        "ElementWiseOperation",
        "FillOperation",
        "GatherMode",
        "InterpolationMode",
        "KVCacheMode",
        "LayerType",
        "LoopOutput",
        "MatrixOperation",
        "MemoryPoolType",
        "MoEActType",
        "NetworkDefinitionCreationFlag",
        "OnnxParserFlag",
        "PaddingMode",
        "PoolingType",
        "PreviewFeature",
        "QuantizationFlag",
        "RNNDirection",
        "RNNGateType",
        "RNNInputMode",
        "RNNOperation",
        "ReduceOperation",
        "ResizeCoordinateTransformation",
        "ResizeRoundMode",
        "ResizeSelector",
        "RuntimePlatform",
        "SampleMode",
        "ScaleMode",
        "ScatterMode",
        "TilingOptimizationLevel",
        "TopKOperation",
        "TripLimit",
        "UnaryOperation",
    }
)
#: Names of bits: no method takes or gives one.
BITS_ONLY = frozenset({"EngineInvalidityDiagnostics"})
#: Structs that never cross the runtime's interface: conveniences around Dims, and the builder's permutation.
OTHER_STRUCTS = frozenset({"Dims2", "Dims3", "Dims4", "DimsHW", "Permutation"})

_PROLOGUE = """\
#include "builder.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <type_traits>
#include <utility>

static int compared = 0;

static void compare(char const* owner, char const* what, int declared, int fact) {
    ++compared;
    if (declared != fact) printf("%s: %s is %d, in the facts %d\\n", owner, what, declared, fact);
}

// The slot of a virtual member function; -1 for any other. The type is given and the argument converted to it: a
// static_cast would not do, since GCC lets one add a noexcept.
template <class Method>
static int slot_of(Method method) {
    struct { ptrdiff_t function; ptrdiff_t adjustment; } raw;
    static_assert(sizeof raw == sizeof method, "not the Itanium C++ ABI");
    memcpy(&raw, &method, sizeof raw);
    return (raw.function & 1) != 0 && raw.adjustment == 0 ? static_cast<int>((raw.function - 1) / 8) : -1;
}

// An object whose virtual table notes the number of the slot that is called.
static int called;
template <int slot>
static void note(void*) { called = slot; }
struct Noting { void (*const* table)(void*); };
template <int... slots>
static Noting noting(std::integer_sequence<int, slots...>) {
    static void (*const table[])(void*) = {&note<slots>...};
    return {table};
}
static Noting object = noting(std::make_integer_sequence<int, 256>{});

template <class Class>
static int slot_of_destructor() {
    called = -1;
    reinterpret_cast<Class*>(&object)->~Class();
    return called;
}
template <class Class>
static int slot_of_delete() {
    called = -1;
    delete reinterpret_cast<Class*>(&object);
    return called;
}

"""


def _methods(described: Class) -> Iterator[str]:
    owner = f"abi::{described.name}"
    for number, slot in enumerate(described.slots):
        if slot.kind == "complete-destructor":
            declared_slot = f"slot_of_destructor<{owner}>()"
        elif slot.kind == "deleting-destructor":
            declared_slot = f"slot_of_delete<{owner}>()"
        else:
            member = slot.member_type(owner)
            if not member.endswith("noexcept"):  # the conversion below would forgive a noexcept too many
                yield f"    static_assert(std::is_same_v<decltype(&{owner}::{slot.name}), {member}>);"
            declared_slot = f"slot_of<{member}>(&{owner}::{slot.name})"
        yield f'    compare("{described.name}", "the slot of {slot.name} ({slot.kind})", {declared_slot}, {number});'


def _classes(known: Facts) -> Iterator[str]:
    for described in known.classes.values():
        name = described.name
        yield f"struct AfterLastOf{name} : abi::{name} {{ virtual void after_last(); }};"
        yield f"static void compare_{name}() {{"
        yield from _methods(described)
        count = f"slot_of(&AfterLastOf{name}::after_last)"
        yield f'    compare("{name}", "the number of slots", {count}, {len(described.slots)});'
        yield "}"
        if described.category == "wrapper" and name != "INoCopy":
            yield f'static_assert(sizeof(abi::{name}) == 16, "a wrapper is its virtual table and mImpl");'
            yield f"static_assert(offsetof(abi::{name}, mImpl) == 8);"
            yield f"static_assert(std::is_same_v<decltype(abi::{name}::mImpl), abi::V{name[1:]}*>);"
        else:
            yield f'static_assert(sizeof(abi::{name}) == 8, "{name} is nothing but its virtual table");'


def _struct(described: Struct) -> Iterator[str]:
    struct = f"abi::{described.name}"
    yield f"static_assert(sizeof({struct}) == {described.size} && alignof({struct}) == {described.alignment});"
    for field, type_, offset in described.fields:
        yield f"static_assert(offsetof({struct}, {field}) == {offset});"
        yield f"static_assert(std::is_same_v<decltype({struct}::{field}), {type_}>);"
    names = ", ".join(f"field{number}" for number in range(len(described.fields)))
    yield f"inline void fields_of_{described.name}({struct} const& all) {{ auto const& [{names}] = all; }}"


def _enum(described: Enum) -> Iterator[str]:
    enum = f"abi::{described.name}"
    yield f"static_assert(std::is_same_v<std::underlying_type_t<{enum}>, {described.underlying}>);"
    scoped = "!" if described.scoped else ""
    yield f"static_assert({scoped}std::is_convertible_v<{enum}, int>);"
    for name, value in described.values.items():
        yield f"static_assert(static_cast<{described.underlying}>({enum}::{name}) == {value});"


_OPAQUE_ENUM = re.compile(r"\benum class (\w+) : \w+;")


def _opaque_enums(headers: Path, major: int | str, known: Facts) -> Iterator[str]:
    """The enums that are declared without enumerators. The parser's errors, of which no fact tells, are ints too."""
    for name in _OPAQUE_ENUM.findall(preprocessed(headers, major)):
        underlying = known.enums[name].underlying if name in known.enums else "int"
        yield f"static_assert(std::is_same_v<std::underlying_type_t<abi::{name}>, {underlying}>);"


def program(known: Facts, enums: frozenset[str]) -> str:
    """C++ that does not compile, or that prints what differs, unless the headers are as the facts say."""
    lines = ["using namespace abi;"]
    for name, struct in known.structs.items():
        if name not in OTHER_STRUCTS:
            lines += _struct(struct)
    for name, enum in known.enums.items():
        if name in enums:
            lines += _enum(enum)
    lines += _classes(known)
    calls = "\n".join(f"    compare_{name}();" for name in known.classes)
    main = f'int main() {{\n{calls}\n    printf("%d compared\\n", compared);\n}}\n'
    return _PROLOGUE + "\n".join(lines) + "\n\n" + main


def _run(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def defines(major: int | str) -> list[str]:
    """What a translation unit is compiled with for a major version."""
    return ["-DTRT_MAJOR=11", "-DTRT_RTX"] if major == RTX else [f"-DTRT_MAJOR={major}"]


def preprocessed(headers: Path, major: int | str) -> str:
    """Our declarations as the compiler sees them, with their comments and without the system's headers.

    Those of TensorRT for RTX with its own versions, where a comment says since which 11.x all have it.
    """
    text = _run([*cxx(), "-std=c++17", "-E", "-P", "-C", *defines(major), "-x", "c++", str(headers / "builder.h")])
    if major == RTX:
        text = re.sub(r"(?<=// since )11\.\d+", lambda since: RTX_SINCE.get(since[0], since[0]), text)
    return text[text.index("namespace abi {") :]


def _problems_of_text(found: Declared, known: Facts) -> Iterator[str]:
    def same(what: str, names: AbstractSet[str], expected: AbstractSet[str]) -> Iterator[str]:
        if names != expected:
            yield f"{what}: missing {sorted(expected - names)}, too many {sorted(names - expected)}"

    yield from same("classes", found.classes.keys(), known.classes.keys())
    yield from same("structs", found.structs, known.structs.keys() - OTHER_STRUCTS)
    yield from same("enums", found.enums.keys(), _wanted_enums(known))
    for name in found.enums.keys() & known.enums.keys():
        since, enumerators = found.enums[name]
        yield from same(f"enum {name}", enumerators, known.enums[name].values.keys())
        if since != known.enums[name].since:
            yield f"enum {name}: since {since}, in the facts {known.enums[name].since}"
    for name in found.classes.keys() & known.classes.keys():
        table = [(slot.kind, slot.name, slot.since) for slot in found.classes[name]]
        facts_table = [
            (slot.kind, slot.name if slot.kind == "method" else "~", slot.since) for slot in known.classes[name].slots
        ]
        if table != facts_table:
            differing = [pair for pair in zip(table, facts_table, strict=False) if pair[0] != pair[1]]
            yield f"class {name}: {len(table)} slots, in the facts {len(facts_table)}; (declared, fact): {differing}"


def _wanted_enums(known: Facts) -> frozenset[str]:
    return frozenset(known.enums) - BUILDER_ENUMS - BITS_ONLY


def problems(major: int | str, headers: Path = HEADERS) -> list[str]:
    """Every way in which the declarations in `headers` differ from the facts about this major; empty when in none."""
    known = facts(major)
    found: list[str] = []
    try:
        found += _problems_of_text(declared(preprocessed(headers, major), BASE_VERSION[major]), known)
    except ValueError as error:
        found.append(str(error))
    return found + problems_of_program(major, headers)


def problems_of_program(major: int | str, headers: Path = HEADERS) -> list[str]:
    """What the compiler alone finds."""
    known = facts(major)
    comparisons = sum(len(described.slots) + 1 for described in known.classes.values())
    with tempfile.TemporaryDirectory() as directory:
        source, binary = Path(directory, "compare.cpp"), Path(directory, "compare")
        opaque = "\n".join(_opaque_enums(headers, major, known))
        source.write_text(program(known, _wanted_enums(known)) + opaque + "\n")
        options = ["-std=c++17", "-O0", "-w", "-fno-exceptions", "-fno-rtti", "-fno-sanitize=all"]
        options += [*defines(major), f"-I{headers}"]
        compiled = subprocess.run(
            [*cxx(), *options, str(source), "-o", str(binary)], capture_output=True, text=True, check=False
        )
        if compiled.returncode:
            return [line for line in compiled.stderr.splitlines() if "error" in line] or [compiled.stderr]
        ran = subprocess.run([str(binary)], capture_output=True, text=True, check=False)
    lines = ran.stdout.splitlines()
    if ran.returncode or not lines or lines[-1] != f"{comparisons} compared":
        return [*lines, f"the comparison ended with status {ran.returncode}, {comparisons} comparisons were due"]
    return lines[:-1]
