// Node, and what it keeps of the forward pass: see src/rushlight/_core/{value,saving}.py.

#include <climits>
#include <cstddef>
#include <cstring>

#include "waist/waist.h"

#include <structmember.h>

namespace rl::waist {

PyTypeObject* NodeType;
static int64_t node_count = 0;

// Signature -----------------------------------------------------------------------------------------------------------

static bool read_spec(PyObject* spec, Side* side) {
  if (spec == Py_None) return true;
  PyObject* weak = PyObject_GetAttrString(spec, "weak");
  PyObject* shape = weak ? PyObject_GetAttrString(spec, "shape") : nullptr;
  PyObject* dtype = shape ? PyObject_GetAttrString(spec, "dtype") : nullptr;
  PyObject* code = dtype ? PyObject_GetAttrString(dtype, "code") : nullptr;
  PyObject* np = code ? PyObject_GetAttrString(dtype, "np") : nullptr;
  bool ok = np && PyTuple_Check(shape) && PyLong_Check(code) && PyArray_DescrCheck(np);
  if (ok) {
    side->dtype = dtype;  // the spec keeps it alive
    side->code = (int)PyLong_AsLong(code);
    side->typenum = ((PyArray_Descr*)np)->type_num;
    if (weak != Py_True) {
      int n = (int)PyTuple_GET_SIZE(shape);
      side->dims = (npy_intp*)PyMem_Malloc(sizeof(npy_intp) * (n + 1));
      ok = side->dims != nullptr;
      for (int i = 0; ok && i < n; i++) ok = !((side->dims[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(shape, i))) == -1 && PyErr_Occurred());
      side->ndim = n;
    }
  } else if (!PyErr_Occurred()) {
    PyErr_Format(PyExc_TypeError, "expected a Spec, got %s", Py_TYPE(spec)->tp_name);
  }
  Py_XDECREF(weak); Py_XDECREF(shape); Py_XDECREF(dtype); Py_XDECREF(code); Py_XDECREF(np);
  return ok;
}

Signature* signature_new(PyObject* specs, PyObject* outs) {
  PyObject* s = PySequence_Tuple(specs);
  PyObject* o = s ? PySequence_Tuple(outs) : nullptr;
  if (!o) {
    Py_XDECREF(s);
    return nullptr;
  }
  Signature* sig = new Signature;
  sig->specs = s;
  sig->outs = o;
  sig->n_in = (int)PyTuple_GET_SIZE(s);
  sig->n_out = (int)PyTuple_GET_SIZE(o);
  sig->sides = new Side[sig->n_in + sig->n_out];
  for (int i = 0; i < sig->n_in + sig->n_out; i++)
    if (!read_spec(i < sig->n_in ? PyTuple_GET_ITEM(s, i) : PyTuple_GET_ITEM(o, i - sig->n_in), &sig->sides[i])) {
      signature_release(sig);
      return nullptr;
    }
  return sig;
}

void signature_release(Signature* sig) {
  if (!sig || --sig->refs) return;
  for (int i = 0; i < sig->n_in + sig->n_out; i++) PyMem_Free(sig->sides[i].dims);
  delete[] sig->sides;
  Py_DECREF(sig->specs);
  Py_DECREF(sig->outs);
  delete sig;
}

// Node ----------------------------------------------------------------------------------------------------------------

Node* node_new(PyObject* op, Signature* sig, int n_edges) {
  Node* node = (Node*)NodeType->tp_alloc(NodeType, 0);
  if (!node) return nullptr;
  node->op = Py_NewRef(op);
  node->sig = sig;
  sig->refs++;
  node->cls = TensorType;
  Py_XINCREF(node->cls);
  node->device = Py_NewRef(cpu_device);
  node->edges = node->few_edges;
  if (n_edges > 3) node->edges = (Edge*)PyMem_Calloc(n_edges, sizeof(Edge));
  node->n_edges = node->edges ? n_edges : 0;
  node->seq = ++node_count;
  return node;
}

int node_visible(const Node* node) {
  if (PyUnicode_Check(node->op) || node->call) return node->sig->n_out;
  int visible = ((OpBase*)node->op)->visible;
  return visible ? visible : node->sig->n_out;
}

void edge_of(Value* v, Edge* out) {
  out->to = v->node ? (PyObject*)v->node : v->requires_grad ? (PyObject*)v : nullptr;
  out->nr = v->node ? v->output_nr : 0;
}

static void saved_clear(Saved* s) {
  PyObject* object = s->object;
  PyObject* array = (PyObject*)s->array;
  PyObject* storage = (PyObject*)s->storage;
  PyObject* node = (PyObject*)s->node;
  s->kind = Saved::Nothing;
  s->object = nullptr; s->array = nullptr; s->storage = nullptr; s->node = nullptr;
  Py_XDECREF(object); Py_XDECREF(array); Py_XDECREF(storage); Py_XDECREF(node);
}

void release(Node* node) {
  int n = node->n_saved;
  Saved* saved = node->saved;
  node->n_saved = -1;
  node->saved = nullptr;  // first: destructors may let another thread in
  for (int i = 0; i < n; i++) saved_clear(&saved[i]);
  if (saved && saved != node->few_saved) PyMem_Free(saved);
}

static int node_traverse(Node* node, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(node));
  for (int i = 0; i < node->n_edges; i++) Py_VISIT(node->edges[i].to);
  for (int i = 0; i < node->n_saved; i++) {
    Py_VISIT(node->saved[i].object);
    Py_VISIT(node->saved[i].node);
  }
  Py_VISIT(node->call); Py_VISIT(node->hooks); Py_VISIT(node->pre_hooks); Py_VISIT(node->post_hooks);
  Py_VISIT(node->retained); Py_VISIT(node->meta); Py_VISIT(node->dict);
  return 0;
}

static int node_clear(Node* node) {
  for (int i = 0; i < node->n_edges; i++) Py_CLEAR(node->edges[i].to);
  if (node->n_saved > 0) release(node);
  site_clear(&node->site);
  Py_CLEAR(node->call); Py_CLEAR(node->hooks); Py_CLEAR(node->pre_hooks); Py_CLEAR(node->post_hooks);
  Py_CLEAR(node->retained); Py_CLEAR(node->meta); Py_CLEAR(node->dict);
  return 0;
}

static void node_dealloc(Node* node) {
  PyObject_GC_UnTrack(node);
  Py_TRASHCAN_BEGIN(node, node_dealloc)
  if (node->weakrefs) PyObject_ClearWeakRefs((PyObject*)node);
  node_clear(node);
  if (node->edges != node->few_edges) PyMem_Free(node->edges);
  if (node->saved && node->saved != node->few_saved) PyMem_Free(node->saved);
  Py_XDECREF(node->op);
  Py_XDECREF((PyObject*)node->cls);
  Py_XDECREF(node->device);
  signature_release(node->sig);
  PyTypeObject* type = Py_TYPE(node);
  type->tp_free(node);
  Py_DECREF(type);
  Py_TRASHCAN_END
}

static PyObject* edge_tuple(const Edge& e) { return e.to ? Py_BuildValue("(Oi)", e.to, e.nr) : Py_NewRef(Py_None); }

static int read_edge(PyObject* pair, Edge* e) {
  e->to = nullptr;
  e->nr = 0;
  if (pair == Py_None) return 0;
  PyObject* to;
  if (!PyArg_ParseTuple(pair, "Oi", &to, &e->nr)) return -1;
  if (!is_node(to) && !is_value(to)) {
    PyErr_SetString(PyExc_TypeError, "an edge goes to a Node or a leaf Value");
    return -1;
  }
  e->to = Py_NewRef(to);
  return 0;
}

static PyObject* node_tp_new(PyTypeObject*, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"op", "edges", "specs", "outs", "call", nullptr};
  PyObject *op, *edges, *specs, *outs, *call = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOO|O", (char**)names, &op, &edges, &specs, &outs, &call)) return nullptr;
  if (!PyUnicode_Check(op) && !PyObject_TypeCheck(op, OpType)) return PyErr_Format(PyExc_TypeError, "op must be an Op or a name");
  if (PyUnicode_Check(op) && call == Py_None) return PyErr_Format(PyExc_TypeError, "a named Node needs call=");
  PyObject* list = PySequence_Tuple(edges);
  if (!list) return nullptr;
  Signature* sig = signature_new(specs, outs);
  Node* node = sig ? node_new(op, sig, (int)PyTuple_GET_SIZE(list)) : nullptr;
  bool ok = node != nullptr;
  for (int i = 0; ok && i < node->n_edges; i++) ok = read_edge(PyTuple_GET_ITEM(list, i), &node->edges[i]) == 0;
  if (ok && sig->n_in != node->n_edges) {
    ok = false;
    PyErr_Format(PyExc_ValueError, "%d edges for %d specs", node->n_edges, sig->n_in);
  }
  if (ok && call != Py_None) node->call = Py_NewRef(call);
  if (ok && !PyUnicode_Check(op) && op_ready((OpBase*)op) < 0) ok = false;
  Py_DECREF(list);
  signature_release(sig);
  if (!ok) Py_CLEAR(node);
  return (PyObject*)node;
}

static PyObject* node_name(Node* node, PyObject*) {
  if (PyUnicode_Check(node->op)) return Py_NewRef(node->op);
  return PyObject_GetAttrString(node->op, "node_name");
}
static PyObject* node_repr(Node* node) {
  PyObject* name = node_name(node, nullptr);
  if (!name) return nullptr;
  PyObject* r = PyUnicode_FromFormat("<%U object at %p>", name, node);
  Py_DECREF(name);
  return r;
}
static PyObject* get_edges(Node* node, void*) {
  PyObject* list = PyList_New(node->n_edges);
  for (int i = 0; list && i < node->n_edges; i++) PyList_SET_ITEM(list, i, edge_tuple(node->edges[i]));
  return list;
}
static PyObject* get_specs(Node* node, void*) { return Py_NewRef(node->sig->specs); }
static PyObject* get_outs(Node* node, void*) { return Py_NewRef(node->sig->outs); }
static int set_outs(Node* node, PyObject* outs, void*) {
  Signature* sig = outs ? signature_new(node->sig->specs, outs) : nullptr;
  if (!sig) return -1;
  signature_release(node->sig);
  node->sig = sig;
  return 0;
}
static PyObject* node_unpack(Node* node, PyObject*) { return unpack(node); }
static PyObject* get_site(Node* node, void*) { return site_get(node->site); }
static PyObject* get_n_slots(Node* node, void*) { return PyLong_FromLong(node->n_saved < 0 ? 0 : node->n_saved); }

static int slot_number(Node* node, PyObject* number) {
  long i = PyLong_AsLong(number);
  if (i == -1 && PyErr_Occurred()) return -1;
  if (node->n_saved >= 0 && (i < 0 || i >= node->n_saved)) return PyErr_Format(PyExc_IndexError, "slot %ld of %d", i, node->n_saved), -1;
  return (int)i;
}
static PyObject* node_slot(Node* node, PyObject* number) {
  int i = slot_number(node, number);
  return i < 0 ? nullptr : unpack_slot(node, i);
}
static Saved* room(Node*, int);
static PyObject* node_room(Node* node, PyObject* number) {
  long n = PyLong_AsLong(number);
  if (n < 0 || n > INT_MAX || node->n_saved || !PyUnicode_Check(node->op))
    return PyErr_Occurred() ? nullptr : PyErr_Format(PyExc_ValueError, "room: a number of values that a new custom function keeps");
  if (n && !room(node, (int)n)) return PyErr_NoMemory();
  if (n) site_take(&node->site);
  Py_RETURN_NONE;
}
static PyObject* node_is_packed(Node* node, PyObject* number) {
  int i = slot_number(node, number);
  return i < 0 ? nullptr : PyBool_FromLong(node->n_saved > i && node->saved[i].kind == Saved::Packed);
}
static PyObject* node_pack(Node* node, PyObject* args) {
  PyObject *number, *packed;
  if (!PyArg_ParseTuple(args, "OO", &number, &packed)) return nullptr;
  int i = slot_number(node, number);
  if (i < 0) return nullptr;
  if (node->n_saved < 0) return unpack_slot(node, i);  // raises
  Saved s = node->saved[i];
  node->saved[i] = {};
  node->saved[i].kind = Saved::Packed;
  node->saved[i].object = Py_NewRef(packed);
  saved_clear(&s);
  Py_RETURN_NONE;
}

// Names such as _saved_self, and attributes of a custom function's ctx, are looked up in _core/graph.py.
static PyObject* node_getattro(PyObject* self, PyObject* name) {
  PyObject* r = PyObject_GenericGetAttr(self, name);
  if (r || !PyErr_ExceptionMatches(PyExc_AttributeError)) return r;
  const char* text = PyUnicode_AsUTF8(name);
  if (!text || (!PyUnicode_Check(((Node*)self)->op) && strncmp(text, "_saved_", 7) && strncmp(text, "_raw_saved_", 11))) return nullptr;
  PyErr_Clear();
  return PyObject_CallMethod(engine_hooks, "node_attribute", "OO", self, name);
}
static PyObject* node_dir(PyObject* self, PyObject*) { return PyObject_CallMethod(engine_hooks, "node_dir", "O", self); }

// What users see of the graph is written in _core/graph.py.
static PyObject* get_next_functions(Node* node, void*) { return PyObject_CallMethod(engine_hooks, "next_functions", "O", node); }
static PyObject* get_metadata(Node* node, void*) {
  if (!node->meta && !(node->meta = PyDict_New())) return nullptr;
  return Py_NewRef(node->meta);
}
static PyObject* node_register_hook(Node* node, PyObject* hook) {
  return PyObject_CallMethod(engine_hooks, "hook_node", "OOO", node, hook, Py_False);
}
static PyObject* node_register_prehook(Node* node, PyObject* hook) {
  return PyObject_CallMethod(engine_hooks, "hook_node", "OOO", node, hook, Py_True);
}

static PyGetSetDef node_getset[] = {
    {"edges", (getter)get_edges, nullptr, "per input (Node or leaf Value, output number), or None", nullptr},
    {"site", (getter)get_site, nullptr, "where it was made, if it keeps anything: (code, instruction), or None", nullptr},
    {"n_slots", (getter)get_n_slots, nullptr, "how many saved values there is room for", nullptr},
    {"specs", (getter)get_specs, nullptr, "the inputs' Specs", nullptr},
    {"outs", (getter)get_outs, (setter)set_outs, "the outputs' Specs", nullptr},
    {"next_functions", (getter)get_next_functions, nullptr, "Per input a pair (node, output number): where its gradient goes.", nullptr},
    {"metadata", (getter)get_metadata, nullptr, "A dict for the user's own notes.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
static PyMemberDef node_members[] = {
    {"op", T_OBJECT, offsetof(Node, op), READONLY, nullptr},
    {"call", T_OBJECT, offsetof(Node, call), 0, nullptr},
    {"seq", T_LONGLONG, offsetof(Node, seq), READONLY, nullptr},
    {"hooks", T_OBJECT, offsetof(Node, hooks), 0, nullptr},
    {"pre_hooks", T_OBJECT, offsetof(Node, pre_hooks), 0, nullptr},
    {"post_hooks", T_OBJECT, offsetof(Node, post_hooks), 0, nullptr},
    {"retained", T_OBJECT, offsetof(Node, retained), 0, nullptr},
    {"meta", T_OBJECT, offsetof(Node, meta), 0, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(Node, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Node, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyMethodDef node_methods[] = {
    {"name", (PyCFunction)node_name, METH_NOARGS, "The op's name as PyTorch prints it."},
    {"slot", (PyCFunction)node_slot, METH_O, "One saved value: see _core/value.py."},
    {"room", (PyCFunction)node_room, METH_O, "Make room for saved values: see _core/value.py."},
    {"is_packed", (PyCFunction)node_is_packed, METH_O, "Whether pack replaced a saved value."},
    {"pack", (PyCFunction)node_pack, METH_VARARGS, "Replace a saved value: see _core/value.py."},
    {"__dir__", node_dir, METH_NOARGS, nullptr},
    {"unpack", (PyCFunction)node_unpack, METH_NOARGS, "The saved values."},
    {"register_hook", (PyCFunction)node_register_hook, METH_O, "Call hook(grad_inputs, grad_outputs) after the node ran."},
    {"register_prehook", (PyCFunction)node_register_prehook, METH_O, "Call hook(grad_outputs) before the node runs."},
    {nullptr, nullptr, 0, nullptr},
};
static PyType_Slot node_slots[] = {
    {Py_tp_new, (void*)node_tp_new}, {Py_tp_dealloc, (void*)node_dealloc}, {Py_tp_traverse, (void*)node_traverse},
    {Py_tp_clear, (void*)node_clear}, {Py_tp_getset, node_getset}, {Py_tp_members, node_members}, {Py_tp_methods, node_methods},
    {Py_tp_repr, (void*)node_repr}, {Py_tp_getattro, (void*)node_getattro}, {0, nullptr}};
static PyType_Spec node_spec = {"rushlight._native._ext.Node", sizeof(Node), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, node_slots};

// Saving --------------------------------------------------------------------------------------------------------------

uint32_t wanted(const Node* node, const OpBase* op) {
  uint32_t mask = 0;
  int n = node->n_edges < op->n_saves ? node->n_edges : op->n_saves;
  for (int i = 0; i < n; i++)
    if (node->edges[i].to) mask |= op->saves[i];
  return mask;
}

static const char inference_error[] =  // the words of _core/saving.py
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation tracked by "
    "autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use `torch.no_grad()` "
    "instead of `torch.inference_mode()`.";

static Saved* room(Node* node, int n) {
  if (n > 3) node->saved = (Saved*)PyMem_Calloc(n, sizeof(Saved));
  else node->saved = node->few_saved;
  node->n_saved = node->saved ? n : 0;
  return node->saved;
}

static void save_value(Saved* s, Value* v, Saved::Kind kind) {
  s->kind = kind;
  s->array = (PyArrayObject*)Py_NewRef(v->array);
  s->storage = (Storage*)Py_NewRef(v->storage);
  s->version = v->storage->version;
  s->output_nr = v->output_nr;
  if (kind == Saved::Input) {
    s->object = Py_NewRef(v);
    s->node = (Node*)Py_XNewRef(v->node);
    s->requires_grad = v->requires_grad && !v->node;
  }
}

// Numbers are kept always (they are free); Values only if a needed gradient uses them. Room is left for the outputs.
// target: a tensor about to be overwritten; values in its memory are kept as copies. Sets an exception on failure.
void save_inputs(Node* node, OpBase* op, PyObject* const* inputs, int n, Value* target) {
  uint32_t mask = wanted(node, op);
  bool numbers = false;
  for (int i = 0; i < n; i++) numbers |= !is_value(inputs[i]);
  if (!mask && !numbers) {
    node->n_saved = 0;
    return;
  }
  int extra = mask >> 16 ? node->sig->n_out : 0;
  Saved* saved = room(node, n + extra);
  if (!saved) {
    PyErr_NoMemory();
    return;
  }
  if (mask) site_take(&node->site);
  for (int i = 0; i < n; i++) {
    if (!is_value(inputs[i])) {
      saved[i].kind = Saved::Object;
      saved[i].object = Py_NewRef(inputs[i]);
    } else if (i < 16 && mask >> i & 1) {
      Value* v = (Value*)inputs[i];
      if (v->inference && !modes.inference) return (void)PyErr_SetString(PyExc_RuntimeError, inference_error);
      if (target && v->storage == target->storage) {
        saved[i].kind = Saved::Copy;
        saved[i].array = (PyArrayObject*)(batched(v) ? PyObject_CallMethod((PyObject*)v->array, "copy", nullptr) : PyArray_NewCopy(v->array, NPY_KEEPORDER));
        saved[i].storage = storage_new();
        saved[i].object = Py_NewRef(v->dtype);
        saved[i].node = (Node*)Py_XNewRef(v->node);
        saved[i].output_nr = v->output_nr;
        if (!saved[i].array || !saved[i].storage) return;
      } else {
        save_value(&saved[i], v, Saved::Input);
      }
    }
  }
}

void save_outputs(Node* node, OpBase* op, Value* const* values, int n) {
  uint32_t mask = wanted(node, op) >> 16;
  if (!mask) return;
  int base = node->n_saved - n;  // output k stands at base + n - 1 - k
  if (base < node->n_edges) {    // outputs of a dynamic op: not known when room was made
    Saved* old = node->saved;
    bool heap = old != node->few_saved && old;
    int kept = node->n_saved;
    Saved* saved = (Saved*)PyMem_Calloc(node->n_edges + n, sizeof(Saved));
    if (!saved) return (void)PyErr_NoMemory();
    if (old) memcpy(saved, old, sizeof(Saved) * (kept < node->n_edges ? kept : node->n_edges));
    if (heap) PyMem_Free(old);
    node->saved = saved;
    node->n_saved = node->n_edges + n;
    base = node->n_edges;
  }
  for (int k = 0; k < n && k < 16; k++)
    if (mask >> k & 1) save_value(&node->saved[base + n - 1 - k], values[k], Saved::Output);
}

static const char freed[] =
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). "
    "Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if "
    "you need to backward through the graph a second time or if you need to access saved tensors after calling backward; or compute "
    "the loss anew before each backward().";

// Always raises.
static PyObject* changed(Node* node, const Saved* s, PyObject* dtype) {
  PyObject* maker = s->kind == Saved::Output ? (PyObject*)node : s->node ? (PyObject*)s->node : Py_None;
  PyObject* r = PyObject_CallFunction(changed_error, "OOOOiLO", node, maker, dtype, s->array, s->output_nr, (long long)s->version, s->storage);
  Py_XDECREF(r);
  if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "a saved value changed");
  return nullptr;
}

static PyObject* unpack_one(Node* node, Saved* s, int output) {
  switch (s->kind) {
    case Saved::Nothing: return Py_NewRef(Py_None);
    case Saved::Object: return Py_NewRef(s->object);
    case Saved::Packed: return PyObject_CallMethod(s->object, "unpack", "ON", node, output < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(output));
    case Saved::Input: {
      Value* v = (Value*)s->object;
      if (s->storage->version != s->version) return changed(node, s, v->dtype);
      if (v->node == s->node && v->array == s->array) return Py_NewRef(v);
      Value* r = value_new(node->cls, (PyArrayObject*)Py_NewRef(s->array), v->dtype, v->code, v->device, s->storage);
      if (!r) return nullptr;
      r->node = (Node*)Py_XNewRef(s->node);
      r->output_nr = s->output_nr;
      r->requires_grad = s->requires_grad;
      r->node_version = s->version;
      return (PyObject*)r;
    }
    case Saved::Copy: {
      PyObject* code = PyObject_GetAttrString(s->object, "code");
      if (!code) return nullptr;
      Value* r = value_new(node->cls, (PyArrayObject*)Py_NewRef(s->array), s->object, (int)PyLong_AsLong(code), node->device, s->storage);
      Py_DECREF(code);
      if (!r) return nullptr;
      r->node = (Node*)Py_XNewRef(s->node);
      r->output_nr = s->output_nr;
      return (PyObject*)r;
    }
    case Saved::Output: {
      Side* side = &node->sig->sides[node->sig->n_in + output];
      if (s->storage->version != s->version) return changed(node, s, side->dtype);
      Value* r = value_new(node->cls, (PyArrayObject*)Py_NewRef(s->array), side->dtype, side->code, node->device, s->storage);
      if (!r) return nullptr;
      if (output < node_visible(node) && (side->code >= 6 && side->code <= 11)) {
        r->node = (Node*)Py_NewRef(node);
        r->output_nr = output;
      }
      r->node_version = s->version;
      return (PyObject*)r;
    }
  }
  return nullptr;
}

PyObject* unpack_slot(Node* node, int i) {
  if (node->n_saved <= i) return PyErr_Format(PyExc_RuntimeError, freed);  // also by another thread, meanwhile
  Saved s = node->saved[i];  // a hook may free the node's own
  Py_XINCREF(s.object); Py_XINCREF((PyObject*)s.array); Py_XINCREF((PyObject*)s.storage); Py_XINCREF((PyObject*)s.node);
  PyObject* v = unpack_one(node, &s, i < node->n_edges ? -1 : node->n_saved - 1 - i);
  saved_clear(&s);
  return v;
}

PyObject* unpack(Node* node) {
  if (node->n_saved < 0) return PyErr_Format(PyExc_RuntimeError, freed);
  int n = node->n_saved ? node->n_saved : node->n_edges;
  PyObject* t = PyTuple_New(n);
  for (int i = 0; t && i < n; i++) {
    PyObject* v = node->n_saved ? unpack_slot(node, i) : Py_NewRef(Py_None);
    if (!v) {
      Py_CLEAR(t);
      break;
    }
    PyTuple_SET_ITEM(t, i, v);
  }
  return t;
}

int init_nodes(PyObject* module) {
  NodeType = (PyTypeObject*)PyType_FromSpec(&node_spec);
  return NodeType ? PyModule_AddObjectRef(module, "Node", (PyObject*)NodeType) : -1;
}

}  // namespace rl::waist
