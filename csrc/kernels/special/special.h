// Special functions, as loops over contiguous numbers.
#pragma once
#include "kernels/elementwise/elementwise.h"

namespace rl {

// X(name): functions of one floating-point operand.
#define RL_SPECIAL(X) X(lgamma) X(digamma) X(erfinv) X(ndtri) X(erfcx) X(log_ndtr) X(i0) X(i0e) X(i1) X(i1e)

#define RL_NAME(name) k_##name,
enum SpecialOp { RL_SPECIAL(RL_NAME) kSpecialOps };
#undef RL_NAME

struct SpecialKernels {  // null where a type has no such loop
  ElementLoop loop[kSpecialOps][kElementTypes];
};
RL_DECLARE_KERNELS(SpecialKernels, special)

}  // namespace rl
