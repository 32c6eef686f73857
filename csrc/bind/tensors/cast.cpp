// ext.cast, ext.copy, ext.contiguous, ext.full: arrays of other dtypes, in another order, with one value.
#include <cstring>

#include "base/thread_pool.h"
#include "bind/common/elementwise_loop.h"
#include "kernels/tensors/cast.h"

namespace rl {

// In the order of CastType, which is that of _base/dtypes.DTYPES.
static const int kStored[kCastTypes] = {NPY_BOOL,  NPY_UINT8,   NPY_INT8,   NPY_INT16, NPY_INT32,
                                        NPY_INT64, NPY_FLOAT16, NPY_UINT16, NPY_FLOAT, NPY_DOUBLE};

static int size_index(npy_intp size) { return size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : -1; }

// cast(source, target, x, out): codes of dtypes; x may be smaller than out, it is repeated then.
static PyObject* py_cast(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 4) return PyErr_Format(PyExc_TypeError, "cast: takes (source, target, x, out), got %zd arguments", n);
  long long from, to;
  if (!PyArray_Check(args[2]) || !read_int(args[0], &from) || !read_int(args[1], &to)) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[2]);
  if (from < 0 || to < 0 || from >= kCastTypes || to >= kCastTypes || !PyArray_ISBEHAVED_RO(x))
    return not_implemented();
  if (!PyArray_EquivTypenums(PyArray_TYPE(x), kStored[from])) return not_implemented();
  Given in;
  in.array = x;
  in.size = static_cast<int>(PyArray_ITEMSIZE(x));
  const ElementLoop loop = from == to ? cast().copy[size_index(in.size)] : cast().cast[from][to];
  const LoopKind kind = {{loop, loop, loop}, 1, false, 1};
  return run_elementwise(kind, &in, args[3], kStored[to]);
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

static ElementLoop copy_loop(PyObject* o) {
  if (!PyArray_Check(o)) return nullptr;
  auto* x = reinterpret_cast<PyArrayObject*>(o);
  const int index = size_index(PyArray_ITEMSIZE(x));
  const bool usual = index >= 0 && PyArray_ISBEHAVED_RO(x) && (PyArray_ISNUMBER(x) || PyArray_ISBOOL(x));
  return usual ? cast().copy[index] : nullptr;
}

// copy(x, out): laid out like x, or in out. Any dtype of 1, 2, 4 or 8 bytes.
static PyObject* py_copy(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 2) return PyErr_Format(PyExc_TypeError, "copy: takes (x, out), got %zd arguments", n);
  const ElementLoop loop = copy_loop(args[0]);
  if (!loop) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[0]);
  Given in;
  in.array = x;
  in.size = static_cast<int>(PyArray_ITEMSIZE(x));
  const LoopKind kind = {{loop, loop, loop}, 1, false, 1};
  return run_elementwise(kind, &in, args[1], PyArray_TYPE(x));
}

// contiguous(x, None): a copy, row by row.
static PyObject* py_contiguous(PyObject* self, PyObject* const* args, Py_ssize_t n) {
  if (n != 2) return PyErr_Format(PyExc_TypeError, "contiguous: takes (x, None), got %zd arguments", n);
  const ElementLoop loop = copy_loop(args[0]);
  if (!loop || args[1] != Py_None) return not_implemented();
  auto* x = reinterpret_cast<PyArrayObject*>(args[0]);
  if (PyArray_IS_C_CONTIGUOUS(x)) return py_copy(self, args, n);
  const LoopKind kind = {{loop, loop, loop}, 1, false, 1};
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
  if (axis) copy_across(s, axis, size_index(s.size[0]));
  else run_space(s, kind);
  return result;
}

// A number as the bits of one element.
static bool read_element(PyObject* o, int code, char* to) {
  double value;
  if (code == kCast_f32 || code == kCast_f64 || code == kCast_f16 || code == kCast_bf16) {
    if (!(PyFloat_Check(o) || PyLong_Check(o)) || !read_double(o, &value)) return false;
    if (code == kCast_f64) return std::memcpy(to, &value, 8), true;
    const float narrow = static_cast<float>(value);
    if (code == kCast_f32) return std::memcpy(to, &narrow, 4), true;
    const void* in = &narrow;
    cast().cast[kCast_f32][code](1, to, &in);
    return true;
  }
  if (code == kCast_bool) {
    const int truth = PyFloat_Check(o) || PyLong_Check(o) ? PyObject_IsTrue(o) : -1;
    return truth >= 0 && (*to = static_cast<char>(truth), true);
  }
  int overflow = 0;
  if (!PyLong_Check(o)) return false;
  const long long whole = PyLong_AsLongLongAndOverflow(o, &overflow);
  const int bits = code == kCast_i64 ? 64 : code == kCast_i32 ? 32 : code == kCast_i16 ? 16 : 8;
  const long long high = code == kCast_u8 ? 255 : static_cast<long long>(~0ull >> (65 - bits)),
                  low = code == kCast_u8 ? 0 : -high - 1;
  if (overflow || whole < low || whole > high) return false;
  std::memcpy(to, &whole, static_cast<size_t>(bits / 8));  // the low bytes come first on the machines we build for
  return true;
}

static bool read_shape(PyObject* tuple, int* ndim, npy_intp* shape) {
  if (!PyTuple_Check(tuple) || PyTuple_GET_SIZE(tuple) > NPY_MAXDIMS) return false;
  *ndim = static_cast<int>(PyTuple_GET_SIZE(tuple));
  for (int d = 0; d < *ndim; d++) {
    long long size;
    if (!read_int(PyTuple_GET_ITEM(tuple, d), &size) || size < 0) return false;
    shape[d] = static_cast<npy_intp>(size);
  }
  return true;
}

// full(shape, dtype code, number, out): None for the number leaves the memory as it is.
static PyObject* py_full(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 4) return PyErr_Format(PyExc_TypeError, "full: takes (shape, code, number, out), got %zd arguments", n);
  int ndim;
  npy_intp shape[NPY_MAXDIMS];
  long long code;
  alignas(8) char element[8];
  if (!read_int(args[1], &code) || code < 0 || code >= kCastTypes || !read_shape(args[0], &ndim, shape))
    return not_implemented();
  if (args[2] != Py_None && !read_element(args[2], static_cast<int>(code), element)) return not_implemented();
  PyObject* result = args[3];
  if (result == Py_None) {
    result = empty_array(ndim, shape, kStored[code]);
    if (!result) return nullptr;
  } else {
    if (!PyArray_Check(result)) return not_implemented();
    auto* o = reinterpret_cast<PyArrayObject*>(result);
    if (!PyArray_ISCARRAY(o) || !PyArray_EquivTypenums(PyArray_TYPE(o), kStored[code]) || PyArray_NDIM(o) != ndim ||
        !PyArray_CompareLists(PyArray_DIMS(o), shape, ndim))
      return not_implemented();
    Py_INCREF(result);
  }
  if (args[2] == Py_None) return result;
  auto* y = reinterpret_cast<PyArrayObject*>(result);
  const int64_t size = PyArray_ITEMSIZE(y), total = PyArray_SIZE(y), piece = 65536;
  char* to = PyArray_BYTES(y);
  const auto fill = cast().fill[size_index(size)];
  Unlocked unlocked(total > 16 * piece);
  parallel_for((total + piece - 1) / piece, [&](int64_t i) {
    fill(total - i * piece < piece ? total - i * piece : piece, to + i * piece * size, element);
  });
  return result;
}

static PyMethodDef methods[] = {
    {"cast", RL_FASTCALL(py_cast), "cast(source, target, x, out): see _arrays/tensors/cast.py"},
    {"copy", RL_FASTCALL(py_copy), "copy(x, out): see _arrays/memory.py"},
    {"contiguous", RL_FASTCALL(py_contiguous), "contiguous(x, out): out is None; see _arrays/memory.py"},
    {"full", RL_FASTCALL(py_full), "full(shape, code, number, out): see _arrays/memory.py"},
    {nullptr, nullptr, 0, nullptr},
};

void register_cast(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
