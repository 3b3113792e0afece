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
#ifdef TRT_RTX
    if (defers_weights_ && (model->plan().streaming || model->plan().stripped)) {
        reporter_.error(abi::ErrorCode::kUNSUPPORTED_STATE, kMethod,
                        format("the weights of an engine that was built %s cannot be loaded later",
                               model->plan().streaming ? "for weight streaming" : "without weights"));
        return nullptr;
    }
    Engine* engine = new Engine(*this, model, defers_weights_);
#else
    Engine* engine = new Engine(*this, model);
#endif
    if (engine->acquire_memory()) return engine;
    delete engine;
    return nullptr;
}

#if TRT_MAJOR >= 10

template <class Read>
static bool read_pieces(Read read, Reporter const& reporter, char const* method, std::vector<char>& bytes) {
    constexpr size_t kPiece = 1 << 20;  // no more than is there is asked memory for, whatever the header says
    uint64_t whole = kHeaderSize;
    while (bytes.size() < whole) {
        size_t const before = bytes.size();
        size_t const piece = whole - before < kPiece ? static_cast<size_t>(whole - before) : kPiece;
        bytes.resize(before + piece);
        int64_t const count = read(bytes.data() + before, static_cast<int64_t>(piece));
        if (count != static_cast<int64_t>(piece)) {
            reporter.error(abi::ErrorCode::kINVALID_CONFIG, method,
                           format("the stream reader gave %lld bytes where %zu were asked for, after %zu",
                                  static_cast<long long>(count), piece, before));
            return false;
        }
        // What is no plan is refused by its header alone.
        if (bytes.size() == kHeaderSize && whole == kHeaderSize && is_plan(bytes.data())) {
            whole = plan_size(bytes.data());
        }
    }
    return true;
}

bool read_plan(abi::IStreamReaderV2& reader, abi::Stream stream, Reporter const& reporter, char const* method,
               std::vector<char>& bytes) {
    // TensorRT does so twice, and whatever the answers are.
    reader.seek(0, abi::SeekPosition::kSET);
    reader.seek(0, abi::SeekPosition::kSET);
    auto const read = [&](void* to, int64_t size) { return reader.read(to, size, stream); };
    return read_pieces(read, reporter, method, bytes);
}

abi::ICudaEngine* Runtime::deserializeCudaEngineV2(abi::IStreamReaderV2& reader) noexcept {
    std::vector<char> bytes;
    if (!read_plan(reader, nullptr, reporter_, "deserializeCudaEngine", bytes)) return nullptr;
    return deserialize(bytes.data(), bytes.size());
}
#endif

#if TRT_MAJOR == 10
abi::ICudaEngine* Runtime::deserializeCudaEngine(abi::IStreamReader& reader) noexcept {
    std::vector<char> bytes;
    auto const read = [&](void* to, int64_t size) { return reader.read(to, size); };
    if (!read_pieces(read, reporter_, "deserializeCudaEngine", bytes)) return nullptr;
    return deserialize(bytes.data(), bytes.size());
}
#endif

#if TRT_MAJOR == 11
bool Runtime::setDLAWorkspaceAllocationStrategy(abi::DLAWorkspaceAllocationStrategy strategy) noexcept {
    switch (strategy) {
        case abi::DLAWorkspaceAllocationStrategy::kDEFAULT:
            return true;
        case abi::DLAWorkspaceAllocationStrategy::kSHARED_STATIC:
            return false;  // without a word, as there is no DLA
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

void Runtime::setTempfileControlFlags(uint32_t flags) noexcept {
    if (flags & ~kTempfileControlFlags)
        reporter_.refuse("setTempfileControlFlags", format("%u has bits that are no flag", flags));
    else
        tempfile_flags_ = flags;
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
