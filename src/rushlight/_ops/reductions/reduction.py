"""What reductions have in common: which dimensions they take, shapes of results, choices among elements."""

from __future__ import annotations

from ..._arrays.reductions.reduce import reduce_kernel
from ..._base import dtypes
from ..._core import OUT, Op, Spec
from ..common.dims import keepdim_shape, normal_dim, normal_dims, reduced_shape
from ..common.pointwise import computed, refuse


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


# Extremes ------------------------------------------------------------------------------------------------------------


def refuse_nothing(function, x, dims, error=RuntimeError):
    """Refuse to choose among no elements."""
    if dims is None:
        if not x.numel:
            raise error(
                f"{function}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                "dim with the 'dim' argument."
            )
    else:
        for d in dims:
            if x.shape and not x.shape[d]:
                raise IndexError(f"{function}(): Expected reduction dim {d} to have non-zero size.")


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
        refuse_nothing(self.name.lower(), x, dims)
        shape = reduced_shape(x.shape, dims, self.keepdim)
        return Spec(shape, x.dtype, x.device), Spec(shape, dtypes.int64, x.device)

    def taken(self, xp, x, index):
        """Both results: the elements at ``index`` along the dimension, which ``index`` lacks, and the index."""
        index = xp.expand_dims(index, self.dim)
        values = xp.take_along_axis(x, index, self.dim)
        if not self.keepdim:
            values, index = values.squeeze(self.dim), index.squeeze(self.dim)
        return xp.asarray(values), xp.asarray(index)

    def vjp(self, need, grads, saved, specs):
        shape, dim, g, index = specs[0].shape, self.dim, grads[0], saved[OUT - 1]
        if g is None or dim is None:
            return (g,)
        if not self.keepdim:
            g, index = g.unsqueeze(dim), index.unsqueeze(dim)
        return (g.new_zeros(shape).scatter(dim, index, g),)
