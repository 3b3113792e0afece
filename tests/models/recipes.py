"""How each test model becomes a plan: the profiles and flags with which its real plan of 8.6.0 was built."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trt_cffi import simulator

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Recipe:
    profiles: list[dict[str, Any]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    majors: tuple[int | str, ...] = (8, 10, 11, "rtx")


def _batch(name: str, *shape: int, opt: int = 32, most: int = 1024) -> dict[str, Any]:
    return {name: ((1, *shape), (opt, *shape), (most, *shape))}


RECIPES: dict[str, Recipe] = {
    "tiny": Recipe(),
    "dtypes": Recipe(),
    "branches": Recipe(options={"max_aux_streams": 3}),
    "nonzero": Recipe([{"x": ((1,), (64,), (4096,))}]),
    "reshape": Recipe([{"data": ((1,), (24,), (4096,)), "shape": ((1, 1), (4, 6), (4096, 4096))}]),
    "digits": Recipe([_batch("images", 1, 8, 8), _batch("images", 1, 8, 8, opt=1, most=1)]),
    "resnet": Recipe([_batch("image", 3, 64, 64, opt=16, most=64)]),
    "debug": Recipe([_batch("x", 32)], {"debug": ("h0", "h1")}, (10, 11, "rtx")),
    "refit": Recipe([_batch("x", 32)], {"refittable": True}),
    "streaming": Recipe([_batch("x", 256)], {"weight_streaming": True}, (10, 11, "rtx")),
    "wide": Recipe(majors=(10, 11, "rtx")),
    "implicit": Recipe(options={"implicit_batch": 8}, majors=(8,)),
}


#: what real builders make of them: TensorRT 8.6.0, by kernels of its own, so that there need be no cuBLAS and no cuDNN
OF_8 = ("tiny", "dtypes", "nonzero", "reshape", "branches", "digits", "resnet", "refit")
OWN_KERNELS = ("EDGE_MASK_CONVOLUTIONS", "JIT_CONVOLUTIONS")
#: and TensorRT for RTX, to which NonZero is a plugin, and which compiles what can be refitted on a GPU that it serves
OF_RTX = ("tiny", "dtypes", "reshape", "branches", "digits", "resnet", "debug", "streaming", "wide")


@functools.cache
def plan(name: str, major: int | str = 8, version_compatible: bool = False) -> bytes:
    """The plan of a model for the simulator; ``version_compatible`` as the plans of lean runtimes say of themselves."""
    recipe = RECIPES[name]
    level = "AMPERE_PLUS" if version_compatible else "NONE"
    options = {"hardware_compatibility": level, "profiling_verbosity": "DETAILED"} | recipe.options
    return simulator.build(HERE / f"{name}.onnx", recipe.profiles, major, **options)


def write_plans(folder: Path, major: int | str = 8, suffix: str = ".plan") -> None:
    """Every plan of a major version, as NAME and suffix in a folder; ``.vc.plan`` makes them version compatible."""
    for name, recipe in RECIPES.items():
        if major in recipe.majors:
            (folder / f"{name}{suffix}").write_bytes(plan(name, major, suffix == ".vc.plan"))
