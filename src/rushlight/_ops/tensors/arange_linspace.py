"""Ranges: numbers at even distances."""

from __future__ import annotations

import math
from operator import index
from typing import TYPE_CHECKING, Any

from ..._arrays.errstate import quiet
from ..._base import dtypes
from ..._base.devices import as_device
from ..._core import Op, Spec, apply
from ..._face.public import public
from ..common.arguments import check_fits
from ..common.promotion import as_dtype
from .zeros_full import check_options, number_of, requiring, written

if TYPE_CHECKING:
    from ..._face.types import Device, Number, Real, Tensor, dtype, layout


class Arange(Op):
    """start, start + step, ...: ``size`` of them; operands start and step."""

    __slots__ = ("size", "dtype", "device")
    raw = True

    def infer(self, start, step):
        return Spec((self.size,), self.dtype, self.device)

    @quiet
    def forward(self, xp, start, step):
        if self.dtype.category == 1:
            x = xp.arange(self.size, dtype=xp.int64) * int(step) + int(start)
            return x.astype(self.dtype.np, copy=False)
        return xp.cast(xp.arange(self.size, dtype=xp.float64) * step + start, dtypes.float64, self.dtype)


class Linspace(Op):
    """``steps`` numbers from start to end, both included; operands start and end. The second half counts from the
    end."""

    __slots__ = ("steps", "dtype", "device")
    raw = True

    def infer(self, *specs):
        if self.dtype.category == 0:
            raise NotImplementedError("\"linspace_cpu\" not implemented for 'Bool'")
        return Spec((self.steps,), self.dtype, self.device)

    @quiet
    def forward(self, xp, start, end):
        x = self.numbers(xp, start, end)
        return xp.cast(x, dtypes.from_numpy_dtype(x.dtype), self.dtype)

    def numbers(self, xp, start, end):
        """The numbers, in the precision that they are computed in."""
        n = self.steps
        kind = {"float64": xp.float64, "complex64": xp.complex64, "complex128": xp.complex128}.get(
            self.dtype.name, xp.float32
        )
        if self.dtype.category == 1:
            kind = xp.float64
            if n == 0:
                return xp.full(0, 0.0)
            check_fits(start, self.dtype)
            if n > 1:
                check_fits(end, self.dtype)
            start, end = int(start), int(end)
        start, end = kind(start), kind(end)
        if n == 1:
            return xp.full(1, start, kind)
        step = kind((end - start) / kind(n - 1))
        wide = xp.float64 if kind is xp.float32 else kind  # PyTorch rounds float32 once: multiplies and adds in one
        i, start, end, step = xp.arange(n).astype(wide), wide(start), wide(end), wide(step)
        return xp.where(xp.arange(n) < n // 2, start + step * i, end - step * i[::-1]).astype(kind)


class Logspace(Linspace):
    """base to the powers from start to end; operands start, end and base."""

    @quiet
    def forward(self, xp, start, end, base):
        powers = self.numbers(xp, start, end).astype(xp.complex128 if self.dtype.category == 3 else xp.float64)
        y = xp.power(powers.dtype.type(base), powers)
        return xp.cast(y, dtypes.from_numpy_dtype(y.dtype), self.dtype)


@public("torch", factory=True)
def arange(
    start: float | Tensor = 0,
    end: float | Tensor | None = None,
    step: float | Tensor = 1,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """The numbers from ``start`` (0) up to, but without ``end``, in steps of ``step``: ceil((end - start) / step) of
    them.

    The dtype is int64 if all three are ints, else the default floating one.
    Raises RuntimeError if step is 0 or leads away from ``end``.

    >>> arange(1, 2.5, 0.5)
    tensor([1.0000, 1.5000, 2.0000])
    """
    first, last, by = number_of(0 if end is None else start), number_of(start if end is None else end), number_of(step)
    dtype = as_dtype(dtype, "arange") or (out._dtype if out is not None else _range_type(first, last, by))
    if dtype.category in (0, 3):
        raise NotImplementedError(f"\"arange_cpu\" not implemented for '{dtype.cpp}'")
    _check_range(first, last, by)
    if dtype is dtypes.int64:  # counted in integers; other integers count in doubles and truncate afterwards
        first, last, by = int(first), int(last), int(by)
        if not by:
            raise ValueError(
                "arange: step must be nonzero, but for int64 it is truncated to 0: pass dtype=torch.float32"
            )
        size = -((first - last) // by)
    else:
        size = math.ceil((last - first) / by)
        if dtype.category == 1:
            first, by = int(first), int(by)
    return _ranged("arange", Arange, size, (first, by), out, dtype, layout, device, pin_memory, requires_grad)


@public("torch", factory=True)
def range(
    start: Real = 0,
    end: Real | None = None,
    step: Real = 1,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    requires_grad: bool = False,
    pin_memory: bool = False,
) -> Tensor:
    """As ``arange``, but with ``end`` included and the default floating dtype (deprecated in PyTorch).

    >>> range(1, 3)
    tensor([1., 2., 3.])
    """
    import warnings

    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is inconsistent with "
        "Python's range builtin. Instead, use torch.arange, which produces values in [start, end).",
        UserWarning,
        stacklevel=2,
    )
    first: Any
    last: Any
    first, last = (0, start) if end is None else (start, end)
    dtype = as_dtype(dtype, "range") or (out._dtype if out is not None else dtypes.get_default_dtype())
    _check_range(first, last, step)
    size = int((last - first) / step) + 1
    return _ranged("range", Arange, size, (first, step), out, dtype, layout, device, pin_memory, requires_grad)


def _range_type(*numbers):
    return dtypes.int64 if all(isinstance(n, int) for n in numbers) else dtypes.get_default_dtype()


def _check_range(start, end, step):
    if step == 0:
        raise RuntimeError(f"step must be nonzero, got start {start}, end {end}, step {step}")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if (end - start) * step < 0:
        raise RuntimeError(f"upper bound and lower bound inconsistent with step sign: from {start} to {end} by {step}")


def _ranged(function, record, size, numbers, out, dtype, layout, device, pin_memory, requires_grad):
    check_options(function, layout, pin_memory)
    if out is not None:
        if dtype is not out._dtype:
            raise RuntimeError(f"{function}(): dtype {dtype} does not match dtype of out parameter ({out._dtype})")
        op = record.of(size, dtype, out._device)
        result = apply(op, *numbers)
        if out._array.size == size:  # whatever its shape
            result = result.reshape(out._array.shape)
        return written(function, op, out, result)
    return requiring(apply(record.of(size, dtype, as_device(device)), *numbers), requires_grad)


@public("torch", factory=True)
def linspace(
    start: float | Tensor,
    end: float | Tensor,
    steps: int,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """``steps`` numbers from ``start`` to ``end``, both included, at even distances.

    >>> linspace(0, 1, 5)
    tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
    """
    return _spaced(
        "linspace",
        Linspace,
        steps,
        (number_of(start), number_of(end)),
        out,
        dtype,
        layout,
        device,
        pin_memory,
        requires_grad,
    )


@public("torch", factory=True)
def logspace(
    start: float | Tensor,
    end: float | Tensor,
    steps: int,
    base: Number = 10.0,
    *,
    out: Tensor | None = None,
    dtype: dtype | None = None,
    layout: layout | None = None,
    device: Device = None,
    pin_memory: bool = False,
    requires_grad: bool = False,
) -> Tensor:
    """``base`` to the power of ``steps`` evenly spaced numbers from ``start`` to ``end``, both included.

    >>> logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    numbers = (number_of(start), number_of(end), base)
    return _spaced("logspace", Logspace, steps, numbers, out, dtype, layout, device, pin_memory, requires_grad)


def _spaced(function, record, steps, numbers, out, dtype, layout, device, pin_memory, requires_grad):
    if index(steps) < 0:
        raise RuntimeError(f"number of steps must be non-negative, got {steps}")
    if dtype is None:
        dtype = out._dtype if out is not None else dtypes.get_default_dtype()
        if out is None and any(type(n) is complex for n in numbers):
            dtype = dtype.to_complex()
    return _ranged(
        function,
        record,
        index(steps),
        numbers,
        out,
        as_dtype(dtype, function),
        layout,
        device,
        pin_memory,
        requires_grad,
    )
