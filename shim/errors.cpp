// What went wrong, in words: the shim's own, or what TensorRT logged during the call.
#include "shim.h"

#include "error_log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>

namespace {

// Thread-local storage of a library that is opened late is scarce: the text is kept elsewhere, and freed with its
// thread.
constexpr size_t text_size = 8192;
thread_local char* last_error;
thread_local shim::Call* current_call;
pthread_key_t text_key;
pthread_once_t text_key_once = PTHREAD_ONCE_INIT;

// NULL when there is no memory even for that.
char* text() {
    if (!last_error) {
        pthread_once(&text_key_once, [] { pthread_key_create(&text_key, free); });
        last_error = static_cast<char*>(calloc(1, text_size));
        pthread_setspecific(text_key, last_error);
    }
    return last_error;
}

// Identifies this thread for as long as it lives.
void const* this_thread() { return &current_call; }

// "until" is the first version without a method; people ask for the last one with it.
char const* last_before(int until) {
    if (shim::for_rtx) return until <= shim::version(10) ? "TensorRT 8.6" : "TensorRT 10.16";
    return until <= shim::version(10) ? "8.6" : "10.16";
}

}  // namespace

namespace shim {

char const* product(int version) { return version < rtx(0) ? "TensorRT" : "TensorRT for RTX"; }

VersionText::VersionText(int version) {
    snprintf(text, sizeof text, "%s %d.%d.%d", product(version), version / 10000 % 1000, version / 100 % 100,
             version % 100);
}

trt_status fail(trt_status status, char const* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (char* to = text()) vsnprintf(to, text_size, format, arguments);
    va_end(arguments);
    return status;
}

trt_status null_argument(char const* method, char const* argument) {
    return fail(TRT_BAD_ARGUMENT, "%s: %s is NULL", method, argument);
}

trt_status bad_handle(char const* method) {
    return fail(TRT_BAD_ARGUMENT, "%s: the handle is NULL, of another kind, or was destroyed", method);
}

trt_status out_of_memory(char const* method) { return fail(TRT_OUT_OF_MEMORY, "%s: out of memory", method); }

trt_status not_available(char const* method, trt_library const* library, int since, int until) {
    VersionText const loaded(library->version);
    if (for_rtx && until == but_rtx)
        return fail(TRT_NOT_AVAILABLE, "%s is not available in %s; only TensorRT has it", method, loaded.text);
    if (library->version >= since)
        return fail(TRT_NOT_AVAILABLE, "%s is not available in %s; there until %s", method, loaded.text,
                    last_before(until));
    if (since > newest_of_major && since >= rtx(0))
        return fail(TRT_NOT_AVAILABLE, "%s is not available in %s; only TensorRT for RTX has it, since %d.%d", method,
                    loaded.text, since / 10000 % 1000, since / 100 % 100);
    return fail(TRT_NOT_AVAILABLE,
                since % 100 ? "%s is not available in %s; there since %d.%d.%d"
                            : "%s is not available in %s; there since %d.%d",
                method, loaded.text, since / 10000 % 1000, since / 100 % 100, since % 100);
}

trt_status shape_does_not_fit(char const* method) {
    return fail(TRT_BAD_ARGUMENT, "%s: a shape has 0 to %d dimensions, which TensorRT %d keeps as %d-bit numbers",
                method, TRT_MAX_DIMS, TRT_MAJOR, static_cast<int>(8 * sizeof(abi::Dims::d[0])));
}

trt_status refused(char const* method) {
    Call const* call = current_call;
    char* to = text();
    if (to && !call->library->errors->collect(call->first_error, this_thread(), to, text_size))
        snprintf(to, text_size, "%s was refused without a reason in the log", method);
    return TRT_REFUSED;
}

Call::Call(trt_library* library_) : library(library_), first_error(library_->errors->next()), outer(current_call) {
    current_call = this;
}

Call::~Call() { current_call = outer; }

void remember_error(trt_library* library, char const* message) {
    for (Call const* call = current_call; call; call = call->outer)
        if (call->library == library) return library->errors->add(this_thread(), message);
    library->errors->add(nullptr, message);
}

}  // namespace shim

void ErrorLog::add(void const* thread, char const* message) {
    shim::Locked const locked(&mutex);
    Entry& entry = entries[count % capacity];
    entry.thread = thread;
    strncpy(entry.text, message, sizeof entry.text - 1);
    __atomic_store_n(&count, count + 1, __ATOMIC_RELEASE);
}

size_t ErrorLog::collect(uint64_t first, void const* thread, char* text, size_t size) {
    size_t used = 0;
    shim::Locked const locked(&mutex);
    if (count > capacity && first < count - capacity) first = count - capacity;
    for (uint64_t i = first; i < count; ++i) {
        Entry const& entry = entries[i % capacity];
        if (entry.thread && entry.thread != thread) continue;
        int const written = snprintf(text + used, size - used, "%s%s", used ? "\n" : "", entry.text);
        if (written < 0 || used + written >= size) break;
        used += written;
    }
    return used;
}

char const* trt_last_error(void) { return last_error ? last_error : ""; }
