"""x"""

from __future__ import annotations

import warnings
import numpy as np
from ..._base.dtypes import int64
from ..._core import Op, Value, apply, broadcast, result_type
from ..common.arguments import check_tensor
from ..common.sizes import ints
from ..elementwise.arithmetic import div
from ..reductions.cumsum_cummax import cumprod
from .cat_split import cat, stack, unbind
from .flip_roll_repeat import flip
from .view_ops import shaped




class BlockDiag(Op):
    """A matrix with the inputs (at most 2-d) as blocks along its diagonal, zeros elsewhere."""

    def compute_dtype(self, *specs):
        return result_type(*specs)

    def infer(self, *specs):
        for i, s in enumerate(specs):
            if s.ndim > 2:
                raise RuntimeError(
                    f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {s.ndim} "
                    "dimensions"
                )
        sizes = [_block(s.shape) for s in specs]
        return specs[0].like(tuple(map(sum, zip(*sizes, strict=True))), result_type(*specs))

    def forward(self, xp, *arrays):
        sizes = [_block(a.shape) for a in arrays]
        y = xp.zeros(tuple(map(sum, zip(*sizes, strict=True))), arrays[0].dtype)
        r = c = 0
        for a, (h, w) in zip(arrays, sizes, strict=True):
            y[r : r + h, c : c + w] = a
            r, c = r + h, c + w
        return y

    def vjp(self, need, grads, saved, specs):
        out, r, c = [], 0, 0
        for s, wanted in zip(specs, need, strict=True):
            h, w = _block(s.shape)
            out.append(grads[0].narrow(0, r, h).narrow(1, c, w).reshape(s.shape) if wanted else None)
            r, c = r + h, c + w
        return out




def _block(shape):
    return (1,) * (2 - len(shape)) + shape




def block_diag(*tensors):
    """A matrix with the tensors (at most 2-d) as blocks along its diagonal and zeros elsewhere.

    >>> block_diag(torch.tensor([[1, 1]]), torch.tensor([2]))
    tensor([[1, 1, 0],
            [0, 0, 2]])
    """
    return apply(BlockDiag.of(), *_given(tensors))


