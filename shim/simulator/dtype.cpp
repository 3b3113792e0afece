#include "dtype.h"

#include <string.h>

namespace sim {
namespace {

struct Known {
    abi::DataType type;
    OnnxType onnx;
    size_t size;
    char const* name;
};

constexpr Known kKnown[] = {
    {abi::DataType::kFLOAT, OnnxType::kFLOAT, 4, "FP32"},     {abi::DataType::kHALF, OnnxType::kFLOAT16, 2, "FP16"},
    {abi::DataType::kINT8, OnnxType::kINT8, 1, "INT8"},       {abi::DataType::kINT32, OnnxType::kINT32, 4, "INT32"},
    {abi::DataType::kBOOL, OnnxType::kBOOL, 1, "INT8"},       {abi::DataType::kUINT8, OnnxType::kUINT8, 1, "UINT8"},
    {abi::DataType::kFP8, OnnxType::kFLOAT8E4M3FN, 1, "FP8"},
#if TRT_MAJOR >= 10
    {abi::DataType::kBF16, OnnxType::kBFLOAT16, 2, "BF16"},   {abi::DataType::kINT64, OnnxType::kINT64, 8, "INT64"},
#endif
};

Known const* find(abi::DataType type) {
    for (Known const& known : kKnown) {
        if (known.type == type) return &known;
    }
    return nullptr;
}

// Element by element, by memcpy: a user's buffer has the alignment of its own type only.
template <class To, class From>
void copy_as(void const* from, void* to, size_t count) {
    for (size_t i = 0; i < count; ++i) {
        From value;
        memcpy(&value, static_cast<char const*>(from) + i * sizeof value, sizeof value);
        To const converted = static_cast<To>(value);
        memcpy(static_cast<char*>(to) + i * sizeof converted, &converted, sizeof converted);
    }
}

}  // namespace

size_t size_of(abi::DataType type) {
    Known const* known = find(type);
    return known ? known->size : 0;
}

size_t size_of(OnnxType type) {
    if (type == OnnxType::kINT64 || type == OnnxType::kDOUBLE) return 8;
    for (Known const& known : kKnown) {
        if (known.onnx == type) return known.size;
    }
    return 0;
}

char const* format_name(abi::DataType type) {
    Known const* known = find(type);
    return known ? known->name : "unknown";
}

bool type_of(OnnxType onnx, abi::DataType& type) {
    for (Known const& known : kKnown) {
        if (known.onnx != onnx) continue;
        type = known.type;
        return true;
    }
    return false;
}

bool same_representation(abi::DataType type, OnnxType onnx) {
    Known const* known = find(type);
    return known && known->onnx == onnx;
}

bool convertible(abi::DataType type, OnnxType onnx) {
    return (type == abi::DataType::kINT32 && onnx == OnnxType::kINT64) ||
           (type == abi::DataType::kFLOAT && onnx == OnnxType::kDOUBLE);
}

void convert_to_onnx(OnnxType to, void const* from, void* values, size_t count) {
    if (to == OnnxType::kINT64) copy_as<int64_t, int32_t>(from, values, count);
    if (to == OnnxType::kDOUBLE) copy_as<double, float>(from, values, count);
}

void convert_from_onnx(OnnxType from, void const* values, void* to, size_t count) {
    if (from == OnnxType::kINT64) copy_as<int32_t, int64_t>(values, to, count);
    if (from == OnnxType::kDOUBLE) copy_as<float, double>(values, to, count);
}

}  // namespace sim
