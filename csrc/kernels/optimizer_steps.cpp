// The order of operations, and where two of them are rounded once, are those of PyTorch's optimizers on one tensor.
#include "kernels/optimizer_steps.h"

#include "base/thread_pool.h"
#include "kernels/common/vector_math.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kChunk = 16384;    // elements per unit of parallel work
constexpr int64_t kSerial = 131072;  // elements that one thread does alone: some 20 µs
constexpr int kMost = 64;            // parameters per call (bind/optimizer_steps.cpp keeps to it)

// body(parameter, begin, end) over all elements of all parameters.
template <class F> RL_INLINE void over(int64_t n, const int64_t* sizes, F&& body) {
  int64_t first[kMost + 1] = {0}, total = 0;
  for (int64_t i = 0; i < n; i++) first[i + 1] = first[i] + (sizes[i] + kChunk - 1) / kChunk, total += sizes[i];
  if (total <= kSerial) {
    for (int64_t i = 0; i < n; i++) body(i, int64_t(0), sizes[i]);
    return;
  }
  parallel_for(first[n], [&](int64_t chunk) {
    int64_t i = 0;
    while (first[i + 1] <= chunk) i++;
    const int64_t begin = (chunk - first[i]) * kChunk;
    body(i, begin, min_of(begin + kChunk, sizes[i]));
  });
}

template <class T> RL_INLINE Vec<T> get(const T* p, int rest) {
  return rest == Simd<T>::lanes ? load(p) : load_part(p, rest);
}
template <class T> RL_INLINE void put(T* p, Vec<T> v, int rest) {
  rest == Simd<T>::lanes ? store(p, v) : store_part(p, v, rest);
}
template <class T, class F> RL_INLINE void along(int64_t begin, int64_t end, F&& f) {
  constexpr int L = Simd<T>::lanes;
  int64_t i = begin;
  for (; i + L <= end; i += L) f(i, L);
  if (i < end) f(i, static_cast<int>(end - i));
}

template <class T>
void sgd(const SgdNumbers& s, int64_t n, const int64_t* sizes, T* const* p, const T* const* g, T* const* buffer) {
  const Vec<T> decay = splat(static_cast<T>(s.weight_decay)), momentum = splat(static_cast<T>(s.momentum));
  const Vec<T> share = splat(static_cast<T>(1 - s.dampening)), rate = splat(static_cast<T>(-s.lr));
  over(n, sizes, [&](int64_t k, int64_t begin, int64_t end) {
    T* x = p[k];
    const T* gradient = g[k];
    T* b = buffer ? buffer[k] : nullptr;
    along<T>(begin, end, [&](int64_t i, int rest) {
      const Vec<T> v = get(x + i, rest);
      Vec<T> d = get(gradient + i, rest);
      if (s.maximize) d = -d;
      if (s.decay) d = fma(v, decay, d);
      if (b) {
        const Vec<T> m = s.first ? d : fma(d, share, get(b + i, rest) * momentum);
        put(b + i, m, rest);
        d = s.nesterov ? fma(m, momentum, d) : m;
      }
      put(x + i, fma(d, rate, v), rest);
    });
  });
}

template <class T>
void adam(const AdamNumbers& s, int64_t n, const int64_t* sizes, const double* steps, T* const* p, const T* const* g,
          T* const* mean, T* const* square, T* const* top) {
  const double weight = 1 - s.beta1;
  const bool near = __builtin_fabs(weight) < 0.5;  // moved from the nearer end
  const Vec<T> move = splat(near ? static_cast<T>(weight) : static_cast<T>(weight) - T(1)),
               keep = splat(static_cast<T>(s.beta2));
  const Vec<T> share = splat(static_cast<T>(1 - s.beta2)), eps = splat(static_cast<T>(s.eps));
  const Vec<T> decay = splat(static_cast<T>(s.decoupled ? 1 - s.lr * s.weight_decay : s.weight_decay));
  over(n, sizes, [&](int64_t k, int64_t begin, int64_t end) {
    const Vec<T> root = splat(static_cast<T>(__builtin_sqrt(1 - __builtin_pow(s.beta2, steps[k]))));
    const Vec<T> rate = splat(static_cast<T>(-(s.lr / (1 - __builtin_pow(s.beta1, steps[k])))));
    along<T>(begin, end, [&](int64_t i, int rest) {
      Vec<T> x = get(p[k] + i, rest), d = get(g[k] + i, rest);
      if (s.maximize) d = -d;
      if (s.decay) {
        if (s.decoupled) x *= decay;
        else d = fma(x, decay, d);
      }
      const Vec<T> m = get(mean[k] + i, rest), step = d - m;
      const Vec<T> new_mean = near ? fma(move, step, m) : fma(move, step, d);
      Vec<T> v = get(square[k] + i, rest) * keep;
      v = v + share * d * d;
      put(mean[k] + i, new_mean, rest);
      put(square[k] + i, v, rest);
      if (top) {
        v = maximum_of(v, get(top[k] + i, rest));
        put(top[k] + i, v, rest);
      }
      put(p[k] + i, x + rate * new_mean / (vsqrt(v) / root + eps), rest);
    });
  });
}

}  // namespace

RL_DEFINE_KERNELS(UpdateKernels, update) = {{sgd<float>, adam<float>}, {sgd<double>, adam<double>}};

}  // namespace RL_ISA
}  // namespace rl
