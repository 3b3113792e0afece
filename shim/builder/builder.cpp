// IBuilder: from a network to a plan.
#include "builder.h"

using namespace shim;

trt_status trt_builder_create(trt_library* library, trt_logger* logger, trt_builder** builder) {
    constexpr char method[] = "createInferBuilder";
    if (!valid(library) || !valid(logger)) return bad_handle(method);
    auto create = symbol<void* (*)(void*, int32_t)>(library->loaded, "createInferBuilder_INTERNAL");
    if (!create) return fail(TRT_NOT_AVAILABLE, "%s has no builder", library->path);
    // TensorRT for RTX compiles on the host: it builds without a GPU.
    if (trt_status const status = for_rtx ? TRT_OK : trt_library_check_device(library)) return status;
    return make(method, library, builder, [&](trt_library& self) {
        abi::ILogger* native = logger;
        return static_cast<abi::IBuilder*>(create(native, self.native_version));
    });
}

trt_status trt_builder_destroy(trt_builder* builder) { return destroy("trt_builder_destroy", builder); }

trt_status trt_builder_create_config(trt_builder* builder, trt_builder_config** config) {
    return make("IBuilder::createBuilderConfig", builder, config,
                [](auto& native) { return native.createBuilderConfig(); });
}

trt_status trt_builder_create_network(trt_builder* builder, uint32_t flags, trt_network** network) {
    return make("IBuilder::createNetworkV2", builder, network,
                [&](auto& native) { return native.createNetworkV2(flags); });
}

trt_status trt_builder_create_optimization_profile(trt_builder* builder, trt_optimization_profile** profile) {
    return make("IBuilder::createOptimizationProfile", builder, profile,
                [](auto& native) { return native.createOptimizationProfile(); });
}

trt_status trt_builder_build_serialized_network(trt_builder* builder, trt_network* network, trt_builder_config* config,
                                                trt_host_memory** plan) {
    constexpr char method[] = "IBuilder::buildSerializedNetwork";
    if (!valid(network) || !valid(config)) return bad_handle(method);
    return make(method, builder, plan,
                [&](auto& native) { return native.buildSerializedNetwork(*network->native, *config->native); });
}

trt_status trt_builder_build_serialized_network_to_stream(trt_builder* builder, trt_network* network,
                                                          trt_builder_config* config, trt_stream_writer* writer) {
    constexpr char method[] = "IBuilder::buildSerializedNetworkToStream";
    if (!valid(network) || !valid(config) || !valid(writer)) return bad_handle(method);
    return ask<version(10, 13)>(method, builder, [&](auto& native) {
        abi::IStreamWriter& to = *writer;
        return native.buildSerializedNetworkToStream(*network->native, *config->native, to);
    });
}

trt_status trt_builder_build_engine(trt_builder* builder, trt_network* network, trt_builder_config* config,
                                    trt_engine** engine) {
    constexpr char method[] = "IBuilder::buildEngineWithConfig";
    if (!valid(network) || !valid(config)) return bad_handle(method);
    if (valid(builder) && TRT_MAJOR == 10 && builder->library->version < version(10, 6))
        return not_available(method, builder->library, version(10, 6), forever);
    return make<always, but_rtx>(method, builder, engine, [&](auto& native) {
        return native.buildEngineWithConfig(*network->native, *config->native);
    });
}

trt_status trt_builder_is_network_supported(trt_builder* builder, trt_network* network, trt_builder_config* config,
                                            bool* yes) {
    constexpr char method[] = "IBuilder::isNetworkSupported";
    if (!valid(network) || !valid(config)) return bad_handle(method);
    return get(method, builder, yes,
               [&](auto& native) { return native.isNetworkSupported(*network->native, *config->native); });
}

trt_status trt_builder_get_max_threads(trt_builder* builder, int32_t* number) {
    return get("IBuilder::getMaxThreads", builder, number, [](auto& native) { return native.getMaxThreads(); });
}

trt_status trt_builder_set_max_threads(trt_builder* builder, int32_t threads) {
    return ask("IBuilder::setMaxThreads", builder, [&](auto& native) { return native.setMaxThreads(threads); });
}

trt_status trt_builder_get_max_batch_size(trt_builder* builder, int32_t* number) {
    return get<always, version(10)>("IBuilder::getMaxBatchSize", builder, number,
                                    [](auto& native) { return native.getMaxBatchSize(); });
}

trt_status trt_builder_set_max_batch_size(trt_builder* builder, int32_t size) {
    return tell<always, version(10)>("IBuilder::setMaxBatchSize", builder,
                                     [&](auto& native) { native.setMaxBatchSize(size); });
}

trt_status trt_builder_platform_has_fast_fp16(trt_builder* builder, bool* yes) {
    return get<always, version(11)>("IBuilder::platformHasFastFp16", builder, yes,
                                    [](auto& native) { return native.platformHasFastFp16(); });
}

trt_status trt_builder_platform_has_fast_int8(trt_builder* builder, bool* yes) {
    return get<always, version(11)>("IBuilder::platformHasFastInt8", builder, yes,
                                    [](auto& native) { return native.platformHasFastInt8(); });
}

trt_status trt_builder_platform_has_tf32(trt_builder* builder, bool* yes) {
    return get<always, version(11)>("IBuilder::platformHasTf32", builder, yes,
                                    [](auto& native) { return native.platformHasTf32(); });
}

trt_status trt_builder_get_max_dla_batch_size(trt_builder* builder, int32_t* number) {
    return get("IBuilder::getMaxDLABatchSize", builder, number,
               [](auto& native) { return native.getMaxDLABatchSize(); });
}

trt_status trt_builder_get_num_dla_cores(trt_builder* builder, int32_t* number) {
    return get("IBuilder::getNbDLACores", builder, number, [](auto& native) { return native.getNbDLACores(); });
}

trt_status trt_builder_set_gpu_allocator(trt_builder* builder, trt_gpu_allocator* allocator) {
    return set_object<always, abi::IGpuAllocator>("IBuilder::setGpuAllocator", builder, allocator,
                                                  [](auto& native, auto* object) { native.setGpuAllocator(object); });
}

trt_status trt_builder_set_error_recorder(trt_builder* builder, trt_error_recorder* recorder) {
    return set_object<always, abi::IErrorRecorder>("IBuilder::setErrorRecorder", builder, recorder,
                                                   [](auto& native, auto* object) { native.setErrorRecorder(object); });
}

trt_status trt_builder_get_error_recorder(trt_builder* builder, trt_error_recorder** recorder) {
    return get_object("IBuilder::getErrorRecorder", builder, recorder,
                      [](auto& native) { return native.getErrorRecorder(); });
}

trt_status trt_builder_reset(trt_builder* builder) {
    return tell("IBuilder::reset", builder, [](auto& native) { native.reset(); });
}
