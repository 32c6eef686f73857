// Softmax and its logarithm: ext.softmax, ext.log_softmax and their ..._backward. Anything but contiguous float32 or
// float64 arrays is answered with NotImplemented.
#include "kernels/layers/softmax.h"

#include "bind/common/args.h"

namespace rl {

namespace {

constexpr npy_intp kRelease = 20000;  // elements: some 20 µs

// outer, n, inner around axis `dim` of a; a 0-d array counts as (1,).
bool split(PyArrayObject* a, PyObject* dim, int64_t* sizes) {
  long long d;
  const int nd = PyArray_NDIM(a);
  if (!read_int(dim, &d) || d < 0 || d >= (nd ? nd : 1)) return false;
  sizes[0] = sizes[1] = sizes[2] = 1;
  for (int i = 0; i < nd; i++) sizes[i < d ? 0 : i == d ? 1 : 2] *= PyArray_DIM(a, i);
  return true;
}

PyObject* forward(PyObject* const* args, Py_ssize_t n, bool log) {  // x, dim
  PyArrayObject* x;
  int64_t s[3];
  if (n != 2 || !(x = float_array(args[0])) || !split(x, args[1], s)) return not_implemented();
  PyObject* y = new_like(x);
  if (!y || !PyArray_SIZE(x)) return y;
  Unlocked unlocked(PyArray_SIZE(x) > kRelease);
  if (PyArray_TYPE(x) == NPY_FLOAT) softmax().f32.forward(s[0], s[1], s[2], data<float>(x), data<float>(y), log);
  else softmax().f64.forward(s[0], s[1], s[2], data<double>(x), data<double>(y), log);
  return y;
}

PyObject* backward(PyObject* const* args, Py_ssize_t n, bool log) {  // g, y, dim
  PyArrayObject *g, *y;
  int64_t s[3];
  if (n != 3 || !(g = float_array(args[0])) || !(y = typed_array(args[1], PyArray_TYPE(g))) || !same_shape(g, y) ||
      !split(y, args[2], s))
    return not_implemented();
  PyObject* gx = new_like(y);
  if (!gx || !PyArray_SIZE(y)) return gx;
  Unlocked unlocked(PyArray_SIZE(y) > kRelease);
  if (PyArray_TYPE(g) == NPY_FLOAT)
    softmax().f32.backward(s[0], s[1], s[2], data<float>(g), data<float>(y), data<float>(gx), log);
  else softmax().f64.backward(s[0], s[1], s[2], data<double>(g), data<double>(y), data<double>(gx), log);
  return gx;
}

PyObject* py_softmax(PyObject*, PyObject* const* args, Py_ssize_t n) { return forward(args, n, false); }
PyObject* py_log_softmax(PyObject*, PyObject* const* args, Py_ssize_t n) { return forward(args, n, true); }
PyObject* py_softmax_backward(PyObject*, PyObject* const* args, Py_ssize_t n) { return backward(args, n, false); }
PyObject* py_log_softmax_backward(PyObject*, PyObject* const* args, Py_ssize_t n) { return backward(args, n, true); }

PyMethodDef methods[] = {
    {"softmax", RL_FASTCALL(py_softmax), "softmax(x, dim)"},
    {"log_softmax", RL_FASTCALL(py_log_softmax), "log_softmax(x, dim)"},
    {"softmax_backward", RL_FASTCALL(py_softmax_backward), "softmax_backward(g, y, dim)"},
    {"log_softmax_backward", RL_FASTCALL(py_log_softmax_backward), "log_softmax_backward(g, y, dim)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_softmax(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
