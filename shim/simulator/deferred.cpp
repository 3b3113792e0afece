// What only TensorRT for RTX has: a look at a plan's header, and weights that are loaded later.
#ifdef TRT_RTX
#include "engine.h"
#include "weights_manager.h"

#include <string.h>

namespace sim {

int64_t Runtime::getEngineHeaderSize() const noexcept { return kHeaderSize; }

abi::EngineValidity Runtime::getEngineValidity(void const* blob, int64_t size, uint64_t* diagnostics) const noexcept {
    constexpr uint64_t kVersionMismatch = 1, kMalformedEngine = 32;  // EngineInvalidityDiagnostics
    char const* const header = static_cast<char const*>(blob);
    uint64_t found = 0;
    if (!header || size < static_cast<int64_t>(kHeaderSize) || !is_plan(header)) {
        found = kMalformedEngine;
    } else if (!is_for_this_version(header)) {
        found = kVersionMismatch;
    }
    if (diagnostics) *diagnostics = found;
    return found ? abi::EngineValidity::kINVALID : abi::EngineValidity::kVALID;
}

bool Engine::check_deferred(bool loaded, char const* method) const {
    char const* const why = !deferred_           ? "the engine was deserialized with its weights"
                            : loaded_ && !loaded ? "the weights are loaded already"
                            : !loaded_ && loaded ? "the weights are not loaded"
                                                 : nullptr;
    if (why) reporter_.error(abi::ErrorCode::kINVALID_STATE, method, why);
    return !why;
}

bool Engine::load(void const* blob, size_t size, char const* method) {
    std::vector<char> const plan = model_->bytes(false);
    if (size != plan.size() || memcmp(blob, plan.data(), size) != 0)
        return reporter_.refuse(method, "this is not the plan that the engine was made from");
    loaded_ = true;
    if (acquire_memory(method)) return true;
    loaded_ = false;
    return false;
}

bool Engine::loadWeights(void const* blob, int64_t size) noexcept {
    constexpr char kMethod[] = "loadWeights";
    if (!check_deferred(false, kMethod)) return false;
    if (!blob || size <= 0) return reporter_.refuse(kMethod, "a plan of 0 bytes");
    return load(blob, static_cast<size_t>(size), kMethod);
}

bool Engine::loadWeightsAsync(abi::IStreamReaderV2& reader, abi::Stream stream) noexcept {
    constexpr char kMethod[] = "loadWeightsAsync";
    if (!check_deferred(false, kMethod)) return false;
    if (!stream) return reporter_.refuse(kMethod, "the stream is the default one, and must be another");
    std::vector<char> bytes;
    return read_plan(reader, stream, reporter_, kMethod, bytes) && load(bytes.data(), bytes.size(), kMethod);
}

bool Engine::unloadWeights() noexcept {
    if (!check_deferred(true, "unloadWeights")) return false;
    loaded_ = false;
    weights_.release();
    return true;
}

abi::IWeightsManager* Engine::createWeightsManager() noexcept {
    if (plan().stripped && !plan().streaming) return new WeightsManager(reporter_, model_);
    reporter_.error(
        abi::ErrorCode::kUNSUPPORTED_STATE, "createWeightsManager",
        "only the weights of an engine that was built without them, and not for weight streaming, are managed");
    return nullptr;
}

}  // namespace sim
#endif
