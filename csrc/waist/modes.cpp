// The thread's modes, and ext.state, which shows them to Python: see src/rushlight/_core/modes.py.
#include "waist/waist.h"

namespace rl::waist {

RL_THREAD_LOCAL Modes modes;
PyObject* anomaly;

static PyObject* get_flag(PyObject*, void* which) { return PyBool_FromLong(which ? modes.inference : modes.grad); }
static int set_flag(PyObject*, PyObject* to, void* which) {
  int on = to ? PyObject_IsTrue(to) : -1;
  if (on < 0) return -1;
  (which ? modes.inference : modes.grad) = on;
  return 0;
}
using Mode = PyObject* Modes::*;
static Mode const mode_objects[] = {&Modes::recorder, &Modes::saved_hooks, &Modes::before_write, &Modes::vmap};
static PyObject* get_mode(PyObject*, void* which) {
  PyObject* now = modes.*mode_objects[(size_t)which];
  return Py_NewRef(now ? now : Py_None);
}
static int set_mode(PyObject*, PyObject* to, void* which) {
  PyObject*& slot = modes.*mode_objects[(size_t)which];
  PyObject* old = slot;
  slot = to && to != Py_None ? Py_NewRef(to) : nullptr;
  Py_XDECREF(old);
  return 0;
}
static PyObject* get_anomaly(PyObject*, void*) { return Py_NewRef(anomaly ? anomaly : Py_None); }
static int set_anomaly(PyObject*, PyObject* to, void*) {
  Py_XSETREF(anomaly, to && to != Py_None ? Py_NewRef(to) : nullptr);
  return 0;
}
static PyObject* get_pass(PyObject*, void*) { return PyLong_FromLongLong(current_pass()); }
static PyObject* get_captures(PyObject*, void*) { return PyBool_FromLong(pass_captures()); }
static PyGetSetDef state_getset[] = {
    {"grad", get_flag, set_flag, "record the graph", nullptr},
    {"inference", get_flag, set_flag, "tensors made now never take part in autograd", (void*)1},
    {"saved_hooks", get_mode, set_mode, "(pack, unpack) for what nodes keep, or None", (void*)1},
    {"before_write", get_mode, set_mode, "is told of memory about to be written, or None", (void*)2},
    {"anomaly", get_anomaly, set_anomaly, "is told of nodes that were made, ran or failed (of all threads), or None",
     nullptr},
    {"backward_pass", get_pass, nullptr, "the number of the backward pass that this thread is in, or -1", nullptr},
    {"captures", get_captures, nullptr, "whether that pass returns the gradients of given inputs", nullptr},
    {"vmap", get_mode, set_mode, "the innermost vmap that runs, or None", (void*)3},
    {"recorder", get_mode, set_mode, "sees every apply of this thread, or None", nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
static PyType_Slot state_slots[] = {{Py_tp_getset, state_getset}, {0, nullptr}};
static PyType_Spec state_spec = {"rushlight._native._ext.State", sizeof(PyObject), 0, Py_TPFLAGS_DEFAULT, state_slots};

int init_modes(PyObject* module) {
  PyObject* type = PyType_FromSpec(&state_spec);
  PyObject* state = type ? PyObject_CallNoArgs(type) : nullptr;
  Py_XDECREF(type);
  if (!state) return -1;
  const int result = PyModule_AddObjectRef(module, "state", state);
  Py_DECREF(state);
  return result;
}

}  // namespace rl::waist
