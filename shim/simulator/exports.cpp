// The C functions of libnvinfer.
#include "engine.h"
#include "plugin_registry.h"
#include "runtime.h"
#include "version.h"

#include <stdio.h>

#define EXPORT extern "C" __attribute__((visibility("default")))

namespace {

// Whether a caller was made for this major version's tables: if not, even its logger would be called wrongly.
bool is_ours(int32_t version) {
    int32_t const major = version / (TRT_MAJOR == 8 ? 1000 : 10000);
    if (major == sim::kMajor) return true;
    fprintf(stderr, "[simulator] a program made for version %d called the simulator of %s\n", major, sim::kVersionText);
    return false;
}

}  // namespace

EXPORT int32_t getInferLibVersion() noexcept { return sim::kLibVersion; }

#if TRT_MAJOR >= 10
EXPORT int32_t getInferLibMajorVersion() noexcept { return sim::kMajor; }
EXPORT int32_t getInferLibMinorVersion() noexcept { return sim::kMinor; }
EXPORT int32_t getInferLibPatchVersion() noexcept { return sim::kPatch; }
EXPORT int32_t getInferLibBuildVersion() noexcept { return 0; }
#endif

EXPORT void* createInferRuntime_INTERNAL(void* logger, int32_t version) noexcept {
    if (!logger || !is_ours(version)) return nullptr;
    return static_cast<abi::IRuntime*>(new sim::Runtime(static_cast<abi::ILogger*>(logger)));
}

EXPORT void* createInferRefitter_INTERNAL(void* engine, void* logger, int32_t version) noexcept {
    if (!engine || !logger || !is_ours(version)) return nullptr;
    return static_cast<sim::Engine*>(static_cast<abi::ICudaEngine*>(engine))
        ->create_refitter(static_cast<abi::ILogger*>(logger));
}

EXPORT abi::IPluginRegistry* getPluginRegistry() noexcept { return &sim::plugin_registry(); }

EXPORT abi::ILogger* getLogger() noexcept { return sim::global_logger(); }

#ifdef TRT_RTX
// NVIDIA's binding of TensorRT for RTX has the builder and the parser in it, and is not loaded without their functions. The
// simulator has neither: its plans come from trt_cffi.simulator.build().
EXPORT void* createInferBuilder_INTERNAL(void*, int32_t) noexcept { return nullptr; }
EXPORT void* createNvOnnxParser_INTERNAL(void*, void*, int32_t) noexcept { return nullptr; }
EXPORT void* createNvOnnxParserRefitter_INTERNAL(void*, void*, int32_t) noexcept { return nullptr; }
EXPORT int32_t getNvOnnxParserVersion() noexcept { return 0; }
EXPORT abi::IPluginRegistry* getBuilderPluginRegistry(abi::EngineCapability) noexcept {
    return &sim::plugin_registry();
}
#endif
