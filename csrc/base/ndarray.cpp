#define RL_IMPORT_ARRAY
#include "base/ndarray.h"

#include <cstring>

#include "base/allocator.h"

namespace rl {

// NumPy frees and resizes an array's memory through the handler stored on the array itself. So arrays may
// cross threads, outlive us, and nobody's default handler is changed (that one is context-local).
static void* handle_malloc(void*, size_t bytes) { return alloc(bytes); }
static void* handle_calloc(void*, size_t n, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(n, size, &bytes)) return nullptr;
  void* p = alloc(bytes);
  return p ? std::memset(p, 0, bytes) : nullptr;
}
static void* handle_realloc(void*, void* p, size_t bytes) { return resize(p, bytes); }
static void handle_free(void*, void* p, size_t bytes) { dealloc(p, bytes); }

static PyDataMem_Handler handler = {
    "rushlight", 1, {nullptr, handle_malloc, handle_calloc, handle_realloc, handle_free}};
static PyObject* handler_capsule = nullptr;  // never released: arrays may outlive the module

PyObject* empty_array(int ndim, const npy_intp* dims, int typenum) {
  PyArray_Descr* descr = PyArray_DescrFromType(typenum);
  if (!descr) return nullptr;
  if (PyDataType_REFCHK(descr)) {  // objects must start as null pointers, which NumPy sees to
    Py_DECREF(descr);
    return PyArray_ZEROS(ndim, const_cast<npy_intp*>(dims), typenum, 0);
  }
  auto bytes = static_cast<size_t>(PyDataType_ELSIZE(descr));
  bool fits = true;
  for (int i = 0; i < ndim; i++)
    fits &= dims[i] >= 0 && !__builtin_mul_overflow(bytes, static_cast<size_t>(dims[i]), &bytes);
  void* data = fits ? alloc(bytes) : nullptr;
  if (!data) {
    Py_DECREF(descr);
    if (fits)
      PyErr_Format(allocation_error,
                   "out of memory: CPU allocator can't allocate memory: you tried to allocate %zu bytes", bytes);
    else PyErr_SetString(allocation_error, "out of memory: storage size calculation overflowed: beyond 2**64 bytes");
    return nullptr;
  }
  PyObject* array = PyArray_NewFromDescr(&PyArray_Type, descr, ndim, const_cast<npy_intp*>(dims), nullptr, data,
                                         NPY_ARRAY_CARRAY, nullptr);
  if (!array) {
    dealloc(data, bytes);
    return nullptr;
  }
  auto* fields = reinterpret_cast<PyArrayObject_fields*>(array);
  Py_INCREF(handler_capsule);
  fields->mem_handler = handler_capsule;
  fields->flags |= NPY_ARRAY_OWNDATA;
  return array;
}

static int load_numpy() {
  import_array1(-1);
  return 0;
}

PyObject* allocation_error;

bool refuse_as_allocation() {
  if (!PyErr_ExceptionMatches(PyExc_MemoryError) || PyErr_ExceptionMatches(allocation_error)) return false;
  PyObject *type, *value, *traceback;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  PyErr_Format(allocation_error, "out of memory: %S", value);
  Py_XDECREF(type);
  Py_XDECREF(value);
  Py_XDECREF(traceback);
  return true;
}

static int make_error() {
  PyObject* bases = PyTuple_Pack(2, PyExc_RuntimeError, PyExc_MemoryError);
  if (bases) allocation_error = PyErr_NewException("rushlight._native._ext.AllocationError", bases, nullptr);
  Py_XDECREF(bases);
  return allocation_error ? 0 : -1;
}

int init_arrays() {
  if (make_error() < 0) return -1;
  handler_capsule = PyCapsule_New(&handler, "mem_handler", nullptr);
  return handler_capsule ? load_numpy() : -1;
}

}  // namespace rl
