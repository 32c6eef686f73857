"""RAdam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.tensors.full import zeros_of
from ._stepping import Stepping, check_betas, check_numbers, check_rate, count, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["RAdam"]


class RAdam(Stepping):
    """Adam that steps by momentum alone until enough gradients were seen for their squares' mean to be trusted, and
    then scales by what it may still be off. Liu et al., On the variance of the adaptive learning rate,
    arXiv:1908.03265.

    betas         how much of the means of gradient and squared gradient stays at each step
    weight_decay  this times p is added to the gradient; with ``decoupled_weight_decay`` p shrinks by itself, as in
                  AdamW
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.RAdam([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    late = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
        "capturable": False,
    }

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
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
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        return {"step": zero_count(group), "exp_avg": zeros_of(p), "exp_avg_sq": zeros_of(p)}

    def _one(self, p, g, state, group):
        (beta1, beta2), lr, decay = group["betas"], number(group["lr"]), group["weight_decay"]
        x, g, mean, square = real(p, g, state["exp_avg"], state["exp_avg_sq"])
        step = count(state)
        if decay != 0 and group["decoupled_weight_decay"]:
            x.mul_(1 - lr * decay)
        elif decay != 0:
            g = g.add(x, alpha=decay)
        mean.lerp_(g, 1 - beta1)
        square.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        correction = 1 - beta2**step
        move = mean / (1 - beta1**step) * lr
        most = 2 / (1 - beta2) - 1  # the longest memory, in steps, and the memory by now
        length = most - 2 * step * beta2**step / correction
        if length > 5.0:
            trust = ((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length)) ** 0.5
            move = move * (correction**0.5 / (square.sqrt() + group["eps"])) * trust
        x.add_(move, alpha=-1.0)
