// Opening a libnvinfer, and what can be asked of it before there is a runtime.
#include "shim.h"

#include "error_log.h"

#include <elf.h>
#include <link.h>
#include <pthread.h>

using namespace shim;

namespace {

// getInferLibVersion() is major*1000 + minor*100 + patch until 8, major*10000 + … after it and in TensorRT for RTX, which is
// at 1 and so told from TensorRT.
int decode(int32_t native) {
    if (native < 10000) return version(native / 1000, native / 100 % 10, native % 100);
    return native < version(2) ? rtx(0) + native - version(1) : native;
}

// The simulator carries an ELF note of this owner, as its file may have any name and it exports what libnvinfer does.
constexpr char note_owner[] = "trt_cffi";
constexpr uint32_t note_simulator = 1;

struct Search {
    uintptr_t address;  // a function of the library
    bool found;
};

bool has_simulator_note(char const* notes, size_t size) {
    size_t at = 0;
    while (at + sizeof(ElfW(Nhdr)) <= size) {
        auto const* note = reinterpret_cast<ElfW(Nhdr) const*>(notes + at);
        char const* owner = notes + at + sizeof *note;
        if (note->n_type == note_simulator && note->n_namesz == sizeof note_owner &&
            !memcmp(owner, note_owner, sizeof note_owner))
            return true;
        at += sizeof *note + ((note->n_namesz + 3) & ~3u) + ((note->n_descsz + 3) & ~3u);
    }
    return false;
}

int look_for_note(dl_phdr_info* object, size_t, void* data) {
    auto* search = static_cast<Search*>(data);
    bool mine = false;
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        auto const& segment = object->dlpi_phdr[i];
        uintptr_t const start = object->dlpi_addr + segment.p_vaddr;
        if (segment.p_type == PT_LOAD && search->address >= start && search->address < start + segment.p_memsz)
            mine = true;
    }
    if (!mine) return 0;
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        auto const& segment = object->dlpi_phdr[i];
        if (segment.p_type == PT_NOTE &&
            has_simulator_note(reinterpret_cast<char const*>(object->dlpi_addr + segment.p_vaddr), segment.p_memsz))
            search->found = true;
    }
    return 1;
}

void free_library(trt_library* library) {
    if (library->errors) pthread_mutex_destroy(&library->errors->mutex);
    free(library->errors);
    free(const_cast<char*>(library->path));
    release(library);
}

}  // namespace

int32_t trt_shim_api_version(void) { return TRT_SHIM_API_VERSION; }

int32_t trt_shim_major(void) { return served_major % 1000; }

trt_status trt_library_open(char const* path, trt_library** library) {
    if (!path || !library) return null_argument("trt_library_open", path ? "library" : "path");
    void* loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!loaded) return fail(TRT_CANNOT_OPEN, "%s", dlerror());
    auto get_version = symbol<int32_t (*)()>(loaded, "getInferLibVersion");
    auto create_runtime = symbol<void* (*)(void*, int32_t)>(loaded, "createInferRuntime_INTERNAL");
    if (!get_version || !create_runtime) {
        dlclose(loaded);
        return fail(TRT_CANNOT_OPEN,
                    "%s is no TensorRT library: it does not export getInferLibVersion and createInferRuntime_INTERNAL",
                    path);
    }
    int32_t const native_version = get_version();
    int const decoded = decode(native_version);
    if (decoded / 10000 != served_major) {
        dlclose(loaded);
        return fail(TRT_NOT_AVAILABLE, "%s is %s; this shim serves %s %d", path, VersionText(decoded).text,
                    product(version(served_major)), served_major % 1000);
    }
    if (decoded < oldest_served) {
        dlclose(loaded);
        return fail(TRT_CANNOT_OPEN, "%s is %s, of which there is a shim from %s on", path, VersionText(decoded).text,
                    VersionText(oldest_served).text);
    }
    trt_library* opened = allocate<trt_library>(nullptr);
    if (!opened) return out_of_memory("trt_library_open");
    link_map* map = nullptr;
    char const* real_path = dlinfo(loaded, RTLD_DI_LINKMAP, &map) == 0 && map->l_name[0] ? map->l_name : path;
    opened->library = opened;
    opened->loaded = loaded;
    opened->version = decoded;
    opened->native_version = native_version;
    opened->create_runtime = create_runtime;
    opened->create_refitter = symbol<void* (*)(void*, void*, int32_t)>(loaded, "createInferRefitter_INTERNAL");
    opened->plugin_registry = symbol<abi::IPluginRegistry* (*)()>(loaded, "getPluginRegistry");
    opened->path = strdup(real_path);
    opened->errors = static_cast<ErrorLog*>(calloc(1, sizeof(ErrorLog)));
    if (!opened->path || !opened->errors) {
        free_library(opened);
        return out_of_memory("trt_library_open");
    }
    pthread_mutex_init(&opened->errors->mutex, nullptr);
    Search search{reinterpret_cast<uintptr_t>(get_version), false};
    dl_iterate_phdr(look_for_note, &search);
    opened->simulator = search.found;
    *library = opened;
    return TRT_OK;
}

trt_status trt_library_close(trt_library* library) {
    if (!valid(library)) return bad_handle("trt_library_close");
    dlclose(library->loaded);
    free_library(library);
    return TRT_OK;
}

trt_status trt_library_version(trt_library* library, int32_t* major, int32_t* minor, int32_t* patch) {
    if (!valid(library)) return bad_handle("trt_library_version");
    if (!major || !minor || !patch) return null_argument("trt_library_version", "output");
    *major = library->version / 10000 % 1000;
    *minor = library->version / 100 % 100;
    *patch = library->version % 100;
    return TRT_OK;
}

trt_status trt_library_path(trt_library* library, char const** path) {
    return get("trt_library_path", library, path, [](auto& self) { return self.path; });
}

trt_status trt_library_is_simulator(trt_library* library, bool* simulator) {
    return get("trt_library_is_simulator", library, simulator, [](auto& self) { return self.simulator; });
}

trt_status trt_library_check_device(trt_library* library) {
    return guarded("trt_library_check_device", library, [](trt_library& self) {
        if (self.simulator) return TRT_OK;
        void* driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
        if (!driver) return fail(TRT_NO_DEVICE, "there is no CUDA driver: %s", dlerror());
        auto init = symbol<int (*)(unsigned)>(driver, "cuInit");
        auto count = symbol<int (*)(int*)>(driver, "cuDeviceGetCount");
        if (!init || !count)
            return fail(TRT_NO_DEVICE,
                        "libcuda.so.1 is no CUDA driver: it does not export cuInit and cuDeviceGetCount");
        int devices = 0;
        if (int const error = init(0))
            return fail(TRT_NO_DEVICE, "the CUDA driver cannot be used: cuInit answered error %d", error);
        if (int const error = count(&devices))
            return fail(TRT_NO_DEVICE, "the CUDA driver cannot be used: cuDeviceGetCount answered error %d", error);
        if (devices < 1) return fail(TRT_NO_DEVICE, "the CUDA driver has no device");
        return TRT_OK;
    });
}

trt_status trt_plugin_registry_init_plugins(trt_library* library, char const* path, trt_logger* logger,
                                            char const* name_space) {
    constexpr char method[] = "initLibNvInferPlugins";
    if (!path || !name_space) return null_argument(method, path ? "name_space" : "path");
    abi::ILogger* native_logger = nullptr;
    if (!interface_of(logger, &native_logger)) return bad_handle(method);
    return guarded(method, library, [&](trt_library&) {
        void* plugins = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        if (!plugins) return fail(TRT_CANNOT_OPEN, "%s", dlerror());
        auto init = symbol<bool (*)(void*, char const*)>(plugins, method);
        if (!init) return fail(TRT_CANNOT_OPEN, "%s is no library of plugins: it does not export %s", path, method);
        return init(native_logger, name_space) ? TRT_OK : refused(method);
    });
}
