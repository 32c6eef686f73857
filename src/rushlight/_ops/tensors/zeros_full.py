"""New tensors of a size: zeros, ones, one number, or nothing set; and the same "like" or "new from" a tensor."""

from __future__ import annotations

from operator import index
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from ..._base import dtypes
from ..._base.devices import as_device
from ..._base.dtypes import python_number
from ..._base.formats import strided
from ..._core import Value, apply, state, store
from ..._core.sparse import is_sparse, rules
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.inside_vmap import alike
from ..common.promotion import as_dtype
from ..common.sizes import ints
from .as_strided_unfold import resize_
from .full import EmptyStrided, Eye, Full

if TYPE_CHECKING:
    N = TypeVar("N", bound=bool | int | float | complex | None)

    from ..._face.types import Device, Ints, Number, Tensor, dtype, layout, memory_format


def requiring(t, requires_grad):
    """``t``, asking for a gradient if ``requires_grad``. Raises RuntimeError if its dtype has none."""
    if requires_grad:
        if t._dtype.category < 2:
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        t._requires_grad = True
    return t


def check_options(function, layout, pin_memory, names=None):
    if layout is not None and layout is not strided:
        raise RuntimeError(f"{function}(): layout {layout} is not supported: tensors here are torch.strided")
    if pin_memory:
        raise RuntimeError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on "
            "this system. Leave pin_memory out"
        )


def read_shape(function, sizes, size=None):
    if size is not None:
        sizes = (size,)
    elif not sizes:
        raise TypeError(f'{function}() missing 1 required positional arguments: "size"')
    shape = sizes[0] if len(sizes) == 1 and type(sizes[0]) is tuple else sizes
    for n in shape:
        if type(n) is not int or n < 0:
            break
    else:
        return tuple(shape)
    shape = ints(function, sizes)
    for n in shape:
        if n < 0:
            raise RuntimeError(f"{function}: Dimension size must be non-negative, got {list(shape)}")
    return shape


def _sparse(shape, number, dtype, layout, device, requires_grad, like=None):
    """A sparse tensor that stores nothing; there is none of other numbers than 0, as ``fill_`` says."""
    dense = 0 if like is None else min(like.dense_dim(), len(shape))
    t = rules.empty(layout, tuple(shape), dtype, device, dense)
    return requiring(t.fill_(number) if number else t, requires_grad)


def _filled(function, shape, number, out, dtype, layout, device, pin_memory, requires_grad):
    if layout is not None and layout is not strided and out is None:
        dtype = as_dtype(dtype, function) or dtypes.get_default_dtype()
        return _sparse(shape, number, dtype, layout, as_device(device), requires_grad)
    check_options(function, layout, pin_memory)
    dtype = as_dtype(dtype, function)
    if out is not None:
        if dtype is not None and dtype is not out._dtype:
            raise RuntimeError(f"{function}(): dtype {dtype} does not match dtype of out {out._dtype}")
        op = Full.of(shape, out._dtype, out._device)
        return written(function, op, out, apply(op, number), quietly=True)
    t = apply(Full.of(shape, dtype or dtypes.get_default_dtype(), as_device(device)), number)
    return requiring(t, requires_grad) if requires_grad else t


def written(function, op, out, result, quietly=False):
    """``result`` left in ``out``; ``quietly``: resized without a warning. Raises RuntimeError if ``out`` requires a
    gradient."""
    if out.requires_grad and state.grad:
        raise RuntimeError(
            f"{function}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad."
        )
    if quietly and out._array.shape != result._array.shape:
        resize_(out, result._array.shape)
    return store(op, out, result)


@public("torch", factory=True)
def zeros(
    *size: Ints,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    **named: Any,
) -> Tensor:
    """A new tensor of zeros.

    size: ints, or one sequence of them; dtype: the default floating one unless given.
    Raises RuntimeError for negative sizes, TypeError for sizes that aren't ints.

    >>> zeros(2, 3)
    tensor([[0., 0., 0.],
            [0., 0., 0.]])
    """
    shape = read_shape("zeros", size, **named)
    return _filled("zeros", shape, 0, out, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def ones(
    *size: Ints,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    **named: Any,
) -> Tensor:
    """A new tensor of ones. Arguments as for ``zeros``.

    >>> ones(3)
    tensor([1., 1., 1.])
    """
    shape = read_shape("ones", size, **named)
    return _filled("ones", shape, 1, out, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def empty(
    *size: Ints,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
    **named: Any,
) -> Tensor:
    """A new tensor whose elements are whatever the memory held. Arguments as for ``zeros``; ``memory_format``
    channels_last (4-d) or channels_last_3d (5-d) orders the elements N H W C.

    >>> empty(2, 3).shape
    torch.Size([2, 3])
    """
    shape = read_shape("empty", size, **named)
    strides = None if memory_format is None else _format_strides(shape, memory_format)
    if strides is None:
        return _filled("empty", shape, None, out, dtype, layout, device, pin_memory, requires_grad)
    return empty_strided(shape, strides, dtype=dtype, layout=layout, device=device, requires_grad=requires_grad)


def _format_strides(shape, memory_format):
    """The strides (in elements) of a memory format; None for row-major order."""
    kind = repr(memory_format).rpartition(".")[2]
    rank = {"channels_last": 4, "channels_last_3d": 5}.get(kind)
    if rank is None:
        if kind not in ("contiguous_format", "preserve_format"):
            raise TypeError(f"argument 'memory_format' must be torch.memory_format, not {type(memory_format).__name__}")
        return None
    if len(shape) != rank:
        raise RuntimeError(f"required rank {rank} tensor to use {kind} format")
    strides, step = [0] * rank, 1
    for d in (1, *reversed(range(2, rank)), 0):
        strides[d] = step
        step *= max(shape[d], 1)
    return tuple(strides)


@public("torch", factory=True)
def full(
    size: Ints,
    fill_value: Number | Tensor,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """A new tensor with one number everywhere.

    size: a sequence of ints; fill_value: a number, whose kind decides the dtype unless that is given.
    Raises RuntimeError if the number doesn't fit the dtype.

    >>> full((2,), 3.5)
    tensor([3.5000, 3.5000])
    """
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"full(): argument 'size' (position 1) must be tuple of ints, not {type(size).__name__}")
    shape, number, dtype = read_shape("full", (size,)), number_of(fill_value), as_dtype(dtype, "full")
    if dtype is None:
        dtype = _kind(number) if out is None else out._dtype
    check_fits(number, dtype)
    return _filled("full", shape, number, out, dtype, layout, device, pin_memory, requires_grad)


@overload
def number_of(value: Tensor) -> Any: ...


@overload
def number_of(value: N) -> N: ...


def number_of(value):
    return value.item() if isinstance(value, Value) else python_number(value)


def _kind(number):
    """The dtype of a Python number: bool, int64, the default floating one, or its complex one."""
    kind = type(number)
    if kind is bool or kind is int:
        return dtypes.bool_ if kind is bool else dtypes.int64
    real = dtypes.get_default_dtype()
    return real.to_complex() if kind is complex else real


@public("torch", factory=True)
def scalar_tensor(
    s: Number | Tensor,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """A 0-d tensor of a number; the dtype is the default floating one unless given.

    >>> scalar_tensor(3)
    tensor(3.)
    """
    return _filled("scalar_tensor", (), number_of(s), None, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def empty_strided(
    size: Ints,
    stride: Ints,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new tensor of given sizes and strides (in elements), contents undefined.

    >>> empty_strided((2, 3), (1, 2)).stride()
    (1, 2)
    """
    check_options("empty_strided", layout, pin_memory)
    shape, strides = read_shape("empty_strided", (size,)), ints("empty_strided", (stride,), "stride")
    if len(shape) != len(strides):
        raise RuntimeError(
            f"mismatch in length of strides and shape: size {list(shape)} has {len(shape)} dimensions, stride "
            f"{list(strides)} {len(strides)}"
        )
    if any(s < 0 for s in strides):
        raise RuntimeError(
            f"as_strided: Negative strides are not supported at the moment, got strides: {list(strides)}"
        )
    dtype = as_dtype(dtype, "empty_strided") or dtypes.get_default_dtype()
    return requiring(apply(EmptyStrided.of(shape, strides, dtype, as_device(device))), requires_grad)


@public("torch", factory=True)
def empty_permuted(
    size: Ints,
    physical_layout: Ints,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """A new tensor of a given size whose dimensions lie in memory in the order ``physical_layout`` (slowest first),
    contents undefined. Raises RuntimeError unless that names each dimension once, counted from 0.

    >>> torch.empty_permuted((2, 3, 4), (2, 0, 1)).stride()
    (3, 1, 6)
    """
    shape, order = (
        read_shape("empty_permuted", (size,)),
        ints("empty_permuted", (physical_layout,), "physical_layout"),
    )
    n = len(shape)
    if len(order) != n:
        raise RuntimeError(
            "Number of dimensions in size does not match the length of the physical_layout; i.e. len(size) = "
            f"{n} is not equal to len(physical_layout) = {len(order)}"
        )
    for i, d in enumerate(order):
        if not 0 <= d < n:
            raise RuntimeError(
                f"Dimension out of range (expected to be between 0 and {n - 1}, but got {d} at index {i})"
            )
        if d in order[:i]:
            raise RuntimeError(f"Duplicate dim not allowed: {d} in physical_layout {list(order)}")
    strides, step = [0] * n, 1
    for d in reversed(order):
        strides[d] = step
        step *= max(shape[d], 1)
    return empty_strided(
        shape,
        tuple(strides),
        dtype=dtype,
        layout=layout,
        device=device,
        requires_grad=requires_grad,
        pin_memory=pin_memory,
    )


@public("torch", factory=True)
def eye(
    n: int,
    m: int | None = None,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """An ``n`` by ``m`` (n by n) matrix with ones on the diagonal and zeros elsewhere.

    >>> eye(2, 3)
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
    """
    check_options("eye", layout, pin_memory)
    m = n if m is None else m
    for name, size in (("n", n), ("m", m)):
        if index(size) < 0:
            raise RuntimeError(f"{name} must be greater or equal to 0, got {size}")
    if out is not None:
        if dtype is not None and as_dtype(dtype, "eye") is not out._dtype:
            raise RuntimeError(f"eye(): dtype {dtype} does not match dtype of out parameter ({out._dtype})")
        op = Eye.of(n, m, out._dtype, out._device)
        return written("eye", op, out, apply(op))
    dtype = as_dtype(dtype, "eye") or dtypes.get_default_dtype()
    return requiring(apply(Eye.of(n, m, dtype, as_device(device))), requires_grad)


# Like another tensor --------------------------------------------------------------------------------------------------


def _like(function, input, number, dtype, layout, device, requires_grad, memory_format, pin_memory):
    a = input._array
    dtype = as_dtype(dtype, function) or input._dtype
    device = input._device if device is None else as_device(device)
    if number is not None:
        check_fits(number, dtype)
    layout = input.layout if layout is None else layout
    if layout is not strided:
        like = input if is_sparse(input) else None
        return _sparse(a.shape, number, dtype, layout, device, requires_grad, like)
    if is_sparse(input):
        return _filled(function, a.shape, number, None, dtype, layout, device, pin_memory, requires_grad)
    check_options(function, layout, pin_memory)
    strides = None
    if memory_format is not None and repr(memory_format) != "torch.preserve_format":
        strides = _format_strides(a.shape, memory_format)
    elif not (a.flags.c_contiguous or 0 in a.strides):  # PyTorch keeps the order of dimensions in memory
        strides = tuple(s // a.itemsize for s in np.empty_like(a).strides)
    if strides is None:
        return requiring(alike(apply(Full.of(a.shape, dtype, device), number), input), requires_grad)
    t = alike(apply(EmptyStrided.of(a.shape, strides, dtype, device)), input)
    return requiring(t if number is None else t.fill_(number), requires_grad)


@public("torch")
def zeros_like(
    input: Tensor,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
    pin_memory: bool = False,
) -> Tensor:
    """Zeros of the shape, dtype and device of ``input``, unless others are given.

    >>> zeros_like(torch.tensor([1, 2]))
    tensor([0, 0])
    """
    return _like("zeros_like", input, 0, dtype, layout, device, requires_grad, memory_format, pin_memory)


@public("torch")
def ones_like(
    input: Tensor,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
    pin_memory: bool = False,
) -> Tensor:
    """Ones of the shape, dtype and device of ``input``, unless others are given.

    >>> ones_like(torch.tensor([1, 2]))
    tensor([1, 1])
    """
    return _like("ones_like", input, 1, dtype, layout, device, requires_grad, memory_format, pin_memory)


@public("torch")
def empty_like(
    input: Tensor,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
    pin_memory: bool = False,
) -> Tensor:
    """Undefined elements, with the shape, dtype and device of ``input`` unless others are given.

    >>> empty_like(torch.tensor([1, 2])).dtype
    torch.int64
    """
    return _like("empty_like", input, None, dtype, layout, device, requires_grad, memory_format, pin_memory)


@public("torch")
def full_like(
    input: Tensor,
    fill_value: Number | Tensor,
    *,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    memory_format: memory_format | None = None,
    pin_memory: bool = False,
) -> Tensor:
    """One number everywhere, with the shape, dtype and device of ``input`` unless others are given.

    >>> full_like(torch.tensor([1, 2]), 7)
    tensor([7, 7])
    """
    number = number_of(fill_value)
    return _like("full_like", input, number, dtype, layout, device, requires_grad, memory_format, pin_memory)


def _new(function, input, size, named, number, dtype, device, requires_grad, layout, pin_memory):
    shape = read_shape(function, size, **named)
    dtype = as_dtype(dtype, function) or input._dtype
    layout = input.layout if layout is None else layout
    if layout is not strided:
        return _sparse(
            shape, number, dtype, layout, input._device if device is None else as_device(device), requires_grad
        )
    check_options(function, layout, pin_memory)
    op = Full.of(shape, dtype, input._device if device is None else as_device(device))
    return requiring(alike(apply(op, number), input), requires_grad)


@public("Tensor")
def new_zeros(
    input: Tensor,
    *size: Ints,
    dtype: dtype | None = None,
    device: Device = None,
    requires_grad: bool = False,
    layout: layout | None = None,
    pin_memory: bool = False,
    **named: Any,
) -> Tensor:
    """``torch.zeros`` of a size, with this tensor's dtype and device unless given."""
    return _new("new_zeros", input, size, named, 0, dtype, device, requires_grad, layout, pin_memory)


@public("Tensor")
def new_ones(
    input: Tensor,
    *size: Ints,
    dtype: dtype | None = None,
    device: Device = None,
    requires_grad: bool = False,
    layout: layout | None = None,
    pin_memory: bool = False,
    **named: Any,
) -> Tensor:
    """``torch.ones`` of a size, with this tensor's dtype and device unless given."""
    return _new("new_ones", input, size, named, 1, dtype, device, requires_grad, layout, pin_memory)


@public("Tensor")
def new_empty(
    input: Tensor,
    *size: Ints,
    dtype: dtype | None = None,
    device: Device = None,
    requires_grad: bool = False,
    layout: layout | None = None,
    pin_memory: bool = False,
    **named: Any,
) -> Tensor:
    """``torch.empty`` of a size, with this tensor's dtype and device unless given."""
    return _new("new_empty", input, size, named, None, dtype, device, requires_grad, layout, pin_memory)


@public("Tensor")
def new_full(
    input: Tensor,
    size: Ints,
    fill_value: Number | Tensor,
    *,
    dtype: dtype | None = None,
    device: Device = None,
    requires_grad: bool = False,
    layout: layout | None = None,
    pin_memory: bool = False,
) -> Tensor:
    """``torch.full`` with this tensor's dtype and device unless given."""
    t = full(
        size,
        fill_value,
        dtype=dtype or input._dtype,
        device=input._device if device is None else device,
        layout=layout,
        pin_memory=pin_memory,
    )
    return requiring(alike(t, input), requires_grad)


@public("Tensor")
def new_empty_strided(
    input: Tensor,
    size: Ints,
    stride: Ints,
    dtype: dtype | None = None,
    device: Device = None,
    requires_grad: bool = False,
    layout: layout | None = None,
    pin_memory: bool = False,
) -> Tensor:
    """``torch.empty_strided`` with this tensor's dtype and device unless given."""
    t = empty_strided(
        size,
        stride,
        dtype=dtype or input._dtype,
        device=input._device if device is None else device,
        layout=layout,
        pin_memory=pin_memory,
    )
    return requiring(alike(t, input), requires_grad)
