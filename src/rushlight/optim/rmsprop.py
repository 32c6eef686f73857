"""RMSprop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.tensors.full import zeros_of
from ._stepping import Stepping, check_numbers, check_rate, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["RMSprop"]


class RMSprop(Stepping):
    """Steps divided by the root of a running mean v of the squared gradient: p <- p - lr * g / (sqrt(v) + eps).
    Tieleman and Hinton, Lecture 6.5, 2012; ``centered``: Graves, arXiv:1308.0850.

    alpha         how much of v stays at each step
    momentum      steps by b <- momentum * b + g / (sqrt(v) + eps)
    centered      divides by the standard deviation: the squared mean is taken off v
    weight_decay  this times p is added to the gradient
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.RMSprop([p], lr=0.05)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.5000, 0.5000])
    """

    late = {
        "momentum": 0,
        "centered": False,
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        check_numbers(epsilon=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        state = {"step": zero_count(group), "square_avg": zeros_of(p)}
        if group["momentum"] > 0:
            state["momentum_buffer"] = zeros_of(p)
        if group["centered"]:
            state["grad_avg"] = zeros_of(p)
        return state

    def _one(self, p, g, state, group):
        alpha, lr, momentum = group["alpha"], number(group["lr"]), group["momentum"]
        state["step"] += 1
        if group["weight_decay"] != 0:
            g = g.add(p, alpha=group["weight_decay"])
        x, g, square = real(p, g, state["square_avg"])
        square.mul_(alpha).addcmul_(g, g, value=1 - alpha)
        if group["centered"]:
            (mean,) = real(state["grad_avg"])
            mean.lerp_(g, 1 - alpha)
            root = square.addcmul(mean, mean, value=-1).sqrt()
        else:
            root = square.sqrt()
        root = root + group["eps"]
        if momentum > 0:
            (buffer,) = real(state["momentum_buffer"])
            buffer.mul_(momentum).addcdiv_(g, root)
            x.add_(buffer, alpha=-lr)
        else:
            x.addcdiv_(g, root, value=-lr)
