#include "ort.h"

#include <dlfcn.h>
#include <glob.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

#include <mutex>

namespace sim {
namespace {

struct OrtStatus;
struct OrtSessionOptions;
struct OrtRunOptions;
struct OrtMemoryInfo;
struct OrtAllocator;
struct OrtTensorTypeAndShapeInfo;

constexpr uint32_t kApiVersion = 17;
constexpr int kLoggingFatal = 4;  // nothing on stderr: what goes wrong comes back as a status
constexpr int kOptimizeNothing = 0, kOptimizeAll = 99;
constexpr int kDeviceAllocator = 0, kDefaultMemory = 0;

// What OrtGetApiBase() gives.
struct ApiBase {
    void* const* (*get_api)(uint32_t version);
    char const* (*version)();
};

// The functions of OrtApi that are used here, by their slot. They grow only.
class Api {
public:
    OrtStatus* create_env(int severity, char const* id, OrtEnv** out) const {
        return call<3, OrtStatus*>(severity, id, out);
    }
    OrtStatus* create_session(OrtEnv const* env, void const* model, size_t size, OrtSessionOptions const* options,
                              OrtSession** out) const {
        return call<8, OrtStatus*>(env, model, size, options, out);
    }
    OrtStatus* run(OrtSession* session, OrtRunOptions const* options, char const* const* input_names,
                   OrtValue const* const* inputs, size_t input_count, char const* const* output_names,
                   size_t output_count, OrtValue** outputs) const {
        return call<9, OrtStatus*>(session, options, input_names, inputs, input_count, output_names, output_count,
                                   outputs);
    }
    OrtStatus* create_session_options(OrtSessionOptions** out) const { return call<10, OrtStatus*>(out); }
    OrtStatus* enable_profiling(OrtSessionOptions* options, char const* prefix) const {
        return call<14, OrtStatus*>(options, prefix);
    }
    OrtStatus* set_graph_optimization(OrtSessionOptions* options, int level) const {
        return call<23, OrtStatus*>(options, level);
    }
    OrtStatus* set_intra_op_threads(OrtSessionOptions* options, int count) const {
        return call<24, OrtStatus*>(options, count);
    }
    OrtStatus* set_inter_op_threads(OrtSessionOptions* options, int count) const {
        return call<25, OrtStatus*>(options, count);
    }
    OrtStatus* wrap_tensor(OrtMemoryInfo const* info, void* data, size_t size, int64_t const* shape, size_t rank,
                           OnnxType type, OrtValue** out) const {
        return call<49, OrtStatus*>(info, data, size, shape, rank, type, out);
    }
    OrtStatus* tensor_data(OrtValue* value, void** out) const { return call<51, OrtStatus*>(value, out); }
    OrtStatus* element_type(OrtTensorTypeAndShapeInfo const* info, OnnxType* out) const {
        return call<60, OrtStatus*>(info, out);
    }
    OrtStatus* dimension_count(OrtTensorTypeAndShapeInfo const* info, size_t* out) const {
        return call<61, OrtStatus*>(info, out);
    }
    OrtStatus* dimensions(OrtTensorTypeAndShapeInfo const* info, int64_t* out, size_t count) const {
        return call<62, OrtStatus*>(info, out, count);
    }
    OrtStatus* type_and_shape(OrtValue const* value, OrtTensorTypeAndShapeInfo** out) const {
        return call<65, OrtStatus*>(value, out);
    }
    OrtStatus* create_cpu_memory_info(int allocator, int memory, OrtMemoryInfo** out) const {
        return call<69, OrtStatus*>(allocator, memory, out);
    }
    OrtStatus* free_memory(OrtAllocator* allocator, void* memory) const {
        return call<76, OrtStatus*>(allocator, memory);
    }
    OrtStatus* default_allocator(OrtAllocator** out) const { return call<78, OrtStatus*>(out); }
    OrtStatus* end_profiling(OrtSession* session, OrtAllocator* allocator, char** out) const {
        return call<110, OrtStatus*>(session, allocator, out);
    }
    void release(OrtSession* session) const { call<95, void>(session); }
    void release(OrtValue* value) const { call<96, void>(value); }
    void release(OrtTensorTypeAndShapeInfo* info) const { call<99, void>(info); }
    void release(OrtSessionOptions* options) const { call<100, void>(options); }

    // Whether it went well; if not, why.
    bool ok(OrtStatus* status, std::string& why) const {
        if (!status) return true;
        why = call<2, char const*>(static_cast<OrtStatus const*>(status));
        call<93, void>(status);
        return false;
    }
    bool ok(OrtStatus* status) const {
        if (status) call<93, void>(status);
        return !status;
    }

    void* const* table = nullptr;

private:
    template <int slot, class Result, class... Arguments>
    Result call(Arguments... arguments) const {
        return reinterpret_cast<Result (*)(Arguments...)>(table[slot])(arguments...);
    }
};

// Of the process, made once and never freed: at its end nothing may be destroyed under running threads.
struct Found {
    Api api;
    ApiBase const* base;
    OrtEnv* env;
    OrtMemoryInfo* cpu;
    OrtAllocator* allocator;
};
Found found;  // read without the lock by who has seen find_onnxruntime() succeed
bool is_found = false;

ApiBase const* base_of(char const* path, int flags, std::string& tried) {
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL | flags);
    if (!library) {
        char const* error = dlerror();
        tried += std::string("; ") + (error ? error : path);
        return nullptr;
    }
    auto get = reinterpret_cast<ApiBase const* (*)()>(dlsym(library, "OrtGetApiBase"));
    if (!get) {
        tried += std::string("; ") + path + " has no OrtGetApiBase";
        return nullptr;
    }
    ApiBase const* base = get();
    if (base->get_api(kApiVersion)) return base;
    tried += std::string("; ") + path + " is ONNX Runtime " + base->version() + ", whose API is too old";
    return nullptr;
}

std::vector<std::string> loaded_objects() {
    std::vector<std::string> paths;
    dl_iterate_phdr(
        [](dl_phdr_info* object, size_t, void* into) {
            if (object->dlpi_name && *object->dlpi_name)
                static_cast<std::vector<std::string>*>(into)->emplace_back(object->dlpi_name);
            return 0;
        },
        &paths);
    return paths;
}

ApiBase const* base_of_wheel(std::string const& object, std::string& tried) {
    size_t at = object.rfind("/site-packages/");
    if (at == std::string::npos) at = object.rfind("/dist-packages/");
    if (at == std::string::npos) return nullptr;
    std::string const pattern = object.substr(0, object.find('/', at + 1)) + "/onnxruntime/capi/libonnxruntime.so*";
    glob_t matches;
    ApiBase const* base = nullptr;
    if (glob(pattern.c_str(), 0, nullptr, &matches) == 0) {
        for (size_t i = 0; i < matches.gl_pathc && !base; ++i) base = base_of(matches.gl_pathv[i], 0, tried);
    }
    globfree(&matches);
    return base;
}

ApiBase const* find_base(std::string& tried) {
    char const* chosen = getenv("TRT_SIM_ONNXRUNTIME");
    if (chosen && *chosen) return base_of(chosen, 0, tried);
    std::vector<std::string> const objects = loaded_objects();
    for (std::string const& object : objects) {
        if (object.find("/libonnxruntime.so") == std::string::npos) continue;
        if (ApiBase const* base = base_of(object.c_str(), RTLD_NOLOAD, tried)) return base;
    }
    for (std::string const& object : objects) {
        if (ApiBase const* base = base_of_wheel(object, tried)) return base;
    }
    for (char const* name : {"libonnxruntime.so.1", "libonnxruntime.so"}) {
        if (ApiBase const* base = base_of(name, 0, tried)) return base;
    }
    return nullptr;
}

}  // namespace

bool find_onnxruntime(std::string& why) {
    static std::mutex mutex;
    std::lock_guard<std::mutex> lock(mutex);
    if (!is_found) {
        std::string tried;
        if ((found.base = find_base(tried))) {
            Api& api = found.api;
            api.table = found.base->get_api(kApiVersion);
            is_found = api.ok(api.create_env(kLoggingFatal, "trt_cffi", &found.env), tried) &&
                       api.ok(api.create_cpu_memory_info(kDeviceAllocator, kDefaultMemory, &found.cpu), tried) &&
                       api.ok(api.default_allocator(&found.allocator), tried);
        }
        if (!is_found) {
            why =
                "the simulator runs models by ONNX Runtime, and none was found: install it (pip install onnxruntime), "
                "or put the path "
                "of libonnxruntime.so into the environment variable TRT_SIM_ONNXRUNTIME" +
                tried;
        }
    }
    return is_found;
}

char const* onnxruntime_version() { return found.base->version(); }

// Values

Value& Value::operator=(Value&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
}

Value::~Value() {
    if (value_) found.api.release(value_);
}

bool Value::wrap(OnnxType type, Shape const& shape, void* memory, std::string& why) {
    static char nowhere[8];  // for a tensor without elements
    size_t const size = static_cast<size_t>(shape.volume()) * size_of(type);
    return found.api.ok(
        found.api.wrap_tensor(found.cpu, memory ? memory : nowhere, size, shape.d, shape.rank, type, &value_), why);
}

Shape Value::shape() const {
    Shape result;
    OrtTensorTypeAndShapeInfo* info = nullptr;
    size_t rank = 0;
    if (!value_ || !found.api.ok(found.api.type_and_shape(value_, &info))) return result;
    if (found.api.ok(found.api.dimension_count(info, &rank)) && rank <= kMaxDims &&
        found.api.ok(found.api.dimensions(info, result.d, rank))) {
        result.rank = static_cast<int32_t>(rank);
    }
    found.api.release(info);
    return result;
}

OnnxType Value::type() const {
    OnnxType result{};
    OrtTensorTypeAndShapeInfo* info = nullptr;
    if (!value_ || !found.api.ok(found.api.type_and_shape(value_, &info))) return result;
    if (!found.api.ok(found.api.element_type(info, &result))) result = {};
    found.api.release(info);
    return result;
}

void* Value::data() const {
    void* memory = nullptr;
    return value_ && found.api.ok(found.api.tensor_data(value_, &memory)) ? memory : nullptr;
}

// Sessions

Session::~Session() {
    if (session_) found.api.release(session_);
}

bool Session::open(void const* model, size_t size, Options const& options, std::string& why) {
    Api const& api = found.api;
    OrtSessionOptions* settings = nullptr;
    if (!api.ok(api.create_session_options(&settings), why)) return false;
    // One thread: the same result each time, and no fight with the user's threads for few cores.
    bool const ok =
        api.ok(api.set_intra_op_threads(settings, 1), why) && api.ok(api.set_inter_op_threads(settings, 1), why) &&
        api.ok(api.set_graph_optimization(settings, options.optimize ? kOptimizeAll : kOptimizeNothing), why) &&
        (!options.profile_prefix || api.ok(api.enable_profiling(settings, options.profile_prefix), why)) &&
        api.ok(api.create_session(found.env, model, size, settings, &session_), why);
    api.release(settings);
    return ok;
}

bool Session::run(std::vector<char const*> const& input_names, std::vector<Value> const& inputs,
                  std::vector<char const*> const& output_names, std::vector<Value>& outputs, std::string& why) const {
    std::vector<OrtValue*> values(inputs.size() + outputs.size());
    for (size_t i = 0; i < inputs.size(); ++i) values[i] = inputs[i].get();
    OrtValue** results = values.data() + inputs.size();
    for (size_t i = 0; i < outputs.size(); ++i) results[i] = outputs[i].get();
    bool const ok = found.api.ok(found.api.run(session_, nullptr, input_names.data(), values.data(), inputs.size(),
                                               output_names.data(), outputs.size(), results),
                                 why);
    for (size_t i = 0; i < outputs.size(); ++i) *outputs[i].out() = results[i];
    return ok;
}

std::string Session::end_profiling() {
    char* path = nullptr;
    if (!session_ || !found.api.ok(found.api.end_profiling(session_, found.allocator, &path)) || !path) return {};
    std::string const result = path;
    found.api.ok(found.api.free_memory(found.allocator, path));
    return result;
}

}  // namespace sim
