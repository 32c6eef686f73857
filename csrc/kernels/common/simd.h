// Vectors of the level being compiled, for the dense kernels: loads, stores, fused multiply-add, transposes.
// Only for files in kernels/. Everything is static and forced inline (see base/instruction_sets.h: no weak symbols).
#pragma once
#include "base/instruction_sets.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define RL_INLINE static inline __attribute__((always_inline))
#define RL_UNROLL _Pragma("GCC unroll 32")

#if defined(RL_ISA_v4)
#define RL_MASKS 1       // loads and stores of the first lanes only, for free
#define RL_REGISTERS 32  // vector registers
#else
#define RL_MASKS 0
#if defined(__aarch64__)
#define RL_REGISTERS 32
#else
#define RL_REGISTERS 16
#endif
#endif

namespace rl {
namespace RL_ISA {
namespace {

template <class T> struct Simd {
  static constexpr int lanes = RL_VECTOR_BYTES / sizeof(T);
  typedef T vec __attribute__((vector_size(RL_VECTOR_BYTES)));
  typedef T loose __attribute__((vector_size(RL_VECTOR_BYTES), aligned(sizeof(T)), may_alias));
};
template <class T> using Vec = typename Simd<T>::vec;

template <class T> RL_INLINE Vec<T> load(const T* p) { return *reinterpret_cast<const typename Simd<T>::loose*>(p); }
template <class T> RL_INLINE void store(T* p, Vec<T> v) { *reinterpret_cast<typename Simd<T>::loose*>(p) = v; }
// x - 0 is x for every x (0 + x is not: -0), so this is a plain broadcast.
template <class T> RL_INLINE Vec<T> splat(T s) { return s - Vec<T>{}; }

// The first n lanes (0 <= n <= lanes); the others read as zero, or are left alone in memory.
#if RL_MASKS
RL_INLINE __mmask16 lane_mask16(int n) { return static_cast<__mmask16>((1u << n) - 1u); }
RL_INLINE __mmask8 lane_mask8(int n) { return static_cast<__mmask8>((1u << n) - 1u); }
RL_INLINE Vec<float> load_part(const float* p, int n) { return (Vec<float>)_mm512_maskz_loadu_ps(lane_mask16(n), p); }
RL_INLINE Vec<double> load_part(const double* p, int n) { return (Vec<double>)_mm512_maskz_loadu_pd(lane_mask8(n), p); }
RL_INLINE void store_part(float* p, Vec<float> v, int n) { _mm512_mask_storeu_ps(p, lane_mask16(n), (__m512)v); }
RL_INLINE void store_part(double* p, Vec<double> v, int n) { _mm512_mask_storeu_pd(p, lane_mask8(n), (__m512d)v); }
#else
template <class T> RL_INLINE Vec<T> load_part(const T* p, int n) {
  if (n == Simd<T>::lanes) return load(p);
  T lane[Simd<T>::lanes] = {};
  for (int i = 0; i < n; i++) lane[i] = p[i];
  return load(lane);
}
template <class T> RL_INLINE void store_part(T* p, Vec<T> v, int n) {
  if (n == Simd<T>::lanes) return store(p, v);
  T lane[Simd<T>::lanes];
  store(lane, v);
  for (int i = 0; i < n; i++) p[i] = lane[i];
}
#endif

// a * b + c, rounded once where the level has the instruction.
#if defined(RL_ISA_v4)
RL_INLINE Vec<float> fma(Vec<float> a, Vec<float> b, Vec<float> c) {
  return (Vec<float>)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
}
RL_INLINE Vec<double> fma(Vec<double> a, Vec<double> b, Vec<double> c) {
  return (Vec<double>)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
}
#elif defined(RL_ISA_v3)
RL_INLINE Vec<float> fma(Vec<float> a, Vec<float> b, Vec<float> c) {
  return (Vec<float>)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
}
RL_INLINE Vec<double> fma(Vec<double> a, Vec<double> b, Vec<double> c) {
  return (Vec<double>)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
}
#elif defined(__aarch64__)
RL_INLINE Vec<float> fma(Vec<float> a, Vec<float> b, Vec<float> c) {
  return (Vec<float>)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
}
RL_INLINE Vec<double> fma(Vec<double> a, Vec<double> b, Vec<double> c) {
  return (Vec<double>)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
}
#else
template <class V> RL_INLINE V fma(V a, V b, V c) { return a * b + c; }
#endif

// interleave: a0 b0 a1 b1 ... from the lower (lo) or upper (hi) halves of a and b.
#define RL_SHUFFLE __builtin_shufflevector
typedef float f32x16 __attribute__((vector_size(64)));
typedef float f32x8 __attribute__((vector_size(32)));
typedef float f32x4 __attribute__((vector_size(16)));
typedef double f64x8 __attribute__((vector_size(64)));
typedef double f64x4 __attribute__((vector_size(32)));
typedef double f64x2 __attribute__((vector_size(16)));
#if RL_VECTOR_BYTES == 64
RL_INLINE f32x16 interleave_lo(f32x16 a, f32x16 b) {
  return RL_SHUFFLE(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
RL_INLINE f32x16 interleave_hi(f32x16 a, f32x16 b) {
  return RL_SHUFFLE(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
RL_INLINE f64x8 interleave_lo(f64x8 a, f64x8 b) { return RL_SHUFFLE(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
RL_INLINE f64x8 interleave_hi(f64x8 a, f64x8 b) { return RL_SHUFFLE(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }
#elif RL_VECTOR_BYTES == 32
RL_INLINE f32x8 interleave_lo(f32x8 a, f32x8 b) { return RL_SHUFFLE(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
RL_INLINE f32x8 interleave_hi(f32x8 a, f32x8 b) { return RL_SHUFFLE(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }
RL_INLINE f64x4 interleave_lo(f64x4 a, f64x4 b) { return RL_SHUFFLE(a, b, 0, 4, 1, 5); }
RL_INLINE f64x4 interleave_hi(f64x4 a, f64x4 b) { return RL_SHUFFLE(a, b, 2, 6, 3, 7); }
#else
RL_INLINE f32x4 interleave_lo(f32x4 a, f32x4 b) { return RL_SHUFFLE(a, b, 0, 4, 1, 5); }
RL_INLINE f32x4 interleave_hi(f32x4 a, f32x4 b) { return RL_SHUFFLE(a, b, 2, 6, 3, 7); }
RL_INLINE f64x2 interleave_lo(f64x2 a, f64x2 b) { return RL_SHUFFLE(a, b, 0, 2); }
RL_INLINE f64x2 interleave_hi(f64x2 a, f64x2 b) { return RL_SHUFFLE(a, b, 1, 3); }
#endif

// In-register transpose of lanes x lanes numbers: log2(lanes) perfect shuffles of the rows.
template <class T> RL_INLINE void transpose(Vec<T>* r) {
  constexpr int L = Simd<T>::lanes;
  Vec<T> t[L];
  RL_UNROLL for (int step = 1; step < L; step *= 2) {
    RL_UNROLL for (int i = 0; i < L / 2; i++) {
      t[2 * i] = interleave_lo(r[i], r[i + L / 2]);
      t[2 * i + 1] = interleave_hi(r[i], r[i + L / 2]);
    }
    RL_UNROLL for (int i = 0; i < L; i++) r[i] = t[i];
  }
}

// Sum of the lanes, as a tree (the order does not depend on anything but the level).
template <class T> RL_INLINE T sum_lanes(Vec<T> v) {
  constexpr int L = Simd<T>::lanes;
  T lane[L];
  store(lane, v);
  RL_UNROLL for (int half = L / 2; half > 0; half /= 2) {
    RL_UNROLL for (int i = 0; i < half; i++) lane[i] += lane[i + half];
  }
  return lane[0];
}
#if RL_VECTOR_BYTES == 64
RL_INLINE f32x4 quarter_sum(f32x16 v) {
  f32x8 h = RL_SHUFFLE(v, v, 0, 1, 2, 3, 4, 5, 6, 7) + RL_SHUFFLE(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  return RL_SHUFFLE(h, h, 0, 1, 2, 3) + RL_SHUFFLE(h, h, 4, 5, 6, 7);
}
#elif RL_VECTOR_BYTES == 32
RL_INLINE f32x4 quarter_sum(f32x8 v) { return RL_SHUFFLE(v, v, 0, 1, 2, 3) + RL_SHUFFLE(v, v, 4, 5, 6, 7); }
#else
RL_INLINE f32x4 quarter_sum(f32x4 v) { return v; }
#endif
// The sums of four vectors, one per lane.
RL_INLINE f32x4 sum_lanes4(const Vec<float>* v) {
  f32x4 a = quarter_sum(v[0]), b = quarter_sum(v[1]), c = quarter_sum(v[2]), d = quarter_sum(v[3]);
  f32x4 ab = RL_SHUFFLE(a, b, 0, 4, 1, 5) + RL_SHUFFLE(a, b, 2, 6, 3, 7);
  f32x4 cd = RL_SHUFFLE(c, d, 0, 4, 1, 5) + RL_SHUFFLE(c, d, 2, 6, 3, 7);
  return RL_SHUFFLE(ab, cd, 0, 1, 4, 5) + RL_SHUFFLE(ab, cd, 2, 3, 6, 7);
}
// out[i] = sum of v[i], for count vectors.
template <int count> RL_INLINE void sum_all(const Vec<float>* v, float* out) {
  RL_UNROLL for (int i = 0; i + 4 <= count; i += 4) {
    f32x4 s = sum_lanes4(v + i);
    RL_UNROLL for (int j = 0; j < 4; j++) out[i + j] = s[j];
  }
  RL_UNROLL for (int i = count / 4 * 4; i < count; i++) out[i] = sum_lanes<float>(v[i]);
}
template <int count> RL_INLINE void sum_all(const Vec<double>* v, double* out) {
  RL_UNROLL for (int i = 0; i < count; i++) out[i] = sum_lanes<double>(v[i]);
}

template <class I> RL_INLINE I min_of(I a, I b) { return a < b ? a : b; }
template <class I> RL_INLINE I max_of(I a, I b) { return a > b ? a : b; }

}  // namespace
}  // namespace RL_ISA
}  // namespace rl
