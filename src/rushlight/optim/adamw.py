"""AdamW."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .adam import Adam

if TYPE_CHECKING:
    from typing import Any

    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["AdamW"]


class AdamW(Adam):
    """Adam with weight decay beside the gradient's means: p <- (1 - lr * weight_decay) * p before each step.
    Loshchilov and Hutter, Decoupled weight decay regularization, arXiv:1711.05101. Options as in Adam.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.AdamW([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.8990, 0.8990])
    """

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float | Tensor, float | Tensor] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True
