"""Parameters as one vector, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._ops.shapes.cat_stack import cat
from ..._tensor.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def _same_device(device, p):
    if device is not None and p.device != device:
        raise TypeError("Found two parameters on different devices, this is currently not supported.")
    return p.device


def parameters_to_vector(parameters: Iterable[Tensor]) -> Tensor:
    """All elements of the parameters in one Tensor with one dimension; differentiable.

    >>> torch.nn.utils.parameters_to_vector(torch.nn.Linear(3, 2).parameters()).shape
    torch.Size([8])
    """
    parts, device = [], None
    for p in parameters:
        device = _same_device(device, p)
        parts.append(p.reshape(-1))
    return cat(parts)


def vector_to_parameters(vec: Tensor, parameters: Iterable[Tensor]) -> None:
    """Cut a vector into pieces and make them the data of the parameters (they then share its memory).

    >>> p = torch.nn.Parameter(torch.zeros(2))
    >>> torch.nn.utils.vector_to_parameters(torch.tensor([1.0, 2.0]), [p])
    >>> p.data
    tensor([1., 2.])
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start, device = 0, None
    for p in parameters:
        device = _same_device(device, p)
        n = p.numel()
        p.data = vec[start : start + n].view_as(p).data
        start += n
