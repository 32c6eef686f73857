"""Adam."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._ops.elementwise.maximum import maximum
from .._ops.optimizer_steps import adam_step
from .._ops.tensors.full import zeros_of
from .._tensor.tensor import Tensor
from ._stepping import Stepping, check_rate, decayed, number, real, zero_count

if TYPE_CHECKING:
    from .optimizer import ParamsT

__all__ = ["Adam"]


class Adam(Stepping):
    """Steps scaled by running means m of the gradient and v of its square: p <- p - lr * m' / (sqrt(v') + eps), where
    m' = m / (1 - beta1^t) and v' = v / (1 - beta2^t). Kingma and Ba, arXiv:1412.6980.

    lr            learning rate, a number or a Tensor with one element
    betas         how much of m and v stays at each step
    weight_decay  this times p is added to the gradient; with ``decoupled_weight_decay`` p shrinks by itself, as in
                  AdamW
    amsgrad       divide by the largest v so far. Reddi et al., On the convergence of Adam and beyond, 2018
    maximize      climb instead of descend
    foreach, fused, capturable  have no effect: all parameters of a group are always updated by one operation
    differentiable  the step is recorded: gradients flow through it, to Tensors as options, too (parameters must then
                    not be leaves)

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.Adam([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    late = {
        "amsgrad": False,
        "maximize": False,
        "foreach": None,
        "capturable": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
        "fused": None,
    }

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        betas: tuple[float | Tensor, float | Tensor] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_rate(lr, foreach, capturable)
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        _check_betas(betas, foreach, capturable)
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        defaults = {
            "lr": lr,
            "betas": tuple(b.squeeze() if isinstance(b, Tensor) else b for b in betas),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        self._refuse(defaults)
        super().__init__(params, defaults)

    def _start(self, p, group):
        state = {"step": zero_count(group), "exp_avg": zeros_of(p), "exp_avg_sq": zeros_of(p)}
        if group["amsgrad"]:
            state["max_exp_avg_sq"] = zeros_of(p)
        return state

    def _one(self, p, g, state, group):
        (beta1, beta2), lr, decay = group["betas"], group["lr"], group["weight_decay"]
        if not group["decoupled_weight_decay"]:
            g = decayed(g, p, decay)
        x, g, mean, square, top = real(p, g, state["exp_avg"], state["exp_avg_sq"], state.get("max_exp_avg_sq"))
        state["step"] += 1
        t = state["step"].clone()
        if group["decoupled_weight_decay"]:
            x.mul_(1 - lr * decay)
        mean.copy_(mean * beta1 + (1 - beta1) * g)
        square.copy_(square * beta2 + (1 - beta2) * g * g)
        if top is not None:
            top.copy_(maximum(top.clone(), square))
        root = (square if top is None else top).clone().sqrt() / (1 - beta2**t) ** 0.5 + group["eps"]
        x.sub_(lr / (1 - beta1**t) * mean.clone() / root)

    def _update(self, group):
        if group["differentiable"]:
            super()._update(group)
            return
        params, grads, means, squares, tops, steps = [], [], [], [], [], []
        amsgrad = group["amsgrad"]
        for p in group["params"]:
            g = p._grad
            if g is not None:
                s = self.state[p]
                if not s:
                    s.update(self._start(p, group))
                params.append(p)
                grads.append(g)
                means.append(s["exp_avg"])
                squares.append(s["exp_avg_sq"])
                if amsgrad:
                    tops.append(s["max_exp_avg_sq"])
                steps.append(s["step"])
        if params:
            beta1, beta2 = group["betas"]
            adam_step(
                params,
                grads,
                means,
                squares,
                tops,
                steps,
                lr=number(group["lr"]),
                beta1=number(beta1),
                beta2=number(beta2),
                eps=group["eps"],
                weight_decay=group["weight_decay"],
                amsgrad=amsgrad,
                maximize=group["maximize"],
                decoupled=group["decoupled_weight_decay"],
            )


def _check_betas(betas, foreach, capturable):
    for i, b in enumerate(betas):
        if not 0.0 <= b < 1.0:
            raise ValueError(f"Invalid beta parameter at index {i}: {b}")
    tensors = [isinstance(b, Tensor) for b in betas]
    if not (all(tensors) or all(isinstance(b, float) for b in betas)):
        raise ValueError("betas must be either both floats or both Tensors")
    for i, b in enumerate(betas):
        if isinstance(b, Tensor):
            if foreach and not capturable:
                raise ValueError(f"betas[{i}] as a Tensor is not supported for capturable=False and foreach=True")
            if b.numel() != 1:
                raise ValueError(f"Tensor betas[{i}] must be 1-element")
