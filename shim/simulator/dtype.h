// TensorRT's data types beside ONNX's.
#pragma once

#include "abi/abi.h"

namespace sim {

// ONNX_TENSOR_ELEMENT_DATA_TYPE_*, as far as TensorRT has them or the simulator converts them.
enum class OnnxType : int32_t {
    kFLOAT = 1,
    kUINT8 = 2,
    kINT8 = 3,
    kINT32 = 6,
    kINT64 = 7,
    kBOOL = 9,
    kFLOAT16 = 10,
    kDOUBLE = 11,
    kBFLOAT16 = 16,
    kFLOAT8E4M3FN = 17
};

// In bytes; 0 for a type that the simulator does not know.
size_t size_of(abi::DataType type);
size_t size_of(OnnxType type);

// As in "Row major linear FP32 format (kLINEAR)".
char const* format_name(abi::DataType type);

// The TensorRT type with the same values, if there is one.
bool type_of(OnnxType onnx, abi::DataType& type);
bool same_representation(abi::DataType type, OnnxType onnx);
// Narrower or wider, but convertible: int64 is INT32 on TensorRT 8, double is FLOAT.
bool convertible(abi::DataType type, OnnxType onnx);
void convert_to_onnx(OnnxType to, void const* from, void* values, size_t count);
void convert_from_onnx(OnnxType from, void const* values, void* to, size_t count);

}  // namespace sim
