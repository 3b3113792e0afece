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
    std::shared_ptr<Model> model = Model::load(blob, size, code, why);
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

abi::ICudaEngine* Runtime::deserialize_read(Read read, void* reader) {
    constexpr char kMethod[] = "deserializeCudaEngine";
    constexpr size_t kPiece = 1 << 20;  // no more than is there is asked memory for, whatever the header says
    std::vector<char> bytes;
    uint64_t whole = kHeaderSize;
    while (bytes.size() < whole) {
        size_t const before = bytes.size();
        size_t const piece = whole - before < kPiece ? static_cast<size_t>(whole - before) : kPiece;
        bytes.resize(before + piece);
        int64_t const count = read(reader, bytes.data() + before, static_cast<int64_t>(piece));
        if (count <= 0 || count > static_cast<int64_t>(piece)) {
            reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, kMethod,
                            format("the stream reader gave %lld bytes where %zu were asked for, after %zu",
                                   static_cast<long long>(count), piece, before));
            return nullptr;
        }
        bytes.resize(before + static_cast<size_t>(count));
        // What is no plan is refused by its header alone.
        if (bytes.size() == kHeaderSize && whole == kHeaderSize && is_plan(bytes.data())) {
            whole = plan_size(bytes.data());
        }
    }
    return deserialize(bytes.data(), bytes.size());
}

abi::ICudaEngine* Runtime::deserializeCudaEngineV2(abi::IStreamReaderV2& reader) noexcept {
    if (!reader.seek(0, abi::SeekPosition::kSET)) {
        reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, "deserializeCudaEngine",
                        "the stream reader cannot go to its beginning");
        return nullptr;
    }
    return deserialize_read(
        [](void* from, void* to, int64_t size) {
            return static_cast<abi::IStreamReaderV2*>(from)->read(to, size, nullptr);
        },
        &reader);
}
#endif

#if TRT_MAJOR == 10
abi::ICudaEngine* Runtime::deserializeCudaEngine(abi::IStreamReader& reader) noexcept {
    return deserialize_read(
        [](void* from, void* to, int64_t size) { return static_cast<abi::IStreamReader*>(from)->read(to, size); },
        &reader);
}
#endif

#if TRT_MAJOR == 11
bool Runtime::setDLAWorkspaceAllocationStrategy(abi::DLAWorkspaceAllocationStrategy strategy) noexcept {
    switch (strategy) {
        case abi::DLAWorkspaceAllocationStrategy::kDEFAULT:
        case abi::DLAWorkspaceAllocationStrategy::kSHARED_STATIC:
            dla_strategy_ = strategy;
            return true;
    }
    return reporter_.refuse("setDLAWorkspaceAllocationStrategy",
                            format("there is no strategy %d", static_cast<int>(strategy)));
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
