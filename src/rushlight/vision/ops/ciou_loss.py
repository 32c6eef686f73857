"""The loss of overlaps, distances and shapes."""

from __future__ import annotations

from math import pi

from ... import Tensor, no_grad
from ._losses import distance_loss, floats, reduced

__all__ = ["complete_box_iou_loss"]


def complete_box_iou_loss(boxes1: Tensor, boxes2: Tensor, reduction: str = "none", eps: float = 1e-7) -> Tensor:
    """1 - complete IoU of boxes (..., 4), pair by pair. ``reduction``: 'none', 'mean' or 'sum'.

    >>> complete_box_iou_loss(torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[0.0, 0, 2, 2]]), "sum")
    tensor(0.)
    """
    a, b = floats(boxes1, boxes2)
    loss, iou = distance_loss(a, b, 1e-7)
    ratio_a, ratio_b = ((v[..., 2] - v[..., 0]) / (v[..., 3] - v[..., 1]) for v in (a, b))
    shapes = (4 / pi**2) * (ratio_b.atan() - ratio_a.atan()) ** 2
    with no_grad():
        weight = shapes / (1 - iou + shapes + eps)
    return reduced(loss + weight * shapes, reduction)
