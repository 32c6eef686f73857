// Derivatives of the incomplete gamma and beta functions by their parameters: series and continued fractions computed
// together with their derivatives.
#include "kernels/random/sample_slopes.h"

namespace rl {
namespace RL_ISA {
namespace {

// A number and its derivative.
struct Dual { double v, d; };
static Dual operator+(Dual a, Dual b) { return {a.v + b.v, a.d + b.d}; }
static Dual operator*(Dual a, Dual b) { return {a.v * b.v, a.v * b.d + a.d * b.v}; }
static Dual operator/(Dual a, Dual b) {
  const double q = a.v / b.v;
  return {q, (a.d - q * b.d) / b.v};
}
static Dual constant(double v) { return {v, 0}; }

constexpr int kMost = 200000;  // terms; the slowest case here takes about sqrt(2e5) * 20

static double digamma(double x) {
  double below = 0;
  for (; x < 10; x += 1) below -= 1 / x;
  const double z = 1 / (x * x);
  return below + __builtin_log(x) - 0.5 / x -
         z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * 691.0 / 32760)))));
}

// A continued fraction's value so far (Lentz, as Thompson and Barnett 1986 changed it).
struct Fraction {
  Dual value, c, d;
  // Appends a / (b + ...); says whether anything still changes.
  bool append(Dual a, Dual b) {
    d = b + a * d;
    if (d.v == 0) d.v = 1e-300;
    c = b + a / c;
    if (c.v == 0) c.v = 1e-300;
    d = constant(1) / d;
    const Dual step = c * d;
    value = value * step;
    return __builtin_fabs(step.v - 1) + __builtin_fabs(step.d) > 1e-13;
  }
};

static double gamma_slope(double x, double a) {
  if (!(x > 0 && a > 0 && x < __builtin_inf() && a < __builtin_inf())) return x == 0 ? 0 : __builtin_nan("");
  if (a > 1e5) {  // x = a (1 - 1 / 9a + z / 3 sqrt(a))^3 with z fixed (Wilson and Hilferty 1931)
    const double root = __builtin_cbrt(x / a), z = (root - 1 + 1 / (9 * a)) * 3 * __builtin_sqrt(a);
    return root * root * (root + 1 / (3 * a) - z / (2 * __builtin_sqrt(a)));
  }
  const double log_ratio = __builtin_log(x) - digamma(a);
  if (x <= a + 1) {  // P = density x (1/a + x/a(a+1) + ...)
    Dual term = constant(1) / Dual{a, 1}, sum = term;
    for (int n = 1; n < kMost; n++) {
      term = term * constant(x) / Dual{a + n, 1};
      sum = sum + term;
      if (term.v < 1e-17 * sum.v && __builtin_fabs(term.d) <= 1e-17 * __builtin_fabs(sum.d)) break;
    }
    return -x * (sum.v * log_ratio + sum.d);
  }
  // 1 - P = density x / (x + 1 - a - (1 - a) / (x + 3 - a - ...))
  const Dual b = {x + 1 - a, -1};
  Fraction f = {constant(1) / b, constant(1e300), constant(1) / b};
  for (int n = 1; n < kMost; n++)
    if (!f.append(Dual{-n * (n - a), static_cast<double>(n)}, Dual{x + 2 * n + 1 - a, -1})) break;
  return x * (f.value.v * log_ratio + f.value.d);
}

// The continued fraction of the incomplete beta function: I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) times it.
static Dual beta_fraction(double x, Dual a, Dual b) {
  Dual first = constant(1) + (a + b) / (a + constant(1)) * constant(-x);
  if (first.v == 0) first.v = 1e-300;
  first = constant(1) / first;
  Fraction f = {first, constant(1), first};
  for (int m = 1; m < kMost; m++) {
    const Dual k = constant(m), here = a + constant(2 * m), minus_m = constant(-m);
    f.append(k * (b + minus_m) * constant(x) / ((here + constant(-1)) * here), constant(1));
    if (!f.append((a + k) * (a + b + k) * constant(-x) / (here * (here + constant(1))), constant(1))) break;
  }
  return f.value;
}

static double beta_slope(double x, double a, double b) {
  if (!(x > 0 && x < 1 && a > 0 && b > 0 && a < __builtin_inf() && b < __builtin_inf()))
    return x == 0 ? 0 : __builtin_nan("");
  const double log_ratio = __builtin_log(x) - digamma(a) + digamma(a + b);
  if (x * (a + b + 2) < a + 1) {
    const Dual f = beta_fraction(x, {a, 1}, {b, 0}) / Dual{a, 1};
    return -x * (f.v * log_ratio + f.d);
  }
  const Dual f = beta_fraction(1 - x, {b, 0}, {a, 1}) / constant(b);
  return x * (f.v * log_ratio + f.d);
}

static void gamma(double* out, const double* x, const double* shape, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = gamma_slope(x[i], shape[i]);
}

static void beta(double* out, const double* x, const double* a, const double* b, int64_t n) {
  for (int64_t i = 0; i < n; i++) out[i] = beta_slope(x[i], a[i], b[i]);
}

}  // namespace

RL_DEFINE_KERNELS(SlopeKernels, slopes) = {gamma, beta};

}  // namespace RL_ISA
}  // namespace rl
