"""Differences of neighbours, slopes, and integrals by the trapezoidal rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._core import Value, apply
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.inside_vmap import alike
from ..common.out import stored
from ..common.sizes import unique_dims
from ..elementwise.bitwise_logical import logical_xor
from ..shapes.cat_stack import cat
from ..tensors.full import Full
from .cumsum_cummax import cumsum
from .sum_mean_prod import sum as sum_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..._face.types import Ints, Number, Tensor


@public()
def diff(
    input: Tensor,
    n: int = 1,
    dim: int = -1,
    prepend: Tensor | None = None,
    append: Tensor | None = None,
    *,
    out: Tensor | None = None,
) -> Tensor:
    """Differences of neighbours along ``dim``, ``n`` times over; prepend, append: tensors put before and behind first.

    Raises RuntimeError for a negative n, and for tensors put before or behind that don't fit.

    >>> torch.diff(torch.tensor([1, 4, 9]))
    tensor([3, 5])
    """
    d = normal_dim(dim, input._array.ndim)
    if not input._array.ndim:
        raise RuntimeError("diff expects input to be at least one-dimensional, got a 0-d tensor")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}")
    parts = [t for t in (prepend, input, append) if t is not None]
    for t in parts:
        _check_fits(input, t, d)
    if n == 0:  # PyTorch leaves out what would be put before and behind
        x = alike(apply(Full.of(input._array.shape, input._dtype, input._device), 0), input).copy_(input)
    else:
        x = cat(parts, d) if len(parts) > 1 else input
    for _ in range(min(n, x.size(d))):
        later, earlier = x.narrow(d, 1, x.size(d) - 1), x.narrow(d, 0, x.size(d) - 1)
        x = logical_xor(later, earlier) if x._dtype is dtypes.bool_ else later - earlier
    return x if out is None else stored("diff", out, x)


def _check_fits(input, part, d):
    if part._array.ndim != input._array.ndim:
        raise RuntimeError("diff expects prepend or append to be the same dimension as input")
    for i, (a, b) in enumerate(zip(input._array.shape, part._array.shape, strict=True)):
        if i != d and a != b:
            raise RuntimeError(
                "diff expects the shape of tensor to prepend or append to match that of input except along the "
                f"differencing dimension; input.size({i}) = {a}, but got tensor.size({i}) = {b}"
            )


def _panels(function, y, x, dx, dim):
    """Twice the areas between neighbours along ``dim`` (without x: over the distance), and ``dim`` counted from 0."""
    if y._dtype is dtypes.bool_ or (x is not None and x._dtype is dtypes.bool_):
        raise RuntimeError(
            f"{function}: received a bool input for `{'y' if x is None else 'x` or `y'}`, but bool is not supported"
        )
    if isinstance(dx, complex):
        raise RuntimeError(f"{function}: Currently, we only support dx as a real number.")
    if x is not None and dx != 1:
        raise TypeError(f"{function}() received an invalid combination of arguments: give x or dx, not both")
    if not y._array.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    d = normal_dim(dim, y._array.ndim)
    n = max(y.size(d) - 1, 0)
    both = y.narrow(d, min(1, y.size(d)), n) + y.narrow(d, 0, n)
    if x is None:
        return both, d
    if x._array.ndim != 1:
        if x._array.ndim < y._array.ndim:
            x = x.reshape((1,) * (y._array.ndim - x._array.ndim) + x._array.shape)
        m = max(x.size(d) - 1, 0)
        return (x.narrow(d, min(1, x.size(d)), m) - x.narrow(d, 0, m)) * both, d
    if x.size(0) != y.size(d):
        raise RuntimeError(
            f"{function}: There must be one `x` value for each sample point, got {x.size(0)} for {y.size(d)}"
        )
    width = diff(x).reshape([-1 if i == d else 1 for i in range(y._array.ndim)])
    return width * both, d


@public("torch", aliases="trapz")
def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: int = -1) -> Tensor:
    """The integral along ``dim`` by the trapezoidal rule, of values at places ``x`` or at distance ``dx``.

    x: 1-d, or as y. Raises RuntimeError for bools, and for places that don't fit.

    >>> torch.trapezoid(torch.tensor([1., 5., 10.]))
    tensor(10.5000)
    """
    panels, d = _panels("trapezoid", y, x, dx, dim)
    total = sum_of(panels, d)
    return total.mul(dx / 2) if x is None else total.div(2)


@public("torch")
def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Number = 1, dim: int = -1) -> Tensor:
    """The integrals along ``dim`` up to each place but the first, by the trapezoidal rule. Arguments as for
    ``trapezoid``.

    >>> torch.cumulative_trapezoid(torch.tensor([1., 5., 10.]))
    tensor([ 3.0000, 10.5000])
    """
    panels, d = _panels("cumulative_trapezoid", y, x, dx, dim)
    return cumsum(panels * (dx / 2), d) if x is None else cumsum(panels, d).div(2)


def _even_slopes(x, d, step, order):
    """Slopes along ``d`` at places ``step`` apart."""
    n = x.size(d)

    def at(i, length=1):
        return x.narrow(d, i, length)

    if order == 1:
        first, last = (at(1) - at(0)) / step, (at(n - 1) - at(n - 2)) / step
    else:
        first = (at(0) * -3 + at(1) * 4 - at(2)) / (2 * step)
        last = (at(n - 1) * 3 - at(n - 2) * 4 + at(n - 3)) / (2 * step)
    return cat([first, (at(2, n - 2) - at(0, n - 2)) / (2 * step), last], d)


def _uneven_slopes(x, d, places, order):
    """Slopes along ``d`` at the given places: those of the parabolas through three neighbours; at the ends, of the line
    through two of them (order 1) or of such a parabola (order 2)."""
    n, steps = x.size(d), diff(places)
    shape = [1] * x._array.ndim

    def at(i, length=1):
        return x.narrow(d, i, length)

    def step(i, length=1):
        shape[d] = length
        return steps.narrow(0, i, length).reshape(shape)

    h, k = step(0, n - 2), step(1, n - 2)
    middle = (
        at(0, n - 2) * (-k / (h * (h + k))) + at(1, n - 2) * ((k - h) / (h * k)) + at(2, n - 2) * (h / (k * (h + k)))
    )
    if order == 1:
        return cat([(at(1) - at(0)) / step(0), middle, (at(n - 1) - at(n - 2)) / step(n - 2)], d)
    h, k = step(0), step(1)
    first = at(0) * (-(2 * h + k) / (h * (h + k))) + at(1) * ((h + k) / (h * k)) + at(2) * (-h / (k * (h + k)))
    h, k = step(n - 3), step(n - 2)
    last = (
        at(n - 3) * (k / (h * (h + k))) + at(n - 2) * (-(h + k) / (h * k)) + at(n - 1) * ((2 * k + h) / (k * (h + k)))
    )
    return cat([first, middle, last], d)


@public("torch")
def gradient(
    input: Tensor,
    *,
    spacing: Number | Tensor | Sequence[Number | Tensor] = 1,
    dim: Ints | None = None,
    edge_order: int = 1,
) -> tuple[Tensor, ...]:
    """The slopes of sampled values along each of ``dim`` (None: all dimensions), from the neighbours on both sides; at
    the ends from one side, with two (edge_order 1) or three (2) of them. A tuple of tensors of input's shape.

    spacing: the distance between samples, one for each of dim, or for each the 1-d tensor of their places.
    Raises RuntimeError for dimensions with too few elements, and for uint8 and bool.

    >>> torch.gradient(torch.tensor([1., 4., 9., 16.]))
    (tensor([3., 4., 6., 7.]),)
    """
    n = input._array.ndim
    dims = tuple(range(n)) if dim is None else unique_dims(dim, n)
    spacing = 1 if spacing is None else spacing
    if isinstance(spacing, Value) and spacing._array.ndim:
        raise TypeError("gradient(): spacing must be a number or a tuple of tensors: write spacing=(places,)")
    several = isinstance(spacing, (tuple, list))
    spacings = tuple(spacing) if isinstance(spacing, (tuple, list)) else (spacing,) * len(dims)
    if len(spacings) != len(dims):
        raise RuntimeError(
            "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have "
            "the same "
            f"length, but got a spacing argument of length {len(spacings)} and a dim argument of length {len(dims)}."
        )
    if edge_order not in (1, 2):
        raise RuntimeError("torch.gradient only supports edge_order=1 and edge_order=2.")
    if input._dtype is dtypes.uint8:
        raise RuntimeError("torch.gradient does not support uint8 input.")
    for d in dims if n else ():
        if input.size(d) < edge_order + 1:
            raise RuntimeError("torch.gradient expected each dimension size to be at least edge_order+1")
    slopes = []
    for d, s in zip(dims, spacings, strict=True):
        if not (several and isinstance(s, Value)):
            slopes.append(_even_slopes(input, d, s, edge_order))
            continue
        if s._array.ndim != 1:
            raise RuntimeError(
                "torch.gradient expected each element of spacing to have one dimension, but got an element with "
                f"{s._array.ndim} dimensions!"
            )
        if s.size(0) != input.size(d):
            raise RuntimeError(
                f"torch.gradient expected one place per element along dimension {d}, which has {input.size(d)}, but "
                f"got {s.size(0)}"
            )
        slopes.append(_uneven_slopes(input, d, s, edge_order))
    return tuple(slopes)
