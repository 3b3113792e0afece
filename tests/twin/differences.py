"""Where trt_cffi answers otherwise than NVIDIA's binding on the same simulator, each with its reason."""

from __future__ import annotations

from tests.behaviour.compare import ABSENT, ANYTHING, Difference
from tests.behaviour.differences import LATER, LEAN, SIMULATED, TRT_CFFI, WHY

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
    Difference(
        "engine_bindings",
        "result/* get_profile_shape_input/1/?",
        ANYTHING,
        "NVIDIA's 8.6.0 gives as many values as the shape tensor has dimensions, not as it has elements",
    ),
    Difference("index_api", "result/* get_shape/2", ["ERROR"], _NO_SHAPE),
    Difference("index_api", "log", ANYTHING, _NO_SHAPE),
    Difference("shape_inputs", "log", ANYTHING, "we ask isShapeBinding before setInputShapeBinding"),
]

AFTER_8 = [d for d in TRT_CFFI if d.probe == "refit_of_a_plain_engine"] + [
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
    Difference("set_input_shape", "result/2?*31/*", ANYTHING, "2**31 fits a dimension here, so the library is asked"),
    Difference("set_input_shape", "log", ANYTHING, "2**31 fits a dimension here, so the library is asked"),
    Difference(
        "device_memory", "log*", ANYTHING, "device_memory = is setDeviceMemoryV2 here, where NVIDIA's is the older"
    ),
    Difference("engine_tensors_of_a_profile", "log", ANYTHING, "profile -1 is as good as none given"),
    Difference("set_input_shape", "result/floats/0", "raises TypeError", "of a wrong type is a TypeError, as in 8"),
    Difference("set_input_shape", "result/nine dimensions/0", "raises TypeError", "too long is a TypeError, as in 8"),
]

AFTER_10 = [
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
    8: EVERYWHERE + BEFORE_11 + LATER + ON_8,
    10: EVERYWHERE + BEFORE_11 + LATER + AFTER_8,
    11: EVERYWHERE + AFTER_8 + AFTER_10,
    ("index", 10): INDEX,
    ("index", 11): INDEX,
}
