#ifdef TRT_RTX
#include "weights_manager.h"

#include <string.h>

namespace sim {
namespace {

constexpr int64_t kGranularity = 2 << 20;  // of CUDA's virtual memory, where the weights would be

}  // namespace

bool WeightsManager::check_loaded(bool loaded, char const* method) const {
    if (model_->lacks_weights() != loaded) return true;
    reporter_.error(abi::ErrorCode::kINVALID_STATE, method,
                    loaded ? "the weights are not loaded" : "the weights are loaded");
    return false;
}

bool WeightsManager::check_size(void const* buffer, int64_t size, char const* method) const {
    if (!buffer) return reporter_.refuse(method, "the buffer is NULL");
    if (size == getSize()) return true;
    return reporter_.refuse(method, format("the buffer has %lld bytes, not %lld", static_cast<long long>(size),
                                           static_cast<long long>(getSize())));
}

int64_t WeightsManager::getSize() const noexcept {
    return (model_->plan().weights_size() + kGranularity - 1) / kGranularity * kGranularity;
}

std::vector<char> WeightsManager::saved() const {
    std::shared_ptr<Weighted const> const weighted = model_->weighted();
    std::vector<char> bytes;
    for (Weight const& weight : model_->plan().weights) {
        char const* const at = weighted->onnx.data() + weight.offset;
        bytes.insert(bytes.end(), at, at + weight.size());
    }
    bytes.resize(static_cast<size_t>(getSize()));
    return bytes;
}

bool WeightsManager::saveToBuffer(void* to, int64_t size, abi::TensorLocation, abi::Stream) noexcept {
    constexpr char kMethod[] = "IWeightsManager::saveToBuffer";
    if (!check_size(to, size, kMethod) || !check_loaded(true, kMethod)) return false;
    memcpy(to, saved().data(), static_cast<size_t>(size));
    return true;
}

bool WeightsManager::saveToStream(abi::IStreamWriter& writer, abi::Stream) noexcept {
    constexpr char kMethod[] = "IWeightsManager::saveToStream";
    constexpr size_t kPiece = 1 << 20;
    if (!check_loaded(true, kMethod)) return false;
    std::vector<char> const bytes = saved();
    for (size_t at = 0; at < bytes.size(); at += kPiece) {
        int64_t const written = writer.write(bytes.data() + at, kPiece);
        if (written == static_cast<int64_t>(kPiece)) continue;
        reporter_.error(abi::ErrorCode::kFAILED_EXECUTION, kMethod,
                        format("the stream writer took %lld of %zu bytes", static_cast<long long>(written), kPiece));
        return false;
    }
    return true;
}

bool WeightsManager::unload(abi::Stream) noexcept {
    if (!check_loaded(true, "IWeightsManager::unload")) return false;
    model_->drop_weights();
    return true;
}

bool WeightsManager::restoreFromBuffer(void const* from, int64_t size, abi::TensorLocation, abi::Stream) noexcept {
    constexpr char kMethod[] = "IWeightsManager::restoreFromBuffer";
    if (!check_size(from, size, kMethod) || !check_loaded(false, kMethod)) return false;
    std::vector<char> onnx = model_->weighted()->onnx;
    char const* at = static_cast<char const*>(from);
    for (Weight const& weight : model_->plan().weights) {
        memcpy(onnx.data() + weight.offset, at, weight.size());
        at += weight.size();
    }
    std::string why;
    if (model_->refit(std::move(onnx), why)) return true;
    reporter_.error(abi::ErrorCode::kFAILED_EXECUTION, kMethod, "ONNX Runtime refuses the weights: " + why);
    return false;
}

bool WeightsManager::restoreFromVmmAllocation(uint64_t, int64_t, int64_t, abi::Stream) noexcept {
    reporter_.error(abi::ErrorCode::kUNSUPPORTED_STATE, "IWeightsManager::restoreFromVmmAllocation",
                    "the simulator has no virtual memory of CUDA: use restoreFromBuffer");
    return false;
}

}  // namespace sim
#endif
