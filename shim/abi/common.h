// What the binary interfaces of all majors share.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct CUstream_st;
struct CUevent_st;

namespace abi {

using Stream = CUstream_st*;
using Event = CUevent_st*;

// The same numbers in every version.
enum class Severity : int32_t { kINTERNAL_ERROR = 0, kERROR = 1, kWARNING = 2, kINFO = 3, kVERBOSE = 4 };

// Root of everything with a virtual table. It adds no member and no slot: it is here so that the deleting
// destructors, which have slots of their own, need nothing of the C++ runtime library. Nobody but an
// object's own library may free it.
struct Interface {
    static void operator delete(void*) noexcept {}
};

}  // namespace abi
