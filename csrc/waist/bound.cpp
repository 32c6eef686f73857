// Ops as callables, operators and one-operand functions: see src/rushlight/_core/bound.py.

#include <cstddef>

#include "waist/waist.h"

#include <structmember.h>

namespace rl::waist {

enum Kind : int { Unary, UnaryInPlace, Operator, Reflected, InPlaceOperator };

struct Bound {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  OpBase* op;
  PyObject *name, *doc, *dict;
  PyObject* arrays;  // of an operator that takes NumPy's arrays too: what makes tensors of them; or null
  int kind;
};

static PyTypeObject* BoundType;
PyObject* apply_out;
static PyObject *str_out, *str_input;

static PyObject* not_a_tensor(Bound* f, PyObject* got) {
  return PyErr_Format(PyExc_TypeError, "%U(): argument 'input' (position 1) must be Tensor, not %s", f->name,
                      got ? Py_TYPE(got)->tp_name : "nothing");
}

static PyObject* call_unary(Bound* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  Py_ssize_t n = PyVectorcall_NARGS(nargsf);
  if (overridden(args, n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0)))
    return call_override((PyObject*)f, args, n, kwnames);
  PyObject *x = n > 0 ? args[0] : nullptr, *out = nullptr;
  if (n > 1) return PyErr_Format(PyExc_TypeError, "%U() takes 1 positional argument but %zd were given", f->name, n);
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); k++) {
    PyObject* key = PyTuple_GET_ITEM(kwnames, k);
    if (f->kind == Unary && PyUnicode_Compare(key, str_out) == 0) out = args[n + k];
    else if (!x && (PyUnicode_Compare(key, str_input) == 0 || is_numpy_input(key))) x = args[n + k];
    else return PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument %R", f->name, key);
  }
  if (!x || !is_value(x)) return not_a_tensor(f, x);
  if (f->kind == UnaryInPlace) return apply_in_place(f->op, (Value*)x, &x, 1);
  if (!out || out == Py_None) return apply_fast(f->op, &x, 1);
  return PyObject_CallFunctionObjArgs(apply_out, f->op, out, x, nullptr);
}

// A NumPy scalar becomes a Python number (a bool a float, as in PyTorch); null without an exception: not an operand.
static PyObject* operand(PyObject* y) {
  if (is_value(y) || is_number(y)) return Py_NewRef(y);
  if (PyArray_IsScalar(y, Integer)) return PyNumber_Long(y);
  if (PyArray_IsScalar(y, Floating) || PyArray_IsScalar(y, Bool)) return PyNumber_Float(y);
  if (PyArray_IsScalar(y, ComplexFloating)) return PyObject_CallOneArg((PyObject*)&PyComplex_Type, y);
  if (PyFloat_Check(y)) return PyFloat_FromDouble(PyFloat_AS_DOUBLE(y));
  if (PyLong_Check(y)) return PyNumber_Long(y);
  return nullptr;
}

static PyObject* call_operator(Bound* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  if (PyVectorcall_NARGS(nargsf) != 2 || kwnames)
    return PyErr_Format(PyExc_TypeError, "%U() takes two operands", f->name);
  if (overridden(args, 2)) {  // where nobody knows, the other operand's reflected method gets its turn
    PyObject* r = call_override((PyObject*)f, args, 2, nullptr);
    if (r || !PyErr_ExceptionMatches(PyExc_TypeError)) return r;
    PyErr_Clear();
    Py_RETURN_NOTIMPLEMENTED;
  }
  if (!is_value(args[0])) return not_a_tensor(f, args[0]);
  PyObject* y = f->arrays && PyArray_Check(args[1]) ? PyObject_CallOneArg(f->arrays, args[1]) : operand(args[1]);
  if (!y) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) PyErr_Clear();
    if (PyErr_Occurred()) return nullptr;
    Py_RETURN_NOTIMPLEMENTED;
  }
  PyObject* operands[2] = {f->kind == Reflected ? y : args[0], f->kind == Reflected ? args[0] : y};
  PyObject* r =
      f->kind == InPlaceOperator ? apply_in_place(f->op, (Value*)args[0], operands, 2) : apply_fast(f->op, operands, 2);
  Py_DECREF(y);
  return r;
}

PyObject* method_get(PyObject* self, PyObject* object, PyObject*) {
  return object && object != Py_None ? PyMethod_New(self, object) : Py_NewRef(self);
}

static PyObject* make(PyObject* op, int kind, PyObject* name, PyObject* doc) {
  if (!PyObject_TypeCheck(op, OpType))
    return PyErr_Format(PyExc_TypeError, "expected an Op, got %s", Py_TYPE(op)->tp_name);
  Bound* f = PyObject_New(Bound, BoundType);
  if (!f) return nullptr;
  f->vectorcall = (vectorcallfunc)(kind <= UnaryInPlace ? call_unary : call_operator);
  f->op = (OpBase*)Py_NewRef(op);
  f->name = Py_NewRef(name);
  f->doc = Py_NewRef(doc);
  f->dict = f->arrays = nullptr;
  f->kind = kind;
  return (PyObject*)f;
}

static PyObject* py_operator(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"op", "reflected", "arrays", nullptr};
  PyObject *op, *arrays = nullptr;
  int reflected = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|pO", (char**)names, &op, &reflected, &arrays)) return nullptr;
  PyObject* name = PyObject_GetAttrString(op, "name");
  PyObject* r = name ? make(op, reflected ? Reflected : Operator, name, Py_None) : nullptr;
  if (r) ((Bound*)r)->arrays = Py_XNewRef(arrays);
  Py_XDECREF(name);
  return r;
}
static PyObject* py_in_place_operator(PyObject*, PyObject* op) {
  PyObject* name = PyObject_GetAttrString(op, "name");
  PyObject* r = name ? make(op, InPlaceOperator, name, Py_None) : nullptr;
  Py_XDECREF(name);
  return r;
}
static PyObject* py_unary(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"op", "name", "doc", "inplace", nullptr};
  PyObject *op, *name, *doc = Py_None;
  int inplace = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OU|Op", (char**)names, &op, &name, &doc, &inplace)) return nullptr;
  return make(op, inplace ? UnaryInPlace : Unary, name, doc);
}

static void bound_dealloc(Bound* f) {
  Py_DECREF((PyObject*)f->op);
  Py_DECREF(f->name);
  Py_DECREF(f->doc);
  Py_XDECREF(f->dict);
  Py_XDECREF(f->arrays);
  PyTypeObject* type = Py_TYPE(f);
  PyObject_Free(f);
  Py_DECREF(type);
}
static PyObject* bound_repr(Bound* f) { return PyUnicode_FromFormat("<function %U>", f->name); }
static PyMemberDef bound_members[] = {
    {"__name__", T_OBJECT, offsetof(Bound, name), 0, nullptr},
    {"__qualname__", T_OBJECT, offsetof(Bound, name), 0, nullptr},
    {"__doc__", T_OBJECT, offsetof(Bound, doc), 0, nullptr},
    {"op", T_OBJECT, offsetof(Bound, op), READONLY, nullptr},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Bound, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(Bound, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyGetSetDef bound_getset[] = {{"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
                                     {nullptr, nullptr, nullptr, nullptr, nullptr}};
static PyType_Slot bound_slots[] = {{Py_tp_dealloc, (void*)bound_dealloc},
                                    {Py_tp_call, (void*)PyVectorcall_Call},
                                    {Py_tp_descr_get, (void*)method_get},
                                    {Py_tp_repr, (void*)bound_repr},
                                    {Py_tp_members, bound_members},
                                    {Py_tp_getset, bound_getset},
                                    {0, nullptr}};
static PyType_Spec bound_spec = {
    "rushlight._native._ext.BoundOp", sizeof(Bound), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    bound_slots};

// A second object that does the same: what overrides are asked about are the function and the method, each by itself.
static PyObject* py_twin(PyObject*, PyObject* args) {
  PyObject *o, *name;
  if (!PyArg_ParseTuple(args, "OU", &o, &name)) return nullptr;
  if (Py_TYPE(o) == BoundType) {
    Bound* f = (Bound*)o;
    PyObject* r = make((PyObject*)f->op, f->kind, name, f->doc);
    if (r) ((Bound*)r)->arrays = Py_XNewRef(f->arrays);
    return r;
  }
  return indexer_twin(o, name);
}

static PyObject* py_set_apply_out(PyObject*, PyObject* f) {
  Py_XSETREF(apply_out, Py_NewRef(f));
  Py_RETURN_NONE;
}

static PyMethodDef bound_methods[] = {
    {"operator", (PyCFunction)(void (*)(void))py_operator, METH_VARARGS | METH_KEYWORDS,
     "operator(op, reflected=False, arrays=None): see _core/bound.py"},
    {"in_place_operator", py_in_place_operator, METH_O, "in_place_operator(op): see _core/bound.py"},
    {"unary", (PyCFunction)(void (*)(void))py_unary, METH_VARARGS | METH_KEYWORDS,
     "unary(op, name, doc=None, inplace=False): see _core/bound.py"},
    {"twin", py_twin, METH_VARARGS, "twin(f, name): the same function as another object, of this name."},
    {"set_apply_out", py_set_apply_out, METH_O, "set_apply_out(f): what one-operand functions call for out=."},
    {nullptr, nullptr, 0, nullptr},
};

int init_bound(PyObject* module) {
  str_out = PyUnicode_InternFromString("out");
  str_input = PyUnicode_InternFromString("input");
  BoundType = (PyTypeObject*)PyType_FromSpec(&bound_spec);
  if (!BoundType || PyModule_AddObjectRef(module, "BoundOp", (PyObject*)BoundType) < 0) return -1;
  return PyModule_AddFunctions(module, bound_methods);
}

}  // namespace rl::waist
