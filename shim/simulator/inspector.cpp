#include "inspector.h"

namespace sim {
namespace {

std::string quoted(std::string const& text) {
    std::string result = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            result += format("\\u%04x", c);
        } else {
            result += c;
        }
    }
    return result + "\"";
}

}  // namespace

bool Inspector::setExecutionContext(abi::IExecutionContext const* context) noexcept {
    context_ = context;
    return true;
}

std::string Inspector::layer_text(Layer const& layer, bool json) const {
    bool const detailed = plan().verbosity == abi::ProfilingVerbosity::kDETAILED;
    if (json) return detailed ? "{\"Name\": " + quoted(layer.name) + ", \"LayerType\": " + quoted(layer.type) + "}" : quoted(layer.name);
    return detailed ? "Name: " + layer.name + ", LayerType: " + layer.type : layer.name;
}

char const* Inspector::getLayerInformation(int32_t layer, abi::LayerInformationFormat format_) const noexcept {
    int32_t const count = static_cast<int32_t>(plan().layers.size());
    if (layer < 0 || layer >= count) {
        reporter_.refuse("getLayerInformation", format("there is no layer %d, the engine has %d", layer, count));
        return nullptr;
    }
    bool const told = plan().verbosity != abi::ProfilingVerbosity::kNONE;
    text_ = told ? layer_text(plan().layers[layer], format_ == abi::LayerInformationFormat::kJSON) : "";
    return text_.c_str();
}

char const* Inspector::getEngineInformation(abi::LayerInformationFormat format_) const noexcept {
    bool const json = format_ == abi::LayerInformationFormat::kJSON;
    char const* const separator = json ? ",\n" : "\n";
    text_ = json ? "{\"Layers\": [" : "Layers:\n";
    if (plan().verbosity != abi::ProfilingVerbosity::kNONE) {
        for (size_t i = 0; i < plan().layers.size(); ++i) text_ += (i > 0 ? separator : "") + layer_text(plan().layers[i], json);
    }
    text_ += json ? "],\n\"Bindings\": [" : "\n\nBindings:\n";
    size_t const profiles = TRT_MAJOR == 8 ? plan().profiles.size() : 1;  // each has bindings of its own in 8
    for (size_t profile = 0; profile < profiles; ++profile) {
        for (size_t i = 0; i < plan().tensors.size(); ++i) {
            std::string name = plan().tensors[i].name;
            if (profile > 0) name += " [profile " + std::to_string(profile) + "]";
            text_ += (profile + i > 0 ? separator : "") + (json ? quoted(name) : name);
        }
    }
    text_ += json ? "]}\n" : "\n";
    return text_.c_str();
}

}  // namespace sim
