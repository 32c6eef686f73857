"""The largest and smallest elements over dimensions, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from ..._arrays.reductions.reduce import reduce_kernel
from ..._base import dtypes
from ..._core import OUT, Op, Spec, Value, apply, apply_to
from ..._face.public import public
from ..common import named_results
from ..common.dims import normal_dim, reduced_shape
from ..common.out import stored_all
from ..common.pointwise import computed, refuse
from ..elementwise.compare import eq
from ..elementwise.maximum import maximum, minimum
from .reduction import Chosen, Reduction, dim_of, dims_of, refuse_nothing, unreduced
from .sum_mean_prod import Sum

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor, Tensors


class Amax(Reduction):
    """The largest elements; equal ones share the gradient."""

    exact_out = True
    function, shown = "amax", "amax"
    saves = ((0, OUT),)

    def compute_dtype(self, x):
        refuse((x,), f"{self.shown}_cpu", (3,))
        refuse_nothing(self.shown, x, self.dims)
        return x.dtype

    def forward(self, xp, x):
        if not x.size:
            return xp.empty(reduced_shape(x.shape, self.dims, self.keepdim), x.dtype)
        return Reduction.forward(self, xp, x)

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        g, y = (unreduced(v, shape, self.dims, self.keepdim) for v in (grads[0], saved[OUT]))
        x = saved[0]
        mask = eq(x, y)
        if self.shown in ("max", "min", "median"):
            mask = mask | (x.isnan() & y.isnan())
        return (mask * g / apply(Sum.of(self.dims, True, None), mask),)  # of nan, which equals nothing: nan, as 0 / 0


class Amin(Amax):
    function, shown = "amin", "amin"


class MaxAll(Amax):
    exact_out = False
    name, node_name, shown = "Max", "MaxBackward1", "max"


class MinAll(Amin):
    exact_out = False
    name, node_name, shown = "Min", "MinBackward1", "min"


class Max(Chosen):
    function = "max_with_index"

    def kernel(self, x):
        return reduce_kernel(self.function, computed(x.dtype), self.dim, self.keepdim)

    def forward(self, xp, x):
        if not x.size:
            shape = reduced_shape(x.shape, (self.dim,), self.keepdim)
            return xp.empty(shape, x.dtype), xp.empty(shape, xp.int64)
        return getattr(xp, self.function)(x, self.dim, self.keepdim)


class Min(Max):
    function = "min_with_index"


class Argmax(Op):
    """The index of the largest element along ``dim`` (None: among all, row by row)."""

    __slots__ = ("dim", "keepdim")
    exact_out = True
    function = "argmax"

    def infer(self, x):
        if x.dtype.category == 0:
            raise RuntimeError(f"{self.function}(): does not support bool input: convert with .to(torch.uint8)")
        refuse((x,), f"{self.function}_cpu", (3,), error=RuntimeError)
        dims = None if self.dim is None else (self.dim,)
        refuse_nothing(self.function, x, dims, IndexError)
        return Spec(reduced_shape(x.shape, dims, self.keepdim), dtypes.int64, x.device)

    def kernel(self, x):
        return reduce_kernel(self.function, computed(x.dtype), self.dim, self.keepdim)

    def forward(self, xp, x):
        if not x.size:
            return xp.empty(reduced_shape(x.shape, (self.dim,), self.keepdim), xp.int64)
        return getattr(xp, self.function)(x, self.dim, self.keepdim)


class Argmin(Argmax):
    function = "argmin"


MAX, MIN = MaxAll.of(None, False), MinAll.of(None, False)


def _one_dim(function, dim, input):
    """``dim_of``, with an error that names the function."""
    try:
        d = normal_dim(dim, input._array.ndim)
    except TypeError as e:
        raise TypeError(
            f"{function}() received an invalid combination of arguments: dim must be an int, got {dim!r}"
        ) from e
    return d if input._array.ndim else None


@overload
def max(input: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def max(input: Tensor, other: Tensor, /, *, out: Tensor | None = None) -> Tensor: ...
@overload
def max(input: Tensor, dim: int, keepdim: bool = False, *, out: Tensors | None = None) -> named_results.max: ...
@overload
def max(input: Tensor, *, other: Tensor, out: Tensor | None = None) -> Tensor: ...
@public()
def max(
    input: Tensor,
    dim: int | Tensor | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
    out: Tensor | Tensors | None = None,
) -> Tensor | named_results.max:
    """The largest element; with ``dim`` the largest along it, a named tuple (values, indices); with a second tensor
    the elementwise ``maximum``.

    keepdim: the dimension stays, as 1. nan is the largest of all. Raises RuntimeError or IndexError if there is none.

    >>> max(torch.tensor([[1., 5.], [7., 2.]]), 1).values
    tensor([5., 7.])
    """
    if dim is None and other is None:
        return apply_to(out, MAX, input)
    if other is not None or isinstance(dim, Value):
        second: Any = dim if other is None else other
        return maximum(input, second, out=out)  # type: ignore[arg-type]  # one result has one tensor as out
    found = named_results.max._make(apply(Max.of(_one_dim("max", dim, input), bool(keepdim)), input))
    return found if out is None else stored_all("max", out, found)


@overload
def min(input: Tensor, *, out: Tensor | None = None) -> Tensor: ...
@overload
def min(input: Tensor, other: Tensor, /, *, out: Tensor | None = None) -> Tensor: ...
@overload
def min(input: Tensor, dim: int, keepdim: bool = False, *, out: Tensors | None = None) -> named_results.min: ...
@overload
def min(input: Tensor, *, other: Tensor, out: Tensor | None = None) -> Tensor: ...
@public()
def min(
    input: Tensor,
    dim: int | Tensor | None = None,
    keepdim: bool = False,
    *,
    other: Tensor | None = None,
    out: Tensor | Tensors | None = None,
) -> Tensor | named_results.min:
    """The smallest element; with ``dim`` the smallest along it, a named tuple (values, indices); with a second tensor
    the elementwise ``minimum``.

    keepdim: the dimension stays, as 1. nan is the smallest of all. Raises RuntimeError or IndexError if there is none.

    >>> min(torch.tensor([[1., 5.], [7., 2.]]), 1).values
    tensor([1., 2.])
    """
    if dim is None and other is None:
        return apply_to(out, MIN, input)
    if other is not None or isinstance(dim, Value):
        second: Any = dim if other is None else other
        return minimum(input, second, out=out)  # type: ignore[arg-type]  # one result has one tensor as out
    found = named_results.min._make(apply(Min.of(_one_dim("min", dim, input), bool(keepdim)), input))
    return found if out is None else stored_all("min", out, found)


@public()
def amax(input: Tensor, dim: Ints | None = (), keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The largest elements over ``dim`` (an int or a tuple; (): all). Equal ones share the gradient.

    >>> amax(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([5., 7.])
    """
    return apply_to(out, Amax.of(dims_of(dim, input), bool(keepdim)), input)


@public()
def amin(input: Tensor, dim: Ints | None = (), keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The smallest elements over ``dim`` (an int or a tuple; (): all). Equal ones share the gradient.

    >>> amin(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([1., 2.])
    """
    return apply_to(out, Amin.of(dims_of(dim, input), bool(keepdim)), input)


@public()
def aminmax(
    input: Tensor, *, dim: int | None = None, keepdim: bool = False, out: Tensors | None = None
) -> named_results.aminmax:
    """The smallest and the largest elements, a named tuple (min, max).

    >>> aminmax(torch.tensor([1., 5.])).max
    tensor(5.)
    """
    over = () if dim is None else dim
    result = named_results.aminmax._make((amin(input, over, keepdim), amax(input, over, keepdim)))
    return result if out is None else stored_all("aminmax", out, result)


@public()
def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The index of the largest element along ``dim``; None: among all elements, row by row. Of equal ones the first.

    >>> argmax(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([1, 0])
    """
    return apply_to(out, Argmax.of(dim_of(dim, input), bool(keepdim)), input)


@public()
def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """The index of the smallest element along ``dim``; None: among all elements, row by row. Of equal ones the first.

    >>> argmin(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([0, 1])
    """
    return apply_to(out, Argmin.of(dim_of(dim, input), bool(keepdim)), input)
