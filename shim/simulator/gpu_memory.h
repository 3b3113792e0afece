// A block that a user's allocator gave for TensorRT's own use. The simulator asks for what TensorRT would ask for and
// gives it back in time, but computes elsewhere and never touches it: it may well be on a GPU.
#pragma once

#include "abi/abi.h"

namespace sim {

class GpuMemory {
public:
    GpuMemory() = default;
    GpuMemory(GpuMemory const&) = delete;
    GpuMemory& operator=(GpuMemory const&) = delete;
    ~GpuMemory() { release(); }

    // True without an allocator, or for nothing.
    bool acquire(abi::IGpuAllocator* allocator, int64_t size, abi::Stream stream = nullptr) {
        release();
        if (!allocator || size <= 0) return true;
        constexpr uint64_t kAlignment = 512;
#if TRT_MAJOR == 8
        block_ = allocator->allocate(static_cast<uint64_t>(size), kAlignment, 0);
#else
        block_ = allocator->allocateAsync(static_cast<uint64_t>(size), kAlignment, 0, stream);
#endif
        allocator_ = allocator;
        stream_ = stream;
        return block_ != nullptr;
    }

    void release() {
        if (!block_) return;
#if TRT_MAJOR == 8
        allocator_->deallocate(block_);
#else
        allocator_->deallocateAsync(block_, stream_);
#endif
        block_ = nullptr;
    }

private:
    abi::IGpuAllocator* allocator_ = nullptr;
    abi::Stream stream_ = nullptr;
    void* block_ = nullptr;
};

}  // namespace sim
