// The declarations that this translation unit is compiled for: -DTRT_MAJOR=8, 10 or 11, and with 11 -DTRT_RTX for TensorRT
// for RTX, which has the tables of 11 with a few slots of its own.
#pragma once

#if TRT_MAJOR == 8
#include "tensorrt8.h"
#elif TRT_MAJOR == 10
#include "tensorrt10.h"
#elif TRT_MAJOR == 11
#include "tensorrt11.h"
#else
#error "define TRT_MAJOR as 8, 10 or 11"
#endif
