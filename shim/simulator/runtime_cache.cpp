#ifdef TRT_RTX
#include "runtime_cache.h"

#include "host_memory.h"
#include "version.h"

#include <algorithm>
#include <string.h>

namespace sim {
namespace {

// In front of the kernels' numbers; all little-endian.
struct Header {
    char magic[4];
    int32_t version;
    uint64_t count;
    uint64_t checksum;  // of the numbers
};
constexpr char kMagic[4] = {'s', 'r', 't', 'c'};

// FNV-1a.
uint64_t hash(void const* bytes, size_t size, uint64_t value = 0xcbf29ce484222325) {
    for (size_t i = 0; i < size; ++i) {
        value = (value ^ static_cast<unsigned char const*>(bytes)[i]) * 0x100000001b3;
    }
    return value;
}

uint64_t hash(std::vector<uint64_t> const& numbers) { return hash(numbers.data(), numbers.size() * sizeof(uint64_t)); }

}  // namespace

size_t RuntimeCache::add(std::vector<uint64_t> const& kernels) {
    std::lock_guard<std::mutex> lock(mutex_);
    size_t const before = kernels_.size();
    for (uint64_t kernel : kernels) {
        if (std::find(kernels_.begin(), kernels_.end(), kernel) == kernels_.end()) kernels_.push_back(kernel);
    }
    return kernels_.size() - before;
}

abi::IHostMemory* RuntimeCache::serialize() const noexcept {
    std::lock_guard<std::mutex> lock(mutex_);
    Header header{{}, kLibVersion, kernels_.size(), hash(kernels_)};
    memcpy(header.magic, kMagic, sizeof kMagic);
    std::vector<char> bytes(sizeof header + kernels_.size() * sizeof(uint64_t));
    memcpy(bytes.data(), &header, sizeof header);
    if (!kernels_.empty()) memcpy(bytes.data() + sizeof header, kernels_.data(), bytes.size() - sizeof header);
    return new HostMemory(std::move(bytes));
}

bool RuntimeCache::deserialize(void const* blob, uint64_t size) noexcept {
    constexpr char kMethod[] = "IRuntimeCache::deserialize";
    Header header;
    if (!blob || size < sizeof header) return reporter_.refuse(kMethod, "this is no runtime cache: it is too short");
    memcpy(&header, blob, sizeof header);
    if (memcmp(header.magic, kMagic, sizeof kMagic) != 0)
        return reporter_.refuse(kMethod, "this is no runtime cache of the simulator");
    if (header.version != kLibVersion)
        return reporter_.refuse(
            kMethod, format("the runtime cache is of version %d, and this is %d", header.version, kLibVersion));
    uint64_t const room = (size - sizeof header) / sizeof(uint64_t);
    if (header.count != room || size != sizeof header + room * sizeof(uint64_t))
        return reporter_.refuse(kMethod, "the runtime cache is not as long as it says");
    std::vector<uint64_t> kernels(static_cast<size_t>(room));
    if (room) memcpy(kernels.data(), static_cast<char const*>(blob) + sizeof header, size - sizeof header);
    if (hash(kernels) != header.checksum) return reporter_.refuse(kMethod, "the runtime cache is damaged");
    std::lock_guard<std::mutex> lock(mutex_);
    kernels_ = std::move(kernels);
    return true;
}

bool RuntimeCache::reset() noexcept {
    std::lock_guard<std::mutex> lock(mutex_);
    kernels_.clear();
    return true;
}

void compile(RuntimeCache& cache, Model const& model, Reporter const& reporter, std::vector<int64_t> const& shapes) {
    std::vector<char> const& onnx = model.weighted()->onnx;
    uint64_t const source = hash(shapes.data(), shapes.size() * sizeof(int64_t), hash(onnx.data(), onnx.size()));
    std::vector<uint64_t> kernels;
    for (Layer const& layer : model.plan().layers)
        kernels.push_back(hash(layer.name.data(), layer.name.size(), source));
    size_t const compiled = cache.add(kernels);
    reporter.info(format("%zu kernels were compiled, and %zu were in the runtime cache%s", compiled,
                         kernels.size() - compiled, shapes.empty() ? "" : ", for the shapes of a launch"));
}

}  // namespace sim
#endif
