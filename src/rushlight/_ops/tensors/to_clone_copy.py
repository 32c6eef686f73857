"""Copies: to another dtype or device, into another tensor, of a number into a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from ... import _arrays
from ..._arrays.memory import full_kernel
from ..._base import devices, dtypes
from ..._base.devices import as_device
from ..._core import Op, Value, apply, apply_, broadcast
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.promotion import as_dtype
from .full import Full, element, zeros_of

if TYPE_CHECKING:
    from ..._face.types import Device, Number, Tensor, dtype, memory_format


class Clone(Op):
    """A copy; ``order`` is 'K' (keep the layout) or 'C' (contiguous)."""

    __slots__ = ("order",)
    raw = True
    saves = ((),)

    def infer(self, x):
        return x

    def forward(self, xp, x):
        return xp.copy(x, self.order)

    def vjp(self, need, grads, saved, specs):
        return grads


class ToCopy(Op):
    """The elements as another dtype."""

    __slots__ = ("source", "target")
    raw = True
    saves = ((),)

    def infer(self, x):
        return x.like(dtype=self.target)

    def forward(self, xp, x):
        return xp.cast(x, self.source, self.target)

    def vjp(self, need, grads, saved, specs):
        return (grads[0].to(self.source),)


class Copy(Op):
    """The elements of y in the shape and dtype of x: what ``copy_`` writes; operands x (overwritten), y."""

    __slots__ = ("source", "target")
    node_name = "torch::autograd::CopyBackwards"
    raw = True
    takes_out = True
    saves = ((), ())

    def infer(self, x, y):
        if y.shape != x.shape:
            shape = broadcast(x.shape, y.shape)
            if shape != x.shape:
                raise RuntimeError(f"output with shape {list(x.shape)} doesn't match the broadcast shape {list(shape)}")
        return x

    def forward(self, xp, x, y, out=None):
        if out is None:
            out = xp.empty(x.shape, x.dtype)
        out[...] = y if self.source is self.target else xp.cast(y, self.source, self.target)
        return out

    def vjp(self, need, grads, saved, specs):
        return zeros_of(grads[0]) if need[0] else None, grads[0]


class Fill(Op):
    """A number everywhere, or the element of a 0-d tensor; operands x, the number. ``dtype``: x's. ``variant``: 0 and 1
    for a new tensor, 2 and 3 in place; the odd ones for the element of a tensor."""

    __slots__ = ("dtype", "variant")
    takes_out = True
    raw = True
    saves = ((), ())

    @property
    def fills(self):
        return self.variant != 3

    def infer(self, x, y):
        return x

    def forward(self, xp, x, y, out=None):
        if out is None:
            out = xp.empty(x.shape, x.dtype)
        if isinstance(y, xp.ndarray):
            out[...] = y
        elif full_kernel(x.shape, self.dtype)(y, out) is NotImplemented:
            out[...] = element(xp, y, self.dtype)
        return out

    def vjp(self, need, grads, saved, specs):
        return zeros_of(grads[0]) if need[0] else None, grads[0].sum() if need[1] else None


class Zero(Op):
    """0 everywhere; operand x (overwritten)."""

    fills = True
    takes_out = True
    raw = True
    saves = ((),)

    def infer(self, x):
        return x

    def forward(self, xp, x, out=None):
        if out is None:
            return xp.zeros(x.shape, x.dtype)
        out.fill(0)
        return out

    def vjp(self, need, grads, saved, specs):
        return (zeros_of(grads[0]),)


CLONE, CLONE_C, ZERO = Clone.of("K"), Clone.of("C"), Zero.of()


@public()
def clone(input: Tensor, *, memory_format: memory_format | None = None) -> Tensor:
    """A copy with memory of its own; gradients flow through it to ``input``.

    memory_format: torch.preserve_format (the default), contiguous_format or channels_last.

    >>> clone(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """
    if memory_format is None or repr(memory_format) == "torch.preserve_format":
        return apply(CLONE, input)
    copied = input.contiguous(memory_format=memory_format)
    if copied is input:
        return apply(CLONE if repr(memory_format) != "torch.contiguous_format" else CLONE_C, input)
    return copied


def converted(t, dtype):
    """``t`` as another dtype."""
    if t._dtype.is_complex and not dtype.is_complex and dtype is not dtypes.bool_:
        import warnings

        warnings.warn("Casting complex values to real discards the imaginary part", UserWarning, stacklevel=4)
    return apply(ToCopy.of(t._dtype, dtype), t)


@overload
def to(
    input: Tensor,
    dtype: dtype,
    non_blocking: bool = False,
    copy: bool = False,
    *,
    memory_format: memory_format | None = None,
) -> Tensor: ...


@overload
def to(
    input: Tensor,
    device: Device = None,
    dtype: dtype | None = None,
    non_blocking: bool = False,
    copy: bool = False,
    *,
    memory_format: memory_format | None = None,
) -> Tensor: ...


@overload
def to(
    input: Tensor,
    other: Tensor,
    non_blocking: bool = False,
    copy: bool = False,
    *,
    memory_format: memory_format | None = None,
) -> Tensor: ...


@public("Tensor")
def to(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
    """The tensor with another dtype, device or layout in memory; the tensor itself if nothing changes.

    Forms: ``to(dtype, non_blocking, copy)``, ``to(device, dtype, non_blocking, copy)``, ``to(other, non_blocking,
    copy)``; copy=True: always new; memory_format as for ``clone``. Casts to integers cut off fractions.

    >>> torch.tensor([1.7, 2]).to(torch.int64)
    tensor([1, 2])
    """
    if len(args) == 1 and not kwargs and type(args[0]) is dtypes.dtype:
        dtype = args[0]
        return input if dtype is input._dtype else converted(input, dtype)
    device, dtype, copy, memory_format = _read_to(*args, **kwargs)
    if device is not None and device != input._device:
        if input._device.type == "meta":
            raise NotImplementedError("Cannot copy out of meta tensor; no data! Make the tensor on the other device.")
        if device.type == "meta":
            return apply(Full.of(input._array.shape, dtype or input._dtype, device), None)
        _arrays.namespace(device)
    t = input
    if dtype is not None and dtype is not input._dtype:
        t = converted(input, dtype)
        keep = memory_format is None or repr(memory_format) == "torch.preserve_format"
        return t if keep else t.contiguous(memory_format=memory_format)
    if memory_format is not None and repr(memory_format) != "torch.preserve_format":
        t = t.contiguous(memory_format=memory_format)
    return clone(t) if copy and t is input else t


def _read_to(*args, device=None, dtype=None, other=None, non_blocking=False, copy=False, memory_format=None):
    """(device, dtype, copy, memory_format) from the arguments of ``to``."""
    args = list(args)
    if args and isinstance(args[0], Value):
        other = args.pop(0)
    elif args and (isinstance(args[0], (str, int, devices.device)) and not isinstance(args[0], bool)):
        device = args.pop(0)
        if args and (isinstance(args[0], (dtypes.dtype, type)) or args[0] is None):
            dtype = args.pop(0)
    elif args and (isinstance(args[0], (dtypes.dtype, type)) or args[0] is None):
        first = args.pop(0)
        dtype = first if first is not None else dtype
        if first is None and args and isinstance(args[0], dtypes.dtype):
            dtype = args.pop(0)
    elif args:
        raise TypeError(
            f"to() received an invalid combination of arguments - got ({type(args[0]).__name__}): expected a dtype, a "
            "device or a tensor"
        )
    if args:
        rest = args[1:]
        if rest:
            copy = rest[0]
        if len(rest) > 1 or not all(isinstance(a, (bool, int)) for a in args):
            raise TypeError(
                "to() received an invalid combination of arguments: after dtype and device come non_blocking and copy"
            )
    if other is not None:
        device, dtype = other._device, other._dtype
    return None if device is None else as_device(device), as_dtype(dtype, "to"), copy, memory_format


def _cast(name, target):
    def cast(input: Tensor, memory_format: memory_format | None = None) -> Tensor:
        t = input if target is input._dtype else converted(input, target)
        return t if memory_format is None else t.contiguous(memory_format=memory_format)

    cast.__doc__ = f"The tensor as {target}; itself if it is that already."
    public(f"Tensor.{name}")(cast)


for _name, _target in {
    "float": dtypes.float32,
    "double": dtypes.float64,
    "half": dtypes.float16,
    "bfloat16": dtypes.bfloat16,
    "int": dtypes.int32,
    "long": dtypes.int64,
    "short": dtypes.int16,
    "char": dtypes.int8,
    "byte": dtypes.uint8,
    "bool": dtypes.bool_,
    "chalf": dtypes.complex32,
    "cfloat": dtypes.complex64,
    "cdouble": dtypes.complex128,
}.items():
    _cast(_name, _target)


@public("Tensor")
def cpu(input: Tensor, memory_format: memory_format | None = None) -> Tensor:
    """The tensor in the CPU's memory; itself if it is there already."""
    return to(input, devices.cpu) if memory_format is None else to(input, devices.cpu, memory_format=memory_format)


@public("Tensor")
def cuda(
    input: Tensor, device: Device = None, non_blocking: bool = False, memory_format: memory_format | None = None
) -> Tensor:
    """The tensor on a CUDA device. Raises AssertionError where there is none."""
    return to(input, "cuda" if device is None else device, non_blocking=non_blocking)


@public("Tensor")
def type_as(input: Tensor, other: Tensor) -> Tensor:
    """The tensor with the dtype of ``other``."""
    return to(input, other._dtype)


@overload
def type_(input: Tensor, dtype: None = None, non_blocking: bool = False) -> str: ...


@overload
def type_(input: Tensor, dtype: dtype | str | type, non_blocking: bool = False) -> Tensor: ...


@public("Tensor.type")
def type_(input: Tensor, dtype: dtype | str | type | None = None, non_blocking: bool = False) -> str | Tensor:
    """Without a dtype the name of the tensor's type ('torch.FloatTensor'), else the tensor as that dtype.

    >>> torch.tensor([1.5]).type()
    'torch.FloatTensor'
    """
    if dtype is None:
        return f"torch.{'cuda.' if input._device.type == 'cuda' else ''}{input._dtype.cpp}Tensor"
    if isinstance(dtype, str):
        name = dtype.removeprefix("torch.").removesuffix("Tensor")
        found = [t for t in dtypes.ALL if t.cpp == name]
        if not dtype.startswith("torch.") or (name and not found):
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = found[0] if found else dtypes.get_default_dtype()
    return to(input, as_dtype(getattr(dtype, "dtype", dtype) if isinstance(dtype, type) else dtype, "type"))


@public("Tensor")
def copy_(input: Tensor, other: Tensor | Number, non_blocking: bool = False) -> Tensor:
    """Overwrite the elements with those of ``other`` (a tensor that broadcasts to this one's shape, or a number), cast
    to this tensor's dtype. Returns the tensor."""
    if not isinstance(other, Value):
        return fill_(input, other)
    if other._device.type == "meta" != input._device.type:
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    if other._device != input._device:
        other = to(other, input._device)
    return apply_(Copy.of(other._dtype, input._dtype), input, input, other)


def _filling(input, value, variant):
    """(op, number or 0-d tensor of input's dtype)."""
    dtype = input._dtype
    if not isinstance(value, Value):
        check_fits(value, dtype)
        return Fill.of(dtype, variant), value
    if value._array.ndim:
        raise RuntimeError(
            f"fill_ only supports 0-dimension value tensor but got tensor with {value._array.ndim} dimensions."
        )
    if value._dtype is not dtype:
        value = apply(ToCopy.of(value._dtype, dtype), value)
    elif value._storage is input._storage:  # read before it is overwritten
        value = clone(value)
    return Fill.of(dtype, variant + 1), value


@public()
def fill_(input: Tensor, value: Tensor | Number) -> Tensor:
    """Overwrite every element with a number, or with the element of a 0-d tensor. Returns the tensor."""
    op, value = _filling(input, value, 2)
    return apply_(op, input, input, value)


@public("torch")
def fill(input: Tensor, value: Tensor | Number) -> Tensor:
    """A new tensor like ``input`` with a number everywhere, or the element of a 0-d tensor.

    >>> torch.fill(torch.tensor([1, 2]), 5)
    tensor([5, 5])
    """
    op, value = _filling(input, value, 0)
    return apply(op, input, value)


@public()
def zero_(input: Tensor) -> Tensor:
    """Overwrite every element with 0. Returns the tensor."""
    return apply_(ZERO, input, input)
