// How a callback object is made and destroyed: an interface of TensorRT over a table of C functions.
#pragma once

#include "shim.h"

#include <new>

namespace shim {

#if TRT_MAJOR >= 10
// What every interface says of itself from 10 on.
template <class Base>
struct Versioned : Base {
    abi::APILanguage getAPILanguage() const noexcept final { return abi::APILanguage::kCPP; }
};
#define INTERFACE_INFO(name) \
    abi::InterfaceInfo getInterfaceInfo() const noexcept final { return {name, 1, 0}; }
#else
template <class Base>
struct Versioned : Base {};
#define INTERFACE_INFO(name)
#endif
#if TRT_MAJOR >= 11
// ILogger and IProfiler are versioned from 11 on.
template <class Base>
using VersionedSince11 = Versioned<Base>;
#define INTERFACE_INFO_SINCE_11(name) INTERFACE_INFO(name)
#else
template <class Base>
struct VersionedSince11 : Base {};
#define INTERFACE_INFO_SINCE_11(name)
#endif

// Counts a call of a function of the program's for as long as it lasts.
class Calling {
public:
    explicit Calling(trt_library* library_) : library(library_) {
        __atomic_add_fetch(&library->callbacks_in_progress, 1, __ATOMIC_SEQ_CST);
    }
    ~Calling() { __atomic_sub_fetch(&library->callbacks_in_progress, 1, __ATOMIC_SEQ_CST); }
    Calling(Calling const&) = delete;
    Calling& operator=(Calling const&) = delete;

    bool allowed() const { return !__atomic_load_n(&library->callbacks_stopped, __ATOMIC_SEQ_CST); }

private:
    trt_library* library;
};

// Calls a function of the program's. Once there are none any more, the answer is 0, which means "failed".
template <class Result, class... Parameters, class... Arguments>
Result call(trt_library* library, Result (*function)(Parameters...), Arguments... arguments) {
    Calling const calling(library);
    return calling.allowed() ? function(arguments...) : Result();
}

// Makes a callback object in memory of malloc, which is what it is freed to.
template <class Object, class H, class... Arguments>
Object* construct(trt_library* library, H** out, Arguments&&... arguments) {
    void* memory = malloc(sizeof(Object));
    if (!memory) return nullptr;
    Object* object = new (memory) Object(arguments...);
    object->kind = H::expected;
    object->library = library;
    *out = object;
    return object;
}

template <class Object, class H, class Table, size_t functions>
trt_status create_object(char const* method, trt_library* library, Table const* table, uint64_t user, H** out,
                         bool const (&given)[functions]) {
    if (!valid(library)) return bad_handle(method);
    if (!table || !out) return null_argument(method, table ? "output" : "callbacks");
    for (bool is_given : given)
        if (!is_given) return fail(TRT_BAD_ARGUMENT, "%s: a function that must be given is NULL", method);
    Object* object = construct<Object>(library, out, *table, user);
    if (!object) return out_of_memory(method);
    enlist(library, &object->listed, static_cast<H*>(object));
    return TRT_OK;
}

template <class Object, class H>
trt_status destroy_object(char const* method, H* handle) {
    if (!valid(handle)) return bad_handle(method);
    auto* object = static_cast<Object*>(handle);
    delist(object->library, &object->listed);
    object->kind = Kind::destroyed;
    free(object);
    return TRT_OK;
}

}  // namespace shim
