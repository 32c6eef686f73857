// Conversions between dtypes, loops that the compiler turns into vectors; blocks of transposed copies.
#include "kernels/tensors/cast.h"

#include "kernels/common/simd.h"

namespace rl {
namespace RL_ISA {
namespace {

template <class To, class From> RL_INLINE To same_bits(From x) {
  static_assert(sizeof(To) == sizeof(From), "as many bits");
  To y;
  __builtin_memcpy(&y, &x, sizeof y);
  return y;
}

// bfloat16 is the upper half of a float; to the nearest, ties to even: half of what is cut off is added first, less one
// if the kept part is even.
RL_INLINE float from_bf16(uint16_t h) { return same_bits<float>(static_cast<uint32_t>(h) << 16); }
RL_INLINE uint16_t to_bf16(float x) {
  const uint32_t bits = same_bits<uint32_t>(x);
  const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  return static_cast<uint16_t>((bits & 0x7fffffff) > 0x7f800000 ? 0x7fc0 : rounded);
}

// float16: 1 sign, 5 exponent, 10 mantissa bits. A product with 2^112 moves the exponent, denormals included.
RL_INLINE float from_f16(uint16_t h) {
  const uint32_t magnitude = static_cast<uint32_t>(h & 0x7fff) << 13;
  const float scaled = same_bits<float>(magnitude) * same_bits<float>(0x77800000u);
  const uint32_t special = magnitude >= 0x0f800000 ? 0x7f800000u | magnitude : same_bits<uint32_t>(scaled);
  return same_bits<float>(special | static_cast<uint32_t>(h & 0x8000) << 16);
}
RL_INLINE uint16_t to_f16(float x) {
  const uint32_t bits = same_bits<uint32_t>(x), magnitude = bits & 0x7fffffff, sign = bits >> 16 & 0x8000;
  // normal: as bfloat16, the exponent moved from bias 127 to 15 (the sum may carry into it, up to infinity)
  const uint32_t normal = (magnitude - 0x38000000u + 0xfff + (magnitude >> 13 & 1)) >> 13;
  // denormal (below 2^-14): adding 1/2 leaves a multiple of 2^-24 in the last bits, rounded by the hardware
  const uint32_t denormal = same_bits<uint32_t>(same_bits<float>(magnitude) + 0.5f) - 0x3f000000u;
  const uint32_t finite = magnitude < 0x38800000u ? denormal : normal;
  const uint32_t large = magnitude > 0x7f800000u ? 0x7e00u : 0x7c00u;
  return static_cast<uint16_t>(sign | (magnitude >= 0x477ff000u ? large : finite));
}

#define RL_ALWAYS inline __attribute__((always_inline))
// What an element stands for, and back. `number` is a C type that holds it.
#define RL_NUMBER(name, type)                                                              \
  struct Type_##name {                                                                     \
    typedef type stored;                                                                   \
    typedef type number;                                                                   \
    static RL_ALWAYS number get(stored x) { return x; }                                    \
    template <class N> static RL_ALWAYS stored put(N x) { return static_cast<stored>(x); } \
  };
// floats to small ints by way of int64: negative numbers wrap around, on every machine
#define RL_SMALL(name, type)                                                                                     \
  struct Type_##name {                                                                                           \
    typedef type stored;                                                                                         \
    typedef type number;                                                                                         \
    static RL_ALWAYS number get(stored x) { return x; }                                                          \
    template <class N> static RL_ALWAYS stored put(N x) { return static_cast<stored>(static_cast<int64_t>(x)); } \
  };
RL_SMALL(u8, uint8_t)
RL_SMALL(i8, int8_t)
RL_SMALL(i16, int16_t)
RL_NUMBER(i32, int32_t)
RL_NUMBER(i64, int64_t)
RL_NUMBER(f32, float)
RL_NUMBER(f64, double)
struct Type_bool {
  typedef uint8_t stored;
  typedef uint8_t number;
  static RL_ALWAYS number get(stored x) { return x; }
  template <class N> static RL_ALWAYS stored put(N x) { return x != 0; }
};
struct Type_bf16 {
  typedef uint16_t stored;
  typedef float number;
  static RL_ALWAYS number get(stored x) { return from_bf16(x); }
  template <class N> static RL_ALWAYS stored put(N x) { return to_bf16(static_cast<float>(x)); }
};
struct Type_f16 {
  typedef uint16_t stored;
  typedef float number;
  static RL_ALWAYS number get(stored x) { return from_f16(x); }
  template <class N> static RL_ALWAYS stored put(N x) { return to_f16(static_cast<float>(x)); }
};

template <class From, class To> static void convert(int64_t n, void* out, const void* const* in) {
  const typename From::stored* __restrict x = static_cast<const typename From::stored*>(in[0]);
  typename To::stored* __restrict y = static_cast<typename To::stored*>(out);
  for (int64_t i = 0; i < n; i++) y[i] = To::put(From::get(x[i]));
}
template <class T> static void copy(int64_t n, void* out, const void* const* in) {
  __builtin_memcpy(out, in[0], static_cast<size_t>(n) * sizeof(T));
}

template <class T> static void fill(int64_t n, void* out, const void* number) {
  T* y = static_cast<T*>(out);
  const T value = *static_cast<const T*>(number);
  for (int64_t i = 0; i < n; i++) y[i] = value;
}

// Square blocks: rows of both sides stay in the first cache.
template <class U>
static void transpose_copy(int64_t rows, int64_t columns, void* out_, int64_t out_row, const void* x_, int64_t x_row) {
  U* out = static_cast<U*>(out_);
  const U* x = static_cast<const U*>(x_);
  constexpr int B = 16;
  for (int64_t i = 0; i < rows; i += B)
    for (int64_t j = 0; j < columns; j += B) {
      if (rows - i >= B && columns - j >= B) {
        for (int a = 0; a < B; a++)
          for (int b = 0; b < B; b++) out[(i + a) * out_row + j + b] = x[(j + b) * x_row + i + a];
      } else {
        for (int64_t a = i; a < min_of<int64_t>(rows, i + B); a++)
          for (int64_t b = j; b < min_of<int64_t>(columns, j + B); b++) out[a * out_row + b] = x[b * x_row + a];
      }
    }
}
// Numbers of four bytes in registers.
[[maybe_unused]] static void transpose_floats(int64_t rows, int64_t columns, void* out_, int64_t out_row,
                                              const void* x_, int64_t x_row) {
  typedef float T;
  constexpr int L = Simd<T>::lanes;
  T* out = static_cast<T*>(out_);
  const T* x = static_cast<const T*>(x_);
  const int64_t whole_rows = rows / L * L, whole_columns = columns / L * L;
  for (int64_t i = 0; i < whole_rows; i += L)
    for (int64_t j = 0; j < whole_columns; j += L) {
      Vec<T> r[L];
      RL_UNROLL for (int k = 0; k < L; k++) r[k] = load(x + (j + k) * x_row + i);
      transpose<T>(r);
      RL_UNROLL for (int k = 0; k < L; k++) store(out + (i + k) * out_row + j, r[k]);
    }
  if (whole_rows < rows)
    transpose_copy<uint32_t>(rows - whole_rows, columns, out + whole_rows * out_row, out_row, x + whole_rows, x_row);
  if (whole_columns < columns)
    transpose_copy<uint32_t>(whole_rows, columns - whole_columns, out + whole_columns, out_row,
                             x + whole_columns * x_row, x_row);
}

}  // namespace

// clang-format off
#define RL_TO(from, to) convert<Type_##from, Type_##to>
#define RL_FROM(from)                                                                                                  \
  {RL_TO(from, bool), RL_TO(from, u8), RL_TO(from, i8), RL_TO(from, i16), RL_TO(from, i32), RL_TO(from, i64),          \
   RL_TO(from, f16), RL_TO(from, bf16), RL_TO(from, f32), RL_TO(from, f64)}

RL_DEFINE_KERNELS(CastKernels, cast) = {
    // in the order of RL_CAST_TYPES
    {RL_FROM(bool), RL_FROM(u8), RL_FROM(i8), RL_FROM(i16), RL_FROM(i32), RL_FROM(i64), RL_FROM(f16), RL_FROM(bf16),
     RL_FROM(f32), RL_FROM(f64)},
    {copy<uint8_t>, copy<uint16_t>, copy<uint32_t>, copy<uint64_t>},
    {fill<uint8_t>, fill<uint16_t>, fill<uint32_t>, fill<uint64_t>},
    {transpose_copy<uint8_t>, transpose_copy<uint16_t>, transpose_floats, transpose_copy<uint64_t>},
};
// clang-format on

}  // namespace RL_ISA
}  // namespace rl
