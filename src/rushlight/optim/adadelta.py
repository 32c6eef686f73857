"""Adadelta."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.tensors.full import zeros_of
from ._stepping import Stepping, check_numbers, check_rate, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["Adadelta"]


class Adadelta(Stepping):
    """Steps as long as the last ones were, relative to the gradient: d = sqrt(a + eps) / sqrt(v + eps) * g with running
    means v of g squared and a of d squared; p <- p - lr * d. Zeiler, arXiv:1212.5701.

    lr            factor of the steps
    rho           how much of the means stays at each step
    weight_decay  this times p is added to the gradient
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.Adadelta([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9997, 0.9997])
    """

    late = {"foreach": None, "maximize": False, "differentiable": False, "capturable": False}

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check_numbers(epsilon=eps, weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        return {"step": zero_count(group), "square_avg": zeros_of(p), "acc_delta": zeros_of(p)}

    def _one(self, p, g, state, group):
        rho, eps = group["rho"], group["eps"]
        state["step"] += 1
        if group["weight_decay"] != 0:
            g = g.add(p, alpha=group["weight_decay"])
        x, g, square, moved = real(p, g, state["square_avg"], state["acc_delta"])
        square.mul_(rho).addcmul_(g, g, value=1 - rho)
        d = moved.add(eps).sqrt() / square.add(eps).sqrt() * g
        moved.mul_(rho).addcmul_(d, d, value=1 - rho)
        x.add_(d, alpha=-number(group["lr"]))
