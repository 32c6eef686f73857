"""Sums, means, products, extremes and truth over dimensions."""

from __future__ import annotations

from ..._arrays.reductions.reduce import reduce_kernel
from ..._base import dtypes
from ..._core import OUT, Op, Spec, Value, apply, apply_out, state
from ..common.arguments import check_tensor
from ..common.dims import keepdim_shape, normal_dim, normal_dims, reduced_shape
from ..common.named_results import aminmax as aminmax_result
from ..common.named_results import max as max_result
from ..common.named_results import min as min_result
from ..common.out import stored, stored_all
from ..common.pointwise import computed, conj, into, refuse
from ..common.promotion import as_dtype
from ..elementwise.compare import eq
from ..elementwise.maximum import maximum, minimum
from ..elementwise.where import where
from .linear_recurrence import products_before

__all__ = [
    "ReduceMethods",
    "all",
    "amax",
    "amin",
    "aminmax",
    "any",
    "argmax",
    "argmin",
    "count_nonzero",
    "max",
    "mean",
    "min",
    "nanmean",
    "nansum",
    "prod",
    "sum",
]


def dims_of(dim, input):
    """``normal_dims``; None for 0-d tensors, which have nothing to choose."""
    dims = normal_dims(dim, input._array.ndim)
    return dims if input._array.ndim else None


def dim_of(dim, input):
    """``normal_dim``, None for None and for 0-d tensors."""
    if dim is None:
        return None
    d = normal_dim(dim, input._array.ndim)
    return d if input._array.ndim else None


def unreduced(g, shape, dims, keepdim):
    """A gradient (or result) with the reduced dimensions put back as 1s."""
    if keepdim or dims is None:
        return g if keepdim else g.reshape((1,) * len(shape))
    return g.reshape(keepdim_shape(shape, dims))


def count(shape, dims):
    """How many elements one result is made of."""
    n = 1
    for i, size in enumerate(shape):
        if dims is None or i in dims:
            n *= size
    return n


def renamed(function, names, **arguments):
    """Call ``function`` again with NumPy's names for arguments (axis, keepdims) as PyTorch's (dim, keepdim)."""
    for name, value in names.items():
        own = {"axis": "dim", "keepdims": "keepdim"}.get(name)
        if own is None:
            raise TypeError(f"{function.__name__}() got an unexpected keyword argument '{name}'")
        arguments[own] = value
    return function(**arguments)


class Reduction(Op):
    """``dims``: None for all, or a sorted tuple; ``function`` names the array function."""

    __slots__ = ("dims", "keepdim")
    function = ""
    saves: tuple = ((),)

    def infer(self, x):
        return Spec(reduced_shape(x.shape, self.dims, self.keepdim), self.result_dtype(x), x.device)

    def result_dtype(self, x):
        """The dtype of the result."""
        return self.compute_dtype(x) or x.dtype

    def kernel(self, x):
        return reduce_kernel(self.function, computed(self.compute_dtype(x) or x.dtype), self.dims, self.keepdim)

    def forward(self, xp, x):
        return getattr(xp, self.function)(x, self.dims, self.keepdim)


class Sum(Reduction):
    """``dtype``: of the result, or None for the usual rule: integers and bools add up in int64."""

    __slots__ = ("dtype",)
    function = "sum"

    @property
    def node_name(self):
        return "SumBackward0" if self.dims is None else "SumBackward1"

    def compute_dtype(self, x):
        return self.dtype or (x.dtype if x.dtype.category >= 2 else dtypes.int64)

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        g = grads[0]
        if self.dims is not None and not self.keepdim:
            g = g.reshape(keepdim_shape(shape, self.dims))
        return (g.expand(shape),)


class SumTo(Op):
    """Sum to a shape that broadcasts to the input's: the adjoint of expand."""

    __slots__ = ("shape",)
    name = "SumToSize"
    saves = ((),)

    def infer(self, x):
        return x.like(shape=self.shape)

    def kernel(self, x):
        return reduce_kernel("sum_to", computed(x.dtype), self.shape)

    def forward(self, xp, x):
        return xp.sum_to(x, self.shape)

    def vjp(self, need, grads, saved, specs):
        return (grads[0].expand(specs[0].shape),)


class Mean(Sum):
    function = "mean"

    @property
    def node_name(self):
        return "MeanBackward0" if self.dims is None else "MeanBackward1"

    def compute_dtype(self, x):
        t = self.dtype or x.dtype
        if t.category < 2:
            what = "output" if self.dtype is None else "specified"
            raise RuntimeError(
                f"mean(): could not infer {what} dtype. Input dtype must be either a floating point or complex dtype. "
                "Got: "
                f"{t.cpp}. Convert first: x.float().mean(), or pass dtype="
            )
        return t

    def vjp(self, need, grads, saved, specs):
        n = count(specs[0].shape, self.dims)
        return Sum.vjp(self, need, (grads[0] / (n or 1),), saved, specs)


class Nansum(Sum):
    """The sum of what isn't nan."""

    node_name = "NansumBackward0"
    saves = ((0,),)

    def compute_dtype(self, x):
        refuse((x,), "nansum", (3,), error=RuntimeError)
        return Sum.compute_dtype(self, x)

    def kernel(self, x):
        return None

    def forward(self, xp, x):
        return xp.sum(xp.where(x == x, x, x.dtype.type(0)), self.dims, self.keepdim)

    def vjp(self, need, grads, saved, specs):
        (g,) = Sum.vjp(self, need, grads, saved, specs)
        return (where(saved[0].isnan(), 0, g),)


class Prod(Reduction):
    """``dims``: None or one of them; ``dtype`` as in Sum."""

    __slots__ = ("dtype",)
    function = "prod"
    saves = ((0,),)

    @property
    def node_name(self):
        return "ProdBackward0" if self.dims is None else "ProdBackward1"

    def compute_dtype(self, x):
        return self.dtype or (x.dtype if x.dtype.category >= 2 else dtypes.int64)

    def vjp(self, need, grads, saved, specs):
        # the product of the others: by a division where no other is 0
        x, shape = saved[0], specs[0].shape
        g = unreduced(grads[0], shape, self.dims, self.keepdim)
        if (
            state.grad and shape and x.numel()
        ):  # further derivatives: of what stands before and behind, without a division
            row, dim = (x.reshape(-1), 0) if self.dims is None else (x, self.dims[0])
            row = conj(row, specs[0]).to(g.dtype)
            others = products_before(row, dim) * products_before(row, dim, reverse=True)
            return (g * others.view(shape),)
        zero = eq(x, 0)
        zeros = apply(Sum.of(self.dims, True, None), zero)
        others = where(zero, 1, x)
        product = apply(Prod.of(self.dims, True, self.dtype), others)
        product = where(eq(zeros, zero.to(dtypes.int64)), product / others, 0)
        return (g * (product.conj() if specs[0].dtype.category == 3 else product),)


# Extremes ------------------------------------------------------------------------------------------------------------


def _nothing(function, x, dims, error=RuntimeError):
    """Refuse to choose among no elements."""
    if dims is None:
        if not x.numel:
            raise error(
                f"{function}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                "dim with "
                "the 'dim' argument."
            )
    else:
        for d in dims:
            if x.shape and not x.shape[d]:
                raise IndexError(f"{function}(): Expected reduction dim {d} to have non-zero size.")


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


class Chosen(Op):
    """The values that a rule chooses along ``dim`` (None for 0-d tensors), and their indices."""

    __slots__ = ("dim", "keepdim")
    visible = 2
    function = ""
    refused = (3,)
    saves = ((OUT - 1,),)

    def infer(self, x):
        always = RuntimeError if self.name in ("Max", "Min") else NotImplementedError  # on no elements, too
        refuse((x,), f"{self.name.lower()}_cpu", self.refused, error=always)
        dims = None if self.dim is None else (self.dim,)
        _nothing(self.name.lower(), x, dims)
        shape = reduced_shape(x.shape, dims, self.keepdim)
        return Spec(shape, x.dtype, x.device), Spec(shape, dtypes.int64, x.device)

    def vjp(self, need, grads, saved, specs):
        shape, dim, g, index = specs[0].shape, self.dim, grads[0], saved[OUT - 1]
        if g is None or dim is None:
            return (g,)
        if not self.keepdim:
            g, index = g.unsqueeze(dim), index.unsqueeze(dim)
        return (g.new_zeros(shape).scatter(dim, index, g),)


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


# Truth and counts ----------------------------------------------------------------------------------------------------


class All(Reduction):
    """``dims`` as in Sum; an empty tuple reduces nothing."""

    exact_out = True
    function = "all"

    def result_dtype(self, x):
        return dtypes.uint8 if x.dtype is dtypes.uint8 else dtypes.bool_

    def compute_dtype(self, x):
        return None

    def kernel(self, x):
        return reduce_kernel(self.function, x.dtype, self.dims, self.keepdim) if x.dtype is dtypes.bool_ else None

    def forward(self, xp, x):
        y = getattr(xp, self.function)(x, self.dims, self.keepdim)
        return y.astype(xp.uint8) if x.dtype == xp.uint8 else y


class Any(All):
    function = "any"


class CountNonzero(Reduction):
    def result_dtype(self, x):
        return dtypes.int64

    def kernel(self, x):
        return None

    def forward(self, xp, x):
        return into(xp, xp.count_nonzero(x, axis=self.dims if x.ndim else None, keepdims=self.keepdim), None)


SUM, MEAN = Sum.of(None, False, None), Mean.of(None, False, None)
AMAX, MAX, MIN = Amax.of(None, False), MaxAll.of(None, False), MinAll.of(None, False)
ALL, ANY = All.of(None, False), Any.of(None, False)


def _run(op, out, input):
    return apply(op, input) if out is None else apply_out(op, out, input)


# Functions -----------------------------------------------------------------------------------------------------------


def sum(input, dim=None, keepdim=False, *, dtype=None, out=None, **names):
    """The sum over ``dim`` (an int or a tuple; None or (): all).

    keepdim: reduced dimensions stay as 1; dtype: computed and returned in that dtype (bools and integers: int64).
    Raises IndexError if a dimension is out of range.

    >>> sum(torch.tensor([[1., 2.], [3., 4.]]), 0)
    tensor([4., 6.])
    """
    if not isinstance(input, Value):  # before the call: sums are everywhere
        check_tensor(input, "sum")
    if dim is None and dtype is None and out is None and not keepdim and not names:
        return apply(SUM, input)
    if names:
        return renamed(sum, names, input=input, dim=dim, keepdim=keepdim, dtype=dtype, out=out)
    return _run(Sum.of(dims_of(dim, input), bool(keepdim), as_dtype(dtype, "sum")), out, input)


def mean(input, dim=None, keepdim=False, *, dtype=None, out=None, **names):
    """The mean over ``dim`` (an int or a tuple; None or (): all). Arguments as for ``sum``.

    Raises RuntimeError for integers: convert them, or pass ``dtype``.

    >>> mean(torch.tensor([[1., 2.], [3., 4.]]), 0)
    tensor([2., 3.])
    """
    if not isinstance(input, Value):
        check_tensor(input, "mean")
    if dim is None and dtype is None and out is None and not keepdim and not names:
        return apply(MEAN, input)
    if names:
        return renamed(mean, names, input=input, dim=dim, keepdim=keepdim, dtype=dtype, out=out)
    return _run(Mean.of(dims_of(dim, input), bool(keepdim), as_dtype(dtype, "mean")), out, input)


def nansum(input, dim=None, keepdim=False, *, dtype=None, out=None):
    """``sum`` with nan counted as 0.

    >>> nansum(torch.tensor([1., float("nan")]))
    tensor(1.)
    """
    check_tensor(input, "nansum")
    return _run(Nansum.of(dims_of(dim, input), bool(keepdim), as_dtype(dtype, "nansum")), out, input)


def nanmean(input, dim=None, keepdim=False, *, dtype=None, out=None):
    """The mean of what isn't nan.

    >>> nanmean(torch.tensor([1., float("nan"), 3.]))
    tensor(2.)
    """
    check_tensor(input, "nanmean")
    t = input._dtype if dtype is None else dtype
    if t.category < 2:
        raise RuntimeError(f"nanmean(): expected input to have floating point or complex dtype but got {t.cpp}")
    result = nansum(input, dim, keepdim, dtype=dtype) / sum(input.isnan().logical_not(), dim, keepdim)
    return result if out is None else stored("nanmean", out, result)


def prod(input, dim=None, keepdim=False, *, dtype=None, out=None, **names):
    """The product of all elements, or along one dimension. Arguments as for ``sum``, but ``dim`` is an int.

    >>> prod(torch.tensor([[1., 2.], [3., 4.]]), 1)
    tensor([ 2., 12.])
    """
    check_tensor(input, "prod")
    if names:
        return renamed(prod, names, input=input, dim=dim, keepdim=keepdim, dtype=dtype, out=out)
    if isinstance(dim, (tuple, list)):
        raise TypeError(
            "prod() received an invalid combination of arguments: dim must be an int; reduce one dimension at a time"
        )
    return _run(Prod.of(dims_of(dim, input), bool(keepdim) and dim is not None, as_dtype(dtype, "prod")), out, input)


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


def _truth(name, record, whole, sentence, example):
    def function(input, dim=None, keepdim=False, *, out=None, **names):
        if not names:
            check_tensor(input, name)
        if dim is None and not keepdim and not names:
            return run(whole, out, input)
        if names:
            return renamed(function, names, input=input, dim=dim, keepdim=keepdim, out=out)
        dims = dims_of(dim, input) if dim != () and dim != [] else ()
        return run(record.of(dims, bool(keepdim)), out, input)

    def run(op, out, input):
        if isinstance(out, Value) and out._dtype is dtypes.uint8:
            return stored(name, out, apply(op, input).to(dtypes.uint8))
        return _run(op, out, input)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{sentence} over ``dim`` (an int or a tuple; None: all). bool; uint8 for uint8.

    >>> {name}(torch.tensor([[True, False], [True, True]]), 1)
    {example}
    """
    return function


all = _truth("all", All, ALL, "Whether no element is 0 (False)", "tensor([False,  True])")
any = _truth("any", Any, ANY, "Whether some element is not 0 (True)", "tensor([True, True])")


def count_nonzero(input, dim=None):
    """How many elements are not 0, over ``dim`` (an int or a tuple; None: all). int64.

    >>> count_nonzero(torch.tensor([1., 0., 2.]))
    tensor(2)
    """
    check_tensor(input, "count_nonzero")
    return apply(CountNonzero.of(dims_of(dim, input), False), input)


def sum_to_size(self, *size):
    """The tensor summed to a shape that broadcasts to its own."""
    shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else size
    if shape == self._array.shape and (shape or self._dtype.category >= 2):
        return self
    x = self if self._dtype.category >= 2 else self.to(dtypes.int64)
    own = self._array.shape
    fits = [n in (1, m) for n, m in zip(shape[::-1], own[::-1], strict=False)]
    if len(shape) > len(own) or False in fits:
        raise RuntimeError(
            f"size {list(shape)} is not expandable to size {list(own)}: a tensor is summed to a shape that broadcasts "
            "to its own"
        )
    return x if shape == x._array.shape else apply(SumTo.of(shape), x)


class ReduceMethods:
    """Methods of Tensor: reductions."""

    __slots__ = ()
    sum, sum_to_size, mean, nansum, nanmean, prod = sum, sum_to_size, mean, nansum, nanmean, prod
    max, min, amax, amin, aminmax, argmax, argmin = max, min, amax, amin, aminmax, argmax, argmin
    all, any, count_nonzero = all, any, count_nonzero
