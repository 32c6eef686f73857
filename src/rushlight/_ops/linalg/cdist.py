"""Distances between all pairs of vectors, and rows scaled down to a length."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.errstate import quiet
from ..._arrays.linalg.triangular import product
from ..._core import IN_PLACE, OUT, Op, apply, broadcast
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.out import stored
from ..elementwise.abs_sign_round import sgn
from ..elementwise.compare import eq
from ..elementwise.where import where
from ..shapes.diag_tril import triu_indices
from .matmul import matmul
from .norm import vector_norm

if TYPE_CHECKING:
    from ..._face.types import Number, Tensor


_BLOCK = 1 << 18  # differences held at a time
_MODES = {
    "use_mm_for_euclid_dist_if_necessary": None,
    "use_mm_for_euclid_dist": True,
    "donot_use_mm_for_euclid_dist": False,
}


class Cdist(Op):
    """p-norms of all differences between rows of x and of y; operands x, y, p. ``products``: by |x|² + |y|² - 2 x y."""

    __slots__ = ("products",)
    saves = ((0, 1, 2, OUT), (0, 1, 2, OUT), ())

    def infer(self, x, y, p):
        return x.like((*broadcast(x.shape[:-2], y.shape[:-2]), x.shape[-2], y.shape[-2]))

    @quiet
    def forward(self, xp, x, y, p):
        if self.products:
            squares = [(v * v).sum(-1) for v in (x, y)]
            d = squares[0][..., :, None] + squares[1][..., None, :] - 2 * product(x, y.swapaxes(-1, -2))
            return np.sqrt(np.maximum(d, 0))
        batch = np.broadcast_shapes(x.shape[:-2], y.shape[:-2])
        d = np.zeros((*batch, x.shape[-2], y.shape[-2]), x.dtype)
        if not d.size or not x.shape[-1]:
            return d
        step = max(1, _BLOCK // max(1, math.prod(batch) * y.shape[-2] * x.shape[-1]))
        for i in range(0, x.shape[-2], step):
            gaps = abs(x[..., i : i + step, None, :] - y[..., None, :, :])
            d[..., i : i + step, :] = _length(gaps, p)
        return d

    def vjp(self, need, grads, saved, specs):
        x, y, p = saved[0], saved[1], saved[2]
        g, d = grads[0], saved[OUT]
        if self.products:
            w = where(eq(d, 0), 0, g / where(eq(d, 0), 1, d))
            gx = x * w.sum(-1, True) - matmul(w, y) if need[0] else None
            return gx, y * w.sum(-2).unsqueeze(-1) - matmul(w.mT, x) if need[1] else None, None
        part = _slopes(x.unsqueeze(-2) - y.unsqueeze(-3), d.unsqueeze(-1), g.unsqueeze(-1), p)
        return part.sum(-2) if need[0] else None, -part.sum(-3) if need[1] else None, None


def _length(gaps, p):
    """The p-norm along the last axis."""
    if p == 2:
        return np.sqrt((gaps * gaps).sum(-1))
    if p == 1:
        return gaps.sum(-1)
    if p == 0:
        return np.minimum(np.ceil(gaps), 1).sum(-1)  # nan stays
    if math.isinf(p):
        return gaps.max(-1)
    return (gaps**p).sum(-1) ** (1 / p)


def _slopes(gaps, d, g, p):
    """g times the derivative of the p-norm d by each of its elements ``gaps``."""
    if p == 0:
        return gaps * 0 * g
    if p == 1:
        return g * sgn(gaps)
    if math.isinf(p):
        return where(eq(gaps.abs(), d), g * sgn(gaps), 0)
    same = eq(d, 0)
    d = where(same, 1, d)
    if p == 2:
        return where(same, 0, g / d) * gaps
    none = same | eq(gaps, 0)
    size = where(none, 1, gaps).abs()
    return where(none, 0, g * sgn(gaps) * size ** (p - 1) / d ** (p - 1))


@public("torch", autocast=WIDE)
def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str = "use_mm_for_euclid_dist_if_necessary") -> Tensor:
    """The distances (p-norm of the difference) of each row of x1 from each of x2: (*, m, k) and (*, n, k) to (*, m, n);
    batches broadcast. ``compute_mode`` says whether, for p=2, products of matrices do it, which is faster and less
    exact for close rows: by default from 26 rows on.

    >>> torch.cdist(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0], [0.0, 1.0]]))
    tensor([[5., 1.]])
    """
    if compute_mode not in _MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode; write one of {', '.join(_MODES)}")
    for x, name in ((x1, "X1"), (x2, "X2")):
        if not x._dtype.is_floating_point:
            raise RuntimeError(f"cdist only supports floating-point dtypes, {name} got: {x._dtype.cpp}")
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {x.ndim}D")
    if x1._dtype.is_reduced:
        raise NotImplementedError(f"\"cdist\" not implemented for '{x1._dtype.cpp}': convert with x.float()")
    if x1._dtype is not x2._dtype:
        raise RuntimeError(f"expected scalar type {x1._dtype.cpp} but found {x2._dtype.cpp}")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} X2: {x2.shape[-1]}")
    if not p >= 0:
        raise RuntimeError("cdist only supports non-negative p values")
    products = _MODES[compute_mode]
    if products is None:
        products = x1.shape[-2] > 25 or x2.shape[-2] > 25
    return apply(Cdist.of(bool(products and p == 2)), x1, x2, p)


@public("torch functional", python="")
def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """The distances (p-norm of the difference) of all pairs of rows (n, k): those of row 0 from 1, 2, ..., of row 1
    from 2, ...: (n (n - 1) / 2,).

    >>> torch.pdist(torch.tensor([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]]))
    tensor([5.0000, 1.0000, 4.2426])
    """
    if input.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {input.ndim}D")
    if not input._dtype.is_floating_point:
        raise RuntimeError("pdist only supports floating-point dtypes")
    if input._dtype.is_reduced:
        raise NotImplementedError(f"\"pdist\" not implemented for '{input._dtype.cpp}': convert with x.float()")
    if not p >= 0:
        raise RuntimeError("pdist only supports non-negative p values")
    first, second = triu_indices(input.shape[0], input.shape[0], 1)
    return apply(Cdist.of(False), input, input, p)[first, second]


@public(inplace=True)
def renorm(input: Tensor, p: Number, dim: int, maxnorm: Number, *, out: Tensor | None = None) -> Tensor:
    """``input`` with each slice along ``dim`` scaled down to the p-norm ``maxnorm`` where that is exceeded.

    >>> torch.renorm(torch.tensor([[3.0, 4.0], [0.3, 0.4]]), 2, 0, 1)
    tensor([[0.6000, 0.8000],
            [0.3000, 0.4000]])
    """
    if isinstance(p, complex) or isinstance(maxnorm, complex):
        raise RuntimeError("renorm: p and maxnorm must be real-valued")
    if p <= 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if not maxnorm >= 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm}")
    if input.ndim < 2:
        raise RuntimeError(f"renorm: input needs at least 2 dimensions, got {input.ndim} dimensions")
    kept = normal_dim(dim, input.ndim)
    sizes = vector_norm(input, p, tuple(d for d in range(input.ndim) if d != kept), True)
    # PyTorch's guard against division by nothing
    result = input * where(sizes > maxnorm, maxnorm / (sizes + 1e-7), 1).to(input._dtype.to_real())
    if out is IN_PLACE:
        return input.copy_(result)
    return result if out is None else stored("renorm", out, result, exact=True)
