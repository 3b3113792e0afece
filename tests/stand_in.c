/* A library in the place of libnvinfer that says it is of another version, or gives no runtime: compiled by test_versions.py.
 *
 *   VERSION    what getInferLibVersion() answers
 *   SIMULATOR  path of the simulator that makes the runtimes, if any
 *   ANSWER     what createInferRuntime_INTERNAL() answers otherwise
 */
#include <dlfcn.h>
#include <stdint.h>

#ifdef AS_SIMULATOR
/* the note by which the shim knows a simulator, so that it does not ask for a driver */
__attribute__((used, section(".note.trt_cffi"), aligned(4))) static const struct {
    uint32_t owner_size, descriptor_size, type;
    char owner[12];
    uint32_t major;
} note = {9, 4, 1, "trt_cffi", 0};
#endif

int32_t getInferLibVersion(void) { return VERSION; }

void *createInferRuntime_INTERNAL(void *logger, int32_t version) {
#ifdef SIMULATOR
    void *simulator = dlopen(SIMULATOR, RTLD_NOW | RTLD_LOCAL);
    void *(*create)(void *, int32_t) = (void *(*)(void *, int32_t))dlsym(simulator, "createInferRuntime_INTERNAL");
    return create(logger, version);
#else
    (void)logger, (void)version;
    return (void *)(uintptr_t)ANSWER;
#endif
}
