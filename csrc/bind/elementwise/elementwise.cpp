// ext.elementwise: {name: builtin}. Each is called as f(*operands, out=None, positional) with ndarrays of one dtype or
// Python numbers, and answers NotImplemented for what it cannot take: other dtypes, byte orders, shapes that do not
// broadcast.
#include "bind/elementwise/elementwise.h"

namespace rl {

static ElementType element_type(PyArrayObject* a) {
  const int type = PyArray_TYPE(a);
  if (type == NPY_FLOAT) return kF32;
  if (type == NPY_DOUBLE) return kF64;
  return type == NPY_LONG || type == NPY_LONGLONG ? (PyArray_ITEMSIZE(a) == 8 ? kI64 : kElementTypes) : kElementTypes;
}
static const int kTypenum[] = {NPY_FLOAT, NPY_DOUBLE, NPY_INT64};

// A Python number as an element of the type.
static bool read_number(PyObject* o, ElementType type, char* to) {
  if (type == kI64) {
    int overflow = 0;
    if (!PyLong_Check(o)) return false;  // bool is an int
    const long long value = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow) return false;
    *reinterpret_cast<int64_t*>(to) = value;
    return true;
  }
  double value;
  if (!PyFloat_Check(o) && !PyLong_Check(o)) return false;
  if (!read_double(o, &value)) return false;
  if (type == kF32) *reinterpret_cast<float*>(to) = static_cast<float>(value);
  else *reinterpret_cast<double*>(to) = value;
  return true;
}

// The operands, of one type among them; false if they do not fit.
static bool read_operands(PyObject* const* args, int n, Given* in, ElementType* type) {
  *type = kElementTypes;
  for (int k = 0; k < n; k++) {
    in[k].array = nullptr;
    if (!PyArray_Check(args[k])) continue;
    auto* a = reinterpret_cast<PyArrayObject*>(args[k]);
    const ElementType t = element_type(a);
    if (t == kElementTypes || (*type != kElementTypes && t != *type) || !PyArray_ISBEHAVED_RO(a)) return false;
    *type = t;
    in[k].array = a;
  }
  if (*type == kElementTypes) return false;
  const int size = *type == kF32 ? 4 : 8;
  for (int k = 0; k < n; k++) {
    in[k].size = size;
    if (!in[k].array && !read_number(args[k], *type, in[k].number)) return false;
  }
  return true;
}

static PyObject* check_count(Py_ssize_t given, int operands) {
  if (given == operands || given == operands + 1) return nullptr;
  return PyErr_Format(PyExc_TypeError, "takes %d operands and out, got %zd arguments", operands, given);
}

static int cost_of_unary(int op, ElementType type) {
  if (op <= k_frac) return 1;
  switch (op) {
    case k_log10:
    case k_tan:
    case k_asin:
    case k_acos:
    case k_atan:
    case k_sinh:
    case k_cosh: return 80;
    case k_sin:
    case k_cos: return type == kF32 ? 5 : 100;
    case k_erf:
    case k_erfc:
    case k_gelu: return type == kF32 ? 10 : 40;
    default: return type == kF32 ? 4 : 12;
  }
}
static int cost_of(BinaryOp op, ElementType type) {
  switch (op) {
    case k_pow:
    case k_atan2: return 120;
    case k_gelu_backward: return type == kF32 ? 8 : 40;
    case k_xlogy:
    case k_silu_backward:
    case k_gelu_tanh_backward: return type == kF32 ? 6 : 20;
    default: return 1;
  }
}

PyObject* run_one_operand(const ElementLoop* loops, int (*cost)(int, ElementType), int op, PyObject* const* args,
                          Py_ssize_t n) {
  Given in[1];
  ElementType type;
  if (n != 1 && n != 2) return check_count(n, 1);
  if (!read_operands(args, 1, in, &type)) return not_implemented();
  const ElementLoop loop = loops[type];
  if (!loop) return not_implemented();
  const LoopKind kind = {{loop, loop, loop}, 1, false, cost(op, type)};
  return run_elementwise(kind, in, n == 2 ? args[1] : Py_None, kTypenum[type]);
}
template <int op> static PyObject* call_unary(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return run_one_operand(elementwise_unary().unary[op], cost_of_unary, op, args, n);
}

template <int op> static PyObject* call_binary(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Given in[2];
  ElementType type;
  if (n != 2 && n != 3) return check_count(n, 2);
  if (!read_operands(args, 2, in, &type)) return not_implemented();
  const ElementLoop* loop = elementwise().binary[op][type];
  if (!loop[0]) return not_implemented();
  const LoopKind kind = {{loop[0], loop[1], loop[2]}, 2, true, cost_of(static_cast<BinaryOp>(op), type)};
  return run_elementwise(kind, in, n == 3 ? args[2] : Py_None, kTypenum[type]);
}

template <int op> static PyObject* call_compare(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Given in[2];
  ElementType type;
  if (n != 2 && n != 3) return check_count(n, 2);
  if (!read_operands(args, 2, in, &type)) return not_implemented();
  const ElementLoop* loop = elementwise().compare[op][type];
  const LoopKind kind = {{loop[0], loop[1], loop[2]}, 2, true, 1};
  return run_elementwise(kind, in, n == 3 ? args[2] : Py_None, NPY_BOOL);
}

template <int op> static PyObject* call_many(PyObject*, PyObject* const* args, Py_ssize_t n) {
#define RL_COUNT(name, count) count,
  static const int counts[] = {RL_MANY(RL_COUNT)};
#undef RL_COUNT
  constexpr int four = 4;
  const int operands = counts[op];
  Given in[four];
  ElementType type;
  if (n != operands && n != operands + 1) return check_count(n, operands);
  PyObject* used[four];
  for (int k = 0; k < operands; k++) used[k] = args[k];
  if (op == k_clamp)  // None: no limit
    for (int k = 1; k < 3; k++)
      if (args[k] == Py_None) {
        static PyObject* const limits[] = {PyFloat_FromDouble(-__builtin_inf()), PyFloat_FromDouble(__builtin_inf())};
        used[k] = limits[k - 1];
      }
  if (!read_operands(used, operands, in, &type)) return not_implemented();
  const ElementLoop loop = elementwise().many[op][type];
  if (!loop) return not_implemented();
  const LoopKind kind = {
      {loop, loop, loop}, operands, false, op == k_softplus || op == k_elu ? (type == kF32 ? 8 : 24) : 2};
  return run_elementwise(kind, in, n == operands + 1 ? args[operands] : Py_None, kTypenum[type]);
}

// where(condition, x, y): x and y of one dtype, any with elements of 1, 2, 4 or 8 bytes.
static PyObject* call_where(PyObject*, PyObject* const* args, Py_ssize_t n) {
  Given in[3];
  if (n != 3 && n != 4) return check_count(n, 3);
  if (!PyArray_Check(args[0])) return not_implemented();
  auto* c = reinterpret_cast<PyArrayObject*>(args[0]);
  if (PyArray_TYPE(c) != NPY_BOOL || !PyArray_ISBEHAVED_RO(c)) return not_implemented();
  in[0].array = c;
  in[0].size = 1;
  PyArrayObject* typed = nullptr;
  for (int k = 1; k < 3; k++) {
    in[k].array = PyArray_Check(args[k]) ? reinterpret_cast<PyArrayObject*>(args[k]) : nullptr;
    if (!in[k].array) continue;
    if (!PyArray_ISBEHAVED_RO(in[k].array) || (typed && PyArray_TYPE(typed) != PyArray_TYPE(in[k].array)))
      return not_implemented();
    typed = in[k].array;
  }
  if (!typed || !(PyArray_ISNUMBER(typed) || PyArray_ISBOOL(typed))) return not_implemented();
  const int size = static_cast<int>(PyArray_ITEMSIZE(typed));
  const int loop = size == 1 ? 0 : size == 2 ? 1 : size == 4 ? 2 : size == 8 ? 3 : -1;
  const ElementType type = element_type(typed);
  if (loop < 0) return not_implemented();
  for (int k = 1; k < 3; k++) {
    in[k].size = size;
    if (!in[k].array && (type == kElementTypes || !read_number(args[k], type, in[k].number))) return not_implemented();
  }
  const ElementLoop f = elementwise().where[loop];
  const LoopKind kind = {{f, f, f}, 3, false, 1};
  return run_elementwise(kind, in, n == 4 ? args[3] : Py_None, PyArray_TYPE(typed));
}

#define RL_METHOD(name, f) {#name, RL_FASTCALL(f), "see _arrays/elementwise/elementwise.py"},
#define RL_METHOD_1(name) RL_METHOD(name, call_unary<k_##name>)
#define RL_METHOD_2(name) RL_METHOD(name, call_binary<k_##name>)
#define RL_METHOD_C(name) RL_METHOD(name, call_compare<k_##name>)
#define RL_METHOD_N(name, count) RL_METHOD(name, call_many<k_##name>)
static PyMethodDef table[] = {RL_UNARY(RL_METHOD_1) RL_BINARY(RL_METHOD_2) RL_COMPARE(RL_METHOD_C) RL_MANY(RL_METHOD_N)
                                  RL_METHOD(where, call_where)};

void register_elementwise(PyObject* module) {
  PyObject* functions = PyDict_New();
  if (!functions) return;
  add_functions(functions, table, sizeof(table) / sizeof(table[0]));
  PyModule_AddObject(module, "elementwise", functions);
}

}  // namespace rl
