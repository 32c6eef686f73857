"""Adagrad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.sparse import is_sparse
from .._ops.sparse.parts import with_parts
from .._ops.tensors.zeros_full import full_like
from ._stepping import Stepping, check_numbers, check_rate, count, number, real, zero_count

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["Adagrad"]


class Adagrad(Stepping):
    """Steps scaled by the root of the sum v of all squared gradients: p <- p - lr_t * g / (sqrt(v) + eps), where
    lr_t = lr / (1 + (t - 1) * lr_decay). Duchi et al., Adaptive subgradient methods, JMLR 12, 2011.

    initial_accumulator_value  where v starts
    weight_decay  this times p is added to the gradient
    fused         has no effect
    maximize      climb instead of descend
    differentiable  the step is recorded: gradients flow through it (parameters must then not be leaves)
    foreach, capturable  have no effect: they choose among PyTorch's ways to compute the same

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.Adagrad([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    sparse = True
    late = {"foreach": None, "maximize": False, "differentiable": False, "fused": None}

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        check_numbers(
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            epsilon=eps,
        )
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        self._refuse(defaults)
        super().__init__(params, defaults)
        for group in self.param_groups:  # as in PyTorch, this state is there from the start
            for p in group["params"]:
                self.state[p] = self._start(p, group)

    def share_memory(self) -> None:
        """Move the state to memory that processes share."""
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["sum"].share_memory_()

    def _start(self, p, group):
        start = group["initial_accumulator_value"]
        return {
            "step": zero_count(group),
            "sum": full_like(p.detach(), complex(start, start) if p.dtype.is_complex else start),
        }

    def _one(self, p, g, state, group):
        rate = number(group["lr"]) / (1 + (count(state) - 1) * group["lr_decay"])
        if is_sparse(g):
            self._one_sparse(p, g.coalesce(), state["sum"], rate, group)
            return
        if group["weight_decay"] != 0:
            g = g.add(p, alpha=group["weight_decay"])
        x, g, total = real(p, g, state["sum"])
        total.addcmul_(g, g, value=1)
        x.addcdiv_(g, total.sqrt() + group["eps"], value=-rate)

    def _one_sparse(self, p, g, total, rate, group):
        """The same for the rows that a sparse gradient has."""
        if group["weight_decay"] != 0:
            raise RuntimeError("weight_decay option is not compatible with sparse gradients")
        total.add_(g * g)
        std = total.sparse_mask(g)._values().sqrt() + group["eps"]
        p.add_(with_parts(g._array, g._values() / std), alpha=-rate)
