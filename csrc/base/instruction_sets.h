// Instruction-set levels. Every file in kernels/ is compiled once per level (v2, v3, v4 of the
// x86-64 psABI; one baseline elsewhere) with RL_ISA set to the level's name, inside namespace
// rl::RL_ISA. A family declares a table of function pointers in kernels/<room>/<family>.h,
//
//     struct PoolKernels { void (*max2d_f32)(...); ... };
//     RL_DECLARE_KERNELS(PoolKernels, pool)
//
// and ends kernels/<room>/<family>.cpp with  RL_DEFINE_KERNELS(PoolKernels, pool) = { max2d<float>, ... };
// Callers outside kernels/ write rl::pool().max2d_f32(...): the table of the best level this CPU has.
//
// Rule: a kernel file must not emit weak symbols (inlined std templates, inline functions with
// external linkage): the linker would keep one copy, possibly the v4 one, and old CPUs would crash.
// So: everything is static or in an anonymous namespace, and no <vector>, <algorithm>, <string> here.
#pragma once
#include <cstdint>

namespace rl {
// 0 = v2 (baseline), 1 = v3 (AVX2, FMA), 2 = v4 (AVX-512). RUSHLIGHT_ISA=v2|v3|v4 lowers it.
int isa_level();
}  // namespace rl

#ifndef RL_N_LEVELS
#define RL_N_LEVELS 3
#endif

#if RL_N_LEVELS == 3
#define RL_DECLARE_KERNELS(Table, family)                                                                  \
  namespace v2 { extern const Table family##_table; }                                                      \
  namespace v3 { extern const Table family##_table; }                                                      \
  namespace v4 { extern const Table family##_table; }                                                      \
  static inline const Table& family() {                                                                    \
    static const Table* const tables[3] = {&v2::family##_table, &v3::family##_table, &v4::family##_table}; \
    return *tables[isa_level()];                                                                           \
  }
#else
#define RL_DECLARE_KERNELS(Table, family)             \
  namespace v2 { extern const Table family##_table; } \
  static inline const Table& family() { return v2::family##_table; }
#endif
#define RL_DEFINE_KERNELS(Table, family) extern const Table family##_table

#ifdef RL_ISA
// Vector width in bytes of this level, for GCC/Clang vector extensions.
#if defined(RL_ISA_v4)
#define RL_VECTOR_BYTES 64
#elif defined(RL_ISA_v3)
#define RL_VECTOR_BYTES 32
#else
#define RL_VECTOR_BYTES 16
#endif
#endif
