
#if MAJOR > 8
struct IProgressMonitor {
    virtual int32_t getAPILanguage() const = 0;
    virtual void* getInterfaceInfo() const = 0;
    virtual ~IProgressMonitor() = default;
    virtual void phaseStart(char const*, char const*, int32_t) = 0;
    virtual bool stepComplete(char const*, int32_t) = 0;
    virtual void phaseFinish(char const*) = 0;
};
#endif

IHostMemory* bytes() { return made<VHostMemory, IHostMemory>(); }

// Two phases, one in the other, of two steps each.
IHostMemory* build(INetworkDefinition& network, IBuilderConfig& config) {
    bool going = true;
#if MAJOR > 8
    auto* monitor = config.mImpl->kept<IProgressMonitor*>("ProgressMonitor", {});
    if (monitor) {
        monitor->phaseStart("outer", nullptr, 2);
        for (int step = 0; step < 2 && going; ++step) {
            monitor->phaseStart("inner", "outer", 2);
            for (int inner = 0; inner < 2 && going; ++inner) going = monitor->stepComplete("inner", inner);
            monitor->phaseFinish("inner");
            going = going && monitor->stepComplete("outer", step);
        }
        monitor->phaseFinish("outer");
    }
#endif
    std::string const name = network.mImpl->kept<char const*>("Name", {});
    return going && name != "refused" ? bytes() : nullptr;
}

extern "C" {
int32_t getInferLibVersion() { return VERSION; }
int getNvOnnxParserVersion() { return MAJOR > 10 ? 200 : 100; }
void* createInferBuilder_INTERNAL(void* logger, int32_t) {
    the_logger = logger;
    the_builder = made<VBuilder, IBuilder>();
    record(label(the_builder) + " = createInferBuilder(" + label(logger) + ")");
    return the_builder;
}
void* createNvOnnxParser_INTERNAL(void* network, void* logger, int version) {
    struct Parser : IParser {
        ~Parser() { record("delete " + label(this)); }
    };
    IParser* parser = new Parser;
    labels[parser] = "parser" + std::to_string(++counts["parser"]);
    labels[&parser->error] = "error";
    record(label(parser) + " = createNvOnnxParser(" + label(network) + ", " + label(logger) + ", " +
           std::to_string(version) + ")");
    return parser;
}
void* createNvOnnxParserRefitter_INTERNAL(void*, void*, int) { return nullptr; }
void* createInferRuntime_INTERNAL(void*, int32_t) { return nullptr; }
void* createInferRefitter_INTERNAL(void*, void*, int32_t) { return nullptr; }
void* getPluginRegistry() { return nothing; }
void* getBuilderPluginRegistry(int32_t) { return nothing; }
bool initLibNvInferPlugins(void* logger, char const* space) {
    record("initLibNvInferPlugins(" + label(logger) + ", " + shown(space) + ")");
    return true;
}
// NVIDIA's binding of 8.6.0 wants these of libnvparsers.
void* _ZN11nvuffparser15createUffParserEv() { return nullptr; }
void _ZN11nvuffparser8FieldMapC1EPKcPKvNS_9FieldTypeEi() {}
void* _ZN14nvcaffeparser117createCaffeParserEv() { return nullptr; }
void _ZN14nvcaffeparser123shutdownProtobufLibraryEv() {}
}
