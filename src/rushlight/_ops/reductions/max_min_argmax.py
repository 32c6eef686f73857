"""The largest and smallest elements over dimensions, and where they are."""

from __future__ import annotations

from ..._arrays.reductions.reduce import reduce_kernel
from ..._base import dtypes
from ..._core import OUT, Op, Spec, Value, apply, apply_out
from ..common.arguments import check_tensor
from ..common.dims import reduced_shape
from ..common.named_results import aminmax as aminmax_result
from ..common.named_results import max as max_result
from ..common.named_results import min as min_result
from ..common.out import stored_all
from ..common.pointwise import computed, refuse
from ..elementwise.compare import eq
from ..elementwise.where_clamp import maximum, minimum, where
from .reduction import Chosen, Reduction, _nothing, dim_of, dims_of, renamed, unreduced
from .sum_mean_prod import Sum


class Amax(Reduction):
    """The largest elements; equal ones share the gradient."""

    exact_out = True
    function, shown = "amax", "amax"
    saves = ((0, OUT),)

    def compute_dtype(self, x):
        refuse((x,), f"{self.shown}_cpu", (3,))
        _nothing(self.shown, x, self.dims)
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
        return (where(mask, g / apply(Sum.of(self.dims, True, None), mask), 0),)


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
        _nothing(self.function, x, dims, IndexError)
        return Spec(reduced_shape(x.shape, dims, self.keepdim), dtypes.int64, x.device)

    def kernel(self, x):
        return reduce_kernel(self.function, computed(x.dtype), self.dim, self.keepdim)

    def forward(self, xp, x):
        if not x.size:
            return xp.empty(reduced_shape(x.shape, (self.dim,), self.keepdim), xp.int64)
        return getattr(xp, self.function)(x, self.dim, self.keepdim)


class Argmin(Argmax):
    function = "argmin"


AMAX, MAX, MIN = Amax.of(None, False), MaxAll.of(None, False), MinAll.of(None, False)


def _run(op, out, input):
    return apply(op, input) if out is None else apply_out(op, out, input)


def _extreme(name, record, whole, pair, result):
    def function(input, dim=None, keepdim=False, *, other=None, out=None, **names):
        if dim is None and other is None and not names:
            check_tensor(input, name)
            return _run(whole, out, input)
        if names:
            return renamed(function, names, input=input, dim=dim, keepdim=keepdim, out=out)
        check_tensor(input, name)
        if other is not None or isinstance(dim, Value):
            return pair(input, dim if other is None else other, out=out)
        try:
            op = record.of(dim_of(dim, input), bool(keepdim))
        except TypeError as e:
            raise TypeError(
                f"{name}() received an invalid combination of arguments: dim must be an int, got {dim!r}"
            ) from e
        found = result(apply(op, input))
        return found if out is None else stored_all(name, out, found)

    size = "largest" if name == "max" else "smallest"
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""The {size} element; with ``dim`` the {size} along it, a named tuple (values, indices); with a
    second tensor the elementwise ``{name}imum``.

    keepdim: the dimension stays, as 1. nan is the {size} of all. Raises RuntimeError or IndexError if there is none.

    >>> {name}(torch.tensor([[1., 5.], [7., 2.]]), 1).values
    tensor([{"5., 7." if name == "max" else "1., 2."}])
    """
    return function


max = _extreme("max", Max, MAX, maximum, max_result)


min = _extreme("min", Min, MIN, minimum, min_result)


def amax(input, dim=(), keepdim=False, *, out=None, **names):
    """The largest elements over ``dim`` (an int or a tuple; (): all). Equal ones share the gradient.

    >>> amax(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([5., 7.])
    """
    check_tensor(input, "amax")
    if names:
        return renamed(amax, names, input=input, dim=dim, keepdim=keepdim, out=out)
    return _run(Amax.of(dims_of(dim, input), bool(keepdim)), out, input)


def amin(input, dim=(), keepdim=False, *, out=None, **names):
    """The smallest elements over ``dim`` (an int or a tuple; (): all). Equal ones share the gradient.

    >>> amin(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([1., 2.])
    """
    check_tensor(input, "amin")
    if names:
        return renamed(amin, names, input=input, dim=dim, keepdim=keepdim, out=out)
    return _run(Amin.of(dims_of(dim, input), bool(keepdim)), out, input)


def aminmax(input, *, dim=None, keepdim=False, out=None):
    """The smallest and the largest elements, a named tuple (min, max).

    >>> aminmax(torch.tensor([1., 5.])).max
    tensor(5.)
    """
    check_tensor(input, "aminmax")
    result = aminmax_result((amin(input, dim, keepdim), amax(input, dim, keepdim)))
    return result if out is None else stored_all("aminmax", out, result)


def argmax(input, dim=None, keepdim=False, *, out=None, **names):
    """The index of the largest element along ``dim``; None: among all elements, row by row. Of equal ones the first.

    >>> argmax(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([1, 0])
    """
    check_tensor(input, "argmax")
    if names:
        return renamed(argmax, names, input=input, dim=dim, keepdim=keepdim, out=out)
    return _run(Argmax.of(dim_of(dim, input), bool(keepdim)), out, input)


def argmin(input, dim=None, keepdim=False, *, out=None, **names):
    """The index of the smallest element along ``dim``; None: among all elements, row by row. Of equal ones the first.

    >>> argmin(torch.tensor([[1., 5.], [7., 2.]]), 1)
    tensor([0, 1])
    """
    check_tensor(input, "argmin")
    if names:
        return renamed(argmin, names, input=input, dim=dim, keepdim=keepdim, out=out)
    return _run(Argmin.of(dim_of(dim, input), bool(keepdim)), out, input)
