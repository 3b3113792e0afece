// Uses an IStreamWriter as a builder does: compiled by test_streams.py.
#include "abi/abi.h"

extern "C" int64_t write_to(void* writer, void const* data, int64_t size) {
    return static_cast<abi::IStreamWriter*>(writer)->write(data, size);
}

extern "C" char const* kind_of(void* versioned) {
    return static_cast<abi::IVersionedInterface*>(versioned)->getInterfaceInfo().kind;
}
