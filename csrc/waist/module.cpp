// What waist/ has for Python.
#include "waist/waist.h"

namespace rl::waist {

void register_waist(PyObject* module) {
  int (*const parts[])(PyObject*) = {init_types, init_nodes, init_ops,     init_modes,
                                     init_apply, init_bound, init_indexer, init_overrides};
  for (auto* part : parts)
    if (part(module) < 0) return;
}

}  // namespace rl::waist
