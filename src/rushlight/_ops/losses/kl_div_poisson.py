"""Losses that measure distributions: the Kullback-Leibler divergence, likelihoods of counts and of Gaussians."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._face.autocast import WIDE
from ..._face.public import public
from ..elementwise.atan2_hypot import xlogy
from ..elementwise.exp_log_sin import exp, log
from ..elementwise.where import where
from .reductions import REDUCTIONS, legacy_reduction, reduced, reduction_number

if TYPE_CHECKING:
    from ..._face.types import Tensor


@public("functional", autocast=WIDE)
def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """The Kullback-Leibler divergence of log-probabilities ``input`` from probabilities ``target`` (or their
    logarithms, with ``log_target``). ``reduction``: 'batchmean' (the definition), 'sum', 'none' or 'mean' (over all
    elements).

    >>> torch.nn.functional.kl_div(torch.tensor([[-1.0, -1.0]]), torch.tensor([[0.5, 0.5]]), reduction="batchmean")
    tensor(0.3069)
    """
    if size_average is not None or reduce is not None:
        reduction = legacy_reduction(size_average, reduce)
    elif reduction == "mean":
        import warnings

        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides "
            "only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the "
            "same as 'batchmean' in the next major release.",
            stacklevel=2,
        )
    for what, refused in (("Integral", (0, 1)), ("Complex", (3,))):
        if input.dtype.category in refused or target.dtype.category in refused:
            raise RuntimeError(f"kl_div: {what} inputs not supported.")
    batch = reduction == "batchmean"
    number = reduction_number("sum" if batch else reduction)
    each = exp(target) * (target - input) if log_target else xlogy(target, target) - target * input
    total = reduced(each, number)
    return total / input.shape[0] if batch and input.ndim else total


@public("functional", autocast=WIDE)
def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The negative log likelihood of counts ``target`` under Poisson distributions with rate ``input`` (its logarithm,
    with ``log_input``). ``full``: with Stirling's approximation of the term that doesn't depend on the input.

    >>> torch.nn.functional.poisson_nll_loss(torch.zeros(1), torch.tensor([2.0]))
    tensor(1.)
    """
    number = reduction_number(reduction, size_average, reduce)
    each = exp(input) - target * input if log_input else input - target * log(input + eps)
    if full:
        stirling = target * log(target) - target + 0.5 * log(2 * math.pi * target)
        each = each + where(target <= 1, 0.0, stirling)
    return reduced(each, number)


@public("torch.kl_div", autocast=WIDE)
def torch_kl_div(input: Tensor, target: Tensor, reduction: int = 0, *, log_target: bool = False) -> Tensor:
    """`nn.functional.kl_div` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return reduced(kl_div(input, target, reduction="none", log_target=log_target), reduction)


@public("torch.poisson_nll_loss", autocast=WIDE)
def torch_poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool, full: bool, eps: float, reduction: int
) -> Tensor:
    """`nn.functional.poisson_nll_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return poisson_nll_loss(input, target, log_input, full, eps=eps, reduction=REDUCTIONS[reduction])


def _variance(input, var):
    """``var`` in a shape that broadcasts to the input."""
    if not hasattr(var, "ndim"):
        if var < 0:
            raise ValueError(f"var has negative entry/entries: {var}")
        return input.new_full(input.shape, var)
    if bool((var < 0).any()):
        raise ValueError("var has negative entry/entries")
    if var.shape == input.shape:
        return var
    if input.shape[:-1] == var.shape:
        return var.unsqueeze(-1)
    differ = sum(1 for a, b in zip(input.shape, var.shape, strict=False) if a != b and b != 1)
    if input.ndim == var.ndim and not differ:
        return var
    raise ValueError(f"var is of incorrect size: {tuple(var.shape)} beside an input of {tuple(input.shape)}")


@public("functional")
def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Tensor | float, full: bool = False, eps: float = 1e-6, reduction: str = "mean"
) -> Tensor:
    """The negative log likelihood of ``target`` under Gaussians with mean ``input`` and variance ``var`` (at least
    ``eps``).

    input, target (*); var: the same shape, with the last dimension 1 or left out, or a number. ``full``: with the
    constant. Raises ValueError for negative variances, other shapes and an unknown reduction. Nix and Weigend (1994).

    >>> torch.nn.functional.gaussian_nll_loss(torch.zeros(1), torch.ones(1), torch.ones(1))
    tensor(0.5000)
    """
    variance = _variance(input, var).clone()
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid: write 'none', 'mean' or 'sum'")
    variance.detach().clamp_min_(eps)
    each = 0.5 * (log(variance) + (input - target) ** 2 / variance)
    if full:
        each = each + 0.5 * math.log(2 * math.pi)
    return reduced(each, reduction_number(reduction))
