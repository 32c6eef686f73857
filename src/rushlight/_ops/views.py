"""Views: other shapes and strides on the same memory. Gradients of views are views of gradients.

The params of these ops are the numbers that users give, so that one record serves inputs of every shape and stride.
"""

from __future__ import annotations

from operator import index

import numpy as np

from .._arrays.memory import contiguous_kernel
from .._core import Op, apply
from .dims import normal_dim
from .sizes import as_tuple, ints, unique_dims
from .strided import StridedMethods, ViewDtype, strided_view, view_dtype

__all__ = [
    "ViewMethods", "adjoint", "broadcast_to", "expand_as", "flatten", "movedim", "moveaxis", "narrow", "permute",
    "ravel", "reshape", "select", "squeeze", "swapaxes", "swapdims", "t", "transpose", "unflatten", "unsqueeze",
    "view_as",
]  # fmt: skip

_full = slice(None)


class View(Op):
    """``x.view(shape)``; one size may be -1."""

    __slots__ = ("shape",)
    name = "View"
    saves = ((),)
    view = True

    def infer(self, x):
        return x.like(infer_size(self.shape, x.shape))

    def forward(self, xp, x, out=None):
        y = reshaped(x, infer_size(self.shape, x.shape))
        if y is None:
            raise RuntimeError(
                "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
                "contiguous subspaces). Use .reshape(...) instead."
            )
        return y

    def vjp(self, need, grads, saved, specs):
        return (reshape(grads[0], specs[0].shape),)


class UnsafeView(View):
    """A new shape for a fresh copy that nobody else holds: shares its memory, but is not tracked as a view."""

    __slots__ = ()
    name = "UnsafeView"
    view = False
    raw = True


class Contiguous(Op):
    """A copy in row-major order, or in the order that ``layout`` gives (dimensions from the slowest to the fastest)."""

    __slots__ = ("layout",)
    name = "Clone"
    saves = ((),)
    raw = True

    def infer(self, x):
        return x

    def kernel(self, x):
        return contiguous_kernel if self.layout is None else None

    def forward(self, xp, x, out=None):
        if self.layout is None:
            return xp.copy(x, "C")
        return xp.copy(x.transpose(self.layout), "C").transpose(np.argsort(self.layout))

    def vjp(self, need, grads, saved, specs):
        return grads


class Alias(Op):
    """A view of everything: ``x[...]``."""

    __slots__ = ()
    name = "Alias"
    saves = ((),)
    view = True

    def infer(self, x):
        return x

    def forward(self, xp, x, out=None):
        return x.view()

    def vjp(self, need, grads, saved, specs):
        return grads


class Transpose(Op):
    """Two dimensions swapped."""

    __slots__ = ("dim0", "dim1")
    name = "Transpose"
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

    __slots__ = ()
    name = "T"
    saves = ((),)
    view = True

    def infer(self, x):
        if x.ndim > 2:
            raise RuntimeError(
                f"t() expects a tensor with <= 2 dimensions, but self is {x.ndim}D: use x.mT or x.transpose(-2, -1) for "
                "batches of matrices"
            )
        return x.like(x.shape[::-1])

    def forward(self, xp, x, out=None):
        return x.T if x.ndim > 1 else x.view()

    def vjp(self, need, grads, saved, specs):
        return (apply(self, grads[0]),)


class Permute(Op):
    """The dimensions in another order."""

    __slots__ = ("dims",)
    name = "Permute"
    saves = ((),)
    view = True

    def infer(self, x):
        n, dims = x.ndim, self.dims
        if len(dims) != n:
            raise RuntimeError(
                "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
                f"ordering of dimensions i.e. input.dim() = {n} is not equal to len(dims) = {len(dims)}"
            )
        dims = [normal_dim(d, n) for d in dims]
        if len(set(dims)) != n:
            raise RuntimeError("permute(): duplicate dims are not allowed.")
        return x.like([x.shape[d] for d in dims])

    def forward(self, xp, x, out=None):
        return x.transpose(self.dims)

    def vjp(self, need, grads, saved, specs):
        n = len(self.dims)
        back = [0] * n
        for i, d in enumerate(self.dims):
            back[d] = i
        return (apply(Permute.of(tuple(back)), grads[0]),)


class Squeeze(Op):
    """Without the dimensions of size 1."""

    __slots__ = ()
    name = "Squeeze"
    saves = ((),)
    view = True

    def drop(self, shape):
        """The dimensions to leave out."""
        return [i for i, n in enumerate(shape) if n == 1]

    def infer(self, x):
        drop = self.drop(x.shape)
        return x.like([n for i, n in enumerate(x.shape) if i not in drop])

    def forward(self, xp, x, out=None):
        return x.squeeze(tuple(self.drop(x.shape)))

    def vjp(self, need, grads, saved, specs):
        return (reshape(grads[0], specs[0].shape),)


class SqueezeDim(Squeeze):
    """Without dimension ``dim``, if its size is 1."""

    __slots__ = ("dim",)
    node_name = "SqueezeBackward1"

    def drop(self, shape):
        d = normal_dim(self.dim, len(shape))
        return [d] if shape and shape[d] == 1 else []


class SqueezeDims(Squeeze):
    """Without those of ``dims`` whose size is 1."""

    __slots__ = ("dims",)
    node_name = "SqueezeBackward2"

    def drop(self, shape):
        return [d for d in unique_dims(self.dims, len(shape)) if shape and shape[d] == 1]


class Unsqueeze(Op):
    """A new dimension of size 1 before dimension ``dim``."""

    __slots__ = ("dim",)
    name = "Unsqueeze"
    saves = ((),)
    view = True

    def infer(self, x):
        d = normal_dim(self.dim, x.ndim + 1)
        return x.like((*x.shape[:d], 1, *x.shape[d:]))

    def forward(self, xp, x, out=None):
        d = normal_dim(self.dim, x.ndim + 1)
        stride = x.strides[d] * x.shape[d] if d < x.ndim else x.itemsize
        return strided_view(x, (*x.shape[:d], 1, *x.shape[d:]), (*x.strides[:d], stride, *x.strides[d:]))

    def vjp(self, need, grads, saved, specs):
        return (apply(SqueezeDim.of(self.dim), grads[0]),)


class Expand(Op):
    """Dimensions of size 1 repeated without a copy (stride 0); a size of -1 keeps a dimension."""

    __slots__ = ("shape",)
    name = "Expand"
    saves = ((),)
    view = True

    def infer(self, x):
        lead = len(self.shape) - x.ndim
        if lead < 0:
            raise RuntimeError(
                f"expand(torch.{x.dtype.cpp}Tensor{{{list(x.shape)}}}, size={list(self.shape)}): the number of sizes provided "
                f"({len(self.shape)}) must be greater or equal to the number of dimensions in the tensor ({x.ndim})"
            )
        shape = list(self.shape)
        for i, n in enumerate(shape):
            if i < lead:
                if n < 0:
                    raise RuntimeError(
                        f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {i}"
                    )
            elif n == -1:
                shape[i] = x.shape[i - lead]
            elif n != x.shape[i - lead] and x.shape[i - lead] != 1:
                raise RuntimeError(
                    f"The expanded size of the tensor ({n}) must match the existing size ({x.shape[i - lead]}) at "
                    f"non-singleton dimension {i}.  Target sizes: {list(self.shape)}.  Tensor sizes: {list(x.shape)}"
                )
        return x.like(shape)

    def forward(self, xp, x, out=None):
        lead = len(self.shape) - x.ndim
        shape, strides = [], []
        for i in reversed(range(len(self.shape))):
            n = self.shape[i]
            if i < lead:
                stride = 0 if n != 1 else shape[0] * strides[0] if shape else x.itemsize
            else:
                size, stride = x.shape[i - lead], x.strides[i - lead]
                n = size if n == -1 else n
                if n != size:
                    stride = 0
            shape.insert(0, n)
            strides.insert(0, stride)
        return strided_view(x, shape, strides)

    def vjp(self, need, grads, saved, specs):
        return grads  # summed to the input's shape by the engine


class Select(Op):
    """Element ``index`` of dimension ``dim`` (negative ones count from the end)."""

    __slots__ = ("dim", "index")
    name = "Select"
    saves = ((),)
    view = True

    def infer(self, x):
        if not x.shape:
            raise IndexError("select() cannot be applied to a 0-dim tensor.")
        d, i = normal_dim(self.dim, x.ndim), self.index
        if not -x.shape[d] <= i < x.shape[d]:
            raise IndexError(f"select(): index {i} out of range for tensor of size {list(x.shape)} at dimension {d}")
        return x.like(x.shape[:d] + x.shape[d + 1 :])

    def forward(self, xp, x, out=None):
        return x[(*(_full,) * normal_dim(self.dim, x.ndim), self.index, ...)]

    def vjp(self, need, grads, saved, specs):
        x = specs[0].shape
        return (apply(Placed.of("SelectBackward", x, normal_dim(self.dim, len(x)), self.index, 0, 0, self), grads[0]),)


class Slice(Op):
    """``start:stop:step`` of dimension ``dim``, read as Python reads slices of a sequence."""

    __slots__ = ("dim", "start", "stop", "step")
    name = "Slice"
    saves = ((),)
    view = True

    def infer(self, x):
        d = normal_dim(self.dim, x.ndim)
        n = len(range(*slice(self.start, self.stop, self.step).indices(x.shape[d])))
        return x.like((*x.shape[:d], n, *x.shape[d + 1 :]))

    def forward(self, xp, x, out=None):
        return x[(*(_full,) * normal_dim(self.dim, x.ndim), slice(self.start, self.stop, self.step))]

    def vjp(self, need, grads, saved, specs):
        x = specs[0].shape
        place = Placed.of("SliceBackward", x, normal_dim(self.dim, len(x)), self.start, self.stop, self.step, self)
        return (apply(place, grads[0]),)


class Placed(Op):
    """The adjoint of Select and Slice (``back``): zeros of ``shape`` with the input at that place."""

    __slots__ = ("name", "shape", "dim", "start", "stop", "step", "back")
    saves = ((),)
    raw = True

    def infer(self, g):
        return g.like(self.shape)

    def forward(self, xp, g, out=None):
        x = np.zeros(self.shape, g.dtype)
        at = self.start if isinstance(self.back, Select) else slice(self.start, self.stop, self.step)
        x[(*(_full,) * self.dim, at)] = g
        return x

    def vjp(self, need, grads, saved, specs):
        return (apply(self.back, grads[0]),)


# Shapes ------------------------------------------------------------------------------------------------------------


def infer_size(shape, old):
    """``shape`` with its -1 replaced, so that it has as many elements as ``old``. Raises RuntimeError if that can't be.

    >>> infer_size((-1, 2), (3, 4))
    (6, 2)
    """
    known, hole = 1, None
    for i, n in enumerate(shape):
        if n == -1:
            if hole is not None:
                raise RuntimeError("only one dimension can be inferred")
            hole = i
        elif n < 0:
            raise RuntimeError(f"invalid shape dimension {n} at index {i} of shape {list(shape)}")
        else:
            known *= n
    total = 1
    for n in old:
        total *= n
    if hole is None:
        if known == total:
            return shape
    elif known and total % known == 0:
        return (*shape[:hole], total // known, *shape[hole + 1 :])
    elif not known and not total:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 can be "
            "any value and is ambiguous"
        )
    raise RuntimeError(
        f"shape '{list(shape)}' is invalid for input of size {total}: the sizes must multiply to {total}, the number of "
        f"elements of a tensor of shape {list(old)}"
    )


def reshaped(x, shape):
    """The array ``x`` seen with ``shape``, or None if that takes a copy (PyTorch's rule: each new dimension lies within
    a run of old ones that are contiguous with each other)."""
    if x.flags.c_contiguous:
        return x.reshape(shape)
    strides = _view_strides(x.shape, x.strides, shape)
    return None if strides is None else strided_view(x, shape, strides)


def _view_strides(old, strides, new):
    """Strides for ``new`` sizes on memory laid out as (``old``, ``strides``), or None."""
    out = [0] * len(new)
    at = len(new) - 1
    base, run, seen = strides[-1], 1, 1  # of the current run of old dimensions: stride of its last, elements, and placed
    for d in reversed(range(len(old))):
        run *= old[d]
        if d == 0 or (old[d - 1] != 1 and strides[d - 1] != run * base):
            while at >= 0 and (seen < run or new[at] == 1):
                out[at] = seen * base
                seen *= new[at]
                at -= 1
            if seen != run:
                return None
            if d > 0:
                base, run, seen = strides[d - 1], 1, 1
    return None if at != -1 else out


# Functions ---------------------------------------------------------------------------------------------------------

_VIEWS: dict = {}  # arguments as given -> View op: what x.view(...) costs is mostly finding its op


def _view_op(name, args):
    if len(args) == 1 and type(args[0]) not in (tuple, list, int):
        if hasattr(args[0], "itemsize") and hasattr(args[0], "category"):
            return ViewDtype.of(args[0].name)
        if not isinstance(args[0], (tuple, list)) and not hasattr(args[0], "__index__"):
            raise TypeError(f"{name}() received an invalid combination of arguments - got ({type(args[0]).__name__})")
    if not args:
        raise TypeError(f"{name}() received an invalid combination of arguments - got (), but expected a shape")
    op = View.of(ints(name, args))
    if len(_VIEWS) >= 4096:
        _VIEWS.clear()
    if all(type(a) is int or (type(a) is tuple and all(type(n) is int for n in a)) for a in args):
        _VIEWS[args] = op
    return op


def view(input, *shape, dtype=None):
    """The same memory with another shape; one size may be -1 (computed). With a dtype: the same bytes read as that type.

    Raises RuntimeError if the sizes don't fit, or if the strides don't allow a view (then use ``reshape``).

    >>> x.view(2, -1).shape
    torch.Size([2, 6])
    """
    try:
        op = _VIEWS.get(shape)
    except TypeError:  # a list
        op = None
    if op is None:
        if dtype is not None:
            return view_dtype(input, dtype)
        op = _view_op("view", shape)
        if type(op) is ViewDtype:
            return view_dtype(input, shape[0])
    return apply(op, input)


def reshape(input, *shape):
    """The same elements with another shape (row by row): a view if the strides allow it, else a copy. One size may be -1.

    Raises RuntimeError if the sizes don't multiply to the number of elements.

    >>> x.t().reshape(-1).shape
    torch.Size([12])
    """
    try:
        op = _VIEWS.get(shape)
    except TypeError:
        op = None
    if op is None:
        op = _view_op("reshape", shape)
    x = input._array
    if x.flags.c_contiguous or _view_strides(x.shape, x.strides, infer_size(op.shape, x.shape)) is not None:
        return apply(op, input)
    infer_size(op.shape, x.shape)
    return apply(UnsafeView.of(op.shape), apply(CONTIGUOUS, input))


def contiguous(input, memory_format=None):
    """The tensor itself if its elements lie in row-major order, else a copy that does.

    With ``memory_format=torch.channels_last`` (4-d) or ``channels_last_3d`` (5-d), the order is N H W C.

    >>> x.t().contiguous().stride()
    (3, 1)
    """
    kind = "contiguous" if memory_format is None else str(memory_format).rpartition(".")[2].removesuffix("_format")
    if kind == "contiguous":
        return input if input._array.flags.c_contiguous else apply(CONTIGUOUS, input)
    if kind == "preserve":
        raise RuntimeError("preserve memory format is unsupported by the contiguous operator")
    if is_contiguous(input, memory_format):
        return input
    n = input._array.ndim
    return apply(Contiguous.of((0, *range(2, n), 1)), input)


def is_contiguous(input, memory_format=None):
    """Whether the elements lie in row-major order (or in that of ``memory_format``) without gaps.

    >>> x.t().is_contiguous()
    False
    """
    a = input._array
    kind = "contiguous" if memory_format is None else str(memory_format).rpartition(".")[2].removesuffix("_format")
    if kind == "contiguous":
        return a.flags.c_contiguous
    rank = {"channels_last": 4, "channels_last_3d": 5}.get(kind)
    if rank is None:
        raise TypeError(f"is_contiguous(): unknown memory format {memory_format!r}")
    if a.ndim != rank:
        raise RuntimeError(f"required rank {rank} tensor to use {kind} format")
    return a.transpose(0, *range(2, rank), 1).flags.c_contiguous


def view_as(input, other):
    """``input.view(other.shape)``.

    >>> x.view_as(y).shape == y.shape
    True
    """
    return apply(View.of(tuple(other._array.shape)), input)


def reshape_as(input, other):
    """``input.reshape(other.shape)``.

    >>> x.reshape_as(y).shape == y.shape
    True
    """
    return reshape(input, other._array.shape)


def transpose(input, dim0, dim1):
    """A view with two dimensions swapped. Raises IndexError for dimensions that are not there.

    >>> x.transpose(0, 1).shape
    torch.Size([4, 3])
    """
    return apply(Transpose.of(dim0, dim1), input)


def swapaxes(input, axis0, axis1):
    """``transpose`` under NumPy's name.

    >>> x.swapaxes(0, 1).shape
    torch.Size([4, 3])
    """
    return apply(Transpose.of(axis0, axis1), input)


swapdims = swapaxes


def t(input):
    """A view of a matrix with rows and columns swapped; 0-d and 1-d tensors stay. Raises RuntimeError above 2-d.

    >>> x.t().shape
    torch.Size([4, 3])
    """
    return apply(TRANSPOSED, input)


def permute(input, *dims):
    """A view with the dimensions in the order ``dims`` (each once).

    Raises RuntimeError if the number of dimensions differs or one comes twice, IndexError if one is not there.

    >>> x.permute(1, 0).shape
    torch.Size([4, 3])
    """
    if len(dims) == 1 and type(dims[0]) in (tuple, list):
        dims = tuple(dims[0])
    n = len(dims)
    for d in dims:
        if type(d) is not int or d < 0:
            dims = tuple([d + n if -n <= d < 0 else d for d in ints("permute", dims, "dims")])
            break
    return apply(Permute.of(dims), input)


def movedim(input, source, destination):
    """A view with the dimensions ``source`` (int or tuple) moved to ``destination``, the others in order.

    >>> torch.movedim(x, 0, 1).shape
    torch.Size([4, 3])
    """
    n = input._array.ndim
    src, dst = as_tuple(source), as_tuple(destination)
    if len(src) != len(dst):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(src)} dims) should contain the same number of dims "
            f"as destination ({list(dst)} dims)"
        )
    for what, dims in (("source", src), ("destination", dst)):
        if len({normal_dim(d, n) for d in dims}) != len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{what}` ({list(dims)})")
    src, dst = [normal_dim(d, n) for d in src], [normal_dim(d, n) for d in dst]
    order = [d for d in range(n) if d not in src]
    for to, d in sorted(zip(dst, src, strict=True)):
        order.insert(to, d)
    return apply(Permute.of(tuple(order)), input)


moveaxis = movedim


def adjoint(input):
    """A view with the last two dimensions swapped (complex: conjugated as well).

    >>> x.adjoint().shape
    torch.Size([4, 3])
    """
    if input._array.ndim < 2:
        raise RuntimeError(
            f"tensor.adjoint() is only supported on matrices or batches of matrices. Got {input._array.ndim}-D tensor."
        )
    y = apply(Transpose.of(-2, -1), input)
    return y.conj() if input._dtype.is_complex else y


def squeeze(input, dim=None):
    """A view without dimensions of size 1: all of them, or those of ``dim`` (int or tuple) that have size 1.

    >>> x.unsqueeze(0).squeeze(0).shape
    torch.Size([3, 4])
    """
    if dim is None:
        return apply(SQUEEZE, input)
    return apply(SqueezeDim.of(dim) if isinstance(dim, int) else SqueezeDims.of(tuple(dim)), input)


def unsqueeze(input, dim):
    """A view with a new dimension of size 1 at ``dim``. Raises IndexError unless -n - 1 <= dim <= n.

    >>> x.unsqueeze(0).shape
    torch.Size([1, 3, 4])
    """
    return apply(Unsqueeze.of(dim), input)


def expand(input, *size, implicit=False):
    """A view in which dimensions of size 1 are repeated (and new ones put in front), without a copy; -1 keeps a size.

    Raises RuntimeError if another size would have to change.

    >>> x.expand(2, 3, 4).stride()
    (0, 4, 1)
    """
    return apply(Expand.of(ints("expand", size)), input)


def expand_as(input, other):
    """``input.expand(other.shape)``.

    >>> x[:1].expand_as(x).shape
    torch.Size([3, 4])
    """
    return apply(Expand.of(tuple(other._array.shape)), input)


def broadcast_to(input, size):
    """``input.expand(size)``, as a function.

    >>> torch.broadcast_to(x, (2, 3, 4)).shape
    torch.Size([2, 3, 4])
    """
    return apply(Expand.of(ints("broadcast_to", (size,))), input)


def flatten(input, start_dim=0, end_dim=-1):
    """The dimensions from ``start_dim`` to ``end_dim`` as one: a view if the strides allow it. 0-d becomes 1-d.

    >>> x.flatten().shape
    torch.Size([12])
    """
    shape = input._array.shape
    n = len(shape)
    a, b = normal_dim(start_dim, n), normal_dim(end_dim, n)
    if a > b:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    if not n:
        return reshape(input, 1)
    if a == b:
        return input
    length = 1
    for d in shape[a : b + 1]:
        length *= d
    return reshape(input, *shape[:a], length, *shape[b + 1 :])


def unflatten(input, dim, sizes):
    """Dimension ``dim`` as several, of the given sizes (one may be -1).

    >>> x.unflatten(1, (2, 2)).shape
    torch.Size([3, 2, 2])
    """
    sizes = ints("unflatten", (sizes,), "sizes")
    shape = input._array.shape
    d = normal_dim(dim, len(shape))
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    try:
        sizes = infer_size(sizes, (shape[d],))
    except RuntimeError:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {d} ({shape[d]}) in the input tensor"
        ) from None
    return apply(View.of((*shape[:d], *sizes, *shape[d + 1 :])), input)


def ravel(input):
    """All elements in one dimension: a view if the strides allow it.

    >>> x.ravel().shape
    torch.Size([12])
    """
    return reshape(input, -1)


def narrow(input, dim, start, length):
    """A view of ``length`` elements of dimension ``dim`` from ``start`` on.

    Raises IndexError or RuntimeError if that is not within the dimension.

    >>> x.narrow(1, 1, 2).shape
    torch.Size([3, 2])
    """
    shape = input._array.shape
    if not shape:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    d, start = normal_dim(dim, len(shape)), index(start)
    n = shape[d]
    if not -n <= start <= n:
        raise IndexError(f"start out of range (expected to be in range of [{-n}, {n}], but got {start})")
    start = start + n if start < 0 else start
    if start + length > n:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({n}).")
    return apply(Slice.of(d, start, start + length, 1), input)


def select(input, dim, index):
    """A view of element ``index`` of dimension ``dim``; that dimension is gone. Raises IndexError if it is not there.

    >>> x.select(0, 1).shape
    torch.Size([4])
    """
    return apply(Select.of(dim, index.__index__()), input)


def _all_reversed(input):
    n = input._array.ndim
    if n not in (0, 2):
        import warnings

        warnings.warn(
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an "
            "error in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute(*torch.arange(x.ndim - "
            "1, -1, -1))` to reverse the dimensions of a tensor.",
            UserWarning, stacklevel=3)  # fmt: skip
    return apply(Permute.of(tuple(range(n))[::-1]), input)


def _matrix_transposed(name):
    def get(input):
        n = input._array.ndim
        if n < 2:
            raise RuntimeError(f"tensor.{name} is only supported on matrices or batches of matrices. Got {n}-D tensor.")
        return apply(Transpose.of(-2, -1), input) if name == "mT" else adjoint(input)

    return property(get, doc="The last two dimensions swapped" + (", conjugated." if name == "mH" else "."))


def _hermitian(input):
    n = input._array.ndim
    if n not in (0, 2):
        raise RuntimeError(
            f"tensor.H is only supported on matrices (2-D tensors). Got {n}-D tensor."
            + (" For batches of matrices, consider using tensor.mH" if n > 2 else "")
        )
    return adjoint(input) if n else input.view_as(input)


def _in_place(function):
    """``x.f_()`` from a view function: the tensor itself takes the view's shape."""

    def change(input, *args):
        if input.requires_grad and input._node is None and input._base is None and input._requires_grad:
            raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
        y = function(input, *args)
        if input._base is not None:
            input._chain = y._chain
        input._array, input._node, input._output_nr = y._array, y._node, y._output_nr
        input._node_version = input._storage.version
        return input

    change.__name__ = change.__qualname__ = function.__name__ + "_"
    change.__doc__ = f"``{function.__name__}`` in place: changes the shape of the tensor itself, and returns it."
    return change


CONTIGUOUS = Contiguous.of(None)
ALIAS = Alias.of()
TRANSPOSED = T.of()
SQUEEZE = Squeeze.of()


class ViewMethods(StridedMethods):
    """Methods of Tensor: views."""

    __slots__ = ()
    view = view
    reshape = reshape
    view_as = view_as
    reshape_as = reshape_as
    contiguous = contiguous
    is_contiguous = is_contiguous
    transpose = transpose
    swapaxes = swapaxes
    swapdims = swapdims
    t = t
    permute = permute
    movedim = movedim
    moveaxis = moveaxis
    adjoint = adjoint
    squeeze = squeeze
    unsqueeze = unsqueeze
    expand = expand
    expand_as = expand_as
    broadcast_to = broadcast_to
    flatten = flatten
    unflatten = unflatten
    ravel = ravel
    narrow = narrow
    select = select
    T = property(_all_reversed, doc="The dimensions reversed.")
    mT = _matrix_transposed("mT")
    H = property(_hermitian, doc="A matrix transposed and conjugated.")
    mH = _matrix_transposed("mH")
    squeeze_ = _in_place(squeeze)
    unsqueeze_ = _in_place(unsqueeze)
    transpose_ = _in_place(transpose)
    swapaxes_ = _in_place(swapaxes)
    swapdims_ = _in_place(swapdims)
    t_ = _in_place(t)
