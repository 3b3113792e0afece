// The plugin registry of the library. Plugins can be registered and listed; none is run.
#pragma once

#include "abi/abi.h"

namespace sim {

abi::IPluginRegistry& plugin_registry();

// The logger of the runtime made last, which the registry uses too, as TensorRT's does; null before there was one.
abi::ILogger* global_logger();
void set_global_logger(abi::ILogger* logger);

}  // namespace sim
