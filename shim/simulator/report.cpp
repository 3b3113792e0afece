#include "report.h"

#include <stdarg.h>
#include <stdio.h>

namespace sim {

std::string format(char const* pattern, ...) {
    char text[2048];
    va_list arguments;
    va_start(arguments, pattern);
    vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

Reporter::Reporter(Reporter const& parent) : logger_(parent.logger_) { set_recorder(parent.recorder_); }

Reporter::~Reporter() { set_recorder(nullptr); }

void Reporter::set_recorder(abi::IErrorRecorder* recorder) {
    if (recorder) recorder->incRefCount();
    if (recorder_) recorder_->decRefCount();
    recorder_ = recorder;
}

void Reporter::error(abi::ErrorCode code, char const* method, std::string const& what) const {
    std::string const text = format("[simulator] %s: Error Code %d: ", method, static_cast<int>(code)) + what;
    if (recorder_) {
        recorder_->reportError(code, text.c_str());
    } else {
        logger_->log(abi::Severity::kERROR, text.c_str());
    }
}

void Reporter::warning(std::string const& what) const {
    logger_->log(abi::Severity::kWARNING, ("[simulator] " + what).c_str());
}

void Reporter::info(std::string const& what) const { logger_->log(abi::Severity::kINFO, what.c_str()); }

bool Reporter::unsupported(char const* method) const {
    error(abi::ErrorCode::kUNSUPPORTED_STATE, method, "not supported by this simulator yet");
    return false;
}

}  // namespace sim
