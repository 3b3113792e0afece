// A libnvinfer whose runtime calls every method of the error recorder and of the allocator that it is given, at once, and
// logs what they answer. TensorRT calls some of them only now and then, or never. The rest is the simulator's.
// Compiled by test_slots.py, for each major version; SIMULATOR is that simulator's path.
#include "abi/abi.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

namespace {

// The note by which the shim knows a simulator, so that it does not ask for a driver.
__attribute__((used, section(".note.trt_cffi"), aligned(4))) struct {
    uint32_t owner_size, descriptor_size, type;
    char owner[12];
    uint32_t major;
} const note = {9, 4, 1, "trt_cffi", TRT_MAJOR};

constexpr size_t kSlots = 40;  // no fewer than a runtime's table has

abi::ILogger* logger;

__attribute__((format(printf, 1, 2))) void tell(char const* pattern, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    logger->log(abi::Severity::kWARNING, text);
}

char const* shown(void const* address) { return address ? "an address" : "nothing"; }

void set_error_recorder(abi::VRuntime*, abi::IErrorRecorder* recorder) {
    if (!recorder) return;
    tell("reportError %d", recorder->reportError(abi::ErrorCode::kINVALID_CONFIG, "words"));
    tell("getNbErrors %d", recorder->getNbErrors());
    tell("getErrorCode %d", static_cast<int>(recorder->getErrorCode(7)));
    char const* description = recorder->getErrorDesc(8);
    tell("getErrorDesc %s", description ? description : "nothing");
    tell("hasOverflowed %d", recorder->hasOverflowed());
    recorder->clear();
}

void set_gpu_allocator(abi::VRuntime*, abi::IGpuAllocator* allocator) {
    if (!allocator) return;
    void* const memory = reinterpret_cast<void*>(0x1000);
    tell("allocate %s", shown(allocator->allocate(256, 64, 1)));
    tell("reallocate %s", shown(allocator->reallocate(memory, 128, 512)));
    tell("deallocate %d", allocator->deallocate(memory));
#if TRT_MAJOR == 8
    allocator->free(memory);
#else
    auto const stream = reinterpret_cast<abi::Stream>(0x40);
    tell("allocateAsync %s", shown(allocator->allocateAsync(1024, 256, 1, stream)));
    tell("deallocateAsync %d", allocator->deallocateAsync(memory, stream));
#endif
}

// The place of a virtual function in its table: by the ABI of C++, what a pointer to it holds is 1 more than the offset.
template <class Method>
size_t slot_of(Method method) {
    ptrdiff_t offset;
    memcpy(&offset, &method, sizeof offset);
    return (offset - 1) / sizeof(void*);
}

void* of_simulator(char const* name) { return dlsym(dlopen(SIMULATOR, RTLD_NOW | RTLD_LOCAL), name); }

}  // namespace

extern "C" int32_t getInferLibVersion() {
    return reinterpret_cast<int32_t (*)()>(of_simulator("getInferLibVersion"))();
}

extern "C" void* createInferRuntime_INTERNAL(void* given, int32_t version) {
    auto const create = reinterpret_cast<void* (*)(void*, int32_t)>(of_simulator("createInferRuntime_INTERNAL"));
    auto* const runtime = static_cast<abi::IRuntime*>(create(given, version));
    if (!runtime) return nullptr;
    logger = static_cast<abi::ILogger*>(given);
    static void* table[kSlots];
    void**& theirs = *reinterpret_cast<void***>(runtime->mImpl);
    memcpy(table, theirs, sizeof table);
    table[slot_of(&abi::VRuntime::setErrorRecorder)] = reinterpret_cast<void*>(set_error_recorder);
    table[slot_of(&abi::VRuntime::setGpuAllocator)] = reinterpret_cast<void*>(set_gpu_allocator);
    theirs = table;
    return runtime;
}
