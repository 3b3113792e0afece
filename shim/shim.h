// What all bodies of the C API share: handles, the guard that every call goes through, and errors.
#pragma once

#include "abi/abi.h"
#include "trt_shim.h"

#include <pthread.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <type_traits>

#if TRT_MAJOR == 8
// What 8 does not have yet. No object of these is ever made there.
namespace abi {
class IDebugListener : public Interface {};
class IRuntimeConfig : public Interface {};
class ISerializationConfig : public Interface {};
class IStreamReader : public Interface {};
class IStreamReaderV2 : public Interface {};
class IStreamWriter : public Interface {};
}  // namespace abi
#endif
#ifndef TRT_RTX
// What only TensorRT for RTX has.
namespace abi {
class IRuntimeCache : public Interface {};
class IWeightsManager : public Interface {};
}  // namespace abi
#endif

namespace shim {

class DeviceOutput;
struct Given;

// ---- versions ----

constexpr int version(int major, int minor = 0, int patch = 0) { return major * 10000 + minor * 100 + patch; }
// TensorRT for RTX counts anew. Its versions come after all others, so that what only it has is no other shim's.
constexpr int rtx_1 = 1001;
constexpr int rtx(int minor, int patch = 0) { return version(rtx_1, minor, patch); }
constexpr int always = 0;
constexpr int forever = version(9999);
constexpr int oldest_of_major = version(TRT_MAJOR);
#ifdef TRT_RTX
constexpr bool for_rtx = true;
constexpr int served_major = rtx_1;
constexpr int oldest_served = rtx(5);  // the tables of 1.4 and before are others
// It has from 1.5 on what 11.0 has, and from 1.7 on what came to 11 since.
constexpr int here(int since) { return since >= rtx(0) ? since : since > version(11) ? rtx(7) : always; }
#else
constexpr bool for_rtx = false;
constexpr int served_major = TRT_MAJOR;
constexpr int oldest_served = always;
constexpr int here(int since) { return since; }
#endif
constexpr int newest_of_major = version(served_major, 99, 99);
constexpr int but_rtx = for_rtx ? oldest_of_major - 1 : forever;  // until when there is what only TensorRT has

// Whether any release of the major version has what is there from one version until another.
template <int since, int until>
constexpr bool in_major = here(since) <= newest_of_major && until > oldest_of_major;

// ---- handles ----

enum class Kind : uint32_t {
    destroyed = 0,
    library = 0x74727401,  // not small numbers, so that a pointer to something else is not taken for a handle
    layer_times,
    error_list,
    logger,
    profiler,
    error_recorder,
    gpu_allocator,
    output_allocator,
    debug_listener,
    stream_reader,
    stream_reader_v2,
    stream_writer,
    runtime,
    engine,
    context,
    host_memory,
    inspector,
    refitter,
    runtime_config,
    serialization_config,
    runtime_cache,
    weights_manager,
    step,
    builder,
    builder_config,
    network,
    tensor,
    layer,
    optimization_profile,
    timing_cache,
    progress_monitor,
    onnx_parser,
};

struct Handle {
    Kind kind;
    trt_library* library;
};

// A handle of an object of TensorRT: Interface is its I* class.
template <Kind kind_, class Interface>
struct NativeHandle : Handle {
    static constexpr Kind expected = kind_;
    Interface* native;
    auto& methods() { return *native->mImpl; }
};

template <class H>
bool valid(H const* handle) {
    return handle && handle->kind == H::expected;
}

// Factories answer a small number instead of an object when there is no usable driver (10.15 on).
template <class T>
T* usable(T* object) {
    return reinterpret_cast<uintptr_t>(object) < 4096 ? nullptr : object;
}

// Memory for a handle without operator new, which would need the C++ runtime library.
template <class H>
H* allocate(trt_library* library) {
    H* handle = static_cast<H*>(calloc(1, sizeof(H)));
    if (handle) {
        handle->kind = H::expected;
        handle->library = library;
    }
    return handle;
}

template <class H>
void release(H* handle) {
    handle->kind = Kind::destroyed;
    free(handle);
}

// Holds a mutex for as long as it lives.
class Locked {
public:
    explicit Locked(pthread_mutex_t* mutex_) : mutex(mutex_) { pthread_mutex_lock(mutex); }
    ~Locked() { pthread_mutex_unlock(mutex); }
    Locked(Locked const&) = delete;
    Locked& operator=(Locked const&) = delete;

private:
    pthread_mutex_t* mutex;
};

// ---- errors ----

char const* product(int version);  // "TensorRT" or "TensorRT for RTX"

// "TensorRT 10.16.1"
struct VersionText {
    explicit VersionText(int version);
    char text[64];
};

// Each sets what trt_last_error() says and returns the status.
trt_status fail(trt_status status, char const* format, ...) __attribute__((format(printf, 2, 3)));
trt_status null_argument(char const* method, char const* argument);
trt_status bad_handle(char const* method);
trt_status not_available(char const* method, trt_library const* library, int since, int until);
trt_status out_of_memory(char const* method);
trt_status refused(char const* method);  // with the errors that TensorRT logged during the call

// One call of the C API, so that errors logged while it runs are known to be its own.
class Call {
public:
    explicit Call(trt_library* library);
    ~Call();
    Call(Call const&) = delete;
    Call& operator=(Call const&) = delete;

    trt_library* library;
    uint64_t first_error;  // number of the first error logged during this call
    Call* outer;           // a callback may call the shim again
};

// Keeps an error that the library logged on this thread.
void remember_error(trt_library* library, char const* message);

// ---- the guard ----

// Checks the handle and the version, then calls `body` with the object's table of methods. `body` is a generic lambda,
// so that a method that the major version does not have is not even compiled there.
template <int since = always, int until = forever, class H, class Body>
trt_status guarded(char const* method, H* handle, Body body) {
    if (!valid(handle)) return bad_handle(method);
    if constexpr (!in_major<since, until>) {
        return not_available(method, handle->library, here(since), until);
    } else {
        if (handle->library->version < here(since)) return not_available(method, handle->library, here(since), until);
        Call call(handle->library);
        return body(handle->methods());
    }
}

// The same for a handle that is no object of TensorRT, and has a mutex instead: `body` runs while it is held.
template <class H, class Body>
trt_status locked(char const* method, H* handle, Body body) {
    if (!valid(handle)) return bad_handle(method);
    Locked const lock(&handle->mutex);
    return body(*handle);
}

// ---- conversions ----

template <class Out, class Value>
Out to_c(Value value) {
    return static_cast<Out>(value);
}

template <>
inline trt_dims to_c<trt_dims, abi::Dims>(abi::Dims dims) {
    trt_dims out;
    out.nb_dims = dims.nbDims;
    for (int i = 0; i < TRT_MAX_DIMS; ++i) out.d[i] = i < dims.nbDims ? dims.d[i] : 0;
    return out;
}

inline uintptr_t as_number(void const* pointer) { return reinterpret_cast<uintptr_t>(pointer); }

inline void* as_pointer(uintptr_t number) { return reinterpret_cast<void*>(number); }

inline abi::Stream as_stream(trt_stream stream) { return reinterpret_cast<abi::Stream>(stream); }

// The number of an enum that not every major version has: it becomes whatever the method takes.
struct EnumNumber {
    int32_t number;
    template <class Enum>
    operator Enum() const {
        return static_cast<Enum>(number);
    }
};

// False for a wrong number of dimensions, and for one that 8 has too few bits for.
inline bool to_native(trt_dims const& dims, abi::Dims* out) {
    if (dims.nb_dims < 0 || dims.nb_dims > TRT_MAX_DIMS) return false;
    out->nbDims = dims.nb_dims;
    for (int i = 0; i < TRT_MAX_DIMS; ++i) {
        int64_t const value = i < dims.nb_dims ? dims.d[i] : 0;
        out->d[i] = value;
        if (out->d[i] != value) return false;
    }
    return true;
}

// For a method that was given a shape which to_native() refuses.
trt_status shape_does_not_fit(char const* method);

// How many elements a shape has; -1 when it is not known.
inline int64_t volume(abi::Dims const& dims) {
    int64_t product = dims.nbDims < 0 ? -1 : 1;
    for (int i = 0; i < dims.nbDims; ++i) {
        if (dims.d[i] < 0) return -1;
        product *= dims.d[i];
    }
    return product;
}

// ---- the common forms of a call ----

// A getter: *out = read(methods).
template <int since = always, int until = forever, class H, class Out, class Read>
trt_status get(char const* method, H* handle, Out* out, Read read) {
    if (!out) return null_argument(method, "output");
    return guarded<since, until>(method, handle, [&](auto& native) {
        *out = to_c<Out>(read(native));
        return TRT_OK;
    });
}

// The same for a named tensor: *out = read(methods, name).
template <int since = always, int until = forever, class H, class Out, class Read>
trt_status get_of(char const* name, char const* method, H* handle, Out* out, Read read) {
    if (!name) return null_argument(method, "name");
    return get<since, until>(method, handle, out, read);
}

// A setter that TensorRT cannot refuse.
template <int since = always, int until = forever, class H, class Act>
trt_status tell(char const* method, H* handle, Act act) {
    return guarded<since, until>(method, handle, [&](auto& native) {
        act(native);
        return TRT_OK;
    });
}

// A method that says whether it did it.
template <int since = always, int until = forever, class H, class Act>
trt_status ask(char const* method, H* handle, Act act) {
    return guarded<since, until>(method, handle, [&](auto& native) { return act(native) ? TRT_OK : refused(method); });
}

template <int since = always, int until = forever, class H, class Act>
trt_status ask_of(char const* name, char const* method, H* handle, Act act) {
    if (!name) return null_argument(method, "name");
    return ask<since, until>(method, handle, act);
}

// A method that makes an object: gives a handle of it, or says why not.
template <int since = always, int until = forever, class Made, class H, class Make>
trt_status make(char const* method, H* handle, Made** made, Make create) {
    if (!made) return null_argument(method, "output");
    return guarded<since, until>(method, handle, [&](auto& native) {
        Made* wrapped = allocate<Made>(handle->library);
        if (!wrapped) return out_of_memory(method);
        wrapped->native = usable(create(native));
        if (!wrapped->native) {
            release(wrapped);
            return refused(method);
        }
        *made = wrapped;
        return TRT_OK;
    });
}

template <class H>
trt_status destroy(char const* method, H* handle) {
    if (!valid(handle)) return bad_handle(method);
    {
        Call call(handle->library);
        delete handle->native;
    }
    release(handle);
    return TRT_OK;
}

// A function that a loaded library exports, or NULL.
template <class Function>
Function symbol(void* loaded, char const* name) {
    return reinterpret_cast<Function>(dlsym(loaded, name));
}

// ---- callback objects ----

// A callback object of ours in the list of its library, so that what a getter of TensorRT answers can be recognized.
struct Listed {
    void* native;
    Listed* next;
};

void enlist(trt_library* library, Listed* entry, void* native);
void delist(trt_library* library, Listed* entry);
bool is_listed(trt_library* library, void const* native);

// The interface to give to TensorRT: NULL stays NULL. False for what is no handle of this kind.
template <class Ours, class Interface>
bool interface_of(Ours* object, Interface** out) {
    if (object && !valid(object)) return false;
    *out = object;
    return true;
}

// The handle of what TensorRT answered, or NULL when it is not ours.
template <class Ours, class Interface>
Ours* ours(trt_library* library, Interface* native) {
    return native && is_listed(library, native) ? static_cast<Ours*>(native) : nullptr;
}

// A setter of a callback object; `act` answers bool, or nothing.
template <int since = always, class Interface, class H, class Ours, class Act>
trt_status set_object(char const* method, H* handle, Ours* object, Act act) {
    Interface* native_object = nullptr;
    if (!interface_of(object, &native_object)) return bad_handle(method);
    return guarded<since>(method, handle, [&](auto& native) {
        if constexpr (std::is_void_v<decltype(act(native, native_object))>) {
            act(native, native_object);
            return TRT_OK;
        } else {
            return act(native, native_object) ? TRT_OK : refused(method);
        }
    });
}

template <int since = always, class H, class Ours, class Read>
trt_status get_object(char const* method, H* handle, Ours** out, Read read) {
    if (!out) return null_argument(method, "output");
    return guarded<since>(method, handle, [&](auto& native) {
        *out = ours<Ours>(handle->library, read(native));
        return TRT_OK;
    });
}

}  // namespace shim

struct trt_library : shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::library;
    auto& methods() { return *this; }

    void* loaded;  // of dlopen
    int version;   // as shim::version() or shim::rtx()
    bool simulator;
    char const* path;
    shim::Listed* callbacks;
    int32_t callbacks_in_progress;
    bool callbacks_stopped;
    struct ErrorLog* errors;

    void* (*create_runtime)(void* logger, int32_t version);
    void* (*create_refitter)(void* engine, void* logger, int32_t version);
    abi::IPluginRegistry* (*plugin_registry)();
    int32_t native_version;  // as getInferLibVersion() says
};

// Callback objects are the interfaces themselves, defined in callbacks.cpp; these parts are known to all.
struct trt_logger : abi::ILogger, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::logger;
};
struct trt_profiler : abi::IProfiler, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::profiler;
};
struct trt_error_recorder : abi::IErrorRecorder, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::error_recorder;
};
struct trt_gpu_allocator : abi::IGpuAllocator, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::gpu_allocator;
};
struct trt_output_allocator : abi::IOutputAllocator, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::output_allocator;
    shim::DeviceOutput* device_output = nullptr;  // itself, where it is one and not made of callbacks
};

struct trt_debug_listener : abi::IDebugListener, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::debug_listener;
};

struct trt_stream_reader : abi::IStreamReader, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::stream_reader;
};

struct trt_stream_reader_v2 : abi::IStreamReaderV2, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::stream_reader_v2;
};

struct trt_stream_writer : abi::IStreamWriter, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::stream_writer;
};

struct trt_runtime : shim::NativeHandle<shim::Kind::runtime, abi::IRuntime> {};
struct trt_engine : shim::NativeHandle<shim::Kind::engine, abi::ICudaEngine> {};
struct trt_host_memory : shim::NativeHandle<shim::Kind::host_memory, abi::IHostMemory> {};
struct trt_inspector : shim::NativeHandle<shim::Kind::inspector, abi::IEngineInspector> {};
struct trt_refitter : shim::NativeHandle<shim::Kind::refitter, abi::IRefitter> {};
struct trt_context : shim::NativeHandle<shim::Kind::context, abi::IExecutionContext> {
    shim::Given* given;
    bool infers_before_launch;  // see shim::is_ready()
    trt_runtime_cache* cache;   // of the config that it was made with
};
struct trt_runtime_config : shim::NativeHandle<shim::Kind::runtime_config, abi::IRuntimeConfig> {
    trt_runtime_cache* cache;
};
struct trt_serialization_config : shim::NativeHandle<shim::Kind::serialization_config, abi::ISerializationConfig> {};
struct trt_runtime_cache : shim::NativeHandle<shim::Kind::runtime_cache, abi::IRuntimeCache> {};
struct trt_weights_manager : shim::NativeHandle<shim::Kind::weights_manager, abi::IWeightsManager> {};
