// The release of TensorRT that the simulator says it is.
#pragma once

#include <stdint.h>

namespace sim {

#if TRT_MAJOR == 8
constexpr int32_t kMajor = 8, kMinor = 6, kPatch = 0, kLibVersion = kMajor * 1000 + kMinor * 100 + kPatch;
constexpr char kVersionText[] = "TensorRT 8.6.0";
#elif TRT_MAJOR == 10
constexpr int32_t kMajor = 10, kMinor = 16, kPatch = 1, kLibVersion = kMajor * 10000 + kMinor * 100 + kPatch;
constexpr char kVersionText[] = "TensorRT 10.16.1";
#elif defined TRT_RTX
constexpr int32_t kMajor = 1, kMinor = 7, kPatch = 1, kLibVersion = kMajor * 10000 + kMinor * 100 + kPatch;
constexpr char kVersionText[] = "TensorRT for RTX 1.7.1";
#elif TRT_MAJOR == 11
constexpr int32_t kMajor = 11, kMinor = 4, kPatch = 0, kLibVersion = kMajor * 10000 + kMinor * 100 + kPatch;
constexpr char kVersionText[] = "TensorRT 11.4.0";
#endif

}  // namespace sim
