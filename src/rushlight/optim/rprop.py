"""Rprop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.elementwise.where import where
from .._ops.tensors.full import zeros_of
from .._ops.tensors.zeros_full import full_like
from ._stepping import Stepping, check_rate, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["Rprop"]


class Rprop(Stepping):
    """Each parameter has a step size of its own, which grows while the sign of its gradient stays and shrinks when it
    changes; only the sign counts. For full batches. Riedmiller and Braun, A direct adaptive method, ICNN 1993.

    lr          the step sizes at first
    etas        factors of a step size when the sign changed, and when it stayed
    step_sizes  the least and the greatest step size
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.Rprop([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    late = {"foreach": None, "maximize": False, "differentiable": False, "capturable": False}

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_rate(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        lr = number(group["lr"])
        size = full_like(p._grad.detach(), complex(lr, lr) if p.dtype.is_complex else lr)
        return {"step": zero_count(group), "prev": zeros_of(p), "step_size": size}

    def _one(self, p, g, state, group):
        (shrink, grow), (least, most) = group["etas"], group["step_sizes"]
        state["step"] += 1
        x, g, before, size = real(p, g, state["prev"], state["step_size"])
        sign = (g * before).sign()
        size.mul_(where(sign > 0, grow, where(sign < 0, shrink, 1.0)).to(size.dtype)).clamp_(least, most)
        g = where(sign < 0, 0.0, g)  # after a change of sign: no step, and no sign to compare with next time
        x.addcmul_(g.sign(), size, value=-1)
        before.copy_(g)
