// The waist: Value, Node, Storage, apply and the engine as C types. The meaning is written in src/rushlight/_core (same
// names), which is also the slow path for everything rare. Here is only what happens in every step.
#pragma once
#include "base/ndarray.h"

namespace rl::waist {

struct Site {      // a place in the user's program: the line is looked up when an error names it
  PyObject* code;  // or null
  int lasti;
};

struct Storage {  // the memory that views share
  PyObject_HEAD
  int64_t version;
  int64_t serial;    // memory is numbered in the order in which it was made
  PyObject* writer;  // name of the last op that wrote, or null
  PyObject* weakrefs;
  Site site;  // where it was called
};

struct Node;

struct Value {
  PyObject_HEAD
  PyArrayObject* array;
  PyObject* dtype;
  PyObject* device;
  Storage* storage;
  Node* node;       // null: a leaf
  PyObject* grad;   // Value or null
  Value* base;      // of a view
  PyObject* chain;  // (chain of what this was viewed from, or None; view op; output number)
  PyObject* hooks;
  PyObject* dict;
  PyObject* weakrefs;
  int64_t node_version;
  int32_t output_nr;
  uint8_t code;  // of dtype
  char requires_grad, inference, creation;
  char moved;  // its array was replaced: views of it may be made otherwise now
};

// Shapes and dtypes of the inputs and outputs of one call; shared by the plan and the nodes made from it.
inline bool has_gradient(int code) {
  return (code >= 6 && code <= 11) || (code >= 15 && code <= 20);
}  // floats, complex

struct Side {
  int ndim = -1;  // -1: absent or a Python number
  npy_intp* dims = nullptr;
  PyObject* dtype = nullptr;  // borrowed from the Spec
  int code = 0, typenum = 0;
};
struct Signature {
  int refs = 1;
  int n_in = 0, n_out = 0;
  Side* sides = nullptr;  // inputs, then outputs
  PyObject* specs = nullptr;
  PyObject* outs = nullptr;
};
Signature* signature_new(PyObject* specs, PyObject* outs);  // null with an exception set
void signature_release(Signature*);

struct Geometry {  // of a view op's output: depends on params, shape and strides only
  int ndim;
  bool writeable;
  npy_intp offset;
  npy_intp dims[32], strides[32];
};

struct Plan {
  uint64_t hash;
  int n_words;
  int64_t* words;
  Signature* sig;
  PyObject* casts;   // tuple or null
  PyObject* kernel;  // callable or null
  bool narrow, single;
  Geometry* views;  // per output, once seen; null before
};

struct OpBase {
  PyObject_HEAD
  Plan** table;  // open addressing, power of two
  int capacity, used;
  int64_t epoch;
  bool ready, view, multi_view, takes_out, dynamic, on_cpu;
  int visible;
  int n_writes, *writes;  // the inputs that forward overwrites
  uint32_t follows;       // bit i: results are channels-last if input i is
  PyObject* name;
  int n_saves;
  uint32_t saves[16];  // bit i: input i; bit 16 + k: output k
  PyObject* forward;   // plain functions of the class, called with the op as first argument
  PyObject* vjp;
  PyObject* weakrefs;
};

struct Edge {
  PyObject* to;  // Node or leaf Value; null: no gradient flows
  int nr;
};

struct Saved {
  enum Kind : uint8_t { Nothing, Object, Input, Output, Copy, Packed } kind;
  bool requires_grad;
  int output_nr;
  PyObject* object;  // Input: the Value; Object: a number; Packed: _core/packing.py has it
  PyArrayObject* array;
  Storage* storage;
  int64_t version;
  Node* node;
};

struct Node {
  PyObject_HEAD
  PyObject* op;    // an Op, or a str (custom functions: the name)
  PyObject* call;  // custom functions: callable(*grads), or null
  Signature* sig;
  PyTypeObject* cls;  // of rebuilt outputs
  PyObject* device;
  Edge* edges;
  Saved* saved;
  int n_edges, n_saved;  // n_saved -1: freed
  int64_t seq;
  Site site;  // where it was made, if it keeps anything
  PyObject *hooks, *pre_hooks, *post_hooks, *retained, *meta, *dict, *weakrefs;
  Edge few_edges[3];
  Saved few_saved[3];
};

struct Modes {
  bool grad = true, inference = false;
  PyObject* recorder = nullptr;
  PyObject* saved_hooks = nullptr;   // (pack, unpack), or null
  PyObject* before_write = nullptr;  // is told of memory about to be written
  PyObject* vmap = nullptr;          // the innermost vmap that runs
  void* pass = nullptr;              // the innermost backward pass of this thread
};
// Modes are read several times per operation: without the check whether they are initialised, and on Linux without the
// call that finds thread-local memory of a loaded module.
#ifdef __linux__
#define RL_THREAD_LOCAL __constinit thread_local __attribute__((tls_model("initial-exec")))
#else
#define RL_THREAD_LOCAL thread_local
#endif
extern RL_THREAD_LOCAL Modes modes;
extern PyObject* anomaly;  // is told of nodes that were made, ran or failed; of all threads, or null

extern PyTypeObject *StorageType, *ValueType, *NodeType, *OpType;
extern PyTypeObject *TensorType, *SizeType;  // given by Python
// Of arrays that have just a shape: one example of a batch; what a sparse tensor stores. Null before there are some.
extern PyTypeObject *BatchedType, *SparseType;
extern PyObject *cpu_device, *cpu_namespace, *slow_run, *slow_apply_, *rebase, *engine_hooks, *refresh_value,
    *changed_error, *package_folder;
extern int64_t epoch;

inline bool is_value(PyObject* o) { return Py_TYPE(o) == TensorType || PyObject_TypeCheck(o, ValueType); }
inline bool is_node(PyObject* o) { return Py_TYPE(o) == NodeType; }
inline bool is_number(PyObject* o) {
  return PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o) || PyComplex_CheckExact(o);
}
bool requires_grad(const Value* v);
inline bool same_shape(PyArrayObject* a, const Side& side) {
  if (PyArray_NDIM(a) != side.ndim) return false;
  for (int d = 0; d < side.ndim; d++)
    if (PyArray_DIM(a, d) != side.dims[d]) return false;
  return true;
}
bool is_channels_last(PyArrayObject* a);
bool is_dense(PyArrayObject* a);
bool same_layout(PyArrayObject* a, PyArrayObject* b);  // of one shape
inline bool stale(const Value* v) { return v->base && v->node_version != v->storage->version; }

inline bool shadow(const Value* v) {
  PyTypeObject* t = Py_TYPE(v->array);
  return t != &PyArray_Type && (t == BatchedType || t == SparseType);
}
void site_take(Site*);  // the innermost caller outside the package
inline void site_clear(Site* s) {
  PyObject* code = s->code;
  s->code = nullptr;
  Py_XDECREF(code);
}
PyObject* site_get(const Site&);  // (code, instruction), or None
void wrote(Storage*, PyObject* name, const Site&);
Storage* storage_new();
Value* value_new(PyTypeObject* cls, PyArrayObject* array, PyObject* dtype, int code, PyObject* device,
                 Storage* storage);                         // steals array
Node* node_new(PyObject* op, Signature* sig, int n_edges);  // shares sig
int node_visible(const Node*);
void edge_of(Value* v, Edge* out);  // borrowed
void save_inputs(Node*, OpBase*, PyObject* const* inputs, int n, Value* target);
void save_outputs(Node*, OpBase*, Value* const* values, int n);
PyObject* unpack(Node*);
PyObject* unpack_slot(Node*, int);
bool keeps(const Node*);  // what its gradient needs; a node without may run again after a pass that freed the others
void release(Node*);
void saved_clear(Saved*);
Saved* room(Node*, int n);  // for n values; null without memory
uint32_t wanted(const Node*, const OpBase*);
int op_ready(OpBase*);
Plan* find_plan(OpBase* op, PyObject* const* inputs, int n);
PyObject* op_of(PyObject* cls, PyObject* const* params, Py_ssize_t n);  // the interned op
PyObject* apply_fast(OpBase* op, PyObject* const* inputs, int n);
PyObject* apply_in_place(OpBase* op, Value* target, PyObject* const* inputs, int n);
extern PyObject *apply_out, *in_place;  // the function for out=; the `out` that means: into the first operand itself

PyObject* py_run_backward(PyObject*, PyObject* const* args, Py_ssize_t n, PyObject* kwnames);
PyObject* py_will_run(PyObject*, PyObject* to);
int64_t current_pass();
bool pass_captures();
// __torch_function__
struct Overrides {
  PyObject* functions = nullptr;  // tuple of TorchFunctionModes, or null
  PyObject* autocast = nullptr;   // runs functions that have a policy, or null
  int no_override = 0;            // 1: __torch_function__ of classes is not asked, 2: nor are modes
};
extern RL_THREAD_LOCAL Overrides overrides;
extern int override_modes;  // threads with a TorchFunctionMode
[[gnu::cold]] bool asks(PyObject* const* args, Py_ssize_t n);
inline bool all_plain(PyObject* const* args, Py_ssize_t n) {
  Py_ssize_t i = 0;
  while (i < n && Py_TYPE(args[i]) == TensorType) i++;
  return i == n && !override_modes;
}
// Whether an operand's class or a mode wants the call.
inline bool overridden(PyObject* const* args, Py_ssize_t n) { return !all_plain(args, n) && asks(args, n); }
// What a callable (else the one that asks __torch_function__) says to a function and its arguments.
[[gnu::cold]] PyObject* call_override(PyObject* function, PyObject* const* args, Py_ssize_t n, PyObject* kwnames,
                                      PyObject* with = nullptr);
bool is_numpy_input(PyObject* name);  // NumPy's names of what PyTorch calls input
[[gnu::cold]] bool get_overridden(PyObject* self, const char* name, PyObject** result);  // an attribute's

PyObject* method_get(PyObject* self, PyObject* object, PyObject* type);  // __get__ of functions
PyObject* indexer_twin(PyObject* o, PyObject* name);

// One per file: they add its types and functions to the module, and return -1 with an exception set.
int init_types(PyObject* module);
int init_nodes(PyObject* module);
int init_ops(PyObject* module);
int init_modes(PyObject* module);
int init_apply(PyObject* module);
int init_bound(PyObject* module);
int init_indexer(PyObject* module);
int init_overrides(PyObject* module);
void register_waist(PyObject* module);  // all of them

}  // namespace rl::waist
