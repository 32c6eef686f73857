// Conversions between dtypes: PyTorch's, see _arrays/tensors/cast.py.
#pragma once
#include "kernels/common/element_loop.h"

namespace rl {

// X(name, how it is stored): f16 and bf16 are bits.
// clang-format off
#define RL_CAST_TYPES(X) \
  X(bool, uint8_t) X(u8, uint8_t) X(i8, int8_t) X(i16, int16_t) X(i32, int32_t) X(i64, int64_t) \
  X(f16, uint16_t) X(bf16, uint16_t) X(f32, float) X(f64, double)
// clang-format on
#define RL_NAME(name, type) kCast_##name,
enum CastType { RL_CAST_TYPES(RL_NAME) kCastTypes };
#undef RL_NAME

struct CastKernels {
  ElementLoop cast[kCastTypes][kCastTypes];                   // [from][to], from another type
  ElementLoop copy[4];                                        // by the size of an element: 1, 2, 4, 8 bytes
  void (*fill[4])(int64_t n, void* out, const void* number);  // by size too
  // out[i * out_row + j] = x[j * x_row + i] for i < rows, j < columns (in elements of 1, 2, 4, 8 bytes)
  void (*transpose[4])(int64_t rows, int64_t columns, void* out, int64_t out_row, const void* x, int64_t x_row);
};
RL_DECLARE_KERNELS(CastKernels, cast)

}  // namespace rl
