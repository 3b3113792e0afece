// IRuntime.
#pragma once

#include "report.h"

#include <string>
#include <vector>

namespace sim {

class Runtime final : public abi::IRuntime, public abi::VRuntime {
public:
    explicit Runtime(abi::ILogger* logger);
    ~Runtime() override;
    static void operator delete(void* memory) noexcept { ::operator delete(memory); }

    Reporter const& reporter() const { return reporter_; }
    abi::IGpuAllocator* gpu_allocator() const { return gpu_allocator_; }

    abi::IRuntime* getPImpl() noexcept override { return this; }
#ifdef TRT_RTX
    int64_t getEngineHeaderSize() const noexcept override;
    abi::EngineValidity getEngineValidity(void const* blob, int64_t size,
                                          uint64_t* diagnostics) const noexcept override;
    void setDeferredWeightsLoading(bool defer) noexcept override { defers_weights_ = defer; }
    bool getDeferredWeightsLoading() const noexcept override { return defers_weights_; }
#endif
#if TRT_MAJOR == 8
    abi::ICudaEngine* deserializeCudaEngine(void const* blob, uint64_t size, abi::IPluginFactory*) noexcept override {
        return deserialize(blob, size);
    }
#else
    abi::ICudaEngine* deserializeCudaEngine(void const* blob, uint64_t size) noexcept override {
        return deserialize(blob, size);
    }
    abi::ICudaEngine* deserializeCudaEngineV2(abi::IStreamReaderV2& reader) noexcept override;
#endif
#if TRT_MAJOR == 10
    abi::ICudaEngine* deserializeCudaEngine(abi::IStreamReader& reader) noexcept override;
#endif
#if TRT_MAJOR == 11
    bool setDLAWorkspaceAllocationStrategy(abi::DLAWorkspaceAllocationStrategy strategy) noexcept override;
    abi::DLAWorkspaceAllocationStrategy getDLAWorkspaceAllocationStrategy() const noexcept override {
        return abi::DLAWorkspaceAllocationStrategy::kDEFAULT;
    }
#endif
    void setDLACore(int32_t core) noexcept override {}  // there is none, and TensorRT says nothing either
    int32_t getDLACore() const noexcept override { return -1; }
    int32_t getNbDLACores() const noexcept override { return 0; }
    void setGpuAllocator(abi::IGpuAllocator* allocator) noexcept override { gpu_allocator_ = allocator; }
    void setErrorRecorder(abi::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
    abi::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
    abi::ILogger* getLogger() const noexcept override { return reporter_.logger(); }
    bool setMaxThreads(int32_t count) noexcept override;
    int32_t getMaxThreads() const noexcept override { return max_threads_; }
    void setTemporaryDirectory(char const* path) noexcept override;
    char const* getTemporaryDirectory() const noexcept override {
        return has_directory_ ? directory_.c_str() : nullptr;
    }
    void setTempfileControlFlags(uint32_t flags) noexcept override;
    uint32_t getTempfileControlFlags() const noexcept override { return tempfile_flags_; }
    abi::IPluginRegistry& getPluginRegistry() noexcept override;
    void setPluginRegistryParent(abi::IPluginRegistry*) noexcept override {}
    abi::IRuntime* loadRuntime(char const* path) noexcept override;
    void setEngineHostCodeAllowed(bool allowed) noexcept override { host_code_allowed_ = allowed; }
    bool getEngineHostCodeAllowed() const noexcept override { return host_code_allowed_; }

private:
    static constexpr uint32_t kTempfileControlFlags =
        1u << static_cast<int>(abi::TempfileControlFlag::kALLOW_IN_MEMORY_FILES) |
        1u << static_cast<int>(abi::TempfileControlFlag::kALLOW_TEMPORARY_FILES);

    abi::ICudaEngine* deserialize(void const* blob, uint64_t size);

    Reporter reporter_;
    abi::IGpuAllocator* gpu_allocator_ = nullptr;
    int32_t max_threads_ = 1;
    bool has_directory_ = false;
    std::string directory_;
    uint32_t tempfile_flags_ = kTempfileControlFlags;
    bool host_code_allowed_ = false;
#ifdef TRT_RTX
    bool defers_weights_ = false;
#endif
};

#if TRT_MAJOR >= 10
// Reads a plan in pieces, to the end that its header tells; false, and an error, when the reader fails.
bool read_plan(abi::IStreamReaderV2& reader, abi::Stream stream, Reporter const& reporter, char const* method,
               std::vector<char>& bytes);
#endif

}  // namespace sim
