// ext.bound(function, params, out): a callable f(*arrays, o) that calls function(*arrays, *params), or with out true
// function(*arrays, *params, o). It is how an op's parameters come into its kernel without a Python frame.
#include <cstddef>

#include "base/ndarray.h"
#include "bind/common/register.h"

#include <structmember.h>

namespace rl {

namespace {

struct Bound {
  PyObject_HEAD
  vectorcallfunc call;
  PyObject *function, *params;
  bool out;
};

constexpr Py_ssize_t kFew = 64;  // arguments that fit on the stack

PyObject* call(PyObject* self, PyObject* const* args, size_t nargsf, PyObject* names) {
  Bound* b = reinterpret_cast<Bound*>(self);
  const Py_ssize_t n = PyVectorcall_NARGS(nargsf), extra = PyTuple_GET_SIZE(b->params);
  if (n < 1 || (names && PyTuple_GET_SIZE(names)))
    return PyErr_Format(PyExc_TypeError, "a bound kernel takes arrays and out");
  PyObject* few[kFew + 1];
  PyObject** all = few;
  if (n + extra > kFew && !(all = PyMem_New(PyObject*, n + extra + 1))) return PyErr_NoMemory();
  PyObject** a = all + 1;  // room for PY_VECTORCALL_ARGUMENTS_OFFSET
  Py_ssize_t k = 0;
  while (k < n - 1) a[k] = args[k], k++;
  for (Py_ssize_t i = 0; i < extra; i++) a[k++] = PyTuple_GET_ITEM(b->params, i);
  if (b->out) a[k++] = args[n - 1];
  PyObject* result =
      PyObject_Vectorcall(b->function, a, static_cast<size_t>(k) | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
  if (all != few) PyMem_Free(all);
  return result;
}

void dealloc(PyObject* self) {
  Bound* b = reinterpret_cast<Bound*>(self);
  Py_XDECREF(b->function);
  Py_XDECREF(b->params);
  PyTypeObject* type = Py_TYPE(self);
  type->tp_free(self);
  Py_DECREF(type);
}

PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Bound, call), READONLY, nullptr},
    {"function", T_OBJECT_EX, offsetof(Bound, function), READONLY, nullptr},
    {"params", T_OBJECT_EX, offsetof(Bound, params), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyType_Slot slots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
    {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
    {Py_tp_members, members},
    {0, nullptr},
};
PyType_Spec spec = {"rushlight._native._ext.Bound", sizeof(Bound), 0,
                    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
PyTypeObject* bound_type;

PyObject* py_bound(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n != 3 || !PyCallable_Check(args[0]) || !PyTuple_Check(args[1]))
    return PyErr_Format(PyExc_TypeError, "bound: expected (function, params, out)");
  const int out = PyObject_IsTrue(args[2]);
  if (out < 0) return nullptr;
  Bound* b = PyObject_New(Bound, bound_type);
  if (!b) return nullptr;
  b->call = call;
  b->function = Py_NewRef(args[0]);
  b->params = Py_NewRef(args[1]);
  b->out = out;
  return reinterpret_cast<PyObject*>(b);
}

PyMethodDef methods[] = {
    {"bound", RL_FASTCALL(py_bound), "bound(function, params, out): a kernel with an op's parameters in it."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_bound_kernel(PyObject* module) {
  bound_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  if (bound_type) PyModule_AddFunctions(module, methods);
}

}  // namespace rl
