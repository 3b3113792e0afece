// Debug tensors: values inside the engine, told to a listener during a launch. TensorRT 10 on.
#include "callback_object.h"

using namespace shim;

namespace {

constexpr int v10 = version(10), v10_12 = version(10, 12);

#if TRT_MAJOR >= 10
class DebugListener final : public Versioned<trt_debug_listener> {
public:
    INTERFACE_INFO("IDebugListener")

    DebugListener(trt_debug_listener_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    bool processDebugTensor(void const* memory, abi::TensorLocation location, abi::DataType dtype,
                            abi::Dims const& shape, char const* name, abi::Stream stream) final {
        trt_dims const dims = to_c<trt_dims>(shape);
        return call(library, callbacks.process_debug_tensor, user, as_number(memory), static_cast<int32_t>(location),
                    static_cast<int32_t>(dtype), &dims, name, as_number(stream));
    }

    trt_debug_listener_callbacks callbacks;
    uint64_t user;
    Listed listed;
};
#endif

}  // namespace

trt_status trt_debug_listener_create(trt_library* library, trt_debug_listener_callbacks const* callbacks, uint64_t user,
                                     trt_debug_listener** listener) {
    constexpr char method[] = "trt_debug_listener_create";
#if TRT_MAJOR >= 10
    return create_object<DebugListener>(method, library, callbacks, user, listener,
                                        {!callbacks || callbacks->process_debug_tensor});
#else
    return tell<v10>(method, library, [](auto&) {});
#endif
}

trt_status trt_debug_listener_destroy(trt_debug_listener* listener) {
    constexpr char method[] = "trt_debug_listener_destroy";
#if TRT_MAJOR >= 10
    return destroy_object<DebugListener>(method, listener);
#else
    return bad_handle(method);
#endif
}

trt_status trt_context_set_debug_listener(trt_context* context, trt_debug_listener* listener) {
    return set_object<v10, abi::IDebugListener>(
        "IExecutionContext::setDebugListener", context, listener,
        [](auto& native, auto* object) { return native.setDebugListener(object); });
}

trt_status trt_context_get_debug_listener(trt_context* context, trt_debug_listener** listener) {
    return get_object<v10>("IExecutionContext::getDebugListener", context, listener,
                           [](auto& native) { return native.getDebugListener(); });
}

trt_status trt_context_set_tensor_debug_state(trt_context* context, char const* name, bool on) {
    return ask_of<v10>(name, "IExecutionContext::setTensorDebugState", context,
                       [&](auto& native) { return native.setTensorDebugState(name, on); });
}

trt_status trt_context_get_debug_state(trt_context* context, char const* name, bool* on) {
    return get_of<v10>(name, "IExecutionContext::getDebugState", context, on,
                       [&](auto& native) { return native.getDebugState(name); });
}

trt_status trt_context_set_all_tensors_debug_state(trt_context* context, bool on) {
    return ask<v10>("IExecutionContext::setAllTensorsDebugState", context,
                    [&](auto& native) { return native.setAllTensorsDebugState(on); });
}

trt_status trt_context_set_unfused_tensors_debug_state(trt_context* context, bool on) {
    return ask<v10_12>("IExecutionContext::setUnfusedTensorsDebugState", context,
                       [&](auto& native) { return native.setUnfusedTensorsDebugState(on); });
}

trt_status trt_context_get_unfused_tensors_debug_state(trt_context* context, bool* on) {
    return get<v10_12>("IExecutionContext::getUnfusedTensorsDebugState", context, on,
                       [](auto& native) { return native.getUnfusedTensorsDebugState(); });
}
