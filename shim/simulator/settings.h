// What a runtime config of TensorRT for RTX sets beside the memory: how a context makes and runs its kernels.
#pragma once

#include "abi/abi.h"

namespace sim {

struct Settings {
#ifdef TRT_RTX
    abi::IRuntimeCache* cache = nullptr;  // the caller's, who keeps it
    abi::DynamicShapesKernelSpecializationStrategy specialization =
        abi::DynamicShapesKernelSpecializationStrategy::kLAZY;
    abi::CudaGraphStrategy graphs = abi::CudaGraphStrategy::kDISABLED;
#endif
};

#if TRT_MAJOR >= 10
inline Settings settings_of(abi::VRuntimeConfig const& config) {
    Settings settings;
#ifdef TRT_RTX
    settings.cache = config.getRuntimeCache();
    settings.specialization = config.getDynamicShapesKernelSpecializationStrategy();
    settings.graphs = config.getCudaGraphStrategy();
#endif
    return settings;
}
#endif

}  // namespace sim
