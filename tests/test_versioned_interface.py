"""What the interfaces say of themselves: to programs here, and to TensorRT in tests/twin."""

from __future__ import annotations

import pytest

import trt_cffi
from tests.support import Growing, Pool


@pytest.mark.parametrize("base", [trt_cffi.IGpuAllocator, trt_cffi.IGpuAsyncAllocator])
def test_an_allocator_is_a_versioned_interface(base):
    allocator = type("Mine", (base,), {})()
    assert isinstance(allocator, trt_cffi.IVersionedInterface)
    assert allocator.api_language == trt_cffi.open_library("simulator11").APILanguage.CPP
    info = allocator.interface_info
    assert (info.kind, info.major, info.minor) == ("IGpuAllocator", 1, 0)


def test_what_is_told_of_an_interface_cannot_be_set(memory):
    pool = Pool(memory)
    for name in ("api_language", "interface_info"):
        with pytest.raises(AttributeError):
            setattr(pool, name, None)


def test_an_info_is_a_copy(memory):
    pool = Pool(memory)
    pool.interface_info.major = 7
    assert pool.interface_info.major == 1


@pytest.mark.parametrize("name", ["IVersionedInterface", "InterfaceInfo"])
def test_a_class_that_only_describes_has_no_constructor(name):
    with pytest.raises(TypeError, match=f"{name} has no constructor"):
        getattr(trt_cffi, name)()


def test_an_output_allocator_says_the_version_of_its_interface(memory):
    assert Growing(memory).tensorrt_version == 1
