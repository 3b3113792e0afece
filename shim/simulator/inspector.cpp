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

// A list of `key: value`, as 8.6.0 wrote it: JSON with a line for each, `depth` deep, or all in one line.
class Entries {
public:
    Entries(bool json, size_t depth) : json_(json), indent_(2 * depth, ' ') {}
    void add(char const* key, std::string const& value) { add_as_is(key, json_ ? quoted(value) : value); }
    void add_as_is(char const* key, std::string const& value) {
        if (!text_.empty()) text_ += json_ ? ",\n" + indent_ : ", ";
        text_ += (json_ ? quoted(key) : key) + ": " + value;
    }
    std::string const& bare() const { return text_; }
    std::string braced() const {
        return json_ ? "{\n" + indent_ + text_ + "\n" + indent_.substr(2) + "}" : "{ " + text_ + " }";
    }

private:
    bool json_;
    std::string indent_;
    std::string text_;
};

}  // namespace

bool Inspector::setExecutionContext(abi::IExecutionContext const* context) noexcept {
    context_ = context;
    return true;
}

char const* Inspector::keep(std::string text) const {
    for (std::unique_ptr<std::string> const& kept : texts_) {
        if (*kept == text) return kept->c_str();
    }
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    return texts_.back()->c_str();
}

// Inputs or outputs of a layer; of those whose shape ONNX could not infer, only the name.
std::string Inspector::tensors_text(std::vector<std::string> const& names, bool json) const {
    std::string text = "[";
    for (std::string const& name : names) {
        Entries entries(json, 2);
        entries.add("Name", name);
        if (Tensor const* tensor = plan().find_any(name)) {
            bool const fixed = tensor->shape.is_specified();
            std::string const known = std::string("Row major linear ") + format_name(tensor->type);
            entries.add("Location", tensor->on_host ? "Host" : "Device");
            entries.add_as_is("Dimensions", tensor->shape.text());
            entries.add("Format/Datatype", fixed ? known : "N/A due to dynamic shapes");
        }
        text += (text.size() > 1 ? "," : "") + std::string(json ? "\n  " : " ") + entries.braced();
    }
    return text + "]";
}

std::string Inspector::layer_text(Layer const& layer, std::string const& suffix, bool json) const {
    std::string const name = layer.name + suffix;
    if (plan().verbosity != abi::ProfilingVerbosity::kDETAILED) return json ? quoted(name) : name;
    Entries entries(json, 1);
    entries.add("Name", name);
    entries.add("LayerType", layer.type);
    entries.add_as_is("Inputs", tensors_text(layer.inputs, json));
    entries.add_as_is("Outputs", tensors_text(layer.outputs, json));
    entries.add("TacticValue", "0x0000000000000000");
    entries.add_as_is("StreamId", "0");
    entries.add("Metadata", "[ONNX Layer: " + layer.name + "]");
    return json ? entries.braced() : entries.bare();
}

char const* Inspector::getLayerInformation(int32_t layer, abi::LayerInformationFormat format_) const noexcept {
    int32_t const count = static_cast<int32_t>(plan().layers.size());
    if (layer < 0 || layer >= count) {
        reporter_.refuse("getLayerInformation", format("there is no layer %d, the engine has %d", layer, count));
        return nullptr;
    }
    bool const told = plan().verbosity != abi::ProfilingVerbosity::kNONE;
    return keep(told ? layer_text(plan().layers[layer], "", format_ == abi::LayerInformationFormat::kJSON) : "");
}

char const* Inspector::getEngineInformation(abi::LayerInformationFormat format_) const noexcept {
    bool const json = format_ == abi::LayerInformationFormat::kJSON;
    // In 8 each profile has layers and bindings of its own.
    size_t const profiles = TRT_MAJOR == 8 ? plan().profiles.size() : 1;
    std::string layers, bindings;
    for (size_t profile = 0; profile < profiles; ++profile) {
        std::string const suffix = profile > 0 ? " [profile " + std::to_string(profile) + "]" : "";
        for (Layer const& layer : plan().layers) {
            if (plan().verbosity == abi::ProfilingVerbosity::kNONE) break;
            layers += (json && !layers.empty() ? "," : "") + layer_text(layer, suffix, json) + (json ? "" : "\n");
        }
        for (Tensor const& tensor : plan().tensors) {
            std::string const name = tensor.name + suffix;
            bindings += (json && !bindings.empty() ? "," : "") + (json ? quoted(name) : name) + "\n";
        }
    }
    std::string text = json ? "{\"Layers\": [" + layers + "],\n\"Bindings\": [" + bindings + "]}\n"
                            : "Layers:\n" + layers + "\nBindings:\n" + bindings;
    return keep(std::move(text));
}

}  // namespace sim
