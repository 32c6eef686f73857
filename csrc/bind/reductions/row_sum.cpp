// ext.row_sum(x): sums over the rows of a contiguous float32 or float64 matrix; NotImplemented for anything else.
#include "kernels/reductions/row_sum.h"

#include "bind/common/args.h"

namespace rl {

namespace {

constexpr npy_intp kRelease = 80000;  // elements

PyObject* py_row_sum(PyObject*, PyObject* const* args, Py_ssize_t n) {
  PyArrayObject* x;
  if (n != 1 || !(x = float_array(args[0])) || PyArray_NDIM(x) != 2) return not_implemented();
  const npy_intp rows = PyArray_DIM(x, 0), columns = PyArray_DIM(x, 1);
  PyObject* sum = empty_array(1, &columns, PyArray_TYPE(x));
  if (!sum) return nullptr;
  Unlocked unlocked(rows * columns > kRelease);
  if (PyArray_TYPE(x) == NPY_FLOAT) row_sum().f32(rows, columns, data<float>(x), data<float>(sum));
  else row_sum().f64(rows, columns, data<double>(x), data<double>(sum));
  return sum;
}

PyMethodDef methods[] = {
    {"row_sum", RL_FASTCALL(py_row_sum), "row_sum(x)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_row_sum(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
