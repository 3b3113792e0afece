// IExecutionContext. Launches are in launch.cpp, the index API of 8 in bindings8.cpp.
#pragma once

#include "engine.h"
#if TRT_MAJOR >= 10
#include "configs.h"
#endif

#include <memory>
#include <string>
#include <vector>

namespace sim {

class Context final : public abi::IExecutionContext, public abi::VExecutionContext {
public:
    Context(Engine& engine, Memory memory, Settings const& settings);
    ~Context() override;
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    // Device memory from the runtime's allocator; false when that has none.
    bool acquire_memory(char const* method);

    Plan const& plan() const { return model_->plan(); }
    // The shape of a tensor as it is known now, with -1 where it is not.
    bool current_shape(size_t tensor, Shape& shape, std::string& why) const;

    abi::IExecutionContext* getPImpl() noexcept override { return this; }
    abi::ICudaEngine const& getEngine() const noexcept override { return engine_; }
    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override { return name_.c_str(); }
    void setDebugSync(bool sync) noexcept override { debug_sync_ = sync; }
    bool getDebugSync() const noexcept override { return debug_sync_; }
    void setErrorRecorder(abi::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
    abi::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
    void setProfiler(abi::IProfiler* profiler) noexcept override { profiler_ = profiler; }
    abi::IProfiler* getProfiler() const noexcept override { return profiler_; }
    void setEnqueueEmitsProfile(bool emits) noexcept override { enqueue_emits_profile_ = emits; }
    bool getEnqueueEmitsProfile() const noexcept override { return enqueue_emits_profile_; }
    bool reportToProfiler() const noexcept override;
    void setPersistentCacheLimit(uint64_t size) noexcept override;
    uint64_t getPersistentCacheLimit() const noexcept override { return persistent_cache_limit_; }
    bool setNvtxVerbosity(abi::ProfilingVerbosity verbosity) noexcept override;
    abi::ProfilingVerbosity getNvtxVerbosity() const noexcept override { return nvtx_verbosity_; }
    void setAuxStreams(abi::Stream* streams, int32_t count) noexcept override;
    bool setInputConsumedEvent(abi::Event event) noexcept override;
    abi::Event getInputConsumedEvent() const noexcept override { return input_consumed_; }
    bool setTemporaryStorageAllocator(abi::IGpuAllocator* allocator) noexcept override;
    abi::IGpuAllocator* getTemporaryStorageAllocator() const noexcept override { return temporary_allocator_; }
    void setDeviceMemory(void* memory) noexcept override;

    int32_t getOptimizationProfile() const noexcept override { return profile_; }
    bool setOptimizationProfileAsync(int32_t profile, abi::Stream stream) noexcept override;

    bool setInputShape(char const* name, abi::Dims const& dims) noexcept override;
    abi::Dims getTensorShape(char const* name) const noexcept override;
    abi::Dims getTensorStrides(char const* name) const noexcept override;
    bool setTensorAddress(char const* name, void* address) noexcept override;
    void const* getTensorAddress(char const* name) const noexcept override;
    bool setInputTensorAddress(char const* name, void const* address) noexcept override;
    void* getOutputTensorAddress(char const* name) const noexcept override;
    bool setOutputAllocator(char const* name, abi::IOutputAllocator* allocator) noexcept override;
    abi::IOutputAllocator* getOutputAllocator(char const* name) noexcept override;
    int64_t getMaxOutputSize(char const* name) const noexcept override;
    int32_t inferShapes(int32_t most, char const** missing) noexcept override;
    bool allInputDimensionsSpecified() const noexcept override;

    bool executeV2(void* const* bindings) noexcept override;
    bool enqueueV3(abi::Stream stream) noexcept override;

#if TRT_MAJOR <= 10
    bool allInputShapesSpecified() const noexcept override;
#endif
#if TRT_MAJOR == 8
    bool execute(int32_t batch, void* const* bindings) noexcept override;
    bool enqueue(int32_t batch, void* const* bindings, abi::Stream stream,
                 abi::Event* input_consumed) noexcept override;
    bool enqueueV2(void* const* bindings, abi::Stream stream, abi::Event* input_consumed) noexcept override;
    bool setOptimizationProfile(int32_t profile) noexcept override;
    bool setBindingDimensions(int32_t index, abi::Dims dims) noexcept override;
    abi::Dims getBindingDimensions(int32_t index) const noexcept override;
    abi::Dims getStrides(int32_t index) const noexcept override;
    bool setInputShapeBinding(int32_t index, int32_t const* values) noexcept override;
    bool getShapeBinding(int32_t index, int32_t* values) const noexcept override;
#else
    bool setOutputTensorAddress(char const* name, void* address) noexcept override;
    void setDeviceMemoryV2(void* memory, int64_t size) noexcept override;
    uint64_t updateDeviceMemorySizeForShapes() noexcept override;
    abi::IRuntimeConfig* getRuntimeConfig() const noexcept override;
    bool setDebugListener(abi::IDebugListener* listener) noexcept override {
        debug_listener_ = listener;
        return true;
    }
    abi::IDebugListener* getDebugListener() noexcept override { return debug_listener_; }
    bool setTensorDebugState(char const* name, bool on) noexcept override;
    bool getDebugState(char const* name) const noexcept override;
    bool setAllTensorsDebugState(bool on) noexcept override;
    bool setUnfusedTensorsDebugState(bool on) noexcept override;
    bool getUnfusedTensorsDebugState() const noexcept override { return unfused_shown_; }
    bool setCommunicator(void* communicator) noexcept override;
#ifdef TRT_RTX
    bool isStreamCapturable(abi::Stream stream) const noexcept override;
#endif
#endif

private:
    // What the context keeps of a tensor.
    struct Binding {
        Shape shape;  // of an input as it was set; of a data-dependent output after a run; else invalid
        void* address = nullptr;
        abi::IOutputAllocator* allocator = nullptr;
        std::vector<int32_t> values;  // of a shape tensor, given by the index API
    };

    // How one launch differs from another.
    struct Launch {
        char const* method;
        std::vector<void*> addresses;
        abi::Stream stream;
        bool with_allocators;
        int32_t batch;  // 0: explicit
    };

    int32_t find(char const* name, char const* method) const;
    // The number of an output; -1 and an error for anything else.
    int32_t find_output(char const* name, char const* method) const;
    // Whether an input may have this shape in one of the profiles from `first` on, `count` of them.
    bool check_input_shape(size_t input, Shape const& shape, int32_t first, int32_t count, char const* method) const;
    void set_shape(size_t input, Shape const& shape);
    bool set_profile(int32_t profile, char const* method);
    void use_profile(int32_t profile);
    bool set_device_memory(void* memory, char const* method);

    bool has_values(size_t input) const { return bindings_[input].address || !bindings_[input].values.empty(); }
    bool all_values_given() const;
    // The inputs as a run takes them; of shape tensors also their memory.
    std::vector<Argument> input_arguments() const;
    // Whether all inputs are inside the active profile. What follows the inputs is not looked at.
    bool check_inputs(std::vector<Argument> const& inputs, char const* method) const;
    // An output's shape as far as the inputs' shapes tell it.
    Shape known_shape(size_t output) const;
    // The most bytes that an output of this shape can have, whose unknown dimensions the data decides.
    int64_t upper_bound(size_t output, Shape const& shape) const;

#if TRT_MAJOR == 8
    // The tensor of a binding of the active profile; -1 and an error for any other.
    int32_t tensor_of_own_binding(int32_t index, char const* method) const;
    // A binding's shape, also in another profile than the active one.
    bool binding_shape(int32_t index, Shape& shape, char const* method) const;
    bool check_batch(int32_t batch, char const* method) const;
#endif

    // A launch, in order.
    bool launch_bindings(char const* method, void* const* bindings, int32_t batch, abi::Stream stream);
    bool launch(Launch& launch);
    bool check_launch(Launch const& launch) const;
    bool allocate_output(Launch& launch, size_t output, int64_t size);
    bool deliver(Launch& launch, size_t output, Argument& argument);
    bool run(Launch const& launch, std::vector<Argument>& arguments);
#if TRT_MAJOR >= 10
    // The number of a marked tensor; -1 and an error for anything else.
    int32_t find_debug_tensor(char const* name, char const* method) const;
    bool is_shown(size_t debug_tensor) const {
        return plan().debug_tensors[debug_tensor].marked ? debug_states_[debug_tensor] : unfused_shown_;
    }
    // Gives the listener what the run made of the tensors whose state is on; false when it is not content.
    bool show(Launch const& launch, std::vector<Argument> const& arguments, std::vector<Value> const& values) const;
#endif
    void report_layers() const;
#ifdef TRT_RTX
    // Compiles kernels for the shapes of a launch, once for as long as they stay the same. TensorRT does it beside
    // launches, or before.
    void specialize();
#endif

    Engine& engine_;
    std::shared_ptr<Model const> model_;
    Reporter reporter_;
    Memory const memory_;
    Settings const settings_;
#ifdef TRT_RTX
    std::vector<int64_t> specialized_;  // the dimensions of dynamic inputs that kernels were compiled for last
#endif
    GpuMemory own_memory_[2];  // for the context itself, and for activations
    void* user_memory_ = nullptr;
    int64_t memory_needed_ = 0;
    std::vector<Binding> bindings_;
    int32_t profile_ = -1;
    std::string name_;
    bool debug_sync_ = false;
    abi::IProfiler* profiler_ = nullptr;
    bool enqueue_emits_profile_ = true;
    std::vector<float> layer_times_;  // of the last run with a profiler, in ms
    uint64_t persistent_cache_limit_ = 0;
    abi::ProfilingVerbosity nvtx_verbosity_;
    abi::Event input_consumed_ = nullptr;
    abi::IGpuAllocator* temporary_allocator_ = nullptr;
#if TRT_MAJOR >= 10
    abi::IDebugListener* debug_listener_ = nullptr;
    std::vector<bool> debug_states_;  // by Plan::debug_tensors
    bool unfused_shown_ = false;
#endif
};

}  // namespace sim
