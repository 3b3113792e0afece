// The last errors that a library logged, with the thread that each belongs to.
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

struct ErrorLog {
    static constexpr uint64_t capacity = 16;
    struct Entry {
        void const* thread;  // of the call that it was logged in; NULL for a thread of TensorRT's own, whose errors
                             // belong to any call
        char text[1024];
    };

    pthread_mutex_t mutex;
    uint64_t count;  // of all errors so far
    Entry entries[capacity];

    uint64_t next() const { return __atomic_load_n(&count, __ATOMIC_ACQUIRE); }
    void add(void const* thread, char const* message);
    // Writes the errors from number `first` on that belong to this thread's call, a line each; answers the length.
    size_t collect(uint64_t first, void const* thread, char* text, size_t size);
};
