// MT19937 (Matsumoto and Nishimura 1998) and the numbers that PyTorch makes of its words, in PyTorch's order.
#include "kernels/random/random.h"

#include "kernels/common/vector_math.h"

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

RL_INLINE uint64_t bits53(const uint32_t* w) { return word64(w) & ((uint64_t(1) << 53) - 1); }

constexpr int kBuffer = 1024;

// A number that rounds to `high` becomes `low`, as in PyTorch.
static void uniform_f32(RandomState* s, float* out, int64_t n, float low, float high) {
  uint32_t words[kBuffer];
  // One rounding, as PyTorch's own loops are compiled.
  const float width = high - low;
  for (int64_t at = 0; at < n; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - at);
    draw(s, words, count);
    for (int64_t i = 0; i < count; i++) {
      const float v =
          __builtin_fmaf(static_cast<float>(static_cast<int32_t>(words[i] & 0xffffff)) * 0x1p-24f, width, low);
      out[at + i] = v == high ? low : v;
    }
  }
}

static void uniform_f64(RandomState* s, double* out, int64_t n, double low, double high) {
  uint32_t words[2 * kBuffer];
  const double width = high - low;
  for (int64_t at = 0; at < n; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - at);
    draw(s, words, 2 * count);
    for (int64_t i = 0; i < count; i++) {
      const double v =
          __builtin_fma(static_cast<double>(static_cast<int64_t>(bits53(words + 2 * i))) * 0x1p-53, width, low);
      out[at + i] = v == high ? low : v;
    }
  }
}

RL_INLINE void fill(RandomState* s, float* out, int64_t n) { uniform_f32(s, out, n, 0, 1); }
RL_INLINE void fill(RandomState* s, double* out, int64_t n) { uniform_f64(s, out, n, 0, 1); }

// Sine and cosine on [0, 2 pi].
RL_INLINE void sine_and_cosine(Vec<float> x, Vec<float>* sine_x, Vec<float>* cosine_x) {
  *sine_x = sine(x, 0);
  *cosine_x = sine(x, 1);
}
RL_INLINE void sine_and_cosine(Vec<double> x, Vec<double>* sine_x, Vec<double>* cosine_x) {
  typedef Vec<double> V;
  Bits<V> n;
  const V k = nearest(x * all<V>(0.6366197723675814), &n);
  // pi / 2 in two parts; the upper one has so few bits that its product with k is exact
  const V r = fma(k, all<V>(-6.07710050650619224932e-11), fma(k, all<V>(-1.57079632673412561417), x));
  const V z = r * r;
  // the polynomials of fdlibm, for |r| <= pi / 4
  const double s[] = {-1.66666666666666324348e-01, 8.33333333332248946124e-03,  -1.98412698298579493134e-04,
                      2.75573137070700676789e-06,  -2.50507602534068634195e-08, 1.58969099521155010221e-10};
  const double c[] = {4.16666666666666019037e-02,  -1.38888888888741095749e-03, 2.48015872894767294178e-05,
                      -2.75573143513906633035e-07, 2.08757232129817482790e-09,  -1.13596475577881948265e-11};
  const V sin_r = fma(r * z, polynomial(z, s), r);
  const V half = 0.5 * z, w = 1 - half;
  const V cos_r = w + (((1 - w) - half) + z * z * polynomial(z, c));
  const V a = (n & 1) == 0 ? sin_r : cos_r, b = (n & 1) == 0 ? cos_r : sin_r;
  *sine_x = (n & 2) == 0 ? a : -a;
  *cosine_x = ((n + 1) & 2) == 0 ? b : -b;
}

template <class T> RL_INLINE void radius_and_angle(Vec<T>* radius, Vec<T>* angle, T mean, T std) {
  const Vec<T> r = vsqrt(-2 * vlog(1 - *radius));
  Vec<T> s, c;
  sine_and_cosine(T(2 * 3.14159265358979323846) * *angle, &s, &c);
  *radius = fma(r * c, splat(std), splat(mean));
  *angle = fma(r * s, splat(std), splat(mean));
}

// Uniforms to normals, in blocks of sixteen: element j of a block is the radius, element j + 8 the angle.
template <class T> RL_INLINE void sixteen(T* x, T mean, T std) {
  constexpr int L = Simd<T>::lanes > 8 ? 8 : Simd<T>::lanes;
  RL_UNROLL for (int j = 0; j < 8; j += L) {
    Vec<T> a = load_part(x + j, L), b = load_part(x + j + 8, L);
    radius_and_angle(&a, &b, mean, std);
    store_part(x + j, a, L);
    store_part(x + j + 8, b, L);
  }
}

// Two blocks fill a vector of sixteen.
RL_INLINE void two_blocks(double* x, double mean, double std) {
  sixteen(x, mean, std);
  sixteen(x + 16, mean, std);
}
RL_INLINE void two_blocks(float* x, float mean, float std) {
#if RL_VECTOR_BYTES == 64
  const f32x16 one = load(x), two = load(x + 16);
  f32x16 a = RL_SHUFFLE(one, two, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  f32x16 b = RL_SHUFFLE(one, two, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
  radius_and_angle(&a, &b, mean, std);
  store<float>(x, RL_SHUFFLE(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23));
  store<float>(x + 16, RL_SHUFFLE(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31));
#else
  sixteen(x, mean, std);
  sixteen(x + 16, mean, std);
#endif
}

template <class T> static void normal(RandomState* s, T* out, int64_t n, T mean, T std) {
  constexpr int64_t kPart = 2048;  // drawn and transformed while it is in the cache
  for (int64_t at = 0; at < n; at += kPart) {
    const int64_t count = min_of<int64_t>(kPart, n - at);
    T* x = out + at;
    fill(s, x, count);
    int64_t i = 0;
    for (; i + 32 <= count; i += 32) two_blocks(x + i, mean, std);
    if (i + 16 <= count) sixteen(x + i, mean, std);
  }
  if (n % 16) {  // the last sixteen are drawn again
    fill(s, out + n - 16, 16);
    sixteen(out + n - 16, mean, std);
  }
}

// What follows whole pairs: one by one, as the C library computes.
static void few_normals(RandomState* s, double* out, int64_t n, double mean, double std) {
  for (int64_t i = 0; i < n; i++) {
    if (s->normal_valid) {
      s->normal_valid = 0;
      out[i] = __builtin_fma(s->normal_y, std, mean);
      continue;
    }
    double u[2];
    uniform_f64(s, u, 2, 0, 1);
    const double radius = __builtin_sqrt(-2.0 * __builtin_log1p(-u[1])), angle = 2.0 * 3.14159265358979323846 * u[0];
    s->normal_y = radius * __builtin_sin(angle);
    s->normal_valid = 1;
    out[i] = __builtin_fma(radius * __builtin_cos(angle), std, mean);
  }
}

static void normal_pairs(RandomState* s, double* out, int64_t n, double mean, double std) {
  constexpr int kPairs = 64, L = Simd<double>::lanes;
  if (n > 16 && s->normal_valid) {
    few_normals(s, out, 1, mean, std);
    out++;
    n--;
  }
  // one pair stays for few_normals: it leaves the state as it should be
  for (; n > 2 * kPairs; out += 2 * kPairs, n -= 2 * kPairs) {
    double u[2 * kPairs], angle[kPairs], square[kPairs];
    uniform_f64(s, u, 2 * kPairs, 0, 1);
    for (int i = 0; i < kPairs; i++) {
      angle[i] = 2.0 * 3.14159265358979323846 * u[2 * i];
      square[i] = -u[2 * i + 1];
    }
    for (int i = 0; i < kPairs; i += L) {
      const Vec<double> radius = vsqrt(-2 * vlog1p(load(square + i)));
      Vec<double> sines, cosines;
      sine_and_cosine(load(angle + i), &sines, &cosines);
      store(angle + i, fma(radius * cosines, splat(std), splat(mean)));
      store(square + i, fma(radius * sines, splat(std), splat(mean)));
    }
    for (int i = 0; i < kPairs; i++) {
      out[2 * i] = angle[i];
      out[2 * i + 1] = square[i];
    }
  }
  few_normals(s, out, n, mean, std);
}

// Words modulo `range`. A small range is divided in double precision, where nothing is rounded but the quotient.
static void integers(RandomState* s, int64_t* out, int64_t n, Integers way, uint64_t range, int64_t base) {
  uint32_t words[2 * kBuffer];
  const int each_takes = way == Integers::modulo32 ? 1 : 2;
  const bool small = way == Integers::modulo32 && range <= uint64_t(1) << 30;
  const double divisor = static_cast<double>(range), inverse = 1 / divisor;
  for (int64_t at = 0; at < n; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - at);
    draw(s, words, count * each_takes);
    if (small) {
      for (int64_t i = 0; i < count; i++) {
        const double word = static_cast<double>(static_cast<int32_t>(words[i] ^ 0x80000000u)) + 2147483648.0;
        const double quotient = __builtin_floor(word * inverse);
        double rest = word - quotient * divisor;
        rest = rest < 0 ? rest + divisor : rest;
        rest = rest >= divisor ? rest - divisor : rest;
        words[i] = static_cast<uint32_t>(static_cast<int32_t>(rest));
      }
      for (int64_t i = 0; i < count; i++) out[at + i] = static_cast<int64_t>(words[i]) + base;
      continue;
    }
    for (int64_t i = 0; i < count; i++) {
      uint64_t v = each_takes == 1 ? words[i] : word64(words + 2 * i);
      if (way != Integers::full64) v %= range;
      out[at + i] = static_cast<int64_t>(v + static_cast<uint64_t>(base));
    }
  }
}

// Poisson-distributed numbers: rates from 10 by transformed rejection (Hörmann 1993, PTRS), smaller ones by products of
// uniforms (Knuth).
static int64_t poisson_number(RandomState* s, double rate) {
  if (rate >= 10) {
    const double root = __builtin_sqrt(rate), log_rate = __builtin_log(rate);
    const double b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2);
    for (;;) {
      double u[2];
      uniform_f64(s, u, 2, 0, 1);
      const double U = u[0] - 0.5, V = u[1], us = 0.5 - __builtin_fabs(U);
      const int64_t k = static_cast<int64_t>(__builtin_floor((2 * a / us + b) * U + rate + 0.43));
      if (us >= 0.07 && V <= v_r) return k;
      if (k < 0 || (us < 0.013 && V > us)) continue;
      const double left = __builtin_log(V) + __builtin_log(inverse_alpha) - __builtin_log(a / (us * us) + b);
      if (left <= -rate + static_cast<double>(k) * log_rate - __builtin_lgamma(static_cast<double>(k) + 1)) return k;
    }
  }
  if (rate == 0) return 0;
  const double limit = __builtin_exp(-rate);
  double product = 1;
  for (int64_t k = 0;; k++) {
    double u;
    uniform_f64(s, &u, 1, 0, 1);
    product *= u;
    if (product <= limit) return k;
  }
}

template <class T> static void poisson(RandomState* s, T* out, const T* rates, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = static_cast<T>(poisson_number(s, static_cast<double>(rates[i])));
}

static double uniform(RandomState* s) {
  double u;
  uniform_f64(s, &u, 1, 0, 1);
  return u;
}

// Gamma-distributed numbers of rate 1 by squeeze and rejection (Marsaglia and Tsang 2000); shapes below 1 are raised by
// 1 and the number is scaled down. What has float's precision in PyTorch has it here: T's, and the constants.
template <class T> static double gamma_number(RandomState* s, T shape) {
  double scale = 1;
  if (shape < 1) {
    if (shape == 0) return 0;
    scale = __builtin_pow(1 - uniform(s), static_cast<double>(1.0f / shape));
    shape += 1.0f;
  }
  const double d = static_cast<double>(shape - 1.0f / 3.0f), c = 1 / __builtin_sqrt(9 * d);
  for (;;) {
    double x, y;
    do {
      few_normals(s, &x, 1, 0, 1);
      y = 1 + c * x;
    } while (y <= 0);
    const double v = y * y * y, u = 1 - uniform(s), square = x * x;
    if (u < 1 - static_cast<double>(0.0331f) * square * square) return scale * d * v;
    if (__builtin_log(u) < 0.5 * square + d * (1 - v + __builtin_log(v))) return scale * d * v;
  }
}

// No number is below `least`. A nan has no gamma distribution, and would be rejected for ever.
template <class T> static void gammas(RandomState* s, T* out, const T* shapes, int64_t n, T least) {
  for (int64_t i = 0; i < n; i++) {
    const T x = shapes[i] == shapes[i] ? static_cast<T>(gamma_number(s, shapes[i])) : shapes[i];
    out[i] = x < least ? least : x;
  }
}

// The rest of Stirling's series for log(k!).
static double stirling_rest(double k) {
  const double small[] = {0.0810614667953272,  0.0413406959554092, 0.0276779256849983, 0.02079067210376509,
                          0.0166446911898211,  0.0138761288230707, 0.0118967099458917, 0.0104112652619720,
                          0.00925546218271273, 0.00833056343336287};
  if (k <= 9) return small[static_cast<int>(k)];
  const double square = (k + 1) * (k + 1);
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
}

// Successes by transformed rejection (Hörmann 1993, BTRS), for n p >= 10, p <= 1/2.
template <class T> static double many_successes(RandomState* s, T count, T p) {
  const double n = static_cast<double>(count), spread = __builtin_sqrt(static_cast<double>(count * p * (1 - p)));
  const double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * static_cast<double>(p);
  const double c = static_cast<double>(count * p) + 0.5, v_r = 0.92 - 4.2 / b, odds = static_cast<double>(p / (1 - p));
  const double alpha = (2.83 + 5.1 / b) * spread, m = __builtin_floor(static_cast<double>((count + 1) * p));
  for (;;) {
    const double u = uniform(s) - 0.5, v = uniform(s), us = 0.5 - __builtin_fabs(u);
    const double k = static_cast<double>(static_cast<T>(__builtin_floor((2 * a / us + b) * u + c)));
    if (us >= 0.07 && v <= v_r) return k;
    if (!(k >= 0 && k <= n)) continue;
    const double bound = (m + 0.5) * __builtin_log((m + 1) / (odds * (n - m + 1))) +
                         (n + 1) * __builtin_log((n - m + 1) / (n - k + 1)) +
                         (k + 0.5) * __builtin_log(odds * (n - k + 1) / (k + 1)) + stirling_rest(m) +
                         stirling_rest(n - m) - stirling_rest(k) - stirling_rest(n - k);
    if (__builtin_log(v * alpha / (a / (us * us) + b)) <= bound) return k;
  }
}

// Few successes: the trials until each are geometrically distributed.
template <class T> static double few_successes(RandomState* s, T count, T p) {
  const double failure = static_cast<double>(__builtin_log1p(-p));
  double trials = 0;
  for (int64_t k = 0;; k++) {
    trials += __builtin_ceil(__builtin_log(uniform(s)) / failure);
    if (!(trials <= static_cast<double>(count))) return static_cast<double>(k);
  }
}

template <class T> static double binomial_number(RandomState* s, T count, T p) {
  if (p != p || count != count) return __builtin_nan("");
  if (!(count > 0 && p > 0)) return 0;
  if (p >= 1) return static_cast<double>(count);
  const T q = p <= T(0.5) ? p : static_cast<T>(1.0 - static_cast<double>(p));
  const double k = count * q >= 10 ? many_successes(s, count, q) : few_successes(s, count, q);
  return p <= T(0.5) ? k : static_cast<double>(count) - k;
}

template <class T> static void binomials(RandomState* s, T* out, const T* counts, const T* p, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = static_cast<T>(binomial_number(s, counts[i], p[i]));
}

// 1 where a uniform of 53 bits lies below threshold / 2^53.
template <class T> static void coins(RandomState* s, T* out, int64_t n, uint64_t threshold) {
  uint32_t words[2 * kBuffer];
  for (int64_t at = 0; at < n; at += kBuffer) {
    const int64_t count = min_of<int64_t>(kBuffer, n - at);
    draw(s, words, 2 * count);
    for (int64_t i = 0; i < count; i++) out[at + i] = bits53(words + 2 * i) < threshold ? T(1) : T(0);
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

template <class T> static void places(const T* sums, int64_t n, const double* numbers, int64_t* out, int64_t draws) {
  for (int64_t i = 0; i < draws; i++) {
    int64_t first = 0, last = n - 1;
    while (first < last) {
      const int64_t middle = first + (last - first) / 2;
      if (static_cast<double>(sums[middle]) < numbers[i]) first = middle + 1;
      else last = middle;
    }
    out[i] = first;
  }
}

}  // namespace

RL_DEFINE_KERNELS(RandomKernels, random) = {
    seed,          uniform_f32,    uniform_f64,    normal<float>,  normal<double>,   normal_pairs,
    integers,      coins<float>,   coins<uint8_t>, poisson<float>, poisson<double>,  permutation,
    places<float>, places<double>, gammas<float>,  gammas<double>, binomials<float>, binomials<double>};

}  // namespace RL_ISA
}  // namespace rl
