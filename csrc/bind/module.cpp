// The compiled module: everything that bind/ and waist/ have for Python.
#include <nanobind/nanobind.h>

#include "bind/common/register.h"
#include "waist/waist.h"

NB_MODULE(_ext, m) {
  PyObject* module = m.ptr();
  if (rl::init_arrays() < 0) throw nanobind::python_error();
  if (PyModule_AddObjectRef(module, "AllocationError", rl::allocation_error) < 0) throw nanobind::python_error();
  rl::register_base(module);
  rl::register_bound_kernel(module);
  rl::register_cast(module);
  rl::register_dlpack(module);
  rl::register_ranges(module);
  rl::register_elementwise(module);
  rl::register_special(module);
  rl::register_random(module);
  rl::register_sample_slopes(module);
  rl::register_reduce(module);
  rl::register_row_sum(module);
  rl::register_select(module);
  rl::register_gemm(module);
  rl::register_sparse_product(module);
  rl::register_conv(module);
  rl::register_norm(module);
  rl::register_pool(module);
  rl::register_softmax(module);
  rl::register_recurrent(module);
  rl::register_loss(module);
  rl::register_optimizer_steps(module);
  rl::waist::register_waist(module);
  if (PyErr_Occurred()) throw nanobind::python_error();
}
