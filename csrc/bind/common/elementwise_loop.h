// From operands of any shapes and strides to the loops of kernels/common/element_loop.h.
#pragma once
#include "bind/common/args.h"
#include "kernels/common/element_loop.h"

namespace rl {

constexpr int kMaxOperands = 5;  // the result and up to four

// What a loop does and needs.
struct LoopKind {
  ElementLoop form[kForms];  // by which operand is a single number; only `scalars` ones have more than the first
  int operands;
  bool scalars;
  int cost;  // roughly nanoseconds per 16 elements
};

// The result (operand 0) and the operands over one iteration space; axis 0 is the innermost.
struct Space {
  int ndim, count;
  int64_t total;
  int64_t shape[NPY_MAXDIMS];
  char* data[kMaxOperands];
  int size[kMaxOperands];
  int64_t stride[kMaxOperands][NPY_MAXDIMS];
};

// An operand as it came: an array, or (array == nullptr) a number stored in `number`.
struct Given {
  PyArrayObject* array;
  char* data;
  int size;
  alignas(8) char number[8];
};

// Allocates the result (or takes `out`), runs the loop, returns the result; NotImplemented if shapes do not broadcast
// or `out` does not fit. `type` is the result's type number. in[i].array has a type that the loop reads, aligned and
// native.
PyObject* run_elementwise(const LoopKind& kind, Given* in, PyObject* out, int type);

// The parts of it that others use. order_axes: axes from the fastest to the slowest, as the operands lie in memory.
void order_axes(int ndim, const npy_intp* shape, int count, const npy_intp strides[][NPY_MAXDIMS], int* order);
// A new array whose axes lie in memory as `order` says.
PyObject* empty_ordered(int ndim, const npy_intp* shape, const int* order, int type);
void collapse(Space* space);
void run_space(const Space& space, const LoopKind& kind);

}  // namespace rl
