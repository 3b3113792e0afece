"""Where the answers are not those that NVIDIA's 8.6.0 gave on a GPU, each with its reason."""

from __future__ import annotations

from tests.behaviour.compare import ABSENT, ANYTHING, Difference

_LEAN = "NVIDIA's lean package left out the types that this needs; the library has it, so we have it"
_RAISED = "an exception raised by a callback, or because of what it returned, is raised from the call, not swallowed"

#: of the simulator, whatever drives it
SIMULATOR = [
    Difference("engine_properties", f"result/{plan}/tactic_sources", 0, "the simulator chooses among no tactics")
    for plan in ("digits", "resnet")
]

#: of trt_cffi, whatever it drives
TRT_CFFI = [
    Difference(
        "context_properties_set", "result/name/4/1/*", ANYTHING, "None is a TypeError, not NULL for the library"
    ),
    Difference("execute_async_v2", "result/1/0", True, "the event may be a number, as everywhere else"),
    Difference("engine_index_errors", "result/get_binding_format/?/0", "TensorFormat.LINEAR", _LEAN),
    Difference("output_allocator_answers", "result/raise/0/0", "raises ValueError", _RAISED),
    Difference("output_allocator_answers", "result/string/0/0", "raises TypeError", _RAISED),
    Difference("output_allocator_answers", "result/float/0/0", "raises TypeError", _RAISED),
]

#: of NVIDIA's lean package: the record of this one probe is the full package's
LEAN = [
    Difference("inspector", "error", "RuntimeError", "NVIDIA's lean package cannot make an inspector"),
    Difference("inspector", "result", ABSENT, "NVIDIA's lean package cannot make an inspector"),
    Difference("inspector", "log", [], "NVIDIA's lean package cannot make an inspector"),
]

#: of the real lean runtime: the record of this one probe is the full runtime's
LEAN_RUNTIME = [
    Difference(
        "serialize_again", "error", "TypeError", "the lean runtime refuses to serialize, as the lean record says"
    ),
    Difference("serialize_again", "result", ABSENT, "the lean runtime refuses to serialize, as the lean record says"),
    Difference("serialize_again", "log", ["ERROR"], "the lean runtime refuses to serialize, as the lean record says"),
]


def differences(module: str, on: str) -> list[Difference]:
    """Those to expect of a module (``trt_cffi`` or NVIDIA's lean one) on ``tensorrt`` or the ``simulator``."""
    return (TRT_CFFI if module == "trt_cffi" else LEAN) + (SIMULATOR if on == "simulator" else LEAN_RUNTIME)
