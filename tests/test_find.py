from __future__ import annotations

import _ctypes
import ctypes
import importlib.util
import os
import pathlib
import shutil
import subprocess
import sys
from typing import Any

import pytest

from trt_cffi import find
from trt_cffi.errors import LibraryLoadError, LibraryNotFoundError
from trt_cffi.find import Candidate, candidates, first_that_opens

ELF = pathlib.Path(_ctypes.__file__)  # a real shared library of this machine
LOADER = "the system's loader"


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> pathlib.Path:
    """A machine without TensorRT: one empty folder to import from, and another to be in."""
    monkeypatch.delenv("TRT_CFFI_LIBRARY", raising=False)
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    site, here = tmp_path / "site", tmp_path / "here"
    site.mkdir()
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(sys, "path", [str(site)])
    monkeypatch.setattr(find, "_loaded", list)  # other tests of this process may have loaded a libnvinfer
    return site


def add(folder: pathlib.Path, *names: str) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    return [str(shutil.copyfile(ELF, folder / name)) for name in names]


def paths(choice: Any = None) -> list[str]:
    return [candidate.path for candidate in candidates(choice)]


def in_wheels() -> list[str]:
    return [candidate.path for candidate in candidates() if candidate.how.startswith("wheel")]


def refuse(candidate: Candidate) -> None:
    raise LibraryLoadError(f"cannot open {candidate.path}")


def refusals(choice: Any, attempt: Any = refuse) -> LibraryNotFoundError:
    with pytest.raises(LibraryNotFoundError) as caught:
        first_that_opens(choice, attempt)
    return caught.value


# the order


def test_without_tensorrt_the_systems_loader_is_asked_newest_first_full_before_lean_before_dispatch_then_rtx() -> None:
    flavours = ("libnvinfer", "libnvinfer_lean", "libnvinfer_dispatch")
    names = [f"{flavour}.so.{major}" for major in (11, 10, 8) for flavour in flavours]
    assert paths() == [*names, "libtensorrt_rtx.so.1"]
    assert {candidate.how for candidate in candidates()} == {LOADER}


def test_the_wheels_come_in_their_order_before_the_loader(machine: pathlib.Path) -> None:
    wheels = ["tensorrt_lean", "tensorrt", "tensorrt_dispatch_libs", "tensorrt_lean_libs", "tensorrt_libs"]
    there = [add(machine / wheel, "libnvinfer_lean.so.10")[0] for wheel in wheels]
    assert paths()[:5] == there[::-1]
    assert [candidate.how for candidate in candidates()][4:6] == ["wheel tensorrt_lean", LOADER]


def test_in_a_wheel_the_newest_comes_first_and_full_before_lean_before_dispatch(machine: pathlib.Path) -> None:
    names = [
        *("libnvinfer.so.11", "libnvinfer_lean.so.11", "libnvinfer.so.10", "libnvinfer_lean.so.10"),
        *("libnvinfer_dispatch.so.10", "libnvinfer.so.8"),
    ]
    there = add(machine / "tensorrt_libs", *names[::-1])
    assert in_wheels() == there[::-1]


@pytest.mark.parametrize(
    ("wheel", "name"),
    [
        ("tensorrt_rtx_libs", "libtensorrt_rtx.so.1"),
        ("onnxruntime_ep_nv_tensorrt_rtx", "libtensorrt_rtx.so.1.7.1"),
    ],
)
def test_tensorrt_for_rtx_is_found_in_its_wheels_after_every_tensorrt(
    machine: pathlib.Path, wheel: str, name: str
) -> None:
    (rtx,) = add(machine / wheel, name)
    add(machine / wheel, "libtensorrt_plugins.so", "libtensorrt_shim.so")
    assert paths()[-2:] == [rtx, "libtensorrt_rtx.so.1"]
    assert candidates()[-2].how == f"wheel {wheel}"
    assert paths()[0] == "libnvinfer.so.11"


def test_a_loaded_tensorrt_for_rtx_comes_after_every_tensorrt_too(
    machine: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = Candidate("/opt/libtensorrt_rtx.so.1", "already loaded by this process")
    monkeypatch.setattr(find, "_loaded", lambda: [loaded])
    assert paths()[-2:] == [loaded.path, "libtensorrt_rtx.so.1"]


def test_other_libraries_of_a_wheel_are_no_candidates(machine: pathlib.Path) -> None:
    add(
        machine / "tensorrt_libs",
        *("libnvinfer_plugin.so.10", "libnvinfer_vc_plugin.so.10", "libnvinfer_builder_resource.so.10.16.1"),
        *("libnvonnxparser.so.10", "libnvinfer.so.10.txt", "tensorrt.so", "__init__.py"),
    )
    assert in_wheels() == []


def test_one_library_under_two_names_is_one_candidate(machine: pathlib.Path) -> None:
    (library,) = add(machine / "tensorrt_libs", "libnvinfer.so.10.16.1")
    (machine / "tensorrt_libs" / "libnvinfer.so.10").symlink_to(library)
    assert len(in_wheels()) == 1


def test_a_wheel_is_found_without_being_imported(machine: pathlib.Path) -> None:
    add(machine / "tensorrt_libs", "libnvinfer.so.10")
    (machine / "tensorrt_libs" / "__init__.py").write_text("raise SystemExit('imported')")
    assert len(in_wheels()) == 1


def test_a_loaded_library_comes_first(machine: pathlib.Path, tmp_path: pathlib.Path) -> None:
    add(machine / "tensorrt_libs", "libnvinfer.so.11")
    (loaded,) = add(tmp_path / "elsewhere", "libnvinfer_lean.so.8.6.0")
    code = f"""
import ctypes, sys
sys.path.insert(0, {str(machine)!r})
from trt_cffi.find import candidates
library = ctypes.CDLL({loaded!r})
for candidate in candidates()[:2]:
    print(candidate.path, candidate.major, candidate.flavour, candidate.how, sep="|")
"""
    root = str(pathlib.Path(__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        f"{loaded}|8|lean|already loaded by this process",
        f"{machine}/tensorrt_libs/libnvinfer.so.11|11|full|wheel tensorrt_libs",
    ]


@pytest.mark.parametrize(
    ("name", "major", "flavour"),
    [
        ("libnvinfer.so.10", 10, "full"),
        ("libnvinfer_lean.so.8.6.0", 8, "lean"),
        ("libnvinfer_dispatch.so.11", 11, "dispatch"),
        ("libtrt_sim8.so", 8, "simulator"),
        ("libtensorrt_rtx.so.1.7.1", 1, "rtx"),
        ("libtrt_simrtx.so", 1, "simulator"),
        ("libtensorrt_onnxparser_rtx.so.1", None, None),
        ("libnvinfer.so", None, "full"),
        ("libnvinfer.so.10.bak", None, None),
        ("libnvinfer_plugin.so.10", None, None),
        ("mylib.so", None, None),
    ],
)
def test_a_file_name_tells_major_version_and_flavour(name: str, major: int | None, flavour: str | None) -> None:
    candidate = Candidate(f"/opt/{name}", "a test")
    assert (candidate.major, candidate.flavour) == (major, flavour)


def test_nvidias_wheel_in_this_environment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    specs = filter(None, map(importlib.util.find_spec, ("tensorrt_libs", "tensorrt_lean_libs", "tensorrt_lean")))
    folders = [pathlib.Path(spec.origin or "").parent for spec in specs]
    if not folders:
        pytest.skip("none of NVIDIA's wheels is installed")
    found = [candidate for candidate in candidates() if pathlib.Path(candidate.path).parent == folders[0]]
    assert [(candidate.flavour, candidate.major in (8, 10, 11)) for candidate in found] == [("lean", True)]


# a choice


def test_a_chosen_path_is_the_only_candidate(machine: pathlib.Path, tmp_path: pathlib.Path) -> None:
    add(machine / "tensorrt_libs", "libnvinfer.so.10")
    assert paths("/opt/libnvinfer.so.8") == paths(pathlib.Path("/opt/libnvinfer.so.8")) == ["/opt/libnvinfer.so.8"]


def test_a_chosen_relative_path_starts_where_the_process_is() -> None:
    assert paths("libnvinfer.so.8") == [str(pathlib.Path.cwd() / "libnvinfer.so.8")]


def test_the_environment_can_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "/opt/libnvinfer.so.8")
    (candidate,) = candidates()
    assert (candidate.path, candidate.how) == ("/opt/libnvinfer.so.8", "TRT_CFFI_LIBRARY")


def test_a_choice_in_the_program_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "/opt/libnvinfer.so.8")
    assert paths("/opt/libnvinfer.so.10") == ["/opt/libnvinfer.so.10"]


def test_an_empty_variable_chooses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRT_CFFI_LIBRARY", "")
    assert len(paths()) == 10


@pytest.mark.parametrize("major", [8, 10, 11])
def test_the_simulator_can_be_chosen(major: int) -> None:
    (candidate,) = candidates(f"simulator{major}")
    assert pathlib.Path(candidate.path).parts[-3:] == ("trt_cffi", "native", f"libtrt_sim{major}.so")
    assert (candidate.major, candidate.flavour) == (major, "simulator")


@pytest.mark.parametrize("choice", ["simulator", "simulator9", "simulator 10"])
def test_a_simulator_that_does_not_exist_is_an_error(choice: str) -> None:
    with pytest.raises(LibraryNotFoundError, match="there are simulator8, simulator10, simulator11 and simulatorrtx"):
        candidates(choice)


def test_the_simulator_is_never_a_candidate_unasked() -> None:
    assert "simulator" not in {candidate.flavour for candidate in candidates()}


def test_a_simulator_under_nvidias_name_is_known(tmp_path: pathlib.Path) -> None:
    (tmp_path / "libnvinfer.so.10").symlink_to("/opt/libtrt_sim10.so")
    (candidate,) = candidates(tmp_path / "libnvinfer.so.10")
    assert candidate.flavour == "simulator"


def test_a_choice_that_does_not_open_fails_whatever_else_there_is(machine: pathlib.Path) -> None:
    add(machine / "tensorrt_libs", "libnvinfer.so.10")
    error = refusals("/opt/nothing.so", lambda candidate: "opened")
    assert error.tried == [("/opt/nothing.so", "No such file or directory")]
    assert "the choice '/opt/nothing.so' cannot be used" in str(error)


def test_a_choice_that_is_neither_a_name_nor_a_file_is_told_the_names() -> None:
    with pytest.raises(LibraryNotFoundError, match=r"'simulater10'.* names are rtx, simulator8, simulator10"):
        candidates("simulater10")


# the current directory


@pytest.mark.parametrize("entry", ["", ".", "../here", "sub"])
def test_a_relative_entry_of_the_path_is_not_searched(entry: str, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = add(pathlib.Path(entry, "tensorrt_libs"), "libnvinfer.so.10")
    monkeypatch.setattr(sys, "path", [entry])
    assert in_wheels() == []
    assert (str(pathlib.Path(planted[0]).resolve()), "current directory") in [
        (path, "current directory" if "is in the current directory" in reason else reason)
        for path, reason in refusals(None).tried
    ]


def test_the_current_directory_is_not_searched_by_its_absolute_path(monkeypatch: pytest.MonkeyPatch) -> None:
    add(pathlib.Path("tensorrt_libs"), "libnvinfer.so.10")
    monkeypatch.setattr(sys, "path", [str(pathlib.Path.cwd())])
    assert in_wheels() == []


def test_a_library_in_the_current_directory_is_no_candidate() -> None:
    (planted,) = add(pathlib.Path(), "libnvinfer.so.10")
    assert str(pathlib.Path(planted).resolve()) not in paths()


@pytest.mark.parametrize("value", [":/opt", "/opt:", ".", "lib;/opt"])
def test_the_loader_is_not_asked_for_what_it_would_take_from_the_current_directory(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(pathlib.Path("lib" if value.startswith("lib") else "."), "libnvinfer.so.10")
    monkeypatch.setenv("LD_LIBRARY_PATH", value)
    assert "libnvinfer.so.10" not in paths()
    assert "libnvinfer.so.11" in paths()
    assert "LD_LIBRARY_PATH" in dict(refusals(None).tried)["libnvinfer.so.10"]


def test_the_loader_is_asked_when_its_folders_are_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    add(pathlib.Path(), "libnvinfer.so.10")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/lib:/usr/lib")
    assert "libnvinfer.so.10" in paths()


# opening


def test_the_first_that_opens_is_taken(machine: pathlib.Path) -> None:
    bad = add(machine / "tensorrt_libs", "libnvinfer.so.11")[0]
    good = add(machine / "tensorrt_lean_libs", "libnvinfer_lean.so.10")[0]

    def attempt(candidate: Candidate) -> str:
        if candidate.path == bad:
            raise OSError("undefined symbol")
        return f"opened {candidate.path}"

    opened, candidate, rejected = first_that_opens(None, attempt)
    assert (opened, candidate.path, rejected[-1]) == (f"opened {good}", good, (bad, "undefined symbol"))


def test_what_is_corrupt_is_passed_over(machine: pathlib.Path) -> None:
    corrupt, good = add(machine / "tensorrt_libs", "libnvinfer.so.11", "libnvinfer.so.10")
    pathlib.Path(corrupt).write_bytes(b"nonsense" * 100)
    _, candidate, rejected = first_that_opens(None, lambda candidate: "opened")
    assert candidate.path == good
    assert rejected[-1] == (corrupt, "it is no 64-bit ELF library")


def test_nothing_found_lists_every_path_with_its_reason_and_what_to_do(machine: pathlib.Path) -> None:
    (unsupported,) = add(machine / "tensorrt_libs", "libnvinfer.so.7")

    def attempt(candidate: Candidate) -> None:
        if candidate.path == unsupported:
            raise LibraryLoadError("TensorRT 7 is not supported")
        ctypes.CDLL(candidate.path)  # the loader's own words

    error = refusals(None, attempt)
    nothing = "no folder of that name in sys.path holds a library of TensorRT"
    assert [(path, reason) for path, reason in error.tried if reason == nothing] == [
        (wheel, nothing)
        for wheel in (
            *("tensorrt_lean_libs", "tensorrt_dispatch_libs", "tensorrt", "tensorrt_lean"),
            *("tensorrt_rtx_libs", "onnxruntime_ep_nv_tensorrt_rtx"),
        )
    ]
    assert error.tried[6] == (unsupported, "TensorRT 7 is not supported")
    assert [path for path, _ in error.tried[7:]] == paths()[1:]
    assert error.tried[7][1] == "cannot open shared object file: No such file or directory"
    for path, reason in error.tried:
        assert f"{path}: {reason}" in str(error)
    assert "pip install" in str(error)
    assert "TRT_CFFI_LIBRARY" in str(error)
    assert "simulator10" in str(error)


def test_an_error_that_says_nothing_about_the_library_is_not_swallowed(machine: pathlib.Path) -> None:
    def attempt(candidate: Candidate) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        first_that_opens(None, attempt)


def no_file(path: pathlib.Path) -> None:
    path.unlink()


def folder(path: pathlib.Path) -> None:
    path.unlink()
    path.mkdir()


def no_library(path: pathlib.Path) -> None:
    path.write_text("INPUT(libnvinfer.so.10)")


def empty(path: pathlib.Path) -> None:
    path.write_bytes(b"")


def other_architecture(path: pathlib.Path) -> None:
    data = bytearray(path.read_bytes())
    data[18] ^= 0xFF
    path.write_bytes(data)


def other_width(path: pathlib.Path) -> None:
    data = bytearray(path.read_bytes())
    data[4] = 1
    path.write_bytes(data)


def cut_short(path: pathlib.Path) -> None:
    os.truncate(path, 4096)


def cut_in_its_header(path: pathlib.Path) -> None:
    os.truncate(path, 80)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (no_file, "No such file or directory"),
        (folder, "it is a folder; give the path of the library itself"),
        (no_library, "it is no 64-bit ELF library"),
        (empty, "it is no 64-bit ELF library"),
        (other_width, "it is no 64-bit ELF library"),
        (other_architecture, "it is for another processor architecture than this Python"),
        (cut_short, "it is cut short"),
        (cut_in_its_header, "it is cut short"),
    ],
)
def test_what_cannot_be_a_library_is_rejected_without_being_opened(
    spoil: Any, reason: str, tmp_path: pathlib.Path
) -> None:
    (library,) = add(tmp_path, "libnvinfer.so.10")
    spoil(pathlib.Path(library))
    assert refusals(library, lambda candidate: "opened").tried == [(library, reason)]


def test_a_real_library_is_opened(tmp_path: pathlib.Path) -> None:
    (library,) = add(tmp_path, "libnvinfer.so.10")
    assert first_that_opens(library, lambda candidate: "opened")[0] == "opened"
