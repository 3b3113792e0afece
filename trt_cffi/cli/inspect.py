"""`trt-cffi inspect`: what a plan's header tells, and its engine, as far as a library that can load it tells."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from trt_cffi.cli.loading import described, header_of, library_option
from trt_cffi.cli.specs import dotted, with_x
from trt_cffi.cli.terminal import Log, console, key_grid, one_line
from trt_cffi.errors import TensorRTError
from trt_cffi.loading import engine_to_run, library_for_plan
from trt_cffi.plan import damage

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trt_cffi.engine import ICudaEngine
    from trt_cffi.library import Library

__all__ = ["command"]

_KINDS = {
    "tensorrt": "a plan of TensorRT",
    "rtx": "a plan of TensorRT for RTX",
    "simulator": "a plan of the simulator",
    "unknown": "no plan",
}
_BOUNDS = ("min", "opt", "max")  # as trtexec's flags call them
_ENGINE = {  # as the report and the JSON call what the engine has under another name
    "name": "name",
    "layers": "num_layers",
    "optimization_profiles": "num_optimization_profiles",
    "aux_streams": "num_aux_streams",
    "refittable": "refittable",
    "implicit_batch": "has_implicit_batch_dimension",
    "capability": "engine_capability",
    "hardware_compatibility": "hardware_compatibility_level",
    "profiling_verbosity": "profiling_verbosity",
}
_MEMORY = {  # in bytes
    "device_memory": "device_memory_size",
    "streamable_weights": "streamable_weights_size",
    "weight_streaming_budget": "weight_streaming_budget_v2",
    "weight_streaming_scratch": "weight_streaming_scratch_memory_size",
}
_TENSOR = {
    "dtype": "get_tensor_dtype",
    "shape": "get_tensor_shape",
    "location": "get_tensor_location",
    "format": "get_tensor_format",
    "format_description": "get_tensor_format_desc",
    "decides_shapes": "is_shape_inference_io",
}


@click.command(name="inspect", short_help="Show what a plan is: tensors, profiles, layers, memory.")
@click.argument("plan", metavar="PLAN", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@library_option
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
@click.option("--verbose", "-v", is_flag=True, help="Show all of TensorRT's messages.")
def command(plan: Path, library: str | None, as_json: bool, verbose: bool) -> None:
    """Show what a plan is: what its header tells, and of its engine the tensors, optimization profiles, layers, memory.

    The engine is there when a library can load the plan, by the rules of `trt-cffi run`. Without one, the header is
    shown, and why there is no more. What a library is too old to tell is listed at the end, with the reason.

    \b
    Exit code: 0 when the engine was loaded, 1 otherwise.

    \b
    Examples:
      trt-cffi inspect digits.plan
      trt-cffi inspect digits.plan --library simulator10
      trt-cffi inspect digits.plan --json | jq '.tensors[].name'
    """
    facts = _facts(plan, library, Log(verbose))
    if as_json:
        click.echo(json.dumps(facts, indent=2))
    else:
        _show(facts)
    sys.exit(1 if facts["problem"] else 0)


def _facts(plan: Path, choice: str | None, log: Log) -> dict[str, Any]:
    header, size = header_of(plan)
    facts: dict[str, Any] = {
        "plan": str(plan),
        "size": size,
        "header": {
            "kind": header.kind,
            "version": dotted(header.version) if header.version else None,
            "size": header.size,
        },
        "library": None,
        "problem": damage(header, size),
        "engine": None,
        "memory": None,
        "tensors": None,
        "layers": None,
        "untold": {},
    }
    if facts["problem"]:
        return facts
    try:
        library = library_for_plan(header, choice)
        facts["library"] = described(library)
        loaded = engine_to_run(plan, library, log)
    except TensorRTError as error:
        facts["problem"] = one_line(error)
    else:
        facts |= _Questions(loaded.engine).answers()
        loaded.close()
    return facts


class _Questions:
    """Asks an engine everything, and keeps going where it does not answer."""

    def __init__(self, engine: ICudaEngine) -> None:
        self._engine = engine
        self._library: Library = engine._library
        self._untold: dict[str, str] = {}

    def answers(self) -> dict[str, Any]:
        """What the engine is, as it goes into JSON."""
        engine = {key: self._property(key, name) for key, name in _ENGINE.items()}
        if engine["implicit_batch"]:
            engine["max_batch_size"] = self._property("max_batch_size", "max_batch_size")
        engine["tactic_sources"] = self._ask("tactic_sources", self._tactic_sources)
        memory = {key: self._property(key, name) for key, name in _MEMORY.items()}
        memory["device_memory_of_profiles"] = self._ask("device_memory_of_profiles", self._memory_of_profiles)
        memory["weights"] = self._ask("weights", self._weights)
        return {
            "engine": engine,
            "memory": memory,
            "tensors": [self._tensor(name) for name in self._engine._names()],
            "layers": self._ask("layers", self._layers),
            "untold": self._untold,
        }

    def _ask(self, what: str, question: Callable[[], Any]) -> Any:
        """The answer, by its name where it is of an enum; None, and a note of the reason, when there is none."""
        try:
            answer = question()
        except (TensorRTError, ValueError) as error:  # ValueError: an enum of a newer version has a new member
            self._untold[what] = one_line(error)
            return None
        return getattr(answer, "name", answer)

    def _property(self, what: str, name: str) -> Any:
        return self._ask(what, lambda: getattr(self._engine, name))

    def _tactic_sources(self) -> list[str]:
        bits = self._engine.tactic_sources
        return [each.name for each in self._library.TacticSource if bits >> int(each) & 1]

    def _memory_of_profiles(self) -> list[int]:
        of_profile = self._engine.get_device_memory_size_for_profile
        return [of_profile(profile) for profile in range(self._engine.num_optimization_profiles)]

    def _weights(self) -> int:
        size = self._engine.get_engine_stat()
        if size < 0:
            raise TensorRTError("the engine does not know")
        return size

    def _tensor(self, name: str) -> dict[str, Any]:
        engine = self._engine
        tensor: dict[str, Any] = {"name": name, "mode": engine.get_tensor_mode(name).name}
        for key, method in _TENSOR.items():
            tensor[key] = self._ask(f"{key} of {name!r}", partial(getattr(engine, method), name))
        tensor["shape"] = None if tensor["shape"] is None else list(tensor["shape"])
        if tensor["mode"] == "INPUT":
            tensor["profiles"] = [self._range(tensor, i) for i in range(engine.num_optimization_profiles)]
        return tensor

    def _range(self, tensor: dict[str, Any], profile: int) -> dict[str, Any]:
        """What a profile allows of an input: shapes, and of one that decides shapes the values."""
        name, engine, found = tensor["name"], self._engine, {}
        questions: dict[str, Callable[..., list[Any]]] = {"shape": engine.get_tensor_profile_shape}
        if tensor["decides_shapes"]:
            questions["values"] = engine.get_tensor_profile_values
        for what, question in questions.items():
            bounds = self._ask(f"{what} of {name!r} in profile {profile}", partial(question, name, profile))
            if bounds:
                found[what] = dict(zip(_BOUNDS, map(list, bounds), strict=True))
        return found

    def _layers(self) -> list[Any]:
        inspector = self._engine.create_engine_inspector()
        if inspector is None:
            raise TensorRTError("this library has no inspector")
        text = inspector.get_engine_information(self._library.LayerInformationFormat.JSON)
        try:
            found: list[Any] = json.loads(text or "", strict=False)["Layers"]  # 8.6.0 leaves control characters in it
        except (ValueError, KeyError, TypeError) as error:
            raise TensorRTError(f"what the inspector says is not understood: {error}") from error
        return found


def _show(facts: dict[str, Any]) -> None:
    out = console()
    out.print(_summary(facts))
    if not facts["engine"]:
        return
    for title, table in (
        ("Tensors", _tensors(facts["tensors"])),
        ("Optimization profiles", _profiles(facts["tensors"])),
        ("Layers", _layers(facts["layers"] or [])),
    ):
        if table.row_count:
            out.print(f"\n{title}", style="bold")
            out.print(table)
    if facts["untold"]:
        out.print("\nNot told", style="bold")
        untold = key_grid()
        for what, why in facts["untold"].items():
            untold.add_row(what.replace("_", " "), why)
        out.print(untold)


def _table(*headings: str) -> Table:
    table = Table()
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _summary(facts: dict[str, Any]) -> Table:
    header, library, engine, memory = facts["header"], facts["library"], facts["engine"], facts["memory"]
    grid = key_grid()
    grid.add_row("plan", facts["plan"])
    grid.add_row("size", _bytes(facts["size"]))
    grid.add_row("header", ", ".join(filter(None, (_KINDS[header["kind"]], header["version"]))))
    if library:
        grid.add_row("library", f"{library['product']} {library['version']}, {library['flavour']}, {library['path']}")
    if facts["problem"]:
        grid.add_row("problem", facts["problem"])
    for told, text in ((engine, _text), (memory, _bytes)):
        for key, value in (told or {}).items():
            if value is not None:
                grid.add_row(key.replace("_", " "), text(value))
    return grid


def _tensors(tensors: list[dict[str, Any]]) -> Table:
    table = _table("name", "mode", "dtype", "shape", "location", "format")
    for each in tensors:
        location = f"{each['location']}, its values decide shapes" if each["decides_shapes"] else each["location"]
        shape = None if each["shape"] is None else with_x(each["shape"])
        table.add_row(each["name"], each["mode"], each["dtype"], shape, location, each["format_description"])
    return table


def _profiles(tensors: list[dict[str, Any]]) -> Table:
    table = _table("profile", "input", "", *_BOUNDS)
    inputs = [each for each in tensors if each.get("profiles")]
    for profile in range(len(inputs[0]["profiles"]) if inputs else 0):
        for each in inputs:
            for what, bounds in each["profiles"][profile].items():
                table.add_row(str(profile), each["name"], what, *(with_x(bounds[bound]) for bound in _BOUNDS))
    return table


def _layers(layers: list[Any]) -> Table:
    """Only names where the engine was built to tell no more."""
    detailed = any(isinstance(layer, dict) for layer in layers)
    table = _table("", "name", *(("type", "inputs", "outputs") if detailed else ()))
    for number, layer in enumerate(layers):
        if isinstance(layer, dict):
            tensors = (_names(layer.get("Inputs")), _names(layer.get("Outputs")))
            table.add_row(str(number), layer.get("Name"), layer.get("LayerType"), *tensors)
        else:
            table.add_row(str(number), str(layer))
    return table


def _names(tensors: Any) -> str:
    return ", ".join(str(tensor.get("Name")) for tensor in tensors or ())


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) or "none" if isinstance(value, list) else str(value)


def _bytes(size: int | list[int]) -> str:
    sizes = size if isinstance(size, list) else [size]
    return f"{', '.join(f'{each:,}' for each in sizes)} bytes"
