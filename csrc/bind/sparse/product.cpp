// ext.sparse_product(n, values, x, rows, columns): the product of the matrix with values[e] at (rows[e], columns[e]),
// which has n rows, and the dense matrix x. All contiguous, float32 or float64, indices int64; NotImplemented for
// anything else, IndexError for indices out of range.
#include "kernels/sparse/product.h"

#include <cstring>

#include "bind/common/args.h"

namespace rl {

namespace {

constexpr npy_intp kRelease = 80000;  // products

bool within(const int64_t* index, npy_intp count, npy_intp n) {
  for (npy_intp e = 0; e < count; e++)
    if (index[e] < 0 || index[e] >= n) return false;
  return true;
}

PyObject* py_sparse_product(PyObject*, PyObject* const* args, Py_ssize_t n_args) {
  PyArrayObject *values, *x, *r, *c;
  if (n_args != 5 || !PyLong_Check(args[0]) || !(values = float_array(args[1])) || !(x = float_array(args[2])) ||
      !(r = typed_array(args[3], NPY_INT64)) || !(c = typed_array(args[4], NPY_INT64)) || PyArray_NDIM(values) != 1 ||
      PyArray_NDIM(x) != 2 || PyArray_NDIM(r) != 1 || PyArray_NDIM(c) != 1 || PyArray_TYPE(values) != PyArray_TYPE(x))
    return not_implemented();
  const npy_intp count = PyArray_DIM(values, 0), width = PyArray_DIM(x, 1);
  if (PyArray_DIM(r, 0) != count || PyArray_DIM(c, 0) != count) return not_implemented();
  const int64_t *rows = data<int64_t>(r), *columns = data<int64_t>(c);
  npy_intp shape[2] = {PyLong_AsSsize_t(args[0]), width};
  if (shape[0] < 0) return PyErr_Occurred() ? nullptr : not_implemented();
  if (!within(rows, count, shape[0]) || !within(columns, count, PyArray_DIM(x, 0)))
    return PyErr_Format(PyExc_IndexError, "a sparse matrix has indices out of its range");
  PyObject* y = empty_array(2, shape, PyArray_TYPE(x));
  if (!y) return nullptr;
  memset(PyArray_DATA((PyArrayObject*)y), 0, PyArray_NBYTES((PyArrayObject*)y));
  Unlocked unlocked(count * width > kRelease);
  if (PyArray_TYPE(x) == NPY_FLOAT)
    sparse_product().f32(count, width, data<float>(values), rows, columns, data<float>(x), data<float>(y));
  else sparse_product().f64(count, width, data<double>(values), rows, columns, data<double>(x), data<double>(y));
  return y;
}

PyMethodDef methods[] = {
    {"sparse_product", RL_FASTCALL(py_sparse_product), "sparse_product(n, values, x, rows, columns)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_sparse_product(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
