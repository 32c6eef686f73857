// Node: see src/rushlight/_core/value.py.

#include <climits>
#include <cstddef>
#include <cstring>
#include <string>

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
      for (int i = 0; ok && i < n; i++)
        ok = !((side->dims[i] = PyLong_AsSsize_t(PyTuple_GET_ITEM(shape, i))) == -1 && PyErr_Occurred());
      side->ndim = n;
    }
  } else if (!PyErr_Occurred()) {
    PyErr_Format(PyExc_TypeError, "expected a Spec, got %s", Py_TYPE(spec)->tp_name);
  }
  Py_XDECREF(weak);
  Py_XDECREF(shape);
  Py_XDECREF(dtype);
  Py_XDECREF(code);
  Py_XDECREF(np);
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

int node_visible(const Node* node) {
  if (PyUnicode_Check(node->op) || node->call) return node->sig->n_out;
  int visible = ((OpBase*)node->op)->visible;
  return visible ? visible : node->sig->n_out;
}

void edge_of(Value* v, Edge* out) {
  out->to = v->node ? (PyObject*)v->node : v->requires_grad ? (PyObject*)v : nullptr;
  out->nr = v->node ? v->output_nr : 0;
}

static int node_traverse(Node* node, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(node));
  for (int i = 0; i < node->n_edges; i++) Py_VISIT(node->edges[i].to);
  for (int i = 0; i < node->n_saved; i++) {
    Py_VISIT(node->saved[i].object);
    Py_VISIT(node->saved[i].node);
  }
  Py_VISIT(node->call);
  Py_VISIT(node->hooks);
  Py_VISIT(node->pre_hooks);
  Py_VISIT(node->post_hooks);
  Py_VISIT(node->retained);
  Py_VISIT(node->meta);
  Py_VISIT(node->dict);
  return 0;
}

static int node_clear(Node* node) {
  for (int i = 0; i < node->n_edges; i++) Py_CLEAR(node->edges[i].to);
  if (node->n_saved > 0) release(node);
  site_clear(&node->site);
  Py_CLEAR(node->call);
  Py_CLEAR(node->hooks);
  Py_CLEAR(node->pre_hooks);
  Py_CLEAR(node->post_hooks);
  Py_CLEAR(node->retained);
  Py_CLEAR(node->meta);
  Py_CLEAR(node->dict);
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

static PyType_Slot named_slots[] = {{Py_tp_dealloc, (void*)node_dealloc},
                                    {Py_tp_traverse, (void*)node_traverse},
                                    {Py_tp_clear, (void*)node_clear},
                                    {0, nullptr}};

// The class of nodes of this name, a subclass of Node: made once, since programs ask type(grad_fn) for its name.
static PyTypeObject* named_type(PyObject* name, const char* module) {
  static PyObject* made = PyDict_New();
  PyObject* known = PyDict_GetItemWithError(made, name);
  const char* text = known || PyErr_Occurred() ? nullptr : PyUnicode_AsUTF8(name);
  if (!text) return (PyTypeObject*)known;
  const char* last = strrchr(text, ':');
  std::string full = std::string(last ? "builtins" : module) + "." + (last ? last + 1 : text);
  // the type refers to its name's characters
  PyType_Spec spec = {strdup(full.c_str()), 0, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC, named_slots};
  PyObject* type = PyType_FromSpecWithBases(&spec, (PyObject*)NodeType);
  if (!type || PyDict_SetItem(made, name, type) < 0) return nullptr;
  if (last || !strcmp(module, "builtins")) drop_module((PyTypeObject*)type);
  Py_DECREF(type);
  return (PyTypeObject*)type;
}

static PyTypeObject* type_of_nodes(PyObject* op) {
  if (PyUnicode_Check(op)) return named_type(op, "torch.autograd.function");
  OpBase* known = (OpBase*)op;
  if (known->node_type) return known->node_type;
  PyObject* name = PyObject_GetAttrString(op, "node_name");
  if (name) known->node_type = named_type(name, "builtins");
  Py_XDECREF(name);
  return known->node_type;
}

Node* node_new(PyObject* op, Signature* sig, int n_edges) {
  PyTypeObject* type = type_of_nodes(op);
  Node* node = type ? (Node*)type->tp_alloc(type, 0) : nullptr;
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
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOO|O", (char**)names, &op, &edges, &specs, &outs, &call))
    return nullptr;
  if (!PyUnicode_Check(op) && !PyObject_TypeCheck(op, OpType))
    return PyErr_Format(PyExc_TypeError, "op must be an Op or a name");
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
  if (node->n_saved >= 0 && (i < 0 || i >= node->n_saved))
    return PyErr_Format(PyExc_IndexError, "slot %ld of %d", i, node->n_saved), -1;
  return (int)i;
}
static PyObject* node_slot(Node* node, PyObject* number) {
  int i = slot_number(node, number);
  return i < 0 ? nullptr : unpack_slot(node, i);
}
static PyObject* node_room(Node* node, PyObject* number) {
  long n = PyLong_AsLong(number);
  if (n < 0 || n > INT_MAX || node->n_saved || !PyUnicode_Check(node->op))
    return PyErr_Occurred()
               ? nullptr
               : PyErr_Format(PyExc_ValueError, "room: a number of values that a new custom function keeps");
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

// Names such as _saved_self, and attributes of a custom function's ctx, are looked up in _face/graph.py.
static PyObject* node_getattro(PyObject* self, PyObject* name) {
  PyObject* r = PyObject_GenericGetAttr(self, name);
  if (r || !PyErr_ExceptionMatches(PyExc_AttributeError)) return r;
  const char* text = PyUnicode_AsUTF8(name);
  if (!text || (!PyUnicode_Check(((Node*)self)->op) && strncmp(text, "_saved_", 7) && strncmp(text, "_raw_saved_", 11)))
    return nullptr;
  PyErr_Clear();
  return PyObject_CallMethod(engine_hooks, "node_attribute", "OO", self, name);
}
static PyObject* node_dir(PyObject* self, PyObject*) {
  return PyObject_CallMethod(engine_hooks, "node_dir", "O", self);
}

// What users see of the graph is written in _face/graph.py.
static PyObject* get_next_functions(Node* node, void*) {
  return PyObject_CallMethod(engine_hooks, "next_functions", "O", node);
}
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
    {"site", (getter)get_site, nullptr, "where it was made, if it keeps anything: (code, instruction), or None",
     nullptr},
    {"n_slots", (getter)get_n_slots, nullptr, "how many saved values there is room for", nullptr},
    {"specs", (getter)get_specs, nullptr, "the inputs' Specs", nullptr},
    {"outs", (getter)get_outs, (setter)set_outs, "the outputs' Specs", nullptr},
    {"next_functions", (getter)get_next_functions, nullptr,
     "Per input a pair (node, output number): where its gradient goes.", nullptr},
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
    {"register_hook", (PyCFunction)node_register_hook, METH_O,
     "Call hook(grad_inputs, grad_outputs) after the node ran."},
    {"register_prehook", (PyCFunction)node_register_prehook, METH_O, "Call hook(grad_outputs) before the node runs."},
    {nullptr, nullptr, 0, nullptr},
};
static PyType_Slot node_slots[] = {{Py_tp_new, (void*)node_tp_new},
                                   {Py_tp_dealloc, (void*)node_dealloc},
                                   {Py_tp_traverse, (void*)node_traverse},
                                   {Py_tp_clear, (void*)node_clear},
                                   {Py_tp_getset, node_getset},
                                   {Py_tp_members, node_members},
                                   {Py_tp_methods, node_methods},
                                   {Py_tp_getattro, (void*)node_getattro},
                                   {0, nullptr}};
static PyType_Spec node_spec = {"rushlight._native._ext.Node", sizeof(Node), 0,
                                Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE, node_slots};

int init_nodes(PyObject* module) {
  NodeType = (PyTypeObject*)PyType_FromSpec(&node_spec);
  return NodeType ? PyModule_AddObjectRef(module, "Node", (PyObject*)NodeType) : -1;
}

}  // namespace rl::waist
