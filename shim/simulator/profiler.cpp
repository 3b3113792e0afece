#include "profiler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

namespace sim {
namespace {

// A folder of its own for the file that ONNX Runtime writes, gone with this object.
class TemporaryFolder {
public:
    TemporaryFolder() {
        char const* const parent = getenv("TMPDIR");
        path_ = std::string(parent && *parent ? parent : "/tmp") + "/trt_sim.XXXXXX";
        if (!mkdtemp(&path_[0])) path_.clear();
    }
    TemporaryFolder(TemporaryFolder const&) = delete;
    TemporaryFolder& operator=(TemporaryFolder const&) = delete;
    ~TemporaryFolder() {
        if (!file.empty()) unlink(file.c_str());
        if (!path_.empty()) rmdir(path_.c_str());
    }

    std::string const& path() const { return path_; }
    std::string file;

private:
    std::string path_;
};

// The number behind `key` in a line of JSON, or -1.
double number_after(char const* line, char const* key) {
    char const* const at = strstr(line, key);
    return at ? strtod(at + strlen(key), nullptr) : -1;
}

// ONNX Runtime writes an event a line:
//     {"cat" : "Node", … "dur" :11, … "name" :"NODE_kernel_time","args" : {…}}     the duration in µs
void read_times(FILE* file, std::vector<Layer> const& layers, std::vector<float>& times) {
    constexpr char kName[] = "\"name\" :\"", kSuffix[] = "_kernel_time\"";
    char* line = nullptr;
    size_t capacity = 0;
    size_t expected = 0;  // they come in order, mostly
    while (getline(&line, &capacity, file) >= 0) {
        char const* name = strstr(line, kName);
        double const duration = number_after(line, "\"dur\" :");
        if (!name || duration < 0) continue;
        name += sizeof kName - 1;
        for (size_t tried = 0; tried < layers.size(); ++tried) {
            size_t const i = (expected + tried) % layers.size();
            size_t const length = layers[i].name.size();
            if (strncmp(name, layers[i].name.c_str(), length) != 0 ||
                strncmp(name + length, kSuffix, sizeof kSuffix - 1) != 0)
                continue;
            times[i] += static_cast<float>(duration / 1000);
            expected = i + 1;
            break;
        }
    }
    free(line);
}

}  // namespace

bool run_profiled(Model const& model, std::vector<Argument>& arguments, std::vector<float>& times, std::string& why,
                  std::vector<char const*> const& shown, std::vector<Value>* values) {
    TemporaryFolder folder;
    if (folder.path().empty()) {
        why = "there is no temporary folder for ONNX Runtime's profile: set TMPDIR";
        return false;
    }
    Plan const& plan = model.plan();
    std::string const prefix = folder.path() + "/profile";
    // A session for this run only, as ONNX Runtime completes a profile once; and not optimized, or layers would be fused.
    Session session;
    Session::Options options;
    options.optimize = false;
    options.profile_prefix = prefix.c_str();
    std::shared_ptr<Weighted const> const weighted = model.weighted();
    if (!session.open(weighted->onnx.data(), weighted->onnx.size(), options, why) ||
        !model.run(session, arguments, why, shown, values)) {
        folder.file = session.end_profiling();
        return false;
    }
    folder.file = session.end_profiling();
    times.assign(plan.layers.size(), 0);
    if (FILE* file = fopen(folder.file.c_str(), "r")) {
        read_times(file, plan.layers, times);
        fclose(file);
        return true;
    }
    why = "ONNX Runtime wrote no profile";
    return false;
}

}  // namespace sim
