"""Stochastic gradient descent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._arrays.sparse import Sparse
from .._ops.optimizer_steps import sgd_step
from ._stepping import Stepping, check_rate, decayed, number

if TYPE_CHECKING:
    from .._tensor.tensor import Tensor
    from .optimizer import ParamsT

__all__ = ["SGD"]


class SGD(Stepping):
    """p <- p - lr * v, where v is the gradient g or, with momentum, v <- momentum * v + (1 - dampening) * g (at first:
    g).

    lr            learning rate, a number or a Tensor with one element
    weight_decay  this times p is added to the gradient
    nesterov      steps by g + momentum * v. Sutskever et al., On the importance of initialization and momentum, 2013
    maximize      climb instead of descend
    foreach, fused  have no effect: all parameters of a group are always updated by one operation
    differentiable  the step is recorded: gradients flow through it, to a Tensor as lr, too (parameters must then not be
                    leaves)

    Raises ValueError for numbers out of range.

    >>> p = torch.nn.Parameter(torch.ones(2))
    >>> optimizer = torch.optim.SGD([p], lr=0.1, momentum=0.9)
    >>> p.sum().backward()
    >>> optimizer.step()
    >>> p.data
    tensor([0.9000, 0.9000])
    """

    late = {"nesterov": False, "maximize": False, "foreach": None, "differentiable": False, "fused": False}
    counts = ()
    sparse = True

    def __init__(
        self,
        params: ParamsT,
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float | Tensor = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_rate(lr)
        if momentum < 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        self._refuse(defaults)
        super().__init__(params, defaults)

    def _start(self, p, group):
        return {}

    def _one(self, p, g, state, group):
        lr, momentum = group["lr"], group["momentum"]
        g = decayed(g, p, group["weight_decay"])
        if momentum != 0:
            v = state.get("momentum_buffer")
            v = g.detach().clone() if v is None else v * momentum + (1 - group["dampening"]) * g
            state["momentum_buffer"] = v
            g = g + momentum * v if group["nesterov"] else v
        p.sub_(lr * g)

    def _update(self, group):
        if group["differentiable"]:
            super()._update(group)
            return
        params, grads, buffers, states = [], [], [], []
        momentum = group["momentum"]
        for p in group["params"]:
            g = p._grad
            if g is None:
                continue
            if type(g._array) is Sparse:
                self._one(p, -g if group["maximize"] else g, self.state[p], group)
            else:
                params.append(p)
                grads.append(g)
                if momentum:
                    s = self.state[p]
                    states.append(s)
                    buffers.append(s.get("momentum_buffer"))
        if not params:
            return
        missing = [i for i, b in enumerate(buffers) if b is None]
        sgd_step(
            params,
            grads,
            buffers,
            lr=number(group["lr"]),
            momentum=number(momentum),
            dampening=number(group["dampening"]),
            weight_decay=number(group["weight_decay"]),
            nesterov=group["nesterov"],
            maximize=group["maximize"],
        )
        for i in missing:
            states[i]["momentum_buffer"] = buffers[i]
