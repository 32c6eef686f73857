// PyTorch's CPU random stream: the Mersenne twister MT19937 and what is drawn from its words.
#pragma once
#include "base/instruction_sets.h"

namespace rl {

// The state of a generator, laid out as PyTorch stores it (5056 bytes).
struct RandomState {
  uint64_t seed;
  int32_t left;  // words until the next block, plus 1
  int32_t seeded;
  uint64_t next;  // place in `words` of the next one
  uint64_t words[624];
  double normal_x, normal_y, normal_rho;  // y: the second normal of a pair, if valid
  int32_t normal_valid;
  int32_t unused;
  float normal_float;
  int32_t normal_float_valid;
};
static_assert(sizeof(RandomState) == 5056, "PyTorch's layout");

enum class Integers : int { modulo32, modulo64, full64 };  // how a word becomes an integer below `range`

struct RandomKernels {
  void (*seed)(RandomState*, uint64_t seed);
  // n numbers in [low, high): with 24 random bits from one word each, or with 53 from two
  void (*uniform_f32)(RandomState*, float* out, int64_t n, float low, float high);
  void (*uniform_f64)(RandomState*, double* out, int64_t n, double low, double high);
  // n >= 16 normals, in blocks of 16 (Box and Muller 1958)
  void (*normal_f32)(RandomState*, float* out, int64_t n, float mean, float std);
  void (*normal_f64)(RandomState*, double* out, int64_t n, double mean, double std);
  // any number of normals, in pairs in double precision; the second of the last pair is kept for the next call
  void (*normal_pairs)(RandomState*, double* out, int64_t n, double mean, double std);
  void (*integers)(RandomState*, int64_t* out, int64_t n, Integers way, uint64_t range, int64_t base);
  // 1 with probability threshold / 2^53, else 0, from two words each
  void (*coins_f32)(RandomState*, float* out, int64_t n, uint64_t threshold);
  void (*coins_u8)(RandomState*, uint8_t* out, int64_t n, uint64_t threshold);
  void (*poisson_f32)(RandomState*, float* out, const float* rates, int64_t n);
  void (*poisson_f64)(RandomState*, double* out, const double* rates, int64_t n);
  void (*permutation)(RandomState*, int64_t* out, int64_t n);
  // for each of `draws` numbers the first place in `sums` (n rising numbers) that is not below it
  void (*places_f32)(const float* sums, int64_t n, const double* numbers, int64_t* out, int64_t draws);
  void (*places_f64)(const double* sums, int64_t n, const double* numbers, int64_t* out, int64_t draws);
  // n numbers of gamma distributions with the given shapes, none below `least`
  void (*gammas_f32)(RandomState*, float* out, const float* shapes, int64_t n, float least);
  void (*gammas_f64)(RandomState*, double* out, const double* shapes, int64_t n, double least);
  // n numbers of successes in `counts` trials of probability p
  void (*binomials_f32)(RandomState*, float* out, const float* counts, const float* p, int64_t n);
  void (*binomials_f64)(RandomState*, double* out, const double* counts, const double* p, int64_t n);
};
RL_DECLARE_KERNELS(RandomKernels, random)

}  // namespace rl
