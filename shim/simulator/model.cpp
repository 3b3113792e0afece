#include "model.h"

#include "report.h"

#include <stdlib.h>
#include <string.h>

namespace sim {
namespace {

constexpr size_t kMostInferred = 64;  // shapes kept; a program that uses more infers some again

// Zeros. Unlike with a vector, too much is an answer and not the end of the process.
class Block {
public:
    Block() = default;
    Block(Block const&) = delete;
    Block& operator=(Block const&) = delete;
    ~Block() { free(memory_); }

    // Null, and why, when there is not so much.
    void* acquire(int64_t count, size_t element_size, std::string& why) {
        memory_ = count < 0 ? nullptr : calloc(static_cast<size_t>(count) + 1, element_size);
        if (!memory_) why = format("out of memory: %lld elements", static_cast<long long>(count));
        return memory_;
    }

private:
    void* memory_ = nullptr;
};

}  // namespace

std::shared_ptr<Model> Model::load(void const* bytes, size_t size, abi::ErrorCode& code, std::string& why) {
    std::shared_ptr<Model> model(new Model);
    char const* const begin = static_cast<char const*>(bytes);
    Plan& plan = model->plan_;
    if (!parse_plan(begin, size, plan, code, why)) return nullptr;
    code = abi::ErrorCode::kFAILED_INITIALIZATION;
    if (!find_onnxruntime(why)) return nullptr;
    model->head_.assign(begin, begin + plan.model_offset);
    model->lacks_weights_ = plan.stripped;
    std::shared_ptr<Weighted> weighted = std::make_shared<Weighted>();
    weighted->onnx = read_model(begin, size, plan);
    if (!weighted->session.open(weighted->onnx.data(), weighted->onnx.size(), {}, why)) {
        why = "ONNX Runtime refuses the plan's model: " + why;
        return nullptr;
    }
    model->weighted_ = std::move(weighted);
    for (size_t i = 0; i < plan.tensors.size(); ++i) {
        (i < plan.input_count ? model->input_names_ : model->output_names_).push_back(plan.tensors[i].name.c_str());
    }
    return model;
}

std::shared_ptr<Weighted const> Model::weighted() const {
    std::lock_guard<std::mutex> lock(weighted_mutex_);
    return weighted_;
}

std::vector<char> Model::bytes(bool strip) const { return write_plan(head_.data(), plan_, weighted()->onnx, strip); }

bool Model::refit(std::vector<char> onnx, std::string& why) {
    std::shared_ptr<Weighted> weighted = std::make_shared<Weighted>();
    weighted->onnx = std::move(onnx);
    if (!weighted->session.open(weighted->onnx.data(), weighted->onnx.size(), {}, why)) return false;
    std::lock_guard<std::mutex> lock(weighted_mutex_);
    weighted_ = std::move(weighted);
    lacks_weights_ = false;
    return true;
}

bool Model::run(Session const& session, std::vector<Argument>& arguments, std::string& why,
                std::vector<char const*> const& shown, std::vector<Value>* values) const {
    size_t const input_count = plan_.input_count;
    std::vector<Value> inputs(input_count), outputs(plan_.tensors.size() - input_count);
    std::vector<Block> converted(input_count);
    for (size_t i = 0; i < arguments.size(); ++i) {
        Tensor const& tensor = plan_.tensors[i];
        Argument& argument = arguments[i];
        void* memory = argument.memory;
        if (tensor.is_input && !same_representation(tensor.type, tensor.onnx_type)) {
            int64_t const count = argument.shape.volume();
            void* const values = converted[i].acquire(count, size_of(tensor.onnx_type), why);
            if (!values) return false;
            convert_to_onnx(tensor.onnx_type, memory, values, static_cast<size_t>(count));
            memory = values;
        }
        if (tensor.is_input) {
            if (!inputs[i].wrap(tensor.onnx_type, argument.shape, memory, why)) return false;
        } else if (memory && same_representation(tensor.type, tensor.onnx_type)) {
            if (!outputs[i - input_count].wrap(tensor.onnx_type, argument.shape, memory, why)) return false;
        }
    }
    if (shown.empty()) {
        if (!session.run(input_names_, inputs, output_names_, outputs, why)) return false;
    } else {
        std::vector<char const*> names = output_names_;
        names.insert(names.end(), shown.begin(), shown.end());
        outputs.resize(names.size());
        if (!session.run(input_names_, inputs, names, outputs, why)) return false;
        for (size_t i = output_names_.size(); i < outputs.size(); ++i) values->push_back(std::move(outputs[i]));
    }
    for (size_t i = input_count; i < arguments.size(); ++i) {
        Tensor const& tensor = plan_.tensors[i];
        Argument& argument = arguments[i];
        argument.value = std::move(outputs[i - input_count]);
        Shape const shape = argument.value.shape();
        if (argument.memory && shape != argument.shape) {
            why = format("output %s came out as %s, and %s was expected", tensor.name.c_str(), shape.text().c_str(),
                         argument.shape.text().c_str());
            return false;
        }
        argument.shape = shape;
        if (argument.memory && !same_representation(tensor.type, tensor.onnx_type)) {
            convert_from_onnx(tensor.onnx_type, argument.value.data(), argument.memory,
                              static_cast<size_t>(shape.volume()));
        }
    }
    return true;
}

std::vector<int64_t> Model::shape_values(size_t input, Argument const& argument) const {
    Tensor const& tensor = plan_.tensors[input];
    std::vector<int64_t> values(static_cast<size_t>(argument.shape.volume()));
    char const* at = static_cast<char const*>(argument.memory);
    for (int64_t& value : values) {
        if (tensor.element_size() == 8) {
            memcpy(&value, at, 8);
        } else if (tensor.element_size() == 4) {
            int32_t narrow;
            memcpy(&narrow, at, 4);
            value = narrow;
        } else {
            value = static_cast<int8_t>(*at);
        }
        at += tensor.element_size();
    }
    return values;
}

bool Model::infer_shape(std::vector<Argument> const& inputs, size_t output, Shape& shape, std::string& why) const {
    std::vector<int64_t> key;
    for (size_t i = 0; i < plan_.input_count; ++i) {
        key.insert(key.end(), inputs[i].shape.d, inputs[i].shape.d + inputs[i].shape.rank);
        if (!plan_.tensors[i].is_shape_io) continue;
        std::vector<int64_t> const values = shape_values(i, inputs[i]);
        key.insert(key.end(), values.begin(), values.end());
    }
    std::lock_guard<std::mutex> lock(mutex_);
    for (Inferred const& known : inferred_) {
        if (known.key == key) {
            shape = known.shapes[output];
            return true;
        }
    }
    std::vector<Argument> arguments(plan_.tensors.size());
    std::vector<Block> zeros(plan_.input_count);
    for (size_t i = 0; i < plan_.input_count; ++i) {
        arguments[i].shape = inputs[i].shape;
        arguments[i].memory = inputs[i].memory;
        if (plan_.tensors[i].is_shape_io) continue;
        arguments[i].memory = zeros[i].acquire(inputs[i].shape.volume(), plan_.tensors[i].element_size(), why);
        if (!arguments[i].memory) return false;
    }
    if (!run(weighted()->session, arguments, why)) return false;
    Inferred inferred;
    inferred.key = key;
    for (Argument const& argument : arguments) inferred.shapes.push_back(argument.shape);
    shape = inferred.shapes[output];
    if (inferred_.size() >= kMostInferred) inferred_.clear();
    inferred_.push_back(std::move(inferred));
    return true;
}

int64_t Model::activation_size(std::vector<Shape> const& shapes) const {
    if (plan_.layers.size() <= 1) return 0;
    int64_t size = 0;
    for (size_t i = 0; i < plan_.tensors.size(); ++i) {
        Tensor const& tensor = plan_.tensors[i];
        Shape shape = tensor.is_input ? shapes[i] : tensor.shape;
        for (int32_t d = 0; d < shape.rank; ++d) {
            if (!tensor.is_input && tensor.sources[d].kind == Tensor::Source::kInput) {
                shape.d[d] = shapes[tensor.sources[d].input].d[tensor.sources[d].dimension];
            }
            if (shape.d[d] < 0) shape.d[d] = 1;
        }
        size += round_up(shape.volume() * static_cast<int64_t>(tensor.element_size()));
    }
    return plan_.has_implicit_batch() ? size * plan_.max_batch : size;
}

int64_t Model::activation_size(int32_t profile) const {
    std::vector<Shape> shapes;
    for (size_t i = 0; i < plan_.input_count; ++i) shapes.push_back(plan_.profile_shape(profile, i, Range::kMax));
    return activation_size(shapes);
}

int64_t Model::activation_size() const {
    int64_t most = 0;
    for (size_t i = 0; i < plan_.profiles.size(); ++i) {
        int64_t const size = activation_size(static_cast<int32_t>(i));
        if (size > most) most = size;
    }
    return most;
}

}  // namespace sim
