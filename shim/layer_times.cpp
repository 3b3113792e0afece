// What layers took, added up without a function of the program's.
#include "shim.h"

using namespace shim;

struct trt_layer_times : Handle {
    static constexpr Kind expected = Kind::layer_times;

    struct Layer {
        char* name;
        double milliseconds;
        int64_t launches;
    };

    // The layer of a name, new when there is none yet; NULL without memory. The caller holds the mutex.
    Layer* find(char const* name) {
        // a launch tells of its layers in the order of the one before
        for (int32_t tried = 0; tried < count; ++tried) {
            if (next >= count) next = 0;
            Layer* layer = &layers[next++];
            if (!strcmp(layer->name, name)) return layer;
        }
        auto* more = static_cast<Layer*>(realloc(layers, (count + 1) * sizeof(Layer)));
        if (!more) return nullptr;
        layers = more;
        char* copy = strdup(name);
        if (!copy) return nullptr;
        layers[count] = {copy, 0, 0};
        return &layers[count++];
    }

    pthread_mutex_t mutex;
    Layer* layers;
    int32_t count;
    int32_t next;  // which layer is likely told of next
};

namespace {

void add(uint64_t user, char const* layer, float ms) {
    trt_layer_times_add(reinterpret_cast<trt_layer_times*>(user), layer, ms);
}

}  // namespace

trt_status trt_layer_times_create(trt_layer_times** times) {
    constexpr char method[] = "trt_layer_times_create";
    if (!times) return null_argument(method, "times");
    auto* made = allocate<trt_layer_times>(nullptr);
    if (!made) return out_of_memory(method);
    pthread_mutex_init(&made->mutex, nullptr);
    *times = made;
    return TRT_OK;
}

trt_status trt_layer_times_destroy(trt_layer_times* times) {
    if (!valid(times)) return bad_handle("trt_layer_times_destroy");
    for (int32_t i = 0; i < times->count; ++i) free(times->layers[i].name);
    free(times->layers);
    pthread_mutex_destroy(&times->mutex);
    release(times);
    return TRT_OK;
}

trt_status trt_layer_times_add(trt_layer_times* times, char const* layer_name, double milliseconds) {
    constexpr char method[] = "trt_layer_times_add";
    if (!layer_name) return null_argument(method, "layer_name");
    return locked(method, times, [&](auto& self) {
        auto* layer = self.find(layer_name);
        if (!layer) return out_of_memory(method);
        layer->milliseconds += milliseconds;
        layer->launches += 1;
        return TRT_OK;
    });
}

trt_status trt_layer_times_count(trt_layer_times* times, int32_t* count) {
    constexpr char method[] = "trt_layer_times_count";
    if (!count) return null_argument(method, "count");
    return locked(method, times, [&](auto& self) {
        *count = self.count;
        return TRT_OK;
    });
}

trt_status trt_layer_times_get(trt_layer_times* times, int32_t index, char const** layer_name, double* milliseconds,
                               int64_t* launches) {
    constexpr char method[] = "trt_layer_times_get";
    if (!layer_name || !milliseconds || !launches) return null_argument(method, "output");
    return locked(method, times, [&](auto& self) {
        if (index < 0 || index >= self.count)
            return fail(TRT_BAD_ARGUMENT, "%s: there is no layer %d, but %d", method, index, self.count);
        auto const& layer = self.layers[index];
        *layer_name = layer.name;
        *milliseconds = layer.milliseconds;
        *launches = layer.launches;
        return TRT_OK;
    });
}

trt_status trt_layer_times_reset(trt_layer_times* times) {
    return locked("trt_layer_times_reset", times, [](auto& self) {
        for (int32_t i = 0; i < self.count; ++i) self.layers[i] = {self.layers[i].name, 0, 0};
        return TRT_OK;
    });
}

trt_status trt_profiler_create_for(trt_library* library, trt_layer_times* times, trt_profiler** profiler) {
    static constexpr trt_profiler_callbacks adding{add};
    if (!valid(times)) return bad_handle("trt_profiler_create_for");
    return trt_profiler_create(library, &adding, as_number(times), profiler);
}
