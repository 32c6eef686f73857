// MT19937 (Matsumoto and Nishimura 1998) and the numbers that PyTorch makes of its words, in PyTorch's order.
#include "kernels/random.h"

#include "kernels/elementwise_math.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int N = 624, M = 397;

static void seed(RandomState* s, uint64_t value) {
  s->seed = value;
  uint32_t x = static_cast<uint32_t>(value);
  for (int i = 0; i < N; i++) {
    s->words[i] = x;
    x = 1812433253u * (x ^ (x >> 30)) + static_cast<uint32_t>(i) + 1;
  }
  s->left = 1;
  s->seeded = 1;
  s->next = 0;
  s->normal_x = s->normal_y = s->normal_rho = 0;
  s->normal_valid = s->unused = 0;
  s->normal_float = 0;
  s->normal_float_valid = 0;
}

RL_INLINE uint64_t twist(uint64_t a, uint64_t b, uint64_t c) {
  const uint64_t y = (a & 0x80000000u) | (b & 0x7fffffffu);
  return c ^ (y >> 1) ^ ((b & 1) ? 0x9908b0dfu : 0u);
}

static void new_block(RandomState* s) {
  uint64_t* w = s->words;
  int i = 0;
  for (; i < N - M; i++) w[i] = twist(w[i], w[i + 1], w[i + M]);
  for (; i < N - 1; i++) w[i] = twist(w[i], w[i + 1], w[i + M - N]);
  w[N - 1] = twist(w[N - 1], w[0], w[M - 1]);
  s->left = N;
  s->next = 0;
}

RL_INLINE uint32_t temper(uint64_t word) {
  uint32_t y = static_cast<uint32_t>(word);
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680u;
  y ^= (y << 15) & 0xefc60000u;
  return y ^ (y >> 18);
}

// The next n words.
static void draw(RandomState* s, uint32_t* out, int64_t n) {
  while (n > 0) {
    if (s->left <= 1) {
      new_block(s);
      s->left = N + 1;
    }
    const int64_t take = min_of<int64_t>(n, s->left - 1);
    const uint64_t* from = s->words + s->next;
    for (int64_t i = 0; i < take; i++) out[i] = temper(from[i]);
    s->left -= static_cast<int32_t>(take);
    s->next += take;
    out += take;
    n -= take;
  }
}

RL_INLINE uint64_t word64(const uint32_t* w) { return static_cast<uint64_t>(w[0]) << 32 | w[1]; }

constexpr int kBuffer = 1024;

static void uniform_f32(RandomState* s, float* out, int64_t n, float low, float high, int digits) {
  uint32_t words[kBuffer];
  const uint32_t mask = (1u << digits) - 1;
  // One rounding, as PyTorch's own loops are compiled.
  const float unit = 1.0f / static_cast<float>(1u << digits), width = high - low;
  for (int64_t at = 0; at < n; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - at);
    draw(s, words, count);
    for (int64_t i = 0; i < count; i++) out[at + i] = __builtin_fmaf(static_cast<float>(static_cast<int32_t>(words[i] & mask)) * unit, width, low);
  }
}

static void uniform_f64(RandomState* s, double* out, int64_t n, double low, double high) {
  uint32_t words[2 * kBuffer];
  const double width = high - low;
  for (int64_t at = 0; at < n; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - at);
    draw(s, words, 2 * count);
    for (int64_t i = 0; i < count; i++) {
      const int64_t bits = static_cast<int64_t>(word64(words + 2 * i) & ((uint64_t(1) << 53) - 1));
      out[at + i] = __builtin_fma(static_cast<double>(bits) * 0x1p-53, width, low);
    }
  }
}

RL_INLINE void fill(RandomState* s, float* out, int64_t n) { uniform_f32(s, out, n, 0, 1, 24); }
RL_INLINE void fill(RandomState* s, double* out, int64_t n) { uniform_f64(s, out, n, 0, 1); }

// Sixteen uniforms to sixteen normals: element j is the radius, element j + 8 the angle.
template <class T> static void sixteen(T* x, T mean, T std) {
  constexpr int L = Simd<T>::lanes > 8 ? 8 : Simd<T>::lanes;
  T u[16], v[16];  // vectors of any width: two halves side by side where a vector is wider than eight lanes
  for (int j = 0; j < 8; j++) {
    u[j] = u[j + 8] = 1 - x[j];
    v[j] = v[j + 8] = T(2 * 3.14159265358979323846) * x[j + 8];
  }
  for (int j = 0; j < 8; j += L) {
    const Vec<T> angle = load(v + j);
    const Vec<T> squared = splat<T>(T(-2)) * vlog(load(u + j));
    T r[Simd<T>::lanes], c[Simd<T>::lanes], d[Simd<T>::lanes];
    store(r, squared);
    store(c, vcos(angle));
    store(d, vsin(angle));
    for (int k = 0; k < L; k++) {
      const T radius = sizeof(T) == 4 ? T(__builtin_sqrtf(float(r[k]))) : T(__builtin_sqrt(double(r[k])));
      x[j + k] = radius * c[k] * std + mean;
      x[j + k + 8] = radius * d[k] * std + mean;
    }
  }
}

template <class T> static void normal(RandomState* s, T* out, int64_t n, T mean, T std) {
  fill(s, out, n);
  for (int64_t i = 0; i + 16 <= n; i += 16) sixteen(out + i, mean, std);
  if (n % 16) {  // the last sixteen are drawn again
    fill(s, out + n - 16, 16);
    sixteen(out + n - 16, mean, std);
  }
}

static void normal_pairs(RandomState* s, double* out, int64_t n, double mean, double std) {
  for (int64_t i = 0; i < n; i++) {
    if (s->normal_valid) {
      s->normal_valid = 0;
      out[i] = s->normal_y * std + mean;
      continue;
    }
    double u[2];
    uniform_f64(s, u, 2, 0, 1);
    const double radius = __builtin_sqrt(-2.0 * __builtin_log1p(-u[1])), angle = 2.0 * 3.14159265358979323846 * u[0];
    s->normal_y = radius * __builtin_sin(angle);
    s->normal_valid = 1;
    out[i] = radius * __builtin_cos(angle) * std + mean;
  }
}

static void integers(RandomState* s, int64_t* out, int64_t n, Integers way, uint64_t range, int64_t base) {
  uint32_t words[2 * kBuffer];
  const int each_takes = way == Integers::modulo32 ? 1 : 2;
  for (int64_t at = 0; at < n; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - at);
    draw(s, words, count * each_takes);
    for (int64_t i = 0; i < count; i++) {
      uint64_t v = each_takes == 1 ? words[i] : word64(words + 2 * i);
      if (way != Integers::full64) v %= range;
      out[at + i] = static_cast<int64_t>(v + static_cast<uint64_t>(base));
    }
  }
}

// Fisher and Yates, from the front.
static void permutation(RandomState* s, int64_t* out, int64_t n) {
  uint32_t words[2 * kBuffer];
  const bool wide = n >= 0xffffffffll / 20;  // the remainder of 32 bits would be skewed
  const int64_t takes = wide ? 2 : 1;
  for (int64_t i = 0; i < n; i++) out[i] = i;
  for (int64_t at = 0; at < n - 1; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - 1 - at);
    draw(s, words, count * takes);
    for (int64_t k = 0; k < count; k++) {
      const int64_t i = at + k;
      const uint64_t v = wide ? word64(words + 2 * k) : words[k];
      const int64_t j = i + static_cast<int64_t>(v % static_cast<uint64_t>(n - i));
      const int64_t t = out[i];
      out[i] = out[j];
      out[j] = t;
    }
  }
}

}  // namespace

RL_DEFINE_KERNELS(RandomKernels, random) = {seed,         uniform_f32,  uniform_f64, normal<float>, normal<double>,
                                            normal_pairs, integers, permutation};

}  // namespace RL_ISA
}  // namespace rl
