// ext.reduce: {name: builtin}, called as f(dims, keepdim, x, out): dims None or a sorted tuple of axes from 0, out None
// or an array; sum_to as f(shape, x, out), argmax and its like with one dim. NotImplemented for dtypes, byte orders and
// `out`s that they cannot take.
//
// Axes are brought into the order of memory. Then either the innermost one is summed away (rows) or it is kept
// (columns). How the work is cut depends on sizes only, so that the number of threads does not change a bit.
#include "kernels/reductions/reduce.h"

#include <cstring>

#include "base/allocator.h"
#include "base/thread_pool.h"
#include "bind/common/args.h"

namespace rl {

static const int64_t kPiece = 32768;  // numbers that one chunk reduces
static const int64_t kReleaseWork = 1 << 20;

struct Axis {
  int64_t size, step, out;  // step in bytes, out in elements of the result
  bool reduced;
};

// The axes of one kind, and a position among them.
struct Nest {
  int n = 0;
  Axis axis[NPY_MAXDIMS];
  int64_t total = 1;
  void add(const Axis& a) {
    axis[n++] = a;
    total *= a.size;
  }
  void at(int64_t flat, int64_t* bytes, int64_t* out) const {
    *bytes = *out = 0;
    for (int d = 0; d < n; d++) {
      const int64_t i = n == 1 ? flat : flat % axis[d].size;
      flat /= axis[d].size;
      *bytes += i * axis[d].step;
      *out += i * axis[d].out;
    }
  }
};

struct Layout {
  bool rows;           // the innermost axis is summed away
  Axis inner;          // that axis, or the columns
  Nest kept, reduced;  // the others, innermost first
  const char* x;
  int size;  // bytes per element
};

// Memory order, joined axes. False if the elements are not next to each other: the array must be copied first.
static bool lay_out(PyArrayObject* x, const bool* reduced, const int64_t* out_step, Layout* layout) {
  Axis axes[NPY_MAXDIMS];
  int n = 0;
  for (int d = 0; d < PyArray_NDIM(x); d++) {
    const Axis a = {PyArray_DIM(x, d), PyArray_STRIDE(x, d), out_step[d], reduced[d]};
    if (a.size == 1) continue;
    if (a.step <= 0) return false;
    int at = n++;
    for (; at > 0 && axes[at - 1].step > a.step; at--) axes[at] = axes[at - 1];
    axes[at] = a;
  }
  layout->size = static_cast<int>(PyArray_ITEMSIZE(x));
  layout->x = PyArray_BYTES(x);
  if (n == 0) axes[n++] = {1, layout->size, 0, true};
  if (axes[0].step != layout->size) return false;
  int last = 0;
  for (int d = 1; d < n; d++) {
    const Axis& a = axes[d];
    Axis& b = axes[last];
    if (a.reduced == b.reduced && a.step == b.step * b.size && (a.reduced || a.out == b.out * b.size)) b.size *= a.size;
    else axes[++last] = a;
  }
  layout->inner = axes[0];
  layout->rows = axes[0].reduced;
  for (int d = 1; d <= last; d++) (axes[d].reduced ? layout->reduced : layout->kept).add(axes[d]);
  return true;
}

static int64_t ceil_div(int64_t a, int64_t b) { return (a + b - 1) / b; }
static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

// Memory for partial results.
class Scratch {
 public:
  explicit Scratch(int64_t bytes)
      : bytes_(bytes), p_(bytes <= static_cast<int64_t>(sizeof(small_)) ? small_ : alloc(bytes)) {}
  ~Scratch() {
    if (p_ && p_ != small_) dealloc(p_, bytes_);
  }
  char* get() const { return static_cast<char*>(p_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  int64_t bytes_;
  void* p_;
  alignas(64) char small_[4096];
};

// Rows ----------------------------------------------------------------------------------------------------------------

// f(pointer, count) for each run of contiguous numbers in [begin, end) of one output's numbers.
template <class F> static void runs(const Layout& l, const char* x, int64_t begin, int64_t end, F&& f) {
  while (begin < end) {
    const int64_t q = begin / l.inner.size, at = begin - q * l.inner.size, n = least(l.inner.size - at, end - begin);
    int64_t bytes, unused;
    l.reduced.at(q, &bytes, &unused);
    f(x + bytes + at * l.size, n);
    begin += n;
  }
}

static bool reduce_rows(const Reduction& r, const Layout& l, char* y, double divisor) {
  const int64_t outputs = l.kept.total, work = l.reduced.total * l.inner.size;
  const int64_t pieces = outputs >= 32 ? 1 : ceil_div(work, kPiece), piece = ceil_div(work, pieces);
  if (pieces == 1) {
    const int64_t group = work >= kPiece ? 1 : kPiece / work;
    const bool regular = l.reduced.n == 0 && (l.kept.n == 0 || (l.kept.n == 1 && l.kept.axis[0].out == 1));
    const int64_t step = l.kept.n ? l.kept.axis[0].step : 0;
    parallel_for(ceil_div(outputs, group), [&](int64_t chunk) {
      if (regular) {
        alignas(64) char a[256 * kAccumulator];
        const int64_t end = least(outputs, (chunk + 1) * group);
        for (int64_t p = chunk * group; p < end; p += 256) {
          const int64_t n = least(256, end - p);
          r.start(n, a);
          r.many_rows(n, step, work, l.x + p * step, a);
          r.finish(n, a, y + p * l.size, divisor);
        }
        return;
      }
      for (int64_t p = chunk * group; p < least(outputs, (chunk + 1) * group); p++) {
        alignas(8) char a[kAccumulator];
        int64_t bytes, out;
        l.kept.at(p, &bytes, &out);
        r.start(1, a);
        if (l.reduced.n == 0) r.row(work, l.x + bytes, a);
        else runs(l, l.x + bytes, 0, work, [&](const char* x, int64_t n) { r.row(n, x, a); });
        r.finish(1, a, y + out * l.size, divisor);
      }
    });
    return true;
  }
  Scratch parts(outputs * pieces * kAccumulator);
  if (!parts.get()) return false;
  parallel_for(outputs * pieces, [&](int64_t i) {
    char* a = parts.get() + i * kAccumulator;
    int64_t bytes, out;
    l.kept.at(i / pieces, &bytes, &out);
    const int64_t begin = i % pieces * piece;
    r.start(1, a);
    runs(l, l.x + bytes, begin, least(work, begin + piece), [&](const char* x, int64_t n) { r.row(n, x, a); });
  });
  for (int64_t p = 0; p < outputs; p++) {
    char* a = parts.get() + p * pieces * kAccumulator;
    for (int64_t j = 1; j < pieces; j++) r.join(1, a, a + j * kAccumulator);
    int64_t bytes, out;
    l.kept.at(p, &bytes, &out);
    r.finish(1, a, y + out * l.size, divisor);
  }
  return true;
}

// Columns -------------------------------------------------------------------------------------------------------------

// How columns are cut: blocks of columns, and pieces of the rows below them.
struct Cut {
  int64_t blocks, rows, pieces, piece;
  int width;  // of an accumulator
  explicit Cut(const Layout& l) {
    blocks = ceil_div(l.inner.size, kColumnBlock);
    rows = l.reduced.total;
    const int64_t work = rows * least(l.inner.size, kColumnBlock);
    pieces = l.kept.total * blocks >= 16 ? 1 : least(ceil_div(work, kPiece), ceil_div(rows, 16));
    if (pieces < 1) pieces = 1;
    piece = ceil_div(ceil_div(rows, pieces), 16) * 16;
    pieces = rows ? ceil_div(rows, piece) : 1;
  }
};

// f(pointer, rows, step, first row) for rows [begin, end) of one block of columns.
template <class F> static void row_runs(const Layout& l, const char* x, int64_t begin, int64_t end, F&& f) {
  if (l.reduced.n == 0) return f(x, end - begin, l.size, begin);
  const Axis& a = l.reduced.axis[0];
  while (begin < end) {
    const int64_t n = least(a.size - begin % a.size, end - begin);
    int64_t bytes, unused;
    l.reduced.at(begin, &bytes, &unused);
    f(x + bytes, n, a.step, begin);
    begin += n;
  }
}

static void put_columns(const Layout& l, const char* from, int64_t n, char* y) {
  if (l.inner.out == 1) {
    std::memcpy(y, from, static_cast<size_t>(n) * l.size);
    return;
  }
  for (int64_t i = 0; i < n; i++) std::memcpy(y + i * l.inner.out * l.size, from + i * l.size, l.size);
}

static bool reduce_columns(const Reduction& r, const Layout& l, char* y, double divisor) {
  const Cut c(l);
  const int64_t tasks = l.kept.total * c.blocks;
  const int64_t work = c.rows * least(l.inner.size, kColumnBlock),
                group = c.pieces > 1 || work >= kPiece ? 1 : kPiece / work;
  Scratch parts(c.pieces > 1 ? tasks * c.pieces * kColumnBlock * kAccumulator : 0);
  if (!parts.get()) return false;
  auto place = [&](int64_t task, int64_t* n, int64_t* bytes, int64_t* out) {
    l.kept.at(task / c.blocks, bytes, out);
    const int64_t first = task % c.blocks * kColumnBlock;
    *n = least(kColumnBlock, l.inner.size - first);
    *bytes += first * l.size;
    *out += first * l.inner.out;
  };
  auto finish = [&](int64_t n, const char* a, int64_t out) {
    alignas(64) char values[kColumnBlock * 8];
    r.finish(n, a, values, divisor);
    put_columns(l, values, n, y + out * l.size);
  };
  parallel_for(ceil_div(tasks * c.pieces, group), [&](int64_t chunk) {
    alignas(64) char own[kColumnBlock * kAccumulator];
    for (int64_t i = chunk * group; i < least(tasks * c.pieces, (chunk + 1) * group); i++) {
      char* a = c.pieces > 1 ? parts.get() + i * kColumnBlock * kAccumulator : own;
      int64_t n, bytes, out;
      place(i / c.pieces, &n, &bytes, &out);
      const int64_t begin = i % c.pieces * c.piece;
      r.start(n, a);
      row_runs(l, l.x + bytes, begin, least(c.rows, begin + c.piece),
               [&](const char* x, int64_t rows, int64_t step, int64_t) { r.columns(rows, step, n, x, a); });
      if (c.pieces == 1) finish(n, a, out);
    }
  });
  if (c.pieces == 1) return true;
  for (int64_t task = 0; task < tasks; task++) {
    int64_t n, bytes, out;
    place(task, &n, &bytes, &out);
    char* a = parts.get() + task * c.pieces * kColumnBlock * kAccumulator;
    for (int64_t j = 1; j < c.pieces; j++) r.join(n, a, a + j * kColumnBlock * kAccumulator);
    finish(n, a, out);
  }
  return true;
}

// Arguments -----------------------------------------------------------------------------------------------------------

static ReduceType reduce_type(PyArrayObject* a) {
  if (!PyArray_ISBEHAVED_RO(a)) return kReduceTypes;
  switch (PyArray_TYPE(a)) {
    case NPY_FLOAT: return kReduceF32;
    case NPY_DOUBLE: return kReduceF64;
    case NPY_BOOL: return kReduceBool;
    case NPY_LONG:
    case NPY_LONGLONG: return PyArray_ITEMSIZE(a) == 8 ? kReduceI64 : kReduceTypes;
    default: return kReduceTypes;
  }
}

static bool read_dims(PyObject* dims, int ndim, bool* reduced) {
  for (int d = 0; d < ndim; d++) reduced[d] = dims == Py_None;
  if (dims == Py_None) return true;
  if (!PyTuple_Check(dims)) return false;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(dims); i++) {
    long long d;
    if (!read_int(PyTuple_GET_ITEM(dims, i), &d) || d < 0 || d >= (ndim ? ndim : 1)) return false;
    if (ndim) reduced[d] = true;
  }
  return true;
}

// The result's array (new, or out if it fits and shares no memory with x), and what each axis of x steps in it; `keep`:
// reduced axes that stay as length 1. nullptr with no exception set: out does not fit.
static PyArrayObject* result_for(PyArrayObject* x, const bool* reduced, const bool* keep, PyObject* out, int type,
                                 int64_t* out_step) {
  npy_intp shape[NPY_MAXDIMS];
  int n = 0;
  for (int d = 0; d < PyArray_NDIM(x); d++)
    if (!reduced[d] || keep[d]) shape[n++] = reduced[d] ? 1 : PyArray_DIM(x, d);
  int64_t step = 1;
  for (int d = PyArray_NDIM(x) - 1; d >= 0; d--) {
    out_step[d] = reduced[d] ? 0 : step;
    if (!reduced[d]) step *= PyArray_DIM(x, d);
  }
  if (out == Py_None) return reinterpret_cast<PyArrayObject*>(empty_array(n, shape, type));
  if (!PyArray_Check(out)) return nullptr;
  auto* y = reinterpret_cast<PyArrayObject*>(out);
  if (!PyArray_EquivTypenums(PyArray_TYPE(y), type) || !PyArray_ISCARRAY(y) || PyArray_NDIM(y) != n || y == x)
    return nullptr;
  if (!PyArray_CompareLists(PyArray_DIMS(y), shape, n)) return nullptr;
  const char *low = PyArray_BYTES(x), *high = low;
  for (int d = 0; d < PyArray_NDIM(x); d++) {
    const npy_intp reach = (PyArray_DIM(x, d) - 1) * PyArray_STRIDE(x, d);
    (reach < 0 ? low : high) += reach;
  }
  if (PyArray_BYTES(y) <= high + 7 && low < PyArray_BYTES(y) + PyArray_NBYTES(y)) return nullptr;
  Py_INCREF(y);
  return y;
}

static PyObject* missing() { return PyErr_Occurred() ? nullptr : not_implemented(); }

// The whole of a reduction, x's axes as `reduced` says.
static PyObject* run_reduction(const Reduction& r, PyArrayObject* x, const bool* reduced, const bool* keep, bool mean,
                               PyObject* out) {
  int64_t out_step[NPY_MAXDIMS];
  PyArrayObject* y = result_for(x, reduced, keep, out, PyArray_TYPE(x), out_step);
  if (!y) return missing();
  double count = 1;
  for (int d = 0; d < PyArray_NDIM(x); d++)
    if (mean && reduced[d]) count *= static_cast<double>(PyArray_DIM(x, d));
  if (PyArray_SIZE(x) == 0) {  // the value of nothing
    const int64_t n = PyArray_SIZE(y);
    alignas(8) char a[kAccumulator];
    r.start(1, a);
    for (int64_t i = 0; i < n; i++) r.finish(1, a, PyArray_BYTES(y) + i * PyArray_ITEMSIZE(y), mean ? count : 1);
    return reinterpret_cast<PyObject*>(y);
  }
  Layout layout;
  PyObject* copy = nullptr;
  bool ok = lay_out(x, reduced, out_step, &layout);
  if (!ok) {
    copy = PyArray_NewCopy(x, NPY_KEEPORDER);
    layout = Layout();
    ok = copy && lay_out(reinterpret_cast<PyArrayObject*>(copy), reduced, out_step, &layout);
    if (!ok) {
      Py_XDECREF(copy);
      Py_DECREF(y);
      return missing();
    }
  }
  {
    Unlocked unlocked(PyArray_SIZE(x) > kReleaseWork);
    ok = layout.rows ? reduce_rows(r, layout, PyArray_BYTES(y), count)
                     : reduce_columns(r, layout, PyArray_BYTES(y), count);
  }
  Py_XDECREF(copy);
  if (ok) return reinterpret_cast<PyObject*>(y);
  Py_DECREF(y);
  return PyErr_NoMemory();
}

template <int op, bool mean> static PyObject* call_reduce(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 4) return PyErr_Format(PyExc_TypeError, "takes (dims, keepdim, x, out), got %zd arguments", n);
  if (!PyArray_Check(args[2])) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[2]);
  const ReduceType type = reduce_type(x);
  bool reduced[NPY_MAXDIMS], keep[NPY_MAXDIMS];
  if (type == kReduceTypes || !read_dims(args[0], PyArray_NDIM(x), reduced)) return not_implemented();
  const Reduction& r = reduce().reduction[op][type];
  if (!r.start || (mean && type > kReduceF64)) return not_implemented();
  if (op == kMax || op == kMin)
    for (int d = 0; d < PyArray_NDIM(x); d++)
      if (reduced[d] && PyArray_DIM(x, d) == 0) return not_implemented();  // nothing has no largest element
  for (int d = 0; d < PyArray_NDIM(x); d++) keep[d] = args[1] == Py_True;
  return run_reduction(r, x, reduced, keep, mean, args[3]);
}

// sum_to(shape, x, out): the sum over the axes that broadcasting from `shape` to x's shape repeats.
static PyObject* py_sum_to(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 3) return PyErr_Format(PyExc_TypeError, "sum_to: takes (shape, x, out), got %zd arguments", n);
  if (!PyTuple_Check(args[0]) || !PyArray_Check(args[1]) || args[2] != Py_None) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[1]);
  const ReduceType type = reduce_type(x);
  const int ndim = static_cast<int>(PyTuple_GET_SIZE(args[0])), lead = PyArray_NDIM(x) - ndim;
  if (type >= kReduceBool || lead < 0) return not_implemented();
  bool reduced[NPY_MAXDIMS], keep[NPY_MAXDIMS];
  for (int d = 0; d < PyArray_NDIM(x); d++) {
    reduced[d] = d < lead;
    keep[d] = d >= lead;
  }
  for (int d = 0; d < ndim; d++) {
    long long size;
    if (!read_int(PyTuple_GET_ITEM(args[0], d), &size)) return not_implemented();
    if (size != PyArray_DIM(x, lead + d) && size != 1) return not_implemented();
    reduced[lead + d] = size == 1;
  }
  return run_reduction(reduce().reduction[kSum][type], x, reduced, keep, false, args[2]);
}

// Places --------------------------------------------------------------------------------------------------------------

// A C-contiguous x seen as (outer, n, inner), looked through along n.
struct ArgLayout {
  const char* x;
  int64_t outer, n, inner, size;
};

static void arg_rows(const ArgReduction& r, const ArgLayout& l, int64_t* index) {
  const int64_t group = l.n >= kPiece ? 1 : kPiece / l.n;
  parallel_for(ceil_div(l.outer, group), [&](int64_t chunk) {
    for (int64_t p = chunk * group; p < least(l.outer, (chunk + 1) * group); p++)
      index[p] = r.row(l.n, l.x + p * l.n * l.size);
  });
}

static void arg_columns(const ArgReduction& r, const ArgLayout& l, int64_t* index) {
  const int64_t blocks = ceil_div(l.inner, kColumnBlock), work = l.n * least(l.inner, kColumnBlock);
  const int64_t group = work >= kPiece ? 1 : kPiece / work;
  parallel_for(ceil_div(l.outer * blocks, group), [&](int64_t chunk) {
    alignas(64) char best[kColumnBlock * 8];
    for (int64_t i = chunk * group; i < least(l.outer * blocks, (chunk + 1) * group); i++) {
      const int64_t first = i % blocks * kColumnBlock, n = least(kColumnBlock, l.inner - first);
      const char* x = l.x + (i / blocks * l.n * l.inner + first) * l.size;
      r.columns(l.n, l.inner * l.size, n, x, best, index + i / blocks * l.inner + first, 0);
    }
  });
}

// One row in pieces: the best of the pieces' best.
static bool arg_all(const ArgReduction& r, const ArgLayout& l, int64_t* index) {
  const int64_t pieces = ceil_div(l.n, kPiece);
  Scratch parts(pieces * 16);
  if (!parts.get()) return false;
  auto* places = reinterpret_cast<int64_t*>(parts.get());
  char* values = parts.get() + pieces * 8;
  parallel_for(pieces, [&](int64_t i) {
    places[i] = i * kPiece + r.row(least(kPiece, l.n - i * kPiece), l.x + i * kPiece * l.size);
    std::memcpy(values + i * l.size, l.x + places[i] * l.size, l.size);
  });
  *index = places[r.row(pieces, values)];
  return true;
}

static void take_places(const ArgLayout& l, const int64_t* index, char* values) {
  for (int64_t p = 0; p < l.outer; p++)
    for (int64_t i = 0; i < l.inner; i++) {
      const int64_t at = p * l.inner + i;
      std::memcpy(values + at * l.size, l.x + ((p * l.n + index[at]) * l.inner + i) * l.size, l.size);
    }
}

// f(dim, keepdim, x, out): the place of the largest (smallest) element, with_values: a pair (element, place).
template <bool largest, bool with_values> static PyObject* call_arg(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 4) return PyErr_Format(PyExc_TypeError, "takes (dim, keepdim, x, out), got %zd arguments", n);
  if (!PyArray_Check(args[2]) || (with_values && args[3] != Py_None)) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[2]);
  const ReduceType type = reduce_type(x);
  long long dim = 0;
  const bool every = args[0] == Py_None;
  if (type >= kReduceBool || PyArray_SIZE(x) == 0) return not_implemented();
  if (!every && (!read_int(args[0], &dim) || dim < 0 || dim >= (PyArray_NDIM(x) ? PyArray_NDIM(x) : 1)))
    return not_implemented();
  bool reduced[NPY_MAXDIMS], keep[NPY_MAXDIMS];
  ArgLayout l = {nullptr, 1, 1, 1, PyArray_ITEMSIZE(x)};
  for (int d = 0; d < PyArray_NDIM(x); d++) {
    reduced[d] = every || d == dim;
    keep[d] = args[1] == Py_True;
    (reduced[d] ? l.n : d < dim ? l.outer : l.inner) *= PyArray_DIM(x, d);
  }
  int64_t steps[NPY_MAXDIMS];
  PyArrayObject* index = result_for(x, reduced, keep, args[3], NPY_INT64, steps);
  if (!index) return missing();
  PyArrayObject* values = with_values ? result_for(x, reduced, keep, Py_None, PyArray_TYPE(x), steps) : nullptr;
  PyObject* held = PyArray_IS_C_CONTIGUOUS(x) ? Py_NewRef(args[2]) : PyArray_NewCopy(x, NPY_CORDER);
  bool ok = held && (values || !with_values);
  if (ok) {
    l.x = PyArray_BYTES(reinterpret_cast<PyArrayObject*>(held));
    auto* to = static_cast<int64_t*>(PyArray_DATA(index));
    const ArgReduction& r = reduce().arg[largest ? 0 : 1][type];
    Unlocked unlocked(PyArray_SIZE(x) > kReleaseWork);
    if (l.inner > 1) arg_columns(r, l, to);
    else if (l.outer == 1) ok = arg_all(r, l, to);
    else arg_rows(r, l, to);
    if (ok && with_values) take_places(l, to, PyArray_BYTES(values));
  }
  Py_XDECREF(held);
  if (ok)
    return with_values ? pair_of(reinterpret_cast<PyObject*>(values), reinterpret_cast<PyObject*>(index))
                       : reinterpret_cast<PyObject*>(index);
  Py_XDECREF(values);
  Py_DECREF(index);
  return PyErr_Occurred() ? nullptr : PyErr_NoMemory();
}

#define RL_METHOD(name, ...) {#name, RL_FASTCALL(__VA_ARGS__), "see _arrays/reductions/reduce.py"}
static PyMethodDef table[] = {
    RL_METHOD(sum, call_reduce<kSum, false>),
    RL_METHOD(mean, call_reduce<kSum, true>),
    RL_METHOD(sum_squares, call_reduce<kSumSquares, false>),
    RL_METHOD(sum_abs, call_reduce<kSumAbs, false>),
    RL_METHOD(prod, call_reduce<kProd, false>),
    RL_METHOD(amax, call_reduce<kMax, false>),
    RL_METHOD(amin, call_reduce<kMin, false>),
    RL_METHOD(any, call_reduce<kAny, false>),
    RL_METHOD(all, call_reduce<kAll, false>),
    RL_METHOD(argmax, call_arg<true, false>),
    RL_METHOD(argmin, call_arg<false, false>),
    RL_METHOD(max_with_index, call_arg<true, true>),
    RL_METHOD(min_with_index, call_arg<false, true>),
    RL_METHOD(sum_to, py_sum_to),
};

void register_reduce(PyObject* module) {
  PyObject* functions = PyDict_New();
  if (!functions) return;
  add_functions(functions, table, sizeof(table) / sizeof(table[0]));
  PyModule_AddObject(module, "reduce", functions);
}

}  // namespace rl
