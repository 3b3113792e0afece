// Where an object's messages go: TensorRT gives an error to the error recorder if there is one, else to the logger.
#pragma once

#include "abi/abi.h"

#include <string>

namespace sim {

// printf into a string.
std::string format(char const* pattern, ...) __attribute__((format(printf, 1, 2)));

class Reporter {
public:
    explicit Reporter(abi::ILogger* logger) : logger_(logger) {}
    // A child object's: the same logger, and the parent's recorder.
    Reporter(Reporter const& parent);
    Reporter& operator=(Reporter const&) = delete;
    ~Reporter();

    void set_recorder(abi::IErrorRecorder* recorder);
    abi::IErrorRecorder* recorder() const { return recorder_; }
    abi::ILogger* logger() const { return logger_; }

    // `method`: the TensorRT method that was called.
    void error(abi::ErrorCode code, char const* method, std::string const& what) const;
    void warning(std::string const& what) const;
    void info(std::string const& what) const;

    // What answers a wrong argument or a call at the wrong time; false, to be returned.
    bool refuse(char const* method, std::string const& what) const {
        error(abi::ErrorCode::kINVALID_ARGUMENT, method, what);
        return false;
    }

    bool unsupported(char const* method) const;

private:
    abi::ILogger* logger_;
    abi::IErrorRecorder* recorder_ = nullptr;
};

}  // namespace sim
