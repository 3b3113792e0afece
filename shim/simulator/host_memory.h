// A copy of a plan, as ICudaEngine::serialize gives it.
#pragma once

#include "abi/abi.h"

#include <utility>
#include <vector>

namespace sim {

class HostMemory final : public abi::IHostMemory, public abi::VHostMemory {
public:
    explicit HostMemory(std::vector<char> bytes) : bytes_(std::move(bytes)) { mImpl = this; }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    void* data() const noexcept override { return const_cast<char*>(bytes_.data()); }
    uint64_t size() const noexcept override { return bytes_.size(); }
    abi::DataType type() const noexcept override { return abi::DataType::kINT8; }

private:
    std::vector<char> bytes_;
};

}  // namespace sim
