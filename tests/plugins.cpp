// A library of plugins with one creator of each kind, none of which makes a plugin: see compiled.py.
#include "abi/abi.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

EXPORT int fields_asked;  // how often Scale was

int fields_asked = 0;

namespace {

enum { kFLOAT32 = 1, kINT32 = 5 };  // of PluginFieldType

float const kFactor = 0.5f;
abi::PluginField const kFields[] = {{"factor", &kFactor, kFLOAT32, 1}, {"axes", nullptr, kINT32, 4}};
abi::PluginFieldCollection const kTwo = {2, kFields};
[[maybe_unused]] abi::PluginFieldCollection const kNone = {0, nullptr};

struct Scale final : abi::IPluginCreator {
#if TRT_MAJOR == 8
    int32_t getTensorRTVersion() const noexcept override { return 8600; }
#else
    abi::APILanguage getAPILanguage() const noexcept override { return abi::APILanguage::kCPP; }
    abi::InterfaceInfo getInterfaceInfo() const noexcept override { return {"PLUGIN CREATOR_V1", 1, 0}; }
#endif
    char const* getPluginName() const noexcept override { return "Scale"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    abi::PluginFieldCollection const* getFieldNames() noexcept override {
        ++fields_asked;
        return &kTwo;
    }
    void* createPlugin(char const*, abi::PluginFieldCollection const*) noexcept override { return nullptr; }
    void* deserializePlugin(char const*, void const*, uint64_t) noexcept override { return nullptr; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return "tests"; }
};

Scale scale;

#if TRT_MAJOR >= 10

struct Shift final : abi::IPluginCreatorV3One {
    abi::APILanguage getAPILanguage() const noexcept override { return abi::APILanguage::kCPP; }
    abi::InterfaceInfo getInterfaceInfo() const noexcept override { return {"PLUGIN CREATOR_V3ONE", 1, 0}; }
    void* createPlugin(char const*, abi::PluginFieldCollection const*, abi::TensorRTPhase) noexcept override {
        return nullptr;
    }
#ifdef NEWER
    abi::PluginFieldCollection const* getFieldNames() noexcept override { return nullptr; }
#else
    abi::PluginFieldCollection const* getFieldNames() noexcept override { return &kNone; }
#endif
    char const* getPluginName() const noexcept override { return "Shift"; }
    char const* getPluginVersion() const noexcept override { return "2"; }
    char const* getPluginNamespace() const noexcept override { return ""; }
};

struct Quick final : abi::IPluginCreatorV3Quick {
    abi::APILanguage getAPILanguage() const noexcept override { return abi::APILanguage::kPYTHON; }
    abi::InterfaceInfo getInterfaceInfo() const noexcept override { return {"PLUGIN CREATOR_V3QUICK", 1, 0}; }
    void* createPlugin(char const*, char const*, abi::PluginFieldCollection const*, abi::TensorRTPhase,
                       int32_t) noexcept override {
        return nullptr;
    }
    abi::PluginFieldCollection const* getFieldNames() noexcept override { return &kNone; }
    char const* getPluginName() const noexcept override { return "Quick"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    char const* getPluginNamespace() const noexcept override { return ""; }
};

Shift shift;
Quick quick;

#endif

#ifdef NEWER

struct Newer final : abi::IPluginCreatorInterface {
    abi::APILanguage getAPILanguage() const noexcept override { return abi::APILanguage::kCPP; }
    abi::InterfaceInfo getInterfaceInfo() const noexcept override { return {"PLUGIN CREATOR_V99", 9, 1}; }
};

Newer newer;

#endif

abi::ILoggerFinder* finder;

}  // namespace

EXPORT void setLoggerFinder(abi::ILoggerFinder* given) { finder = given; }

EXPORT bool has_logger_finder() { return finder; }

#if TRT_MAJOR == 8

EXPORT abi::IPluginCreator* const* getPluginCreators(int32_t& count) {
    static abi::IPluginCreator* const creators[] = {&scale};
    count = 1;
    return creators;
}

#else

EXPORT abi::IPluginCreatorInterface* const* getCreators(int32_t& count) {
#ifdef NEWER
    static abi::IPluginCreatorInterface* const creators[] = {&newer, &shift};
#else
    static abi::IPluginCreatorInterface* const creators[] = {&scale, &shift, &quick};
#endif
    count = sizeof creators / sizeof creators[0];
    return creators;
}

#endif
