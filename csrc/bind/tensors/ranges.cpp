// ext.count_up(n, start, step, type): n numbers from start in steps of step, of type "f" (float32), "d" (float64) or
// "q" (int64, whose start and step are ints); NotImplemented for other types and numbers.
#include "kernels/tensors/ranges.h"

#include "bind/common/args.h"

namespace rl {

namespace {

constexpr npy_intp kRelease = 80000;  // elements

PyObject* py_count_up(PyObject*, PyObject* const* args, Py_ssize_t count) {
  long long n, first, by;
  double start, step;
  if (count != 4 || !read_int(args[0], &n) || n < 0 || !PyUnicode_Check(args[3]) || PyUnicode_GET_LENGTH(args[3]) != 1)
    return not_implemented();
  const Py_UCS4 type = PyUnicode_READ_CHAR(args[3], 0);
  const bool whole = type == 'q';
  if (whole ? !read_int(args[1], &first) || !read_int(args[2], &by)
            : (type != 'f' && type != 'd') || !read_double(args[1], &start) || !read_double(args[2], &step))
    return not_implemented();
  const npy_intp size = n;
  PyObject* y = empty_array(1, &size, whole ? NPY_INT64 : type == 'f' ? NPY_FLOAT : NPY_DOUBLE);
  if (!y) return nullptr;
  Unlocked unlocked(size > kRelease);
  if (whole) ranges().i64(size, first, by, data<int64_t>(y));
  else if (type == 'f') ranges().f32(size, start, step, data<float>(y));
  else ranges().f64(size, start, step, data<double>(y));
  return y;
}

PyMethodDef methods[] = {
    {"count_up", RL_FASTCALL(py_count_up), "count_up(n, start, step, type)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_ranges(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
