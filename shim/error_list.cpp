// Errors of TensorRT, kept without a function of the program's.
#include "shim.h"

using namespace shim;

struct trt_error_list : Handle {
    static constexpr Kind expected = Kind::error_list;

    struct Error {
        int32_t code;
        char description[TRT_MAX_DESCRIPTION];
    };

    pthread_mutex_t mutex;
    Error* errors;  // never moved: TensorRT may read a description that was cleared meanwhile
    int32_t capacity;
    int32_t count;
    bool overflowed;
};

namespace {

trt_error_list* list_of(uint64_t user) { return reinterpret_cast<trt_error_list*>(user); }

// The error at an index, or one that says nothing. The caller holds the mutex.
trt_error_list::Error const& error_at(trt_error_list const* list, int32_t index) {
    static constexpr trt_error_list::Error none{};
    return index >= 0 && index < list->count ? list->errors[index] : none;
}

int32_t get_num_errors(uint64_t user) {
    int32_t count = 0;
    trt_error_list_count(list_of(user), &count);
    return count;
}

int32_t get_error_code(uint64_t user, int32_t index) {
    Locked const locked(&list_of(user)->mutex);
    return error_at(list_of(user), index).code;
}

char const* get_error_desc(uint64_t user, int32_t index) {
    Locked const locked(&list_of(user)->mutex);
    return error_at(list_of(user), index).description;
}

bool has_overflowed(uint64_t user) {
    bool overflowed = false;
    trt_error_list_has_overflowed(list_of(user), &overflowed);
    return overflowed;
}

void clear(uint64_t user) { trt_error_list_clear(list_of(user)); }

bool report_error(uint64_t user, int32_t code, char const* description) {
    trt_error_list_add(list_of(user), code, description);
    return false;
}

}  // namespace

trt_status trt_error_list_create(int32_t capacity, trt_error_list** list) {
    constexpr char method[] = "trt_error_list_create";
    if (!list) return null_argument(method, "list");
    if (capacity < 1) return fail(TRT_BAD_ARGUMENT, "%s: a capacity of %d holds no error", method, capacity);
    auto* made = allocate<trt_error_list>(nullptr);
    auto* errors = static_cast<trt_error_list::Error*>(calloc(capacity, sizeof(trt_error_list::Error)));
    if (!made || !errors) {
        free(made);
        free(errors);
        return out_of_memory(method);
    }
    pthread_mutex_init(&made->mutex, nullptr);
    made->errors = errors;
    made->capacity = capacity;
    *list = made;
    return TRT_OK;
}

trt_status trt_error_list_destroy(trt_error_list* list) {
    if (!valid(list)) return bad_handle("trt_error_list_destroy");
    free(list->errors);
    pthread_mutex_destroy(&list->mutex);
    release(list);
    return TRT_OK;
}

trt_status trt_error_list_add(trt_error_list* list, int32_t code, char const* description) {
    constexpr char method[] = "trt_error_list_add";
    if (!description) return null_argument(method, "description");
    return locked(method, list, [&](auto& self) {
        if (self.count == self.capacity) {
            self.overflowed = true;
            return TRT_OK;
        }
        auto& error = self.errors[self.count++];
        error.code = code;
        strncpy(error.description, description, sizeof error.description - 1);
        return TRT_OK;
    });
}

trt_status trt_error_list_count(trt_error_list* list, int32_t* count) {
    constexpr char method[] = "trt_error_list_count";
    if (!count) return null_argument(method, "count");
    return locked(method, list, [&](auto& self) {
        *count = self.count;
        return TRT_OK;
    });
}

trt_status trt_error_list_get(trt_error_list* list, int32_t index, int32_t* code, char* description) {
    constexpr char method[] = "trt_error_list_get";
    if (!code || !description) return null_argument(method, "output");
    return locked(method, list, [&](auto& self) {
        if (index < 0 || index >= self.count)
            return fail(TRT_BAD_ARGUMENT, "%s: there is no error %d, but %d", method, index, self.count);
        auto const& error = self.errors[index];
        *code = error.code;
        memcpy(description, error.description, sizeof error.description);
        return TRT_OK;
    });
}

trt_status trt_error_list_has_overflowed(trt_error_list* list, bool* overflowed) {
    constexpr char method[] = "trt_error_list_has_overflowed";
    if (!overflowed) return null_argument(method, "overflowed");
    return locked(method, list, [&](auto& self) {
        *overflowed = self.overflowed;
        return TRT_OK;
    });
}

trt_status trt_error_list_clear(trt_error_list* list) {
    return locked("trt_error_list_clear", list, [](auto& self) {
        self.count = 0;
        self.overflowed = false;
        return TRT_OK;
    });
}

trt_status trt_error_recorder_create_for(trt_library* library, trt_error_list* list, trt_error_recorder** recorder) {
    static constexpr trt_error_recorder_callbacks keeping{get_num_errors, get_error_code, get_error_desc,
                                                          has_overflowed, clear,          report_error};
    if (!valid(list)) return bad_handle("trt_error_recorder_create_for");
    return trt_error_recorder_create(library, &keeping, as_number(list), recorder);
}
