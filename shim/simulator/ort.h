// ONNX Runtime, found at run time and called through its C API's table of functions.
#pragma once

#include "dtype.h"
#include "shape.h"

#include <string>
#include <vector>

namespace sim {

struct OrtEnv;
struct OrtSession;
struct OrtValue;

// A value of ONNX Runtime's, freed with this object.
class Value {
public:
    Value() = default;
    Value(Value&& other) noexcept : value_(other.value_) { other.value_ = nullptr; }
    Value& operator=(Value&& other) noexcept;
    ~Value();

    // Over memory that the caller owns and keeps.
    bool wrap(OnnxType type, Shape const& shape, void* memory, std::string& why);
    Shape shape() const;
    OnnxType type() const;
    void* data() const;

    OrtValue* get() const { return value_; }
    OrtValue** out() { return &value_; }

private:
    OrtValue* value_ = nullptr;
};

// A model ready to run. Its `run` may be called from several threads at once.
class Session {
public:
    struct Options {
        bool optimize = true;
        char const* profile_prefix = nullptr;  // where to write a profile, which end_profiling() completes
    };

    Session() = default;
    Session(Session const&) = delete;
    Session& operator=(Session const&) = delete;
    ~Session();

    bool open(void const* model, size_t size, Options const& options, std::string& why);

    // An output that holds no value yet is allocated by ONNX Runtime.
    bool run(std::vector<char const*> const& input_names, std::vector<Value> const& inputs,
             std::vector<char const*> const& output_names, std::vector<Value>& outputs, std::string& why) const;

    // The path of the profile, which is complete then; empty on failure.
    std::string end_profiling();

private:
    OrtSession* session_ = nullptr;
};

// Looks for ONNX Runtime, once it is found for good. False, and why, if there is none.
//   1. the path in TRT_SIM_ONNXRUNTIME, and nothing else where that is set
//   2. a libonnxruntime.so that the process has loaded
//   3. the wheel `onnxruntime` in the site-packages of anything that the process has loaded
//   4. the system's loader
bool find_onnxruntime(std::string& why);
char const* onnxruntime_version();

}  // namespace sim
