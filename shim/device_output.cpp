// Output allocators of the shim's own: no function of the program's is called during a launch.
#include "device_output.h"

#include "device_memory.h"
#include "given.h"

using namespace shim;

namespace {

// The allocator of a handle, or NULL for a handle of another kind and for one made of callbacks.
DeviceOutput* own(trt_output_allocator* allocator) { return valid(allocator) ? allocator->device_output : nullptr; }

trt_status not_own(char const* method) {
    return fail(TRT_BAD_ARGUMENT, "%s: the handle is NULL, destroyed, or not of trt_device_output_create()", method);
}

}  // namespace

namespace shim {

void* DeviceOutput::reallocate(uint64_t wanted, uint64_t alignment) {
    if (wanted < least) wanted = least;
    if (memory && wanted <= size && !(alignment && memory % alignment)) return as_pointer(memory);
    trt_address const larger = allocate_on(library, pool, stream, wanted, alignment);
    if (!larger) {
        remember_error(library, trt_last_error());
        return nullptr;
    }
    if (memory) free_on(library, memory, stream);
    memory = larger;
    size = wanted;
    return as_pointer(memory);
}

bool DeviceOutput::may_serve(trt_context* other, char const* name) {
    if (!context) return true;
    return context == other && tensor == other->given->find(name);
}

void DeviceOutput::serves(trt_context* context, char const* name, DeviceOutput* output) {
    Given* last = output ? given(context) : context->given;
    int32_t const tensor = last ? last->find(name) : -1;
    if (tensor < 0) return;
    DeviceOutput*& slot = last->tensors[tensor].output;
    if (slot) slot->context = nullptr;
    slot = output;
    if (!output) return;
    output->context = context;
    output->tensor = tensor;
    output->shape_changes = 0;
}

void DeviceOutput::expect_launch(trt_context* context, trt_stream stream) {
    Given const* last = context->given;
    for (int32_t i = 0; last && i < last->count; ++i) {
        DeviceOutput* output = last->tensors[i].output;
        if (!output) continue;
        output->stream = stream;
        if (output->shape_changes == last->changes && !last->has_shape_tensors) continue;
        int64_t const most = after_peeking(context, context->native->mImpl->getMaxOutputSize(last->tensors[i].name));
        output->least = most > 0 ? most : 0;
        output->shape_changes = last->changes;
    }
}

void DeviceOutput::leave(trt_context* context) {
    Given const* last = context->given;
    for (int32_t i = 0; last && i < last->count; ++i)
        if (DeviceOutput* output = last->tensors[i].output) output->leave();
}

void DeviceOutput::leave() {
    if (context) context->given->tensors[tensor].output = nullptr;
    context = nullptr;
}

}  // namespace shim

trt_status trt_device_output_create(trt_library* library, trt_address pool, trt_output_allocator** allocator) {
    constexpr char method[] = "trt_device_output_create";
    if (!valid(library)) return bad_handle(method);
    if (!allocator) return null_argument(method, "allocator");
    DeviceOutput* output = construct<DeviceOutput>(library, allocator, pool);
    if (!output) return out_of_memory(method);
    enlist(library, &output->listed, static_cast<abi::IOutputAllocator*>(output));
    return TRT_OK;
}

trt_status trt_device_output_get(trt_output_allocator* allocator, trt_address* memory, uint64_t* size,
                                 trt_dims* shape) {
    constexpr char method[] = "trt_device_output_get";
    DeviceOutput const* output = own(allocator);
    if (!output) return not_own(method);
    if (!memory || !size || !shape) return null_argument(method, "output");
    *memory = output->memory;
    *size = output->size;
    *shape = output->shape;
    return TRT_OK;
}

trt_status trt_device_output_take(trt_output_allocator* allocator, trt_address* memory) {
    constexpr char method[] = "trt_device_output_take";
    DeviceOutput* output = own(allocator);
    if (!output) return not_own(method);
    if (!memory) return null_argument(method, "memory");
    *memory = output->memory;
    output->memory = 0;
    output->size = 0;
    return TRT_OK;
}
