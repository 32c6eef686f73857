"""Logarithms of sums of exponentials over dimensions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, apply_to
from ..._face.public import public
from ..common.dims import reduced_shape
from ..common.pointwise import analytic
from ..elementwise.exp_log_sin import exp
from .reduction import Reduction, dims_of, unreduced

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


class LogSumExp(Reduction):
    name = "Logsumexp"
    saves = ((0, OUT),)

    def compute_dtype(self, x):
        return x.dtype if x.dtype.category >= 2 else dtypes.get_default_dtype()

    def kernel(self, x):
        return None

    @quiet
    def forward(self, xp, x):
        dims = self.dims if x.ndim else None
        if not x.size:
            return xp.full(reduced_shape(x.shape, dims, self.keepdim), -math.inf, x.dtype)
        top = xp.amax(x.real if x.dtype.kind == "c" else x, dims, True)
        top = xp.where(xp.isfinite(top), top, 0).astype(x.dtype)
        y = xp.sum(xp.exp(xp.subtract(x, top)), dims, self.keepdim)
        return xp.add(xp.log(y), top.reshape(y.shape))

    @analytic
    def vjp(self, need, grads, saved, specs):
        g, y = (unreduced(v, specs[0].shape, self.dims, self.keepdim) for v in (grads[0], saved[OUT]))
        return (g * exp(saved[0] - y),)


@public("torch Tensor special")
def logsumexp(input: Tensor, dim: Ints, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """log(sum(exp(input))) over ``dim`` (an int or a tuple), without overflow. Integers become the default floating
    dtype.

    >>> logsumexp(torch.tensor([1000., 1000.]), 0)
    tensor(1000.6932)
    """
    if dim is None:
        raise TypeError(
            "logsumexp(): argument 'dim' (position 2) must be tuple of ints, not NoneType: write tuple(range(x.ndim)) "
            "for all"
        )
    return apply_to(out, LogSumExp.of(dims_of(dim, input), bool(keepdim)), input)
