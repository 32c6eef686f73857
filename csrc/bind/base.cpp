#include "base/isa.h"
#include "base/parallel.h"
#include "bind/ndarray.h"

namespace rl {

PyObject* empty_array(int ndim, const npy_intp* dims, int typenum) {
  return PyArray_EMPTY(ndim, const_cast<npy_intp*>(dims), typenum, 0);
}

static PyObject* py_isa_level(PyObject*, PyObject*) { return PyLong_FromLong(isa_level()); }

static PyMethodDef methods[] = {
    {"isa_level", py_isa_level, METH_NOARGS, "0, 1, 2: the x86-64-v2, v3, v4 kernels are in use."},
    {nullptr, nullptr, 0, nullptr},
};

void register_base(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
