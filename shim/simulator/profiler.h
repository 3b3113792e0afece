// Times layer by layer, from ONNX Runtime's own profile.
#pragma once

#include "model.h"

#include <string>
#include <vector>

namespace sim {

// Runs the model as Model::run does, and measures. `times`: one per layer of the plan, in ms; 0 for a layer that ONNX
// Runtime had nothing to do for.
bool run_profiled(Model const& model, std::vector<Argument>& arguments, std::vector<float>& times, std::string& why,
                  std::vector<char const*> const& shown, std::vector<Value>* values);

}  // namespace sim
