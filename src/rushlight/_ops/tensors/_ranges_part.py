"""x"""

from __future__ import annotations

from ..._arrays.errstate import quiet
from ..._arrays.memory import full_kernel
from ..._base import dtypes
from ..._core import Op, Spec, apply
from ..common.arguments import check_fits




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


