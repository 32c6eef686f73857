"""Transforms of a whole batch at once: the same numbers, and the same random draws in the same order, as applying the
transform to one picture after the other and collating them.

Known are ``ToTensor()`` and ``Compose([...])`` of any number of RandomCrop, RandomHorizontalFlip, RandomVerticalFlip,
then ToTensor, then at most one Normalize. Everything else goes picture by picture.
"""

from __future__ import annotations

import numpy as np

from ... import float32, get_default_dtype
from ..._arrays.memory import empty
from ...tensor import Tensor
from ._tensors import sides
from .transforms import Compose, Normalize, RandomCrop, RandomHorizontalFlip, RandomVerticalFlip, ToTensor

__all__ = ["batched"]


def batched(transform):
    """A function from pictures, uint8 (N, H, W, C) or (N, H, W), to the batch tensor (N, C, H, W); None if there is none
    for this transform."""
    if get_default_dtype() is not float32:
        return None
    steps = transform.transforms if type(transform) is Compose else [transform]
    moves, scale = [], None
    for step in steps:
        kind = type(step)
        if scale is None and kind is ToTensor:
            scale = ()
        elif (
            scale is None
            and kind in _MOVES
            and _plain(step)
            and (kind is not RandomCrop or _plain_crop(step))
        ):
            moves.append((step, _MOVES[kind]))
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
    """Crops and flips: uint8 (N, C, H, W) of the new size. Each picture goes through all of them before the next one."""
    moved = None
    for i, x in enumerate(pictures):
        for step, move in moves:
            x = move(step, x)
        if moved is None:
            moved = np.empty((len(pictures), *x.shape), np.uint8)
        moved[i] = x
    return moved


def _crop(step, x):
    if step.padding is not None:
        left, right, top, bottom = sides(step.padding)
        channels, height, width = x.shape
        wide = np.full((channels, height + top + bottom, width + left + right), step.fill, np.uint8)
        wide[:, top : top + height, left : left + width] = x
        x = wide
    top, left, height, width = step.draw(*x.shape[1:], step.size)
    return x[:, top : top + height, left : left + width]


def _flip_across(step, x):
    return x[:, :, ::-1] if step.draw() else x


def _flip_down(step, x):
    return x[:, ::-1] if step.draw() else x


_MOVES = {RandomCrop: _crop, RandomHorizontalFlip: _flip_across, RandomVerticalFlip: _flip_down}


def _plain_crop(step):
    """Whether a RandomCrop pads, if at all, with one grey level that fits a byte."""
    if (
        step.pad_if_needed
        or step.padding_mode != "constant"
        or type(step.fill) is not int
        or not 0 <= step.fill <= 255
    ):
        return False
    return step.padding is None or min(sides(step.padding)) >= 0
