#include "kernels/losses/loss.h"

#include "base/thread_pool.h"
#include "kernels/reductions/sums.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kChunk = 32768;
constexpr int64_t kChunks = 64;

// Calls body(begin, end, chunk) for at most kChunks parts of [0, n).
template <class F> RL_INLINE int64_t over(int64_t n, F&& body) {
  const int64_t size = max_of(kChunk, (n + kChunks - 1) / kChunks), count = (n + size - 1) / size;
  parallel_for(count, [&](int64_t i) { body(i * size, min_of((i + 1) * size, n), i); });
  return count;
}

template <class T>
int64_t nll(int64_t n, int64_t classes, int64_t pixels, const T* x, const int64_t* target, const T* weight,
            int reduction, int64_t ignore, T* loss, T* total) {
  double sum = 0, weights = 0;
  for (int64_t i = 0, k = 0; i < n; i++) {
    for (int64_t j = 0; j < pixels; j++, k++) {
      const int64_t t = target[k];
      T value = 0;
      if (t != ignore) {
        if (t < 0 || t >= classes) return k;
        const T w = weight ? weight[t] : T(1);
        value = -x[(i * classes + t) * pixels + j] * w;
        sum += value;
        weights += w;
      }
      if (reduction == 0) loss[k] = value;
    }
  }
  *total = static_cast<T>(weights);
  if (reduction) *loss = static_cast<T>(reduction == 1 ? sum / weights : sum);
  return -1;
}

template <class T>
int64_t nll_backward(int64_t n, int64_t classes, int64_t pixels, const T* g, const int64_t* target, const T* weight,
                     T total, int reduction, int64_t ignore, T* gx) {
  over(n * classes * pixels, [&](int64_t begin, int64_t end, int64_t) {
    __builtin_memset(gx + begin, 0, sizeof(T) * static_cast<size_t>(end - begin));
  });
  for (int64_t i = 0, k = 0; i < n; i++) {
    for (int64_t j = 0; j < pixels; j++, k++) {
      const int64_t t = target[k];
      if (t == ignore) continue;
      if (t < 0 || t >= classes) return k;
      const T value = -(reduction == 0 ? g[k] : *g) * (weight ? weight[t] : T(1));
      gx[(i * classes + t) * pixels + j] = reduction == 1 ? value / total : value;
    }
  }
  return -1;
}

template <class T> void mse(int64_t n, const T* x, const T* y, int reduction, T* loss) {
  if (reduction == 0) {
    over(n, [&](int64_t begin, int64_t end, int64_t) {
      for (int64_t i = begin; i < end; i++) {
        const T d = x[i] - y[i];
        loss[i] = d * d;
      }
    });
    return;
  }
  double parts[kChunks] = {};
  const int64_t count = over(n, [&](int64_t begin, int64_t end, int64_t chunk) {
    const T *a = x + begin, *b = y + begin;
    sums<T, 1>(
        end - begin, parts + chunk,
        [&](int64_t i, Vec<T>* s) {
          const Vec<T> d = load(a + i) - load(b + i);
          s[0] = fma(d, d, s[0]);
        },
        [&](int64_t i, double* s) {
          const double d = static_cast<double>(a[i] - b[i]);
          s[0] += d * d;
        });
  });
  double sum = 0;
  for (int64_t i = 0; i < count; i++) sum += parts[i];
  *loss = static_cast<T>(reduction == 1 ? sum / static_cast<double>(n) : sum);
}

template <class T> void mse_backward(int64_t n, const T* g, const T* x, const T* y, int reduction, T* gx) {
  const T scale = reduction == 1 ? static_cast<T>(2.0 / static_cast<double>(n)) : T(2);
  over(n, [&](int64_t begin, int64_t end, int64_t) {
    if (reduction == 0) {
      for (int64_t i = begin; i < end; i++) gx[i] = scale * (x[i] - y[i]) * g[i];
    } else {
      const T one = *g;
      for (int64_t i = begin; i < end; i++) gx[i] = scale * (x[i] - y[i]) * one;
    }
  });
}

}  // namespace

#define RL_LOSS_FNS(T) {nll<T>, nll_backward<T>, mse<T>, mse_backward<T>}
RL_DEFINE_KERNELS(LossKernels, loss) = {RL_LOSS_FNS(float), RL_LOSS_FNS(double)};

}  // namespace RL_ISA
}  // namespace rl
