"""Views: functions and methods for other shapes and strides on the same memory (their ops: view_ops.py)."""

from __future__ import annotations

from operator import index

from ..._core import Value, apply, check_in_place, state, viewer
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.sizes import as_tuple, ints
from ..tensors.as_strided_unfold import AsStrided, StridedMethods, ViewDtype, strided_part, view_dtype
from .view_ops import (
    CONTIGUOUS,
    SQUEEZE,
    TRANSPOSED,
    Contiguous,
    Expand,
    Permute,
    Select,
    Slice,
    Squeeze,
    SqueezeDim,
    SqueezeDims,
    T,
    Transpose,
    Unsqueeze,
    View,
    infer_size,
    shaped,
)

__all__ = [
    "ViewMethods",
    "adjoint",
    "as_strided_",
    "broadcast_to",
    "expand_as",
    "flatten",
    "moveaxis",
    "movedim",
    "narrow",
    "narrowed",
    "permute",
    "ravel",
    "reshape",
    "select",
    "squeeze",
    "swapaxes",
    "swapdims",
    "t",
    "transpose",
    "unflatten",
    "unsqueeze",
    "view_as",
]

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


def view(input, *shape, dtype=None, size=None):
    """The same memory with another shape; one size may be -1 (computed). With a dtype: the same bytes read as that
    type.

    Raises RuntimeError if the sizes don't fit, or if the strides don't allow a view (then use ``reshape``).

    >>> x.view(2, -1).shape
    torch.Size([2, 6])
    """
    try:
        op = _VIEWS.get(shape)
        if op is not None and float in map(type, shape):  # 2.0 is found as 2
            op = None
    except TypeError:  # a list
        op = None
    if op is None:
        if dtype is not None:
            return view_dtype(input, dtype)
        op = _view_op("view", shape if size is None else (size,))
        if type(op) is ViewDtype:
            return view_dtype(input, shape[0])
    return apply(op, input)


def reshape(input, *sizes, shape=None):
    """The same elements with another shape (row by row): a view if the strides allow it, else a copy. One size may be
    -1.

    Raises RuntimeError if the sizes don't multiply to the number of elements.

    >>> x.t().reshape(-1).shape
    torch.Size([12])
    """
    check_tensor(input, "reshape")
    try:
        op = _VIEWS.get(sizes)
        if op is not None and float in map(type, sizes):  # 2.0 is found as 2
            op = None
    except TypeError:
        op = None
    if op is None:
        op = _view_op("reshape", sizes if shape is None else (shape,))
    return apply(op, input) if input._array.flags.c_contiguous else shaped(input, op.shape)


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


def swapdims(input, dim0, dim1):
    """``transpose`` under yet another name.

    >>> x.swapdims(0, 1).shape
    torch.Size([4, 3])
    """
    return apply(Transpose.of(dim0, dim1), input)


def t(input):
    """A view of a matrix with rows and columns swapped; 0-d and 1-d tensors stay. Raises RuntimeError above 2-d.

    >>> x.t().shape
    torch.Size([4, 3])
    """
    check_tensor(input, "t")
    return apply(TRANSPOSED, input)


def permute(input, *order, dims=None):
    """A view with the dimensions in the order given (each once).

    Raises RuntimeError if the number of dimensions differs or one comes twice, IndexError if one is not there.

    >>> x.permute(1, 0).shape
    torch.Size([4, 3])
    """
    check_tensor(input, "permute")
    if dims is None:
        dims = order
        if not dims:
            raise TypeError('permute() missing 1 required positional arguments: "dims"')
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
    check_tensor(input, "movedim")
    n = input._array.ndim
    src, dst = as_tuple(source), as_tuple(destination)
    if isinstance(source, int) != isinstance(destination, int):
        raise TypeError(
            f"movedim(): source and destination must be two ints or two tuples, got {source} and {destination}"
        )
    if len(src) != len(dst):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({list(src)} dims) should contain the same number "
            "of dims "
            f"as destination ({list(dst)} dims)"
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


moveaxis = movedim


def adjoint(input):
    """A view with the last two dimensions swapped (complex: conjugated as well).

    >>> x.adjoint().shape
    torch.Size([4, 3])
    """
    check_tensor(input, "adjoint")
    if input._array.ndim == 1:
        raise RuntimeError(
            f"tensor.adjoint() is only supported on matrices or batches of matrices. Got {input._array.ndim}-D tensor."
        )
    y = apply(Transpose.of(-2, -1), input) if input._array.ndim else input.view(())
    return y.conj() if input._dtype.is_complex else y


def squeeze(input, dim=None):
    """A view without dimensions of size 1: all of them, or those of ``dim`` (int or tuple) that have size 1.

    >>> x.unsqueeze(0).squeeze(0).shape
    torch.Size([3, 4])
    """
    check_tensor(input, "squeeze")
    if dim is None:
        return apply(SQUEEZE, input)
    return apply(SqueezeDim.of(dim) if isinstance(dim, int) else SqueezeDims.of(tuple(dim)), input)


def unsqueeze(input, dim):
    """A view with a new dimension of size 1 at ``dim``. Raises IndexError unless -n - 1 <= dim <= n.

    >>> x.unsqueeze(0).shape
    torch.Size([1, 3, 4])
    """
    check_tensor(input, "unsqueeze")
    return apply(Unsqueeze.of(dim), input)


def expand(input, *sizes, size=None, implicit=False):
    """A view in which dimensions of size 1 are repeated (and new ones put in front), without a copy; -1 keeps a size.

    Raises RuntimeError if another size would have to change.

    >>> x.expand(2, 3, 4).stride()
    (0, 4, 1)
    """
    return apply(Expand.of(ints("expand", sizes if size is None else (size,))), input)


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
    check_tensor(input, "broadcast_to")
    return apply(Expand.of(ints("broadcast_to", (size,))), input)


def _broadcast_to(self, *size):
    return apply(Expand.of(ints("broadcast_to", size)), self)


def flatten(input, start_dim=0, end_dim=-1):
    """The dimensions from ``start_dim`` to ``end_dim`` as one: a view if the strides allow it. 0-d becomes 1-d.

    >>> x.flatten().shape
    torch.Size([12])
    """
    check_tensor(input, "flatten")
    shape = input._array.shape
    n = len(shape)
    a, b = normal_dim(start_dim, n), normal_dim(end_dim, n)
    if a > b:
        raise RuntimeError(
            f"flatten() has invalid args: start_dim cannot come after end_dim, got {start_dim} and {end_dim}"
        )
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
    check_tensor(input, "unflatten")
    sizes = ints("unflatten", (sizes,), "sizes")
    shape = input._array.shape
    d = normal_dim(dim, len(shape))
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    try:
        sizes = infer_size(sizes, (shape[d],))
    except RuntimeError:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {d} ({shape[d]}) in the "
            "input tensor"
        ) from None
    return apply(View.of((*shape[:d], *sizes, *shape[d + 1 :])), input)


def ravel(input):
    """All elements in one dimension: a view if the strides allow it.

    >>> x.ravel().shape
    torch.Size([12])
    """
    check_tensor(input, "ravel")
    return view(apply(CONTIGUOUS, input) if not input._array.flags.c_contiguous else input, -1)


def narrow(input, dim, start, length):
    """A view of ``length`` elements of dimension ``dim`` from ``start`` on.

    Raises IndexError or RuntimeError if that is not within the dimension.

    >>> x.narrow(1, 1, 2).shape
    torch.Size([3, 2])
    """
    return apply(narrowed(input, dim, start, length), input)


def narrowed(input, dim, start, length):
    """The Slice op for arguments of ``narrow``. Raises what that raises."""
    shape = input._array.shape
    if not shape:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    if isinstance(start, Value) and (start._array.ndim or start._dtype.category != 1):
        raise RuntimeError(
            f"start must be an 0-dim integral Tensor, or an int; got shape {list(start._array.shape)} of {start._dtype}"
        )
    d, start = normal_dim(dim, len(shape)), index(start)
    n = shape[d]
    if not -n <= start <= n:
        raise IndexError(f"start out of range (expected to be in range of [{-n}, {n}], but got {start})")
    start = start + n if start < 0 else start
    if start + length > n:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({n}).")
    return Slice.of(d, start, start + length, 1)


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
            "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will "
            "throw an "
            "error in a future release. Consider `x.mT` to transpose batches of matrices or "
            "`x.permute(*torch.arange(x.ndim - "
            "1, -1, -1))` to reverse the dimensions of a tensor.",
            UserWarning,
            stacklevel=3,
        )
    return apply(Permute.of(tuple(range(n))[::-1]), input)


def _matrix_transposed(name):
    def get(input):
        n = input._array.ndim
        if not n:
            return input
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


def _changed(input, op):
    """The tensor itself takes the shape that the view op shows."""
    check_in_place(op, input, (input,))
    before = state.grad
    state.grad = before or input.requires_grad  # a history stays true to the shape even if none is recorded
    try:
        y = apply(op, input)
    finally:
        state.grad = before
    if input._base is not None:
        input._chain = y._chain
    input._storage.wrote(op.name)
    input._array, input._node_version = y._array, input._storage.version
    if not (input._requires_grad and input._node is None):  # a leaf, under no_grad, stays one
        input._node, input._output_nr = y._node, y._output_nr
    return input


class _Transposed(Transpose):
    name = "Transpose"
    node_name = "TransposeBackward1"


class _T(T):
    name = "T"
    node_name = "TBackward1"


class _Unsqueezed(Unsqueeze):
    name = "Unsqueeze"
    node_name = "UnsqueezeBackward1"


class _Squeezed(Squeeze):
    name = "Squeeze"
    node_name = "SqueezeBackward3"


class _SqueezedDim(SqueezeDim):
    name = "Squeeze"
    node_name = "SqueezeBackward4"


class _SqueezedDims(SqueezeDims):
    name = "Squeeze"
    node_name = "SqueezeBackward5"


class _Strided(AsStrided):
    name = "AsStrided"
    node_name = "AsStridedBackward1"


def transpose_(self, dim0, dim1):
    """``transpose`` in place: changes the shape of the tensor itself, and returns it."""
    return _changed(self, _Transposed.of(dim0, dim1))


def swapaxes_(self, axis0, axis1):
    """``transpose_`` under NumPy's name."""
    return _changed(self, _Transposed.of(axis0, axis1))


def t_(self):
    """``t`` in place: changes the shape of the tensor itself, and returns it."""
    return _changed(self, _T.of())


def unsqueeze_(self, dim):
    """``unsqueeze`` in place: changes the shape of the tensor itself, and returns it."""
    return _changed(self, _Unsqueezed.of(dim))


def squeeze_(self, dim=None):
    """``squeeze`` in place: changes the shape of the tensor itself, and returns it."""
    if dim is None:
        return _changed(self, _Squeezed.of())
    return _changed(self, _SqueezedDim.of(dim) if isinstance(dim, int) else _SqueezedDims.of(tuple(dim)))


def as_strided_(input, size, stride, storage_offset=None):
    """``as_strided`` in place: changes the shape of the tensor itself, and returns it.

    >>> torch.as_strided_(torch.arange(4), (2,), (2,), 1)
    tensor([1, 3])
    """
    check_tensor(input, "as_strided_")
    part = strided_part(input, size, stride, storage_offset)
    return _changed(input, _Strided.of(part.size, part.stride, part.offset, part.strides))


class ViewMethods(StridedMethods):
    """Methods of Tensor: views."""

    __slots__ = ()
    view = viewer(View, view)
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
    broadcast_to = _broadcast_to
    flatten = flatten
    unflatten = unflatten
    ravel = ravel
    narrow = narrow
    select = select
    T = property(_all_reversed, doc="The dimensions reversed.")
    mT = _matrix_transposed("mT")
    H = property(_hermitian, doc="A matrix transposed and conjugated.")
    mH = _matrix_transposed("mH")
    squeeze_, unsqueeze_, transpose_, t_, as_strided_ = squeeze_, unsqueeze_, transpose_, t_, as_strided_
    swapaxes_, swapdims_ = swapaxes_, transpose_
