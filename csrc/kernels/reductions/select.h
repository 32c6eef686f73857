// Places of elements in the order of their sizes, of one row at a time: all in order, the first few, or those of given
// ranks. Equal elements keep their order, -0 equals 0, nan counts as the largest.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

enum SelectType { kSelectF32, kSelectF64, kSelectI64, kSelectI32, kSelectI16, kSelectI8, kSelectU8, kSelectTypes };

constexpr int64_t kSelectScratch = 24;       // bytes of scratch memory per element of the row
constexpr int64_t kSelectMost = 0x7fffffff;  // elements of a row at most

struct SelectKernels {
  // places[0 .. k): where the first k of row[0 .. n) in ascending (descending) order stand, 0 <= k <= n
  void (*first)(int type, int64_t n, const void* row, int64_t k, bool descending, int64_t* places, void* scratch);
  // places[i] = where the element of rank ranks[i] stands, in ascending order, counted from 0; 0 <= ranks[i] < n
  void (*ranks)(int type, int64_t n, const void* row, int64_t m, const int64_t* ranks, int64_t* places, void* scratch);
};
RL_DECLARE_KERNELS(SelectKernels, select)

}  // namespace rl
