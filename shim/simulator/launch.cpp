// What happens when a context runs: on the calling thread, at once, whatever the stream.
#include "context.h"
#include "profiler.h"

#include <string.h>

namespace sim {

bool Context::enqueueV3(abi::Stream stream) noexcept {
    Launch launch{"enqueueV3", {}, stream, true, 0};
    if (plan().has_implicit_batch())
        return reporter_.refuse(launch.method, "the engine has an implicit batch: use enqueue()");
    for (Binding const& binding : bindings_) launch.addresses.push_back(binding.address);
    return this->launch(launch);
}

bool Context::executeV2(void* const* bindings) noexcept { return launch_bindings("executeV2", bindings, 0, nullptr); }

bool Context::launch_bindings(char const* method, void* const* bindings, int32_t batch, abi::Stream stream) {
    if (plan().has_implicit_batch() && batch == 0) {
        return reporter_.refuse(method, "the engine has an implicit batch: use execute() or enqueue()");
    }
    if (!bindings) return reporter_.refuse(method, "there are no bindings");
    size_t const count = bindings_.size();
    size_t const first =
        TRT_MAJOR == 8 && profile_ > 0 ? profile_ * count : 0;  // on 8 each profile has bindings of its own
    Launch launch{method, std::vector<void*>(bindings + first, bindings + first + count), stream, false, batch};
    for (size_t i = 0; i < plan().input_count; ++i) {
        // The values of a shape tensor come from the index API, and the binding is a copy of them on the device.
        if (!bindings_[i].values.empty()) launch.addresses[i] = bindings_[i].values.data();
        if (TRT_MAJOR == 8 && plan().tensors[i].is_shape_io && !has_values(i)) {
            return reporter_.refuse(method,
                                    "the values of the shape tensor " + plan().tensors[i].name + " are not specified");
        }
    }
    return this->launch(launch);
}

bool Context::check_launch(Launch const& launch) const {
    if (profile_ < 0) {
        reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, launch.method, "the context has no optimization profile yet");
        return false;
    }
    for (size_t i = 0; i < bindings_.size(); ++i) {
        if (launch.addresses[i] || (launch.with_allocators && bindings_[i].allocator)) continue;
        std::string const what = "no address is set for " + plan().tensors[i].name;
        // A kernel would run into it, and only the driver notices.
        reporter_.error(launch.with_allocators ? abi::ErrorCode::kINVALID_ARGUMENT : abi::ErrorCode::kUNSPECIFIED_ERROR,
                        launch.method, what);
        return false;
    }
#ifdef TRT_RTX
    if (!engine_.areWeightsLoaded()) {
        reporter_.error(abi::ErrorCode::kINVALID_STATE, launch.method, "load the engine's weights first");
        return false;
    }
#endif
    if (model_->lacks_weights()) {
        reporter_.error(abi::ErrorCode::kINVALID_STATE, launch.method,
                        "the plan came without weights: refit the engine first");
        return false;
    }
    if (!allInputDimensionsSpecified())
        return reporter_.refuse(launch.method, "not all dimensions of the inputs are specified");
    if (memory_ == Memory::kOfUser && memory_needed_ > 0 && !user_memory_) {
        return reporter_.refuse(launch.method, "the context was created without device memory, and none was set");
    }
    return true;
}

#ifdef TRT_RTX
void Context::specialize() {
    using Strategy = abi::DynamicShapesKernelSpecializationStrategy;
    if (!settings_.cache || settings_.specialization == Strategy::kNONE) return;
    std::vector<int64_t> dims;
    for (size_t i = 0; i < plan().input_count; ++i) {
        Shape const& shape = bindings_[i].shape;
        if (!plan().tensors[i].shape.is_specified()) dims.insert(dims.end(), shape.d, shape.d + shape.rank);
    }
    if (dims.empty() || dims == specialized_) return;
    compile(*static_cast<RuntimeCache*>(settings_.cache), *model_, reporter_, dims);
    specialized_ = std::move(dims);
}
#endif

bool Context::launch(Launch& launch) {
    if (!check_launch(launch)) return false;
    size_t const input_count = plan().input_count;
    std::vector<Argument> arguments(bindings_.size());
    for (size_t i = 0; i < input_count; ++i) {
        arguments[i].shape = bindings_[i].shape;
        arguments[i].memory = launch.addresses[i];
    }
    if (!check_inputs(arguments, launch.method)) return false;
#ifdef TRT_RTX
    specialize();
#endif

    int64_t temporary_size = 0;
    for (size_t i = input_count; i < arguments.size(); ++i) {
        Tensor const& tensor = plan().tensors[i];
        Shape& shape = arguments[i].shape;
        shape = known_shape(i);
        if (tensor.data_dependent) {
            temporary_size += upper_bound(i, shape);
            continue;
        }
        std::string why;
        if (!shape.is_specified() && !model_->infer_shape(arguments, i, shape, why))
            return reporter_.refuse(launch.method, why);
        int64_t const size = shape.volume() * static_cast<int64_t>(tensor.element_size());
        if (!allocate_output(launch, i, size)) return false;
        arguments[i].memory = launch.addresses[i];
    }
    if (launch.batch > 0) {
        for (Argument& argument : arguments) {
            memmove(argument.shape.d + 1, argument.shape.d, sizeof argument.shape.d - sizeof argument.shape.d[0]);
            argument.shape.d[0] = launch.batch;
            ++argument.shape.rank;
        }
    }

    GpuMemory temporary;
    abi::IGpuAllocator* const allocator = temporary_allocator_ ? temporary_allocator_ : engine_.gpu_allocator();
    if (!temporary.acquire(allocator, temporary_size, launch.stream)) {
        reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, launch.method,
                        "out of memory: the allocator has none for temporary storage");
        return false;
    }
    if (!run(launch, arguments)) return false;
    for (size_t i = input_count; i < arguments.size(); ++i) {
        if (plan().tensors[i].data_dependent && !deliver(launch, i, arguments[i])) return false;
    }
    if (launch.with_allocators) {
        for (size_t i = input_count; i < arguments.size(); ++i) {
            abi::IOutputAllocator* const receiver = bindings_[i].allocator;
            if (receiver) receiver->notifyShape(plan().tensors[i].name.c_str(), arguments[i].shape.dims());
        }
    }
    temporary.release();
    if (profiler_ && enqueue_emits_profile_) report_layers();
    return true;
}

bool Context::allocate_output(Launch& launch, size_t output, int64_t size) {
    constexpr uint64_t kAlignment = 512;
    Binding& binding = bindings_[output];
    if (!launch.with_allocators || !binding.allocator) return true;
    char const* const name = plan().tensors[output].name.c_str();
    uint64_t const bytes = size > 0 ? static_cast<uint64_t>(size) : 1;
#if TRT_MAJOR == 8
    void* const memory = binding.allocator->reallocateOutput(name, binding.address, bytes, kAlignment);
#else
    void* const memory =
        binding.allocator->reallocateOutputAsync(name, binding.address, bytes, kAlignment, launch.stream);
#endif
    if (!memory) {
        reporter_.error(abi::ErrorCode::kINTERNAL_ERROR, launch.method,
                        format("the output allocator of %s has no memory: %llu bytes", name,
                               static_cast<unsigned long long>(bytes)));
        return false;
    }
    binding.address = launch.addresses[output] = memory;
    return true;
}

// What the run made of an output whose size nobody knew.
bool Context::deliver(Launch& launch, size_t output, Argument& argument) {
    Tensor const& tensor = plan().tensors[output];
    int64_t const count = argument.shape.volume();
    int64_t const size = count * static_cast<int64_t>(tensor.element_size());
    int64_t const bound = upper_bound(output, known_shape(output));
    if (launch.with_allocators && bindings_[output].allocator) {
        if (!allocate_output(launch, output, size > bound ? size : bound)) return false;
    } else if (size > bound) {
        return reporter_.refuse(
            launch.method, format("%s has %s elements now, more than getMaxOutputSize() told: set an output allocator",
                                  tensor.name.c_str(), argument.shape.text().c_str()));
    }
    void* const memory = launch.addresses[output];
    if (same_representation(tensor.type, tensor.onnx_type)) {
        if (size > 0) memcpy(memory, argument.value.data(), static_cast<size_t>(size));
    } else {
        convert_from_onnx(tensor.onnx_type, argument.value.data(), memory, static_cast<size_t>(count));
    }
    bindings_[output].shape = argument.shape;
    return true;
}

bool Context::run(Launch const& launch, std::vector<Argument>& arguments) {
    std::vector<char const*> shown;
    std::vector<Value> values;
#if TRT_MAJOR >= 10
    for (size_t i = 0; debug_listener_ && i < plan().debug_tensors.size(); ++i) {
        char const* const name = plan().debug_tensors[i].name.c_str();
        if (is_shown(i) && plan().find(name) < 0) shown.push_back(name);
    }
#endif
    std::string why;
    bool const ran = profiler_ ? run_profiled(*model_, arguments, layer_times_, why, shown, &values)
                               : model_->run(model_->weighted()->session, arguments, why, shown, &values);
    if (!ran) {
        reporter_.error(abi::ErrorCode::kFAILED_EXECUTION, launch.method, "ONNX Runtime: " + why);
        return false;
    }
#if TRT_MAJOR >= 10
    if (debug_listener_) return show(launch, arguments, values);
#endif
    return true;
}

#if TRT_MAJOR >= 10
bool Context::show(Launch const& launch, std::vector<Argument> const& arguments,
                   std::vector<Value> const& values) const {
    size_t next = 0;
    for (size_t i = 0; i < plan().debug_tensors.size(); ++i) {
        if (!is_shown(i)) continue;
        char const* const name = plan().debug_tensors[i].name.c_str();
        int32_t const output = plan().find(name);
        Value const& value = output < 0 ? values[next++] : arguments[output].value;
        Shape const shape = value.shape();
        void const* memory = value.data();
        OnnxType const onnx_type = value.type();
        abi::DataType type{};
        std::vector<float> narrowed;
        if (onnx_type == OnnxType::kDOUBLE) {
            type = abi::DataType::kFLOAT;
            narrowed.resize(static_cast<size_t>(shape.volume()));
            convert_from_onnx(onnx_type, memory, narrowed.data(), narrowed.size());
            memory = narrowed.data();
        } else if (!type_of(onnx_type, type)) {
            return reporter_.refuse(launch.method,
                                    format("the debug tensor %s has ONNX's type %d, which has no TensorRT type", name,
                                           static_cast<int>(onnx_type)));
        }
        if (debug_listener_->processDebugTensor(memory, abi::TensorLocation::kDEVICE, type, shape.dims(), name,
                                                launch.stream))
            continue;
        reporter_.error(abi::ErrorCode::kFAILED_EXECUTION, launch.method,
                        format("the debug listener failed on %s", name));
        return false;
    }
    return true;
}
#endif

void Context::report_layers() const {
    for (size_t i = 0; i < layer_times_.size(); ++i)
        profiler_->reportLayerTime(plan().layers[i].name.c_str(), layer_times_[i]);
}

bool Context::reportToProfiler() const noexcept {
    constexpr char kMethod[] = "reportToProfiler";
    if (enqueue_emits_profile_) {
        reporter_.warning(
            "reportToProfiler: nothing to do, as a launch reports to the profiler itself (getEnqueueEmitsProfile)");
        return true;
    }
    if (!profiler_) return reporter_.refuse(kMethod, "there is no profiler");
    if (layer_times_.empty()) return reporter_.refuse(kMethod, "nothing was launched with a profiler yet");
    report_layers();
    return true;
}

}  // namespace sim
