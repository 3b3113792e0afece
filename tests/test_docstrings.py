"""What `help()` tells: each public member says which C++ method it stands for, and which versions have it."""

from __future__ import annotations

import inspect
import re

import pytest

import trt_cffi
from trt_cffi.native_object import NativeObject

LIBRARY = trt_cffi.open_library("simulator11")
OF_TENSORRT = (
    "Runtime",
    "ICudaEngine",
    "IExecutionContext",
    "EngineInspector",
    "IPluginRegistry",
    "Refitter",
    "Weights",
    *("Builder", "IBuilderConfig", "INetworkDefinition", "ITensor", "ILayer", "IOptimizationProfile"),
    *("ITimingCache", "OnnxParser", "ParserError"),
    "IPluginCreator",
    "PluginField",
)
CALLED = (
    *("ILogger", "IProfiler", "IErrorRecorder", "IGpuAllocator", "IOutputAllocator", "IProgressMonitor"),
    *("IStreamReader", "IStreamReaderV2", "IStreamWriter"),
)
CPP = re.compile(r"C\+\+: \w+")
VERSION = re.compile(r"Any version|TensorRT (for RTX )?\d+(\.\d+)* on|until (8\.6|10)|from 1[01](\.\d+)? on")


def public(name):
    owner = getattr(LIBRARY, name)
    for member in dir(owner):
        if not member.startswith("_") and member not in vars(NativeObject):
            found = inspect.getattr_static(owner, member)
            if isinstance(found, property) or inspect.isfunction(found):
                yield name, member, found


@pytest.mark.parametrize(("owner", "name", "member"), [each for owner in OF_TENSORRT for each in public(owner)])
def test_a_member_names_its_cpp_method_and_its_versions(owner, name, member):
    text = inspect.getdoc(member)
    assert text, f"{owner}.{name} has no docstring"
    assert text.splitlines()[0].endswith((".", ":")), "the first line is a sentence"
    text = " ".join(text.split())
    if "by its name from" in text:  # another name of a member that says all
        return
    assert CPP.search(text), text
    assert VERSION.search(text), text


@pytest.mark.parametrize(("owner", "name", "member"), [each for owner in CALLED for each in public(owner)])
def test_what_a_program_overrides_names_its_cpp_method(owner, name, member):
    text = " ".join(inspect.getdoc(member).split())
    assert CPP.search(text) or "the same" in text, text


@pytest.mark.parametrize("name", [*OF_TENSORRT, *CALLED, "Logger", "Profiler", "IHostMemory"])
def test_a_class_says_what_it_is_and_since_when(name):
    text = " ".join(inspect.getdoc(getattr(LIBRARY, name)).split())
    assert VERSION.search(text), text


@pytest.mark.parametrize(("owner", "name", "member"), [each for owner in OF_TENSORRT for each in public(owner)])
def test_a_member_is_annotated(owner, name, member):
    for function in (member.fget, member.fset) if isinstance(member, property) else (member,):
        if function is None:
            continue
        signature = inspect.signature(function)
        assert signature.return_annotation is not signature.empty
        for parameter in list(signature.parameters.values())[1:]:
            assert parameter.annotation is not parameter.empty, parameter


DOCUMENTED = [
    "execute(batch_size, bindings)",
    "execute_async(batch_size, bindings, stream_handle, input_consumed)",
    "execute_async_v2(bindings, stream_handle, input_consumed)",
    "execute_async_v3(stream_handle)",
    "execute_v2(bindings)",
    "get_binding_shape(binding)",
    "get_input_consumed_event()",
    "get_max_output_size(name)",
    "get_output_allocator(name)",
    "get_shape(binding)",
    "get_strides(binding)",
    "get_tensor_address(name)",
    "get_tensor_shape(name)",
    "get_tensor_strides(name)",
    "infer_shapes()",
    "report_to_profiler()",
    "set_aux_streams(aux_streams)",
    "set_binding_shape(binding, shape)",
    "set_input_consumed_event(event)",
    "set_input_shape(name, shape)",
    "set_optimization_profile_async(profile_index, stream_handle)",
    "set_output_allocator(name, output_allocator)",
    "set_shape_input(binding, shape)",
    "set_tensor_address(name, memory)",
    "__exit__(exc_type, exc_value, traceback)",
    "__del__()",
]


@pytest.mark.parametrize("signature", DOCUMENTED)
def test_the_context_has_the_methods_of_the_8_6_documentation_with_its_argument_names(signature):
    name, _, arguments = signature.rstrip(")").partition("(")
    parameters = list(
        inspect.signature(getattr(trt_cffi.open_library("simulator8").IExecutionContext, name)).parameters
    )
    assert ", ".join(parameters[1:]) == arguments


PROPERTIES = {
    "rw": "debug_sync profiler name active_optimization_profile error_recorder enqueue_emits_profile "
    "persistent_cache_limit nvtx_verbosity temporary_allocator",
    "r": "engine all_binding_shapes_specified all_shape_inputs_specified",
    "w": "device_memory",
}


@pytest.mark.parametrize(
    ("access", "name"), [(access, name) for access, names in PROPERTIES.items() for name in names.split()]
)
def test_the_context_has_the_properties_of_the_8_6_documentation(access, name):
    member = inspect.getattr_static(LIBRARY.IExecutionContext, name)
    assert (member.fget is not None, member.fset is not None) == ("r" in access, "w" in access)


def test_an_output_allocator_has_the_methods_of_the_8_6_documentation():
    methods = {"reallocate_output": "tensor_name, memory, size, alignment", "notify_shape": "tensor_name, shape"}
    for name, arguments in methods.items():
        parameters = list(inspect.signature(getattr(trt_cffi.IOutputAllocator, name)).parameters)
        assert ", ".join(parameters[1:]) == arguments
