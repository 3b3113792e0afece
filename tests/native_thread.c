/* A library in the place of libnvinfer that logs from a thread of its own before it answers, and gives no runtime: compiled by
 * test_rough_edges.py. Whoever calls it holding Python's lock waits for ever. */
#include <pthread.h>
#include <stdint.h>

__attribute__((used, section(".note.trt_cffi"), aligned(4))) static const struct {
    uint32_t owner_size, descriptor_size, type;
    char owner[12];
    uint32_t major;
} note = {9, 4, 1, "trt_cffi", 0};

typedef void (*log_function)(void *logger, int32_t severity, const char *message);

static void *log_one(void *logger) {
    log_function log = **(log_function **)logger; /* the first slot of its table */
    log(logger, 2, "from a thread of the library's own");
    return 0;
}

int32_t getInferLibVersion(void) { return 101601; }

void *createInferRuntime_INTERNAL(void *logger, int32_t version) {
    pthread_t thread;
    (void)version;
    pthread_create(&thread, 0, log_one, logger);
    pthread_join(thread, 0);
    return 0;
}
