"""Gradients kept within bounds."""

from __future__ import annotations

import math
import types
import warnings
from typing import TYPE_CHECKING

from ..._ops.shapes.cat_stack import stack
from ..._ops.tensors.tensor_from_numpy import tensor
from ..._tensor.tensor import Tensor
from ..init import _NoGrad

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm"]


def _tensors(given):
    return [given] if isinstance(given, Tensor) else list(given)


def _norm(x, p):
    if p == math.inf:
        return x.abs().max()
    if p == -math.inf:
        return x.abs().min()
    if p == 2:
        return x.abs().square().sum().sqrt()
    if p == 1:
        return x.abs().sum()
    if p == 0:
        return (x != 0).sum().to(x.dtype)
    return (x.abs() ** p).sum() ** (1 / p)


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all the tensors' elements together, a Tensor with one number; ``norm_type``: 2, 1, inf, or another
    power.

    Raises RuntimeError if it is not finite and ``error_if_nonfinite`` is set. ``foreach`` has no effect.

    >>> torch.nn.utils.get_total_norm([torch.tensor([3.0]), torch.tensor([4.0])])
    tensor(5.)
    """
    tensors, p = _tensors(tensors), float(norm_type)
    if not tensors:
        return tensor(0.0)
    with _NoGrad():
        norms = [_norm(t, p) for t in tensors]
        total = _norm(stack(norms), p)
        if error_if_nonfinite and not math.isfinite(total.item()):
            raise RuntimeError(
                f"The total norm of order {p} for gradients from `parameters` is non-finite, so it cannot be clipped. "
                "To disable "
                "this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
            )
    return total


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Scale the gradients of ``parameters`` by ``max_norm / (total_norm + 1e-6)`` if that is below 1."""
    with _NoGrad():
        factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)  # type: ignore[attr-defined]
        for p in _tensors(parameters):
            if p.grad is not None:
                p.grad.mul_(factor)


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Scale all gradients by one factor so that their norm together is at most ``max_norm``. Returns the norm before.

    Pascanu et al., On the difficulty of training recurrent neural networks, arXiv:1211.5063. Raises RuntimeError if the
    norm is not finite and ``error_if_nonfinite`` is set. ``foreach`` has no effect.

    >>> p = torch.nn.Parameter(torch.zeros(1))
    >>> p.grad = torch.tensor([10.0])
    >>> torch.nn.utils.clip_grad_norm_([p], max_norm=1.0)
    tensor(10.)
    """
    given = parameters
    parameters = _tensors(given)
    if isinstance(given, types.GeneratorType) and not parameters:
        warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    total = get_total_norm([p.grad for p in parameters if p.grad is not None], norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


def clip_grad_norm(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The former name of ``clip_grad_norm_``."""
    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of `torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite, foreach)


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None) -> None:
    """Clamp every element of the gradients to ±``clip_value``. ``foreach`` has no effect.

    >>> p = torch.nn.Parameter(torch.zeros(2))
    >>> p.grad = torch.tensor([-5.0, 0.5])
    >>> torch.nn.utils.clip_grad_value_([p], 1.0)
    >>> p.grad
    tensor([-1.0000,  0.5000])
    """
    limit = float(clip_value)
    with _NoGrad():
        for p in _tensors(parameters):
            if p.grad is not None:
                p.grad.clamp_(min=-limit, max=limit)
