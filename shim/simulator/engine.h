// ICudaEngine. The index API of 8 is in bindings8.cpp.
#pragma once

#include "gpu_memory.h"
#include "model.h"
#include "report.h"
#include "runtime.h"
#include "settings.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sim {

// How a context comes by the memory for activations.
enum class Memory { kOwn, kOwnOfProfile, kOfUser };

class Engine final : public abi::ICudaEngine, public abi::VCudaEngine {
public:
    // `defer`: without the weights, which are to be loaded later (TensorRT for RTX only).
    Engine(Runtime const& runtime, std::shared_ptr<Model> model, bool defer = false);
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    // Memory for weights, from the runtime's allocator; false when that has none.
    bool acquire_memory(char const* method = "deserializeCudaEngine");

    Reporter const& reporter() const { return reporter_; }
    std::shared_ptr<Model> const& model() const { return model_; }
    Plan const& plan() const { return model_->plan(); }
    abi::IGpuAllocator* gpu_allocator() const { return gpu_allocator_; }

    // In 8 a profile of an engine with dynamic shapes belongs to one context; from 10 on profiles are shared.
    // -1 is no profile.
    bool claim_profile(int32_t profile);
    void release_profile(int32_t profile);

    // By how many more contexts there are.
    void add_context(int32_t more) { contexts_ += more; }

    // What contexts need beside activations of that size, in bytes: weight streaming's part.
    int64_t device_memory_size(int64_t activations) const;

    abi::IRefitter* create_refitter(abi::ILogger* logger);

    abi::ICudaEngine* getPImpl() noexcept override { return this; }
    int32_t getNbLayers() const noexcept override { return static_cast<int32_t>(plan().layers.size()); }
    abi::IHostMemory* serialize() const noexcept override;
    bool isRefittable() const noexcept override { return plan().refittable; }
    char const* getName() const noexcept override { return plan().name.c_str(); }
    int32_t getNbOptimizationProfiles() const noexcept override { return static_cast<int32_t>(plan().profiles.size()); }
    abi::EngineCapability getEngineCapability() const noexcept override { return abi::EngineCapability::kSTANDARD; }
    void setErrorRecorder(abi::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
    abi::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
    uint32_t getTacticSources() const noexcept override { return 0; }
    abi::ProfilingVerbosity getProfilingVerbosity() const noexcept override { return plan().verbosity; }
    abi::IEngineInspector* createEngineInspector() const noexcept override;
    abi::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override { return plan().hardware; }
    int32_t getNbAuxStreams() const noexcept override { return plan().aux_streams; }

    int32_t getNbIOTensors() const noexcept override { return static_cast<int32_t>(plan().tensors.size()); }
    char const* getIOTensorName(int32_t index) const noexcept override;
    abi::Dims getTensorShape(char const* name) const noexcept override;
    abi::DataType getTensorDataType(char const* name) const noexcept override;
    abi::TensorLocation getTensorLocation(char const* name) const noexcept override;
    bool isShapeInferenceIO(char const* name) const noexcept override;
    abi::TensorIOMode getTensorIOMode(char const* name) const noexcept override;
    int32_t getTensorBytesPerComponent(char const* name) const noexcept override;
    int32_t getTensorComponentsPerElement(char const* name) const noexcept override;
    abi::TensorFormat getTensorFormat(char const* name) const noexcept override;
    char const* getTensorFormatDesc(char const* name) const noexcept override;
    int32_t getTensorVectorizedDim(char const* name) const noexcept override;
    int32_t getTensorBytesPerComponentV2(char const* name, int32_t profile) const noexcept override;
    int32_t getTensorComponentsPerElementV2(char const* name, int32_t profile) const noexcept override;
    abi::TensorFormat getTensorFormatV2(char const* name, int32_t profile) const noexcept override;
    char const* getTensorFormatDescV2(char const* name, int32_t profile) const noexcept override;
    int32_t getTensorVectorizedDimV2(char const* name, int32_t profile) const noexcept override;
    abi::Dims getProfileShape(char const* name, int32_t profile,
                              abi::OptProfileSelector select) const noexcept override;

#if TRT_MAJOR <= 10
    bool hasImplicitBatchDimension() const noexcept override { return plan().has_implicit_batch(); }
    abi::IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept override {
        return make_context(Memory::kOfUser);
    }
    uint64_t getDeviceMemorySize() const noexcept override {
        return static_cast<uint64_t>(device_memory_size(model_->activation_size()));
    }
#endif

#if TRT_MAJOR == 8
    abi::IExecutionContext* createExecutionContext() noexcept override { return make_context(Memory::kOwn); }

    int32_t getNbBindings() const noexcept override { return static_cast<int32_t>(binding_names_.size()); }
    int32_t getBindingIndex(char const* name) const noexcept override;
    char const* getBindingName(int32_t index) const noexcept override;
    bool bindingIsInput(int32_t index) const noexcept override;
    abi::Dims getBindingDimensions(int32_t index) const noexcept override;
    abi::DataType getBindingDataType(int32_t index) const noexcept override;
    int32_t getMaxBatchSize() const noexcept override;
    abi::TensorLocation getLocation(int32_t index) const noexcept override;
    int32_t getBindingBytesPerComponent(int32_t index) const noexcept override;
    int32_t getBindingComponentsPerElement(int32_t index) const noexcept override;
    abi::TensorFormat getBindingFormat(int32_t index) const noexcept override;
    char const* getBindingFormatDesc(int32_t index) const noexcept override;
    int32_t getBindingVectorizedDim(int32_t index) const noexcept override;
    abi::Dims getProfileDimensions(int32_t index, int32_t profile,
                                   abi::OptProfileSelector select) const noexcept override;
    int32_t const* getProfileShapeValues(int32_t profile, int32_t index,
                                         abi::OptProfileSelector select) const noexcept override;
    bool isShapeBinding(int32_t index) const noexcept override;
    bool isExecutionBinding(int32_t index) const noexcept override;
#else
    abi::IExecutionContext* createExecutionContext(abi::ExecutionContextAllocationStrategy strategy) noexcept override;
    abi::IExecutionContext* createExecutionContextWithRuntimeConfig(abi::IRuntimeConfig* config) noexcept override;
    abi::IRuntimeConfig* createRuntimeConfig() noexcept override;
    abi::ISerializationConfig* createSerializationConfig() noexcept override;
    abi::IHostMemory* serializeWithConfig(abi::ISerializationConfig& config) const noexcept override;
    abi::IRefitter* createRefitter(abi::ILogger& logger) noexcept override { return create_refitter(&logger); }
    int64_t getDeviceMemorySizeV2() const noexcept override { return device_memory_size(model_->activation_size()); }
    int64_t getDeviceMemorySizeForProfileV2(int32_t profile) const noexcept override;
    int64_t const* getProfileTensorValuesV2(char const* name, int32_t profile,
                                            abi::OptProfileSelector select) const noexcept override;
    bool isDebugTensor(char const* name) const noexcept override;
    int64_t getEngineStat(abi::EngineStat stat) const noexcept override;
    char const* getAliasedInputTensor(char const* name) const noexcept override;
    int64_t getStreamableWeightsSize() const noexcept override { return plan().streaming ? plan().weights_size() : 0; }
    bool setWeightStreamingBudgetV2(int64_t budget) noexcept override;
    int64_t getWeightStreamingBudgetV2() const noexcept override { return budget_; }
    int64_t getWeightStreamingAutomaticBudget() const noexcept override { return getStreamableWeightsSize(); }
    int64_t getWeightStreamingScratchMemorySize() const noexcept override;
#endif
#ifdef TRT_RTX
    bool areWeightsLoaded() const noexcept override { return !deferred_ || loaded_; }
    bool loadWeights(void const* blob, int64_t size) noexcept override;
    bool loadWeightsAsync(abi::IStreamReaderV2& reader, abi::Stream stream) noexcept override;
    bool unloadWeights() noexcept override;
    abi::IWeightsManager* createWeightsManager() noexcept override;
#endif
#if TRT_MAJOR == 10
    uint64_t getDeviceMemorySizeForProfile(int32_t profile) const noexcept override;
    int32_t const* getProfileTensorValues(char const* name, int32_t profile,
                                          abi::OptProfileSelector select) const noexcept override;
    bool setWeightStreamingBudget(int64_t budget) noexcept override;
    int64_t getWeightStreamingBudget() const noexcept override;
    int64_t getMinimumWeightStreamingBudget() const noexcept override { return largest_weight(); }
#endif

private:
    // The number of a tensor; -1, and an error, for a name that is none.
    int32_t find(char const* name, char const* method) const;
    bool check_profile(int32_t profile, char const* method) const;
    // The range of a shape tensor's values; null, and an error, for anything else.
    Range const* value_range(char const* name, int32_t profile, char const* method) const;
    abi::IExecutionContext* make_context(Memory memory, Settings const& settings = Settings());
#if TRT_MAJOR >= 10
    abi::IExecutionContext* make_context(abi::ExecutionContextAllocationStrategy strategy, Settings const& settings);
    int64_t largest_weight() const;  // of an engine built for weight streaming, in bytes
    bool check_streaming(char const* method) const;
#endif
    // Whether the weights are the engine's own, and not loaded later; an error if not.
    bool owns_weights(char const* method) const;
#ifdef TRT_RTX
    bool check_deferred(bool loaded, char const* method) const;
    bool load(void const* blob, size_t size, char const* method);
#endif
#if TRT_MAJOR == 8
    // Whether it is one; an error if not.
    bool check_binding(int32_t index, char const* method) const;
    Tensor const& tensor_of(int32_t binding) const { return plan().tensors[binding % plan().tensors.size()]; }
    int32_t profile_of(int32_t binding) const { return binding / getNbIOTensors(); }
    std::vector<std::string> binding_names_;
#endif

    Reporter reporter_;
    std::shared_ptr<Model> model_;
    std::atomic<int32_t> contexts_{0};
#if TRT_MAJOR >= 10
    int64_t budget_;          // of weight streaming; all streamable weights where that is off
    bool automatic_ = false;  // chosen by the first form of the call
#endif
    abi::IGpuAllocator* gpu_allocator_;
    GpuMemory weights_;
    bool const deferred_;
    std::atomic<bool> loaded_{false};  // of a deferred engine
    std::mutex mutex_;
    std::vector<int32_t> profile_users_;
};

}  // namespace sim
