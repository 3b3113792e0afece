// IRuntimeCache of TensorRT for RTX: the kernels that contexts compiled, to be kept between runs. Here a kernel is the
// number of what it would be compiled from.
#pragma once

#include "model.h"
#include "report.h"

#include <mutex>
#include <vector>

namespace sim {

class RuntimeCache final : public abi::IRuntimeCache, public abi::VRuntimeCache {
public:
    explicit RuntimeCache(Reporter const& reporter) : reporter_(reporter) { mImpl = this; }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    // Adds what it lacks of these kernels, and says how many that were.
    size_t add(std::vector<uint64_t> const& kernels);

    abi::IHostMemory* serialize() const noexcept override;
    // What was serialized takes the place of what is here. Anything else is refused, and changes nothing.
    bool deserialize(void const* blob, uint64_t size) noexcept override;
    bool reset() noexcept override;

private:
    Reporter reporter_;
    mutable std::mutex mutex_;
    std::vector<uint64_t> kernels_;
};

// What the making of a context does: compiles a kernel for each layer, unless the cache has it. And a launch with new
// `shapes` of dynamic inputs, for these.
void compile(RuntimeCache& cache, Model const& model, Reporter const& reporter,
             std::vector<int64_t> const& shapes = {});

}  // namespace sim
