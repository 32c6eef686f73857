"""Transforms of a whole batch at once: the same numbers, and the same random draws in the same order, as applying the
transform to one picture after the other and collating them.

Known are ``ToTensor()`` and ``Compose([...])`` of any number of RandomCrop, RandomHorizontalFlip, RandomVerticalFlip,
then ToTensor, then at most one Normalize. Everything else goes picture by picture.
"""

from __future__ import annotations

import numpy as np

from ... import float32, get_default_dtype
from ..._arrays.memory import empty
from ..._tensor.tensor import Tensor
from .._pixels.checks import sides
from ._draws import crop_of, threshold, words
from .transforms import Compose, Normalize, RandomCrop, RandomHorizontalFlip, RandomVerticalFlip, ToTensor


def batched(transform):
    """A function from pictures, uint8 (N, H, W, C) or (N, H, W), to the batch tensor (N, C, H, W); None if there is
    none for this transform."""
    if get_default_dtype() is not float32:
        return None
    steps = transform.transforms if type(transform) is Compose else [transform]
    moves, scale = [], None
    for step in steps:
        kind = type(step)
        if scale is None and kind is ToTensor:
            scale = ()
        elif scale is None and kind in _MOVES and _plain(step) and (kind is not RandomCrop or _plain_crop(step)):
            moves.append(step)
        elif scale == () and kind is Normalize and _plain(step):
            scale = _columns(step)
            if scale is None:
                return None
        else:
            return None
    if scale is None:
        return None
    return lambda pixels: _convert(pixels, moves, scale)


def _plain(module):
    """No hooks, no replaced forward: calling it does what its class says."""
    return not (module._forward_hooks or module._forward_pre_hooks or "forward" in module.__dict__)


def _columns(step):
    """Mean and standard deviation of a Normalize, float32 (C, 1, 1); None for what Normalize itself should judge."""
    try:
        mean, std = (np.array(v, np.float32) for v in (step.mean, step.std))
    except (TypeError, ValueError):
        return None
    if mean.ndim != 1 or std.ndim != 1 or not std.all():
        return None
    return mean[:, None, None], std[:, None, None]


def _convert(pixels, moves, scale):
    x = pixels[:, None] if pixels.ndim == 3 else pixels.transpose(0, 3, 1, 2)
    if scale and max(s.shape[0] for s in scale) not in (1, x.shape[1]):
        return None  # for Normalize to complain about
    if moves:
        x = _moved(x, moves)
    y = np.divide(x, np.float32(255), out=empty(x.shape, np.float32), dtype=np.float32)
    if scale:
        np.subtract(y, scale[0], out=y)
        np.divide(y, scale[1], out=y)
    return Tensor._wrap(y, float32)


def _moved(pictures, moves):
    """Crops and flips: uint8 (N, C, H, W) of the new size. Each picture's numbers are drawn together, in order."""
    height, width = pictures.shape[2:]
    plan: list = []
    count = 0
    for step in moves:
        if type(step) is RandomCrop:
            left, right, top, bottom = sides(0 if step.padding is None else step.padding)
            height, width = height + top + bottom, width + left + right
            room = height - step.size[0] + 1, width - step.size[1] + 1
            if min(room) < 1:
                crop_of(height, width, step.size)  # raises
            plan.append((_crop, count, (left, top, height, width, step, room)))
            count += 2 if room != (1, 1) else 0
            height, width = step.size
        else:
            flip = _flip_across if type(step) is RandomHorizontalFlip else _flip_down
            plan.append((flip, count, threshold(step.p)))
            count += 1
    moved = np.empty((*pictures.shape[:2], height, width), np.uint8)
    for picture, drawn, out in zip(pictures, words(len(pictures), count), moved, strict=True):
        for move, first, what in plan:
            picture = move(picture, drawn, first, what)
        out[:] = picture
    return moved


def _crop(x, drawn, first, what):
    left, top, height, width, step, room = what
    channels, h, w = x.shape
    if (h, w) != (height, width):
        wide = np.full((channels, height, width), step.fill, np.uint8)
        wide[:, top : top + h, left : left + w] = x
        x = wide
    if room == (1, 1):
        return x
    i, j = drawn[first] % room[0], drawn[first + 1] % room[1]
    return x[:, i : i + step.size[0], j : j + step.size[1]]


def _flip_across(x, drawn, first, limit):
    return x[:, :, ::-1] if drawn[first] & 0xFFFFFF < limit else x


def _flip_down(x, drawn, first, limit):
    return x[:, ::-1] if drawn[first] & 0xFFFFFF < limit else x


_MOVES = (RandomCrop, RandomHorizontalFlip, RandomVerticalFlip)


def _plain_crop(step):
    """Whether a RandomCrop pads, if at all, with one grey level that fits a byte."""
    if step.pad_if_needed or step.padding_mode != "constant" or type(step.fill) is not int or not 0 <= step.fill <= 255:
        return False
    return step.padding is None or min(sides(step.padding)) >= 0
