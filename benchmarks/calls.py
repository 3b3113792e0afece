"""Every documented call, one by one: the same statement through NVIDIA's package and through trt_cffi."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from benchmarks.measure import alternate, timer
from benchmarks.run import main
from benchmarks.sides import Memory, plans_folder, sides

if TYPE_CHECKING:
    from benchmarks.sides import Side

_CONTEXT = [
    "debug_sync",
    "profiler",
    "engine",
    "name",
    "all_binding_shapes_specified",
    "error_recorder",
    "enqueue_emits_profile",
    "active_optimization_profile",
    "persistent_cache_limit",
    "nvtx_verbosity",
    "temporary_allocator",
]
_ENGINE = [
    "name",
    "num_io_tensors",
    "num_layers",
    "num_optimization_profiles",
    "num_aux_streams",
    "refittable",
    "engine_capability",
    "tactic_sources",
    "profiling_verbosity",
    "hardware_compatibility_level",
    "device_memory_size",
    "error_recorder",
]
_RUNTIME = [
    "logger",
    "error_recorder",
    "max_threads",
    "temporary_directory",
    "tempfile_control_flags",
    "engine_host_code_allowed",
    "DLA_core",
    "num_DLA_cores",
]
_STATEMENTS = (
    *(f"context.{name}" for name in _CONTEXT),
    *(f"engine.{name}" for name in _ENGINE),
    *(f"runtime.{name}" for name in _RUNTIME),
    # as a loop does: to what it is already, and to something else each time
    "context.set_input_shape('images', shape)",
    "context.set_input_shape('images', shape); context.set_input_shape('images', other_shape)",
    "context.set_tensor_address('images', images)",
    "context.set_tensor_address('images', images); context.set_tensor_address('images', other_images)",
    "context.get_tensor_shape('images')",
    "tuple(context.get_tensor_shape('images'))",
    "context.get_tensor_strides('images')",
    "context.get_tensor_address('images')",
    "context.infer_shapes()",
    "context.get_max_output_size('logits')",
    "context.set_output_allocator('logits', None)",
    "context.get_output_allocator('logits')",
    "context.set_input_consumed_event(0)",
    "context.get_input_consumed_event()",
    "context.set_optimization_profile_async(0, 0)",
    "context.debug_sync = True; context.debug_sync = False",
    "context.name = 'one'; context.name = 'two'",
    "context.profiler = None",
    "context.error_recorder = None",
    "context.temporary_allocator = None",
    "context.enqueue_emits_profile = False; context.enqueue_emits_profile = True",
    "context.persistent_cache_limit = 1024; context.persistent_cache_limit = 0",
    "context.nvtx_verbosity = verbosity",
    "engine.get_tensor_name(0)",
    "engine.get_tensor_shape('images')",
    "engine.get_tensor_dtype('images')",
    "engine.get_tensor_mode('images')",
    "engine.get_tensor_location('images')",
    "engine.get_tensor_bytes_per_component('images')",
    "engine.get_tensor_components_per_element('images')",
    "engine.get_tensor_vectorized_dim('images')",
    "engine.get_tensor_format_desc('images')",
    "engine.is_shape_inference_io('images')",
    "engine.get_tensor_profile_shape('images', 0)",
    "engine[0]",
    "runtime.max_threads = 2; runtime.max_threads = 3",
    "context.execute_async_v3(stream)",
    "context.execute_v2(bindings)",
)


def measure() -> list[dict[str, Any]]:
    """A row a statement: nanoseconds of both, and their ratio."""
    import trt_cffi

    warnings.simplefilter("ignore")
    memory = Memory(trt_cffi.default_library())
    other, stream = memory.alloc(1 << 16), memory.stream()
    both = sides("digits", plans_folder(), memory)
    rows = []
    for statement in _STATEMENTS:
        timers = [timer(statement, _names(side, other, stream)) for side in both]
        try:
            for each in timers:
                each.timeit(1)
        except (AttributeError, TypeError, RuntimeError) as error:  # one of the two does not have it
            rows.append({"call": statement, "note": str(error).splitlines()[0][:60]})
            continue
        official, ours = alternate(timers, between=memory.wait if "execute" in statement else None)
        rows.append({"call": statement, "official ns": official, "trt_cffi ns": ours, "ratio": ours / official})
    context = both[1].context
    names = {"call": context._library._shim.trt_context_set_debug_sync, "handle": context._handle}
    (alone,) = alternate([timer("call(handle, False)", names)])
    return [*rows, {"call": "cffi alone: trt_context_set_debug_sync(handle, false)", "trt_cffi ns": alone}]


def _names(side: Side, other: int, stream: int) -> dict[str, Any]:
    shape = side.shapes["images"]
    return {
        "context": side.context,
        "engine": side.engine,
        "runtime": side.runtime,
        "shape": shape,
        "other_shape": (shape[0] // 2, *shape[1:]),
        "images": side.addresses["images"],
        "other_images": other,
        "bindings": list(side.addresses.values()) * side.engine.num_optimization_profiles,
        "stream": stream,
        "verbosity": side.trt.ProfilingVerbosity.LAYER_NAMES_ONLY,
    }


if __name__ == "__main__":
    main("benchmarks.calls", __doc__, measure, ("call", "official ns", "trt_cffi ns", "ratio", "note"))
