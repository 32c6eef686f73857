// 2-d convolution: ext.conv2d, ext.conv2d_grad_input, ext.conv2d_grad_weight, ext.conv2d_grad_bias.
#include "kernels/layers/conv.h"

#include "bind/common/args.h"

namespace rl {

static const double kReleaseWork = 4e6;  // multiply-adds from which other Python threads may run meanwhile

// Stride, padding, dilation: an int or a pair of ints, each at least `least`.
static bool pair(PyObject* value, const char* what, int64_t least, int64_t* first, int64_t* second) {
  PyObject* items[2] = {value, value};
  if (PyTuple_Check(value)) {
    if (PyTuple_GET_SIZE(value) != 2) {
      PyErr_Format(PyExc_ValueError, "conv2d: %s must be an int or a pair of ints, got %R", what, value);
      return false;
    }
    items[0] = PyTuple_GET_ITEM(value, 0);
    items[1] = PyTuple_GET_ITEM(value, 1);
  }
  for (int i = 0; i < 2; i++) {
    const int64_t number = PyLong_AsLongLong(items[i]);
    if (number == -1 && PyErr_Occurred()) return false;
    if (number < least || number > (int64_t(1) << 40)) {
      PyErr_Format(PyExc_ValueError, "conv2d: %s must be at least %d, got %R", what, static_cast<int>(least), value);
      return false;
    }
    *(i ? second : first) = number;
  }
  return true;
}

static bool options(Conv* s, PyObject* const* args) {  // stride, padding, dilation, groups
  if (!pair(args[0], "stride", 1, &s->stride_h, &s->stride_w)) return false;
  if (!pair(args[1], "padding", 0, &s->pad_h, &s->pad_w)) return false;
  if (!pair(args[2], "dilation", 1, &s->dil_h, &s->dil_w)) return false;
  int64_t ignored;
  return pair(args[3], "groups", 1, &s->groups, &ignored);
}

static bool wrong(const char* what) {
  PyErr_Format(PyExc_ValueError, "conv2d: %s", what);
  return false;
}

// Fills s from the shapes of x and w (already checked to have 4 axes each) and checks that they fit.
static bool shapes(Conv* s, const npy_intp* x, const npy_intp* w) {
  s->n = x[0], s->c = x[1], s->h = x[2], s->w = x[3];
  s->oc = w[0], s->kh = w[2], s->kw = w[3];
  if (s->kh < 1 || s->kw < 1) return wrong("the kernel must not be empty");
  if (s->c % s->groups || s->oc % s->groups) return wrong("groups must divide the channels of x and of weight");
  if (w[1] != s->c / s->groups) return wrong("weight.shape[1] * groups must be the number of channels of x");
  const int64_t high = s->h + 2 * s->pad_h - s->dil_h * (s->kh - 1) - 1;
  const int64_t wide = s->w + 2 * s->pad_w - s->dil_w * (s->kw - 1) - 1;
  if (high < 0 || wide < 0) return wrong("the kernel is larger than the padded input");
  s->oh = high / s->stride_h + 1;
  s->ow = wide / s->stride_w + 1;
  return true;
}

// A shape given as a tuple of four ints.
static bool dims4(PyObject* value, npy_intp* dims) {
  if (!PyTuple_Check(value) || PyTuple_GET_SIZE(value) != 4) return wrong("a shape must be a tuple of four ints");
  for (int i = 0; i < 4; i++) {
    dims[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(value, i));
    if (dims[i] == -1 && PyErr_Occurred()) return false;
    if (dims[i] < 0 || dims[i] > (npy_intp(1) << 40)) return wrong("a shape must not be negative");
  }
  return true;
}

// 1: *array is a new reference to x, contiguous. 0: not for these kernels. -1: error.
static int contiguous(PyObject* x, int ndim, int type, PyArrayObject** array) {
  if (!PyArray_Check(x)) {
    PyErr_Format(PyExc_TypeError, "conv2d: expected an ndarray, got %s", Py_TYPE(x)->tp_name);
    return -1;
  }
  PyArrayObject* a = reinterpret_cast<PyArrayObject*>(x);
  if (PyArray_NDIM(a) != ndim) {
    PyErr_Format(PyExc_ValueError, "conv2d: expected %d axes, got %d", ndim, PyArray_NDIM(a));
    return -1;
  }
  if (PyArray_TYPE(a) != type || (type != NPY_FLOAT && type != NPY_DOUBLE) || PyArray_ISBYTESWAPPED(a)) return 0;
  if (PyArray_IS_C_CONTIGUOUS(a) && PyArray_ISALIGNED(a)) {
    Py_INCREF(x);
    *array = a;
  } else {
    *array = reinterpret_cast<PyArrayObject*>(
        PyArray_FromArray(a, PyArray_DescrFromType(type), NPY_ARRAY_CARRAY_RO | NPY_ARRAY_ENSUREARRAY));
  }
  return *array ? 1 : -1;
}

// Two operands of one type, released at the end of the scope.
struct Operands {
  PyArrayObject *a = nullptr, *b = nullptr, *bias = nullptr;
  int type = 0;
  ~Operands() {
    Py_XDECREF(reinterpret_cast<PyObject*>(a));
    Py_XDECREF(reinterpret_cast<PyObject*>(b));
    Py_XDECREF(reinterpret_cast<PyObject*>(bias));
  }
  int take(PyObject* first, PyObject* second) {
    if (!PyArray_Check(first)) {
      PyErr_Format(PyExc_TypeError, "conv2d: expected an ndarray, got %s", Py_TYPE(first)->tp_name);
      return -1;
    }
    type = PyArray_TYPE(reinterpret_cast<PyArrayObject*>(first));
    const int taken = contiguous(first, 4, type, &a);
    return taken == 1 ? contiguous(second, 4, type, &b) : taken;
  }
};

static double work_of(const Conv& s) {
  return double(s.n) * double(s.oc) * double(s.oh * s.ow) * double(s.c / s.groups * s.kh * s.kw);
}

template <class F> static void run(double work, F&& body) {
  if (work < kReleaseWork) return body();
  PyThreadState* state = PyEval_SaveThread();
  body();
  PyEval_RestoreThread(state);
}

// `out` if it can be written directly, else nullptr without an error: then the caller allocates and copies.
static int choose_out(PyObject* out, const npy_intp* dims, int type, const Operands& in, PyArrayObject** direct) {
  if (out != Py_None) {
    if (!PyArray_Check(out)) {
      PyErr_Format(PyExc_TypeError, "conv2d: out must be an ndarray or None, got %s", Py_TYPE(out)->tp_name);
      return -1;
    }
    PyArrayObject* o = reinterpret_cast<PyArrayObject*>(out);
    if (PyArray_TYPE(o) != type || PyArray_NDIM(o) != 4 || !PyArray_CompareLists(PyArray_DIMS(o), dims, 4) ||
        !PyArray_ISWRITEABLE(o)) {
      PyErr_SetString(PyExc_ValueError, "conv2d: out must be writable and have the result's shape and dtype");
      return -1;
    }
    const char* low = PyArray_BYTES(o);
    bool apart = PyArray_ISCARRAY(o);
    PyArrayObject* const sources[3] = {in.a, in.b, in.bias};
    for (PyArrayObject* x : sources) {
      if (!x) continue;
      const char* start = PyArray_BYTES(x);
      apart = apart && (low + PyArray_NBYTES(o) <= start || start + PyArray_NBYTES(x) <= low);
    }
    if (apart) {
      Py_INCREF(out);
      *direct = o;
      return 1;
    }
  }
  *direct = reinterpret_cast<PyArrayObject*>(empty_array(4, dims, type));
  return *direct ? 1 : -1;
}

static PyObject* finish(PyArrayObject* direct, PyObject* out) {
  PyObject* result = reinterpret_cast<PyObject*>(direct);
  if (out == Py_None || out == result) return result;
  const int failed = PyArray_CopyInto(reinterpret_cast<PyArrayObject*>(out), direct);
  Py_DECREF(result);
  if (failed) return nullptr;
  Py_INCREF(out);
  return out;
}

static PyObject* py_conv2d(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  if (nargs != 8)
    return PyErr_Format(PyExc_TypeError, "conv2d: expected (x, w, b, stride, padding, dilation, groups, out)");
  Conv s;
  Operands in;
  if (!options(&s, args + 3)) return nullptr;
  int taken = in.take(args[0], args[1]);
  if (taken == 1 && args[2] != Py_None) taken = contiguous(args[2], 1, in.type, &in.bias);
  if (taken < 0) return nullptr;
  if (taken == 0) Py_RETURN_NOTIMPLEMENTED;
  if (!shapes(&s, PyArray_DIMS(in.a), PyArray_DIMS(in.b))) return nullptr;
  if (in.bias && PyArray_DIM(in.bias, 0) != s.oc) return wrong("bias must have one number per output channel"), nullptr;
  const npy_intp dims[4] = {s.n, s.oc, s.oh, s.ow};
  PyArrayObject* y;
  if (choose_out(args[7], dims, in.type, in, &y) < 0) return nullptr;
  if (PyArray_SIZE(y)) {
    run(work_of(s), [&] {
      if (in.type == NPY_FLOAT)
        conv().f32.forward(s, data<float>(in.a), data<float>(in.b), data<float>(in.bias), data<float>(y));
      else conv().f64.forward(s, data<double>(in.a), data<double>(in.b), data<double>(in.bias), data<double>(y));
    });
  }
  return finish(y, args[7]);
}

// (g, w, x_shape, ...) and (g, x, w_shape, ...): the other operand's shape is given, the result's too.
static PyObject* gradient(PyObject* const* args, Py_ssize_t nargs, bool for_input) {
  if (nargs != 7)
    return PyErr_Format(PyExc_TypeError, "conv2d_grad: expected (g, w or x, shape, stride, padding, dilation, groups)");
  Conv s;
  Operands in;
  npy_intp dims[4];
  if (!options(&s, args + 3) || !dims4(args[2], dims)) return nullptr;
  const int taken = in.take(args[0], args[1]);
  if (taken < 0) return nullptr;
  if (taken == 0) Py_RETURN_NOTIMPLEMENTED;
  const npy_intp* known = PyArray_DIMS(in.b);
  if (!shapes(&s, for_input ? dims : known, for_input ? known : dims)) return nullptr;
  const npy_intp grad[4] = {s.n, s.oc, s.oh, s.ow};
  if (!PyArray_CompareLists(PyArray_DIMS(in.a), grad, 4))
    return wrong("the gradient does not have the output's shape"), nullptr;
  PyArrayObject* result = reinterpret_cast<PyArrayObject*>(empty_array(4, dims, in.type));
  if (!result) return nullptr;
  if (PyArray_SIZE(result)) {
    run(work_of(s), [&] {
      if (in.type == NPY_FLOAT) {
        (for_input ? conv().f32.grad_input : conv().f32.grad_weight)(s, data<float>(in.a), data<float>(in.b),
                                                                     data<float>(result));
      } else {
        (for_input ? conv().f64.grad_input : conv().f64.grad_weight)(s, data<double>(in.a), data<double>(in.b),
                                                                     data<double>(result));
      }
    });
  }
  return reinterpret_cast<PyObject*>(result);
}

static PyObject* py_grad_input(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return gradient(args, nargs, true);
}
static PyObject* py_grad_weight(PyObject*, PyObject* const* args, Py_ssize_t nargs) {
  return gradient(args, nargs, false);
}

static PyObject* py_grad_bias(PyObject*, PyObject* arg) {
  if (!PyArray_Check(arg)) return PyErr_Format(PyExc_TypeError, "conv2d_grad_bias: expected an ndarray");
  const int type = PyArray_TYPE(reinterpret_cast<PyArrayObject*>(arg));
  Operands in;
  const int taken = contiguous(arg, 4, type, &in.a);
  if (taken < 0) return nullptr;
  if (taken == 0) Py_RETURN_NOTIMPLEMENTED;
  const npy_intp* dims = PyArray_DIMS(in.a);
  Conv s{};
  s.n = dims[0], s.oc = dims[1], s.oh = dims[2], s.ow = dims[3];
  PyArrayObject* result = reinterpret_cast<PyArrayObject*>(empty_array(1, dims + 1, type));
  if (!result) return nullptr;
  if (s.oc) {
    run(double(PyArray_SIZE(in.a)), [&] {
      if (type == NPY_FLOAT) conv().f32.grad_bias(s, data<float>(in.a), data<float>(result));
      else conv().f64.grad_bias(s, data<double>(in.a), data<double>(result));
    });
  }
  return reinterpret_cast<PyObject*>(result);
}

static PyMethodDef methods[] = {
    {"conv2d", RL_FASTCALL(py_conv2d),
     "conv2d(x, w, b, stride, padding, dilation, groups, out); NotImplemented for arrays that are not "
     "float32/float64."},
    {"conv2d_grad_input", RL_FASTCALL(py_grad_input),
     "conv2d_grad_input(g, w, x_shape, stride, padding, dilation, groups)"},
    {"conv2d_grad_weight", RL_FASTCALL(py_grad_weight),
     "conv2d_grad_weight(g, x, w_shape, stride, padding, dilation, groups)"},
    {"conv2d_grad_bias", py_grad_bias, METH_O, "conv2d_grad_bias(g): the sum over images and pixels."},
    {nullptr, nullptr, 0, nullptr},
};

void register_conv(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
