"""Where trt_cffi answers otherwise than NVIDIA's binding on the same simulator, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from tests.behaviour.compare import ABSENT, ANYTHING, Difference
from tests.behaviour.differences import LEAN, RAISED, SIMULATED, TRT_CFFI, WHY

_LEAN = "NVIDIA's lean package left out the types that this needs; the library has it, so we have it"
_OURS = "8's member, which only we have on later versions"
_NO_SHAPE = "asked for the values of what is no shape tensor, NVIDIA's raises before the library is asked and logs"

_ON_EVERY = ("context_properties_set", "output_allocator_answers", "formats", "host_memory")
_ANSWERED = "what a reader raises, or cannot mean, is raised from the call, where NVIDIA's tells the library a length"

EVERYWHERE = [d for d in TRT_CFFI + SIMULATED if d.probe in _ON_EVERY] + [
    Difference("inspector*", "error", ABSENT, LEAN[0].reason),
    Difference("inspector*", "result", ANYTHING, LEAN[0].reason),
    Difference("inspector", "log", ANYTHING, LEAN[0].reason),
    Difference("inspector_is_made", "result/0", "<EngineInspector>", LEAN[0].reason),
    Difference("engine_tensors_in_full", "result/* get_tensor_format/1", "TensorFormat.LINEAR", _LEAN),
    Difference(
        "runtime_members",
        "result/* deserialize_cuda_engine/2",
        ["ERROR"],
        WHY,
    ),
    *(
        Difference(probe, "log", ANYTHING, WHY)
        for probe in ("runtime_members", "deserialize_bad_plans", "runtime_error_recorder")
    ),
    Difference("context_properties_set", "log", ANYTHING, "what the listed differences of this probe log"),
]

_INTERFACE_INFO = "what is told of an interface is data of the program's, whatever it puts there"

#: in the program of members
MEMBERS = [
    *(
        Difference("wrong_answers_of_*", f"result/* {call}/1", f"raises {error}", RAISED)
        for call, error in (
            ("deserialize_cuda_engine", "TypeError"),
            ("deserialize_cuda_engine", "ValueError"),
            ("execute_async_v3", "TypeError"),
            ("execute_async_v3", "ValueError"),
            ("get_tensor_dtype", "TypeError"),
            ("get_tensor_dtype", "ValueError"),
        )
    ),
    Difference("constants", "result/MAX_DESC_LENGTH/0", 127, "NVIDIA's cannot be read"),
    Difference("dims", "result/equal/4/0", False, "a Dims can be compared with anything"),
    Difference("wrong_arguments*", "result/Dims.__eq__ of 1/0", ANYTHING, "a Dims can be compared with anything"),
    Difference("enums", "result/TensorFormat", ANYTHING, _LEAN),
    *(
        Difference("del", f"result/{owner}/1/0", "raises RuntimeError", "__del__ is close(); NVIDIA's frees nothing")
        for owner in ("Runtime", "ICudaEngine", "IExecutionContext")
    ),
]

_TRUTH = "None is no truth value: a TypeError, not False"
_TEXT = "None is no text: a TypeError, not a null pointer for the library"

#: in what is asked without a plan
WITHOUT_PLAN = [
    *(
        Difference(probe, path, ANYTHING, WHY)
        for probe, path in (
            ("a_second_logger", "log"),
            ("a_second_logger", "result/3/0"),
            ("bad_plans_in_every_form", "log"),
            ("recorder_of_a_runtime", "log"),
        )
    ),
    Difference("recorder_of_a_runtime", "result/* deserialize_cuda_engine/2", ["ERROR"], WHY),
    *(
        Difference(probe, f"result/* {setting}{step}/1", answer, _TRUTH)
        for probe, setting in (
            ("registry_without_a_plan", "parent_search_enabled"),
            ("settings_of_a_runtime", "engine_host_code_allowed"),
        )
        for step, answer in ((" =", "raises TypeError"), ("", False))
    ),
    Difference("none_for_a_text", "result/?/0", "raises TypeError", _TEXT),
    Difference("none_for_a_text", "result/?/1", [], _TEXT),
    Difference("none_for_a_text", "log", [], _TEXT),
]

ON_8 = [d for d in TRT_CFFI if d.probe in ("execute_async_v2", "engine_index_errors")] + [
    Difference("refit*", "error", ABSENT, LEAN[-1].reason),
    Difference("refit*", "result", ANYTHING, LEAN[-1].reason),
    Difference("refit*", "log", ANYTHING, LEAN[-1].reason),
    *(
        Difference("engine_*", f"result/* {member}/1", answer, _LEAN)
        for member, answer in (
            ("get_location", "TensorLocation.DEVICE"),
            ("get_location", "TensorLocation.HOST"),
            ("get_tensor_location", "TensorLocation.DEVICE"),
            ("get_tensor_location", "TensorLocation.HOST"),
            ("get_binding_format", "TensorFormat.LINEAR"),
        )
    ),
    *(
        Difference(
            probe,
            "result/* get_profile_shape_input/1/?",
            ANYTHING,
            "NVIDIA's 8.6.0 gives as many values as the shape tensor has dimensions, not as it has elements",
        )
        for probe in ("engine_bindings", "bindings_of_shape_tensors")
    ),
    Difference(
        "bindings_of_shape_tensors",
        "log",
        ANYTHING,
        "an index or a name that is none is known before TensorRT is asked",
    ),
    Difference("dims", "result/2?*31/0", ANYTHING, "a Dims is the same for all versions: 64 bits"),
    Difference("enums", "result/TensorLocation", ANYTHING, _LEAN),
    Difference("wrong_constructions*", "result/Refitter", ANYTHING, LEAN[-1].reason),
    Difference(
        "wrong_arguments",
        "result/ICudaEngine.create_execution_context of 1/0",
        "raises RuntimeError",
        "the strategy of 10 is not available",
    ),
    Difference("index_api", "result/* get_shape/2", ["ERROR"], _NO_SHAPE),
    Difference("index_api", "log", ANYTHING, _NO_SHAPE),
    Difference("shape_inputs", "log", ANYTHING, "we ask isShapeBinding before setInputShapeBinding"),
]

AFTER_8 = [d for d in TRT_CFFI if d.probe == "refit_of_a_plain_engine"] + [
    Difference("refused", "result/* major*/1", ANYTHING, _INTERFACE_INFO),
    Difference("refused", "result/* minor*/1", ANYTHING, _INTERFACE_INFO),
    Difference("refused", "result/* kind =/1", None, _INTERFACE_INFO),
    Difference("wrong_values*", "result/InterfaceInfo.*/0", None, _INTERFACE_INFO),
    Difference("wrong_functions", "result/itemsize/E8M0/0", 1, "NVIDIA's forgot this type"),
    *(
        Difference("wrong_answers_of_a_debug_listener", path, ANYTHING, RAISED)
        for path in ("result/'an address'", "result/1.5", "result/ValueError('mine')", "log")
    ),
    *(
        Difference("wrong_answers_of_a_seeking_reader", path, ANYTHING, f"{RAISED}, and a reader is not asked again")
        for path in ("result/ValueError('mine')", "log*")
    ),
    *(
        Difference("stream_reader_answers", f"result/* {label}/0", f"raises {error}", _ANSWERED)
        for label, error in (
            ("too long", "ValueError"),
            ("exception", "ZeroDivisionError"),
            ("text", "TypeError"),
            ("tuple", "TypeError"),
        )
    ),
    Difference("stream_reader_answers", "log/*", ANYTHING, _ANSWERED),
    Difference("engine_tensors_of_a_profile", "result/* get_tensor_format/1", "TensorFormat.LINEAR", _LEAN),
    *(
        Difference(
            "engine_tensors_of_a_profile", f"result/* {member}/*", ANYTHING, "profile -1 is as good as none given"
        )
        for member in (
            "get_tensor_bytes_per_component",
            "get_tensor_components_per_element",
            "get_tensor_format_desc",
            "get_tensor_vectorized_dim",
        )
    ),
    Difference(
        "engine_tensors_of_a_profile", "result/* get_tensor_format/2", [], "profile -1 is as good as none given"
    ),
    Difference("context_properties_set", "result/active_optimization_profile/*", ANYTHING, f"{_OURS}: the setter"),
    Difference(
        "what_cannot_be_set",
        "result/IExecutionContext.active_optimization_profile/0",
        "raises TypeError",
        f"{_OURS}: the setter",
    ),
    Difference("set_input_shape", "result/2?*31/*", ANYTHING, "2**31 fits a dimension here, so the library is asked"),
    Difference("set_input_shape", "log", ANYTHING, "2**31 fits a dimension here, so the library is asked"),
    Difference(
        "device_memory", "log*", ANYTHING, "device_memory = is setDeviceMemoryV2 here, where NVIDIA's is the older"
    ),
    Difference("engine_tensors_of_a_profile", "log", ANYTHING, "profile -1 is as good as none given"),
    Difference("set_input_shape", "result/floats/0", "raises TypeError", "of a wrong type is a TypeError, as in 8"),
    Difference("set_input_shape", "result/nine dimensions/0", "raises TypeError", "too long is a TypeError, as in 8"),
]

LESS = "a reader that gives less than what was asked for is asked for the rest"
ON_10 = [
    *(
        Difference("bad_plans_in_every_form", f"result/{label}", ANYTHING, LESS)
        for label in ("a byte", "its first half")
    ),
    *(Difference("stream_readers", path, ANYTHING, LESS) for path in ("result", "log*")),
]

AFTER_10 = [
    Difference("plugin_registry", "error", "RuntimeError", "a NotAvailableError is an AttributeError too"),
    Difference("context_defaults", "result/all_shape_inputs_specified", True, _OURS),
    Difference("shapes_before_and_after", "result/specified/1/0", True, _OURS),
    Difference("context_without_memory", "error", ABSENT, f"{_OURS}: device_memory_size"),
    Difference("context_without_memory", "result", ANYTHING, f"{_OURS}: device_memory_size"),
    Difference("context_without_memory", "log", ANYTHING, f"{_OURS}: device_memory_size"),
    *(
        Difference(
            probe, "log", ANYTHING, "of an unknown profile we ask for all three shapes, NVIDIA's until one is none"
        )
        for probe in ("engine_profiles", "engine_tensors_in_full")
    ),
]

BEFORE_11 = [Difference("runtime_error_recorder", "result/logged as well", 1, WHY)]

_SEQUENCE = "an engine is the sequence of its tensors, as it became in 10, without one for each profile"

INDEX = [
    Difference("binding_names", "result/getitem/5/0", "logits", _SEQUENCE),
    Difference("binding_names", "result/iter/0 images", ["images", "logits"], _SEQUENCE),
    Difference("binding_names", "result/len/0", 2, _SEQUENCE),
    Difference("binding_names", "result/* */3", "DataType.INT64", "8 has no INT64"),
    Difference("engine_index_errors", "result/max_batch_size/1", [], "the warning was that of 8's library"),
    Difference("engine_index_errors", "log", ["ERROR"], "the warning was that of 8's library"),
]

#: by major version; ("index", major): the index API of a later version against that of 8
DIFFERENCES: dict[object, list[Difference]] = {
    8: EVERYWHERE + MEMBERS + WITHOUT_PLAN + BEFORE_11 + ON_8,
    10: EVERYWHERE + MEMBERS + WITHOUT_PLAN + BEFORE_11 + AFTER_8 + ON_10,
    11: EVERYWHERE + MEMBERS + WITHOUT_PLAN + AFTER_8 + AFTER_10,
    "rtx": [
        difference
        for difference in EVERYWHERE + MEMBERS + WITHOUT_PLAN + AFTER_8 + AFTER_10
        if difference.reason not in (_LEAN, LEAN[0].reason)
    ],
    ("index", 10): INDEX,
    ("index", 11): INDEX,
    ("index", "rtx"): INDEX,
}

_ANSWER = "what is no truth value is a TypeError, not one that is guessed"

_IN_SLOTS = [
    *(
        Difference("every_method_*", "result/*/? set/1", f"raises {error}", RAISED)
        for error in ("TypeError", "ValueError")
    ),
    Difference(
        "every_method_of_an_error_recorder",
        "result/get_error_desc *answers/*",
        ANYTHING,
        "after one description that was none, NVIDIA's gives no further one",
    ),
    Difference("every_method_of_an_error_recorder", "result/has_overflowed 1.5/*", "hasOverflowed 0", _ANSWER),
    Difference("every_method_of_an_error_recorder", "result/report_error 1.5/*", "reportError 0", _ANSWER),
    Difference("every_method_of_a_memory_allocator", "result/deallocate 1.5/*", "deallocate 0", _ANSWER),
]

_STREAM = [
    Difference("every_method_of_a_memory_allocator", "result/deallocate 1.5/*", "deallocateAsync 0", _ANSWER),
    Difference("every_method_of_an_async_memory_allocator", "result/deallocate_async 1.5/*", "deallocate 0", _ANSWER),
    Difference(
        "every_method_of_an_async_memory_allocator", "result/deallocate_async 1.5/*", "deallocateAsync 0", _ANSWER
    ),
]

#: by major version, on the library whose runtime calls everything
SLOT_DIFFERENCES = {
    8: [
        *_IN_SLOTS,
        Difference(
            "every_method_of_a_memory_allocator",
            "result/*callback/1",
            "deallocate",
            "memory comes back by deallocate, unless only free is overridden, in whichever way TensorRT gives it back",
        ),
    ],
    10: _IN_SLOTS + _STREAM,
    11: _IN_SLOTS + _STREAM,
    "rtx": _IN_SLOTS + _STREAM,
}


@dataclass(frozen=True)
class Unreachable:
    """A member of NVIDIA's lean binding that cannot be used in that way on the simulator."""

    majors: tuple[int | str, ...]
    member: str
    way: str
    reason: str

    def explains(self, member: str, way: str) -> bool:
        return fnmatchcase(member, self.member) and fnmatchcase(way, self.way)


_NO_TYPE = "NVIDIA's lean package has not the type of the answer"
_SHOWN = "it is for writing plugins; here creators are shown as they are"
_LOADS_NOTHING = "the simulator loads no other library"
_NO_ALLOCATIONS = "the simulator has none of CUDA's virtual memory"
_SYNC = "NVIDIA's asks for memory without a stream by allocate_async and deallocate_async too"

UNREACHABLE = [
    Unreachable((8, 10, 11), "EngineInspector.*", "*", "NVIDIA's lean package has not the class"),
    Unreachable((8, 10, 11), "ICudaEngine.create_engine_inspector", "called", _NO_TYPE),
    Unreachable((8, 10, 11), "ICudaEngine.get_tensor_format", "called", _NO_TYPE),
    Unreachable((8,), "ICudaEngine.get_binding_format", "called", _NO_TYPE),
    Unreachable((8,), "ICudaEngine.get*_location", "called", _NO_TYPE),
    Unreachable(
        (8,), "ICudaEngine.get_*_bytes_per_component", "called", "8 logs an error for linear formats, as recorded"
    ),
    Unreachable((8,), "Refitter.*", "*", "NVIDIA's lean package has not the class"),
    Unreachable((10,), "Refitter.?et_dynamic_range", "called", "no plan of the simulator has dynamic ranges"),
    Unreachable((8, 10, 11, "rtx"), "Runtime.load_runtime", "called", _LOADS_NOTHING),
    Unreachable((8, 10, 11, "rtx"), "PluginField.*", "written*", _SHOWN),
    Unreachable((8, 10, 11, "rtx"), "PluginField.__init__", "called*", _SHOWN),
    Unreachable((8, 10, 11, "rtx"), "IPluginCreator*.*", "written*", _SHOWN),
    Unreachable((10, 11, "rtx"), "IPluginCreator*.__init__", "called*", _SHOWN),
    Unreachable(("rtx",), "IWeightsManager.restore_from_vmm_allocation", "called", _NO_ALLOCATIONS),
    Unreachable((10, 11, "rtx"), "IExecutionContext.set_communicator", "called", "the simulator has no communicators"),
    Unreachable((10, 11, "rtx"), "IGpuAllocator.*_async", "*", "NVIDIA's calls them in an IGpuAsyncAllocator only"),
    Unreachable((10, 11, "rtx"), "IGpuAsyncAllocator.allocate", "*", _SYNC),
    Unreachable((10, 11, "rtx"), "IGpuAsyncAllocator.deallocate", "*", _SYNC),
    Unreachable((10, 11, "rtx"), "IStreamWriter.write", "*", "only a builder writes"),
    Unreachable((8, 10, 11, "rtx"), "IErrorRecorder.num_errors", "*", "TensorRT calls get_num_errors"),
]
