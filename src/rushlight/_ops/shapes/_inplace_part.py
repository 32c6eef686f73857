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




def _changed(input, op):
    """The tensor itself takes the shape that the view op shows."""
    check_in_place(op, input, (input,))
    before = state.grad
    state.grad = before or input.requires_grad  # a history stays true to the shape even if none is recorded
    try:
        y = apply(op, input)
    finally:
        state.grad = before
    if input._base is not None:
        input._chain = y._chain
    input._storage.wrote(op.name)
    input._array, input._node_version = y._array, input._storage.version
    if not (input._requires_grad and input._node is None):  # a leaf, under no_grad, stays one
        input._node, input._output_nr = y._node, y._output_nr
    return input




class _Strided(AsStrided):
    name = "AsStrided"
    node_name = "AsStridedBackward1"




def as_strided_(input, size, stride, storage_offset=None):
    """``as_strided`` in place: changes the shape of the tensor itself, and returns it.

    >>> torch.as_strided_(torch.arange(4), (2,), (2,), 1)
    tensor([1, 3])
    """
    check_tensor(input, "as_strided_")
    part = strided_part(input, size, stride, storage_offset)
    return _changed(input, _Strided.of(part.size, part.stride, part.offset, part.strides))


