"""Variances, standard deviations, covariances and correlations."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply_to
from ..._face.autocast import LOWER
from ..._face.public import public
from ..common.dims import reduced_shape
from ..elementwise.complex import complex
from ..elementwise.where import divided
from ..tensors.full import zeros_of
from ..tensors.tensor_from_numpy import tensor
from .reduction import count, dims_of, unreduced
from .sum_mean_prod import mean

if TYPE_CHECKING:
    from ..._face.types import Ints, Number, Tensor


class Var(Op):
    """The mean squared distance from the mean, or its square root (``rooted``); operands x, correction (subtracted from
    the number of elements)."""

    __slots__ = ("dims", "keepdim")
    rooted = False
    saves = ((0, 1, OUT), ())

    def infer(self, x, correction):
        if x.dtype.category < 2:
            raise RuntimeError("std and var only support floating point and complex dtypes: convert with x.float()")
        return self.outs(Spec(reduced_shape(x.shape, self.dims, self.keepdim), x.dtype.to_real(), x.device), x)

    def outs(self, spec, x):
        """The Specs of the outputs."""
        return spec

    @quiet
    def forward(self, xp, x, correction):
        return self.moments(xp, x, correction)[0]

    def moments(self, xp, x, correction):
        """(variance or its root, mean) over ``dims``."""
        dims = self.dims if x.ndim else None
        middle = xp.mean(x, dims, self.keepdim)
        n = count(x.shape, dims)
        freedom = n - correction if n else 0
        if freedom <= 0:
            warnings.warn(
                "var(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
                "(input numel divided by output numel).",
                UserWarning,
                stacklevel=5,
            )
        if not n:
            return xp.full(middle.shape, math.nan, middle.real.dtype), middle
        y = xp.var(x.real, dims, correction, self.keepdim)
        if x.dtype.kind == "c":
            y = xp.asarray(y + xp.var(x.imag, dims, correction, self.keepdim))
        return xp.sqrt(y) if self.rooted else y, middle

    def gradient(self, g, saved):
        """The gradient of x from that of the variance or its root."""
        x, correction, y = saved[0], saved[1], saved[OUT]
        shape, dims = x._array.shape, self.dims
        freedom = count(shape, dims) - correction
        g = divided(g, y * 2) if self.rooted else g
        g = unreduced(g, shape, dims, self.keepdim)
        return (2 / freedom if freedom > 0 else math.inf) * g * (x - mean(x, dims, True))

    def vjp(self, need, grads, saved, specs):
        return self.gradient(grads[0], saved), None


class Std(Var):
    rooted = True


class VarMean(Var):
    """Var and the mean."""

    visible = 2

    def outs(self, spec, x):
        return spec, spec.like(dtype=x.dtype)

    @quiet
    def forward(self, xp, x, correction):
        return self.moments(xp, x, correction)

    def vjp(self, need, grads, saved, specs):
        (gv, gm), shape = grads, specs[0].shape
        g = None if gv is None else self.gradient(gv, saved)
        if gm is not None:
            gm = (unreduced(gm, shape, self.dims, self.keepdim) / (count(shape, self.dims) or 1)).expand(shape)
            g = gm if g is None else g + gm
        return g, None


class StdMean(VarMean):
    rooted = True


def _spread(record, input, dim, unbiased, keepdim, correction):
    """The op, and what it subtracts from the number of elements."""
    if isinstance(dim, bool):  # the form f(x, unbiased)
        dim, unbiased = None, dim
    if correction is None:
        correction = 0 if unbiased is False else 1
    return record.of(dims_of(dim, input), bool(keepdim)), correction


@public()
def var(
    input: Tensor,
    dim: Ints | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: Number | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The variance over ``dim`` (an int or a tuple; None: all).

    correction: subtracted from the number of elements in the divisor; 1 unless given (unbiased=False: 0).
    Raises RuntimeError for integers.

    >>> var(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """
    op, correction = _spread(Var, input, dim, unbiased, keepdim, correction)
    return apply_to(out, op, input, correction)


@public()
def std(
    input: Tensor,
    dim: Ints | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: Number | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """The standard deviation over ``dim`` (an int or a tuple; None: all).

    correction: subtracted from the number of elements in the divisor; 1 unless given (unbiased=False: 0).
    Raises RuntimeError for integers.

    >>> std(torch.tensor([1., 2., 3.]))
    tensor(1.)
    """
    op, correction = _spread(Std, input, dim, unbiased, keepdim, correction)
    return apply_to(out, op, input, correction)


@public("torch")
def var_mean(
    input: Tensor,
    dim: Ints | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: Number | None = None,
    out: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """The variance and the mean, a tuple, over ``dim`` (an int or a tuple; None: all).

    correction: subtracted from the number of elements in the divisor; 1 unless given (unbiased=False: 0).
    Raises RuntimeError for integers.

    >>> var_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """
    op, correction = _spread(VarMean, input, dim, unbiased, keepdim, correction)
    return apply_to(out, op, input, correction)


@public("torch")
def std_mean(
    input: Tensor,
    dim: Ints | bool | None = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: Number | None = None,
    out: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean, a tuple, over ``dim`` (an int or a tuple; None: all).

    correction: subtracted from the number of elements in the divisor; 1 unless given (unbiased=False: 0).
    Raises RuntimeError for integers.

    >>> std_mean(torch.tensor([1., 2., 3.]))
    (tensor(1.), tensor(2.))
    """
    op, correction = _spread(StdMean, input, dim, unbiased, keepdim, correction)
    return apply_to(out, op, input, correction)


@public(autocast=LOWER)
def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """The covariances of variables (rows) over observations (columns); of one variable its variance.

    correction: subtracted from the number of observations in the divisor; fweights, aweights: how often each
    observation counts, and how much.

    >>> cov(torch.tensor([[1., 2., 3.], [3., 2., 1.]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if input._array.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got {input._array.ndim}")
    if input._dtype is dtypes.bool_:
        raise RuntimeError("cov(): bool dtype is not supported for input; convert with x.float()")
    x = input.unsqueeze(0) if input._array.ndim < 2 else input
    x = x.unsqueeze(1) if x._array.ndim < 2 else x
    weights = _weights(x.size(1), fweights, aweights)
    total = tensor(x.size(1)) if weights is None else weights.sum()
    if weights is not None and not total:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    freedom = total - correction
    if aweights is not None and correction:
        freedom = total - correction * (weights * aweights).sum() / total
    if freedom <= 0:
        warnings.warn(
            "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.",
            UserWarning,
            stacklevel=2,
        )
        freedom = zeros_of(freedom)
    away = x - ((x if weights is None else x * weights).sum(1) / total).unsqueeze(1)
    return (away @ (away if weights is None else away * weights).t().conj() / freedom).squeeze()


def _weights(n, fweights, aweights):
    """The product of both weights of ``n`` observations; None without any."""
    both = None
    for name, w, floating in (("fweights", fweights, False), ("aweights", aweights, True)):
        if w is None:
            continue
        if w._array.ndim > 1:
            raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got {w._array.ndim}")
        if (w._dtype.category == 2) != floating or w._dtype.category not in (1, 2):
            kind = "floating point" if floating else "integral"
            raise RuntimeError(f"cov(): expected {name} to have {kind} dtype but got {name} with {w._dtype.cpp} dtype")
        if w._array.size != n:
            raise RuntimeError(
                f"cov(): expected {name} to have the same numel as there are observations in the input but got "
                f"{w._array.size} != {n}"
            )
        if bool((w < 0).any()):
            raise RuntimeError(f"cov(): {name} cannot be negative")
        both = w if both is None else both * w
    return both


@public(autocast=LOWER)
def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables (rows) over observations (columns), from -1 to 1.

    >>> corrcoef(torch.tensor([[1., 2., 3.], [3., 2., 1.]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    c = cov(input)
    if not c._array.ndim:
        return c / c
    spread = c.diagonal().real.sqrt() if c._dtype.is_complex else c.diagonal().sqrt()
    c = c / spread.unsqueeze(1) / spread.unsqueeze(0)
    return complex(c.real.clamp(-1, 1), c.imag.clamp(-1, 1)) if c._dtype.is_complex else c.clamp(-1, 1)
