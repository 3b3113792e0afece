/* Runs the plan of `tiny`, y = x + 1 on floats, in C alone: run_plan LIBRARY PLAN. Prints what it found and the result. */
#include "trt_shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(trt_status status, const char *what) {
    if (status == TRT_OK) return;
    fprintf(stderr, "%s: status %d: %s\n", what, (int)status, trt_last_error());
    exit(1);
}

static const char *yes(bool is) { return is ? "yes" : "no"; }

static void *read_file(const char *path, size_t *size) {
    FILE *const file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END) != 0) exit(2);
    *size = (size_t)ftell(file);
    rewind(file);
    void *const bytes = malloc(*size);
    if (!bytes || fread(bytes, 1, *size, file) != *size) exit(2);
    fclose(file);
    return bytes;
}

/* The simulator's device memory is the host's. */
static float *set_memory(trt_context *context, const char *name, int64_t count) {
    float *const memory = aligned_alloc(256, ((size_t)count * sizeof(float) + 255) / 256 * 256);
    if (!memory) exit(2);
    must(trt_context_set_tensor_address(context, name, (trt_address)memory), "trt_context_set_tensor_address");
    return memory;
}

int main(int argc, char **argv) {
    if (argc != 3) return 2;
    trt_library *library;
    must(trt_library_open(argv[1], &library), "trt_library_open");
    int32_t major, minor, patch;
    must(trt_library_version(library, &major, &minor, &patch), "trt_library_version");
    bool simulator;
    must(trt_library_is_simulator(library, &simulator), "trt_library_is_simulator");
    printf("TensorRT %d.%d.%d%s\n", (int)major, (int)minor, (int)patch, simulator ? ", simulated" : "");

    trt_logger *logger;
    must(trt_logger_create(library, NULL, 0, 2, &logger), "trt_logger_create");
    trt_runtime *runtime;
    must(trt_runtime_create(library, logger, &runtime), "trt_runtime_create");
    size_t size;
    void *const plan = read_file(argv[2], &size);
    trt_engine *engine;
    must(trt_runtime_deserialize(runtime, plan, size, &engine), "trt_runtime_deserialize");
    free(plan);
    trt_context *context;
    must(trt_engine_create_context(engine, 0, &context), "trt_engine_create_context");

    int32_t tensors;
    must(trt_engine_get_num_io_tensors(engine, &tensors), "trt_engine_get_num_io_tensors");
    float *memory[2] = {NULL, NULL};
    int64_t counts[2] = {1, 1};
    if (tensors != 2) return 3;
    for (int32_t i = 0; i < tensors; ++i) {
        const char *name;
        int32_t mode, dtype;
        trt_dims shape;
        must(trt_engine_get_tensor_name(engine, i, &name), "trt_engine_get_tensor_name");
        must(trt_engine_get_tensor_mode(engine, name, &mode), "trt_engine_get_tensor_mode");
        must(trt_engine_get_tensor_dtype(engine, name, &dtype), "trt_engine_get_tensor_dtype");
        must(trt_context_get_tensor_shape(context, name, &shape), "trt_context_get_tensor_shape");
        printf("%s %s: dtype %d, shape [", mode == 1 ? "input" : "output", name, (int)dtype);
        for (int32_t d = 0; d < shape.nb_dims; ++d) {
            printf(d ? ", %lld" : "%lld", (long long)shape.d[d]);
            counts[mode - 1] *= shape.d[d];
        }
        printf("]\n");
        memory[mode - 1] = set_memory(context, name, counts[mode - 1]);
    }
    for (int64_t i = 0; i < counts[0]; ++i) memory[0][i] = (float)i / 2;

    /* What the layers take is added up by the shim, to be read after launches. */
    trt_layer_times *times;
    must(trt_layer_times_create(&times), "trt_layer_times_create");
    trt_profiler *profiler;
    must(trt_profiler_create_for(library, times, &profiler), "trt_profiler_create_for");
    must(trt_context_set_profiler(context, profiler), "trt_context_set_profiler");

    must(trt_context_execute_async_v3(context, 0), "trt_context_execute_async_v3");
    for (int64_t i = 0; i < counts[1]; ++i) printf(i ? " %g" : "%g", (double)memory[1][i]);
    printf("\n");

    int32_t layers;
    must(trt_layer_times_count(times, &layers), "trt_layer_times_count");
    for (int32_t i = 0; i < layers; ++i) {
        const char *name;
        double milliseconds;
        int64_t launches;
        must(trt_layer_times_get(times, i, &name, &milliseconds, &launches), "trt_layer_times_get");
        printf("layer %s: %d launch, it has a time: %s\n", name, (int)launches, yes(milliseconds >= 0));
    }

    /* What TensorRT refuses says why. */
    trt_engine *none;
    const trt_status refused = trt_runtime_deserialize(runtime, "not a plan", 10, &none);
    printf("not a plan: %s, with a reason: %s\n", refused == TRT_REFUSED ? "refused" : "?", yes(*trt_last_error()));

    /* Errors can be kept too: here two, of three. */
    trt_error_list *errors;
    must(trt_error_list_create(2, &errors), "trt_error_list_create");
    trt_error_recorder *recorder;
    must(trt_error_recorder_create_for(library, errors, &recorder), "trt_error_recorder_create_for");
    must(trt_context_set_error_recorder(context, recorder), "trt_context_set_error_recorder");
    for (int i = 0; i < 3; ++i) trt_context_set_tensor_address(context, "nothing", 256);
    int32_t count;
    bool overflowed;
    must(trt_error_list_count(errors, &count), "trt_error_list_count");
    must(trt_error_list_has_overflowed(errors, &overflowed), "trt_error_list_has_overflowed");
    printf("no such tensor: %d errors kept, more came: %s\n", (int)count, yes(overflowed));
    for (int32_t i = 0; i < count; ++i) {
        int32_t code;
        char description[TRT_MAX_DESCRIPTION];
        must(trt_error_list_get(errors, i, &code, description), "trt_error_list_get");
        printf("error %d names the tensor: %s\n", (int)code, yes(strstr(description, "nothing") != NULL));
    }

    must(trt_context_destroy(context), "trt_context_destroy");
    must(trt_engine_destroy(engine), "trt_engine_destroy");
    must(trt_runtime_destroy(runtime), "trt_runtime_destroy");
    must(trt_logger_destroy(logger), "trt_logger_destroy");
    must(trt_profiler_destroy(profiler), "trt_profiler_destroy");
    must(trt_error_recorder_destroy(recorder), "trt_error_recorder_destroy");
    must(trt_layer_times_destroy(times), "trt_layer_times_destroy");
    must(trt_error_list_destroy(errors), "trt_error_list_destroy");
    must(trt_library_close(library), "trt_library_close");
    free(memory[0]);
    free(memory[1]);
    return 0;
}
