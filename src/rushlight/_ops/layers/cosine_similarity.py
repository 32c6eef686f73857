"""Lengths and angles along a dimension: normalize, cosine similarity, distance of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import Spec, broadcast, result_type
from ..._face.public import public
from ..common.out import stored

if TYPE_CHECKING:
    from ..._face.types import Tensor


@public("functional")
def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Tensor | None = None) -> Tensor:
    """input divided by its ``p`` norm (at least ``eps``) along ``dim``.

    input (*), floating or complex; result alike. Raises IndexError for a dim out of range.

    >>> torch.nn.functional.normalize(torch.tensor([[3.0, 4.0]]))
    tensor([[0.6000, 0.8000]])
    """
    length = input.norm(p, dim, keepdim=True).clamp_min(eps).expand_as(input)
    result = input / length
    return result if out is None else stored("normalize", out, result)


@public("functional torch", python="")
def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between x1 and x2 along ``dim``: their product over their lengths, each at least ``eps``.

    x1, x2: tensors that broadcast, of floating dtypes; the result lacks ``dim``. Raises RuntimeError for integers.

    >>> torch.cosine_similarity(torch.tensor([[1.0, 0.0]]), torch.tensor([[1.0, 1.0]]))
    tensor([0.7071])
    """
    a, b = (Spec(x.shape, x.dtype, x.device) for x in (x1, x2))
    common = result_type(a, b)
    if common.category < 2:
        raise RuntimeError(
            f"expected common dtype to be floating point, yet common dtype is {common.cpp}: convert with .float()"
        )
    shape = broadcast(a.shape, b.shape)
    x1, x2 = x1.to(common).expand(shape), x2.to(common).expand(shape)
    return (x1 / _length(x1, dim, eps) * (x2 / _length(x2, dim, eps))).sum(dim)


def _length(x, dim, eps):
    """The norm, at least ``eps``; its gradient is the norm's also below that."""
    length = x.norm(2, dim, keepdim=True).clone()
    length.detach().clamp_min_(eps)
    return length


@public("functional torch", python="")
def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    """The ``p`` norm of x1 - x2 + eps along the last dimension.

    x1, x2 (..., D), broadcast; result (...), or (..., 1) with ``keepdim``.

    >>> torch.pairwise_distance(torch.tensor([[0.0, 0.0]]), torch.tensor([[3.0, 4.0]]))
    tensor([5.0000])
    """
    return (x1 - x2 + eps).norm(p, -1, keepdim=keepdim)
