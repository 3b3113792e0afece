// ISerializationConfig and IRuntimeConfig, from TensorRT 10 on.
#pragma once

#include "report.h"

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
    explicit RuntimeConfig(abi::ExecutionContextAllocationStrategy strategy) : strategy_(strategy) { mImpl = this; }
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    abi::IRuntimeConfig* getPImpl() noexcept override { return this; }
    void setExecutionContextAllocationStrategy(abi::ExecutionContextAllocationStrategy strategy) noexcept override {
        strategy_ = strategy;
    }
    abi::ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept override {
        return strategy_;
    }

private:
    abi::ExecutionContextAllocationStrategy strategy_;
};

}  // namespace sim
