// ISerializationConfig and IRuntimeConfig, from TensorRT 10 on.
#pragma once

#include "report.h"
#include "settings.h"
#ifdef TRT_RTX
#include "runtime_cache.h"
#endif

namespace sim {

class SerializationConfig final : public abi::ISerializationConfig, public abi::VSerializationConfig {
public:
    explicit SerializationConfig(Reporter const& reporter) : reporter_(reporter) { mImpl = this; }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    bool setFlags(uint32_t flags) noexcept override {
        if (flags >> kFlagCount)
            return reporter_.refuse("setFlags", format("0x%x holds flags that do not exist", flags));
        flags_ = flags;
        return true;
    }
    uint32_t getFlags() const noexcept override { return flags_; }
    bool setFlag(abi::SerializationFlag flag) noexcept override {
        if (!check(flag, "setFlag")) return false;
        flags_ |= bit(flag);
        return true;
    }
    bool clearFlag(abi::SerializationFlag flag) noexcept override {
        if (!check(flag, "clearFlag")) return false;
        flags_ &= ~bit(flag);
        return true;
    }
    bool getFlag(abi::SerializationFlag flag) const noexcept override {
        return check(flag, "getFlag") && (flags_ & bit(flag));
    }

private:
    static constexpr int kFlagCount = 3;

    static uint32_t bit(abi::SerializationFlag flag) { return 1u << static_cast<int>(flag); }
    bool check(abi::SerializationFlag flag, char const* method) const {
        int const number = static_cast<int>(flag);
        if (number >= 0 && number < kFlagCount) return true;
        return reporter_.refuse(method, format("there is no serialization flag %d", number));
    }

    Reporter reporter_;
    uint32_t flags_ = 0;
};

class RuntimeConfig final : public abi::IRuntimeConfig, public abi::VRuntimeConfig {
public:
    RuntimeConfig(Reporter const& reporter, abi::ExecutionContextAllocationStrategy strategy, Settings const& settings)
        : reporter_(reporter), strategy_(strategy), settings_(settings) {
        mImpl = this;
    }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    abi::IRuntimeConfig* getPImpl() noexcept override { return this; }
    void setExecutionContextAllocationStrategy(abi::ExecutionContextAllocationStrategy strategy) noexcept override {
        strategy_ = strategy;
    }
    abi::ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept override {
        return strategy_;
    }
#ifdef TRT_RTX
    abi::IRuntimeCache* createRuntimeCache() const noexcept override { return new RuntimeCache(reporter_); }
    bool setRuntimeCache(abi::IRuntimeCache const& cache) noexcept override {
        settings_.cache = const_cast<abi::IRuntimeCache*>(&cache);
        return true;
    }
    abi::IRuntimeCache* getRuntimeCache() const noexcept override { return settings_.cache; }
    void setDynamicShapesKernelSpecializationStrategy(
        abi::DynamicShapesKernelSpecializationStrategy strategy) noexcept override {
        int const number = static_cast<int>(strategy);
        if (number < 0 || number > static_cast<int>(abi::DynamicShapesKernelSpecializationStrategy::kNONE)) {
            reporter_.refuse("setDynamicShapesKernelSpecializationStrategy", format("there is no strategy %d", number));
        } else {
            settings_.specialization = strategy;
        }
    }
    abi::DynamicShapesKernelSpecializationStrategy getDynamicShapesKernelSpecializationStrategy()
        const noexcept override {
        return settings_.specialization;
    }
    bool setCudaGraphStrategy(abi::CudaGraphStrategy strategy) noexcept override {
        int const number = static_cast<int>(strategy);
        if (number < 0 || number > static_cast<int>(abi::CudaGraphStrategy::kWHOLE_GRAPH_CAPTURE))
            return reporter_.refuse("setCudaGraphStrategy", format("there is no strategy %d", number));
        settings_.graphs = strategy;
        return true;
    }
    abi::CudaGraphStrategy getCudaGraphStrategy() const noexcept override { return settings_.graphs; }
#endif

private:
    Reporter reporter_;
    abi::ExecutionContextAllocationStrategy strategy_;
    [[maybe_unused]] Settings settings_;
};

}  // namespace sim
