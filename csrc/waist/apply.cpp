// apply: the fast path. Whatever is rare (other devices, recorders, inference mode, 16-bit floats, stale views, wrong
// operands) goes to src/rushlight/_core/apply.py, which has the whole meaning.
#include <cstring>

#include "waist/waist.h"

namespace rl::waist {

PyTypeObject *BatchedType, *SparseType;
PyObject *cpu_device, *cpu_namespace, *slow_run, *slow_apply_, *rebase, *engine_hooks, *refresh_value, *changed_error;
static PyObject *cast_function, *in_channels_last, *out_names, *str_result_class;
static const int max_outputs = 64;

static bool plain_type(PyTypeObject* t) {  // results are plain Tensors
  static PyTypeObject* seen[4];
  if (t == TensorType) return true;
  for (PyTypeObject* s : seen)
    if (s == t) return true;
  PyObject* cls = PyObject_GetAttr((PyObject*)t, str_result_class);
  bool plain = cls == (PyObject*)TensorType;
  Py_XDECREF(cls);
  if (!cls) PyErr_Clear();
  if (plain)
    for (PyTypeObject*& s : seen)
      if (!s) {
        s = (PyTypeObject*)Py_NewRef(t);
        break;
      }
  return plain;
}

struct Operands { bool fast = true, any_value = false, needs_grad = false; };

static Operands look(PyObject* const* inputs, int n) {
  Operands r;
  for (int i = 0; i < n; i++) {
    PyObject* o = inputs[i];
    if (is_value(o)) {
      Value* v = (Value*)o;
      r.any_value = true;
      if (stale(v) && !v->node && !requires_grad(v->base))
        v->node_version = v->storage->version;  // no history to derive again
      if (v->device != cpu_device || v->inference || stale(v) || shadow(v) || !plain_type(Py_TYPE(o))) r.fast = false;
      if (requires_grad(v)) r.needs_grad = true;
    } else if (!is_number(o) && o != Py_None) {
      r.fast = false;
    }
  }
  r.needs_grad = r.needs_grad && modes.grad;
  return r;
}

static bool check_result(PyObject* o, const Side* side, OpBase* op, PyArrayObject** out) {
  if (!PyArray_Check(o)) {
    PyObject* a = PyArray_FROM_O(o);  // NumPy turns 0-d results into scalars
    Py_DECREF(o);
    if (!(o = a)) return false;
  }
  PyArrayObject* a = (PyArrayObject*)o;
  bool ok = same_shape(a, *side) &&
            (PyArray_TYPE(a) == side->typenum || PyArray_EquivTypenums(PyArray_TYPE(a), side->typenum));
  if (!ok) {
    PyObject* shape = PyObject_GetAttrString(o, "shape");
    PyErr_Format(PyExc_SystemError, "%R computed an array of shape %S, dtype %S; its shape rule promised another", op,
                 shape, PyArray_DESCR(a));
    Py_XDECREF(shape);
    Py_DECREF(o);
    return false;
  }
  *out = a;
  return true;
}

// Calls the kernel or forward; steals nothing; fills outs[0..n_out) with new references. False: exception set.
static bool compute(OpBase* op, Signature* sig, PyObject* casts, PyObject* kernel, PyObject* const* inputs, int n,
                    PyObject* out, PyArrayObject** outs) {
  PyObject* args[20];
  PyObject* held[18];
  int n_held = 0;
  PyObject** heap = nullptr;
  PyObject** a = args;
  if (n > 16) {
    heap = a = (PyObject**)PyMem_Malloc(sizeof(PyObject*) * (n + 4));
    if (!a) return PyErr_NoMemory(), false;
  }
  bool ok = true;
  PyObject** x = a + 3;  // a[0] for PY_VECTORCALL_ARGUMENTS_OFFSET, then op, xp
  for (int i = 0; i < n; i++) {
    x[i] = is_value(inputs[i]) ? (PyObject*)((Value*)inputs[i])->array : inputs[i];
    PyObject* to = casts && i < 16 ? PyTuple_GET_ITEM(casts, i) : Py_None;
    if (to != Py_None) {
      PyObject* c = PyObject_CallFunctionObjArgs(cast_function, x[i], ((Value*)inputs[i])->dtype, to, nullptr);
      if (!c) {
        ok = false;
        break;
      }
      x[i] = held[n_held++] = c;
    }
  }
  PyObject* result = nullptr;
  if (ok) {
    if (kernel) {
      x[n] = out ? out : Py_None;
      result = PyObject_Vectorcall(kernel, x, (size_t)(n + 1) | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
      if (result == Py_NotImplemented) {  // strides it can't take, ...
        Py_CLEAR(result);
        kernel = nullptr;
      }
    }
    if (!kernel) {
      a[1] = (PyObject*)op;
      a[2] = cpu_namespace;
      if (op->takes_out) x[n] = out ? out : Py_None;
      result = PyObject_Vectorcall(op->forward, a + 1, (size_t)(n + 2) | PY_VECTORCALL_ARGUMENTS_OFFSET,
                                   op->takes_out ? out_names : nullptr);
    }
  }
  for (int i = 0; result && !out && op->follows >> i && i < n; i++)
    if (op->follows >> i & 1 && PyArray_Check(x[i]) && is_channels_last((PyArrayObject*)x[i])) {
      PyObject* r = PyObject_CallOneArg(in_channels_last, result);
      Py_DECREF(result);
      result = r;
      break;
    }
  while (n_held) Py_DECREF(held[--n_held]);
  PyMem_Free(heap);
  if (!result) return refuse_as_allocation(), false;
  const Side* sides = sig->sides + sig->n_in;
  if (!PyTuple_Check(result) && !PyList_Check(result)) {
    if (sig->n_out == 1) return check_result(result, &sides[0], op, &outs[0]);
    Py_DECREF(result);
    return PyErr_Format(PyExc_SystemError, "%R computed one array; its shape rule promised %d", op, sig->n_out), false;
  }
  int got = (int)PySequence_Fast_GET_SIZE(result);
  if (got != sig->n_out) {
    Py_DECREF(result);
    return PyErr_Format(PyExc_SystemError, "%R computed %d arrays; its shape rule promised %d", op, got, sig->n_out),
           false;
  }
  int done = 0;
  while (done < got && check_result(Py_NewRef(PySequence_Fast_GET_ITEM(result, done)), &sides[done], op, &outs[done]))
    done++;
  Py_DECREF(result);
  if (done == got) return true;
  while (done) Py_DECREF(outs[--done]);
  return false;
}

// Views: where an output lies in its input's memory depends on the signature only (strides are part of it).
static bool view_arrays(OpBase* op, Plan* plan, Signature* sig, PyObject* const* inputs, int n, PyArrayObject** outs) {
  PyArrayObject* from = ((Value*)inputs[0])->array;
  if (plan->views) {
    for (int k = 0; k < sig->n_out; k++) {
      Geometry* g = &plan->views[k];
      Side* side = &sig->sides[sig->n_in + k];
      PyArray_Descr* descr =
          side->typenum == PyArray_TYPE(from) ? PyArray_DESCR(from) : PyArray_DescrFromType(side->typenum);
      if (descr == PyArray_DESCR(from)) Py_INCREF(descr);
      outs[k] = (PyArrayObject*)PyArray_NewFromDescr(
          &PyArray_Type, descr, g->ndim, g->dims, g->strides, PyArray_BYTES(from) + g->offset,
          g->writeable && PyArray_ISWRITEABLE(from) ? NPY_ARRAY_WRITEABLE : 0, nullptr);
      Py_INCREF(from);
      if (!outs[k] || PyArray_SetBaseObject(outs[k], (PyObject*)from) < 0) {
        while (k >= 0) Py_XDECREF(outs[k--]);
        return false;
      }
    }
    return true;
  }
  sig->refs++;
  if (!compute(op, sig, nullptr, nullptr, inputs, n, nullptr, outs)) return signature_release(sig), false;
  signature_release(sig);
  return true;
}

static void remember_geometry(Plan* plan, PyArrayObject* from, PyArrayObject** outs, int n_out) {
  if (plan->views || PyArray_SIZE(from) == 0) return;
  Geometry* g = (Geometry*)PyMem_Calloc(n_out, sizeof(Geometry));
  for (int k = 0; g && k < n_out; k++) {
    g[k].ndim = PyArray_NDIM(outs[k]);
    if (g[k].ndim > 32) return PyMem_Free(g);
    g[k].writeable = PyArray_ISWRITEABLE(outs[k]) || !PyArray_ISWRITEABLE(from);
    g[k].offset = PyArray_BYTES(outs[k]) - PyArray_BYTES(from);
    for (int d = 0; d < g[k].ndim; d++)
      g[k].dims[d] = PyArray_DIM(outs[k], d), g[k].strides[d] = PyArray_STRIDE(outs[k], d);
  }
  plan->views = g;
}

static bool link_view(Value* v, Value* source, OpBase* op, int index) {
  v->base = (Value*)Py_NewRef(source->base ? source->base : source);
  PyObject* number = PyLong_FromLong(index);
  v->chain = number ? PyTuple_Pack(3, source->chain ? source->chain : Py_None, op, number) : nullptr;
  Py_XDECREF(number);
  if (!v->chain) return false;
  v->node_version = v->storage->version;
  v->creation = !modes.grad ? 2 : op->multi_view ? 1 : source->creation;
  return true;
}

static Node* make_node(OpBase* op, Signature* sig, PyObject* const* inputs, int n, Value* target) {
  Node* node = node_new((PyObject*)op, sig, n);
  if (!node || node->n_edges != n) {
    Py_XDECREF((PyObject*)node);
    return nullptr;
  }
  for (int i = 0; i < n; i++)
    if (is_value(inputs[i])) {
      edge_of((Value*)inputs[i], &node->edges[i]);
      Py_XINCREF(node->edges[i].to);
    }
  save_inputs(node, op, inputs, n, target);
  if (PyErr_Occurred()) Py_CLEAR(node);
  return node;
}

static PyObject* slow(OpBase* op, PyObject* const* inputs, int n) {
  PyObject* t = PyTuple_New(n);
  for (int i = 0; t && i < n; i++) PyTuple_SET_ITEM(t, i, Py_NewRef(inputs[i]));
  PyObject* r = t ? PyObject_CallFunctionObjArgs(slow_run, (PyObject*)op, t, Py_None, Py_False, nullptr) : nullptr;
  Py_XDECREF(t);
  return r;
}

PyObject* apply_fast(OpBase* op, PyObject* const* inputs, int n) {
  Operands look_at = look(inputs, n);
  if (!look_at.fast || !TensorType || modes.recorder || modes.vmap || modes.inference ||
      ((modes.saved_hooks || anomaly) && look_at.needs_grad))
    return slow(op, inputs, n);
  if (op_ready(op) < 0) return nullptr;
  if (!look_at.any_value && !op->on_cpu) return slow(op, inputs, n);
  bool view = op->view || op->multi_view;
  if (view && (!n || !is_value(inputs[0]))) return slow(op, inputs, n);
  Plan* plan = find_plan(op, inputs, n);
  if (!plan) return PyErr_Occurred() ? nullptr : slow(op, inputs, n);
  Signature* sig = plan->sig;
  int n_out = sig->n_out;
  if (plan->narrow || op->dynamic || n_out > max_outputs || (n > 16 && plan->casts)) return slow(op, inputs, n);
  for (int i = 0; i < op->n_writes; i++) {
    Value* v = op->writes[i] < n && is_value(inputs[op->writes[i]]) ? (Value*)inputs[op->writes[i]] : nullptr;
    if (!v || v->base || modes.before_write || (modes.grad && requires_grad(v)) || !PyArray_ISWRITEABLE(v->array))
      return slow(op, inputs, n);
  }
  sig->refs++;  // the table may be cleared by what we call
  bool single = plan->single;
  PyArrayObject* outs[max_outputs];
  bool ok;
  if (view) {
    bool known = plan->views != nullptr;
    ok = view_arrays(op, plan, sig, inputs, n, outs);
    if (ok && !known) {
      plan = find_plan(op, inputs, n);
      if (plan) remember_geometry(plan, ((Value*)inputs[0])->array, outs, n_out);
      PyErr_Clear();
    }
  } else {
    PyObject *casts = Py_XNewRef(plan->casts), *kernel = Py_XNewRef(plan->kernel);
    ok = compute(op, sig, casts, kernel, inputs, n, nullptr, outs);
    Py_XDECREF(casts);
    Py_XDECREF(kernel);
  }
  if (!ok) return signature_release(sig), nullptr;
  if (op->n_writes) {
    Site site{};
    site_take(&site);
    for (int i = 0; i < op->n_writes; i++) wrote(((Value*)inputs[op->writes[i]])->storage, op->name, site);
    site_clear(&site);
  }

  Value* values[max_outputs];
  int made = 0;
  Node* node = look_at.needs_grad ? make_node(op, sig, inputs, n, nullptr) : nullptr;
  ok = node || !look_at.needs_grad;
  Storage* shared = view ? ((Value*)inputs[0])->storage : nullptr;
  int visible = op->visible && op->visible < n_out ? op->visible : n_out;
  for (int k = 0; k < n_out; k++) {
    if (!ok) {
      Py_DECREF(outs[k]);
      continue;
    }
    Side* side = &sig->sides[sig->n_in + k];
    Value* v = value_new(TensorType, outs[k], side->dtype, side->code, cpu_device, shared);
    ok = v && (!view || link_view(v, (Value*)inputs[0], op, k));
    if (v) values[made++] = v;
    if (ok && node && k < visible && has_gradient(side->code)) {
      v->node = (Node*)Py_NewRef(node);
      v->output_nr = k;
      v->node_version = v->storage->version;
    }
  }
  if (ok && node) {
    save_outputs(node, op, values, n_out);
    ok = !PyErr_Occurred();
  }
  Py_XDECREF((PyObject*)node);
  signature_release(sig);
  PyObject* result = nullptr;
  if (ok && n_out && (single || (op->visible == 1 && !op->multi_view))) {
    result = Py_NewRef((PyObject*)values[0]);
  } else if (ok && (result = PyTuple_New(visible))) {
    for (int k = 0; k < visible; k++) PyTuple_SET_ITEM(result, k, Py_NewRef((PyObject*)values[k]));
  }
  for (int k = 0; k < made; k++) Py_DECREF((PyObject*)values[k]);
  return result;
}

// Whether the history of a view's base can follow a write through the view as it is: no refusals, nothing to derive.
static bool plain_history(const Value* view) {
  const Value* base = view->base;
  return !view->creation && !view->requires_grad && !stale(view) &&
         (base->node || !(base->requires_grad || view->node)) && !base->moved && !shadow(base);
}

// In-place forms: the plain case here (kernel or forward writes straight into the target).
PyObject* apply_in_place(OpBase* op, Value* target, PyObject* const* inputs, int n) {
  Operands look_at = look(inputs, n);
  PyArrayObject* into = target->array;
  bool fast = look_at.fast && look_at.any_value && !modes.recorder && !modes.vmap && !shadow(target) &&
              !modes.saved_hooks && !anomaly && !modes.before_write && !modes.inference && !target->inference &&
              n <= 16 && target->device == cpu_device && PyArray_ISWRITEABLE(into);
  if (modes.grad && target->node && !look_at.needs_grad)
    fast = false;  // the new value is a constant, which the graph must show
  if (modes.grad)
    fast = fast && !target->requires_grad &&
           (!target->base || !(look_at.needs_grad || requires_grad(target)) || plain_history(target));
  for (int d = 0; fast && d < PyArray_NDIM(into); d++) fast = PyArray_STRIDE(into, d) != 0 || PyArray_DIM(into, d) <= 1;
  for (int i = 0; fast && i < n; i++)
    if (is_value(inputs[i]) && inputs[i] != (PyObject*)target && ((Value*)inputs[i])->storage == target->storage)
      fast = false;
  if (fast && op_ready(op) < 0) return nullptr;
  Plan* plan = fast ? find_plan(op, inputs, n) : nullptr;
  if (fast && !plan && PyErr_Occurred()) return nullptr;
  fast = plan && !plan->narrow && !op->dynamic && op->takes_out && plan->sig->n_out == 1;
  Side* side = fast ? &plan->sig->sides[plan->sig->n_in] : nullptr;
  fast = fast && side->code == target->code && same_shape(into, *side);
  if (!fast) {
    PyObject* args[20];
    if (n > 16) return PyErr_Format(PyExc_SystemError, "in-place ops take at most 16 inputs");
    args[0] = (PyObject*)op;
    args[1] = (PyObject*)target;
    for (int i = 0; i < n; i++) args[2 + i] = inputs[i];
    return PyObject_Vectorcall(slow_apply_, args, n + 2, nullptr);
  }
  Signature* sig = plan->sig;
  sig->refs++;
  PyObject *casts = Py_XNewRef(plan->casts), *kernel = Py_XNewRef(plan->kernel);
  Node* node = look_at.needs_grad ? make_node(op, sig, inputs, n, target) : nullptr;
  PyArrayObject* out = nullptr;
  bool ok = (node || !look_at.needs_grad) && compute(op, sig, casts, kernel, inputs, n, (PyObject*)into, &out);
  if (ok && out != into) ok = PyArray_CopyInto(into, out) == 0;
  Py_XDECREF(out);
  Py_XDECREF(casts);
  Py_XDECREF(kernel);
  if (ok) {
    Site site{};
    site_take(&site);
    wrote(target->storage, op->name, site);
    site_clear(&site);
    if (node && target->base) {
      PyObject* args[4] = {(PyObject*)target, (PyObject*)node, Py_False, Py_True};
      PyObject* done = PyObject_Vectorcall(rebase, args, 4, nullptr);
      Py_XDECREF(done);
      if (done) save_outputs(node, op, &target, 1);
    } else if (node) {
      Py_XSETREF(target->node, (Node*)Py_NewRef(node));
      target->output_nr = 0;
      target->node_version = target->storage->version;
      save_outputs(node, op, &target, 1);
    }
    ok = !PyErr_Occurred();
  }
  Py_XDECREF((PyObject*)node);
  signature_release(sig);
  return ok ? Py_NewRef((PyObject*)target) : nullptr;
}

// Python's side -------------------------------------------------------------------------------------------------------

static PyObject* py_apply(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n < 1 || !PyObject_TypeCheck(args[0], OpType))
    return PyErr_Format(PyExc_TypeError, "apply(op, *inputs): op must be an Op");
  return apply_fast((OpBase*)args[0], args + 1, (int)n - 1);
}

static PyObject* py_apply_(PyObject*, PyObject* const* args, Py_ssize_t n) {
  if (n < 2 || !PyObject_TypeCheck(args[0], OpType) || !is_value(args[1]))
    return PyErr_Format(PyExc_TypeError, "apply_(op, target, *inputs): op must be an Op, target a Tensor");
  return apply_in_place((OpBase*)args[0], (Value*)args[1], args + 2, (int)n - 2);
}

PyObject* in_place;

// Where functions end that have out= and in-place forms: apply, apply_out or apply_, by what ``out`` is.
static PyObject* py_apply_to(PyObject* self, PyObject* const* args, Py_ssize_t n) {
  if (n < 2 || !PyObject_TypeCheck(args[1], OpType))
    return PyErr_Format(PyExc_TypeError, "apply_to(out, op, *inputs): op must be an Op");
  if (args[0] == Py_None) return apply_fast((OpBase*)args[1], args + 2, (int)n - 2);
  if (args[0] != in_place) {
    PyObject* operands[16] = {args[1], args[0]};
    if (n > 16) return PyErr_Format(PyExc_TypeError, "apply_to(out, op, *inputs): too many inputs");
    for (Py_ssize_t i = 2; i < n; i++) operands[i] = args[i];
    return PyObject_Vectorcall(apply_out, operands, n, nullptr);
  }
  if (n < 3 || !is_value(args[2]))
    return PyErr_Format(PyExc_TypeError, "apply_to(IN_PLACE, op, *inputs): the first input must be a Tensor");
  return apply_in_place((OpBase*)args[1], (Value*)args[2], args + 2, (int)n - 2);
}

static PyObject* py_save_inputs(PyObject*, PyObject* args) {
  PyObject *node, *op, *inputs, *target;
  if (!PyArg_ParseTuple(args, "O!O!OO", NodeType, &node, OpType, &op, &inputs, &target)) return nullptr;
  PyObject* list = PySequence_Fast(inputs, "inputs must be a sequence");
  if (!list) return nullptr;
  save_inputs((Node*)node, (OpBase*)op, PySequence_Fast_ITEMS(list), (int)PySequence_Fast_GET_SIZE(list),
              is_value(target) ? (Value*)target : nullptr);
  Py_DECREF(list);
  if (PyErr_Occurred()) return nullptr;
  Py_RETURN_NONE;
}

static PyObject* py_save_outputs(PyObject*, PyObject* args) {
  PyObject *node, *op, *values;
  if (!PyArg_ParseTuple(args, "O!O!O", NodeType, &node, OpType, &op, &values)) return nullptr;
  PyObject* list = PySequence_Fast(values, "values must be a sequence");
  if (!list) return nullptr;
  Py_ssize_t n = PySequence_Fast_GET_SIZE(list);
  for (Py_ssize_t i = 0; i < n; i++)
    if (!is_value(PySequence_Fast_GET_ITEM(list, i))) {
      Py_DECREF(list);
      return PyErr_Format(PyExc_TypeError, "values must be Tensors");
    }
  if (n) {
    Py_XSETREF(((Node*)node)->cls, (PyTypeObject*)Py_NewRef(Py_TYPE(PySequence_Fast_GET_ITEM(list, 0))));
    Py_XSETREF(((Node*)node)->device, Py_NewRef(((Value*)PySequence_Fast_GET_ITEM(list, 0))->device));
  }
  save_outputs((Node*)node, (OpBase*)op, (Value* const*)PySequence_Fast_ITEMS(list), (int)n);
  Py_DECREF(list);
  if (PyErr_Occurred()) return nullptr;
  Py_RETURN_NONE;
}

static PyObject* py_unpack(PyObject*, PyObject* node) {
  return is_node(node) ? unpack((Node*)node) : PyErr_Format(PyExc_TypeError, "expected a Node");
}
static PyObject* py_release(PyObject*, PyObject* node) {
  if (!is_node(node)) return PyErr_Format(PyExc_TypeError, "expected a Node");
  if (keeps((Node*)node)) release((Node*)node);
  Py_RETURN_NONE;
}
static PyObject* py_new_epoch(PyObject*, PyObject*) {
  epoch++;
  Py_RETURN_NONE;
}

static PyObject* py_configure(PyObject*, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"cpu",     "namespace",        "cast",    "size", "run", "apply_", "rebase", "hooks",
                                "changed", "in_channels_last", "package", nullptr};
  PyObject *cpu, *xp, *cast, *size, *run, *in_place, *history, *hooks, *changed, *last, *package;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOOOOOOOOU", (char**)names, &cpu, &xp, &cast, &size, &run, &in_place,
                                   &history, &hooks, &changed, &last, &package))
    return nullptr;
  cpu_device = Py_NewRef(cpu);
  cpu_namespace = Py_NewRef(xp);
  cast_function = Py_NewRef(cast);
  in_channels_last = Py_NewRef(last);
  SizeType = (PyTypeObject*)Py_NewRef(size);
  slow_run = Py_NewRef(run);
  slow_apply_ = Py_NewRef(in_place);
  rebase = Py_NewRef(history);
  engine_hooks = Py_NewRef(hooks);
  changed_error = Py_NewRef(changed);
  package_folder = Py_NewRef(package);
  out_names = Py_BuildValue("(s)", "out");
  str_result_class = PyUnicode_InternFromString("result_class");
  Py_RETURN_NONE;
}

static PyObject* py_set_tensor(PyObject*, PyObject* cls) {
  if (!PyType_Check(cls) || !PyType_IsSubtype((PyTypeObject*)cls, ValueType))
    return PyErr_Format(PyExc_TypeError, "expected a subclass of Value");
  Py_XSETREF(TensorType, (PyTypeObject*)Py_NewRef(cls));
  Py_RETURN_NONE;
}

static PyObject* py_set_shadows(PyObject*, PyObject* args) {
  PyObject *batched, *sparse;
  if (!PyArg_ParseTuple(args, "O!O!", &PyType_Type, &batched, &PyType_Type, &sparse)) return nullptr;
  if (!PyType_IsSubtype((PyTypeObject*)batched, &PyArray_Type) ||
      !PyType_IsSubtype((PyTypeObject*)sparse, &PyArray_Type))
    return PyErr_Format(PyExc_TypeError, "expected subclasses of ndarray");
  Py_XSETREF(BatchedType, (PyTypeObject*)Py_NewRef(batched));
  Py_XSETREF(SparseType, (PyTypeObject*)Py_NewRef(sparse));
  Py_RETURN_NONE;
}

static PyMethodDef apply_methods[] = {
    {"apply", (PyCFunction)(void (*)(void))py_apply, METH_FASTCALL, "apply(op, *inputs): see _core/apply.py"},
    {"apply_", (PyCFunction)(void (*)(void))py_apply_, METH_FASTCALL,
     "apply_(op, target, *inputs): see _core/apply.py"},
    {"apply_to", (PyCFunction)(void (*)(void))py_apply_to, METH_FASTCALL,
     "apply_to(out, op, *inputs): see _core/apply.py"},
    {"save_inputs", py_save_inputs, METH_VARARGS, "save_inputs(node, op, inputs, target): see _core/saving.py"},
    {"save_outputs", py_save_outputs, METH_VARARGS, "save_outputs(node, op, values): see _core/saving.py"},
    {"unpack", py_unpack, METH_O, "unpack(node): see _core/saving.py"},
    {"release", py_release, METH_O, "release(node): see _core/saving.py"},
    {"new_epoch", py_new_epoch, METH_NOARGS,
     "new_epoch(): forget all plans: something that shape rules depend on changed."},
    {"configure_waist", (PyCFunction)(void (*)(void))py_configure, METH_VARARGS | METH_KEYWORDS,
     "configure_waist(cpu, namespace, cast, size, run, apply_, rebase, hooks, changed, in_channels_last, package): "
     "give the waist its slow paths."},
    {"set_tensor_class", py_set_tensor, METH_O, "set_tensor_class(cls): the class of results."},
    {"set_shadow_classes", py_set_shadows, METH_VARARGS,
     "set_shadow_classes(batched, sparse): the classes of arrays that have just a shape: one example of a batch, what "
     "a "
     "sparse tensor stores."},
    {"run_backward", (PyCFunction)(void (*)(void))py_run_backward, METH_FASTCALL | METH_KEYWORDS,
     "run_backward(roots, grads, keep_graph=False, create_graph=False, inputs=None): see _core/engine.py"},
    {"will_run", py_will_run, METH_O, "will_run(to): see _core/engine.py"},
    {nullptr, nullptr, 0, nullptr},
};

int init_apply(PyObject* module) { return PyModule_AddFunctions(module, apply_methods); }

}  // namespace rl::waist
