/* trt_shim.h: the runtime of TensorRT 8.6 to 11, and its builder for ONNX models, as plain C functions.
 *
 * libtrt_shim8.so, libtrt_shim10.so and libtrt_shim11.so export these functions, each for the libnvinfer of its major
 * version, and libtrt_shimrtx.so for TensorRT for RTX. They need libc only; libnvinfer (full, lean or dispatch, or the
 * simulator libtrt_simN.so) is opened by path with trt_library_open().
 *
 * Rules that hold for every function, unless it says otherwise
 *   Status     TRT_OK, or why it failed. trt_last_error() then has the reason in words, on the same thread, until its
 *              next failure.
 *   Outputs    come last, must not be NULL, and are written only with TRT_OK.
 *   Handles    NULL, or a handle of another kind, is TRT_BAD_ARGUMENT. A handle that was destroyed must not be used
 *              again.
 *   Ownership  what a *_create, *_deserialize or *_serialize function gives belongs to the caller, who destroys it with
 *              the function of the same noun. Everything made with a library is destroyed before the library is closed;
 *              contexts and inspectors before their engine, engines before their runtime, a callback object after
 *              everything that it was given to.
 *   Strings    passed in are UTF-8, ended by NUL, and copied unless the function says otherwise. Returned ones belong
 *              to the object asked, and last until it is changed or destroyed: copy them at once.
 *   Threads    one thread at a time for one object, except that an engine's getters may be called by several. Different
 *              contexts of one engine may run on different threads. Callbacks may come on any thread.
 *   Versions   a function that the loaded library does not have is TRT_NOT_AVAILABLE; nothing is called then. "TensorRT
 *              8.6 on", "until 8.6" and "TensorRT 10 only" in the comments say which versions have it. TensorRT for RTX
 *              1.5 and 1.6 have what TensorRT 11.0 has, 1.7 what 11.4 has, and all what "TensorRT for RTX 1.5 on" says.
 *   Errors     what TensorRT itself refuses (false, NULL or -1 from the C++ method) is TRT_REFUSED; trt_last_error()
 *              then holds the errors that TensorRT logged during the call.
 */
#ifndef TRT_SHIM_H
#define TRT_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TRT_API __attribute__((visibility("default")))

/* Version of this header; the shim that was loaded must say the same in trt_shim_api_version(). */
#define TRT_SHIM_API_VERSION 1

/* Most dimensions a shape can have. */
#define TRT_MAX_DIMS 8

/* Bytes of the longest description that a trt_error_list keeps, with the NUL that ends it. */
#define TRT_MAX_DESCRIPTION 1024

typedef enum trt_status {
    TRT_OK = 0,
    TRT_REFUSED = 1,       /* TensorRT said no */
    TRT_NOT_AVAILABLE = 2, /* the loaded version has no such method */
    TRT_BAD_ARGUMENT = 3,  /* a NULL, a wrong handle, too few bindings, too small a buffer */
    TRT_NO_DEVICE = 4,     /* no CUDA driver, or one without a device */
    TRT_CANNOT_OPEN = 5,   /* the library is missing, damaged, or of a version that this shim does not serve */
    TRT_OUT_OF_MEMORY = 6
} trt_status;

/* A shape, or strides: nb_dims of the eight are meant. -1 dimensions mean an invalid shape, as in TensorRT; a dimension
 * of -1 is one not known yet. */
typedef struct trt_dims {
    int32_t nb_dims;
    int64_t d[TRT_MAX_DIMS];
} trt_dims;

/* Device or host memory, a cudaStream_t and a cudaEvent_t, as numbers, 0 for none: the shim only passes them on. */
typedef uintptr_t trt_address;
typedef uintptr_t trt_stream;
typedef uintptr_t trt_event;

typedef struct trt_library trt_library;
typedef struct trt_layer_times trt_layer_times;
typedef struct trt_error_list trt_error_list;
typedef struct trt_logger trt_logger;
typedef struct trt_profiler trt_profiler;
typedef struct trt_error_recorder trt_error_recorder;
typedef struct trt_gpu_allocator trt_gpu_allocator;
typedef struct trt_output_allocator trt_output_allocator;
typedef struct trt_debug_listener trt_debug_listener;
typedef struct trt_stream_reader trt_stream_reader;
typedef struct trt_stream_reader_v2 trt_stream_reader_v2;
typedef struct trt_stream_writer trt_stream_writer;
typedef struct trt_runtime trt_runtime;
typedef struct trt_engine trt_engine;
typedef struct trt_context trt_context;
typedef struct trt_host_memory trt_host_memory;
typedef struct trt_inspector trt_inspector;
typedef struct trt_refitter trt_refitter;
typedef struct trt_runtime_config trt_runtime_config;
typedef struct trt_serialization_config trt_serialization_config;
typedef struct trt_runtime_cache trt_runtime_cache;
typedef struct trt_weights_manager trt_weights_manager;
typedef struct trt_step trt_step;
typedef struct trt_builder trt_builder;
typedef struct trt_builder_config trt_builder_config;
typedef struct trt_network trt_network;
typedef struct trt_tensor trt_tensor;
typedef struct trt_layer trt_layer;
typedef struct trt_optimization_profile trt_optimization_profile;
typedef struct trt_timing_cache trt_timing_cache;
typedef struct trt_progress_monitor trt_progress_monitor;
typedef struct trt_onnx_parser trt_onnx_parser;

/* ---- the shim itself --------------------------------------------------------------------------------------------- */

/* TRT_SHIM_API_VERSION of the header that this shim was compiled with. Any version. */
TRT_API int32_t trt_shim_api_version(void);

/* The major version of TensorRT that this shim serves: 8, 10 or 11, or 1 for TensorRT for RTX. Any version. */
TRT_API int32_t trt_shim_major(void);

/* Why the last call on this thread failed, "" before the first failure. Belongs to the thread; lasts until its next
 * failure. Any version. */
TRT_API const char *trt_last_error(void);

/* ---- the library ------------------------------------------------------------------------------------------------- */

/* Open a libnvinfer, libnvinfer_lean or libnvinfer_dispatch, a libtensorrt_rtx, or a simulator.
 *
 *   path     as for dlopen(): with a slash a file, without one a name for the system's loader
 *   library  close it with trt_library_close()
 *
 * It is opened RTLD_LOCAL; several versions can be open at once. TRT_CANNOT_OPEN when it is missing, damaged, no
 * TensorRT, or of another major version than trt_shim_major(). Nothing of TensorRT runs yet, so that no GPU is needed.
 * C++: getInferLibVersion, any version.
 */
TRT_API trt_status trt_library_open(const char *path, trt_library **library);

/* Close it, after everything that was made with it is destroyed. TensorRT may stay in memory until the process ends.
 * Any version. */
TRT_API trt_status trt_library_close(trt_library *library);

/* Its version. C++: getInferLibVersion, any version. */
TRT_API trt_status trt_library_version(trt_library *library, int32_t *major, int32_t *minor, int32_t *patch);

/* The file that the loader took; belongs to the library. Any version. */
TRT_API trt_status trt_library_path(trt_library *library, const char **path);

/* Whether it is the simulator of this project, whatever its file is called. Any version. */
TRT_API trt_status trt_library_is_simulator(trt_library *library, bool *simulator);

/* TRT_OK when the library can make a runtime here: it is a simulator, or there is a CUDA driver with a device; else
 * TRT_NO_DEVICE with what was found. trt_runtime_create() asks the same, since TensorRT itself would crash. Any
 * version. */
TRT_API trt_status trt_library_check_device(trt_library *library);

/* Call no function of this library's callback objects from now on: TensorRT gets the answer for "failed" instead. For a
 * program whose functions are about to end before the process does, as those of an interpreter.
 *
 *   in_progress  how many functions are being called on other threads at the moment: wait until another call says 0
 *
 * Any version. */
TRT_API trt_status trt_library_stop_callbacks(trt_library *library, int32_t *in_progress);

/* ---- the plugin registry of a library ---------------------------------------------------------------------------- */

/* An attribute that plugins of a creator have. */
typedef struct trt_plugin_field {
    const char *name;
    const void *data; /* the values that it has without others, or NULL */
    int32_t type;     /* PluginFieldType */
    int32_t length;   /* of elements */
} trt_plugin_field;

/* What a creator of plugins says of itself. It belongs to the creator: copy it before the creator's library is
 * deregistered. */
typedef struct trt_plugin_creator {
    const char *kind; /* of its interface, such as "PLUGIN CREATOR_V3ONE"; NULL until 8.6 */
    int32_t major;    /* version of its interface */
    int32_t minor;
    int32_t api_language; /* APILanguage */
    const char *name;     /* NULL, and no more than the interface is told, for a kind that this shim does not know */
    const char *version;
    const char *plugin_namespace;
    int32_t tensorrt_version; /* until 8.6: that it was compiled with */
    int32_t num_fields;   /* 0 in a list: the functions that find one creator tell its fields */
    const trt_plugin_field *fields;
} trt_plugin_creator;

/* The registered creators of plugins of the old interface, IPluginCreator: writes at most `capacity` of them, and their
 * number to *count. C++: IPluginRegistry::getPluginCreatorList, until 10. */
TRT_API trt_status trt_plugin_registry_get_plugin_creator_list(trt_library *library, trt_plugin_creator *creators,
                                                               int32_t capacity, int32_t *count);
/* The registered creators of every kind. C++: IPluginRegistry::getAllCreators, TensorRT 10 on. */
TRT_API trt_status trt_plugin_registry_get_all_creators(trt_library *library, trt_plugin_creator *creators,
                                                        int32_t capacity, int32_t *count);
/* With those of the parent registries. C++: IPluginRegistry::getAllCreatorsRecursive, TensorRT 10.10 on. */
TRT_API trt_status trt_plugin_registry_get_all_creators_recursive(trt_library *library, trt_plugin_creator *creators,
                                                                  int32_t capacity, int32_t *count);

/* The creator of a name, a version and a namespace ("" for none); TRT_REFUSED when there is none. C++:
 * IPluginRegistry::getPluginCreator, until 10. */
TRT_API trt_status trt_plugin_registry_get_plugin_creator(trt_library *library, const char *name,
                                                          const char *plugin_version, const char *plugin_namespace,
                                                          trt_plugin_creator *creator);
/* The same of any kind. C++: IPluginRegistry::getCreator, TensorRT 10 on. */
TRT_API trt_status trt_plugin_registry_get_creator(trt_library *library, const char *name, const char *plugin_version,
                                                   const char *plugin_namespace, trt_plugin_creator *creator);

/* Whether a registry also looks in its parent. C++: IPluginRegistry::isParentSearchEnabled, TensorRT 8.6 on. */
TRT_API trt_status trt_plugin_registry_get_parent_search_enabled(trt_library *library, bool *enabled);

/* C++: IPluginRegistry::setParentSearchEnabled, TensorRT 8.6 on. */
TRT_API trt_status trt_plugin_registry_set_parent_search_enabled(trt_library *library, bool enabled);

/* Load a plugin library and register its creators. plugin_library is TensorRT's handle of it, for
 * trt_plugin_registry_deregister_library(); TRT_REFUSED when it cannot be loaded. C++: IPluginRegistry::loadLibrary,
 * TensorRT 8.6 on. */
TRT_API trt_status trt_plugin_registry_load_library(trt_library *library, const char *path, void **plugin_library);

/* Undo trt_plugin_registry_load_library(). plugin_library: of that function, not NULL. C++:
 * IPluginRegistry::deregisterLibrary, TensorRT 8.6 on. */
TRT_API trt_status trt_plugin_registry_deregister_library(trt_library *library, void *plugin_library);

/* Register the plugins of NVIDIA's own library of them with the registry of `library`; both stay in memory for good.
 *
 *   path        of libnvinfer_plugin, as for dlopen(), of the same version as the library
 *   logger      for the plugins, which keep it until the process ends; may be NULL
 *   name_space  of the plugins, mostly ""
 *
 * TRT_CANNOT_OPEN when it is missing, damaged or no such library. C++: initLibNvInferPlugins, any version. */
TRT_API trt_status trt_plugin_registry_init_plugins(trt_library *library, const char *path, trt_logger *logger,
                                                    const char *name_space);

/* ---- what layers took, and errors, kept to be read afterwards ---------------------------------------------------- */
/* They belong to no library: one may serve several, also of other versions. Every function may be called on any thread at
 * any time, except that nothing may use what is destroyed. */

/* How long layers took in all, for trt_profiler_create_for(). Any version. */
TRT_API trt_status trt_layer_times_create(trt_layer_times **times);

/* Destroy it, after every profiler that it was given to. Any version. */
TRT_API trt_status trt_layer_times_destroy(trt_layer_times *times);

/* Add a launch of a layer. Any version. */
TRT_API trt_status trt_layer_times_add(trt_layer_times *times, const char *layer_name, double milliseconds);

/* How many layers are known, which only grows. Any version. */
TRT_API trt_status trt_layer_times_count(trt_layer_times *times, int32_t *count);

/* One of them, in the order in which they were first told of: its name, which lasts as long as `times`, the milliseconds
 * of all its launches and how many they were since the last reset. Any version. */
TRT_API trt_status trt_layer_times_get(trt_layer_times *times, int32_t index, const char **layer_name,
                                       double *milliseconds, int64_t *launches);

/* Start again from zero: no milliseconds and no launches for each layer. Any version. */
TRT_API trt_status trt_layer_times_reset(trt_layer_times *times);

/* Errors, for trt_error_recorder_create_for().
 *
 *   capacity  how many are kept, at least 1: the first ones, as the cause comes before what follows from it
 *
 * Any version. */
TRT_API trt_status trt_error_list_create(int32_t capacity, trt_error_list **list);

/* Destroy it, after every recorder that it was given to. Any version. */
TRT_API trt_status trt_error_list_destroy(trt_error_list *list);

/* Keep an error. code: ErrorCode. Any version. */
TRT_API trt_status trt_error_list_add(trt_error_list *list, int32_t code, const char *description);

/* How many are kept. Any version. */
TRT_API trt_status trt_error_list_count(trt_error_list *list, int32_t *count);

/* One of them, the oldest first. description: room for TRT_MAX_DESCRIPTION bytes. Any version. */
TRT_API trt_status trt_error_list_get(trt_error_list *list, int32_t index, int32_t *code, char *description);

/* Whether errors were dropped since the last clear, as there was no room for them. Any version. */
TRT_API trt_status trt_error_list_has_overflowed(trt_error_list *list, bool *overflowed);

/* Forget them all. Any version. */
TRT_API trt_status trt_error_list_clear(trt_error_list *list);

/* Where errors of the registry are recorded; NULL for the log alone. It must outlive the library. C++:
 * IPluginRegistry::setErrorRecorder, any version. */
TRT_API trt_status trt_plugin_registry_set_error_recorder(trt_library *library, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: IPluginRegistry::getErrorRecorder, any version. */
TRT_API trt_status trt_plugin_registry_get_error_recorder(trt_library *library, trt_error_recorder **recorder);

/* ---- callback objects -------------------------------------------------------------------------------------------- */
/* Each is made from a struct of functions, which is copied, and a number `user`, which every function gets first. The
 * functions may be called on any thread, until the object is destroyed, and must not throw or jump. Destroy it after
 * every object that it was given to. */

typedef struct trt_logger_callbacks {
    /* severity: 0 internal error, 1 error, 2 warning, 3 info, 4 verbose. message lasts for the call. */
    void (*log)(uint64_t user, int32_t severity, const char *message);
} trt_logger_callbacks;

/* A logger.
 *
 *   callbacks     NULL: messages go to stderr as "[MM/DD/YYYY-HH:MM:SS] [TRT] [E] message", in local time
 *   min_severity  messages less severe (greater numbers) than this one are dropped
 *
 * TensorRT keeps the first logger of a library for as long as any object lives; see its documentation. C++: ILogger,
 * any version.
 */
TRT_API trt_status trt_logger_create(trt_library *library, const trt_logger_callbacks *callbacks, uint64_t user,
                                     int32_t min_severity, trt_logger **logger);

/* Change what is dropped. Safe at any time and from any thread. Any version. */
TRT_API trt_status trt_logger_set_min_severity(trt_logger *logger, int32_t min_severity);

/* Log a message through it, as TensorRT does. C++: ILogger::log, any version. */
TRT_API trt_status trt_logger_log(trt_logger *logger, int32_t severity, const char *message);

/* Destroy it, after every runtime that was made with it. Any version. */
TRT_API trt_status trt_logger_destroy(trt_logger *logger);

typedef struct trt_profiler_callbacks {
    /* One layer of one launch took so many milliseconds. layer_name lasts for the call. */
    void (*report_layer_time)(uint64_t user, const char *layer_name, float milliseconds);
} trt_profiler_callbacks;

/* A profiler.
 *
 *   callbacks  NULL: a line "layer: 0.123ms" for each layer goes to stdout
 *
 * C++: IProfiler, any version. Destroy it with trt_profiler_destroy() after the contexts that have it.
 */
TRT_API trt_status trt_profiler_create(trt_library *library, const trt_profiler_callbacks *callbacks, uint64_t user,
                                       trt_profiler **profiler);

/* The same without functions of the program's: it adds to `times`, which must outlive it. C++: IProfiler, any version. */
TRT_API trt_status trt_profiler_create_for(trt_library *library, trt_layer_times *times, trt_profiler **profiler);

/* Destroy it, after every context that it was given to. Any version. */
TRT_API trt_status trt_profiler_destroy(trt_profiler *profiler);

typedef struct trt_error_recorder_callbacks {
    int32_t (*get_num_errors)(uint64_t user);
    int32_t (*get_error_code)(uint64_t user, int32_t index);
    /* The text must last until the recorder is cleared. */
    const char *(*get_error_desc)(uint64_t user, int32_t index);
    bool (*has_overflowed)(uint64_t user);
    void (*clear)(uint64_t user);
    /* code: ErrorCode. true: the error is fatal. */
    bool (*report_error)(uint64_t user, int32_t code, const char *description);
} trt_error_recorder_callbacks;

/* C++: IErrorRecorder, any version. Its reference count is the shim's business: an object that TensorRT still holds is
 * freed when TensorRT lets go of it, but the functions are not called after trt_error_recorder_destroy(). */
TRT_API trt_status trt_error_recorder_create(trt_library *library, const trt_error_recorder_callbacks *callbacks,
                                             uint64_t user, trt_error_recorder **recorder);

/* The same without functions of the program's: it keeps errors in `list`, which must outlive it; none of them is fatal.
 * C++: IErrorRecorder, any version. */
TRT_API trt_status trt_error_recorder_create_for(trt_library *library, trt_error_list *list,
                                                 trt_error_recorder **recorder);

/* Destroy it; see trt_error_recorder_create(). Any version. */
TRT_API trt_status trt_error_recorder_destroy(trt_error_recorder *recorder);

typedef struct trt_gpu_allocator_callbacks {
    /* Device memory, or 0. alignment is a power of two, or 0 for any. flags: bit 0, resizable. */
    trt_address (*allocate)(uint64_t user, uint64_t size, uint64_t alignment, uint32_t flags);
    /* Memory of new_size with the old content, or 0, which leaves the old as it was. */
    trt_address (*reallocate)(uint64_t user, trt_address memory, uint64_t alignment, uint64_t new_size);
    bool (*deallocate)(uint64_t user, trt_address memory);
    /* TensorRT 10 on; NULL: allocate and deallocate are called instead. */
    trt_address (*allocate_async)(uint64_t user, uint64_t size, uint64_t alignment, uint32_t flags, trt_stream stream);
    bool (*deallocate_async)(uint64_t user, trt_address memory, trt_stream stream);
} trt_gpu_allocator_callbacks;

/* C++: IGpuAllocator, any version. Destroy it with trt_gpu_allocator_destroy() after what it was given to. */
TRT_API trt_status trt_gpu_allocator_create(trt_library *library, const trt_gpu_allocator_callbacks *callbacks,
                                            uint64_t user, trt_gpu_allocator **allocator);

/* Destroy it, after everything that it was given to and that holds memory of it. Any version. */
TRT_API trt_status trt_gpu_allocator_destroy(trt_gpu_allocator *allocator);

typedef struct trt_output_allocator_callbacks {
    /* Memory for an output of `size` bytes, aligned to `alignment`; memory is the address in use so far, or 0. 0
     * refuses, and the launch fails. */
    trt_address (*reallocate_output)(uint64_t user, const char *tensor_name, trt_address memory, uint64_t size,
                                     uint64_t alignment);
    /* TensorRT 10 on, instead of the former; NULL: the former is called. */
    trt_address (*reallocate_output_async)(uint64_t user, const char *tensor_name, trt_address memory, uint64_t size,
                                           uint64_t alignment, trt_stream stream);
    /* The shape is known. shape lasts for the call. */
    void (*notify_shape)(uint64_t user, const char *tensor_name, const trt_dims *shape);
} trt_output_allocator_callbacks;

/* C++: IOutputAllocator, TensorRT 8.5 on. Destroy it with trt_output_allocator_destroy() after the contexts that have
 * it. */
TRT_API trt_status trt_output_allocator_create(trt_library *library, const trt_output_allocator_callbacks *callbacks,
                                               uint64_t user, trt_output_allocator **allocator);

/* Destroy it, after every context that it was given to. Any version. */
TRT_API trt_status trt_output_allocator_destroy(trt_output_allocator *allocator);

/* An output allocator that calls no function of the program's: one block of memory that grows when it must, allocated in
 * the order of the launch's stream; on the host in a simulator. It serves one output of one context, and gives at least
 * what trt_context_get_max_output_size() says, since 8.6.0 asks in a later launch for what the one before needed.
 *
 *   pool  a CUmemoryPool of the caller's that outlives it, or 0 for the device's default pool
 *
 * Destroy it with trt_output_allocator_destroy(), which frees the block at once: no launch may use it any more. C++:
 * IOutputAllocator, TensorRT 8.5 on. */
TRT_API trt_status trt_device_output_create(trt_library *library, trt_address pool, trt_output_allocator **allocator);

/* What the last launch gave: the block and its size in bytes, 0 before the first launch, and the output's shape, -1
 * dimensions before. Any version. */
TRT_API trt_status trt_device_output_get(trt_output_allocator *allocator, trt_address *memory, uint64_t *size,
                                         trt_dims *shape);

/* Hand the block over to the caller, who frees it with trt_device_memory_free(): the next launch gets another one.
 * *memory is 0 when there is none. Any version. */
TRT_API trt_status trt_device_output_take(trt_output_allocator *allocator, trt_address *memory);

/* Free a block of trt_device_output_take() once the work that is on a stream now is done. 0 is fine as memory. Any version.
 */
TRT_API trt_status trt_device_memory_free(trt_library *library, trt_address memory, trt_stream stream);

typedef struct trt_debug_listener_callbacks {
    /* The values of a debug tensor, during a launch: in device or host memory (location: TensorLocation), of a type (dtype:
     * DataType) and a shape, as they are once the work before them on `stream` is done. All of it lasts for the call: copy
     * on that stream. false makes the launch fail. */
    bool (*process_debug_tensor)(uint64_t user, trt_address memory, int32_t location, int32_t dtype,
                                 const trt_dims *shape, const char *name, trt_stream stream);
} trt_debug_listener_callbacks;

/* C++: IDebugListener, TensorRT 10 on. Destroy it with trt_debug_listener_destroy() after the contexts that have it. */
TRT_API trt_status trt_debug_listener_create(trt_library *library, const trt_debug_listener_callbacks *callbacks,
                                             uint64_t user, trt_debug_listener **listener);

/* Destroy it, after every context that it was given to. TensorRT 10 on. */
TRT_API trt_status trt_debug_listener_destroy(trt_debug_listener *listener);

typedef struct trt_stream_reader_callbacks {
    /* Write the next bytes of a plan to `destination`, which is host memory: at most `size`. How many there were, 0 at the
     * end or when it cannot be read. */
    int64_t (*read)(uint64_t user, trt_address destination, int64_t size);
} trt_stream_reader_callbacks;

/* C++: IStreamReader, TensorRT 10 only. Destroy it with trt_stream_reader_destroy(). */
TRT_API trt_status trt_stream_reader_create(trt_library *library, const trt_stream_reader_callbacks *callbacks,
                                            uint64_t user, trt_stream_reader **reader);

/* Destroy it; engines that were read from it do not need it. TensorRT 10 only. */
TRT_API trt_status trt_stream_reader_destroy(trt_stream_reader *reader);

typedef struct trt_stream_reader_v2_callbacks {
    /* As trt_stream_reader_callbacks.read, to host or device memory; the bytes are there once the work on `stream` is
     * done. */
    int64_t (*read)(uint64_t user, trt_address destination, int64_t size, trt_stream stream);
    /* Go on at another place: offset from where (SeekPosition): 0 the beginning, 1 the current place, 2 the end. */
    bool (*seek)(uint64_t user, int64_t offset, int32_t where);
} trt_stream_reader_v2_callbacks;

/* C++: IStreamReaderV2, TensorRT 10.7 on. Destroy it with trt_stream_reader_v2_destroy(). */
TRT_API trt_status trt_stream_reader_v2_create(trt_library *library, const trt_stream_reader_v2_callbacks *callbacks,
                                               uint64_t user, trt_stream_reader_v2 **reader);

/* Destroy it; engines that were read from it do not need it. TensorRT 10.7 on. */
TRT_API trt_status trt_stream_reader_v2_destroy(trt_stream_reader_v2 *reader);

typedef struct trt_stream_writer_callbacks {
    /* Take `size` bytes, which last for the call. How many were taken: fewer make the writing fail. */
    int64_t (*write)(uint64_t user, const void *data, int64_t size);
} trt_stream_writer_callbacks;

/* What a builder writes a plan to. C++: IStreamWriter, TensorRT 10.13 on. Destroy it with trt_stream_writer_destroy(). */
TRT_API trt_status trt_stream_writer_create(trt_library *library, const trt_stream_writer_callbacks *callbacks,
                                            uint64_t user, trt_stream_writer **writer);

/* Destroy it, after what it was given to is done. TensorRT 10.13 on. */
TRT_API trt_status trt_stream_writer_destroy(trt_stream_writer *writer);

/* ---- runtime ----------------------------------------------------------------------------------------------------- */

/* A runtime. The logger must outlive it. TRT_NO_DEVICE without a usable GPU (not with a simulator). C++:
 * createInferRuntime, any version. */
TRT_API trt_status trt_runtime_create(trt_library *library, trt_logger *logger, trt_runtime **runtime);

/* Destroy it, after its engines. C++: delete of IRuntime, any version. */
TRT_API trt_status trt_runtime_destroy(trt_runtime *runtime);

/* An engine from a plan's bytes, which are not needed afterwards. TRT_REFUSED with TensorRT's reason when they cannot
 * be loaded. A plan is trusted by TensorRT: one that was changed can crash it. C++: IRuntime::deserializeCudaEngine,
 * any version. */
TRT_API trt_status trt_runtime_deserialize(trt_runtime *runtime, const void *plan, size_t size, trt_engine **engine);

/* An engine from a plan that a reader gives in pieces; the reader is not needed afterwards. TRT_REFUSED as of
 * trt_runtime_deserialize(). C++: IRuntime::deserializeCudaEngine (10.0), TensorRT 10 only. */
TRT_API trt_status trt_runtime_deserialize_stream_reader(trt_runtime *runtime, trt_stream_reader *reader,
                                                         trt_engine **engine);

/* The same by a reader that can go to any place of the plan. C++: IRuntime::deserializeCudaEngineV2, TensorRT 10.7 on. */
TRT_API trt_status trt_runtime_deserialize_stream_reader_v2(trt_runtime *runtime, trt_stream_reader_v2 *reader,
                                                            trt_engine **engine);

/* A runtime from a lean runtime's file of another version, for plans of that version; it must not outlive `runtime`.
 * C++: IRuntime::loadRuntime, TensorRT 8.6 on. */
TRT_API trt_status trt_runtime_load_runtime(trt_runtime *runtime, const char *path, trt_runtime **loaded);

/* The DLA core that engines are deserialized for, -1 for none. C++: IRuntime::getDLACore, setDLACore, any version. */
TRT_API trt_status trt_runtime_get_dla_core(trt_runtime *runtime, int32_t *core);
/* C++: IRuntime::setDLACore, any version. */
TRT_API trt_status trt_runtime_set_dla_core(trt_runtime *runtime, int32_t core);
/* C++: IRuntime::getNbDLACores, any version. */
TRT_API trt_status trt_runtime_get_num_dla_cores(trt_runtime *runtime, int32_t *count);

/* The allocator of device memory for engines and contexts; NULL for TensorRT's own. It must outlive them. C++:
 * IRuntime::setGpuAllocator, any version. */
TRT_API trt_status trt_runtime_set_gpu_allocator(trt_runtime *runtime, trt_gpu_allocator *allocator);

/* Where errors are recorded; NULL for the log alone. Engines made afterwards inherit it. C++:
 * IRuntime::setErrorRecorder, any version. */
TRT_API trt_status trt_runtime_set_error_recorder(trt_runtime *runtime, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: IRuntime::getErrorRecorder, any version. */
TRT_API trt_status trt_runtime_get_error_recorder(trt_runtime *runtime, trt_error_recorder **recorder);

/* Most threads that the runtime may use. C++: IRuntime::getMaxThreads, any version. */
TRT_API trt_status trt_runtime_get_max_threads(trt_runtime *runtime, int32_t *count);
/* TRT_REFUSED below 1. C++: IRuntime::setMaxThreads, any version. */
TRT_API trt_status trt_runtime_set_max_threads(trt_runtime *runtime, int32_t count);

/* Folder for temporary files; *path is NULL when none was set. C++: IRuntime::getTemporaryDirectory, TensorRT 8.6 on.
 */
TRT_API trt_status trt_runtime_get_temporary_directory(trt_runtime *runtime, const char **path);
/* path may be NULL. C++: IRuntime::setTemporaryDirectory, TensorRT 8.6 on. */
TRT_API trt_status trt_runtime_set_temporary_directory(trt_runtime *runtime, const char *path);

/* A bit for each TempfileControlFlag. C++: IRuntime::getTempfileControlFlags, TensorRT 8.6 on. */
TRT_API trt_status trt_runtime_get_tempfile_control_flags(trt_runtime *runtime, uint32_t *flags);
/* C++: IRuntime::setTempfileControlFlags, TensorRT 8.6 on. */
TRT_API trt_status trt_runtime_set_tempfile_control_flags(trt_runtime *runtime, uint32_t flags);

/* Whether plans may bring code for the host (an embedded lean runtime). C++: IRuntime::getEngineHostCodeAllowed,
 * TensorRT 8.6 on. */
TRT_API trt_status trt_runtime_get_engine_host_code_allowed(trt_runtime *runtime, bool *allowed);
/* C++: IRuntime::setEngineHostCodeAllowed, TensorRT 8.6 on. */
TRT_API trt_status trt_runtime_set_engine_host_code_allowed(trt_runtime *runtime, bool allowed);

/* How memory for DLA is shared among engines: DLAWorkspaceAllocationStrategy. C++:
 * IRuntime::getDLAWorkspaceAllocationStrategy, TensorRT 11.3 on. */
TRT_API trt_status trt_runtime_get_dla_workspace_allocation_strategy(trt_runtime *runtime, int32_t *strategy);
/* TRT_REFUSED for a number that is none. C++: IRuntime::setDLAWorkspaceAllocationStrategy, TensorRT 11.3 on. */
TRT_API trt_status trt_runtime_set_dla_workspace_allocation_strategy(trt_runtime *runtime, int32_t strategy);

/* ---- host memory ------------------------------------------------------------------------------------------------- */

/* Its bytes; they last as long as it. C++: IHostMemory::data and size, any version. */
TRT_API trt_status trt_host_memory_data(trt_host_memory *memory, const void **data, size_t *size);
/* DataType of its elements. C++: IHostMemory::type, any version. */
TRT_API trt_status trt_host_memory_dtype(trt_host_memory *memory, int32_t *dtype);
/* Destroy it. C++: delete of IHostMemory, any version. */
TRT_API trt_status trt_host_memory_destroy(trt_host_memory *memory);

/* ---- engine ------------------------------------------------------------------------------------------------------ */

/* Destroy it, after its contexts and inspectors. C++: delete of ICudaEngine, any version. */
TRT_API trt_status trt_engine_destroy(trt_engine *engine);

/* A plan again; the lean and dispatch runtimes refuse. C++: ICudaEngine::serialize, any version. */
TRT_API trt_status trt_engine_serialize(trt_engine *engine, trt_host_memory **memory);

/* A context for running it.
 *
 *   strategy  ExecutionContextAllocationStrategy: 0 static, 1 on profile change (TensorRT 10 on), 2 user managed, which
 *             on 8 is createExecutionContextWithoutDeviceMemory
 *
 * It must be destroyed before the engine. C++: ICudaEngine::createExecutionContext, any version.
 */
TRT_API trt_status trt_engine_create_context(trt_engine *engine, int32_t strategy, trt_context **context);

/* An inspector of its layers, to be destroyed before it. C++: ICudaEngine::createEngineInspector, any version. */
TRT_API trt_status trt_engine_create_inspector(trt_engine *engine, trt_inspector **inspector);

/* The network's name. C++: ICudaEngine::getName, any version. */
TRT_API trt_status trt_engine_get_name(trt_engine *engine, const char **name);
/* C++: ICudaEngine::getNbLayers, any version. */
TRT_API trt_status trt_engine_get_num_layers(trt_engine *engine, int32_t *count);
/* C++: ICudaEngine::getNbOptimizationProfiles, any version. */
TRT_API trt_status trt_engine_get_num_optimization_profiles(trt_engine *engine, int32_t *count);
/* C++: ICudaEngine::getNbAuxStreams, TensorRT 8.6 on. */
TRT_API trt_status trt_engine_get_num_aux_streams(trt_engine *engine, int32_t *count);
/* C++: ICudaEngine::isRefittable, any version. */
TRT_API trt_status trt_engine_is_refittable(trt_engine *engine, bool *refittable);
/* EngineCapability. C++: ICudaEngine::getEngineCapability, any version. */
TRT_API trt_status trt_engine_get_engine_capability(trt_engine *engine, int32_t *capability);
/* A bit for each TacticSource. C++: ICudaEngine::getTacticSources, any version. */
TRT_API trt_status trt_engine_get_tactic_sources(trt_engine *engine, uint32_t *sources);
/* ProfilingVerbosity. C++: ICudaEngine::getProfilingVerbosity, any version. */
TRT_API trt_status trt_engine_get_profiling_verbosity(trt_engine *engine, int32_t *verbosity);
/* HardwareCompatibilityLevel. C++: ICudaEngine::getHardwareCompatibilityLevel, TensorRT 8.6 on. */
TRT_API trt_status trt_engine_get_hardware_compatibility_level(trt_engine *engine, int32_t *level);
/* Whether the batch dimension is implicit; false from 11 on, which has no such engines. C++:
 * ICudaEngine::hasImplicitBatchDimension (until 10), any version. */
TRT_API trt_status trt_engine_has_implicit_batch_dimension(trt_engine *engine, bool *implicit);
/* Bytes of device memory that a context needs, over all profiles. C++: ICudaEngine::getDeviceMemorySizeV2 (10.1 on),
 * getDeviceMemorySize (before), any version. */
TRT_API trt_status trt_engine_get_device_memory_size(trt_engine *engine, int64_t *size);
/* The same for one profile. C++: ICudaEngine::getDeviceMemorySizeForProfileV2 (10.1 on), getDeviceMemorySizeForProfile
 * (10.0). TensorRT 10 on. */
TRT_API trt_status trt_engine_get_device_memory_size_for_profile(trt_engine *engine, int32_t profile, int64_t *size);

/* A number about the engine: EngineStat. -1 for one that it does not know. C++: ICudaEngine::getEngineStat, TensorRT 10.14
 * on. */
TRT_API trt_status trt_engine_get_engine_stat(trt_engine *engine, int32_t stat, int64_t *value);

/* Where errors are recorded; NULL for the log alone. Contexts made afterwards inherit it. C++:
 * ICudaEngine::setErrorRecorder, any version. */
TRT_API trt_status trt_engine_set_error_recorder(trt_engine *engine, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: ICudaEngine::getErrorRecorder, any version. */
TRT_API trt_status trt_engine_get_error_recorder(trt_engine *engine, trt_error_recorder **recorder);

/* ---- engine: tensors by name ------------------------------------------------------------------------------------- */

/* C++: ICudaEngine::getNbIOTensors, TensorRT 8.5 on. */
TRT_API trt_status trt_engine_get_num_io_tensors(trt_engine *engine, int32_t *count);
/* *name is NULL for an index out of range. C++: ICudaEngine::getIOTensorName, TensorRT 8.5 on. */
TRT_API trt_status trt_engine_get_tensor_name(trt_engine *engine, int32_t index, const char **name);
/* TensorIOMode: 0 none such, 1 input, 2 output. C++: ICudaEngine::getTensorIOMode, TensorRT 8.5 on. */
TRT_API trt_status trt_engine_get_tensor_mode(trt_engine *engine, const char *name, int32_t *mode);
/* DataType. C++: ICudaEngine::getTensorDataType, TensorRT 8.5 on. */
TRT_API trt_status trt_engine_get_tensor_dtype(trt_engine *engine, const char *name, int32_t *dtype);
/* With -1 for dynamic dimensions; -1 dimensions for an unknown name. C++: ICudaEngine::getTensorShape, TensorRT 8.5 on.
 */
TRT_API trt_status trt_engine_get_tensor_shape(trt_engine *engine, const char *name, trt_dims *shape);
/* TensorLocation: 0 device, 1 host. C++: ICudaEngine::getTensorLocation, TensorRT 8.5 on. */
TRT_API trt_status trt_engine_get_tensor_location(trt_engine *engine, const char *name, int32_t *location);
/* Whether its values are needed for, or come from, the calculation of shapes. C++: ICudaEngine::isShapeInferenceIO,
 * TensorRT 8.5 on. */
TRT_API trt_status trt_engine_is_shape_inference_io(trt_engine *engine, const char *name, bool *shape_inference);

/* The layout of a tensor in an optimization profile, or with profile -1 in the first, as 8.6.0 can only say. C++:
 * ICudaEngine::getTensorBytesPerComponent, TensorRT 8.5 on; with a profile 8.6.1 on. -1 or 0 when there is none. */
TRT_API trt_status trt_engine_get_tensor_bytes_per_component(trt_engine *engine, const char *name, int32_t profile,
                                                             int32_t *bytes);
/* C++: ICudaEngine::getTensorComponentsPerElement, TensorRT 8.5 on; with a profile 8.6.1 on. */
TRT_API trt_status trt_engine_get_tensor_components_per_element(trt_engine *engine, const char *name, int32_t profile,
                                                                int32_t *components);
/* TensorFormat. C++: ICudaEngine::getTensorFormat, TensorRT 8.5 on; with a profile 8.6.1 on. */
TRT_API trt_status trt_engine_get_tensor_format(trt_engine *engine, const char *name, int32_t profile, int32_t *format);
/* *description is NULL for an unknown name. C++: ICudaEngine::getTensorFormatDesc, TensorRT 8.5 on; with a profile
 * 8.6.1 on. */
TRT_API trt_status trt_engine_get_tensor_format_desc(trt_engine *engine, const char *name, int32_t profile,
                                                     const char **description);
/* C++: ICudaEngine::getTensorVectorizedDim, TensorRT 8.5 on; with a profile 8.6.1 on. */
TRT_API trt_status trt_engine_get_tensor_vectorized_dim(trt_engine *engine, const char *name, int32_t profile,
                                                        int32_t *dimension);

/* The least (selector 0), best (1) and greatest (2) shape of an input in a profile; -1 dimensions when there is none.
 * C++: ICudaEngine::getProfileShape, TensorRT 8.5 on. */
TRT_API trt_status trt_engine_get_tensor_profile_shape(trt_engine *engine, const char *name, int32_t profile,
                                                       int32_t selector, trt_dims *shape);
/* The same for the values of a shape input: writes at most `capacity` of them, and their number to *count; TRT_REFUSED
 * when there are none. C++: ICudaEngine::getProfileTensorValuesV2 (10.11 on), getProfileTensorValues (10.0 on),
 * getProfileShapeValues (8), any version. */
TRT_API trt_status trt_engine_get_tensor_profile_values(trt_engine *engine, const char *name, int32_t profile,
                                                        int32_t selector, int64_t *values, int32_t capacity,
                                                        int32_t *count);

/* Whether a tensor was marked for a debug listener when the engine was built. C++: ICudaEngine::isDebugTensor, TensorRT 10
 * on. */
TRT_API trt_status trt_engine_is_debug_tensor(trt_engine *engine, const char *name, bool *debug);
/* The input whose memory an output shares; *input is NULL when it shares none. C++: ICudaEngine::getAliasedInputTensor,
 * TensorRT 10.15 on. */
TRT_API trt_status trt_engine_get_aliased_input_tensor(trt_engine *engine, const char *name, const char **input);

/* ---- engine: weight streaming ------------------------------------------------------------------------------------ */
/* An engine that was built for it keeps weights in host memory, and streams to the GPU those that are beyond a budget. The
 * budget can be changed only while the engine has no context. */

/* Bytes of the weights that can be streamed; 0 when the engine was not built for it. C++:
 * ICudaEngine::getStreamableWeightsSize, TensorRT 10 on. */
TRT_API trt_status trt_engine_get_streamable_weights_size(trt_engine *engine, int64_t *size);
/* Bytes of GPU memory for streamable weights. C++: ICudaEngine::getWeightStreamingBudgetV2, TensorRT 10.1 on. */
TRT_API trt_status trt_engine_get_weight_streaming_budget_v2(trt_engine *engine, int64_t *budget);
/* TRT_REFUSED when it is negative, and while there is a context. C++: ICudaEngine::setWeightStreamingBudgetV2, TensorRT
 * 10.1 on. */
TRT_API trt_status trt_engine_set_weight_streaming_budget_v2(trt_engine *engine, int64_t budget);
/* A budget for the memory that is free now. C++: ICudaEngine::getWeightStreamingAutomaticBudget, TensorRT 10.1 on. */
TRT_API trt_status trt_engine_get_weight_streaming_automatic_budget(trt_engine *engine, int64_t *budget);
/* Bytes of GPU memory that a context takes for the weights on their way. C++:
 * ICudaEngine::getWeightStreamingScratchMemorySize, TensorRT 10.1 on. */
TRT_API trt_status trt_engine_get_weight_streaming_scratch_memory_size(trt_engine *engine, int64_t *size);
/* The budget as before 10.1: -1 for no streaming, 0 for one that TensorRT chooses. C++:
 * ICudaEngine::getWeightStreamingBudget, TensorRT 10 only. */
TRT_API trt_status trt_engine_get_weight_streaming_budget(trt_engine *engine, int64_t *budget);
/* C++: ICudaEngine::setWeightStreamingBudget, TensorRT 10 only. */
TRT_API trt_status trt_engine_set_weight_streaming_budget(trt_engine *engine, int64_t budget);
/* The least budget as before 10.1. C++: ICudaEngine::getMinimumWeightStreamingBudget, TensorRT 10 only. */
TRT_API trt_status trt_engine_get_minimum_weight_streaming_budget(trt_engine *engine, int64_t *budget);

/* ---- engine: tensors by index, until 8.6 ------------------------------------------------------------------------- */
/* Every profile has bindings of its own: of n tensors and p profiles there are n * p. For what takes their place from
 * 10 on see the tensor names. */

/* C++: ICudaEngine::getNbBindings, until 8.6. */
TRT_API trt_status trt_engine_get_num_bindings(trt_engine *engine, int32_t *count);
/* *index is -1 for an unknown name. C++: ICudaEngine::getBindingIndex, until 8.6. */
TRT_API trt_status trt_engine_get_binding_index(trt_engine *engine, const char *name, int32_t *index);
/* *name is NULL for an index out of range. C++: ICudaEngine::getBindingName, until 8.6. */
TRT_API trt_status trt_engine_get_binding_name(trt_engine *engine, int32_t index, const char **name);
/* C++: ICudaEngine::bindingIsInput, until 8.6. */
TRT_API trt_status trt_engine_binding_is_input(trt_engine *engine, int32_t index, bool *input);
/* C++: ICudaEngine::getBindingDimensions, until 8.6. */
TRT_API trt_status trt_engine_get_binding_shape(trt_engine *engine, int32_t index, trt_dims *shape);
/* DataType. C++: ICudaEngine::getBindingDataType, until 8.6. */
TRT_API trt_status trt_engine_get_binding_dtype(trt_engine *engine, int32_t index, int32_t *dtype);
/* TensorLocation. C++: ICudaEngine::getLocation, until 8.6. */
TRT_API trt_status trt_engine_get_binding_location(trt_engine *engine, int32_t index, int32_t *location);
/* C++: ICudaEngine::getBindingBytesPerComponent, until 8.6. */
TRT_API trt_status trt_engine_get_binding_bytes_per_component(trt_engine *engine, int32_t index, int32_t *bytes);
/* C++: ICudaEngine::getBindingComponentsPerElement, until 8.6. */
TRT_API trt_status trt_engine_get_binding_components_per_element(trt_engine *engine, int32_t index,
                                                                 int32_t *components);
/* TensorFormat. C++: ICudaEngine::getBindingFormat, until 8.6. */
TRT_API trt_status trt_engine_get_binding_format(trt_engine *engine, int32_t index, int32_t *format);
/* *description is NULL for an index out of range. C++: ICudaEngine::getBindingFormatDesc, until 8.6. */
TRT_API trt_status trt_engine_get_binding_format_desc(trt_engine *engine, int32_t index, const char **description);
/* C++: ICudaEngine::getBindingVectorizedDim, until 8.6. */
TRT_API trt_status trt_engine_get_binding_vectorized_dim(trt_engine *engine, int32_t index, int32_t *dimension);
/* C++: ICudaEngine::isShapeBinding, until 8.6. */
TRT_API trt_status trt_engine_is_shape_binding(trt_engine *engine, int32_t index, bool *shape_binding);
/* C++: ICudaEngine::isExecutionBinding, until 8.6. */
TRT_API trt_status trt_engine_is_execution_binding(trt_engine *engine, int32_t index, bool *execution_binding);
/* The least (selector 0), best (1) and greatest (2) shape of an input binding. C++: ICudaEngine::getProfileDimensions,
 * until 8.6. */
TRT_API trt_status trt_engine_get_profile_shape(trt_engine *engine, int32_t profile, int32_t index, int32_t selector,
                                                trt_dims *shape);
/* 1 for an engine with an explicit batch. C++: ICudaEngine::getMaxBatchSize, until 8.6. */
TRT_API trt_status trt_engine_get_max_batch_size(trt_engine *engine, int32_t *size);

/* ---- runtime config ---------------------------------------------------------------------------------------------- */
/* How contexts are made. */

/* C++: ICudaEngine::createRuntimeConfig, TensorRT 10.11 on. */
TRT_API trt_status trt_engine_create_runtime_config(trt_engine *engine, trt_runtime_config **config);
/* Destroy it. C++: delete of IRuntimeConfig, TensorRT 10.11 on. */
TRT_API trt_status trt_runtime_config_destroy(trt_runtime_config *config);
/* ExecutionContextAllocationStrategy. C++: IRuntimeConfig::getExecutionContextAllocationStrategy, TensorRT 10.11 on. */
TRT_API trt_status trt_runtime_config_get_allocation_strategy(trt_runtime_config *config, int32_t *strategy);
/* C++: IRuntimeConfig::setExecutionContextAllocationStrategy, TensorRT 10.11 on. */
TRT_API trt_status trt_runtime_config_set_allocation_strategy(trt_runtime_config *config, int32_t strategy);
/* A context made as the config, of the same library, says; the config is not needed afterwards. C++:
 * ICudaEngine::createExecutionContextWithRuntimeConfig, TensorRT 10.11 on. */
TRT_API trt_status trt_engine_create_context_with_runtime_config(trt_engine *engine, trt_runtime_config *config,
                                                                 trt_context **context);
/* A new config like the one that a context was made with; destroy it. C++: IExecutionContext::getRuntimeConfig, TensorRT
 * 10.11 on. */
TRT_API trt_status trt_context_get_runtime_config(trt_context *context, trt_runtime_config **config);

/* ---- TensorRT for RTX: plans ------------------------------------------------------------------------------------- */

/* Bytes of a plan's beginning that trt_runtime_get_engine_validity() looks at. C++: IRuntime::getEngineHeaderSize,
 * TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_get_engine_header_size(trt_runtime *runtime, int64_t *size);
/* Whether a plan can probably be loaded here, by its header alone.
 *
 *   plan, size   its beginning, or all of it
 *   validity     EngineValidity: 0 probably, 1 probably, and it will be slow, 2 no
 *   diagnostics  of a 2: why, bits of EngineInvalidityDiagnostics
 *
 * C++: IRuntime::getEngineValidity, TensorRT for RTX 1.5 on.
 */
TRT_API trt_status trt_runtime_get_engine_validity(trt_runtime *runtime, const void *plan, int64_t size,
                                                   int32_t *validity, uint64_t *diagnostics);

/* ---- TensorRT for RTX: weights that are loaded later ------------------------------------------------------------- */

/* C++: IRuntime::getDeferredWeightsLoading, TensorRT for RTX 1.6 on. */
TRT_API trt_status trt_runtime_get_deferred_weights_loading(trt_runtime *runtime, bool *defer);
/* Whether engines are deserialized without memory for their weights from now on. C++:
 * IRuntime::setDeferredWeightsLoading, TensorRT for RTX 1.6 on. */
TRT_API trt_status trt_runtime_set_deferred_weights_loading(trt_runtime *runtime, bool defer);
/* Whether the weights are on the GPU, without which nothing runs. C++: ICudaEngine::areWeightsLoaded, TensorRT for RTX
 * 1.6 on. */
TRT_API trt_status trt_engine_are_weights_loaded(trt_engine *engine, bool *loaded);
/* Bring the weights to the GPU; plan: the one that the engine was made from. TRT_REFUSED when it is another, when the
 * weights are there, and for an engine that was deserialized with them. C++: ICudaEngine::loadWeights, TensorRT for RTX
 * 1.6 on. */
TRT_API trt_status trt_engine_load_weights(trt_engine *engine, const void *plan, int64_t size);
/* The same by a reader, and on a stream, not 0, which launches on other streams must wait for. The reader is not needed
 * once the work on the stream is done. C++: ICudaEngine::loadWeightsAsync, TensorRT for RTX 1.6 on. */
TRT_API trt_status trt_engine_load_weights_async(trt_engine *engine, trt_stream_reader_v2 *reader, trt_stream stream);
/* Give the memory of loaded weights back; no launch may be running. C++: ICudaEngine::unloadWeights, TensorRT for RTX
 * 1.7 on. */
TRT_API trt_status trt_engine_unload_weights(trt_engine *engine);

/* ---- TensorRT for RTX: weights that are moved away and back ------------------------------------------------------ */
/* Of an engine whose plan came without weights. While one of these functions runs nothing else may use the engine.
 * Memory has trt_weights_manager_get_size() bytes and a TensorLocation: 0 device, 1 host. */

/* TRT_REFUSED for an engine whose weights cannot be managed. C++: ICudaEngine::createWeightsManager, TensorRT for RTX
 * 1.7 on. */
TRT_API trt_status trt_engine_create_weights_manager(trt_engine *engine, trt_weights_manager **manager);
/* Destroy it, before its engine. C++: delete of IWeightsManager, TensorRT for RTX 1.7 on. */
TRT_API trt_status trt_weights_manager_destroy(trt_weights_manager *manager);
/* C++: IWeightsManager::getSize, TensorRT for RTX 1.7 on. */
TRT_API trt_status trt_weights_manager_get_size(trt_weights_manager *manager, int64_t *size);
/* Copy loaded weights to memory, which must stay until the work on the stream is done. C++:
 * IWeightsManager::saveToBuffer, TensorRT for RTX 1.7 on. */
TRT_API trt_status trt_weights_manager_save_to_buffer(trt_weights_manager *manager, trt_address memory, int64_t size,
                                                      int32_t location, trt_stream stream);
/* Give loaded weights to a writer in pieces, for each of which the stream is waited for. C++:
 * IWeightsManager::saveToStream, TensorRT for RTX 1.7 on. */
TRT_API trt_status trt_weights_manager_save_to_stream(trt_weights_manager *manager, trt_stream_writer *writer,
                                                      trt_stream stream);
/* Give the memory of loaded weights back, once the work on the stream is done, which is waited for. C++:
 * IWeightsManager::unload, TensorRT for RTX 1.7 on. */
TRT_API trt_status trt_weights_manager_unload(trt_weights_manager *manager, trt_stream stream);
/* Copy weights that are not loaded from memory, which must stay until the work on the stream is done. C++:
 * IWeightsManager::restoreFromBuffer, TensorRT for RTX 1.7 on. */
TRT_API trt_status trt_weights_manager_restore_from_buffer(trt_weights_manager *manager, trt_address memory,
                                                           int64_t size, int32_t location, trt_stream stream);
/* Map a part of the weights from memory of cuMemCreate(), without a copy; they are loaded once all parts are.
 *
 *   allocation    a CUmemGenericAllocationHandle of `size` bytes on the engine's device; not needed afterwards
 *   offset, size  of the part, in multiples of the device's granularity
 *
 * C++: IWeightsManager::restoreFromVmmAllocation, TensorRT for RTX 1.7 on.
 */
TRT_API trt_status trt_weights_manager_restore_from_vmm_allocation(trt_weights_manager *manager, uint64_t allocation,
                                                                   int64_t offset, int64_t size, trt_stream stream);

/* ---- TensorRT for RTX: how kernels are compiled and run ---------------------------------------------------------- */

/* DynamicShapesKernelSpecializationStrategy: 0 kernels for a shape are compiled beside launches, 1 before its first
 * launch, 2 never. C++: IRuntimeConfig::getDynamicShapesKernelSpecializationStrategy, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_config_get_dynamic_shapes_kernel_specialization_strategy(trt_runtime_config *config,
                                                                                        int32_t *strategy);
/* C++: IRuntimeConfig::setDynamicShapesKernelSpecializationStrategy, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_config_set_dynamic_shapes_kernel_specialization_strategy(trt_runtime_config *config,
                                                                                        int32_t strategy);
/* CudaGraphStrategy: 0 none, 1 a launch is captured whole. C++: IRuntimeConfig::getCudaGraphStrategy, TensorRT for RTX
 * 1.5 on. */
TRT_API trt_status trt_runtime_config_get_cuda_graph_strategy(trt_runtime_config *config, int32_t *strategy);
/* C++: IRuntimeConfig::setCudaGraphStrategy, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_config_set_cuda_graph_strategy(trt_runtime_config *config, int32_t strategy);
/* Whether launches on a stream can be captured in a CUDA graph. C++: IExecutionContext::isStreamCapturable, TensorRT
 * for RTX 1.5 on. */
TRT_API trt_status trt_context_is_stream_capturable(trt_context *context, trt_stream stream, bool *capturable);

/* An empty cache for kernels that are compiled when contexts are made and run. C++: IRuntimeConfig::createRuntimeCache,
 * TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_config_create_runtime_cache(trt_runtime_config *config, trt_runtime_cache **cache);
/* Have contexts use a cache, of any config of the same library. It must outlive them and the config. C++:
 * IRuntimeConfig::setRuntimeCache, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_config_set_runtime_cache(trt_runtime_config *config, trt_runtime_cache *cache);
/* NULL when there is none, or one that was not made by this shim. C++: IRuntimeConfig::getRuntimeCache, TensorRT for RTX
 * 1.5 on. */
TRT_API trt_status trt_runtime_config_get_runtime_cache(trt_runtime_config *config, trt_runtime_cache **cache);
/* Destroy it, after the configs that have it and their contexts. C++: delete of IRuntimeCache, TensorRT for RTX 1.5 on.
 */
TRT_API trt_status trt_runtime_cache_destroy(trt_runtime_cache *cache);
/* What it holds, to be kept until another run. C++: IRuntimeCache::serialize, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_cache_serialize(trt_runtime_cache *cache, trt_host_memory **memory);
/* Fill it with what was serialized. TRT_REFUSED, and nothing changes, for what is damaged or of another GPU, driver or
 * version. C++: IRuntimeCache::deserialize, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_cache_deserialize(trt_runtime_cache *cache, const void *data, size_t size);
/* Empty it. C++: IRuntimeCache::reset, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_runtime_cache_reset(trt_runtime_cache *cache);

/* ---- serialization config ---------------------------------------------------------------------------------------- */
/* What a plan is to hold. */

/* C++: ICudaEngine::createSerializationConfig, TensorRT 10 on. */
TRT_API trt_status trt_engine_create_serialization_config(trt_engine *engine, trt_serialization_config **config);
/* Destroy it, before its engine. C++: delete of ISerializationConfig, TensorRT 10 on. */
TRT_API trt_status trt_serialization_config_destroy(trt_serialization_config *config);
/* A bit for each SerializationFlag. C++: ISerializationConfig::getFlags, TensorRT 10 on. */
TRT_API trt_status trt_serialization_config_get_flags(trt_serialization_config *config, uint32_t *flags);
/* TRT_REFUSED for bits that are no flag's. C++: ISerializationConfig::setFlags, TensorRT 10 on. */
TRT_API trt_status trt_serialization_config_set_flags(trt_serialization_config *config, uint32_t flags);
/* C++: ISerializationConfig::getFlag, TensorRT 10 on. */
TRT_API trt_status trt_serialization_config_get_flag(trt_serialization_config *config, int32_t flag, bool *on);
/* C++: ISerializationConfig::setFlag, TensorRT 10 on. */
TRT_API trt_status trt_serialization_config_set_flag(trt_serialization_config *config, int32_t flag);
/* C++: ISerializationConfig::clearFlag, TensorRT 10 on. */
TRT_API trt_status trt_serialization_config_clear_flag(trt_serialization_config *config, int32_t flag);
/* The engine as a plan with what the config, of the same engine, says. C++: ICudaEngine::serializeWithConfig, TensorRT 10
 * on. */
TRT_API trt_status trt_engine_serialize_with_config(trt_engine *engine, trt_serialization_config *config,
                                                    trt_host_memory **memory);

/* ---- inspector --------------------------------------------------------------------------------------------------- */

/* Destroy it, before its engine. C++: delete of IEngineInspector, any version. */
TRT_API trt_status trt_inspector_destroy(trt_inspector *inspector);
/* The context whose shapes it tells of; NULL for none. C++: IEngineInspector::setExecutionContext, any version. */
TRT_API trt_status trt_inspector_set_context(trt_inspector *inspector, trt_context *context);
/* What one layer is, as LayerInformationFormat: 0 one line, 1 JSON; lasts until the inspector's next call. C++:
 * IEngineInspector::getLayerInformation, any version. */
TRT_API trt_status trt_inspector_get_layer_information(trt_inspector *inspector, int32_t layer, int32_t format,
                                                       const char **text);
/* The same for all layers. C++: IEngineInspector::getEngineInformation, any version. */
TRT_API trt_status trt_inspector_get_engine_information(trt_inspector *inspector, int32_t format, const char **text);
/* C++: IEngineInspector::setErrorRecorder, any version. */
TRT_API trt_status trt_inspector_set_error_recorder(trt_inspector *inspector, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: IEngineInspector::getErrorRecorder, any version.
 */
TRT_API trt_status trt_inspector_get_error_recorder(trt_inspector *inspector, trt_error_recorder **recorder);

/* ---- refitter ---------------------------------------------------------------------------------------------------- */
/* Other values for the weights of an engine that was built refittable. */

/* Values of a type: DataType. They are not copied: memory that is given must stay as it is until the refit is done, other
 * values take its place, or the refitter is destroyed. */
typedef struct trt_weights {
    int32_t dtype;
    const void *values; /* NULL where only the type and the number are told */
    int64_t count;      /* of elements; -1 where there are no such weights */
} trt_weights;

/* A refitter of an engine, to be destroyed before it; the logger must outlive it. TRT_NOT_AVAILABLE when the library cannot
 * refit, as the lean and dispatch 8.6; TRT_REFUSED when the engine was not built for it. No launch of the engine may run
 * during a refit. C++: createInferRefitter, any version. */
TRT_API trt_status trt_refitter_create(trt_engine *engine, trt_logger *logger, trt_refitter **refitter);
/* Destroy it, before its engine. C++: delete of IRefitter, any version. */
TRT_API trt_status trt_refitter_destroy(trt_refitter *refitter);

/* Give the weights that a layer has in a role: WeightsRole. TRT_REFUSED when there are none; TensorRT 8 looks at neither
 * their number nor their type. C++: IRefitter::setWeights, any version. */
TRT_API trt_status trt_refitter_set_weights(trt_refitter *refitter, const char *layer_name, int32_t role,
                                            const trt_weights *weights);
/* The same for weights that have a name. C++: IRefitter::setNamedWeights, any version. */
TRT_API trt_status trt_refitter_set_named_weights(trt_refitter *refitter, const char *name, const trt_weights *weights);
/* The same for memory of the device or of the host: TensorLocation. C++: IRefitter::setNamedWeightsWithLocation, TensorRT
 * 10 on. */
TRT_API trt_status trt_refitter_set_named_weights_with_location(trt_refitter *refitter, const char *name,
                                                                const trt_weights *weights, int32_t location);
/* What was given; TRT_OK with values NULL when there is none. C++: IRefitter::getNamedWeights, TensorRT 10 on. */
TRT_API trt_status trt_refitter_get_named_weights(trt_refitter *refitter, const char *name, trt_weights *weights);
/* TensorLocation of what was given. C++: IRefitter::getWeightsLocation, TensorRT 10 on. */
TRT_API trt_status trt_refitter_get_weights_location(trt_refitter *refitter, const char *name, int32_t *location);
/* Take back what was given. TRT_REFUSED when there is none. C++: IRefitter::unsetNamedWeights, TensorRT 10 on. */
TRT_API trt_status trt_refitter_unset_named_weights(trt_refitter *refitter, const char *name);
/* The type and the number of elements that weights must have. C++: IRefitter::getWeightsPrototype, TensorRT 10 on. */
TRT_API trt_status trt_refitter_get_weights_prototype(trt_refitter *refitter, const char *name, trt_weights *prototype);

/* Which weights there are, by layer and role: writes at most `capacity` of them, and their number to *count. The names last
 * as long as the refitter. C++: IRefitter::getAll, any version. */
TRT_API trt_status trt_refitter_get_all(trt_refitter *refitter, const char **layer_names, int32_t *roles,
                                        int32_t capacity, int32_t *count);
/* Those that must be given yet. C++: IRefitter::getMissing, any version. */
TRT_API trt_status trt_refitter_get_missing(trt_refitter *refitter, const char **layer_names, int32_t *roles,
                                            int32_t capacity, int32_t *count);
/* The same by name. C++: IRefitter::getAllWeights, any version. */
TRT_API trt_status trt_refitter_get_all_weights(trt_refitter *refitter, const char **names, int32_t capacity,
                                                int32_t *count);
/* C++: IRefitter::getMissingWeights, any version. */
TRT_API trt_status trt_refitter_get_missing_weights(trt_refitter *refitter, const char **names, int32_t capacity,
                                                    int32_t *count);

/* Put what was given into the engine, for all its contexts. TRT_REFUSED when weights are missing or wrong. C++:
 * IRefitter::refitCudaEngine, any version. */
TRT_API trt_status trt_refitter_refit_cuda_engine(trt_refitter *refitter);
/* The same on a stream: what was given must stay until the stream is done. C++: IRefitter::refitCudaEngineAsync, TensorRT
 * 10 on. */
TRT_API trt_status trt_refitter_refit_cuda_engine_async(trt_refitter *refitter, trt_stream stream);
/* Free what TensorRT keeps for the next refit. C++: IRefitter::releaseRefitResources, TensorRT 11.4 on. */
TRT_API trt_status trt_refitter_release_refit_resources(trt_refitter *refitter);

/* The range of a tensor's values in an engine of 8-bit integers. TRT_REFUSED for a tensor without one. C++:
 * IRefitter::setDynamicRange, until 10. */
TRT_API trt_status trt_refitter_set_dynamic_range(trt_refitter *refitter, const char *tensor_name, float least,
                                                  float greatest);
/* C++: IRefitter::getDynamicRangeMin and getDynamicRangeMax, until 10. */
TRT_API trt_status trt_refitter_get_dynamic_range(trt_refitter *refitter, const char *tensor_name, float *least,
                                                  float *greatest);
/* The tensors that have one, as trt_refitter_get_all_weights(). C++: IRefitter::getTensorsWithDynamicRange, until 10. */
TRT_API trt_status trt_refitter_get_tensors_with_dynamic_range(trt_refitter *refitter, const char **names,
                                                               int32_t capacity, int32_t *count);

/* Whether a refit looks for values that a conversion to the engine's type cannot hold. C++:
 * IRefitter::getWeightsValidation, TensorRT 10 on. */
TRT_API trt_status trt_refitter_get_weights_validation(trt_refitter *refitter, bool *validation);
/* C++: IRefitter::setWeightsValidation, TensorRT 10 on. */
TRT_API trt_status trt_refitter_set_weights_validation(trt_refitter *refitter, bool validation);
/* Most threads that a refit may use. C++: IRefitter::getMaxThreads, any version. */
TRT_API trt_status trt_refitter_get_max_threads(trt_refitter *refitter, int32_t *count);
/* TRT_REFUSED below 1. C++: IRefitter::setMaxThreads, any version. */
TRT_API trt_status trt_refitter_set_max_threads(trt_refitter *refitter, int32_t count);
/* Where errors are recorded; NULL for the log alone. C++: IRefitter::setErrorRecorder, any version. */
TRT_API trt_status trt_refitter_set_error_recorder(trt_refitter *refitter, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: IRefitter::getErrorRecorder, any version. */
TRT_API trt_status trt_refitter_get_error_recorder(trt_refitter *refitter, trt_error_recorder **recorder);

/* ---- execution context ------------------------------------------------------------------------------------------- */

/* Destroy it, before its engine. No launch of it may be running. C++: delete of IExecutionContext, any version. */
TRT_API trt_status trt_context_destroy(trt_context *context);

/* Whether launches by execute_v2 are logged kernel by kernel. C++: IExecutionContext::getDebugSync, any version. */
TRT_API trt_status trt_context_get_debug_sync(trt_context *context, bool *sync);
/* C++: IExecutionContext::setDebugSync, any version. */
TRT_API trt_status trt_context_set_debug_sync(trt_context *context, bool sync);
/* C++: IExecutionContext::getName, any version. */
TRT_API trt_status trt_context_get_name(trt_context *context, const char **name);
/* C++: IExecutionContext::setName, any version. */
TRT_API trt_status trt_context_set_name(trt_context *context, const char *name);
/* Device memory for a context that was made without any (strategy 2): aligned to 256 bytes, not freed while in use.
 * size: its bytes, or -1 for as many as the engine asks for, which from 10.1 on is all that can be said of a size.
 * C++: IExecutionContext::setDeviceMemoryV2 (10.1 on), setDeviceMemory (before), any version. */
TRT_API trt_status trt_context_set_device_memory(trt_context *context, trt_address memory, int64_t size);
/* Bytes of device memory for the shapes set now. TensorRT 10 on. C++:
 * IExecutionContext::updateDeviceMemorySizeForShapes. */
TRT_API trt_status trt_context_update_device_memory_size_for_shapes(trt_context *context, int64_t *size);

/* The active optimization profile; -1 for none yet. C++: IExecutionContext::getOptimizationProfile, any version. */
TRT_API trt_status trt_context_get_optimization_profile(trt_context *context, int32_t *profile);
/* C++: IExecutionContext::setOptimizationProfile, until 8.6. */
TRT_API trt_status trt_context_set_optimization_profile(trt_context *context, int32_t profile);
/* Switch profiles; work for it is put on `stream`, which launches must wait for. C++:
 * IExecutionContext::setOptimizationProfileAsync, any version. */
TRT_API trt_status trt_context_set_optimization_profile_async(trt_context *context, int32_t profile, trt_stream stream);
/* C++: IExecutionContext::allInputDimensionsSpecified, any version. */
TRT_API trt_status trt_context_all_binding_shapes_specified(trt_context *context, bool *specified);
/* C++: IExecutionContext::allInputShapesSpecified, until 10. */
TRT_API trt_status trt_context_all_shape_inputs_specified(trt_context *context, bool *specified);

/* The profiler, or NULL for none; it must outlive the context. C++: IExecutionContext::setProfiler, any version. */
TRT_API trt_status trt_context_set_profiler(trt_context *context, trt_profiler *profiler);
/* NULL when there is none, or one that was not made by this shim. C++: IExecutionContext::getProfiler, any version. */
TRT_API trt_status trt_context_get_profiler(trt_context *context, trt_profiler **profiler);
/* C++: IExecutionContext::getEnqueueEmitsProfile, any version. */
TRT_API trt_status trt_context_get_enqueue_emits_profile(trt_context *context, bool *emits);
/* C++: IExecutionContext::setEnqueueEmitsProfile, any version. */
TRT_API trt_status trt_context_set_enqueue_emits_profile(trt_context *context, bool emits);
/* Tell the profiler of the last launch. C++: IExecutionContext::reportToProfiler, any version. */
TRT_API trt_status trt_context_report_to_profiler(trt_context *context);

/* Where errors are recorded; NULL for the log alone. C++: IExecutionContext::setErrorRecorder, any version. */
TRT_API trt_status trt_context_set_error_recorder(trt_context *context, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: IExecutionContext::getErrorRecorder, any
 * version. */
TRT_API trt_status trt_context_get_error_recorder(trt_context *context, trt_error_recorder **recorder);

/* The allocator of temporary storage; NULL for the runtime's. It must outlive the context. C++:
 * IExecutionContext::setTemporaryStorageAllocator, TensorRT 8.5 on. */
TRT_API trt_status trt_context_set_temporary_allocator(trt_context *context, trt_gpu_allocator *allocator);
/* NULL when there is none, or one that was not made by this shim. C++: IExecutionContext::getTemporaryStorageAllocator,
 * TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_temporary_allocator(trt_context *context, trt_gpu_allocator **allocator);

/* Bytes of persistent L2 cache for activations. C++: IExecutionContext::getPersistentCacheLimit, TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_persistent_cache_limit(trt_context *context, size_t *size);
/* C++: IExecutionContext::setPersistentCacheLimit, TensorRT 8.5 on. */
TRT_API trt_status trt_context_set_persistent_cache_limit(trt_context *context, size_t size);
/* ProfilingVerbosity. C++: IExecutionContext::getNvtxVerbosity, TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_nvtx_verbosity(trt_context *context, int32_t *verbosity);
/* Not above the engine's: TRT_REFUSED. C++: IExecutionContext::setNvtxVerbosity, TensorRT 8.5 on. */
TRT_API trt_status trt_context_set_nvtx_verbosity(trt_context *context, int32_t verbosity);

/* The NCCL communicator (an ncclComm_t, 0 for none) of an engine for several GPUs; it belongs to the caller. C++:
 * IExecutionContext::setCommunicator, TensorRT 10.16 on. */
TRT_API trt_status trt_context_set_communicator(trt_context *context, trt_address communicator);

/* ---- execution context: debug tensors ---------------------------------------------------------------------------- */

/* Who is told of debug tensors; NULL for nobody. It must outlive the context. C++: IExecutionContext::setDebugListener,
 * TensorRT 10 on. */
TRT_API trt_status trt_context_set_debug_listener(trt_context *context, trt_debug_listener *listener);
/* NULL when there is none, or one that was not made by this shim. C++: IExecutionContext::getDebugListener, TensorRT 10
 * on. */
TRT_API trt_status trt_context_get_debug_listener(trt_context *context, trt_debug_listener **listener);
/* Whether the listener is told of a tensor; TRT_REFUSED for what was not marked when the engine was built. C++:
 * IExecutionContext::setTensorDebugState, TensorRT 10 on. */
TRT_API trt_status trt_context_set_tensor_debug_state(trt_context *context, const char *name, bool on);
/* C++: IExecutionContext::getDebugState, TensorRT 10 on. */
TRT_API trt_status trt_context_get_debug_state(trt_context *context, const char *name, bool *on);
/* All marked tensors at once. C++: IExecutionContext::setAllTensorsDebugState, TensorRT 10 on. */
TRT_API trt_status trt_context_set_all_tensors_debug_state(trt_context *context, bool on);
/* Tensors that were marked without keeping layers from being fused: those that fusion left. C++:
 * IExecutionContext::setUnfusedTensorsDebugState, TensorRT 10.12 on. */
TRT_API trt_status trt_context_set_unfused_tensors_debug_state(trt_context *context, bool on);
/* C++: IExecutionContext::getUnfusedTensorsDebugState, TensorRT 10.12 on. */
TRT_API trt_status trt_context_get_unfused_tensors_debug_state(trt_context *context, bool *on);

/* ---- execution context: tensors by name -------------------------------------------------------------------------- */

/* Set the shape of an input for the launches that follow.
 *
 *   shape  at most TRT_MAX_DIMS dimensions, inside the active optimization profile; copied
 *
 * TRT_REFUSED when TensorRT says no. C++: IExecutionContext::setInputShape, TensorRT 8.5 on.
 */
TRT_API trt_status trt_context_set_input_shape(trt_context *context, const char *name, const trt_dims *shape);
/* -1 dimensions for an unknown name; -1 for a dimension that is not known yet. C++: IExecutionContext::getTensorShape,
 * TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_tensor_shape(trt_context *context, const char *name, trt_dims *shape);
/* In elements. C++: IExecutionContext::getTensorStrides, TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_tensor_strides(trt_context *context, const char *name, trt_dims *strides);
/* Where a tensor's values are, in device memory, or in host memory for a shape tensor; it must stay valid until the
 * launches that use it are done. 0 unsets it. C++: IExecutionContext::setTensorAddress, TensorRT 8.5 on. */
TRT_API trt_status trt_context_set_tensor_address(trt_context *context, const char *name, trt_address memory);
/* 0 when none is set. C++: IExecutionContext::getTensorAddress, TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_tensor_address(trt_context *context, const char *name, trt_address *memory);
/* Which inputs lack a shape or values: writes the names of at most `capacity` tensors, which belong to the engine, and
 * their number to *count, which may be greater. TRT_REFUSED when shapes cannot be inferred for another reason. C++:
 * IExecutionContext::inferShapes, TensorRT 8.5 on. */
TRT_API trt_status trt_context_infer_shapes(trt_context *context, const char **names, int32_t capacity, int32_t *count);
/* The allocator that an output's memory is asked of; NULL for none. It must outlive the context. C++:
 * IExecutionContext::setOutputAllocator, TensorRT 8.5 on. */
TRT_API trt_status trt_context_set_output_allocator(trt_context *context, const char *name,
                                                    trt_output_allocator *allocator);
/* NULL when there is none, or one that was not made by this shim. C++: IExecutionContext::getOutputAllocator, TensorRT
 * 8.5 on. */
TRT_API trt_status trt_context_get_output_allocator(trt_context *context, const char *name,
                                                    trt_output_allocator **allocator);
/* An upper bound of an output's bytes for the shapes set now; -1 when it is not known. C++:
 * IExecutionContext::getMaxOutputSize, TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_max_output_size(trt_context *context, const char *name, int64_t *size);
/* The cudaEvent_t that is recorded once the inputs may be overwritten; 0 for none. C++:
 * IExecutionContext::setInputConsumedEvent, TensorRT 8.5 on. */
TRT_API trt_status trt_context_set_input_consumed_event(trt_context *context, trt_event event);
/* C++: IExecutionContext::getInputConsumedEvent, TensorRT 8.5 on. */
TRT_API trt_status trt_context_get_input_consumed_event(trt_context *context, trt_event *event);
/* The cudaStream_t's to use beside the launch's own, copied; TensorRT makes those that are missing. C++:
 * IExecutionContext::setAuxStreams, TensorRT 8.6 on. */
TRT_API trt_status trt_context_set_aux_streams(trt_context *context, const trt_stream *streams, int32_t count);
/* Launch on a cudaStream_t, 0 for the default stream; returns before the GPU is done. C++:
 * IExecutionContext::enqueueV3, TensorRT 8.5 on. */
TRT_API trt_status trt_context_execute_async_v3(trt_context *context, trt_stream stream);

/* What the context was given, as far as the shim knows, for callers who would rather not give the same again. All of it
 * lasts as long as the context, and changes with its calls.
 *
 *   count          of the engine's tensors
 *   addresses      one a tensor, in the engine's order: what trt_context_set_tensor_address() or a step set last; 0 when
 *                  that was refused or is not known, and always for shape tensors, whose values count and not where they
 *                  are. The caller may write the address that the next launch is to have, which then sets it and fails
 *                  if TensorRT refuses; not a shape tensor's.
 *   shape_changes  a number that is another one after every change of an input's shape
 *
 * Any version. */
TRT_API trt_status trt_context_get_given(trt_context *context, int32_t *count, trt_address **addresses,
                                         const uint64_t **shape_changes);

/* ---- step -------------------------------------------------------------------------------------------------------- */
/* The launches of a context on one stream, each with all that is new for it as one call. */

/* The part of a step that TensorRT refused. */
typedef enum trt_step_part {
    TRT_STEP_SHAPE = 0,   /* setInputShape */
    TRT_STEP_ADDRESS = 1, /* setTensorAddress */
    TRT_STEP_LAUNCH = 2   /* enqueueV3 */
} trt_step_part;

/* A step; destroy it with trt_step_destroy() before the context. A context may have several. C++:
 * IExecutionContext::setInputShape, setTensorAddress and enqueueV3, TensorRT 8.5 on. */
TRT_API trt_status trt_step_create(trt_context *context, trt_stream stream, trt_step **step);

/* Destroy it. Any version. */
TRT_API trt_status trt_step_destroy(trt_step *step);

/* The memory where the caller writes what the next launches are to have, for each of the engine's tensors in its order.
 * It lasts as long as the step.
 *
 *   addresses  0, as at first, leaves the tensor's address as it is
 *   shapes     of inputs; -1 dimensions, as at first, leave the shape as it is
 *
 * Any version. */
TRT_API trt_status trt_step_get_memory(trt_step *step, int32_t *count, trt_address **addresses, trt_dims **shapes);

/* Give the context what is new for it, and launch. What it has already costs no call of TensorRT, but for shape tensors,
 * whose values are read again. C++: IExecutionContext::setInputShape, setTensorAddress and enqueueV3, TensorRT 8.5 on. */
TRT_API trt_status trt_step_run(trt_step *step);

/* What the last failing trt_step_run() failed at: the part, and the tensor in the engine's order, -1 for the launch
 * itself. Any version. */
TRT_API trt_status trt_step_get_refused(trt_step *step, trt_step_part *part, int32_t *tensor);

/* ---- execution context: tensors by index ------------------------------------------------------------------------- */

/* Run and wait.
 *
 *   bindings  addresses in the order of the engine's tensors; on 8 those of profile p start at p times their number
 *   count     of them; TRT_BAD_ARGUMENT when the active profile's are not all there
 *
 * C++: IExecutionContext::executeV2, any version.
 */
TRT_API trt_status trt_context_execute_v2(trt_context *context, const trt_address *bindings, int32_t count);
/* The same with an implicit batch. C++: IExecutionContext::execute, until 8.6. */
TRT_API trt_status trt_context_execute(trt_context *context, int32_t batch_size, const trt_address *bindings,
                                       int32_t count);
/* Launch on a stream. input_consumed: a cudaEvent_t of the caller's that is recorded when the inputs may be
 * overwritten, or 0. C++: IExecutionContext::enqueueV2, until 8.6. */
TRT_API trt_status trt_context_execute_async_v2(trt_context *context, const trt_address *bindings, int32_t count,
                                                trt_stream stream, trt_event input_consumed);
/* The same with an implicit batch. C++: IExecutionContext::enqueue, until 8.6. */
TRT_API trt_status trt_context_execute_async(trt_context *context, int32_t batch_size, const trt_address *bindings,
                                             int32_t count, trt_stream stream, trt_event input_consumed);
/* C++: IExecutionContext::setBindingDimensions, until 8.6. */
TRT_API trt_status trt_context_set_binding_shape(trt_context *context, int32_t index, const trt_dims *shape);
/* C++: IExecutionContext::getBindingDimensions, until 8.6. */
TRT_API trt_status trt_context_get_binding_shape(trt_context *context, int32_t index, trt_dims *shape);
/* C++: IExecutionContext::getStrides, until 8.6. */
TRT_API trt_status trt_context_get_strides(trt_context *context, int32_t index, trt_dims *strides);
/* Set the values of a shape input. count: of them; TRT_BAD_ARGUMENT when the input has more. Copied. C++:
 * IExecutionContext::setInputShapeBinding, until 8.6. */
TRT_API trt_status trt_context_set_shape_input(trt_context *context, int32_t index, const int32_t *values,
                                               int32_t count);
/* The values of a shape input or output: as many as its shape says, TRT_BAD_ARGUMENT when `capacity` is less. C++:
 * IExecutionContext::getShapeBinding, until 8.6. */
TRT_API trt_status trt_context_get_shape(trt_context *context, int32_t index, int32_t *values, int32_t capacity,
                                         int32_t *count);

/* ---- builder ----------------------------------------------------------------------------------------------------- */

/* Builds plans from ONNX models, where the library has a builder: a full TensorRT. What is made from a builder is
 * destroyed before it, a parser before its network. Layers are made by the parser only. */

/* A builder. The logger must outlive it. TRT_NOT_AVAILABLE when the library has none, as a lean or dispatch runtime;
 * TRT_NO_DEVICE without a usable GPU, but for TensorRT for RTX, which needs none. C++: createInferBuilder, any version. */
TRT_API trt_status trt_builder_create(trt_library *library, trt_logger *logger, trt_builder **builder);
/* Destroy it, after what was made from it. C++: delete of IBuilder, any version. */
TRT_API trt_status trt_builder_destroy(trt_builder *builder);

/* How to build. C++: IBuilder::createBuilderConfig, any version. */
TRT_API trt_status trt_builder_create_config(trt_builder *builder, trt_builder_config **config);
/* An empty network, for a parser. flags: a bit for each NetworkDefinitionCreationFlag. C++: IBuilder::createNetworkV2,
 * any version. */
TRT_API trt_status trt_builder_create_network(trt_builder *builder, uint32_t flags, trt_network **network);
/* Ranges of shapes that are still to be set. TensorRT keeps it until the builder is destroyed. C++:
 * IBuilder::createOptimizationProfile, any version. */
TRT_API trt_status trt_builder_create_optimization_profile(trt_builder *builder, trt_optimization_profile **profile);

/* A plan of the network. Takes seconds to hours; TRT_REFUSED when TensorRT cannot, or when a progress monitor stopped
 * it. C++: IBuilder::buildSerializedNetwork, any version. */
TRT_API trt_status trt_builder_build_serialized_network(trt_builder *builder, trt_network *network,
                                                        trt_builder_config *config, trt_host_memory **plan);
/* The same, to a writer that takes the plan in pieces. C++: IBuilder::buildSerializedNetworkToStream, TensorRT 10.13
 * on. */
TRT_API trt_status trt_builder_build_serialized_network_to_stream(trt_builder *builder, trt_network *network,
                                                                  trt_builder_config *config,
                                                                  trt_stream_writer *writer);
/* An engine of the network, without a plan. Not in TensorRT for RTX. C++: IBuilder::buildEngineWithConfig (but 10.0 to
 * 10.5), any version. */
TRT_API trt_status trt_builder_build_engine(trt_builder *builder, trt_network *network, trt_builder_config *config,
                                            trt_engine **engine);
/* Whether it can be built with that configuration. C++: IBuilder::isNetworkSupported, any version. */
TRT_API trt_status trt_builder_is_network_supported(trt_builder *builder, trt_network *network,
                                                    trt_builder_config *config, bool *yes);

/* Most threads that the builder may use. C++: IBuilder::getMaxThreads, any version. */
TRT_API trt_status trt_builder_get_max_threads(trt_builder *builder, int32_t *number);
/* TRT_REFUSED below 1. C++: IBuilder::setMaxThreads, any version. */
TRT_API trt_status trt_builder_set_max_threads(trt_builder *builder, int32_t threads);
/* The largest batch of a network with an implicit batch. C++: IBuilder::getMaxBatchSize, until 8.6. */
TRT_API trt_status trt_builder_get_max_batch_size(trt_builder *builder, int32_t *number);
/* C++: IBuilder::setMaxBatchSize, until 8.6. */
TRT_API trt_status trt_builder_set_max_batch_size(trt_builder *builder, int32_t size);
/* Whether the GPU is fast in half precision. C++: IBuilder::platformHasFastFp16, until 10. */
TRT_API trt_status trt_builder_platform_has_fast_fp16(trt_builder *builder, bool *yes);
/* C++: IBuilder::platformHasFastInt8, until 10. */
TRT_API trt_status trt_builder_platform_has_fast_int8(trt_builder *builder, bool *yes);
/* C++: IBuilder::platformHasTf32, until 10. */
TRT_API trt_status trt_builder_platform_has_tf32(trt_builder *builder, bool *yes);
/* The largest batch that a DLA core takes. C++: IBuilder::getMaxDLABatchSize, any version. */
TRT_API trt_status trt_builder_get_max_dla_batch_size(trt_builder *builder, int32_t *number);
/* C++: IBuilder::getNbDLACores, any version. */
TRT_API trt_status trt_builder_get_num_dla_cores(trt_builder *builder, int32_t *number);
/* The allocator of device memory while building; NULL for TensorRT's own. It must outlive the builder. C++:
 * IBuilder::setGpuAllocator, any version. */
TRT_API trt_status trt_builder_set_gpu_allocator(trt_builder *builder, trt_gpu_allocator *allocator);
/* Where errors are recorded; NULL for the log alone. C++: IBuilder::setErrorRecorder, any version. */
TRT_API trt_status trt_builder_set_error_recorder(trt_builder *builder, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: IBuilder::getErrorRecorder, any version. */
TRT_API trt_status trt_builder_get_error_recorder(trt_builder *builder, trt_error_recorder **recorder);
/* As it was when it was made. C++: IBuilder::reset, any version. */
TRT_API trt_status trt_builder_reset(trt_builder *builder);

/* ---- builder config ---------------------------------------------------------------------------------------------- */

/* Destroy it, before its builder. C++: delete of IBuilderConfig, any version. */
TRT_API trt_status trt_builder_config_destroy(trt_builder_config *config);
/* As it was when it was made. C++: IBuilderConfig::reset, any version. */
TRT_API trt_status trt_builder_config_reset(trt_builder_config *config);

/* A bit for each BuilderFlag. C++: IBuilderConfig::getFlags, any version. */
TRT_API trt_status trt_builder_config_get_flags(trt_builder_config *config, uint32_t *bits);
/* C++: IBuilderConfig::setFlags, any version. */
TRT_API trt_status trt_builder_config_set_flags(trt_builder_config *config, uint32_t flags);
/* C++: IBuilderConfig::getFlag, any version. */
TRT_API trt_status trt_builder_config_get_flag(trt_builder_config *config, int32_t flag, bool *yes);
/* C++: IBuilderConfig::setFlag, any version. */
TRT_API trt_status trt_builder_config_set_flag(trt_builder_config *config, int32_t flag);
/* C++: IBuilderConfig::clearFlag, any version. */
TRT_API trt_status trt_builder_config_clear_flag(trt_builder_config *config, int32_t flag);
/* A bit for each QuantizationFlag. C++: IBuilderConfig::getQuantizationFlags, until 10. */
TRT_API trt_status trt_builder_config_get_quantization_flags(trt_builder_config *config, uint32_t *bits);
/* C++: IBuilderConfig::setQuantizationFlags, until 10. */
TRT_API trt_status trt_builder_config_set_quantization_flags(trt_builder_config *config, uint32_t flags);
/* C++: IBuilderConfig::getQuantizationFlag, until 10. */
TRT_API trt_status trt_builder_config_get_quantization_flag(trt_builder_config *config, int32_t flag, bool *yes);
/* C++: IBuilderConfig::setQuantizationFlag, until 10. */
TRT_API trt_status trt_builder_config_set_quantization_flag(trt_builder_config *config, int32_t flag);
/* C++: IBuilderConfig::clearQuantizationFlag, until 10. */
TRT_API trt_status trt_builder_config_clear_quantization_flag(trt_builder_config *config, int32_t flag);
/* Whether a PreviewFeature is on. C++: IBuilderConfig::getPreviewFeature, any version. */
TRT_API trt_status trt_builder_config_get_preview_feature(trt_builder_config *config, int32_t feature, bool *yes);
/* C++: IBuilderConfig::setPreviewFeature, any version. */
TRT_API trt_status trt_builder_config_set_preview_feature(trt_builder_config *config, int32_t feature, bool yes);

/* EngineCapability. C++: IBuilderConfig::getEngineCapability, any version. */
TRT_API trt_status trt_builder_config_get_engine_capability(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setEngineCapability, any version. */
TRT_API trt_status trt_builder_config_set_engine_capability(trt_builder_config *config, int32_t capability);
/* ProfilingVerbosity of the plan. C++: IBuilderConfig::getProfilingVerbosity, any version. */
TRT_API trt_status trt_builder_config_get_profiling_verbosity(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setProfilingVerbosity, any version. */
TRT_API trt_status trt_builder_config_set_profiling_verbosity(trt_builder_config *config, int32_t verbosity);
/* HardwareCompatibilityLevel: which other GPUs the plan is for. C++: IBuilderConfig::getHardwareCompatibilityLevel, any
 * version. */
TRT_API trt_status trt_builder_config_get_hardware_compatibility_level(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setHardwareCompatibilityLevel, any version. */
TRT_API trt_status trt_builder_config_set_hardware_compatibility_level(trt_builder_config *config, int32_t level);
/* RuntimePlatform that the plan is for. C++: IBuilderConfig::getRuntimePlatform, TensorRT 10.2 on. */
TRT_API trt_status trt_builder_config_get_runtime_platform(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setRuntimePlatform, TensorRT 10.2 on. */
TRT_API trt_status trt_builder_config_set_runtime_platform(trt_builder_config *config, int32_t platform);
/* 0 builds fastest, 5 searches longest; 3 unless set. C++: IBuilderConfig::getBuilderOptimizationLevel, any version. */
TRT_API trt_status trt_builder_config_get_builder_optimization_level(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setBuilderOptimizationLevel, any version. */
TRT_API trt_status trt_builder_config_set_builder_optimization_level(trt_builder_config *config, int32_t level);
/* How often a kernel is timed for an average. C++: IBuilderConfig::getAvgTimingIterations, any version. */
TRT_API trt_status trt_builder_config_get_avg_timing_iterations(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setAvgTimingIterations, any version. */
TRT_API trt_status trt_builder_config_set_avg_timing_iterations(trt_builder_config *config, int32_t iterations);
/* C++: IBuilderConfig::getMinTimingIterations, until 8.6. */
TRT_API trt_status trt_builder_config_get_min_timing_iterations(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setMinTimingIterations, until 8.6. */
TRT_API trt_status trt_builder_config_set_min_timing_iterations(trt_builder_config *config, int32_t iterations);
/* Most kernels that are timed for a layer; -1 lets TensorRT decide. C++: IBuilderConfig::getMaxNbTactics, TensorRT 10.4
 * on. */
TRT_API trt_status trt_builder_config_get_max_num_tactics(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setMaxNbTactics, TensorRT 10.4 on. */
TRT_API trt_status trt_builder_config_set_max_num_tactics(trt_builder_config *config, int32_t tactics);
/* Most auxiliary streams that the engine uses; -1 lets TensorRT decide. C++: IBuilderConfig::getMaxAuxStreams, any
 * version. */
TRT_API trt_status trt_builder_config_get_max_aux_streams(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setMaxAuxStreams, any version. */
TRT_API trt_status trt_builder_config_set_max_aux_streams(trt_builder_config *config, int32_t streams);
/* TilingOptimizationLevel. C++: IBuilderConfig::getTilingOptimizationLevel, TensorRT 10.8 on. */
TRT_API trt_status trt_builder_config_get_tiling_optimization_level(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setTilingOptimizationLevel, TensorRT 10.8 on. */
TRT_API trt_status trt_builder_config_set_tiling_optimization_level(trt_builder_config *config, int32_t level);
/* Bytes of L2 cache for tiled kernels; -1 lets TensorRT decide. C++: IBuilderConfig::getL2LimitForTiling, TensorRT 10.8
 * on. */
TRT_API trt_status trt_builder_config_get_l2_limit_for_tiling(trt_builder_config *config, int64_t *number);
/* C++: IBuilderConfig::setL2LimitForTiling, TensorRT 10.8 on. */
TRT_API trt_status trt_builder_config_set_l2_limit_for_tiling(trt_builder_config *config, int64_t bytes);
/* Not in TensorRT for RTX. C++: IBuilderConfig::getRemoteAutoTuningConfig, TensorRT 10.13 on. */
TRT_API trt_status trt_builder_config_get_remote_auto_tuning_config(trt_builder_config *config, const char **text);
/* Not in TensorRT for RTX. C++: IBuilderConfig::setRemoteAutoTuningConfig, TensorRT 10.13 on. */
TRT_API trt_status trt_builder_config_set_remote_auto_tuning_config(trt_builder_config *config, const char *text);
/* How the plan is built, as a text of getAllBuildRoutes. C++: IBuilderConfig::getBuildRoute, TensorRT 11.1 on. */
TRT_API trt_status trt_builder_config_get_build_route(trt_builder_config *config, const char **text);
/* C++: IBuilderConfig::setBuildRoute, TensorRT 11.1 on. */
TRT_API trt_status trt_builder_config_set_build_route(trt_builder_config *config, const char *route);
/* C++: IBuilderConfig::getAllBuildRoutes, TensorRT 11.1 on. */
TRT_API trt_status trt_builder_config_get_all_build_routes(trt_builder_config *config, const char **text);

/* A bit for each TacticSource that kernels may come from. C++: IBuilderConfig::getTacticSources, any version. */
TRT_API trt_status trt_builder_config_get_tactic_sources(trt_builder_config *config, uint32_t *bits);
/* C++: IBuilderConfig::setTacticSources, any version. */
TRT_API trt_status trt_builder_config_set_tactic_sources(trt_builder_config *config, uint32_t sources);
/* Most bytes of a MemoryPoolType. C++: IBuilderConfig::getMemoryPoolLimit, any version. */
TRT_API trt_status trt_builder_config_get_memory_pool_limit(trt_builder_config *config, int32_t pool, size_t *size);
/* C++: IBuilderConfig::setMemoryPoolLimit, any version. */
TRT_API trt_status trt_builder_config_set_memory_pool_limit(trt_builder_config *config, int32_t pool, size_t size);
/* C++: IBuilderConfig::getMaxWorkspaceSize, until 8.6. */
TRT_API trt_status trt_builder_config_get_max_workspace_size(trt_builder_config *config, size_t *size);
/* C++: IBuilderConfig::setMaxWorkspaceSize, until 8.6. */
TRT_API trt_status trt_builder_config_set_max_workspace_size(trt_builder_config *config, size_t size);
/* The stream that kernels are timed on; 0 for the default one. C++: IBuilderConfig::getProfileStream, any version. */
TRT_API trt_status trt_builder_config_get_profile_stream(trt_builder_config *config, trt_stream *stream);
/* C++: IBuilderConfig::setProfileStream, any version. */
TRT_API trt_status trt_builder_config_set_profile_stream(trt_builder_config *config, trt_stream stream);

/* The DLA core that the engine is for. C++: IBuilderConfig::getDLACore, any version. */
TRT_API trt_status trt_builder_config_get_dla_core(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setDLACore, any version. */
TRT_API trt_status trt_builder_config_set_dla_core(trt_builder_config *config, int32_t core);
/* DeviceType of layers for which none is set. C++: IBuilderConfig::getDefaultDeviceType, any version. */
TRT_API trt_status trt_builder_config_get_default_device_type(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setDefaultDeviceType, any version. */
TRT_API trt_status trt_builder_config_set_default_device_type(trt_builder_config *config, int32_t type);
/* DeviceType of a layer. C++: IBuilderConfig::getDeviceType, any version. */
TRT_API trt_status trt_builder_config_get_device_type(trt_builder_config *config, trt_layer *layer, int32_t *type);
/* C++: IBuilderConfig::setDeviceType, any version. */
TRT_API trt_status trt_builder_config_set_device_type(trt_builder_config *config, trt_layer *layer, int32_t type);
/* C++: IBuilderConfig::isDeviceTypeSet, any version. */
TRT_API trt_status trt_builder_config_is_device_type_set(trt_builder_config *config, trt_layer *layer, bool *yes);
/* C++: IBuilderConfig::resetDeviceType, any version. */
TRT_API trt_status trt_builder_config_reset_device_type(trt_builder_config *config, trt_layer *layer);
/* C++: IBuilderConfig::canRunOnDLA, any version. */
TRT_API trt_status trt_builder_config_can_run_on_dla(trt_builder_config *config, trt_layer *layer, bool *yes);

/* Copies it; its index in the plan. TRT_REFUSED when it is not valid. C++: IBuilderConfig::addOptimizationProfile, any
 * version. */
TRT_API trt_status trt_builder_config_add_optimization_profile(trt_builder_config *config,
                                                               trt_optimization_profile *profile, int32_t *index);
/* C++: IBuilderConfig::getNbOptimizationProfiles, any version. */
TRT_API trt_status trt_builder_config_get_num_optimization_profiles(trt_builder_config *config, int32_t *number);
/* The profile that INT8 is calibrated with. C++: IBuilderConfig::setCalibrationProfile, until 10. */
TRT_API trt_status trt_builder_config_set_calibration_profile(trt_builder_config *config,
                                                              trt_optimization_profile *profile);

/* A timing cache of the bytes of trt_timing_cache_serialize(), or an empty one of 0 bytes. Destroy it before the
 * config. C++: IBuilderConfig::createTimingCache, any version. */
TRT_API trt_status trt_builder_config_create_timing_cache(trt_builder_config *config, const void *bytes, size_t size,
                                                          trt_timing_cache **cache);
/* Use it, and add to it; it must last until the plan is built. TRT_REFUSED when it is of another device, unless that is
 * ignored. C++: IBuilderConfig::setTimingCache, any version. */
TRT_API trt_status trt_builder_config_set_timing_cache(trt_builder_config *config, trt_timing_cache *cache,
                                                       bool ignore_mismatch);
/* The one that is in use. It belongs to TensorRT: only the handle is yours to destroy. TRT_REFUSED when there is none.
 * C++: IBuilderConfig::getTimingCache, any version. */
TRT_API trt_status trt_builder_config_timing_cache(trt_builder_config *config, trt_timing_cache **cache);
/* Plugin libraries that the plan brings along; the strings are copied. C++: IBuilderConfig::setPluginsToSerialize, any
 * version. */
TRT_API trt_status trt_builder_config_set_plugins_to_serialize(trt_builder_config *config, const char *const *paths,
                                                               int32_t count);
/* C++: IBuilderConfig::getNbPluginsToSerialize, any version. */
TRT_API trt_status trt_builder_config_get_num_plugins_to_serialize(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::getPluginToSerialize, any version. */
TRT_API trt_status trt_builder_config_get_plugin_to_serialize(trt_builder_config *config, int32_t index,
                                                              const char **text);
/* How many kinds of GPUs the plan is for. C++: IBuilderConfig::getNbComputeCapabilities, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_builder_config_get_num_compute_capabilities(trt_builder_config *config, int32_t *number);
/* C++: IBuilderConfig::setNbComputeCapabilities, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_builder_config_set_num_compute_capabilities(trt_builder_config *config, int32_t capabilities);
/* One of them, a ComputeCapability. C++: IBuilderConfig::getComputeCapability, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_builder_config_get_compute_capability(trt_builder_config *config, int32_t index,
                                                             int32_t *capability);
/* C++: IBuilderConfig::setComputeCapability, TensorRT for RTX 1.5 on. */
TRT_API trt_status trt_builder_config_set_compute_capability(trt_builder_config *config, int32_t index,
                                                             int32_t capability);
/* Who is told of progress; NULL for nobody. It must outlive the config. C++: IBuilderConfig::setProgressMonitor,
 * TensorRT 10 on. */
TRT_API trt_status trt_builder_config_set_progress_monitor(trt_builder_config *config, trt_progress_monitor *monitor);
/* NULL when there is none, or one that was not made by this shim. C++: IBuilderConfig::getProgressMonitor, TensorRT 10
 * on. */
TRT_API trt_status trt_builder_config_get_progress_monitor(trt_builder_config *config, trt_progress_monitor **monitor);

/* ---- optimization profile ---------------------------------------------------------------------------------------- */

/* Destroy the handle; the profile itself belongs to its builder. Any version. */
TRT_API trt_status trt_optimization_profile_destroy(trt_optimization_profile *profile);

/* The least, the best or the greatest shape of an input (selector: OptProfileSelector, 0 min, 1 opt, 2 max).
 * TRT_REFUSED when it contradicts the others. C++: IOptimizationProfile::setDimensions, any version. */
TRT_API trt_status trt_optimization_profile_set_dimensions(trt_optimization_profile *profile, const char *name,
                                                           int32_t selector, const trt_dims *shape);
/* -1 dimensions when none is set. C++: IOptimizationProfile::getDimensions, any version. */
TRT_API trt_status trt_optimization_profile_get_dimensions(trt_optimization_profile *profile, const char *name,
                                                           int32_t selector, trt_dims *shape);
/* The same for the values of a shape tensor. TRT_BAD_ARGUMENT for a value of more than 32 bits before 10.11. C++:
 * IOptimizationProfile::setShapeValuesV2 (10.11 on), setShapeValues (before), any version. */
TRT_API trt_status trt_optimization_profile_set_shape_values(trt_optimization_profile *profile, const char *name,
                                                             int32_t selector, const int64_t *values, int32_t count);
/* -1 when none are set. C++: IOptimizationProfile::getNbShapeValues, any version. */
TRT_API trt_status trt_optimization_profile_get_num_shape_values(trt_optimization_profile *profile, const char *name,
                                                                 int32_t *number);
/* As many as trt_optimization_profile_get_num_shape_values() says; TRT_BAD_ARGUMENT when there is no room for them.
 * C++: IOptimizationProfile::getShapeValuesV2 (10.11 on), getShapeValues (before), any version. */
TRT_API trt_status trt_optimization_profile_get_shape_values(trt_optimization_profile *profile, const char *name,
                                                             int32_t selector, int64_t *values, int32_t capacity);
/* How much more memory than at least needed kernels of this profile may use: 0 to 1. C++:
 * IOptimizationProfile::getExtraMemoryTarget, any version. */
TRT_API trt_status trt_optimization_profile_get_extra_memory_target(trt_optimization_profile *profile, float *number);
/* C++: IOptimizationProfile::setExtraMemoryTarget, any version. */
TRT_API trt_status trt_optimization_profile_set_extra_memory_target(trt_optimization_profile *profile, float target);
/* Whether there are ranges, and they fit together. C++: IOptimizationProfile::isValid, any version. */
TRT_API trt_status trt_optimization_profile_is_valid(trt_optimization_profile *profile, bool *yes);
/* The stream that kernels of this profile are timed on. C++: IOptimizationProfile::getProfileStream, TensorRT 11.4 on.
 */
TRT_API trt_status trt_optimization_profile_get_profile_stream(trt_optimization_profile *profile, trt_stream *stream);
/* C++: IOptimizationProfile::setProfileStream, TensorRT 11.4 on. */
TRT_API trt_status trt_optimization_profile_set_profile_stream(trt_optimization_profile *profile, trt_stream stream);

/* ---- timing cache ------------------------------------------------------------------------------------------------ */

/* Destroy it, after the plans that are built with it; of one that is TensorRT's own, the handle only. C++: delete of
 * ITimingCache, any version. */
TRT_API trt_status trt_timing_cache_destroy(trt_timing_cache *cache);
/* Its bytes, for trt_builder_config_create_timing_cache() of the same version and GPU. C++: ITimingCache::serialize,
 * any version. */
TRT_API trt_status trt_timing_cache_serialize(trt_timing_cache *cache, trt_host_memory **bytes);
/* Add what another one knows. C++: ITimingCache::combine, any version. */
TRT_API trt_status trt_timing_cache_combine(trt_timing_cache *cache, trt_timing_cache *other, bool ignore_mismatch);
/* Empty it. C++: ITimingCache::reset, any version. */
TRT_API trt_status trt_timing_cache_reset(trt_timing_cache *cache);

/* ---- progress monitor -------------------------------------------------------------------------------------------- */

typedef struct trt_progress_monitor_callbacks {
    /* A phase begins, with so many steps, inside of another phase or (parent_phase NULL) of none. The names last for
     * the call. */
    void (*phase_start)(uint64_t user, const char *phase, const char *parent_phase, int32_t steps);
    /* A step is done, from 0 on. false stops the build as soon as it can be. */
    bool (*step_complete)(uint64_t user, const char *phase, int32_t step);
    /* A phase ends, be it before its last step. */
    void (*phase_finish)(uint64_t user, const char *phase);
} trt_progress_monitor_callbacks;

/* Destroy it with trt_progress_monitor_destroy() after the configs that have it. C++: IProgressMonitor, TensorRT 10 on.
 */
TRT_API trt_status trt_progress_monitor_create(trt_library *library, const trt_progress_monitor_callbacks *callbacks,
                                               uint64_t user, trt_progress_monitor **monitor);
/* Destroy it, after every config that it was given to. TensorRT 10 on. */
TRT_API trt_status trt_progress_monitor_destroy(trt_progress_monitor *monitor);

/* ---- network ----------------------------------------------------------------------------------------------------- */

/* Destroy it, after its parsers and before its builder. The plan does not need it. C++: delete of INetworkDefinition,
 * any version. */
TRT_API trt_status trt_network_destroy(trt_network *network);

/* The engine's name. C++: INetworkDefinition::getName, any version. */
TRT_API trt_status trt_network_get_name(trt_network *network, const char **text);
/* Copied. C++: INetworkDefinition::setName, any version. */
TRT_API trt_status trt_network_set_name(trt_network *network, const char *name);
/* C++: INetworkDefinition::getNbInputs, any version. */
TRT_API trt_status trt_network_get_num_inputs(trt_network *network, int32_t *number);
/* C++: INetworkDefinition::getNbOutputs, any version. */
TRT_API trt_status trt_network_get_num_outputs(trt_network *network, int32_t *number);
/* C++: INetworkDefinition::getNbLayers, any version. */
TRT_API trt_status trt_network_get_num_layers(trt_network *network, int32_t *number);
/* C++: INetworkDefinition::hasImplicitBatchDimension, any version. */
TRT_API trt_status trt_network_has_implicit_batch_dimension(trt_network *network, bool *yes);
/* One of its inputs; destroy the handle before the network. TRT_REFUSED when there is none of that index. C++:
 * INetworkDefinition::getInput, any version. */
TRT_API trt_status trt_network_input(trt_network *network, int32_t index, trt_tensor **tensor);
/* One of its outputs; destroy the handle before the network. TRT_REFUSED when there is none of that index. C++:
 * INetworkDefinition::getOutput, any version. */
TRT_API trt_status trt_network_output(trt_network *network, int32_t index, trt_tensor **tensor);
/* One of its layers; destroy the handle before the network. TRT_REFUSED when there is none of that index. C++:
 * INetworkDefinition::getLayer, any version. */
TRT_API trt_status trt_network_layer(trt_network *network, int32_t index, trt_layer **layer);
/* Make a tensor an output of the engine. C++: INetworkDefinition::markOutput, any version. */
TRT_API trt_status trt_network_mark_output(trt_network *network, trt_tensor *tensor);
/* C++: INetworkDefinition::unmarkOutput, any version. */
TRT_API trt_status trt_network_unmark_output(trt_network *network, trt_tensor *tensor);
/* Make the values of a shape tensor known on the host. C++: INetworkDefinition::markOutputForShapes, any version. */
TRT_API trt_status trt_network_mark_output_for_shapes(trt_network *network, trt_tensor *tensor);
/* C++: INetworkDefinition::unmarkOutputForShapes, any version. */
TRT_API trt_status trt_network_unmark_output_for_shapes(trt_network *network, trt_tensor *tensor);
/* Take a tensor out that nothing reads. C++: INetworkDefinition::removeTensor, any version. */
TRT_API trt_status trt_network_remove_tensor(trt_network *network, trt_tensor *tensor);
/* Where errors are recorded; NULL for the log alone. C++: INetworkDefinition::setErrorRecorder, any version. */
TRT_API trt_status trt_network_set_error_recorder(trt_network *network, trt_error_recorder *recorder);
/* NULL when there is none, or one that was not made by this shim. C++: INetworkDefinition::getErrorRecorder, any
 * version. */
TRT_API trt_status trt_network_get_error_recorder(trt_network *network, trt_error_recorder **recorder);

/* A bit for each NetworkDefinitionCreationFlag that it was made with. C++: INetworkDefinition::getFlags, TensorRT 10
 * on. */
TRT_API trt_status trt_network_get_flags(trt_network *network, uint32_t *bits);
/* Let a debug listener see a tensor. C++: INetworkDefinition::markDebug, TensorRT 10 on. */
TRT_API trt_status trt_network_mark_debug(trt_network *network, trt_tensor *tensor);
/* C++: INetworkDefinition::unmarkDebug, TensorRT 10 on. */
TRT_API trt_status trt_network_unmark_debug(trt_network *network, trt_tensor *tensor);
/* C++: INetworkDefinition::isDebugTensor, TensorRT 10 on. */
TRT_API trt_status trt_network_is_debug_tensor(trt_network *network, trt_tensor *tensor, bool *yes);
/* Let a debug listener see whatever fusion leaves. C++: INetworkDefinition::markUnfusedTensorsAsDebugTensors, TensorRT
 * 10.12 on. */
TRT_API trt_status trt_network_mark_unfused_tensors_as_debug_tensors(trt_network *network);
/* C++: INetworkDefinition::unmarkUnfusedTensorsAsDebugTensors, TensorRT 10.12 on. */
TRT_API trt_status trt_network_unmark_unfused_tensors_as_debug_tensors(trt_network *network);
/* Let a refitter replace these weights, with BuilderFlag REFIT_INDIVIDUAL. C++:
 * INetworkDefinition::markWeightsRefittable, TensorRT 10.2 on. */
TRT_API trt_status trt_network_mark_weights_refittable(trt_network *network, const char *name);
/* C++: INetworkDefinition::unmarkWeightsRefittable, TensorRT 10.2 on. */
TRT_API trt_status trt_network_unmark_weights_refittable(trt_network *network, const char *name);
/* C++: INetworkDefinition::areWeightsMarkedRefittable, TensorRT 10.2 on. */
TRT_API trt_status trt_network_are_weights_marked_refittable(trt_network *network, const char *name, bool *yes);

/* ---- tensors of a network ---------------------------------------------------------------------------------------- */

/* Destroy the handle; the tensor itself belongs to its network. Any version. */
TRT_API trt_status trt_tensor_destroy(trt_tensor *tensor);
/* A number that two handles of the same tensor share. Any version. */
TRT_API trt_status trt_tensor_get_identity(trt_tensor *tensor, trt_address *identity);

/* C++: ITensor::getName, any version. */
TRT_API trt_status trt_tensor_get_name(trt_tensor *tensor, const char **text);
/* Copied. C++: ITensor::setName, any version. */
TRT_API trt_status trt_tensor_set_name(trt_tensor *tensor, const char *name);
/* -1 where a dimension is not fixed. C++: ITensor::getDimensions, any version. */
TRT_API trt_status trt_tensor_get_shape(trt_tensor *tensor, trt_dims *shape);
/* Of an input. C++: ITensor::setDimensions, any version. */
TRT_API trt_status trt_tensor_set_shape(trt_tensor *tensor, const trt_dims *shape);
/* DataType. C++: ITensor::getType, any version. */
TRT_API trt_status trt_tensor_get_dtype(trt_tensor *tensor, int32_t *number);
/* Of an input. C++: ITensor::setType, until 10. */
TRT_API trt_status trt_tensor_set_dtype(trt_tensor *tensor, int32_t dtype);
/* A bit for each TensorFormat. C++: ITensor::getAllowedFormats, any version. */
TRT_API trt_status trt_tensor_get_allowed_formats(trt_tensor *tensor, uint32_t *bits);
/* C++: ITensor::setAllowedFormats, any version. */
TRT_API trt_status trt_tensor_set_allowed_formats(trt_tensor *tensor, uint32_t formats);
/* C++: ITensor::isNetworkInput, any version. */
TRT_API trt_status trt_tensor_is_network_input(trt_tensor *tensor, bool *yes);
/* C++: ITensor::isNetworkOutput, any version. */
TRT_API trt_status trt_tensor_is_network_output(trt_tensor *tensor, bool *yes);
/* Whether its values are needed to compute shapes. Not sure before the whole network is there. C++:
 * ITensor::isShapeTensor, any version. */
TRT_API trt_status trt_tensor_is_shape_tensor(trt_tensor *tensor, bool *yes);
/* C++: ITensor::isExecutionTensor, any version. */
TRT_API trt_status trt_tensor_is_execution_tensor(trt_tensor *tensor, bool *yes);
/* TensorLocation. Not in TensorRT for RTX. C++: ITensor::getLocation, any version. */
TRT_API trt_status trt_tensor_get_location(trt_tensor *tensor, int32_t *number);
/* Not in TensorRT for RTX. C++: ITensor::setLocation, any version. */
TRT_API trt_status trt_tensor_set_location(trt_tensor *tensor, int32_t location);
/* Not in TensorRT for RTX. C++: ITensor::getBroadcastAcrossBatch, any version. */
TRT_API trt_status trt_tensor_get_broadcast_across_batch(trt_tensor *tensor, bool *yes);
/* Not in TensorRT for RTX. C++: ITensor::setBroadcastAcrossBatch, any version. */
TRT_API trt_status trt_tensor_set_broadcast_across_batch(trt_tensor *tensor, bool yes);
/* For INT8. C++: ITensor::setDynamicRange, until 10. */
TRT_API trt_status trt_tensor_set_dynamic_range(trt_tensor *tensor, float min, float max);
/* C++: ITensor::resetDynamicRange, until 10. */
TRT_API trt_status trt_tensor_reset_dynamic_range(trt_tensor *tensor);
/* TRT_REFUSED when none is set. C++: ITensor::getDynamicRangeMin, getDynamicRangeMax and dynamicRangeIsSet, until 10.
 */
TRT_API trt_status trt_tensor_get_dynamic_range(trt_tensor *tensor, float *min, float *max);
/* C++: ITensor::getDimensionName, any version. */
TRT_API trt_status trt_tensor_get_dimension_name(trt_tensor *tensor, int32_t index, const char **text);
/* C++: ITensor::setDimensionName, any version. */
TRT_API trt_status trt_tensor_set_dimension_name(trt_tensor *tensor, int32_t index, const char *name);

/* ---- layers of a network ----------------------------------------------------------------------------------------- */

/* Destroy the handle; the layer itself belongs to its network. Any version. */
TRT_API trt_status trt_layer_destroy(trt_layer *layer);
/* A number that two handles of the same layer share. Any version. */
TRT_API trt_status trt_layer_get_identity(trt_layer *layer, trt_address *identity);

/* LayerType. C++: ILayer::getType, any version. */
TRT_API trt_status trt_layer_get_type(trt_layer *layer, int32_t *number);
/* C++: ILayer::getName, any version. */
TRT_API trt_status trt_layer_get_name(trt_layer *layer, const char **text);
/* Copied. C++: ILayer::setName, any version. */
TRT_API trt_status trt_layer_set_name(trt_layer *layer, const char *name);
/* A text that the engine inspector tells. C++: ILayer::getMetadata, any version. */
TRT_API trt_status trt_layer_get_metadata(trt_layer *layer, const char **text);
/* Copied. C++: ILayer::setMetadata, any version. */
TRT_API trt_status trt_layer_set_metadata(trt_layer *layer, const char *metadata);
/* C++: ILayer::getNbInputs, any version. */
TRT_API trt_status trt_layer_get_num_inputs(trt_layer *layer, int32_t *number);
/* C++: ILayer::getNbOutputs, any version. */
TRT_API trt_status trt_layer_get_num_outputs(trt_layer *layer, int32_t *number);
/* Destroy the handle before the network. TRT_REFUSED when there is none of that index. C++: ILayer::getInput, any
 * version. */
TRT_API trt_status trt_layer_input(trt_layer *layer, int32_t index, trt_tensor **tensor);
/* Destroy the handle before the network. TRT_REFUSED when there is none of that index. C++: ILayer::getOutput, any
 * version. */
TRT_API trt_status trt_layer_output(trt_layer *layer, int32_t index, trt_tensor **tensor);
/* C++: ILayer::setInput, any version. */
TRT_API trt_status trt_layer_set_input(trt_layer *layer, int32_t index, trt_tensor *tensor);
/* DataType that it computes in. C++: ILayer::getPrecision, until 10. */
TRT_API trt_status trt_layer_get_precision(trt_layer *layer, int32_t *number);
/* C++: ILayer::setPrecision, until 10. */
TRT_API trt_status trt_layer_set_precision(trt_layer *layer, int32_t precision);
/* C++: ILayer::precisionIsSet, until 10. */
TRT_API trt_status trt_layer_precision_is_set(trt_layer *layer, bool *yes);
/* C++: ILayer::resetPrecision, until 10. */
TRT_API trt_status trt_layer_reset_precision(trt_layer *layer);
/* DataType of an output. C++: ILayer::getOutputType, any version. */
TRT_API trt_status trt_layer_get_output_type(trt_layer *layer, int32_t index, int32_t *dtype);
/* C++: ILayer::setOutputType, until 10. */
TRT_API trt_status trt_layer_set_output_type(trt_layer *layer, int32_t index, int32_t dtype);
/* C++: ILayer::outputTypeIsSet, until 10. */
TRT_API trt_status trt_layer_output_type_is_set(trt_layer *layer, int32_t index, bool *yes);
/* C++: ILayer::resetOutputType, until 10. */
TRT_API trt_status trt_layer_reset_output_type(trt_layer *layer, int32_t index);
/* C++: ILayer::getNbRanks, TensorRT 10.16 on. */
TRT_API trt_status trt_layer_get_num_ranks(trt_layer *layer, int32_t *number);
/* C++: ILayer::setNbRanks, TensorRT 10.16 on. */
TRT_API trt_status trt_layer_set_num_ranks(trt_layer *layer, int32_t ranks);

/* ---- ONNX parser ------------------------------------------------------------------------------------------------- */

/* What the parser could not do. node: the index of the ONNX node, -1 for none; code: the parser's ErrorCode. node_name
 * and the following are of TensorRT 10 on, else NULL and 0; local_functions are the functions of the model that the node
 * is in, outermost first. */
typedef struct trt_parser_error {
    int32_t code;
    int32_t node;
    int32_t line;
    const char *desc;
    const char *file;
    const char *function;
    const char *node_name;
    const char *node_operator;
    const char *const *local_functions;
    int32_t num_local_functions;
} trt_parser_error;

/* A parser that fills a network. path: of the parser's library, as for dlopen(), of the same version as the builder's;
 * it stays in memory. The logger must outlive it. TRT_CANNOT_OPEN when it is missing, damaged or no parser. C++:
 * createNvOnnxParser, any version. */
TRT_API trt_status trt_onnx_parser_create(trt_network *network, trt_logger *logger, const char *path,
                                          trt_onnx_parser **parser);
/* Destroy it, before its network. C++: delete of IParser, any version. */
TRT_API trt_status trt_onnx_parser_destroy(trt_onnx_parser *parser);

/* Add an ONNX model to the network, once. path: of the model's file, from whose folder weights are read that are kept
 * in files beside it; NULL for none. TRT_REFUSED when it cannot be: trt_onnx_parser_get_error() tells why. C++:
 * IParser::parse, any version. */
TRT_API trt_status trt_onnx_parser_parse(trt_onnx_parser *parser, const void *model, size_t size, const char *path);
/* The same from a file. verbosity: as the severity of a log. C++: IParser::parseFromFile, any version. */
TRT_API trt_status trt_onnx_parser_parse_from_file(trt_onnx_parser *parser, const char *path, int32_t verbosity);
/* The same, where weights are addresses. C++: IParser::parseWithWeightDescriptors, until 10. */
TRT_API trt_status trt_onnx_parser_parse_with_weight_descriptors(trt_onnx_parser *parser, const void *model,
                                                                 size_t size);
/* Read a model without adding it yet, so that weights can be given first. C++: IParser::loadModelProto, TensorRT 10.14
 * on. */
TRT_API trt_status trt_onnx_parser_load_model_proto(trt_onnx_parser *parser, const void *model, size_t size,
                                                    const char *path);
/* The weights of an initializer; they must last until the plan is built. C++: IParser::loadInitializer, TensorRT 10.14
 * on. */
TRT_API trt_status trt_onnx_parser_load_initializer(trt_onnx_parser *parser, const char *name, const void *bytes,
                                                    size_t size);
/* Add the model that was read. C++: IParser::parseModelProto, TensorRT 10.14 on. */
TRT_API trt_status trt_onnx_parser_parse_model_proto(trt_onnx_parser *parser);
/* Let the parser know how the network will be built. C++: IParser::setBuilderConfig, TensorRT 10.15 on. */
TRT_API trt_status trt_onnx_parser_set_builder_config(trt_onnx_parser *parser, trt_builder_config *config);

/* Whether it knows an ONNX operator. C++: IParser::supportsOperator, any version. */
TRT_API trt_status trt_onnx_parser_supports_operator(trt_onnx_parser *parser, const char *name, bool *yes);
/* Whether all of a model can be parsed; the subgraphs tell what can be. C++: IParser::supportsModelV2, TensorRT 10.1
 * on. */
TRT_API trt_status trt_onnx_parser_supports_model(trt_onnx_parser *parser, const void *model, size_t size,
                                                  const char *path, bool *yes);
/* C++: IParser::getNbSubgraphs, TensorRT 10.1 on. */
TRT_API trt_status trt_onnx_parser_get_num_subgraphs(trt_onnx_parser *parser, int64_t *number);
/* C++: IParser::isSubgraphSupported, TensorRT 10.1 on. */
TRT_API trt_status trt_onnx_parser_is_subgraph_supported(trt_onnx_parser *parser, int64_t index, bool *yes);
/* Indices of its nodes, which belong to the parser. C++: IParser::getSubgraphNodes, TensorRT 10.1 on. */
TRT_API trt_status trt_onnx_parser_get_subgraph_nodes(trt_onnx_parser *parser, int64_t index, const int64_t **nodes,
                                                      int64_t *count);

/* C++: IParser::getNbErrors, any version. */
TRT_API trt_status trt_onnx_parser_get_num_errors(trt_onnx_parser *parser, int32_t *number);
/* Its strings belong to the parser, until the errors are cleared. TRT_REFUSED when there is none of that index. C++:
 * IParser::getError, any version. */
TRT_API trt_status trt_onnx_parser_get_error(trt_onnx_parser *parser, int32_t index, trt_parser_error *error);
/* C++: IParser::clearErrors, any version. */
TRT_API trt_status trt_onnx_parser_clear_errors(trt_onnx_parser *parser);

/* A bit for each OnnxParserFlag. C++: IParser::getFlags, TensorRT 8.6.1 on. */
TRT_API trt_status trt_onnx_parser_get_flags(trt_onnx_parser *parser, uint32_t *bits);
/* C++: IParser::setFlags, TensorRT 8.6.1 on. */
TRT_API trt_status trt_onnx_parser_set_flags(trt_onnx_parser *parser, uint32_t bits);
/* C++: IParser::getFlag, TensorRT 8.6.1 on. */
TRT_API trt_status trt_onnx_parser_get_flag(trt_onnx_parser *parser, int32_t flag, bool *yes);
/* C++: IParser::setFlag, TensorRT 8.6.1 on. */
TRT_API trt_status trt_onnx_parser_set_flag(trt_onnx_parser *parser, int32_t flag);
/* C++: IParser::clearFlag, TensorRT 8.6.1 on. */
TRT_API trt_status trt_onnx_parser_clear_flag(trt_onnx_parser *parser, int32_t flag);
/* The tensor that an ONNX node's output became; destroy the handle before the network. TRT_REFUSED when there is none.
 * C++: IParser::getLayerOutputTensor, TensorRT 10 on. */
TRT_API trt_status trt_onnx_parser_layer_output(trt_onnx_parser *parser, const char *name, int64_t index,
                                                trt_tensor **tensor);
/* Libraries of plugins that a version-compatible plan of the model needs; they belong to the parser. C++:
 * IParser::getUsedVCPluginLibraries, any version. */
TRT_API trt_status trt_onnx_parser_get_used_plugin_libraries(trt_onnx_parser *parser, const char *const **paths,
                                                             int64_t *count);
/* The version of the ONNX parser in a library of its own, as for trt_onnx_parser_create(). C++: getNvOnnxParserVersion,
 * any version. */
TRT_API trt_status trt_library_parser_version(trt_library *library, const char *path, int32_t *version);

#ifdef __cplusplus
}
#endif

#endif
