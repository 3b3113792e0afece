"""The distribution: an sdist that builds anywhere, and the wheels that zig and the machine's compiler make of it."""

from __future__ import annotations

import concurrent.futures
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import build_shim

pytestmark = pytest.mark.packaging


def run(*command, env=None, **options):
    result = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env, **options
    )
    assert result.returncode == 0, result.stdout
    return result.stdout


def build(source, output, *, kind, env=None):
    run(sys.executable, "-m", "build", f"--{kind}", "--outdir", output, source, env=env)
    (artifact,) = output.iterdir()
    return artifact


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build(build_shim.ROOT, tmp_path_factory.mktemp("sdist"), kind="sdist")


@pytest.fixture(scope="module")
def source(sdist, tmp_path_factory):
    with tarfile.open(sdist) as archive:
        folder = tmp_path_factory.mktemp("source")
        archive.extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
    (root,) = folder.iterdir()
    return root


@pytest.fixture(scope="module")
def zig_wheels(source, tmp_path_factory):
    """From two folders: where there is no compiler, so that nothing but zig can do it, and asking for zig."""
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "a" / "longer" / "path"
    shutil.copytree(source, elsewhere)
    env = {name: value for name, value in os.environ.items() if name not in ("CXX", "TRT_CFFI_COMPILER")}
    without_compiler = env | {"PATH": str(tmp_path_factory.mktemp("empty"))}
    asking_for_zig = env | {"TRT_CFFI_COMPILER": "zig"}
    outputs = tmp_path_factory.mktemp("zig"), tmp_path_factory.mktemp("zig")
    with concurrent.futures.ThreadPoolExecutor() as pool:
        first = pool.submit(build, source, outputs[0], kind="wheel", env=without_compiler)
        second = pool.submit(build, elsewhere, outputs[1], kind="wheel", env=asking_for_zig)
        return first.result(), second.result()


@pytest.fixture(scope="module")
def zig_wheel(zig_wheels):
    return zig_wheels[0]


@pytest.fixture(scope="module")
def installed(zig_wheel, tmp_path_factory):
    """The Python of a new environment that has the wheel and what it depends on."""
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", zig_wheel)
    return python


def content(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def tags(wheel):
    (metadata,) = (text.decode() for name, text in content(wheel).items() if name.endswith(".dist-info/WHEEL"))
    return re.findall(r"^Tag: (.*)$", metadata, re.MULTILINE)


def test_without_a_compiler_zig_makes_a_manylinux_wheel(zig_wheel):
    tag = f"py3-none-manylinux_2_28_{platform.machine()}"
    assert zig_wheel.name == f"trt_cffi-0.1.0-{tag}.whl"
    assert tags(zig_wheel) == [tag]


def test_auditwheel_agrees_with_the_tag(zig_wheel):
    report = run(sys.executable, "-m", "auditwheel", "show", zig_wheel)
    verdict = re.search(r'consistent with the following platform tag: "manylinux_2_(\d+)_', " ".join(report.split()))
    assert verdict, report
    assert int(verdict[1]) <= 28, report


def test_the_wheel_holds_all_libraries_and_data_and_nothing_foreign(zig_wheel):
    names = set(content(zig_wheel))
    assert {f"trt_cffi/native/{target.file}" for target in build_shim.TARGETS} <= names
    assert {"trt_cffi/py.typed", "trt_cffi/data/digits.onnx", "trt_cffi/data/digits-test-set.npz"} <= names
    tracked = run("git", "ls-files", "trt_cffi", cwd=build_shim.ROOT).split()
    built = {f"trt_cffi/native/{target.file}" for target in build_shim.TARGETS}
    assert {name for name in names if ".dist-info/" not in name} == built | set(tracked)
    assert {Path(name).parts[0] for name in names} == {"trt_cffi", "trt_cffi-0.1.0.dist-info"}


def test_the_wheel_is_under_1100_kb(zig_wheel):
    assert zig_wheel.stat().st_size < 1_100_000


def test_the_wheel_holds_nothing_proprietary(zig_wheel):
    """All of it is in this repository or compiled from that: no notice of NVIDIA's, no device code."""
    for name, data in content(zig_wheel).items():
        assert not re.search(rb"NVIDIA CORPORATION|\.nv_fatbin|LicenseRef-NvidiaProprietary", data), name


def test_the_zig_shims_need_only_the_c_library(zig_wheel, tmp_path):
    for target in build_shim.TARGETS:
        library = tmp_path / target.file
        library.write_bytes(content(zig_wheel)[f"trt_cffi/native/{target.file}"])
        build_shim.check(library, target)


def test_the_build_is_reproducible(zig_wheels):
    first, second = map(content, zig_wheels)
    assert first == second


@pytest.mark.skipif(build_shim.machine_compiler() is None, reason="this machine has no C++17 compiler")
def test_the_machines_compiler_makes_a_wheel_for_this_machine(source, tmp_path):
    env = {name: value for name, value in os.environ.items() if name != "TRT_CFFI_COMPILER"}
    wheel = build(source, tmp_path, kind="wheel", env=env)
    assert tags(wheel) == [f"py3-none-linux_{platform.machine()}"]
    assert wheel.stat().st_size < 1_100_000


def test_an_unknown_compiler_choice_is_named(monkeypatch):
    monkeypatch.setenv("TRT_CFFI_COMPILER", "tcc")
    with pytest.raises(build_shim.BuildError, match="TRT_CFFI_COMPILER='tcc'"):
        build_shim.find_compiler()


def test_the_installed_wheel_imports_and_finds_its_libraries(installed, tmp_path):
    program = """
import trt_cffi, pathlib
folder = pathlib.Path(trt_cffi.__file__).parent
assert "site-packages" in folder.parts, folder
for name in (8, 10, 11, "rtx"):
    print(trt_cffi.open_library(f"simulator{name}").version)
"""
    assert len(run(installed, "-Ic", program, cwd=tmp_path).splitlines()) == 4


def test_the_installed_wheel_depends_on_what_it_says(installed):
    names = "import importlib.metadata as m; print(*(d.name.lower() for d in m.distributions()))"
    assert {"cffi", "numpy", "platformdirs", "cuda-python"} <= set(run(installed, "-Ic", names).split())
    run(installed, "-m", "pip", "check")
