// Random streams: ext.random_*, called as f(x, numbers..., state, lock, like, out), so that ext.bound makes an op's
// kernel of them. state: a writable uint8 array of 5056 bytes, PyTorch's own layout; lock: the generator's, or None
// where it is held already; out: the array to fill, or None for a new one, whose shape and NumPy type number are
// `like`; x only lends its place. What they can't fill (strides, dtypes) they answer with NotImplemented.
#include "kernels/random/random.h"

#include "bind/common/args.h"

namespace rl {

static const npy_intp kReleaseCount = 100000;  // numbers from which other Python threads may run meanwhile

// The state, checked well enough that nothing is read or written outside it.
static RandomState* state_of(PyObject* o) {
  PyArrayObject* a = PyArray_Check(o) ? reinterpret_cast<PyArrayObject*>(o) : nullptr;
  if (!a || PyArray_TYPE(a) != NPY_UINT8 || PyArray_NDIM(a) != 1 || PyArray_SIZE(a) != npy_intp(sizeof(RandomState)) ||
      !PyArray_ISCARRAY(a) || reinterpret_cast<uintptr_t>(PyArray_DATA(a)) % 8) {
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

// Holds a generator's lock (a threading.Lock, or None).
class Held {
 public:
  explicit Held(PyObject* lock) : lock_(lock == Py_None ? nullptr : lock) {
    static PyObject* const acquire = PyUnicode_InternFromString("acquire");
    if (lock_) {
      PyObject* r = PyObject_CallMethodNoArgs(lock_, acquire);
      if (!r) lock_ = nullptr, failed_ = true;
      Py_XDECREF(r);
    }
  }
  ~Held() {
    static PyObject* const release = PyUnicode_InternFromString("release");
    if (!lock_) return;
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    Py_XDECREF(PyObject_CallMethodNoArgs(lock_, release));
    PyErr_Restore(type, value, trace);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  bool failed() const { return failed_; }

 private:
  PyObject* lock_;
  bool failed_ = false;
};

// The array to fill: the last argument, or a new one. Null without an exception: NotImplemented is the answer.
static PyArrayObject* target(PyObject* out, PyObject* like) {
  if (out == Py_None) {
    if (!PyTuple_Check(like) || PyTuple_GET_SIZE(like) != 2 || !PyTuple_Check(PyTuple_GET_ITEM(like, 0)))
      return PyErr_SetString(PyExc_TypeError, "random: without out, like must be (shape, type number)"), nullptr;
    PyObject* shape = PyTuple_GET_ITEM(like, 0);
    npy_intp dims[NPY_MAXDIMS];
    const Py_ssize_t ndim = PyTuple_GET_SIZE(shape);
    if (ndim > NPY_MAXDIMS) return PyErr_SetString(PyExc_ValueError, "random: too many dimensions"), nullptr;
    for (Py_ssize_t d = 0; d < ndim; d++) dims[d] = PyLong_AsSsize_t(PyTuple_GET_ITEM(shape, d));
    const long type = PyLong_AsLong(PyTuple_GET_ITEM(like, 1));
    if (PyErr_Occurred()) return nullptr;
    return reinterpret_cast<PyArrayObject*>(empty_array(static_cast<int>(ndim), dims, static_cast<int>(type)));
  }
  if (!PyArray_Check(out) || !PyArray_ISCARRAY(reinterpret_cast<PyArrayObject*>(out))) return nullptr;
  return reinterpret_cast<PyArrayObject*>(Py_NewRef(out));
}

static bool is_int64(PyArrayObject* a) { return PyArray_EquivTypenums(PyArray_TYPE(a), NPY_INT64); }

// Fills the target by draw(state, array, size), which says whether it takes the array's type. args: state, lock, like,
// out.
template <class F> static PyObject* filled(PyObject* const* args, F&& draw) {
  PyArrayObject* out = target(args[3], args[2]);
  if (!out) return PyErr_Occurred() ? nullptr : not_implemented();
  PyObject* result = reinterpret_cast<PyObject*>(out);
  Held held(args[1]);
  RandomState* s = held.failed() ? nullptr : state_of(args[0]);
  if (!s) return Py_DECREF(result), nullptr;
  const npy_intp size = PyArray_SIZE(out);
  bool taken;
  {
    Unlocked unlocked(size >= kReleaseCount);
    taken = draw(s, out, size);
  }
  return taken ? result : (Py_DECREF(result), not_implemented());
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

// x, low, high: float32 or float64
static PyObject* py_uniform(PyObject*, PyObject* const* args, Py_ssize_t n) {
  double p[2];
  if (!count(n, 7) || !numbers(args + 1, 2, p)) return nullptr;
  return filled(args + 3, [&](RandomState* s, PyArrayObject* out, npy_intp size) {
    void* data = PyArray_DATA(out);
    if (PyArray_TYPE(out) == NPY_FLOAT)
      random().uniform_f32(s, static_cast<float*>(data), size, float(p[0]), float(p[1]));
    else if (PyArray_TYPE(out) == NPY_DOUBLE) random().uniform_f64(s, static_cast<double*>(data), size, p[0], p[1]);
    else return false;
    return true;
  });
}

// x, mean, std: float32 or float64. Fewer than 16 come in pairs, in double precision.
static PyObject* py_normal(PyObject*, PyObject* const* args, Py_ssize_t n) {
  double p[2];
  if (!count(n, 7) || !numbers(args + 1, 2, p)) return nullptr;
  return filled(args + 3, [&](RandomState* s, PyArrayObject* out, npy_intp size) {
    const bool single = PyArray_TYPE(out) == NPY_FLOAT;
    if (!single && PyArray_TYPE(out) != NPY_DOUBLE) return false;
    float* f = static_cast<float*>(PyArray_DATA(out));
    double* d = static_cast<double*>(PyArray_DATA(out));
    double few[16];
    if (size >= 16 && single) random().normal_f32(s, f, size, float(p[0]), float(p[1]));
    else if (size >= 16) random().normal_f64(s, d, size, p[0], p[1]);
    else random().normal_pairs(s, single ? few : d, size, p[0], p[1]);
    for (npy_intp i = 0; single && size < 16 && i < size; i++) f[i] = float(few[i]);
    return true;
  });
}

// x, mean, std: float64, all in pairs
static PyObject* py_normal_pairs(PyObject*, PyObject* const* args, Py_ssize_t n) {
  double p[2];
  if (!count(n, 7) || !numbers(args + 1, 2, p)) return nullptr;
  return filled(args + 3, [&](RandomState* s, PyArrayObject* out, npy_intp size) {
    if (PyArray_TYPE(out) != NPY_DOUBLE) return false;
    random().normal_pairs(s, static_cast<double*>(PyArray_DATA(out)), size, p[0], p[1]);
    return true;
  });
}

// x, range, base, wide: int64; range 0: all 64 bits; wide: from two words
static PyObject* py_integers(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 8)) return nullptr;
  const unsigned long long range = PyLong_AsUnsignedLongLong(args[1]);
  if (PyErr_Occurred()) return nullptr;
  const long long base = PyLong_AsLongLong(args[2]);
  if (PyErr_Occurred()) return nullptr;
  const int wide = PyObject_IsTrue(args[3]);
  if (wide < 0) return nullptr;
  const Integers way = !range ? Integers::full64 : wide ? Integers::modulo64 : Integers::modulo32;
  return filled(args + 4, [&](RandomState* s, PyArrayObject* out, npy_intp size) {
    if (!is_int64(out)) return false;
    random().integers(s, static_cast<int64_t*>(PyArray_DATA(out)), size, way, range, base);
    return true;
  });
}

// x, p: 1 with probability p, else 0; float32, uint8 or bool
static PyObject* py_bernoulli(PyObject*, PyObject* const* args, Py_ssize_t n) {
  double p;
  if (!count(n, 6)) return nullptr;
  if (!PyFloat_Check(args[1]) && !PyLong_Check(args[1])) return not_implemented();
  if (!numbers(args + 1, 1, &p)) return nullptr;
  if (!(p >= 0 && p <= 1)) return PyErr_Format(PyExc_ValueError, "random: a probability lies in [0, 1]");
  const double scaled = p * 0x1p53;  // exact
  uint64_t threshold = static_cast<uint64_t>(scaled);
  threshold += static_cast<double>(threshold) < scaled;
  return filled(args + 2, [&](RandomState* s, PyArrayObject* out, npy_intp size) {
    const int type = PyArray_TYPE(out);
    void* data = PyArray_DATA(out);
    if (type == NPY_FLOAT) random().coins_f32(s, static_cast<float*>(data), size, threshold);
    else if (type == NPY_UINT8 || type == NPY_BOOL) random().coins_u8(s, static_cast<uint8_t*>(data), size, threshold);
    else return false;
    return true;
  });
}

// x: 0 to n - 1 in random order, int64
static PyObject* py_permutation(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 5)) return nullptr;
  return filled(args + 1, [&](RandomState* s, PyArrayObject* out, npy_intp size) {
    if (!is_int64(out)) return false;
    random().permutation(s, static_cast<int64_t*>(PyArray_DATA(out)), size);
    return true;
  });
}

// random_places(sums, numbers): per row of sums (rows, n) and numbers (rows, draws), float64, where each number falls
static PyObject* py_places(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 2)) return nullptr;
  PyArrayObject *sums = float_array(args[0]), *numbers = typed_array(args[1], NPY_DOUBLE);
  if (!sums || !numbers || PyArray_NDIM(sums) != 2 || PyArray_NDIM(numbers) != 2 ||
      PyArray_DIM(sums, 0) != PyArray_DIM(numbers, 0) || PyArray_DIM(sums, 1) < 1)
    return PyErr_Format(PyExc_TypeError,
                        "random_places: expected contiguous (rows, n) floats and (rows, draws) float64");
  PyObject* out = empty_array(2, PyArray_DIMS(numbers), NPY_INT64);
  if (!out) return nullptr;
  const npy_intp rows = PyArray_DIM(sums, 0), width = PyArray_DIM(sums, 1), draws = PyArray_DIM(numbers, 1);
  auto* to = static_cast<int64_t*>(PyArray_DATA(reinterpret_cast<PyArrayObject*>(out)));
  const auto* u = static_cast<const double*>(PyArray_DATA(numbers));
  Unlocked unlocked(rows * draws >= kReleaseCount);
  for (npy_intp r = 0; r < rows; r++, to += draws, u += draws) {
    if (PyArray_TYPE(sums) == NPY_FLOAT)
      random().places_f32(static_cast<const float*>(PyArray_DATA(sums)) + r * width, width, u, to, draws);
    else random().places_f64(static_cast<const double*>(PyArray_DATA(sums)) + r * width, width, u, to, draws);
  }
  return out;
}

// random_poisson(state, rates): float32 or float64
static PyObject* py_poisson(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 2)) return nullptr;
  RandomState* s = state_of(args[0]);
  if (!s) return nullptr;
  PyArrayObject* rates = float_array(args[1]);
  if (!rates) return PyErr_Format(PyExc_TypeError, "random_poisson: expected contiguous floats");
  PyObject* out = empty_array(PyArray_NDIM(rates), PyArray_DIMS(rates), PyArray_TYPE(rates));
  if (!out) return nullptr;
  const npy_intp size = PyArray_SIZE(rates);
  void* to = PyArray_DATA(reinterpret_cast<PyArrayObject*>(out));
  Unlocked unlocked(size >= kReleaseCount / 10);
  if (PyArray_TYPE(rates) == NPY_FLOAT)
    random().poisson_f32(s, static_cast<float*>(to), static_cast<const float*>(PyArray_DATA(rates)), size);
  else random().poisson_f64(s, static_cast<double*>(to), static_cast<const double*>(PyArray_DATA(rates)), size);
  return out;
}

// random_gamma(state, shapes): float32 or float64
static PyObject* py_gamma(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 2)) return nullptr;
  RandomState* s = state_of(args[0]);
  if (!s) return nullptr;
  PyArrayObject* shapes = float_array(args[1]);
  if (!shapes) return PyErr_Format(PyExc_TypeError, "random_gamma: expected contiguous floats");
  PyObject* out = empty_array(PyArray_NDIM(shapes), PyArray_DIMS(shapes), PyArray_TYPE(shapes));
  if (!out) return nullptr;
  const npy_intp size = PyArray_SIZE(shapes);
  void* to = PyArray_DATA(reinterpret_cast<PyArrayObject*>(out));
  const void* from = PyArray_DATA(shapes);
  Unlocked unlocked(size >= kReleaseCount / 10);
  if (PyArray_TYPE(shapes) == NPY_FLOAT)
    random().gammas_f32(s, static_cast<float*>(to), static_cast<const float*>(from), size, __FLT_MIN__);
  else random().gammas_f64(s, static_cast<double*>(to), static_cast<const double*>(from), size, __DBL_MIN__);
  return out;
}

// random_binomial(state, counts, p): both float32 or both float64, of one shape
static PyObject* py_binomial(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (!count(n, 3)) return nullptr;
  RandomState* s = state_of(args[0]);
  if (!s) return nullptr;
  PyArrayObject *counts = float_array(args[1]), *p = float_array(args[2]);
  if (!counts || !p || PyArray_TYPE(counts) != PyArray_TYPE(p) || PyArray_NDIM(counts) != PyArray_NDIM(p) ||
      !PyArray_CompareLists(PyArray_DIMS(counts), PyArray_DIMS(p), PyArray_NDIM(p)))
    return PyErr_Format(PyExc_TypeError, "random_binomial: expected contiguous floats of one dtype and shape");
  PyObject* out = empty_array(PyArray_NDIM(p), PyArray_DIMS(p), PyArray_TYPE(p));
  if (!out) return nullptr;
  const npy_intp size = PyArray_SIZE(p);
  void* to = PyArray_DATA(reinterpret_cast<PyArrayObject*>(out));
  const void *of = PyArray_DATA(counts), *chance = PyArray_DATA(p);
  Unlocked unlocked(size >= kReleaseCount / 10);
  if (PyArray_TYPE(p) == NPY_FLOAT)
    random().binomials_f32(s, static_cast<float*>(to), static_cast<const float*>(of), static_cast<const float*>(chance),
                           size);
  else
    random().binomials_f64(s, static_cast<double*>(to), static_cast<const double*>(of),
                           static_cast<const double*>(chance), size);
  return out;
}

static PyMethodDef methods[] = {
    {"random_seed", RL_FASTCALL(py_seed), "random_seed(state, seed)"},
    {"random_uniform", RL_FASTCALL(py_uniform), "random_uniform(x, low, high, state, lock, like, out)"},
    {"random_normal", RL_FASTCALL(py_normal), "random_normal(x, mean, std, state, lock, like, out)"},
    {"random_normal_pairs", RL_FASTCALL(py_normal_pairs), "random_normal_pairs(x, mean, std, state, lock, like, out)"},
    {"random_integers", RL_FASTCALL(py_integers), "random_integers(x, range, base, wide, state, lock, like, out)"},
    {"random_bernoulli", RL_FASTCALL(py_bernoulli), "random_bernoulli(x, p, state, lock, like, out)"},
    {"random_permutation", RL_FASTCALL(py_permutation), "random_permutation(x, state, lock, like, out)"},
    {"random_poisson", RL_FASTCALL(py_poisson), "random_poisson(state, rates)"},
    {"random_gamma", RL_FASTCALL(py_gamma), "random_gamma(state, shapes)"},
    {"random_binomial", RL_FASTCALL(py_binomial), "random_binomial(state, counts, p)"},
    {"random_places", RL_FASTCALL(py_places), "random_places(sums, numbers): where numbers fall among rising sums"},
    {nullptr, nullptr, 0, nullptr},
};

void register_random(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
