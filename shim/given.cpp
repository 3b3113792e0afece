// What a context was given.
#include "given.h"

using namespace shim;

void Given::forget() {
    memset(addresses, 0, count * sizeof *addresses);
    memset(accepted, 0, count * sizeof *accepted);
    for (int32_t i = 0; i < count; ++i) shapes[i].nb_dims = -1;
    ++changes;
}

Given* shim::given(trt_context* context) {
    if (context->given) return context->given;
    auto& engine = *context->native->mImpl->getEngine().mImpl;
    int32_t const count = engine.getNbIOTensors();
    size_t const tensors_at = sizeof(Given), shapes_at = tensors_at + count * sizeof(Given::Tensor),
                 addresses_at = shapes_at + count * sizeof(trt_dims),
                 accepted_at = addresses_at + count * sizeof(trt_address),
                 size = accepted_at + count * sizeof(trt_address);
    char* memory = static_cast<char*>(calloc(1, size));
    if (!memory) return nullptr;
    Given* made = reinterpret_cast<Given*>(memory);
    made->count = count;
    made->tensors = reinterpret_cast<Given::Tensor*>(memory + tensors_at);
    made->shapes = reinterpret_cast<trt_dims*>(memory + shapes_at);
    made->addresses = reinterpret_cast<trt_address*>(memory + addresses_at);
    made->accepted = reinterpret_cast<trt_address*>(memory + accepted_at);
    for (int32_t i = 0; i < count; ++i) {
        Given::Tensor& tensor = made->tensors[i];
        tensor.name = engine.getIOTensorName(i);
        tensor.values_count = engine.isShapeInferenceIO(tensor.name);
        made->has_shape_tensors = made->has_shape_tensors || tensor.values_count;
    }
    made->forget();
    return context->given = made;
}

trt_status trt_context_get_given(trt_context* context, int32_t* count, trt_address** addresses,
                                 uint64_t const** shape_changes) {
    constexpr char method[] = "trt_context_get_given";
    if (!count || !addresses || !shape_changes) return null_argument(method, "output");
    return guarded(method, context, [&](auto&) {
        Given const* last = given(context);
        if (!last) return out_of_memory(method);
        *count = last->count;
        *addresses = last->addresses;
        *shape_changes = &last->changes;
        return TRT_OK;
    });
}
