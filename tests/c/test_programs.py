"""C programs that know shim/trt_shim.h and nothing else: one runs a plan, others call everything wrongly."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.abi.read_facts import MAJORS
from tests.builder import stand_in
from tests.c import calls
from tests.c.header import HEADER, Function, Versions, functions
from tests.compilers import cc
from trt_cffi.simulator import build, onnx_runtime

pytestmark = pytest.mark.one_python  # they are in C

HERE = Path(__file__).parent
NATIVE = HERE.parents[1] / "trt_cffi" / "native"
TINY = HERE.parent / "models" / "tiny.onnx"
VERSION: dict[int | str, tuple[int, int, int]] = {8: (8, 6, 0), 10: (10, 16, 1), 11: (11, 4, 0), "rtx": (1, 7, 1)}

# Of trt_status.
OK, NOT_AVAILABLE, BAD_ARGUMENT, CANNOT_OPEN = 0, 2, 3, 5


@pytest.fixture(scope="module", params=MAJORS)
def major(request: pytest.FixtureRequest) -> int | str:
    assert isinstance(request.param, (int, str))
    return request.param


@pytest.fixture(scope="module")
def plan(major: int | str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "tiny.plan"
    path.write_bytes(build(TINY, tensorrt=major, refittable=True))
    return path


def compiled(source: Path, major: int | str) -> Path:
    """The program, linked with the shim of a major version by its path."""
    program = source.with_suffix("")
    strict = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic")
    shim = NATIVE / f"libtrt_shim{major}.so"
    paths = (f"-I{HEADER.parent}", f"-I{HERE}", str(source), str(shim), f"-Wl,-rpath,{NATIVE}", "-o", str(program))
    subprocess.run([*cc(), *strict, *paths], check=True)
    return program


def output(*command: Path, **variables: str) -> list[str]:
    onnx_runtime.offer()
    ran = subprocess.run([*map(str, command)], capture_output=True, text=True, env=os.environ | variables)
    assert ran.returncode == 0, (ran.returncode, ran.stdout.splitlines()[-1:], ran.stderr[-1000:])
    return ran.stdout.splitlines()


def test_a_program_in_c_alone_runs_a_plan(major: int | str, plan: Path, tmp_path: Path) -> None:
    source = tmp_path / "run_plan.c"
    source.write_text((HERE / "run_plan.c").read_text())
    lines = output(compiled(source, major), NATIVE / f"libtrt_sim{major}.so", plan)
    assert lines == [
        "TensorRT {}.{}.{}, simulated".format(*VERSION[major]),
        "input x: dtype 0, shape [16]",
        "output y: dtype 0, shape [16]",
        " ".join(f"{i / 2 + 1:g}" for i in range(16)),
        "layer node_of_y: 1 launch, it has a time: yes",
        "not a plan: refused, with a reason: yes",
        "no such tensor: 2 errors kept, more came: yes",
        "error 3 names the tensor: yes",
        "error 3 names the tensor: yes",
    ]


class Called(NamedTuple):
    function: str
    case: str
    status: int
    wrong: bool  # an output was written by a call that failed, or there was no reason


def reported(lines: list[str]) -> list[Called]:
    split = [line.split() for line in lines]
    return [Called(name, case, int(status), bool(wrong)) for name, case, status, *wrong in split]


def test_a_null_handle_is_an_error_in_every_function(major: int | str, tmp_path: Path) -> None:
    source = tmp_path / "null_handles.c"
    source.write_text(calls.null_handles())
    results = reported(output(compiled(source, major)))
    assert len(results) == 2 * sum(function.can_fail for function in functions())
    # nothing is wrong with these: a name of a library, and what takes an output only
    expected = {("trt_library_open", "handles"): CANNOT_OPEN, ("trt_layer_times_create", "handles"): OK}
    assert [call for call in results if call.status != expected.get(call[:2], BAD_ARGUMENT)] == []
    assert [call for call in results if call.wrong] == []


@pytest.fixture(scope="module")
def live(major: int | str, plan: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Called]:
    folder = tmp_path_factory.mktemp("live")
    of_engine, of_builder = folder / "of_engine.c", folder / "of_builder.c"
    of_engine.write_text(calls.live_objects(builder=False))
    of_builder.write_text(calls.live_objects(builder=True))
    library = stand_in.build(folder, major)
    parser = folder / stand_in.names(major)[1]
    return [
        *reported(output(compiled(of_engine, major), NATIVE / f"libtrt_sim{major}.so", plan)),
        *reported(output(compiled(of_builder, major), library, parser, LD_LIBRARY_PATH=str(folder))),
    ]


def test_a_handle_of_another_kind_is_an_error_in_every_function(live: list[Called]) -> None:
    results = [call for call in live if call.case.startswith("kind:")]
    assert {call.function for call in results} == {
        f.name for f in functions() if any(p.is_handle for p in f.parameters)
    }
    assert [call for call in results if call.status != BAD_ARGUMENT or call.wrong] == []


def test_a_missing_output_is_an_error_in_every_function(major: int | str, live: list[Called]) -> None:
    outputs = {
        (function.name, f"null:{parameter.name}")
        for function in functions()
        for parameter in function.parameters
        if parameter.is_pointer
        and not re.fullmatch(calls.INPUT, parameter.type)
        and not parameter.is_handle
        and "capacity" not in {each.name for each in function.parameters}
        and function.versions.have(VERSION[major])
    }
    results = {call[:2]: call.status for call in live}
    assert outputs
    assert {call: results[call] for call in outputs if results[call] != BAD_ARGUMENT} == {}


def is_said_to_be_there(function: Function, version: tuple[int, ...]) -> bool:
    """Whether the comment says that a version has the function, called as it is here with the profile 0."""
    with_profile = re.search(r"with a profile ([\d.]+) on", function.comment or "")
    versions = (function.versions, Versions(with_profile[1], None)) if with_profile else (function.versions,)
    return all(each.have(version) for each in versions)


def can_be_called(function: Function, version: tuple[int, ...]) -> bool:
    """Whether a version has an object of every kind that it takes."""
    makers = [each for each in functions() if "_create" in each.name]
    needed = [f"{parameter.type}*" for parameter in function.parameters if parameter.is_handle]
    known = [[maker for maker in makers if maker.parameters[-1].type == kind] for kind in needed]
    return all(not each or any(maker.versions.have(version) for maker in each) for each in known)


def test_a_function_is_there_in_the_versions_that_its_comment_says(major: int | str, live: list[Called]) -> None:
    callable_ = {function.name for function in functions() if can_be_called(function, VERSION[major])}
    there = {
        call.function: call.status != NOT_AVAILABLE
        for call in live
        if call.case == "plausible" and call.function in callable_
    }
    assert there == {f.name: is_said_to_be_there(f, VERSION[major]) for f in functions() if f.name in there}


def test_a_failed_call_has_a_reason_and_writes_no_output(live: list[Called]) -> None:
    assert [call for call in live if call.wrong] == []
