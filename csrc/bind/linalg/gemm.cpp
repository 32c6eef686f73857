// Matrix products: ext.gemm, ext.product, ext.linear, ext.bmm. Operands may have any strides that are whole elements.
#include "kernels/linalg/gemm.h"

#include "base/ndarray.h"
#include "bind/common/register.h"

namespace rl {

// Multiply-adds from which other Python threads may run meanwhile (about 50 µs of work).
static const double kReleaseWork = 4e6;

// Native byte order, aligned, strides in whole elements, float32 or float64 as `type`.
static bool fits(PyArrayObject* x, int type) {
  if (PyArray_TYPE(x) != type || !PyArray_ISBEHAVED_RO(x)) return false;
  const npy_intp size = PyArray_ITEMSIZE(x);
  for (int i = 0; i < PyArray_NDIM(x); i++)
    if (PyArray_STRIDE(x, i) % size) return false;
  return true;
}

// First and last byte that x's elements touch.
static void extent(PyArrayObject* x, const char** low, const char** high) {
  *low = PyArray_BYTES(x);
  *high = *low + PyArray_ITEMSIZE(x) - 1;
  for (int i = 0; i < PyArray_NDIM(x); i++) {
    const npy_intp reach = (PyArray_DIM(x, i) - 1) * PyArray_STRIDE(x, i);
    (reach < 0 ? *low : *high) += reach;
  }
}

static bool overlap(PyArrayObject* x, PyArrayObject* y) {
  if (!PyArray_SIZE(x) || !PyArray_SIZE(y)) return false;
  const char *x_low, *x_high, *y_low, *y_high;
  extent(x, &x_low, &x_high);
  extent(y, &y_low, &y_high);
  return x_low <= y_high && y_low <= x_high;
}

static PyObject* shape_error(const char* name, PyArrayObject* a, PyArrayObject* b) {
  PyObject* a_shape = PyObject_GetAttrString(reinterpret_cast<PyObject*>(a), "shape");
  PyObject* b_shape = PyObject_GetAttrString(reinterpret_cast<PyObject*>(b), "shape");
  if (a_shape && b_shape) PyErr_Format(PyExc_ValueError, "%s: shapes %R and %R do not fit", name, a_shape, b_shape);
  Py_XDECREF(a_shape);
  Py_XDECREF(b_shape);
  return nullptr;
}

// Checks `out` (an array or None) against the result's type and shape. On success *direct is the array that the
// kernel may write (new, or out itself), *result what the caller gets; they differ when out's rows are not
// contiguous or it shares memory with an operand: then the result is copied at the end.
static bool choose_out(const char* name, PyObject* out, int ndim, const npy_intp* dims, int type, PyArrayObject* a,
                       PyArrayObject* b, PyArrayObject** direct, PyObject** result) {
  if (out == Py_None) {
    PyObject* fresh = empty_array(ndim, dims, type);
    *direct = reinterpret_cast<PyArrayObject*>(fresh);
    *result = fresh;
    return fresh != nullptr;
  }
  if (!PyArray_Check(out)) {
    PyErr_Format(PyExc_TypeError, "%s: out must be an ndarray or None, got %s", name, Py_TYPE(out)->tp_name);
    return false;
  }
  PyArrayObject* o = reinterpret_cast<PyArrayObject*>(out);
  if (PyArray_TYPE(o) != type) {
    PyErr_Format(PyExc_TypeError, "%s: out must have the operands' dtype", name);
    return false;
  }
  if (PyArray_NDIM(o) != ndim || !PyArray_CompareLists(PyArray_DIMS(o), dims, ndim)) {
    PyErr_Format(PyExc_ValueError, "%s: out has the wrong shape", name);
    return false;
  }
  if (!PyArray_ISWRITEABLE(o)) {
    PyErr_Format(PyExc_ValueError, "%s: out is read-only", name);
    return false;
  }
  bool in_place = fits(o, type) && !overlap(o, a) && !overlap(o, b);
  const npy_intp size = PyArray_ITEMSIZE(o);
  in_place = in_place && (dims[ndim - 1] <= 1 || PyArray_STRIDE(o, ndim - 1) == size);
  for (int i = 0; i < ndim - 1; i++)  // no row may hold another
    in_place = in_place && (dims[i] <= 1 || PyArray_STRIDE(o, i) >= dims[ndim - 1] * size);
  if (in_place) {
    Py_INCREF(out);
    *direct = o;
  } else {
    *direct = reinterpret_cast<PyArrayObject*>(empty_array(ndim, dims, type));
    if (!*direct) return false;
  }
  *result = out;
  return true;
}

// Copies into out if it could not be written directly; returns a new reference to what the caller gets.
static PyObject* finish(PyArrayObject* direct, PyObject* result) {
  if (reinterpret_cast<PyObject*>(direct) == result) return result;
  const int failed = PyArray_CopyInto(reinterpret_cast<PyArrayObject*>(result), direct);
  Py_DECREF(direct);
  if (failed) return nullptr;
  Py_INCREF(result);
  return result;
}

template <class T>
static Gemm<T> operands(PyArrayObject* a, PyArrayObject* b, PyArrayObject* bias, PyArrayObject* c, int axis,
                        bool ta = false, bool tb = false) {
  const npy_intp size = sizeof(T);
  Gemm<T> g;
  g.m = PyArray_DIM(a, axis + ta);
  g.k = PyArray_DIM(a, axis + !ta);
  g.n = PyArray_DIM(b, axis + !tb);
  g.a = static_cast<const T*>(PyArray_DATA(a));
  g.a_row = PyArray_STRIDE(a, axis + ta) / size;
  g.a_col = PyArray_STRIDE(a, axis + !ta) / size;
  g.b = static_cast<const T*>(PyArray_DATA(b));
  g.b_row = PyArray_STRIDE(b, axis + tb) / size;
  g.b_col = PyArray_STRIDE(b, axis + !tb) / size;
  // The stride of an axis of length 1 says nothing; these let the kernel see a contiguous operand.
  if (g.k == 1) g.a_col = 1;
  if (g.k == 1 && g.b_col != 1) g.b_row = 1;
  if (g.n == 1 && g.b_row != 1) g.b_col = 1;
  if (g.m == 1 && g.a_col != 1) g.a_row = 1;
  g.c = static_cast<T*>(PyArray_DATA(c));
  g.c_row = PyArray_STRIDE(c, axis) / size;
  g.bias = bias ? static_cast<const T*>(PyArray_DATA(bias)) : nullptr;
  g.accumulate = false;
  return g;
}

template <class F> static void run(double work, F&& body) {
  if (work < kReleaseWork) return body();
  PyThreadState* state = PyEval_SaveThread();
  body();
  PyEval_RestoreThread(state);
}

static bool two_arrays(const char* name, PyObject* const* args, int ndim) {
  for (int i = 0; i < 2; i++) {
    if (!PyArray_Check(args[i])) {
      PyErr_Format(PyExc_TypeError, "%s: expected an ndarray, got %s", name, Py_TYPE(args[i])->tp_name);
      return false;
    }
    if (PyArray_NDIM(reinterpret_cast<PyArrayObject*>(args[i])) != ndim) {
      PyErr_Format(PyExc_ValueError, "%s: expected %d axes, got %d", name, ndim,
                   PyArray_NDIM(reinterpret_cast<PyArrayObject*>(args[i])));
      return false;
    }
  }
  return true;
}

// a @ b + bias, with a and b transposed where ta and tb say so.
static PyObject* product(const char* name, PyObject* const* pair, PyObject* row, PyObject* out, bool ta, bool tb) {
  if (!two_arrays(name, pair, 2)) return nullptr;
  PyArrayObject* a = reinterpret_cast<PyArrayObject*>(pair[0]);
  PyArrayObject* b = reinterpret_cast<PyArrayObject*>(pair[1]);
  const int type = PyArray_TYPE(a);
  if ((type != NPY_FLOAT && type != NPY_DOUBLE) || !fits(a, type) || !fits(b, type)) Py_RETURN_NOTIMPLEMENTED;
  if (PyArray_DIM(a, !ta) != PyArray_DIM(b, tb)) return shape_error(name, a, b);
  const npy_intp dims[2] = {PyArray_DIM(a, ta), PyArray_DIM(b, !tb)};
  PyArrayObject* bias = nullptr;
  if (row != Py_None) {
    if (!PyArray_Check(row)) return PyErr_Format(PyExc_TypeError, "%s: bias must be an ndarray or None", name);
    bias = reinterpret_cast<PyArrayObject*>(row);
    if (PyArray_NDIM(bias) != 1 || PyArray_DIM(bias, 0) != dims[1])
      return PyErr_Format(PyExc_ValueError, "%s: bias must have shape (%zd,)", name, static_cast<Py_ssize_t>(dims[1]));
    if (!fits(bias, type)) Py_RETURN_NOTIMPLEMENTED;
    if (dims[1] > 1 && !PyArray_IS_C_CONTIGUOUS(bias)) Py_RETURN_NOTIMPLEMENTED;
  }
  PyArrayObject* direct;
  PyObject* result;
  if (!choose_out(name, out, 2, dims, type, a, b, &direct, &result)) return nullptr;
  if (dims[0] && dims[1]) {
    const double work = double(dims[0]) * double(dims[1]) * double(PyArray_DIM(a, !ta));
    run(work, [&] {
      if (type == NPY_FLOAT) gemm().gemm_f32(operands<float>(a, b, bias, direct, 0, ta, tb));
      else gemm().gemm_f64(operands<double>(a, b, bias, direct, 0, ta, tb));
    });
  }
  return finish(direct, result);
}

static PyObject* py_gemm(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  if (nargs != 4) return PyErr_Format(PyExc_TypeError, "gemm: expected (a, b, bias, out), got %zd arguments", nargs);
  return product("gemm", args, args[2], args[3], false, false);
}

static PyObject* py_product(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  if (nargs != 5)
    return PyErr_Format(PyExc_TypeError, "product: expected (a, b, ta, tb, out), got %zd arguments", nargs);
  return product("product", args, Py_None, args[4], args[2] == Py_True, args[3] == Py_True);
}

static PyObject* py_linear(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  if (nargs != 4) return PyErr_Format(PyExc_TypeError, "linear: expected (b, x, w, out), got %zd arguments", nargs);
  return product("linear", args + 1, args[0], args[3], false, true);
}

static PyObject* py_bmm(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  if (nargs != 3) return PyErr_Format(PyExc_TypeError, "bmm: expected (a, b, out), got %zd arguments", nargs);
  if (!two_arrays("bmm", args, 3)) return nullptr;
  PyArrayObject* a = reinterpret_cast<PyArrayObject*>(args[0]);
  PyArrayObject* b = reinterpret_cast<PyArrayObject*>(args[1]);
  const int type = PyArray_TYPE(a);
  if ((type != NPY_FLOAT && type != NPY_DOUBLE) || !fits(a, type) || !fits(b, type)) Py_RETURN_NOTIMPLEMENTED;
  if (PyArray_DIM(a, 0) != PyArray_DIM(b, 0) || PyArray_DIM(a, 2) != PyArray_DIM(b, 1)) return shape_error("bmm", a, b);
  const npy_intp dims[3] = {PyArray_DIM(a, 0), PyArray_DIM(a, 1), PyArray_DIM(b, 2)};
  PyArrayObject* direct;
  PyObject* result;
  if (!choose_out("bmm", args[2], 3, dims, type, a, b, &direct, &result)) return nullptr;
  if (dims[0] && dims[1] && dims[2]) {
    const double work = double(dims[0]) * double(dims[1]) * double(dims[2]) * double(PyArray_DIM(a, 2));
    const npy_intp size = PyArray_ITEMSIZE(a);
    const int64_t a_step = PyArray_STRIDE(a, 0) / size, b_step = PyArray_STRIDE(b, 0) / size;
    const int64_t c_step = PyArray_STRIDE(direct, 0) / size;
    run(work, [&] {
      if (type == NPY_FLOAT) gemm().bmm_f32(operands<float>(a, b, nullptr, direct, 1), dims[0], a_step, b_step, c_step);
      else gemm().bmm_f64(operands<double>(a, b, nullptr, direct, 1), dims[0], a_step, b_step, c_step);
    });
  }
  return finish(direct, result);
}

static PyMethodDef methods[] = {
    {"gemm", RL_FASTCALL(py_gemm),
     "gemm(a, b, bias, out): a @ b + bias for 2-d float32/float64; NotImplemented for other arrays."},
    {"product", RL_FASTCALL(py_product),
     "product(a, b, ta, tb, out): a @ b, with a and b transposed where ta and tb are True; as gemm otherwise."},
    {"linear", RL_FASTCALL(py_linear),
     "linear(b, x, w, out): x @ w.T + b for 2-d float32/float64; NotImplemented for other arrays."},
    {"bmm", RL_FASTCALL(py_bmm),
     "bmm(a, b, out): a[i] @ b[i] for 3-d float32/float64; NotImplemented for other arrays."},
    {nullptr, nullptr, 0, nullptr},
};

void register_gemm(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
