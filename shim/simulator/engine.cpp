#include "engine.h"

#include "context.h"
#include "host_memory.h"
#include "inspector.h"
#include "refitter.h"
#if TRT_MAJOR >= 10
#include "configs.h"
#endif

namespace sim {

Engine::Engine(Runtime const& runtime, std::shared_ptr<Model> model, bool defer)
    : reporter_(runtime.reporter()),
      model_(std::move(model)),
      gpu_allocator_(runtime.gpu_allocator()),
      deferred_(defer) {
    mImpl = this;
    profile_users_.resize(plan().profiles.size());
#if TRT_MAJOR >= 10
    budget_ = getStreamableWeightsSize();
#endif
#if TRT_MAJOR == 8
    for (size_t profile = 0; profile < plan().profiles.size(); ++profile) {
        for (Tensor const& tensor : plan().tensors) {
            binding_names_.push_back(profile == 0 ? tensor.name
                                                  : tensor.name + " [profile " + std::to_string(profile) + "]");
        }
    }
#endif
}

bool Engine::acquire_memory(char const* method) {
    if (deferred_ && !loaded_) return true;
    if (weights_.acquire(gpu_allocator_, round_up(static_cast<int64_t>(model_->weighted()->onnx.size())))) return true;
    reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, method, "out of memory: the allocator has none for the weights");
    return false;
}

bool Engine::claim_profile(int32_t profile) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (TRT_MAJOR == 8 && plan().is_dynamic() && profile_users_[profile] > 0) return false;
    ++profile_users_[profile];
    return true;
}

void Engine::release_profile(int32_t profile) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (profile >= 0) --profile_users_[profile];
}

abi::IExecutionContext* Engine::make_context(Memory memory, Settings const& settings) {
    Context* context = new Context(*this, memory, settings);
    if (context->acquire_memory("createExecutionContext")) return context;
    delete context;
    return nullptr;
}

abi::IRefitter* Engine::create_refitter(abi::ILogger* logger) {
    Reporter reporter(logger);
    reporter.set_recorder(reporter_.recorder());
    if (!owns_weights("createInferRefitter")) return nullptr;
    if (plan().refittable) return new Refitter(reporter, model_);
    reporter.refuse("createInferRefitter", "the engine was not built refittable");
    return nullptr;
}

int64_t Engine::device_memory_size(int64_t activations) const {
#if TRT_MAJOR >= 10
    return activations + getWeightStreamingScratchMemorySize();
#else
    return activations;
#endif
}

abi::IHostMemory* Engine::serialize() const noexcept {
    return owns_weights("serialize") ? new HostMemory(model_->bytes(model_->lacks_weights())) : nullptr;
}

bool Engine::owns_weights(char const* method) const {
    if (!deferred_) return true;
    reporter_.error(abi::ErrorCode::kUNSUPPORTED_STATE, method, "the engine was deserialized without its weights");
    return false;
}

abi::IEngineInspector* Engine::createEngineInspector() const noexcept { return new Inspector(*this); }

// Tensors

int32_t Engine::find(char const* name, char const* method) const {
    int32_t const index = plan().find(name);
    if (index < 0) reporter_.refuse(method, format("there is no tensor %s", name ? name : "NULL"));
    return index;
}

bool Engine::check_profile(int32_t profile, char const* method) const {
    if (profile >= 0 && profile < getNbOptimizationProfiles()) return true;
    return reporter_.refuse(method,
                            format("there is no profile %d, the engine has %d", profile, getNbOptimizationProfiles()));
}

char const* Engine::getIOTensorName(int32_t index) const noexcept {
    if (index >= 0 && index < getNbIOTensors()) return plan().tensors[index].name.c_str();
    reporter_.refuse("getIOTensorName", format("there is no tensor %d, the engine has %d", index, getNbIOTensors()));
    return nullptr;
}

abi::Dims Engine::getTensorShape(char const* name) const noexcept {
    int32_t const index = find(name, "getTensorShape");
    return (index < 0 ? Shape() : plan().tensors[index].shape).dims();
}

abi::DataType Engine::getTensorDataType(char const* name) const noexcept {
    int32_t const index = find(name, "getTensorDataType");
    return index < 0 ? abi::DataType::kFLOAT : plan().tensors[index].type;
}

abi::TensorLocation Engine::getTensorLocation(char const* name) const noexcept {
    int32_t const index = find(name, "getTensorLocation");
    return index >= 0 && plan().tensors[index].on_host ? abi::TensorLocation::kHOST : abi::TensorLocation::kDEVICE;
}

bool Engine::isShapeInferenceIO(char const* name) const noexcept {
    int32_t const index = find(name, "isShapeInferenceIO");
    return index >= 0 && plan().tensors[index].is_shape_io;
}

abi::TensorIOMode Engine::getTensorIOMode(char const* name) const noexcept {
    int32_t const index = find(name, "getTensorIOMode");
    if (index < 0) return abi::TensorIOMode::kNONE;
    return plan().tensors[index].is_input ? abi::TensorIOMode::kINPUT : abi::TensorIOMode::kOUTPUT;
}

// Every tensor is linear here: there are no components.

int32_t Engine::getTensorBytesPerComponent(char const* name) const noexcept {
    constexpr char kMethod[] = "getTensorBytesPerComponent";
    int32_t const index = find(name, kMethod);
    if (index < 0 || TRT_MAJOR >= 10) return -1;
    reporter_.refuse(kMethod, format("%s has no vectorized dimension", name));
    return 0;
}

int32_t Engine::getTensorComponentsPerElement(char const* name) const noexcept {
    find(name, "getTensorComponentsPerElement");
    return -1;
}

abi::TensorFormat Engine::getTensorFormat(char const* name) const noexcept {
    find(name, "getTensorFormat");
    return abi::TensorFormat::kLINEAR;
}

char const* Engine::getTensorFormatDesc(char const* name) const noexcept {
    int32_t const index = find(name, "getTensorFormatDesc");
    return index < 0 ? nullptr : plan().tensors[index].format.c_str();
}

int32_t Engine::getTensorVectorizedDim(char const* name) const noexcept {
    find(name, "getTensorVectorizedDim");
    return -1;
}

int32_t Engine::getTensorBytesPerComponentV2(char const* name, int32_t profile) const noexcept {
    return check_profile(profile, "getTensorBytesPerComponent") ? getTensorBytesPerComponent(name) : -1;
}

int32_t Engine::getTensorComponentsPerElementV2(char const* name, int32_t profile) const noexcept {
    return check_profile(profile, "getTensorComponentsPerElement") ? getTensorComponentsPerElement(name) : -1;
}

abi::TensorFormat Engine::getTensorFormatV2(char const* name, int32_t profile) const noexcept {
    check_profile(profile, "getTensorFormat");
    return getTensorFormat(name);
}

char const* Engine::getTensorFormatDescV2(char const* name, int32_t profile) const noexcept {
    return check_profile(profile, "getTensorFormatDesc") ? getTensorFormatDesc(name) : nullptr;
}

int32_t Engine::getTensorVectorizedDimV2(char const* name, int32_t profile) const noexcept {
    return check_profile(profile, "getTensorVectorizedDim") ? getTensorVectorizedDim(name) : -1;
}

// Profiles

abi::Dims Engine::getProfileShape(char const* name, int32_t profile, abi::OptProfileSelector select) const noexcept {
    constexpr char kMethod[] = "getProfileShape";
    int32_t const index = find(name, kMethod);
    if (index < 0 || !check_profile(profile, kMethod) || !plan().tensors[index].is_input) return Shape().dims();
    return plan().profile_shape(profile, index, static_cast<int>(select)).dims();
}

Range const* Engine::value_range(char const* name, int32_t profile, char const* method) const {
    int32_t const index = find(name, method);
    if (index < 0 || !check_profile(profile, method)) return nullptr;
    if (plan().tensors[index].is_input && plan().tensors[index].is_shape_io) return &plan().profiles[profile][index];
    reporter_.refuse(method, format("%s is not an input shape tensor", name));
    return nullptr;
}

#if TRT_MAJOR >= 10

int64_t const* Engine::getProfileTensorValuesV2(char const* name, int32_t profile,
                                                abi::OptProfileSelector select) const noexcept {
    Range const* range = value_range(name, profile, "getProfileTensorValuesV2");
    return range ? range->bounds[static_cast<int>(select)].data() : nullptr;
}

int64_t Engine::getDeviceMemorySizeForProfileV2(int32_t profile) const noexcept {
    return check_profile(profile, "getDeviceMemorySizeForProfileV2")
               ? device_memory_size(model_->activation_size(profile))
               : 0;
}

abi::IExecutionContext* Engine::createExecutionContext(abi::ExecutionContextAllocationStrategy strategy) noexcept {
    return make_context(strategy, Settings());
}

abi::IExecutionContext* Engine::make_context(abi::ExecutionContextAllocationStrategy strategy,
                                             Settings const& settings) {
    switch (strategy) {
        case abi::ExecutionContextAllocationStrategy::kSTATIC:
            return make_context(Memory::kOwn, settings);
        case abi::ExecutionContextAllocationStrategy::kON_PROFILE_CHANGE:
            return make_context(Memory::kOwnOfProfile, settings);
        case abi::ExecutionContextAllocationStrategy::kUSER_MANAGED:
            return make_context(Memory::kOfUser, settings);
    }
    reporter_.refuse("createExecutionContext",
                     format("there is no allocation strategy %d", static_cast<int>(strategy)));
    return nullptr;
}

abi::IExecutionContext* Engine::createExecutionContextWithRuntimeConfig(abi::IRuntimeConfig* config) noexcept {
    if (!config) return createExecutionContext(abi::ExecutionContextAllocationStrategy::kSTATIC);
    return make_context(config->mImpl->getExecutionContextAllocationStrategy(), settings_of(*config->mImpl));
}

abi::IRuntimeConfig* Engine::createRuntimeConfig() noexcept {
    return new RuntimeConfig(reporter_, abi::ExecutionContextAllocationStrategy::kSTATIC, Settings());
}

abi::ISerializationConfig* Engine::createSerializationConfig() noexcept { return new SerializationConfig(reporter_); }

abi::IHostMemory* Engine::serializeWithConfig(abi::ISerializationConfig& config) const noexcept {
    if (!owns_weights("serializeWithConfig")) return nullptr;
    bool const strip = config.mImpl->getFlag(abi::SerializationFlag::kEXCLUDE_WEIGHTS);
    if (!strip && model_->lacks_weights()) {
        reporter_.refuse("serializeWithConfig", "the plan came without weights: refit the engine first");
        return nullptr;
    }
    // Only weights that a refit can give back are left out.
    return new HostMemory(model_->bytes(strip && plan().refittable));
}

bool Engine::isDebugTensor(char const* name) const noexcept {
    for (DebugTensor const& debug : plan().debug_tensors) {
        if (name && debug.marked && debug.name == name) return true;
    }
    return false;
}

int64_t Engine::getEngineStat(abi::EngineStat stat) const noexcept {
    switch (stat) {
        case abi::EngineStat::kTOTAL_WEIGHTS_SIZE:
            return static_cast<int64_t>(model_->weighted()->onnx.size());
        case abi::EngineStat::kSTRIPPED_WEIGHTS_SIZE:
            return plan().stripped ? plan().weights_size() : -1;
    }
    reporter_.refuse("getEngineStat", format("there is no engine statistic %d", static_cast<int>(stat)));
    return -1;
}

char const* Engine::getAliasedInputTensor(char const* name) const noexcept {
    find(name, "getAliasedInputTensor");
    return nullptr;  // only plugins can make an alias
}

// Weight streaming. All weights are in the process anyway: only the numbers follow the budget.

bool Engine::check_streaming(char const* method) const {
    if (!plan().streaming) return reporter_.refuse(method, "the engine was not built for weight streaming");
    if (contexts_ == 0) return true;
    return reporter_.refuse(method, "the budget cannot change while the engine has contexts");
}

int64_t Engine::largest_weight() const {
    size_t most = 0;
    for (Weight const& weight : plan().weights) {
        if (plan().streaming && weight.size() > most) most = weight.size();
    }
    return static_cast<int64_t>(most);
}

bool Engine::setWeightStreamingBudgetV2(int64_t budget) noexcept {
    constexpr char kMethod[] = "setWeightStreamingBudgetV2";
    if (!check_streaming(kMethod)) return false;
    if (budget < 0) {
        return reporter_.refuse(kMethod, format("%lld bytes are less than none", static_cast<long long>(budget)));
    }
    int64_t const all = getStreamableWeightsSize();
    budget_ = budget < all ? budget : all;
    automatic_ = false;
    return true;
}

int64_t Engine::getWeightStreamingScratchMemorySize() const noexcept {
    // One weight is at work while the next one comes.
    return budget_ < getStreamableWeightsSize() ? round_up(2 * largest_weight()) : 0;
}

#endif

#if TRT_MAJOR == 10

uint64_t Engine::getDeviceMemorySizeForProfile(int32_t profile) const noexcept {
    return static_cast<uint64_t>(getDeviceMemorySizeForProfileV2(profile));
}

int32_t const* Engine::getProfileTensorValues(char const* name, int32_t profile,
                                              abi::OptProfileSelector select) const noexcept {
    Range const* range = value_range(name, profile, "getProfileTensorValues");
    return range ? range->narrow[static_cast<int>(select)].data() : nullptr;
}

bool Engine::setWeightStreamingBudget(int64_t budget) noexcept {
    constexpr char kMethod[] = "setWeightStreamingBudget";
    constexpr int64_t kAutomatic = -1, kOff = 0;
    if (!check_streaming(kMethod)) return false;
    int64_t const least = largest_weight(), all = getStreamableWeightsSize();
    if (budget != kAutomatic && budget != kOff && (budget < least || budget >= all)) {
        return reporter_.refuse(kMethod, format("%lld is neither -1 (automatic), 0 (off) nor from %lld to %lld",
                                                static_cast<long long>(budget), static_cast<long long>(least),
                                                static_cast<long long>(all - 1)));
    }
    automatic_ = budget == kAutomatic;
    budget_ = budget > 0 ? budget : all;  // everything fits into this device
    return true;
}

int64_t Engine::getWeightStreamingBudget() const noexcept {
    if (!plan().streaming || automatic_) return -1;
    return budget_ < getStreamableWeightsSize() ? budget_ : 0;
}

#endif

}  // namespace sim
