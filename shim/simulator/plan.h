// What a plan of the simulator holds. Its format is in docs/development/layout.md; trt_cffi.simulator.build writes it.
#pragma once

#include "dtype.h"
#include "shape.h"

#include <string>
#include <vector>

namespace sim {

struct Tensor {
    // Where a dimension of an output comes from.
    struct Source {
        enum Kind { kFixed, kInput, kUnknown } kind = kUnknown;
        int64_t value = 0;  // kFixed
        size_t input = 0;   // kInput: this dimension of that tensor
        int32_t dimension = 0;
    };

    std::string name;
    bool is_input = false;
    bool on_host = false;
    bool is_shape_io = false;     // its values decide about shapes
    bool data_dependent = false;  // its shape is known only after the run
    abi::DataType type{};
    OnnxType onnx_type{};
    Shape shape;  // -1 where dynamic; with an implicit batch, without that
    std::vector<std::string> symbols;
    std::vector<Source> sources;  // of an output, one per dimension
    std::string format;           // "Row major linear FP32 format (kLINEAR)"

    size_t element_size() const { return size_of(type); }
};

// What a profile allows for an input: its dimensions, or the values of a shape tensor. Empty where it says nothing.
struct Range {
    static constexpr int kMin = 0, kOpt = 1, kMax = 2;  // as abi::OptProfileSelector

    bool of_values = false;
    std::vector<int64_t> bounds[3];
    std::vector<int32_t> narrow[3];  // the same, for what returns a pointer to int32_t

    bool is_given() const { return !bounds[kMin].empty() || !bounds[kMax].empty(); }
    bool admits(int64_t const* values, size_t count) const;
};

struct Layer {
    std::string name;
    std::string type;
    std::vector<std::string> inputs;  // without weights
    std::vector<std::string> outputs;
};

// A tensor that a debug listener can be shown; the model has it among its outputs.
struct DebugTensor {
    std::string name;
    bool marked = false;  // by name; else it is one of those that no fusion swallows
};

// An initializer that a refit can replace and weight streaming can move: its bytes lie in the model.
struct Weight {
    std::string name;
    OnnxType onnx_type{};
    size_t offset = 0;
    int64_t count = 0;

    size_t size() const { return static_cast<size_t>(count) * size_of(onnx_type); }
};

struct Plan {
    std::string name = "Unnamed Network 0";
    int32_t max_batch = 0;  // 0: the batch is explicit
    int32_t aux_streams = 0;
    bool refittable = false;
    bool streaming = false;  // built for weight streaming
    bool stripped = false;   // its weights are left out
    abi::HardwareCompatibilityLevel hardware{};
    abi::ProfilingVerbosity verbosity{};
    std::vector<Tensor> tensors;  // inputs first
    size_t input_count = 0;
    std::vector<Tensor> inner;                 // what layers make for each other: name, type and shape
    std::vector<std::vector<Range>> profiles;  // [profile][input]
    std::vector<DebugTensor> debug_tensors;    // in the order of execution
    std::vector<Weight> weights;               // in the order of the model
    std::vector<Layer> layers;
    size_t model_offset = 0;  // of the ONNX model in the plan

    int64_t weights_size() const;
    Weight const* find_weight(char const* weight_name) const;

    // The number of a tensor, or -1.
    int32_t find(char const* tensor_name) const;
    // An input, an output or an inner tensor; null where there is none of that name.
    Tensor const* find_any(std::string const& tensor_name) const;
    bool has_implicit_batch() const { return max_batch > 0; }
    // Whether any input's shape, or the values of a shape tensor, may vary.
    bool is_dynamic() const;
    // What the profile allows for an input: its dimensions, all three the same where they are fixed.
    Shape profile_shape(int32_t profile, size_t input, int bound) const;
    // The shape as the profile alone leaves it: a dimension is fixed where its minimum is its maximum.
    Shape shape_in_profile(int32_t profile, size_t tensor) const;
};

// False with the error code and the reason that TensorRT would answer such bytes with.
bool parse_plan(char const* bytes, size_t size, Plan& plan, abi::ErrorCode& code, std::string& why);

// The plan's bytes with this model, an ONNX model with the plan's weights in place; `strip` leaves those out.
std::vector<char> write_plan(char const* header_and_metadata, Plan const& plan, std::vector<char> const& model,
                             bool strip);
// The model in a plan that was parsed; weights that were left out are zeros.
std::vector<char> read_model(char const* bytes, size_t size, Plan const& plan);

constexpr size_t kHeaderSize = 32;
// Whether the header is a plan's of the simulator.
bool is_plan(char const* header);
// Whether it is for the TensorRT that this simulator is one of.
bool is_for_this_version(char const* header);
// What a plan's header says of the size of the whole.
uint64_t plan_size(char const* header);

}  // namespace sim
