// IOptimizationProfile: the shapes that a plan is for.
#include "builder.h"

using namespace shim;

trt_status trt_optimization_profile_destroy(trt_optimization_profile* profile) {
    return give_back("trt_optimization_profile_destroy", profile);
}

trt_status trt_optimization_profile_set_dimensions(trt_optimization_profile* profile, char const* name,
                                                   int32_t selector, trt_dims const* shape) {
    constexpr char method[] = "IOptimizationProfile::setDimensions";
    abi::Dims native_shape;
    if (!name || !shape) return null_argument(method, name ? "shape" : "name");
    if (!to_native(*shape, &native_shape)) return fail(TRT_BAD_ARGUMENT, "%s: the shape cannot be one", method);
    return ask(method, profile,
               [&](auto& native) { return native.setDimensions(name, EnumNumber{selector}, native_shape); });
}

trt_status trt_optimization_profile_get_dimensions(trt_optimization_profile* profile, char const* name,
                                                   int32_t selector, trt_dims* shape) {
    return get_of(name, "IOptimizationProfile::getDimensions", profile, shape,
                  [&](auto& native) { return native.getDimensions(name, EnumNumber{selector}); });
}

trt_status trt_optimization_profile_set_shape_values(trt_optimization_profile* profile, char const* name,
                                                     int32_t selector, int64_t const* values, int32_t count) {
    constexpr char method[] = "IOptimizationProfile::setShapeValues";
    if (!name || !values) return null_argument(method, name ? "values" : "name");
    return guarded(method, profile, [&](auto& native) {
        if constexpr (TRT_MAJOR >= 10) {
            if (profile->library->version >= version(10, 11))
                return native.setShapeValuesV2(name, EnumNumber{selector}, values, count) ? TRT_OK : refused(method);
        }
        if constexpr (TRT_MAJOR <= 10) {
            int32_t narrow[TRT_MAX_DIMS];
            if (count > TRT_MAX_DIMS) return fail(TRT_BAD_ARGUMENT, "%s: more than %d values", method, TRT_MAX_DIMS);
            for (int32_t i = 0; i < count; ++i) {
                narrow[i] = static_cast<int32_t>(values[i]);
                if (narrow[i] != values[i]) return fail(TRT_BAD_ARGUMENT, "%s: a value has over 32 bits", method);
            }
            return native.setShapeValues(name, EnumNumber{selector}, narrow, count) ? TRT_OK : refused(method);
        }
        return TRT_OK;
    });
}

trt_status trt_optimization_profile_get_num_shape_values(trt_optimization_profile* profile, char const* name,
                                                         int32_t* number) {
    return get_of(name, "IOptimizationProfile::getNbShapeValues", profile, number,
                  [&](auto& native) { return native.getNbShapeValues(name); });
}

trt_status trt_optimization_profile_get_shape_values(trt_optimization_profile* profile, char const* name,
                                                     int32_t selector, int64_t* values, int32_t capacity) {
    constexpr char method[] = "IOptimizationProfile::getShapeValues";
    if (!name || !values) return null_argument(method, name ? "values" : "name");
    return guarded(method, profile, [&](auto& native) {
        int32_t const count = native.getNbShapeValues(name);
        if (count > capacity) return fail(TRT_BAD_ARGUMENT, "%s: there are %d values", method, count);
        auto copy = [&](auto const* from) {
            if (!from) return refused(method);
            for (int32_t i = 0; i < count; ++i) values[i] = from[i];
            return TRT_OK;
        };
        if constexpr (TRT_MAJOR >= 10) {
            if (profile->library->version >= version(10, 11))
                return copy(native.getShapeValuesV2(name, EnumNumber{selector}));
        }
        if constexpr (TRT_MAJOR <= 10) return copy(native.getShapeValues(name, EnumNumber{selector}));
        return TRT_OK;
    });
}

trt_status trt_optimization_profile_get_extra_memory_target(trt_optimization_profile* profile, float* number) {
    return get("IOptimizationProfile::getExtraMemoryTarget", profile, number,
               [](auto& native) { return native.getExtraMemoryTarget(); });
}

trt_status trt_optimization_profile_set_extra_memory_target(trt_optimization_profile* profile, float target) {
    return ask("IOptimizationProfile::setExtraMemoryTarget", profile,
               [&](auto& native) { return native.setExtraMemoryTarget(target); });
}

trt_status trt_optimization_profile_is_valid(trt_optimization_profile* profile, bool* yes) {
    return get("IOptimizationProfile::isValid", profile, yes, [](auto& native) { return native.isValid(); });
}

trt_status trt_optimization_profile_get_profile_stream(trt_optimization_profile* profile, trt_stream* stream) {
    return get<version(11, 4)>("IOptimizationProfile::getProfileStream", profile, stream,
                               [](auto& native) { return as_number(native.getProfileStream()); });
}

trt_status trt_optimization_profile_set_profile_stream(trt_optimization_profile* profile, trt_stream stream) {
    return tell<version(11, 4)>("IOptimizationProfile::setProfileStream", profile, [&](auto& native) {
        native.setProfileStream(static_cast<abi::Stream>(as_pointer(stream)));
    });
}
