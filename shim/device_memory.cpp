// Memory for outputs whose size only the launch knows.
#include "device_memory.h"

#include <dlfcn.h>
#include <pthread.h>

using namespace shim;

namespace {

constexpr uint64_t host_alignment = 256;  // as that of the GPU's memory, at least

// The functions of libcuda.so.1 that are needed, under their names and with their numbers.
struct Driver {
    int (*alloc)(trt_address*, size_t, trt_stream);
    int (*alloc_from_pool)(trt_address*, size_t, trt_address, trt_stream);
    int (*free_async)(trt_address, trt_stream);
    int (*free)(trt_address);
    int (*is_capturing)(trt_stream, int*);
    int (*pointer_attribute)(void*, int, trt_address);
    int (*get_current)(void**);
    int (*push_current)(void*);
    int (*pop_current)(void**);
    int (*retain_primary)(void**, int);
    int (*release_primary)(int);
    bool complete;
};

Driver driver;
pthread_once_t driver_once = PTHREAD_ONCE_INIT;

template <class Function>
bool load(void* library, char const* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    return function;
}

Driver const* the_driver() {
    pthread_once(&driver_once, [] {
        void* library = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
        driver.complete = library && load(library, "cuMemAllocAsync", driver.alloc) &&
                          load(library, "cuMemAllocFromPoolAsync", driver.alloc_from_pool) &&
                          load(library, "cuMemFreeAsync", driver.free_async) &&
                          load(library, "cuMemFree_v2", driver.free) &&
                          load(library, "cuStreamIsCapturing", driver.is_capturing) &&
                          load(library, "cuPointerGetAttribute", driver.pointer_attribute) &&
                          load(library, "cuCtxGetCurrent", driver.get_current) &&
                          load(library, "cuCtxPushCurrent_v2", driver.push_current) &&
                          load(library, "cuCtxPopCurrent_v2", driver.pop_current) &&
                          load(library, "cuDevicePrimaryCtxRetain", driver.retain_primary) &&
                          load(library, "cuDevicePrimaryCtxRelease_v2", driver.release_primary);
    });
    return driver.complete ? &driver : nullptr;
}

trt_status no_driver() {
    return fail(TRT_NO_DEVICE, "there is no CUDA driver that can allocate in the order of a stream (CUDA 11.2 on)");
}

// Calls `release` with a context of CUDA current, which a thread that never used CUDA has not.
template <class Release>
trt_status free_with(Driver const& cuda, trt_address memory, Release release) {
    constexpr int device_ordinal = 9;  // CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL
    void* context = nullptr;
    int device = 0, error = cuda.get_current(&context);
    bool const borrowed = !error && !context;
    if (borrowed) {
        error = cuda.pointer_attribute(&device, device_ordinal, memory);
        if (!error) error = cuda.retain_primary(&context, device);
        if (!error) error = cuda.push_current(context);
    }
    if (!error) error = release();
    if (borrowed && context) {
        cuda.pop_current(&context);
        cuda.release_primary(device);
    }
    return error ? fail(TRT_BAD_ARGUMENT, "the CUDA driver answered error %d to freeing memory", error) : TRT_OK;
}

}  // namespace

namespace shim {

trt_address allocate_on(trt_library* library, trt_address pool, trt_stream stream, uint64_t size, uint64_t alignment) {
    if (!size) size = 1;
    if (library->simulator) {
        if (alignment < host_alignment) alignment = host_alignment;
        void* memory = nullptr;
        if (posix_memalign(&memory, alignment, size)) {
            fail(TRT_OUT_OF_MEMORY, "there are no %llu bytes of memory", static_cast<unsigned long long>(size));
            return 0;
        }
        return as_number(memory);
    }
    Driver const* cuda = the_driver();
    if (!cuda) {
        no_driver();
        return 0;
    }
    int capturing = 0;
    if (!cuda->is_capturing(stream, &capturing) && capturing) {
        fail(TRT_BAD_ARGUMENT,
             "the output needs %llu bytes, and memory cannot be allocated while a CUDA graph is captured: launch once "
             "before",
             static_cast<unsigned long long>(size));
        return 0;
    }
    trt_address memory = 0;
    int const error = pool ? cuda->alloc_from_pool(&memory, size, pool, stream) : cuda->alloc(&memory, size, stream);
    if (error) {
        fail(TRT_OUT_OF_MEMORY, "the CUDA driver answered error %d to allocating %llu bytes", error,
             static_cast<unsigned long long>(size));
        return 0;
    }
    if (alignment && memory % alignment) {
        cuda->free_async(memory, stream);
        fail(TRT_BAD_ARGUMENT, "the CUDA driver's memory is not aligned to %llu bytes",
             static_cast<unsigned long long>(alignment));
        return 0;
    }
    return memory;
}

trt_status free_on(trt_library* library, trt_address memory, trt_stream stream) {
    if (library->simulator) return free_now(library, memory);
    Driver const* cuda = the_driver();
    return cuda ? free_with(*cuda, memory, [&] { return cuda->free_async(memory, stream); }) : no_driver();
}

trt_status free_now(trt_library* library, trt_address memory) {
    if (library->simulator) {
        free(as_pointer(memory));
        return TRT_OK;
    }
    Driver const* cuda = the_driver();
    return cuda ? free_with(*cuda, memory, [&] { return cuda->free(memory); }) : no_driver();
}

}  // namespace shim

trt_status trt_device_memory_free(trt_library* library, trt_address memory, trt_stream stream) {
    constexpr char method[] = "trt_device_memory_free";
    if (!valid(library)) return bad_handle(method);
    return memory ? free_on(library, memory, stream) : TRT_OK;
}
