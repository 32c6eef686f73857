"""Variances, norms, logarithms of sums of exponentials, medians."""

from __future__ import annotations

import math

import numpy as np

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply, apply_out
from ..common.arguments import check_tensor
from ..common.dims import reduced_shape
from ..common.named_results import median as median_result
from ..common.named_results import mode as mode_result
from ..common.named_results import nanmedian as nanmedian_result
from ..common.out import stored_all
from ..common.pointwise import refuse
from ..common.promotion import as_dtype
from ..elementwise.abs_sign_round import sgn
from ..elementwise.compare import eq
from ..elementwise.complex import complex
from ..elementwise.exp_log_sin import exp
from ..elementwise.where import where
from ..tensors.full import zeros_of
from ..tensors.tensor_from_numpy import tensor
from .sum_max import Amax, Chosen, Reduction, Sum, count, dim_of, dims_of, mean, renamed, unreduced

__all__ = [
    "StatisticsMethods",
    "corrcoef",
    "cov",
    "dist",
    "logsumexp",
    "median",
    "mode",
    "nanmedian",
    "std",
    "std_mean",
    "var",
    "var_mean",
    "vector_norm",
]


# Variance -------------------------------------------------------------------------------------------------------------


class Var(Op):
    """The mean squared distance from the mean; operands x, correction (subtracted from the number of elements)."""

    __slots__ = ("dims", "keepdim")
    saves = ((0, 1, OUT), ())

    def infer(self, x, correction):
        if x.dtype.category < 2:
            raise RuntimeError("std and var only support floating point and complex dtypes: convert with x.float()")
        return self.outs(Spec(reduced_shape(x.shape, self.dims, self.keepdim), x.dtype.to_real(), x.device), x)

    def outs(self, spec, x):
        """The Specs of the outputs."""
        return spec

    @quiet
    def forward(self, xp, x, correction):
        return self.moments(xp, x, correction)[0]

    def moments(self, xp, x, correction):
        """(variance, mean) over ``dims``."""
        dims = self.dims if x.ndim else None
        middle = xp.mean(x, dims, self.keepdim)
        n = count(x.shape, dims)
        freedom = n - correction if n else 0
        if freedom <= 0:
            import warnings

            warnings.warn(
                "var(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
                "(input numel "
                "divided by output numel).",
                UserWarning,
                stacklevel=5,
            )
        if not n:
            return xp.full(middle.shape, math.nan, middle.real.dtype), middle
        if x.dtype.kind == "c":
            real, imag = (xp.var(part, dims, correction, self.keepdim) for part in (x.real, x.imag))
            return xp.asarray(real + imag), middle
        return xp.var(x, dims, correction, self.keepdim), middle

    def gradient(self, g, x, correction):
        """The gradient of the variance times g."""
        shape, dims = x._array.shape, self.dims
        freedom = count(shape, dims) - correction
        g = unreduced(g, shape, dims, self.keepdim)
        return (2 / freedom if freedom > 0 else math.inf) * g * (x - mean(x, dims, True))

    def vjp(self, need, grads, saved, specs):
        return self.gradient(grads[0], saved[0], saved[1]), None


class Std(Var):
    """The square root of Var."""

    @quiet
    def forward(self, xp, x, correction):
        return xp.sqrt(self.moments(xp, x, correction)[0])

    def vjp(self, need, grads, saved, specs):
        y = saved[OUT]
        g = where(eq(y, 0), 0, grads[0] / (y * 2))
        return self.gradient(g, saved[0], saved[1]), None


class VarMean(Var):
    """Var and the mean."""

    visible = 2

    def outs(self, spec, x):
        return spec, spec.like(dtype=x.dtype)

    @quiet
    def forward(self, xp, x, correction):
        return self.moments(xp, x, correction)

    def vjp(self, need, grads, saved, specs):
        gv, gm = grads
        shape = specs[0].shape
        g = None
        if gv is not None:
            g = self.of_first(gv, saved)
        if gm is not None:
            gm = (unreduced(gm, shape, self.dims, self.keepdim) / (count(shape, self.dims) or 1)).expand(shape)
            g = gm if g is None else g + gm
        return g, None

    def of_first(self, g, saved):
        """The part that the first output's gradient has."""
        return self.gradient(g, saved[0], saved[1])


class StdMean(VarMean):
    """Std and the mean."""

    @quiet
    def forward(self, xp, x, correction):
        variance, middle = self.moments(xp, x, correction)
        return xp.sqrt(variance), middle

    def of_first(self, g, saved):
        y = saved[OUT]
        return self.gradient(where(eq(y, 0), 0, g / (y * 2)), saved[0], saved[1])


def _spread(name, record, text, example, result):
    def function(input, dim=None, unbiased=None, keepdim=False, *, correction=None, out=None, **names):
        if names:
            return renamed(
                function,
                names,
                input=input,
                dim=dim,
                unbiased=unbiased,
                keepdim=keepdim,
                correction=correction,
                out=out,
            )
        check_tensor(input, name)
        if isinstance(dim, bool):  # the form f(x, unbiased)
            dim, unbiased = None, dim
        if correction is None:
            correction = 0 if unbiased is False else 1
        op = record.of(dims_of(dim, input), bool(keepdim))
        return apply(op, input, correction) if out is None else apply_out(op, out, input, correction)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{text} over ``dim`` (an int or a tuple; None: all).

    correction: subtracted from the number of elements in the divisor; 1 unless given (unbiased=False: 0).
    Raises RuntimeError for integers.

    >>> {name}({example})
    {result}
    """
    return function


var = _spread("var", Var, "The variance", "torch.tensor([1., 2., 3.])", "tensor(1.)")
std = _spread("std", Std, "The standard deviation", "torch.tensor([1., 2., 3.])", "tensor(1.)")
var_mean = _spread(
    "var_mean", VarMean, "The variance and the mean, a tuple,", "torch.tensor([1., 2., 3.])", "(tensor(1.), tensor(2.))"
)
std_mean = _spread(
    "std_mean",
    StdMean,
    "The standard deviation and the mean, a tuple,",
    "torch.tensor([1., 2., 3.])",
    "(tensor(1.), tensor(2.))",
)


# Norms ----------------------------------------------------------------------------------------------------------------


def _check_norm_dtype(given, dtype):
    """Raise RuntimeError unless norms of ``given`` numbers can be computed in ``dtype``."""
    problem = None
    if dtype.category < 2:
        problem = "floating point or complex"
    elif given.is_complex != dtype.is_complex:
        problem = "complex for complex inputs" if given.is_complex else "real for real inputs"
    elif dtypes.promote_types(given, dtype) is not dtype:
        problem = f"convertible without narrowing from {given.cpp}"
    if problem:
        raise RuntimeError(f"linalg.vector_norm: dtype should be {problem}, but got {dtype.cpp}")


class VectorNorm(Op):
    """(sum of |x|**p)**(1/p) over ``dims``; operands x, p (a number)."""

    __slots__ = ("dims", "keepdim", "dtype")
    exact_out = True
    name = "LinalgVectorNorm"
    saves = ((0, 1, OUT), ())

    def compute_dtype(self, x, p):
        return self.dtype or x.dtype

    def infer(self, x, p):
        if x.dtype.category < 2:
            raise RuntimeError(
                "linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
                f"{x.dtype.cpp}: convert with x.float()"
            )
        if self.dtype is not None:
            _check_norm_dtype(x.dtype, self.dtype)
        return Spec(reduced_shape(x.shape, self.dims, self.keepdim), (self.dtype or x.dtype).to_real(), x.device)

    @quiet
    def forward(self, xp, x, p):
        dims = self.dims if x.ndim else None
        size = xp.abs(x)
        if p == 2:
            return xp.sqrt(xp.sum_squares(size, dims, self.keepdim))
        if p == 1:
            return xp.sum(size, dims, self.keepdim)
        if p == 0:
            return xp.sum((x != 0).astype(size.dtype), dims, self.keepdim)
        if math.isinf(p):
            if not size.size:
                return xp.zeros(reduced_shape(x.shape, self.dims, self.keepdim), size.dtype)
            return (xp.amax if p > 0 else xp.amin)(size, dims, self.keepdim)
        if self.dims is None and x.size == 1:  # nothing to sum, so no power that may overflow
            return size.reshape(reduced_shape(x.shape, self.dims, self.keepdim))
        total = xp.sum(xp.power(size, size.dtype.type(p)), dims, self.keepdim)
        return xp.asarray(xp.power(total, size.dtype.type(1 / p)))

    def vjp(self, need, grads, saved, specs):
        shape = specs[0].shape
        x, p = saved[0], saved[1]
        g, y = (unreduced(v, shape, self.dims, self.keepdim) for v in (grads[0], saved[OUT]))
        if p == 0:
            return g.new_zeros(shape), None
        if p == 1:
            return g * sgn(x), None
        if p == 2:
            return where(eq(y, 0), 0, g * (x / y)), None
        if math.isinf(p):
            mask = eq(x.abs(), y) | (x.isnan() & y.isnan())
            return where(mask, g / apply(Sum.of(self.dims, True, None), mask), 0) * sgn(x), None
        size = x.abs()
        if p < 2:
            turned = where(eq(size, 0), 0, sgn(x) * size ** (p - 1))
        else:
            turned = x * size ** (p - 2)
        return where(eq(y, 0), 0, g * turned / y ** (p - 1)), None


class Dist(VectorNorm):
    """The norm of a difference."""


def vector_norm(x, ord=2, dim=None, keepdim=False, *, dtype=None, out=None):
    """The ``ord``-norm of the elements as one vector, or over ``dim`` (an int or a tuple).

    ord: a number: 2 Euclidean, 1 sum of sizes, inf the largest, 0 how many aren't 0. Raises RuntimeError for integers.

    >>> vector_norm(torch.tensor([3., 4.]))
    tensor(5.)
    """
    dims = dims_of(dim, x)
    if not x._array.size and (ord < 0 or ord == math.inf):
        shape = x._array.shape
        if any(not shape[d] for d in (range(len(shape)) if dims is None else dims)):
            raise RuntimeError(
                f"linalg.vector_norm cannot compute the {ord} norm on a dimension that is empty: the operation does "
                "not have an "
                f"identity (shape {list(shape)}, dim {dim})"
            )
    op = VectorNorm.of(dims, bool(keepdim), as_dtype(dtype, "vector_norm"))
    return apply(op, x, ord) if out is None else apply_out(op, out, x, ord)


def dist(input, other, p=2):
    """The ``p``-norm of input - other.

    >>> dist(torch.tensor([1., 2.]), torch.tensor([4., 6.]))
    tensor(5.)
    """
    return apply(Dist.of(None, False, None), input - other, p)


# Logarithm of a sum of exponentials -----------------------------------------------------------------------------------


class LogSumExp(Reduction):
    name = "Logsumexp"
    saves = ((0, OUT),)

    def compute_dtype(self, x):
        return x.dtype if x.dtype.category >= 2 else dtypes.get_default_dtype()

    def kernel(self, x):
        return None

    @quiet
    def forward(self, xp, x):
        dims = self.dims if x.ndim else None
        if not x.size:
            return xp.full(reduced_shape(x.shape, dims, self.keepdim), -math.inf, x.dtype)
        top = xp.amax(x.real if x.dtype.kind == "c" else x, dims, True)
        top = xp.where(xp.isfinite(top), top, 0).astype(x.dtype)
        y = xp.sum(xp.exp(xp.subtract(x, top)), dims, self.keepdim)
        return xp.add(xp.log(y), top.reshape(y.shape))

    def vjp(self, need, grads, saved, specs):
        g, y = (unreduced(v, specs[0].shape, self.dims, self.keepdim) for v in (grads[0], saved[OUT]))
        return (g * exp(saved[0] - where(y.abs() == math.inf, 0, y)),)


def logsumexp(input, dim, keepdim=False, *, out=None):
    """log(sum(exp(input))) over ``dim`` (an int or a tuple), without overflow. Integers become the default floating
    dtype.

    >>> logsumexp(torch.tensor([1000., 1000.]), 0)
    tensor(1000.6932)
    """
    check_tensor(input, "logsumexp")
    if dim is None:
        raise TypeError(
            "logsumexp(): argument 'dim' (position 2) must be tuple of ints, not NoneType: write tuple(range(x.ndim)) "
            "for all"
        )
    op = LogSumExp.of(dims_of(dim, input), bool(keepdim))
    return apply(op, input) if out is None else apply_out(op, out, input)


# Medians --------------------------------------------------------------------------------------------------------------


class MedianAll(Amax):
    """The median of all elements: of an even number the lower of the two in the middle. nan if one is."""

    name, node_name, shown = "Median", "MedianBackward0", "median"
    ignores_nan = False

    def infer(self, x):
        refuse((x,), "median_cpu", (0, 3))
        return Spec((), x.dtype, x.device)

    def compute_dtype(self, x):
        return None

    def kernel(self, x):
        return None

    def forward(self, xp, x):
        x = x.reshape(-1)
        if not x.size:
            return xp.asarray(xp.nan if x.dtype.kind == "f" else xp.iinfo(x.dtype).min, x.dtype)
        return xp.asarray(x[_median_place(x[None], self.ignores_nan)[0]])


class NanMedianAll(MedianAll):
    name = "Median"
    node_name, ignores_nan = "NanmedianBackward0", True


def _median_place(x, ignores_nan):
    """The index of the median along the last axis."""
    order = np.argsort(x, -1, kind="stable")  # nan comes last
    n = x.shape[-1]
    middle = np.full(x.shape[:-1], (n - 1) // 2)
    if x.dtype.kind == "f":
        missing = np.count_nonzero(x != x, -1)
        if ignores_nan:
            middle = np.where(missing == n, 0, (n - missing - 1) // 2)
        else:
            middle = np.where(missing > 0, n - missing, middle)
    return np.take_along_axis(order, middle[..., None], -1)[..., 0]


class Median(Chosen):
    """Medians along a dimension, and where they are."""

    node_name, refused = "MedianBackward1", (0, 3)
    ignores_nan = False

    def forward(self, xp, x):
        return self.chosen(xp, x, _median_place)

    def chosen(self, xp, x, place):
        """The elements at the places that ``place(rows, ignores_nan)`` finds, and the places."""
        if self.dim is None:
            return x.copy(), xp.zeros((), xp.int64)
        index = xp.expand_dims(place(xp.moveaxis(x, self.dim, -1), self.ignores_nan), self.dim)
        values = xp.take_along_axis(x, index, self.dim)
        if not self.keepdim:
            values, index = values.squeeze(self.dim), index.squeeze(self.dim)
        return xp.asarray(values), xp.asarray(index)


class NanMedian(Median):
    name, node_name, ignores_nan = "Nanmedian", "NanmedianBackward1", True


class Mode(Median):
    """The most frequent element along a dimension (of several the smallest), and its last place."""

    node_name, refused = "ModeBackward0", (3,)

    def forward(self, xp, x):
        return self.chosen(xp, x, _mode_place)


def _mode_place(x, ignores_nan):
    places = np.empty(x.shape[:-1], np.int64)
    for at in np.ndindex(places.shape):
        values, counts = np.unique(x[at], return_counts=True)
        value = values[counts.argmax()]
        places[at] = np.flatnonzero((x[at] == value) if value == value else np.isnan(x[at]))[-1]
    return places


def _middle(name, whole, record, result, text):
    def function(input, dim=None, keepdim=False, *, out=None):
        check_tensor(input, name)
        if dim is None:
            if out is not None:
                raise TypeError(f'{name}() missing 1 required positional arguments: "dim": out= goes with a dim')
            return apply(whole, input)
        found = result(apply(record.of(dim_of(dim, input), bool(keepdim)), input))
        return found if out is None else stored_all(name, out, found)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{text} With ``dim``: along it, a named tuple (values, indices).

    >>> {name}(torch.tensor([3., 1., 2.]))
    tensor(2.)
    """
    return function


median = _middle(
    "median",
    MedianAll.of(None, False),
    Median,
    median_result,
    "The median; of an even number of elements the lower of the two in the middle. nan if one is.",
)
nanmedian = _middle(
    "nanmedian", NanMedianAll.of(None, False), NanMedian, nanmedian_result, "The median of what isn't nan."
)


def mode(input, dim=-1, keepdim=False, *, out=None):
    """The most frequent elements along ``dim``, a named tuple (values, indices); of equally frequent ones the smallest.

    >>> mode(torch.tensor([1, 2, 2])).values
    tensor(2)
    """
    check_tensor(input, "mode")
    result = mode_result(apply(Mode.of(dim_of(dim, input), bool(keepdim)), input))
    return result if out is None else stored_all("mode", out, result)


def cov(input, *, correction=1, fweights=None, aweights=None):
    """The covariances of variables (rows) over observations (columns); of one variable its variance.

    correction: subtracted from the number of observations in the divisor; fweights, aweights: how often each
    observation counts, and how much.

    >>> cov(torch.tensor([[1., 2., 3.], [3., 2., 1.]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    check_tensor(input, "cov")
    if input._array.ndim > 2:
        raise RuntimeError(f"cov(): expected input to have two or fewer dimensions but got {input._array.ndim}")
    if input._dtype is dtypes.bool_:
        raise RuntimeError("cov(): bool dtype is not supported for input; convert with x.float()")
    x = input.unsqueeze(0) if input._array.ndim < 2 else input
    x = x.unsqueeze(1) if x._array.ndim < 2 else x
    weights = _weights(x.size(1), fweights, aweights)
    total = tensor(x.size(1)) if weights is None else weights.sum()
    if weights is not None and not total:
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    freedom = total - correction
    if aweights is not None and correction:
        freedom = total - correction * (weights * aweights).sum() / total
    if freedom <= 0:
        import warnings

        warnings.warn(
            "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.",
            UserWarning,
            stacklevel=2,
        )
        freedom = zeros_of(freedom)
    away = x - ((x if weights is None else x * weights).sum(1) / total).unsqueeze(1)
    return (away @ (away if weights is None else away * weights).t().conj() / freedom).squeeze()


def _weights(n, fweights, aweights):
    """The product of both weights of ``n`` observations; None without any."""
    both = None
    for name, w, floating in (("fweights", fweights, False), ("aweights", aweights, True)):
        if w is None:
            continue
        if w._array.ndim > 1:
            raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got {w._array.ndim}")
        if (w._dtype.category == 2) != floating or w._dtype.category not in (1, 2):
            kind = "floating point" if floating else "integral"
            raise RuntimeError(f"cov(): expected {name} to have {kind} dtype but got {name} with {w._dtype.cpp} dtype")
        if w._array.size != n:
            raise RuntimeError(
                f"cov(): expected {name} to have the same numel as there are observations in the input but got "
                f"{w._array.size} != {n}"
            )
        if bool((w < 0).any()):
            raise RuntimeError(f"cov(): {name} cannot be negative")
        both = w if both is None else both * w
    return both


def corrcoef(input):
    """The correlations of variables (rows) over observations (columns), from -1 to 1.

    >>> corrcoef(torch.tensor([[1., 2., 3.], [3., 2., 1.]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    c = cov(input)
    if not c._array.ndim:
        return c / c
    spread = c.diagonal().real.sqrt() if c._dtype.is_complex else c.diagonal().sqrt()
    c = c / spread.unsqueeze(1) / spread.unsqueeze(0)
    return complex(c.real.clamp(-1, 1), c.imag.clamp(-1, 1)) if c._dtype.is_complex else c.clamp(-1, 1)


class StatisticsMethods:
    """Methods of Tensor: statistics."""

    __slots__ = ()
    var, std, dist, logsumexp = var, std, dist, logsumexp
    cov, corrcoef = cov, corrcoef
    median, nanmedian, mode = median, nanmedian, mode
