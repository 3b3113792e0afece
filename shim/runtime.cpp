// IRuntime and IHostMemory.
#include "shim.h"

using namespace shim;

trt_status trt_runtime_create(trt_library* library, trt_logger* logger, trt_runtime** runtime) {
    constexpr char method[] = "createInferRuntime";
    if (!valid(logger)) return bad_handle(method);
    if (trt_status const status = trt_library_check_device(library)) return status;
    return make(method, library, runtime, [&](trt_library& self) {
        abi::ILogger* native = logger;
        return static_cast<abi::IRuntime*>(self.create_runtime(native, self.native_version));
    });
}

trt_status trt_runtime_destroy(trt_runtime* runtime) { return destroy("trt_runtime_destroy", runtime); }

trt_status trt_runtime_deserialize(trt_runtime* runtime, void const* plan, size_t size, trt_engine** engine) {
    constexpr char method[] = "IRuntime::deserializeCudaEngine";
    if (!plan) return null_argument(method, "plan");
    return make(method, runtime, engine, [&](auto& native) {
        if constexpr (TRT_MAJOR == 8)
            return native.deserializeCudaEngine(plan, size, nullptr);
        else
            return native.deserializeCudaEngine(plan, size);
    });
}

trt_status trt_runtime_load_runtime(trt_runtime* runtime, char const* path, trt_runtime** loaded) {
    constexpr char method[] = "IRuntime::loadRuntime";
    if (!path) return null_argument(method, "path");
    return make<version(8, 6)>(method, runtime, loaded, [&](auto& native) { return native.loadRuntime(path); });
}

trt_status trt_runtime_get_dla_core(trt_runtime* runtime, int32_t* core) {
    return get("IRuntime::getDLACore", runtime, core, [](auto& native) { return native.getDLACore(); });
}

trt_status trt_runtime_set_dla_core(trt_runtime* runtime, int32_t core) {
    return tell("IRuntime::setDLACore", runtime, [&](auto& native) { native.setDLACore(core); });
}

trt_status trt_runtime_get_num_dla_cores(trt_runtime* runtime, int32_t* count) {
    return get("IRuntime::getNbDLACores", runtime, count, [](auto& native) { return native.getNbDLACores(); });
}

trt_status trt_runtime_set_gpu_allocator(trt_runtime* runtime, trt_gpu_allocator* allocator) {
    return set_object<always, abi::IGpuAllocator>("IRuntime::setGpuAllocator", runtime, allocator,
                                                  [](auto& native, auto* object) { native.setGpuAllocator(object); });
}

trt_status trt_runtime_set_error_recorder(trt_runtime* runtime, trt_error_recorder* recorder) {
    return set_object<always, abi::IErrorRecorder>("IRuntime::setErrorRecorder", runtime, recorder,
                                                   [](auto& native, auto* object) { native.setErrorRecorder(object); });
}

trt_status trt_runtime_get_error_recorder(trt_runtime* runtime, trt_error_recorder** recorder) {
    return get_object("IRuntime::getErrorRecorder", runtime, recorder,
                      [](auto& native) { return native.getErrorRecorder(); });
}

trt_status trt_runtime_get_max_threads(trt_runtime* runtime, int32_t* count) {
    return get("IRuntime::getMaxThreads", runtime, count, [](auto& native) { return native.getMaxThreads(); });
}

trt_status trt_runtime_set_max_threads(trt_runtime* runtime, int32_t count) {
    return ask("IRuntime::setMaxThreads", runtime, [&](auto& native) { return native.setMaxThreads(count); });
}

trt_status trt_runtime_get_temporary_directory(trt_runtime* runtime, char const** path) {
    return get<version(8, 6)>("IRuntime::getTemporaryDirectory", runtime, path,
                              [](auto& native) { return native.getTemporaryDirectory(); });
}

trt_status trt_runtime_set_temporary_directory(trt_runtime* runtime, char const* path) {
    return tell<version(8, 6)>("IRuntime::setTemporaryDirectory", runtime,
                               [&](auto& native) { native.setTemporaryDirectory(path); });
}

trt_status trt_runtime_get_tempfile_control_flags(trt_runtime* runtime, uint32_t* flags) {
    return get<version(8, 6)>("IRuntime::getTempfileControlFlags", runtime, flags,
                              [](auto& native) { return native.getTempfileControlFlags(); });
}

trt_status trt_runtime_set_tempfile_control_flags(trt_runtime* runtime, uint32_t flags) {
    return tell<version(8, 6)>("IRuntime::setTempfileControlFlags", runtime,
                               [&](auto& native) { native.setTempfileControlFlags(flags); });
}

trt_status trt_runtime_get_engine_host_code_allowed(trt_runtime* runtime, bool* allowed) {
    return get<version(8, 6)>("IRuntime::getEngineHostCodeAllowed", runtime, allowed,
                              [](auto& native) { return native.getEngineHostCodeAllowed(); });
}

trt_status trt_runtime_set_engine_host_code_allowed(trt_runtime* runtime, bool allowed) {
    return tell<version(8, 6)>("IRuntime::setEngineHostCodeAllowed", runtime,
                               [&](auto& native) { native.setEngineHostCodeAllowed(allowed); });
}

trt_status trt_runtime_get_dla_workspace_allocation_strategy(trt_runtime* runtime, int32_t* strategy) {
    return get<version(11, 3)>("IRuntime::getDLAWorkspaceAllocationStrategy", runtime, strategy,
                               [](auto& native) { return native.getDLAWorkspaceAllocationStrategy(); });
}

trt_status trt_runtime_set_dla_workspace_allocation_strategy(trt_runtime* runtime, int32_t strategy) {
    return ask<version(11, 3)>("IRuntime::setDLAWorkspaceAllocationStrategy", runtime, [&](auto& native) {
        return native.setDLAWorkspaceAllocationStrategy(EnumNumber{strategy});
    });
}

trt_status trt_host_memory_data(trt_host_memory* memory, void const** data, size_t* size) {
    constexpr char method[] = "IHostMemory::data";
    if (!size) return null_argument(method, "size");
    return get(method, memory, data, [&](auto& native) {
        *size = native.size();
        return native.data();
    });
}

trt_status trt_host_memory_dtype(trt_host_memory* memory, int32_t* dtype) {
    return get("IHostMemory::type", memory, dtype, [](auto& native) { return native.type(); });
}

trt_status trt_host_memory_destroy(trt_host_memory* memory) { return destroy("trt_host_memory_destroy", memory); }
