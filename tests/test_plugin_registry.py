"""The plugin registry: libraries of plugins, and what their creators say of themselves."""

from __future__ import annotations

import ctypes
import gc
import weakref
from pathlib import Path

import pytest

import trt_cffi
from tests.compiled import plugins
from tests.support import Recorder
from trt_cffi.shim import ffi
from trt_cffi.versions import RTX

ON_8 = pytest.mark.parametrize("trt", [8], indirect=True, ids="simulator{}".format)
UNTIL_10 = pytest.mark.parametrize("trt", [8, 10], indirect=True, ids="simulator{}".format)
FROM_10 = pytest.mark.parametrize("trt", [10, 11, "rtx"], indirect=True, ids="simulator{}".format)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """A library of plugins for a library, compiled once."""
    folder, made = tmp_path_factory.mktemp("plugins"), {}

    def of(trt, *options):
        key = ("rtx" if trt.version[0] == RTX else trt.version[0], *options)
        if key not in made:
            made[key] = plugins(folder, *key)
        return made[key]

    return of


@pytest.fixture
def registry(trt, runtime):
    """The registry of a library whose log goes to `log`."""
    return trt.get_plugin_registry()


@pytest.fixture
def loaded(trt, registry, compiled):
    """The same with plugins, as long as the test."""
    handle = registry.load_library(compiled(trt))
    assert handle is not None
    yield registry
    registry.deregister_library(handle)


def listed(trt, registry):
    return registry.plugin_creator_list if trt.version[0] == 8 else registry.all_creators


def names(creators):
    return [creator.name for creator in creators]


# ---- the registry ----


def test_there_is_one_plugin_registry_a_library(trt, runtime):
    registry = trt.get_plugin_registry()
    assert registry is trt.get_plugin_registry() is runtime.get_plugin_registry()
    assert (
        registry
        is not trt_cffi.open_library("simulator8" if trt.version[0] != 8 else "simulator10").get_plugin_registry()
    )
    with pytest.raises(TypeError, match="no constructor"):
        trt.IPluginRegistry()


def test_the_plugin_registrys_parent_search_can_be_switched(trt):
    registry = trt.get_plugin_registry()
    before = registry.parent_search_enabled
    registry.parent_search_enabled = not before
    assert registry.parent_search_enabled is not before
    registry.parent_search_enabled = before
    with pytest.raises(TypeError):
        registry.parent_search_enabled = "yes"


def test_a_library_of_plugins_that_is_not_there_is_none(trt, runtime):
    registry = trt.get_plugin_registry()
    assert registry.load_library("/no/such/library.so") is None
    assert registry.load_library(Path("/no/such/library.so")) is None
    with pytest.raises(ValueError, match="NUL"):
        registry.load_library("/no\0such")
    with pytest.raises(TypeError, match="plugin_path"):
        registry.load_library(None)
    for wrong in (None, 3, "handle"):
        with pytest.raises(TypeError, match="load_library gave"):
            registry.deregister_library(wrong)


def test_an_error_recorder_hears_instead_of_the_log(trt, registry, log):
    recorder = Recorder()
    assert registry.error_recorder is None
    registry.error_recorder = recorder
    try:
        assert registry.error_recorder is recorder
        assert registry.load_library("/no/such/library.so") is None
        assert recorder.errors
        assert not log.errors
        for wrong in (3, "recorder", Recorder):
            with pytest.raises(TypeError, match="IErrorRecorder"):
                registry.error_recorder = wrong
        assert registry.error_recorder is recorder
    finally:
        registry.error_recorder = None
    assert registry.error_recorder is None


def test_an_error_recorder_is_kept_until_another_takes_its_place(registry):
    registry.error_recorder = Recorder()
    kept = weakref.ref(registry.error_recorder)
    gc.collect()
    assert registry.load_library("/no/such/library.so") is None
    assert kept().errors
    registry.error_recorder = None
    gc.collect()
    assert kept() is None


def test_what_a_recorder_raises_is_raised_from_the_call(registry):
    class Raising(Recorder):
        def report_error(self, code, description):
            raise KeyError(description)

    registry.error_recorder = Raising()
    try:
        with pytest.raises(KeyError, match="no/such"):
            registry.load_library("/no/such/library.so")
    finally:
        registry.error_recorder = None


# ---- creators ----


@FROM_10
def test_the_creators_of_a_library_are_listed(trt, loaded):
    creators = loaded.all_creators
    assert names(creators) == names(loaded.all_creators_recursive) == ["Scale", "Shift", "Quick"]
    assert [type(each) for each in creators] == [
        trt.IPluginCreator,
        trt.IPluginCreatorV3One,
        trt.IPluginCreatorV3Quick,
    ]
    assert all(isinstance(each, trt.IPluginCreatorInterface) for each in creators)


@UNTIL_10
def test_the_creators_of_old_plugins_are_listed(trt, loaded):
    (scale,) = loaded.plugin_creator_list
    assert type(scale) is trt.IPluginCreator
    assert (scale.name, scale.plugin_version, scale.plugin_namespace) == ("Scale", "1", "tests")
    assert repr(scale) == "<IPluginCreator 'Scale' version '1'>"


@FROM_10
def test_a_creator_says_what_it_is(trt, loaded):
    scale, shift, quick = loaded.all_creators
    assert [(each.plugin_version, each.plugin_namespace) for each in (scale, shift, quick)] == [
        ("1", "tests"),
        ("2", ""),
        ("1", ""),
    ]
    assert [each.interface_info.kind for each in (scale, shift, quick)] == [
        "PLUGIN CREATOR_V1",
        "PLUGIN CREATOR_V3ONE",
        "PLUGIN CREATOR_V3QUICK",
    ]
    assert (shift.interface_info.major, shift.interface_info.minor) == (1, 0)
    assert (shift.api_language, quick.api_language) == (trt.APILanguage.CPP, trt.APILanguage.PYTHON)
    with pytest.raises(trt_cffi.NotAvailableError, match=r"there until 8\.6"):
        scale.tensorrt_version  # noqa: B018


@ON_8
def test_a_creator_of_8_says_what_it_was_compiled_with(loaded):
    (scale,) = loaded.plugin_creator_list
    assert scale.tensorrt_version == 8600
    for name in ("api_language", "interface_info"):
        with pytest.raises(trt_cffi.NotAvailableError, match=r"there since 10\.0"):
            getattr(scale, name)


def test_a_creator_tells_the_fields_of_its_plugins(trt, loaded):
    find = loaded.get_plugin_creator if trt.version[0] == 8 else loaded.get_creator
    factor, axes = find("Scale", "1", "tests").field_names
    assert (factor.name, factor.type, factor.size) == ("factor", trt.PluginFieldType.FLOAT32, 1)
    assert (axes.name, axes.type, axes.size) == ("axes", trt.PluginFieldType.INT32, 4)
    assert repr(axes) == "<PluginField 'axes' INT32 (4)>"
    if trt.version[0] != 8:
        assert find("Shift", "2").field_names == find("Quick", "1").field_names == ()


@FROM_10
def test_a_creator_of_a_kind_that_is_not_known_is_listed_as_one(trt, registry, compiled):
    handle = registry.load_library(compiled(trt, "-DNEWER"))
    newer, shift = registry.all_creators
    assert shift.field_names == ()
    registry.deregister_library(handle)
    assert type(newer) is trt.IPluginCreatorInterface
    info = newer.interface_info
    assert (info.kind, info.major, info.minor) == ("PLUGIN CREATOR_V99", 9, 1)
    assert not hasattr(newer, "name")
    assert repr(newer) == "<IPluginCreatorInterface PLUGIN CREATOR_V99>"
    assert shift.name == "Shift"


@FROM_10
def test_a_creator_is_found_by_its_name_version_and_namespace(trt, loaded, log):
    assert type(loaded.get_creator("Shift", "2")) is trt.IPluginCreatorV3One
    assert loaded.get_creator(type="Scale", version="1", plugin_namespace="tests").name == "Scale"
    assert not log.errors
    for wrong in (("Shift", "1"), ("Shift", "2", "tests"), ("shift", "2"), ("", "")):
        log.messages.clear()
        assert loaded.get_creator(*wrong) is None
        assert log.errors


@UNTIL_10
def test_an_old_creator_is_found_by_its_name_version_and_namespace(loaded, log):
    assert loaded.get_plugin_creator("Scale", "1", "tests").name == "Scale"
    assert loaded.get_plugin_creator(type="Scale", version="1", plugin_namespace="tests").plugin_version == "1"
    assert not log.errors
    assert loaded.get_plugin_creator("Scale", "1") is None
    assert log.errors


def test_a_name_is_text(trt, registry):
    find = registry.get_plugin_creator if trt.version[0] == 8 else registry.get_creator
    for wrong in ((None, "1"), ("Scale", 1), ("Scale", "1", None)):
        with pytest.raises(TypeError, match="a name is a str"):
            find(*wrong)
    with pytest.raises(ValueError, match="NUL"):
        find("Sc\0ale", "1")


@ON_8
def test_8_knows_old_creators_only(registry):
    for call in (
        lambda: registry.all_creators,
        lambda: registry.all_creators_recursive,
        lambda: registry.get_creator("Scale", "1"),
    ):
        with pytest.raises(trt_cffi.NotAvailableError, match="there since 10"):
            call()


@pytest.mark.parametrize("trt", [11, "rtx"], indirect=True, ids="simulator{}".format)
def test_11_has_no_list_of_old_creators(registry):
    for call in (lambda: registry.plugin_creator_list, lambda: registry.get_plugin_creator("Scale", "1")):
        with pytest.raises(trt_cffi.NotAvailableError, match="there until"):
            call()


@pytest.mark.parametrize(
    "name",
    ["IPluginCreatorInterface", "IPluginCreator", "IPluginCreatorV3One", "IPluginCreatorV3Quick", "PluginField"],
)
def test_creators_are_made_by_the_registry_only(name):
    with pytest.raises(TypeError, match=f"{name} has no constructor"):
        getattr(trt_cffi, name)()


# ---- libraries of plugins ----


def test_creators_go_with_their_library_and_what_they_said_stays(trt, registry, compiled):
    handle = registry.load_library(str(compiled(trt)))
    scale, *_ = listed(trt, registry)
    registry.deregister_library(handle)
    assert listed(trt, registry) == []
    assert scale.name == "Scale"
    with pytest.raises(trt_cffi.TensorRTError, match=r"'Scale' of version '1' is not registered any more.*read them"):
        scale.field_names  # noqa: B018


def test_fields_that_were_read_stay(trt, registry, compiled):
    handle = registry.load_library(str(compiled(trt)))
    scale = next(each for each in listed(trt, registry) if each.name == "Scale")
    assert [field.name for field in scale.field_names] == ["factor", "axes"]
    registry.deregister_library(handle)
    assert [field.name for field in scale.field_names] == ["factor", "axes"]


def test_a_creator_in_a_list_is_asked_for_its_fields_when_they_are_read(trt, registry, compiled):
    """Some of TensorRT's own log an error when they are asked."""
    path = str(compiled(trt))
    handle = registry.load_library(path)
    asked = ctypes.c_int.in_dll(ctypes.CDLL(path), "fields_asked")
    scale = next(each for each in listed(trt, registry) if each.name == "Scale")
    assert asked.value == 0
    assert scale.field_names is scale.field_names
    assert asked.value == 1
    registry.deregister_library(handle)


def test_a_library_is_given_back_once_for_each_time_that_it_was_loaded(trt, registry, compiled, log):
    handles = [registry.load_library(compiled(trt)) for _ in range(2)]
    for handle in handles:
        registry.deregister_library(handle)
    with pytest.raises(ValueError, match="deregistered already"):
        registry.deregister_library(handles[0])
    with pytest.raises(ValueError, match="no handle of this registry"):
        registry.deregister_library(ffi.cast("void *", 4096))
    assert not log.errors


def test_a_library_without_plugins_is_none_and_the_log_says_why(registry, log):
    path = trt_cffi.open_library("simulator10").path
    assert registry.load_library(path) is None
    assert "does not export get" in log.errors[-1]


def test_a_library_is_told_where_the_logger_is(trt, loaded, compiled):
    assert ctypes.CDLL(str(compiled(trt))).has_logger_finder()
