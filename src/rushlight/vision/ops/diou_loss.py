"""The loss of overlaps and distances."""

from __future__ import annotations

from ... import Tensor
from ._losses import distance_loss, floats, reduced

__all__ = ["distance_box_iou_loss"]


def distance_box_iou_loss(boxes1: Tensor, boxes2: Tensor, reduction: str = "none", eps: float = 1e-7) -> Tensor:
    """1 - distance IoU of boxes (..., 4), pair by pair. ``reduction``: 'none', 'mean' or 'sum'.

    >>> distance_box_iou_loss(torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[0.0, 0, 2, 2]]), "sum")
    tensor(0.)
    """
    return reduced(distance_loss(*floats(boxes1, boxes2), eps)[0], reduction)
