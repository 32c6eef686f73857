// Losses: ext.nll_loss, ext.mse_loss and their ..._backward. Anything but contiguous float32 or float64 arrays (and
// int64 targets) is answered with NotImplemented.
#include "kernels/losses/loss.h"

#include "bind/common/args.h"

namespace rl {

namespace {

constexpr npy_intp kRelease = 20000;  // elements: some 20 µs

struct Classes { int64_t n = 1, classes = 1, pixels = 1; };

// (N, C, ...) or (C,), and targets (N, ...) or ().
bool classes_of(int nd, const npy_intp* dims, PyArrayObject* target, Classes* c) {
  if (nd < 1 || PyArray_NDIM(target) != nd - 1) return false;
  c->classes = dims[nd > 1];
  if (nd > 1) c->n = dims[0];
  for (int i = 2; i < nd; i++) c->pixels *= dims[i];
  for (int i = 0; i < nd - 1; i++)
    if (PyArray_DIM(target, i) != dims[i ? i + 1 : 0]) return false;
  return true;
}

bool weight_of(PyObject* o, int type, int64_t classes, PyArrayObject** weight) {
  *weight = nullptr;
  if (o == Py_None) return true;
  return (*weight = typed_array(o, type)) && PyArray_NDIM(*weight) == 1 && PyArray_DIM(*weight, 0) == classes;
}

PyObject* out_of_bounds(PyArrayObject* target, int64_t at, int64_t classes) {
  return PyErr_Format(PyExc_IndexError, "Target %lld is out of bounds: there are %lld classes, 0 to %lld",
                      static_cast<long long>(data<int64_t>(target)[at]), static_cast<long long>(classes),
                      static_cast<long long>(classes - 1));
}

PyObject* py_nll_loss(PyObject*, PyObject* const* args, Py_ssize_t n) {  // x, target, weight, reduction, ignore
  PyArrayObject *x, *target, *weight;
  Classes c;
  long long reduction, ignore;
  if (n != 5 || !(x = float_array(args[0])) || !(target = int64_array(args[1])) || !read_int(args[3], &reduction) ||
      !read_int(args[4], &ignore) || !classes_of(PyArray_NDIM(x), PyArray_DIMS(x), target, &c) ||
      !weight_of(args[2], PyArray_TYPE(x), c.classes, &weight))
    return not_implemented();
  const int type = PyArray_TYPE(x);
  PyObject* loss =
      reduction ? empty_array(0, nullptr, type) : empty_array(PyArray_NDIM(target), PyArray_DIMS(target), type);
  PyObject* both = pair_of(loss, empty_array(0, nullptr, type));
  if (!both) return nullptr;
  PyObject* total = PyTuple_GET_ITEM(both, 1);
  const auto run = [&](const auto& fns, auto tag) {
    using T = decltype(tag);
    return fns.nll(c.n, c.classes, c.pixels, data<T>(x), data<int64_t>(target), weight ? data<T>(weight) : nullptr,
                   static_cast<int>(reduction), ignore, data<T>(loss), data<T>(total));
  };
  const int64_t bad = type == NPY_FLOAT ? run(rl::loss().f32, float()) : run(rl::loss().f64, double());
  if (bad < 0) return both;
  Py_DECREF(both);
  return out_of_bounds(target, bad, c.classes);
}

// g, target, weight, total, shape, ...
PyObject* py_nll_loss_backward(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject *g, *target, *weight, *total;
  Classes c;
  npy_intp dims[8];
  long long reduction, ignore;
  if (n != 7 || !(g = float_array(args[0])) || !(target = int64_array(args[1])) ||
      !(total = typed_array(args[3], PyArray_TYPE(g))) || PyArray_NDIM(total) || !PyTuple_Check(args[4]) ||
      PyTuple_GET_SIZE(args[4]) > 8 || !read_int(args[5], &reduction) || !read_int(args[6], &ignore))
    return not_implemented();
  const int nd = static_cast<int>(PyTuple_GET_SIZE(args[4]));
  for (int i = 0; i < nd; i++) {
    long long size;
    if (!read_int(PyTuple_GET_ITEM(args[4], i), &size) || size < 0) return not_implemented();
    dims[i] = size;
  }
  if (!classes_of(nd, dims, target, &c) || !weight_of(args[2], PyArray_TYPE(g), c.classes, &weight) ||
      (reduction ? PyArray_NDIM(g) != 0 : !same_shape(g, target)))
    return not_implemented();
  PyObject* gx = empty_array(nd, dims, PyArray_TYPE(g));
  if (!gx) return nullptr;
  const auto run = [&](const auto& fns, auto tag) {
    using T = decltype(tag);
    return fns.nll_backward(c.n, c.classes, c.pixels, data<T>(g), data<int64_t>(target),
                            weight ? data<T>(weight) : nullptr, *data<T>(total), static_cast<int>(reduction), ignore,
                            data<T>(gx));
  };
  const int64_t bad = PyArray_TYPE(g) == NPY_FLOAT ? run(loss().f32, float()) : run(loss().f64, double());
  if (bad < 0) return gx;
  Py_DECREF(gx);
  return out_of_bounds(target, bad, c.classes);
}

PyObject* py_mse_loss(PyObject*, PyObject* const* args, Py_ssize_t n) {  // x, y, reduction
  PyArrayObject *x, *y;
  long long reduction;
  if (n != 3 || !(x = float_array(args[0])) || !(y = typed_array(args[1], PyArray_TYPE(x))) || !same_shape(x, y) ||
      !read_int(args[2], &reduction))
    return not_implemented();
  PyObject* result = reduction ? empty_array(0, nullptr, PyArray_TYPE(x)) : new_like(x);
  if (!result) return nullptr;
  const int64_t size = PyArray_SIZE(x);
  Unlocked unlocked(size > 4 * kRelease);
  if (PyArray_TYPE(x) == NPY_FLOAT)
    loss().f32.mse(size, data<float>(x), data<float>(y), static_cast<int>(reduction), data<float>(result));
  else loss().f64.mse(size, data<double>(x), data<double>(y), static_cast<int>(reduction), data<double>(result));
  return result;
}

PyObject* py_mse_loss_backward(PyObject*, PyObject* const* args, Py_ssize_t n) {  // g, x, y, reduction
  PyArrayObject *g, *x, *y;
  long long reduction;
  if (n != 4 || !(g = float_array(args[0])) || !(x = typed_array(args[1], PyArray_TYPE(g))) ||
      !(y = typed_array(args[2], PyArray_TYPE(g))) || !same_shape(x, y) || !read_int(args[3], &reduction) ||
      (reduction ? PyArray_NDIM(g) != 0 : !same_shape(g, x)))
    return not_implemented();
  PyObject* gx = new_like(x);
  if (!gx) return nullptr;
  const int64_t size = PyArray_SIZE(x);
  Unlocked unlocked(size > 4 * kRelease);
  if (PyArray_TYPE(x) == NPY_FLOAT)
    loss().f32.mse_backward(size, data<float>(g), data<float>(x), data<float>(y), static_cast<int>(reduction),
                            data<float>(gx));
  else
    loss().f64.mse_backward(size, data<double>(g), data<double>(x), data<double>(y), static_cast<int>(reduction),
                            data<double>(gx));
  return gx;
}

PyMethodDef methods[] = {
    {"nll_loss", RL_FASTCALL(py_nll_loss),
     "nll_loss(x, target, weight, reduction, ignore): (loss, sum of the weights)"},
    {"nll_loss_backward", RL_FASTCALL(py_nll_loss_backward),
     "nll_loss_backward(g, target, weight, total, x_shape, reduction, ignore)"},
    {"mse_loss", RL_FASTCALL(py_mse_loss), "mse_loss(x, y, reduction)"},
    {"mse_loss_backward", RL_FASTCALL(py_mse_loss_backward), "mse_loss_backward(g, x, y, reduction)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_loss(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
