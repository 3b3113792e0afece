// What only TensorRT for RTX has: looks at a plan's header, weights that come later, caches of compiled kernels.
#include "shim.h"

using namespace shim;

namespace {

constexpr int rtx_5 = rtx(5), rtx_6 = rtx(6), rtx_7 = rtx(7);

}  // namespace

// ---- runtime ----

trt_status trt_runtime_get_engine_header_size(trt_runtime* runtime, int64_t* size) {
    return get<rtx_5>("IRuntime::getEngineHeaderSize", runtime, size,
                      [](auto& native) { return native.getEngineHeaderSize(); });
}

trt_status trt_runtime_get_engine_validity(trt_runtime* runtime, void const* plan, int64_t size, int32_t* validity,
                                           uint64_t* diagnostics) {
    constexpr char method[] = "IRuntime::getEngineValidity";
    if (!plan || !diagnostics) return null_argument(method, plan ? "diagnostics" : "plan");
    return get<rtx_5>(method, runtime, validity, [&](auto& native) {
        *diagnostics = 0;
        return native.getEngineValidity(plan, size, diagnostics);
    });
}

trt_status trt_runtime_get_deferred_weights_loading(trt_runtime* runtime, bool* defer) {
    return get<rtx_6>("IRuntime::getDeferredWeightsLoading", runtime, defer,
                      [](auto& native) { return native.getDeferredWeightsLoading(); });
}

trt_status trt_runtime_set_deferred_weights_loading(trt_runtime* runtime, bool defer) {
    return tell<rtx_6>("IRuntime::setDeferredWeightsLoading", runtime,
                       [&](auto& native) { native.setDeferredWeightsLoading(defer); });
}

// ---- engine ----

trt_status trt_engine_are_weights_loaded(trt_engine* engine, bool* loaded) {
    return get<rtx_6>("ICudaEngine::areWeightsLoaded", engine, loaded,
                      [](auto& native) { return native.areWeightsLoaded(); });
}

trt_status trt_engine_load_weights(trt_engine* engine, void const* plan, int64_t size) {
    constexpr char method[] = "ICudaEngine::loadWeights";
    if (!plan) return null_argument(method, "plan");
    return ask<rtx_6>(method, engine, [&](auto& native) { return native.loadWeights(plan, size); });
}

trt_status trt_engine_load_weights_async(trt_engine* engine, trt_stream_reader_v2* reader, trt_stream stream) {
    constexpr char method[] = "ICudaEngine::loadWeightsAsync";
    if (!valid(reader)) return bad_handle(method);
    return ask<rtx_6>(method, engine,
                      [&](auto& native) { return native.loadWeightsAsync(*reader, as_stream(stream)); });
}

trt_status trt_engine_unload_weights(trt_engine* engine) {
    return ask<rtx_7>("ICudaEngine::unloadWeights", engine, [](auto& native) { return native.unloadWeights(); });
}

trt_status trt_engine_create_weights_manager(trt_engine* engine, trt_weights_manager** manager) {
    return make<rtx_7>("ICudaEngine::createWeightsManager", engine, manager,
                       [](auto& native) { return native.createWeightsManager(); });
}

// ---- execution context ----

trt_status trt_context_is_stream_capturable(trt_context* context, trt_stream stream, bool* capturable) {
    return get<rtx_5>("IExecutionContext::isStreamCapturable", context, capturable,
                      [&](auto& native) { return native.isStreamCapturable(as_stream(stream)); });
}

// ---- runtime config ----

trt_status trt_runtime_config_get_dynamic_shapes_kernel_specialization_strategy(trt_runtime_config* config,
                                                                                int32_t* strategy) {
    return get<rtx_5>("IRuntimeConfig::getDynamicShapesKernelSpecializationStrategy", config, strategy,
                      [](auto& native) { return native.getDynamicShapesKernelSpecializationStrategy(); });
}

trt_status trt_runtime_config_set_dynamic_shapes_kernel_specialization_strategy(trt_runtime_config* config,
                                                                                int32_t strategy) {
    return tell<rtx_5>("IRuntimeConfig::setDynamicShapesKernelSpecializationStrategy", config, [&](auto& native) {
        native.setDynamicShapesKernelSpecializationStrategy(EnumNumber{strategy});
    });
}

trt_status trt_runtime_config_get_cuda_graph_strategy(trt_runtime_config* config, int32_t* strategy) {
    return get<rtx_5>("IRuntimeConfig::getCudaGraphStrategy", config, strategy,
                      [](auto& native) { return native.getCudaGraphStrategy(); });
}

trt_status trt_runtime_config_set_cuda_graph_strategy(trt_runtime_config* config, int32_t strategy) {
    return ask<rtx_5>("IRuntimeConfig::setCudaGraphStrategy", config,
                      [&](auto& native) { return native.setCudaGraphStrategy(EnumNumber{strategy}); });
}

trt_status trt_runtime_config_create_runtime_cache(trt_runtime_config* config, trt_runtime_cache** cache) {
    return make<rtx_5>("IRuntimeConfig::createRuntimeCache", config, cache,
                       [](auto& native) { return native.createRuntimeCache(); });
}

trt_status trt_runtime_config_set_runtime_cache(trt_runtime_config* config, trt_runtime_cache* cache) {
    constexpr char method[] = "IRuntimeConfig::setRuntimeCache";
    if (!valid(cache)) return bad_handle(method);
    return ask<rtx_5>(method, config, [&](auto& native) {
        if (!native.setRuntimeCache(*cache->native)) return false;
        config->cache = cache;
        return true;
    });
}

trt_status trt_runtime_config_get_runtime_cache(trt_runtime_config* config, trt_runtime_cache** cache) {
    return get<rtx_5>("IRuntimeConfig::getRuntimeCache", config, cache, [&](auto& native) {
        auto* const known = config->cache;
        return known && native.getRuntimeCache() == known->native ? known : nullptr;
    });
}

// ---- runtime cache ----

trt_status trt_runtime_cache_destroy(trt_runtime_cache* cache) { return destroy("trt_runtime_cache_destroy", cache); }

trt_status trt_runtime_cache_serialize(trt_runtime_cache* cache, trt_host_memory** memory) {
    return make<rtx_5>("IRuntimeCache::serialize", cache, memory, [](auto& native) { return native.serialize(); });
}

trt_status trt_runtime_cache_deserialize(trt_runtime_cache* cache, void const* data, size_t size) {
    constexpr char method[] = "IRuntimeCache::deserialize";
    if (!data) return null_argument(method, "data");
    return ask<rtx_5>(method, cache, [&](auto& native) { return native.deserialize(data, size); });
}

trt_status trt_runtime_cache_reset(trt_runtime_cache* cache) {
    return ask<rtx_5>("IRuntimeCache::reset", cache, [](auto& native) { return native.reset(); });
}

// ---- weights manager ----

trt_status trt_weights_manager_destroy(trt_weights_manager* manager) {
    return destroy("trt_weights_manager_destroy", manager);
}

trt_status trt_weights_manager_get_size(trt_weights_manager* manager, int64_t* size) {
    return get<rtx_7>("IWeightsManager::getSize", manager, size, [](auto& native) { return native.getSize(); });
}

trt_status trt_weights_manager_save_to_buffer(trt_weights_manager* manager, trt_address memory, int64_t size,
                                              int32_t location, trt_stream stream) {
    return ask<rtx_7>("IWeightsManager::saveToBuffer", manager, [&](auto& native) {
        return native.saveToBuffer(as_pointer(memory), size, EnumNumber{location}, as_stream(stream));
    });
}

trt_status trt_weights_manager_save_to_stream(trt_weights_manager* manager, trt_stream_writer* writer,
                                              trt_stream stream) {
    constexpr char method[] = "IWeightsManager::saveToStream";
    if (!valid(writer)) return bad_handle(method);
    return ask<rtx_7>(method, manager, [&](auto& native) { return native.saveToStream(*writer, as_stream(stream)); });
}

trt_status trt_weights_manager_unload(trt_weights_manager* manager, trt_stream stream) {
    return ask<rtx_7>("IWeightsManager::unload", manager,
                      [&](auto& native) { return native.unload(as_stream(stream)); });
}

trt_status trt_weights_manager_restore_from_buffer(trt_weights_manager* manager, trt_address memory, int64_t size,
                                                   int32_t location, trt_stream stream) {
    return ask<rtx_7>("IWeightsManager::restoreFromBuffer", manager, [&](auto& native) {
        return native.restoreFromBuffer(as_pointer(memory), size, EnumNumber{location}, as_stream(stream));
    });
}

trt_status trt_weights_manager_restore_from_vmm_allocation(trt_weights_manager* manager, uint64_t allocation,
                                                           int64_t offset, int64_t size, trt_stream stream) {
    return ask<rtx_7>("IWeightsManager::restoreFromVmmAllocation", manager, [&](auto& native) {
        return native.restoreFromVmmAllocation(allocation, offset, size, as_stream(stream));
    });
}
