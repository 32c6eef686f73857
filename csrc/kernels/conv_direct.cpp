#include "kernels/conv.h"
#include "kernels/simd.h"

namespace rl {
namespace RL_ISA {
bool direct_forward(const Conv&, const float*, const float*, const float*, float*) { return false; }
bool direct_forward(const Conv&, const double*, const double*, const double*, double*) { return false; }
bool direct_grad_input(const Conv&, const float*, const float*, float*) { return false; }
bool direct_grad_input(const Conv&, const double*, const double*, double*) { return false; }
bool direct_grad_weight(const Conv&, const float*, const float*, float*) { return false; }
bool direct_grad_weight(const Conv&, const double*, const double*, double*) { return false; }
}  // namespace RL_ISA
}  // namespace rl
