"""Leaky relu whose slopes for negative numbers are drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._face.public import public
from ..elementwise.activation import leaky_relu, leaky_relu_
from ..tensors.zeros_full import empty, ones_like

if TYPE_CHECKING:
    from ..._face.types import Generator, Real, Tensor


def _slopes(input, lower, upper, generator):
    """Ones, and a number from [lower, upper) for each element that isn't positive, drawn in their order."""
    slopes = ones_like(input.contiguous())
    low = input.detach() <= 0
    count = int(low.sum())
    drawn = empty(count, dtype=dtypes.float64).uniform_(lower, upper, generator=generator)
    return slopes.masked_scatter_(low, drawn.to(input.dtype))


@public("functional torch")
def rrelu(
    input: Tensor,
    lower: Real = 1.0 / 8,
    upper: Real = 1.0 / 3,
    training: bool = False,
    inplace: bool = False,
    *,
    generator: Generator | None = None,
) -> Tensor:
    """x where it is positive, else x times a slope: drawn from [lower, upper) for each element, or their mean when not
    ``training``.

    input (*), floating. The draws are PyTorch's. Raises RuntimeError if lower > upper. Xu et al., arXiv:1505.00853.

    >>> torch.nn.functional.rrelu(torch.tensor([-4.0, 2.0]), 0.25, 0.75)
    tensor([-2.,  2.])
    """
    if lower > upper:
        raise RuntimeError(f"Lower bound should be less than or equal to the upper bound, got {lower} and {upper}")
    if not training:
        return (leaky_relu_ if inplace else leaky_relu)(input, (lower + upper) / 2)
    slopes = _slopes(input, lower, upper, generator)
    return input.mul_(slopes) if inplace else input * slopes


@public("functional torch")
def rrelu_(
    input: Tensor,
    lower: Real = 1.0 / 8,
    upper: Real = 1.0 / 3,
    training: bool = False,
    generator: Generator | None = None,
) -> Tensor:
    """`rrelu`, written into the tensor itself. Returns the tensor."""
    return rrelu(input, lower, upper, training, True, generator=generator)
