/* A libcudart for programs that bring their own CUDA calls, in the simulator, whose device memory is the host's: compiled by
 * test_programs.py. It answers cudaErrorInvalidValue to what a CUDA would not take either: foreign memory and foreign streams. */
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SUCCESS = 0, INVALID_VALUE = 1, OUT_OF_MEMORY = 2, ALIGNMENT = 256, MAX_BLOCKS = 4096 };

struct block { char *start; size_t size; };
static struct block blocks[MAX_BLOCKS], streams[MAX_BLOCKS];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static int make(struct block *table, void **out, size_t size) {
    int result = OUT_OF_MEMORY;
    if (!out) return INVALID_VALUE;
    pthread_mutex_lock(&mutex);
    for (int i = 0; i < MAX_BLOCKS && result; ++i) {
        if (table[i].start) continue;
        table[i].size = size;
        table[i].start = *out = aligned_alloc(ALIGNMENT, (size + ALIGNMENT) / ALIGNMENT * ALIGNMENT);
        result = *out ? SUCCESS : OUT_OF_MEMORY;
        break;
    }
    pthread_mutex_unlock(&mutex);
    return result;
}

/* Whether `start` is in a block that has so many bytes from there on. */
static int known(struct block *table, const char *start, size_t size) {
    int found = 0;
    pthread_mutex_lock(&mutex);
    for (int i = 0; i < MAX_BLOCKS && !found; ++i)
        found = table[i].start && start >= table[i].start && start + size <= table[i].start + table[i].size;
    pthread_mutex_unlock(&mutex);
    return found;
}

static int end(struct block *table, void *start) {
    int result = INVALID_VALUE;
    if (!start) return SUCCESS;
    pthread_mutex_lock(&mutex);
    for (int i = 0; i < MAX_BLOCKS && result; ++i) {
        if (table[i].start != start) continue;
        free(start);
        table[i].start = NULL;
        result = SUCCESS;
    }
    pthread_mutex_unlock(&mutex);
    return result;
}

int cudaMalloc(void **memory, size_t size) { return make(blocks, memory, size); }

int cudaFree(void *memory) { return end(blocks, memory); }

int cudaStreamCreate(void **stream) { return make(streams, stream, 1); }

int cudaStreamSynchronize(void *stream) { return !stream || known(streams, stream, 1) ? SUCCESS : INVALID_VALUE; }

int cudaStreamDestroy(void *stream) { return stream ? end(streams, stream) : INVALID_VALUE; }

int cudaMemcpy(void *to, const void *from, size_t size, int kind) {
    const int to_device = kind == 1 || kind == 3, from_device = kind == 2 || kind == 3;
    if (size && ((to_device && !known(blocks, to, size)) || (from_device && !known(blocks, from, size)))) return INVALID_VALUE;
    memmove(to, from, size);
    return SUCCESS;
}

int cudaMemcpyAsync(void *to, const void *from, size_t size, int kind, void *stream) {
    return cudaStreamSynchronize(stream) ? INVALID_VALUE : cudaMemcpy(to, from, size, kind);
}
