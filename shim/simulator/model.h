// What an engine and its contexts share: the plan and a session that runs its model.
#pragma once

#include "ort.h"
#include "plan.h"

#include <atomic>
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

// The ONNX model with its weights, and the session made of it. A refit makes another one; who runs it keeps it.
struct Weighted {
    std::vector<char> onnx;
    Session session;
};

class Model {
public:
    // Null, with the error code and the reason. Copies the bytes.
    static std::shared_ptr<Model> load(void const* bytes, size_t size, abi::ErrorCode& code, std::string& why);

    Plan const& plan() const { return plan_; }
    std::shared_ptr<Weighted const> weighted() const;
    // The plan as it is now, with the weights of the last refit or without any.
    std::vector<char> bytes(bool strip) const;

    // Whether weights that were left out of the plan were not given yet.
    bool lacks_weights() const { return lacks_weights_; }
    // Makes `onnx`, a copy of this model's with other weights in it, the model of all contexts.
    bool refit(std::vector<char> onnx, std::string& why);
    // Until weights are given again nothing can run.
    void drop_weights() { lacks_weights_ = true; }

    // Runs `session`, this model's own or another of the same ONNX model. `shown`: names of other tensors of the model,
    // which come back as `values`.
    bool run(Session const& session, std::vector<Argument>& tensors, std::string& why,
             std::vector<char const*> const& shown = {}, std::vector<Value>* values = nullptr) const;

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

    std::vector<char> head_;  // the plan's header and metadata
    Plan plan_;
    std::shared_ptr<Weighted const> weighted_;
    std::atomic<bool> lacks_weights_{false};
    std::vector<char const*> input_names_;
    std::vector<char const*> output_names_;
    mutable std::mutex mutex_;           // of inferred_
    mutable std::mutex weighted_mutex_;  // of weighted_
    mutable std::vector<Inferred> inferred_;
};

}  // namespace sim
