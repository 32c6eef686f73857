"""Ops that draw random numbers. Each holds its generator's lock while it draws."""

from __future__ import annotations

import numpy as np

from ..._arrays.random import random as draws
from ..._base import devices, dtypes
from ..._core import Op, Spec, apply
from ..tensors.full import Full


class Draw(Op):
    """Random numbers. Operands: the tensor to overwrite (what it holds doesn't matter), then the distribution's
    numbers; with a ``shape`` instead of the tensor None, for a new one on ``device`` (None: the CPU).

    The generator is a parameter by identity, the draws are ordered as they are applied. ``draw`` names the array
    function that fills an array, given the generator's state and the dtype, and perhaps a compiled form of it.
    """

    __slots__ = ("dtype", "generator", "shape", "device")
    saves = ((), (), ())
    raw = True
    takes_out = True
    draw: str
    compiled = True

    def infer(self, x, *numbers):
        dtype = x.dtype if self.shape is None else self.dtype
        if dtype.is_stored_only:
            raise NotImplementedError(f"\"{self.draw}_cpu\" not implemented for '{dtype.cpp}': draw float32, then cast")
        if self.shape is None:
            return Spec(x.shape, self.dtype, x.device)
        return Spec(self.shape, self.dtype, self.device or devices.cpu)

    def kernel(self, x, *numbers):
        if not self.compiled:
            return None
        generator = self.generator
        return draws.kernel(self.draw, self.dtype, generator.array, generator.lock, self.shape, *self.extra())

    def extra(self):
        """Parameters beside the distribution's numbers."""
        return ()

    def forward(self, xp, x, *numbers, out=None):
        if out is None:
            out = xp.empty(x.shape if self.shape is None else self.shape, self.dtype.np)
        fill = getattr(draws, "draw_" + self.draw)
        with self.generator.lock:
            return fill(self.generator.array, out, self.dtype, *numbers, *self.extra())

    def vjp(self, need, grads, saved, specs):
        return tuple([_zeros(s) if n else None for n, s in zip(need, specs, strict=True)])


def _zeros(spec):
    return apply(Full.of(spec.shape, spec.dtype, spec.device), 0)


class Uniform(Draw):
    draw = "uniform"


class Normal(Draw):
    draw = "normal"


class Exponential(Draw):
    draw, compiled = "exponential", False


class Geometric(Draw):
    draw, compiled = "geometric", False


class Cauchy(Draw):
    draw, compiled = "cauchy", False


class LogNormal(Draw):
    draw, compiled = "log_normal", False


class Random(Draw):
    """Whole numbers; operands: span (0: all 64 bits) and base. ``wide``: each takes two words."""

    __slots__ = ("wide",)
    draw = "integers"

    def extra(self):
        return (self.wide,)


class Bernoulli(Draw):
    """Ones with probability p, else zeros; operands: the tensor, p (a number or a tensor)."""

    draw = "bernoulli"

    def forward(self, xp, x, p, out=None):
        out = xp.empty(x.shape, self.dtype.np) if out is None else out
        if isinstance(p, np.ndarray):
            if p.size and not ((p >= 0) & (p <= 1)).all():
                raise RuntimeError(
                    "Expected p_in >= 0 && p_in <= 1 to be true, but got false: probabilities lie in [0, 1]"
                )
            try:
                p = np.broadcast_to(p, out.shape)
            except ValueError:
                raise RuntimeError(
                    f"The expanded size of the tensor {out.shape} must match the existing size {p.shape}: the "
                    "probabilities must broadcast to it"
                ) from None
        with self.generator.lock:
            return draws.draw_bernoulli(self.generator.array, out, self.dtype, p)


class Poisson(Op):
    """Poisson-distributed numbers; operand: their rates."""

    __slots__ = ("generator",)
    saves = ((),)

    def infer(self, rate):
        return rate

    def forward(self, xp, rate):
        if rate.size and not rate.min() >= 0:
            raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
        with self.generator.lock:
            return draws.draw_poisson(self.generator.array, rate)

    def vjp(self, need, grads, saved, specs):
        return (_zeros(specs[0]) if need[0] else None,)


class Permutation(Draw):
    """The numbers from 0 to n - 1 in random order; operand: None. The shape is (n,)."""

    name, draw = "Randperm", "permutation"

    def forward(self, xp, x, out=None):
        with self.generator.lock:
            return draws.draw_permutation(self.generator.array, xp.empty(self.shape, self.dtype.np))


class NormalAround(Op):
    """Numbers drawn (x) around mean and std, which don't depend on them as far as gradients go."""

    name = "Normal"
    saves = ((), (), ())
    raw = True

    def infer(self, x, mean, std):
        return x

    def forward(self, xp, x, mean, std):
        return x.copy()

    def vjp(self, need, grads, saved, specs):
        return tuple([_zeros(s) if n else None for n, s in zip(need, specs, strict=True)])


class Multinomial(Op):
    """Draws of row indices, with probabilities proportional to the numbers there: with replacement, where a uniform
    number falls among their running sums; without, those with the largest quotients by exponentially distributed
    numbers."""

    __slots__ = ("samples", "replacement", "generator")
    saves = ((),)
    raw = True

    def infer(self, x):
        return Spec((*x.shape[:-1], self.samples), dtypes.int64, x.device)

    def forward(self, xp, x):
        rows = x.reshape(-1, x.shape[-1])
        if rows.size:
            self._check(rows)
        result = (self._among_sums if self.replacement and self.samples > 1 else self._by_quotient)(xp, rows)
        return result.reshape(*x.shape[:-1], self.samples)

    def _check(self, rows):
        if not (rows.min() >= 0 and rows.max() < np.inf):
            wrong = "encountering probability entry < 0, inf or nan" if self.samples > 1 and self.replacement else None
            raise RuntimeError(
                f"invalid multinomial distribution ({wrong})"
                if wrong
                else "probability tensor contains either `inf`, `nan` or element < 0"
            )
        if not rows.any(-1).all():
            raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")

    def _among_sums(self, xp, rows):
        sums = np.cumsum(rows, -1, dtype=rows.dtype)
        sums /= sums[:, -1:]
        sums[:, -1] = 1
        u = xp.empty((len(rows), self.samples), np.float64)
        with self.generator.lock:
            draws.draw_uniform(self.generator.array, u, dtypes.float64, 0.0, 1.0)
        return draws.places(xp.ascontiguousarray(sums), u)

    def _by_quotient(self, xp, rows):
        q = xp.empty(rows.shape, rows.dtype)
        with self.generator.lock:
            draws.draw_exponential(self.generator.array, q, dtypes.from_numpy_dtype(rows.dtype), 1.0)
        np.divide(rows, q, out=q)
        if self.samples == 1:
            return q.argmax(-1)
        np.negative(q, out=q)
        return xp.ascontiguousarray(q.argsort(-1, kind="stable")[:, : self.samples])

    def vjp(self, need, grads, saved, specs):
        return (None,)
