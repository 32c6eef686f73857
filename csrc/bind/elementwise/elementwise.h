// What the bindings of elementwise functions share.
#pragma once
#include "bind/common/elementwise_loop.h"
#include "kernels/elementwise/elementwise.h"

namespace rl {

// f(x, out=None) by the loop for x's type. cost: what LoopKind wants to know of function `op`.
PyObject* run_one_operand(const ElementLoop* loops, int (*cost)(int op, ElementType), int op, PyObject* const* args,
                          Py_ssize_t n);

}  // namespace rl
