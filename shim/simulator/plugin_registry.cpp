#include "plugin_registry.h"

#include "report.h"

#include <atomic>

namespace sim {
namespace {

std::atomic<abi::ILogger*> logger{nullptr};

#if TRT_MAJOR == 8
using Base = abi::IPluginRegistry860;  // of the release that the simulator says it is
#else
using Base = abi::IPluginRegistry;
#endif

class Registry final : public Base {
public:
    static void operator delete(void*) noexcept {}  // it lives as long as the process

#if TRT_MAJOR < 11
    bool registerCreator(abi::IPluginCreator&, char const*) noexcept override {
        return refuse_creator("registerCreator");
    }
    abi::IPluginCreator* const* getPluginCreatorList(int32_t* count) const noexcept override {
        if (count) *count = 0;
        return nullptr;
    }
    abi::IPluginCreator* getPluginCreator(char const* name, char const* version, char const*) noexcept override {
        not_found("getPluginCreator", name, version);
        return nullptr;
    }
    bool deregisterCreator(abi::IPluginCreator const&) noexcept override { return refuse_creator("deregisterCreator"); }
#endif
#if TRT_MAJOR >= 10
    bool registerCreator(abi::IPluginCreatorInterface&, char const*) noexcept override {
        return refuse_creator("registerCreator");
    }
    abi::IPluginCreatorInterface* const* getAllCreators(int32_t* count) const noexcept override {
        if (count) *count = 0;
        return nullptr;
    }
    abi::IPluginCreatorInterface* const* getAllCreatorsRecursive(int32_t* count) noexcept override {
        return getAllCreators(count);
    }
    abi::IPluginCreatorInterface* getCreator(char const* name, char const* version, char const*) noexcept override {
        not_found("getCreator", name, version);
        return nullptr;
    }
    bool deregisterCreator(abi::IPluginCreatorInterface const&) noexcept override {
        return refuse_creator("deregisterCreator");
    }
    abi::IPluginResource* acquirePluginResource(char const*, abi::IPluginResource*) noexcept override {
        error(abi::ErrorCode::kUNSUPPORTED_STATE, "acquirePluginResource", "the simulator has no plugins");
        return nullptr;
    }
    int32_t releasePluginResource(char const*) noexcept override {
        error(abi::ErrorCode::kUNSUPPORTED_STATE, "releasePluginResource", "the simulator has no plugins");
        return -1;
    }
#endif
    bool isParentSearchEnabled() const override { return parent_search_; }
    void setParentSearchEnabled(bool enabled) override { parent_search_ = enabled; }
    void* loadLibrary(char const* path) noexcept override {
        error(abi::ErrorCode::kFAILED_INITIALIZATION, "loadLibrary",
              format("cannot load %s: the simulator has no plugins", path ? path : "NULL"));
        return nullptr;
    }
    void deregisterLibrary(void*) noexcept override {
        error(abi::ErrorCode::kINVALID_ARGUMENT, "deregisterLibrary", "this library was never loaded");
    }
    void setErrorRecorder(abi::IErrorRecorder* recorder) noexcept override {
        if (recorder) recorder->incRefCount();
        if (recorder_) recorder_->decRefCount();
        recorder_ = recorder;
    }
    abi::IErrorRecorder* getErrorRecorder() const noexcept override { return recorder_; }

private:
    void error(abi::ErrorCode code, char const* method, std::string const& what) const {
        if (!recorder_ && !logger) return;
        Reporter reporter(logger);
        reporter.set_recorder(recorder_);
        reporter.error(code, method, what);
    }
    void not_found(char const* method, char const* name, char const* version) const {
        error(abi::ErrorCode::kINVALID_ARGUMENT, method,
              format("there is no plugin %s of version %s", name ? name : "NULL", version ? version : "NULL"));
    }
    bool refuse_creator(char const* method) const {
        error(abi::ErrorCode::kUNSUPPORTED_STATE, method, "the simulator has no plugins");
        return false;
    }

    bool parent_search_ = true;
    abi::IErrorRecorder* recorder_ = nullptr;
};

}  // namespace

abi::IPluginRegistry& plugin_registry() {
    static Registry& registry = *new Registry;
    return reinterpret_cast<abi::IPluginRegistry&>(registry);
}

abi::ILogger* global_logger() { return logger; }

void set_global_logger(abi::ILogger* new_logger) { logger = new_logger; }

}  // namespace sim
