// What an engine and its contexts share: the plan and a session that runs its model.
#pragma once

#include "ort.h"
#include "plan.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace sim {

// One tensor of a run, in the order of Plan::tensors.
struct Argument {
    Shape shape;             // with an implicit batch, with that in front
    void* memory = nullptr;  // in TensorRT's data type; an output without it is allocated by ONNX Runtime
    Value value;             // in the model's data type; of an output it stays here after the run
};

// Memory as large as TensorRT's blocks.
inline int64_t round_up(int64_t size) { return (size + 511) / 512 * 512; }

class Model {
public:
    // Null, with the error code and the reason. Copies the bytes.
    static std::shared_ptr<Model const> load(void const* bytes, size_t size, abi::ErrorCode& code, std::string& why);

    Plan const& plan() const { return plan_; }
    std::vector<char> const& bytes() const { return bytes_; }
    Session const& session() const { return session_; }

    // Runs `session`, this model's own or another of the same ONNX model.
    bool run(Session const& session, std::vector<Argument>& tensors, std::string& why) const;

    // The shape of an output that the dimensions of the inputs do not tell: from a run on zeros, once for each set of
    // shapes. `inputs` have shapes, and shape tensors their values.
    bool infer_shape(std::vector<Argument> const& inputs, size_t output, Shape& shape, std::string& why) const;

    // The values of a shape tensor, widened.
    std::vector<int64_t> shape_values(size_t input, Argument const& argument) const;

    // What TensorRT would need for activations, were it at work here: the largest inputs and outputs. In bytes;
    // 0 for a network of one layer, which needs none. `shapes`: of the inputs.
    int64_t activation_size(std::vector<Shape> const& shapes) const;
    int64_t activation_size(int32_t profile) const;
    int64_t activation_size() const;  // of the profile that needs most

private:
    struct Inferred {
        std::vector<int64_t> key;  // the inputs' dimensions and the shape tensors' values
        std::vector<Shape> shapes;
    };

    Model() = default;

    std::vector<char> bytes_;
    Plan plan_;
    Session session_;
    std::vector<char const*> input_names_;
    std::vector<char const*> output_names_;
    mutable std::mutex mutex_;
    mutable std::vector<Inferred> inferred_;
};

}  // namespace sim
