"""Views with the dimensions in another order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..._core import Op, apply
from ..._face.public import method, public
from ..common.dims import normal_dim
from ..common.sizes import as_tuple, ints
from ..tensors.as_strided_unfold import takes_shape

if TYPE_CHECKING:
    from ..._face.types import Ints, Tensor


class Transpose(Op):
    """Two dimensions swapped."""

    __slots__ = ("dim0", "dim1", "variant")
    saves = ((),)
    view = True

    def infer(self, x):
        n = x.ndim
        a, b = normal_dim(self.dim0, n), normal_dim(self.dim1, n)
        shape = list(x.shape)
        if n:
            shape[a], shape[b] = shape[b], shape[a]
        return x.like(shape)

    def forward(self, xp, x, out=None):
        return x.swapaxes(self.dim0, self.dim1) if x.ndim else x.view()

    def vjp(self, need, grads, saved, specs):
        return (apply(self, grads[0]),)


class T(Op):
    """``x.t()``: a matrix transposed; fewer dimensions stay as they are."""

    __slots__ = ("variant",)
    saves = ((),)
    view = True

    def infer(self, x):
        if x.ndim > 2:
            raise RuntimeError(
                f"t() expects a tensor with <= 2 dimensions, but self is {x.ndim}D: use x.mT or x.transpose(-2, -1) "
                "for batches of matrices"
            )
        return x.like(x.shape[::-1])

    def forward(self, xp, x, out=None):
        return x.T if x.ndim > 1 else x.view()

    def vjp(self, need, grads, saved, specs):
        return (apply(self, grads[0]),)


class Permute(Op):
    """The dimensions in another order."""

    __slots__ = ("dims",)
    saves = ((),)
    view = True

    def infer(self, x):
        n, dims = x.ndim, self.dims
        if len(dims) != n:
            raise RuntimeError(
                "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
                f"desired ordering of dimensions i.e. input.dim() = {n} is not equal to len(dims) = {len(dims)}"
            )
        dims = [normal_dim(d, n) for d in dims]
        if len(set(dims)) != n:
            raise RuntimeError(f"permute(): duplicate dims are not allowed, got {tuple(dims)}")
        return x.like([x.shape[d] for d in dims])

    def forward(self, xp, x, out=None):
        return x.transpose(self.dims)

    def vjp(self, need, grads, saved, specs):
        n = len(self.dims)
        back = [0] * n
        for i, d in enumerate(self.dims):
            back[d] = i
        return (apply(Permute.of(tuple(back)), grads[0]),)


TRANSPOSED = T.of(0)


@public(aliases="swapdims")
def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """A view with two dimensions swapped. Raises IndexError for dimensions that are not there.

    >>> x.transpose(0, 1).shape
    torch.Size([4, 3])
    """
    return apply(Transpose.of(dim0, dim1, 0), input)


@public("Tensor", aliases="swapdims_")
def transpose_(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """``transpose`` in place: changes the shape of the tensor itself, and returns it."""
    return takes_shape(input, Transpose.of(dim0, dim1, 1))


@public()
def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """``transpose`` under NumPy's name.

    >>> x.swapaxes(0, 1).shape
    torch.Size([4, 3])
    """
    return apply(Transpose.of(axis0, axis1, 0), input)


@public("Tensor")
def swapaxes_(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """``transpose_`` under NumPy's name."""
    return takes_shape(input, Transpose.of(axis0, axis1, 1))


@public()
def t(input: Tensor) -> Tensor:
    """A view of a matrix with rows and columns swapped; 0-d and 1-d tensors stay. Raises RuntimeError above 2-d.

    >>> x.t().shape
    torch.Size([4, 3])
    """
    return apply(TRANSPOSED, input)


@public("Tensor")
def t_(input: Tensor) -> Tensor:
    """``t`` in place: changes the shape of the tensor itself, and returns it."""
    return takes_shape(input, T.of(1))


@public()
def permute(input: Tensor, *order: Ints, dims: Ints | None = None) -> Tensor:
    """A view with the dimensions in the order given (each once).

    Raises RuntimeError if the number of dimensions differs or one comes twice, IndexError if one is not there.

    >>> x.permute(1, 0).shape
    torch.Size([4, 3])
    """
    axes: Any = order if dims is None else dims
    if axes == () and dims is None:
        raise TypeError('permute() missing 1 required positional arguments: "dims"')
    if len(axes) == 1 and type(axes[0]) in (tuple, list):
        axes = tuple(axes[0])
    for d in axes:
        if type(d) is not int or d < 0:
            axes = counted("permute", axes, len(axes))
            break
    return apply(Permute.of(axes), input)


def counted(function, dims, n):
    """``dims`` as whole numbers, negative ones counted from the end of ``n``; those beyond stay as they are."""
    return tuple([d + n if -n <= d < 0 else d for d in ints(function, dims, "dims")])


@public(aliases="moveaxis")
def movedim(input: Tensor, source: Ints, destination: Ints) -> Tensor:
    """A view with the dimensions ``source`` (int or tuple) moved to ``destination``, the others in order.

    >>> torch.movedim(x, 0, 1).shape
    torch.Size([4, 3])
    """
    n = input._array.ndim
    src, dst = as_tuple(source), as_tuple(destination)
    if isinstance(source, int) != isinstance(destination, int):
        raise TypeError(
            f"movedim(): source and destination must be two ints or two tuples, got {source} and {destination}"
        )
    if len(src) != len(dst):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(src)} dims) should contain the same number of "
            f"dims as destination ({list(dst)} dims)"
        )
    if not n:
        for d in (*src, *dst):
            normal_dim(d, 1)
        return apply(Permute.of(()), input)
    for what, dims in (("source", src), ("destination", dst)):
        if len({normal_dim(d, n) for d in dims}) != len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{what}` ({list(dims)})")
    src, dst = [normal_dim(d, n) for d in src], [normal_dim(d, n) for d in dst]
    order = [d for d in range(n) if d not in src]
    for to, d in sorted(zip(dst, src, strict=True)):
        order.insert(to, d)
    return apply(Permute.of(tuple(order)), input)


@public()
def adjoint(input: Tensor) -> Tensor:
    """A view with the last two dimensions swapped (complex: conjugated as well).

    >>> x.adjoint().shape
    torch.Size([4, 3])
    """
    if input._array.ndim == 1:
        raise RuntimeError(
            f"tensor.adjoint() is only supported on matrices or batches of matrices. Got {input._array.ndim}-D tensor."
        )
    y = apply(Transpose.of(-2, -1, 0), input) if input._array.ndim else input.view(())
    return y.conj() if input._dtype.is_complex else y


def _all_reversed(input: Tensor) -> Tensor:
    n = input._array.ndim
    if n not in (0, 2):
        import warnings

        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an error in a future release. Consider `x.mT` to transpose batches of matrices or "
            "`x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a tensor.",
            UserWarning,
            stacklevel=3,
        )
    return apply(Permute.of(tuple(range(n))[::-1]), input)


def _matrix_transposed(input: Tensor, name: str = "mT") -> Tensor:
    n = input._array.ndim
    if n == 1:
        raise RuntimeError(f"tensor.{name} is only supported on matrices or batches of matrices. Got {n}-D tensor.")
    return apply(Transpose.of(-2, -1, 0), input) if n else input


def _matrix_adjoint(input: Tensor) -> Tensor:
    y = _matrix_transposed(input, "mH")
    return y.conj() if y is not input and y._dtype.is_complex else y


def _hermitian(input: Tensor) -> Tensor:
    n = input._array.ndim
    if n not in (0, 2):
        raise RuntimeError(
            f"tensor.H is only supported on matrices (2-D tensors). Got {n}-D tensor."
            + (" For batches of matrices, consider using tensor.mH" if n > 2 else "")
        )
    return adjoint(input) if n else input.view_as(input)


method(
    T=property(_all_reversed, doc="The dimensions reversed."),
    mT=property(_matrix_transposed, doc="The last two dimensions swapped."),
    H=property(_hermitian, doc="A matrix transposed and conjugated."),
    mH=property(_matrix_adjoint, doc="The last two dimensions swapped, conjugated."),
)
