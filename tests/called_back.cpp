// Makes the functions of a callback object be called from another thread, which the calling one waits for, as a library with
// workers of its own may do. Whoever calls the library holding Python's lock waits for ever. Compiled by test_threads.py
// for called_back.py.
#include "trt_shim.h"

#include <atomic>
#include <thread>
#include <type_traits>

namespace {

std::atomic<int> hops;

template <auto member>
struct Hop;

template <class Table, class Result, class... Arguments, Result (*Table::*member)(Arguments...)>
struct Hop<member> {
    static inline Result (*original)(Arguments...);

    static Result call(Arguments... arguments) {
        ++hops;
        if constexpr (std::is_void_v<Result>) {
            std::thread([&] { original(arguments...); }).join();
        } else {
            Result result{};
            std::thread([&] { result = original(arguments...); }).join();
            return result;
        }
    }

    static void into(Table* table) {
        if (!(table->*member)) return;
        original = table->*member;
        table->*member = call;
    }
};

}  // namespace

extern "C" {
// How often it was done since it was asked last.
int hops_made() { return hops.exchange(0); }

void hop_logger(trt_logger_callbacks* table) { Hop<&trt_logger_callbacks::log>::into(table); }

void hop_profiler(trt_profiler_callbacks* table) { Hop<&trt_profiler_callbacks::report_layer_time>::into(table); }

void hop_error_recorder(trt_error_recorder_callbacks* table) {
    Hop<&trt_error_recorder_callbacks::report_error>::into(table);
}

void hop_gpu_allocator(trt_gpu_allocator_callbacks* table) {
    Hop<&trt_gpu_allocator_callbacks::allocate>::into(table);
    Hop<&trt_gpu_allocator_callbacks::deallocate>::into(table);
    Hop<&trt_gpu_allocator_callbacks::allocate_async>::into(table);
    Hop<&trt_gpu_allocator_callbacks::deallocate_async>::into(table);
}

void hop_output_allocator(trt_output_allocator_callbacks* table) {
    Hop<&trt_output_allocator_callbacks::reallocate_output>::into(table);
    Hop<&trt_output_allocator_callbacks::reallocate_output_async>::into(table);
    Hop<&trt_output_allocator_callbacks::notify_shape>::into(table);
}
}
