/* A live object of every kind of handle, in variables named after it. See calls.py. */
static void must(trt_status status) {
    if (status == TRT_OK) return;
    fprintf(stderr, "status %d: %s\n", (int)status, trt_last_error());
    exit(1);
}

/* 8 lacks some kinds of objects: their handles stay NULL. */
static void must_or_lack(trt_status status) {
    if (status != TRT_NOT_AVAILABLE) must(status);
}

static void no_log(uint64_t user, int32_t severity, const char *message) { (void)user; (void)severity; (void)message; }
static void no_time(uint64_t user, const char *layer, float milliseconds) { (void)user; (void)layer; (void)milliseconds; }
static int32_t no_errors(uint64_t user) { (void)user; return 0; }
static int32_t no_code(uint64_t user, int32_t index) { (void)user; (void)index; return 0; }
static const char *no_text(uint64_t user, int32_t index) { (void)user; (void)index; return ""; }
static bool no_overflow(uint64_t user) { (void)user; return false; }
static void no_clear(uint64_t user) { (void)user; }
static bool no_report(uint64_t user, int32_t code, const char *text) { (void)user; (void)code; (void)text; return false; }
static trt_address no_memory(uint64_t user, uint64_t size, uint64_t alignment, uint32_t flags) {
    (void)user; (void)size; (void)alignment; (void)flags;
    return 0;
}
static trt_address no_more_memory(uint64_t user, trt_address memory, uint64_t alignment, uint64_t size) {
    (void)user; (void)memory; (void)alignment; (void)size;
    return 0;
}
static bool no_free(uint64_t user, trt_address memory) { (void)user; (void)memory; return true; }
static trt_address no_output(uint64_t user, const char *name, trt_address memory, uint64_t size, uint64_t alignment) {
    (void)user; (void)name; (void)memory; (void)size; (void)alignment;
    return 0;
}
static void no_shape(uint64_t user, const char *name, const trt_dims *shape) { (void)user; (void)name; (void)shape; }
static bool no_tensor(uint64_t user, trt_address memory, int32_t location, int32_t dtype, const trt_dims *shape,
                      const char *name, trt_stream stream) {
    (void)user; (void)memory; (void)location; (void)dtype; (void)shape; (void)name; (void)stream;
    return true;
}
static int64_t no_read(uint64_t user, trt_address destination, int64_t size) {
    (void)user; (void)destination; (void)size;
    return 0;
}
static int64_t no_read_v2(uint64_t user, trt_address destination, int64_t size, trt_stream stream) {
    (void)user; (void)destination; (void)size; (void)stream;
    return 0;
}
static bool no_seek(uint64_t user, int64_t offset, int32_t where) { (void)user; (void)offset; (void)where; return false; }
static int64_t no_write(uint64_t user, const void *data, int64_t size) { (void)user; (void)data; (void)size; return 0; }

static const trt_logger_callbacks logger_callbacks = {no_log};
static const trt_profiler_callbacks profiler_callbacks = {no_time};
static const trt_error_recorder_callbacks error_recorder_callbacks = {
    no_errors, no_code, no_text, no_overflow, no_clear, no_report
};
static const trt_gpu_allocator_callbacks gpu_allocator_callbacks = {no_memory, no_more_memory, no_free, NULL, NULL};
static const trt_output_allocator_callbacks output_allocator_callbacks = {no_output, NULL, no_shape};
static const trt_debug_listener_callbacks debug_listener_callbacks = {no_tensor};
static const trt_stream_reader_callbacks stream_reader_callbacks = {no_read};
static const trt_stream_reader_v2_callbacks stream_reader_v2_callbacks = {no_read_v2, no_seek};
static const trt_stream_writer_callbacks stream_writer_callbacks = {no_write};

static void no_phase(uint64_t user, const char *phase, const char *parent, int32_t steps) {
    (void)user; (void)phase; (void)parent; (void)steps;
}
static bool no_progress(uint64_t user, const char *phase, int32_t step) { (void)user; (void)phase; (void)step; return true; }
static void no_finish(uint64_t user, const char *phase) { (void)user; (void)phase; }
static const trt_progress_monitor_callbacks progress_monitor_callbacks = {no_phase, no_progress, no_finish};

static trt_library *library;
static trt_layer_times *layer_times;
static trt_error_list *error_list;
static trt_logger *logger;
static trt_profiler *profiler;
static trt_error_recorder *error_recorder;
static trt_gpu_allocator *gpu_allocator;
static trt_output_allocator *output_allocator;
static trt_debug_listener *debug_listener;
static trt_stream_reader *stream_reader;
static trt_stream_reader_v2 *stream_reader_v2;
static trt_stream_writer *stream_writer;
static trt_runtime *runtime;
static trt_engine *engine;
static trt_context *context;
static trt_inspector *inspector;
static trt_refitter *refitter;
static trt_host_memory *host_memory;
static trt_runtime_config *runtime_config;
static trt_serialization_config *serialization_config;
static trt_runtime_cache *runtime_cache;
static trt_weights_manager *weights_manager;
static trt_step *step;

static trt_builder *builder;
static trt_builder_config *builder_config;
static trt_network *network;
static trt_tensor *tensor;
static trt_layer *layer;
static trt_optimization_profile *optimization_profile;
static trt_timing_cache *timing_cache;
static trt_progress_monitor *progress_monitor;
static trt_onnx_parser *onnx_parser;

static void make_engine(const char *plan) {
    must(trt_runtime_create(library, logger, &runtime));
    static char bytes[1 << 16];
    FILE *const file = fopen(plan, "rb");
    const size_t size = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file) fclose(file);
    must(trt_runtime_deserialize(runtime, bytes, size, &engine));
    must(trt_engine_create_context(engine, 0, &context));
    must(trt_engine_create_inspector(engine, &inspector));
    must(trt_refitter_create(engine, logger, &refitter));
    must(trt_step_create(context, 0, &step));
    must(trt_engine_serialize(engine, &host_memory));
    must_or_lack(trt_engine_create_runtime_config(engine, &runtime_config));
    must_or_lack(trt_engine_create_serialization_config(engine, &serialization_config));
    if (runtime_config) must_or_lack(trt_runtime_config_create_runtime_cache(runtime_config, &runtime_cache));
    weights_manager = NULL; /* this engine has none */
}

static void make_builder(const char *parser_library) {
    must(trt_builder_create(library, logger, &builder));
    must(trt_builder_create_config(builder, &builder_config));
    must(trt_builder_create_network(builder, 0, &network));
    must(trt_network_input(network, 0, &tensor));
    must(trt_network_layer(network, 0, &layer));
    must(trt_builder_create_optimization_profile(builder, &optimization_profile));
    must(trt_builder_config_create_timing_cache(builder_config, NULL, 0, &timing_cache));
    must_or_lack(trt_progress_monitor_create(library, &progress_monitor_callbacks, 0, &progress_monitor));
    must(trt_onnx_parser_create(network, logger, parser_library, &onnx_parser));
}

/* For an engine with the plan's file, for a builder with the parser's library. */
static void make_objects(const char *path, const char *plan_or_parser, bool of_builder) {
    must(trt_library_open(path, &library));
    must(trt_layer_times_create(&layer_times));
    must(trt_error_list_create(4, &error_list));
    must(trt_logger_create(library, &logger_callbacks, 0, 4, &logger));
    must(trt_profiler_create(library, &profiler_callbacks, 0, &profiler));
    must(trt_error_recorder_create(library, &error_recorder_callbacks, 0, &error_recorder));
    must(trt_gpu_allocator_create(library, &gpu_allocator_callbacks, 0, &gpu_allocator));
    must(trt_output_allocator_create(library, &output_allocator_callbacks, 0, &output_allocator));
    must_or_lack(trt_debug_listener_create(library, &debug_listener_callbacks, 0, &debug_listener));
    must_or_lack(trt_stream_reader_create(library, &stream_reader_callbacks, 0, &stream_reader));
    must_or_lack(trt_stream_reader_v2_create(library, &stream_reader_v2_callbacks, 0, &stream_reader_v2));
    must_or_lack(trt_stream_writer_create(library, &stream_writer_callbacks, 0, &stream_writer));
    if (of_builder)
        make_builder(plan_or_parser);
    else
        make_engine(plan_or_parser);
}
