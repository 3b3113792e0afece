// IExecutionContext.
#include "device_output.h"
#include "given.h"

using namespace shim;

namespace {

constexpr int v8_6 = version(8, 6), v10 = version(10), v10_1 = version(10, 1), v10_16 = version(10, 16),
              v11 = version(11);

abi::Event as_event(trt_event event) { return reinterpret_cast<abi::Event>(event); }

// The table of addresses that the library gets: as long as it reads, whatever the caller gave.
class Bindings {
public:
    ~Bindings() { free(heap); }

    // total: what the library may read; needed: what the active profile uses.
    trt_status take(char const* method, trt_address const* given, int32_t count, int32_t total, int32_t needed) {
        if (count < 0 || (count > 0 && !given)) return null_argument(method, "bindings");
        if (count < needed)
            return fail(TRT_BAD_ARGUMENT, "%s: %d bindings were given; the active optimization profile needs %d",
                        method, count, needed);
        if (count >= total) {
            addresses = reinterpret_cast<void* const*>(given);
            return TRT_OK;
        }
        void** copy = total <= small ? stack : (heap = static_cast<void**>(malloc(total * sizeof(void*))));
        if (!copy) return out_of_memory(method);
        for (int32_t i = 0; i < total; ++i) copy[i] = i < count ? as_pointer(given[i]) : nullptr;
        addresses = copy;
        return TRT_OK;
    }

    void* const* addresses = nullptr;

private:
    static constexpr int32_t small = 64;
    void* stack[small];
    void** heap = nullptr;
};

// Before a call that may change shapes and addresses by itself. False when an address was refused.
template <class Native>
bool forget(trt_context* context, Native& native) {
    bool const ready = is_ready(context, native);
    if (Given* last = context->given) last->forget();
    return ready;
}

// A launch with a table of addresses.
template <int since = always, int until = forever, class Launch>
trt_status launch(char const* method, trt_context* context, trt_address const* given, int32_t count, Launch run) {
    return guarded<since, until>(method, context, [&](auto& native) {
        auto& engine = *native.getEngine().mImpl;
        int32_t total = 0, needed = 0;
        if constexpr (TRT_MAJOR == 8) {
            int32_t const profiles = engine.getNbOptimizationProfiles(), active = native.getOptimizationProfile();
            total = engine.getNbBindings();
            needed = total / (profiles > 1 ? profiles : 1) * ((active > 0 ? active : 0) + 1);
        } else {
            total = needed = engine.getNbIOTensors();
        }
        Bindings bindings;
        if (trt_status const status = bindings.take(method, given, count, total, needed)) return status;
        // it may set the addresses of its bindings
        return forget(context, native) && run(native, bindings.addresses) ? TRT_OK : refused(method);
    });
}

}  // namespace

trt_status trt_context_destroy(trt_context* context) {
    constexpr char method[] = "trt_context_destroy";
    if (!valid(context)) return bad_handle(method);
    DeviceOutput::leave(context);
    Given* last = context->given;
    trt_status const status = destroy(method, context);
    free(last);
    return status;
}

trt_status trt_context_get_debug_sync(trt_context* context, bool* sync) {
    return get("IExecutionContext::getDebugSync", context, sync, [](auto& native) { return native.getDebugSync(); });
}

trt_status trt_context_set_debug_sync(trt_context* context, bool sync) {
    return tell("IExecutionContext::setDebugSync", context, [&](auto& native) { native.setDebugSync(sync); });
}

trt_status trt_context_get_name(trt_context* context, char const** name) {
    return get("IExecutionContext::getName", context, name, [](auto& native) { return native.getName(); });
}

trt_status trt_context_set_name(trt_context* context, char const* name) {
    constexpr char method[] = "IExecutionContext::setName";
    if (!name) return null_argument(method, "name");
    return tell(method, context, [&](auto& native) { native.setName(name); });
}

trt_status trt_context_set_device_memory(trt_context* context, trt_address memory, int64_t size) {
    return tell("IExecutionContext::setDeviceMemory", context, [&](auto& native) {
        if constexpr (TRT_MAJOR >= 10) {
            if (context->library->version >= v10_1)
                return native.setDeviceMemoryV2(as_pointer(memory),
                                                size < 0 ? native.getEngine().mImpl->getDeviceMemorySizeV2() : size);
        }
        if constexpr (TRT_MAJOR <= 10) native.setDeviceMemory(as_pointer(memory));
    });
}

trt_status trt_context_update_device_memory_size_for_shapes(trt_context* context, int64_t* size) {
    return get<v10>("IExecutionContext::updateDeviceMemorySizeForShapes", context, size,
                    [](auto& native) { return native.updateDeviceMemorySizeForShapes(); });
}

trt_status trt_context_get_optimization_profile(trt_context* context, int32_t* profile) {
    return get("IExecutionContext::getOptimizationProfile", context, profile,
               [](auto& native) { return native.getOptimizationProfile(); });
}

trt_status trt_context_set_optimization_profile(trt_context* context, int32_t profile) {
    return ask<always, v10>("IExecutionContext::setOptimizationProfile", context, [&](auto& native) {
        return forget(context, native) && native.setOptimizationProfile(profile);
    });
}

trt_status trt_context_set_optimization_profile_async(trt_context* context, int32_t profile, trt_stream stream) {
    return ask("IExecutionContext::setOptimizationProfileAsync", context, [&](auto& native) {
        return forget(context, native) && native.setOptimizationProfileAsync(profile, as_stream(stream));
    });
}

trt_status trt_context_all_binding_shapes_specified(trt_context* context, bool* specified) {
    return get("IExecutionContext::allInputDimensionsSpecified", context, specified,
               [](auto& native) { return native.allInputDimensionsSpecified(); });
}

trt_status trt_context_all_shape_inputs_specified(trt_context* context, bool* specified) {
    return get<always, v11>("IExecutionContext::allInputShapesSpecified", context, specified,
                            [](auto& native) { return native.allInputShapesSpecified(); });
}

trt_status trt_context_set_profiler(trt_context* context, trt_profiler* profiler) {
    return set_object<always, abi::IProfiler>("IExecutionContext::setProfiler", context, profiler,
                                              [](auto& native, auto* object) { native.setProfiler(object); });
}

trt_status trt_context_get_profiler(trt_context* context, trt_profiler** profiler) {
    return get_object("IExecutionContext::getProfiler", context, profiler,
                      [](auto& native) { return native.getProfiler(); });
}

trt_status trt_context_get_enqueue_emits_profile(trt_context* context, bool* emits) {
    return get("IExecutionContext::getEnqueueEmitsProfile", context, emits,
               [](auto& native) { return native.getEnqueueEmitsProfile(); });
}

trt_status trt_context_set_enqueue_emits_profile(trt_context* context, bool emits) {
    return tell("IExecutionContext::setEnqueueEmitsProfile", context,
                [&](auto& native) { native.setEnqueueEmitsProfile(emits); });
}

trt_status trt_context_report_to_profiler(trt_context* context) {
    return ask("IExecutionContext::reportToProfiler", context, [](auto& native) { return native.reportToProfiler(); });
}

trt_status trt_context_set_error_recorder(trt_context* context, trt_error_recorder* recorder) {
    return set_object<always, abi::IErrorRecorder>("IExecutionContext::setErrorRecorder", context, recorder,
                                                   [](auto& native, auto* object) { native.setErrorRecorder(object); });
}

trt_status trt_context_get_error_recorder(trt_context* context, trt_error_recorder** recorder) {
    return get_object("IExecutionContext::getErrorRecorder", context, recorder,
                      [](auto& native) { return native.getErrorRecorder(); });
}

trt_status trt_context_set_temporary_allocator(trt_context* context, trt_gpu_allocator* allocator) {
    return set_object<always, abi::IGpuAllocator>(
        "IExecutionContext::setTemporaryStorageAllocator", context, allocator,
        [](auto& native, auto* object) { return native.setTemporaryStorageAllocator(object); });
}

trt_status trt_context_get_temporary_allocator(trt_context* context, trt_gpu_allocator** allocator) {
    return get_object("IExecutionContext::getTemporaryStorageAllocator", context, allocator,
                      [](auto& native) { return native.getTemporaryStorageAllocator(); });
}

trt_status trt_context_get_persistent_cache_limit(trt_context* context, size_t* size) {
    return get("IExecutionContext::getPersistentCacheLimit", context, size,
               [](auto& native) { return native.getPersistentCacheLimit(); });
}

trt_status trt_context_set_persistent_cache_limit(trt_context* context, size_t size) {
    return tell("IExecutionContext::setPersistentCacheLimit", context,
                [&](auto& native) { native.setPersistentCacheLimit(size); });
}

trt_status trt_context_get_nvtx_verbosity(trt_context* context, int32_t* verbosity) {
    return get("IExecutionContext::getNvtxVerbosity", context, verbosity,
               [](auto& native) { return native.getNvtxVerbosity(); });
}

trt_status trt_context_set_nvtx_verbosity(trt_context* context, int32_t verbosity) {
    return ask("IExecutionContext::setNvtxVerbosity", context,
               [&](auto& native) { return native.setNvtxVerbosity(static_cast<abi::ProfilingVerbosity>(verbosity)); });
}

trt_status trt_context_set_communicator(trt_context* context, trt_address communicator) {
    return ask<v10_16>("IExecutionContext::setCommunicator", context,
                       [&](auto& native) { return native.setCommunicator(as_pointer(communicator)); });
}

// ---- tensors by name ----

trt_status trt_context_set_input_shape(trt_context* context, char const* name, trt_dims const* shape) {
    constexpr char method[] = "IExecutionContext::setInputShape";
    if (!shape) return null_argument(method, "shape");
    abi::Dims dims;
    if (!to_native(*shape, &dims)) return shape_does_not_fit(method);
    return ask_of(name, method, context, [&](auto& native) {
        bool const accepted = native.setInputShape(name, dims);
        if (context->given) context->given->shape_was_set(name, accepted ? shape : nullptr);
        return accepted;
    });
}

trt_status trt_context_get_tensor_shape(trt_context* context, char const* name, trt_dims* shape) {
    return get_of(name, "IExecutionContext::getTensorShape", context, shape,
                  [&](auto& native) { return native.getTensorShape(name); });
}

trt_status trt_context_get_tensor_strides(trt_context* context, char const* name, trt_dims* strides) {
    return get_of(name, "IExecutionContext::getTensorStrides", context, strides,
                  [&](auto& native) { return after_peeking(context, native.getTensorStrides(name)); });
}

trt_status trt_context_set_tensor_address(trt_context* context, char const* name, trt_address memory) {
    return ask_of(name, "IExecutionContext::setTensorAddress", context, [&](auto& native) {
        bool const accepted = native.setTensorAddress(name, as_pointer(memory));
        if (context->given) context->given->address_was_set(name, accepted ? memory : 0);
        return accepted;
    });
}

trt_status trt_context_get_tensor_address(trt_context* context, char const* name, trt_address* memory) {
    return get_of(name, "IExecutionContext::getTensorAddress", context, memory, [&](auto& native) {
        if (context->given) context->given->give_addresses(native);  // a refused one is 0
        return as_number(native.getTensorAddress(name));
    });
}

trt_status trt_context_infer_shapes(trt_context* context, char const** names, int32_t capacity, int32_t* count) {
    constexpr char method[] = "IExecutionContext::inferShapes";
    if (!count || capacity < 0 || (capacity > 0 && !names)) return null_argument(method, count ? "names" : "count");
    return guarded(method, context, [&](auto& native) {
        int32_t const missing = native.inferShapes(capacity, names);
        if (missing < 0) return refused(method);
        *count = missing;
        return TRT_OK;
    });
}

trt_status trt_context_set_output_allocator(trt_context* context, char const* name, trt_output_allocator* allocator) {
    constexpr char method[] = "IExecutionContext::setOutputAllocator";
    if (!name) return null_argument(method, "name");
    DeviceOutput* output = valid(allocator) ? allocator->device_output : nullptr;
    if (output && valid(context) && !output->may_serve(context, name))
        return fail(TRT_BAD_ARGUMENT, "%s: an allocator of trt_device_output_create() serves one output of one context",
                    method);
    return set_object<always, abi::IOutputAllocator>(method, context, allocator, [&](auto& native, auto* object) {
        if (!native.setOutputAllocator(name, object)) return false;
        DeviceOutput::serves(context, name, output);
        return true;
    });
}

trt_status trt_context_get_output_allocator(trt_context* context, char const* name, trt_output_allocator** allocator) {
    constexpr char method[] = "IExecutionContext::getOutputAllocator";
    if (!name) return null_argument(method, "name");
    return get_object(method, context, allocator, [&](auto& native) { return native.getOutputAllocator(name); });
}

trt_status trt_context_get_max_output_size(trt_context* context, char const* name, int64_t* size) {
    return get_of(name, "IExecutionContext::getMaxOutputSize", context, size,
                  [&](auto& native) { return after_peeking(context, native.getMaxOutputSize(name)); });
}

trt_status trt_context_set_input_consumed_event(trt_context* context, trt_event event) {
    return ask("IExecutionContext::setInputConsumedEvent", context,
               [&](auto& native) { return native.setInputConsumedEvent(as_event(event)); });
}

trt_status trt_context_get_input_consumed_event(trt_context* context, trt_event* event) {
    return get("IExecutionContext::getInputConsumedEvent", context, event,
               [](auto& native) { return as_number(native.getInputConsumedEvent()); });
}

trt_status trt_context_set_aux_streams(trt_context* context, trt_stream const* streams, int32_t count) {
    constexpr char method[] = "IExecutionContext::setAuxStreams";
    if (count < 0 || (count > 0 && !streams)) return null_argument(method, "streams");
    return tell<v8_6>(method, context, [&](auto& native) {
        native.setAuxStreams(reinterpret_cast<abi::Stream*>(const_cast<trt_stream*>(streams)), count);
    });
}

trt_status trt_context_execute_async_v3(trt_context* context, trt_stream stream) {
    return ask("IExecutionContext::enqueueV3", context, [&](auto& native) {
        DeviceOutput::expect_launch(context, stream);
        return is_ready(context, native) && native.enqueueV3(as_stream(stream));
    });
}

// ---- tensors by index ----

trt_status trt_context_execute_v2(trt_context* context, trt_address const* bindings, int32_t count) {
    return launch("IExecutionContext::executeV2", context, bindings, count,
                  [](auto& native, auto* addresses) { return native.executeV2(addresses); });
}

trt_status trt_context_execute(trt_context* context, int32_t batch_size, trt_address const* bindings, int32_t count) {
    return launch<always, v10>("IExecutionContext::execute", context, bindings, count,
                               [&](auto& native, auto* addresses) { return native.execute(batch_size, addresses); });
}

trt_status trt_context_execute_async_v2(trt_context* context, trt_address const* bindings, int32_t count,
                                        trt_stream stream, trt_event input_consumed) {
    abi::Event event = as_event(input_consumed);
    return launch<always, v10>("IExecutionContext::enqueueV2", context, bindings, count,
                               [&](auto& native, auto* addresses) {
                                   return native.enqueueV2(addresses, as_stream(stream), event ? &event : nullptr);
                               });
}

trt_status trt_context_execute_async(trt_context* context, int32_t batch_size, trt_address const* bindings,
                                     int32_t count, trt_stream stream, trt_event input_consumed) {
    abi::Event event = as_event(input_consumed);
    return launch<always, v10>(
        "IExecutionContext::enqueue", context, bindings, count, [&](auto& native, auto* addresses) {
            return native.enqueue(batch_size, addresses, as_stream(stream), event ? &event : nullptr);
        });
}

trt_status trt_context_set_binding_shape(trt_context* context, int32_t index, trt_dims const* shape) {
    constexpr char method[] = "IExecutionContext::setBindingDimensions";
    if (!shape) return null_argument(method, "shape");
    abi::Dims dims;
    if (!to_native(*shape, &dims)) return shape_does_not_fit(method);
    return ask<always, v10>(method, context, [&](auto& native) {
        return forget(context, native) && native.setBindingDimensions(index, dims);
    });
}

trt_status trt_context_get_binding_shape(trt_context* context, int32_t index, trt_dims* shape) {
    return get<always, v10>("IExecutionContext::getBindingDimensions", context, shape,
                            [&](auto& native) { return native.getBindingDimensions(index); });
}

trt_status trt_context_get_strides(trt_context* context, int32_t index, trt_dims* strides) {
    return get<always, v10>("IExecutionContext::getStrides", context, strides,
                            [&](auto& native) { return native.getStrides(index); });
}

trt_status trt_context_set_shape_input(trt_context* context, int32_t index, int32_t const* values, int32_t count) {
    constexpr char method[] = "IExecutionContext::setInputShapeBinding";
    if (count < 0 || !values) return null_argument(method, "values");
    return guarded<always, v10>(method, context, [&](auto& native) {
        // of what is no shape input TensorRT says so itself
        bool const shape_input = native.getEngine().mImpl->isShapeBinding(index);
        int64_t const needed = shape_input ? volume(native.getBindingDimensions(index)) : 0;
        if (count < needed)
            return fail(TRT_BAD_ARGUMENT, "%s: %d values were given; the shape input needs %lld", method, count,
                        static_cast<long long>(needed));
        return forget(context, native) && native.setInputShapeBinding(index, values) ? TRT_OK : refused(method);
    });
}

trt_status trt_context_get_shape(trt_context* context, int32_t index, int32_t* values, int32_t capacity,
                                 int32_t* count) {
    constexpr char method[] = "IExecutionContext::getShapeBinding";
    if (!values || !count) return null_argument(method, values ? "count" : "values");
    return guarded<always, v10>(method, context, [&](auto& native) {
        int64_t const available = volume(native.getBindingDimensions(index));
        if (available > capacity)
            return fail(TRT_BAD_ARGUMENT, "%s: there are %lld values, and room for %d", method,
                        static_cast<long long>(available), capacity);
        if (!native.getShapeBinding(index, values)) return refused(method);
        *count = static_cast<int32_t>(available);
        return TRT_OK;
    });
}
