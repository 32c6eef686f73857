"""Random tensors: PyTorch's CPU stream. The same seed gives the same numbers as PyTorch 2.13."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ..._base import devices, dtypes
from ..._core import apply, apply_
from ..._face.public import public
from ..common.inside_vmap import drawable
from ..common.promotion import as_dtype
from ..tensors.zeros_full import check_options, empty, empty_like, read_shape, requiring
from .draws import Normal, Permutation, Random, Uniform
from .generator import given
from .integer_ranges import largest, span_of, whole
from .uniform_exponential import no_kernel, normal_, random_, uniform_

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Device, Generator, Ints, Tensor, dtype, layout, memory_format


def _new(function, op, numbers, shape, generator, out, dtype, layout, device, requires_grad, pin_memory, *params):
    """A new tensor of random numbers, or ``out`` overwritten with them."""
    generator = given(generator, function)
    if out is not None:
        x = empty(shape, out=out, dtype=dtype, layout=layout)
        return requiring(apply_(op.of(x._dtype, generator, None, None, *params), x, x, *numbers), requires_grad)
    if layout is not None or pin_memory:
        check_options(function, layout, pin_memory)
    device = devices.as_device(device)
    t = apply(op.of(dtype, generator, shape, None if device is devices.cpu else device, *params), None, *numbers)
    return requiring(t, requires_grad) if requires_grad else t


def _floating_type(function, dtype, out, kernel):
    dtype = as_dtype(dtype, function) or (out._dtype if out is not None else dtypes.get_default_dtype())
    if dtype.category < 2:
        raise no_kernel(kernel, dtype)
    return dtype


@public("torch", factory=True)
def rand(
    *size: Ints,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    **named: Ints,
) -> Tensor:
    """A new tensor of numbers uniform in [0, 1).

    size: ints, or one sequence of them; dtype: the default floating one unless given.

    >>> _ = torch.manual_seed(0)
    >>> torch.rand(2)
    tensor([0.4963, 0.7682])
    """
    shape = read_shape("rand", size, **named) if named else read_shape("rand", size)
    dtype = _floating_type("rand", dtype, out, "check_uniform_bounds")
    return _new("rand", Uniform, (0.0, 1.0), shape, generator, out, dtype, layout, device, requires_grad, pin_memory)


@public("torch", factory=True)
def randn(
    *size: Ints,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    **named: Ints,
) -> Tensor:
    """A new tensor of normally distributed numbers, mean 0, variance 1 (of complex ones each part has variance 1/2).

    >>> _ = torch.manual_seed(0)
    >>> torch.randn(2)
    tensor([ 1.5410, -0.2934])
    """
    shape = read_shape("randn", size, **named) if named else read_shape("randn", size)
    dtype = _floating_type("randn", dtype, out, "normal_kernel_cpu")
    return _new("randn", Normal, (0.0, 1.0), shape, generator, out, dtype, layout, device, requires_grad, pin_memory)


def _bounds(numbers, named):
    """(low,) high, size from positional and named arguments of randint."""
    size, high, low = named.pop("size", None), named.pop("high", None), named.pop("low", None)
    if named:
        raise TypeError(f"randint() got an unexpected keyword argument '{next(iter(named))}'")
    if low is not None and high is None and len(numbers) < (1 if size is not None else 2):
        raise TypeError('randint() missing 1 required positional argument: "high"')
    return tuple([n for n in (low, *numbers, high, size) if n is not None])


@overload
def randint(
    high: int,
    size: Sequence[int],
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor: ...
@overload
def randint(
    low: int,
    high: int,
    size: Sequence[int],
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor: ...
@public("torch", factory=True)
def randint(
    *bounds_and_size: Ints,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
    **named: Ints,
) -> Tensor:
    """``randint(high, size)`` or ``randint(low, high, size)``: whole numbers from ``low`` (0) to ``high - 1``, int64
    unless told.

    Raises RuntimeError for an empty range or one that the dtype doesn't hold.

    >>> _ = torch.manual_seed(0)
    >>> torch.randint(10, (3,))
    tensor([4, 9, 3])
    """
    numbers = _bounds(bounds_and_size, named) if named else bounds_and_size
    if len(numbers) == 2:
        numbers = (0, *numbers)
    if len(numbers) != 3:
        raise TypeError(
            "randint() received an invalid combination of arguments: write torch.randint(high, size) or "
            f"torch.randint(low, high, size), e.g. torch.randint(0, 10, (2, 3)); got {bounds_and_size}"
        )
    low, high, size = numbers
    dtype = as_dtype(dtype, "randint") or (out._dtype if out is not None else dtypes.int64)
    if dtype.category == 3:
        raise RuntimeError("check_random_bounds handles only integral, floating-point and boolean types")
    span, low, wide = span_of(dtype, whole("randint", "low", low), whole("randint", "high", high))
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"randint(): argument 'size' must be tuple of ints, not {type(size).__name__}: write (n,)")
    shape = read_shape("randint", (size,))
    return _new(
        "randint", Random, (span, low), shape, generator, out, dtype, layout, device, requires_grad, pin_memory, wide
    )


@public("torch", factory=True)
def randperm(
    n: int,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """The numbers from 0 to n - 1 in random order, int64 unless told.

    >>> _ = torch.manual_seed(0)
    >>> torch.randperm(4)
    tensor([0, 1, 3, 2])
    """
    n = whole("randperm", "n", n)
    if n < 0:
        raise RuntimeError(f"n must be non-negative, got {n}")
    dtype = as_dtype(dtype, "randperm") or (out._dtype if out is not None else dtypes.int64)
    if dtype.category in (0, 3):
        raise NotImplementedError(f"\"randperm\" not implemented for '{dtype.cpp}'")
    if n > largest(dtype) + 1:
        raise RuntimeError(
            f"n cannot be greater than {largest(dtype) + 1} for {dtype.cpp} type: it does not hold {n - 1}"
        )
    x = None if out is None else empty(n, out=out, dtype=dtype)
    order = _new("randperm", Permutation, (), (n,), generator, None, dtypes.int64, layout, device, False, pin_memory)
    if x is None and dtype is dtypes.int64:
        return requiring(order, requires_grad)
    return requiring(order.to(dtype) if x is None else x.copy_(order), requires_grad)


def _like(input, dtype, layout, device, pin_memory, memory_format):
    return drawable(
        empty_like(input, dtype=dtype, layout=layout, device=device, pin_memory=pin_memory, memory_format=memory_format)
    )


@public("torch")
def rand_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
) -> Tensor:
    """``rand`` of the size, dtype and device of ``input``."""
    x = _like(input, dtype, layout, device, pin_memory, memory_format)
    return requiring(uniform_(x, generator=generator), requires_grad)


@public("torch")
def randn_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
) -> Tensor:
    """``randn`` of the size, dtype and device of ``input``."""
    x = _like(input, dtype, layout, device, pin_memory, memory_format)
    return requiring(normal_(x, generator=generator), requires_grad)


@public("torch")
def randint_like(
    input: Tensor,
    low: int | Tensor | None = None,
    high: int | Tensor | None = None,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
) -> Tensor:
    """``randint`` of the size, dtype and device of ``input``: ``randint_like(input, high)`` or ``(input, low, high)``.

    >>> torch.randint_like(torch.zeros(2, 3), 10).shape
    torch.Size([2, 3])
    """
    if low is None and high is None:
        raise TypeError('randint_like() missing 1 required positional argument: "high"')
    low, high = (0, low) if high is None else (low or 0, high)
    low, high = whole("randint_like", "low", low), whole("randint_like", "high", high)
    x = _like(input, dtype, layout, device, pin_memory, memory_format)
    return requiring(random_(x, low, high, generator=generator), requires_grad)
