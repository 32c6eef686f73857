"""The forms that functions of nn.functional have in `torch`: other argument orders, numbers for modes and reductions.

Unlike there, losses are not reduced unless told to.
"""

from __future__ import annotations

from .common.arguments import check_tensor
from .layers import grid_sample as grids
from .layers.embedding import table_rows as embedding
from .layers.rrelu import rrelu, rrelu_
from .losses import ctc, margin_triplet, mse_l1_bce

__all__ = [
    "affine_grid_generator",
    "cosine_embedding_loss",
    "ctc_loss",
    "embedding",
    "grid_sampler",
    "grid_sampler_2d",
    "grid_sampler_3d",
    "hinge_embedding_loss",
    "margin_ranking_loss",
    "rrelu",
    "rrelu_",
    "triplet_margin_loss",
]

_REDUCTIONS = ("none", "mean", "sum")
_MODES = ("bilinear", "nearest", "bicubic")
_PADDINGS = ("zeros", "border", "reflection")


def grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners):
    """`nn.functional.grid_sample` with numbers for the modes: 0 'bilinear', 1 'nearest', 2 'bicubic'; 0 'zeros', 1
    'border', 2 'reflection'."""
    return grids.grid_sample(input, grid, _MODES[interpolation_mode], _PADDINGS[padding_mode], bool(align_corners))


def grid_sampler_2d(input, grid, interpolation_mode, padding_mode, align_corners):
    """`grid_sampler` of pictures."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


def grid_sampler_3d(input, grid, interpolation_mode, padding_mode, align_corners):
    """`grid_sampler` of volumes."""
    return grid_sampler(input, grid, interpolation_mode, padding_mode, align_corners)


def affine_grid_generator(theta, size, align_corners):
    """`nn.functional.affine_grid`."""
    check_tensor(theta, "affine_grid_generator", "theta")
    return grids.affine_grid(theta, size, bool(align_corners))


def ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction=0, zero_infinity=False):
    """`nn.functional.ctc_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return ctc.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, _REDUCTIONS[reduction], zero_infinity)


def cosine_embedding_loss(input1, input2, target, margin=0.0, reduction=0):
    """`nn.functional.cosine_embedding_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    check_tensor(input1, "cosine_embedding_loss", "input1")
    return margin_triplet.cosine_embedding_loss(input1, input2, target, margin, reduction=_REDUCTIONS[reduction])


def hinge_embedding_loss(input, target, margin=1.0, reduction=0):
    """`nn.functional.hinge_embedding_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    return mse_l1_bce.hinge_embedding_loss(input, target, margin, reduction=_REDUCTIONS[reduction])


def margin_ranking_loss(input1, input2, target, margin=0.0, reduction=0):
    """`nn.functional.margin_ranking_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    check_tensor(input1, "margin_ranking_loss", "input1")
    return mse_l1_bce.margin_ranking_loss(input1, input2, target, margin, reduction=_REDUCTIONS[reduction])


def triplet_margin_loss(anchor, positive, negative, margin=1.0, p=2.0, eps=1e-6, swap=False, reduction=0):
    """`nn.functional.triplet_margin_loss` with a number for the reduction: 0 none, 1 mean, 2 sum."""
    check_tensor(anchor, "triplet_margin_loss", "anchor")
    return margin_triplet.triplet_margin_loss(
        anchor, positive, negative, margin, p, eps, swap, reduction=_REDUCTIONS[reduction]
    )
