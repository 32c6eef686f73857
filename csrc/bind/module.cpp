#define RL_IMPORT_ARRAY
#include "base/ndarray.h"

#include <nanobind/nanobind.h>

static int load_numpy() {
  import_array1(-1);
  return 0;
}

NB_MODULE(_ext, m) {
  if (load_numpy() < 0) throw nanobind::python_error();
  PyObject* module = m.ptr();
  rl::register_base(module);
  rl::register_elementwise(module);
  rl::register_reduce(module);
  rl::register_linear(module);
  rl::register_conv(module);
  rl::register_pool(module);
  rl::register_norm(module);
  rl::register_loss(module);
  rl::register_recurrent(module);
  rl::register_update(module);
  rl::register_random(module);
  rl::register_dlpack(module);
  rl::register_bound(module);
  rl::register_waist(module);
  if (PyErr_Occurred()) throw nanobind::python_error();
}
