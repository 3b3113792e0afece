/* Runs the plan of `tiny`, y = x + 1 on floats, in C alone: run_plan LIBRARY PLAN. Prints what it found and the result. */
#include "trt_shim.h"

#include <stdio.h>
#include <stdlib.h>

static void must(trt_status status, const char *what) {
    if (status == TRT_OK) return;
    fprintf(stderr, "%s: status %d: %s\n", what, (int)status, trt_last_error());
    exit(1);
}

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
    must(trt_context_execute_async_v3(context, 0), "trt_context_execute_async_v3");
    for (int64_t i = 0; i < counts[1]; ++i) printf(i ? " %g" : "%g", (double)memory[1][i]);
    printf("\n");

    /* What TensorRT refuses says why. */
    trt_engine *none;
    const trt_status refused = trt_runtime_deserialize(runtime, "not a plan", 10, &none);
    printf("not a plan: %s, with a reason: %s\n", refused == TRT_REFUSED ? "refused" : "?", *trt_last_error() ? "yes" : "no");

    must(trt_context_destroy(context), "trt_context_destroy");
    must(trt_engine_destroy(engine), "trt_engine_destroy");
    must(trt_runtime_destroy(runtime), "trt_runtime_destroy");
    must(trt_logger_destroy(logger), "trt_logger_destroy");
    must(trt_library_close(library), "trt_library_close");
    free(memory[0]);
    free(memory[1]);
    return 0;
}
