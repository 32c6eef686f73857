"""Overwriting tensors with random numbers: PyTorch's CPU stream, in the order of memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._base import dtypes
from ..._core import Value, apply_
from ..._face.public import public
from .draws import Bernoulli, Cauchy, Exponential, Geometric, LogNormal, Normal, Random, Uniform
from .generator import given
from .integer_ranges import GREATEST, largest, rounded_low, span_of, whole

if TYPE_CHECKING:
    from ..._face.types import Generator, Tensor


def _floating(x, kernel):
    if x._dtype.category < 2:
        raise no_kernel(kernel, x._dtype)


def no_kernel(kernel, dtype):
    return NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.cpp}': draw into a floating-point tensor")


@public("Tensor")
def uniform_(
    input: Tensor, from_: float = 0.0, to: float = 1.0, *, generator: Generator | None = None, **bounds: float
) -> Tensor:
    """Overwrite with numbers uniform in [from, to).

    Raises RuntimeError if from > to, NotImplementedError for dtypes that aren't floating.

    >>> torch.empty(3).uniform_(-1, 1).shape
    torch.Size([3])
    """
    from_ = bounds.pop("from", from_)  # PyTorch's name for it is a Python keyword
    if bounds:
        raise TypeError(f"uniform_() got an unexpected keyword argument '{next(iter(bounds))}'")
    _floating(input, "check_uniform_bounds")
    greatest = GREATEST[input._dtype.name if input._dtype.category == 2 else input._dtype.to_real().name]
    if not (-greatest <= from_ and to <= greatest and to - from_ <= greatest):
        _beyond(input._dtype, from_, to, greatest)
    if not from_ <= to:
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={from_} > to={to}")
    return apply_(Uniform.of(input._dtype, given(generator, "uniform_"), None, None), input, input, from_, to)


def _beyond(dtype, low, high, greatest):
    for name, value in (("from", low), ("to", high)):
        if not abs(value) <= greatest:
            raise RuntimeError(f"{name} is out of bounds for {dtype.cpp}: {value}; the largest number is {greatest}")
    raise RuntimeError(
        f"uniform_ expects to-from <= std::numeric_limits<{dtype.cpp}>::max(), but found to={high} and from={low} "
        "which result in to-from to exceed the limit"
    )


@public("Tensor")
def normal_(input: Tensor, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Overwrite with normally distributed numbers. Raises RuntimeError for a negative std.

    >>> torch.empty(3).normal_(5, 0.1).shape
    torch.Size([3])
    """
    _floating(input, "normal_kernel_cpu")
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    return apply_(Normal.of(input._dtype, given(generator, "normal_"), None, None), input, input, mean, std)


def _continuous(x, name):
    if x._dtype.category != 2:
        raise RuntimeError(
            f"{name} distribution is a continuous probability distribution. dtype must be a floating point but you "
            f"specified {x._dtype.cpp}"
        )


@public("Tensor")
def exponential_(input: Tensor, lambd: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Overwrite with exponentially distributed numbers of rate ``lambd`` > 0."""
    _continuous(input, "Exponential")
    if not lambd > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return apply_(Exponential.of(input._dtype, given(generator, "exponential_"), None, None), input, input, lambd)


@public("Tensor")
def geometric_(input: Tensor, p: float, *, generator: Generator | None = None) -> Tensor:
    """Overwrite with the numbers of trials of probability ``p`` (0 < p < 1) until the first success."""
    if input._dtype.category == 3:
        raise no_kernel("geometric_cpu", input._dtype)
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p}")
    return apply_(Geometric.of(input._dtype, given(generator, "geometric_"), None, None), input, input, p)


@public("Tensor")
def cauchy_(input: Tensor, median: float = 0.0, sigma: float = 1.0, *, generator: Generator | None = None) -> Tensor:
    """Overwrite with Cauchy-distributed numbers."""
    _continuous(input, "Cauchy")
    if not sigma > 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma}")
    return apply_(Cauchy.of(input._dtype, given(generator, "cauchy_"), None, None), input, input, median, sigma)


@public("Tensor")
def log_normal_(input: Tensor, mean: float = 1.0, std: float = 2.0, *, generator: Generator | None = None) -> Tensor:
    """Overwrite with numbers whose logarithms are normal with the given mean and standard deviation."""
    _floating(input, "log_normal_cpu")
    if not std > 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std}")
    return apply_(LogNormal.of(input._dtype, given(generator, "log_normal_"), None, None), input, input, mean, std)


_ABSENT: Any = object()


@public("Tensor")
def random_(
    input: Tensor,
    from_: int | None = None,
    to: int | None = _ABSENT,
    *,
    generator: Generator | None = None,
    **bounds: int,
) -> Tensor:
    """Overwrite with whole numbers: ``random_()`` from 0 to the dtype's largest, ``random_(to)`` from 0,
    ``random_(from, to)``; ``to`` is not included; ``random_(from, None)`` goes up to the dtype's largest.

    Raises RuntimeError for an empty range or one that the dtype doesn't hold.

    >>> torch.empty(3).random_(10).shape
    torch.Size([3])
    """
    from_ = bounds.pop("from", from_)
    if bounds:
        raise TypeError(f"random_() got an unexpected keyword argument '{next(iter(bounds))}'")
    dtype, generator = input._dtype, given(generator, "random_")
    if dtype.category == 3:
        raise NotImplementedError(f"\"random_kernel_cpu\" not implemented for '{dtype.cpp}'")
    if to is _ABSENT:
        if from_ is None:
            wide = dtype in (dtypes.int64, dtypes.float64, dtypes.uint64)
            return apply_(Random.of(dtype, generator, None, None, wide), input, input, largest(dtype) + 1, 0)
        from_, to = 0, from_
    low = whole("random_", "from", from_ or 0)
    if to is not None:
        span, low, wide = span_of(dtype, low, whole("random_", "to", to))
    else:
        low = rounded_low(dtype, low)
        span = largest(dtype) + 1 - low
        span, low, wide = (0, 0, True) if span == 2**64 else (span, low, span >= 2**28)
    return apply_(Random.of(dtype, generator, None, None, wide), input, input, span, low)


@public("Tensor")
def bernoulli_(input: Tensor, p: float | Tensor = 0.5, *, generator: Generator | None = None) -> Tensor:
    """Overwrite with ones with probability ``p`` (a number, or a tensor that broadcasts), else zeros.
    Raises RuntimeError for probabilities outside [0, 1].

    >>> torch.zeros(3).bernoulli_(1.0)
    tensor([1., 1., 1.])
    """
    if not isinstance(p, Value) and not 0 <= p <= 1:
        raise RuntimeError(f"bernoulli_ expects p to be in [0, 1], but got p={p}")
    if input._dtype.category == 3:
        raise no_kernel("bernoulli_scalar_cpu_", input._dtype)
    if isinstance(p, Value):
        _floating(p, "bernoulli_tensor_cpu_p_")
        p = p.float() if p._dtype.is_reduced else p
    return apply_(Bernoulli.of(input._dtype, given(generator, "bernoulli_"), None, None), input, input, p)
