// Memory of the GPU in the order of a stream, from the CUDA driver; in a simulator, of the host.
#pragma once

#include "shim.h"

namespace shim {

// pool: a CUmemoryPool, or 0 for the device's own. 0 and a reason for trt_last_error() when there is none.
trt_address allocate_on(trt_library* library, trt_address pool, trt_stream stream, uint64_t size, uint64_t alignment);

// Once the work that is on the stream now is done.
trt_status free_on(trt_library* library, trt_address memory, trt_stream stream);

// At once: nothing uses it any more.
trt_status free_now(trt_library* library, trt_address memory);

}  // namespace shim
