"""The loss of generalized overlaps."""

from __future__ import annotations

from ... import Tensor
from ._losses import floats, overlap, reduced

__all__ = ["generalized_box_iou_loss"]


def generalized_box_iou_loss(boxes1: Tensor, boxes2: Tensor, reduction: str = "none", eps: float = 1e-7) -> Tensor:
    """1 - generalized IoU of boxes (..., 4), pair by pair. ``reduction``: 'none', 'mean' or 'sum'.

    >>> generalized_box_iou_loss(torch.tensor([[0.0, 0, 1, 1]]), torch.tensor([[2.0, 0, 3, 1]]))
    tensor([1.3333])
    """
    both, union, (width, height) = overlap(*floats(boxes1, boxes2))
    area = width * height
    return reduced(1 - (both / (union + eps) - (area - union) / (area + eps)), reduction)
