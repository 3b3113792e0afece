// IProgressMonitor: who is told how far a build is. TensorRT 10 on.
#include "builder.h"
#include "callback_object.h"

using namespace shim;

namespace {

#if TRT_MAJOR >= 10
class ProgressMonitor final : public Versioned<trt_progress_monitor> {
public:
    INTERFACE_INFO("IProgressMonitor")

    ProgressMonitor(trt_progress_monitor_callbacks const& table, uint64_t user_) : callbacks(table), user(user_) {}

    void phaseStart(char const* phase, char const* parent_phase, int32_t steps) noexcept final {
        call(library, callbacks.phase_start, user, phase, parent_phase, steps);
    }
    bool stepComplete(char const* phase, int32_t step) noexcept final {
        return call(library, callbacks.step_complete, user, phase, step);
    }
    void phaseFinish(char const* phase) noexcept final { call(library, callbacks.phase_finish, user, phase); }

    trt_progress_monitor_callbacks callbacks;
    uint64_t user;
    Listed listed;
};
#endif

}  // namespace

trt_status trt_progress_monitor_create(trt_library* library, trt_progress_monitor_callbacks const* callbacks,
                                       uint64_t user, trt_progress_monitor** monitor) {
    constexpr char method[] = "trt_progress_monitor_create";
#if TRT_MAJOR >= 10
    return create_object<ProgressMonitor>(
        method, library, callbacks, user, monitor,
        {!callbacks || (callbacks->phase_start && callbacks->step_complete && callbacks->phase_finish)});
#else
    return tell<version(10)>(method, library, [](auto&) {});
#endif
}

trt_status trt_progress_monitor_destroy(trt_progress_monitor* monitor) {
    constexpr char method[] = "trt_progress_monitor_destroy";
#if TRT_MAJOR >= 10
    return destroy_object<ProgressMonitor>(method, monitor);
#else
    return bad_handle(method);
#endif
}
