// What a Node keeps of the forward pass, and how it comes back: see src/rushlight/_core/saving.py.
#include <cstring>

#include "waist/waist.h"

namespace rl::waist {

void saved_clear(Saved* s) {
  PyObject* object = s->object;
  PyObject* array = (PyObject*)s->array;
  PyObject* storage = (PyObject*)s->storage;
  PyObject* node = (PyObject*)s->node;
  s->kind = Saved::Nothing;
  s->object = nullptr;
  s->array = nullptr;
  s->storage = nullptr;
  s->node = nullptr;
  Py_XDECREF(object);
  Py_XDECREF(array);
  Py_XDECREF(storage);
  Py_XDECREF(node);
}

void release(Node* node) {
  int n = node->n_saved;
  Saved* saved = node->saved;
  node->n_saved = -1;
  node->saved = nullptr;  // first: destructors may let another thread in
  for (int i = 0; i < n; i++) saved_clear(&saved[i]);
  if (saved && saved != node->few_saved) PyMem_Free(saved);
}

uint32_t wanted(const Node* node, const OpBase* op) {
  uint32_t mask = 0;
  int n = node->n_edges < op->n_saves ? node->n_edges : op->n_saves;
  for (int i = 0; i < n; i++)
    if (node->edges[i].to) mask |= op->saves[i];
  return mask;
}

bool keeps(const Node* node) {
  return node->n_saved > 0 && (PyUnicode_Check(node->op) || wanted(node, (OpBase*)node->op));
}

static const char inference_error[] =  // the words of _core/saving.py
    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
    "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in "
    "autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`.";

Saved* room(Node* node, int n) {
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
        saved[i].array = (PyArrayObject*)(shadow(v) ? PyObject_CallMethod((PyObject*)v->array, "copy", nullptr)
                                                    : PyArray_NewCopy(v->array, NPY_KEEPORDER));
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
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved"
    " tensors after calling backward; or compute the loss anew before each backward().";

// Always raises.
static PyObject* changed(Node* node, const Saved* s, PyObject* dtype) {
  PyObject* maker = s->kind == Saved::Output ? (PyObject*)node : s->node ? (PyObject*)s->node : Py_None;
  PyObject* r = PyObject_CallFunction(changed_error, "OOOOiLO", node, maker, dtype, s->array, s->output_nr,
                                      (long long)s->version, s->storage);
  Py_XDECREF(r);
  if (!PyErr_Occurred()) PyErr_SetString(PyExc_SystemError, "a saved value changed");
  return nullptr;
}

static PyObject* unpack_one(Node* node, Saved* s, int output) {
  switch (s->kind) {
    case Saved::Nothing: return Py_NewRef(Py_None);
    case Saved::Object: return Py_NewRef(s->object);
    case Saved::Packed:
      return PyObject_CallMethod(s->object, "unpack", "ON", node,
                                 output < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(output));
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
      Value* r = value_new(node->cls, (PyArrayObject*)Py_NewRef(s->array), s->object, (int)PyLong_AsLong(code),
                           node->device, s->storage);
      Py_DECREF(code);
      if (!r) return nullptr;
      r->node = (Node*)Py_XNewRef(s->node);
      r->output_nr = s->output_nr;
      return (PyObject*)r;
    }
    case Saved::Output: {
      Side* side = &node->sig->sides[node->sig->n_in + output];
      if (s->storage->version != s->version) return changed(node, s, side->dtype);
      Value* r =
          value_new(node->cls, (PyArrayObject*)Py_NewRef(s->array), side->dtype, side->code, node->device, s->storage);
      if (!r) return nullptr;
      if (output < node_visible(node) && has_gradient(side->code)) {
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
  Saved s = node->saved[i];                                                // a hook may free the node's own
  Py_XINCREF(s.object);
  Py_XINCREF((PyObject*)s.array);
  Py_XINCREF((PyObject*)s.storage);
  Py_XINCREF((PyObject*)s.node);
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

}  // namespace rl::waist
