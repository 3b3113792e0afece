// The release of TensorRT that the simulator says it is.
#pragma once

#include <stdint.h>

namespace sim {

#if TRT_MAJOR == 8
constexpr int32_t kMinor = 6, kPatch = 0, kLibVersion = 8 * 1000 + kMinor * 100 + kPatch;
constexpr char kVersionText[] = "TensorRT 8.6.0";
#elif TRT_MAJOR == 10
constexpr int32_t kMinor = 16, kPatch = 1, kLibVersion = 10 * 10000 + kMinor * 100 + kPatch;
constexpr char kVersionText[] = "TensorRT 10.16.1";
#elif TRT_MAJOR == 11
constexpr int32_t kMinor = 4, kPatch = 0, kLibVersion = 11 * 10000 + kMinor * 100 + kPatch;
constexpr char kVersionText[] = "TensorRT 11.4.0";
#endif

}  // namespace sim
