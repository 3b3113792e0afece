#include "context.h"

namespace sim {
namespace {

constexpr int64_t kStateSize = 512;                          // what a context takes for itself
constexpr uint64_t kMostPersistentCache = 32 * 1024 * 1024;  // as if there were a GPU with that much
constexpr uintptr_t kDeviceMemoryAlignment = 256;

// The more it tells, the higher.
int level(abi::ProfilingVerbosity verbosity) {
    switch (verbosity) {
        case abi::ProfilingVerbosity::kNONE:
            return 0;
        case abi::ProfilingVerbosity::kLAYER_NAMES_ONLY:
            return 1;
        case abi::ProfilingVerbosity::kDETAILED:
            return 2;
    }
    return 3;
}

#if TRT_MAJOR >= 10
abi::ExecutionContextAllocationStrategy strategy_of(Memory memory) {
    switch (memory) {
        case Memory::kOwn:
            return abi::ExecutionContextAllocationStrategy::kSTATIC;
        case Memory::kOwnOfProfile:
            return abi::ExecutionContextAllocationStrategy::kON_PROFILE_CHANGE;
        case Memory::kOfUser:
            break;
    }
    return abi::ExecutionContextAllocationStrategy::kUSER_MANAGED;
}
#endif

}  // namespace

Context::Context(Engine& engine, Memory memory, Settings const& settings)
    : engine_(engine),
      model_(engine.model()),
      reporter_(engine.reporter()),
      memory_(memory),
      settings_(settings),
      memory_needed_(engine.device_memory_size(engine.model()->activation_size())),
      bindings_(engine.plan().tensors.size()),
      nvtx_verbosity_(engine.plan().verbosity) {
    mImpl = this;
    for (size_t i = 0; i < plan().input_count; ++i) bindings_[i].shape = plan().tensors[i].shape;
#if TRT_MAJOR >= 10
    debug_states_.resize(plan().debug_tensors.size());
#endif
    engine_.add_context(1);
    if (engine_.claim_profile(0)) use_profile(0);
#ifdef TRT_RTX
    if (settings_.cache) compile(*static_cast<RuntimeCache*>(settings_.cache), *model_, reporter_);
#endif
}

Context::~Context() {
    engine_.release_profile(profile_);
    engine_.add_context(-1);
}

bool Context::acquire_memory(char const* method) {
    abi::IGpuAllocator* const allocator = engine_.gpu_allocator();
    int64_t activations = 0;
    if (memory_ == Memory::kOwn) activations = memory_needed_;
    if (memory_ == Memory::kOwnOfProfile && profile_ >= 0)
        activations = engine_.device_memory_size(model_->activation_size(profile_));
    if (own_memory_[0].acquire(allocator, kStateSize) && own_memory_[1].acquire(allocator, activations)) return true;
    reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, method,
                    "out of memory: the runtime's allocator has none for the context");
    return false;
}

int32_t Context::find(char const* name, char const* method) const {
    int32_t const index = plan().find(name);
    if (index < 0) reporter_.refuse(method, format("there is no tensor %s", name ? name : "NULL"));
    return index;
}

int32_t Context::find_output(char const* name, char const* method) const {
    int32_t const index = find(name, method);
    if (index < 0 || !plan().tensors[index].is_input) return index;
    reporter_.refuse(method, format("%s is an input", name));
    return -1;
}

// Properties

void Context::setName(char const* name) noexcept {
    if (name) {
        name_ = name;
    } else {
        reporter_.refuse("setName", "the name is NULL");
    }
}

void Context::setPersistentCacheLimit(uint64_t size) noexcept {
    if (size <= kMostPersistentCache) {
        persistent_cache_limit_ = size;
    } else {
        reporter_.refuse("setPersistentCacheLimit", format("%llu bytes are more than the simulated device's %llu",
                                                           static_cast<unsigned long long>(size),
                                                           static_cast<unsigned long long>(kMostPersistentCache)));
    }
}

bool Context::setNvtxVerbosity(abi::ProfilingVerbosity verbosity) noexcept {
    if (level(verbosity) > level(plan().verbosity)) {
        return reporter_.refuse("setNvtxVerbosity", "the engine was built with a lower profiling verbosity");
    }
    nvtx_verbosity_ = verbosity;
    return true;
}

void Context::setAuxStreams(abi::Stream* streams, int32_t count) noexcept {
    for (int32_t i = 0; i < count; ++i) {
        for (int32_t j = 0; j < i; ++j) {
            if (streams[i] != streams[j]) continue;
            reporter_.refuse("setAuxStreams",
                             format("streams %d and %d are the same, which would be a deadlock", j, i));
            return;
        }
    }
    // All work is done on the calling thread: there is nothing to launch on them.
}

bool Context::setInputConsumedEvent(abi::Event event) noexcept {
    input_consumed_ = event;
    return true;
}

bool Context::setTemporaryStorageAllocator(abi::IGpuAllocator* allocator) noexcept {
    temporary_allocator_ = allocator;
    return true;
}

bool Context::set_device_memory(void* memory, char const* method) {
    if (memory_ != Memory::kOfUser) return reporter_.refuse(method, "this context has device memory of its own");
    if (reinterpret_cast<uintptr_t>(memory) % kDeviceMemoryAlignment != 0) {
        return reporter_.refuse(
            method, format("device memory must be aligned to %d bytes", static_cast<int>(kDeviceMemoryAlignment)));
    }
    user_memory_ = memory;
    return true;
}

void Context::setDeviceMemory(void* memory) noexcept { set_device_memory(memory, "setDeviceMemory"); }

// Profiles

void Context::use_profile(int32_t profile) {
    profile_ = profile;
    for (size_t i = 0; i < plan().input_count; ++i) {
        Binding& binding = bindings_[i];
        Range const& range = plan().profiles[profile][i];
        // A shape that the new profile allows stays; any other has to be set again.
        bool const stays =
            binding.shape.is_specified() && (range.of_values || range.admits(binding.shape.d, binding.shape.rank));
        if (!stays) set_shape(i, plan().shape_in_profile(profile, i));
    }
}

bool Context::set_profile(int32_t profile, char const* method) {
    int32_t const count = engine_.getNbOptimizationProfiles();
    if (profile < 0 || profile >= count)
        return reporter_.refuse(method, format("there is no profile %d, the engine has %d", profile, count));
    if (profile == profile_) return true;
    if (!engine_.claim_profile(profile))
        return reporter_.refuse(method, format("profile %d is in use by another context", profile));
    engine_.release_profile(profile_);
    use_profile(profile);
    return memory_ != Memory::kOwnOfProfile || acquire_memory(method);
}

bool Context::setOptimizationProfileAsync(int32_t profile, abi::Stream) noexcept {
    return set_profile(profile, "setOptimizationProfileAsync");
}

// Shapes

bool Context::check_input_shape(size_t input, Shape const& shape, int32_t first, int32_t count,
                                char const* method) const {
    Tensor const& tensor = plan().tensors[input];
    char const* const name = tensor.name.c_str();
    if (!tensor.is_input) return reporter_.refuse(method, format("%s is an output", name));
    if (shape.rank != tensor.shape.rank) {
        return reporter_.refuse(method, format("%s has %d dimensions, not %d", name, tensor.shape.rank, shape.rank));
    }
    bool takes_back = false;
    for (int32_t i = 0; i < shape.rank; ++i) {
        if (tensor.shape.d[i] >= 0 && tensor.shape.d[i] != shape.d[i]) {
            return reporter_.refuse(
                method, format("%s: dimension %d is fixed to %lld, and not %lld", name, i,
                               static_cast<long long>(tensor.shape.d[i]), static_cast<long long>(shape.d[i])));
        }
        takes_back = takes_back || shape.d[i] == -1;
    }
    if (takes_back) return true;  // what was set before: the dimension is open again
    for (int32_t profile = first; profile < first + count; ++profile) {
        Range const& range = plan().profiles[profile][input];
        if (range.of_values || range.admits(shape.d, shape.rank)) return true;
    }
    return reporter_.refuse(
        method, format("%s: %s is inside no profile; profile %d goes from %s to %s", name, shape.text().c_str(), first,
                       plan().profile_shape(first, input, Range::kMin).text().c_str(),
                       plan().profile_shape(first, input, Range::kMax).text().c_str()));
}

void Context::set_shape(size_t input, Shape const& shape) {
    bindings_[input].shape = shape;
    for (size_t i = plan().input_count; i < bindings_.size(); ++i) bindings_[i].shape = Shape();
}

bool Context::setInputShape(char const* name, abi::Dims const& dims) noexcept {
    constexpr char kMethod[] = "setInputShape";
    int32_t const input = find(name, kMethod);
    if (input < 0) return false;
    if (plan().has_implicit_batch()) {
        reporter_.error(abi::ErrorCode::kUNSPECIFIED_ERROR, kMethod, "the engine has an implicit batch");
        return false;
    }
    Shape const shape(dims);
    if (!check_input_shape(input, shape, 0, engine_.getNbOptimizationProfiles(), kMethod)) return false;
    set_shape(input, shape);
    return true;
}

bool Context::allInputDimensionsSpecified() const noexcept {
    for (size_t i = 0; i < plan().input_count; ++i) {
        if (!bindings_[i].shape.is_specified()) return false;
    }
    return true;
}

bool Context::all_values_given() const {
    for (size_t i = 0; i < plan().input_count; ++i) {
        if (plan().tensors[i].is_shape_io && !has_values(i)) return false;
    }
    return true;
}

#if TRT_MAJOR <= 10
bool Context::allInputShapesSpecified() const noexcept { return all_values_given(); }
#endif

std::vector<Argument> Context::input_arguments() const {
    std::vector<Argument> inputs(plan().input_count);
    for (size_t i = 0; i < inputs.size(); ++i) {
        Binding const& binding = bindings_[i];
        inputs[i].shape = binding.shape;
        inputs[i].memory =
            binding.address || binding.values.empty() ? binding.address : const_cast<int32_t*>(binding.values.data());
    }
    return inputs;
}

Shape Context::known_shape(size_t output) const {
    Tensor const& tensor = plan().tensors[output];
    Shape shape = tensor.shape;
    for (int32_t i = 0; i < shape.rank; ++i) {
        Tensor::Source const& source = tensor.sources[i];
        if (source.kind == Tensor::Source::kInput) shape.d[i] = bindings_[source.input].shape.d[source.dimension];
    }
    return shape;
}

bool Context::current_shape(size_t index, Shape& shape, std::string& why) const {
    Tensor const& tensor = plan().tensors[index];
    shape = bindings_[index].shape;
    if (shape.is_valid()) return true;
    shape = tensor.shape;
    if (shape.is_specified() || !allInputDimensionsSpecified() || !all_values_given()) return true;
    shape = known_shape(index);
    if (shape.is_specified() || tensor.data_dependent || model_->infer_shape(input_arguments(), index, shape, why))
        return true;
    shape = Shape();
    return false;
}

abi::Dims Context::getTensorShape(char const* name) const noexcept {
    constexpr char kMethod[] = "getTensorShape";
    int32_t const index = find(name, kMethod);
    Shape shape;
    std::string why;
    if (index >= 0 && !current_shape(index, shape, why)) reporter_.refuse(kMethod, why);
    return shape.dims();
}

abi::Dims Context::getTensorStrides(char const* name) const noexcept {
    constexpr char kMethod[] = "getTensorStrides";
    int32_t const index = find(name, kMethod);
    if (index < 0) return Shape().dims();
    Shape shape;
    std::string why = "not all dimensions of the inputs are specified";
    if (allInputDimensionsSpecified() && current_shape(index, shape, why)) return shape.strides().dims();
    reporter_.refuse(kMethod, why);
    return Shape().dims();
}

bool Context::check_inputs(std::vector<Argument> const& inputs, char const* method) const {
    if (plan().has_implicit_batch()) return true;
    for (size_t i = 0; i < plan().input_count; ++i) {
        Range const& range = plan().profiles[profile_][i];
        std::vector<int64_t> values(inputs[i].shape.d, inputs[i].shape.d + inputs[i].shape.rank);
        if (range.of_values) values = model_->shape_values(i, inputs[i]);
        if (range.admits(values.data(), values.size())) continue;
        std::string text;
        for (int64_t value : values) text += " " + std::to_string(value);
        return reporter_.refuse(
            method, format("%s:%s is outside profile %d", plan().tensors[i].name.c_str(), text.c_str(), profile_));
    }
    return true;
}

int32_t Context::inferShapes(int32_t most, char const** missing) noexcept {
    constexpr char kMethod[] = "inferShapes";
    int32_t count = 0;
    for (size_t i = 0; i < plan().input_count; ++i) {
        if (bindings_[i].shape.is_specified() && (!plan().tensors[i].is_shape_io || has_values(i))) continue;
        if (missing && count < most) missing[count] = plan().tensors[i].name.c_str();
        ++count;
    }
    if (count > 0) return count;
    if (profile_ < 0) {
        reporter_.refuse(kMethod, "the context has no optimization profile yet");
        return -1;
    }
    if (!check_inputs(input_arguments(), kMethod)) return -1;
    for (size_t i = plan().input_count; i < plan().tensors.size(); ++i) {
        Shape shape;
        std::string why;
        if (current_shape(i, shape, why)) continue;
        reporter_.refuse(kMethod, why);
        return -1;
    }
    return 0;
}

// Addresses

bool Context::setTensorAddress(char const* name, void* address) noexcept {
    constexpr char kMethod[] = "setTensorAddress";
    int32_t const index = find(name, kMethod);
    if (index < 0) return false;
    size_t const alignment = plan().tensors[index].element_size();
    if (reinterpret_cast<uintptr_t>(address) % alignment != 0) {
        return reporter_.refuse(
            kMethod, format("the address of %s must be aligned to %d bytes", name, static_cast<int>(alignment)));
    }
    bindings_[index].address = address;
    return true;
}

void const* Context::getTensorAddress(char const* name) const noexcept {
    int32_t const index = find(name, "getTensorAddress");
    return index < 0 ? nullptr : bindings_[index].address;
}

bool Context::setInputTensorAddress(char const* name, void const* address) noexcept {
    constexpr char kMethod[] = "setInputTensorAddress";
    int32_t const index = find(name, kMethod);
    if (index < 0) return false;
    if (!plan().tensors[index].is_input) return reporter_.refuse(kMethod, format("%s is an output", name));
    return setTensorAddress(name, const_cast<void*>(address));
}

void* Context::getOutputTensorAddress(char const* name) const noexcept {
    int32_t const index = find_output(name, "getOutputTensorAddress");
    return index < 0 ? nullptr : bindings_[index].address;
}

bool Context::setOutputAllocator(char const* name, abi::IOutputAllocator* allocator) noexcept {
    int32_t const index = find_output(name, "setOutputAllocator");
    if (index < 0) return false;
    bindings_[index].allocator = allocator;
    return true;
}

abi::IOutputAllocator* Context::getOutputAllocator(char const* name) noexcept {
    int32_t const index = find_output(name, "getOutputAllocator");
    return index < 0 ? nullptr : bindings_[index].allocator;
}

int64_t Context::upper_bound(size_t output, Shape const& shape) const {
    // ONNX tells no bound. No operator whose output depends on data (NonZero, NonMaxSuppression, Unique, Compress …)
    // makes more elements of one kind than it is given; so the unknown dimensions together are at most as large as
    // all inputs. Where that fails, a launch says so and writes nothing.
    int64_t elements = 1;
    bool unknown = false;
    for (int32_t i = 0; i < shape.rank; ++i) {
        if (shape.d[i] >= 0) {
            elements *= shape.d[i];
        } else {
            unknown = true;
        }
    }
    if (unknown) {
        int64_t all = 0;
        for (size_t i = 0; i < plan().input_count; ++i) all += bindings_[i].shape.volume();
        elements *= all;
    }
    int64_t const size = elements * static_cast<int64_t>(plan().tensors[output].element_size());
    return round_up(size > 0 ? size : 1);
}

int64_t Context::getMaxOutputSize(char const* name) const noexcept {
    constexpr char kMethod[] = "getMaxOutputSize";
    int32_t const index = find_output(name, kMethod);
    if (index < 0) return -1;
    Shape shape = plan().tensors[index].shape;
    std::string why = "not all input shapes are specified";
    if (profile_ >= 0 && (shape.is_specified() || (allInputDimensionsSpecified() && all_values_given()))) {
        if (plan().tensors[index].data_dependent) return upper_bound(index, known_shape(index));
        if (current_shape(index, shape, why)) return upper_bound(index, shape);
    }
    reporter_.refuse(kMethod, why);
    return -1;
}

#if TRT_MAJOR >= 10

bool Context::setOutputTensorAddress(char const* name, void* address) noexcept {
    return find_output(name, "setOutputTensorAddress") >= 0 && setTensorAddress(name, address);
}

void Context::setDeviceMemoryV2(void* memory, int64_t size) noexcept {
    constexpr char kMethod[] = "setDeviceMemoryV2";
    if (size < memory_needed_) {
        reporter_.refuse(kMethod, format("%lld bytes of device memory are less than the %lld that are needed",
                                         static_cast<long long>(size), static_cast<long long>(memory_needed_)));
        return;
    }
    set_device_memory(memory, kMethod);
}

uint64_t Context::updateDeviceMemorySizeForShapes() noexcept {
    if (profile_ < 0 || !allInputDimensionsSpecified() || !all_values_given()) {
        reporter_.refuse("updateDeviceMemorySizeForShapes", "set the profile and all input shapes first");
        return 0;
    }
    std::vector<Shape> shapes;
    for (size_t i = 0; i < plan().input_count; ++i) shapes.push_back(bindings_[i].shape);
    memory_needed_ = engine_.device_memory_size(model_->activation_size(shapes));
    return static_cast<uint64_t>(memory_needed_);
}

// The caller's, as NVIDIA's binding deletes it.
abi::IRuntimeConfig* Context::getRuntimeConfig() const noexcept {
    return new RuntimeConfig(reporter_, strategy_of(memory_), settings_);
}

#ifdef TRT_RTX
bool Context::isStreamCapturable(abi::Stream) const noexcept {
    for (Tensor const& tensor : plan().tensors) {
        if (tensor.data_dependent) return false;  // the host waits for a size
    }
    return true;
}
#endif

// Debug tensors

int32_t Context::find_debug_tensor(char const* name, char const* method) const {
    std::vector<DebugTensor> const& tensors = plan().debug_tensors;
    for (size_t i = 0; name && i < tensors.size(); ++i) {
        if (tensors[i].marked && tensors[i].name == name) return static_cast<int32_t>(i);
    }
    reporter_.refuse(method, format("%s is not marked as a debug tensor", name ? name : "NULL"));
    return -1;
}

bool Context::setTensorDebugState(char const* name, bool on) noexcept {
    int32_t const index = find_debug_tensor(name, "setTensorDebugState");
    if (index < 0) return false;
    debug_states_[index] = on;
    return true;
}

bool Context::getDebugState(char const* name) const noexcept {
    int32_t const index = find_debug_tensor(name, "getDebugState");
    return index >= 0 && debug_states_[index];
}

bool Context::setAllTensorsDebugState(bool on) noexcept {
    debug_states_.assign(debug_states_.size(), on);
    return true;
}

bool Context::setUnfusedTensorsDebugState(bool on) noexcept {
    for (DebugTensor const& tensor : plan().debug_tensors) {
        if (tensor.marked) continue;
        unfused_shown_ = on;
        return true;
    }
    return reporter_.refuse("setUnfusedTensorsDebugState", "the engine's unfused tensors are not marked");
}

bool Context::setCommunicator(void*) noexcept { return reporter_.unsupported("setCommunicator"); }

#endif

}  // namespace sim
