"""Linear recurrences along a dimension: what derivatives of products and running products are made of, without a
division."""

from __future__ import annotations

import numpy as np

from ..._arrays.errstate import quiet
from ..._core import OUT, Op, apply


class Shift(Op):
    """Each element moved to the place behind it along ``dim`` (``reverse``: before it), with a 0 at the free end."""

    __slots__ = ("dim", "reverse")
    raw = True
    saves = ((),)

    def infer(self, x):
        return x

    def forward(self, xp, x):
        y = np.zeros(x.shape, x.dtype)
        to, of = np.moveaxis(y, self.dim, 0), np.moveaxis(x, self.dim, 0)
        if self.reverse:
            to[:-1] = of[1:]
        else:
            to[1:] = of[:-1]
        return y

    def vjp(self, need, grads, saved, specs):
        return (apply(Shift.of(self.dim, not self.reverse), grads[0]),)


class Recurrence(Op):
    """y[i] = b[i] + c y[i-1] along ``dim`` (``reverse``: y[i+1]). c is a[i] if ``own``, else a[i-1] (reverse: a[i+1]).

    Operands b and a, of one shape and dtype.
    """

    __slots__ = ("dim", "own", "reverse")
    saves = ((1,), (1, OUT))

    def infer(self, b, a):
        return b

    @quiet
    def forward(self, xp, b, a):
        wide = np.result_type(b.dtype, np.float64)
        y, c = (np.moveaxis(v.astype(wide), self.dim, 0) for v in (b, a))
        if self.reverse:
            y, c = y[::-1], c[::-1]
        first, n = int(not self.own), len(y)
        if n <= 32 or y.size // n > 1024:
            for i in range(1, n):
                y[i] += c[i - first] * y[i - 1]
        else:  # by doubling: log n passes over everything cost less than n over little
            c = np.concatenate([c[:first], c[: n - first]])
            step = 1
            while step < n:
                y[step:] += c[step:] * y[:-step]
                c[step:] = c[step:] * c[:-step]
                step *= 2
        y = y[::-1] if self.reverse else y
        return np.moveaxis(y, 0, self.dim).astype(b.dtype, "C")

    def vjp(self, need, grads, saved, specs):
        a, y = saved[1], saved[OUT]
        g = apply(Recurrence.of(self.dim, not self.own, not self.reverse), grads[0], a.conj())
        if not need[1]:
            return g, None
        if self.own:
            return g, g * apply(Shift.of(self.dim, self.reverse), y).conj()
        return g, apply(Shift.of(self.dim, not self.reverse), g) * y.conj()


def products_before(x, dim, reverse=False):
    """Per element the product of those before it along ``dim`` (``reverse``: behind it); of none, 1."""
    one = x.new_zeros(x.shape)
    one.narrow(dim, x.size(dim) - 1 if reverse else 0, 1).fill_(1)
    return apply(Recurrence.of(dim, False, reverse), one, x)


def products_of_others(x, dims):
    """Per element the product of the others over ``dims`` (None: all), as many as there are. ``x`` has elements."""
    dims = tuple(range(x.ndim)) if dims is None else dims
    order = [*(d for d in range(x.ndim) if d not in dims), *dims]
    turned = x.permute(order)
    kept = x.ndim - len(dims)
    rows = turned.reshape((*turned._array.shape[:kept], -1))
    others = products_before(rows, kept) * products_before(rows, kept, reverse=True)
    return others.reshape(turned._array.shape).permute([order.index(d) for d in range(x.ndim)])
