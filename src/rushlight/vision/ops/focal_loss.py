"""The loss of classes of which one is rare."""

from __future__ import annotations

from ... import Tensor
from ...nn import functional as F
from ._losses import reduced

__all__ = ["sigmoid_focal_loss"]


def sigmoid_focal_loss(
    inputs: Tensor, targets: Tensor, alpha: float = 0.25, gamma: float = 2, reduction: str = "none"
) -> Tensor:
    """Binary cross entropy of logits, in which what is already right counts little. Lin et al., Focal Loss, 2017.

    Shapes: inputs and targets (0 or 1) alike. ``alpha``: the weight of ones (zeros have 1 - alpha), -1: none;
    ``gamma``: how much what is right is discounted. Raises ValueError for other options.

    >>> sigmoid_focal_loss(torch.tensor([0.0]), torch.tensor([1.0]))
    tensor([0.0433])
    """
    if not 0 <= alpha <= 1 and alpha != -1:
        raise ValueError(f"Invalid alpha value: {alpha}. alpha must be in the range [0,1] or -1 for ignore.")
    p = inputs.sigmoid()
    loss = F.binary_cross_entropy_with_logits(inputs, targets, reduction="none")
    loss = loss * (1 - (p * targets + (1 - p) * (1 - targets))) ** gamma
    if alpha >= 0:
        loss = (alpha * targets + (1 - alpha) * (1 - targets)) * loss
    return reduced(loss, reduction, of_nothing=False)
