"""Random numbers of the gamma family and of binomial distributions, and how they move with their parameters.

A gamma- or Dirichlet-distributed number is a function of its parameter at a fixed quantile; its derivative follows from
that of the distribution function (Figurnov, Mohamed and Mnih, "Implicit Reparameterization Gradients", 2018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._arrays.random import random as draws
from ..._base import dtypes
from ..._core import OUT, Op, Spec, apply
from ..._face.public import public
from ..shapes.expand_broadcast import broadcast_tensors
from .draws import _zeros
from .generator import given
from .uniform_exponential import no_kernel

if TYPE_CHECKING:
    from ..._face.types import Generator, Tensor


class _FloatOp(Op):
    """What takes float32 and float64 alone."""

    kernel_name: str

    def infer(self, *specs):
        for s in specs:
            if s.dtype not in (dtypes.float32, dtypes.float64):
                raise no_kernel(self.kernel_name, s.dtype)
        return specs[0]


class StandardGamma(_FloatOp):
    """Gamma-distributed numbers of rate 1; operand: their shapes."""

    __slots__ = ("generator",)
    kernel_name = "gamma"
    saves = ((0, OUT),)

    def forward(self, xp, shape):
        with self.generator.lock:
            return draws.draw_gamma(self.generator.array, shape)

    def vjp(self, need, grads, saved, specs):
        return (grads[0] * _standard_gamma_grad(saved[0], saved[OUT]),)


class SampleDirichlet(_FloatOp):
    """Points of the simplex along the last dimension; operand: their concentrations."""

    __slots__ = ("generator",)
    kernel_name = "dirichlet"
    saves = ((0, OUT),)

    def forward(self, xp, concentration):
        with self.generator.lock:  # in float64, where small concentrations don't underflow
            parts = draws.draw_gamma(self.generator.array, concentration.astype(np.float64))
        info, one = np.finfo(concentration.dtype), concentration.dtype.type(1)
        points = (parts / parts.sum(-1, keepdims=True)).astype(concentration.dtype)
        return np.clip(points, info.tiny, np.nextafter(one, 0 * one))

    def vjp(self, need, grads, saved, specs):
        concentration, x, g = saved[0], saved[OUT], grads[0]
        total = concentration.sum(-1, True).expand_as(concentration)
        return (_dirichlet_grad(x, concentration, total) * (g - (x * g).sum(-1, True)),)


class _Slope(_FloatOp):
    """A derivative at a fixed quantile, which has none of its own."""

    def vjp(self, need, grads, saved, specs):
        raise NotImplementedError(
            f"the derivative for '{self.kernel_name}' is not implemented: gradients of random numbers exist once"
        )


class GammaSlope(_Slope):
    """Operands: the shapes, the numbers."""

    name, kernel_name = "StandardGammaGrad", "_standard_gamma_grad"
    saves = ((), ())

    def forward(self, xp, shape, x):
        return draws.gamma_slope(x.astype(np.float64), shape.astype(np.float64)).astype(x.dtype)


class DirichletSlope(_Slope):
    """Operands: the numbers, their concentrations, the sums of all concentrations."""

    name, kernel_name = "DirichletGrad", "_dirichlet_grad"
    saves = ((), (), ())

    def forward(self, xp, x, concentration, total):
        a, all_of_them = concentration.astype(np.float64), total.astype(np.float64)
        return draws.beta_slope(x.astype(np.float64), a, all_of_them - a).astype(x.dtype)


class Binomial(_FloatOp):
    """Numbers of successes; operands: numbers of trials and probabilities, of one shape and dtype."""

    __slots__ = ("generator",)
    kernel_name = "binomial_cpu"
    saves = ((), ())

    def infer(self, count, p):
        super().infer(count, p)
        return Spec(p.shape, p.dtype, p.device)

    def forward(self, xp, count, p):
        with self.generator.lock:
            return draws.draw_binomial(self.generator.array, count, p)

    def vjp(self, need, grads, saved, specs):
        return tuple([_zeros(s) if n else None for n, s in zip(need, specs, strict=True)])


@public("torch")
def _standard_gamma(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Gamma-distributed numbers of rate 1 with the shapes in ``input``, float32 or float64; they have a gradient.

    Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.

    >>> torch._standard_gamma(torch.ones(3)).shape
    torch.Size([3])
    """
    return apply(StandardGamma.of(given(generator, "_standard_gamma")), input)


@public("torch")
def _standard_gamma_grad(input: Tensor, output: Tensor) -> Tensor:
    """The derivative of gamma-distributed numbers ``output`` by their shapes ``input``, at fixed quantiles."""
    return apply(GammaSlope.of(), input, output)


@public("torch")
def _sample_dirichlet(input: Tensor, generator: Generator | None = None) -> Tensor:
    """Dirichlet-distributed points with the concentrations (*, n) in ``input``, float32 or float64; they have a
    gradient.

    >>> torch._sample_dirichlet(torch.ones(2, 3)).shape
    torch.Size([2, 3])
    """
    return apply(SampleDirichlet.of(given(generator, "_sample_dirichlet")), input)


@public("torch")
def _dirichlet_grad(x: Tensor, alpha: Tensor, total: Tensor) -> Tensor:
    """The derivative of beta-distributed numbers ``x`` by ``alpha`` at fixed quantiles and fixed total - alpha, over 1
    - x."""
    return apply(DirichletSlope.of(), x, alpha, total)


@public("torch")
def binomial(count: Tensor, prob: Tensor, generator: Generator | None = None) -> Tensor:
    """How many of ``count`` trials of probability ``prob`` succeed; tensors that broadcast, float32 or float64.

    Many expected successes are drawn by rejection (Hörmann, "The generation of binomial random variates", 1993).
    Raises ValueError for integers, NotImplementedError for other floating dtypes.

    >>> torch.binomial(torch.tensor([3.0, 0.0]), torch.tensor([1.0, 0.5]))
    tensor([3., 0.])
    """
    for value, argument in ((count, "count"), (prob, "prob")):
        if value._dtype.category != 2:
            raise ValueError(f"binomial only supports floating-point dtypes for {argument}, got: {value._dtype.cpp}")
    if count._dtype is not prob._dtype:
        raise RuntimeError(
            f"Found dtype {prob._dtype.cpp} but expected {count._dtype.cpp}: binomial takes two tensors of one dtype"
        )
    return apply(Binomial.of(given(generator, "binomial")), *broadcast_tensors(count, prob))
