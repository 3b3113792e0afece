// INetworkDefinition, its tensors and its layers.
#include "builder.h"

using namespace shim;

namespace {

// Calls `body` with the network, in the order of slots that the loaded version has. For methods from slot 63 on.
template <int since, class Body>
trt_status with_network(char const* method, trt_network* network, Body body) {
    return guarded<since>(method, network, [&](auto& native) {
#if TRT_MAJOR == 10
        if (network->library->version / 100 == version(10, 8) / 100)
            return body(reinterpret_cast<abi::VNetworkDefinition108&>(native));
#endif
        return body(native);
    });
}

}  // namespace

trt_status trt_network_destroy(trt_network* network) { return destroy("trt_network_destroy", network); }

trt_status trt_network_get_name(trt_network* network, char const** text) {
    return get("INetworkDefinition::getName", network, text, [](auto& native) { return native.getName(); });
}

trt_status trt_network_set_name(trt_network* network, char const* name) {
    return tell("INetworkDefinition::setName", network, [&](auto& native) { native.setName(name); });
}

trt_status trt_network_get_num_inputs(trt_network* network, int32_t* number) {
    return get("INetworkDefinition::getNbInputs", network, number, [](auto& native) { return native.getNbInputs(); });
}

trt_status trt_network_get_num_outputs(trt_network* network, int32_t* number) {
    return get("INetworkDefinition::getNbOutputs", network, number, [](auto& native) { return native.getNbOutputs(); });
}

trt_status trt_network_get_num_layers(trt_network* network, int32_t* number) {
    return get("INetworkDefinition::getNbLayers", network, number, [](auto& native) { return native.getNbLayers(); });
}

trt_status trt_network_has_implicit_batch_dimension(trt_network* network, bool* yes) {
    return get("INetworkDefinition::hasImplicitBatchDimension", network, yes,
               [](auto& native) { return native.hasImplicitBatchDimension(); });
}

trt_status trt_network_input(trt_network* network, int32_t index, trt_tensor** tensor) {
    return make("INetworkDefinition::getInput", network, tensor, [&](auto& native) { return native.getInput(index); });
}

trt_status trt_network_output(trt_network* network, int32_t index, trt_tensor** tensor) {
    return make("INetworkDefinition::getOutput", network, tensor,
                [&](auto& native) { return native.getOutput(index); });
}

trt_status trt_network_layer(trt_network* network, int32_t index, trt_layer** layer) {
    return make("INetworkDefinition::getLayer", network, layer, [&](auto& native) { return native.getLayer(index); });
}

trt_status trt_network_mark_output(trt_network* network, trt_tensor* tensor) {
    constexpr char method[] = "INetworkDefinition::markOutput";
    if (!valid(tensor)) return bad_handle(method);
    return tell(method, network, [&](auto& native) { native.markOutput(*tensor->native); });
}

trt_status trt_network_unmark_output(trt_network* network, trt_tensor* tensor) {
    constexpr char method[] = "INetworkDefinition::unmarkOutput";
    if (!valid(tensor)) return bad_handle(method);
    return tell(method, network, [&](auto& native) { native.unmarkOutput(*tensor->native); });
}

trt_status trt_network_mark_output_for_shapes(trt_network* network, trt_tensor* tensor) {
    constexpr char method[] = "INetworkDefinition::markOutputForShapes";
    if (!valid(tensor)) return bad_handle(method);
    return ask(method, network, [&](auto& native) { return native.markOutputForShapes(*tensor->native); });
}

trt_status trt_network_unmark_output_for_shapes(trt_network* network, trt_tensor* tensor) {
    constexpr char method[] = "INetworkDefinition::unmarkOutputForShapes";
    if (!valid(tensor)) return bad_handle(method);
    return ask(method, network, [&](auto& native) { return native.unmarkOutputForShapes(*tensor->native); });
}

trt_status trt_network_remove_tensor(trt_network* network, trt_tensor* tensor) {
    constexpr char method[] = "INetworkDefinition::removeTensor";
    if (!valid(tensor)) return bad_handle(method);
    return tell(method, network, [&](auto& native) { native.removeTensor(*tensor->native); });
}

trt_status trt_network_set_error_recorder(trt_network* network, trt_error_recorder* recorder) {
    return set_object<always, abi::IErrorRecorder>("INetworkDefinition::setErrorRecorder", network, recorder,
                                                   [](auto& native, auto* object) { native.setErrorRecorder(object); });
}

trt_status trt_network_get_error_recorder(trt_network* network, trt_error_recorder** recorder) {
    return get_object("INetworkDefinition::getErrorRecorder", network, recorder,
                      [](auto& native) { return native.getErrorRecorder(); });
}

trt_status trt_network_get_flags(trt_network* network, uint32_t* bits) {
    constexpr char method[] = "INetworkDefinition::getFlags";
    if (!bits) return null_argument(method, "output");
    return with_network<version(10)>(method, network, [&](auto& native) {
        *bits = native.getFlags();
        return TRT_OK;
    });
}

trt_status trt_network_mark_debug(trt_network* network, trt_tensor* tensor) {
    constexpr char method[] = "INetworkDefinition::markDebug";
    if (!valid(tensor)) return bad_handle(method);
    return with_network<version(10)>(
        method, network, [&](auto& native) { return native.markDebug(*tensor->native) ? TRT_OK : refused(method); });
}

trt_status trt_network_unmark_debug(trt_network* network, trt_tensor* tensor) {
    constexpr char method[] = "INetworkDefinition::unmarkDebug";
    if (!valid(tensor)) return bad_handle(method);
    return with_network<version(10)>(
        method, network, [&](auto& native) { return native.unmarkDebug(*tensor->native) ? TRT_OK : refused(method); });
}

trt_status trt_network_is_debug_tensor(trt_network* network, trt_tensor* tensor, bool* yes) {
    constexpr char method[] = "INetworkDefinition::isDebugTensor";
    if (!valid(tensor)) return bad_handle(method);
    if (!yes) return null_argument(method, "output");
    return with_network<version(10)>(method, network, [&](auto& native) {
        *yes = native.isDebugTensor(*tensor->native);
        return TRT_OK;
    });
}

trt_status trt_network_mark_unfused_tensors_as_debug_tensors(trt_network* network) {
    return ask<version(10, 12)>("INetworkDefinition::markUnfusedTensorsAsDebugTensors", network,
                                [](auto& native) { return native.markUnfusedTensorsAsDebugTensors(); });
}

trt_status trt_network_unmark_unfused_tensors_as_debug_tensors(trt_network* network) {
    return ask<version(10, 12)>("INetworkDefinition::unmarkUnfusedTensorsAsDebugTensors", network,
                                [](auto& native) { return native.unmarkUnfusedTensorsAsDebugTensors(); });
}

trt_status trt_network_mark_weights_refittable(trt_network* network, char const* name) {
    constexpr char method[] = "INetworkDefinition::markWeightsRefittable";
    if (!name) return null_argument(method, "name");
    return with_network<version(10, 2)>(
        method, network, [&](auto& native) { return native.markWeightsRefittable(name) ? TRT_OK : refused(method); });
}

trt_status trt_network_unmark_weights_refittable(trt_network* network, char const* name) {
    constexpr char method[] = "INetworkDefinition::unmarkWeightsRefittable";
    if (!name) return null_argument(method, "name");
    return with_network<version(10, 2)>(
        method, network, [&](auto& native) { return native.unmarkWeightsRefittable(name) ? TRT_OK : refused(method); });
}

trt_status trt_network_are_weights_marked_refittable(trt_network* network, char const* name, bool* yes) {
    constexpr char method[] = "INetworkDefinition::areWeightsMarkedRefittable";
    if (!name || !yes) return null_argument(method, name ? "output" : "name");
    return with_network<version(10, 2)>(method, network, [&](auto& native) {
        *yes = native.areWeightsMarkedRefittable(name);
        return TRT_OK;
    });
}

trt_status trt_tensor_destroy(trt_tensor* tensor) { return give_back("trt_tensor_destroy", tensor); }

trt_status trt_tensor_get_identity(trt_tensor* tensor, trt_address* identity) {
    return get("trt_tensor_get_identity", tensor, identity, [&](auto&) { return as_number(tensor->native); });
}

trt_status trt_tensor_get_name(trt_tensor* tensor, char const** text) {
    return get("ITensor::getName", tensor, text, [](auto& native) { return native.getName(); });
}

trt_status trt_tensor_set_name(trt_tensor* tensor, char const* name) {
    return tell("ITensor::setName", tensor, [&](auto& native) { native.setName(name); });
}

trt_status trt_tensor_get_shape(trt_tensor* tensor, trt_dims* shape) {
    return get("ITensor::getDimensions", tensor, shape, [](auto& native) { return native.getDimensions(); });
}

trt_status trt_tensor_set_shape(trt_tensor* tensor, trt_dims const* shape) {
    constexpr char method[] = "ITensor::setDimensions";
    abi::Dims native_shape;
    if (!shape) return null_argument(method, "shape");
    if (!to_native(*shape, &native_shape)) return fail(TRT_BAD_ARGUMENT, "%s: the shape cannot be one", method);
    return tell(method, tensor, [&](auto& native) { native.setDimensions(native_shape); });
}

trt_status trt_tensor_get_dtype(trt_tensor* tensor, int32_t* number) {
    return get("ITensor::getType", tensor, number, [](auto& native) { return native.getType(); });
}

trt_status trt_tensor_set_dtype(trt_tensor* tensor, int32_t dtype) {
    return tell<always, version(11)>("ITensor::setType", tensor,
                                     [&](auto& native) { native.setType(EnumNumber{dtype}); });
}

trt_status trt_tensor_get_allowed_formats(trt_tensor* tensor, uint32_t* bits) {
    return get("ITensor::getAllowedFormats", tensor, bits, [](auto& native) { return native.getAllowedFormats(); });
}

trt_status trt_tensor_set_allowed_formats(trt_tensor* tensor, uint32_t formats) {
    return tell("ITensor::setAllowedFormats", tensor, [&](auto& native) { native.setAllowedFormats(formats); });
}

trt_status trt_tensor_is_network_input(trt_tensor* tensor, bool* yes) {
    return get("ITensor::isNetworkInput", tensor, yes, [](auto& native) { return native.isNetworkInput(); });
}

trt_status trt_tensor_is_network_output(trt_tensor* tensor, bool* yes) {
    return get("ITensor::isNetworkOutput", tensor, yes, [](auto& native) { return native.isNetworkOutput(); });
}

trt_status trt_tensor_is_shape_tensor(trt_tensor* tensor, bool* yes) {
    return get("ITensor::isShapeTensor", tensor, yes, [](auto& native) { return native.isShapeTensor(); });
}

trt_status trt_tensor_is_execution_tensor(trt_tensor* tensor, bool* yes) {
    return get("ITensor::isExecutionTensor", tensor, yes, [](auto& native) { return native.isExecutionTensor(); });
}

trt_status trt_tensor_get_location(trt_tensor* tensor, int32_t* number) {
    return get<always, but_rtx>("ITensor::getLocation", tensor, number,
                                [](auto& native) { return native.getLocation(); });
}

trt_status trt_tensor_set_location(trt_tensor* tensor, int32_t location) {
    return tell<always, but_rtx>("ITensor::setLocation", tensor,
                                 [&](auto& native) { native.setLocation(EnumNumber{location}); });
}

trt_status trt_tensor_get_broadcast_across_batch(trt_tensor* tensor, bool* yes) {
    return get<always, but_rtx>("ITensor::getBroadcastAcrossBatch", tensor, yes,
                                [](auto& native) { return native.getBroadcastAcrossBatch(); });
}

trt_status trt_tensor_set_broadcast_across_batch(trt_tensor* tensor, bool yes) {
    return tell<always, but_rtx>("ITensor::setBroadcastAcrossBatch", tensor,
                                 [&](auto& native) { native.setBroadcastAcrossBatch(yes); });
}

trt_status trt_tensor_set_dynamic_range(trt_tensor* tensor, float min, float max) {
    return ask<always, version(11)>("ITensor::setDynamicRange", tensor,
                                    [&](auto& native) { return native.setDynamicRange(min, max); });
}

trt_status trt_tensor_reset_dynamic_range(trt_tensor* tensor) {
    return tell<always, version(11)>("ITensor::resetDynamicRange", tensor,
                                     [](auto& native) { native.resetDynamicRange(); });
}

trt_status trt_tensor_get_dynamic_range(trt_tensor* tensor, float* min, float* max) {
    constexpr char method[] = "ITensor::getDynamicRange";
    if (!min || !max) return null_argument(method, "output");
    return guarded<always, version(11)>(method, tensor, [&](auto& native) {
        if (!native.dynamicRangeIsSet()) return refused(method);
        *min = native.getDynamicRangeMin();
        *max = native.getDynamicRangeMax();
        return TRT_OK;
    });
}

trt_status trt_tensor_get_dimension_name(trt_tensor* tensor, int32_t index, char const** text) {
    return get("ITensor::getDimensionName", tensor, text, [&](auto& native) { return native.getDimensionName(index); });
}

trt_status trt_tensor_set_dimension_name(trt_tensor* tensor, int32_t index, char const* name) {
    constexpr char method[] = "ITensor::setDimensionName";
    if (!name) return null_argument(method, "name");
    return tell(method, tensor, [&](auto& native) { native.setDimensionName(index, name); });
}

trt_status trt_layer_destroy(trt_layer* layer) { return give_back("trt_layer_destroy", layer); }

trt_status trt_layer_get_identity(trt_layer* layer, trt_address* identity) {
    return get("trt_layer_get_identity", layer, identity, [&](auto&) { return as_number(layer->native); });
}

trt_status trt_layer_get_type(trt_layer* layer, int32_t* number) {
    return get("ILayer::getType", layer, number, [](auto& native) { return native.getType(); });
}

trt_status trt_layer_get_name(trt_layer* layer, char const** text) {
    return get("ILayer::getName", layer, text, [](auto& native) { return native.getName(); });
}

trt_status trt_layer_set_name(trt_layer* layer, char const* name) {
    return tell("ILayer::setName", layer, [&](auto& native) { native.setName(name); });
}

trt_status trt_layer_get_metadata(trt_layer* layer, char const** text) {
    return get("ILayer::getMetadata", layer, text, [](auto& native) { return native.getMetadata(); });
}

trt_status trt_layer_set_metadata(trt_layer* layer, char const* metadata) {
    return tell("ILayer::setMetadata", layer, [&](auto& native) { native.setMetadata(metadata); });
}

trt_status trt_layer_get_num_inputs(trt_layer* layer, int32_t* number) {
    return get("ILayer::getNbInputs", layer, number, [](auto& native) { return native.getNbInputs(); });
}

trt_status trt_layer_get_num_outputs(trt_layer* layer, int32_t* number) {
    return get("ILayer::getNbOutputs", layer, number, [](auto& native) { return native.getNbOutputs(); });
}

trt_status trt_layer_input(trt_layer* layer, int32_t index, trt_tensor** tensor) {
    return make("ILayer::getInput", layer, tensor, [&](auto& native) { return native.getInput(index); });
}

trt_status trt_layer_output(trt_layer* layer, int32_t index, trt_tensor** tensor) {
    return make("ILayer::getOutput", layer, tensor, [&](auto& native) { return native.getOutput(index); });
}

trt_status trt_layer_set_input(trt_layer* layer, int32_t index, trt_tensor* tensor) {
    constexpr char method[] = "ILayer::setInput";
    if (!valid(tensor)) return bad_handle(method);
    return tell(method, layer, [&](auto& native) { native.setInput(index, *tensor->native); });
}

trt_status trt_layer_get_precision(trt_layer* layer, int32_t* number) {
    return get<always, version(11)>("ILayer::getPrecision", layer, number,
                                    [](auto& native) { return native.getPrecision(); });
}

trt_status trt_layer_set_precision(trt_layer* layer, int32_t precision) {
    return tell<always, version(11)>("ILayer::setPrecision", layer,
                                     [&](auto& native) { native.setPrecision(EnumNumber{precision}); });
}

trt_status trt_layer_precision_is_set(trt_layer* layer, bool* yes) {
    return get<always, version(11)>("ILayer::precisionIsSet", layer, yes,
                                    [](auto& native) { return native.precisionIsSet(); });
}

trt_status trt_layer_reset_precision(trt_layer* layer) {
    return tell<always, version(11)>("ILayer::resetPrecision", layer, [](auto& native) { native.resetPrecision(); });
}

trt_status trt_layer_get_output_type(trt_layer* layer, int32_t index, int32_t* dtype) {
    return get("ILayer::getOutputType", layer, dtype, [&](auto& native) { return native.getOutputType(index); });
}

trt_status trt_layer_set_output_type(trt_layer* layer, int32_t index, int32_t dtype) {
    return tell<always, version(11)>("ILayer::setOutputType", layer,
                                     [&](auto& native) { native.setOutputType(index, EnumNumber{dtype}); });
}

trt_status trt_layer_output_type_is_set(trt_layer* layer, int32_t index, bool* yes) {
    return get<always, version(11)>("ILayer::outputTypeIsSet", layer, yes,
                                    [&](auto& native) { return native.outputTypeIsSet(index); });
}

trt_status trt_layer_reset_output_type(trt_layer* layer, int32_t index) {
    return tell<always, version(11)>("ILayer::resetOutputType", layer,
                                     [&](auto& native) { native.resetOutputType(index); });
}

trt_status trt_layer_get_num_ranks(trt_layer* layer, int32_t* number) {
    return get<version(10, 16)>("ILayer::getNbRanks", layer, number, [](auto& native) { return native.getNbRanks(); });
}

trt_status trt_layer_set_num_ranks(trt_layer* layer, int32_t ranks) {
    return ask<version(10, 16)>("ILayer::setNbRanks", layer, [&](auto& native) { return native.setNbRanks(ranks); });
}
