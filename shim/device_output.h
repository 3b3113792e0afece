// The output allocator that is native to the shim: one block of memory that grows.
#pragma once

#include "callback_object.h"

namespace shim {

class DeviceOutput final : public Versioned<trt_output_allocator> {
public:
    INTERFACE_INFO("IOutputAllocator")

    explicit DeviceOutput(trt_address pool_) : pool(pool_) { device_output = this; }

#if TRT_MAJOR == 8
    int32_t getInterfaceVersion() const noexcept final { return 1; }
#else
    void* reallocateOutputAsync(char const* name, void* now, uint64_t wanted, uint64_t alignment, abi::Stream) final {
        return reallocate(wanted, alignment);
    }
#endif
#ifndef TRT_RTX
    void* reallocateOutput(char const* name, void* now, uint64_t wanted, uint64_t alignment) noexcept final {
        return reallocate(wanted, alignment);
    }
#endif
    void* reallocate(uint64_t wanted, uint64_t alignment);
    void notifyShape(char const* name, abi::Dims const& dims) noexcept final { shape = to_c<trt_dims>(dims); }

    // Whether it may be the allocator of an output: it serves one only.
    bool may_serve(trt_context* context, char const* name);
    // An output has an allocator now: this one, or NULL for none or one of callbacks.
    static void serves(trt_context* context, char const* name, DeviceOutput* output);
    // A launch is about to be: those that serve an output are told on which stream, and how much it needs at most.
    static void expect_launch(trt_context* context, trt_stream stream);
    // The context is about to be destroyed, or this one is.
    static void leave(trt_context* context);
    void leave();

    trt_address memory = 0;
    uint64_t size = 0;
    trt_dims shape{-1, {}};
    Listed listed;

private:
    trt_address pool;
    trt_context* context = nullptr;  // whose output it serves
    int32_t tensor = -1;             // that output
    trt_stream stream = 0;
    uint64_t least = 0;          // that it gives, as 8.6.0 asks for what the launch before needed
    uint64_t shape_changes = 0;  // when that was found
};

}  // namespace shim
