#include "plan.h"

#include "report.h"
#include "version.h"

#include <stdlib.h>
#include <string.h>

namespace sim {
namespace {

constexpr size_t kSizeOffset = 16, kFlagsOffset = 28;
constexpr uint32_t kStripped = 1;
constexpr uint32_t kFormatVersion = 1;
constexpr int64_t kMostShapeValues = 1 << 16;

template <class Number>
Number read(char const* at) {
    Number value;
    memcpy(&value, at, sizeof value);
    return value;
}

// One line's words. Once a word is missing or is no number, everything that follows is empty and `ok` false.
class Words {
public:
    Words(char const* line, char const* end) {
        std::string word;
        for (; line < end; ++line) {
            if (*line == '\t') {
                words_.push_back(word);
                word.clear();
            } else if (*line == '\\' && line + 1 < end) {
                ++line;
                word += *line == 't' ? '\t' : *line == 'n' ? '\n' : *line;
            } else {
                word += *line;
            }
        }
        words_.push_back(word);
    }

    std::string next() {
        if (at_ < words_.size()) return words_[at_++];
        ok = false;
        return {};
    }

    int64_t number() {
        std::string const word = next();
        char* end = nullptr;
        int64_t const value = strtoll(word.c_str(), &end, 10);
        if (word.empty() || *end) ok = false;
        return ok ? value : 0;
    }

    // A number that tells how many words follow.
    size_t count(size_t most) {
        int64_t const value = number();
        if (value < 0 || static_cast<size_t>(value) > most) ok = false;
        return ok ? static_cast<size_t>(value) : 0;
    }

    size_t left() const { return words_.size() - at_; }

    bool ok = true;

private:
    std::vector<std::string> words_;
    size_t at_ = 0;
};

class MetadataReader {
public:
    explicit MetadataReader(Plan& plan) : plan_(plan) {}

    bool read_line(Words& words) {
        std::string const key = words.next();
        if (key == "name")
            plan_.name = words.next();
        else if (key == "max_batch")
            plan_.max_batch = static_cast<int32_t>(words.number());
        else if (key == "aux_streams")
            plan_.aux_streams = static_cast<int32_t>(words.number());
        else if (key == "refittable")
            plan_.refittable = words.number() != 0;
        else if (key == "streaming")
            plan_.streaming = words.number() != 0;
        else if (key == "hardware")
            plan_.hardware = static_cast<abi::HardwareCompatibilityLevel>(words.number());
        else if (key == "verbosity")
            plan_.verbosity = static_cast<abi::ProfilingVerbosity>(words.number());
        else if (key == "tensor")
            read_tensor(words);
        else if (key == "inner")
            read_inner(words);
        else if (key == "symbols")
            read_symbols(words);
        else if (key == "data_dependent")
            named(words).data_dependent = true;
        else if (key == "profile")
            read_profile(words);
        else if (key == "range")
            read_range(words);
        else if (key == "debug")
            plan_.debug_tensors.push_back({words.next(), true});
        else if (key == "unfused")
            plan_.debug_tensors.push_back({words.next(), false});
        else if (key == "weight")
            read_weight(words);
        else if (key == "layer")
            read_layer(words);
        else if (key == "layer_io")
            read_layer_io(words);
        return words.ok;
    }

    // What follows from all lines together.
    bool finish(std::string& why) {
        while (plan_.input_count < plan_.tensors.size() && plan_.tensors[plan_.input_count].is_input)
            ++plan_.input_count;
        for (size_t i = 0; i < plan_.tensors.size(); ++i) {
            Tensor& tensor = plan_.tensors[i];
            if (tensor.is_input != (i < plan_.input_count)) return fail(why, tensor, "inputs come first");
            if (!same_representation(tensor.type, tensor.onnx_type) && !convertible(tensor.type, tensor.onnx_type)) {
                return fail(why, tensor, "the simulator cannot convert between its data type and the model's");
            }
            if (tensor.is_shape_io && (tensor.shape.volume() < 0 || tensor.shape.volume() > kMostShapeValues)) {
                return fail(why, tensor, "it has no number of values that a shape tensor can have");
            }
            if (static_cast<int32_t>(tensor.symbols.size()) != tensor.shape.rank)
                tensor.symbols.assign(tensor.shape.rank, "?");
            tensor.format = std::string("Row major linear ") + format_name(tensor.type) + " format (kLINEAR)";
        }
        for (size_t i = plan_.input_count; i < plan_.tensors.size(); ++i) find_sources(plan_.tensors[i]);
        if (plan_.profiles.empty()) plan_.profiles.resize(1);  // an engine without dynamic shapes has one as well
        for (std::vector<Range>& profile : plan_.profiles) profile.resize(plan_.input_count);
        return true;
    }

private:
    static bool fail(std::string& why, Tensor const& tensor, char const* what) {
        why = "tensor " + tensor.name + ": " + what;
        return false;
    }

    Tensor& named(Words& words) {
        int32_t const index = plan_.find(words.next().c_str());
        if (index >= 0) return plan_.tensors[index];
        words.ok = false;
        return nobody_;
    }

    void read_tensor(Words& words) {
        Tensor tensor;
        tensor.name = words.next();
        tensor.is_input = words.next() == "input";
        tensor.type = static_cast<abi::DataType>(words.number());
        tensor.onnx_type = static_cast<OnnxType>(words.number());
        tensor.on_host = words.next() == "host";
        tensor.is_shape_io = words.number() != 0;
        tensor.shape = read_shape(words);
        plan_.tensors.push_back(tensor);
    }

    void read_inner(Words& words) {
        Tensor tensor;
        tensor.name = words.next();
        tensor.type = static_cast<abi::DataType>(words.number());
        tensor.shape = read_shape(words);
        plan_.inner.push_back(tensor);
    }

    static Shape read_shape(Words& words) {
        Shape shape(static_cast<int32_t>(words.count(kMaxDims)));
        for (int32_t i = 0; i < shape.rank; ++i) {
            shape.d[i] = words.number();
            if (shape.d[i] < -1) words.ok = false;
        }
        return shape;
    }

    void read_symbols(Words& words) {
        Tensor& tensor = named(words);
        while (words.ok && words.left() > 0) tensor.symbols.push_back(words.next());
    }

    void read_profile(Words& words) {
        if (words.count(SIZE_MAX) != plan_.profiles.size()) words.ok = false;
        if (words.ok) plan_.profiles.emplace_back();
    }

    void read_range(Words& words) {
        size_t const profile = words.count(SIZE_MAX);
        int32_t const input = plan_.find(words.next().c_str());
        if (profile >= plan_.profiles.size() || input < 0 || !plan_.tensors[input].is_input) {
            words.ok = false;
            return;
        }
        Range range;
        range.of_values = words.next() == "values";
        size_t const count = words.count(words.left() / 3);
        if (!range.of_values && count != static_cast<size_t>(plan_.tensors[input].shape.rank)) words.ok = false;
        for (int bound : {Range::kMin, Range::kOpt, Range::kMax}) {
            for (size_t i = 0; i < count && words.ok; ++i) {
                range.bounds[bound].push_back(words.number());
                range.narrow[bound].push_back(static_cast<int32_t>(range.bounds[bound].back()));
            }
        }
        for (size_t i = 0; i < count && words.ok; ++i) {
            int64_t const least = range.bounds[Range::kMin][i], most = range.bounds[Range::kMax][i];
            if (least > most || (least < 0 && !range.of_values)) words.ok = false;
        }
        std::vector<Range>& ranges = plan_.profiles[profile];
        if (ranges.size() <= static_cast<size_t>(input)) ranges.resize(input + 1);
        ranges[input] = range;
    }

    void read_weight(Words& words) {
        Weight weight;
        weight.name = words.next();
        weight.onnx_type = static_cast<OnnxType>(words.number());
        weight.offset = words.count(SIZE_MAX / 2);
        weight.count = static_cast<int64_t>(words.count(SIZE_MAX / 16));
        size_t const before = plan_.weights.empty() ? 0 : plan_.weights.back().offset + plan_.weights.back().size();
        if (size_of(weight.onnx_type) == 0 || weight.offset < before) words.ok = false;
        plan_.weights.push_back(weight);
    }

    void read_layer(Words& words) {
        Layer layer;
        layer.name = words.next();
        layer.type = words.next();
        plan_.layers.push_back(layer);
    }

    void read_layer_io(Words& words) {
        size_t const inputs = words.count(words.left());
        if (plan_.layers.empty()) words.ok = false;
        for (size_t i = 0; words.ok && words.left() > 0; ++i) {
            Layer& layer = plan_.layers.back();
            (i < inputs ? layer.inputs : layer.outputs).push_back(words.next());
        }
    }

    void find_sources(Tensor& output) {
        for (int32_t i = 0; i < output.shape.rank; ++i) {
            Tensor::Source source;
            if (output.shape.d[i] >= 0) {
                source.kind = Tensor::Source::kFixed;
                source.value = output.shape.d[i];
            } else if (output.symbols[i] != "?") {
                for (size_t input = 0; input < plan_.input_count && source.kind == Tensor::Source::kUnknown; ++input) {
                    for (int32_t j = 0; j < plan_.tensors[input].shape.rank; ++j) {
                        if (plan_.tensors[input].symbols[j] != output.symbols[i]) continue;
                        source.kind = Tensor::Source::kInput;
                        source.input = input;
                        source.dimension = j;
                        break;
                    }
                }
            }
            output.sources.push_back(source);
        }
    }

    Plan& plan_;
    Tensor nobody_;
};

}  // namespace

bool Range::admits(int64_t const* values, size_t count) const {
    if (!is_given()) return true;
    if (count != bounds[kMin].size()) return false;
    for (size_t i = 0; i < count; ++i) {
        if (values[i] < bounds[kMin][i] || values[i] > bounds[kMax][i]) return false;
    }
    return true;
}

int32_t Plan::find(char const* tensor_name) const {
    for (size_t i = 0; tensor_name && i < tensors.size(); ++i) {
        if (tensors[i].name == tensor_name) return static_cast<int32_t>(i);
    }
    return -1;
}

Tensor const* Plan::find_any(std::string const& tensor_name) const {
    for (std::vector<Tensor> const* among : {&tensors, &inner}) {
        for (Tensor const& tensor : *among) {
            if (tensor.name == tensor_name) return &tensor;
        }
    }
    return nullptr;
}

Weight const* Plan::find_weight(char const* weight_name) const {
    for (Weight const& weight : weights) {
        if (weight_name && weight.name == weight_name) return &weight;
    }
    return nullptr;
}

int64_t Plan::weights_size() const {
    size_t size = 0;
    for (Weight const& weight : weights) size += weight.size();
    return static_cast<int64_t>(size);
}

bool Plan::is_dynamic() const {
    for (size_t i = 0; i < input_count; ++i) {
        if (!tensors[i].shape.is_specified() || tensors[i].is_shape_io) return true;
    }
    return false;
}

Shape Plan::profile_shape(int32_t profile, size_t input, int bound) const {
    Shape result = tensors[input].shape;
    Range const& range = profiles[profile][input];
    if (range.is_given() && !range.of_values) {
        for (int32_t i = 0; i < result.rank; ++i) result.d[i] = range.bounds[bound][i];
    }
    return result;
}

Shape Plan::shape_in_profile(int32_t profile, size_t index) const {
    Tensor const& tensor = tensors[index];
    Shape result = tensor.shape;
    if (tensor.is_input) {
        Shape const least = profile_shape(profile, index, Range::kMin),
                    most = profile_shape(profile, index, Range::kMax);
        for (int32_t i = 0; i < result.rank; ++i) {
            if (least.d[i] == most.d[i]) result.d[i] = least.d[i];
        }
        return result;
    }
    for (int32_t i = 0; i < result.rank; ++i) {
        Tensor::Source const& source = tensor.sources[i];
        if (source.kind == Tensor::Source::kInput)
            result.d[i] = shape_in_profile(profile, source.input).d[source.dimension];
    }
    return result;
}

std::vector<char> write_plan(char const* header_and_metadata, Plan const& plan, std::vector<char> const& model,
                             bool strip) {
    std::vector<char> bytes(header_and_metadata, header_and_metadata + plan.model_offset);
    size_t at = 0;
    for (Weight const& weight : plan.weights) {
        if (!strip) break;
        bytes.insert(bytes.end(), model.begin() + at, model.begin() + weight.offset);
        at = weight.offset + weight.size();
    }
    bytes.insert(bytes.end(), model.begin() + at, model.end());
    uint64_t const size = bytes.size();
    uint32_t const flags = strip ? kStripped : 0;
    memcpy(bytes.data() + kSizeOffset, &size, sizeof size);
    memcpy(bytes.data() + kFlagsOffset, &flags, sizeof flags);
    return bytes;
}

std::vector<char> read_model(char const* bytes, size_t size, Plan const& plan) {
    char const* at = bytes + plan.model_offset;
    if (!plan.stripped) return {at, bytes + size};
    std::vector<char> model;
    for (Weight const& weight : plan.weights) {
        size_t const between = weight.offset - model.size();
        model.insert(model.end(), at, at + between);
        model.resize(weight.offset + weight.size());
        at += between;
    }
    model.insert(model.end(), at, bytes + size);
    return model;
}

bool is_plan(char const* header) { return memcmp(header, "strt", 4) == 0; }

bool is_for_this_version(char const* header) { return header[24] == kMajor; }

uint64_t plan_size(char const* header) { return read<uint64_t>(header + kSizeOffset); }

bool parse_plan(char const* bytes, size_t size, Plan& plan, abi::ErrorCode& code, std::string& why) {
    if (!bytes || size == 0) {
        code = abi::ErrorCode::kINVALID_ARGUMENT;
        why = "a plan of 0 bytes";
        return false;
    }
    if (size < kHeaderSize) {
        code = abi::ErrorCode::kINTERNAL_ERROR;
        why = format("a plan of %zu bytes is shorter than its header", size);
        return false;
    }
    code = abi::ErrorCode::kUNSPECIFIED_ERROR;
    if (memcmp(bytes, "ftrt", 4) == 0 || memcmp(bytes, "vtrt", 4) == 0) {
        why = "this plan was built by TensorRT for a GPU; the simulator runs the plans of trt_cffi.simulator.build()";
        return false;
    }
    if (!is_plan(bytes)) {
        why = "this is no plan: it does not start with the simulator's magic tag";
        return false;
    }
    if (read<uint64_t>(bytes + 16) != size) {
        why = format("the plan's header says %llu bytes, but there are %zu",
                     static_cast<unsigned long long>(read<uint64_t>(bytes + 16)), size);
        return false;
    }
    if (uint32_t const version = read<uint32_t>(bytes + 4); version != kFormatVersion) {
        why = format("the plan has format version %u; this simulator reads version %u", version, kFormatVersion);
        return false;
    }
    if (!is_for_this_version(bytes)) {
        why = format("the plan was built for %s %d.%d.%d; this is the simulator of %s",
                     bytes[24] == 1 ? "TensorRT for RTX" : "TensorRT", bytes[24], bytes[25], bytes[26], kVersionText);
        return false;
    }
    uint64_t const metadata_size = read<uint64_t>(bytes + 8);
    if (metadata_size > size - kHeaderSize) {
        why = "the plan's metadata is longer than the plan";
        return false;
    }

    MetadataReader reader(plan);
    char const* const end = bytes + kHeaderSize + metadata_size;
    int number = 1;
    for (char const* line = bytes + kHeaderSize; line < end; ++number) {
        char const* line_end = static_cast<char const*>(memchr(line, '\n', end - line));
        if (!line_end) line_end = end;
        Words words(line, line_end);
        if (line < line_end && !reader.read_line(words)) {
            why = format("line %d of the plan's metadata makes no sense", number);
            return false;
        }
        line = line_end + 1;
    }
    plan.model_offset = kHeaderSize + metadata_size;
    plan.stripped = read<uint32_t>(bytes + kFlagsOffset) & kStripped;
    // A model without its weights' bytes is that much shorter.
    uint64_t const model_size = size - plan.model_offset;
    uint64_t left_out = 0;
    for (Weight const& weight : plan.weights) {
        if (weight.offset - left_out > model_size || (!plan.stripped && weight.size() > model_size - weight.offset)) {
            why = "weight " + weight.name + " lies outside the plan's model";
            return false;
        }
        if (plan.stripped) left_out += weight.size();
    }
    return reader.finish(why);
}

}  // namespace sim
