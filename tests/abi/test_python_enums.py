"""The enums of `trt_cffi.enums` against the numbers that the C++ interface has."""

from __future__ import annotations

import pytest

from tests.abi.compare import BUILDER_ENUMS
from tests.abi.read_facts import MAJORS, RTX, facts
from trt_cffi.enums import enums_of
from trt_cffi.versions import RTX as RTX_MAJOR

#: Named otherwise in Python.
OTHER_NAMES = {"ErrorCode": "ErrorCodeTRT"}
OTHER_MEMBERS = {"KVCACHE_UPDATE": "KV_CACHE_UPDATE"}
#: Of the ONNX parser, which is not among the facts: NVIDIA's binding has it, see tests/api.
OF_THE_PARSER = {"ErrorCode"}
#: In Python a profile's limits come as a tuple.
NOT_IN_PYTHON = {"OptProfileSelector"}
#: Of plugins, whose interface is not among the facts.
OF_PLUGINS = {
    "PluginArgDataType",
    "PluginArgType",
    "PluginCapabilityType",
    "PluginCreatorVersion",
    "PluginFieldType",
    "QuickPluginCreationRequest",
}


def in_python(major: int | str) -> dict[str, dict[str, int]]:
    return {
        name: {member: int(value) for member, value in found.__members__.items()}
        for name, found in enums_of(RTX_MAJOR if major == RTX else int(major)).items()
        if name not in OF_PLUGINS | OF_THE_PARSER
    }


def in_package(enumerator: str) -> str:
    """The name that the official package has for an enumerator."""
    name = enumerator.removeprefix("k")
    return OTHER_MEMBERS.get(name, name)


@pytest.mark.parametrize("major", MAJORS)
def test_every_enum_has_the_names_and_numbers_of_the_facts(major: int | str) -> None:
    known = {OTHER_NAMES.get(name, name): enum.values for name, enum in facts(major).enums.items()}
    assert in_python(major) == {
        name: {in_package(enumerator): number for enumerator, number in known[name].items()}
        for name in in_python(major)
    }


@pytest.mark.parametrize("major", MAJORS)
def test_every_enum_of_the_runtime_is_there(major: int | str) -> None:
    runtime = {OTHER_NAMES.get(name, name) for name in facts(major).enums.keys() - BUILDER_ENUMS - NOT_IN_PYTHON}
    assert in_python(major).keys() >= runtime
