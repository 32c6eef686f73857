// The inner loops of reductions; bind/reductions/reduce.cpp walks over axes and cuts the work into chunks.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

enum ReduceType { kReduceF32, kReduceF64, kReduceI64, kReduceBool, kReduceTypes };
enum ReduceOp { kSum, kSumSquares, kSumAbs, kProd, kMax, kMin, kAny, kAll, kReduceOps };

// Running results: double for sums and products of floats, int64 for those of ints, else the elements' type.
// Each takes kAccumulator bytes at most.
constexpr int kAccumulator = 8;
constexpr int kColumnBlock = 1024;  // columns per call of `columns` at most

struct Reduction {
  // accumulators[0 .. n) = the value of nothing: 0, 1, -inf, ...
  void (*start)(int64_t n, void* accumulators);
  // accumulator[0] takes in x[0 .. n)
  void (*row)(int64_t n, const void* x, void* accumulator);
  // the same for `outputs` accumulators with rows `step` bytes apart
  void (*many_rows)(int64_t outputs, int64_t step, int64_t n, const void* x, void* accumulators);
  // accumulators[0 .. n) take in `rows` rows of n numbers, `step` bytes apart
  void (*columns)(int64_t rows, int64_t step, int64_t n, const void* x, void* accumulators);
  // a[0 .. n) takes in b[0 .. n)
  void (*join)(int64_t n, void* a, const void* b);
  // y[0 .. n) = a[0 .. n) / divisor, in the elements' type
  void (*finish)(int64_t n, const void* a, void* y, double divisor);
};

// Where the largest (smallest) element is: nan beats all, the first of equals wins.
struct ArgReduction {
  int64_t (*row)(int64_t n, const void* x);  // n > 0
  // best[0 .. n) and index[0 .. n) take in rows of n numbers; row r has index first + r. Row 0 starts them.
  void (*columns)(int64_t rows, int64_t step, int64_t n, const void* x, void* best, int64_t* index, int64_t first);
};

struct ReduceKernels {
  Reduction reduction[kReduceOps][kReduceTypes];  // start is null where a type has no such reduction
  ArgReduction arg[2][kReduceTypes];              // largest, smallest
};
RL_DECLARE_KERNELS(ReduceKernels, reduce)

}  // namespace rl
