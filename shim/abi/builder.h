// The builder's declarations of the major version that this translation unit is compiled for; nothing that runs a plan
// includes them.
#pragma once

#include "abi.h"

#if TRT_MAJOR == 8
#include "builder8.h"
#elif TRT_MAJOR == 10
#include "builder10.h"
#elif defined(TRT_RTX)
#include "builderrtx.h"
#else
#include "builder11.h"
#endif
