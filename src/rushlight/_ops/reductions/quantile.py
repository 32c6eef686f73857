"""Quantiles: the values below which shares of the elements lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import Value, apply
from ..._face.autocast import WIDE
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.out import stored
from ..elementwise.lerp_addcmul import lerp
from ..elementwise.where import where
from ..tensors.tensor_from_numpy import tensor
from .topk_sort import RANK_PLACES

if TYPE_CHECKING:
    from ..._face.types import Tensor


@public(autocast=WIDE)
def quantile(
    input: Tensor,
    q: Tensor | float,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """The value below which a share ``q`` (0 to 1; a number or a 1-d tensor) of the elements along ``dim`` lies; None:
    of all.

    interpolation: 'linear', 'lower', 'higher', 'nearest' or 'midpoint', where it falls between two. nan if one is.

    >>> quantile(torch.tensor([1., 2., 3., 4.]), 0.5)
    tensor(2.5000)
    """
    return _quantile("quantile", input, q, dim, keepdim, interpolation, out, False)


@public(autocast=WIDE)
def nanquantile(
    input: Tensor,
    q: Tensor | float,
    dim: int | None = None,
    keepdim: bool = False,
    *,
    interpolation: str = "linear",
    out: Tensor | None = None,
) -> Tensor:
    """``quantile`` of what isn't nan.

    >>> nanquantile(torch.tensor([1., 2., float("nan")]), 0.5)
    tensor(1.5000)
    """
    return _quantile("nanquantile", input, q, dim, keepdim, interpolation, out, True)


def _quantile(name, input, q, dim, keepdim, interpolation, out, ignore_nan):
    if input._dtype.name not in ("float32", "float64"):
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype")
    if not isinstance(q, (Value, float, int)):
        raise TypeError(f"{name}(): argument 'q' (position 2) must be Tensor or float, not {type(q).__name__}")
    if interpolation not in ("linear", "lower", "higher", "nearest", "midpoint"):
        raise RuntimeError(
            f"{name}() interpolation must be one of linear, lower, higher, midpoint or nearest, but got {interpolation}"
        )
    shares = q if isinstance(q, Value) else tensor(q, dtype=input._dtype)
    if shares._array.ndim > 1:
        raise RuntimeError(f"{name}() q must be a scalar or 1D tensor, but got {shares._array.ndim} dimensions")
    if shares._dtype is not input._dtype:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor")
    if not input._array.size:
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if not bool(((shares >= 0) & (shares <= 1)).all()):
        raise RuntimeError(f"{name}() q must be in the range [0, 1] but got {q}")
    n = input._array.ndim
    d = 0 if dim is None else normal_dim(dim, n)
    dim = dim if n else None
    x = input.reshape(-1) if dim is None else input.movedim(d, -1) if n > 1 else input
    missing = x.isnan()
    if ignore_nan:
        last = (missing.logical_not().sum(-1, keepdim=True) - 1).clamp(0)
    else:
        last = where(missing.any(-1, keepdim=True), x.size(-1) - 1, x.size(-1) - 1)
    rank = shares.reshape(-1) * last.to(x._dtype)
    if not ignore_nan:
        rank = where(missing.any(-1, keepdim=True), float(x.size(-1) - 1), rank)
    low = {"higher": rank.ceil, "nearest": rank.round}.get(interpolation, rank.floor)()
    y = x.gather(-1, apply(RANK_PLACES, x, low.long()))
    if interpolation in ("linear", "midpoint"):
        weight = rank - low if interpolation == "linear" else x.new_full(rank.shape, 0.5)
        above = x.gather(-1, apply(RANK_PLACES, x, rank.ceil().long()))
        y = lerp(y, above, weight)
    y = y.movedim(-1, 0) if y._array.ndim > 1 else y
    if keepdim and n:
        y = y.unsqueeze(d + 1) if dim is not None else y.reshape([-1] + [1] * n)
    y = y if shares._array.ndim else y.squeeze(0)
    return y if out is None else stored(name, out, y, exact=True)
