// The elementwise functions, as loops over contiguous numbers.
#pragma once
#include "kernels/common/element_loop.h"

namespace rl {

enum ElementType { kF32, kF64, kI64, kElementTypes };

// clang-format off
// X(name): functions of one floating-point operand; those of kInts exist for int64 too.
#define RL_UNARY(X) \
  X(neg) X(abs) X(square) X(sqrt) X(rsqrt) X(reciprocal) X(relu) X(sign) X(floor) X(ceil) X(trunc) X(round) X(frac) \
  X(exp) X(exp2) X(expm1) X(log) X(log2) X(log10) X(log1p) X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) \
  X(cosh) X(tanh) X(sigmoid) X(silu) X(erf) X(erfc) X(gelu) X(gelu_tanh)
// Of two operands; the result has their type.
#define RL_BINARY(X) \
  X(add) X(sub) X(rsub) X(mul) X(div) X(maximum) X(minimum) X(pow) X(atan2) X(xlogy) \
  X(relu_backward) X(sigmoid_backward) X(tanh_backward) X(silu_backward) X(gelu_backward) X(gelu_tanh_backward) \
  X(leaky_relu)
// Of two operands; the result is bool.
#define RL_COMPARE(X) X(eq) X(ne) X(lt) X(le) X(gt) X(ge)
// Of three and four operands, all arrays (scalars are spread by the caller).
#define RL_MANY(X) \
  X(add_scaled, 3) X(sub_scaled, 3) X(clamp, 3) X(lerp, 3) X(softplus, 3) X(addcmul, 4) X(addcdiv, 4) X(elu, 4) \
  X(leaky_relu_backward, 3) X(hardtanh_backward, 4)
// clang-format on

#define RL_NAME(name, ...) k_##name,
enum UnaryOp { RL_UNARY(RL_NAME) kUnaryOps };
enum BinaryOp { RL_BINARY(RL_NAME) kBinaryOps };
enum CompareOp { RL_COMPARE(RL_NAME) kCompareOps };
enum ManyOp { RL_MANY(RL_NAME) kManyOps };
#undef RL_NAME

struct ElementKernels {  // null where a type has no such loop
  ElementLoop binary[kBinaryOps][kElementTypes][kForms];
  ElementLoop compare[kCompareOps][kElementTypes][kForms];
  ElementLoop many[kManyOps][kElementTypes];
  ElementLoop where[4];  // by the size of an element: 1, 2, 4, 8 bytes; operands condition, x, y
};
struct UnaryKernels { ElementLoop unary[kUnaryOps][kElementTypes]; };
RL_DECLARE_KERNELS(ElementKernels, elementwise)
RL_DECLARE_KERNELS(UnaryKernels, elementwise_unary)

}  // namespace rl
