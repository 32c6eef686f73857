// Optimizer steps: ext.sgd_step, ext.adam_step, ext.fill_zero. They write into their arrays and return ().
#include "kernels/optimizer_steps.h"

#include <cstring>

#include "bind/common/args.h"

namespace rl {

namespace {

constexpr int kMost = 64;             // parameters per call
constexpr int64_t kRelease = 100000;  // elements: some 20 µs

PyArrayObject* array(PyObject* o) { return reinterpret_cast<PyArrayObject*>(o); }

// Lists of n arrays of one floating type, each as large as the parameter of its number, contiguous and writeable.
struct Lists {
  int64_t n = 0, total = 0, sizes[kMost];
  int type = 0;
  void* data[5][kMost];
  PyArrayObject* first[kMost];

  bool take(PyObject* const* args, long long count, int lists, int read_only) {
    if (count < 1 || count > kMost) return false;
    n = count;
    for (int l = 0; l < lists; l++) {
      for (int64_t i = 0; i < n; i++) {
        PyArrayObject* a = float_array(args[l * n + i]);
        if (!a || (l != read_only && !PyArray_ISWRITEABLE(a))) return false;
        if (l == 0) {
          if (i == 0) type = PyArray_TYPE(a);
          first[i] = a;
          sizes[i] = PyArray_SIZE(a);
          total += sizes[i];
        }
        if (PyArray_TYPE(a) != type || !same_shape(a, first[i])) return false;
        data[l][i] = PyArray_DATA(a);
      }
    }
    return true;
  }
  template <class T> T* const* list(int l) const { return reinterpret_cast<T* const*>(data[l]); }
};

bool numbers(PyObject* const* args, int count, double* out) {
  for (int i = 0; i < count; i++)
    if (PyArray_Check(args[i]) || !read_double(args[i], out + i)) return false;
  return true;
}

// sgd_step(lr, momentum, dampening, weight_decay, p..., g..., buffers..., n, has_momentum, nesterov, decay, maximize,
// first)
PyObject* py_sgd_step(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  double x[4];
  long long n;
  if (nargs < 10 || !numbers(args, 4, x) || !read_int(args[nargs - 6], &n)) return not_implemented();
  bool flags[5];
  for (int i = 0; i < 5; i++) flags[i] = args[nargs - 5 + i] == Py_True;
  const SgdNumbers s{x[0], x[1], x[2], x[3], flags[0], flags[1], flags[2], flags[3], flags[4]};
  const int lists = s.has_momentum ? 3 : 2;
  Lists l;
  if (nargs != 10 + lists * n || !l.take(args + 4, n, lists, 1)) return not_implemented();
  {
    Unlocked unlocked(l.total > kRelease);
    if (l.type == NPY_FLOAT)
      update().f32.sgd(s, n, l.sizes, l.list<float>(0), l.list<const float>(1),
                       s.has_momentum ? l.list<float>(2) : nullptr);
    else
      update().f64.sgd(s, n, l.sizes, l.list<double>(0), l.list<const double>(1),
                       s.has_momentum ? l.list<double>(2) : nullptr);
  }
  return PyTuple_New(0);
}

// adam_step(lr, beta1, beta2, eps, weight_decay, p..., g..., m..., v..., [top...,] steps..., n, amsgrad, maximize,
// decay, decoupled)
PyObject* py_adam_step(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  double x[5], steps[kMost];
  long long n;
  if (nargs < 10 || !numbers(args, 5, x) || !read_int(args[nargs - 5], &n)) return not_implemented();
  bool flags[4];
  for (int i = 0; i < 4; i++) flags[i] = args[nargs - 4 + i] == Py_True;
  const AdamNumbers s{x[0], x[1], x[2], x[3], x[4], flags[0], flags[1], flags[2], flags[3]};
  const int lists = s.amsgrad ? 5 : 4;
  Lists l;
  if (nargs != 10 + (lists + 1) * n || !l.take(args + 5, n, lists, 1)) return not_implemented();
  PyObject* const* counts = args + 5 + lists * n;
  for (int64_t i = 0; i < n; i++) {
    PyArrayObject* a = float_array(counts[i]);
    if (!a || PyArray_SIZE(a) != 1 || !PyArray_ISWRITEABLE(a)) return not_implemented();
  }
  for (int64_t i = 0; i < n; i++) {
    PyArrayObject* a = array(counts[i]);
    if (PyArray_TYPE(a) == NPY_FLOAT) steps[i] = *static_cast<float*>(PyArray_DATA(a)) += 1;
    else steps[i] = *static_cast<double*>(PyArray_DATA(a)) += 1;
  }
  {
    Unlocked unlocked(l.total > kRelease);
    if (l.type == NPY_FLOAT)
      update().f32.adam(s, n, l.sizes, steps, l.list<float>(0), l.list<const float>(1), l.list<float>(2),
                        l.list<float>(3), s.amsgrad ? l.list<float>(4) : nullptr);
    else
      update().f64.adam(s, n, l.sizes, steps, l.list<double>(0), l.list<const double>(1), l.list<double>(2),
                        l.list<double>(3), s.amsgrad ? l.list<double>(4) : nullptr);
  }
  return PyTuple_New(0);
}

// fill_zero(arrays...): contiguous arrays of any type whose zero is all bits 0.
PyObject* py_fill_zero(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  for (Py_ssize_t i = 0; i < nargs; i++) {
    if (!PyArray_Check(args[i])) return not_implemented();
    PyArrayObject* a = array(args[i]);
    if (!PyArray_ISCARRAY(a) || (PyArray_TYPE(a) >= NPY_OBJECT && PyArray_TYPE(a) != NPY_HALF))
      return not_implemented();
  }
  for (Py_ssize_t i = 0; i < nargs; i++)
    memset(PyArray_DATA(array(args[i])), 0, static_cast<size_t>(PyArray_NBYTES(array(args[i]))));
  return PyTuple_New(0);
}

PyMethodDef methods[] = {
    {"sgd_step", RL_FASTCALL(py_sgd_step), "sgd_step(lr, momentum, dampening, weight_decay, *lists_and_flags)"},
    {"adam_step", RL_FASTCALL(py_adam_step), "adam_step(lr, beta1, beta2, eps, weight_decay, *lists_and_flags)"},
    {"fill_zero", RL_FASTCALL(py_fill_zero), "fill_zero(*arrays)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_optimizer_steps(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
