// ICudaEngine.
#include "shim.h"

using namespace shim;

namespace {

constexpr int v8_6 = version(8, 6), v8_6_1 = version(8, 6, 1), v10 = version(10), v10_1 = version(10, 1),
              v10_11 = version(10, 11), v10_14 = version(10, 14), v10_15 = version(10, 15), v11 = version(11);

constexpr int32_t first_profile = -1;

// A getter of a tensor's layout. Until 8.6.0 there is only the form without a profile.
template <class Out, class Read, class ReadOfProfile>
trt_status layout(char const* name, char const* method, trt_engine* engine, int32_t profile, Out* out, Read read,
                  ReadOfProfile read_of_profile) {
    if (profile == first_profile) return get_of(name, method, engine, out, read);
    return get_of<v8_6_1>(name, method, engine, out, read_of_profile);
}

template <class Value>
trt_status copy_values(char const* method, Value const* from, int64_t available, int64_t* to, int32_t capacity,
                       int32_t* count) {
    if (!from || available < 0) return refused(method);
    for (int64_t i = 0; i < available && i < capacity; ++i) to[i] = from[i];
    *count = static_cast<int32_t>(available);
    return TRT_OK;
}

}  // namespace

trt_status trt_engine_destroy(trt_engine* engine) { return destroy("trt_engine_destroy", engine); }

trt_status trt_engine_serialize(trt_engine* engine, trt_host_memory** memory) {
    return make("ICudaEngine::serialize", engine, memory, [](auto& native) { return native.serialize(); });
}

trt_status trt_engine_create_context(trt_engine* engine, int32_t strategy, trt_context** context) {
    constexpr char method[] = "ICudaEngine::createExecutionContext";
    constexpr int32_t on_profile_change = 1, user_managed = 2;
    if (strategy < 0 || strategy > user_managed)
        return fail(TRT_BAD_ARGUMENT, "%s: %d is no allocation strategy", method, strategy);
    if (TRT_MAJOR == 8 && strategy == on_profile_change && valid(engine))
        return not_available(method, engine->library, v10, forever);
    return make(method, engine, context, [&](auto& native) {
#if TRT_MAJOR == 8
        return strategy == user_managed ? native.createExecutionContextWithoutDeviceMemory()
                                        : native.createExecutionContext();
#else
        return native.createExecutionContext(static_cast<abi::ExecutionContextAllocationStrategy>(strategy));
#endif
    });
}

trt_status trt_engine_create_inspector(trt_engine* engine, trt_inspector** inspector) {
    return make("ICudaEngine::createEngineInspector", engine, inspector,
                [](auto& native) { return native.createEngineInspector(); });
}

trt_status trt_engine_get_name(trt_engine* engine, char const** name) {
    return get("ICudaEngine::getName", engine, name, [](auto& native) { return native.getName(); });
}

trt_status trt_engine_get_num_layers(trt_engine* engine, int32_t* count) {
    return get("ICudaEngine::getNbLayers", engine, count, [](auto& native) { return native.getNbLayers(); });
}

trt_status trt_engine_get_num_optimization_profiles(trt_engine* engine, int32_t* count) {
    return get("ICudaEngine::getNbOptimizationProfiles", engine, count,
               [](auto& native) { return native.getNbOptimizationProfiles(); });
}

trt_status trt_engine_get_num_aux_streams(trt_engine* engine, int32_t* count) {
    return get<v8_6>("ICudaEngine::getNbAuxStreams", engine, count,
                     [](auto& native) { return native.getNbAuxStreams(); });
}

trt_status trt_engine_is_refittable(trt_engine* engine, bool* refittable) {
    return get("ICudaEngine::isRefittable", engine, refittable, [](auto& native) { return native.isRefittable(); });
}

trt_status trt_engine_get_engine_capability(trt_engine* engine, int32_t* capability) {
    return get("ICudaEngine::getEngineCapability", engine, capability,
               [](auto& native) { return native.getEngineCapability(); });
}

trt_status trt_engine_get_tactic_sources(trt_engine* engine, uint32_t* sources) {
    return get("ICudaEngine::getTacticSources", engine, sources,
               [](auto& native) { return native.getTacticSources(); });
}

trt_status trt_engine_get_profiling_verbosity(trt_engine* engine, int32_t* verbosity) {
    return get("ICudaEngine::getProfilingVerbosity", engine, verbosity,
               [](auto& native) { return native.getProfilingVerbosity(); });
}

trt_status trt_engine_get_hardware_compatibility_level(trt_engine* engine, int32_t* level) {
    return get<v8_6>("ICudaEngine::getHardwareCompatibilityLevel", engine, level,
                     [](auto& native) { return native.getHardwareCompatibilityLevel(); });
}

trt_status trt_engine_has_implicit_batch_dimension(trt_engine* engine, bool* implicit) {
    return get("ICudaEngine::hasImplicitBatchDimension", engine, implicit, [](auto& native) {
        if constexpr (TRT_MAJOR < 11)
            return native.hasImplicitBatchDimension();
        else
            return (void)native, false;
    });
}

trt_status trt_engine_get_device_memory_size(trt_engine* engine, int64_t* size) {
    return get("ICudaEngine::getDeviceMemorySize", engine, size, [&](auto& native) {
        if constexpr (TRT_MAJOR == 8)
            return native.getDeviceMemorySize();
        else if constexpr (TRT_MAJOR == 10)
            return engine->library->version < v10_1 ? static_cast<int64_t>(native.getDeviceMemorySize())
                                                    : native.getDeviceMemorySizeV2();
        else
            return native.getDeviceMemorySizeV2();
    });
}

trt_status trt_engine_get_device_memory_size_for_profile(trt_engine* engine, int32_t profile, int64_t* size) {
    return get<v10>("ICudaEngine::getDeviceMemorySizeForProfile", engine, size, [&](auto& native) {
        if constexpr (TRT_MAJOR == 10) {
            if (engine->library->version < v10_1)
                return static_cast<int64_t>(native.getDeviceMemorySizeForProfile(profile));
        }
        return native.getDeviceMemorySizeForProfileV2(profile);
    });
}

trt_status trt_engine_get_engine_stat(trt_engine* engine, int32_t stat, int64_t* value) {
    return get<v10_14>("ICudaEngine::getEngineStat", engine, value,
                       [&](auto& native) { return native.getEngineStat(EnumNumber{stat}); });
}

trt_status trt_engine_set_error_recorder(trt_engine* engine, trt_error_recorder* recorder) {
    return set_object<always, abi::IErrorRecorder>("ICudaEngine::setErrorRecorder", engine, recorder,
                                                   [](auto& native, auto* object) { native.setErrorRecorder(object); });
}

trt_status trt_engine_get_error_recorder(trt_engine* engine, trt_error_recorder** recorder) {
    return get_object("ICudaEngine::getErrorRecorder", engine, recorder,
                      [](auto& native) { return native.getErrorRecorder(); });
}

// ---- tensors by name ----

trt_status trt_engine_get_num_io_tensors(trt_engine* engine, int32_t* count) {
    return get("ICudaEngine::getNbIOTensors", engine, count, [](auto& native) { return native.getNbIOTensors(); });
}

trt_status trt_engine_get_tensor_name(trt_engine* engine, int32_t index, char const** name) {
    return get("ICudaEngine::getIOTensorName", engine, name,
               [&](auto& native) { return native.getIOTensorName(index); });
}

trt_status trt_engine_get_tensor_mode(trt_engine* engine, char const* name, int32_t* mode) {
    return get_of(name, "ICudaEngine::getTensorIOMode", engine, mode,
                  [&](auto& native) { return native.getTensorIOMode(name); });
}

trt_status trt_engine_get_tensor_dtype(trt_engine* engine, char const* name, int32_t* dtype) {
    return get_of(name, "ICudaEngine::getTensorDataType", engine, dtype,
                  [&](auto& native) { return native.getTensorDataType(name); });
}

trt_status trt_engine_get_tensor_shape(trt_engine* engine, char const* name, trt_dims* shape) {
    return get_of(name, "ICudaEngine::getTensorShape", engine, shape,
                  [&](auto& native) { return native.getTensorShape(name); });
}

trt_status trt_engine_get_tensor_location(trt_engine* engine, char const* name, int32_t* location) {
    return get_of(name, "ICudaEngine::getTensorLocation", engine, location,
                  [&](auto& native) { return native.getTensorLocation(name); });
}

trt_status trt_engine_is_shape_inference_io(trt_engine* engine, char const* name, bool* shape_inference) {
    return get_of(name, "ICudaEngine::isShapeInferenceIO", engine, shape_inference,
                  [&](auto& native) { return native.isShapeInferenceIO(name); });
}

trt_status trt_engine_get_tensor_bytes_per_component(trt_engine* engine, char const* name, int32_t profile,
                                                     int32_t* bytes) {
    return layout(
        name, "ICudaEngine::getTensorBytesPerComponent", engine, profile, bytes,
        [&](auto& native) { return native.getTensorBytesPerComponent(name); },
        [&](auto& native) { return native.getTensorBytesPerComponentV2(name, profile); });
}

trt_status trt_engine_get_tensor_components_per_element(trt_engine* engine, char const* name, int32_t profile,
                                                        int32_t* components) {
    return layout(
        name, "ICudaEngine::getTensorComponentsPerElement", engine, profile, components,
        [&](auto& native) { return native.getTensorComponentsPerElement(name); },
        [&](auto& native) { return native.getTensorComponentsPerElementV2(name, profile); });
}

trt_status trt_engine_get_tensor_format(trt_engine* engine, char const* name, int32_t profile, int32_t* format) {
    return layout(
        name, "ICudaEngine::getTensorFormat", engine, profile, format,
        [&](auto& native) { return native.getTensorFormat(name); },
        [&](auto& native) { return native.getTensorFormatV2(name, profile); });
}

trt_status trt_engine_get_tensor_format_desc(trt_engine* engine, char const* name, int32_t profile,
                                             char const** description) {
    return layout(
        name, "ICudaEngine::getTensorFormatDesc", engine, profile, description,
        [&](auto& native) { return native.getTensorFormatDesc(name); },
        [&](auto& native) { return native.getTensorFormatDescV2(name, profile); });
}

trt_status trt_engine_get_tensor_vectorized_dim(trt_engine* engine, char const* name, int32_t profile,
                                                int32_t* dimension) {
    return layout(
        name, "ICudaEngine::getTensorVectorizedDim", engine, profile, dimension,
        [&](auto& native) { return native.getTensorVectorizedDim(name); },
        [&](auto& native) { return native.getTensorVectorizedDimV2(name, profile); });
}

trt_status trt_engine_get_tensor_profile_shape(trt_engine* engine, char const* name, int32_t profile, int32_t selector,
                                               trt_dims* shape) {
    return get_of(name, "ICudaEngine::getProfileShape", engine, shape, [&](auto& native) {
        return native.getProfileShape(name, profile, static_cast<abi::OptProfileSelector>(selector));
    });
}

trt_status trt_engine_get_tensor_profile_values(trt_engine* engine, char const* name, int32_t profile, int32_t selector,
                                                int64_t* values, int32_t capacity, int32_t* count) {
    constexpr char method[] = "ICudaEngine::getProfileTensorValues";
    if (!name || !values || !count) return null_argument(method, name ? "output" : "name");
    return guarded(method, engine, [&](auto& native) {
        auto const which = static_cast<abi::OptProfileSelector>(selector);
        int64_t const available = volume(native.getTensorShape(name));
        if constexpr (TRT_MAJOR == 8)
            // the binding first and then the profile, as 8.6.0 showed on a GPU
            return copy_values(method, native.getProfileShapeValues(native.getBindingIndex(name), profile, which),
                               available, values, capacity, count);
        if constexpr (TRT_MAJOR == 10) {
            if (engine->library->version < v10_11)
                return copy_values(method, native.getProfileTensorValues(name, profile, which), available, values,
                                   capacity, count);
        }
        if constexpr (TRT_MAJOR >= 10)
            return copy_values(method, native.getProfileTensorValuesV2(name, profile, which), available, values,
                               capacity, count);
    });
}

trt_status trt_engine_is_debug_tensor(trt_engine* engine, char const* name, bool* debug) {
    return get_of<v10>(name, "ICudaEngine::isDebugTensor", engine, debug,
                       [&](auto& native) { return native.isDebugTensor(name); });
}

trt_status trt_engine_get_aliased_input_tensor(trt_engine* engine, char const* name, char const** input) {
    return get_of<v10_15>(name, "ICudaEngine::getAliasedInputTensor", engine, input,
                          [&](auto& native) { return native.getAliasedInputTensor(name); });
}

// ---- weight streaming ----

trt_status trt_engine_get_streamable_weights_size(trt_engine* engine, int64_t* size) {
    return get<v10>("ICudaEngine::getStreamableWeightsSize", engine, size,
                    [](auto& native) { return native.getStreamableWeightsSize(); });
}

trt_status trt_engine_get_weight_streaming_budget_v2(trt_engine* engine, int64_t* budget) {
    return get<v10_1>("ICudaEngine::getWeightStreamingBudgetV2", engine, budget,
                      [](auto& native) { return native.getWeightStreamingBudgetV2(); });
}

trt_status trt_engine_set_weight_streaming_budget_v2(trt_engine* engine, int64_t budget) {
    return ask<v10_1>("ICudaEngine::setWeightStreamingBudgetV2", engine,
                      [&](auto& native) { return native.setWeightStreamingBudgetV2(budget); });
}

trt_status trt_engine_get_weight_streaming_automatic_budget(trt_engine* engine, int64_t* budget) {
    return get<v10_1>("ICudaEngine::getWeightStreamingAutomaticBudget", engine, budget,
                      [](auto& native) { return native.getWeightStreamingAutomaticBudget(); });
}

trt_status trt_engine_get_weight_streaming_scratch_memory_size(trt_engine* engine, int64_t* size) {
    return get<v10_1>("ICudaEngine::getWeightStreamingScratchMemorySize", engine, size,
                      [](auto& native) { return native.getWeightStreamingScratchMemorySize(); });
}

trt_status trt_engine_get_weight_streaming_budget(trt_engine* engine, int64_t* budget) {
    return get<v10, v11>("ICudaEngine::getWeightStreamingBudget", engine, budget,
                         [](auto& native) { return native.getWeightStreamingBudget(); });
}

trt_status trt_engine_set_weight_streaming_budget(trt_engine* engine, int64_t budget) {
    return ask<v10, v11>("ICudaEngine::setWeightStreamingBudget", engine,
                         [&](auto& native) { return native.setWeightStreamingBudget(budget); });
}

trt_status trt_engine_get_minimum_weight_streaming_budget(trt_engine* engine, int64_t* budget) {
    return get<v10, v11>("ICudaEngine::getMinimumWeightStreamingBudget", engine, budget,
                         [](auto& native) { return native.getMinimumWeightStreamingBudget(); });
}

// ---- tensors by index ----

trt_status trt_engine_get_num_bindings(trt_engine* engine, int32_t* count) {
    return get<always, v10>("ICudaEngine::getNbBindings", engine, count,
                            [](auto& native) { return native.getNbBindings(); });
}

trt_status trt_engine_get_binding_index(trt_engine* engine, char const* name, int32_t* index) {
    return get_of<always, v10>(name, "ICudaEngine::getBindingIndex", engine, index,
                               [&](auto& native) { return native.getBindingIndex(name); });
}

trt_status trt_engine_get_binding_name(trt_engine* engine, int32_t index, char const** name) {
    return get<always, v10>("ICudaEngine::getBindingName", engine, name,
                            [&](auto& native) { return native.getBindingName(index); });
}

trt_status trt_engine_binding_is_input(trt_engine* engine, int32_t index, bool* input) {
    return get<always, v10>("ICudaEngine::bindingIsInput", engine, input,
                            [&](auto& native) { return native.bindingIsInput(index); });
}

trt_status trt_engine_get_binding_shape(trt_engine* engine, int32_t index, trt_dims* shape) {
    return get<always, v10>("ICudaEngine::getBindingDimensions", engine, shape,
                            [&](auto& native) { return native.getBindingDimensions(index); });
}

trt_status trt_engine_get_binding_dtype(trt_engine* engine, int32_t index, int32_t* dtype) {
    return get<always, v10>("ICudaEngine::getBindingDataType", engine, dtype,
                            [&](auto& native) { return native.getBindingDataType(index); });
}

trt_status trt_engine_get_binding_location(trt_engine* engine, int32_t index, int32_t* location) {
    return get<always, v10>("ICudaEngine::getLocation", engine, location,
                            [&](auto& native) { return native.getLocation(index); });
}

trt_status trt_engine_get_binding_bytes_per_component(trt_engine* engine, int32_t index, int32_t* bytes) {
    return get<always, v10>("ICudaEngine::getBindingBytesPerComponent", engine, bytes,
                            [&](auto& native) { return native.getBindingBytesPerComponent(index); });
}

trt_status trt_engine_get_binding_components_per_element(trt_engine* engine, int32_t index, int32_t* components) {
    return get<always, v10>("ICudaEngine::getBindingComponentsPerElement", engine, components,
                            [&](auto& native) { return native.getBindingComponentsPerElement(index); });
}

trt_status trt_engine_get_binding_format(trt_engine* engine, int32_t index, int32_t* format) {
    return get<always, v10>("ICudaEngine::getBindingFormat", engine, format,
                            [&](auto& native) { return native.getBindingFormat(index); });
}

trt_status trt_engine_get_binding_format_desc(trt_engine* engine, int32_t index, char const** description) {
    return get<always, v10>("ICudaEngine::getBindingFormatDesc", engine, description,
                            [&](auto& native) { return native.getBindingFormatDesc(index); });
}

trt_status trt_engine_get_binding_vectorized_dim(trt_engine* engine, int32_t index, int32_t* dimension) {
    return get<always, v10>("ICudaEngine::getBindingVectorizedDim", engine, dimension,
                            [&](auto& native) { return native.getBindingVectorizedDim(index); });
}

trt_status trt_engine_is_shape_binding(trt_engine* engine, int32_t index, bool* shape_binding) {
    return get<always, v10>("ICudaEngine::isShapeBinding", engine, shape_binding,
                            [&](auto& native) { return native.isShapeBinding(index); });
}

trt_status trt_engine_is_execution_binding(trt_engine* engine, int32_t index, bool* execution_binding) {
    return get<always, v10>("ICudaEngine::isExecutionBinding", engine, execution_binding,
                            [&](auto& native) { return native.isExecutionBinding(index); });
}

trt_status trt_engine_get_profile_shape(trt_engine* engine, int32_t profile, int32_t index, int32_t selector,
                                        trt_dims* shape) {
    return get<always, v10>("ICudaEngine::getProfileDimensions", engine, shape, [&](auto& native) {
        return native.getProfileDimensions(index, profile, static_cast<abi::OptProfileSelector>(selector));
    });
}

trt_status trt_engine_get_max_batch_size(trt_engine* engine, int32_t* size) {
    return get<always, v10>("ICudaEngine::getMaxBatchSize", engine, size,
                            [](auto& native) { return native.getMaxBatchSize(); });
}

// ---- inspector ----

trt_status trt_inspector_destroy(trt_inspector* inspector) { return destroy("trt_inspector_destroy", inspector); }

trt_status trt_inspector_set_context(trt_inspector* inspector, trt_context* context) {
    constexpr char method[] = "IEngineInspector::setExecutionContext";
    if (context && !valid(context)) return bad_handle(method);
    return ask(method, inspector,
               [&](auto& native) { return native.setExecutionContext(context ? context->native : nullptr); });
}

trt_status trt_inspector_get_layer_information(trt_inspector* inspector, int32_t layer, int32_t format,
                                               char const** text) {
    return get("IEngineInspector::getLayerInformation", inspector, text, [&](auto& native) {
        return native.getLayerInformation(layer, static_cast<abi::LayerInformationFormat>(format));
    });
}

trt_status trt_inspector_get_engine_information(trt_inspector* inspector, int32_t format, char const** text) {
    return get("IEngineInspector::getEngineInformation", inspector, text, [&](auto& native) {
        return native.getEngineInformation(static_cast<abi::LayerInformationFormat>(format));
    });
}

trt_status trt_inspector_set_error_recorder(trt_inspector* inspector, trt_error_recorder* recorder) {
    return set_object<always, abi::IErrorRecorder>("IEngineInspector::setErrorRecorder", inspector, recorder,
                                                   [](auto& native, auto* object) { native.setErrorRecorder(object); });
}

trt_status trt_inspector_get_error_recorder(trt_inspector* inspector, trt_error_recorder** recorder) {
    return get_object("IEngineInspector::getErrorRecorder", inspector, recorder,
                      [](auto& native) { return native.getErrorRecorder(); });
}
