"""A stand-in for a full TensorRT: libraries that record the calls they get and build nothing.

There is no builder that runs without a GPU. These libraries have the virtual tables of one, made here from the facts in
`tests/abi/facts` and not from `shim/abi`, so that a wrong slot there shows. Whoever drives them, the shim or NVIDIA's
own binding, has its calls written to the file that the environment variable TRT_RECORD names, a line each:
`network1.markOutput(tensor2)`. What was set can be got; a model that begins with "bad" is not parsed; a build goes
through two phases and gives the bytes `PLAN`, unless a monitor stops it.

They are for tests only. Nothing is built by them.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

from tests.abi.read_facts import RTX, Class, Slot, facts
from tests.compilers import cc, cxx

HERE = Path(__file__).parent
VERSIONS: dict[int | str, tuple[int, int, int]] = {8: (8, 6, 0), 10: (10, 16, 1), 11: (11, 4, 0), RTX: (1, 7, 1)}
PLAN = b"ftrt, but nothing was built"

#: The classes whose objects there are, and what the record calls them.
OBJECTS = {
    "VBuilder": "builder",
    "VBuilderConfig": "config",
    "VNetworkDefinition": "network",
    "VTensor": "tensor",
    "VLayer": "layer",
    "VOptimizationProfile": "profile",
    "VTimingCache": "cache",
    "VHostMemory": "memory",
}
PARSER = {"IParser": "parser", "IParserError": "error"}

#: What methods do that are more than a setter and its getter; `a0` … are their arguments.
BODIES = {
    "VBuilder::getLogger": "return static_cast<ILogger*>(the_logger);",
    "VBuilder::buildSerializedNetwork": "return build(a0, a1);",
    "VBuilder::buildEngineWithConfig": "return nullptr;",
    "VBuilder::buildSerializedNetworkToStream": "return false;",
    "VBuilder::buildSerializedNetworkWithKernelText": "return nullptr;",
    "VBuilderConfig::addOptimizationProfile": "return profiles++;",
    "VBuilderConfig::getNbOptimizationProfiles": "return profiles;",
    "VBuilderConfig::createTimingCache": "return made<VTimingCache, ITimingCache>();",
    "VBuilderConfig::setPluginsToSerialize": "plugins.assign(a0, a0 + a1);",
    "VBuilderConfig::getNbPluginsToSerialize": "return static_cast<int32_t>(plugins.size());",
    "VBuilderConfig::getPluginToSerialize": "return size_t(a0) < plugins.size() ? plugins[a0].c_str() : nullptr;",
    "VNetworkDefinition::getNbInputs": "return 2;",
    "VNetworkDefinition::getNbOutputs": "return 1;",
    "VNetworkDefinition::getNbLayers": "return 2;",
    "VNetworkDefinition::getInput": "return uint32_t(a0) < 2 ? part<VTensor, ITensor>(this, 1 + a0) : nullptr;",
    "VNetworkDefinition::getOutput": "return uint32_t(a0) < 1 ? part<VTensor, ITensor>(this, 3 + a0) : nullptr;",
    "VNetworkDefinition::getLayer": "return uint32_t(a0) < 2 ? part<VLayer, ILayer>(this, 4 + a0) : nullptr;",
    "VNetworkDefinition::getBuilder": "return *the_builder;",
    "VLayer::getNbInputs": "return 1;",
    "VLayer::getNbOutputs": "return 1;",
    "VLayer::getInput": "return a0 ? nullptr : part<VTensor, ITensor>(this, 11);",
    "VLayer::getOutput": "return a0 ? nullptr : part<VTensor, ITensor>(this, 12);",
    "VTensor::setDynamicRange": "low = a0, high = a1, ranged = true; return true;",
    "VTensor::dynamicRangeIsSet": "return ranged;",
    "VTensor::resetDynamicRange": "ranged = false;",
    "VTensor::getDynamicRangeMin": "return low;",
    "VTensor::getDynamicRangeMax": "return high;",
    "VOptimizationProfile::getNbShapeValues": "return values.empty() ? -1 : int32_t(values.begin()->second.size());",
    "VOptimizationProfile::setShapeValues": "values[shown(a1)].assign(a2, a2 + a3); return true;",
    "VOptimizationProfile::setShapeValuesV2": "values[shown(a1)].assign(a2, a2 + a3); return true;",
    "VOptimizationProfile::getShapeValues": "return narrow(values[shown(a1)]);",
    "VOptimizationProfile::getShapeValuesV2": "return values[shown(a1)].data();",
    "VTimingCache::serialize": "return bytes();",
    "VTimingCache::query": "return {};",
    "VHostMemory::data": f'return const_cast<char*>("{PLAN.decode()}");',
    "VHostMemory::size": f"return {len(PLAN)};",
    "VHostMemory::type": "return static_cast<DataType>(2);",
    "IParser::parse": "return parsed(a0, a1);",
    "IParser::parseFromFile": "return parsed(a0, std::strlen(a0));",
    "IParser::getNbErrors": "return failed ? 1 : 0;",
    "IParser::getError": "return a0 ? nullptr : &error;",
    "IParser::clearErrors": "failed = false;",
    "IParser::getUsedVCPluginLibraries": "a0 = 1; return libraries;",
    "IParser::getLayerOutputTensor": "return made<VTensor, ITensor>();",
    "IParser::getSubgraphNodes": "a1 = 3; return nodes;",
    "IParserError::code": "return static_cast<ParserErrorCode>(8);",
    "IParserError::desc": 'return "no such operator";',
    "IParserError::file": 'return "importer.cpp";',
    "IParserError::line": "return 42;",
    "IParserError::func": 'return "parseNode";',
    "IParserError::node": "return 3;",
    "IParserError::nodeName": 'return "the node";',
    "IParserError::nodeOperator": 'return "Frobnicate";',
    "IParserError::localFunctionStack": "return functions;",
    "IParserError::localFunctionStackSize": "return 1;",
}
#: The I* that have more in their table than their destructors.
WRAPPERS = {"IBuilderConfig": "ConfigWrapper", "INetworkDefinition": "NetworkWrapper"}
#: Members that those bodies use.
MEMBERS = {
    "VBuilderConfig": "int32_t profiles = 0; std::vector<std::string> plugins;",
    "VTensor": "float low = 0, high = 0; bool ranged = false;",
    "VOptimizationProfile": "std::map<std::string, std::vector<int64_t>> values;",
    "IParser": (
        'bool failed = false; IParserError error; char const* libraries[1] = {"libplugins.so"};'
        " int64_t nodes[3] = {0, 1, 2};"
        " bool parsed(void const* model, size_t size) {"
        ' failed = size >= 3 && !std::memcmp(model, "bad", 3); return !failed; }'
    ),
    "IParserError": 'char const* functions[1] = {"a function"};',
}


def _types(defined: set[str], text: str) -> str:
    """Declarations of whatever the signatures name and nobody defines."""
    words = sorted(set(re.findall(r"\b[A-Z]\w+", text)) - defined)
    opaque = re.compile(r"[IV][A-Z]|SubGraph")
    return "\n".join(
        f"struct {word};" if opaque.match(word) else f"enum class {word} : int32_t {{}};" for word in words
    )


def _shown(type_: str, number: int) -> str:
    """An argument as the record has it."""
    plain = type_.replace("const", "").replace(" ", "")
    if plain in ("char**", "SubGraphCollection_t&", "int64_t&", "IHostMemory*&", "TimingCacheKey*", "TimingCacheKey&"):
        return '"..."'
    if plain in ("TimingCacheValue&", "void*"):
        return '"bytes"'
    if re.fullmatch(r"(int32_t|int64_t|int|long)\*", plain):
        return f"numbers(a{number}, a{number + 1})"
    return f"label(&a{number})" if plain.endswith("&") and plain != "Dims&" else f"shown(a{number})"


def _body(owner: str, name: str, result: str, types: list[str], shown: list[str]) -> str:
    """What a method does but for being recorded."""
    if custom := BODIES.get(f"{owner}::{name}"):
        return custom
    if (flag := re.fullmatch(r"(set|clear|get)(\w*)Flag", name)) and len(types) == 1:
        bits, mask = f'bits("{flag[2]}")', "(1u << static_cast<uint32_t>(a0))"
        done = {"set": f"{bits} |= {mask};", "clear": f"{bits} &= ~{mask};", "get": f"return {bits} & {mask};"}
        return done[flag[1]]
    if flags := re.fullmatch(r"(set|get)(\w*)Flags", name):
        return f'bits("{flags[2]}") = a0;' if flags[1] == "set" else f'return bits("{flags[2]}");'
    if name.startswith("set") and types and types[-1] != "Weights":
        last = f"a{len(types) - 1}"
        value = last if "&" not in types[-1] or "Dims" in types[-1] else f"&{last}"
        key = ", ".join(shown[:-1])
        return f'keep("{name[3:]}", {{{key}}}, {value});' + ("" if result == "void" else " return true;")
    if result == "void":
        return ""
    if name.startswith("create"):
        made = result.removeprefix("I").rstrip(" *")
        return f"return made<V{made}, I{made}>();"
    if result.endswith("&"):
        return f"return *reinterpret_cast<{result[:-1]}*>(&nothing);"
    if result == "bool" and not name.startswith(("get", "is", "has")):
        return "return true;"
    return f'return kept<{result}>("{name.removeprefix("get")}", {{{", ".join(shown)}}});'


def _method(owner: str, slot: Slot) -> str:
    """A virtual function. It is not const, whatever the fact says: that has no say in the table."""
    assert slot.signature is not None
    parsed = re.fullmatch(rf"(.*?)\b{slot.name}\((.*)\)(?: const)?(?: noexcept)?", slot.signature)
    assert parsed, slot.signature
    result, types = parsed[1].strip(), [each.strip() for each in parsed[2].split(",") if each.strip()]
    shown = [_shown(each, number) for number, each in enumerate(types)]
    parameters = ", ".join(f"{each} a{number}" for number, each in enumerate(types))
    recorded = f'record(this, "{slot.name}", {{{", ".join(shown)}}});'
    body = _body(owner, slot.name, result, types, shown)
    return f"    virtual {result} {slot.name}({parameters}) {{ {recorded} {body} }}"


def _class(described: Class, name: str) -> str:
    lines = [f"struct {name} : Recorded {{"]
    for slot in described.slots:
        if slot.kind == "complete-destructor":
            lines.append(f"    virtual ~{name}() {{}}")
        elif slot.kind == "method":
            lines.append(_method(name, slot))
    return "\n".join([*lines, f"    {MEMBERS.get(name, '')}", "};"])


@cache
def source(major: int | str) -> str:
    """The C++ of the stand-in of a major version."""
    known, version = facts(major).classes, VERSIONS[major]
    described = {name: known[name] for name in (*OBJECTS, "IParserError", "IParser")}
    wrappers = [f"I{name[1:]}" for name in OBJECTS]
    before, after = (HERE / "stand_in.h").read_text().split("// ---- after the types ----\n")
    defined = {*described, *wrappers, *re.findall(r"(?:struct|class) (\w+)", before)}
    signatures = "\n".join(slot.signature or "" for each in described.values() for slot in each.slots)
    nouns = {**OBJECTS, **PARSER}
    number = version[0] * (1000 if major == 8 else 10000) + version[1] * 100 + version[2]
    return "\n".join(
        [
            f"#define DIM int{32 if major == 8 else 64}_t",
            f"#define MAJOR {11 if major == RTX else major}",
            f"#define VERSION {number}",
            before,
            _types(defined, signatures),
            *(f"struct {name};" for name in described),
            *(f"using {each} = {WRAPPERS.get(each, 'Wrapper')}<V{each[1:]}>;" for each in wrappers),
            *(f'template <> char const* const name_of<{name}> = "{noun}";' for name, noun in nouns.items()),
            after,
            *(_class(each, name) for name, each in described.items()),
            (HERE / "stand_in.cpp").read_text(),
        ]
    )


def names(major: int | str) -> tuple[str, str, tuple[str, ...]]:
    """What NVIDIA calls the libraries of a version: TensorRT, the parser, and others that a binding wants."""
    if major == RTX:
        return "libtensorrt_rtx.so.1", "libtensorrt_onnxparser_rtx.so.1", ()
    return (
        f"libnvinfer.so.{major}",
        f"libnvonnxparser.so.{major}",
        (f"libnvinfer_plugin.so.{major}", f"libnvparsers.so.{major}"),
    )


def build(folder: Path, major: int | str) -> Path:
    """Compile the libraries of a version into a folder, under NVIDIA's names; answers with that of TensorRT."""
    folder.mkdir(parents=True, exist_ok=True)
    tensorrt, parser, others = names(major)
    program, library = folder / "stand_in.cpp", folder / tensorrt
    program.write_text(source(major))
    shared = ("-shared", "-fPIC", "-Wl,-rpath,$ORIGIN")
    flags = ("-std=c++17", "-O0", "-w", f"-Wl,-soname,{tensorrt}", f"-Wl,--version-script={HERE / 'stand_in.map'}")
    subprocess.run([*cxx(), *shared, *flags, str(program), "-o", str(library)], check=True)
    # what these export is found through the first, which they need
    empty = folder / "empty.c"
    empty.write_text("")
    for name in (parser, *others):
        needed = ("-Wl,--no-as-needed", str(library), f"-Wl,-soname,{name}")
        subprocess.run([*cc(), *shared, str(empty), *needed, "-o", str(folder / name)], check=True)
    driver = folder / "driver.c"
    driver.write_text("int cuInit(unsigned f) { return 0; }\nint cuDeviceGetCount(int *n) { *n = 1; return 0; }\n")
    subprocess.run(
        [*cc(), *shared, str(driver), "-Wl,-soname,libcuda.so.1", "-o", str(folder / "libcuda.so.1")], check=True
    )
    return library
