"""What shim/trt_shim.h says of its functions: each is documented, and the versions are those of the facts."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.abi.read_facts import BASE_VERSION, RTX, facts
from tests.abi.read_facts import MAJORS as TABLES
from tests.c.header import HEADER, Function, functions, handles
from tests.compilers import cc, cxx

if TYPE_CHECKING:
    from pathlib import Path

#: Those of TensorRT.
MAJORS = [major for major in TABLES if isinstance(major, int)]
#: The shim's own business, of which TensorRT has no method.
OF_THE_SHIM = {
    "trt_shim_api_version",
    "trt_shim_major",
    "trt_last_error",
    "trt_library_close",
    "trt_library_path",
    "trt_library_is_simulator",
    "trt_library_check_device",
    "trt_library_stop_callbacks",
    "trt_logger_set_min_severity",
    "trt_tensor_get_identity",
    "trt_layer_get_identity",
    "trt_device_output_get",
    "trt_device_output_take",
    "trt_device_memory_free",
    "trt_context_get_given",
    "trt_step_get_memory",
    "trt_step_get_refused",
}
KEPT_BY_THE_SHIM = ("trt_layer_times_", "trt_error_list_")
C_FUNCTIONS = {
    *(
        "createInferRuntime",
        "createInferRefitter",
        "createInferBuilder",
        "createNvOnnxParser",
        "getNvOnnxParserVersion",
    ),
    *("getInferLibVersion", "getPluginRegistry", "initLibNvInferPlugins"),
}

_METHOD = re.compile(r"(?:(?P<owner>I\w+)::)?(?P<name>\w+)(?: \((?P<note>[^()]*)\))?")


def named(function: Function) -> str:
    return function.name


def since(owner: str, method: str) -> dict[int, str]:
    """For each major that has it, the version that brought a method of an interface."""
    found = {}
    for major in MAJORS:
        classes = facts(major).classes
        described = classes.get(f"V{owner[1:]}") or classes.get(owner)
        versions = [slot.since for slot in described.slots if slot.name == method] if described else []
        if versions:
            found[major] = min(versions)
    if (owner, 8) == ("IPluginRegistry", min(found, default=0)):
        versions = [slot.since for slot in facts(8).classes["IPluginRegistry860"].slots if slot.name == method]
        found[8] = min(found[8], *versions)
    return found


def since_rtx(owner: str, method: str) -> str | None:
    """The version of TensorRT for RTX that brought a method which TensorRT has not."""
    described = facts(RTX).classes.get(f"V{owner[1:]}")
    versions = [slot.since for slot in described.slots if slot.name == method] if described else []
    return versions[0] if versions and not since(owner, method) else None


def oldest(owner: str) -> dict[int, str]:
    """For each major that has an interface, the version that brought it: of the builder 8.6.0 is the oldest."""
    found = {}
    for major in MAJORS:
        described = facts(major).classes.get(f"V{owner[1:]}") or facts(major).classes.get(owner)
        if described:
            found[major] = max(described.since, BASE_VERSION[major])
    return found


def methods_of(function: Function) -> list[tuple[str, str, str | None]]:
    """The C++ methods that a comment names: class, method and the note in brackets behind it."""
    assert function.comment
    _, found, text = function.comment.partition("C++: ")
    if not found or text.startswith("delete of "):
        return []
    text = re.split(r"(?:,|\.) (?:any version|TensorRT (?:for RTX )?[\d.]+ (?:on|only)|until [\d.]+)|\.$", text)[0]
    owner, methods = "", []
    for part in re.split(r", (?:and )?| and ", text):
        match = _METHOD.fullmatch(part)
        assert match, f"{function.name}: {part!r} names no method"
        owner = match["owner"] or owner
        if match["name"] not in C_FUNCTIONS and not any(match["name"] in facts(major).classes for major in TABLES):
            methods.append((owner, match["name"], match["note"]))
    return methods


@pytest.mark.parametrize("function", functions(), ids=named)
def test_a_function_is_documented_with_its_versions_and_its_method(function: Function) -> None:
    assert function.comment
    assert function.versions
    ours = function.name in OF_THE_SHIM or function.name.startswith(KEPT_BY_THE_SHIM)
    if not ours and not re.fullmatch(r"trt_\w+_(destroy|close)", function.name):
        assert "C++: " in function.comment


@pytest.mark.parametrize("function", functions(), ids=named)
def test_the_versions_of_a_function_are_those_of_its_method(function: Function) -> None:
    for owner, method, note in methods_of(function):
        if function.versions.rtx:
            assert since_rtx(owner, method) == function.versions.rtx
            continue
        versions = since(owner, method)
        assert versions, f"there is no {owner}::{method}"
        said, until = note or function.versions.since, function.versions.until
        if note is None and until:
            assert max(versions) == int(until.split(".")[0])
        elif note is None:
            assert max(versions) == MAJORS[-1]
        if note in ("before", "until 10", "8", "10.0", "but 10.0 to 10.5"):
            continue
        said = said and said.removesuffix(" on")
        first = min(versions)
        if said is None:
            assert versions == {major: oldest(owner)[major] for major in versions}
            assert first == MAJORS[0]
        elif said.split(".")[0] == str(first):
            assert f"{versions[first]}.0".startswith(said)
            assert all(versions[major] == oldest(owner)[major] for major in versions if major > first)
        else:
            pytest.fail(f"{owner}::{method} is there since {versions}, not {said}")


@pytest.mark.parametrize("handle", sorted(handles()))
def test_what_a_function_gives_can_be_destroyed(handle: str) -> None:
    givers = [
        function.name
        for function in functions()
        if function.parameters and function.parameters[-1].type == f"{handle} **" and "_get_" not in function.name
    ]
    destroyers = [
        function.name
        for function in functions()
        if function.destroys and [parameter.type for parameter in function.parameters] == [f"{handle} *"]
    ]
    assert givers
    assert destroyers == [f"{handle}_close" if handle == "trt_library" else f"{handle}_destroy"]


@pytest.mark.parametrize(("compiler", "suffix"), [((*cc(), "-std=c11"), "c"), ((*cxx(), "-std=c++17"), "cpp")])
def test_the_header_stands_alone(compiler: tuple[str, ...], suffix: str, tmp_path: Path) -> None:
    source = tmp_path / f"alone.{suffix}"
    source.write_text(f'#include "{HEADER}"\n')
    strict = ("-Wall", "-Wextra", "-Werror", "-pedantic")
    subprocess.run([*compiler, *strict, "-c", str(source), "-o", str(source.with_suffix(".o"))], check=True)
