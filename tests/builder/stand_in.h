// The parts of the stand-in that no fact tells; see stand_in.py.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <type_traits>
#include <vector>

struct CUstream_st;
struct Dims { int32_t nbDims; DIM d[8]; };
struct DimsHW : Dims {};
enum class DataType : int32_t {};
struct Weights { DataType type; void const* values; int64_t count; };
struct TimingCacheKey { uint8_t data[16]; };
struct TimingCacheValue { uint64_t hash; float time; };

// What the record calls an object, by its address.
inline std::map<void const*, std::string> labels;
inline std::map<std::string, int> counts;
inline void* the_logger;
inline void* nothing[64];

inline void record(std::string const& line) {
    char const* path = std::getenv("TRT_RECORD");
    if (FILE* file = path ? std::fopen(path, "a") : nullptr) {
        std::fprintf(file, "%s\n", line.c_str());
        std::fclose(file);
    }
}
inline std::string label(void const* object) {
    if (!object) return "None";
    auto const found = labels.find(object);
    return found == labels.end() ? "object" : found->second;
}
inline void record(void const* object, char const* method, std::vector<std::string> const& arguments) {
    std::string line = label(object) + "." + method + "(";
    for (size_t i = 0; i < arguments.size(); ++i) line += (i ? ", " : "") + arguments[i];
    record(line + ")");
}
inline std::string shown(Dims const& dims) {
    std::string text = "[";
    for (int i = 0; i < dims.nbDims; ++i) text += (i ? ", " : "") + std::to_string(dims.d[i]);
    return text + "]";
}
inline std::string shown(char const* text) { return text ? '"' + std::string(text) + '"' : "None"; }
inline std::string shown(Weights const&) { return "weights"; }
inline std::string shown(DimsHW const& dims) { return shown(static_cast<Dims const&>(dims)); }
inline std::string shown(bool yes) { return yes ? "True" : "False"; }
template <class T>
std::string shown(T value) {
    if constexpr (std::is_floating_point_v<T>) {
        char text[32];
        std::snprintf(text, sizeof text, "%g", static_cast<double>(value));
        return text;
    } else if constexpr (std::is_pointer_v<T>) {
        return label(value);
    } else {
        return std::to_string(static_cast<long long>(value));
    }
}
template <class T, class N>
std::string numbers(T const* values, N count) {
    std::string text = "[";
    for (N i = 0; i < count; ++i) text += (i ? ", " : "") + std::to_string(values[i]);
    return text + "]";
}
inline int32_t const* narrow(std::vector<int64_t> const& wide) {
    static std::vector<int32_t> kept;
    kept.assign(wide.begin(), wide.end());
    return kept.data();
}

// What objects were told, by the method and the arguments in front of the value.
inline std::map<void const*, std::map<std::vector<std::string>, std::string>> states;

// An object of the facts' table behind one of the two slots that every I* has.
template <class V>
struct Wrapper {
    virtual ~Wrapper() { record("delete " + label(this)); }
    V* mImpl;  // never freed, as what it was told is kept by its address
};
// Nearly all methods of an I* are inline and go straight to the V*. NVIDIA's binding calls these through its own table.
template <class V>
struct ConfigWrapper : Wrapper<V> {
#if MAJOR == 8
    virtual void setMinTimingIterations(int32_t count) { this->mImpl->setMinTimingIterations(count); }
    virtual int32_t getMinTimingIterations() { return this->mImpl->getMinTimingIterations(); }
#endif
    virtual void setAvgTimingIterations(int32_t count) { this->mImpl->setAvgTimingIterations(count); }
};
template <class V>
struct NetworkWrapper : Wrapper<V> {
    virtual void* getBuilder() { return &this->mImpl->getBuilder(); }
};
template <class>
inline char const* const name_of = "object";

// ---- after the types ----

// The base of all; it has no virtual function, as the facts tell of each class's whole table.
struct Recorded {
    using Key = std::vector<std::string>;

    template <class T>
    void keep(char const* what, Key key, T value) {
        key.push_back(what);
        if constexpr (std::is_same_v<T, char const*>)
            states[this][key] = value ? value : "";
        else
            states[this][key].assign(reinterpret_cast<char const*>(&value), sizeof value);
    }
    template <class T>
    T kept(char const* what, Key key) {
        key.push_back(what);
        auto& all = states[this];
        auto const found = all.find(key);
        if constexpr (std::is_same_v<T, char const*>) {
            return (found == all.end() ? all[key] = label(this) + "'s " + what : found->second).c_str();
        } else {
            T value{};
            if (found != all.end()) std::memcpy(&value, found->second.data(), sizeof value);
            return value;
        }
    }
    uint32_t& bits(char const* what) {
        static std::map<std::pair<void const*, std::string>, uint32_t> all;
        return all[{this, what}];
    }
};

template <class V, class I>
I* made(std::string name = "") {
    auto* object = new I;
    object->mImpl = new V;
    if (name.empty()) name = name_of<V> + std::to_string(++counts[name_of<V>]);
    labels[object] = labels[object->mImpl] = name;
    return object;
}
// Inputs as of a model: x of shape [-1, 3], and n, a shape tensor of one value.
template <class V>
void furnish(V& tensor, int number) {
    if (number == 1) {
        tensor.keep("Name", {}, static_cast<char const*>("x"));
        tensor.keep("Dimensions", {}, Dims{2, {-1, 3}});
    } else if (number == 2) {
        tensor.keep("Name", {}, static_cast<char const*>("n"));
        tensor.keep("Dimensions", {}, Dims{1, {1}});
        tensor.keep("isShapeTensor", {}, true);
    }
}
// A part of a network: the same object each time.
template <class V, class I>
I* part(void const* whole, int number) {
    static std::map<std::pair<void const*, int>, I*> parts;
    auto& object = parts[{whole, number}];
    if (!object) {
        object = made<V, I>(label(whole) + "." + name_of<V> + std::to_string(number));
        if constexpr (std::is_same_v<V, VTensor>) furnish(*object->mImpl, number);
    }
    return object;
}
inline IBuilder* the_builder;
IHostMemory* bytes();
IHostMemory* build(INetworkDefinition& network, IBuilderConfig& config);
