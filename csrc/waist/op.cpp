// OpBase: what the compiled apply caches per op (plans by signature), and the table of interned ops.

#include <cstddef>
#include <cstring>

#include "waist/waist.h"

#include <structmember.h>

namespace rl::waist {

PyTypeObject* OpType;
int64_t epoch = 0;  // raised when something that shape rules depend on changes (the default dtype)

static void plan_free(Plan* p) {
  if (!p) return;
  signature_release(p->sig);
  Py_XDECREF(p->casts);
  Py_XDECREF(p->kernel);
  PyMem_Free(p->words);
  PyMem_Free(p->views);
  PyMem_Free(p);
}

static void plans_clear(OpBase* op) {
  for (int i = 0; i < op->capacity; i++) plan_free(op->table[i]);
  PyMem_Free(op->table);
  op->table = nullptr;
  op->capacity = op->used = 0;
}

static bool flag(PyObject* op, const char* name, bool* out) {
  PyObject* v = PyObject_GetAttrString(op, name);
  if (!v) return false;
  *out = PyObject_IsTrue(v) == 1;
  Py_DECREF(v);
  return true;
}

static PyObject* class_function(OpBase* op, const char* name) {
  return PyObject_GetAttrString((PyObject*)Py_TYPE(op), name);
}

static int read_writes(OpBase* op) {
  PyObject* writes = PyObject_GetAttrString((PyObject*)op, "writes");
  PyObject* list = writes ? PySequence_Fast(writes, "Op.writes must be a tuple of ints") : nullptr;
  Py_XDECREF(writes);
  if (!list) return -1;
  int n = (int)PySequence_Fast_GET_SIZE(list);
  if (n && !(op->writes = (int*)PyMem_Malloc(sizeof(int) * n))) return PyErr_NoMemory(), -1;
  for (int i = 0; i < n; i++) op->writes[i] = (int)PyLong_AsLong(PySequence_Fast_GET_ITEM(list, i));
  op->n_writes = n;
  Py_DECREF(list);
  return PyErr_Occurred() ? -1 : 0;
}

static int read_follows(OpBase* op) {
  PyObject* follows = PyObject_GetAttrString((PyObject*)op, "follows");
  PyObject* list = follows ? PySequence_Fast(follows, "Op.follows must be a tuple of ints") : nullptr;
  Py_XDECREF(follows);
  if (!list) return -1;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(list); i++) {
    long k = PyLong_AsLong(PySequence_Fast_GET_ITEM(list, i));
    if (k >= 0 && k < 16) op->follows |= 1u << k;
    else if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "Op.follows: numbers of the first 16 inputs");
  }
  Py_DECREF(list);
  return PyErr_Occurred() ? -1 : 0;
}

// Reads the class attributes once per op object.
int op_ready(OpBase* op) {
  if (op->ready) return 0;
  PyObject* self = (PyObject*)op;
  if (!flag(self, "view", &op->view) || !flag(self, "multi_view", &op->multi_view) ||
      !flag(self, "takes_out", &op->takes_out) || !flag(self, "dynamic", &op->dynamic) || read_writes(op) < 0 ||
      read_follows(op) < 0 || !(op->name = PyObject_GetAttrString(self, "name")))
    return -1;
  PyObject* visible = PyObject_GetAttrString(self, "visible");
  PyObject* saves = visible ? PyObject_GetAttrString(self, "saves") : nullptr;
  if (!saves) return -1;
  op->visible = (int)PyLong_AsLong(visible);
  Py_DECREF(visible);
  PyObject* rows = PySequence_Fast(saves, "Op.saves must be a tuple of tuples");
  Py_DECREF(saves);
  if (!rows) return -1;
  Py_ssize_t n = PySequence_Fast_GET_SIZE(rows);
  bool ok = n <= 16;
  for (Py_ssize_t i = 0; ok && i < n; i++) {
    PyObject* row = PySequence_Fast(PySequence_Fast_GET_ITEM(rows, i), "Op.saves must be a tuple of tuples");
    ok = row != nullptr;
    for (Py_ssize_t k = 0; ok && k < PySequence_Fast_GET_SIZE(row); k++) {
      long j = PyLong_AsLong(PySequence_Fast_GET_ITEM(row, k));
      ok = j >= -16 && j < 16 && !PyErr_Occurred();
      if (ok) op->saves[i] |= 1u << (j >= 0 ? j : 15 - j);
    }
    Py_XDECREF(row);
  }
  Py_DECREF(rows);
  if (!ok) {
    if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "Op.saves: at most 16 inputs and 16 outputs");
    return -1;
  }
  op->n_saves = (int)n;
  PyObject* device = PyObject_GetAttrString(self, "device");  // of ops that may have no tensor input
  if (!device) PyErr_Clear();
  op->on_cpu = !device || device == Py_None || device == cpu_device;
  Py_XDECREF(device);
  if (!(op->forward = class_function(op, "forward")) || !(op->vjp = class_function(op, "vjp"))) return -1;
  op->ready = true;
  return 0;
}

static PyObject* op_tp_new(PyTypeObject* cls, PyObject*, PyObject*) { return cls->tp_alloc(cls, 0); }
static void op_dealloc(OpBase* op) {
  if (op->weakrefs) PyObject_ClearWeakRefs((PyObject*)op);
  plans_clear(op);
  Py_XDECREF(op->forward);
  Py_XDECREF(op->vjp);
  Py_XDECREF(op->name);
  PyMem_Free(op->writes);
  PyTypeObject* type = Py_TYPE(op);
  type->tp_free(op);
  Py_DECREF(type);
}

// 1, 1.0 and True are equal to a dict, but not the same parameter.
static bool same_types(PyObject* a, PyObject* b) {
  if (Py_TYPE(a) != Py_TYPE(b)) return false;
  if (!PyTuple_CheckExact(a))
    return !PyFloat_CheckExact(a) || memcmp(&((PyFloatObject*)a)->ob_fval, &((PyFloatObject*)b)->ob_fval, 8) == 0;
  Py_ssize_t n = PyTuple_GET_SIZE(a);
  for (Py_ssize_t i = 0; i < n; i++)
    if (!same_types(PyTuple_GET_ITEM(a, i), PyTuple_GET_ITEM(b, i))) return false;
  return true;
}

static PyObject* interned_name;

// of(*params): the interned op. The table maps params to (params, op); a hit of other types is made anew, not kept.
PyObject* op_of(PyObject* cls, PyObject* const* args, Py_ssize_t n) {
  PyObject* table = PyDict_GetItemWithError(((PyTypeObject*)cls)->tp_dict, interned_name);
  if (!table || !PyDict_CheckExact(table))
    return PyErr_Format(PyExc_TypeError, "%s has no table of ops", ((PyTypeObject*)cls)->tp_name);
  PyObject* key = PyTuple_New(n);
  if (!key) return nullptr;
  for (Py_ssize_t i = 0; i < n; i++) PyTuple_SET_ITEM(key, i, Py_NewRef(args[i]));
  PyObject* found = PyDict_GetItemWithError(table, key);
  PyObject* op = nullptr;
  if (found && same_types(PyTuple_GET_ITEM(found, 0), key)) {
    op = Py_NewRef(PyTuple_GET_ITEM(found, 1));
  } else if (!PyErr_Occurred() && (op = PyObject_CallObject(cls, key))) {
    if (PyDict_GET_SIZE(table) >= 4096) PyDict_Clear(table);
    PyObject* entry = found ? nullptr : PyTuple_Pack(2, key, op);
    if (entry && PyDict_SetItem(table, key, entry) < 0) PyErr_Clear();
    Py_XDECREF(entry);
  }
  Py_DECREF(key);
  return op;
}

static PyMemberDef op_members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(OpBase, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyMethodDef op_methods[] = {
    {"of", (PyCFunction)(void (*)(void))op_of, METH_FASTCALL | METH_CLASS, "The one record with these parameters."},
    {nullptr, nullptr, 0, nullptr},
};
static PyType_Slot op_slots[] = {{Py_tp_new, (void*)op_tp_new},
                                 {Py_tp_dealloc, (void*)op_dealloc},
                                 {Py_tp_members, op_members},
                                 {Py_tp_methods, op_methods},
                                 {0, nullptr}};
static PyType_Spec op_spec = {"rushlight._native._ext.OpBase", sizeof(OpBase), 0,
                              Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, op_slots};

int init_ops(PyObject* module) {
  interned_name = PyUnicode_InternFromString("_interned");
  OpType = (PyTypeObject*)PyType_FromSpec(&op_spec);
  return OpType ? PyModule_AddObjectRef(module, "OpBase", (PyObject*)OpType) : -1;
}

// Plans ---------------------------------------------------------------------------------------------------------------

static PyObject *str_plan, *str_specs, *str_outs, *str_casts, *str_kernel, *str_narrow, *str_single;

static Plan* read_plan(PyObject* made) {
  PyObject* specs = PyObject_GetAttr(made, str_specs);
  PyObject* outs = specs ? PyObject_GetAttr(made, str_outs) : nullptr;
  PyObject* casts = outs ? PyObject_GetAttr(made, str_casts) : nullptr;
  PyObject* kernel = casts ? PyObject_GetAttr(made, str_kernel) : nullptr;
  PyObject* narrow = kernel ? PyObject_GetAttr(made, str_narrow) : nullptr;
  PyObject* single = narrow ? PyObject_GetAttr(made, str_single) : nullptr;
  Plan* p = single ? (Plan*)PyMem_Calloc(1, sizeof(Plan)) : nullptr;
  if (p && (p->sig = signature_new(specs, outs))) {
    p->casts = casts == Py_None ? nullptr : Py_NewRef(casts);
    p->kernel = kernel == Py_None ? nullptr : Py_NewRef(kernel);
    p->narrow = PyObject_IsTrue(narrow);
    p->single = PyObject_IsTrue(single);
  } else if (p) {
    PyMem_Free(p);
    p = nullptr;
  }
  Py_XDECREF(specs);
  Py_XDECREF(outs);
  Py_XDECREF(casts);
  Py_XDECREF(kernel);
  Py_XDECREF(narrow);
  Py_XDECREF(single);
  return p;
}

static PyObject* spec_of(PyObject* input) {
  static PyObject *Spec, *scalar_spec;
  if (!Spec) {
    PyObject* module = PyImport_ImportModule("rushlight._core.spec");
    if (!module) return nullptr;
    Spec = PyObject_GetAttrString(module, "Spec");
    scalar_spec = PyObject_GetAttrString(module, "scalar_spec");
    Py_DECREF(module);
    if (!Spec || !scalar_spec) return nullptr;
  }
  if (input == Py_None) return Py_NewRef(Py_None);
  if (!is_value(input)) return PyObject_CallOneArg(scalar_spec, input);
  Value* v = (Value*)input;
  PyObject* shape = PyTuple_New(PyArray_NDIM(v->array));
  for (int i = 0; shape && i < PyArray_NDIM(v->array); i++)
    PyTuple_SET_ITEM(shape, i, PyLong_FromSsize_t(PyArray_DIM(v->array, i)));
  if (!shape) return nullptr;
  PyObject* r = PyObject_CallFunctionObjArgs(Spec, shape, v->dtype, v->device, nullptr);
  Py_DECREF(shape);
  return r;
}

static Plan* make_plan(OpBase* op, PyObject* const* inputs, int n) {
  if (!str_plan) {
    str_plan = PyUnicode_InternFromString("plan");
    str_specs = PyUnicode_InternFromString("specs");
    str_outs = PyUnicode_InternFromString("outs");
    str_casts = PyUnicode_InternFromString("casts");
    str_kernel = PyUnicode_InternFromString("kernel");
    str_narrow = PyUnicode_InternFromString("narrow");
    str_single = PyUnicode_InternFromString("single");
  }
  PyObject* list = PyList_New(n);
  for (int i = 0; list && i < n; i++) {
    PyObject* s = spec_of(inputs[i]);
    if (!s) Py_CLEAR(list);
    else PyList_SET_ITEM(list, i, s);
  }
  if (!list) return nullptr;
  PyObject* made = PyObject_CallMethodOneArg((PyObject*)op, str_plan, list);
  Py_DECREF(list);
  if (!made) return nullptr;
  Plan* p = read_plan(made);
  Py_DECREF(made);
  return p;
}

static void insert(OpBase* op, Plan* p) {
  for (uint64_t i = p->hash & (op->capacity - 1);; i = (i + 1) & (op->capacity - 1))
    if (!op->table[i]) {
      op->table[i] = p;
      op->used++;
      return;
    }
}

static bool grow(OpBase* op) {
  if (op->capacity >= 512) plans_clear(op);
  int old = op->capacity, capacity = old ? old * 4 : 8;
  Plan** before = op->table;
  Plan** table = (Plan**)PyMem_Calloc(capacity, sizeof(Plan*));
  if (!table) return false;
  op->table = table;
  op->capacity = capacity;
  op->used = 0;
  for (int i = 0; i < old; i++)
    if (before[i]) insert(op, before[i]);
  PyMem_Free(before);
  return true;
}

static const int max_words = 1024;  // an optimizer step passes every parameter

// The plan for these inputs: one look-up on (dtypes, shapes; for views also strides), or the op's shape rule on a miss.
// Null with an exception, or without one when there are too many inputs for the fast path.
Plan* find_plan(OpBase* op, PyObject* const* inputs, int n) {
  int64_t words[max_words];
  int w = 0;
  bool strides = op->view || op->multi_view;
  for (int i = 0; i < n; i++) {
    PyObject* o = inputs[i];
    if (is_value(o)) {
      PyArrayObject* a = ((Value*)o)->array;
      int nd = PyArray_NDIM(a);
      if (w + 2 * nd + 2 > max_words) return nullptr;
      words[w++] = 1 | (int64_t)((Value*)o)->code << 8 | (int64_t)nd << 16;
      for (int d = 0; d < nd; d++) words[w++] = PyArray_DIM(a, d);
      if (strides && i == 0)
        for (int d = 0; d < nd; d++) words[w++] = PyArray_STRIDE(a, d);
    } else {
      if (w + 2 > max_words) return nullptr;
      words[w++] = o == Py_None ? 2 : PyBool_Check(o) ? 3 : PyLong_Check(o) ? 4 : PyFloat_Check(o) ? 5 : 6;
    }
  }
  uint64_t h = 0x9e3779b97f4a7c15ull ^ (uint64_t)w;
  for (int i = 0; i < w; i++) h = (h ^ (uint64_t)words[i]) * 0xff51afd7ed558ccdull, h ^= h >> 29;
  if (op->epoch != epoch) {
    plans_clear(op);
    op->epoch = epoch;
  }
  if (op->capacity)
    for (uint64_t i = h & (op->capacity - 1); op->table[i]; i = (i + 1) & (op->capacity - 1)) {
      Plan* p = op->table[i];
      if (p->hash == h && p->n_words == w && !memcmp(p->words, words, w * sizeof(int64_t))) return p;
    }
  Plan* p = make_plan(op, inputs, n);
  if (!p) return nullptr;
  p->hash = h;
  p->n_words = w;
  p->words = (int64_t*)PyMem_Malloc(sizeof(int64_t) * (w + 1));
  if (!p->words || ((op->used + 1) * 2 > op->capacity && !grow(op))) {
    plan_free(p);
    PyErr_NoMemory();
    return nullptr;
  }
  memcpy(p->words, words, w * sizeof(int64_t));
  insert(op, p);
  return p;
}

}  // namespace rl::waist
