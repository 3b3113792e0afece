// IRefitter: other values for the weights of an engine.
#include "shim.h"

using namespace shim;

namespace {

constexpr int v10 = version(10), v11 = version(11), v11_4 = version(11, 4);

// Calls `give` with the methods and the weights; without a name or values TensorRT is not asked.
template <int since = always, class Give>
trt_status give_weights(char const* method, trt_refitter* refitter, char const* name, trt_weights const* weights,
                        Give give) {
    if (!name || !weights) return null_argument(method, name ? "weights" : "name");
    return guarded<since>(method, refitter, [&](auto& native) {
        if (!weights->values || weights->count < 0)
            return fail(TRT_BAD_ARGUMENT, "%s: the weights have no values, or less than none", method);
        abi::Weights const given{static_cast<abi::DataType>(weights->dtype), weights->values, weights->count};
        return give(native, given) ? TRT_OK : refused(method);
    });
}

template <class Read>
trt_status told_weights(char const* method, trt_refitter* refitter, char const* name, trt_weights* out, Read read) {
    if (!name || !out) return null_argument(method, name ? "output" : "name");
    return guarded<v10>(method, refitter, [&](auto& native) {
        abi::Weights const weights = read(native);
        *out = {static_cast<int32_t>(weights.type), weights.values, weights.count};
        return TRT_OK;
    });
}

// A list that the caller has room for; `read` writes it and answers how long it is.
template <int until = forever, class Read>
trt_status list(char const* method, trt_refitter* refitter, char const** names, int32_t capacity, int32_t* count,
                Read read) {
    if (!count || capacity < 0 || (capacity > 0 && !names)) return null_argument(method, count ? "names" : "count");
    return guarded<always, until>(method, refitter, [&](auto& native) {
        int32_t const length = read(native);
        if (length < 0) return refused(method);
        *count = length;
        return TRT_OK;
    });
}

}  // namespace

trt_status trt_refitter_create(trt_engine* engine, trt_logger* logger, trt_refitter** refitter) {
    constexpr char method[] = "createInferRefitter";
    if (!valid(engine) || !valid(logger)) return bad_handle(method);
    trt_library const& library = *engine->library;
    if (!library.create_refitter)
        return fail(TRT_NOT_AVAILABLE, "%s cannot refit engines: it does not export createInferRefitter_INTERNAL",
                    library.path);
    return make(method, engine, refitter, [&](auto&) {
        abi::ILogger* native_logger = logger;
        return static_cast<abi::IRefitter*>(
            library.create_refitter(engine->native, native_logger, library.native_version));
    });
}

trt_status trt_refitter_destroy(trt_refitter* refitter) { return destroy("trt_refitter_destroy", refitter); }

// ---- weights ----

trt_status trt_refitter_set_weights(trt_refitter* refitter, char const* layer_name, int32_t role,
                                    trt_weights const* weights) {
    return give_weights("IRefitter::setWeights", refitter, layer_name, weights, [&](auto& native, auto const& given) {
        return native.setWeights(layer_name, EnumNumber{role}, given);
    });
}

trt_status trt_refitter_set_named_weights(trt_refitter* refitter, char const* name, trt_weights const* weights) {
    return give_weights("IRefitter::setNamedWeights", refitter, name, weights,
                        [&](auto& native, auto const& given) { return native.setNamedWeights(name, given); });
}

trt_status trt_refitter_set_named_weights_with_location(trt_refitter* refitter, char const* name,
                                                        trt_weights const* weights, int32_t location) {
    return give_weights<v10>("IRefitter::setNamedWeightsWithLocation", refitter, name, weights,
                             [&](auto& native, auto const& given) {
                                 return native.setNamedWeightsWithLocation(name, given, EnumNumber{location});
                             });
}

trt_status trt_refitter_get_named_weights(trt_refitter* refitter, char const* name, trt_weights* weights) {
    return told_weights("IRefitter::getNamedWeights", refitter, name, weights,
                        [&](auto& native) { return native.getNamedWeights(name); });
}

trt_status trt_refitter_get_weights_location(trt_refitter* refitter, char const* name, int32_t* location) {
    return get_of<v10>(name, "IRefitter::getWeightsLocation", refitter, location,
                       [&](auto& native) { return native.getWeightsLocation(name); });
}

trt_status trt_refitter_unset_named_weights(trt_refitter* refitter, char const* name) {
    return ask_of<v10>(name, "IRefitter::unsetNamedWeights", refitter,
                       [&](auto& native) { return native.unsetNamedWeights(name); });
}

trt_status trt_refitter_get_weights_prototype(trt_refitter* refitter, char const* name, trt_weights* prototype) {
    return told_weights("IRefitter::getWeightsPrototype", refitter, name, prototype,
                        [&](auto& native) { return native.getWeightsPrototype(name); });
}

// ---- which there are ----

trt_status trt_refitter_get_all(trt_refitter* refitter, char const** layer_names, int32_t* roles, int32_t capacity,
                                int32_t* count) {
    constexpr char method[] = "IRefitter::getAll";
    if (capacity > 0 && !roles) return null_argument(method, "roles");
    return list(method, refitter, layer_names, capacity, count, [&](auto& native) {
        return native.getAll(capacity, layer_names, reinterpret_cast<abi::WeightsRole*>(roles));
    });
}

trt_status trt_refitter_get_missing(trt_refitter* refitter, char const** layer_names, int32_t* roles, int32_t capacity,
                                    int32_t* count) {
    constexpr char method[] = "IRefitter::getMissing";
    if (capacity > 0 && !roles) return null_argument(method, "roles");
    return list(method, refitter, layer_names, capacity, count, [&](auto& native) {
        return native.getMissing(capacity, layer_names, reinterpret_cast<abi::WeightsRole*>(roles));
    });
}

trt_status trt_refitter_get_all_weights(trt_refitter* refitter, char const** names, int32_t capacity, int32_t* count) {
    return list("IRefitter::getAllWeights", refitter, names, capacity, count,
                [&](auto& native) { return native.getAllWeights(capacity, names); });
}

trt_status trt_refitter_get_missing_weights(trt_refitter* refitter, char const** names, int32_t capacity,
                                            int32_t* count) {
    return list("IRefitter::getMissingWeights", refitter, names, capacity, count,
                [&](auto& native) { return native.getMissingWeights(capacity, names); });
}

// ---- the refit ----

trt_status trt_refitter_refit_cuda_engine(trt_refitter* refitter) {
    return ask("IRefitter::refitCudaEngine", refitter, [](auto& native) { return native.refitCudaEngine(); });
}

trt_status trt_refitter_refit_cuda_engine_async(trt_refitter* refitter, trt_stream stream) {
    return ask<v10>("IRefitter::refitCudaEngineAsync", refitter,
                    [&](auto& native) { return native.refitCudaEngineAsync(as_stream(stream)); });
}

trt_status trt_refitter_release_refit_resources(trt_refitter* refitter) {
    return ask<v11_4>("IRefitter::releaseRefitResources", refitter,
                      [](auto& native) { return native.releaseRefitResources(); });
}

// ---- dynamic ranges ----

trt_status trt_refitter_set_dynamic_range(trt_refitter* refitter, char const* tensor_name, float least,
                                          float greatest) {
    return ask_of<always, v11>(tensor_name, "IRefitter::setDynamicRange", refitter,
                               [&](auto& native) { return native.setDynamicRange(tensor_name, least, greatest); });
}

trt_status trt_refitter_get_dynamic_range(trt_refitter* refitter, char const* tensor_name, float* least,
                                          float* greatest) {
    constexpr char method[] = "IRefitter::getDynamicRangeMin";
    if (!greatest) return null_argument(method, "output");
    return get_of<always, v11>(tensor_name, method, refitter, least, [&](auto& native) {
        *greatest = native.getDynamicRangeMax(tensor_name);
        return native.getDynamicRangeMin(tensor_name);
    });
}

trt_status trt_refitter_get_tensors_with_dynamic_range(trt_refitter* refitter, char const** names, int32_t capacity,
                                                       int32_t* count) {
    return list<v11>("IRefitter::getTensorsWithDynamicRange", refitter, names, capacity, count,
                     [&](auto& native) { return native.getTensorsWithDynamicRange(capacity, names); });
}

// ---- how it is done ----

trt_status trt_refitter_get_weights_validation(trt_refitter* refitter, bool* validation) {
    return get<v10>("IRefitter::getWeightsValidation", refitter, validation,
                    [](auto& native) { return native.getWeightsValidation(); });
}

trt_status trt_refitter_set_weights_validation(trt_refitter* refitter, bool validation) {
    return tell<v10>("IRefitter::setWeightsValidation", refitter,
                     [&](auto& native) { native.setWeightsValidation(validation); });
}

trt_status trt_refitter_get_max_threads(trt_refitter* refitter, int32_t* count) {
    return get("IRefitter::getMaxThreads", refitter, count, [](auto& native) { return native.getMaxThreads(); });
}

trt_status trt_refitter_set_max_threads(trt_refitter* refitter, int32_t count) {
    return ask("IRefitter::setMaxThreads", refitter, [&](auto& native) { return native.setMaxThreads(count); });
}

trt_status trt_refitter_set_error_recorder(trt_refitter* refitter, trt_error_recorder* recorder) {
    return set_object<always, abi::IErrorRecorder>("IRefitter::setErrorRecorder", refitter, recorder,
                                                   [](auto& native, auto* object) { native.setErrorRecorder(object); });
}

trt_status trt_refitter_get_error_recorder(trt_refitter* refitter, trt_error_recorder** recorder) {
    return get_object("IRefitter::getErrorRecorder", refitter, recorder,
                      [](auto& native) { return native.getErrorRecorder(); });
}
