"""Muon."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .._base import dtypes
from .._ops.linalg.addmm import addmm
from .._ops.tensors.full import zeros_of
from .._tensor.tensor import Tensor
from ._stepping import Stepping, number

if TYPE_CHECKING:
    from .optimizer import ParamsT


class Muon(Stepping):
    """For the matrices of hidden layers: the step is the momentum buffer made orthogonal, so that all directions move
    alike. Jordan, Muon: an optimizer for hidden layers, 2024; ``adjust_lr_fn``: Liu et al., arXiv:2502.16982.

    weight_decay     parameters shrink by lr times this
    nesterov         looks ahead by the momentum
    ns_coefficients, ns_steps  of the Newton-Schulz iteration, computed in bfloat16
    eps              the least norm that is divided by
    adjust_lr_fn     'original' (None): steps scale with sqrt(max(1, rows / columns)); 'match_rms_adamw': with 0.2
                     sqrt(max(rows, columns))

    Raises ValueError for parameters that are no matrices, and for numbers out of range.

    >>> p = torch.nn.Parameter(torch.eye(2))
    >>> optimizer = torch.optim.Muon([p], lr=0.1, weight_decay=0.0)
    >>> p.trace().backward()
    >>> optimizer.step()
    >>> bool(p[0, 0] < 1)
    True
    """

    counts = ()
    refused = "complex"

    def __init__(
        self,
        params: ParamsT,
        lr: float = 1e-3,
        weight_decay: float = 0.1,
        momentum: float = 0.95,
        nesterov: bool = True,
        ns_coefficients: tuple[float, float, float] = (3.4445, -4.775, 2.0315),
        eps: float = 1e-7,
        ns_steps: int = 5,
        adjust_lr_fn: str | None = None,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if not lr >= 0.0:
            raise ValueError(f"Learning rate should be >= 0 but is: {lr}")
        if not momentum >= 0.0:
            raise ValueError(f"momentum should be >= 0 but is: {momentum}")
        if not weight_decay >= 0.0:
            raise ValueError(f"weight decay should be >= 0 but is: {weight_decay}")
        if adjust_lr_fn not in (None, "original", "match_rms_adamw"):
            raise ValueError(f"Adjust learning rate function {adjust_lr_fn} is not supported")
        defaults = {
            "lr": lr,
            "weight_decay": weight_decay,
            "momentum": momentum,
            "nesterov": nesterov,
            "ns_coefficients": ns_coefficients,
            "eps": eps,
            "ns_steps": ns_steps,
            "adjust_lr_fn": adjust_lr_fn,
        }
        super().__init__(params, defaults)
        for group in self.param_groups:
            for p in group["params"]:
                if p.ndim != 2:
                    raise ValueError(
                        f"Muon only supports 2D parameters whereas we found a parameter with size: {p.size()}; give "
                        "the others to AdamW"
                    )

    def _start(self, p, group):
        return {"momentum_buffer": zeros_of(p._grad)}

    def _one(self, p, g, state, group):
        lr, momentum, buffer = number(group["lr"]), group["momentum"], state["momentum_buffer"]
        buffer.lerp_(g, 1 - momentum)
        update = g.lerp(buffer, momentum) if group["nesterov"] else buffer
        update = orthogonal(update, group["ns_coefficients"], group["ns_steps"], group["eps"])
        rows, columns = p.shape
        if group["adjust_lr_fn"] == "match_rms_adamw":
            rate = lr * 0.2 * math.sqrt(max(rows, columns))
        else:
            rate = lr * math.sqrt(max(1, rows / columns))
        p.mul_(1 - lr * group["weight_decay"])
        p.add_(update, alpha=-rate)


def orthogonal(g: Tensor, coefficients: tuple[float, float, float], steps: int, eps: float) -> Tensor:
    """About the nearest orthogonal matrix to ``g``, in bfloat16: its singular values are moved to 0.7 ... 1.2 by
    ``steps`` of the polynomial a x + b x³ + c x⁵.

    Raises ValueError for 100 steps or more, and for other than three coefficients.
    """
    if steps >= 100:
        raise ValueError("Number of steps must be less than 100 for computational efficiency")
    if len(coefficients) != 3:
        raise ValueError("Coefficients must be a tuple of exactly 3 values")
    a, b, c = coefficients
    tall = g.shape[0] > g.shape[1]
    x = g.to(dtypes.bfloat16)
    x = x.t() if tall else x
    x = x / x.norm().clamp(min=eps)
    for _ in range(steps):
        gram = x @ x.t()
        x = addmm(x, addmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.t() if tall else x
