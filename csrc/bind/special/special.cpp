// Special functions of one operand, further entries of ext.elementwise.
#include "kernels/special/special.h"

#include "bind/elementwise/elementwise.h"

namespace rl {

static int cost_of_special(int, ElementType) { return 60; }
template <int op> static PyObject* call_special(PyObject*, PyObject* const* args, Py_ssize_t n) {
  return run_one_operand(special().loop[op], cost_of_special, op, args, n);
}

#define RL_METHOD(name) {#name, RL_FASTCALL(call_special<k_##name>), "see _arrays/elementwise/elementwise.py"},
static PyMethodDef table[] = {RL_SPECIAL(RL_METHOD)};

void register_special(PyObject* module) {
  PyObject* functions = PyObject_GetAttrString(module, "elementwise");
  if (!functions) return;
  add_functions(functions, table, sizeof(table) / sizeof(table[0]));
  Py_DECREF(functions);
}

}  // namespace rl
