// erf, erfc, erfcx and the normal distribution, of vectors; for the loops of the rooms elementwise and special.
// float32 within 3 units in the last place (normal_cdf: of 1), float64 within 4. The polynomials are minimax fits.
#pragma once
#include "kernels/common/vector_math.h"

namespace rl {
namespace RL_ISA {
namespace {

// exp(sign x²), sign 1 or -1: of the square of the upper half of x's digits, which is exact, and the rest.
template <class V> RL_INLINE V exp_of_square(V x, int sign) {
  const Bits<V> upper = ~(((Bits<V>{} + 1) << (is_float<V>() ? 12 : 27)) - 1);
  const V h = (V)((Bits<V>)x & upper), s = static_cast<Scalar<V>>(sign) * (h * h), y = vexp(s);
  const V d = static_cast<Scalar<V>>(sign) * ((x - h) * (x + h));  // below 0.1, or 1e-4
  const V rest = is_float<V>() ? expm1_near_zero(d) : d + all<V>(0.5) * d * d * (1 + d * all<V>(1.0 / 3));
  return y * (1 + rest);  // y may be infinite, the rest negative
}

// exp(x²) erfc(x) for x >= 0: a polynomial in t = (x - 4) / (x + 4), over 1 + 2 x
template <class V> RL_INLINE V erfcx_above(V x) {
  const double p32[] = {1.2329950604883022,    -0.13962111141094743, 0.015383842892897707,    0.06809666149276009,
                        -0.101088254932082,    0.09373752788484618,  -0.06611786377912013,    0.03714649903841068,
                        -0.016617346259919948, 0.005076290790132089, -0.00036590831278584125, -0.0002462804044524691};
  const double p64[] = {
      1.2329951186255526,      -0.1396211168405625,     0.015379652102610162,    0.0680970542546862,
      -0.10103906603585294,    0.09373283499865172,     -0.06633036582050367,    0.0371675155318432,
      -0.01619773397992426,    0.005031970032548695,    -0.0007577737141838885,  -0.00019925700412184815,
      0.0001506231178516207,   -2.439811794207995e-05,  -1.1225140354449658e-05, 5.707239573693257e-06,
      2.980596055322769e-07,   -8.218020654813044e-07,  7.111912428010423e-08,   1.0683442926744586e-07,
      -1.6357383982124768e-08, -1.2544825403855518e-08, 1.5712153638319064e-09,  9.655408225482863e-10};
  const V large = all<V>(is_float<V>() ? 1e9 : 1e18);
  const V t = x > large ? all<V>(1) : (x - 4) / (x + 4);
  const V y = is_float<V>() ? polynomial(t, p32) : polynomial(t, p64);
  return all<V>(0.5) * y / (all<V>(0.5) + x);
}
template <class V> RL_INLINE V verfcx(V x) {
  const V y = erfcx_above(vabs(x));
  return x < 0 ? 2 * exp_of_square(maximum_of(x, all<V>(-30)), 1) - y : y;
}
template <class V> RL_INLINE V verfc(V x) {
  const V limit = all<V>(is_float<V>() ? 12 : 30), size = minimum_of(vabs(x), limit);  // beyond, it is 0 or 2
  const V y = erfcx_above(size) * exp_of_square(size, -1);
  return x < 0 ? 2 - y : y;
}

RL_INLINE Vec<float> verf(Vec<float> x) {
  typedef Vec<float> V;
  const V size = vabs(x), z = x * x;
  const double near[] = {0.12837915,   -0.37612483,  0.11281674,
                         -0.026760861, 0.0049840668, -0.00059417483};  // on [0, 0.9375]
  const double far[] = {-1.1286522, -0.6351357, -0.10626349, 0.023785718, -0.00365399, 0.00032572469, -1.1531508e-05};
  const V t = size > 4 ? all<V>(4) : size;  // erfc(x) = exp(t P(t)); beyond 4 erf is 1
  const V y = with_sign_of(1 - vexp(t * polynomial(t, far)), x);
  return size < 0.9375f ? fma(x, polynomial(z, near), x) : x != x ? x : y;
}
RL_INLINE Vec<double> verf(Vec<double> x) {
  typedef Vec<double> V;
  const V size = vabs(x), z = x * x;
  const double near[] = {0.12837916709551256,     -0.37612638903183543,   0.11283791670945006,
                         -0.02686617064323777,    0.0052239776071164225,  -0.0008548325975389692,
                         0.00012055294904839707,  -1.492473690741966e-05, 1.6447424703317362e-06,
                         -1.6208483801871705e-07, 1.3720064546777686e-08, -7.795898827002142e-10};  // on [0, 1]
  // exp(x²) erfc(x) on [1, 6], of u = (t + 0.2) / 0.4; beyond 6 erf is 1
  const double far[] = {0.19907263099386563,     -0.14812992991458257,    0.055891085566080356,
                        -0.018078437227039383,   0.004990286041088459,    -0.0011615374402726968,
                        0.00022259643176590543,  -3.346127846715057e-05,  3.4988176065227023e-06,
                        -1.4320306535089278e-07, -2.5772047714773956e-08, 4.951981002882607e-09,
                        -1.0621675684541687e-10, -6.618821998256766e-11,  6.030273307075175e-12};
  const V a = minimum_of(size, all<V>(6)), u = (3 * a - 8) / (a + 4);
  const V y = with_sign_of(1 - vexp(-a * a) * polynomial(u, far), x);
  return size < 1 ? fma(x, polynomial(z, near), x) : y;
}

// The normal distribution function. float32: erf as a quotient of polynomials, within 4e-7 of it.
RL_INLINE Vec<float> normal_cdf(Vec<float> x) {
  typedef Vec<float> V;
  const V limit = all<V>(5.54371), c = x > limit ? limit : x < -limit ? -limit : x;  // erf(3.92) rounds to 1
  const V z = all<V>(0.5) * c * c;
  const double p[] = {1.1283791691434895,    0.18513572813764512,  0.054243969034498254,   0.0038386310183977377,
                      0.0003767561485230478, 4.60914909732848e-06, -1.2799394574806192e-08};
  const double q[] = {
      1.0, 0.49740567335511016, 0.11387387749584643, 0.0154300548480835, 0.0013015228202543517, 6.239837068102108e-05};
  const V y = all<V>(0.5) + all<V>(0.35355339059327373) * c * polynomial(z, p) / polynomial(z, q);
  return x > limit ? all<V>(1) : x < -limit ? V{} : y;
}
RL_INLINE Vec<double> normal_cdf(Vec<double> x) { return 0.5 * (1 + verf(x * 0.7071067811865476)); }
template <class V> RL_INLINE V gelu_slope(V x) {
  return normal_cdf(x) + x * (vexp(all<V>(-0.5) * x * x) * all<V>(0.3989422804014327));
}

}  // namespace
}  // namespace RL_ISA
}  // namespace rl
