// The ONNX parser: a library of its own, which fills a network.
#include "builder.h"

using namespace shim;

// The parser is its own table: there is no mImpl.
struct trt_onnx_parser : Handle {
    static constexpr Kind expected = Kind::onnx_parser;
    abi::IParser* native;
    auto& methods() { return *native; }
};

namespace {

constexpr int v8_6_1 = version(8, 6, 1), v10 = version(10), v10_1 = version(10, 1), v10_14 = version(10, 14),
              v10_15 = version(10, 15);

// What the parser's library exports.
struct Exports {
    void* (*create)(void* network, void* logger, int version);
    int (*version)();
};

trt_status open(char const* method, char const* path, Exports* exports) {
    if (!path) return null_argument(method, "path");
    void* loaded = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!loaded) return fail(TRT_CANNOT_OPEN, "%s", dlerror());
    exports->create = symbol<decltype(Exports::create)>(loaded, "createNvOnnxParser_INTERNAL");
    exports->version = symbol<decltype(Exports::version)>(loaded, "getNvOnnxParserVersion");
    if (exports->create && exports->version) return TRT_OK;
    dlclose(loaded);
    return fail(TRT_CANNOT_OPEN,
                "%s is no ONNX parser: it does not export createNvOnnxParser_INTERNAL and getNvOnnxParserVersion",
                path);
}

}  // namespace

trt_status trt_onnx_parser_create(trt_network* network, trt_logger* logger, char const* path,
                                  trt_onnx_parser** parser) {
    constexpr char method[] = "createNvOnnxParser";
    if (!valid(network) || !valid(logger)) return bad_handle(method);
    if (!parser) return null_argument(method, "output");
    Exports exports;
    if (trt_status const status = open(method, path, &exports)) return status;
    return make(method, network, parser, [&](auto&) {
        abi::ILogger* native_logger = logger;
        return static_cast<abi::IParser*>(exports.create(network->native, native_logger, exports.version()));
    });
}

trt_status trt_library_parser_version(trt_library* library, char const* path, int32_t* version) {
    constexpr char method[] = "getNvOnnxParserVersion";
    if (!valid(library)) return bad_handle(method);
    if (!version) return null_argument(method, "output");
    Exports exports;
    if (trt_status const status = open(method, path, &exports)) return status;
    return get(method, library, version, [&](auto&) { return exports.version(); });
}

trt_status trt_onnx_parser_destroy(trt_onnx_parser* parser) { return destroy("trt_onnx_parser_destroy", parser); }

// ---- from a model to a network ----

trt_status trt_onnx_parser_parse(trt_onnx_parser* parser, void const* model, size_t size, char const* path) {
    constexpr char method[] = "IParser::parse";
    if (!model) return null_argument(method, "model");
    return ask(method, parser, [&](auto& native) { return native.parse(model, size, path); });
}

trt_status trt_onnx_parser_parse_from_file(trt_onnx_parser* parser, char const* path, int32_t verbosity) {
    constexpr char method[] = "IParser::parseFromFile";
    if (!path) return null_argument(method, "path");
    return ask(method, parser, [&](auto& native) { return native.parseFromFile(path, verbosity); });
}

trt_status trt_onnx_parser_parse_with_weight_descriptors(trt_onnx_parser* parser, void const* model, size_t size) {
    constexpr char method[] = "IParser::parseWithWeightDescriptors";
    if (!model) return null_argument(method, "model");
    return ask<always, version(11)>(method, parser,
                                    [&](auto& native) { return native.parseWithWeightDescriptors(model, size); });
}

trt_status trt_onnx_parser_load_model_proto(trt_onnx_parser* parser, void const* model, size_t size, char const* path) {
    constexpr char method[] = "IParser::loadModelProto";
    if (!model) return null_argument(method, "model");
    return ask<v10_14>(method, parser, [&](auto& native) { return native.loadModelProto(model, size, path); });
}

trt_status trt_onnx_parser_load_initializer(trt_onnx_parser* parser, char const* name, void const* bytes, size_t size) {
    constexpr char method[] = "IParser::loadInitializer";
    if (!name || !bytes) return null_argument(method, name ? "bytes" : "name");
    return ask<v10_14>(method, parser, [&](auto& native) { return native.loadInitializer(name, bytes, size); });
}

trt_status trt_onnx_parser_parse_model_proto(trt_onnx_parser* parser) {
    return ask<v10_14>("IParser::parseModelProto", parser, [](auto& native) { return native.parseModelProto(); });
}

trt_status trt_onnx_parser_set_builder_config(trt_onnx_parser* parser, trt_builder_config* config) {
    constexpr char method[] = "IParser::setBuilderConfig";
    if (!valid(config)) return bad_handle(method);
    return ask<v10_15>(method, parser, [&](auto& native) { return native.setBuilderConfig(config->native); });
}

// ---- what it can do ----

trt_status trt_onnx_parser_supports_operator(trt_onnx_parser* parser, char const* name, bool* yes) {
    return get_of(name, "IParser::supportsOperator", parser, yes,
                  [&](auto& native) { return native.supportsOperator(name); });
}

trt_status trt_onnx_parser_supports_model(trt_onnx_parser* parser, void const* model, size_t size, char const* path,
                                          bool* yes) {
    constexpr char method[] = "IParser::supportsModelV2";
    if (!model) return null_argument(method, "model");
    return get<v10_1>(method, parser, yes, [&](auto& native) { return native.supportsModelV2(model, size, path); });
}

trt_status trt_onnx_parser_get_num_subgraphs(trt_onnx_parser* parser, int64_t* number) {
    return get<v10_1>("IParser::getNbSubgraphs", parser, number, [](auto& native) { return native.getNbSubgraphs(); });
}

trt_status trt_onnx_parser_is_subgraph_supported(trt_onnx_parser* parser, int64_t index, bool* yes) {
    return get<v10_1>("IParser::isSubgraphSupported", parser, yes,
                      [&](auto& native) { return native.isSubgraphSupported(index); });
}

trt_status trt_onnx_parser_get_subgraph_nodes(trt_onnx_parser* parser, int64_t index, int64_t const** nodes,
                                              int64_t* count) {
    constexpr char method[] = "IParser::getSubgraphNodes";
    if (!count) return null_argument(method, "count");
    return get<v10_1>(method, parser, nodes, [&](auto& native) { return native.getSubgraphNodes(index, *count); });
}

// ---- what it could not do ----

trt_status trt_onnx_parser_get_num_errors(trt_onnx_parser* parser, int32_t* number) {
    return get("IParser::getNbErrors", parser, number, [](auto& native) { return native.getNbErrors(); });
}

trt_status trt_onnx_parser_get_error(trt_onnx_parser* parser, int32_t index, trt_parser_error* error) {
    constexpr char method[] = "IParser::getError";
    if (!error) return null_argument(method, "error");
    return guarded(method, parser, [&](auto& native) {
        abi::IParserError const* found = index < 0 || index >= native.getNbErrors() ? nullptr : native.getError(index);
        if (!found) return refused(method);
        *error = {};
        error->code = static_cast<int32_t>(found->code());
        error->node = found->node();
        error->line = found->line();
        error->desc = found->desc();
        error->file = found->file();
        error->function = found->func();
#if TRT_MAJOR >= 10
        error->node_name = found->nodeName();
        error->node_operator = found->nodeOperator();
        error->local_functions = found->localFunctionStack();
        error->num_local_functions = found->localFunctionStackSize();
#endif
        return TRT_OK;
    });
}

trt_status trt_onnx_parser_clear_errors(trt_onnx_parser* parser) {
    return tell("IParser::clearErrors", parser, [](auto& native) { native.clearErrors(); });
}

// ---- flags, and what became of nodes ----

trt_status trt_onnx_parser_get_flags(trt_onnx_parser* parser, uint32_t* bits) {
    return get<v8_6_1>("IParser::getFlags", parser, bits, [](auto& native) { return native.getFlags(); });
}

trt_status trt_onnx_parser_set_flags(trt_onnx_parser* parser, uint32_t bits) {
    return tell<v8_6_1>("IParser::setFlags", parser, [&](auto& native) { native.setFlags(bits); });
}

trt_status trt_onnx_parser_get_flag(trt_onnx_parser* parser, int32_t flag, bool* yes) {
    return get<v8_6_1>("IParser::getFlag", parser, yes, [&](auto& native) { return native.getFlag(EnumNumber{flag}); });
}

trt_status trt_onnx_parser_set_flag(trt_onnx_parser* parser, int32_t flag) {
    return tell<v8_6_1>("IParser::setFlag", parser, [&](auto& native) { native.setFlag(EnumNumber{flag}); });
}

trt_status trt_onnx_parser_clear_flag(trt_onnx_parser* parser, int32_t flag) {
    return tell<v8_6_1>("IParser::clearFlag", parser, [&](auto& native) { native.clearFlag(EnumNumber{flag}); });
}

trt_status trt_onnx_parser_layer_output(trt_onnx_parser* parser, char const* name, int64_t index, trt_tensor** tensor) {
    constexpr char method[] = "IParser::getLayerOutputTensor";
    if (!name) return null_argument(method, "name");
    return make<v10>(method, parser, tensor,
                     [&](auto& native) { return const_cast<abi::ITensor*>(native.getLayerOutputTensor(name, index)); });
}

trt_status trt_onnx_parser_get_used_plugin_libraries(trt_onnx_parser* parser, char const* const** paths,
                                                     int64_t* count) {
    constexpr char method[] = "IParser::getUsedVCPluginLibraries";
    if (!count) return null_argument(method, "count");
    return get(method, parser, paths, [&](auto& native) { return native.getUsedVCPluginLibraries(*count); });
}
