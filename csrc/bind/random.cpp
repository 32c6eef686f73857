// Random streams: ext.random_*. A generator's state is a writable uint8 array of 5056 bytes, PyTorch's own layout.
#include "kernels/random.h"

#include "bind/args.h"

namespace rl {

static const npy_intp kReleaseCount = 100000;  // numbers from which other Python threads may run meanwhile

// The state, checked well enough that nothing is read or written outside it.
static RandomState* state_of(PyObject* o) {
  PyArrayObject* a = PyArray_Check(o) ? reinterpret_cast<PyArrayObject*>(o) : nullptr;
  if (!a || PyArray_TYPE(a) != NPY_UINT8 || PyArray_NDIM(a) != 1 || PyArray_SIZE(a) != npy_intp(sizeof(RandomState)) || !PyArray_ISCARRAY(a) ||
      reinterpret_cast<uintptr_t>(PyArray_DATA(a)) % 8) {
    PyErr_SetString(PyExc_TypeError, "a generator's state is a contiguous uint8 array of 5056 bytes");
    return nullptr;
  }
  RandomState* s = static_cast<RandomState*>(PyArray_DATA(a));
  if (s->left < 1 || s->left > 625 || s->next > 624 || (s->left > 1 && s->next + uint64_t(s->left) > 625)) {
    PyErr_SetString(PyExc_RuntimeError, "RNG state is wrong: not a state of a Mersenne twister");
    return nullptr;
  }
  return s;
}

// A writable contiguous array of the given type.
static PyArrayObject* target(PyObject* o, int type) {
  PyArrayObject* a = type == NPY_INT64 ? int64_array(o) : typed_array(o, type);
  if (!a || !PyArray_ISWRITEABLE(a)) {
    PyErr_SetString(PyExc_TypeError, "random: expected a writable contiguous array of another dtype");
    return nullptr;
  }
  return a;
}

static bool count(Py_ssize_t got, Py_ssize_t expected) {
  if (got != expected) PyErr_Format(PyExc_TypeError, "random: expected %zd arguments, got %zd", expected, got);
  return got == expected;
}

static bool numbers(PyObject* const* args, int n, double* out) {
  for (int i = 0; i < n; i++)
    if (!read_double(args[i], out + i)) {
      PyErr_Format(PyExc_TypeError, "random: expected a number, got %s", Py_TYPE(args[i])->tp_name);
      return false;
    }
  return true;
}

static PyObject* py_seed(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 2)) return nullptr;
  PyArrayObject* a = PyArray_Check(args[0]) ? reinterpret_cast<PyArrayObject*>(args[0]) : nullptr;
  if (!a || PyArray_SIZE(a) != npy_intp(sizeof(RandomState)) || PyArray_TYPE(a) != NPY_UINT8 || !PyArray_ISCARRAY(a))
    return PyErr_Format(PyExc_TypeError, "a generator's state is a contiguous uint8 array of 5056 bytes");
  const unsigned long long value = PyLong_AsUnsignedLongLong(args[1]);
  if (PyErr_Occurred()) return nullptr;
  random().seed(static_cast<RandomState*>(PyArray_DATA(a)), value);
  Py_RETURN_NONE;
}

// uniform(state, out, low, high, digits): out float32 or float64
static PyObject* py_uniform(PyObject*, PyObject* const* args, Py_ssize_t n) {
  double bounds[2];
  long long digits;
  if (!count(n, 5) || !numbers(args + 2, 2, bounds)) return nullptr;
  if (!read_int(args[4], &digits) || digits < 1 || digits > 53) return PyErr_Format(PyExc_ValueError, "random: digits must be 1 to 53");
  RandomState* s = state_of(args[0]);
  const bool single = PyArray_Check(args[1]) && PyArray_TYPE(reinterpret_cast<PyArrayObject*>(args[1])) == NPY_FLOAT;
  PyArrayObject* out = s ? target(args[1], single ? NPY_FLOAT : NPY_DOUBLE) : nullptr;
  if (!out) return nullptr;
  if (single && digits > 24) return PyErr_Format(PyExc_ValueError, "random: float32 holds 24 digits");
  const npy_intp size = PyArray_SIZE(out);
  Unlocked unlocked(size >= kReleaseCount);
  if (single) random().uniform_f32(s, static_cast<float*>(PyArray_DATA(out)), size, float(bounds[0]), float(bounds[1]), int(digits));
  else random().uniform_f64(s, static_cast<double*>(PyArray_DATA(out)), size, bounds[0], bounds[1]);
  return Py_NewRef(Py_None);
}

// normal(state, out, mean, std): at least 16 float32 or float64
static PyObject* py_normal(PyObject*, PyObject* const* args, Py_ssize_t n) {
  double moments[2];
  if (!count(n, 4) || !numbers(args + 2, 2, moments)) return nullptr;
  RandomState* s = state_of(args[0]);
  const bool single = PyArray_Check(args[1]) && PyArray_TYPE(reinterpret_cast<PyArrayObject*>(args[1])) == NPY_FLOAT;
  PyArrayObject* out = s ? target(args[1], single ? NPY_FLOAT : NPY_DOUBLE) : nullptr;
  if (!out) return nullptr;
  const npy_intp size = PyArray_SIZE(out);
  if (size < 16) return PyErr_Format(PyExc_ValueError, "random: blocks of normals need at least 16");
  Unlocked unlocked(size >= kReleaseCount);
  if (single) random().normal_f32(s, static_cast<float*>(PyArray_DATA(out)), size, float(moments[0]), float(moments[1]));
  else random().normal_f64(s, static_cast<double*>(PyArray_DATA(out)), size, moments[0], moments[1]);
  return Py_NewRef(Py_None);
}

// normal_pairs(state, out, mean, std): float64
static PyObject* py_normal_pairs(PyObject*, PyObject* const* args, Py_ssize_t n) {
  double moments[2];
  if (!count(n, 4) || !numbers(args + 2, 2, moments)) return nullptr;
  RandomState* s = state_of(args[0]);
  PyArrayObject* out = s ? target(args[1], NPY_DOUBLE) : nullptr;
  if (!out) return nullptr;
  random().normal_pairs(s, static_cast<double*>(PyArray_DATA(out)), PyArray_SIZE(out), moments[0], moments[1]);
  Py_RETURN_NONE;
}

// integers(state, out, range, base, wide): out int64; range 0: all 64 bits; wide: from two words
static PyObject* py_integers(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 5)) return nullptr;
  const unsigned long long range = PyLong_AsUnsignedLongLong(args[2]);
  if (PyErr_Occurred()) return nullptr;
  const long long base = PyLong_AsLongLong(args[3]);
  if (PyErr_Occurred()) return nullptr;
  const int wide = PyObject_IsTrue(args[4]);
  RandomState* s = state_of(args[0]);
  PyArrayObject* out = s && wide >= 0 ? target(args[1], NPY_INT64) : nullptr;
  if (!out) return nullptr;
  const npy_intp size = PyArray_SIZE(out);
  Unlocked unlocked(size >= kReleaseCount);
  random().integers(s, static_cast<int64_t*>(PyArray_DATA(out)), size,
                    !range ? Integers::full64 : wide ? Integers::modulo64 : Integers::modulo32, range, base);
  return Py_NewRef(Py_None);
}

static PyObject* py_permutation(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 2)) return nullptr;
  RandomState* s = state_of(args[0]);
  PyArrayObject* out = s ? target(args[1], NPY_INT64) : nullptr;
  if (!out) return nullptr;
  const npy_intp size = PyArray_SIZE(out);
  Unlocked unlocked(size >= kReleaseCount);
  random().permutation(s, static_cast<int64_t*>(PyArray_DATA(out)), size);
  return Py_NewRef(Py_None);
}

#define RL_FASTCALL(f) reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(f)), METH_FASTCALL
static PyMethodDef methods[] = {
    {"random_seed", RL_FASTCALL(py_seed), "random_seed(state, seed)"},
    {"random_uniform", RL_FASTCALL(py_uniform), "random_uniform(state, out, low, high, digits)"},
    {"random_normal", RL_FASTCALL(py_normal), "random_normal(state, out, mean, std): 16 or more"},
    {"random_normal_pairs", RL_FASTCALL(py_normal_pairs), "random_normal_pairs(state, out, mean, std)"},
    {"random_integers", RL_FASTCALL(py_integers), "random_integers(state, out, range, base, wide)"},
    {"random_permutation", RL_FASTCALL(py_permutation), "random_permutation(state, out)"},
    {nullptr, nullptr, 0, nullptr},
};

void register_random(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
