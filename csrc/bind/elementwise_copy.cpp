// ext.cast(x, source, target), ext.copy(x, c_order), ext.zeros(shape, dtype): arrays as new arrays.
#include <cstring>

#include "base/parallel.h"
#include "bind/elementwise_loop.h"
#include "kernels/cast.h"

namespace rl {

// In the order of CastType, which is that of _dtypes.DTYPES.
static const int kStored[kCastTypes] = {NPY_BOOL,  NPY_UINT8,  NPY_INT8,   NPY_INT16, NPY_INT32,
                                        NPY_INT64, NPY_FLOAT16, NPY_UINT16, NPY_FLOAT, NPY_DOUBLE};

// cast(x, source, target): codes of two different dtypes. NotImplemented for those without a loop.
static PyObject* py_cast(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 3) return PyErr_Format(PyExc_TypeError, "cast: takes (x, source, target), got %zd arguments", n);
  long long from, to;
  if (!PyArray_Check(args[0]) || !read_int(args[1], &from) || !read_int(args[2], &to)) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[0]);
  if (from < 0 || to < 0 || from >= kCastTypes || to >= kCastTypes || !PyArray_ISBEHAVED_RO(x)) return not_implemented();
  if (!PyArray_EquivTypenums(PyArray_TYPE(x), kStored[from])) return not_implemented();
  const ElementLoop loop = cast().cast[from][to];
  const LoopKind kind = {{loop, loop, loop}, 1, false, 1};
  Given in;
  in.array = x;
  in.size = static_cast<int>(PyArray_ITEMSIZE(x));
  return run_elementwise(kind, &in, Py_None, kStored[to]);
}

static int size_index(PyArrayObject* x) {
  const auto size = PyArray_ITEMSIZE(x);
  return size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : -1;
}

// The axis that is innermost in x, if the copy's innermost axis (0) is another one.
static int crossing(const Space& s) {
  if (s.stride[0][0] != s.size[0] || s.stride[1][0] == s.size[0]) return 0;
  for (int d = 1; d < s.ndim; d++)
    if (s.stride[1][d] == s.size[0] && s.shape[d] >= 8 && s.shape[0] >= 8) return d;
  return 0;
}

// Planes that lie across each other are copied in square blocks.
static void copy_across(const Space& s, int axis, int index) {
  const int64_t columns = s.shape[0], rows = s.shape[axis], size = s.size[0];
  const int64_t out_row = s.stride[0][axis] / size, x_row = s.stride[1][0] / size;
  const int64_t height = rows < 64 ? rows : 64, blocks = (rows + height - 1) / height;
  const auto transpose = cast().transpose[index];
  const int64_t planes = s.total / (rows * columns);
  auto one = [&](int64_t i) {
    int64_t rest = i / blocks;
    const int64_t first = i % blocks * height;
    char* to = s.data[0] + first * s.stride[0][axis];
    const char* from = s.data[1] + first * size;
    for (int d = 1; d < s.ndim; d++) {
      if (d == axis) continue;
      to += rest % s.shape[d] * s.stride[0][d];
      from += rest % s.shape[d] * s.stride[1][d];
      rest /= s.shape[d];
    }
    transpose(rows - first < height ? rows - first : height, columns, to, out_row, from, x_row);
  };
  const int64_t group = height * columns >= 16384 ? 1 : 16384 / (height * columns), total = planes * blocks;
  Unlocked unlocked(s.total > 1000000);
  parallel_for((total + group - 1) / group, [&](int64_t chunk) {
    for (int64_t i = chunk * group; i < total && i < (chunk + 1) * group; i++) one(i);
  });
}

// copy(x, c_order): row-major, or laid out like x. Any dtype of 1, 2, 4 or 8 bytes.
static PyObject* py_copy(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 2) return PyErr_Format(PyExc_TypeError, "copy: takes (x, c_order), got %zd arguments", n);
  if (!PyArray_Check(args[0])) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[0]);
  const int index = size_index(x);
  if (index < 0 || !PyArray_ISBEHAVED_RO(x) || !(PyArray_ISNUMBER(x) || PyArray_ISBOOL(x))) return not_implemented();
  const ElementLoop loop = cast().copy[index];
  const LoopKind kind = {{loop, loop, loop}, 1, false, 1};
  if (args[1] != Py_True || PyArray_IS_C_CONTIGUOUS(x)) {
    Given in;
    in.array = x;
    in.size = static_cast<int>(PyArray_ITEMSIZE(x));
    return run_elementwise(kind, &in, Py_None, PyArray_TYPE(x));
  }
  const int ndim = PyArray_NDIM(x);
  PyObject* result = empty_array(ndim, PyArray_DIMS(x), PyArray_TYPE(x));
  if (!result) return nullptr;
  auto* y = reinterpret_cast<PyArrayObject*>(result);
  Space s;
  s.ndim = ndim;
  s.count = 2;
  s.total = PyArray_SIZE(x);
  s.data[0] = PyArray_BYTES(y);
  s.data[1] = PyArray_BYTES(x);
  s.size[0] = s.size[1] = static_cast<int>(PyArray_ITEMSIZE(x));
  for (int d = 0; d < ndim; d++) {
    s.shape[d] = PyArray_DIM(x, ndim - 1 - d);
    s.stride[0][d] = PyArray_STRIDE(y, ndim - 1 - d);
    s.stride[1][d] = PyArray_STRIDE(x, ndim - 1 - d);
  }
  if (s.total == 0) return result;
  collapse(&s);
  const int axis = crossing(s);
  if (axis) copy_across(s, axis, index);
  else run_space(s, kind);
  return result;
}

// zeros(shape, dtype)
static PyObject* py_zeros(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 2 || !PyTuple_Check(args[0])) return PyErr_Format(PyExc_TypeError, "zeros: takes (shape, dtype), shape a tuple");
  npy_intp shape[NPY_MAXDIMS];
  const Py_ssize_t ndim = PyTuple_GET_SIZE(args[0]);
  if (ndim > NPY_MAXDIMS) return PyErr_Format(PyExc_ValueError, "zeros: %zd dimensions, at most %d are possible", ndim, NPY_MAXDIMS);
  for (Py_ssize_t d = 0; d < ndim; d++) {
    shape[d] = PyNumber_AsSsize_t(PyTuple_GET_ITEM(args[0], d), PyExc_OverflowError);
    if (shape[d] == -1 && PyErr_Occurred()) return nullptr;
    if (shape[d] < 0) return PyErr_Format(PyExc_ValueError, "zeros: negative size %zd in dimension %zd", shape[d], d);
  }
  PyArray_Descr* descr = nullptr;
  if (PyArray_DescrConverter(args[1], &descr) != NPY_SUCCEED) return nullptr;
  const int type = descr->type_num;
  const bool usual = PyTypeNum_ISNUMBER(type) || PyTypeNum_ISBOOL(type);
  Py_DECREF(descr);
  if (!usual) return PyErr_Format(PyExc_TypeError, "zeros: dtype must be a bool or number type");
  PyObject* result = empty_array(static_cast<int>(ndim), shape, type);
  if (!result) return nullptr;
  auto* y = reinterpret_cast<PyArrayObject*>(result);
  char* to = PyArray_BYTES(y);
  const int64_t bytes = PyArray_NBYTES(y), piece = 1 << 18;
  Unlocked unlocked(bytes > 4 * piece);
  parallel_for((bytes + piece - 1) / piece, [&](int64_t i) {
    std::memset(to + i * piece, 0, static_cast<size_t>(bytes - i * piece < piece ? bytes - i * piece : piece));
  });
  return result;
}

#define RL_METHOD(name, doc) {#name, reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(py_##name)), METH_FASTCALL, doc}
static PyMethodDef methods[] = {
    RL_METHOD(cast, "cast(x, source, target): see _arrays/cast.py"),
    RL_METHOD(copy, "copy(x, c_order): see _arrays/memory.py"),
    RL_METHOD(zeros, "zeros(shape, dtype): see _arrays/memory.py"),
    {nullptr, nullptr, 0, nullptr},
};

void register_copies(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
