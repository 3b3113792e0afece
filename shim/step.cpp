// A launch with all that it needs, as one call.
#include "device_output.h"
#include "given.h"

using namespace shim;

struct trt_step : Handle {
    static constexpr Kind expected = Kind::step;
    trt_context* context;
    trt_stream stream;
    int32_t count;
    trt_address* addresses;
    trt_dims* shapes;
    trt_step_part refused_part;
    int32_t refused_tensor;
};

namespace {

bool same(trt_dims const& one, trt_dims const& other) {
    return one.nb_dims == other.nb_dims && !memcmp(one.d, other.d, one.nb_dims * sizeof *one.d);
}

trt_status stopped_at(trt_step* step, trt_step_part part, int32_t tensor, trt_status status) {
    step->refused_part = part;
    step->refused_tensor = tensor;
    return status;
}

template <class Native>
trt_status run(trt_step* step, Native& native) {
    Given& last = *step->context->given;
    for (int32_t i = 0; i < step->count; ++i) {
        trt_dims const& wanted = step->shapes[i];
        if (wanted.nb_dims == -1 || same(wanted, last.shapes[i])) continue;
        abi::Dims dims;
        if (!to_native(wanted, &dims))
            return stopped_at(step, TRT_STEP_SHAPE, i, shape_does_not_fit("IExecutionContext::setInputShape"));
        if (!native.setInputShape(last.tensors[i].name, dims))
            return stopped_at(step, TRT_STEP_SHAPE, i, refused("IExecutionContext::setInputShape"));
        last.shape_is(i, wanted);
    }
    int32_t const tensor = last.give_addresses(native, step->addresses);
    if (tensor >= 0) return stopped_at(step, TRT_STEP_ADDRESS, tensor, refused("IExecutionContext::setTensorAddress"));
    DeviceOutput::expect_launch(step->context, step->stream);
    if (is_ready(step->context, native) && native.enqueueV3(as_stream(step->stream))) return TRT_OK;
    return stopped_at(step, TRT_STEP_LAUNCH, -1, refused("IExecutionContext::enqueueV3"));
}

}  // namespace

trt_status trt_step_create(trt_context* context, trt_stream stream, trt_step** step) {
    constexpr char method[] = "trt_step_create";
    if (!step) return null_argument(method, "step");
    return guarded(method, context, [&](auto&) {
        Given const* last = given(context);
        trt_step* made = last ? allocate<trt_step>(context->library) : nullptr;
        if (!made) return out_of_memory(method);
        made->addresses = static_cast<trt_address*>(calloc(last->count + 1, sizeof(trt_address)));
        made->shapes = static_cast<trt_dims*>(calloc(last->count + 1, sizeof(trt_dims)));
        if (!made->addresses || !made->shapes) {
            trt_step_destroy(made);
            return out_of_memory(method);
        }
        for (int32_t i = 0; i < last->count; ++i) made->shapes[i].nb_dims = -1;
        made->context = context;
        made->stream = stream;
        made->count = last->count;
        *step = made;
        return TRT_OK;
    });
}

trt_status trt_step_get_memory(trt_step* step, int32_t* count, trt_address** addresses, trt_dims** shapes) {
    constexpr char method[] = "trt_step_get_memory";
    if (!valid(step)) return bad_handle(method);
    if (!count || !addresses || !shapes) return null_argument(method, "output");
    *count = step->count;
    *addresses = step->addresses;
    *shapes = step->shapes;
    return TRT_OK;
}

trt_status trt_step_run(trt_step* step) {
    constexpr char method[] = "trt_step_run";
    if (!valid(step)) return bad_handle(method);
    return guarded(method, step->context, [&](auto& native) { return run(step, native); });
}

trt_status trt_step_get_refused(trt_step* step, trt_step_part* part, int32_t* tensor) {
    constexpr char method[] = "trt_step_get_refused";
    if (!valid(step)) return bad_handle(method);
    if (!part || !tensor) return null_argument(method, "output");
    *part = step->refused_part;
    *tensor = step->refused_tensor;
    return TRT_OK;
}

trt_status trt_step_destroy(trt_step* step) {
    if (!valid(step)) return bad_handle("trt_step_destroy");
    free(step->addresses);
    free(step->shapes);
    release(step);
    return TRT_OK;
}
