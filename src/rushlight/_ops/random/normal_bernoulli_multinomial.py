"""New tensors of random numbers whose distribution tensors describe: PyTorch's CPU stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ..._base import dtypes
from ..._core import Value, apply, broadcast, state
from ..._face.public import public
from ..common.inside_vmap import alike, all_examples, drawable
from ..common.out import refuse_gradient
from ..common.sizes import ints
from ..tensors.zeros_full import empty, requiring
from .draws import Multinomial, NormalAround, Poisson
from .generator import given
from .uniform_exponential import bernoulli_, no_kernel, normal_

if TYPE_CHECKING:
    from ..._face.types import Device, Generator, Ints, Tensor, dtype, layout


@public()
def bernoulli(
    input: Tensor, p: float | None = None, *, generator: Generator | None = None, out: Tensor | None = None
) -> Tensor:
    """Ones with the probabilities in ``input`` (or all with ``p``), else zeros.

    Raises RuntimeError for probabilities outside [0, 1].

    >>> torch.bernoulli(torch.tensor([0.0, 1.0]))
    tensor([0., 1.])
    """
    if out is not None:
        refuse_gradient("bernoulli", out, input, p)
    x = (
        drawable(alike(empty(input._array.shape, dtype=input._dtype, device=input._device), input))
        if out is None
        else empty(input._array.shape, out=out)
    )
    return bernoulli_(x, input if p is None else p, generator=generator)


@public("torch")
def poisson(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Poisson-distributed numbers with the rates in ``input``.

    Raises RuntimeError for negative rates, NotImplementedError for dtypes that aren't floating.

    >>> torch.poisson(torch.zeros(3))
    tensor([0., 0., 0.])
    """
    if input._dtype.category != 2:
        raise no_kernel("poisson_cpu", input._dtype)
    return apply(Poisson.of(given(generator, "poisson")), input)


@overload
def normal(
    mean: Tensor, std: float | Tensor = 1.0, *, generator: Generator | None = None, out: Tensor | None = None
) -> Tensor: ...
@overload
def normal(mean: float, std: Tensor, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor: ...
@overload
def normal(
    mean: float,
    std: float,
    size: Ints,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor: ...
@public("torch", factory=True)
def normal(
    mean: float | Tensor,
    std: float | Tensor = 1.0,
    size: Ints | None = None,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """Normally distributed numbers; ``mean`` and ``std`` are tensors or numbers (two numbers need a ``size``).

    Raises RuntimeError for a negative std.

    >>> torch.normal(torch.zeros(3), 1.0).shape
    torch.Size([3])
    """
    if not isinstance(mean, Value) and not isinstance(std, Value):
        if size is None:
            raise TypeError("normal(): two numbers need a size: torch.normal(0.0, 1.0, (2, 3))")
        x = empty(ints("normal", (size,)), out=out, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory)
        return requiring(normal_(drawable(x), mean, std, generator=generator), requires_grad)
    if isinstance(std, Value):
        if std._array.size and bool(all_examples(std.lt(0)).any()):
            raise RuntimeError("normal expects all elements of std >= 0.0")
    elif not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")
    if out is not None:
        refuse_gradient("normal", out, mean, std)
    x = _standard_normal(mean, std, generator, out)
    if out is None and state.grad and any(isinstance(v, Value) and v.requires_grad for v in (mean, std)):
        return apply(NormalAround.of(), x, mean, std)
    return x


def _standard_normal(mean, std, generator, out):
    """Normal numbers around tensors, without their history."""
    first = mean if isinstance(mean, Value) else std
    shape = broadcast(*[v._array.shape for v in (mean, std) if isinstance(v, Value)])
    if out is None:
        x = empty(shape, dtype=first._dtype, device=first._device)
        for v in (mean, std):
            x = alike(x, v) if isinstance(v, Value) else x
        x = drawable(x)
    else:
        x = empty(shape, out=out)
    before, state.grad = state.grad, False
    try:
        return normal_(x, generator=generator).mul_(std).add_(mean)
    finally:
        state.grad = before


@public()
def multinomial(
    input: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Indices drawn with probabilities proportional to the rows of ``input``, shape (n,) or (m, n); result
    (num_samples,) or (m, num_samples), int64.

    Raises RuntimeError for negative or infinite weights, and for more draws without replacement than weights.

    >>> torch.multinomial(torch.tensor([0.0, 1.0]), 3, replacement=True)
    tensor([1, 1, 1])
    """
    generator = given(generator, "multinomial")
    _check_multinomial(input, num_samples, replacement)
    if out is not None and out._dtype is not dtypes.int64:
        raise RuntimeError(f"multinomial expects Long tensor out, got: {out._dtype.cpp}")
    if input._dtype.is_reduced:
        input = input.float()
    result = apply(Multinomial.of(num_samples, bool(replacement), generator), input)
    return result if out is None else out.resize_(result.shape).copy_(result)


def _check_multinomial(input, num_samples, replacement):
    n = input._array.shape[-1] if input._array.ndim else 0
    if input._array.ndim not in (1, 2):
        raise RuntimeError(f"prob_dist must be 1 or 2 dim, got {input._array.ndim}")
    if input._dtype.category != 2:
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {input._dtype.cpp}")
    if num_samples <= 0:
        raise RuntimeError(f"cannot sample n_sample <= 0 samples, got {num_samples}")
    if not replacement and num_samples > n:
        raise RuntimeError(
            f"cannot sample n_sample > prob_dist.size(-1) samples without replacement: {num_samples} of {n}"
        )
