// ITimingCache: what is known of the speed of kernels.
#include "builder.h"

using namespace shim;

trt_status trt_timing_cache_destroy(trt_timing_cache* cache) {
    if (!valid(cache)) return bad_handle("trt_timing_cache_destroy");
    return cache->lent ? give_back("trt_timing_cache_destroy", cache) : destroy("trt_timing_cache_destroy", cache);
}

trt_status trt_timing_cache_serialize(trt_timing_cache* cache, trt_host_memory** bytes) {
    return make("ITimingCache::serialize", cache, bytes, [](auto& native) { return native.serialize(); });
}

trt_status trt_timing_cache_combine(trt_timing_cache* cache, trt_timing_cache* other, bool ignore_mismatch) {
    constexpr char method[] = "ITimingCache::combine";
    if (!valid(other)) return bad_handle(method);
    return ask(method, cache, [&](auto& native) { return native.combine(*other->native, ignore_mismatch); });
}

trt_status trt_timing_cache_reset(trt_timing_cache* cache) {
    return ask("ITimingCache::reset", cache, [](auto& native) { return native.reset(); });
}
