"""Truth over dimensions, and how many elements are true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._arrays.reductions.reduce import reduce_kernel
from ..._base import dtypes
from ..._core import Value, apply, apply_to
from ..._face.public import public
from ..common.out import stored
from ..common.pointwise import into
from .reduction import Reduction, dims_of

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


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


def _dims(dim, input):
    """``dims_of``, but of an empty sequence none."""
    return () if dim in ((), []) else dims_of(dim, input)


def _truth(op, out, input):
    if isinstance(out, Value) and out._dtype is dtypes.uint8:
        return stored(op.function, out, apply(op, input).to(dtypes.uint8))
    return apply_to(out, op, input)


@public()
def all(input: Tensor, dim: Ints | None = None, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """Whether no element is 0 (False) over ``dim`` (an int or a tuple; None: all). bool; uint8 for uint8.

    >>> all(torch.tensor([[True, False], [True, True]]), 1)
    tensor([False,  True])
    """
    return _truth(ALL if dim is None and not keepdim else All.of(_dims(dim, input), bool(keepdim)), out, input)


@public()
def any(input: Tensor, dim: Ints | None = None, keepdim: bool = False, *, out: Tensor | None = None) -> Tensor:
    """Whether some element is not 0 (True) over ``dim`` (an int or a tuple; None: all). bool; uint8 for uint8.

    >>> any(torch.tensor([[True, False], [True, True]]), 1)
    tensor([True, True])
    """
    return _truth(ANY if dim is None and not keepdim else Any.of(_dims(dim, input), bool(keepdim)), out, input)


@public()
def count_nonzero(input: Tensor, dim: Ints | None = None) -> Tensor:
    """How many elements are not 0, over ``dim`` (an int or a tuple; None: all). int64.

    >>> count_nonzero(torch.tensor([1., 0., 2.]))
    tensor(2)
    """
    return apply(CountNonzero.of(dims_of(dim, input), False), input)
