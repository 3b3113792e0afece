"""A misspelt attribute is refused: what owns something has the attributes of its class, and no others."""

from __future__ import annotations

import inspect
import weakref

import numpy as np
import pytest

import trt_cffi
import trt_cffi.memory
from tests.support import Log
from trt_cffi.callbacks import Callback
from trt_cffi.closing import Closing
from trt_cffi.native_object import NativeObject
from trt_cffi.versions import MAJORS, name_of


def derived(cls):
    """The package's own classes that are derived from one, without those of its programs."""
    for each in cls.__subclasses__():
        if each.__module__.startswith("trt_cffi.") and not each.__module__.startswith("trt_cffi.cli."):
            yield each
            yield from derived(each)


def refusing():
    """Every class that the package or a library has a name for, and all that own an object of TensorRT or memory.

    Left out are those that programs derive their own from, to which they may give attributes.
    """
    libraries = [trt_cffi.open_library(f"simulator{name_of(major)}") for major in MAJORS]
    named = [getattr(library, name) for library in libraries for name in dir(library) if hasattr(library, name)]
    named += [getattr(trt_cffi, name) for name in trt_cffi._HOMES]
    found = {*filter(inspect.isclass, named), *derived(NativeObject), *derived(Closing)}
    for cls in sorted(found, key=lambda each: (each.__name__, str(vars(each).get("_library")))):
        if not issubclass(cls, (Callback, BaseException, trt_cffi.Library)) and not hasattr(cls, "__members__"):
            yield pytest.param(cls, id=cls.__name__)


REFUSING = list(refusing())


def test_the_classes_are_found():
    found = {each.id for each in REFUSING}
    made = {
        "Runtime",
        "ICudaEngine",
        "IExecutionContext",
        "Step",
        "Builder",
        "ILayer",
        "IWeightsManager",
        "DebugTensors",
    }
    assert found >= made | {"Runner", "RunnerPool", "IHostMemory", "Dims", "Weights", "PluginField", "HostMemory"}


@pytest.mark.parametrize("cls", REFUSING)
def test_an_object_has_the_attributes_of_its_class_only(cls):
    assert cls.__dictoffset__ == 0, f"of {cls.__mro__} one has no __slots__"
    unsafe = hasattr(cls, "__del__") and not issubclass(cls, NativeObject)  # to be left half made
    if inspect.isabstract(cls) or unsafe:
        return
    one = cls.__new__(cls)
    assert not hasattr(one, "__dict__")
    with pytest.raises(AttributeError, match=f"'{cls.__name__}' object has no attribute 'no_such_member'"):
        one.no_such_member = 1


@pytest.mark.parametrize(
    ("make", "misspelt"),
    [
        (lambda engine: engine._parent, "max_thread"),
        (lambda engine: engine, "weight_streaming_budget_v3"),
        (lambda engine: engine.create_execution_context(), "nvtx_verbositty"),
        (lambda engine: engine.create_execution_context().prepare(0), "streem"),
        (lambda engine: engine.create_engine_inspector(), "context"),
        (lambda engine: engine.serialize(), "type"),
        (lambda engine: engine._library.get_plugin_registry(), "parent_search_enabeld"),
        (lambda engine: engine._library.Weights(np.ones(3, np.float32)), "count"),
        (trt_cffi.Runner, "stream_"),
        (lambda engine: trt_cffi.RunnerPool(engine, 1), "runners"),
    ],
)
def test_a_misspelt_property_is_refused(load, make, misspelt):
    thing = make(load("tiny"))
    with pytest.raises(AttributeError, match=f"'{type(thing).__name__}' object has no attribute '{misspelt}'"):
        setattr(thing, misspelt, 1)
    assert weakref.ref(thing)() is thing


def test_a_method_is_no_attribute_to_be_set(load):
    with pytest.raises(AttributeError, match="read-only"):
        load("tiny").serialize = None


def test_an_object_of_a_programs_own_class_may_have_more(trt, plan):
    class Mine(trt.Runtime):
        def __init__(self, logger, model):
            super().__init__(logger)
            self.model = model

    runtime = Mine(Log(), "tiny")
    runtime.engine = runtime.deserialize_cuda_engine(plan(runtime.model))
    assert list(runtime.engine) == ["x", "y"]
