// Loops with one operand.
#include "kernels/common/error_function.h"
#include "kernels/elementwise/elementwise.h"
#include "kernels/elementwise/run_unary.h"

namespace rl {
namespace RL_ISA {
namespace {

template <class Op> static void whole(int64_t n, void* out, const void* const* in) {
  int64_t* y = static_cast<int64_t*>(out);
  const int64_t* x = static_cast<const int64_t*>(in[0]);
  for (int64_t i = 0; i < n; i++) y[i] = Op::f(x[i]);
}

// clang-format off
#define RL_OP1(name, expression) \
  struct Op_##name { template <class V> RL_INLINE_MEMBER V f(V x) { return expression; } };

RL_OP1(neg, -x)
RL_OP1(abs, vabs(x))
RL_OP1(square, x * x)
RL_OP1(sqrt, vsqrt(x))
RL_OP1(rsqrt, 1 / vsqrt(x))
RL_OP1(reciprocal, 1 / x)
RL_OP1(relu, x <= 0 ? V{} : x)
RL_OP1(sign, x > 0 ? all<V>(1) : x < 0 ? all<V>(-1) : V{})  // of nan, too: 0
RL_OP1(floor, vfloor(x))
RL_OP1(ceil, vceil(x))
RL_OP1(trunc, vtrunc(x))
RL_OP1(round, vrint(x))
RL_OP1(frac, x - vtrunc(x))
RL_OP1(exp, vexp(x))
RL_OP1(exp2, vexp2(x))
RL_OP1(expm1, vexpm1(x))
RL_OP1(log, vlog(x))
RL_OP1(log2, vlog2(x))
RL_OP1(log10, lib_log10(x))
RL_OP1(log1p, vlog1p(x))
RL_OP1(sin, vsin(x))
RL_OP1(cos, vcos(x))
RL_OP1(tan, lib_tan(x))
RL_OP1(asin, lib_asin(x))
RL_OP1(acos, lib_acos(x))
RL_OP1(atan, lib_atan(x))
RL_OP1(sinh, lib_sinh(x))
RL_OP1(cosh, lib_cosh(x))
RL_OP1(tanh, vtanh(x))
RL_OP1(sigmoid, vsigmoid(x))
RL_OP1(silu, vsilu(x))
RL_OP1(erf, verf(x))
RL_OP1(erfc, verfc(x))
RL_OP1(gelu, x * normal_cdf(x))
RL_OP1(gelu_tanh, all<V>(0.5) * x * (1 + vtanh(gelu_inner(x))))

struct Int_neg { static int64_t f(int64_t x) { return static_cast<int64_t>(0 - static_cast<uint64_t>(x)); } };
struct Int_abs { static int64_t f(int64_t x) { return x < 0 ? Int_neg::f(x) : x; } };
struct Int_square {
  static int64_t f(int64_t x) { return static_cast<int64_t>(static_cast<uint64_t>(x) * static_cast<uint64_t>(x)); }
};
struct Int_relu { static int64_t f(int64_t x) { return x < 0 ? 0 : x; } };
struct Int_sign { static int64_t f(int64_t x) { return (x > 0) - (x < 0); } };
// clang-format on

#define RL_FLOATS(name) {run_unary<Op_##name, float, 2>, run_unary<Op_##name, double, 2>, nullptr}
#define RL_NUMBERS(name) {run_unary<Op_##name, float, 2>, run_unary<Op_##name, double, 2>, whole<Int_##name>}

}  // namespace

// clang-format off
RL_DEFINE_KERNELS(UnaryKernels, elementwise_unary) = {{
    // in the order of RL_UNARY
    RL_NUMBERS(neg), RL_NUMBERS(abs), RL_NUMBERS(square), RL_FLOATS(sqrt), RL_FLOATS(rsqrt), RL_FLOATS(reciprocal),
    RL_NUMBERS(relu), RL_NUMBERS(sign), RL_FLOATS(floor), RL_FLOATS(ceil), RL_FLOATS(trunc), RL_FLOATS(round),
    RL_FLOATS(frac), RL_FLOATS(exp), RL_FLOATS(exp2), RL_FLOATS(expm1), RL_FLOATS(log), RL_FLOATS(log2),
    RL_FLOATS(log10), RL_FLOATS(log1p), RL_FLOATS(sin), RL_FLOATS(cos), RL_FLOATS(tan), RL_FLOATS(asin),
    RL_FLOATS(acos), RL_FLOATS(atan), RL_FLOATS(sinh), RL_FLOATS(cosh), RL_FLOATS(tanh), RL_FLOATS(sigmoid),
    RL_FLOATS(silu), RL_FLOATS(erf), RL_FLOATS(erfc), RL_FLOATS(gelu), RL_FLOATS(gelu_tanh),
}};
// clang-format on

}  // namespace RL_ISA
}  // namespace rl
