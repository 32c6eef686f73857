"""Ranges: numbers at even distances."""

from __future__ import annotations

import math
from operator import index
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import _arrays
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


def _fused(a, b, c):
    """a * b + c of float64 numbers, rounded once (Dekker's exact product, Knuth's exact sum), as processors do it."""
    p = a * b
    split = 134217729.0  # 2**27 + 1
    a_high, b_high = split * a - (split * a - a), split * b - (split * b - b)
    a_low, b_low = a - a_high, b - b_high
    lost = ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low
    s = p + c
    c_part = s - p
    rest = (p - (s - c_part)) + (c - c_part)
    exact = s + (rest + lost)
    return np.where(np.isfinite(exact), exact, s)


class Arange(Op):
    """start, start + step, ...: ``size`` of them; operands start and step.

    Floating numbers have PyTorch's last bits: it fills vectors of 32 bytes, two at a time. Each counts from its own
    first number, which is rounded to the dtype; what is left over counts from the start.
    """

    __slots__ = ("size", "dtype", "device")
    raw = True

    def infer(self, start, step):
        return Spec((self.size,), self.dtype, self.device)

    @quiet
    def forward(self, xp, start, step):
        if self.dtype.category == 1:
            x = xp.arange(self.size, dtype=xp.int64) * int(step) + int(start)
            return x.astype(self.dtype.np, copy=False)
        name, n, lanes = self.dtype.name, self.size, 32 // self.dtype.itemsize
        wide = np.float32 if name == "bfloat16" else np.float64
        start, step = (wide(v if name in ("float32", "float64") else np.float32(v)) for v in (start, step))
        count = _fused if wide is np.float64 else lambda a, b, c: a * b + c
        kind = dtypes.from_numpy_dtype(np.dtype(wide))
        i = np.arange(n).astype(wide)
        body = n - n % (2 * lanes)
        firsts = xp.cast(xp.cast(count(i[:body:lanes], step, start), kind, self.dtype), self.dtype, kind)
        x = np.empty(n, wide)
        x[:body] = count(i[:lanes], step, firsts[:, None]).ravel()
        x[body:] = count(i[body:], step, start)
        return xp.cast(x, kind, self.dtype)


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
        start, end = self.bounds(start, end)
        if self.dtype.category != 3:
            return self.rounded(xp, self.numbers(start, end))
        parts = [self.numbers(*pair) for pair in ((start.real, end.real), (start.imag, end.imag))]
        return self.rounded(xp, parts[0] + 1j * parts[1])

    def rounded(self, xp, x):
        return xp.cast(x, dtypes.from_numpy_dtype(x.dtype), self.dtype)

    def bounds(self, start, end):
        """The operands as numbers of the dtype. Raises RuntimeError for integers beyond it."""
        if self.dtype.category == 1 and self.steps:
            check_fits(start, self.dtype)
            if self.steps > 1:
                check_fits(end, self.dtype)
        return tuple(self.fitting(v) for v in (start, end))

    def fitting(self, v):
        if self.dtype.category == 1:
            return int(v)
        if self.dtype.name == "bfloat16":
            return float(self.half(v))
        return self.dtype.np.type(v).item()

    def half(self, v):
        """float64 numbers rounded to the dtype, of 16 bits."""
        cast = _arrays.cpu.cast
        return cast(cast(np.asarray(v, np.float32), dtypes.float32, self.dtype), self.dtype, dtypes.float64)

    def numbers(self, start, end):
        """The numbers of real bounds as float64, in PyTorch's precision: each multiplies and adds in one, but for 16
        bits, which round after every step."""
        n = self.steps
        if n < 2:
            return np.full(n, float(start))
        i, name = np.arange(n).astype(np.float64), self.dtype.name
        first = i < n // 2
        if name in ("float16", "bfloat16"):
            step = self.half(self.half(end - start) / self.half(n - 1))
            steps = self.half(step * self.half(i))
            return np.where(first, self.half(start + steps), self.half(end - steps[::-1]))
        step = (end - start) / (n - 1)
        if name in ("float32", "complex64"):  # whose products are exact in float64
            step = float(np.float32(np.float32(end - start) / np.float32(n - 1)))
            return np.where(first, i * step + start, end - i[::-1] * step)
        return np.where(first, _fused(i, step, start), _fused(i[::-1], -step, end))


class Logspace(Linspace):
    """base to the powers from start to end; operands start, end and base. The powers are evenly spaced between bounds
    of the dtype, in double precision; complex ones in that of the dtype."""

    @quiet
    def forward(self, xp, start, end, base):
        start, end = self.bounds(start, end)
        n, kind = self.steps, self.dtype.np.type if self.dtype.category == 3 else np.float64
        i, first, last, count = np.arange(n).astype(kind), kind(start), kind(end), kind(n - 1)
        step = kind(self.fitting(end - start)) / count if n > 1 else kind(0)
        x = np.where(np.arange(n) < n // 2, first + step * i, last - step * i[::-1]) if n > 1 else np.full(n, first)
        if self.dtype.name == "float64" and type(base) is not complex:
            return np.fromiter((_power(base, v) for v in x.tolist()), np.float64, n)  # the C library's, bit for bit
        of = kind(base) if type(base) is not complex else np.asarray(base, np.result_type(x, 1j))
        return self.rounded(xp, np.power(of, x))


def _power(base, x):
    try:
        return math.pow(base, x)
    except (OverflowError, ValueError):
        return np.power(np.float64(base), x)


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
    if not math.isfinite((last - first) / by):
        raise RuntimeError(f"invalid size, possible overflow: from {first} to {last} by {by}")
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
