"""Where the answers are not those that NVIDIA's 8.6.0 gave on a GPU, each with its reason."""

from __future__ import annotations

from tests.behaviour.compare import ABSENT, ANYTHING, Difference

_LEAN = "NVIDIA's lean package left out the types that this needs; the library has it, so we have it"
RAISED = "an exception raised by a callback, or because of what it returned, is raised from the call, not swallowed"

WHY = "we say in the log why bytes are no plan, also where the library told the error recorder"
_NO_TYPE_ERROR = "an engine that cannot be refitted is of the right type: the exception says what TensorRT said"
_NO_TACTICS = "the simulator chooses among no tactics"
_NODES = "the simulator's layers are the nodes of the ONNX model; tests/simulator/test_inspector.py compares their form"


def instead(probe: str, error: str, reason: str, log: list[str] | None = None) -> list[Difference]:
    """Those of a probe that raises an exception where NVIDIA's full package answered, and perhaps logged otherwise."""
    logged = [] if log is None else [Difference(probe, "log", log, reason)]
    return [Difference(probe, "error", error, reason), Difference(probe, "result", ABSENT, reason), *logged]


#: of the simulator, whatever drives it
SIMULATOR = [
    *(
        Difference("engine_properties", f"result/{plan}/tactic_sources", 0, _NO_TACTICS)
        for plan in ("digits", "resnet")
    ),
    Difference("graph_capture", "result", "no GPU", "there is no CUDA to capture a graph with"),
]

_KEYS = ["Inputs", "LayerType", "Metadata", "Name", "Outputs", "StreamId", "TacticValue"]
_TYPES = ["Conv", "Relu", "MaxPool", "Conv", "Relu", "Flatten", "Gemm"]
_NAMES = [f"node_of_{name}" for name in ("c1", "r1", "p1", "c2", "r2", "flat", "logits")]

#: of trt_cffi on the simulator
SIMULATED = [
    Difference("inspector_json", "result/layer keys", _KEYS, _NO_TACTICS),
    Difference("inspector_json", "result/one layer", _KEYS, _NO_TACTICS),
    Difference("inspector_json", "result/names", _NAMES + [f"{name} [profile 1]" for name in _NAMES], _NODES),
    Difference("inspector_json", "result/types", _TYPES * 2, _NODES),
    Difference("inspector_json", "result/one line/1", ANYTHING, _NODES),
    Difference("inspector_json", "result/valid json", True, "control characters in strings are escaped"),
    Difference("inspector_text", "result/*", ANYTHING, _NODES),
    Difference("host_memory", "result/5", ANYTHING, "serialized bytes have a length, that of the plan"),
]

#: of trt_cffi, whatever it drives
TRT_CFFI = [
    Difference(
        "context_properties_set", "result/name/4/1/*", ANYTHING, "None is a TypeError, not NULL for the library"
    ),
    Difference("execute_async_v2", "result/1/0", True, "the event may be a number, as everywhere else"),
    Difference("engine_index_errors", "result/get_binding_format/?/0", "TensorFormat.LINEAR", _LEAN),
    Difference("output_allocator_answers", "result/raise/0/0", "raises ValueError", RAISED),
    Difference("output_allocator_answers", "result/string/0/0", "raises TypeError", RAISED),
    Difference("output_allocator_answers", "result/float/0/0", "raises TypeError", RAISED),
    Difference("formats", "result/*/*/1", "TensorFormat.LINEAR", _LEAN),
    Difference("refit_of_a_plain_engine", "result/1/0", "raises RuntimeError", _NO_TYPE_ERROR),
    Difference("runtime_error_recorder", "result/logged as well", 1, WHY),
    Difference("runtime_error_recorder", "log", ["ERROR"], WHY),
]

_NO_INSPECTOR = "NVIDIA's lean package cannot make an inspector"
_NO_REFITTER = "NVIDIA's lean package has no refitter"
_NO_BYTES = "the lean runtime refuses to serialize, as the lean record says"
_OTHER_LAYERS = "the version compatible plan has other layers than the one of the record"
_NO_PLAN = "there is no version compatible plan of this model"

#: of NVIDIA's lean package: the records of these probes are the full package's
LEAN = [
    *instead("inspector", "RuntimeError", _NO_INSPECTOR, log=[]),
    *instead("inspector_json", "RuntimeError", _NO_INSPECTOR),
    *instead("inspector_text", "RuntimeError", _NO_INSPECTOR),
    *instead("refit", "AttributeError", _NO_REFITTER, log=[]),
    *instead("refit_of_a_plain_engine", "AttributeError", _NO_REFITTER, log=[]),
]

#: of the real lean runtime: the records of these probes are the full runtime's
LEAN_RUNTIME = [
    *instead("serialize_again", "TypeError", _NO_BYTES, log=["ERROR"]),
    *instead("host_memory", "TypeError", _NO_BYTES, log=["ERROR"]),
    *instead("refit", "FileNotFoundError", _NO_PLAN, log=[]),
    *instead("implicit_batch", "FileNotFoundError", _NO_PLAN, log=[]),
]

#: of trt_cffi on it
OURS_ON_LEAN_RUNTIME = [
    *(
        Difference("inspector_json", f"result/{what}", ANYTHING, _OTHER_LAYERS)
        for what in ("names", "types", "one line/1")
    ),
    Difference("refit_of_a_plain_engine", "result/1/1", [], "the exception is that this library cannot refit"),
    Difference("refit_of_a_plain_engine", "log", [], "the exception is that this library cannot refit"),
]


def differences(module: str, on: str) -> list[Difference]:
    """Those to expect of a module (``trt_cffi`` or NVIDIA's lean one) on ``tensorrt`` or the ``simulator``."""
    ours, simulated = module == "trt_cffi", on == "simulator"
    return (
        (TRT_CFFI if ours else LEAN)
        + (SIMULATOR if simulated else LEAN_RUNTIME)
        + SIMULATED * (ours and simulated)
        + OURS_ON_LEAN_RUNTIME * (ours and not simulated)
    )
