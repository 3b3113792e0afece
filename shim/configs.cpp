// IRuntimeConfig and ISerializationConfig: how a context is made, and what a plan is to hold. TensorRT 10 on.
#include "shim.h"

using namespace shim;

namespace {

constexpr int v10 = version(10), v10_11 = version(10, 11);

}  // namespace

// ---- runtime config ----

trt_status trt_engine_create_runtime_config(trt_engine* engine, trt_runtime_config** config) {
    return make<v10_11>("ICudaEngine::createRuntimeConfig", engine, config,
                        [](auto& native) { return native.createRuntimeConfig(); });
}

trt_status trt_runtime_config_destroy(trt_runtime_config* config) {
    return destroy("trt_runtime_config_destroy", config);
}

trt_status trt_runtime_config_get_allocation_strategy(trt_runtime_config* config, int32_t* strategy) {
    return get<v10_11>("IRuntimeConfig::getExecutionContextAllocationStrategy", config, strategy,
                       [](auto& native) { return native.getExecutionContextAllocationStrategy(); });
}

trt_status trt_runtime_config_set_allocation_strategy(trt_runtime_config* config, int32_t strategy) {
    return tell<v10_11>("IRuntimeConfig::setExecutionContextAllocationStrategy", config,
                        [&](auto& native) { native.setExecutionContextAllocationStrategy(EnumNumber{strategy}); });
}

trt_status trt_engine_create_context_with_runtime_config(trt_engine* engine, trt_runtime_config* config,
                                                         trt_context** context) {
    constexpr char method[] = "ICudaEngine::createExecutionContextWithRuntimeConfig";
    if (!valid(config)) return bad_handle(method);
    trt_status const status = make<v10_11>(method, engine, context, [&](auto& native) {
        return native.createExecutionContextWithRuntimeConfig(config->native);
    });
    if (status == TRT_OK) (*context)->cache = config->cache;
    return status;
}

trt_status trt_context_get_runtime_config(trt_context* context, trt_runtime_config** config) {
    trt_status const status = make<v10_11>("IExecutionContext::getRuntimeConfig", context, config,
                                           [](auto& native) { return native.getRuntimeConfig(); });
    if (status == TRT_OK) (*config)->cache = context->cache;
    return status;
}

// ---- serialization config ----

trt_status trt_engine_create_serialization_config(trt_engine* engine, trt_serialization_config** config) {
    return make<v10>("ICudaEngine::createSerializationConfig", engine, config,
                     [](auto& native) { return native.createSerializationConfig(); });
}

trt_status trt_serialization_config_destroy(trt_serialization_config* config) {
    return destroy("trt_serialization_config_destroy", config);
}

trt_status trt_serialization_config_get_flags(trt_serialization_config* config, uint32_t* flags) {
    return get<v10>("ISerializationConfig::getFlags", config, flags, [](auto& native) { return native.getFlags(); });
}

trt_status trt_serialization_config_set_flags(trt_serialization_config* config, uint32_t flags) {
    return ask<v10>("ISerializationConfig::setFlags", config, [&](auto& native) { return native.setFlags(flags); });
}

trt_status trt_serialization_config_get_flag(trt_serialization_config* config, int32_t flag, bool* on) {
    return get<v10>("ISerializationConfig::getFlag", config, on,
                    [&](auto& native) { return native.getFlag(EnumNumber{flag}); });
}

trt_status trt_serialization_config_set_flag(trt_serialization_config* config, int32_t flag) {
    return ask<v10>("ISerializationConfig::setFlag", config,
                    [&](auto& native) { return native.setFlag(EnumNumber{flag}); });
}

trt_status trt_serialization_config_clear_flag(trt_serialization_config* config, int32_t flag) {
    return ask<v10>("ISerializationConfig::clearFlag", config,
                    [&](auto& native) { return native.clearFlag(EnumNumber{flag}); });
}

trt_status trt_engine_serialize_with_config(trt_engine* engine, trt_serialization_config* config,
                                            trt_host_memory** memory) {
    constexpr char method[] = "ICudaEngine::serializeWithConfig";
    if (!valid(config)) return bad_handle(method);
    return make<v10>(method, engine, memory, [&](auto& native) { return native.serializeWithConfig(*config->native); });
}
