// Objects that TensorRT of every version calls: each forwards to a table of C functions.
#include "callback_object.h"
#include "device_memory.h"
#include "device_output.h"

#include <stdio.h>
#include <time.h>

using namespace shim;

namespace {

pthread_mutex_t list_mutex = PTHREAD_MUTEX_INITIALIZER;

class Logger final : public VersionedSince11<trt_logger> {
public:
    INTERFACE_INFO_SINCE_11("ILogger")

    Logger(trt_logger_callbacks const* table, uint64_t user_, int32_t min) : user(user_), min_severity(min) {
        if (table) callbacks = *table;
    }

    void log(abi::Severity severity, char const* message) noexcept final {
        if (!message) message = "";
        if (severity <= abi::Severity::kERROR) remember_error(library, message);
        if (static_cast<int32_t>(severity) > __atomic_load_n(&min_severity, __ATOMIC_RELAXED)) return;
        if (callbacks.log)
            call(library, callbacks.log, user, static_cast<int32_t>(severity), message);
        else
            print(static_cast<int32_t>(severity), message);
    }

    static void print(int32_t severity, char const* message) {
        time_t const now = time(nullptr);
        tm local;
        char stamp[32] = "";
        if (localtime_r(&now, &local)) strftime(stamp, sizeof stamp, "%m/%d/%Y-%H:%M:%S", &local);
        fprintf(stderr, "[%s] [TRT] [%c] %s\n", stamp, severity >= 0 && severity <= 4 ? "FEWIV"[severity] : '?',
                message);
    }

    trt_logger_callbacks callbacks{};
    uint64_t user;
    int32_t min_severity;
};

class Profiler final : public VersionedSince11<trt_profiler> {
public:
    INTERFACE_INFO_SINCE_11("IProfiler")

    Profiler(trt_profiler_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    void reportLayerTime(char const* layer, float ms) noexcept final {
        call(library, callbacks.report_layer_time, user, layer ? layer : "", ms);
    }

    trt_profiler_callbacks callbacks;
    uint64_t user;
    Listed listed;
};

// What a profiler does without functions of the program's. Flushed, as the program writes to stdout in its own way.
void print_layer_time(uint64_t, char const* layer, float ms) {
    printf("%s: %gms\n", layer, ms);
    fflush(stdout);
}

class ErrorRecorder final : public Versioned<trt_error_recorder> {
public:
    INTERFACE_INFO("IErrorRecorder")

    ErrorRecorder(trt_error_recorder_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    int32_t getNbErrors() const noexcept final { return alive() ? call(library, callbacks.get_num_errors, user) : 0; }
    abi::ErrorCode getErrorCode(int32_t index) const noexcept final {
        return static_cast<abi::ErrorCode>(alive() ? call(library, callbacks.get_error_code, user, index) : 0);
    }
    char const* getErrorDesc(int32_t index) const noexcept final {
        char const* text = alive() ? call(library, callbacks.get_error_desc, user, index) : nullptr;
        return text ? text : "";
    }
    bool hasOverflowed() const noexcept final { return alive() && call(library, callbacks.has_overflowed, user); }
    void clear() noexcept final {
        if (alive()) call(library, callbacks.clear, user);
    }
    bool reportError(abi::ErrorCode code, char const* description) noexcept final {
        // Errors that go to a recorder are not logged: keep them for trt_last_error().
        remember_error(library, description ? description : "");
        return alive() &&
               call(library, callbacks.report_error, user, static_cast<int32_t>(code), description ? description : "");
    }
    int32_t incRefCount() noexcept final { return __atomic_add_fetch(&references, 1, __ATOMIC_RELAXED); }
    int32_t decRefCount() noexcept final {
        int32_t const left = __atomic_sub_fetch(&references, 1, __ATOMIC_ACQ_REL);
        if (left == 0) free(this);
        return left;
    }

    bool alive() const { return __atomic_load_n(&open, __ATOMIC_ACQUIRE); }

    trt_error_recorder_callbacks callbacks;
    uint64_t user;
    Listed listed;
    int32_t references = 1;  // the caller's, until it destroys the recorder
    bool open = true;
};

class GpuAllocator final : public Versioned<trt_gpu_allocator> {
public:
    INTERFACE_INFO("IGpuAllocator")

    GpuAllocator(trt_gpu_allocator_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    void* allocate(uint64_t size, uint64_t alignment, uint32_t flags) noexcept final {
        return as_pointer(call(library, callbacks.allocate, user, size, alignment, flags));
    }
    void* reallocate(void* memory, uint64_t alignment, uint64_t size) noexcept final {
        return as_pointer(call(library, callbacks.reallocate, user, as_number(memory), alignment, size));
    }
    bool deallocate(void* memory) noexcept final {
        return call(library, callbacks.deallocate, user, as_number(memory));
    }
#if TRT_MAJOR == 8
    void free(void* memory) noexcept final { call(library, callbacks.deallocate, user, as_number(memory)); }
#else
    void* allocateAsync(uint64_t size, uint64_t alignment, uint32_t flags, abi::Stream stream) noexcept final {
        return callbacks.allocate_async ? as_pointer(call(library, callbacks.allocate_async, user, size, alignment,
                                                          flags, as_number(stream)))
                                        : allocate(size, alignment, flags);
    }
    bool deallocateAsync(void* memory, abi::Stream stream) noexcept final {
        return callbacks.deallocate_async
                   ? call(library, callbacks.deallocate_async, user, as_number(memory), as_number(stream))
                   : deallocate(memory);
    }
#endif

    trt_gpu_allocator_callbacks callbacks;
    uint64_t user;
    Listed listed;
};

class OutputAllocator final : public Versioned<trt_output_allocator> {
public:
    INTERFACE_INFO("IOutputAllocator")

    OutputAllocator(trt_output_allocator_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

#if TRT_MAJOR == 8
    int32_t getInterfaceVersion() const noexcept final { return 1; }
#else
    void* reallocateOutputAsync(char const* name, void* memory, uint64_t size, uint64_t alignment,
                                abi::Stream stream) final {
        return callbacks.reallocate_output_async
                   ? as_pointer(call(library, callbacks.reallocate_output_async, user, name, as_number(memory), size,
                                     alignment, as_number(stream)))
                   : reallocate(name, memory, size, alignment);
    }
#endif
#ifndef TRT_RTX
    void* reallocateOutput(char const* name, void* memory, uint64_t size, uint64_t alignment) noexcept final {
        return reallocate(name, memory, size, alignment);
    }
#endif
    void* reallocate(char const* name, void* memory, uint64_t size, uint64_t alignment) {
        return as_pointer(call(library, callbacks.reallocate_output, user, name, as_number(memory), size, alignment));
    }
    void notifyShape(char const* name, abi::Dims const& shape) noexcept final {
        trt_dims const dims = to_c<trt_dims>(shape);
        call(library, callbacks.notify_shape, user, name, &dims);
    }

    trt_output_allocator_callbacks callbacks;
    uint64_t user;
    Listed listed;
};

}  // namespace

namespace shim {

void enlist(trt_library* library, Listed* entry, void* native) {
    entry->native = native;
    Locked const locked(&list_mutex);
    entry->next = library->callbacks;
    library->callbacks = entry;
}

void delist(trt_library* library, Listed* entry) {
    Locked const locked(&list_mutex);
    for (Listed** at = &library->callbacks; *at; at = &(*at)->next)
        if (*at == entry) {
            *at = entry->next;
            break;
        }
}

bool is_listed(trt_library* library, void const* native) {
    Locked const locked(&list_mutex);
    for (Listed const* entry = library->callbacks; entry; entry = entry->next)
        if (entry->native == native) return true;
    return false;
}

}  // namespace shim

trt_status trt_library_stop_callbacks(trt_library* library, int32_t* in_progress) {
    constexpr char method[] = "trt_library_stop_callbacks";
    if (!valid(library)) return bad_handle(method);
    if (!in_progress) return null_argument(method, "in_progress");
    __atomic_store_n(&library->callbacks_stopped, true, __ATOMIC_SEQ_CST);
    *in_progress = __atomic_load_n(&library->callbacks_in_progress, __ATOMIC_SEQ_CST);
    return TRT_OK;
}

trt_status trt_logger_create(trt_library* library, trt_logger_callbacks const* callbacks, uint64_t user,
                             int32_t min_severity, trt_logger** logger) {
    constexpr char method[] = "trt_logger_create";
    if (!valid(library)) return bad_handle(method);
    if (!logger) return null_argument(method, "logger");
    if (callbacks && !callbacks->log) return null_argument(method, "log");
    return construct<Logger>(library, logger, callbacks, user, min_severity) ? TRT_OK : out_of_memory(method);
}

trt_status trt_logger_set_min_severity(trt_logger* logger, int32_t min_severity) {
    if (!valid(logger)) return bad_handle("trt_logger_set_min_severity");
    __atomic_store_n(&static_cast<Logger*>(logger)->min_severity, min_severity, __ATOMIC_RELAXED);
    return TRT_OK;
}

trt_status trt_logger_log(trt_logger* logger, int32_t severity, char const* message) {
    constexpr char method[] = "ILogger::log";
    if (!valid(logger)) return bad_handle(method);
    if (!message) return null_argument(method, "message");
    logger->log(static_cast<abi::Severity>(severity), message);
    return TRT_OK;
}

trt_status trt_logger_destroy(trt_logger* logger) {
    if (!valid(logger)) return bad_handle("trt_logger_destroy");
    logger->kind = Kind::destroyed;
    free(static_cast<Logger*>(logger));
    return TRT_OK;
}

trt_status trt_profiler_create(trt_library* library, trt_profiler_callbacks const* callbacks, uint64_t user,
                               trt_profiler** profiler) {
    static constexpr trt_profiler_callbacks printing{print_layer_time};
    if (!callbacks) callbacks = &printing;
    return create_object<Profiler>("trt_profiler_create", library, callbacks, user, profiler,
                                   {callbacks->report_layer_time != nullptr});
}

trt_status trt_profiler_destroy(trt_profiler* profiler) {
    return destroy_object<Profiler>("trt_profiler_destroy", profiler);
}

trt_status trt_error_recorder_create(trt_library* library, trt_error_recorder_callbacks const* callbacks, uint64_t user,
                                     trt_error_recorder** recorder) {
    return create_object<ErrorRecorder>(
        "trt_error_recorder_create", library, callbacks, user, recorder,
        {!callbacks || (callbacks->get_num_errors && callbacks->get_error_code && callbacks->get_error_desc &&
                        callbacks->has_overflowed && callbacks->clear && callbacks->report_error)});
}

trt_status trt_error_recorder_destroy(trt_error_recorder* recorder) {
    if (!valid(recorder)) return bad_handle("trt_error_recorder_destroy");
    auto* object = static_cast<ErrorRecorder*>(recorder);
    delist(object->library, &object->listed);
    object->kind = Kind::destroyed;
    __atomic_store_n(&object->open, false, __ATOMIC_RELEASE);
    object->decRefCount();
    return TRT_OK;
}

trt_status trt_gpu_allocator_create(trt_library* library, trt_gpu_allocator_callbacks const* callbacks, uint64_t user,
                                    trt_gpu_allocator** allocator) {
    return create_object<GpuAllocator>(
        "trt_gpu_allocator_create", library, callbacks, user, allocator,
        {!callbacks || (callbacks->allocate && callbacks->reallocate && callbacks->deallocate)});
}

trt_status trt_gpu_allocator_destroy(trt_gpu_allocator* allocator) {
    return destroy_object<GpuAllocator>("trt_gpu_allocator_destroy", allocator);
}

trt_status trt_output_allocator_create(trt_library* library, trt_output_allocator_callbacks const* callbacks,
                                       uint64_t user, trt_output_allocator** allocator) {
    return create_object<OutputAllocator>("trt_output_allocator_create", library, callbacks, user, allocator,
                                          {!callbacks || (callbacks->reallocate_output && callbacks->notify_shape)});
}

trt_status trt_output_allocator_destroy(trt_output_allocator* allocator) {
    constexpr char method[] = "trt_output_allocator_destroy";
    if (!valid(allocator) || !allocator->device_output) return destroy_object<OutputAllocator>(method, allocator);
    DeviceOutput* output = allocator->device_output;
    output->leave();
    trt_address const memory = output->memory;
    trt_library* library = output->library;
    destroy_object<DeviceOutput>(method, allocator);
    return memory ? free_now(library, memory) : TRT_OK;
}
