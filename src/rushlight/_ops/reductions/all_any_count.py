"""Truth over dimensions, and how many elements are true."""

from __future__ import annotations

from ..._arrays.reductions.reduce import reduce_kernel
from ..._base import dtypes
from ..._core import Value, apply, apply_out
from ..common.arguments import check_tensor
from ..common.out import stored
from ..common.pointwise import into
from .reduction import Reduction, dims_of, renamed

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


ALL, ANY = All.of(None, False), Any.of(None, False)


def _run(op, out, input):
    return apply(op, input) if out is None else apply_out(op, out, input)


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
