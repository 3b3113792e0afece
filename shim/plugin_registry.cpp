// IPluginRegistry, and what creators of plugins say of themselves.
#include "shim.h"

using namespace shim;

static_assert(sizeof(trt_plugin_field) == sizeof(abi::PluginField) &&
                  offsetof(trt_plugin_field, type) == offsetof(abi::PluginField, type) &&
                  offsetof(trt_plugin_field, length) == offsetof(abi::PluginField, length),
              "fields are shown where they are");

namespace {

constexpr int v8_6 = version(8, 6), v10 = version(10), v10_10 = version(10, 10), v11 = version(11);

// Calls `body` with the registry, in the order of slots that the loaded version has.
template <int since = always, int until = forever, class Body>
trt_status with_registry(char const* method, trt_library* library, Body body) {
    if constexpr (!in_major<since, until>)
        return tell<since, until>(method, library, [](auto&) {});
    else
        return guarded<since, until>(method, library, [&](trt_library& self) {
            abi::IPluginRegistry* registry = self.plugin_registry ? usable(self.plugin_registry()) : nullptr;
            if (!registry) return fail(TRT_REFUSED, "%s: %s has no plugin registry", method, self.path);
#if TRT_MAJOR == 8
            if (self.version == version(8, 6, 0)) return body(*reinterpret_cast<abi::IPluginRegistry860*>(registry));
#endif
            return body(*registry);
        });
}

enum class Fields { left_out, read };

// What every kind of creator has. TensorRT's own for weights that it transforms log an error when they are asked for
// fields, so that only who wants them asks.
template <class Creator>
void describe_creator(Creator& creator, Fields wanted, trt_plugin_creator* out) {
    out->name = creator.getPluginName();
    out->version = creator.getPluginVersion();
    out->plugin_namespace = creator.getPluginNamespace();
    if (wanted == Fields::left_out) return;
    abi::PluginFieldCollection const* fields = creator.getFieldNames();
    if (!fields || !fields->fields) return;
    out->num_fields = fields->nbFields;
    out->fields = reinterpret_cast<trt_plugin_field const*>(fields->fields);
}

#if TRT_MAJOR == 8
void describe(abi::IPluginCreator& creator, Fields wanted, trt_plugin_creator* out) {
    *out = {};
    out->tensorrt_version = creator.getTensorRTVersion();
    describe_creator(creator, wanted, out);
}
#else
// Only what the interface says that it is has more than the interface.
void describe(abi::IPluginCreatorInterface& creator, Fields wanted, trt_plugin_creator* out) {
    *out = {};
    abi::InterfaceInfo const info = creator.getInterfaceInfo();
    out->api_language = static_cast<int32_t>(creator.getAPILanguage());
    out->kind = info.kind ? info.kind : "";
    out->major = info.major;
    out->minor = info.minor;
    if (!strcmp(out->kind, "PLUGIN CREATOR_V1"))
        describe_creator(static_cast<abi::IPluginCreator&>(creator), wanted, out);
    if (!strcmp(out->kind, "PLUGIN CREATOR_V3ONE"))
        describe_creator(static_cast<abi::IPluginCreatorV3One&>(creator), wanted, out);
    if (!strcmp(out->kind, "PLUGIN CREATOR_V3QUICK"))
        describe_creator(static_cast<abi::IPluginCreatorV3Quick&>(creator), wanted, out);
}
#endif

// `read` gives the creators and their number.
template <int since, int until, class Read>
trt_status list(char const* method, trt_library* library, trt_plugin_creator* creators, int32_t capacity,
                int32_t* count, Read read) {
    if (!count || capacity < 0 || (capacity > 0 && !creators))
        return null_argument(method, count ? "creators" : "count");
    return with_registry<since, until>(method, library, [&](auto& registry) {
        int32_t length = 0;
        auto* const* found = read(registry, &length);
        for (int32_t i = 0; i < length && i < capacity; ++i) describe(*found[i], Fields::left_out, creators + i);
        *count = length;
        return TRT_OK;
    });
}

template <int since, int until, class Find>
trt_status find(char const* method, trt_library* library, char const* name, char const* plugin_version,
                char const* plugin_namespace, trt_plugin_creator* creator, Find find_in) {
    if (!name || !plugin_version || !plugin_namespace || !creator)
        return null_argument(method, "name, version, namespace or output");
    return with_registry<since, until>(method, library, [&](auto& registry) {
        auto* found = find_in(registry);
        if (!found) return refused(method);
        describe(*found, Fields::read, creator);
        return TRT_OK;
    });
}

}  // namespace

trt_status trt_plugin_registry_get_plugin_creator_list(trt_library* library, trt_plugin_creator* creators,
                                                       int32_t capacity, int32_t* count) {
    return list<always, v11>("IPluginRegistry::getPluginCreatorList", library, creators, capacity, count,
                             [](auto& registry, int32_t* length) { return registry.getPluginCreatorList(length); });
}

trt_status trt_plugin_registry_get_all_creators(trt_library* library, trt_plugin_creator* creators, int32_t capacity,
                                                int32_t* count) {
    return list<v10, forever>("IPluginRegistry::getAllCreators", library, creators, capacity, count,
                              [](auto& registry, int32_t* length) { return registry.getAllCreators(length); });
}

trt_status trt_plugin_registry_get_all_creators_recursive(trt_library* library, trt_plugin_creator* creators,
                                                          int32_t capacity, int32_t* count) {
    return list<v10_10, forever>(
        "IPluginRegistry::getAllCreatorsRecursive", library, creators, capacity, count,
        [](auto& registry, int32_t* length) { return registry.getAllCreatorsRecursive(length); });
}

trt_status trt_plugin_registry_get_plugin_creator(trt_library* library, char const* name, char const* plugin_version,
                                                  char const* plugin_namespace, trt_plugin_creator* creator) {
    return find<always, v11>(
        "IPluginRegistry::getPluginCreator", library, name, plugin_version, plugin_namespace, creator,
        [&](auto& registry) { return registry.getPluginCreator(name, plugin_version, plugin_namespace); });
}

trt_status trt_plugin_registry_get_creator(trt_library* library, char const* name, char const* plugin_version,
                                           char const* plugin_namespace, trt_plugin_creator* creator) {
    return find<v10, forever>(
        "IPluginRegistry::getCreator", library, name, plugin_version, plugin_namespace, creator,
        [&](auto& registry) { return registry.getCreator(name, plugin_version, plugin_namespace); });
}

trt_status trt_plugin_registry_get_parent_search_enabled(trt_library* library, bool* enabled) {
    constexpr char method[] = "IPluginRegistry::isParentSearchEnabled";
    if (!enabled) return null_argument(method, "enabled");
    return with_registry<v8_6>(method, library, [&](auto& registry) {
        *enabled = registry.isParentSearchEnabled();
        return TRT_OK;
    });
}

trt_status trt_plugin_registry_set_parent_search_enabled(trt_library* library, bool enabled) {
    return with_registry<v8_6>("IPluginRegistry::setParentSearchEnabled", library, [&](auto& registry) {
        registry.setParentSearchEnabled(enabled);
        return TRT_OK;
    });
}

trt_status trt_plugin_registry_load_library(trt_library* library, char const* path, void** plugin_library) {
    constexpr char method[] = "IPluginRegistry::loadLibrary";
    if (!path || !plugin_library) return null_argument(method, path ? "plugin_library" : "path");
    return with_registry<v8_6>(method, library, [&](auto& registry) {
        void* loaded = registry.loadLibrary(path);
        if (!loaded) return refused(method);
        *plugin_library = loaded;
        return TRT_OK;
    });
}

trt_status trt_plugin_registry_deregister_library(trt_library* library, void* plugin_library) {
    constexpr char method[] = "IPluginRegistry::deregisterLibrary";
    if (!plugin_library) return null_argument(method, "plugin_library");
    return with_registry<v8_6>(method, library, [&](auto& registry) {
        registry.deregisterLibrary(plugin_library);
        return TRT_OK;
    });
}

trt_status trt_plugin_registry_set_error_recorder(trt_library* library, trt_error_recorder* recorder) {
    constexpr char method[] = "IPluginRegistry::setErrorRecorder";
    abi::IErrorRecorder* native = nullptr;
    if (!interface_of(recorder, &native)) return bad_handle(method);
    return with_registry(method, library, [&](auto& registry) {
        registry.setErrorRecorder(native);
        return TRT_OK;
    });
}

trt_status trt_plugin_registry_get_error_recorder(trt_library* library, trt_error_recorder** recorder) {
    constexpr char method[] = "IPluginRegistry::getErrorRecorder";
    if (!recorder) return null_argument(method, "output");
    return with_registry(method, library, [&](auto& registry) {
        *recorder = ours<trt_error_recorder>(library, registry.getErrorRecorder());
        return TRT_OK;
    });
}
