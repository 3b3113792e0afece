#include "runtime.h"

#include "engine.h"
#include "ort.h"
#include "plugin_registry.h"
#include "version.h"

namespace sim {

Runtime::Runtime(abi::ILogger* logger) : reporter_(logger) {
    mImpl = this;
    set_global_logger(logger);
    std::string why;
    bool const found = find_onnxruntime(why);
    reporter_.info(format("%s simulator (trt_cffi): models run on the CPU by ONNX Runtime%s%s; this is not a GPU",
                          kVersionText, found ? " " : "", found ? onnxruntime_version() : ", which was not found"));
}

Runtime::~Runtime() {
    if (global_logger() == reporter_.logger()) set_global_logger(nullptr);
}

abi::ICudaEngine* Runtime::deserialize(void const* blob, uint64_t size) {
    constexpr char kMethod[] = "deserializeCudaEngine";
    abi::ErrorCode code{};
    std::string why;
    std::shared_ptr<Model const> model = Model::load(blob, size, code, why);
    if (!model) {
        reporter_.error(code, kMethod, why);
        return nullptr;
    }
    Engine* engine = new Engine(*this, model);
    if (engine->acquire_memory()) return engine;
    delete engine;
    return nullptr;
}

#if TRT_MAJOR >= 10
abi::ICudaEngine* Runtime::deserializeCudaEngineV2(abi::IStreamReaderV2&) noexcept {
    reporter_.unsupported("deserializeCudaEngine of a stream reader");
    return nullptr;
}
#endif

#if TRT_MAJOR == 10
abi::ICudaEngine* Runtime::deserializeCudaEngine(abi::IStreamReader&) noexcept {
    reporter_.unsupported("deserializeCudaEngine of a stream reader");
    return nullptr;
}
#endif

#if TRT_MAJOR == 11
bool Runtime::setDLAWorkspaceAllocationStrategy(abi::DLAWorkspaceAllocationStrategy strategy) noexcept {
    dla_strategy_ = strategy;
    return true;
}
#endif

bool Runtime::setMaxThreads(int32_t count) noexcept {
    if (count < 1) return reporter_.refuse("setMaxThreads", format("%d is less than 1", count));
    max_threads_ = count;
    return true;
}

void Runtime::setTemporaryDirectory(char const* path) noexcept {
    has_directory_ = path != nullptr;
    directory_ = path ? path : "";
}

abi::IPluginRegistry& Runtime::getPluginRegistry() noexcept { return plugin_registry(); }

abi::IRuntime* Runtime::loadRuntime(char const* path) noexcept {
    reporter_.error(abi::ErrorCode::kFAILED_INITIALIZATION, "loadRuntime",
                    format("cannot load %s: the simulator runs plans by itself only", path ? path : "NULL"));
    return nullptr;
}

}  // namespace sim
