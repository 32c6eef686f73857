"""Softmax and its logarithm."""

from __future__ import annotations

from ..._core import OUT, Op, Value, apply
from ..common.arguments import check_tensor
from ..common.dims import normal_dim
from ..common.kernels import bound, of_floats
from ..common.out import stored
from ..common.pointwise import refuse
from ..tensors.zeros_arange import empty_like, zeros_like


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
    if not isinstance(input, Value):
        raise TypeError(f"{function}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
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


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    """exp(input) divided by its sum along ``dim``: positive numbers that add up to 1.

    input: any shape, floating; ``dtype``: what it is converted to first. Raises IndexError for a dim out of range,
    NotImplementedError for integers without ``dtype``. Bridle (1990).

    >>> softmax(torch.zeros(2, 4), 1)
    tensor([[0.2500, 0.2500, 0.2500, 0.2500],
            [0.2500, 0.2500, 0.2500, 0.2500]])
    """
    return _run(Softmax, "softmax", input, dim, _stacklevel, dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    """The logarithm of `softmax`, exact also where that would be 0.

    input: any shape, floating; ``dtype``: what it is converted to first. Raises as `softmax`.

    >>> log_softmax(torch.tensor([0., 1000.]), 0)
    tensor([-1000.,     0.])
    """
    return _run(LogSoftmax, "log_softmax", input, dim, _stacklevel, dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    """`softmax` of -input: the smallest number gets the largest share.

    >>> softmin(torch.tensor([1., 1.]), 0)
    tensor([0.5000, 0.5000])
    """
    return _run(Softmax, "softmin", -input, dim, _stacklevel, dtype)


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    """A sample from the Gumbel-Softmax distribution: softmax of (logits + noise) / tau along ``dim``.

    ``hard``: one-hot, with the gradient of the soft sample. ``eps`` has no effect, as in PyTorch.
    Jang, Gu and Poole, arXiv:1611.01144.

    >>> import rushlight as torch
    >>> torch.nn.functional.gumbel_softmax(torch.zeros(2, 3), hard=True).sum(-1)
    tensor([1., 1.])
    """
    check_tensor(logits, "gumbel_softmax", "logits")
    if eps != 1e-10:
        import warnings

        warnings.warn("`eps` parameter is deprecated and has no effect.", stacklevel=2)
    noise = -empty_like(logits.contiguous()).exponential_().log()
    soft = ((logits + noise) / tau).softmax(dim)
    if not hard:
        return soft
    place = soft.max(dim, keepdim=True)[1]
    return zeros_like(logits.contiguous()).scatter_(dim, place, 1.0) - soft.detach() + soft


def _plain(cls, name):
    """The form of ``torch`` and of Tensor."""

    def function(input, dim, dtype=None, *, out=None):
        y = _run(cls, name, input, dim, 3, dtype)
        return y if out is None else stored(name, out, y, exact=True)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"``{name}`` along ``dim``: see ``torch.nn.functional.{name}``."
    return function


torch_softmax, torch_log_softmax = _plain(Softmax, "softmax"), _plain(LogSoftmax, "log_softmax")


class SoftmaxMethods:
    """Methods of Tensor: softmax."""

    __slots__ = ()
    softmax, log_softmax = torch_softmax, torch_log_softmax
