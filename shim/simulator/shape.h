// Dimensions, of one width in all majors.
#pragma once

#include "abi/abi.h"

#include <string>

namespace sim {

constexpr int32_t kMaxDims = 8;

struct Shape {
    int32_t rank = -1;  // -1: no shape, as in the Dims that TensorRT answers a mistake with
    int64_t d[kMaxDims] = {};

    Shape() = default;
    explicit Shape(int32_t rank_) : rank(rank_) {}
    explicit Shape(abi::Dims const& dims) : rank(dims.nbDims) {
        for (int32_t i = 0; i < rank && i < kMaxDims; ++i) d[i] = dims.d[i];
    }

    abi::Dims dims() const {
        abi::Dims result{};
        result.nbDims = rank;
        for (int32_t i = 0; i < rank; ++i) result.d[i] = static_cast<decltype(result.d[0] + 0)>(d[i]);
        return result;
    }

    bool is_valid() const { return rank >= 0 && rank <= kMaxDims; }

    // Whether every dimension has a value.
    bool is_specified() const {
        for (int32_t i = 0; i < rank; ++i) {
            if (d[i] < 0) return false;
        }
        return is_valid();
    }

    // The number of elements of a specified shape; -1 when it does not fit.
    int64_t volume() const {
        int64_t result = 1;
        for (int32_t i = 0; i < rank; ++i) {
            if (__builtin_mul_overflow(result, d[i], &result)) return -1;
        }
        return result;
    }

    // In elements, row major.
    Shape strides() const {
        Shape result(rank);
        int64_t step = 1;
        for (int32_t i = rank; i-- > 0;) {
            result.d[i] = step;
            step *= d[i];
        }
        return result;
    }

    std::string text() const {
        std::string result = "[";
        for (int32_t i = 0; i < rank; ++i) {
            if (i > 0) result += ',';
            result += std::to_string(d[i]);
        }
        return result + "]";
    }

    bool operator==(Shape const& other) const {
        if (rank != other.rank) return false;
        for (int32_t i = 0; i < rank; ++i) {
            if (d[i] != other.d[i]) return false;
        }
        return true;
    }
    bool operator!=(Shape const& other) const { return !(*this == other); }
};

}  // namespace sim
