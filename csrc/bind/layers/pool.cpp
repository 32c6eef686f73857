#include "kernels/layers/pool.h"

#include "bind/common/args.h"

namespace rl {

namespace {

constexpr int64_t kRelease = 400000;  // elements: about 50 µs

int64_t out_size(int64_t in, int64_t k, int64_t pad, int64_t stride, int64_t dilation, bool ceil_mode) {
  int64_t room = in + 2 * pad - dilation * (k - 1) - 1 + (ceil_mode ? stride - 1 : 0);
  if (room < 0) return 0;
  int64_t out = room / stride + 1;
  if (ceil_mode && (out - 1) * stride >= in + pad) out--;
  return out;
}

struct Shape {
  int nd;
  npy_intp d[4];
};

Shape shape_of(PyArrayObject* a) {
  Shape s{PyArray_NDIM(a), {}};
  for (int i = 0; i < s.nd && i < 4; i++) s.d[i] = PyArray_DIM(a, i);
  return s;
}

Shape shape_of(PyObject* tuple) {
  Shape s{0, {}};
  if (!PyTuple_Check(tuple) || PyTuple_GET_SIZE(tuple) > 4) return s;
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
    long long n;
    if (!read_int(PyTuple_GET_ITEM(tuple, i), &n) || n < 0) return {0, {}};
    s.d[i] = n;
  }
  s.nd = static_cast<int>(PyTuple_GET_SIZE(tuple));
  return s;
}

// Window parameters from Python and the sizes that follow; false unless PyTorch would accept them all.
bool geometry(const Shape& x, PyObject* kernel, PyObject* stride, PyObject* padding, PyObject* dilation, bool ceil_mode,
              Pool2d* p) {
  const int nd = x.nd;
  long long k[2], s[2], pad[2], d[2] = {1, 1};
  if ((nd != 3 && nd != 4) || !read_pair(kernel, k, k + 1) || !read_pair(padding, pad, pad + 1)) return false;
  if (stride == Py_None || ((PyTuple_Check(stride) || PyList_Check(stride)) && PySequence_Fast_GET_SIZE(stride) == 0))
    s[0] = k[0], s[1] = k[1];
  else if (!read_pair(stride, s, s + 1)) return false;
  if (dilation && !read_pair(dilation, d, d + 1)) return false;
  constexpr long long kMost = 1 << 30;  // keeps every product below in range
  for (int i = 0; i < 2; i++) {
    long long in = x.d[nd - 2 + i];
    if (k[i] < 1 || s[i] < 1 || d[i] < 1 || pad[i] < 0 || pad[i] > k[i] / 2) return false;
    if (k[i] > kMost || s[i] > kMost || d[i] > kMost || in < 1 || in > kMost) return false;
  }
  if (x.d[nd - 3] < 1) return false;
  *p = {1, x.d[nd - 2], x.d[nd - 1], 0, 0, k[0], k[1], s[0], s[1], pad[0], pad[1], d[0], d[1]};
  for (int i = 0; i < nd - 2; i++) p->planes *= x.d[i];
  p->oh = out_size(p->h, k[0], pad[0], s[0], d[0], ceil_mode);
  p->ow = out_size(p->w, k[1], pad[1], s[1], d[1], ceil_mode);
  // Indices within a plane are kept in 32 bits beside float32 values.
  return p->oh >= 1 && p->ow >= 1 && p->h * p->w < (1LL << 31) - 1;
}

PyObject* new_like(PyArrayObject* x, int64_t rows, int64_t columns, int type) {
  npy_intp dims[4];
  const int nd = PyArray_NDIM(x);
  for (int i = 0; i < nd - 2; i++) dims[i] = PyArray_DIM(x, i);
  dims[nd - 2] = rows, dims[nd - 1] = columns;
  return empty_array(nd, dims, type);
}

bool is_output_of(const Pool2d& p, const Shape& x, PyArrayObject* y) {
  const int nd = x.nd;
  if (PyArray_NDIM(y) != nd || PyArray_DIM(y, nd - 2) != p.oh || PyArray_DIM(y, nd - 1) != p.ow) return false;
  for (int i = 0; i < nd - 2; i++)
    if (x.d[i] != PyArray_DIM(y, i)) return false;
  return true;
}

void* data(PyObject* a) { return PyArray_DATA(reinterpret_cast<PyArrayObject*>(a)); }
bool big(const Pool2d& p) { return p.planes * p.h * p.w > kRelease; }

// Calls kernel f of the array's type: f(PoolFns<T>&, T tag).
template <class F> auto typed(PyArrayObject* x, F&& f) {
  return PyArray_TYPE(x) == NPY_FLOAT ? f(pool().f32, float()) : f(pool().f64, double());
}

// max_pool2d(x, kernel, stride, padding, dilation, ceil_mode, kind): kind 0 no index, 1 a byte per window, 2 int64.
PyObject* py_max_pool2d(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject* x;
  Pool2d p;
  long long kind;
  if (n != 7 || !(x = float_array(args[0])) || !read_int(args[6], &kind) || kind < 0 || kind > 2)
    return not_implemented();
  if (!geometry(shape_of(x), args[1], args[2], args[3], args[4], args[5] == Py_True, &p)) return not_implemented();
  if (kind == 1 && (p.kh > 256 || p.kw > 256 || p.kh * p.kw > 256)) return not_implemented();
  PyObject* y = new_like(x, p.oh, p.ow, PyArray_TYPE(x));
  PyObject* index = kind ? new_like(x, p.oh, p.ow, kind == 1 ? NPY_UINT8 : NPY_INT64) : Py_NewRef(Py_None);
  PyObject* both = pair_of(y, index);
  if (!both) return nullptr;
  Unlocked unlocked(big(p));
  typed(x, [&](auto& fns, auto tag) {
    using T = decltype(tag);
    fns.max2d(p, static_cast<const T*>(PyArray_DATA(x)), static_cast<T*>(data(y)), kind ? data(index) : nullptr,
              kind == 2 ? PoolIndex::flat
              : kind    ? PoolIndex::code
                        : PoolIndex::none);
  });
  return both;
}

// The index array of a max pooling: bytes or int64.
PyArrayObject* index_array(PyObject* o, PoolIndex* kind) {
  if (PyArrayObject* a = int64_array(o)) return *kind = PoolIndex::flat, a;
  *kind = PoolIndex::code;
  return typed_array(o, NPY_UINT8);
}

PyObject* outside(PyObject* array) {
  Py_DECREF(array);
  PyErr_SetString(PyExc_IndexError,
                  "max_pool2d: an index lies outside its plane (0 to H * W - 1); were the indices "
                  "made by max_pool2d on an input of this shape?");
  return nullptr;
}

// max_pool2d_backward(g, index, x_shape, kernel, stride, padding, dilation, ceil_mode)
PyObject* py_max_pool2d_backward(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject *g, *index;
  Pool2d p;
  PoolIndex kind;
  if (n != 8 || !(g = float_array(args[0])) || !(index = index_array(args[1], &kind))) return not_implemented();
  const Shape x = shape_of(args[2]);
  if (!geometry(x, args[3], args[4], args[5], args[6], args[7] == Py_True, &p)) return not_implemented();
  if (!is_output_of(p, x, g) || !same_shape(g, index)) return not_implemented();
  PyObject* gx = empty_array(x.nd, x.d, PyArray_TYPE(g));
  if (!gx) return nullptr;
  bool fine;
  {
    Unlocked unlocked(big(p));
    fine = typed(g, [&](auto& fns, auto tag) {
      using T = decltype(tag);
      return fns.max2d_backward(p, static_cast<const T*>(PyArray_DATA(g)), PyArray_DATA(index), kind,
                                static_cast<T*>(data(gx)));
    });
  }
  return fine ? gx : outside(gx);
}

// max_pool2d_take(x, index, kernel, stride, padding, dilation, ceil_mode): x at the places of the maxima.
PyObject* py_max_pool2d_take(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject *x, *index;
  Pool2d p;
  PoolIndex kind;
  if (n != 7 || !(x = float_array(args[0])) || !(index = index_array(args[1], &kind))) return not_implemented();
  if (!geometry(shape_of(x), args[2], args[3], args[4], args[5], args[6] == Py_True, &p) ||
      !is_output_of(p, shape_of(x), index))
    return not_implemented();
  PyObject* y = new_like(x, p.oh, p.ow, PyArray_TYPE(x));
  if (!y) return nullptr;
  bool fine;
  {
    Unlocked unlocked(big(p));
    fine = typed(x, [&](auto& fns, auto tag) {
      using T = decltype(tag);
      return fns.max2d_take(p, static_cast<const T*>(PyArray_DATA(x)), PyArray_DATA(index), kind,
                            static_cast<T*>(data(y)));
    });
  }
  return fine ? y : outside(y);
}

// The last two arguments of the averages: count_include_pad, divisor_override.
bool read_divisor(PyObject* o, long long* divisor) {
  *divisor = 0;
  return o == Py_None || (read_int(o, divisor) && *divisor != 0);
}

// avg_pool2d(x, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)
PyObject* py_avg_pool2d(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject* x;
  Pool2d p;
  long long divisor;
  if (n != 7 || !(x = float_array(args[0])) || !read_divisor(args[6], &divisor)) return not_implemented();
  if (!geometry(shape_of(x), args[1], args[2], args[3], nullptr, args[4] == Py_True, &p)) return not_implemented();
  PyObject* y = new_like(x, p.oh, p.ow, PyArray_TYPE(x));
  if (!y) return nullptr;
  Unlocked unlocked(big(p));
  typed(x, [&](auto& fns, auto tag) {
    using T = decltype(tag);
    fns.avg2d(p, static_cast<const T*>(PyArray_DATA(x)), static_cast<T*>(data(y)), args[5] == Py_True, divisor);
  });
  return y;
}

// avg_pool2d_backward(g, x_shape, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)
PyObject* py_avg_pool2d_backward(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject* g;
  Pool2d p;
  long long divisor;
  if (n != 8 || !(g = float_array(args[0])) || !read_divisor(args[7], &divisor)) return not_implemented();
  const Shape x = shape_of(args[1]);
  if (!geometry(x, args[2], args[3], args[4], nullptr, args[5] == Py_True, &p) || !is_output_of(p, x, g))
    return not_implemented();
  PyObject* gx = empty_array(x.nd, x.d, PyArray_TYPE(g));
  if (!gx) return nullptr;
  Unlocked unlocked(big(p));
  typed(g, [&](auto& fns, auto tag) {
    using T = decltype(tag);
    fns.avg2d_backward(p, static_cast<const T*>(PyArray_DATA(g)), static_cast<T*>(data(gx)), args[6] == Py_True,
                       divisor);
  });
  return gx;
}

PyMethodDef methods[] = {
    {"max_pool2d", RL_FASTCALL(py_max_pool2d),
     "max_pool2d(x, kernel, stride, padding, dilation, ceil_mode, kind): (y, places)"},
    {"max_pool2d_backward", RL_FASTCALL(py_max_pool2d_backward),
     "max_pool2d_backward(g, index, x_shape, kernel, stride, padding, dilation, ceil_mode)"},
    {"max_pool2d_take", RL_FASTCALL(py_max_pool2d_take),
     "max_pool2d_take(x, index, kernel, stride, padding, dilation, ceil_mode)"},
    {"avg_pool2d", RL_FASTCALL(py_avg_pool2d),
     "avg_pool2d(x, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)"},
    {"avg_pool2d_backward", RL_FASTCALL(py_avg_pool2d_backward),
     "avg_pool2d_backward(g, x_shape, kernel, stride, padding, ceil_mode, count_include_pad, divisor_override)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_pool(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
