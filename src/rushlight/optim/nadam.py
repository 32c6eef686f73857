"""NAdam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.tensors.full import zeros_of
from ._stepping import Stepping, check_betas, check_numbers, check_rate, count, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["NAdam"]


class NAdam(Stepping):
    """Adam with Nesterov's momentum: the step looks ahead by the momentum of the next one, mu_t = beta1 (1 - 0.96^(t
    psi) / 2). Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop, 2016.

    betas         how much of the means of gradient and squared gradient stays at each step
    momentum_decay  psi
    weight_decay  this times p is added to the gradient; with ``decoupled_weight_decay`` p shrinks by itself, as in
                  AdamW
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.NAdam([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.8944, 0.8944])
    """

    late = {
        "maximize": False,
        "foreach": None,
        "capturable": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
    }
    counts = ("step", "mu_product")

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
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
        check_numbers(weight_decay=weight_decay, momentum_decay=momentum_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        return {
            "step": zero_count(group),
            "mu_product": zero_count(group, 1.0),
            "exp_avg": zeros_of(p),
            "exp_avg_sq": zeros_of(p),
        }

    def _one(self, p, g, state, group):
        (beta1, beta2), lr, decay = group["betas"], number(group["lr"]), group["weight_decay"]
        x, g, mean, square = real(p, g, state["exp_avg"], state["exp_avg_sq"])
        step = count(state)
        if decay != 0 and group["decoupled_weight_decay"]:
            x.mul_(1 - lr * decay)
        elif decay != 0:
            g = g.add(x, alpha=decay)
        mu, ahead = (beta1 * (1.0 - 0.5 * 0.96 ** (t * group["momentum_decay"])) for t in (step, step + 1))
        state["mu_product"] *= mu
        product = state["mu_product"].item()
        mean.lerp_(g, 1 - beta1)
        square.mul_(beta2).addcmul_(g, g, value=1 - beta2)
        root = (square / (1 - beta2**step)).sqrt() + group["eps"]
        x.addcdiv_(g, root, value=-lr * (1 - mu) / (1 - product))
        x.addcdiv_(mean, root, value=-lr * ahead / (1 - product * ahead))
