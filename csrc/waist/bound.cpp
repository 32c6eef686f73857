// Ops as callables: see src/rushlight/_core/bound.py. And the thread's modes as a Python object: _core/modes.py.

#include <cstddef>

#include "waist/waist.h"

#include <structmember.h>

namespace rl::waist {

int init_nodes(PyObject* module);
int init_ops(PyObject* module);

enum Kind : int { Unary, UnaryInPlace, Operator, Reflected, InPlaceOperator };

struct Bound {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  OpBase* op;
  PyObject *name, *doc, *dict;
  int kind;
};

static PyTypeObject* BoundType;
PyObject* apply_out;
static PyObject *str_out, *str_input;

static PyObject* not_a_tensor(Bound* f, PyObject* got) {
  return PyErr_Format(PyExc_TypeError, "%U(): argument 'input' (position 1) must be Tensor, not %s", f->name, got ? Py_TYPE(got)->tp_name : "nothing");
}

static PyObject* call_unary(Bound* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  Py_ssize_t n = PyVectorcall_NARGS(nargsf);
  if (overridden(args, n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0))) return call_override((PyObject*)f, args, n, kwnames);
  PyObject *x = n > 0 ? args[0] : nullptr, *out = nullptr;
  if (n > 1) return PyErr_Format(PyExc_TypeError, "%U() takes 1 positional argument but %zd were given", f->name, n);
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); k++) {
    PyObject* key = PyTuple_GET_ITEM(kwnames, k);
    if (f->kind == Unary && PyUnicode_Compare(key, str_out) == 0) out = args[n + k];
    else if (!x && PyUnicode_Compare(key, str_input) == 0) x = args[n + k];
    else return PyErr_Format(PyExc_TypeError, "%U() got an unexpected keyword argument %R", f->name, key);
  }
  if (!x || !is_value(x)) return not_a_tensor(f, x);
  if (f->kind == UnaryInPlace) return apply_in_place(f->op, (Value*)x, &x, 1);
  if (!out || out == Py_None) return apply_fast(f->op, &x, 1);
  return PyObject_CallFunctionObjArgs(apply_out, f->op, out, x, nullptr);
}

// A NumPy scalar becomes a Python number; null without an exception: not an operand.
static PyObject* operand(PyObject* y) {
  if (is_value(y) || is_number(y)) return Py_NewRef(y);
  if (PyArray_CheckScalar(y) && !PyArray_Check(y)) return PyObject_CallMethod(y, "item", nullptr);
  if (PyFloat_Check(y)) return PyFloat_FromDouble(PyFloat_AS_DOUBLE(y));
  if (PyLong_Check(y)) return PyNumber_Long(y);
  return nullptr;
}

static PyObject* call_operator(Bound* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  if (PyVectorcall_NARGS(nargsf) != 2 || kwnames) return PyErr_Format(PyExc_TypeError, "%U() takes two operands", f->name);
  if (overridden(args, 2)) {  // where nobody knows, the other operand's reflected method gets its turn
    PyObject* r = call_override((PyObject*)f, args, 2, nullptr);
    if (r || !PyErr_ExceptionMatches(PyExc_TypeError)) return r;
    PyErr_Clear();
    Py_RETURN_NOTIMPLEMENTED;
  }
  if (!is_value(args[0])) return not_a_tensor(f, args[0]);
  PyObject* y = operand(args[1]);
  if (!y) {
    if (PyErr_Occurred()) return nullptr;
    Py_RETURN_NOTIMPLEMENTED;
  }
  PyObject* operands[2] = {f->kind == Reflected ? y : args[0], f->kind == Reflected ? args[0] : y};
  PyObject* r = f->kind == InPlaceOperator ? apply_in_place(f->op, (Value*)args[0], operands, 2) : apply_fast(f->op, operands, 2);
  Py_DECREF(y);
  return r;
}

static PyObject* make(PyObject* op, int kind, PyObject* name, PyObject* doc) {
  if (!PyObject_TypeCheck(op, OpType)) return PyErr_Format(PyExc_TypeError, "expected an Op, got %s", Py_TYPE(op)->tp_name);
  Bound* f = PyObject_New(Bound, BoundType);
  if (!f) return nullptr;
  f->vectorcall = (vectorcallfunc)(kind <= UnaryInPlace ? call_unary : call_operator);
  f->op = (OpBase*)Py_NewRef(op);
  f->name = Py_NewRef(name);
  f->doc = Py_NewRef(doc);
  f->dict = nullptr;
  f->kind = kind;
  return (PyObject*)f;
}

static PyObject* py_operator(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"op", "reflected", nullptr};
  PyObject* op;
  int reflected = 0;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O|p", (char**)names, &op, &reflected)) return nullptr;
  PyObject* name = PyObject_GetAttrString(op, "name");
  PyObject* r = name ? make(op, reflected ? Reflected : Operator, name, Py_None) : nullptr;
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
  PyTypeObject* type = Py_TYPE(f);
  PyObject_Free(f);
  Py_DECREF(type);
}
static PyObject* bound_get(PyObject* self, PyObject* object, PyObject*) {
  return object && object != Py_None ? PyMethod_New(self, object) : Py_NewRef(self);
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
static PyGetSetDef bound_getset[] = {
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr}, {nullptr, nullptr, nullptr, nullptr, nullptr}};
static PyType_Slot bound_slots[] = {
    {Py_tp_dealloc, (void*)bound_dealloc}, {Py_tp_call, (void*)PyVectorcall_Call}, {Py_tp_descr_get, (void*)bound_get},
    {Py_tp_repr, (void*)bound_repr}, {Py_tp_members, bound_members}, {Py_tp_getset, bound_getset}, {0, nullptr}};
static PyType_Spec bound_spec = {"rushlight._native._ext.BoundOp", sizeof(Bound), 0,
                                 Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                 bound_slots};

// Modes ---------------------------------------------------------------------------------------------------------------

static PyObject* get_flag(PyObject*, void* which) { return PyBool_FromLong(which ? modes.inference : modes.grad); }
static int set_flag(PyObject*, PyObject* to, void* which) {
  int on = to ? PyObject_IsTrue(to) : -1;
  if (on < 0) return -1;
  (which ? modes.inference : modes.grad) = on;
  return 0;
}
using Mode = PyObject* Modes::*;
static Mode const mode_objects[] = {&Modes::recorder, &Modes::saved_hooks, &Modes::anomaly, &Modes::before_write, &Modes::vmap};
static PyObject* get_mode(PyObject*, void* which) {
  PyObject* now = modes.*mode_objects[(size_t)which];
  return Py_NewRef(now ? now : Py_None);
}
static int set_mode(PyObject*, PyObject* to, void* which) {
  PyObject*& slot = modes.*mode_objects[(size_t)which];
  PyObject* old = slot;
  slot = to && to != Py_None ? Py_NewRef(to) : nullptr;
  Py_XDECREF(old);
  return 0;
}
static PyObject* get_pass(PyObject*, void*) { return PyLong_FromLongLong(current_pass()); }
static PyObject* get_captures(PyObject*, void*) { return PyBool_FromLong(pass_captures()); }
static PyGetSetDef state_getset[] = {
    {"grad", get_flag, set_flag, "record the graph", nullptr},
    {"inference", get_flag, set_flag, "tensors made now never take part in autograd", (void*)1},
    {"saved_hooks", get_mode, set_mode, "(pack, unpack) for what nodes keep, or None", (void*)1},
    {"before_write", get_mode, set_mode, "is told of memory about to be written, or None", (void*)3},
    {"anomaly", get_mode, set_mode, "is told of the nodes that ran or failed in a backward pass, or None", (void*)2},
    {"backward_pass", get_pass, nullptr, "the number of the backward pass that this thread is in, or -1", nullptr},
    {"captures", get_captures, nullptr, "whether that pass returns the gradients of given inputs", nullptr},
    {"vmap", get_mode, set_mode, "the innermost vmap that runs, or None", (void*)4},
    {"recorder", get_mode, set_mode, "sees every apply of this thread, or None", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
static PyType_Slot state_slots[] = {{Py_tp_getset, state_getset}, {0, nullptr}};
static PyType_Spec state_spec = {"rushlight._native._ext.State", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, state_slots};

// x[...] for ints and slices, which is what loops and batches write; everything else goes to the Python function.

struct Indexer {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  PyObject *select, *slice, *general;  // Op classes (dim, index) and (dim, start, stop, step); the function for the rest
  PyObject* name;
};
static PyTypeObject* IndexerType;

static bool plain(PyObject* o) { return o == Py_None || PyLong_CheckExact(o); }

// 1: *whole tells whether the slice leaves nothing of n elements out. 0: not for us.
static int read_slice(PyObject* item, Py_ssize_t n, bool* whole) {
  PySliceObject* s = (PySliceObject*)item;
  if (!plain(s->start) || !plain(s->stop) || !plain(s->step)) return 0;
  Py_ssize_t start, stop, step;
  if (PySlice_Unpack(item, &start, &stop, &step) < 0) return PyErr_Clear(), 0;
  if (step <= 0) return 0;
  *whole = start == 0 && (stop == n || s->stop == Py_None) && step == 1;  // as written: x[-n:] is a slice in the graph
  return 1;
}

static PyObject* call_index(Indexer* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  if (PyVectorcall_NARGS(nargsf) != 2 || kwnames) return PyErr_Format(PyExc_TypeError, "__getitem__ takes a tensor and an index");
  if (overridden(args, 2)) return call_override((PyObject*)f, args, 2, nullptr);
  PyObject* item = args[1];
  bool many = PyTuple_CheckExact(item);
  PyObject* const* items = many ? ((PyTupleObject*)item)->ob_item : &args[1];
  Py_ssize_t n = many ? PyTuple_GET_SIZE(item) : 1;
  if (!is_value(args[0]) || n > PyArray_NDIM(((Value*)args[0])->array)) return PyObject_Vectorcall(f->general, args, 2, nullptr);
  PyObject* x = Py_NewRef(args[0]);
  long dim = 0;
  for (Py_ssize_t i = 0; i < n; i++) {
    PyArrayObject* a = ((Value*)x)->array;
    PyObject* op = nullptr;
    PyObject* params[4] = {PyLong_FromLong(dim), nullptr, nullptr, nullptr};
    bool whole = false, ours = true;
    if (PyLong_CheckExact(items[i])) {
      Py_ssize_t at = PyLong_AsSsize_t(items[i]);
      if (at == -1 && PyErr_Occurred()) PyErr_Clear();
      ours = at < PyArray_DIM(a, dim) && at >= -PyArray_DIM(a, dim);
      params[1] = items[i];
      if (ours) op = op_of(f->select, params, 2);
    } else if (PySlice_Check(items[i]) && read_slice(items[i], PyArray_DIM(a, dim), &whole)) {
      PySliceObject* s = (PySliceObject*)items[i];
      params[1] = s->start, params[2] = s->stop, params[3] = s->step;
      if (!whole) op = op_of(f->slice, params, 4);
      dim++;
    } else {
      ours = false;
    }
    Py_DECREF(params[0]);
    PyObject* view = op ? apply_fast((OpBase*)op, &x, 1) : nullptr;
    Py_XDECREF(op);
    if (PyErr_Occurred()) return Py_DECREF(x), nullptr;
    if (!ours) return Py_DECREF(x), PyObject_Vectorcall(f->general, args, 2, nullptr);
    if (view) Py_SETREF(x, view);
  }
  if (x != args[0]) return x;
  Py_DECREF(x);
  return PyObject_Vectorcall(f->general, args, 2, nullptr);
}

// x.view(2, 3) and x.view((2, 3)): the shape becomes the op's parameter; all else goes to the Python function.
static PyObject* call_view(Indexer* f, PyObject* const* args, size_t nargsf, PyObject* kwnames) {
  Py_ssize_t n = PyVectorcall_NARGS(nargsf);
  if (overridden(args, n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0))) return call_override((PyObject*)f, args, n, kwnames);
  PyObject* shape = nullptr;
  if (n > 1 && !kwnames && is_value(args[0])) {
    bool packed = n == 2 && PyTuple_Check(args[1]);
    PyObject* const* sizes = packed ? ((PyTupleObject*)args[1])->ob_item : args + 1;
    Py_ssize_t count = packed ? PyTuple_GET_SIZE(args[1]) : n - 1;
    bool ints = true;
    for (Py_ssize_t i = 0; i < count; i++) ints = ints && PyLong_CheckExact(sizes[i]);
    if (ints) {
      if (!(shape = PyTuple_New(count))) return nullptr;
      for (Py_ssize_t i = 0; i < count; i++) PyTuple_SET_ITEM(shape, i, Py_NewRef(sizes[i]));
    }
  }
  if (!shape) return PyObject_Vectorcall(f->general, args, n, kwnames);
  PyObject* op = op_of(f->select, &shape, 1);
  Py_DECREF(shape);
  PyObject* r = op ? apply_fast((OpBase*)op, args, 1) : nullptr;
  Py_XDECREF(op);
  return r;
}

static PyObject* new_indexer(vectorcallfunc call, PyObject* select, PyObject* slice, PyObject* general, PyObject* name) {
  PyObject* classes[2] = {select, slice};
  for (PyObject* cls : classes)
    if (!PyType_Check(cls) || !PyType_IsSubtype((PyTypeObject*)cls, OpType)) return PyErr_Format(PyExc_TypeError, "expected Op classes");
  Indexer* f = PyObject_New(Indexer, IndexerType);
  if (!f) return nullptr;
  f->vectorcall = call;
  f->select = Py_NewRef(select);
  f->slice = Py_NewRef(slice);
  f->general = Py_NewRef(general);
  f->name = Py_NewRef(name);
  return (PyObject*)f;
}
static PyObject* named_indexer(vectorcallfunc call, PyObject* select, PyObject* slice, PyObject* general) {
  PyObject* name = PyObject_GetAttrString(general, "__name__");
  PyObject* r = name ? new_indexer(call, select, slice, general, name) : nullptr;
  Py_XDECREF(name);
  return r;
}
static PyObject* py_indexer(PyObject*, PyObject* args) {
  PyObject *select, *slice, *general;
  if (!PyArg_ParseTuple(args, "OOO", &select, &slice, &general)) return nullptr;
  return named_indexer((vectorcallfunc)call_index, select, slice, general);
}
static PyObject* py_viewer(PyObject*, PyObject* args) {
  PyObject *view, *general;
  if (!PyArg_ParseTuple(args, "OO", &view, &general)) return nullptr;
  return named_indexer((vectorcallfunc)call_view, view, view, general);
}
static void indexer_dealloc(Indexer* f) {
  Py_DECREF(f->select);
  Py_DECREF(f->slice);
  Py_DECREF(f->general);
  Py_DECREF(f->name);
  PyTypeObject* type = Py_TYPE(f);
  PyObject_Free(f);
  Py_DECREF(type);
}
static PyMemberDef indexer_members[] = {
    {"general", T_OBJECT, offsetof(Indexer, general), READONLY, nullptr},
    {"__name__", T_OBJECT, offsetof(Indexer, name), READONLY, nullptr},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Indexer, vectorcall), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyType_Slot indexer_slots[] = {{Py_tp_dealloc, (void*)indexer_dealloc}, {Py_tp_call, (void*)PyVectorcall_Call},
                                      {Py_tp_descr_get, (void*)bound_get}, {Py_tp_members, indexer_members}, {0, nullptr}};
static PyType_Spec indexer_spec = {"rushlight._native._ext.Indexer", sizeof(Indexer), 0,
                                   Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
                                   indexer_slots};

// A second object that does the same: what overrides are asked about are the function and the method, each by itself.
static PyObject* py_twin(PyObject*, PyObject* args) {
  PyObject *o, *name;
  if (!PyArg_ParseTuple(args, "OU", &o, &name)) return nullptr;
  if (Py_TYPE(o) == BoundType) {
    Bound* f = (Bound*)o;
    return make((PyObject*)f->op, f->kind, name, f->doc);
  }
  if (Py_TYPE(o) != IndexerType) return PyErr_Format(PyExc_TypeError, "expected a bound op, got %s", Py_TYPE(o)->tp_name);
  Indexer* f = (Indexer*)o;
  return new_indexer(f->vectorcall, f->select, f->slice, f->general, name);
}

static PyObject* py_set_apply_out(PyObject*, PyObject* f) {
  Py_XSETREF(apply_out, Py_NewRef(f));
  Py_RETURN_NONE;
}

static PyMethodDef bound_methods[] = {
    {"operator", (PyCFunction)(void (*)(void))py_operator, METH_VARARGS | METH_KEYWORDS, "see _core/bound.py"},
    {"in_place_operator", py_in_place_operator, METH_O, "see _core/bound.py"},
    {"unary", (PyCFunction)(void (*)(void))py_unary, METH_VARARGS | METH_KEYWORDS, "see _core/bound.py"},
    {"indexer", py_indexer, METH_VARARGS, "see _core/bound.py"},
    {"viewer", py_viewer, METH_VARARGS, "see _core/bound.py"},
    {"twin", py_twin, METH_VARARGS, "twin(f, name): the same function as another object, of this name."},
    {"set_apply_out", py_set_apply_out, METH_O, "What one-operand functions call for out=."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace rl::waist

void rl::register_waist(PyObject* module) {
  using namespace rl::waist;
  str_out = PyUnicode_InternFromString("out");
  str_input = PyUnicode_InternFromString("input");
  PyObject* state_type = PyType_FromSpec(&state_spec);
  PyObject* state = state_type ? PyObject_CallNoArgs(state_type) : nullptr;
  BoundType = (PyTypeObject*)PyType_FromSpec(&bound_spec);
  IndexerType = (PyTypeObject*)PyType_FromSpec(&indexer_spec);
  if (!state || !BoundType || !IndexerType || init_types(module) < 0 || init_nodes(module) < 0 || init_ops(module) < 0 || init_overrides(module) < 0) return;
  PyModule_AddObjectRef(module, "state", state);
  PyModule_AddObjectRef(module, "BoundOp", (PyObject*)BoundType);
  PyModule_AddObjectRef(module, "Indexer", (PyObject*)IndexerType);
  PyModule_AddFunctions(module, apply_methods);
  PyModule_AddFunctions(module, bound_methods);
}
