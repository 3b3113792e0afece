// IBuilderConfig: how a plan is built.
#include "builder.h"

using namespace shim;

trt_status trt_builder_config_destroy(trt_builder_config* config) {
    return destroy("trt_builder_config_destroy", config);
}

trt_status trt_builder_config_reset(trt_builder_config* config) {
    return tell("IBuilderConfig::reset", config, [](auto& native) { native.reset(); });
}

trt_status trt_builder_config_get_flags(trt_builder_config* config, uint32_t* bits) {
    return get("IBuilderConfig::getFlags", config, bits, [](auto& native) { return native.getFlags(); });
}

trt_status trt_builder_config_set_flags(trt_builder_config* config, uint32_t flags) {
    return tell("IBuilderConfig::setFlags", config, [&](auto& native) { native.setFlags(flags); });
}

trt_status trt_builder_config_get_flag(trt_builder_config* config, int32_t flag, bool* yes) {
    return get("IBuilderConfig::getFlag", config, yes, [&](auto& native) { return native.getFlag(EnumNumber{flag}); });
}

trt_status trt_builder_config_set_flag(trt_builder_config* config, int32_t flag) {
    return tell("IBuilderConfig::setFlag", config, [&](auto& native) { native.setFlag(EnumNumber{flag}); });
}

trt_status trt_builder_config_clear_flag(trt_builder_config* config, int32_t flag) {
    return tell("IBuilderConfig::clearFlag", config, [&](auto& native) { native.clearFlag(EnumNumber{flag}); });
}

trt_status trt_builder_config_get_quantization_flags(trt_builder_config* config, uint32_t* bits) {
    return get<always, version(11)>("IBuilderConfig::getQuantizationFlags", config, bits,
                                    [](auto& native) { return native.getQuantizationFlags(); });
}

trt_status trt_builder_config_set_quantization_flags(trt_builder_config* config, uint32_t flags) {
    return tell<always, version(11)>("IBuilderConfig::setQuantizationFlags", config,
                                     [&](auto& native) { native.setQuantizationFlags(flags); });
}

trt_status trt_builder_config_get_quantization_flag(trt_builder_config* config, int32_t flag, bool* yes) {
    return get<always, version(11)>("IBuilderConfig::getQuantizationFlag", config, yes,
                                    [&](auto& native) { return native.getQuantizationFlag(EnumNumber{flag}); });
}

trt_status trt_builder_config_set_quantization_flag(trt_builder_config* config, int32_t flag) {
    return tell<always, version(11)>("IBuilderConfig::setQuantizationFlag", config,
                                     [&](auto& native) { native.setQuantizationFlag(EnumNumber{flag}); });
}

trt_status trt_builder_config_clear_quantization_flag(trt_builder_config* config, int32_t flag) {
    return tell<always, version(11)>("IBuilderConfig::clearQuantizationFlag", config,
                                     [&](auto& native) { native.clearQuantizationFlag(EnumNumber{flag}); });
}

trt_status trt_builder_config_get_preview_feature(trt_builder_config* config, int32_t feature, bool* yes) {
    return get("IBuilderConfig::getPreviewFeature", config, yes,
               [&](auto& native) { return native.getPreviewFeature(EnumNumber{feature}); });
}

trt_status trt_builder_config_set_preview_feature(trt_builder_config* config, int32_t feature, bool yes) {
    return tell("IBuilderConfig::setPreviewFeature", config,
                [&](auto& native) { native.setPreviewFeature(EnumNumber{feature}, yes); });
}

trt_status trt_builder_config_get_engine_capability(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getEngineCapability", config, number,
               [](auto& native) { return native.getEngineCapability(); });
}

trt_status trt_builder_config_set_engine_capability(trt_builder_config* config, int32_t capability) {
    return tell("IBuilderConfig::setEngineCapability", config,
                [&](auto& native) { native.setEngineCapability(EnumNumber{capability}); });
}

trt_status trt_builder_config_get_profiling_verbosity(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getProfilingVerbosity", config, number,
               [](auto& native) { return native.getProfilingVerbosity(); });
}

trt_status trt_builder_config_set_profiling_verbosity(trt_builder_config* config, int32_t verbosity) {
    return tell("IBuilderConfig::setProfilingVerbosity", config,
                [&](auto& native) { native.setProfilingVerbosity(EnumNumber{verbosity}); });
}

trt_status trt_builder_config_get_hardware_compatibility_level(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getHardwareCompatibilityLevel", config, number,
               [](auto& native) { return native.getHardwareCompatibilityLevel(); });
}

trt_status trt_builder_config_set_hardware_compatibility_level(trt_builder_config* config, int32_t level) {
    return tell("IBuilderConfig::setHardwareCompatibilityLevel", config,
                [&](auto& native) { native.setHardwareCompatibilityLevel(EnumNumber{level}); });
}

trt_status trt_builder_config_get_runtime_platform(trt_builder_config* config, int32_t* number) {
    return get<version(10, 2)>("IBuilderConfig::getRuntimePlatform", config, number,
                               [](auto& native) { return native.getRuntimePlatform(); });
}

trt_status trt_builder_config_set_runtime_platform(trt_builder_config* config, int32_t platform) {
    return tell<version(10, 2)>("IBuilderConfig::setRuntimePlatform", config,
                                [&](auto& native) { native.setRuntimePlatform(EnumNumber{platform}); });
}

trt_status trt_builder_config_get_builder_optimization_level(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getBuilderOptimizationLevel", config, number,
               [](auto& native) { return native.getBuilderOptimizationLevel(); });
}

trt_status trt_builder_config_set_builder_optimization_level(trt_builder_config* config, int32_t level) {
    return tell("IBuilderConfig::setBuilderOptimizationLevel", config,
                [&](auto& native) { native.setBuilderOptimizationLevel(level); });
}

trt_status trt_builder_config_get_avg_timing_iterations(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getAvgTimingIterations", config, number,
               [](auto& native) { return native.getAvgTimingIterations(); });
}

trt_status trt_builder_config_set_avg_timing_iterations(trt_builder_config* config, int32_t iterations) {
    return tell("IBuilderConfig::setAvgTimingIterations", config,
                [&](auto& native) { native.setAvgTimingIterations(iterations); });
}

trt_status trt_builder_config_get_min_timing_iterations(trt_builder_config* config, int32_t* number) {
    return get<always, version(10)>("IBuilderConfig::getMinTimingIterations", config, number,
                                    [](auto& native) { return native.getMinTimingIterations(); });
}

trt_status trt_builder_config_set_min_timing_iterations(trt_builder_config* config, int32_t iterations) {
    return tell<always, version(10)>("IBuilderConfig::setMinTimingIterations", config,
                                     [&](auto& native) { native.setMinTimingIterations(iterations); });
}

trt_status trt_builder_config_get_max_num_tactics(trt_builder_config* config, int32_t* number) {
    return get<version(10, 4)>("IBuilderConfig::getMaxNbTactics", config, number,
                               [](auto& native) { return native.getMaxNbTactics(); });
}

trt_status trt_builder_config_set_max_num_tactics(trt_builder_config* config, int32_t tactics) {
    return tell<version(10, 4)>("IBuilderConfig::setMaxNbTactics", config,
                                [&](auto& native) { native.setMaxNbTactics(tactics); });
}

trt_status trt_builder_config_get_max_aux_streams(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getMaxAuxStreams", config, number,
               [](auto& native) { return native.getMaxAuxStreams(); });
}

trt_status trt_builder_config_set_max_aux_streams(trt_builder_config* config, int32_t streams) {
    return tell_or_ask("IBuilderConfig::setMaxAuxStreams", config,
                       [&](auto& native) { return native.setMaxAuxStreams(streams); });
}

trt_status trt_builder_config_get_tiling_optimization_level(trt_builder_config* config, int32_t* number) {
    return get<version(10, 8)>("IBuilderConfig::getTilingOptimizationLevel", config, number,
                               [](auto& native) { return native.getTilingOptimizationLevel(); });
}

trt_status trt_builder_config_set_tiling_optimization_level(trt_builder_config* config, int32_t level) {
    return ask<version(10, 8)>("IBuilderConfig::setTilingOptimizationLevel", config,
                               [&](auto& native) { return native.setTilingOptimizationLevel(EnumNumber{level}); });
}

trt_status trt_builder_config_get_l2_limit_for_tiling(trt_builder_config* config, int64_t* number) {
    return get<version(10, 8)>("IBuilderConfig::getL2LimitForTiling", config, number,
                               [](auto& native) { return native.getL2LimitForTiling(); });
}

trt_status trt_builder_config_set_l2_limit_for_tiling(trt_builder_config* config, int64_t bytes) {
    return ask<version(10, 8)>("IBuilderConfig::setL2LimitForTiling", config,
                               [&](auto& native) { return native.setL2LimitForTiling(bytes); });
}

trt_status trt_builder_config_get_remote_auto_tuning_config(trt_builder_config* config, char const** text) {
    return get<version(10, 13), but_rtx>("IBuilderConfig::getRemoteAutoTuningConfig", config, text,
                                         [](auto& native) { return native.getRemoteAutoTuningConfig(); });
}

trt_status trt_builder_config_set_remote_auto_tuning_config(trt_builder_config* config, char const* text) {
    return ask<version(10, 13), but_rtx>("IBuilderConfig::setRemoteAutoTuningConfig", config,
                                         [&](auto& native) { return native.setRemoteAutoTuningConfig(text); });
}

trt_status trt_builder_config_get_build_route(trt_builder_config* config, char const** text) {
    return get<version(11, 1)>("IBuilderConfig::getBuildRoute", config, text,
                               [](auto& native) { return native.getBuildRoute(); });
}

trt_status trt_builder_config_set_build_route(trt_builder_config* config, char const* route) {
    return ask<version(11, 1)>("IBuilderConfig::setBuildRoute", config,
                               [&](auto& native) { return native.setBuildRoute(route); });
}

trt_status trt_builder_config_get_all_build_routes(trt_builder_config* config, char const** text) {
    return get<version(11, 1)>("IBuilderConfig::getAllBuildRoutes", config, text,
                               [](auto& native) { return native.getAllBuildRoutes(); });
}

trt_status trt_builder_config_get_tactic_sources(trt_builder_config* config, uint32_t* bits) {
    return get("IBuilderConfig::getTacticSources", config, bits,
               [](auto& native) { return native.getTacticSources(); });
}

trt_status trt_builder_config_set_tactic_sources(trt_builder_config* config, uint32_t sources) {
    return ask("IBuilderConfig::setTacticSources", config,
               [&](auto& native) { return native.setTacticSources(sources); });
}

trt_status trt_builder_config_get_memory_pool_limit(trt_builder_config* config, int32_t pool, size_t* size) {
    return get("IBuilderConfig::getMemoryPoolLimit", config, size,
               [&](auto& native) { return native.getMemoryPoolLimit(EnumNumber{pool}); });
}

trt_status trt_builder_config_set_memory_pool_limit(trt_builder_config* config, int32_t pool, size_t size) {
    return tell("IBuilderConfig::setMemoryPoolLimit", config,
                [&](auto& native) { native.setMemoryPoolLimit(EnumNumber{pool}, size); });
}

trt_status trt_builder_config_get_max_workspace_size(trt_builder_config* config, size_t* size) {
    return get<always, version(10)>("IBuilderConfig::getMaxWorkspaceSize", config, size,
                                    [](auto& native) { return native.getMaxWorkspaceSize(); });
}

trt_status trt_builder_config_set_max_workspace_size(trt_builder_config* config, size_t size) {
    return tell<always, version(10)>("IBuilderConfig::setMaxWorkspaceSize", config,
                                     [&](auto& native) { native.setMaxWorkspaceSize(size); });
}

trt_status trt_builder_config_get_profile_stream(trt_builder_config* config, trt_stream* stream) {
    return get("IBuilderConfig::getProfileStream", config, stream,
               [](auto& native) { return as_number(native.getProfileStream()); });
}

trt_status trt_builder_config_set_profile_stream(trt_builder_config* config, trt_stream stream) {
    return tell("IBuilderConfig::setProfileStream", config,
                [&](auto& native) { native.setProfileStream(static_cast<abi::Stream>(as_pointer(stream))); });
}

trt_status trt_builder_config_get_dla_core(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getDLACore", config, number, [](auto& native) { return native.getDLACore(); });
}

trt_status trt_builder_config_set_dla_core(trt_builder_config* config, int32_t core) {
    return tell("IBuilderConfig::setDLACore", config, [&](auto& native) { native.setDLACore(core); });
}

trt_status trt_builder_config_get_default_device_type(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getDefaultDeviceType", config, number,
               [](auto& native) { return native.getDefaultDeviceType(); });
}

trt_status trt_builder_config_set_default_device_type(trt_builder_config* config, int32_t type) {
    return tell("IBuilderConfig::setDefaultDeviceType", config,
                [&](auto& native) { native.setDefaultDeviceType(EnumNumber{type}); });
}

trt_status trt_builder_config_get_device_type(trt_builder_config* config, trt_layer* layer, int32_t* type) {
    constexpr char method[] = "IBuilderConfig::getDeviceType";
    if (!valid(layer)) return bad_handle(method);
    return get(method, config, type, [&](auto& native) { return native.getDeviceType(layer->native); });
}

trt_status trt_builder_config_set_device_type(trt_builder_config* config, trt_layer* layer, int32_t type) {
    constexpr char method[] = "IBuilderConfig::setDeviceType";
    if (!valid(layer)) return bad_handle(method);
    return tell(method, config, [&](auto& native) { native.setDeviceType(layer->native, EnumNumber{type}); });
}

trt_status trt_builder_config_is_device_type_set(trt_builder_config* config, trt_layer* layer, bool* yes) {
    constexpr char method[] = "IBuilderConfig::isDeviceTypeSet";
    if (!valid(layer)) return bad_handle(method);
    return get(method, config, yes, [&](auto& native) { return native.isDeviceTypeSet(layer->native); });
}

trt_status trt_builder_config_reset_device_type(trt_builder_config* config, trt_layer* layer) {
    constexpr char method[] = "IBuilderConfig::resetDeviceType";
    if (!valid(layer)) return bad_handle(method);
    return tell(method, config, [&](auto& native) { native.resetDeviceType(layer->native); });
}

trt_status trt_builder_config_can_run_on_dla(trt_builder_config* config, trt_layer* layer, bool* yes) {
    constexpr char method[] = "IBuilderConfig::canRunOnDLA";
    if (!valid(layer)) return bad_handle(method);
    return get(method, config, yes, [&](auto& native) { return native.canRunOnDLA(layer->native); });
}

trt_status trt_builder_config_add_optimization_profile(trt_builder_config* config, trt_optimization_profile* profile,
                                                       int32_t* index) {
    constexpr char method[] = "IBuilderConfig::addOptimizationProfile";
    if (!valid(profile)) return bad_handle(method);
    if (!index) return null_argument(method, "index");
    return guarded(method, config, [&](auto& native) {
        int32_t const added = native.addOptimizationProfile(profile->native);
        if (added < 0) return refused(method);
        *index = added;
        return TRT_OK;
    });
}

trt_status trt_builder_config_get_num_optimization_profiles(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getNbOptimizationProfiles", config, number,
               [](auto& native) { return native.getNbOptimizationProfiles(); });
}

trt_status trt_builder_config_set_calibration_profile(trt_builder_config* config, trt_optimization_profile* profile) {
    constexpr char method[] = "IBuilderConfig::setCalibrationProfile";
    if (!valid(profile)) return bad_handle(method);
    return ask<always, version(11)>(method, config,
                                    [&](auto& native) { return native.setCalibrationProfile(profile->native); });
}

trt_status trt_builder_config_create_timing_cache(trt_builder_config* config, void const* bytes, size_t size,
                                                  trt_timing_cache** cache) {
    constexpr char method[] = "IBuilderConfig::createTimingCache";
    if (!bytes && size) return null_argument(method, "bytes");
    return make(method, config, cache, [&](auto& native) { return native.createTimingCache(bytes, size); });
}

trt_status trt_builder_config_set_timing_cache(trt_builder_config* config, trt_timing_cache* cache,
                                               bool ignore_mismatch) {
    constexpr char method[] = "IBuilderConfig::setTimingCache";
    if (!valid(cache)) return bad_handle(method);
    return ask(method, config, [&](auto& native) { return native.setTimingCache(*cache->native, ignore_mismatch); });
}

trt_status trt_builder_config_timing_cache(trt_builder_config* config, trt_timing_cache** cache) {
    trt_status const status = make("IBuilderConfig::getTimingCache", config, cache, [](auto& native) {
        return const_cast<abi::ITimingCache*>(native.getTimingCache());
    });
    if (status == TRT_OK) (*cache)->lent = true;
    return status;
}

trt_status trt_builder_config_set_plugins_to_serialize(trt_builder_config* config, char const* const* paths,
                                                       int32_t count) {
    constexpr char method[] = "IBuilderConfig::setPluginsToSerialize";
    if (!paths && count) return null_argument(method, "paths");
    return tell(method, config, [&](auto& native) { native.setPluginsToSerialize(paths, count); });
}

trt_status trt_builder_config_get_num_plugins_to_serialize(trt_builder_config* config, int32_t* number) {
    return get("IBuilderConfig::getNbPluginsToSerialize", config, number,
               [](auto& native) { return native.getNbPluginsToSerialize(); });
}

trt_status trt_builder_config_get_plugin_to_serialize(trt_builder_config* config, int32_t index, char const** text) {
    return get("IBuilderConfig::getPluginToSerialize", config, text,
               [&](auto& native) { return native.getPluginToSerialize(index); });
}

trt_status trt_builder_config_get_num_compute_capabilities(trt_builder_config* config, int32_t* number) {
    return get<rtx(5)>("IBuilderConfig::getNbComputeCapabilities", config, number,
                       [](auto& native) { return native.getNbComputeCapabilities(); });
}

trt_status trt_builder_config_set_num_compute_capabilities(trt_builder_config* config, int32_t capabilities) {
    return ask<rtx(5)>("IBuilderConfig::setNbComputeCapabilities", config,
                       [&](auto& native) { return native.setNbComputeCapabilities(capabilities); });
}

trt_status trt_builder_config_get_compute_capability(trt_builder_config* config, int32_t index, int32_t* capability) {
    return get<rtx(5)>("IBuilderConfig::getComputeCapability", config, capability,
                       [&](auto& native) { return native.getComputeCapability(index); });
}

trt_status trt_builder_config_set_compute_capability(trt_builder_config* config, int32_t index, int32_t capability) {
    return ask<rtx(5)>("IBuilderConfig::setComputeCapability", config,
                       [&](auto& native) { return native.setComputeCapability(EnumNumber{capability}, index); });
}

trt_status trt_builder_config_set_progress_monitor(trt_builder_config* config, trt_progress_monitor* monitor) {
    return set_object<version(10), abi::IProgressMonitor>(
        "IBuilderConfig::setProgressMonitor", config, monitor,
        [](auto& native, auto* object) { native.setProgressMonitor(object); });
}

trt_status trt_builder_config_get_progress_monitor(trt_builder_config* config, trt_progress_monitor** monitor) {
    return get_object<version(10)>("IBuilderConfig::getProgressMonitor", config, monitor,
                                   [](auto& native) { return native.getProgressMonitor(); });
}
