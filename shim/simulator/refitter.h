// IRefitter: other values for the weights of a refittable engine.
#pragma once

#include "model.h"
#include "report.h"

#include <memory>
#include <vector>

namespace sim {

class Refitter final : public abi::IRefitter, public abi::VRefitter {
public:
    Refitter(Reporter const& reporter, std::shared_ptr<Model> model);
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    bool setWeights(char const* layer, abi::WeightsRole role, abi::Weights weights) noexcept override;
    bool refitCudaEngine() noexcept override;
    int32_t getMissing(int32_t most, char const** layers, abi::WeightsRole* roles) noexcept override;
    int32_t getAll(int32_t most, char const** layers, abi::WeightsRole* roles) noexcept override;
    void setErrorRecorder(abi::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
    abi::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
    bool setNamedWeights(char const* name, abi::Weights weights) noexcept override {
        return set(name, weights, abi::TensorLocation::kHOST, "setNamedWeights");
    }
    int32_t getMissingWeights(int32_t most, char const** names) noexcept override {
        return list(true, most, names, nullptr);
    }
    int32_t getAllWeights(int32_t most, char const** names) noexcept override {
        return list(false, most, names, nullptr);
    }
    abi::ILogger* getLogger() const noexcept override { return reporter_.logger(); }
    bool setMaxThreads(int32_t count) noexcept override;
    int32_t getMaxThreads() const noexcept override { return max_threads_; }

#if TRT_MAJOR <= 10
    // There is no quantization to calibrate here.
    bool setDynamicRange(char const* tensor, float least, float most) noexcept override;
    float getDynamicRangeMin(char const* tensor) const noexcept override;
    float getDynamicRangeMax(char const* tensor) const noexcept override;
    int32_t getTensorsWithDynamicRange(int32_t, char const**) const noexcept override { return 0; }
#endif
#if TRT_MAJOR >= 10
    abi::IRefitter* getPImpl() noexcept override { return this; }
    bool setNamedWeightsWithLocation(char const* name, abi::Weights weights,
                                     abi::TensorLocation location) noexcept override {
        return set(name, weights, location, "setNamedWeights");
    }
    abi::Weights getNamedWeights(char const* name) const noexcept override;
    abi::TensorLocation getWeightsLocation(char const* name) const noexcept override;
    bool unsetNamedWeights(char const* name) noexcept override;
    void setWeightsValidation(bool validate) noexcept override { validate_ = validate; }
    bool getWeightsValidation() const noexcept override { return validate_; }
    bool refitCudaEngineAsync(abi::Stream) noexcept override { return refit("refitCudaEngineAsync"); }
    abi::Weights getWeightsPrototype(char const* name) const noexcept override;
#endif
#if TRT_MAJOR == 11
    bool releaseRefitResources() noexcept override { return true; }  // a refit keeps none
#endif

private:
    // New values, which belong to the caller until the refit.
    struct Given {
        bool is_set = false;
        abi::Weights weights{};
        abi::TensorLocation location{};
    };

    // The number of a weight; -1 and an error for a name that is none.
    int32_t find(char const* name, char const* method) const;
    // The number of a weight that was set; -1 and an error for any other.
    int32_t find_given(char const* name, char const* method) const;
    bool set(char const* name, abi::Weights const& weights, abi::TensorLocation location, char const* method);
    bool check(size_t weight, abi::Weights const& weights, char const* method) const;
    int32_t list(bool missing, int32_t most, char const** names, abi::WeightsRole* roles) const;
    bool refit(char const* method);

    Reporter reporter_;
    std::shared_ptr<Model> model_;
    std::vector<Given> given_;  // by Plan::weights
    int32_t max_threads_ = 1;
#if TRT_MAJOR >= 10
    bool validate_ = true;  // of conversions, and none is made here
#endif
};

}  // namespace sim
