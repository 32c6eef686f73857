// x[...] for ints and slices, which is what loops and batches write, and x.view(2, 3); everything else goes to the
// Python function: see src/rushlight/_core/bound.py.
#include <cstddef>

#include "waist/waist.h"

#include <structmember.h>

namespace rl::waist {

struct Indexer {
  PyObject_HEAD
  vectorcallfunc vectorcall;
  PyObject *select, *slice;  // Op classes (dim, index) and (dim, start, stop, step)
  PyObject* general;         // the function for the rest
  PyObject *name, *dict;
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
  if (PyVectorcall_NARGS(nargsf) != 2 || kwnames)
    return PyErr_Format(PyExc_TypeError, "__getitem__ takes a tensor and an index");
  if (overridden(args, 2)) return call_override((PyObject*)f, args, 2, nullptr);
  PyObject* item = args[1];
  bool many = PyTuple_CheckExact(item);
  PyObject* const* items = many ? ((PyTupleObject*)item)->ob_item : &args[1];
  Py_ssize_t n = many ? PyTuple_GET_SIZE(item) : 1;
  if (!is_value(args[0]) || n > PyArray_NDIM(((Value*)args[0])->array))
    return PyObject_Vectorcall(f->general, args, 2, nullptr);
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
  if (overridden(args, n + (kwnames ? PyTuple_GET_SIZE(kwnames) : 0)))
    return call_override((PyObject*)f, args, n, kwnames);
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

static PyObject* new_indexer(vectorcallfunc call, PyObject* select, PyObject* slice, PyObject* general,
                             PyObject* name) {
  PyObject* classes[2] = {select, slice};
  for (PyObject* cls : classes)
    if (!PyType_Check(cls) || !PyType_IsSubtype((PyTypeObject*)cls, OpType))
      return PyErr_Format(PyExc_TypeError, "expected Op classes");
  Indexer* f = PyObject_New(Indexer, IndexerType);
  if (!f) return nullptr;
  f->vectorcall = call;
  f->select = Py_NewRef(select);
  f->slice = Py_NewRef(slice);
  f->general = Py_NewRef(general);
  f->name = Py_NewRef(name);
  f->dict = PyDict_New();
  if (!f->dict || PyDict_SetItemString(f->dict, "__qualname__", name) < 0) Py_CLEAR(f);
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
  Py_XDECREF(f->dict);
  PyTypeObject* type = Py_TYPE(f);
  PyObject_Free(f);
  Py_DECREF(type);
}
static PyMemberDef indexer_members[] = {
    {"general", T_OBJECT, offsetof(Indexer, general), READONLY, nullptr},
    {"__name__", T_OBJECT, offsetof(Indexer, name), READONLY, nullptr},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Indexer, vectorcall), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(Indexer, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyMethodDef indexer_object_methods[] = {
    {"__reduce__", pickled_name, METH_NOARGS, "Pickled by its name, as functions are."},
    {nullptr, nullptr, 0, nullptr}};
static PyType_Slot indexer_slots[] = {{Py_tp_dealloc, (void*)indexer_dealloc}, {Py_tp_call, (void*)PyVectorcall_Call},
                                      {Py_tp_descr_get, (void*)method_get},    {Py_tp_members, indexer_members},
                                      {Py_tp_methods, indexer_object_methods}, {0, nullptr}};
static PyType_Spec indexer_spec = {
    "builtins.function", sizeof(Indexer), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    indexer_slots};

PyObject* indexer_twin(PyObject* o, PyObject* name) {
  if (Py_TYPE(o) != IndexerType)
    return PyErr_Format(PyExc_TypeError, "expected a bound op, got %s", Py_TYPE(o)->tp_name);
  Indexer* f = (Indexer*)o;
  return new_indexer(f->vectorcall, f->select, f->slice, f->general, name);
}

static PyMethodDef indexer_methods[] = {
    {"indexer", py_indexer, METH_VARARGS, "indexer(select, slice, general): see _core/bound.py"},
    {"viewer", py_viewer, METH_VARARGS, "viewer(view, general): see _core/bound.py"},
    {nullptr, nullptr, 0, nullptr},
};

int init_indexer(PyObject* module) {
  IndexerType = (PyTypeObject*)PyType_FromSpec(&indexer_spec);
  if (IndexerType) drop_module(IndexerType);
  if (!IndexerType || PyModule_AddObjectRef(module, "Indexer", (PyObject*)IndexerType) < 0) return -1;
  return PyModule_AddFunctions(module, indexer_methods);
}

}  // namespace rl::waist
