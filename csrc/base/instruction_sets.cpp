#include "base/instruction_sets.h"

#include <cstdlib>
#include <cstring>

namespace rl {

static int detect() {
  int best = 0;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2")) best = 1;
  if (best == 1 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    best = 2;
#endif
  if (const char* wish = std::getenv("RUSHLIGHT_ISA")) {
    int level = !std::strcmp(wish, "v2") ? 0 : !std::strcmp(wish, "v3") ? 1 : 2;
    if (level < best) best = level;
  }
  return best;
}

int isa_level() {
  static const int level = detect();
  return level;
}

}  // namespace rl
