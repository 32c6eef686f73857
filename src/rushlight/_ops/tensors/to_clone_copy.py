"""Copies: to another dtype or device, into another tensor, of a number into a tensor."""

from __future__ import annotations

from ... import _arrays
from ..._arrays.memory import full_kernel
from ..._base import devices, dtypes
from ..._base.devices import as_device
from ..._core import Op, Value, apply, apply_, broadcast
from ..common.arguments import check_fits, check_tensor
from ..common.promotion import as_dtype
from .full import Full, element, zeros_of

__all__ = ["CastMethods", "clone", "fill"]


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
    """A number everywhere; operands x (overwritten), the number. ``dtype``: x's."""

    __slots__ = ("dtype",)
    node_name = "FillBackward2"
    takes_out = True
    fills = True
    raw = True
    saves = ((), ())

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


class Filled(Fill):
    """A new tensor of x's shape with a number everywhere."""

    name = "Fill"

    node_name = "FillBackward0"


class FilledTensor(Fill):
    """A new tensor of x's shape with the element of a 0-d tensor everywhere."""

    name = "Fill"

    node_name = "FillBackward1"


class FillTensor(Fill):
    """The element of a 0-d tensor everywhere."""

    name = "Fill"

    node_name = "FillBackward3"
    fills = False


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


def clone(input, *, memory_format=None):
    """A copy with memory of its own; gradients flow through it to ``input``.

    memory_format: torch.preserve_format (the default), contiguous_format or channels_last.

    >>> clone(torch.tensor([1., 2.]))
    tensor([1., 2.])
    """
    check_tensor(input, "clone")
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


def to(self, *args, **kwargs):
    """The tensor with another dtype, device or layout in memory; the tensor itself if nothing changes.

    Forms: ``to(dtype, non_blocking, copy)``, ``to(device, dtype, non_blocking, copy)``, ``to(other, non_blocking,
    copy)``; copy=True: always new; memory_format as for ``clone``. Casts to integers cut off fractions.

    >>> torch.tensor([1.7, 2]).to(torch.int64)
    tensor([1, 2])
    """
    if len(args) == 1 and not kwargs and type(args[0]) is dtypes.dtype:
        dtype = args[0]
        return self if dtype is self._dtype else converted(self, dtype)
    device, dtype, copy, memory_format = _read_to(*args, **kwargs)
    if device is not None and device != self._device:
        if self._device.type == "meta":
            raise NotImplementedError("Cannot copy out of meta tensor; no data! Make the tensor on the other device.")
        if device.type == "meta":
            return apply(Full.of(self._array.shape, dtype or self._dtype, device), None)
        _arrays.namespace(device)
    t = self
    if dtype is not None and dtype is not self._dtype:
        t = converted(self, dtype)
        keep = memory_format is None or repr(memory_format) == "torch.preserve_format"
        return t if keep else t.contiguous(memory_format=memory_format)
    if memory_format is not None and repr(memory_format) != "torch.preserve_format":
        t = t.contiguous(memory_format=memory_format)
    return clone(t) if copy and t is self else t


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


def _cast(name, dtype):
    def method(self, memory_format=None):
        t = self if dtype is self._dtype else converted(self, dtype)
        return t if memory_format is None else t.contiguous(memory_format=memory_format)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"The tensor as {dtype}; itself if it is that already."
    return method


def cpu(self, memory_format=None):
    """The tensor in the CPU's memory; itself if it is there already."""
    return to(self, devices.cpu) if memory_format is None else to(self, devices.cpu, memory_format=memory_format)


def cuda(self, device=None, non_blocking=False, memory_format=None):
    """The tensor on a CUDA device. Raises AssertionError where there is none."""
    return to(self, "cuda" if device is None else device, non_blocking=non_blocking)


def type_as(self, other):
    """The tensor with the dtype of ``other``."""
    return to(self, other._dtype)


def type_(self, dtype=None, non_blocking=False):
    """Without a dtype the name of the tensor's type ('torch.FloatTensor'), else the tensor as that dtype.

    >>> torch.tensor([1.5]).type()
    'torch.FloatTensor'
    """
    if dtype is None:
        return f"torch.{'cuda.' if self._device.type == 'cuda' else ''}{self._dtype.cpp}Tensor"
    if isinstance(dtype, str):
        name = dtype.removeprefix("torch.").removesuffix("Tensor")
        found = [t for t in dtypes.DTYPES if t.cpp == name]
        if not dtype.startswith("torch.") or (name and not found):
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = found[0] if found else dtypes.get_default_dtype()
    return to(self, as_dtype(getattr(dtype, "dtype", dtype) if isinstance(dtype, type) else dtype, "type"))


def copy_(self, src, non_blocking=False):
    """Overwrite the elements with those of ``src`` (a tensor that broadcasts to this one's shape, or a number), cast to
    this tensor's dtype. Returns the tensor."""
    if not isinstance(src, Value):
        return fill_(self, src)
    if src._device.type == "meta" != self._device.type:
        raise NotImplementedError("Cannot copy out of meta tensor; no data!")
    return apply_(Copy.of(src._dtype, self._dtype), self, self, src)


def _filling(self, value, of_number, of_tensor):
    """(op, number or 0-d tensor of self's dtype)."""
    if not isinstance(value, Value):
        check_fits(value, self._dtype)
        return of_number.of(self._dtype), value
    if value._array.ndim:
        raise RuntimeError(
            f"fill_ only supports 0-dimension value tensor but got tensor with {value._array.ndim} dimensions."
        )
    if value._dtype is not self._dtype:
        value = apply(ToCopy.of(value._dtype, self._dtype), value)
    return of_tensor.of(self._dtype), value


def fill_(self, value):
    """Overwrite every element with a number, or with the element of a 0-d tensor. Returns the tensor."""
    check_tensor(self, "fill_")
    op, value = _filling(self, value, Fill, FillTensor)
    return apply_(op, self, self, value)


def fill(input, value):
    """A new tensor like ``input`` with a number everywhere, or the element of a 0-d tensor.

    >>> torch.fill(torch.tensor([1, 2]), 5)
    tensor([5, 5])
    """
    check_tensor(input, "fill")
    op, value = _filling(input, value, Filled, FilledTensor)
    return apply(op, input, value)


def zero_(self):
    """Overwrite every element with 0. Returns the tensor."""
    return apply_(ZERO, self, self)


class CastMethods:
    """Methods of Tensor: dtypes and copies."""

    __slots__ = ()
    clone, to, copy_, fill_, zero_, cpu, cuda = clone, to, copy_, fill_, zero_, cpu, cuda
    type, type_as = type_, type_as
    float, double = _cast("float", dtypes.float32), _cast("double", dtypes.float64)
    half, bfloat16 = _cast("half", dtypes.float16), _cast("bfloat16", dtypes.bfloat16)
    int, long = _cast("int", dtypes.int32), _cast("long", dtypes.int64)
    short, char, byte = (_cast("short", dtypes.int16), _cast("char", dtypes.int8), _cast("byte", dtypes.uint8))
    bool = _cast("bool", dtypes.bool_)
    cfloat, cdouble = _cast("cfloat", dtypes.complex64), _cast("cdouble", dtypes.complex128)
