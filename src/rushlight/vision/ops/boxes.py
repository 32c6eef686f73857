"""Boxes in pictures: their formats, areas, overlaps, and the choice among overlapping ones.

A box is (x1, y1, x2, y2), its left, top, right and bottom edge, unless a format says otherwise.
"""

from __future__ import annotations

from math import pi

import numpy as np

from ... import Tensor, float32, float64, int32, int64, no_grad, stack, zeros
from ... import bool as bool_
from ._rotated import ROTATED, rotated_iou, turned
from ._rotated import as_array as _numbers

__all__ = [
    "batched_nms",
    "box_area",
    "box_convert",
    "box_iou",
    "clip_boxes_to_image",
    "complete_box_iou",
    "distance_box_iou",
    "generalized_box_iou",
    "masks_to_boxes",
    "nms",
    "remove_small_boxes",
]

_STRAIGHT = ("xyxy", "xywh", "cxcywh")


def _wide(t):
    """In a dtype whose products don't overflow."""
    if t.is_floating_point():
        return t if t.dtype in (float32, float64) else t.float()
    return t if t.dtype in (int32, int64) else t.int()


def nms(boxes: Tensor, scores: Tensor, iou_threshold: float) -> Tensor:
    """Non-maximum suppression: the numbers of the boxes that stay, best first. A box goes if it overlaps a better one
    that stays by more than ``iou_threshold`` (intersection over union).

    Shapes: boxes (N, 4), scores (N,), result (K,), int64. Raises RuntimeError for others.

    >>> nms(torch.tensor([[0.0, 0, 2, 2], [0, 0, 2, 1.9], [5, 5, 6, 6]]), torch.tensor([0.5, 0.9, 0.1]), 0.5)
    tensor([1, 2])
    """
    if boxes.dim() != 2 or boxes.shape[1] != 4:
        raise RuntimeError(f"boxes should be a 2d tensor with 4 elements in dimension 1, got shape {list(boxes.shape)}")
    if scores.dim() != 1 or scores.shape[0] != boxes.shape[0]:
        raise RuntimeError(
            "boxes and scores should have same number of elements in dimension 0, and scores one dimension; got "
            f"{list(boxes.shape)} and {list(scores.shape)}"
        )
    x1, y1, x2, y2 = _numbers(boxes).T
    areas = (x2 - x1) * (y2 - y1)
    left = np.argsort(-_numbers(scores), kind="stable")
    kept = []
    while left.size:
        best, left = left[0], left[1:]
        kept.append(best)
        width = np.maximum(np.minimum(x2[best], x2[left]) - np.maximum(x1[best], x1[left]), 0)
        height = np.maximum(np.minimum(y2[best], y2[left]) - np.maximum(y1[best], y1[left]), 0)
        both = width * height
        with np.errstate(divide="ignore", invalid="ignore"):
            left = left[~(both / (areas[best] + areas[left] - both) > iou_threshold)]
    return boxes.new_tensor(kept, dtype=int64)


def batched_nms(boxes: Tensor, scores: Tensor, idxs: Tensor, iou_threshold: float) -> Tensor:
    """``nms`` within each class: boxes of different ``idxs`` don't suppress each other.

    >>> same = torch.tensor([[0.0, 0, 2, 2], [0, 0, 2, 2]])
    >>> batched_nms(same, torch.tensor([0.5, 0.9]), torch.tensor([0, 1]), 0.5)
    tensor([1, 0])
    """
    if not boxes.numel():
        return boxes.new_zeros((0,), dtype=int64)
    if boxes.numel() <= 4000:  # far apart by class, and all at once
        apart = idxs.to(boxes.dtype) * (boxes.max() + 1)
        return nms(boxes + apart[:, None], scores, iou_threshold)
    keep = zeros(scores.shape[0], dtype=bool_)
    for name in idxs.unique():
        mine = (idxs == name).nonzero().squeeze(1)
        keep[mine[nms(boxes[mine], scores[mine], iou_threshold)]] = True
    found = keep.nonzero().squeeze(1)
    return found[scores[found].sort(descending=True)[1]]


def remove_small_boxes(boxes: Tensor, min_size: float) -> Tensor:
    """The numbers of the boxes both of whose sides have at least ``min_size``.

    >>> remove_small_boxes(torch.tensor([[0.0, 0, 5, 5], [0, 0, 5, 1]]), 2)
    tensor([0])
    """
    width, height = boxes[..., 2] - boxes[..., 0], boxes[..., 3] - boxes[..., 1]
    return ((width >= min_size) & (height >= min_size)).nonzero(as_tuple=True)[0]


def clip_boxes_to_image(boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """The boxes cut off at the edges of a picture of ``size`` (height, width). Shapes: (..., 4).

    >>> clip_boxes_to_image(torch.tensor([[-1.0, 2, 9, 9]]), (4, 6))
    tensor([[0., 2., 6., 4.]])
    """
    height, width = size
    x, y = boxes[..., 0::2].clamp(min=0, max=width), boxes[..., 1::2].clamp(min=0, max=height)
    return stack((x, y), dim=boxes.dim()).reshape(boxes.shape)


def _to_corners(boxes, fmt):
    a, b, c, d = boxes.unbind(-1)
    if fmt == "xyxy":
        return boxes
    return stack((a, b, a + c, b + d) if fmt == "xywh" else (a - 0.5 * c, b - 0.5 * d, a + 0.5 * c, b + 0.5 * d), -1)


def box_convert(boxes: Tensor, in_fmt: str, out_fmt: str) -> Tensor:
    """Boxes in another format, a copy.

    'xyxy': left, top, right, bottom; 'xywh': left, top, width, height; 'cxcywh': the centre, width, height. Turned
    boxes, by r degrees against the clock: 'xywhr', 'cxcywhr', and 'xyxyxyxy', the four corners. Raises ValueError for
    other formats, NotImplementedError between turned ones and those that aren't.

    >>> box_convert(torch.tensor([[1.0, 2, 4, 6]]), "xyxy", "cxcywh")
    tensor([[2.5000, 4.0000, 3.0000, 4.0000]])
    """
    for fmt in (in_fmt, out_fmt):
        if fmt not in _STRAIGHT + ROTATED:
            raise ValueError(f"Unsupported Bounding Box Conversions for given in_fmt {in_fmt} and out_fmt {out_fmt}")
    if in_fmt == out_fmt:
        return boxes.clone()
    if (in_fmt in ROTATED) != (out_fmt in ROTATED):
        raise NotImplementedError(
            f"Unsupported Bounding Box Conversions for given in_fmt {in_fmt} and out_fmt {out_fmt}"
        )
    if in_fmt in ROTATED:
        return turned(boxes, in_fmt, out_fmt)
    corners = _to_corners(boxes, in_fmt)
    x1, y1, x2, y2 = corners.unbind(-1)
    if out_fmt == "xyxy":
        return corners
    if out_fmt == "xywh":
        return stack((x1, y1, x2 - x1, y2 - y1), -1)
    return stack(((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1), -1)


def box_area(boxes: Tensor, fmt: str = "xyxy") -> Tensor:
    """The areas of boxes (..., 4): (...). ``fmt``: 'xyxy', 'xywh' or 'cxcywh'. Raises ValueError for others.

    >>> box_area(torch.tensor([[0.0, 0, 2, 3]]))
    tensor([6.])
    """
    if fmt not in _STRAIGHT:
        raise ValueError(f"Unsupported Bounding Box area for given format {fmt}")
    boxes = _wide(boxes)
    if fmt == "xyxy":
        return (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    return boxes[..., 2] * boxes[..., 3]


def _edges(boxes, fmt):
    """Upper left and lower right corners."""
    a, b = boxes[..., :2], boxes[..., 2:]
    if fmt == "xyxy":
        return a, b
    return (a, a + b) if fmt == "xywh" else (a - b / 2, a + b / 2)


def _pairs(boxes1, boxes2, fmt="xyxy"):
    """(intersection, union) of every pair of boxes."""
    (a1, b1), (a2, b2) = _edges(boxes1, fmt), _edges(boxes2, fmt)
    upper, lower = a1[..., None, :].maximum(a2[..., None, :, :]), b1[..., None, :].minimum(b2[..., None, :, :])
    sides = _wide(lower - upper).clamp(min=0)
    both = sides[..., 0] * sides[..., 1]
    return both, box_area(boxes1, fmt)[..., None] + box_area(boxes2, fmt)[..., None, :] - both


def _hull(boxes1, boxes2):
    """The sides of the smallest box around every pair of boxes."""
    upper = boxes1[..., None, :2].minimum(boxes2[..., None, :, :2])
    lower = boxes1[..., None, 2:].maximum(boxes2[..., None, :, 2:])
    return _wide(lower - upper).clamp(min=0)


def box_iou(boxes1: Tensor, boxes2: Tensor, fmt: str = "xyxy") -> Tensor:
    """Intersection over union of every pair of boxes: (..., N, 4) and (..., M, 4) give (..., N, M).

    ``fmt``: see ``box_convert``; of turned boxes (N, 5 or 8) too. Raises ValueError for other formats.

    >>> box_iou(torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[1.0, 0, 3, 2], [5, 5, 6, 6]]))
    tensor([[0.3333, 0.0000]])
    """
    if fmt in ROTATED:
        first, second = (b if fmt == "cxcywhr" else turned(b, fmt, "cxcywhr") for b in (boxes1, boxes2))
        return rotated_iou(first, second)
    if fmt not in _STRAIGHT:
        raise ValueError(
            f"Unsupported format '{fmt}'. Supported axis-aligned formats: {_STRAIGHT}. Supported rotated formats: "
            f"{ROTATED}."
        )
    both, union = _pairs(boxes1, boxes2, fmt)
    return both / union


def generalized_box_iou(boxes1: Tensor, boxes2: Tensor) -> Tensor:
    """``box_iou`` less the part of the smallest box around a pair that neither covers. Rezatofighi et al., Generalized
    Intersection over Union, 2019.

    >>> generalized_box_iou(torch.tensor([[0.0, 0, 1, 1]]), torch.tensor([[2.0, 0, 3, 1]]))
    tensor([[-0.3333]])
    """
    both, union = _pairs(boxes1, boxes2)
    sides = _hull(boxes1, boxes2)
    area = sides[..., 0] * sides[..., 1]
    return both / union - (area - union) / area


def _distance(boxes1, boxes2, eps):
    """(distance IoU, IoU) of every pair."""
    both, union = _pairs(boxes1, boxes2)
    sides = _hull(boxes1, boxes2)
    diagonal = sides[..., 0] ** 2 + sides[..., 1] ** 2 + eps
    c1, c2 = (boxes1[..., :2] + boxes1[..., 2:]) / 2, (boxes2[..., :2] + boxes2[..., 2:]) / 2
    apart = _wide(c1[..., None, :] - c2[..., None, :, :]) ** 2
    iou = both / union
    return iou - (apart[..., 0] + apart[..., 1]) / diagonal, iou


def distance_box_iou(boxes1: Tensor, boxes2: Tensor, eps: float = 1e-7) -> Tensor:
    """``box_iou`` less the squared distance of the centres, relative to the diagonal around both. Zheng et al.,
    Distance-IoU Loss, 2020.

    >>> distance_box_iou(torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[0.0, 0, 2, 2]]))
    tensor([[1.]])
    """
    return _distance(_wide(boxes1), _wide(boxes2), eps)[0]


def complete_box_iou(boxes1: Tensor, boxes2: Tensor, eps: float = 1e-7) -> Tensor:
    """``distance_box_iou`` less a term for different aspect ratios.

    >>> complete_box_iou(torch.tensor([[0.0, 0, 2, 2]]), torch.tensor([[0.0, 0, 2, 2]]))
    tensor([[1.]])
    """
    boxes1, boxes2 = _wide(boxes1), _wide(boxes2)
    distance, iou = _distance(boxes1, boxes2, eps)
    (w1, h1), (w2, h2) = ((b[..., 2] - b[..., 0], b[..., 3] - b[..., 1]) for b in (boxes1, boxes2))
    shapes = (4 / pi**2) * ((w1 / h1).atan()[..., None] - (w2 / h2).atan()[..., None, :]) ** 2
    with no_grad():
        weight = shapes / (1 - iou + shapes + eps)
    return distance - weight * shapes


def masks_to_boxes(masks: Tensor) -> Tensor:
    """The boxes around what is True in masks (N, H, W): (N, 4), float; zeros for an empty mask.

    >>> mask = torch.zeros(1, 4, 4, dtype=torch.bool)
    >>> mask[0, 1:3, 2] = True
    >>> masks_to_boxes(mask)
    tensor([[2., 1., 2., 2.]])
    """
    if not masks.numel():
        return zeros((0, 4), device=masks.device)
    _, h, w = masks.shape
    rows, columns = masks.bool().any(dim=2), masks.bool().any(dim=1)
    first = [side.float().argmax(dim=1) for side in (columns, rows)]
    last = [n - 1 - side.float().flip(1).argmax(dim=1) for n, side in ((w, columns), (h, rows))]
    boxes = stack([*first, *last], dim=1).float()
    boxes[~rows.any(dim=1)] = 0
    return boxes
