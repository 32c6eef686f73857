// Loops with two and more operands.
#include "kernels/common/error_function.h"
#include "kernels/elementwise/elementwise.h"

namespace rl {
namespace RL_ISA {
namespace {

template <class T> RL_INLINE Vec<T> operand(const T* p, int64_t i, bool scalar, Vec<T> s) {
  return scalar ? s : load(p + i);
}

// Op::f on vectors of T. Four vectors at a time, all loaded before the first is stored (out may be an operand).
template <class Op, class T, int form> static void binary(int64_t n, void* out, const void* const* in) {
  constexpr int L = Simd<T>::lanes;
  T* z = static_cast<T*>(out);
  const T* x = static_cast<const T*>(in[0]);
  const T* y = static_cast<const T*>(in[1]);
  constexpr bool x_one = form == kFirst, y_one = form == kSecond;
  const Vec<T> xs = x_one ? splat(*x) : Vec<T>{}, ys = y_one ? splat(*y) : Vec<T>{};
  int64_t i = 0;
  for (; i + 4 * L <= n; i += 4 * L) {
    Vec<T> r[4];
    RL_UNROLL for (int j = 0; j < 4; j++) {
      r[j] = Op::f(operand(x, i + j * L, x_one, xs), operand(y, i + j * L, y_one, ys));
    }
    RL_UNROLL for (int j = 0; j < 4; j++) store(z + i + j * L, r[j]);
  }
  for (; i + L <= n; i += L) store(z + i, Op::f(operand(x, i, x_one, xs), operand(y, i, y_one, ys)));
  if (i < n) {
    const int rest = static_cast<int>(n - i);
    store_part(z + i, Op::f(x_one ? xs : load_part(x + i, rest), y_one ? ys : load_part(y + i, rest)), rest);
  }
}

// Plain loops, which the compiler turns into vectors: integers and comparisons.
template <class Op, class T, class R, int form> static void plain(int64_t n, void* out, const void* const* in) {
  R* z = static_cast<R*>(out);
  const T* x = static_cast<const T*>(in[0]);
  const T* y = static_cast<const T*>(in[1]);
  if (form == kFirst) {
    const T s = *x;
    for (int64_t i = 0; i < n; i++) z[i] = Op::f(s, y[i]);
  } else if (form == kSecond) {
    const T s = *y;
    for (int64_t i = 0; i < n; i++) z[i] = Op::f(x[i], s);
  } else {
    for (int64_t i = 0; i < n; i++) z[i] = Op::f(x[i], y[i]);
  }
}

// The result (bytes) is another array than the operands, whatever the compiler has to assume of bytes.
template <class Op, class T, int form> static void compare(int64_t n, void* out, const void* const* in) {
  uint8_t* __restrict z = static_cast<uint8_t*>(out);
  const T* __restrict x = static_cast<const T*>(in[0]);
  const T* __restrict y = static_cast<const T*>(in[1]);
  if (form == kFirst) {
    const T s = *x;
    for (int64_t i = 0; i < n; i++) z[i] = Op::f(s, y[i]);
  } else if (form == kSecond) {
    const T s = *y;
    for (int64_t i = 0; i < n; i++) z[i] = Op::f(x[i], s);
  } else {
    for (int64_t i = 0; i < n; i++) z[i] = Op::f(x[i], y[i]);
  }
}

template <class Op, class T> static void three(int64_t n, void* out, const void* const* in) {
  constexpr int L = Simd<T>::lanes;
  T* z = static_cast<T*>(out);
  const T* const* x = reinterpret_cast<const T* const*>(in);
  int64_t i = 0;
  for (; i + L <= n; i += L) store(z + i, Op::f(load(x[0] + i), load(x[1] + i), load(x[2] + i)));
  if (i < n) {
    const int r = static_cast<int>(n - i);
    store_part(z + i, Op::f(load_part(x[0] + i, r), load_part(x[1] + i, r), load_part(x[2] + i, r)), r);
  }
}

template <class Op, class T> static void four(int64_t n, void* out, const void* const* in) {
  constexpr int L = Simd<T>::lanes;
  T* z = static_cast<T*>(out);
  const T* const* x = reinterpret_cast<const T* const*>(in);
  int64_t i = 0;
  for (; i + L <= n; i += L) store(z + i, Op::f(load(x[0] + i), load(x[1] + i), load(x[2] + i), load(x[3] + i)));
  if (i < n) {
    const int r = static_cast<int>(n - i);
    store_part(z + i,
               Op::f(load_part(x[0] + i, r), load_part(x[1] + i, r), load_part(x[2] + i, r), load_part(x[3] + i, r)),
               r);
  }
}

template <class T> static void where(int64_t n, void* out, const void* const* in) {
  T* z = static_cast<T*>(out);
  const uint8_t* c = static_cast<const uint8_t*>(in[0]);
  const T* x = static_cast<const T*>(in[1]);
  const T* y = static_cast<const T*>(in[2]);
  for (int64_t i = 0; i < n; i++) {
    const T a = x[i], b = y[i];
    z[i] = c[i] ? a : b;
  }
}

// clang-format off
#define RL_OP2(name, expression) \
  struct Op_##name { template <class V> RL_INLINE_MEMBER V f(V x, V y) { return expression; } };
#define RL_OP3(name, expression) \
  struct Op_##name { template <class V> RL_INLINE_MEMBER V f(V x, V y, V w) { return expression; } };
#define RL_OP4(name, expression) \
  struct Op_##name { template <class V> RL_INLINE_MEMBER V f(V x, V a, V b, V w) { return expression; } };

RL_OP2(add, x + y)
RL_OP2(sub, x - y)
RL_OP2(rsub, y - x)
RL_OP2(mul, x * y)
RL_OP2(div, x / y)
// nan if one of them is
RL_OP2(maximum, (x > y) | (x != x) ? x : y)
RL_OP2(minimum, (x < y) | (x != x) ? x : y)
RL_OP2(pow, vpow(x, y))
RL_OP2(atan2, vatan2(x, y))
RL_OP2(xlogy, (x == 0) & (y == y) ? x - x : x * vlog(y))
// operands g, y: gradient and the function's result (silu and gelu: its operand)
RL_OP2(relu_backward, y <= 0 ? V{} : x)
RL_OP2(sigmoid_backward, x * (1 - y) * y)
RL_OP2(tanh_backward, x * (1 - y * y))
RL_OP2(silu_backward, silu_slope(y) * x)
RL_OP2(gelu_backward, gelu_slope(y) * x)
RL_OP2(gelu_tanh_backward, gelu_tanh_slope(y) * x)
RL_OP2(leaky_relu, x > 0 ? x : x * y)
// clang-format on

// Powers that have a shorter way (0 stands for the root, 1 for its inverse); the second operand is one number.
template <int exponent> struct Power {
  template <class V> RL_INLINE_MEMBER V f(V x, V) {
    return exponent == 2    ? x * x
           : exponent == 3  ? x * x * x
           : exponent == -1 ? 1 / x
           : exponent == -2 ? 1 / (x * x)
           : exponent == 1  ? 1 / vsqrt(x)
                            : vsqrt(x);
  }
};
template <class T> static void power(int64_t n, void* out, const void* const* in) {
  const T y = *static_cast<const T*>(in[1]);
  return y == 2        ? binary<Power<2>, T, kSecond>(n, out, in)
         : y == 3      ? binary<Power<3>, T, kSecond>(n, out, in)
         : y == -1     ? binary<Power<-1>, T, kSecond>(n, out, in)
         : y == -2     ? binary<Power<-2>, T, kSecond>(n, out, in)
         : y == T(.5)  ? binary<Power<0>, T, kSecond>(n, out, in)
         : y == T(-.5) ? binary<Power<1>, T, kSecond>(n, out, in)
                       : binary<Op_pow, T, kSecond>(n, out, in);
}

// clang-format off
RL_OP3(add_scaled, x + y * w)
RL_OP3(sub_scaled, x - y * w)
RL_OP3(clamp, minimum_of(maximum_of(x, y), w))
// counted from the nearer end: then the ends are exact
RL_OP3(lerp, vabs(w) < all<V>(0.5) ? x + w * (y - x) : y - (y - x) * (1 - w))
RL_OP3(softplus, x * y > w ? x : vlog1p(vexp(x * y)) / y)
// operands g, x, slope; g, x, low, high
RL_OP3(leaky_relu_backward, y > 0 ? x : x * w)
RL_OP4(hardtanh_backward, (a <= b) | (a >= w) ? V{} : x)
RL_OP4(addcmul, x + w * a * b)
RL_OP4(addcdiv, x + w * a / b)
RL_OP4(elu, x > 0 ? x * b : vexpm1(x * w) * (a * b))

static int64_t wrapped(uint64_t x) { return static_cast<int64_t>(x); }  // overflow wraps around
struct Int_add { static int64_t f(int64_t x, int64_t y) { return wrapped(uint64_t(x) + uint64_t(y)); } };
struct Int_sub { static int64_t f(int64_t x, int64_t y) { return wrapped(uint64_t(x) - uint64_t(y)); } };
struct Int_rsub { static int64_t f(int64_t x, int64_t y) { return Int_sub::f(y, x); } };
struct Int_mul { static int64_t f(int64_t x, int64_t y) { return wrapped(uint64_t(x) * uint64_t(y)); } };
struct Int_maximum { static int64_t f(int64_t x, int64_t y) { return x > y ? x : y; } };
struct Int_minimum { static int64_t f(int64_t x, int64_t y) { return x < y ? x : y; } };
struct Cmp_eq { template <class T> RL_INLINE_MEMBER bool f(T x, T y) { return x == y; } };
struct Cmp_ne { template <class T> RL_INLINE_MEMBER bool f(T x, T y) { return x != y; } };
struct Cmp_lt { template <class T> RL_INLINE_MEMBER bool f(T x, T y) { return x < y; } };
struct Cmp_le { template <class T> RL_INLINE_MEMBER bool f(T x, T y) { return x <= y; } };
struct Cmp_gt { template <class T> RL_INLINE_MEMBER bool f(T x, T y) { return x > y; } };
struct Cmp_ge { template <class T> RL_INLINE_MEMBER bool f(T x, T y) { return x >= y; } };

}  // namespace

#define RL_FLOAT_FORMS(op, T) {binary<op, T, kBoth>, binary<op, T, kSecond>, binary<op, T, kFirst>}
#define RL_POWER(T) {binary<Op_pow, T, kBoth>, power<T>, binary<Op_pow, T, kFirst>}
#define RL_INT_FORMS(op) \
  {plain<op, int64_t, int64_t, kBoth>, plain<op, int64_t, int64_t, kSecond>, plain<op, int64_t, int64_t, kFirst>}
#define RL_COMPARE_FORMS(op, T) {compare<op, T, kBoth>, compare<op, T, kSecond>, compare<op, T, kFirst>}
#define RL_FLOATS(name) {RL_FLOAT_FORMS(Op_##name, float), RL_FLOAT_FORMS(Op_##name, double), {}}
#define RL_NUMBERS(name) \
  {RL_FLOAT_FORMS(Op_##name, float), RL_FLOAT_FORMS(Op_##name, double), RL_INT_FORMS(Int_##name)}
#define RL_COMPARED(name) \
  {RL_COMPARE_FORMS(Cmp_##name, float), RL_COMPARE_FORMS(Cmp_##name, double), RL_COMPARE_FORMS(Cmp_##name, int64_t)}
#define RL_THREE(name) {three<Op_##name, float>, three<Op_##name, double>, nullptr}
#define RL_FOUR(name) {four<Op_##name, float>, four<Op_##name, double>, nullptr}

RL_DEFINE_KERNELS(ElementKernels, elementwise) = {
    // in the order of RL_BINARY
    {RL_NUMBERS(add), RL_NUMBERS(sub), RL_NUMBERS(rsub), RL_NUMBERS(mul), RL_FLOATS(div), RL_NUMBERS(maximum),
     RL_NUMBERS(minimum), {RL_POWER(float), RL_POWER(double), {}},
     RL_FLOATS(atan2), RL_FLOATS(xlogy), RL_FLOATS(relu_backward), RL_FLOATS(sigmoid_backward),
     RL_FLOATS(tanh_backward), RL_FLOATS(silu_backward), RL_FLOATS(gelu_backward), RL_FLOATS(gelu_tanh_backward),
     RL_FLOATS(leaky_relu)},
    {RL_COMPARED(eq), RL_COMPARED(ne), RL_COMPARED(lt), RL_COMPARED(le), RL_COMPARED(gt), RL_COMPARED(ge)},
    // in the order of RL_MANY
    {RL_THREE(add_scaled), RL_THREE(sub_scaled), RL_THREE(clamp), RL_THREE(lerp), RL_THREE(softplus),
     RL_FOUR(addcmul), RL_FOUR(addcdiv), RL_FOUR(elu), RL_THREE(leaky_relu_backward), RL_FOUR(hardtanh_backward)},
    {where<uint8_t>, where<uint16_t>, where<uint32_t>, where<uint64_t>},
};
// clang-format on

}  // namespace RL_ISA
}  // namespace rl
