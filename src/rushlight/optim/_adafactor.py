"""Adafactor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.tensors.finfo_result_type import finfo
from .._ops.tensors.full import zeros_of
from .._tensor.tensor import Tensor
from ._stepping import Stepping, count, number, zero_count

if TYPE_CHECKING:
    from .optimizer import ParamsT


class Adafactor(Stepping):
    """Steps scaled by squared gradients of which, for matrices, only the means of rows and columns are kept: state as
    large as a row and a column. Shazeer and Stern, arXiv:1804.04235.

    lr            the greatest relative step; at step t it is min(lr, 1 / sqrt(t)) of the parameters' root mean square
    beta2_decay   exponent of t in the weight of new squares
    eps           what squares are at least (None: the dtype's epsilon), and the least scale of parameters
    d             updates whose root mean square is greater are cut back to it
    weight_decay  parameters shrink by lr times this
    maximize      climb instead of descend
    foreach       has no effect

    Raises ValueError for numbers out of range, RuntimeError for complex parameters.

    >>> p = torch.nn.Parameter(torch.ones(2, 2))
    >>> optimizer = torch.optim.Adafactor([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data[0]
    tensor([0.9000, 0.9000])
    """

    late = {"foreach": None}
    refused = "complex"

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-2,
        beta2_decay: float = -0.8,
        eps: tuple[float | None, float] = (None, 1e-3),
        d: float = 1.0,
        weight_decay: float = 0.0,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Learning rate should be >= 0 but is: {lr}")
        if not beta2_decay <= 0.0:
            raise ValueError(f"beta2_decay should be <= 0 but is: {beta2_decay}")
        for i, e in enumerate(eps):
            if e is not None and not e >= 0.0:
                raise ValueError(f"epsilon{i + 1} should be >= 0 but is: {e}")
        if not d >= 1.0:
            raise ValueError(f"Clipping threshold d should be >= 1 but is: {d}")
        if not weight_decay >= 0.0:
            raise ValueError(f"weight_decay should be >= 0 but is: {weight_decay}")
        defaults = {
            "lr": lr,
            "beta2_decay": beta2_decay,
            "eps": eps,
            "d": d,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
        }
        super().__init__(params, defaults)

    def _start(self, p, group):
        g = p._grad
        if g.ndim <= 1:
            return {"step": zero_count(group), "variance": zeros_of(g)}
        *lead, rows, columns = g.shape
        return {
            "step": zero_count(group),
            "row_var": g.new_zeros((*lead, rows, 1)),
            "col_var": g.new_zeros((*lead, 1, columns)),
        }

    def _one(self, p, g, state, group):
        lr, (eps1, eps2) = number(group["lr"]), group["eps"]
        eps1 = finfo(p.dtype).eps if eps1 is None else eps1
        step = count(state)
        weight = step ** group["beta2_decay"]
        size = max(eps2, _mean_square(p)) * min(lr, 1 / step**0.5)
        if group["weight_decay"] != 0:
            p.mul_(1 - lr * group["weight_decay"])
        if g.ndim > 1:
            rows, columns = state["row_var"], state["col_var"]
            rows.lerp_(g.norm(dim=-1, keepdim=True).square() / g.size(-1), weight)
            columns.lerp_(g.norm(dim=-2, keepdim=True).square() / g.size(-2), weight)
            square = rows @ columns / rows.mean(dim=-2, keepdim=True).clamp(min=eps1)
        else:
            square = state["variance"].lerp_(g * g, weight)
        update = square.clamp(min=eps1 * eps1).rsqrt() * g
        p.add_(update, alpha=-size / max(1.0, _mean_square(update) / group["d"]))


def _mean_square(x):
    """The root of the mean of squares."""
    return x.norm(2).item() / x.numel() ** 0.5
