"""Averaged stochastic gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.tensors.full import zeros_of
from ._stepping import Stepping, check_numbers, check_rate, count, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["ASGD"]


class ASGD(Stepping):
    """Stochastic gradient descent that also keeps the mean of the parameters from step ``t0`` on, ``state[p]["ax"]``:
    the better result where gradients are noisy. Polyak and Juditsky, Acceleration of stochastic approximation by
    averaging, 1992.

    lr            learning rate at the start; at step t it is lr / (1 + lambd * lr * t) ** alpha
    lambd         decay of the parameters
    t0            the step from which on the mean is taken
    weight_decay  this times p is added to the gradient
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.ASGD([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    late = {"foreach": None, "maximize": False, "differentiable": False, "capturable": False}
    counts = ("step", "eta", "mu")

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_rate(lr)
        check_numbers(weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        return {
            "step": zero_count(group),
            "eta": zero_count(group, float(number(group["lr"]))),
            "mu": zero_count(group, 1.0),
            "ax": zeros_of(p),
        }

    def _one(self, p, g, state, group):
        lr, lambd = number(group["lr"]), group["lambd"]
        x, g, mean = real(p, g, state["ax"])
        step, eta, mu = count(state), state["eta"].item(), state["mu"].item()
        if group["weight_decay"] != 0:
            g = g.add(x, alpha=group["weight_decay"])
        x.mul_(1 - lambd * eta).add_(g, alpha=-eta)
        if mu == 1:
            mean.copy_(x)
        else:
            mean.add_((x - mean) * mu)
        state["eta"].fill_(lr / (1 + lambd * lr * step) ** group["alpha"])
        state["mu"].fill_(1 / max(1, step - group["t0"]))
