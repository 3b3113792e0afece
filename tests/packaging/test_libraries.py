"""The built libraries export, need and weigh what they should. Read by pyelftools, not by the build's own reader."""

from __future__ import annotations

import re

import pytest
from elftools.elf.elffile import ELFFile

import build_shim

SHIMS = [target for target in build_shim.TARGETS if target.kind == "shim"]
SIMULATORS = [target for target in build_shim.TARGETS if target.kind == "sim"]


class Library:
    def __init__(self, target):
        self.path = build_shim.NATIVE / target.file
        with self.path.open("rb") as file:
            elf = ELFFile(file)
            tags = list(elf.get_section_by_name(".dynamic").iter_tags())
            symbols = list(elf.get_section_by_name(".dynsym").iter_symbols())
            self.segments = {segment["p_type"]: segment for segment in elf.iter_segments()}
            self.sections = {section.name for section in elf.iter_sections()}
        self.soname = next(tag.soname for tag in tags if tag.entry.d_tag == "DT_SONAME")
        self.needed = {tag.needed for tag in tags if tag.entry.d_tag == "DT_NEEDED"}
        self.exports = {symbol.name for symbol in symbols if symbol.name and symbol["st_shndx"] != "SHN_UNDEF"}
        self.binds_now = any(tag.entry.d_tag == "DT_FLAGS" and tag.entry.d_val & 8 for tag in tags)


@pytest.fixture(params=build_shim.TARGETS, ids=lambda target: target.name)
def target(request):
    return request.param


def declared_functions():
    declarations = build_shim.c_declarations((build_shim.SHIM / "trt_shim.h").read_text())
    return set(
        re.findall(r"^[^\n(]*?\b(trt_\w+)\(", re.sub(r"\{.*?\}", "", declarations, flags=re.DOTALL), re.MULTILINE)
    )


@pytest.mark.parametrize("target", SHIMS, ids=lambda target: target.name)
def test_a_shim_exports_the_functions_of_its_header_and_nothing_else(target):
    assert Library(target).exports == declared_functions()


@pytest.mark.parametrize("target", SIMULATORS, ids=lambda target: target.name)
def test_a_simulator_exports_c_functions_of_libnvinfer_and_nothing_else(target):
    exports = Library(target).exports
    versions = {"", "Major", "Minor", "Patch", "Build"} if target.major >= 10 else {""}
    required = {f"getInferLib{part}Version" for part in versions} | {"createInferRuntime_INTERNAL", "getPluginRegistry"}
    optional = {"createInferRefitter_INTERNAL", "getLogger"}
    if target.tensorrt == "rtx":  # what NVIDIA's binding of it is not loaded without
        optional |= {"createInferBuilder_INTERNAL", "getBuilderPluginRegistry", "getNvOnnxParserVersion"}
        optional |= {"createNvOnnxParser_INTERNAL", "createNvOnnxParserRefitter_INTERNAL"}
    assert required <= exports <= required | optional


@pytest.mark.parametrize("target", SHIMS, ids=lambda target: target.name)
def test_a_shim_needs_only_the_c_library(target):
    library = Library(target)
    assert "libc.so.6" in library.needed
    assert library.needed <= {"libc.so.6", "libdl.so.2", "libm.so.6", "libpthread.so.0"}


@pytest.mark.parametrize("target", SHIMS, ids=lambda target: target.name)
def test_a_shim_weighs_under_200_kb(target):
    assert Library(target).path.stat().st_size < 200_000


def test_no_library_needs_anything_of_nvidia(target):
    assert not [name for name in Library(target).needed if re.search("nvinfer|cud|onnx", name)]


def test_libraries_are_named_hardened_and_stripped(target):
    library = Library(target)
    assert library.soname == target.file
    assert library.binds_now
    assert "PT_GNU_RELRO" in library.segments
    assert not library.segments["PT_GNU_STACK"]["p_flags"] & 1, "the stack is executable"
    assert ".symtab" not in library.sections


def test_the_build_refuses_a_shim_that_exports_a_stranger(tmp_path):
    simulator = (build_shim.NATIVE / SIMULATORS[0].file).read_bytes()
    library = tmp_path / SHIMS[0].file
    library.write_bytes(simulator)
    with pytest.raises(build_shim.BuildError, match=r"soname .*exports \[.*'createInferRuntime_INTERNAL'"):
        build_shim.check(library, SHIMS[0])
    assert not library.exists()
