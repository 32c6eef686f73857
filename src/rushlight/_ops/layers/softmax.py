"""Softmax and its logarithm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._core import OUT, Op, apply
from ..._face.public import public
from ..common.dims import normal_dim
from ..common.kernels import bound, of_floats
from ..common.out import stored
from ..common.pointwise import refuse
from ..tensors.zeros_full import empty_like, zeros_like

if TYPE_CHECKING:
    from ..._face.types import Tensor, dtype


class Softmax(Op):
    """exp(x) over its sum along ``dim``."""

    __slots__ = ("dim",)
    function = "softmax"
    saves = ((OUT,),)

    def infer(self, x):
        refuse((x,), f"{self.function}_lastdim_kernel_impl", (0, 1, 3))
        return x

    def kernel(self, x):
        return bound(self.function, (self.dim,)) if of_floats(x) else None

    def forward(self, xp, x):
        return getattr(xp, self.function)(x, self.dim)

    def vjp(self, need, grads, saved, specs):
        return (apply(SoftmaxGrad.of(self.dim), grads[0], saved[OUT]),)


class SoftmaxGrad(Op):
    """(g - sum(g y)) y; inputs g, y (the softmax)."""

    __slots__ = ("dim",)
    name = "SoftmaxBackwardData"
    saves = ((1,), (0, 1))

    def infer(self, g, y):
        return g

    def kernel(self, g, y):
        return bound("softmax_backward", (self.dim,)) if of_floats(g, y) else None

    def forward(self, xp, g, y):
        return xp.softmax_backward(g, y, self.dim)

    def vjp(self, need, grads, saved, specs):
        gg, g, y = grads[0], saved[0], saved[1]
        of_g = apply(self, gg, y) if need[0] else None
        if not need[1]:
            return of_g, None
        return of_g, gg * (g - (g * y).sum(self.dim, True)) - (gg * y).sum(self.dim, True) * g


class LogSoftmax(Softmax):
    """x - log(sum(exp(x))) along ``dim``."""

    function = "log_softmax"

    def vjp(self, need, grads, saved, specs):
        return (apply(LogSoftmaxGrad.of(self.dim), grads[0], saved[OUT]),)


class LogSoftmaxGrad(Op):
    """g - exp(y) sum(g); inputs g, y (the logarithm of the softmax)."""

    __slots__ = ("dim",)
    name = "LogSoftmaxBackwardData"
    saves = ((1,), (0, 1))

    def infer(self, g, y):
        return g

    def kernel(self, g, y):
        return bound("log_softmax_backward", (self.dim,)) if of_floats(g, y) else None

    def forward(self, xp, g, y):
        return xp.log_softmax_backward(g, y, self.dim)

    def vjp(self, need, grads, saved, specs):
        gg, g, y = grads[0], saved[0], saved[1]
        p = y.exp()
        of_g = gg - (gg * p).sum(self.dim, True) if need[0] else None
        return of_g, -gg * p * g.sum(self.dim, True) if need[1] else None


def _run(cls, function, input, dim, stacklevel, dtype):
    if dim is None:
        import warnings

        warnings.warn(
            f"Implicit dimension choice for {function} has been deprecated. Change the call to include dim=X as an "
            "argument.",
            stacklevel=stacklevel,
        )
        dim = 0 if input.ndim in (0, 1, 3) else 1
    if dtype is not None and dtype is not input.dtype:
        input = input.to(dtype)
    return apply(cls.of(normal_dim(dim, input.ndim)), input)


@public("functional")
def softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | None = None) -> Tensor:
    """exp(input) divided by its sum along ``dim``: positive numbers that add up to 1.

    input: any shape, floating; ``dtype``: what it is converted to first. Raises IndexError for a dim out of range,
    NotImplementedError for integers without ``dtype``. Bridle (1990).

    >>> softmax(torch.zeros(2, 4), 1)
    tensor([[0.2500, 0.2500, 0.2500, 0.2500],
            [0.2500, 0.2500, 0.2500, 0.2500]])
    """
    return _run(Softmax, "softmax", input, dim, _stacklevel, dtype)


@public("functional")
def log_softmax(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | None = None) -> Tensor:
    """The logarithm of `softmax`, exact also where that would be 0.

    input: any shape, floating; ``dtype``: what it is converted to first. Raises as `softmax`.

    >>> log_softmax(torch.tensor([0., 1000.]), 0)
    tensor([-1000.,     0.])
    """
    return _run(LogSoftmax, "log_softmax", input, dim, _stacklevel, dtype)


@public("functional")
def softmin(input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | None = None) -> Tensor:
    """`softmax` of -input: the smallest number gets the largest share.

    >>> softmin(torch.tensor([1., 1.]), 0)
    tensor([0.5000, 0.5000])
    """
    return _run(Softmax, "softmin", -input, dim, _stacklevel, dtype)


@public("functional")
def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """A sample from the Gumbel-Softmax distribution: softmax of (logits + noise) / tau along ``dim``.

    ``hard``: one-hot, with the gradient of the soft sample. ``eps`` has no effect, as in PyTorch.
    Jang, Gu and Poole, arXiv:1611.01144.

    >>> torch.nn.functional.gumbel_softmax(torch.zeros(2, 3), hard=True).sum(-1)
    tensor([1., 1.])
    """
    if eps != 1e-10:
        import warnings

        warnings.warn("`eps` parameter is deprecated and has no effect.", stacklevel=2)
    noise = -empty_like(logits.contiguous()).exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    place = soft.max(dim, keepdim=True)[1]
    return zeros_like(logits.contiguous()).scatter_(dim, place, 1.0) - soft.detach() + soft


@public("torch.softmax Tensor.softmax special.softmax")
def torch_softmax(input: Tensor, dim: int, dtype: dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """``softmax`` along ``dim``: see ``torch.nn.functional.softmax``."""
    y = _run(Softmax, "softmax", input, dim, 3, dtype)
    return y if out is None else stored("softmax", out, y, exact=True)


@public("torch.log_softmax Tensor.log_softmax special.log_softmax")
def torch_log_softmax(input: Tensor, dim: int, dtype: dtype | None = None, *, out: Tensor | None = None) -> Tensor:
    """``log_softmax`` along ``dim``: see ``torch.nn.functional.log_softmax``."""
    y = _run(LogSoftmax, "log_softmax", input, dim, 3, dtype)
    return y if out is None else stored("log_softmax", out, y, exact=True)
