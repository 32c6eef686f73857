"""Adamax."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.elementwise.maximum import maximum
from .._ops.tensors.full import zeros_of
from ._stepping import Stepping, check_betas, check_numbers, check_rate, count, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["Adamax"]


class Adamax(Stepping):
    """Adam with the largest gradient so far (fading by beta2) in place of the root of the squares' mean:
    u <- max(beta2 * u, abs(g) + eps); p <- p - lr / (1 - beta1^t) * m / u. Kingma and Ba, arXiv:1412.6980, section 7.

    betas         how much of m and u stays at each step
    weight_decay  this times p is added to the gradient
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.Adamax([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    late = {"foreach": None, "maximize": False, "differentiable": False, "capturable": False}

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_rate(lr)
        check_numbers(epsilon=eps)
        check_betas(betas)
        check_numbers(weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        return {"step": zero_count(group), "exp_avg": zeros_of(p), "exp_inf": zeros_of(p)}

    def _one(self, p, g, state, group):
        beta1, beta2 = group["betas"]
        step = count(state)
        if group["weight_decay"] != 0:
            g = g.add(p, alpha=group["weight_decay"])
        x, g, mean, top = real(p, g, state["exp_avg"], state["exp_inf"])
        mean.lerp_(g, 1 - beta1)
        top.copy_(maximum(top * beta2, g.abs() + group["eps"]))
        x.addcdiv_(mean, top, value=-number(group["lr"]) / (1 - beta1**step))
