// Reading the arguments of METH_FASTCALL functions. Everything here returns "no" instead of raising: a binding that
// cannot take its arguments answers NotImplemented and the Python side either makes them fit or says what is wrong.
#pragma once
#include "base/ndarray.h"
#include "bind/common/register.h"

namespace rl {

// A C-contiguous, aligned array of the machine's float32 or float64; nullptr for anything else.
static inline PyArrayObject* float_array(PyObject* o) {
  if (!PyArray_Check(o)) return nullptr;
  PyArrayObject* a = reinterpret_cast<PyArrayObject*>(o);
  int type = PyArray_TYPE(a);
  if ((type != NPY_FLOAT && type != NPY_DOUBLE) || !PyArray_ISCARRAY_RO(a)) return nullptr;
  return a;
}

// The same for a given type number.
static inline PyArrayObject* typed_array(PyObject* o, int typenum) {
  if (!PyArray_Check(o)) return nullptr;
  PyArrayObject* a = reinterpret_cast<PyArrayObject*>(o);
  if (PyArray_TYPE(a) != typenum || !PyArray_ISCARRAY_RO(a)) return nullptr;
  return a;
}

// An int64 array whatever the C type behind it (long and long long are two NumPy types of one size).
static inline PyArrayObject* int64_array(PyObject* o) {
  if (!PyArray_Check(o)) return nullptr;
  PyArrayObject* a = reinterpret_cast<PyArrayObject*>(o);
  int type = PyArray_TYPE(a);
  bool fits = type == NPY_INT64 || (sizeof(long) == 8 && type == NPY_LONG) || type == NPY_LONGLONG;
  return fits && PyArray_ISCARRAY_RO(a) ? a : nullptr;
}

static inline bool same_shape(PyArrayObject* a, PyArrayObject* b) {
  int n = PyArray_NDIM(a);
  if (n != PyArray_NDIM(b)) return false;
  for (int i = 0; i < n; i++)
    if (PyArray_DIM(a, i) != PyArray_DIM(b, i)) return false;
  return true;
}

// An array's elements; null for no array.
template <class T> static inline T* data(PyArrayObject* a) { return a ? static_cast<T*>(PyArray_DATA(a)) : nullptr; }
template <class T> static inline T* data(PyObject* o) {
  return o == Py_None ? nullptr : data<T>(reinterpret_cast<PyArrayObject*>(o));
}

// A new array of a's shape and type.
static inline PyObject* new_like(PyArrayObject* a) {
  return empty_array(PyArray_NDIM(a), PyArray_DIMS(a), PyArray_TYPE(a));
}

// A Python int that fits; anything else (bool included, so that a swapped argument shows) is refused.
static inline bool read_int(PyObject* o, long long* out) {
  if (!PyLong_CheckExact(o)) return false;
  int overflow;
  *out = PyLong_AsLongLongAndOverflow(o, &overflow);
  return !overflow;
}

// An int, or a tuple/list of one or two ints.
static inline bool read_pair(PyObject* o, long long* a, long long* b) {
  if (read_int(o, a)) return *b = *a, true;
  if (!PyTuple_Check(o) && !PyList_Check(o)) return false;
  Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
  if (n != 1 && n != 2) return false;
  return read_int(PySequence_Fast_GET_ITEM(o, 0), a) && read_int(PySequence_Fast_GET_ITEM(o, n - 1), b);
}

// A float or int; on anything else an exception is not left behind.
static inline bool read_double(PyObject* o, double* out) {
  if (PyFloat_Check(o)) return *out = PyFloat_AS_DOUBLE(o), true;
  *out = PyFloat_AsDouble(o);
  if (*out == -1.0 && PyErr_Occurred()) return PyErr_Clear(), false;
  return true;
}

static inline PyObject* not_implemented() { return Py_NewRef(Py_NotImplemented); }

// Releases the GIL for the rest of the scope when there is enough work to be worth it.
class Unlocked {
 public:
  explicit Unlocked(bool release) : state_(release ? PyEval_SaveThread() : nullptr) {}
  ~Unlocked() {
    if (state_) PyEval_RestoreThread(state_);
  }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  PyThreadState* state_;
};

// Builtins as entries of a dict.
static inline void add_functions(PyObject* dict, PyMethodDef* methods, size_t n) {
  for (size_t i = 0; i < n; i++) {
    PyObject* f = PyCFunction_New(&methods[i], nullptr);
    if (f) PyDict_SetItemString(dict, methods[i].ml_name, f);
    Py_XDECREF(f);
  }
}

// (a, b) from two new references; either may be null after a failed allocation.
static inline PyObject* pair_of(PyObject* a, PyObject* b) {
  PyObject* both = a && b ? PyTuple_New(2) : nullptr;
  if (!both) return Py_XDECREF(a), Py_XDECREF(b), nullptr;
  PyTuple_SET_ITEM(both, 0, a);
  PyTuple_SET_ITEM(both, 1, b);
  return both;
}

}  // namespace rl
