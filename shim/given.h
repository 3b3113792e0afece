// What a context was given, so that nothing need be given twice.
#pragma once

#include "shim.h"

namespace shim {

class DeviceOutput;

struct Given {
    struct Tensor {
        char const* name;      // the engine's
        bool values_count;     // a shape tensor: at the same address there may be other values
        DeviceOutput* output;  // the allocator of this output, where it is native to the shim
    };

    int32_t count;
    bool has_shape_tensors;
    uint64_t changes;        // of shapes, or of what is known of them
    trt_address* addresses;  // that the next launch is to have; 0 for what TensorRT has, where that is not known
    trt_address* accepted;   // that TensorRT has; 0 where that is not known
    trt_dims* shapes;        // of inputs, that TensorRT has; -1 dimensions where that is not known
    Tensor* tensors;

    // The number of a tensor, -1 for an unknown name.
    int32_t find(char const* name) const {
        for (int32_t i = 0; i < count; ++i)
            if (!strcmp(tensors[i].name, name)) return i;
        return -1;
    }

    void address_is(int32_t tensor, trt_address address) {
        if (!tensors[tensor].values_count) addresses[tensor] = accepted[tensor] = address;
    }
    void shape_is(int32_t tensor, trt_dims const& shape) {
        shapes[tensor] = shape;
        ++changes;
    }

    // After TensorRT was asked to take one: what it is now, 0 or NULL where it refused.
    void address_was_set(char const* name, trt_address address) {
        int32_t const tensor = find(name);
        if (tensor >= 0) address_is(tensor, address);
    }
    void shape_was_set(char const* name, trt_dims const* shape) {
        int32_t const tensor = find(name);
        if (tensor >= 0) shape_is(tensor, shape ? *shape : trt_dims{-1, {}});
    }

    // Gives TensorRT the addresses that it does not have yet: the number of the tensor whose it refuses, or -1.
    //   preferred  before those of this; NULL, or one a tensor, 0 for none
    template <class Native>
    int32_t give_addresses(Native& native, trt_address const* preferred = nullptr) {
        for (int32_t i = 0; i < count; ++i) {
            trt_address const wanted = preferred && preferred[i] ? preferred[i] : addresses[i];
            if (!wanted || wanted == accepted[i]) continue;
            bool const taken = native.setTensorAddress(tensors[i].name, as_pointer(wanted));
            address_is(i, taken ? wanted : 0);
            if (!taken) return i;
        }
        return -1;
    }

    // TensorRT may change shapes and addresses by itself from now on.
    void forget();
};

// Made when it is first needed; NULL when there is no memory for it.
Given* given(trt_context* context);

// For the methods that look at shapes without taking them over. After one of them 8.6.0 launches with the shapes of the
// launch before, whatever was set since then, unless inferShapes is called.
template <class Value>
Value after_peeking(trt_context* context, Value value) {
    if constexpr (TRT_MAJOR == 8) context->infers_before_launch = true;
    return value;
}

// Makes a context ready to launch: gives it the addresses that wait, and lets 8.6.0 take the shapes over. False when an
// address is refused; TensorRT says so in the log.
template <class Native>
bool is_ready(trt_context* context, Native& native) {
    if (context->given && context->given->give_addresses(native) >= 0) return false;
    if (context->infers_before_launch) native.inferShapes(0, nullptr);
    context->infers_before_launch = false;
    return true;
}

}  // namespace shim
