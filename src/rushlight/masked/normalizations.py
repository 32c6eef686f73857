"""Masked functions whose result has the input's shape. All take ``dtype`` (of the result) and ``mask``; raises as in
reductions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.common.arguments import check_tensor
from .._ops.elementwise import atan2_hypot
from .._ops.elementwise.maximum import maximum
from .._ops.layers import softmax as softmaxes
from .._ops.reductions import cumsum_cummax
from .filling import all_dims, filled
from .reductions import norm

if TYPE_CHECKING:
    from .._face.types import Tensor, dtype

__all__ = ["cumprod", "cumsum", "log_softmax", "logaddexp", "normalize", "softmax", "softmin"]


def _one_dim(input, dim):
    return (all_dims(dim, input.ndim) or (0,))[0]


def cumsum(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """Running sums along ``dim`` of the elements that count.

    >>> torch.masked.cumsum(torch.tensor([1.0, 2.0, 4.0]), 0, mask=torch.tensor([True, False, True]))
    tensor([1., 1., 5.])
    """
    x = filled("sum", input, mask)
    kind = dtype or x._dtype
    return cumsum_cummax.cumsum(x, _one_dim(x, dim), dtype=kind).to(kind)


def cumprod(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """Running products along ``dim`` of the elements that count.

    >>> torch.masked.cumprod(torch.tensor([1.0, 2.0, 4.0]), 0, mask=torch.tensor([True, False, True]))
    tensor([1., 1., 4.])
    """
    x = filled("prod", input, mask)
    kind = dtype or x._dtype
    return cumsum_cummax.cumprod(x, _one_dim(x, dim), dtype=kind).to(kind)


def softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``softmax`` along ``dim`` of the elements that count, 0 for the others; nan where none does.

    >>> torch.masked.softmax(torch.tensor([1.0, 1.0, 4.0]), 0, mask=torch.tensor([True, True, False]))
    tensor([0.5000, 0.5000, 0.0000])
    """
    x = filled("amax", input, mask)
    return softmaxes.softmax(x, _one_dim(x, dim), dtype=dtype or x._dtype)


def log_softmax(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """The logarithm of ``softmax`` along ``dim`` of the elements that count, -inf for the others; nan where none does.

    >>> torch.masked.log_softmax(torch.tensor([1.0, 4.0]), 0, mask=torch.tensor([True, False]))
    tensor([0., -inf])
    """
    x = filled("amax", input, mask)
    return softmaxes.log_softmax(x, _one_dim(x, dim), dtype=dtype or x._dtype)


def softmin(input: Tensor, dim: int, *, dtype: dtype | None = None, mask: Tensor | None = None) -> Tensor:
    """``softmax`` of -input along ``dim`` of the elements that count, 0 for the others; nan where none does.

    >>> torch.masked.softmin(torch.tensor([1.0, 1.0, -4.0]), 0, mask=torch.tensor([True, True, False]))
    tensor([0.5000, 0.5000, 0.0000])
    """
    x = filled("amin", input, mask)
    return softmaxes.softmin(x, _one_dim(x, dim), dtype=dtype or x._dtype)


def normalize(
    input: Tensor, ord: float, dim: int, *, eps: float = 1e-12, dtype: dtype | None = None, mask: Tensor | None = None
) -> Tensor:
    """The elements that count divided by their norm of order ``ord`` along ``dim``, or by ``eps`` if that is larger; 0
    for the others.

    >>> torch.masked.normalize(torch.tensor([3.0, 4.0, 5.0]), 2.0, 0, mask=torch.tensor([True, True, False]))
    tensor([0.6000, 0.8000, 0.0000])
    """
    x = filled("sum", input, mask)
    length = norm(input, ord, dim, keepdim=True, dtype=dtype, mask=mask)
    return x / maximum(length, length.new_full((), eps))


def logaddexp(
    input: Tensor,
    other: Tensor,
    *,
    dtype: dtype | None = None,
    input_mask: Tensor | None = None,
    other_mask: Tensor | None = None,
) -> Tensor:
    """log(exp(input) + exp(other)), with what doesn't count left out of the sum; each tensor has its own mask.

    >>> one = torch.tensor([True, False])
    >>> torch.masked.logaddexp(torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]), input_mask=~one, other_mask=one)
    tensor([3., 2.])
    """
    check_tensor(other, "logaddexp", "other", 2)
    x, y = filled("logaddexp", input, input_mask), filled("logaddexp", other, other_mask)
    return atan2_hypot.logaddexp(x, y).to(dtype or input._dtype)
