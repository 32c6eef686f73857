// Storage and Value: see src/rushlight/_core/value.py.
#include "waist/frames.h"
#include "waist/waist.h"

#include <structmember.h>

#include <cstddef>
#include <cstring>

namespace rl::waist {

// Layouts: see src/rushlight/_arrays/layouts.py.
bool is_channels_last(PyArrayObject* a) {
  int n = PyArray_NDIM(a);
  if (n != 4 && n != 5) return false;
  const npy_intp *size = PyArray_DIMS(a), *stride = PyArray_STRIDES(a);
  npy_intp least = 0;
  for (int k = 0; k < n; k++) {
    int d = k == 0 ? 1 : k == n - 1 ? 0 : n - k;  // C, then W, H, (D,), then N
    if (!size[d] || stride[d] < least || (d == 0 && least == stride[1])) return false;
    least = size[d] > 1 ? stride[d] * size[d] : stride[d];
  }
  return true;
}

bool is_dense(PyArrayObject* a) {
  int order[NPY_MAXDIMS], n = 0;
  for (int d = 0; d < PyArray_NDIM(a); d++) {
    if (PyArray_DIM(a, d) == 1) continue;
    int k = n++;
    for (; k && PyArray_STRIDE(a, order[k - 1]) > PyArray_STRIDE(a, d); k--) order[k] = order[k - 1];
    order[k] = d;
  }
  npy_intp expected = PyArray_ITEMSIZE(a);
  for (int k = 0; k < n; k++) {
    if (PyArray_STRIDE(a, order[k]) != expected) return false;
    expected *= PyArray_DIM(a, order[k]);
  }
  return true;
}

bool same_layout(PyArrayObject* a, PyArrayObject* b) {
  for (int d = 0; d < PyArray_NDIM(a); d++)
    if (PyArray_DIM(a, d) != 1 && PyArray_STRIDE(a, d) != PyArray_STRIDE(b, d)) return false;
  return true;
}

PyTypeObject *StorageType, *ValueType, *TensorType, *SizeType;

Storage* storage_new() {
  static int64_t made = 0;
  Storage* s = PyObject_New(Storage, StorageType);
  if (!s) return nullptr;
  s->version = 0;
  s->serial = ++made;
  s->writer = s->weakrefs = s->site.code = nullptr;
  return s;
}

// Where in the program ------------------------------------------------------------------------------------------------

PyObject* package_folder;

static int ours(PyCodeObject* code) {
  Py_ssize_t n, m;
  const char* file = PyUnicode_AsUTF8AndSize(code->co_filename, &n);
  const char* folder = file && package_folder ? PyUnicode_AsUTF8AndSize(package_folder, &m) : nullptr;
  if (!folder) return PyErr_Clear(), 0;
  return n > m && !memcmp(file, folder, m);
}

void site_take(Site* site) {
  site_clear(site);
  PyCodeObject* code;
  if (rl_innermost_frame(ours, &code, &site->lasti)) site->code = (PyObject*)code;
}

PyObject* site_get(const Site& site) {
  return site.code ? Py_BuildValue("(Oi)", site.code, site.lasti) : Py_NewRef(Py_None);
}

void wrote(Storage* storage, PyObject* name, const Site& site) {
  storage->version++;
  Py_XSETREF(storage->writer, Py_NewRef(name));
  Py_XSETREF(storage->site.code, Py_XNewRef(site.code));
  storage->site.lasti = site.lasti;
}

static PyObject* storage_wrote(PyObject* self, PyObject* name) {
  if (!PyUnicode_Check(name)) return PyErr_Format(PyExc_TypeError, "wrote: expected the op's name");
  Site site{};
  site_take(&site);
  wrote((Storage*)self, name, site);
  site_clear(&site);
  Py_RETURN_NONE;
}
static PyObject* storage_site(PyObject* self, void*) { return site_get(((Storage*)self)->site); }
static PyMethodDef storage_methods[] = {
    {"wrote", storage_wrote, METH_O, "Count a write by the op of this name, called from where the program is now."},
    {nullptr, nullptr, 0, nullptr}};
static PyGetSetDef storage_getset[] = {
    {"site", storage_site, nullptr, "where the last write was called: (code, instruction), or None", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

static PyObject* storage_tp_new(PyTypeObject*, PyObject*, PyObject*) { return (PyObject*)storage_new(); }
static void storage_dealloc(Storage* s) {
  if (s->weakrefs) PyObject_ClearWeakRefs((PyObject*)s);
  Py_XDECREF(s->writer);
  site_clear(&s->site);
  PyTypeObject* type = Py_TYPE(s);
  PyObject_Free(s);
  Py_DECREF(type);
}
static PyMemberDef storage_members[] = {
    {"version", T_LONGLONG, offsetof(Storage, version), 0, "how often the memory was written"},
    {"serial", T_LONGLONG, offsetof(Storage, serial), READONLY, "memory is numbered in the order in which it was made"},
    {"writer", T_OBJECT, offsetof(Storage, writer), 0, "name of the last op that wrote"},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Storage, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
static PyType_Slot storage_slots[] = {{Py_tp_new, (void*)storage_tp_new}, {Py_tp_dealloc, (void*)storage_dealloc},
                                      {Py_tp_members, storage_members},   {Py_tp_methods, storage_methods},
                                      {Py_tp_getset, storage_getset},     {0, nullptr}};
static PyType_Spec storage_spec = {"rushlight._native._ext.Storage", sizeof(Storage), 0, Py_TPFLAGS_DEFAULT,
                                   storage_slots};

// Value ---------------------------------------------------------------------------------------------------------------

Value* value_new(PyTypeObject* cls, PyArrayObject* array, PyObject* dtype, int code, PyObject* device,
                 Storage* storage) {
  Value* v = (Value*)cls->tp_alloc(cls, 0);
  if (storage) Py_INCREF(storage);
  else storage = storage_new();
  if (!v || !storage) {
    Py_DECREF(array);
    Py_XDECREF((PyObject*)v);
    Py_XDECREF((PyObject*)storage);
    return nullptr;
  }
  v->array = array;
  v->dtype = Py_NewRef(dtype);
  v->device = Py_NewRef(device);
  v->storage = storage;
  v->code = (uint8_t)code;
  return v;
}

static int value_traverse(Value* v, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(v));
  Py_VISIT(v->node);
  Py_VISIT(v->grad);
  Py_VISIT(v->base);
  Py_VISIT(v->hooks);
  Py_VISIT(v->dict);
  return 0;
}

static int value_clear(Value* v) {
  Py_CLEAR(v->node);
  Py_CLEAR(v->grad);
  Py_CLEAR(v->base);
  Py_CLEAR(v->hooks);
  Py_CLEAR(v->dict);
  return 0;
}

static void value_dealloc(Value* v) {
  PyObject_GC_UnTrack(v);
  Py_TRASHCAN_BEGIN(v, value_dealloc)
  if (v->weakrefs) PyObject_ClearWeakRefs((PyObject*)v);
  if (v->dict || v->hooks || v->grad || v->base || v->node) value_clear(v);
  Py_XDECREF(v->array);
  Py_XDECREF(v->dtype);
  Py_XDECREF(v->device);
  Py_XDECREF(v->storage);
  Py_XDECREF(v->chain);
  PyTypeObject* type = Py_TYPE(v);
  type->tp_free(v);
  Py_DECREF(type);
  Py_TRASHCAN_END
}

bool requires_grad(const Value* v) {
  if (v->node || v->requires_grad) return true;
  const Value* base = v->base;
  // memory seen as numbers of another kind has no gradient, but the parts of complex numbers have
  return base && (v->dtype == base->dtype || PyArray_ISCOMPLEX(reinterpret_cast<PyArrayObject*>(base->array))) &&
         requires_grad(base);
}

static long dtype_code(PyObject* dtype) {
  PyObject* code = PyObject_GetAttrString(dtype, "code");
  if (!code) return -1;
  long r = PyLong_AsLong(code);
  Py_DECREF(code);
  return r;
}

static PyObject* value_wrap(PyTypeObject* cls, PyObject* const* args, Py_ssize_t n, PyObject* kwnames) {
  PyObject* got[4] = {nullptr, nullptr, cpu_device, nullptr};
  static const char* names[4] = {"array", "dtype", "device", "storage"};
  if (n > 4) return PyErr_Format(PyExc_TypeError, "_wrap takes at most 4 arguments, got %zd", n);
  for (Py_ssize_t i = 0; i < n; i++) got[i] = args[i];
  for (Py_ssize_t k = 0; kwnames && k < PyTuple_GET_SIZE(kwnames); k++) {
    int i = 0;
    while (i < 4 && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(kwnames, k), names[i]) != 0) i++;
    if (i == 4)
      return PyErr_Format(PyExc_TypeError, "_wrap got an unexpected argument %R", PyTuple_GET_ITEM(kwnames, k));
    got[i] = args[n + k];
  }
  if (!got[0] || !PyArray_Check(got[0]) || !got[1])
    return PyErr_Format(PyExc_TypeError, "_wrap takes an ndarray and a dtype");
  if (got[3] == Py_None) got[3] = nullptr;
  if (got[3] && Py_TYPE(got[3]) != StorageType) return PyErr_Format(PyExc_TypeError, "storage must be a Storage");
  long code = dtype_code(got[1]);
  if (code < 0) return nullptr;
  return (PyObject*)value_new(cls, (PyArrayObject*)Py_NewRef(got[0]), got[1], (int)code, got[2], (Storage*)got[3]);
}

static PyObject* get_object(PyObject* self, void* offset) {
  PyObject* o = *(PyObject**)((char*)self + (size_t)offset);
  return Py_NewRef(o ? o : Py_None);
}
template <class Check> static int set_object(PyObject* self, PyObject* to, size_t offset, Check ok, const char* what) {
  if (to == Py_None) to = nullptr;
  if (to && !ok(to)) {
    PyErr_Format(PyExc_TypeError, "expected %s or None, got %s", what, Py_TYPE(to)->tp_name);
    return -1;
  }
  PyObject** slot = (PyObject**)((char*)self + offset);
  PyObject* old = *slot;
  *slot = to ? Py_NewRef(to) : nullptr;
  Py_XDECREF(old);
  return 0;
}
static bool any(PyObject*) { return true; }
static int set_any(PyObject* s, PyObject* to, void* off) { return set_object(s, to, (size_t)off, any, "an object"); }
static int set_value(PyObject* s, PyObject* to, void* off) {
  return set_object(s, to, (size_t)off, is_value, "a Tensor");
}
static int set_node(PyObject* s, PyObject* to, void* off) { return set_object(s, to, (size_t)off, is_node, "a Node"); }
static int refuse_null(const char* what) {
  PyErr_Format(PyExc_TypeError, "a Value needs %s", what);
  return -1;
}
static int set_array(PyObject* s, PyObject* to, void*) {
  if (!to || !PyArray_Check(to)) return refuse_null("an ndarray");
  ((Value*)s)->moved = true;
  return set_any(s, to, (void*)offsetof(Value, array));
}
static int set_storage(PyObject* s, PyObject* to, void*) {
  if (!to || Py_TYPE(to) != StorageType) return refuse_null("a Storage");
  return set_any(s, to, (void*)offsetof(Value, storage));
}
static int set_device(PyObject* s, PyObject* to, void*) {
  if (!to || to == Py_None) return refuse_null("a device");
  return set_any(s, to, (void*)offsetof(Value, device));
}
static int set_dtype(PyObject* s, PyObject* to, void*) {
  long code = to ? dtype_code(to) : -1;
  if (code < 0) return PyErr_Occurred() ? -1 : refuse_null("a dtype");
  ((Value*)s)->code = (uint8_t)code;
  return set_any(s, to, (void*)offsetof(Value, dtype));
}
static PyObject* get_requires_grad(PyObject* self, void*) { return PyBool_FromLong(requires_grad((Value*)self)); }
static PyObject* get_version(PyObject* self, void*) { return PyLong_FromLongLong(((Value*)self)->storage->version); }
// An attribute of a tensor whose class, or of a thread whose mode, has a __torch_function__.
#define ASK_OVERRIDES(self, name) \
  if (PyObject* r; (Py_TYPE(self) != TensorType || override_modes) && get_overridden(self, name, &r)) return r
static PyObject* get_dtype(PyObject* self, void* offset) {
  ASK_OVERRIDES(self, "dtype");
  return get_object(self, offset);
}
static PyObject* get_device(PyObject* self, void* offset) {
  ASK_OVERRIDES(self, "device");
  return get_object(self, offset);
}
static PyObject* get_ndim(PyObject* self, void*) {
  ASK_OVERRIDES(self, "ndim");
  return PyLong_FromLong(PyArray_NDIM(((Value*)self)->array));
}
static PyObject* get_shape(PyObject* self, void*) {
  ASK_OVERRIDES(self, "shape");
  PyArrayObject* a = ((Value*)self)->array;
  int n = PyArray_NDIM(a);
  PyTupleObject* t = (PyTupleObject*)SizeType->tp_alloc(SizeType, n);
  if (!t) return nullptr;
  for (int i = 0; i < n; i++)
    if (!(t->ob_item[i] = PyLong_FromSsize_t(PyArray_DIM(a, i)))) {
      Py_DECREF(t);
      return nullptr;
    }
  return (PyObject*)t;
}

#define FIELD(name, setter) {"_" #name, get_object, setter, "see _core/value.py", (void*)offsetof(Value, name)}
static PyGetSetDef value_getset[] = {
    FIELD(array, set_array),
    FIELD(dtype, set_dtype),
    FIELD(device, set_device),
    FIELD(storage, set_storage),
    FIELD(node, set_node),
    FIELD(grad, set_value),
    FIELD(base, set_value),
    FIELD(chain, set_any),
    FIELD(hooks, set_any),
    {"dtype", get_dtype, nullptr, "The dtype of the elements.", (void*)offsetof(Value, dtype)},
    {"device", get_device, nullptr, "The device that holds the elements.", (void*)offsetof(Value, device)},
    {"shape", get_shape, nullptr, "The dimensions, a Size.", nullptr},
    {"ndim", get_ndim, nullptr, "The number of dimensions.", nullptr},
    {"requires_grad", get_requires_grad, nullptr, "Whether gradients flow to this tensor.", nullptr},
    {"_version", get_version, nullptr, "How often this memory was written since the tensor was made.", nullptr},
    {"__dict__", PyObject_GenericGetDict, PyObject_GenericSetDict, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
static PyMemberDef value_members[] = {
    {"_node_version", T_LONGLONG, offsetof(Value, node_version), 0, nullptr},
    {"_output_nr", T_INT, offsetof(Value, output_nr), 0, nullptr},
    {"_requires_grad", T_BOOL, offsetof(Value, requires_grad), 0, nullptr},
    {"_inference", T_BOOL, offsetof(Value, inference), 0, nullptr},
    {"_creation", T_BYTE, offsetof(Value, creation), 0, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(Value, dict), READONLY, nullptr},
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Value, weakrefs), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

static PyObject* adopt(PyObject* cls, PyObject*) {
  // Tensor adds no slots of its own: its instances can be freed by our function, which is quicker than the generic one.
  PyTypeObject* type = (PyTypeObject*)cls;
  if (type->tp_basicsize != ValueType->tp_basicsize || type->tp_del || type->tp_finalize)
    return PyErr_Format(PyExc_TypeError, "%s must not add slots or a finalizer", type->tp_name);
  type->tp_dealloc = (destructor)value_dealloc;
  Py_RETURN_NONE;
}
static PyMethodDef value_methods[] = {
    {"_wrap", (PyCFunction)(void (*)(void))value_wrap, METH_FASTCALL | METH_KEYWORDS | METH_CLASS,
     "A new leaf around an array (no copy)."},
    {"_adopt", adopt, METH_NOARGS | METH_CLASS, "Free instances of this class by the compiled destructor."},
    {nullptr, nullptr, 0, nullptr},
};
static PyObject* value_tp_new(PyTypeObject* cls, PyObject*, PyObject*) {
  return PyErr_Format(PyExc_TypeError,
                      "%s can't be made bare: use torch.tensor(...), torch.empty(...) or torch.zeros(...)",
                      cls->tp_name);
}
static PyType_Slot value_slots[] = {{Py_tp_new, (void*)value_tp_new},
                                    {Py_tp_dealloc, (void*)value_dealloc},
                                    {Py_tp_traverse, (void*)value_traverse},
                                    {Py_tp_clear, (void*)value_clear},
                                    {Py_tp_getset, value_getset},
                                    {Py_tp_members, value_members},
                                    {Py_tp_methods, value_methods},
                                    {0, nullptr}};
static PyType_Spec value_spec = {"rushlight._native._ext.Value", sizeof(Value), 0,
                                 Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC, value_slots};

int init_types(PyObject* module) {
  StorageType = (PyTypeObject*)PyType_FromSpec(&storage_spec);
  ValueType = (PyTypeObject*)PyType_FromSpec(&value_spec);
  if (!StorageType || !ValueType) return -1;
  if (PyObject_SetAttrString((PyObject*)ValueType, "result_class", Py_None) < 0) return -1;
  if (PyModule_AddObjectRef(module, "Storage", (PyObject*)StorageType) < 0) return -1;
  return PyModule_AddObjectRef(module, "Value", (PyObject*)ValueType);
}

}  // namespace rl::waist
