// The backward pass: see src/rushlight/_core/engine.py, whose functions serve here for hooks and misfits.
#include <algorithm>
#include <vector>

#include "waist/waist.h"

namespace rl::waist {
namespace {

struct Visit {
  PyObject* to;  // Node or leaf Value; a strong reference
  PyObject** grads = nullptr;
  int n_grads = 0;
  int waiting = 0;
  bool runs = true;
  bool wanted = true;  // its gradient leads to a target
  PyObject* few[2] = {nullptr, nullptr};
};

struct Target {
  PyObject* to;
  int nr;
  PyObject* grad;
};

bool is_leaf(const Visit& v) { return !is_node(v.to); }

// Held while a gradient is added to a leaf's: backward passes of several threads may meet there. Adding may run Python
// (which may switch threads), so the lock belongs to a thread and waits without the interpreter's.
struct GradientLock {
  PyThread_type_lock lock = PyThread_allocate_lock();
  unsigned long owner = 0;
  int depth = 0;
  void take() {
    unsigned long me = PyThread_get_thread_ident();
    if (depth && owner == me) return (void)depth++;
    if (!PyThread_acquire_lock(lock, NOWAIT_LOCK)) {
      Py_BEGIN_ALLOW_THREADS
      PyThread_acquire_lock(lock, WAIT_LOCK);
      Py_END_ALLOW_THREADS
    }
    owner = me;
    depth = 1;
  }
  void give() {
    if (--depth == 0) PyThread_release_lock(lock);
  }
};
GradientLock gradient_lock;
int64_t passes = 0;

// Younger nodes first, leaves before all.
struct Later {
  const std::vector<Visit>* visits;
  bool operator()(int a, int b) const { return rank(a) < rank(b); }
  int64_t rank(int i) const {
    const Visit& v = (*visits)[i];
    return is_leaf(v) ? INT64_MAX : ((Node*)v.to)->seq;
  }
};

class Pass {
 public:
  bool keep_graph, create_graph, capture;
  int64_t number = passes++;
  std::vector<Target> targets;

  Pass(bool keep, bool create, bool cap) : keep_graph(keep), create_graph(create), capture(cap) {}
  ~Pass() {
    for (Visit& v : visits) {
      for (int i = 0; i < v.n_grads; i++) Py_XDECREF(v.grads[i]);
      if (v.grads != v.few) PyMem_Free(v.grads);
      Py_DECREF(v.to);
    }
    for (Target& t : targets) Py_XDECREF(t.grad);
  }

  void add_root(PyObject* o) {
    Edge e;
    root_edge(o, &e);
    if (find(e.to) < 0) insert(e.to);
  }
  // o: a Value, or a pair (Node or leaf Value, output number); borrowed.
  static bool root_edge(PyObject* o, Edge* e) {
    if (is_value(o)) {
      Value* v = (Value*)o;
      e->to = v->node ? (PyObject*)v->node : o;
      e->nr = v->node ? v->output_nr : 0;
      return true;
    }
    if (!PyTuple_Check(o) || PyTuple_GET_SIZE(o) < 2 || !PyLong_Check(PyTuple_GET_ITEM(o, 1))) return false;
    e->to = PyTuple_GET_ITEM(o, 0);
    e->nr = (int)PyLong_AsLong(PyTuple_GET_ITEM(o, 1));
    return (is_value(e->to) && e->nr == 0) || (is_node(e->to) && e->nr >= 0 && e->nr < node_visible((Node*)e->to));
  }
  bool will_run(PyObject* to) const {
    int i = find(to);
    if (i < 0) return false;
    if (capture)
      for (const Target& t : targets)
        if (t.to == to) return true;
    return is_leaf(visits[i]) ? !capture : visits[i].runs;
  }

  bool run(PyObject* const* roots, PyObject* const* grads, int n) {
    collect();
    for (int i = 0; i < n; i++) {
      Edge e;
      root_edge(roots[i], &e);
      if (!add(e, Py_NewRef(grads[i]))) return false;
    }
    Later later{&visits};
    std::vector<int> heap;
    for (int i = 0; i < (int)visits.size(); i++)
      if (!visits[i].waiting) heap.push_back(i);
    std::make_heap(heap.begin(), heap.end(), later);
    while (!heap.empty()) {
      std::pop_heap(heap.begin(), heap.end(), later);
      int i = heap.back();
      heap.pop_back();
      if (visits[i].grads && !(is_leaf(visits[i]) ? leaf(i) : step(i))) return false;
      if (is_leaf(visits[i])) continue;
      Node* node = (Node*)visits[i].to;
      for (int k = 0; k < node->n_edges; k++)
        if (node->edges[k].to) {
          int j = find(node->edges[k].to);
          if (!--visits[j].waiting) {
            heap.push_back(j);
            std::push_heap(heap.begin(), heap.end(), later);
          }
        }
    }
    return true;
  }

 private:
  std::vector<Visit> visits;
  std::vector<int> table;  // open addressing: index + 1

  static size_t hash(PyObject* p) {
    uint64_t h = (uint64_t)p >> 4;
    return (size_t)(h * 0x9e3779b97f4a7c15ull >> 20);
  }
  int find(PyObject* p) const {
    if (table.empty()) return -1;
    size_t mask = table.size() - 1;
    for (size_t i = hash(p) & mask; table[i]; i = (i + 1) & mask)
      if (visits[table[i] - 1].to == p) return table[i] - 1;
    return -1;
  }
  void place(int index) {
    size_t mask = table.size() - 1, i = hash(visits[index].to) & mask;
    while (table[i]) i = (i + 1) & mask;
    table[i] = index + 1;
  }
  int insert(PyObject* p) {
    visits.emplace_back();
    visits.back().to = Py_NewRef(p);
    if (visits.size() * 2 > table.size()) {
      table.assign(std::max<size_t>(64, table.size() * 2), 0);
      for (int i = 0; i < (int)visits.size(); i++) place(i);
    } else {
      place((int)visits.size() - 1);
    }
    return (int)visits.size() - 1;
  }

  void collect() {
    for (size_t i = 0; i < visits.size(); i++) {
      if (is_leaf(visits[i])) continue;
      Node* node = (Node*)visits[i].to;
      for (int k = 0; k < node->n_edges; k++)
        if (node->edges[k].to) {
          int j = find(node->edges[k].to);
          if (j < 0) j = insert(node->edges[k].to);
          visits[j].waiting++;
        }
    }
    if (!capture) return;
    // Run only what lies on the way to a target; inputs are older than what was made of them.
    std::vector<int> nodes;
    for (int i = 0; i < (int)visits.size(); i++)
      if (!is_leaf(visits[i])) nodes.push_back(i);
    std::sort(nodes.begin(), nodes.end(),
              [&](int a, int b) { return ((Node*)visits[a].to)->seq < ((Node*)visits[b].to)->seq; });
    for (Visit& v : visits) v.wanted = false;
    for (Target& t : targets) {
      int i = find(t.to);
      if (i >= 0) visits[i].wanted = true;
    }
    for (int i : nodes) {
      Node* node = (Node*)visits[i].to;
      visits[i].runs = false;
      for (int k = 0; k < node->n_edges && !visits[i].runs; k++) visits[i].runs = needs(node, k);
      if (visits[i].runs) visits[i].wanted = true;
    }
  }

  // Steals g.
  bool add(const Edge& e, PyObject* g) {
    Visit& v = visits[find(e.to)];
    if (!v.grads) {
      v.n_grads = is_leaf(v) ? 1 : node_visible((Node*)v.to);
      v.grads = v.n_grads <= 2 ? v.few : (PyObject**)PyMem_Calloc(v.n_grads, sizeof(PyObject*));
      if (!v.grads) return PyErr_NoMemory(), false;
    }
    if (e.nr >= v.n_grads) {
      Py_DECREF(g);
      return PyErr_Format(PyExc_SystemError, "gradient for output %d of %d", e.nr, v.n_grads), false;
    }
    PyObject* old = v.grads[e.nr];
    if (!old) {
      v.grads[e.nr] = g;
      return true;
    }
    v.grads[e.nr] = nullptr;
    bool ours = !create_graph && sole(old) && ((Value*)old)->dtype == ((Value*)g)->dtype && !shadow((Value*)g);
    int index = find(e.to);
    PyObject* sum = ours ? PyNumber_InPlaceAdd(old, g) : added(old, g);
    Py_DECREF(old);
    Py_DECREF(g);
    if (!sum) return false;
    visits[index].grads[e.nr] = sum;
    return true;
  }

  // A sparse and a dense gradient: the dense one is what is added to.
  static PyObject* added(PyObject* a, PyObject* b) {
    return shadow((Value*)a) && !shadow((Value*)b) ? PyNumber_Add(b, a) : PyNumber_Add(a, b);
  }

  // Nobody else sees this tensor or its memory.
  static bool sole(PyObject* g) {
    Value* v = (Value*)g;
    return Py_REFCNT(g) == 1 && Py_REFCNT(v->array) == 1 && PyArray_CHKFLAGS(v->array, NPY_ARRAY_OWNDATA) &&
           PyArray_ISWRITEABLE(v->array) && !v->base && !v->node && Py_REFCNT(v->storage) == 1;
  }

  PyObject* hook(const char* name, PyObject* a, PyObject* b, PyObject* c = nullptr) {
    PyObject* f = PyObject_GetAttrString(engine_hooks, name);
    PyObject* r = f ? PyObject_CallFunctionObjArgs(f, a, b, c, nullptr) : nullptr;
    Py_XDECREF(f);
    return r;
  }

  bool leaf(int i) {
    PyObject* self = visits[i].to;
    PyObject* g = visits[i].grads[0];
    visits[i].grads[0] = nullptr;
    Value* leaf = (Value*)self;
    if (capture && !will_run(self)) return Py_DECREF(g), true;
    if (leaf->hooks) {
      PyObject* r = hook("leaf_hooks", self, g);
      Py_DECREF(g);
      if (!(g = r)) return false;
    }
    if (capture) {
      for (Target& t : targets)
        if (t.to == self) Py_XSETREF(t.grad, Py_NewRef(g));
      Py_DECREF(g);
      return true;
    }
    gradient_lock.take();
    bool ok = accumulate(leaf, g);
    gradient_lock.give();
    if (!ok) return false;
    if (leaf->hooks) {
      PyObject* r = hook("accumulated_hooks", self, nullptr);
      Py_XDECREF(r);
      return r != nullptr;
    }
    return true;
  }

  // Steals g. The first gradient is taken over if nobody else holds it, else copied.
  bool accumulate(Value* leaf, PyObject* g) {
    PyObject* r;
    if (!leaf->grad) {
      PyArrayObject *mine = leaf->array, *its = ((Value*)g)->array;
      bool rows = PyArray_IS_C_CONTIGUOUS(its);
      if (sole(g) && (PyArray_IS_C_CONTIGUOUS(mine) ? rows : is_dense(mine) ? same_layout(mine, its) : rows)) {
        leaf->grad = g;
        return true;
      }
      r = hook("first_gradient", (PyObject*)leaf, g, create_graph ? Py_True : Py_False);
    } else if (create_graph || shadow((Value*)leaf->grad)) {
      r = added(leaf->grad, g);
    } else {
      PyObject* old = Py_NewRef(leaf->grad);
      r = PyObject_CallMethod(old, "add_", "O", g);
      Py_DECREF(old);
    }
    Py_DECREF(g);
    if (!r) return false;
    Py_XSETREF(leaf->grad, r);
    return true;
  }

  bool step(int i) {
    Node* node = (Node*)visits[i].to;
    int n = visits[i].n_grads;
    if (!visits[i].runs && !will_run(visits[i].to)) return true;
    PyObject* grads = PyTuple_New(n);
    if (!grads) return false;
    for (int k = 0; k < n; k++) {
      PyObject* g = visits[i].grads[k];
      visits[i].grads[k] = nullptr;
      PyTuple_SET_ITEM(grads, k, g ? g : Py_NewRef(Py_None));
    }
    if (node->hooks || node->retained) grads = replace(grads, hook("tensor_hooks", (PyObject*)node, grads));
    if (grads && capture)
      for (Target& t : targets)
        if (t.to == (PyObject*)node && t.nr < n && PyTuple_GET_ITEM(grads, t.nr) != Py_None)
          Py_XSETREF(t.grad, Py_NewRef(PyTuple_GET_ITEM(grads, t.nr)));
    if (grads && !visits[i].runs) return Py_DECREF(grads), true;
    if (grads && node->pre_hooks) grads = replace(grads, hook("pre_hooks", (PyObject*)node, grads));
    PyObject* results = grads ? call(node, grads) : nullptr;
    Py_XDECREF(grads);
    if (anomaly) results = watched(node, results);
    if (!results) return false;
    if (!keep_graph && keeps(node)) release(node);
    bool ok = true;
    bool own = Py_REFCNT(results) == 1;
    for (int k = 0; ok && k < node->n_edges && k < (int)PyTuple_GET_SIZE(results); k++) {
      PyObject* g = PyTuple_GET_ITEM(results, k);
      if (g == Py_None || !needs(node, k)) continue;
      Py_INCREF(g);
      if (own) {  // so that the count of references tells whether it may be kept as it is
        PyTuple_SET_ITEM(results, k, Py_NewRef(Py_None));
        Py_DECREF(g);
      }
      ok = add(node->edges[k], g);
    }
    Py_DECREF(results);
    return ok;
  }

  // Tells the watcher what came of a node. results: stolen; null if an error is on its way.
  static PyObject* watched(Node* node, PyObject* results) {
    PyObject* watcher = Py_NewRef(anomaly);
    if (results) {
      PyObject* r = PyObject_CallMethod(watcher, "ran", "OO", node, results);
      if (!r) Py_CLEAR(results);
      Py_XDECREF(r);
    }
    if (!results) {
      PyObject *type, *value, *traceback;
      PyErr_Fetch(&type, &value, &traceback);
      PyErr_NormalizeException(&type, &value, &traceback);
      PyObject* r = PyObject_CallMethod(watcher, "failed", "OO", node, value);
      if (r) PyErr_Restore(type, value, traceback);  // else what failed() raised: a warning made an error
      else Py_XDECREF(type), Py_XDECREF(value), Py_XDECREF(traceback);
      Py_XDECREF(r);
    }
    Py_DECREF(watcher);
    return results;
  }

  static PyObject* replace(PyObject* old, PyObject* made) {
    Py_DECREF(old);
    PyObject* t = made ? PySequence_Tuple(made) : nullptr;
    Py_XDECREF(made);
    return t;
  }

  // Whether the gradient of a node's input leads anywhere.
  bool needs(const Node* node, int k) const {
    PyObject* to = node->edges[k].to;
    return to && (!capture || visits[find(to)].wanted);
  }

  PyObject* all_needs(const Node* node) const {
    static PyObject* cache[5][16];
    int n = node->n_edges;
    unsigned mask = 0;
    if (n <= 4) {
      for (int i = 0; i < n; i++) mask |= (needs(node, i) ? 1u : 0u) << i;
      if (cache[n][mask]) return Py_NewRef(cache[n][mask]);
    }
    PyObject* t = PyTuple_New(n);
    for (int i = 0; t && i < n; i++) PyTuple_SET_ITEM(t, i, Py_NewRef(needs(node, i) ? Py_True : Py_False));
    if (n <= 4 && t) cache[n][mask] = Py_NewRef(t);
    return t;
  }

  // The node's vjp, each gradient fitted to its input.
  PyObject* call(Node* node, PyObject* grads) {
    PyObject* results;
    if (node->call) {
      results = PyObject_Call(node->call, grads, nullptr);
    } else {
      PyObject* saved = unpack(node);
      PyObject* need = saved ? all_needs(node) : nullptr;
      if (!need) {
        Py_XDECREF(saved);
        return nullptr;
      }
      PyObject* args[6] = {nullptr, node->op, need, grads, saved, node->sig->specs};
      results = PyObject_Vectorcall(((OpBase*)node->op)->vjp, args + 1, 5 | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr);
      Py_DECREF(need);
      Py_DECREF(saved);
    }
    if (!results) return nullptr;
    if (PyList_Check(results)) results = replace(results, Py_NewRef(results));
    else if (!PyTuple_Check(results)) results = replace(results, PyTuple_Pack(1, results));
    if (!results) return nullptr;
    if (PyTuple_GET_SIZE(results) != node->n_edges) {
      PyObject* name = PyObject_CallMethod((PyObject*)node, "name", nullptr);
      PyErr_Format(PyExc_RuntimeError, "function %S returned an incorrect number of gradients (expected %d, got %zd)",
                   name ? name : Py_None, node->n_edges, PyTuple_GET_SIZE(results));
      Py_XDECREF(name);
      Py_DECREF(results);
      return nullptr;
    }
    for (int i = 0; i < node->n_edges; i++) {
      PyObject* g = PyTuple_GET_ITEM(results, i);
      if (g == Py_None || !needs(node, i)) continue;
      if (!is_value(g)) {
        PyErr_Format(PyExc_TypeError, "%R returned %s as a gradient; expected a Tensor or None", node,
                     Py_TYPE(g)->tp_name);
        Py_DECREF(results);
        return nullptr;
      }
      const Side& side = node->sig->sides[i];
      Value* v = (Value*)g;
      bool fits = v->dtype == side.dtype && same_shape(v->array, side);
      if (fits) continue;
      PyObject* number = PyLong_FromLong(i);
      PyObject* f = PyObject_GetAttrString(engine_hooks, "fit");
      PyObject* r =
          f && number ? PyObject_CallFunctionObjArgs(f, node, number, g, PyTuple_GET_ITEM(node->sig->specs, i), nullptr)
                      : nullptr;
      Py_XDECREF(f);
      Py_XDECREF(number);
      if (r && Py_REFCNT(results) != 1) results = replace(results, PySequence_List(results));
      if (!r || !results) {
        Py_XDECREF(r);
        Py_XDECREF(results);
        return nullptr;
      }
      PyTuple_SetItem(results, i, r);
    }
    if (node->post_hooks) results = replace(results, hook("post_hooks", (PyObject*)node, results, grads));
    return results;
  }
};

struct ModesInPass {  // restores them on every way out; gradients are computed below __torch_function__
  bool grad = modes.grad;
  void* pass = modes.pass;
  int no_override = overrides.no_override;
  ModesInPass(bool on, Pass* now) {
    modes.grad = on;
    modes.pass = now;
    overrides.no_override = 2;
  }
  ~ModesInPass() {
    modes.grad = grad;
    modes.pass = pass;
    overrides.no_override = no_override;
  }
};

}  // namespace

PyObject* py_run_backward(PyObject*, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  PyObject* got[5] = {nullptr, nullptr, Py_False, Py_False, Py_None};
  static const char* names[5] = {"roots", "grads", "keep_graph", "create_graph", "inputs"};
  for (Py_ssize_t i = 0; i < n && i < 5; i++) got[i] = args[i];
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); k++)
    for (int i = 0; i < 5; i++)
      if (PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kwnames, k), names[i]) == 0) got[i] = args[n + k];
  if (!got[0] || !got[1]) return PyErr_Format(PyExc_TypeError, "run_backward(roots, grads, ...)");
  PyObject* roots = PySequence_Tuple(got[0]);
  PyObject* grads = roots ? PySequence_Tuple(got[1]) : nullptr;
  PyObject* inputs = !grads ? nullptr : got[4] == Py_None ? Py_NewRef(Py_None) : PySequence_Tuple(got[4]);
  Edge edge;
  bool ok = inputs && PyTuple_GET_SIZE(roots) == PyTuple_GET_SIZE(grads);
  for (Py_ssize_t i = 0; ok && i < PyTuple_GET_SIZE(roots); i++)
    ok = Pass::root_edge(PyTuple_GET_ITEM(roots, i), &edge) && is_value(PyTuple_GET_ITEM(grads, i));
  for (Py_ssize_t i = 0; ok && inputs != Py_None && i < PyTuple_GET_SIZE(inputs); i++)
    ok = Pass::root_edge(PyTuple_GET_ITEM(inputs, i), &edge);
  if (inputs && !ok)
    PyErr_SetString(PyExc_TypeError,
                    "run_backward: roots and inputs must be Tensors or edges, grads Tensors, one for every root");
  PyObject* result = nullptr;
  if (ok) {
    Pass pass(PyObject_IsTrue(got[2]) == 1, PyObject_IsTrue(got[3]) == 1, inputs != Py_None);
    for (Py_ssize_t i = 0; pass.capture && i < PyTuple_GET_SIZE(inputs); i++) {
      Edge e;
      Pass::root_edge(PyTuple_GET_ITEM(inputs, i), &e);
      pass.targets.push_back({e.to, e.nr, nullptr});
    }
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(roots); i++) pass.add_root(PyTuple_GET_ITEM(roots, i));
    ModesInPass mode(pass.create_graph, &pass);
    Py_ssize_t n_roots = PyTuple_GET_SIZE(roots);
    ok = pass.run(((PyTupleObject*)roots)->ob_item, ((PyTupleObject*)grads)->ob_item, (int)n_roots);
    if (ok && !pass.capture) result = Py_NewRef(Py_None);
    if (ok && pass.capture && (result = PyList_New((Py_ssize_t)pass.targets.size())))
      for (size_t i = 0; i < pass.targets.size(); i++)
        PyList_SET_ITEM(result, i, Py_NewRef(pass.targets[i].grad ? pass.targets[i].grad : Py_None));
  }
  Py_XDECREF(roots);
  Py_XDECREF(grads);
  Py_XDECREF(inputs);
  return result;
}

bool pass_captures() { return modes.pass && ((Pass*)modes.pass)->capture; }
int64_t current_pass() { return modes.pass ? ((Pass*)modes.pass)->number : -1; }

PyObject* py_will_run(PyObject*, PyObject* to) {
  return PyBool_FromLong(modes.pass && ((Pass*)modes.pass)->will_run(to));
}

}  // namespace rl::waist
