// Loops over contiguous numbers; bind/common/elementwise_loop.h brings any strides into that form.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

// out[i] = f(in[0][i], in[1][i], ...) for i < n. Where a loop is for a scalar operand, that pointer leads to one
// number. out may be one of the inputs.
typedef void (*ElementLoop)(int64_t n, void* out, const void* const* in);

// Which operand of a two-operand loop is a single number.
enum Form { kBoth, kSecond, kFirst, kForms };

}  // namespace rl
