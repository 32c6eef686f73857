"""What the losses of overlaps share."""

from __future__ import annotations

from ... import float32, float64, where

__all__ = ["distance_loss", "floats", "overlap", "reduced"]


def reduced(loss, reduction, of_nothing=True):
    if reduction == "none":
        return loss
    if reduction == "mean":
        return loss.mean() if loss.numel() or not of_nothing else 0.0 * loss.sum()
    if reduction == "sum":
        return loss.sum()
    raise ValueError(
        f"Invalid Value for arg 'reduction': '{reduction} \n Supported reduction modes: 'none', 'mean', 'sum'"
    )


def floats(*boxes):
    return [b if b.dtype in (float32, float64) else b.float() for b in boxes]


def overlap(a, b):
    """(intersection, union, sides of the smallest box around both) of boxes a and b, pair by pair."""
    (x1, y1, x2, y2), (u1, v1, u2, v2) = a.unbind(-1), b.unbind(-1)
    width, height = x2.minimum(u2) - x1.maximum(u1), y2.minimum(v2) - y1.maximum(v1)
    meet = (width > 0) & (height > 0)
    both = where(meet, width, 0.0) * where(meet, height, 0.0)
    union = (x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - both
    return both, union, (x2.maximum(u2) - x1.minimum(u1), y2.maximum(v2) - y1.minimum(v1))


def distance_loss(a, b, eps):
    both, union, (width, height) = overlap(a, b)
    iou = both / (union + eps)
    apart = ((a[..., :2] + a[..., 2:]) / 2 - (b[..., :2] + b[..., 2:]) / 2) ** 2
    return 1 - iou + apart.sum(-1) / (width**2 + height**2 + eps), iou
