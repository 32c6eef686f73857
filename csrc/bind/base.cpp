// New arrays, memory statistics, the thread pool's settings, the instruction set in use.
#include "base/allocator.h"
#include "base/instruction_sets.h"
#include "base/ndarray.h"
#include "base/thread_pool.h"
#include "bind/common/register.h"

namespace rl {

static PyObject* py_empty(PyObject*, PyObject* const* args, Py_ssize_t n) {
  npy_intp dims[NPY_MAXDIMS];
  PyArray_Descr* descr = nullptr;
  if (n < 1 || n > 2) return PyErr_Format(PyExc_TypeError, "empty: takes (shape, dtype=float32), got %zd arguments", n);
  if (n == 2 && PyArray_DescrConverter(args[1], &descr) != NPY_SUCCEED) return nullptr;
  int typenum = descr ? descr->type_num : NPY_FLOAT32;
  Py_XDECREF(descr);
  if (!PyTypeNum_ISNUMBER(typenum) && !PyTypeNum_ISBOOL(typenum)) {
    PyErr_SetString(PyExc_TypeError, "empty: dtype must be a bool or number type");
    return nullptr;
  }
  int ndim = 1;
  if (PyTuple_Check(args[0])) {
    if (PyTuple_GET_SIZE(args[0]) > NPY_MAXDIMS)
      return PyErr_Format(PyExc_ValueError, "empty: %zd dimensions, at most 64 are possible",
                          PyTuple_GET_SIZE(args[0]));
    ndim = static_cast<int>(PyTuple_GET_SIZE(args[0]));
    for (int i = 0; i < ndim; i++) dims[i] = PyNumber_AsSsize_t(PyTuple_GET_ITEM(args[0], i), PyExc_OverflowError);
  } else {
    dims[0] = PyNumber_AsSsize_t(args[0], PyExc_OverflowError);
  }
  if (PyErr_Occurred()) return nullptr;
  for (int i = 0; i < ndim; i++)
    if (dims[i] < 0) return PyErr_Format(PyExc_ValueError, "empty: negative size %zd in dimension %d", dims[i], i);
  return empty_array(ndim, dims, typenum);
}

static PyObject* py_isa_level(PyObject*, PyObject*) { return PyLong_FromLong(isa_level()); }
static PyObject* py_get_num_threads(PyObject*, PyObject*) { return PyLong_FromLong(num_threads()); }

static PyObject* py_set_num_threads(PyObject*, PyObject* arg) {
  long n = PyLong_AsLong(arg);
  if (n == -1 && PyErr_Occurred()) return nullptr;
  if (n < 1) return PyErr_Format(PyExc_ValueError, "set_num_threads: expected a positive number, got %ld", n);
  set_num_threads(n > kMaxThreads ? kMaxThreads : static_cast<int>(n));
  Py_RETURN_NONE;
}

static PyObject* py_memory_stats(PyObject*, PyObject*) {
  MemoryStats s = memory_stats();
  return Py_BuildValue("{sLsLsLsLsLsL}", "live_bytes", (long long)s.live_bytes, "peak_bytes", (long long)s.peak_bytes,
                       "cached_bytes", (long long)s.cached_bytes, "cache_limit", (long long)s.cache_limit, "reused",
                       (long long)s.reused, "fetched", (long long)s.fetched);
}

static PyObject* py_reset_peak(PyObject*, PyObject*) {
  reset_peak();
  Py_RETURN_NONE;
}

static PyObject* py_empty_cache(PyObject*, PyObject*) {
  size_t bytes;
  Py_BEGIN_ALLOW_THREADS;
  bytes = empty_cache();
  Py_END_ALLOW_THREADS;
  return PyLong_FromSize_t(bytes);
}

static PyObject* py_set_cache_limit(PyObject*, PyObject* arg) {
  long long bytes = PyLong_AsLongLong(arg);
  if (bytes == -1 && PyErr_Occurred()) return nullptr;
  if (bytes < 0) return PyErr_Format(PyExc_ValueError, "set_cache_limit: expected 0 or more bytes, got %lld", bytes);
  Py_BEGIN_ALLOW_THREADS;
  set_cache_limit(bytes);
  Py_END_ALLOW_THREADS;
  Py_RETURN_NONE;
}

// For tests and benchmarks: runs n chunks of `spins` steps each; int64 (n, 2): which slot ran it, a checksum.
static PyObject* py_pool_probe(PyObject*, PyObject* const* args, Py_ssize_t n_args) {
  if (n_args != 2) return PyErr_Format(PyExc_TypeError, "pool_probe: takes (chunks, spins), got %zd arguments", n_args);
  npy_intp dims[2] = {PyLong_AsSsize_t(args[0]), 2};
  int64_t spins = PyLong_AsLongLong(args[1]);
  if (PyErr_Occurred()) return nullptr;
  if (dims[0] < 0) return PyErr_Format(PyExc_ValueError, "pool_probe: negative number of chunks %zd", dims[0]);
  PyObject* out = empty_array(2, dims, NPY_INT64);
  if (!out) return nullptr;
  auto* data = static_cast<int64_t*>(PyArray_DATA(reinterpret_cast<PyArrayObject*>(out)));
  Py_BEGIN_ALLOW_THREADS;
  parallel_for(dims[0], [&](int64_t chunk) {
    uint64_t x = static_cast<uint64_t>(chunk) + 1;
    for (int64_t i = 0; i < spins; i++) x = x * 6364136223846793005u + 1442695040888963407u;
    data[2 * chunk] = thread_slot();
    data[2 * chunk + 1] = static_cast<int64_t>(x >> 1);
  });
  Py_END_ALLOW_THREADS;
  return out;
}

static PyMethodDef methods[] = {
    {"isa_level", py_isa_level, METH_NOARGS, "isa_level(): 0, 1, 2: the x86-64-v2, v3, v4 kernels are in use."},
    {"empty", RL_FASTCALL(py_empty),
     "empty(shape, dtype=float32): a new C-contiguous array of uninitialised, cached, 64-byte aligned memory."},
    {"get_num_threads", py_get_num_threads, METH_NOARGS, "get_num_threads(): threads that one operation may use."},
    {"set_num_threads", py_set_num_threads, METH_O, "set_num_threads(n): 1 or more"},
    {"memory_stats", py_memory_stats, METH_NOARGS,
     "memory_stats(): bytes live, at the peak, cached; allocations reused and fetched."},
    {"reset_peak", py_reset_peak, METH_NOARGS, "reset_peak(): start peak_bytes anew from what is live now."},
    {"empty_cache", py_empty_cache, METH_NOARGS,
     "empty_cache(): give cached memory back to the system; returns the bytes."},
    {"set_cache_limit", py_set_cache_limit, METH_O, "set_cache_limit(bytes): of large blocks kept for reuse."},
    {"pool_probe", RL_FASTCALL(py_pool_probe), "pool_probe(chunks, spins), for tests."},
    {nullptr, nullptr, 0, nullptr},
};

void register_base(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
