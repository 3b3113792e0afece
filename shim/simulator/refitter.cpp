#include "refitter.h"

#include <string.h>

namespace sim {

Refitter::Refitter(Reporter const& reporter, std::shared_ptr<Model> model)
    : reporter_(reporter), model_(std::move(model)), given_(model_->plan().weights.size()) {
    mImpl = this;
}

int32_t Refitter::find(char const* name, char const* method) const {
    if (Weight const* weight = model_->plan().find_weight(name)) {
        return static_cast<int32_t>(weight - model_->plan().weights.data());
    }
    reporter_.error(abi::ErrorCode::kINVALID_CONFIG, method,
                    format("there are no refittable weights %s", name ? name : "NULL"));
    return -1;
}

bool Refitter::check(size_t index, abi::Weights const& weights, char const* method) const {
    Weight const& weight = model_->plan().weights[index];
    if (weights.count != weight.count) {
        return reporter_.refuse(
            method, format("%s has %lld elements, not %lld", weight.name.c_str(), static_cast<long long>(weight.count),
                           static_cast<long long>(weights.count)));
    }
    if (!same_representation(weights.type, weight.onnx_type)) {
        return reporter_.refuse(
            method, format("%s has another data type than %s", weight.name.c_str(), format_name(weights.type)));
    }
    return weights.values || reporter_.refuse(method, format("the values of %s are NULL", weight.name.c_str()));
}

bool Refitter::set(char const* name, abi::Weights const& weights, abi::TensorLocation location, char const* method) {
    int32_t const index = find(name, method);
    if (index < 0) return false;
    // 8 takes weights of any length and type (recorded); the refit looks at them.
    if (TRT_MAJOR >= 10 && !check(index, weights, method)) return false;
    given_[index] = {true, weights, location};
    return true;
}

bool Refitter::setWeights(char const* layer, abi::WeightsRole role, abi::Weights weights) noexcept {
    constexpr char kMethod[] = "setWeights";
    if (role == abi::WeightsRole::kCONSTANT) return set(layer, weights, abi::TensorLocation::kHOST, kMethod);
    return reporter_.refuse(kMethod,
                            format("%s has no weights with role %d", layer ? layer : "NULL", static_cast<int>(role)));
}

int32_t Refitter::list(bool missing, int32_t most, char const** names, abi::WeightsRole* roles) const {
    int32_t count = 0;
    for (size_t i = 0; i < given_.size(); ++i) {
        if (missing && (!model_->lacks_weights() || given_[i].is_set)) continue;
        if (count < most && names) names[count] = model_->plan().weights[i].name.c_str();
        if (count < most && roles) roles[count] = abi::WeightsRole::kCONSTANT;
        ++count;
    }
    return count;
}

int32_t Refitter::getMissing(int32_t most, char const** layers, abi::WeightsRole* roles) noexcept {
    return list(true, most, layers, roles);
}

int32_t Refitter::getAll(int32_t most, char const** layers, abi::WeightsRole* roles) noexcept {
    return list(false, most, layers, roles);
}

bool Refitter::refitCudaEngine() noexcept { return refit("refitCudaEngine"); }

bool Refitter::refit(char const* method) {
    if (int32_t const missing = list(true, 0, nullptr, nullptr)) {
        return reporter_.refuse(method, format("%d weights are missing", missing));
    }
    std::vector<char> onnx = model_->weighted()->onnx;
    for (size_t i = 0; i < given_.size(); ++i) {
        if (!given_[i].is_set) continue;
        if (!check(i, given_[i].weights, method)) return false;
        Weight const& weight = model_->plan().weights[i];
        memcpy(onnx.data() + weight.offset, given_[i].weights.values, weight.size());
    }
    std::string why;
    if (model_->refit(std::move(onnx), why)) return true;
    reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, method, "ONNX Runtime: " + why);
    return false;
}

bool Refitter::setMaxThreads(int32_t count) noexcept {
    if (count < 1) return reporter_.refuse("setMaxThreads", format("%d is less than 1", count));
    max_threads_ = count;
    return true;
}

#if TRT_MAJOR <= 10

bool Refitter::setDynamicRange(char const* tensor, float, float) noexcept {
    return reporter_.refuse("setDynamicRange", format("%s has no dynamic range", tensor ? tensor : "NULL"));
}

float Refitter::getDynamicRangeMin(char const* tensor) const noexcept {
    reporter_.refuse("getDynamicRangeMin", format("%s has no dynamic range", tensor ? tensor : "NULL"));
    return 0;
}

float Refitter::getDynamicRangeMax(char const* tensor) const noexcept {
    reporter_.refuse("getDynamicRangeMax", format("%s has no dynamic range", tensor ? tensor : "NULL"));
    return 0;
}

#endif

#if TRT_MAJOR >= 10

int32_t Refitter::find_given(char const* name, char const* method) const {
    int32_t const index = find(name, method);
    if (index < 0 || given_[index].is_set) return index;
    reporter_.refuse(method, format("%s was not set", name));
    return -1;
}

abi::Weights Refitter::getNamedWeights(char const* name) const noexcept {
    int32_t const index = find_given(name, "getNamedWeights");
    return index < 0 ? abi::Weights{} : given_[index].weights;
}

abi::TensorLocation Refitter::getWeightsLocation(char const* name) const noexcept {
    int32_t const index = find_given(name, "getWeightsLocation");
    return index < 0 ? abi::TensorLocation::kHOST : given_[index].location;
}

bool Refitter::unsetNamedWeights(char const* name) noexcept {
    int32_t const index = find_given(name, "unsetNamedWeights");
    if (index < 0) return false;
    given_[index] = {};
    return true;
}

abi::Weights Refitter::getWeightsPrototype(char const* name) const noexcept {
    abi::Weights prototype{abi::DataType::kFLOAT, nullptr, -1};
    int32_t const index = find(name, "getWeightsPrototype");
    if (index < 0) return prototype;
    Weight const& weight = model_->plan().weights[index];
    type_of(weight.onnx_type, prototype.type);
    prototype.count = weight.count;
    return prototype;
}

#endif

}  // namespace sim
