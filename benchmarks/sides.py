"""The two sides of a benchmark: NVIDIA's package and trt_cffi, in one process, on one and the same library."""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trt_cffi

if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

__all__ = ["BUILDERS", "MODULES", "Memory", "Side", "check_one_library", "plans_folder", "sides"]

BUILDERS = {8: "tensorrt", 10: "tensorrt_bindings", 11: "tensorrt_bindings", "rtx": "tensorrt_rtx_bindings"}
MODULES = {8: "tensorrt_lean", 10: "tensorrt_lean_bindings", 11: "tensorrt_lean_bindings"}


class Memory:
    """Memory for tensors: the GPU's, or in the simulator the host's, aligned as a GPU's is."""

    def __init__(self, library: trt_cffi.Library) -> None:
        self.simulator = library.simulator
        self._kept: list[Any] = []

    def alloc(self, size: int) -> int:
        """The address of `size` bytes that last as long as this object."""
        if self.simulator:
            import numpy as np

            block = np.zeros(size + 256, np.uint8)
            self._kept.append(block)
            return int(block.ctypes.data + -block.ctypes.data % 256)
        return int(self._cuda("cudaMalloc", size))

    def stream(self) -> int:
        """A stream that waits for no other; 0 in the simulator, which has none."""
        return 0 if self.simulator else int(self._cuda("cudaStreamCreateWithFlags", 1))

    def wait(self) -> None:
        """Until the GPU has done everything."""
        if not self.simulator:
            self._cuda("cudaDeviceSynchronize")

    def _cuda(self, function: str, *arguments: Any) -> Any:
        from cuda.bindings import runtime

        error, *values = getattr(runtime, function)(*arguments)
        if int(error):
            raise RuntimeError(f"{function}: {error.name}")
        self._kept.append(values)
        return values[0] if values else None


@dataclass
class Side:
    """One of the packages with an engine and a context, whose tensors have memory."""

    name: str
    trt: Any
    runtime: Any
    engine: Any
    context: Any
    shapes: dict[str, tuple[int, ...]]  # of the inputs
    addresses: dict[str, int]  # of all tensors, in the engine's order


def sides(model: str, plans: Path, memory: Memory) -> list[Side]:
    """NVIDIA's side and ours, of a model's plan. Their tensors share their memory."""
    ours = trt_cffi.default_library()
    official = importlib.import_module(MODULES[ours.version[0]])
    plan = (plans / f"{model}.vc.plan").read_bytes()
    addresses: dict[str, int] = {}
    return [_side(name, trt, plan, memory, addresses) for name, trt in (("official", official), ("trt_cffi", ours))]


def _side(
    name: str, trt: ModuleType | trt_cffi.Library, plan: bytes, memory: Memory, addresses: dict[str, int]
) -> Side:
    runtime = trt.Runtime(trt.Logger(trt.Logger.ERROR))
    engine = runtime.deserialize_cuda_engine(plan)
    context = engine.create_execution_context()
    names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
    shapes = {}
    for each in names:
        if int(engine.get_tensor_mode(each)) != 1:
            continue
        shape = tuple(engine.get_tensor_shape(each))
        if -1 in shape:
            shape = tuple(engine.get_tensor_profile_shape(each, 0)[1])
        context.set_input_shape(each, shape)
        shapes[each] = shape
    for each in names:
        addresses.setdefault(each, memory.alloc(4 << 20))
        context.set_tensor_address(each, addresses[each])
    return Side(name, trt, runtime, engine, context, shapes, addresses)


def plans_folder() -> Path:
    """Where the plans are that TRT_CFFI_LIBRARY runs; the parent process says so."""
    return Path(os.environ["TRT_CFFI_BENCHMARK_PLANS"])


def check_one_library(library: trt_cffi.Library) -> None:
    """Raise RuntimeError when this process has the library of TensorRT twice, as NVIDIA's package found another."""
    name = Path(library.path).name.partition(".so")[0] + ".so"
    mapped = {line.split(maxsplit=5)[-1].strip() for line in Path("/proc/self/maps").read_text().splitlines()}
    files = sorted(path for path in mapped if Path(path).name.startswith(name))
    if len(files) != 1:
        raise RuntimeError(f"NVIDIA's package and trt_cffi have not the same library: {', '.join(files) or 'none'}")
