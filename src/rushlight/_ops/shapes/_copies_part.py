"""x"""

from __future__ import annotations

import numpy as np
from ..._arrays.memory import contiguous_kernel
from ..._core import Op, apply
from ..common.dims import normal_dim
from ..common.sizes import unique_dims
from ..tensors.as_strided_unfold import strided_view
from operator import index
from ..._core import Value, apply, check_in_place, state, viewer
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.sizes import as_tuple, ints
from ..tensors.as_strided_unfold import AsStrided, StridedMethods, ViewDtype, strided_part, view_dtype
from .view_ops import (
    CONTIGUOUS,
    SQUEEZE,
    TRANSPOSED,
    Contiguous,
    Expand,
    Permute,
    Select,
    Slice,
    Squeeze,
    SqueezeDim,
    SqueezeDims,
    T,
    Transpose,
    Unsqueeze,
    View,
    infer_size,
    shaped,
)




class Alias(Op):
    """A view of everything: ``x[...]``."""

    saves = ((),)
    view = True

    def infer(self, x):
        return x

    def forward(self, xp, x, out=None):
        return x.view()

    def vjp(self, need, grads, saved, specs):
        return grads


ALIAS = Alias.of()



class ViewCopy(Op):
    """A copy of what the view op ``part`` shows, in row-major order."""

    __slots__ = ("part",)
    exact_out = True
    saves = ((),)
    raw = True

    @property
    def name(self):  # type: ignore[override]
        return self.part.name

    @property
    def node_name(self):
        return self.part.node_name + "_copy"

    def infer(self, x):
        return self.part.infer(x)

    def forward(self, xp, x):
        return xp.copy(self.part.forward(xp, x), "C")

    def vjp(self, need, grads, saved, specs):
        return self.part.vjp(need, grads, saved, specs)


