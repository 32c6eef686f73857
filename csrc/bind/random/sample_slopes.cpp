// ext.gamma_slope(x, shape), ext.beta_slope(x, a, b): how draws move with the parameters of their distributions.
#include "kernels/random/sample_slopes.h"

#include "bind/common/args.h"

namespace rl {

static const npy_intp kRelease = 100;  // numbers from which other Python threads may run meanwhile

// The float64 arguments of one shape, or false with an exception.
static bool doubles(PyObject* const* args, int n, const double** data) {
  PyArrayObject* first = typed_array(args[0], NPY_DOUBLE);
  for (int i = 0; i < n; i++) {
    PyArrayObject* a = typed_array(args[i], NPY_DOUBLE);
    if (!a || PyArray_SIZE(a) != PyArray_SIZE(first))
      return PyErr_SetString(PyExc_TypeError, "random: expected contiguous float64 arrays of one size"), false;
    data[i] = static_cast<const double*>(PyArray_DATA(a));
  }
  return true;
}

template <int N> static PyObject* py_slope(PyObject*, PyObject* const* args, Py_ssize_t n) {
  const double* in[N];
  if (n != N) return PyErr_Format(PyExc_TypeError, "random: expected %d arguments, got %zd", N, n);
  if (!doubles(args, N, in)) return nullptr;
  PyArrayObject* x = reinterpret_cast<PyArrayObject*>(args[0]);
  PyObject* out = empty_array(PyArray_NDIM(x), PyArray_DIMS(x), NPY_DOUBLE);
  if (!out) return nullptr;
  const npy_intp size = PyArray_SIZE(x);
  double* to = static_cast<double*>(PyArray_DATA(reinterpret_cast<PyArrayObject*>(out)));
  Unlocked unlocked(size >= kRelease);
  if (N == 2) slopes().gamma(to, in[0], in[1], size);
  else slopes().beta(to, in[0], in[1], in[N - 1], size);
  return out;
}

static PyMethodDef methods[] = {
    {"gamma_slope", RL_FASTCALL(py_slope<2>), "gamma_slope(x, shape)"},
    {"beta_slope", RL_FASTCALL(py_slope<3>), "beta_slope(x, a, b)"},
    {nullptr, nullptr, 0, nullptr},
};

void register_sample_slopes(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
