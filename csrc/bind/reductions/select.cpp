// ext.first_places(x, k, descending): where the first k elements of each row (the last axis) in order stand, int64 of
// shape (..., k); ext.rank_places(x, ranks): where those of the ranks (..., m), int64, stand. NotImplemented for other
// dtypes and arrays that aren't contiguous, and for k and ranks that rows don't have.
#include "kernels/reductions/select.h"

#include "base/allocator.h"
#include "base/thread_pool.h"
#include "bind/common/args.h"

namespace rl {

namespace {

constexpr int64_t kPiece = 32768;  // elements that one chunk looks through

int type_of(PyArrayObject* x) {
  const bool whole = PyArray_ISSIGNED(x);
  switch (PyArray_TYPE(x)) {
    case NPY_FLOAT: return kSelectF32;
    case NPY_DOUBLE: return kSelectF64;
    case NPY_UINT8: return kSelectU8;
    default: break;
  }
  if (!PyArray_ISINTEGER(x) || !whole) return -1;
  switch (PyArray_ITEMSIZE(x)) {
    case 8: return kSelectI64;
    case 4: return kSelectI32;
    case 2: return kSelectI16;
    default: return kSelectI8;
  }
}

// An array of rows that the kernels take; null for others.
PyArrayObject* rows_of(PyObject* o, int* type) {
  if (!PyArray_Check(o)) return nullptr;
  PyArrayObject* x = reinterpret_cast<PyArrayObject*>(o);
  const int d = PyArray_NDIM(x);
  if (d < 1 || !PyArray_ISCARRAY_RO(x) || (*type = type_of(x)) < 0) return nullptr;
  return PyArray_DIM(x, d - 1) <= kSelectMost ? x : nullptr;
}

// body(row, scratch) for each row, in chunks of several on all threads. Raises MemoryError where scratch memory is out.
template <class F> bool each_row(PyArrayObject* x, F&& body) {
  const int64_t n = PyArray_DIM(x, PyArray_NDIM(x) - 1), total = PyArray_SIZE(x), rows = n ? total / n : 0;
  const int64_t group = n < kPiece ? kPiece / (n ? n : 1) : 1, chunks = (rows + group - 1) / group;
  const int64_t bytes = (n * kSelectScratch + 63) / 64 * 64, slots = chunks > 1 ? num_threads() : 1;
  char* scratch = static_cast<char*>(alloc(bytes * slots));
  if (!scratch) return PyErr_NoMemory(), false;
  {
    Unlocked unlocked(total > 2048);
    parallel_for(chunks, [&](int64_t chunk) {
      void* own = scratch + (chunks > 1 ? thread_slot() : 0) * bytes;
      const int64_t end = rows < (chunk + 1) * group ? rows : (chunk + 1) * group;
      for (int64_t row = chunk * group; row < end; row++) body(row, own);
    });
  }
  dealloc(scratch, bytes * slots);
  return true;
}

PyObject* places_like(PyArrayObject* x, npy_intp last) {
  npy_intp shape[NPY_MAXDIMS];
  const int d = PyArray_NDIM(x);
  for (int i = 0; i < d; i++) shape[i] = PyArray_DIM(x, i);
  shape[d - 1] = last;
  return empty_array(d, shape, NPY_INT64);
}

PyObject* py_first_places(PyObject*, PyObject* const* args, Py_ssize_t count) {
  PyArrayObject* x;
  int type;
  long long k;
  if (count != 3 || !(x = rows_of(args[0], &type)) || !read_int(args[1], &k) || !PyBool_Check(args[2]))
    return not_implemented();
  const int64_t n = PyArray_DIM(x, PyArray_NDIM(x) - 1);
  if (k < 0 || k > n) return not_implemented();
  PyObject* places = places_like(x, k);
  if (!places || k == 0) return places;
  const bool descending = args[2] == Py_True;
  const char* from = PyArray_BYTES(x);
  const int64_t step = n * PyArray_ITEMSIZE(x);
  int64_t* to = data<int64_t>(places);
  const auto row = [&](int64_t i, void* own) {
    select().first(type, n, from + i * step, k, descending, to + i * k, own);
  };
  if (!each_row(x, row)) Py_CLEAR(places);
  return places;
}

PyObject* py_rank_places(PyObject*, PyObject* const* args, Py_ssize_t count) {
  PyArrayObject *x, *ranks;
  int type;
  if (count != 2 || !(x = rows_of(args[0], &type)) || !(ranks = int64_array(args[1]))) return not_implemented();
  const int d = PyArray_NDIM(x);
  if (PyArray_NDIM(ranks) != d) return not_implemented();
  for (int i = 0; i < d - 1; i++)
    if (PyArray_DIM(x, i) != PyArray_DIM(ranks, i)) return not_implemented();
  const int64_t n = PyArray_DIM(x, d - 1), m = PyArray_DIM(ranks, d - 1), all = PyArray_SIZE(ranks);
  const int64_t* of = data<int64_t>(ranks);
  for (int64_t i = 0; i < all; i++)
    if (of[i] < 0 || of[i] >= n) return not_implemented();
  PyObject* places = places_like(x, m);
  if (!places || all == 0) return places;
  const char* from = PyArray_BYTES(x);
  const int64_t step = n * PyArray_ITEMSIZE(x);
  int64_t* to = data<int64_t>(places);
  const auto row = [&](int64_t i, void* own) {
    select().ranks(type, n, from + i * step, m, of + i * m, to + i * m, own);
  };
  if (!each_row(x, row)) Py_CLEAR(places);
  return places;
}

PyMethodDef methods[] = {
    {"first_places", RL_FASTCALL(py_first_places), "first_places(x, k, descending)"},
    {"rank_places", RL_FASTCALL(py_rank_places), "rank_places(x, ranks)"},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

void register_select(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
