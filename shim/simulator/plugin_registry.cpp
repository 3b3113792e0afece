#include "plugin_registry.h"

#include "report.h"

#include <algorithm>
#include <atomic>
#include <dlfcn.h>
#include <utility>
#include <vector>

namespace sim {
namespace {

std::atomic<abi::ILogger*> logger{nullptr};

#if TRT_MAJOR == 8
using Base = abi::IPluginRegistry860;  // of the release that the simulator says it is
using Creator = abi::IPluginCreator;
constexpr char kCreatorsOfLibrary[] = "getPluginCreators";
constexpr abi::ErrorCode kNotFound = abi::ErrorCode::kINVALID_ARGUMENT;
#else
using Base = abi::IPluginRegistry;
using Creator = abi::IPluginCreatorInterface;
constexpr char kCreatorsOfLibrary[] = "getCreators";
constexpr abi::ErrorCode kNotFound = abi::ErrorCode::kINVALID_CONFIG;
#endif

// What a library of plugins exports.
using CreatorsOfLibrary = Creator* const* (*)(int32_t& count);
using SetLoggerFinder = void (*)(abi::ILoggerFinder* finder);

class LoggerFinder final : public abi::ILoggerFinder {
public:
    static void operator delete(void*) noexcept {}  // it lives as long as the process
    abi::ILogger* findLogger() override { return logger; }
#if TRT_MAJOR == 11
    abi::APILanguage getAPILanguage() const noexcept override { return abi::APILanguage::kCPP; }
    abi::InterfaceInfo getInterfaceInfo() const noexcept override { return {"ILoggerFinder", 1, 0}; }
#endif
};

std::string text(char const* string) { return string ? string : ""; }

#if TRT_MAJOR >= 10
bool is_of(abi::IPluginCreatorInterface const& creator, char const* kind) {
    return text(creator.getInterfaceInfo().kind) == kind;
}
#endif

// A creator, and what it is found by.
struct Registered {
    Creator* creator;
    std::string name, version, name_space;
    void* library;  // that it came with, or null

    bool is(char const* name_, char const* version_, char const* name_space_) const {
        return !name.empty() && name == text(name_) && version == text(version_) && name_space == text(name_space_);
    }
};

template <class Kind>
Registered named(Kind& creator) {
    return {&creator, text(creator.getPluginName()), text(creator.getPluginVersion()),
            text(creator.getPluginNamespace()), nullptr};
}

// Of a kind of interface that this version does not know nothing but the interface can be asked: it has no name.
Registered described(Creator& creator) {
#if TRT_MAJOR == 8
    return named(creator);
#else
    if (is_of(creator, "PLUGIN CREATOR_V1")) return named(static_cast<abi::IPluginCreator&>(creator));
    if (is_of(creator, "PLUGIN CREATOR_V3ONE")) return named(static_cast<abi::IPluginCreatorV3One&>(creator));
    if (is_of(creator, "PLUGIN CREATOR_V3QUICK")) return named(static_cast<abi::IPluginCreatorV3Quick&>(creator));
    return {&creator, "", "", "", nullptr};
#endif
}

class Registry final : public Base {
public:
    static void operator delete(void*) noexcept {}  // it lives as long as the process

#if TRT_MAJOR < 11
    bool registerCreator(abi::IPluginCreator& creator, char const* name_space) noexcept override {
        creator.setPluginNamespace(name_space ? name_space : "");
        return add(described(creator));
    }
    abi::IPluginCreator* const* getPluginCreatorList(int32_t* count) const noexcept override {
        if (count) *count = static_cast<int32_t>(v1_.size());
        return v1_.empty() ? nullptr : v1_.data();
    }
    abi::IPluginCreator* getPluginCreator(char const* name, char const* version,
                                          char const* name_space) noexcept override {
        Registered const* found = find("getPluginCreator", name, version, name_space);
        return found && is_v1(*found->creator) ? static_cast<abi::IPluginCreator*>(found->creator) : nullptr;
    }
    bool deregisterCreator(abi::IPluginCreator const& creator) noexcept override { return remove(creator); }
#endif
#if TRT_MAJOR >= 10
    bool registerCreator(abi::IPluginCreatorInterface& creator, char const* name_space) noexcept override {
        Registered registered = described(creator);
        registered.name_space = text(name_space);
        return add(std::move(registered));
    }
    abi::IPluginCreatorInterface* const* getAllCreators(int32_t* count) const noexcept override {
        if (count) *count = static_cast<int32_t>(all_.size());
        return all_.empty() ? nullptr : all_.data();
    }
    abi::IPluginCreatorInterface* const* getAllCreatorsRecursive(int32_t* count) noexcept override {
        return getAllCreators(count);  // there is no parent
    }
    abi::IPluginCreatorInterface* getCreator(char const* name, char const* version,
                                             char const* name_space) noexcept override {
        Registered const* found = find("getCreator", name, version, name_space);
        return found ? found->creator : nullptr;
    }
    bool deregisterCreator(abi::IPluginCreatorInterface const& creator) noexcept override { return remove(creator); }
    abi::IPluginResource* acquirePluginResource(char const*, abi::IPluginResource*) noexcept override {
        error(abi::ErrorCode::kUNSUPPORTED_STATE, "acquirePluginResource", "the simulator runs no plugins");
        return nullptr;
    }
    int32_t releasePluginResource(char const*) noexcept override {
        error(abi::ErrorCode::kUNSUPPORTED_STATE, "releasePluginResource", "the simulator runs no plugins");
        return -1;
    }
#endif
    bool isParentSearchEnabled() const override { return parent_search_; }
    void setParentSearchEnabled(bool enabled) override { parent_search_ = enabled; }

    void* loadLibrary(char const* path) noexcept override {
        constexpr char kMethod[] = "loadLibrary";
        void* library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : nullptr;
        if (!library) {
            error(abi::ErrorCode::kFAILED_INITIALIZATION, kMethod,
                  format("cannot load %s: %s", path ? path : "NULL", path ? dlerror() : "it is no path"));
            return nullptr;
        }
        auto creators = reinterpret_cast<CreatorsOfLibrary>(dlsym(library, kCreatorsOfLibrary));
        if (!creators) {
            error(abi::ErrorCode::kINVALID_ARGUMENT, kMethod,
                  format("%s has no plugins: it does not export %s", path, kCreatorsOfLibrary));
            dlclose(library);
            return nullptr;
        }
        static LoggerFinder finder;
        if (auto set_finder = reinterpret_cast<SetLoggerFinder>(dlsym(library, "setLoggerFinder"))) set_finder(&finder);
        int32_t count = 0;
        Creator* const* found = creators(count);
        for (int32_t i = 0; i < count; ++i) {
            Registered registered = described(*found[i]);
            registered.library = library;
            add(std::move(registered));
        }
        libraries_.push_back(library);
        return library;
    }
    void deregisterLibrary(void* library) noexcept override {
        auto const known = std::find(libraries_.begin(), libraries_.end(), library);
        if (known == libraries_.end()) {
            error(abi::ErrorCode::kINVALID_ARGUMENT, "deregisterLibrary", "this library was never loaded");
            return;
        }
        libraries_.erase(known);
        auto const gone = [&](Registered const& each) { return each.library == library; };
        registered_.erase(std::remove_if(registered_.begin(), registered_.end(), gone), registered_.end());
        list();
        dlclose(library);
    }

    void setErrorRecorder(abi::IErrorRecorder* recorder) noexcept override {
        if (recorder) recorder->incRefCount();
        if (recorder_) recorder_->decRefCount();
        recorder_ = recorder;
    }
    abi::IErrorRecorder* getErrorRecorder() const noexcept override { return recorder_; }

private:
    static bool is_v1([[maybe_unused]] Creator const& creator) {
#if TRT_MAJOR == 8
        return true;
#else
        return is_of(creator, "PLUGIN CREATOR_V1");
#endif
    }

    bool add(Registered registered) {
        for (Registered const& other : registered_) {
            bool const same =
                other.creator == registered.creator ||
                other.is(registered.name.c_str(), registered.version.c_str(), registered.name_space.c_str());
            if (same) return false;
        }
        registered_.push_back(std::move(registered));
        list();
        return true;
    }

    bool remove(Creator const& creator) {
        auto const same = [&](Registered const& each) { return each.creator == &creator; };
        auto const found = std::find_if(registered_.begin(), registered_.end(), same);
        if (found == registered_.end()) return false;
        registered_.erase(found);
        list();
        return true;
    }

    // Makes the arrays that are given out.
    void list() {
        all_.clear();
        for (Registered const& each : registered_) all_.push_back(each.creator);
#if TRT_MAJOR < 11
        v1_.clear();
        for (Creator* each : all_)
            if (is_v1(*each)) v1_.push_back(static_cast<abi::IPluginCreator*>(each));
#endif
    }

    Registered const* find(char const* method, char const* name, char const* version, char const* name_space) const {
        for (Registered const& each : registered_)
            if (each.is(name, version, name_space)) return &each;
        error(kNotFound, method,
              format("there is no plugin %s of version %s", name ? name : "NULL", version ? version : "NULL"));
        return nullptr;
    }

    void error(abi::ErrorCode code, char const* method, std::string const& what) const {
        if (!recorder_ && !logger) return;
        Reporter reporter(logger);
        reporter.set_recorder(recorder_);
        reporter.error(code, method, what);
    }

    bool parent_search_ = true;
    abi::IErrorRecorder* recorder_ = nullptr;
    std::vector<void*> libraries_;
    std::vector<Registered> registered_;
    std::vector<Creator*> all_;
#if TRT_MAJOR < 11
    std::vector<abi::IPluginCreator*> v1_;
#endif
};

}  // namespace

abi::IPluginRegistry& plugin_registry() {
    static Registry& registry = *new Registry;
    return reinterpret_cast<abi::IPluginRegistry&>(registry);
}

abi::ILogger* global_logger() { return logger; }

void set_global_logger(abi::ILogger* new_logger) { logger = new_logger; }

}  // namespace sim
