// The index API of TensorRT 8: each profile has bindings of its own, the first one's first.
#include "context.h"

#include <string.h>

#if TRT_MAJOR == 8

namespace sim {

// The engine's

bool Engine::check_binding(int32_t index, char const* method) const {
    if (index >= 0 && index < getNbBindings()) return true;
    return reporter_.refuse(method, format("there is no binding %d, the engine has %d", index, getNbBindings()));
}

int32_t Engine::getBindingIndex(char const* name) const noexcept {
    for (size_t i = 0; name && i < binding_names_.size(); ++i) {
        if (binding_names_[i] == name) return static_cast<int32_t>(i);
    }
    reporter_.refuse("getBindingIndex", format("there is no binding %s", name ? name : "NULL"));
    return -1;
}

char const* Engine::getBindingName(int32_t index) const noexcept {
    return check_binding(index, "getBindingName") ? binding_names_[index].c_str() : nullptr;
}

bool Engine::bindingIsInput(int32_t index) const noexcept {
    return check_binding(index, "bindingIsInput") && tensor_of(index).is_input;
}

abi::Dims Engine::getBindingDimensions(int32_t index) const noexcept {
    if (!check_binding(index, "getBindingDimensions")) return Shape().dims();
    if (plan().has_implicit_batch()) return tensor_of(index).shape.dims();
    return plan().shape_in_profile(profile_of(index), index % getNbIOTensors()).dims();
}

abi::DataType Engine::getBindingDataType(int32_t index) const noexcept {
    return check_binding(index, "getBindingDataType") ? tensor_of(index).type : abi::DataType::kFLOAT;
}

int32_t Engine::getMaxBatchSize() const noexcept {
    if (plan().has_implicit_batch()) return plan().max_batch;
    reporter_.warning("getMaxBatchSize: always 1, as the engine has an explicit batch");
    return 1;
}

abi::TensorLocation Engine::getLocation(int32_t index) const noexcept {
    return check_binding(index, "getLocation") && tensor_of(index).on_host ? abi::TensorLocation::kHOST
                                                                           : abi::TensorLocation::kDEVICE;
}

int32_t Engine::getBindingBytesPerComponent(int32_t index) const noexcept {
    if (check_binding(index, "getBindingBytesPerComponent")) getTensorBytesPerComponent(tensor_of(index).name.c_str());
    return 0;
}

int32_t Engine::getBindingComponentsPerElement(int32_t index) const noexcept {
    check_binding(index, "getBindingComponentsPerElement");
    return -1;
}

abi::TensorFormat Engine::getBindingFormat(int32_t index) const noexcept {
    check_binding(index, "getBindingFormat");
    return abi::TensorFormat::kLINEAR;
}

char const* Engine::getBindingFormatDesc(int32_t index) const noexcept {
    return check_binding(index, "getBindingFormatDesc") ? tensor_of(index).format.c_str() : nullptr;
}

int32_t Engine::getBindingVectorizedDim(int32_t index) const noexcept {
    check_binding(index, "getBindingVectorizedDim");
    return -1;
}

abi::Dims Engine::getProfileDimensions(int32_t index, int32_t profile, abi::OptProfileSelector select) const noexcept {
    constexpr char kMethod[] = "getProfileDimensions";
    if (!check_binding(index, kMethod) || !check_profile(profile, kMethod)) return Shape().dims();
    if (tensor_of(index).is_input)
        return plan().profile_shape(profile, index % getNbIOTensors(), static_cast<int>(select)).dims();
    reporter_.refuse(kMethod, format("binding %d is an output", index));
    return Shape().dims();
}

int32_t const* Engine::getProfileShapeValues(int32_t index, int32_t profile,
                                             abi::OptProfileSelector select) const noexcept {
    constexpr char kMethod[] = "getProfileShapeValues";
    if (!check_binding(index, kMethod)) return nullptr;
    Range const* range = value_range(tensor_of(index).name.c_str(), profile, kMethod);
    return range ? range->narrow[static_cast<int>(select)].data() : nullptr;
}

bool Engine::isShapeBinding(int32_t index) const noexcept {
    return check_binding(index, "isShapeBinding") && tensor_of(index).is_shape_io;
}

bool Engine::isExecutionBinding(int32_t index) const noexcept { return check_binding(index, "isExecutionBinding"); }

// The context's

int32_t Context::tensor_of_own_binding(int32_t index, char const* method) const {
    int32_t const count = engine_.getNbIOTensors();
    if (index >= 0 && index < engine_.getNbBindings() && index / count == profile_) return index % count;
    reporter_.refuse(method, format("binding %d does not belong to profile %d", index, profile_));
    return -1;
}

bool Context::setOptimizationProfile(int32_t profile) noexcept {
    return set_profile(profile, "setOptimizationProfile");
}

bool Context::setBindingDimensions(int32_t index, abi::Dims dims) noexcept {
    constexpr char kMethod[] = "setBindingDimensions";
    if (plan().has_implicit_batch()) return reporter_.refuse(kMethod, "the engine has an implicit batch");
    int32_t const input = tensor_of_own_binding(index, kMethod);
    if (input < 0 || !check_input_shape(input, Shape(dims), profile_, 1, kMethod)) return false;
    set_shape(input, Shape(dims));
    return true;
}

bool Context::binding_shape(int32_t index, Shape& shape, char const* method) const {
    int32_t const count = engine_.getNbIOTensors();
    if (index < 0 || index >= engine_.getNbBindings()) {
        return reporter_.refuse(method,
                                format("there is no binding %d, the engine has %d", index, engine_.getNbBindings()));
    }
    int32_t const tensor = index % count;
    if (!plan().tensors[tensor].is_input && !allInputDimensionsSpecified()) {
        return reporter_.refuse(method, "not all dimensions of the inputs are specified");
    }
    if (index / count != profile_ && !plan().has_implicit_batch()) {
        shape = plan().shape_in_profile(index / count, tensor);
        return true;
    }
    std::string why;
    return current_shape(tensor, shape, why) || reporter_.refuse(method, why);
}

abi::Dims Context::getBindingDimensions(int32_t index) const noexcept {
    Shape shape;
    binding_shape(index, shape, "getBindingDimensions");
    return shape.dims();
}

abi::Dims Context::getStrides(int32_t index) const noexcept {
    constexpr char kMethod[] = "getStrides";
    Shape shape;
    if (!binding_shape(index, shape, kMethod)) return Shape().dims();
    if (shape.is_specified()) return shape.strides().dims();
    reporter_.refuse(kMethod, format("not all dimensions of binding %d are specified", index));
    return Shape().dims();
}

bool Context::setInputShapeBinding(int32_t index, int32_t const* values) noexcept {
    constexpr char kMethod[] = "setInputShapeBinding";
    int32_t const input = tensor_of_own_binding(index, kMethod);
    if (input < 0) return false;
    Tensor const& tensor = plan().tensors[input];
    if (!tensor.is_input || !tensor.is_shape_io)
        return reporter_.refuse(kMethod, tensor.name + " is not an input shape tensor");
    if (!values) return reporter_.refuse(kMethod, "there are no values");
    size_t const count = static_cast<size_t>(bindings_[input].shape.volume());
    std::vector<int64_t> const wide(values, values + count);
    if (!plan().profiles[profile_][input].admits(wide.data(), count)) {
        return reporter_.refuse(kMethod,
                                format("the values of %s are outside profile %d", tensor.name.c_str(), profile_));
    }
    set_shape(input, bindings_[input].shape);
    bindings_[input].values.assign(values, values + count);
    return true;
}

bool Context::getShapeBinding(int32_t index, int32_t* values) const noexcept {
    constexpr char kMethod[] = "getShapeBinding";
    if (!engine_.isShapeBinding(index))
        return reporter_.refuse(kMethod, format("binding %d is not a shape tensor", index));
    Binding const& binding = bindings_[index % engine_.getNbIOTensors()];
    size_t const count = static_cast<size_t>(binding.shape.volume());
    memset(values, 0, count * sizeof *values);  // TensorRT's answer before they are set
    if (!binding.values.empty()) memcpy(values, binding.values.data(), count * sizeof *values);
    return true;
}

bool Context::check_batch(int32_t batch, char const* method) const {
    if (!plan().has_implicit_batch()) {
        reporter_.warning(std::string(method) + ": deprecated for an engine with an explicit batch, use the V2 method");
        reporter_.warning(std::string(method) + ": the batch size has no effect for an engine with an explicit batch");
        return true;
    }
    if (batch > 0 && batch <= plan().max_batch) return true;
    return reporter_.refuse(method,
                            format("a batch of %d, and the engine was built for 1 to %d", batch, plan().max_batch));
}

bool Context::execute(int32_t batch, void* const* bindings) noexcept {
    constexpr char kMethod[] = "execute";
    return check_batch(batch, kMethod) &&
           launch_bindings(kMethod, bindings, plan().has_implicit_batch() ? batch : 0, nullptr);
}

bool Context::enqueue(int32_t batch, void* const* bindings, abi::Stream stream, abi::Event*) noexcept {
    constexpr char kMethod[] = "enqueue";
    return check_batch(batch, kMethod) &&
           launch_bindings(kMethod, bindings, plan().has_implicit_batch() ? batch : 0, stream);
}

bool Context::enqueueV2(void* const* bindings, abi::Stream stream, abi::Event*) noexcept {
    return launch_bindings("enqueueV2", bindings, 0, stream);
}

}  // namespace sim

#endif
