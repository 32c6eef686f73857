// NumPy's C-API, and new arrays on our allocator; for waist/ and bind/ (kernels never see Python).
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define PY_ARRAY_UNIQUE_SYMBOL rushlight_ARRAY_API
#ifndef RL_IMPORT_ARRAY
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>

namespace rl {

int init_arrays();  // once, before all else; -1 with an exception set

// A new C-contiguous array of uninitialised memory from base/allocator.h; NumPy frees it through our handler.
PyObject* empty_array(int ndim, const npy_intp* dims, int typenum);

extern PyObject* allocation_error;  // a RuntimeError, as PyTorch's, and a MemoryError
bool refuse_as_allocation();        // makes a MemoryError of NumPy's, if one is set, that error

}  // namespace rl
