// Normalisation: ext.batch_norm_train, ext.batch_norm_eval, ext.batch_norm_backward, ext.row_norm,
// ext.row_norm_backward. Anything but contiguous float32 or float64 arrays of one type is answered with NotImplemented,
// before anything is written.
#include "kernels/layers/norm.h"

#include <cmath>

#include "base/allocator.h"
#include "bind/common/args.h"

namespace rl {

namespace {

constexpr npy_intp kRelease = 60000;  // elements: some 20 µs

// None, or `size` numbers of the type.
bool vector_of(PyObject* o, int type, npy_intp size, PyArrayObject** a) {
  *a = nullptr;
  return o == Py_None || ((*a = typed_array(o, type)) && PyArray_SIZE(*a) == size);
}

PyObject* triple(PyObject* a, PyObject* b, PyObject* c) {
  PyObject* all = a && b && c ? PyTuple_New(3) : nullptr;
  if (!all) return Py_XDECREF(a), Py_XDECREF(b), Py_XDECREF(c), nullptr;
  PyTuple_SET_ITEM(all, 0, a);
  PyTuple_SET_ITEM(all, 1, b);
  PyTuple_SET_ITEM(all, 2, c);
  return all;
}

struct Batch {
  int64_t n, channels, pixels;
  bool read(PyArrayObject* x) {
    if (PyArray_NDIM(x) < 2) return false;
    n = PyArray_DIM(x, 0), channels = PyArray_DIM(x, 1), pixels = 1;
    for (int i = 2; i < PyArray_NDIM(x); i++) pixels *= PyArray_DIM(x, i);
    return n * pixels > 0 && channels > 0;
  }
};

// Scratch memory for the length of a call.
struct Scratch {
  explicit Scratch(size_t bytes) : bytes(bytes), p(alloc(bytes)) {}
  ~Scratch() {
    if (p) dealloc(p, bytes);
  }
  size_t bytes;
  void* p;
};

// Arguments of the two forward passes: x, w, b, running_mean, running_var, momentum, eps.
struct Forward {
  PyArrayObject *x, *w, *b, *running_mean, *running_var;
  Batch s;
  double momentum, eps;
  bool read(PyObject* const* args, Py_ssize_t n) {
    if (n != 7 || !(x = float_array(args[0])) || !s.read(x)) return false;
    const int type = PyArray_TYPE(x);
    return vector_of(args[1], type, s.channels, &w) && vector_of(args[2], type, s.channels, &b) &&
           vector_of(args[3], type, s.channels, &running_mean) && vector_of(args[4], type, s.channels, &running_var) &&
           read_double(args[5], &momentum) && read_double(args[6], &eps);
  }
};

template <class T, class Fns> bool run(const Fns& fns, const Forward& f, bool training, T* y, T* mean, T* rstd) {
  const int64_t c = f.s.channels;
  Scratch scratch(static_cast<size_t>(c) * (2 * sizeof(double) + 2 * sizeof(T)));
  if (!scratch.p) return false;
  double* means = static_cast<double*>(scratch.p);
  double* vars = means + c;
  T* scale = reinterpret_cast<T*>(vars + c);
  T* shift = scale + c;
  if (training) {
    const double count = static_cast<double>(f.s.n * f.s.pixels), m = f.momentum;
    fns.statistics(f.s.n, c, f.s.pixels, data<T>(f.x), means, vars);
    for (int64_t i = 0; i < c; i++) {
      mean[i] = static_cast<T>(means[i]);
      rstd[i] = static_cast<T>(1 / std::sqrt(vars[i] + f.eps));
      if (T* old = data<T>(f.running_mean))
        old[i] = static_cast<T>(m * means[i] + (1 - m) * static_cast<double>(old[i]));
      if (T* old = data<T>(f.running_var))
        old[i] = static_cast<T>(m * (vars[i] * count / (count - 1)) + (1 - m) * static_cast<double>(old[i]));
    }
  } else {
    for (int64_t i = 0; i < c; i++) {
      mean[i] = data<T>(f.running_mean)[i];
      rstd[i] = T(1) / std::sqrt(data<T>(f.running_var)[i] + static_cast<T>(f.eps));
    }
  }
  for (int64_t i = 0; i < c; i++) {
    scale[i] = f.w ? rstd[i] * data<T>(f.w)[i] : rstd[i];
    shift[i] = (f.b ? data<T>(f.b)[i] : T(0)) - mean[i] * scale[i];
  }
  fns.affine(f.s.n, c, f.s.pixels, data<T>(f.x), scale, shift, y);
  return true;
}

PyObject* forward(PyObject* const* args, Py_ssize_t n, bool training) {
  Forward f;
  if (!f.read(args, n)) return not_implemented();
  if (training ? (f.running_mean && !PyArray_ISWRITEABLE(f.running_mean)) ||
                     (f.running_var && !PyArray_ISWRITEABLE(f.running_var))
               : !f.running_mean || !f.running_var)
    return not_implemented();
  const int type = PyArray_TYPE(f.x);
  const npy_intp c = f.s.channels;
  PyObject* y = empty_array(PyArray_NDIM(f.x), PyArray_DIMS(f.x), type);
  PyObject *mean = empty_array(1, &c, type), *rstd = empty_array(1, &c, type);
  PyObject* all = triple(y, mean, rstd);
  if (!all) return nullptr;
  bool ok;
  {
    Unlocked unlocked(PyArray_SIZE(f.x) > kRelease);
    ok = type == NPY_FLOAT ? run(norm().f32, f, training, data<float>(y), data<float>(mean), data<float>(rstd))
                           : run(norm().f64, f, training, data<double>(y), data<double>(mean), data<double>(rstd));
  }
  if (ok) return all;
  Py_DECREF(all);
  return PyErr_NoMemory();
}

PyObject* py_batch_norm_train(PyObject*, PyObject* const* args, Py_ssize_t n) { return forward(args, n, true); }
PyObject* py_batch_norm_eval(PyObject*, PyObject* const* args, Py_ssize_t n) { return forward(args, n, false); }

PyObject* py_batch_norm_backward(PyObject*, PyObject* const* args, Py_ssize_t n) {  // g, x, w, mean, rstd, training
  PyArrayObject *g, *x, *w, *mean, *rstd;
  Batch s;
  if (n != 6 || !(x = float_array(args[1])) || !s.read(x)) return not_implemented();
  const int type = PyArray_TYPE(x);
  if (!(g = typed_array(args[0], type)) || !same_shape(g, x) || !vector_of(args[2], type, s.channels, &w) ||
      !vector_of(args[3], type, s.channels, &mean) || !vector_of(args[4], type, s.channels, &rstd) || !mean || !rstd)
    return not_implemented();
  const npy_intp c = s.channels;
  PyObject* gx = empty_array(PyArray_NDIM(x), PyArray_DIMS(x), type);
  PyObject *gw = empty_array(1, &c, type), *gb = empty_array(1, &c, type);
  PyObject* all = triple(gx, gw, gb);
  if (!all) return nullptr;
  const bool training = args[5] == Py_True;
  Unlocked unlocked(PyArray_SIZE(x) > kRelease);
  if (type == NPY_FLOAT)
    norm().f32.batch_backward(s.n, c, s.pixels, data<float>(g), data<float>(x), data<float>(w), data<float>(mean),
                              data<float>(rstd), training, data<float>(gx), data<float>(gw), data<float>(gb));
  else
    norm().f64.batch_backward(s.n, c, s.pixels, data<double>(g), data<double>(x), data<double>(w), data<double>(mean),
                              data<double>(rstd), training, data<double>(gx), data<double>(gw), data<double>(gb));
  return all;
}

PyObject* py_row_norm(PyObject*, PyObject* const* args, Py_ssize_t n) {  // x, w, b, eps, rows, inner
  PyArrayObject *x, *w = nullptr, *b = nullptr;
  long long rows, inner;
  double eps;
  if (n != 6 || !(x = float_array(args[0])) || !read_double(args[3], &eps) || !read_int(args[4], &rows) ||
      !read_int(args[5], &inner))
    return not_implemented();
  const int type = PyArray_TYPE(x);
  const npy_intp size = PyArray_SIZE(x);
  if (size < 1 || rows < 1 || inner < 1 || size % rows || size / rows % inner) return not_implemented();
  if (args[1] != Py_None && !(w = typed_array(args[1], type))) return not_implemented();
  if (args[2] != Py_None && !(b = typed_array(args[2], type))) return not_implemented();
  const npy_intp length = size / rows, weights = w ? PyArray_SIZE(w) : b ? PyArray_SIZE(b) : length / inner;
  if (weights < 1 || (w && b && PyArray_SIZE(b) != weights) || size / inner % weights || weights % (length / inner))
    return not_implemented();
  const npy_intp dim = rows;
  PyObject* y = empty_array(PyArray_NDIM(x), PyArray_DIMS(x), type);
  PyObject *mean = empty_array(1, &dim, type), *rstd = empty_array(1, &dim, type);
  PyObject* all = triple(y, mean, rstd);
  if (!all) return nullptr;
  Unlocked unlocked(size > kRelease);
  if (type == NPY_FLOAT)
    norm().f32.rows(rows, length, inner, weights, data<float>(x), data<float>(w), data<float>(b), eps, data<float>(y),
                    data<float>(mean), data<float>(rstd));
  else
    norm().f64.rows(rows, length, inner, weights, data<double>(x), data<double>(w), data<double>(b), eps,
                    data<double>(y), data<double>(mean), data<double>(rstd));
  return all;
}

// g, x, w, mean, rstd, inner, weight shape
PyObject* py_row_norm_backward(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject *g, *x, *w, *mean, *rstd;
  long long inner;
  if (n != 7 || !(x = float_array(args[1])) || !read_int(args[5], &inner) || inner < 1 || !PyTuple_Check(args[6]) ||
      PyTuple_GET_SIZE(args[6]) > 8)
    return not_implemented();
  const int type = PyArray_TYPE(x), nd = static_cast<int>(PyTuple_GET_SIZE(args[6]));
  npy_intp dims[8], weights = 1;
  for (int i = 0; i < nd; i++) {
    long long d;
    if (!read_int(PyTuple_GET_ITEM(args[6], i), &d) || d < 1) return not_implemented();
    dims[i] = d;
    weights *= d;
  }
  const npy_intp size = PyArray_SIZE(x);
  if (!(g = typed_array(args[0], type)) || !same_shape(g, x) || !vector_of(args[2], type, weights, &w) ||
      !(mean = typed_array(args[3], type)) || !(rstd = typed_array(args[4], type)) ||
      PyArray_SIZE(mean) != PyArray_SIZE(rstd))
    return not_implemented();
  const npy_intp rows = PyArray_SIZE(mean);
  if (size < 1 || rows < 1 || size % rows || size / rows % inner || size / inner % weights ||
      weights % (size / rows / inner))
    return not_implemented();
  PyObject* gx = empty_array(PyArray_NDIM(x), PyArray_DIMS(x), type);
  PyObject *gw = empty_array(nd, dims, type), *gb = empty_array(nd, dims, type);
  PyObject* all = triple(gx, gw, gb);
  if (!all) return nullptr;
  Unlocked unlocked(size > kRelease);
  if (type == NPY_FLOAT)
    norm().f32.rows_backward(rows, size / rows, inner, weights, data<float>(g), data<float>(x), data<float>(w),
                             data<float>(mean), data<float>(rstd), data<float>(gx), data<float>(gw), data<float>(gb));
  else
    norm().f64.rows_backward(rows, size / rows, inner, weights, data<double>(g), data<double>(x), data<double>(w),
                             data<double>(mean), data<double>(rstd), data<double>(gx), data<double>(gw),
                             data<double>(gb));
  return all;
}

PyMethodDef methods[] = {
    {"batch_norm_train", RL_FASTCALL(py_batch_norm_train),
     "batch_norm_train(x, w, b, running_mean, running_var, momentum, eps): (y, mean, rstd)"},
    {"batch_norm_eval", RL_FASTCALL(py_batch_norm_eval),
     "batch_norm_eval(x, w, b, running_mean, running_var, momentum, eps): (y, mean, rstd)"},
    {"batch_norm_backward", RL_FASTCALL(py_batch_norm_backward),
     "batch_norm_backward(g, x, w, mean, rstd, training): (gx, gw, gb)"},
    {"row_norm", RL_FASTCALL(py_row_norm), "row_norm(x, w, b, eps, rows, inner): (y, mean, rstd)"},
    {"row_norm_backward", RL_FASTCALL(py_row_norm_backward),
     "row_norm_backward(g, x, w, mean, rstd, inner, w_shape): (gx, gw, gb)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_norm(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
