// What bind/*.cpp and waist/*.cpp share: NumPy's C-API, array allocation, registration.
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#define PY_ARRAY_UNIQUE_SYMBOL rushlight_ARRAY_API
#ifndef RL_IMPORT_ARRAY
#define NO_IMPORT_ARRAY
#endif
#include <numpy/arrayobject.h>

namespace rl {

// A new C-contiguous array of uninitialised memory from base/allocator.h; NumPy frees it through our handler.
PyObject* empty_array(int ndim, const npy_intp* dims, int typenum);

// One per family, each in its own bind/<room>/<family>.cpp; adds METH_FASTCALL functions to the module.
void register_base(PyObject* module);
void register_elementwise(PyObject* module);
void register_reduce(PyObject* module);
void register_linear(PyObject* module);
void register_conv(PyObject* module);
void register_pool(PyObject* module);
void register_norm(PyObject* module);
void register_loss(PyObject* module);
void register_recurrent(PyObject* module);
void register_update(PyObject* module);
void register_random(PyObject* module);
void register_dlpack(PyObject* module);
void register_bound(PyObject* module);
void register_waist(PyObject* module);

}  // namespace rl
