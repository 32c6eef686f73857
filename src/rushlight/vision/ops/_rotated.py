"""Turned boxes: their formats and overlaps. An angle r is in degrees, against the clock as the picture is seen."""

from __future__ import annotations

from math import pi

import numpy as np

from ... import from_numpy, stack

__all__ = ["ROTATED", "as_array", "rotated_iou", "turned"]

ROTATED = ("cxcywhr", "xywhr", "xyxyxyxy")


def as_array(t):
    """The numbers of a tensor; 16-bit floats as float32."""
    t = t.detach()
    return (t.float() if t.dtype.itemsize == 2 and t.is_floating_point() else t).numpy()


def turned(boxes, in_fmt, out_fmt):
    """Turned boxes in another format. The corner (x, y) of 'xywhr' is the box's own upper left one, turned with it."""
    dtype = boxes.dtype
    values = boxes if boxes.is_floating_point() else boxes.float()
    cx, cy, w, h, r = _centred(values, in_fmt)
    cos, sin = (r * pi / 180).cos(), (r * pi / 180).sin()
    if out_fmt == "cxcywhr":
        made = (cx, cy, w, h, r)
    elif out_fmt == "xywhr":
        made = (cx - w / 2 * cos - h / 2 * sin, cy - h / 2 * cos + w / 2 * sin, w, h, r)
    else:
        made = tuple(n for pair in _corners(cx, cy, w, h, cos, sin) for n in pair)
    made = stack(made, -1)
    return made if boxes.is_floating_point() else made.round().to(dtype)


def _corners(cx, cy, w, h, cos, sin):
    """Upper left, upper right, lower right, lower left, each before the turn."""
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    return [(cx + a * w / 2 * cos + b * h / 2 * sin, cy - a * w / 2 * sin + b * h / 2 * cos) for a, b in signs]


def _centred(boxes, fmt):
    if fmt == "cxcywhr":
        return boxes.unbind(-1)
    if fmt == "xywhr":
        x, y, w, h, r = boxes.unbind(-1)
        cos, sin = (r * pi / 180).cos(), (r * pi / 180).sin()
        return x + w / 2 * cos + h / 2 * sin, y - w / 2 * sin + h / 2 * cos, w, h, r
    x1, y1, x2, y2, x3, y3 = boxes.unbind(-1)[:6]
    r = (y1 - y2).atan2(x2 - x1) * 180 / pi
    w = ((x2 - x1) ** 2 + (y1 - y2) ** 2).sqrt()
    h = ((x3 - x2) ** 2 + (y3 - y2) ** 2).sqrt()
    return (x1 + x3) / 2, (y1 + y3) / 2, w, h, r


def rotated_iou(boxes1, boxes2):
    """Intersection over union of every pair of boxes 'cxcywhr': (N, 5) and (M, 5) give (N, M)."""
    a, b = (as_array(boxes).astype(np.float64) for boxes in (boxes1, boxes2))
    n, m = len(a), len(b)
    first = np.repeat(_polygons(a), m, axis=0)
    second = np.tile(_polygons(b), (n, 1, 1))
    both = _area(*_meeting(first, second)).reshape(n, m)
    areas = (a[:, 2] * a[:, 3])[:, None] + (b[:, 2] * b[:, 3])[None]
    union = areas - both
    iou = np.divide(both, union, out=np.zeros_like(both), where=union > 0)
    return from_numpy(iou).to(boxes1.dtype)


def _polygons(boxes):
    cx, cy, w, h, r = boxes.T
    corners = _corners(cx, cy, w, h, np.cos(np.radians(r)), np.sin(np.radians(r)))
    return np.stack([np.stack(c, -1) for c in corners], 1)


def _cross(a, b):
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _inside(points, polygons):
    """Which of (K, P) points lie in (K, 4) convex polygons, the edge included."""
    edges = np.roll(polygons, -1, 1) - polygons
    side = _cross(edges[:, None], points[:, :, None] - polygons[:, None])
    scale = 1e-9 * (np.abs(edges).max((1, 2), initial=0) ** 2 + 1e-12)[:, None, None]
    return (side >= -scale).all(-1) | (side <= scale).all(-1)


def _meeting(p, q):
    """Corners of the intersections of pairs of convex polygons (K, 4, 2): points (K, 24, 2), and which of them count:
    corners of one inside the other, and crossings of edges."""
    dp, dq = np.roll(p, -1, 1) - p, np.roll(q, -1, 1) - q
    across = _cross(dp[:, :, None], dq[:, None])
    apart = q[:, None] - p[:, :, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = _cross(apart, np.broadcast_to(dq[:, None], apart.shape)) / across
        u = _cross(apart, np.broadcast_to(dp[:, :, None], apart.shape)) / across
    crossing = (np.abs(across) > 1e-14) & (t >= 0) & (t <= 1) & (u >= 0) & (u <= 1)
    where = p[:, :, None] + np.where(crossing, t, 0)[..., None] * dp[:, :, None]
    points = np.concatenate((p, q, where.reshape(len(p), 16, 2)), 1)
    return points, np.concatenate((_inside(p, q), _inside(q, p), crossing.reshape(len(p), 16)), 1)


def _area(points, count):
    """Areas of the convex polygons whose corners are those of (K, P) points that count, in any order."""
    number = count.sum(1)
    centre = np.where(count[..., None], points, 0).sum(1) / np.maximum(number, 1)[:, None]
    around = points - centre[:, None]
    angle = np.where(count, np.arctan2(around[..., 1], around[..., 0]), np.inf)
    order = np.argsort(angle, 1)
    first = np.take_along_axis(around, order[:, :1, None], 1)
    ring = np.take_along_axis(around, order[..., None], 1)
    ring = np.where(np.take_along_axis(count, order, 1)[..., None], ring, first)  # the rest stays at the start
    area = np.abs(_cross(ring, np.roll(ring, -1, 1)).sum(1)) / 2
    return np.where(number > 2, area, 0)
