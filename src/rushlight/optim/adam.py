"""Adam."""

from __future__ import annotations

from .. import _dtypes
from .._ops.constant import zeros_of
from .._ops.update import adam_step
from ..creation import tensor
from ..tensor import Tensor
from .optimizer import Stepping, check_rate, number

__all__ = ["Adam"]


class Adam(Stepping):
    """Steps scaled by running means m of the gradient and v of its square: p <- p - lr * m' / (sqrt(v') + eps), where
    m' = m / (1 - beta1^t) and v' = v / (1 - beta2^t). Kingma and Ba, arXiv:1412.6980.

    lr            learning rate, a number or a Tensor with one element
    betas         how much of m and v stays at each step
    weight_decay  this times p is added to the gradient; with ``decoupled_weight_decay`` p shrinks by itself, as in AdamW
    amsgrad       divide by the largest v so far. Reddi et al., On the convergence of Adam and beyond, 2018
    maximize      climb instead of descend
    foreach, fused, capturable  have no effect: all parameters of a group are always updated by one operation
    differentiable  is refused

    Raises ValueError for numbers out of range.

    >>> import rushlight as torch
    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.Adam([p], lr=0.1)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *, foreach=None, maximize=False,
        capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False,
    ):  # fmt: skip
        check_rate(lr, foreach, capturable)
        if not eps >= 0.0:
            raise ValueError(f"Invalid epsilon value: {eps}")
        _check_betas(betas, foreach, capturable)
        if not weight_decay >= 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        betas = tuple(b.squeeze() if isinstance(b, Tensor) else b for b in betas)
        defaults = {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad, "maximize": maximize,
            "foreach": foreach, "capturable": capturable, "differentiable": differentiable, "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }  # fmt: skip
        self._refuse(defaults)
        super().__init__(params, defaults)

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            for key, value in (
                ("amsgrad", False), ("maximize", False), ("foreach", None), ("capturable", False), ("differentiable", False),
                ("decoupled_weight_decay", False), ("fused", None),
            ):  # fmt: skip
                group.setdefault(key, value)
            for p in group["params"]:
                own = self.state.get(p)
                if own and not isinstance(own["step"], Tensor):  # a number in old checkpoints
                    own["step"] = tensor(float(own["step"]), dtype=_count_dtype(group))

    def _update(self, group):
        params, grads, means, squares, tops, steps = [], [], [], [], [], []
        amsgrad = group["amsgrad"]
        for p in group["params"]:
            g = p._grad
            if g is not None:
                s = self.state[p]
                if not s:
                    s["step"] = tensor(0.0, dtype=_count_dtype(group))
                    s["exp_avg"], s["exp_avg_sq"] = zeros_of(p), zeros_of(p)
                    if amsgrad:
                        s["max_exp_avg_sq"] = zeros_of(p)
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
                params, grads, means, squares, tops, steps,
                lr=number(group["lr"]), beta1=number(beta1), beta2=number(beta2), eps=group["eps"],
                weight_decay=group["weight_decay"], amsgrad=amsgrad, maximize=group["maximize"],
                decoupled=group["decoupled_weight_decay"],
            )  # fmt: skip


def _count_dtype(group):
    """The dtype of step counts: float32, unless everything is in float64."""
    double = _dtypes.get_default_dtype() is _dtypes.float64 and not group["fused"]
    return _dtypes.float64 if double else _dtypes.float32


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
                raise ValueError(
                    f"betas[{i}] as a Tensor is not supported for capturable=False and foreach=True"
                )
            if b.numel() != 1:
                raise ValueError(f"Tensor betas[{i}] must be 1-element")
