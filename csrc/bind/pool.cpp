#include "bind/ndarray.h"

namespace rl {

static PyMethodDef methods[] = {
    {nullptr, nullptr, 0, nullptr},
};

void register_pool(PyObject* module) { PyModule_AddFunctions(module, methods); }

}  // namespace rl
