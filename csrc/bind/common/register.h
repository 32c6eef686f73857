// What bind/module.cpp calls: one function per family, each in its own bind/<room>/<family>.cpp. They add METH_FASTCALL
// functions to the module, or dicts of them.
#pragma once
#include "base/ndarray.h"

// For tables of methods: how a function of (module, arguments, their number) stands in them.
#define RL_FASTCALL(...) reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(__VA_ARGS__)), METH_FASTCALL

namespace rl {

void register_base(PyObject* module);
void register_bound_kernel(PyObject* module);
void register_cast(PyObject* module);
void register_dlpack(PyObject* module);
void register_elementwise(PyObject* module);
void register_special(PyObject* module);  // after register_elementwise
void register_random(PyObject* module);
void register_sample_slopes(PyObject* module);
void register_reduce(PyObject* module);
void register_ranges(PyObject* module);
void register_row_sum(PyObject* module);
void register_select(PyObject* module);
void register_gemm(PyObject* module);
void register_sparse_product(PyObject* module);
void register_conv(PyObject* module);
void register_norm(PyObject* module);
void register_pool(PyObject* module);
void register_softmax(PyObject* module);
void register_recurrent(PyObject* module);
void register_loss(PyObject* module);
void register_optimizer_steps(PyObject* module);

}  // namespace rl
