"""Building: from an ONNX file to a plan's bytes, through NVIDIA's package and through trt_cffi, on one library."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import trt_cffi
from benchmarks.measure import by_turns, timer
from benchmarks.run import main
from benchmarks.sides import BUILDERS, check_one_library
from tests.models.recipes import HERE, OF_8, OF_RTX, OWN_KERNELS, RECIPES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_CAPABILITIES = ("SM86", "SM89")  # of TensorRT for RTX, which does not build for every GPU that it may find
_OPTIONS = ("max_aux_streams", "refittable")  # of the recipes, those that every version has
_SECONDS = 25  # for a model, without the builds before the rounds
_ROUNDS = (3, 25)


def measure() -> list[dict[str, Any]]:
    """A row a model: milliseconds of both, their ratio, and how many different plans were built by either."""
    ours = trt_cffi.default_library()
    official = importlib.import_module(BUILDERS["rtx" if ours.rtx else ours.version[0]])
    check_one_library(ours)
    return [_row(name, *_ways(official, ours, name)) for name in (OF_RTX if ours.rtx else OF_8)]


def _ways(official: Any, ours: trt_cffi.Library, name: str) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
    """The plan of a model by NVIDIA's package, and by `trt_cffi.build` with the same options."""
    path, recipe = HERE / f"{name}.onnx", RECIPES[name]
    options = {key: value for key, value in recipe.options.items() if key in _OPTIONS}
    sources, capabilities = ((), _CAPABILITIES) if ours.rtx else (OWN_KERNELS, ())
    by_its_name = {"tactic_sources": sources} if sources else {"compute_capabilities": capabilities}

    def theirs() -> bytes:
        return _script(official, path, recipe.profiles, options, sources, capabilities)

    def build() -> bytes:
        logger = ours.Logger(ours.Logger.ERROR)
        return trt_cffi.build(path, profiles=recipe.profiles, library=ours, logger=logger, **by_its_name, **options)

    return theirs, build


def _script(
    trt: Any,
    path: Path,
    profiles: list[dict[str, Any]],
    options: dict[str, Any],
    sources: tuple[str, ...],
    capabilities: tuple[str, ...],
) -> bytes:
    """NVIDIA's usual script."""
    logger = trt.Logger(trt.Logger.ERROR)
    builder = trt.Builder(logger)
    flags = trt.NetworkDefinitionCreationFlag.__members__
    network = builder.create_network(1 << int(flags["EXPLICIT_BATCH"]) if trt.__version__.startswith("8.") else 0)
    parser = trt.OnnxParser(network, logger)
    if not parser.parse(path.read_bytes(), str(path)):
        raise RuntimeError(f"{path} is not parsed: {parser.get_error(0).desc()}")
    config = builder.create_builder_config()
    if sources:
        config.set_tactic_sources(sum(1 << int(getattr(trt.TacticSource, name)) for name in sources))
    if capabilities:
        config.num_compute_capabilities = len(capabilities)
        for place, name in enumerate(capabilities):
            config.set_compute_capability(getattr(trt.ComputeCapability, name), place)
    if options.get("refittable"):
        config.set_flag(trt.BuilderFlag.REFIT)
    if "max_aux_streams" in options:
        config.max_aux_streams = options["max_aux_streams"]
    inputs = [network.get_input(index) for index in range(network.num_inputs)]
    for each in profiles:
        profile = builder.create_optimization_profile()
        for tensor in inputs:
            set_range = profile.set_shape_input if tensor.is_shape_tensor else profile.set_shape
            set_range(tensor.name, *each[tensor.name])
        config.add_optimization_profile(profile)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise RuntimeError(f"no plan is built of {path}")
    return bytes(plan)


def _row(name: str, theirs: Callable[[], bytes], build: Callable[[], bytes]) -> dict[str, Any]:
    plans: list[bytes] = []
    timers = [timer(lambda way=way: plans.append(way())) for way in (theirs, build)]
    first = [each.timeit(1) for each in timers]  # loads what only the first build of a kind loads
    once = sum(each.timeit(1) for each in timers)
    rounds = min(max(int(_SECONDS / once), _ROUNDS[0]), _ROUNDS[1])
    official, ours = (each / 1e6 for each in by_turns(timers, [1, 1], rounds=rounds))
    assert all(plan[:4] in (b"ftrt", b"vtrt") for plan in plans)
    return {
        "model": name,
        "official ms": official,
        "trt_cffi ms": ours,
        "ratio": ours / official,
        "first ms": first[0] * 1e3,
        "rounds": rounds,
        "plans": len(set(plans)),
    }


if __name__ == "__main__":
    columns = ("model", "official ms", "trt_cffi ms", "ratio", "rounds", "plans")
    main("benchmarks.builds", __doc__, measure, columns, places=("here",))
