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

// A list of `key: value`, as JSON or as TensorRT's one line has it.
class Entries {
public:
    explicit Entries(bool json) : json_(json) {}
    void add(char const* key, std::string const& value) { add_as_is(key, json_ ? quoted(value) : value); }
    void add_as_is(char const* key, std::string const& value) {
        if (!text_.empty()) text_ += ", ";
        text_ += (json_ ? quoted(key) : key) + ": " + value;
    }
    std::string const& text() const { return text_; }

private:
    bool json_;
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

// Inputs or outputs of a layer: what is known of those that are also the engine's, and the names of the others.
std::string Inspector::tensors_text(std::vector<std::string> const& names, bool json) const {
    std::string text = "[";
    for (std::string const& name : names) {
        Entries entries(json);
        entries.add("Name", name);
        int32_t const index = plan().find(name.c_str());
        if (index >= 0) {
            Tensor const& tensor = plan().tensors[index];
            entries.add("Location", tensor.on_host ? "Host" : "Device");
            entries.add_as_is("Dimensions", tensor.shape.text());
            entries.add("Format/Datatype", std::string("Row major linear ") + format_name(tensor.type));
        }
        text += (text.size() > 1 ? ", " : "") + ("{" + entries.text()) + "}";
    }
    return text + "]";
}

std::string Inspector::layer_text(Layer const& layer, bool json) const {
    if (plan().verbosity != abi::ProfilingVerbosity::kDETAILED) return json ? quoted(layer.name) : layer.name;
    Entries entries(json);
    entries.add("Name", layer.name);
    entries.add("LayerType", layer.type);
    entries.add_as_is("Inputs", tensors_text(layer.inputs, json));
    entries.add_as_is("Outputs", tensors_text(layer.outputs, json));
    entries.add("Metadata", "[ONNX Layer: " + layer.name + "]");
    return json ? "{" + entries.text() + "}" : entries.text();
}

char const* Inspector::getLayerInformation(int32_t layer, abi::LayerInformationFormat format_) const noexcept {
    int32_t const count = static_cast<int32_t>(plan().layers.size());
    if (layer < 0 || layer >= count) {
        reporter_.refuse("getLayerInformation", format("there is no layer %d, the engine has %d", layer, count));
        return nullptr;
    }
    bool const told = plan().verbosity != abi::ProfilingVerbosity::kNONE;
    return keep(told ? layer_text(plan().layers[layer], format_ == abi::LayerInformationFormat::kJSON) : "");
}

char const* Inspector::getEngineInformation(abi::LayerInformationFormat format_) const noexcept {
    bool const json = format_ == abi::LayerInformationFormat::kJSON;
    char const* const separator = json ? ",\n" : "\n";
    std::string text = json ? "{\"Layers\": [" : "Layers:\n";
    if (plan().verbosity != abi::ProfilingVerbosity::kNONE) {
        for (size_t i = 0; i < plan().layers.size(); ++i)
            text += (i > 0 ? separator : "") + layer_text(plan().layers[i], json);
    }
    text += json ? "],\n\"Bindings\": [" : "\n\nBindings:\n";
    size_t const profiles = TRT_MAJOR == 8 ? plan().profiles.size() : 1;  // each has bindings of its own in 8
    for (size_t profile = 0; profile < profiles; ++profile) {
        for (size_t i = 0; i < plan().tensors.size(); ++i) {
            std::string name = plan().tensors[i].name;
            if (profile > 0) name += " [profile " + std::to_string(profile) + "]";
            text += (profile + i > 0 ? separator : "") + (json ? quoted(name) : name);
        }
    }
    text += json ? "]}\n" : "\n";
    return keep(std::move(text));
}

}  // namespace sim
