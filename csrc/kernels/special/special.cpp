// Gamma functions, quantiles, Bessel functions of imaginary argument: loops with one operand. They compute in float64
// (float32 by halves of a vector) but for the quantiles; the references in NumPy are in _arrays/special/reference.py.
#include "kernels/special/special.h"
#include "kernels/common/error_function.h"
#include "kernels/elementwise/run_unary.h"

namespace rl {
namespace RL_ISA {
namespace {

typedef Vec<double> D;

// f of a vector of floats, computed in double precision.
template <class F> RL_INLINE Vec<float> through_double(Vec<float> x, F f) {
  typedef float half __attribute__((vector_size(RL_VECTOR_BYTES / 2)));
  half h[2];
  __builtin_memcpy(h, &x, sizeof x);
  RL_UNROLL for (int i = 0; i < 2; i++) { h[i] = __builtin_convertvector(f(__builtin_convertvector(h[i], D)), half); }
  __builtin_memcpy(&x, h, sizeof x);
  return x;
}

template <class V> RL_INLINE bool any_of(Bits<V> lanes) {
  int64_t any = 0;
  RL_UNROLL for (int i = 0; i < static_cast<int>(sizeof(V) / sizeof(Scalar<V>)); i++) any |= lanes[i];
  return any;
}

// x less the nearest whole number; sizes from 2^51 on are whole
RL_INLINE D from_whole(D x) {
  Bits<D> n;
  return vabs(x) < 2251799813685248.0 ? x - nearest(x, &n) : D{};
}
// sin(pi r), cos(pi r) for |r| <= 1/2
RL_INLINE D sin_pi(D r) {
  const double p[] = {3.141592653589793,     -5.167712780049969,      2.5501640398773007,
                      -0.5992645293189447,   0.0821458865731029,      -0.007370430505916944,
                      0.0004662998161898394, -2.1903497074626018e-05, 7.697826768224191e-07};
  return r * polynomial(r * r, p);
}
RL_INLINE D cos_pi(D r) {
  // clang-format off
  const double p[] = {1.0, -4.934802200544676, 4.058712126416497, -1.335262768843447, 0.23533063012953284,
                      -0.025806888737002202, 0.0019295562724817132, -0.00010456655338748738, 4.149564353942586e-06};
  // clang-format on
  return polynomial(r * r, p);
}

// log(gamma(x)) for x > 0. From 8 on Stirling's series; below, log(gamma(2 + t)) for |t| <= 1/2 and the factors
// between.
RL_INLINE D lgamma_above(D x) {
  const double stirling[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                             1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400};
  const double near[] = {0.42278433509846713,    0.3224670334241132,      -0.06735230105319563,
                         0.02058080842778338,    -0.007385551028935545,   0.002890510330865901,
                         -0.0011927539009983087, 0.0005096695196526673,   -0.00022315497746292723,
                         9.945761692157133e-05,  -4.4923727564247656e-05, 2.050601970174762e-05,
                         -9.45628851510172e-06,  4.3828545383846665e-06,  -1.9743106888421067e-06,
                         9.242852225162277e-07,  -5.811277768921246e-07,  2.7475390051909663e-07};
  const Bits<D> large = x >= 8;
  D t = x - 2, factors = all<D>(1);
  RL_UNROLL for (int j = 0; j < 6; j++) {
    const Bits<D> above = t > 0.5;
    t = above ? t - 1 : t;
    factors = above ? factors * (t + 2) : factors;
  }
  t = x < 0.5 ? x : x < 1.5 ? x - 1 : t;
  factors = x < 0.5 ? x * (x + 1) : x < 1.5 ? x : factors;
  const D ln = vlog(large ? x : factors), inverse = 1 / x;
  const D far = fma(x - 0.5, ln - 1, 0.41893853320467274178 + inverse * polynomial(inverse * inverse, stirling));
  const D below = t * polynomial(t, near), y = x < 1.5 ? below - ln : below + ln;
  return large ? (x < all<D>(__builtin_inf()) ? far : x) : y;
}
// log|gamma(x)|; below 0 by reflection. digits_lost: where its two terms nearly cancel.
RL_INLINE D lgamma_reflected(D x, Bits<D>* digits_lost) {
  const D a = vabs(x), y = lgamma_above(a);
  const Bits<D> above = x > 0;
  *digits_lost = Bits<D>{};
  if (!any_of<D>(~above)) return y;
  const D r = from_whole(x), term = vlog(3.14159265358979323846 / (a * vabs(sin_pi(r)))), below = term - y;
  const Bits<D> tiny = a < 1e-20;  // there |gamma(x)| = gamma(|x|), and the product may be 0
  *digits_lost = ~(above | tiny) & (vabs(below) < 0.125 * vabs(term));
  return above | tiny ? y : r == 0 ? all<D>(__builtin_inf()) : below;
}
RL_INLINE D vlgamma(D x) {
  Bits<D> lost;
  D y = lgamma_reflected(x, &lost);
  if (any_of<D>(lost)) {
    for (int i = 0; i < static_cast<int>(sizeof(D) / 8); i++) {
      int sign;
      if (lost[i]) y[i] = __builtin_lgamma_r(x[i], &sign);  // the C library knows better near the roots
    }
  }
  return x == x ? y : x;
}
RL_INLINE Vec<float> vlgamma(Vec<float> x) {
  return through_double(x, [](D v) {
    Bits<D> lost;
    const D y = lgamma_reflected(v, &lost);
    return v == v ? y : v;
  });
}

RL_INLINE D vdigamma(D x) {
  const double series[] = {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12};
  const Bits<D> negative = x <= 0;
  D z = negative ? 1 - x : x, n = D{}, d = all<D>(1);  // n / d: the sum of 1 / z over the steps up to 10
  RL_UNROLL for (int j = 0; j < 10; j++) {
    const Bits<D> low = z < 10;
    n = low ? fma(n, z, d) : n;
    d = low ? d * z : d;
    z = low ? z + 1 : z;
  }
  const D inverse = 1 / z, w = inverse * inverse;
  D y = vlog(z) - 0.5 * inverse - w * polynomial(w, series) - n / d;
  if (any_of<D>(negative)) {
    const D r = from_whole(x), at_pole = x == 0 ? with_sign_of(all<D>(__builtin_inf()), -x) : all<D>(__builtin_nan(""));
    y = negative ? (r == 0 ? at_pole : y - 3.14159265358979323846 * cos_pi(r) / sin_pi(r)) : y;
  }
  return y;
}

// The normal distribution's quantile at probability 1/2 + q; tail: the smaller of it and its complement.
// M. J. Wichura, "Algorithm AS 241" (1988), PPND16.
template <class V> RL_INLINE V quantile(V q, V tail) {
  // clang-format off
  const double p0[] = {3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
                       45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727};
  const double q0[] = {1.0, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
                       39307.89580009271061, 28729.085735721942674, 5226.495278852545925};
  const double p1[] = {1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
                       1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833,
                       7.7454501427834140764e-4};
  const double q1[] = {1.0, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455,
                       0.14810397642748007459, 0.0151986665636164571966, 5.475938084995344946e-4,
                       1.05075007164441684324e-9};
  const double p2[] = {6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
                       0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5,
                       2.01033439929228813265e-7};
  const double q2[] = {1.0, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525,
                       7.868691311456132591e-4, 1.8463183175100546818e-5, 1.4215117583164458887e-7,
                       2.04426310338993978564e-15};
  // clang-format on
  const V z = all<V>(0.180625) - q * q, r = vsqrt(-vlog(tail)), middle = r - all<V>(1.6), far = r - 5;
  const Bits<V> central = vabs(q) <= all<V>(0.425), near = r <= 5;
  const V above = central ? polynomial(z, p0) : near ? polynomial(middle, p1) : polynomial(far, p2);
  const V below = central ? polynomial(z, q0) : near ? polynomial(middle, q1) : polynomial(far, q2);
  const V y = above / below;
  return central ? q * y : with_sign_of(y, q);
}
template <class V> RL_INLINE V verfinv(V x) {
  const V size = vabs(x), infinity = all<V>(__builtin_inf());
  const V y = quantile(all<V>(0.5) * x, all<V>(0.5) * (1 - size)) * all<V>(0.7071067811865476);
  const V tiny = all<V>(1e-18);  // halves of the smallest numbers would lose digits
  return size < tiny ? x * all<V>(0.8862269254527580)
         : size < 1  ? y
         : size == 1 ? with_sign_of(infinity, x)
                     : all<V>(__builtin_nan(""));
}
template <class V> RL_INLINE V vndtri(V x) {
  const V half = all<V>(0.5), infinity = all<V>(__builtin_inf());
  const V y = quantile(x - half, x < half ? x : 1 - x);
  return (x > 0) & (x < 1) ? y : x == 0 ? -infinity : x == 1 ? infinity : all<V>(__builtin_nan(""));
}
// log of the normal distribution function
RL_INLINE D vlog_ndtr(D x) {
  const D t = x * 0.7071067811865476;
  const D low = vlog(0.5 * erfcx_above(vabs(t))) - t * t, high = vlog1p(-0.5 * verfc(t));
  return x < -1 ? low : high;
}

// I0 and I1 / x up to 8, of z = (x / 2)²; beyond, sqrt(x) exp(-x) times them, of 16 / x - 1
template <int order> RL_INLINE D bessel_near(D z) {
  // clang-format off
  const double i0[] = {1.0, 1.0, 0.2500000000000001, 0.027777777777777565, 0.0017361111111113758, 6.944444444424399e-05,
                       1.9290123457790406e-06, 3.936759885673581e-08, 6.151187413177668e-10, 7.594056846699174e-12,
                       7.594079950279469e-14, 6.275862820937522e-16, 4.3600362269175774e-18, 2.5698743857514957e-20,
                       1.35095827969477e-22, 4.940670282542572e-25, 3.6454386812677436e-27};
  const double i1[] = {0.5, 0.25000000000000006, 0.04166666666666652, 0.0034722222222225343, 0.00017361111111076753,
                       5.78703703726566e-06, 1.3778659602015222e-07, 2.460474960769327e-09, 3.4173256472461263e-11,
                       3.797039283580161e-13, 3.451729636836005e-15, 2.6159960799896376e-17, 1.6705022348546468e-19,
                       9.455144020393155e-22, 3.706605520277272e-24, 2.916825666594092e-26};
  // clang-format on
  return order ? polynomial(z, i1) : polynomial(z, i0);
}
template <int order> RL_INLINE D bessel_far(D u) {
  const double i0[] = {
      0.4021765094450081,      0.0033605519836678913,  0.00013621607438951463, 1.114303378845176e-05,
      1.4838476780922646e-06,  2.9735992084667734e-07, 8.872014585661555e-08,  3.932512321137824e-08,
      2.156780676115673e-08,   7.559364098665437e-09,  -6.856484545962442e-09, -1.3427511481900905e-08,
      -5.0175940345046716e-09, 7.600254486433509e-09,  6.522264862032271e-09,  -3.5862834111582305e-09,
      -4.5305710768621196e-09, 1.6084886155781772e-09, 2.163681278413876e-09,  -6.327909921997027e-10,
      -6.494591114401118e-10,  1.7698085539456536e-10, 9.114760157514253e-11,  -2.4421972688131832e-11};
  const double i1[] = {
      0.38939845902587233,     -0.009749577193235765,   -0.00021923576383137776, -1.5038547198221758e-05,
      -1.8349102493990178e-06, -3.4838563464253135e-07, -1.0001075046243961e-07, -4.3128498031006734e-08,
      -2.3394122958362557e-08, -8.432168972932417e-09,  6.84757829926934e-09,    1.4051746928735543e-08,
      5.5720183980930355e-09,  -7.687251308765992e-09,  -6.9444186339873875e-09, 3.501765193290176e-09,
      4.763780078020254e-09,   -1.5218214060680734e-09, -2.2624401109204446e-09, 5.870664618471487e-10,
      6.7727478454462e-10,     -1.6283264322621244e-10, -9.491890392992048e-11,  2.2421768596847442e-11};
  return order ? polynomial(u, i1) : polynomial(u, i0);
}
// scaled: times exp(-|x|)
template <int order, bool scaled> RL_INLINE D bessel_i(D x) {
  const D a = vabs(x), z = 0.25 * a * a, e = vexp(scaled ? -a : a);
  D near = bessel_near<order>(z), far = bessel_far<order>(16 / a - 1) / vsqrt(a);
  if (order) near *= a;
  near = scaled ? near * e : near;
  far = scaled ? far : far * e;
  const D y = a <= 8 ? near : far;
  return order ? (x < 0 ? -y : y) : y;
}

// clang-format off
#define RL_GENERIC(name) struct Op_##name { template <class V> RL_INLINE_MEMBER V f(V x) { return v##name(x); } };
#define RL_DOUBLE(name, function)                                                                                \
  struct Op_##name {                                                                                             \
    RL_INLINE_MEMBER D f(D x) { return function(x); }                                                            \
    RL_INLINE_MEMBER Vec<float> f(Vec<float> x) { return through_double(x, [](D v) { return function(v); }); }   \
  };
RL_GENERIC(lgamma) RL_GENERIC(erfinv) RL_GENERIC(ndtri)
RL_DOUBLE(digamma, vdigamma) RL_DOUBLE(erfcx, verfcx) RL_DOUBLE(log_ndtr, vlog_ndtr)
RL_DOUBLE(i0, (bessel_i<0, false>)) RL_DOUBLE(i0e, (bessel_i<0, true>))
RL_DOUBLE(i1, (bessel_i<1, false>)) RL_DOUBLE(i1e, (bessel_i<1, true>))
// clang-format on

#define RL_SLOTS(name) {run_unary<Op_##name, float, 1>, run_unary<Op_##name, double, 1>, nullptr},

}  // namespace

RL_DEFINE_KERNELS(SpecialKernels, special) = {{RL_SPECIAL(RL_SLOTS)}};

}  // namespace RL_ISA
}  // namespace rl
