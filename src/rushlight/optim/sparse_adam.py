"""SparseAdam."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .._core.sparse import is_sparse
from .._ops.sparse.parts import with_parts
from .._ops.tensors.zeros_full import zeros_like
from .._tensor.tensor import Tensor
from ._stepping import check_betas, number
from .optimizer import Optimizer

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .optimizer import ParamsT

__all__ = ["SparseAdam"]


class SparseAdam(Optimizer):
    """Adam for sparse gradients: only the rows that a gradient has are updated, their averages included.

    lr        learning rate; betas: how much of the averages of the gradient and of its square stays
    eps       added to the root in the denominator
    maximize  climb instead of descend

    Raises ValueError for numbers out of range and for sparse or complex parameters; ``step`` RuntimeError for dense
    gradients.

    >>> table = torch.nn.Embedding(4, 2, sparse=True)
    >>> optimizer = torch.optim.SparseAdam(table.parameters(), lr=0.1)
    >>> table(torch.tensor([1, 1])).sum().backward()
    >>> optimizer.step()
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        maximize: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr > 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if not eps > 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        check_betas(betas)
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps, "maximize": maximize})
        parameters = [p for group in self.param_groups for p in group["params"]]
        if found := [i for i, p in enumerate(parameters) if is_sparse(p)]:
            raise ValueError(f"Sparse params at indices {found}: SparseAdam requires dense parameter tensors")
        numbers = [
            [i, j]
            for i, group in enumerate(self.param_groups)
            for j, p in enumerate(group["params"])
            if p.dtype.is_complex
        ]
        if numbers:
            raise ValueError(f"Complex params at indices {numbers}: SparseAdam does not support complex parameters")

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the rows that the gradients have. Returns what ``closure`` returned, if one is given."""
        from ..autograd import enable_grad, no_grad

        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self._one(p, -p.grad if group.get("maximize") else p.grad, group)
        return loss

    def _one(self, p, g, group):
        if not is_sparse(g):
            raise RuntimeError("SparseAdam does not support dense gradients, please consider Adam instead")
        state = self.state[p]
        if not state:
            state.update(step=0, exp_avg=zeros_like(p), exp_avg_sq=zeros_like(p))
        state["step"] += 1
        g = g.coalesce()  # the update is not linear
        if not g._nnz():
            return
        (beta1, beta2), values = group["betas"], g._values()
        mean = self._average(state["exp_avg"], g, values, beta1)
        square = self._average(state["exp_avg_sq"], g, values * values, beta2)
        rate = number(group["lr"]) * math.sqrt(1 - beta2 ** state["step"]) / (1 - beta1 ** state["step"])
        p.add_(with_parts(g._array, mean / (square.sqrt() + group["eps"]) * -rate))

    @staticmethod
    def _average(average, g, values, beta):
        """Moves the rows of ``average`` that ``g`` has towards ``values``; returns them."""
        old = average.sparse_mask(g)._values()
        change = (values - old) * (1 - beta)
        average.add_(with_parts(g._array, change))
        return old + change
