// IWeightsManager of TensorRT for RTX: saves, unloads and restores the weights of an engine whose plan came without them.
#pragma once

#include "model.h"
#include "report.h"

#include <memory>
#include <vector>

namespace sim {

class WeightsManager final : public abi::IWeightsManager, public abi::VWeightsManager {
public:
    WeightsManager(Reporter const& reporter, std::shared_ptr<Model> model)
        : reporter_(reporter), model_(std::move(model)) {
        mImpl = this;
    }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    void unknown() noexcept override {}
    int64_t getSize() const noexcept override;
    bool saveToBuffer(void* to, int64_t size, abi::TensorLocation location, abi::Stream stream) noexcept override;
    bool saveToStream(abi::IStreamWriter& writer, abi::Stream stream) noexcept override;
    bool unload(abi::Stream stream) noexcept override;
    bool restoreFromBuffer(void const* from, int64_t size, abi::TensorLocation location,
                           abi::Stream stream) noexcept override;
    bool restoreFromVmmAllocation(uint64_t handle, int64_t offset, int64_t size, abi::Stream stream) noexcept override;

private:
    bool check_loaded(bool loaded, char const* method) const;
    bool check_size(void const* buffer, int64_t size, char const* method) const;
    std::vector<char> saved() const;

    Reporter reporter_;
    std::shared_ptr<Model> model_;
};

}  // namespace sim
