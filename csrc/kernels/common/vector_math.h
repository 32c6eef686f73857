// Functions of vectors, for the elementwise loops. float32: own polynomials, within 2 units in the last place; float64:
// exp, log and what is made of them the same way, the others lane by lane with the C library.
// The polynomials are minimax fits on the interval their comment names.
#pragma once
#include "kernels/common/simd.h"

// A static member function that leaves no symbol behind.
#define RL_INLINE_MEMBER static inline __attribute__((always_inline))

namespace rl {
namespace RL_ISA {
namespace {

template <class V> struct Element;
template <> struct Element<Vec<float>> {
  typedef float type;
  typedef int32_t bits __attribute__((vector_size(RL_VECTOR_BYTES)));
  typedef uint32_t counts __attribute__((vector_size(RL_VECTOR_BYTES)));  // they wrap around: nan has bits too
};
template <> struct Element<Vec<double>> {
  typedef double type;
  typedef int64_t bits __attribute__((vector_size(RL_VECTOR_BYTES)));
  typedef uint64_t counts __attribute__((vector_size(RL_VECTOR_BYTES)));
};
template <class V> using Bits = typename Element<V>::bits;
template <class V> using Counts = typename Element<V>::counts;
template <class V> using Scalar = typename Element<V>::type;

// The same number in each lane.
template <class V> RL_INLINE V all(double c) { return static_cast<Scalar<V>>(c) - V{}; }
template <class V> RL_INLINE bool is_float() { return sizeof(Scalar<V>) == 4; }

// f of each lane.
template <class V, class F> RL_INLINE V each(V x, F f) {
  constexpr int L = sizeof(V) / sizeof(Scalar<V>);
  V y = x;
  RL_UNROLL for (int i = 0; i < L; i++) y[i] = f(x[i]);
  return y;
}
template <class V, class F> RL_INLINE V each(V x, V y, F f) {
  constexpr int L = sizeof(V) / sizeof(Scalar<V>);
  V z = x;
  RL_UNROLL for (int i = 0; i < L; i++) z[i] = f(x[i], y[i]);
  return z;
}
// A function of the C library, in the precision of the lanes.
#define RL_LIBM(name)                                                                   \
  [[maybe_unused]] static float libm_##name(float x) { return __builtin_##name##f(x); } \
  [[maybe_unused]] static double libm_##name(double x) { return __builtin_##name(x); }  \
  template <class V> static __attribute__((noinline)) V lib_##name(V x) {               \
    constexpr int L = sizeof(V) / sizeof(Scalar<V>);                                    \
    for (int i = 0; i < L; i++) x[i] = libm_##name(x[i]);                               \
    return x;                                                                           \
  }
#define RL_LIBM2(name)                                                                              \
  [[maybe_unused]] static float libm_##name(float x, float y) { return __builtin_##name##f(x, y); } \
  [[maybe_unused]] static double libm_##name(double x, double y) { return __builtin_##name(x, y); } \
  template <class V> static __attribute__((noinline)) V lib_##name(V x, V y) {                      \
    constexpr int L = sizeof(V) / sizeof(Scalar<V>);                                                \
    for (int i = 0; i < L; i++) x[i] = libm_##name(x[i], y[i]);                                     \
    return x;                                                                                       \
  }
RL_LIBM(log10)
RL_LIBM(tan)
RL_LIBM(asin)
RL_LIBM(acos)
RL_LIBM(atan)
RL_LIBM(sinh)
RL_LIBM(cosh)
RL_LIBM(sin)
RL_LIBM(cos)
RL_LIBM2(pow)
RL_LIBM2(atan2)

template <class V> RL_INLINE V vabs(V x) { return (V)((Bits<V>)x & ~(Bits<V>)(-V{})); }
template <class V> RL_INLINE V with_sign_of(V size, V x) { return (V)((Bits<V>)size | ((Bits<V>)x & (Bits<V>)(-V{}))); }
template <class V> RL_INLINE V maximum_of(V x, V y) { return (x > y) | (x != x) ? x : y; }
template <class V> RL_INLINE V minimum_of(V x, V y) { return (x < y) | (x != x) ? x : y; }
#define RL_ROUNDING(name, call)                                     \
  RL_INLINE Vec<float> name(Vec<float> x) {                         \
    return each(x, [](float a) { return __builtin_##call##f(a); }); \
  }                                                                 \
  RL_INLINE Vec<double> name(Vec<double> x) {                       \
    return each(x, [](double a) { return __builtin_##call(a); });   \
  }
RL_ROUNDING(vsqrt, sqrt)
RL_ROUNDING(vfloor, floor)
RL_ROUNDING(vceil, ceil)
RL_ROUNDING(vtrunc, trunc)
RL_ROUNDING(vrint, rint)

// c[0] + c[1] x + ... + c[n - 1] x^(n - 1)
template <class V, int n> RL_INLINE V polynomial(V x, const double (&c)[n]) {
  V y = all<V>(c[n - 1]);
  RL_UNROLL for (int i = n - 2; i >= 0; i--) y = fma(y, x, all<V>(c[i]));
  return y;
}

// Numbers whose float or double has the exponent n: bits of 2^n are (n + bias) << mantissa.
template <class V> constexpr int mantissa() { return sizeof(Scalar<V>) == 4 ? 23 : 52; }
template <class V> constexpr int bias() { return sizeof(Scalar<V>) == 4 ? 127 : 1023; }
template <class V> RL_INLINE V power_of_two(Bits<V> n) { return (V)(((Counts<V>)n + bias<V>()) << mantissa<V>()); }
// y 2^n, where there is no instruction for it in two steps, so that results may be as small as the smallest denormal
// and overflow to infinity
#if defined(RL_ISA_v4)
RL_INLINE Vec<float> scaled(Vec<float> y, Bits<Vec<float>> n) {
  return (Vec<float>)_mm512_maskz_scalef_ps(0xffff, (__m512)y, (__m512) __builtin_convertvector(n, Vec<float>));
}
RL_INLINE Vec<double> scaled(Vec<double> y, Bits<Vec<double>> n) {
  return (Vec<double>)_mm512_maskz_scalef_pd(0xff, (__m512d)y, (__m512d) __builtin_convertvector(n, Vec<double>));
}
#else
template <class V> RL_INLINE V scaled(V y, Bits<V> n) {
  const Bits<V> half = n >> 1;
  return y * power_of_two<V>(half) * power_of_two<V>(n - half);
}
#endif
// The whole number nearest to x (|x| < 2^22), as a number and as an int: adding 1.5 * 2^mantissa leaves no fraction.
template <class V> RL_INLINE V nearest(V x, Bits<V>* n) {
  const V magic = all<V>(sizeof(Scalar<V>) == 4 ? 12582912.0 : 6755399441055744.0);
  const V t = x + magic;
  *n = (Bits<V>)((Counts<V>)t - (Counts<V>)magic);
  return t - magic;
}

// exp(r) - 1 on |r| <= log(2) / 2: r + r² Q(r)
template <class V> RL_INLINE V expm1_near_zero(V r) {
  if (is_float<V>()) {
    const double q[] = {0.5, 0.16666521, 0.041666236, 0.008368641, 0.0013948748};
    return fma(r * r, polynomial(r, q), r);
  }
  const double q[] = {0.5000000000000013,     0.1666666666666669,     0.04166666666651373,    0.008333333333311432,
                      0.0013888888947362198,  0.00019841269908814205, 2.4801489639801085e-05, 2.75572235653644e-06,
                      2.7631374497274374e-07, 2.5115654939897408e-08};
  return fma(r * r, polynomial(r, q), r);
}
// x = n log(2) + r
template <class V> RL_INLINE V without_powers(V x, Bits<V>* n) {
  const V k = nearest(x * all<V>(1.4426950408889634), n);
  // the upper part of log(2) has few bits, so that its product with k is exact
  const V r = fma(k, all<V>(is_float<V>() ? -0.693359375 : -6.93147180369123816490e-01), x);
  return fma(k, all<V>(is_float<V>() ? 2.12194440e-4 : -1.90821492927058770002e-10), r);
}
template <class V> RL_INLINE V vexp(V x) {
  const V high = all<V>(is_float<V>() ? 89.0 : 710.0), low = all<V>(is_float<V>() ? -104.0 : -746.0);
  V c = x > high ? high : x;  // comparisons with nan are false: nan stays
  c = c < low ? low : c;
  Bits<V> n;
  const V r = without_powers(c, &n);
  return scaled(1 + expm1_near_zero(r), n);
}
template <class V> RL_INLINE V vexp2(V x) {
  const V high = all<V>(is_float<V>() ? 129.0 : 1025.0), low = all<V>(is_float<V>() ? -151.0 : -1076.0);
  V c = x > high ? high : x;
  c = c < low ? low : c;
  Bits<V> n;
  const V k = nearest(c, &n);
  return scaled(1 + expm1_near_zero((c - k) * all<V>(0.6931471805599453)), n);
}
template <class V> RL_INLINE V vexpm1(V x) {
  const V high = all<V>(is_float<V>() ? 80.0 : 700.0), low = all<V>(-40.0);
  V c = x > high ? high : x;
  c = c < low ? low : c;
  Bits<V> n;
  const V p = expm1_near_zero(without_powers(c, &n));
  const V s = power_of_two<V>(n);
  const V y = n == 0 ? p : s * p + (s - 1);
  return x > high ? vexp(x) : x == 0 ? x : y;
}

// x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)); x positive and normal
template <class V> RL_INLINE V without_exponent(V x, Bits<V>* k) {
  const Bits<V> one = (Bits<V>)all<V>(1), root = (Bits<V>)all<V>(0.7071067811865476);
  const Bits<V> shifted = (Bits<V>)((Counts<V>)x + (Counts<V>)(one - root));
  *k = (shifted >> mantissa<V>()) - bias<V>();
  return (V)((shifted & (((Bits<V>{} + 1) << mantissa<V>()) - 1)) + root) - 1;
}
// f - f²/2 + ... = log(1 + f), in a large and a small part
RL_INLINE Vec<float> log_near_one(Vec<float> f, Vec<float> small) {
  const double p[] = {0.3333331,  -0.24999988, 0.20002234,  -0.1666922, 0.14218548,
                      -0.1238486, 0.11874008,  -0.11786649, 0.06909239};
  const Vec<float> f2 = f * f;
  return f + (fma(f2 * f, polynomial(f, p), small) - 0.5f * f2);
}
RL_INLINE Vec<double> log_near_one(Vec<double> f, Vec<double> small) {
  // log(1 + f) = 2 atanh(s), s = f / (2 + f); R(s²) is what 2 atanh(s) / s has beyond 2
  const double c[] = {0.6666666666666735,  0.3999999999940724,  0.2857142874395389, 0.22222198416034772,
                      0.18183572466267953, 0.15313840702543402, 0.1479807874532804};
  const Vec<double> s = f / (2 + f), z = s * s, half = 0.5 * f * f;
  return f - (half - (s * (half + z * polynomial(z, c)) + small));
}
template <class V> RL_INLINE V vlog(V x) {
  const V tiny = all<V>(is_float<V>() ? 1.17549435e-38 : 2.2250738585072014e-308);
  const Bits<V> denormal = x < tiny;
  const int lift = is_float<V>() ? 25 : 54;
  Bits<V> k;
  const V f = without_exponent(denormal ? x * power_of_two<V>(Bits<V>{} + lift) : x, &k);
  const V n = __builtin_convertvector(k - (denormal & lift), V);
  const V low = n * all<V>(is_float<V>() ? -2.12194440e-4 : 1.90821492927058770002e-10);
  V y = log_near_one(f, low) + n * all<V>(is_float<V>() ? 0.693359375 : 6.93147180369123816490e-01);
  const V infinity = all<V>(__builtin_inf());
  y = x < infinity ? y : x;  // inf and nan
  y = x == 0 ? -infinity : y;
  return x < 0 ? all<V>(__builtin_nan("")) : y;
}
template <class V> RL_INLINE V vlog2(V x) {
  // the exponent apart, so that powers of two have exact logarithms
  Bits<V> k;
  const V tiny = all<V>(is_float<V>() ? 1.17549435e-38 : 2.2250738585072014e-308);
  const Bits<V> denormal = x < tiny;
  const int lift = is_float<V>() ? 25 : 54;
  const V f = without_exponent(denormal ? x * power_of_two<V>(Bits<V>{} + lift) : x, &k);
  const V n = __builtin_convertvector(k - (denormal & lift), V);
  V y = fma(log_near_one(f, V{}), all<V>(1.4426950408889634), n);
  const V infinity = all<V>(__builtin_inf());
  y = x < infinity ? y : x;
  y = x == 0 ? -infinity : y;
  return x < 0 ? all<V>(__builtin_nan("")) : y;
}
template <class V> RL_INLINE V vlog1p(V x) {
  const V u = 1 + x;
  const V lost = (x - (u - 1)) / u;  // what rounding 1 + x lost
  const V y = vlog(u);
  return (u > 0) & (u < all<V>(__builtin_inf())) ? (x == 0 ? x : y + lost) : y;
}

RL_INLINE Vec<float> vtanh(Vec<float> x) {
  const Vec<float> size = vabs(x), z = x * x;
  const double p[] = {-0.33333284, 0.13331483, -0.053743046, 0.020649431, -0.0057159667};  // on [0, 0.625]
  const Vec<float> near = fma(x * z, polynomial(z, p), x);
  const Vec<float> far = with_sign_of(1 - 2 / (vexp(2 * size) + 1), x);
  return size < 0.625f ? near : far;
}
RL_INLINE Vec<double> vtanh(Vec<double> x) {
  const Vec<double> size = vabs(x), e = vexpm1(2 * (size > 30 ? all<Vec<double>>(30) : size));
  return with_sign_of(e / (e + 2), x);
}
template <class V> RL_INLINE V vsigmoid(V x) { return 1 / (1 + vexp(-x)); }

// sin(x + quarter pi / 2) for |x| up to what the reduction can: beyond, the C library
RL_INLINE Vec<float> sine(Vec<float> x, int quarter) {
  typedef Vec<float> V;
  Bits<V> n;
  const V k = nearest(x * all<V>(0.6366197723675814), &n);
  // pi / 2 in three parts; the upper two have so few bits that their products with k are exact
  V r = fma(k, all<V>(-1.5703125), x);
  r = fma(k, all<V>(-4.837512969970703125e-4), r);
  r = fma(k, all<V>(-7.549789948768648e-8), r);
  n += quarter;
  const V z = r * r;
  const double s[] = {-0.16666655, 0.0083321948, -0.00019519159}, c[] = {0.041666646, -0.0013887361, 2.4437875e-05};
  const V sin_r = fma(r * z, polynomial(z, s), r);
  const V cos_r = fma(z * z, polynomial(z, c), 1 - 0.5f * z);
  const V y = (n & 1) == 0 ? sin_r : cos_r;
  return (n & 2) == 0 ? y : -y;
}
RL_INLINE bool any_beyond(Vec<float> x, float limit) {
  const Bits<Vec<float>> far = ~(vabs(x) <= limit);  // nan too
  int32_t any = 0;
  RL_UNROLL for (int i = 0; i < static_cast<int>(sizeof(far) / 4); i++) any |= far[i];
  return any;
}
RL_INLINE Vec<float> vsin(Vec<float> x) { return any_beyond(x, 8192) ? lib_sin(x) : x == 0 ? x : sine(x, 0); }
RL_INLINE Vec<float> vcos(Vec<float> x) { return any_beyond(x, 8192) ? lib_cos(x) : sine(x, 1); }
RL_INLINE Vec<double> vsin(Vec<double> x) { return lib_sin(x); }
RL_INLINE Vec<double> vcos(Vec<double> x) { return lib_cos(x); }

// Positive x and finite y: exp2(y log2(x)) in double precision. Otherwise the C library knows the cases.
RL_INLINE Vec<float> vpow(Vec<float> x, Vec<float> y) {
  typedef Vec<float> V;
  typedef float half __attribute__((vector_size(RL_VECTOR_BYTES / 2)));
  const V infinity = all<V>(__builtin_inf());
  const Bits<V> fine = (x > 0) & (x < infinity) & (vabs(y) < infinity);
  int32_t every = -1;
  RL_UNROLL for (int i = 0; i < static_cast<int>(sizeof(fine) / 4); i++) every &= fine[i];
  if (!every) return lib_pow(x, y);
  half xs[2], ys[2], zs[2];
  __builtin_memcpy(xs, &x, sizeof x);
  __builtin_memcpy(ys, &y, sizeof y);
  RL_UNROLL for (int i = 0; i < 2; i++) {
    const Vec<double> e =
        __builtin_convertvector(ys[i], Vec<double>) * vlog2(__builtin_convertvector(xs[i], Vec<double>));
    zs[i] = __builtin_convertvector(vexp2(e), half);
  }
  V z;
  __builtin_memcpy(&z, zs, sizeof z);
  return z;
}
RL_INLINE Vec<double> vpow(Vec<double> x, Vec<double> y) { return lib_pow(x, y); }
template <class V> RL_INLINE V vatan2(V x, V y) { return lib_atan2(x, y); }

template <class V> RL_INLINE V vsilu(V x) { return x / (1 + vexp(-x)); }
template <class V> RL_INLINE V silu_slope(V x) {
  const V s = vsigmoid(x);
  return s * (1 + x * (1 - s));
}
// gelu's approximation: x (1 + tanh(inner)) / 2, inner = sqrt(2 / pi) (x + 0.044715 x³)
template <class V> RL_INLINE V gelu_inner(V x) {
  return all<V>(0.7978845608028654) * (x + all<V>(0.044715) * x * x * x);
}
template <class V> RL_INLINE V gelu_tanh_slope(V x) {
  const V t = vtanh(gelu_inner(x));
  const V inner_slope = all<V>(0.7978845608028654) * (1 + all<V>(3 * 0.044715) * x * x);
  return all<V>(0.5) * (1 + t) + all<V>(0.5) * x * (1 - t * t) * inner_slope;
}

}  // namespace
}  // namespace RL_ISA
}  // namespace rl
