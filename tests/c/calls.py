"""C programs that call every function of shim/trt_shim.h wrongly, generated from the header: a new function is in them.

Each prints a line a call, `FUNCTION CASE STATUS`, with `!` behind it when an output was written although the call
failed, or when trt_last_error() had no reason.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from tests.c.header import Function, Parameter, functions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

INPUT = r"const (?:\w+|char \*const) \*"

#: What only a builder has: the simulators have none, so these functions are called on the stand-in of tests/builder.
BUILDER = frozenset(
    {
        *("trt_builder", "trt_builder_config", "trt_network", "trt_tensor", "trt_layer"),
        *("trt_optimization_profile", "trt_timing_cache", "trt_progress_monitor", "trt_onnx_parser"),
    }
)


def _noun(parameter: Parameter) -> str:
    """The variable that holds a live object of a handle's type."""
    return parameter.type.removeprefix("trt_").removesuffix(" *")


def null(parameter: Parameter) -> str:
    return "NULL" if parameter.is_pointer else "0"


def plausible(parameter: Parameter) -> str:
    """An argument that is fine as far as its type tells; inputs behind a pointer are zeros, outputs go to `out`."""
    if parameter.is_handle:
        return _noun(parameter)
    if parameter.type == "const char *":
        return '"x"'
    if parameter.type.endswith("_callbacks *"):
        return f"&{parameter.type.removeprefix('const trt_').removesuffix(' *')}"
    if parameter.is_pointer:
        return f"({parameter.type}){'zeros' if re.fullmatch(INPUT, parameter.type) else 'out'}.bytes"
    return "0"


def no_handle(parameter: Parameter) -> str:
    return "NULL" if parameter.is_handle or parameter.type.endswith("_callbacks *") else plausible(parameter)


def another_kind(parameter: Parameter) -> str:
    other = "library" if _noun(parameter) == "logger" else "logger"
    return f"({parameter.type}){other}"


def _except(one: Parameter, wrong: Callable[[Parameter], str], parameter: Parameter) -> str:
    return wrong(parameter) if parameter is one else plausible(parameter)


def _call(function: Function, case: str, argument: Callable[[Parameter], str]) -> str:
    call = f"{function.name}({', '.join(argument(parameter) for parameter in function.parameters)})"
    if not function.can_fail:
        return f"    (void){call};"
    return f'    fill();\n    report("{function.name}", "{case}", {call});'


def null_handles() -> str:
    """Every function with all NULL, then with NULL handles only. Needs no library."""
    calls = [
        _call(function, case, argument)
        for function in functions()
        for case, argument in (("all", null), ("handles", no_handle))
    ]
    return '#include "calls.h"\n\nint main(void) {\n' + "\n".join(calls) + "\n    return 0;\n}\n"


def _wrong_one_at_a_time(function: Function) -> Iterator[tuple[str, Callable[[Parameter], str]]]:
    for wrong in function.parameters:
        if wrong.is_handle:
            yield f"kind:{wrong.name}", partial(_except, wrong, another_kind)
    for missing in function.parameters:
        if missing.is_pointer and not (missing.is_handle and function.destroys):
            yield f"null:{missing.name}", partial(_except, missing, null)


def of_builder(function: Function) -> bool:
    """Whether a function takes or gives what only a builder has."""
    types = {parameter.type.rstrip(" *").removesuffix("_callbacks") for parameter in function.parameters}
    return not BUILDER.isdisjoint(types)


def live_objects(*, builder: bool) -> str:
    """Every function on live objects: as it may be called, with one handle of another kind, with one pointer NULL.

    builder: those of the builder, or the others. Nothing is destroyed: what the calls make is left to the end of the
    process.
    """
    calls = []
    for function in functions():
        if not function.can_fail or of_builder(function) != builder:
            continue
        if not function.destroys:
            calls.append(_call(function, "plausible", plausible))
        calls += [_call(function, case, argument) for case, argument in _wrong_one_at_a_time(function)]
    body = f"    if (argc != 3) return 2;\n    make_objects(argv[1], argv[2], {str(builder).lower()});\n" + "\n".join(
        calls
    )
    main = f"int main(int argc, char **argv) {{\n{body}\n    return 0;\n}}\n"
    return '#include "calls.h"\n#include "objects.h"\n\n' + main
