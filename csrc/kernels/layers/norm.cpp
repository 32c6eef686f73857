#include "kernels/layers/norm.h"

#include "base/thread_pool.h"
#include "kernels/reductions/sums.h"

namespace rl {
namespace RL_ISA {
namespace {

constexpr int64_t kChunk = 32768;  // elements per unit of parallel work

// body(first, last) over [0, count) units of `size` elements.
template <class F> RL_INLINE void over(int64_t count, int64_t size, F&& body) {
  if (count * size <= 2 * kChunk) return body(int64_t(0), count);
  const int64_t per = size >= kChunk ? 1 : kChunk / max_of<int64_t>(size, 1);
  parallel_for((count + per - 1) / per, [&](int64_t i) { body(i * per, min_of((i + 1) * per, count)); });
}

// Sums of a and a² with a = x - around, over one stretch.
template <class T> RL_INLINE void two_sums(int64_t n, const T* x, T around, double* out) {
  const Vec<T> m = splat(around);
  sums<T, 2>(
      n, out,
      [&](int64_t i, Vec<T>* s) {
        const Vec<T> d = load(x + i) - m;
        s[0] += d;
        s[1] = fma(d, d, s[1]);
      },
      [&](int64_t i, double* s) {
        const double d = static_cast<double>(x[i] - around);
        s[0] += d;
        s[1] += d * d;
      });
}
// Mean and variance of what two_sums found around a number near the mean.
RL_INLINE void moments(const double* s, double count, double around, double* mean, double* var) {
  const double d = s[0] / count;
  *mean = around + d;
  const double v = s[1] / count - d * d;
  *var = v < 0 ? 0 : v;  // (nan stays)
}
// Sums of g and g (x - around).
template <class T> RL_INLINE void gradient_sums(int64_t n, const T* g, const T* x, T around, double* out) {
  const Vec<T> m = splat(around);
  sums<T, 2>(
      n, out,
      [&](int64_t i, Vec<T>* s) {
        const Vec<T> v = load(g + i);
        s[0] += v;
        s[1] = fma(v, load(x + i) - m, s[1]);
      },
      [&](int64_t i, double* s) {
        const double v = static_cast<double>(g[i]);
        s[0] += v;
        s[1] += v * static_cast<double>(x[i] - around);
      });
}

// Columns of a matrix (pixels == 1): kWide channels at once, the last ones alone.
// f(channel, lanes of sums) with term(row pointer offset, sums) for vectors and scalars.
template <int k, class V, class S, class F>
RL_INLINE void column_sums(int64_t n, int64_t channels, int64_t begin, int64_t end, V&& vectors, S&& scalars,
                           F&& finish) {
  int64_t c = begin;
  for (; c + kWide <= end; c += kWide) {
    Vec<double> s[k] = {};
    for (int64_t i = 0; i < n; i++) vectors(i * channels + c, c, s);
    RL_UNROLL for (int lane = 0; lane < kWide; lane++) {
      double one[k];
      RL_UNROLL for (int j = 0; j < k; j++) one[j] = s[j][lane];
      finish(c + lane, one);
    }
  }
  for (; c < end; c++) {
    double one[k] = {};
    for (int64_t i = 0; i < n; i++) scalars(i * channels + c, c, one);
    finish(c, one);
  }
}

template <class T> void statistics(int64_t n, int64_t channels, int64_t pixels, const T* x, double* mean, double* var) {
  const double count = static_cast<double>(n * pixels);
  // Two passes: the variance is a sum of squares around the mean, so nothing cancels.
  over(channels, n * pixels, [&](int64_t begin, int64_t end) {
    if (pixels == 1) {
      column_sums<1>(
          n, channels, begin, end, [&](int64_t at, int64_t, Vec<double>* s) { s[0] += wide(x + at); },
          [&](int64_t at, int64_t, double* s) { s[0] += static_cast<double>(x[at]); },
          [&](int64_t c, const double* s) { mean[c] = s[0] / count; });
      column_sums<1>(
          n, channels, begin, end,
          [&](int64_t at, int64_t c, Vec<double>* s) {
            const Vec<double> d = wide(x + at) - load(mean + c);
            s[0] = fma(d, d, s[0]);
          },
          [&](int64_t at, int64_t c, double* s) {
            const double d = static_cast<double>(x[at]) - mean[c];
            s[0] += d * d;
          },
          [&](int64_t c, const double* s) { var[c] = s[0] / count; });
      return;
    }
    for (int64_t c = begin; c < end; c++) {
      double s[2] = {}, t[2] = {};
      for (int64_t i = 0; i < n; i++) two_sums(pixels, x + (i * channels + c) * pixels, T(0), s);
      const T around = static_cast<T>(s[0] / count);
      for (int64_t i = 0; i < n; i++) two_sums(pixels, x + (i * channels + c) * pixels, around, t);
      moments(t, count, static_cast<double>(around), mean + c, var + c);
    }
  });
}

template <class T>
void affine(int64_t n, int64_t channels, int64_t pixels, const T* x, const T* scale, const T* shift, T* y) {
  over(n, channels * pixels, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const T* from = x + i * channels * pixels;
      T* to = y + i * channels * pixels;
      if (pixels == 1) {
        for (int64_t c = 0; c < channels; c++) to[c] = from[c] * scale[c] + shift[c];
        continue;
      }
      for (int64_t c = 0; c < channels; c++) {
        const T a = scale[c], b = shift[c];
        for (int64_t j = 0; j < pixels; j++) to[c * pixels + j] = from[c * pixels + j] * a + b;
      }
    }
  });
}

template <class T>
void batch_backward(int64_t n, int64_t channels, int64_t pixels, const T* g, const T* x, const T* w, const T* mean,
                    const T* rstd, bool training, T* gx, T* gw, T* gb) {
  const double count = static_cast<double>(n * pixels);
  over(channels, n * pixels, [&](int64_t begin, int64_t end) {
    // per channel: what each element loses (the mean gradient, and a share of the one along x), the mean, the factor
    T even[64], slope[64], centre[64], scale[64];
    for (int64_t first = begin; first < end; first += 64) {
      const int64_t last = min_of(first + 64, end);
      const auto finish = [&](int64_t c, const double* s) {
        const double r = static_cast<double>(rstd[c]);
        gb[c] = static_cast<T>(s[0]);
        gw[c] = static_cast<T>(s[1] * r);
        even[c - first] = static_cast<T>(training ? s[0] / count : 0);
        slope[c - first] = static_cast<T>(training ? s[1] * r * r / count : 0);
        centre[c - first] = mean[c];
        scale[c - first] = w ? rstd[c] * w[c] : rstd[c];
      };
      if (pixels == 1) {
        column_sums<2>(
            n, channels, first, last,
            [&](int64_t at, int64_t c, Vec<double>* s) {
              const Vec<double> v = wide(g + at);
              s[0] += v;
              s[1] = fma(v, wide(x + at) - wide(mean + c), s[1]);
            },
            [&](int64_t at, int64_t c, double* s) {
              const double v = static_cast<double>(g[at]);
              s[0] += v;
              s[1] += v * (static_cast<double>(x[at]) - static_cast<double>(mean[c]));
            },
            finish);
      } else {
        for (int64_t c = first; c < last; c++) {
          double s[2] = {};
          for (int64_t i = 0; i < n; i++) {
            const int64_t at = (i * channels + c) * pixels;
            gradient_sums(pixels, g + at, x + at, mean[c], s);
          }
          finish(c, s);
        }
      }
      for (int64_t i = 0; i < n; i++) {
        const int64_t at = (i * channels + first) * pixels;
        if (pixels == 1) {
          for (int64_t c = 0; c < last - first; c++)
            gx[at + c] =
                training ? (g[at + c] - (x[at + c] - centre[c]) * slope[c] - even[c]) * scale[c] : g[at + c] * scale[c];
          continue;
        }
        for (int64_t c = 0; c < last - first; c++) {
          const T e = even[c], s = slope[c], m = centre[c], by = scale[c];
          if (!training) {  // whatever x is: inf * 0 is not 0
            for (int64_t j = at + c * pixels; j < at + (c + 1) * pixels; j++) gx[j] = g[j] * by;
            continue;
          }
          for (int64_t j = at + c * pixels; j < at + (c + 1) * pixels; j++) gx[j] = (g[j] - (x[j] - m) * s - e) * by;
        }
      }
    }
  });
}

template <class T>
void rows(int64_t rows, int64_t length, int64_t inner, int64_t weights, const T* x, const T* w, const T* b, double eps,
          T* y, T* mean, T* rstd) {
  over(rows, length, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const T* from = x + i * length;
      T* to = y + i * length;
      double s[2] = {}, t[2] = {};
      two_sums(length, from, T(0), s);
      const T around = static_cast<T>(s[0] / static_cast<double>(length));
      two_sums(length, from, around, t);
      double m, var;
      moments(t, static_cast<double>(length), static_cast<double>(around), &m, &var);
      const double r = 1 / __builtin_sqrt(var + eps);
      mean[i] = static_cast<T>(m);
      rstd[i] = static_cast<T>(r);
      const T by = static_cast<T>(r), less = static_cast<T>(m);
      if (inner == 1) {
        for (int64_t j = 0; j < length; j++) to[j] = (from[j] - less) * by;
        const int64_t at = weights == length ? 0 : i * length % weights;
        if (w)
          for (int64_t j = 0; j < length; j++) to[j] *= w[at + j];
        if (b)
          for (int64_t j = 0; j < length; j++) to[j] += b[at + j];
        continue;
      }
      for (int64_t k = 0; k < length / inner; k++) {
        const int64_t at = (i * (length / inner) + k) % weights;
        const T scale = w ? w[at] : T(1), shift = b ? b[at] : T(0);
        for (int64_t j = k * inner; j < (k + 1) * inner; j++) to[j] = (from[j] - less) * by * scale + shift;
      }
    }
  });
}

// The gradient of a row whose elements have a weight each (w may be null).
template <class T> RL_INLINE void row_gradient(int64_t length, const T* g, const T* x, const T* w, T m, T r, T* gx) {
  double s[2] = {};
  const Vec<T> vm = splat(m);
  sums<T, 2>(
      length, s,
      [&](int64_t j, Vec<T>* a) {
        const Vec<T> v = w ? load(g + j) * load(w + j) : load(g + j);
        a[0] += v;
        a[1] = fma(v, load(x + j) - vm, a[1]);
      },
      [&](int64_t j, double* a) {
        const double v = static_cast<double>(w ? g[j] * w[j] : g[j]);
        a[0] += v;
        a[1] += v * static_cast<double>(x[j] - m);
      });
  const double count = static_cast<double>(length), by = static_cast<double>(r);
  const T even = static_cast<T>(s[0] / count), slope = static_cast<T>(s[1] * by * by / count);
  if (w)
    for (int64_t j = 0; j < length; j++) gx[j] = (g[j] * w[j] - even - (x[j] - m) * slope) * r;
  else
    for (int64_t j = 0; j < length; j++) gx[j] = (g[j] - even - (x[j] - m) * slope) * r;
}
// The same where stretches of `inner` elements share a weight: the first one's number is `first`.
template <class T>
RL_INLINE void stretched_gradient(int64_t stretches, int64_t inner, const T* g, const T* x, const T* w, int64_t first,
                                  int64_t weights, T m, T r, T* gx) {
  double total = 0, along = 0;
  for (int64_t k = 0; k < stretches; k++) {
    double s[2] = {};
    gradient_sums(inner, g + k * inner, x + k * inner, m, s);
    const double by = w ? static_cast<double>(w[(first + k) % weights]) : 1;
    total += by * s[0];
    along += by * s[1];
  }
  const double count = static_cast<double>(stretches * inner),
               squared = static_cast<double>(r) * static_cast<double>(r);
  const T even = static_cast<T>(total / count), slope = static_cast<T>(along * squared / count);
  for (int64_t k = 0; k < stretches; k++) {
    const T by = w ? w[(first + k) % weights] : T(1);
    for (int64_t j = k * inner; j < (k + 1) * inner; j++) gx[j] = (g[j] * by - even - (x[j] - m) * slope) * r;
  }
}

template <class T>
void rows_backward(int64_t rows, int64_t length, int64_t inner, int64_t weights, const T* g, const T* x, const T* w,
                   const T* mean, const T* rstd, T* gx, T* gw, T* gb) {
  const int64_t stretches = length / inner;
  const bool whole = inner == 1 && weights == length;
  over(rows, length, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t at = i * length;
      if (whole || !w) row_gradient(length, g + at, x + at, w, mean[i], rstd[i], gx + at);
      else stretched_gradient(stretches, inner, g + at, x + at, w, i * stretches, weights, mean[i], rstd[i], gx + at);
    }
  });
  if (whole) {  // sums down the columns
    over(length, rows, [&](int64_t begin, int64_t end) {
      column_sums<2>(
          rows, length, begin, end,
          [&](int64_t at, int64_t, Vec<double>* s) {
            const int64_t i = at / length;
            const Vec<double> v = wide(g + at);
            s[0] += v;
            s[1] = fma(v, (wide(x + at) - splat(static_cast<double>(mean[i]))) * splat(static_cast<double>(rstd[i])),
                       s[1]);
          },
          [&](int64_t at, int64_t, double* s) {
            const int64_t i = at / length;
            const double v = static_cast<double>(g[at]);
            s[0] += v;
            s[1] += v * ((static_cast<double>(x[at]) - static_cast<double>(mean[i])) * static_cast<double>(rstd[i]));
          },
          [&](int64_t c, const double* s) { gb[c] = static_cast<T>(s[0]), gw[c] = static_cast<T>(s[1]); });
    });
    return;
  }
  const int64_t repeats = weights ? rows * stretches / weights : 0;
  over(weights, repeats * inner, [&](int64_t begin, int64_t end) {
    for (int64_t k = begin; k < end; k++) {
      double total = 0, along = 0;
      for (int64_t i = 0; i < repeats; i++) {
        const int64_t stretch = i * weights + k, row = stretch / stretches;
        double s[2] = {};
        gradient_sums(inner, g + stretch * inner, x + stretch * inner, mean[row], s);
        total += s[0];
        along += s[1] * static_cast<double>(rstd[row]);
      }
      gb[k] = static_cast<T>(total);
      gw[k] = static_cast<T>(along);
    }
  });
}

}  // namespace

#define RL_NORM_FNS(T) {statistics<T>, affine<T>, batch_backward<T>, rows<T>, rows_backward<T>}
RL_DEFINE_KERNELS(NormKernels, norm) = {RL_NORM_FNS(float), RL_NORM_FNS(double)};

}  // namespace RL_ISA
}  // namespace rl
