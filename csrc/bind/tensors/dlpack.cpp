// DLPack: arrays lent to and borrowed from other libraries without a copy. The structures are those of the DLPack
// standard 1.0 (https://dmlc.github.io/dlpack/latest/c_api.html); see src/rushlight/_ops/tensors/dlpack.py for what may
// be exchanged.
#include <new>
#include <vector>

#include "base/ndarray.h"
#include "bind/common/register.h"

namespace rl {

namespace {

struct Device { int32_t type, id; };
struct DType {
  uint8_t code, bits;
  uint16_t lanes;
};
struct Tensor {
  void* data;
  Device device;
  int32_t ndim;
  DType dtype;
  int64_t *shape, *strides;  // in elements; strides may be null: C-contiguous
  uint64_t byte_offset;
};
struct Managed {  // before 1.0
  Tensor tensor;
  void* context;
  void (*deleter)(Managed*);
};
struct Versioned {
  uint32_t major, minor;
  void* context;
  void (*deleter)(Versioned*);
  uint64_t flags;
  Tensor tensor;
};
constexpr uint64_t read_only = 1, is_copied = 2;
constexpr int cpu = 1, pinned = 3;

template <class M> constexpr const char* fresh = "dltensor";
template <> constexpr const char* fresh<Versioned> = "dltensor_versioned";
template <class M> constexpr const char* used = "used_dltensor";
template <> constexpr const char* used<Versioned> = "used_dltensor_versioned";

// What we lend: the array is kept alive until the borrower calls the deleter, from whatever thread.
template <class M> struct Lent {
  M managed;
  PyObject* array;
  std::vector<int64_t> sizes;
};

template <class M> void give_back(M* m) {
  Lent<M>* lent = (Lent<M>*)m->context;
  if (!Py_IsInitialized()) return;
  PyGILState_STATE gil = PyGILState_Ensure();
  Py_DECREF(lent->array);
  PyGILState_Release(gil);
  delete lent;
}

template <class M> void unread(PyObject* capsule) {  // a capsule that nobody consumed
  if (!PyCapsule_IsValid(capsule, fresh<M>)) return;
  M* m = (M*)PyCapsule_GetPointer(capsule, fresh<M>);
  if (m->deleter) m->deleter(m);
}

template <class M> PyObject* lend(PyArrayObject* a, DType dtype, uint64_t flags) {
  int n = PyArray_NDIM(a);
  Lent<M>* lent = new (std::nothrow) Lent<M>();
  if (!lent) return PyErr_NoMemory();
  for (int i = 0; i < n; i++) lent->sizes.push_back(PyArray_DIM(a, i));
  for (int i = 0; i < n; i++) lent->sizes.push_back(PyArray_STRIDE(a, i) / PyArray_ITEMSIZE(a));
  lent->array = Py_NewRef((PyObject*)a);
  M& m = lent->managed;
  m.tensor = {
      PyArray_SIZE(a) ? PyArray_DATA(a) : nullptr, {cpu, 0}, n, dtype, lent->sizes.data(), lent->sizes.data() + n, 0};
  m.context = lent;
  m.deleter = give_back<M>;
  if constexpr (std::is_same_v<M, Versioned>) m.major = 1, m.minor = 0, m.flags = flags;
  PyObject* capsule = PyCapsule_New(&m, fresh<M>, unread<M>);
  if (!capsule) give_back(&m);
  return capsule;
}

// dlpack_lend(array, code, bits, versioned, read_only, copied)
PyObject* py_lend(PyObject*, PyObject* args) {
  PyObject* a;
  int code, bits, versioned, constant, copied;
  if (!PyArg_ParseTuple(args, "O!iippp", &PyArray_Type, &a, &code, &bits, &versioned, &constant, &copied))
    return nullptr;
  DType dtype = {(uint8_t)code, (uint8_t)bits, 1};
  if (bits != 8 * PyArray_ITEMSIZE((PyArrayObject*)a))
    return PyErr_Format(PyExc_ValueError, "dlpack_lend: elements of the array don't have %d bits", bits);
  uint64_t flags = (constant ? read_only : 0) | (copied ? is_copied : 0);
  return versioned ? lend<Versioned>((PyArrayObject*)a, dtype, flags) : lend<Managed>((PyArrayObject*)a, dtype, flags);
}

template <class M> void drop(PyObject* owner) {
  M* m = (M*)PyCapsule_GetPointer(owner, "rushlight_dlpack");
  if (m && m->deleter) m->deleter(m);
}

// Unsigned integers of the elements' size; complex128 for 16 bytes. Python gives them their dtype.
int bits_typenum(DType t) {
  switch (t.bits) {
    case 8: return NPY_UINT8;
    case 16: return NPY_UINT16;
    case 32: return NPY_UINT32;
    case 64: return NPY_UINT64;
    case 128: return NPY_COMPLEX128;
    default: return -1;
  }
}

template <class M> PyObject* borrow(PyObject* capsule) {
  M* m = (M*)PyCapsule_GetPointer(capsule, fresh<M>);
  if (!m) return nullptr;
  uint64_t flags = 0;
  if constexpr (std::is_same_v<M, Versioned>) {
    if (m->major > 1)
      return PyErr_Format(PyExc_BufferError, "from_dlpack: DLPack version %u.%u is newer than 1.x", m->major, m->minor);
    flags = m->flags;
  }
  Tensor& t = m->tensor;
  int typenum = bits_typenum(t.dtype);
  if (t.device.type != cpu && t.device.type != pinned)
    return PyErr_Format(PyExc_BufferError,
                        "from_dlpack: the array lies on a device of type %d; only the CPU's memory (1) can be shared",
                        t.device.type);
  if (t.dtype.lanes != 1 || typenum < 0)
    return PyErr_Format(PyExc_BufferError, "from_dlpack: elements of %d bits and %d lanes are not supported",
                        t.dtype.bits, t.dtype.lanes);
  if (t.ndim < 0 || t.ndim > 64)
    return PyErr_Format(PyExc_BufferError, "from_dlpack: at most 64 dimensions, got %d", t.ndim);
  int itemsize = t.dtype.bits / 8;
  npy_intp dims[64], strides[64], step = itemsize;
  bool empty = false;
  for (int i = t.ndim - 1; i >= 0; i--) {
    dims[i] = t.shape[i];
    empty |= dims[i] == 0;
    strides[i] = t.strides ? t.strides[i] * itemsize : step;
    step *= dims[i] > 1 ? dims[i] : 1;
    if (dims[i] < 0 || (strides[i] < 0 && dims[i] > 1))
      return PyErr_Format(PyExc_BufferError, "from_dlpack: negative %s are not supported: copy the array first",
                          dims[i] < 0 ? "sizes" : "strides");
    if (strides[i] < 0) strides[i] = itemsize;
  }
  char* data = (char*)t.data + t.byte_offset;
  if (!t.data && !empty) return PyErr_Format(PyExc_BufferError, "from_dlpack: the array has no memory");
  PyObject* owner = PyCapsule_New(m, "rushlight_dlpack", drop<M>);
  if (!owner) return nullptr;
  if (PyCapsule_SetName(capsule, used<M>) < 0) return nullptr;
  static char nothing[16];
  PyObject* a = PyArray_New(&PyArray_Type, t.ndim, dims, typenum, strides, t.data ? data : nothing, 0,
                            flags & read_only ? 0 : NPY_ARRAY_WRITEABLE, nullptr);
  if (!a) return Py_DECREF(owner), nullptr;
  PyArray_UpdateFlags((PyArrayObject*)a, NPY_ARRAY_ALIGNED | NPY_ARRAY_C_CONTIGUOUS | NPY_ARRAY_F_CONTIGUOUS);
  int code = t.dtype.code, bits = t.dtype.bits;
  if (PyArray_SetBaseObject((PyArrayObject*)a, owner) < 0) return Py_DECREF(a), nullptr;
  return Py_BuildValue("(Nii)", a, code, bits);
}

// dlpack_borrow(capsule) -> (array of the elements' bits, type code, bits)
PyObject* py_borrow(PyObject*, PyObject* capsule) {
  if (PyCapsule_IsValid(capsule, fresh<Versioned>)) return borrow<Versioned>(capsule);
  if (PyCapsule_IsValid(capsule, fresh<Managed>)) return borrow<Managed>(capsule);
  return PyErr_Format(PyExc_RuntimeError,
                      "from_dlpack received an invalid capsule. Note that DLTensor capsules can be consumed only once, "
                      "so you might have already constructed a tensor from it once; got %s",
                      Py_TYPE(capsule)->tp_name);
}

PyMethodDef methods[] = {
    {"dlpack_lend", py_lend, METH_VARARGS,
     "dlpack_lend(array, code, bits, versioned, read_only, copied): a capsule that other libraries read."},
    {"dlpack_borrow", py_borrow, METH_O, "dlpack_borrow(capsule): (array of the elements' bits, type code, bits)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_dlpack(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
