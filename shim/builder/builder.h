// What the bodies of the builder's C API share. Nothing that runs a plan includes it.
#pragma once

#include "abi/builder.h"
#include "shim.h"

#if TRT_MAJOR == 8
// What 8 does not have yet. No object of it is ever made there.
namespace abi {
class IProgressMonitor : public Interface {};
}  // namespace abi
#endif

namespace shim {

// The end of a handle of an object that belongs to another one of TensorRT.
template <class H>
trt_status give_back(char const* method, H* handle) {
    if (!valid(handle)) return bad_handle(method);
    release(handle);
    return TRT_OK;
}

// A setter that only some versions can refuse.
template <class H, class Act>
trt_status tell_or_ask(char const* method, H* handle, Act act) {
    return guarded(method, handle, [&](auto& native) {
        if constexpr (std::is_void_v<decltype(act(native))>) {
            act(native);
            return TRT_OK;
        } else {
            return act(native) ? TRT_OK : refused(method);
        }
    });
}

}  // namespace shim

struct trt_builder : shim::NativeHandle<shim::Kind::builder, abi::IBuilder> {};
struct trt_builder_config : shim::NativeHandle<shim::Kind::builder_config, abi::IBuilderConfig> {};
struct trt_network : shim::NativeHandle<shim::Kind::network, abi::INetworkDefinition> {};
struct trt_tensor : shim::NativeHandle<shim::Kind::tensor, abi::ITensor> {};
struct trt_layer : shim::NativeHandle<shim::Kind::layer, abi::ILayer> {};
struct trt_optimization_profile : shim::NativeHandle<shim::Kind::optimization_profile, abi::IOptimizationProfile> {};
struct trt_timing_cache : shim::NativeHandle<shim::Kind::timing_cache, abi::ITimingCache> {
    bool lent;  // it belongs to its config
};
struct trt_progress_monitor : abi::IProgressMonitor, shim::Handle {
    static constexpr shim::Kind expected = shim::Kind::progress_monitor;
};
