#include "bind/common/elementwise_loop.h"

#include <cstring>

#include "base/thread_pool.h"

namespace rl {

static const int64_t kBlock = 512;         // elements of an operand copied together before a loop runs on them
static const int64_t kShortRow = 32;       // rows shorter than this are not worth a call each
static const int64_t kChunkCost = 16384;   // elements times cost per chunk: about 4 µs
static const int64_t kSerialCost = 65536;  // below this one thread does it
static const int64_t kReleaseCost = 1000000;

// Strided copies ------------------------------------------------------------------------------------------------------

template <class U> static void copy_strided(int64_t n, char* to, int64_t to_step, const char* from, int64_t from_step) {
  for (int64_t i = 0; i < n; i++)
    *reinterpret_cast<U*>(to + i * to_step) = *reinterpret_cast<const U*>(from + i * from_step);
}

static void copy_row(int64_t n, int size, char* to, int64_t to_step, const char* from, int64_t from_step) {
  switch (size) {
    case 1: return copy_strided<uint8_t>(n, to, to_step, from, from_step);
    case 2: return copy_strided<uint16_t>(n, to, to_step, from, from_step);
    case 4: return copy_strided<uint32_t>(n, to, to_step, from, from_step);
    default: return copy_strided<uint64_t>(n, to, to_step, from, from_step);
  }
}

// A position in the iteration space.
struct Position {
  int64_t index[NPY_MAXDIMS];
  void set(const Space& s, int64_t flat) {
    for (int d = 0; d < s.ndim; d++) {
      index[d] = flat % s.shape[d];
      flat /= s.shape[d];
    }
  }
  char* of(const Space& s, int operand) const {
    char* p = s.data[operand];
    for (int d = 0; d < s.ndim; d++) p += index[d] * s.stride[operand][d];
    return p;
  }
  void next_row(const Space& s) {
    index[0] = 0;
    for (int d = 1; d < s.ndim && ++index[d] == s.shape[d]; d++) index[d] = 0;
  }
};

// n elements of an operand from position `at` on, to or from contiguous memory.
static void copy_run(const Space& s, int operand, Position at, int64_t n, char* dense, bool gather) {
  const int size = s.size[operand];
  const int64_t step = s.stride[operand][0];
  while (n > 0) {
    const int64_t m = s.shape[0] - at.index[0] < n ? s.shape[0] - at.index[0] : n;
    char* p = at.of(s, operand);
    if (gather) copy_row(m, size, dense, size, p, step);
    else copy_row(m, size, p, step, dense, size);
    dense += m * size;
    n -= m;
    at.next_row(s);
  }
}

// Loops ---------------------------------------------------------------------------------------------------------------

// Calls the loop on n elements; an operand with scalar[i] leads to one number.
static void call(const LoopKind& kind, int64_t n, char* out, char* const* in, const bool* scalar) {
  const Form form = scalar[0] ? kFirst : kind.operands == 2 && scalar[1] ? kSecond : kBoth;
  kind.form[form](n, out, reinterpret_cast<const void* const*>(in));
}

struct Buffers { alignas(64) char memory[kMaxOperands][kBlock * 8]; };

// n elements along the innermost axis.
static void run_row(const Space& s, const LoopKind& kind, int64_t n, char* const* start, Buffers& buffers) {
  bool scalar[kMaxOperands] = {}, copied[kMaxOperands] = {}, any = false, one = false;
  for (int k = 0; k < s.count; k++) {
    const int64_t step = s.stride[k][0];
    if (k && step == 0 && kind.scalars && !one) one = scalar[k - 1] = true;  // the other one, if single too, is spread
    else any |= copied[k] = step != s.size[k] && n > 1;
  }
  if (!any) return call(kind, n, start[0], start + 1, scalar);
  for (int64_t i = 0; i < n; i += kBlock) {
    const int64_t m = n - i < kBlock ? n - i : kBlock;
    char* p[kMaxOperands];
    for (int k = 0; k < s.count; k++) {
      const int64_t step = s.stride[k][0];
      p[k] = copied[k] ? buffers.memory[k] : start[k] + i * step;
      if (k && copied[k] && (step || i == 0)) copy_row(m, s.size[k], p[k], s.size[k], start[k] + i * step, step);
    }
    call(kind, m, p[0], p + 1, scalar);
    if (copied[0]) copy_row(m, s.size[0], start[0] + i * s.stride[0][0], s.stride[0][0], p[0], s.size[0]);
  }
}

static bool is_dense(const Space& s, int k) {
  int64_t step = s.size[k];
  for (int d = 0; d < s.ndim; d++) {
    if (s.stride[k][d] != step) return false;
    step *= s.shape[d];
  }
  return true;
}

// The same numbers in every row.
static bool repeats(const Space& s, int k) {
  for (int d = 1; d < s.ndim; d++)
    if (s.stride[k][d]) return false;
  return true;
}

// Short rows: blocks across them, brought together operand by operand. A block is a whole number of rows long, so that
// an operand that is the same in each (a bias) is brought together once.
static void run_blocks(const Space& s, const LoopKind& kind, int64_t begin, int64_t end, Buffers& buffers) {
  bool dense[kMaxOperands], once[kMaxOperands], none[kMaxOperands] = {};
  for (int k = 0; k < s.count; k++) {
    dense[k] = is_dense(s, k);
    once[k] = repeats(s, k);
  }
  const int64_t block = kBlock / s.shape[0] * s.shape[0], first = begin;
  Position at;
  for (int64_t i = begin; i < end; i += block) {
    const int64_t m = end - i < block ? end - i : block;
    at.set(s, i);
    char* p[kMaxOperands];
    for (int k = 0; k < s.count; k++) {
      p[k] = dense[k] ? s.data[k] + i * s.size[k] : buffers.memory[k];
      if (k && !dense[k] && !(once[k] && i > first)) copy_run(s, k, at, m, p[k], true);
    }
    call(kind, m, p[0], p + 1, none);
    if (!dense[0]) copy_run(s, 0, at, m, p[0], false);
  }
}

static void run_range(const Space& s, const LoopKind& kind, int64_t begin, int64_t end) {
  Buffers buffers;
  if (s.ndim > 1 && s.shape[0] < kShortRow) return run_blocks(s, kind, begin, end, buffers);
  Position at;
  at.set(s, begin);
  while (begin < end) {
    const int64_t m = s.shape[0] - at.index[0] < end - begin ? s.shape[0] - at.index[0] : end - begin;
    char* p[kMaxOperands];
    for (int k = 0; k < s.count; k++) p[k] = at.of(s, k);
    run_row(s, kind, m, p, buffers);
    begin += m;
    at.next_row(s);
  }
}

void run_space(const Space& s, const LoopKind& kind) {
  if (s.total == 0) return;
  const int64_t cost = s.total * kind.cost;
  if (cost <= kSerialCost) return run_range(s, kind, 0, s.total);
  const int64_t chunk = (kChunkCost / kind.cost + kBlock - 1) / kBlock * kBlock;
  Unlocked unlocked(cost > kReleaseCost);
  parallel_for((s.total + chunk - 1) / chunk, [&](int64_t i) {
    run_range(s, kind, i * chunk, (i + 1) * chunk < s.total ? (i + 1) * chunk : s.total);
  });
}

// Axes ----------------------------------------------------------------------------------------------------------------

static int64_t size_of(int64_t stride) { return stride < 0 ? -stride : stride; }

// PyTorch's rule: sorted by the strides of the first operand that tells two axes apart; axes that an operand repeats
// (stride 0) say nothing.
void order_axes(int ndim, const npy_intp* shape, int count, const npy_intp strides[][NPY_MAXDIMS], int* order) {
  for (int i = 0; i < ndim; i++) order[i] = ndim - 1 - i;
  auto inner_is_slower = [&](int inner, int outer) {
    for (int k = 0; k < count; k++) {
      const int64_t a = size_of(strides[k][inner]), b = size_of(strides[k][outer]);
      if (a == 0 || b == 0) continue;
      if (a != b) return a > b ? 1 : -1;
      if (shape[inner] > shape[outer]) return 1;
    }
    return 0;
  };
  for (int i = 1; i < ndim; i++) {
    int at = i;
    for (int j = i - 1; j >= 0; j--) {
      const int swap = inner_is_slower(order[j], order[at]);
      if (swap < 0) break;
      if (swap == 0) continue;
      const int t = order[j];
      order[j] = order[at];
      order[at] = t;
      at = j;
    }
  }
}

PyObject* empty_ordered(int ndim, const npy_intp* shape, const int* order, int type) {
  PyObject* fresh = empty_array(ndim, shape, type);
  if (!fresh) return nullptr;
  auto* array = reinterpret_cast<PyArrayObject*>(fresh);
  npy_intp step = PyArray_ITEMSIZE(array);
  bool usual = true;
  for (int i = 0; i < ndim; i++) {
    usual = usual && (PyArray_STRIDE(array, order[i]) == step || shape[order[i]] == 1);
    PyArray_STRIDES(array)[order[i]] = step;
    step *= shape[order[i]] ? shape[order[i]] : 1;
  }
  if (!usual) PyArray_UpdateFlags(array, NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS);
  return fresh;
}

// Drops axes of length 1 and joins axes that are one in memory for all operands.
void collapse(Space* s) {
  int last = -1;
  for (int d = 0; d < s->ndim; d++) {
    if (s->shape[d] == 1) continue;
    bool joins = last >= 0;
    for (int k = 0; k < s->count && joins; k++) joins = s->stride[k][d] == s->stride[k][last] * s->shape[last];
    if (joins) {
      s->shape[last] *= s->shape[d];
      continue;
    }
    last++;
    s->shape[last] = s->shape[d];
    for (int k = 0; k < s->count; k++) s->stride[k][last] = s->stride[k][d];
  }
  if (last < 0) {
    last = 0;
    s->shape[0] = 1;
    for (int k = 0; k < s->count; k++) s->stride[k][0] = s->size[k];
  }
  s->ndim = last + 1;
}

// Operands ------------------------------------------------------------------------------------------------------------

static bool broadcast_shape(const LoopKind& kind, const Given* in, int* ndim, npy_intp* shape) {
  *ndim = 0;
  for (int k = 0; k < kind.operands; k++)
    if (in[k].array && PyArray_NDIM(in[k].array) > *ndim) *ndim = PyArray_NDIM(in[k].array);
  for (int i = 0; i < *ndim; i++) shape[i] = 1;
  for (int k = 0; k < kind.operands; k++) {
    if (!in[k].array) continue;
    const int lead = *ndim - PyArray_NDIM(in[k].array);
    for (int i = lead; i < *ndim; i++) {
      const npy_intp n = PyArray_DIM(in[k].array, i - lead);
      if (shape[i] == 1) shape[i] = n;
      else if (n != 1 && n != shape[i]) return false;
    }
  }
  return true;
}

static void spread_strides(PyArrayObject* a, int ndim, npy_intp* strides) {
  const int lead = ndim - PyArray_NDIM(a);
  for (int i = 0; i < ndim; i++)
    strides[i] = i < lead || PyArray_DIM(a, i - lead) == 1 ? 0 : PyArray_STRIDE(a, i - lead);
}

static void extent(PyArrayObject* x, const char** low, const char** high) {
  *low = PyArray_BYTES(x);
  *high = *low + PyArray_ITEMSIZE(x) - 1;
  for (int i = 0; i < PyArray_NDIM(x); i++) {
    const npy_intp reach = (PyArray_DIM(x, i) - 1) * PyArray_STRIDE(x, i);
    (reach < 0 ? *low : *high) += reach;
  }
}

// Whether `out` may be written while `x` is read: it is the same array, element for element, or shares no memory.
static bool safe(PyArrayObject* out, PyArrayObject* x) {
  if (!PyArray_SIZE(out) || !PyArray_SIZE(x)) return true;
  bool same =
      PyArray_DATA(out) == PyArray_DATA(x) && PyArray_ITEMSIZE(out) == PyArray_ITEMSIZE(x) && same_shape(out, x);
  for (int i = 0; i < PyArray_NDIM(out) && same; i++)
    same = PyArray_DIM(x, i) == 1 || PyArray_STRIDE(out, i) == PyArray_STRIDE(x, i);
  if (same) return true;
  const char *x_low, *x_high, *o_low, *o_high;
  extent(x, &x_low, &x_high);
  extent(out, &o_low, &o_high);
  return x_high < o_low || o_high < x_low;
}

static bool out_fits(PyObject* out, int type, int ndim, const npy_intp* shape) {
  if (!PyArray_Check(out)) return false;
  auto* o = reinterpret_cast<PyArrayObject*>(out);
  if (PyArray_NDIM(o) != ndim || !PyArray_ISBEHAVED(o) || !PyArray_EquivTypenums(PyArray_TYPE(o), type)) return false;
  for (int i = 0; i < ndim; i++)
    if (PyArray_DIM(o, i) != shape[i] || (shape[i] > 1 && PyArray_STRIDE(o, i) == 0)) return false;
  return true;
}

// Operands may be smaller than `out`: they are repeated then.
static bool spread_to(PyObject* out, int* ndim, npy_intp* shape) {
  if (!PyArray_Check(out)) return false;
  auto* o = reinterpret_cast<PyArrayObject*>(out);
  const int lead = PyArray_NDIM(o) - *ndim;
  if (lead < 0) return false;
  for (int d = 0; d < *ndim; d++)
    if (shape[d] != 1 && shape[d] != PyArray_DIM(o, lead + d)) return false;
  *ndim = PyArray_NDIM(o);
  for (int d = 0; d < *ndim; d++) shape[d] = PyArray_DIM(o, d);
  return true;
}

// Arrays of one shape, all C-contiguous, and numbers: one run.
static bool plain(const LoopKind& kind, const Given* in, PyObject* out, PyArrayObject** first) {
  *first = nullptr;
  int numbers = 0;
  for (int k = 0; k < kind.operands; k++) {
    PyArrayObject* a = in[k].array;
    if (!a) {
      if (++numbers > 1 || !kind.scalars) return false;
      continue;
    }
    if (!PyArray_IS_C_CONTIGUOUS(a) || (*first && !same_shape(a, *first))) return false;
    if (!*first) *first = a;
  }
  if (!*first) return false;
  if (out == Py_None) return true;
  auto* o = reinterpret_cast<PyArrayObject*>(out);
  return PyArray_Check(out) && PyArray_IS_C_CONTIGUOUS(o) && same_shape(o, *first);
}

static PyObject* take_out(const LoopKind& kind, const Given* in, PyObject* out, int type, int ndim,
                          const npy_intp* shape) {
  if (!out_fits(out, type, ndim, shape)) return not_implemented();
  for (int k = 0; k < kind.operands; k++)
    if (in[k].array && !safe(reinterpret_cast<PyArrayObject*>(out), in[k].array)) return not_implemented();
  return Py_NewRef(out);
}

PyObject* run_elementwise(const LoopKind& kind, Given* in, PyObject* out, int type) {
  PyArrayObject* first;
  Space s;
  s.count = kind.operands + 1;
  for (int k = 0; k < kind.operands; k++) {
    s.data[k + 1] = in[k].array ? PyArray_BYTES(in[k].array) : in[k].number;
    s.size[k + 1] = in[k].size;
  }
  PyObject* result;
  if (plain(kind, in, out, &first)) {
    const int ndim = PyArray_NDIM(first);
    const npy_intp* shape = PyArray_DIMS(first);
    result = out == Py_None ? empty_array(ndim, shape, type) : take_out(kind, in, out, type, ndim, shape);
    if (!result || result == Py_NotImplemented) return result;
    s.ndim = 1;
    s.total = s.shape[0] = PyArray_SIZE(first);
    for (int k = 0; k < kind.operands; k++) s.stride[k + 1][0] = in[k].array ? in[k].size : 0;
    s.data[0] = PyArray_BYTES(reinterpret_cast<PyArrayObject*>(result));
    s.size[0] = static_cast<int>(PyArray_ITEMSIZE(reinterpret_cast<PyArrayObject*>(result)));
    s.stride[0][0] = s.size[0];
    if (s.total * kind.cost > kSerialCost) {
      run_space(s, kind);
    } else if (s.total) {
      bool scalar[kMaxOperands];
      for (int k = 0; k < kind.operands; k++) scalar[k] = !in[k].array;
      call(kind, s.total, s.data[0], s.data + 1, scalar);
    }
    return result;
  }
  int ndim, order[NPY_MAXDIMS];
  npy_intp shape[NPY_MAXDIMS], strides[kMaxOperands][NPY_MAXDIMS];
  if (!broadcast_shape(kind, in, &ndim, shape)) return not_implemented();
  const bool given = out != Py_None;
  if (given && !(spread_to(out, &ndim, shape) && out_fits(out, type, ndim, shape))) return not_implemented();
  int known = 0, slot[kMaxOperands];
  if (given) spread_strides(reinterpret_cast<PyArrayObject*>(out), ndim, strides[known++]);
  for (int k = 0; k < kind.operands; k++) {
    slot[k] = in[k].array ? known : -1;
    if (in[k].array) spread_strides(in[k].array, ndim, strides[known++]);
  }
  order_axes(ndim, shape, known, strides, order);
  result = given ? take_out(kind, in, out, type, ndim, shape) : empty_ordered(ndim, shape, order, type);
  if (!result || result == Py_NotImplemented) return result;
  auto* y = reinterpret_cast<PyArrayObject*>(result);
  s.data[0] = PyArray_BYTES(y);
  s.size[0] = static_cast<int>(PyArray_ITEMSIZE(y));
  s.ndim = ndim;
  s.total = PyArray_SIZE(y);
  for (int d = 0; d < ndim; d++) {
    s.shape[d] = shape[order[d]];
    s.stride[0][d] = PyArray_STRIDE(y, order[d]);
    for (int k = 0; k < kind.operands; k++) s.stride[k + 1][d] = slot[k] < 0 ? 0 : strides[slot[k]][order[d]];
  }
  collapse(&s);
  run_space(s, kind);
  return result;
}

}  // namespace rl
