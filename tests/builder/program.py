"""A program that builds plans from ONNX, and uses every member that the official package has for that.

    python program.py MODULE ANSWERS.json

MODULE is NVIDIA's binding or, with TRT_CFFI_LIBRARY set, `trt_cffi`. It writes what each step answered; what TensorRT
was asked for is in the record of the stand-in that both run on. Steps that a version does not have are left out.
"""

import importlib
import json
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore", DeprecationWarning)
trt = importlib.import_module(sys.argv[1])
MAJOR = int(trt.__version__.split(".")[0])
RTX = MAJOR == 1  # TensorRT for RTX, which is as 11
if RTX:
    MAJOR = 11
answers = []


def shown(value):
    """An answer as both packages can give it."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode()
    if type(value).__name__ in ("Dims", "Dims2", "Dims3", "Dims4", "tuple", "list"):
        return [shown(each) for each in value]
    if hasattr(value, "name") and hasattr(type(value), "__members__"):
        return f"{type(value).__name__}.{value.name}"
    if type(value).__name__ == "IHostMemory":
        return bytes(value).decode()
    return type(value).__name__


def step(what, call, *arguments):
    """Call, and keep the answer or the kind of exception."""
    try:
        value = call(*arguments)
    except Exception as error:  # noqa: BLE001 — whatever kind it is is the answer
        answers.append([what, f"raises {type(error).__name__}"])
        return None
    answers.append([what, shown(value)])
    return value


def put(owner, member, *values):
    """Set a property, and get it back."""
    for value in values:
        step(f"{member} = {shown(value)}", setattr, owner, member, value)
        step(member, getattr, owner, member)


class Log(trt.ILogger):
    def __init__(self):
        trt.ILogger.__init__(self)

    def log(self, severity, msg):
        answers.append(["log", severity.name, msg])


class Allocator(trt.IGpuAllocator):
    def __init__(self):
        trt.IGpuAllocator.__init__(self)


class Recorder(trt.IErrorRecorder):
    def __init__(self):
        trt.IErrorRecorder.__init__(self)


log = Log()
step("plugins", trt.init_libnvinfer_plugins, log, "")
step("parser's version", trt.get_nv_onnx_parser_version)

# ---- the usual script ----

builder = trt.Builder(log)
flags = 0 if MAJOR > 8 else 1 << int(trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH)
network = builder.create_network(flags)
parser = trt.OnnxParser(network, log)
if not step("parse", parser.parse, b"a good model"):
    for index in range(parser.num_errors):
        step("error", str, parser.get_error(index))
config = builder.create_builder_config()
config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, 1 << 30)
config.set_flag(trt.BuilderFlag.TF32)
if MAJOR < 11:
    config.set_flag(trt.BuilderFlag.FP16)
profile = builder.create_optimization_profile()
profile.set_shape("x", (1, 3), (8, 3), (32, 3))
profile.set_shape_input("n", (1,), (4,), (16,))
step("add_optimization_profile", config.add_optimization_profile, profile)
plan = step("build", builder.build_serialized_network, network, config)

# ---- builder ----

put(builder, "max_threads", 4)
step("logger", lambda: builder.logger is log)
step("builder", lambda: network.builder is builder)
step("num_DLA_cores", lambda: builder.num_DLA_cores)
step("max_DLA_batch_size", lambda: builder.max_DLA_batch_size)
allocator, recorder = Allocator(), Recorder()
step("gpu_allocator", setattr, builder, "gpu_allocator", allocator)
step("error_recorder", setattr, builder, "error_recorder", recorder)
step("no error_recorder", setattr, builder, "error_recorder", None)
step("is_network_supported", builder.is_network_supported, network, config)
if MAJOR == 8:
    put(builder, "max_batch_size", 16)
    step("build_engine", builder.build_engine, network, config)
elif not RTX:
    step("build_engine_with_config", builder.build_engine_with_config, network, config)
if MAJOR < 11:
    step("platform_has_tf32", lambda: builder.platform_has_tf32)
    step("platform_has_fast_fp16", lambda: builder.platform_has_fast_fp16)
    step("platform_has_fast_int8", lambda: builder.platform_has_fast_int8)
network.name = "refused"
step("refused", builder.build_serialized_network, network, config)
network.name = "a network"
step("name", lambda: network.name)

# ---- config ----

put(config, "flags", 0, 1 << int(trt.BuilderFlag.REFIT))
for flag in (trt.BuilderFlag.REFIT, trt.BuilderFlag.VERSION_COMPATIBLE):
    step("get_flag", config.get_flag, flag)
    step("set_flag", config.set_flag, flag)
    step("flags", lambda: config.flags)
    step("clear_flag", config.clear_flag, flag)
    step("flags", lambda: config.flags)
for feature in list(trt.PreviewFeature.__members__.values())[:2]:
    step("set_preview_feature", config.set_preview_feature, feature, True)
    step("get_preview_feature", config.get_preview_feature, feature)
for pool in trt.MemoryPoolType.__members__.values():
    step("set_memory_pool_limit", config.set_memory_pool_limit, pool, 1 << 33)
    step("get_memory_pool_limit", config.get_memory_pool_limit, pool)
put(config, "engine_capability", trt.EngineCapability.SAFETY, trt.EngineCapability.STANDARD)
put(config, "hardware_compatibility_level", trt.HardwareCompatibilityLevel.AMPERE_PLUS)
put(config, "profiling_verbosity", trt.ProfilingVerbosity.DETAILED, trt.ProfilingVerbosity.NONE)
put(config, "builder_optimization_level", 5)
put(config, "avg_timing_iterations", 7)
put(config, "max_aux_streams", 3)
put(config, "DLA_core", 1)
put(config, "default_device_type", trt.DeviceType.DLA, trt.DeviceType.GPU)
put(config, "plugins_to_serialize", ["a.so", "b.so"], [])
put(config, "profile_stream", 256)
step("num_optimization_profiles", lambda: config.num_optimization_profiles)
step("get_tactic_sources", config.get_tactic_sources)
step("set_tactic_sources", config.set_tactic_sources, 3)
step("get_tactic_sources", config.get_tactic_sources)
cache = step("create_timing_cache", config.create_timing_cache, b"")
step("set_timing_cache", config.set_timing_cache, cache, True)
step("get_timing_cache", config.get_timing_cache)
step("combine", cache.combine, cache, False)
step("serialize", cache.serialize)
step("reset", cache.reset)
layer = step("get_layer", network.get_layer, 0)
step("set_device_type", config.set_device_type, layer, trt.DeviceType.DLA)
step("get_device_type", config.get_device_type, layer)
step("is_device_type_set", config.is_device_type_set, layer)
step("can_run_on_DLA", config.can_run_on_DLA, layer)
step("reset_device_type", config.reset_device_type, layer)
if MAJOR == 8:
    put(config, "min_timing_iterations", 2)
    put(config, "max_workspace_size", 1 << 20)
if MAJOR < 11:
    put(config, "quantization_flags", 1, 0)
    quantization = trt.QuantizationFlag.CALIBRATE_BEFORE_FUSION
    step("set_quantization_flag", config.set_quantization_flag, quantization)
    step("get_quantization_flag", config.get_quantization_flag, quantization)
    step("clear_quantization_flag", config.clear_quantization_flag, quantization)
    step("set_calibration_profile", config.set_calibration_profile, profile)
else:
    put(config, "build_route", "a route")
    step("all_build_routes", lambda: config.all_build_routes)
if MAJOR > 8:
    put(config, "runtime_platform", trt.RuntimePlatform.WINDOWS_AMD64)
    put(config, "max_num_tactics", 9)
    put(config, "tiling_optimization_level", trt.TilingOptimizationLevel.FULL)
    put(config, "l2_limit_for_tiling", 1 << 20)
if RTX:
    put(config, "num_compute_capabilities", 2)
    for index, capability in enumerate((trt.ComputeCapability.SM120, trt.ComputeCapability.CURRENT)):
        step("set_compute_capability", config.set_compute_capability, capability, index)
        step("get_compute_capability", config.get_compute_capability, index)
elif MAJOR > 8:
    put(config, "remote_auto_tuning_config", "somewhere")

# ---- network, tensors, layers ----

for member in ("num_inputs", "num_outputs", "num_layers"):
    step(member, getattr, network, member)
if not RTX:
    step("has_implicit_batch_dimension", lambda: network.has_implicit_batch_dimension)
step("len", len, network)
step("[1]", lambda: network[1].name)
step("[9]", lambda: network[9])
step("no input", network.get_input, 9)
step("no layer", network.get_layer, 9)
tensor, output = network.get_input(0), network.get_output(0)
for thing in (builder, config, network, parser, profile, cache, layer, tensor):
    step("no such member", setattr, thing, "no_such_member", 1)
step("same", lambda: tensor == network.get_input(0))
step("another", lambda: tensor == network.get_input(1))
put(tensor, "name", "renamed")
put(tensor, "shape", (-1, 4, 5))
put(tensor, "allowed_formats", 1 << int(trt.TensorFormat.LINEAR))
if not RTX:
    put(tensor, "location", trt.TensorLocation.HOST)
    put(tensor, "broadcast_across_batch", True)
step("set_dimension_name", tensor.set_dimension_name, 1, "batch")
step("get_dimension_name", tensor.get_dimension_name, 1)
for member in ("dtype", "is_network_input", "is_network_output", "is_shape_tensor", "is_execution_tensor"):
    step(member, getattr, tensor, member)
step("mark_output", network.mark_output, tensor)
step("unmark_output", network.unmark_output, tensor)
step("mark_output_for_shapes", network.mark_output_for_shapes, tensor)
step("unmark_output_for_shapes", network.unmark_output_for_shapes, tensor)
step("remove_tensor", network.remove_tensor, output)
step("error_recorder", setattr, network, "error_recorder", recorder)
put(layer, "name", "a layer")
put(layer, "metadata", "of it")
for member in ("type", "num_inputs", "num_outputs"):
    step(member, getattr, layer, member)
step("get_input", lambda: layer.get_input(0).name)
step("get_output", lambda: layer.get_output(0).name)
step("no output", layer.get_output, 5)
step("set_input", layer.set_input, 0, tensor)
step("get_output_type", layer.get_output_type, 0)
if MAJOR < 11:
    put(tensor, "dtype", trt.float16)
    step("dynamic_range", lambda: tensor.dynamic_range)
    put(tensor, "dynamic_range", (-1.5, 2.0))
    step("set_dynamic_range", tensor.set_dynamic_range, -3.0, 3.0)
    step("reset_dynamic_range", tensor.reset_dynamic_range)
    put(layer, "precision", trt.float32)
    step("precision_is_set", lambda: layer.precision_is_set)
    step("reset_precision", layer.reset_precision)
    step("set_output_type", layer.set_output_type, 0, trt.float16)
    step("get_output_type", layer.get_output_type, 0)
    step("output_type_is_set", layer.output_type_is_set, 0)
    step("reset_output_type", layer.reset_output_type, 0)
if MAJOR > 8:
    put(layer, "num_ranks", 2)
    step("flags", lambda: network.flags)
    step("get_flag", network.get_flag, trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED)
    step("mark_debug", network.mark_debug, tensor)
    step("is_debug_tensor", network.is_debug_tensor, tensor)
    step("unmark_debug", network.unmark_debug, tensor)
    step("mark_unfused", network.mark_unfused_tensors_as_debug_tensors)
    step("unmark_unfused", network.unmark_unfused_tensors_as_debug_tensors)
    step("mark_weights_refittable", network.mark_weights_refittable, "w")
    step("are_weights_marked_refittable", network.are_weights_marked_refittable, "w")
    step("unmark_weights_refittable", network.unmark_weights_refittable, "w")

# ---- profile ----

step("get_shape", profile.get_shape, "x")
step("get_shape_input", profile.get_shape_input, "n")
step("get_shape_input of none", builder.create_optimization_profile().get_shape_input, "n")
put(profile, "extra_memory_target", 0.5)
step("bool", bool, profile)
if MAJOR > 10:
    put(profile, "profile_stream", 512)

# ---- parser ----

step("bad", parser.parse, b"bad model", "a path")
step("num_errors", lambda: parser.num_errors)
error = parser.get_error(0)
for member in ("code", "desc", "file", "line", "func", "node"):
    step(member, getattr(error, member))
step("str", str, error)
step("no error", parser.get_error, 7)
step("clear_errors", parser.clear_errors)
step("num_errors", lambda: parser.num_errors)
step("parse_from_file", parser.parse_from_file, "a file")
step("supports_operator", parser.supports_operator, "Conv")
if MAJOR < 11:
    step("parse_with_weight_descriptors", parser.parse_with_weight_descriptors, b"descriptors")
step("get_used_vc_plugin_libraries", parser.get_used_vc_plugin_libraries)
if MAJOR > 8:
    for member in ("node_name", "node_operator", "local_function_stack", "local_function_stack_size"):
        step(member, getattr(error, member))
    put(parser, "flags", 3)
    for flag in trt.OnnxParserFlag.__members__.values():
        step("set_flag", parser.set_flag, flag)
        step("get_flag", parser.get_flag, flag)
        step("clear_flag", parser.clear_flag, flag)
    step("supports_model_v2", parser.supports_model_v2, b"model", "a path")
    step("num_subgraphs", lambda: parser.num_subgraphs)
    step("is_subgraph_supported", parser.is_subgraph_supported, 1)
    step("get_subgraph_nodes", parser.get_subgraph_nodes, 1)
    step("get_layer_output_tensor", lambda: parser.get_layer_output_tensor("node", 1).shape)
    step("load_model_proto", parser.load_model_proto, b"model", "a path")
    step("load_initializer", parser.load_initializer, "w", 4096, 8)
    step("parse_model_proto", parser.parse_model_proto)
    step("set_builder_config", parser.set_builder_config, config)

# ---- progress ----

if MAJOR > 8:

    class Monitor(trt.IProgressMonitor):
        def __init__(self, most):
            trt.IProgressMonitor.__init__(self)
            self.left = most

        def phase_start(self, phase_name, parent_phase, num_steps):
            answers.append(["phase_start", phase_name, parent_phase, num_steps])

        def step_complete(self, phase_name, step):
            answers.append(["step_complete", phase_name, step])
            self.left -= 1
            return self.left > 0

        def phase_finish(self, phase_name):
            answers.append(["phase_finish", phase_name])

    for most in (100, 2):
        monitor = Monitor(most)
        config.progress_monitor = monitor
        step("same", lambda it=monitor: config.progress_monitor is it)
        step("build", builder.build_serialized_network, network, config)

    class Writer(trt.IStreamWriter):
        def __init__(self):
            trt.IStreamWriter.__init__(self)

    writer = Writer()
    step("to a stream", builder.build_serialized_network_to_stream, network, config, writer)

step("reset", config.reset)
step("reset", builder.reset)
Path(sys.argv[2]).write_text(json.dumps(answers))
