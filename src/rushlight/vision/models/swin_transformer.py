"""Swin transformers. Liu et al., Swin Transformer: Hierarchical Vision Transformer using Shifted Windows, 2021, and
Swin Transformer V2, 2022. Maps are (N, H, W, C) inside."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from ... import (
    Tensor,
    arange,
    cat,
    clamp,
    float32,
    log,
    log2,
    meshgrid,
    nn,
    ones,
    roll,
    sigmoid,
    sign,
    stack,
    zeros,
    zeros_like,
)
from ...nn import functional as F
from ..ops.misc import MLP, Permute
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder
from ._utils import initialise, relative_positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = ["SwinTransformer", "swin_b", "swin_s", "swin_t", "swin_v2_b", "swin_v2_s", "swin_v2_t"]


def _merge_patches(x):
    """(..., H, W, C) -> (..., H/2, W/2, 4 C): the four pixels of a square, column by column; odd sides get a zero
    more."""
    h, w = x.shape[-3:-1]
    x = F.pad(x, (0, 0, 0, w % 2, 0, h % 2))
    return cat([x[..., i::2, j::2, :] for j in (0, 1) for i in (0, 1)], -1)


class PatchMerging(nn.Module):
    """Half the height and width, twice the channels: norm, then linear."""

    def __init__(self, dim: int, norm_layer: Layer = nn.LayerNorm) -> None:
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(4 * dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.reduction(self.norm(_merge_patches(x)))


class PatchMergingV2(nn.Module):
    """Half the height and width, twice the channels: linear, then norm."""

    def __init__(self, dim: int, norm_layer: Layer = nn.LayerNorm) -> None:
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(2 * dim)

    def forward(self, x: Tensor) -> Tensor:
        return self.norm(self.reduction(_merge_patches(x)))


def _windows(x, size):
    """(N, H, W, C) -> (N · windows, pixels of a window, C); H and W are multiples of the windows' sides."""
    n, h, w, c = x.shape
    x = x.reshape(n, h // size[0], size[0], w // size[1], size[1], c).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(-1, size[0] * size[1], c)


def _from_windows(x, size, h, w):
    c = x.shape[-1]
    x = x.reshape(-1, h // size[0], w // size[1], size[0], size[1], c).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(-1, h, w, c)


def _mask(like, h, w, size, shift):
    """(windows, pixels, pixels): -100 where two pixels of a window were not neighbours before the maps were rolled."""
    region = like.new_zeros((1, h, w, 1))
    number = 0
    for rows in (slice(0, -size[0]), slice(-size[0], -shift[0]), slice(-shift[0], None)):
        for columns in (slice(0, -size[1]), slice(-size[1], -shift[1]), slice(-shift[1], None)):
            region[:, rows, columns] = number
            number += 1
    region = _windows(region, size).squeeze(-1)
    return like.new_zeros(()).masked_fill(region.unsqueeze(1) != region.unsqueeze(2), -100.0)


def shifted_window_attention(
    input: Tensor,
    qkv_weight: Tensor,
    proj_weight: Tensor,
    relative_position_bias: Tensor,
    window_size: Sequence[int],
    num_heads: int,
    shift_size: Sequence[int],
    attention_dropout: float = 0.0,
    dropout: float = 0.0,
    qkv_bias: Tensor | None = None,
    proj_bias: Tensor | None = None,
    logit_scale: Tensor | None = None,
    training: bool = True,
) -> Tensor:
    """Attention of many heads within windows, after the maps are rolled by ``shift_size``.

    Shapes: input (N, H, W, C), result the same; qkv_weight (3 C, C), proj_weight (C, C), relative_position_bias
    (1, num_heads, P, P) for windows of P pixels; ``logit_scale`` (num_heads, 1, 1) turns products into scaled cosines
    (version 2).
    """
    h, w = input.shape[1:3]
    x = F.pad(input, (0, 0, 0, -w % window_size[1], 0, -h % window_size[0]))
    n, full_h, full_w, c = x.shape
    shift = [0 if size >= side else s for s, size, side in zip(shift_size, window_size, (full_h, full_w), strict=True)]
    if any(shift):
        x = roll(x, (-shift[0], -shift[1]), (1, 2))
    rolled = x
    x = _windows(x, window_size)
    if logit_scale is not None and qkv_bias is not None:  # keys have no bias
        qkv_bias = cat([qkv_bias[:c], zeros_like(qkv_bias[:c]), qkv_bias[2 * c :]])
    qkv = F.linear(x, qkv_weight, qkv_bias)
    q, k, v = qkv.reshape(*x.shape[:2], 3, num_heads, c // num_heads).permute(2, 0, 3, 1, 4)
    if logit_scale is None:
        scores = (q * (c // num_heads) ** -0.5) @ k.transpose(-2, -1)
    else:
        scores = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1)
        scores = scores * clamp(logit_scale, max=math.log(100.0)).exp()
    scores = scores + relative_position_bias
    if any(shift):
        mask = _mask(rolled, full_h, full_w, window_size, shift)
        scores = (scores.unflatten(0, (n, -1)) + mask.unsqueeze(1)).flatten(0, 1)
    weights = F.dropout(F.softmax(scores, dim=-1), attention_dropout, training)
    x = (weights @ v).transpose(1, 2).reshape(*x.shape[:2], c)
    x = F.dropout(F.linear(x, proj_weight, proj_bias), dropout, training)
    x = _from_windows(x, window_size, full_h, full_w)
    if any(shift):
        x = roll(x, tuple(shift), (1, 2))
    return x[:, :h, :w].contiguous()


class ShiftedWindowAttention(nn.Module):
    """``shifted_window_attention`` with a learnt bias for each difference of places."""

    def __init__(
        self,
        dim: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        num_heads: int,
        qkv_bias: bool = True,
        proj_bias: bool = True,
        attention_dropout: float = 0.0,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if len(window_size) != 2 or len(shift_size) != 2:
            raise ValueError("window_size and shift_size must be of length 2")
        self.window_size = window_size
        self.shift_size = shift_size
        self.num_heads = num_heads
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.qkv = nn.Linear(dim, dim * 3, bias=qkv_bias)
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.define_relative_position_bias_table()
        self.define_relative_position_index()

    def define_relative_position_bias_table(self) -> None:
        """A bias per difference of places and head."""
        h, w = self.window_size
        self.relative_position_bias_table = nn.Parameter(zeros((2 * h - 1) * (2 * w - 1), self.num_heads))
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)

    def define_relative_position_index(self) -> None:
        """For each pair of a window's pixels the row of the table, which counts from the most negative difference."""
        self.register_buffer("relative_position_index", relative_positions(*self.window_size).flatten())

    def _by_pair(self, table):
        """(differences, heads) -> (1, heads, pixels, pixels)."""
        pixels = self.window_size[0] * self.window_size[1]
        return table[self.relative_position_index].view(pixels, pixels, -1).permute(2, 0, 1).unsqueeze(0)

    def get_relative_position_bias(self) -> Tensor:
        """(1, num_heads, pixels, pixels)."""
        return self._by_pair(self.relative_position_bias_table)

    def forward(self, x: Tensor) -> Tensor:
        return shifted_window_attention(
            x,
            self.qkv.weight,
            self.proj.weight,
            self.get_relative_position_bias(),
            self.window_size,
            self.num_heads,
            self.shift_size,
            self.attention_dropout,
            self.dropout,
            self.qkv.bias,
            self.proj.bias,
            getattr(self, "logit_scale", None),
            self.training,
        )


class ShiftedWindowAttentionV2(ShiftedWindowAttention):
    """Cosines in place of products, and a small network that gives the bias for a difference of places."""

    def __init__(
        self,
        dim: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        num_heads: int,
        qkv_bias: bool = True,
        proj_bias: bool = True,
        attention_dropout: float = 0.0,
        dropout: float = 0.0,
    ) -> None:
        super().__init__(dim, window_size, shift_size, num_heads, qkv_bias, proj_bias, attention_dropout, dropout)
        self.logit_scale = nn.Parameter(log(10 * ones((num_heads, 1, 1))))
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 512), nn.ReLU(inplace=True), nn.Linear(512, num_heads, bias=False))
        if qkv_bias:
            self.qkv.bias[dim : 2 * dim].data.zero_()

    def define_relative_position_bias_table(self) -> None:
        """The differences of places, on a logarithmic scale, as the small network takes them."""
        sides = [arange(-(s - 1), s, dtype=float32) / (s - 1) * 8 for s in self.window_size]
        table = stack(meshgrid(*sides, indexing="ij"), -1).unsqueeze(0)
        self.register_buffer("relative_coords_table", sign(table) * log2(table.abs() + 1.0) / 3.0)

    def get_relative_position_bias(self) -> Tensor:
        """(1, num_heads, pixels, pixels), between 0 and 16."""
        table = self.cpb_mlp(self.relative_coords_table).view(-1, self.num_heads)
        return 16 * sigmoid(self._by_pair(table))


class SwinTransformerBlock(nn.Module):
    """Window attention, then a perceptron, each behind a norm, left out at random, beside its input."""

    def __init__(
        self,
        dim: int,
        num_heads: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        mlp_ratio: float = 4.0,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        stochastic_depth_prob: float = 0.0,
        norm_layer: Layer = nn.LayerNorm,
        attn_layer: Layer = ShiftedWindowAttention,
    ) -> None:
        super().__init__()
        self.norm1 = norm_layer(dim)
        self.attn = attn_layer(
            dim, window_size, shift_size, num_heads, attention_dropout=attention_dropout, dropout=dropout
        )
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.norm2 = norm_layer(dim)
        self.mlp = MLP(dim, [int(dim * mlp_ratio), dim], activation_layer=nn.GELU, dropout=dropout)
        for module in self.mlp:
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.normal_(module.bias, std=1e-6)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.stochastic_depth(self.attn(self.norm1(x)))
        return x + self.stochastic_depth(self.mlp(self.norm2(x)))


class SwinTransformerBlockV2(SwinTransformerBlock):
    """As the first version's, with the norms behind."""

    def __init__(
        self,
        dim: int,
        num_heads: int,
        window_size: Sequence[int],
        shift_size: Sequence[int],
        mlp_ratio: float = 4.0,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        stochastic_depth_prob: float = 0.0,
        norm_layer: Layer = nn.LayerNorm,
        attn_layer: Layer = ShiftedWindowAttentionV2,
    ) -> None:
        left_out = (dropout, attention_dropout, stochastic_depth_prob)
        super().__init__(dim, num_heads, window_size, shift_size, mlp_ratio, *left_out, norm_layer, attn_layer)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.stochastic_depth(self.norm1(self.attn(x)))
        return x + self.stochastic_depth(self.norm2(self.mlp(x)))


class SwinTransformer(nn.Module):
    """Stages of window attention, patches merged between them. Shapes: x (N, 3, H, W), result (N, num_classes).

    ``depths`` and ``num_heads``: one number per stage; the width is ``embed_dim`` and doubles from stage to stage.
    ``stochastic_depth_prob``: the probability of leaving out the last block's branches; earlier ones have less, in
    proportion.

    >>> from rushlight.vision import models
    >>> model = models.SwinTransformer([4, 4], 8, depths=[2, 2], num_heads=[2, 4], window_size=[4, 4], num_classes=10)
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        patch_size: Sequence[int],
        embed_dim: int,
        depths: Sequence[int],
        num_heads: Sequence[int],
        window_size: Sequence[int],
        mlp_ratio: float = 4.0,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        stochastic_depth_prob: float = 0.1,
        num_classes: int = 1000,
        norm_layer: Layer | None = None,
        block: Layer | None = None,
        downsample_layer: Layer = PatchMerging,
    ) -> None:
        super().__init__()
        self.num_classes = num_classes
        block = block or SwinTransformerBlock
        norm_layer = norm_layer or partial(nn.LayerNorm, eps=1e-5)
        patch: Any = tuple(patch_size)
        layers: list[nn.Module] = [
            nn.Sequential(nn.Conv2d(3, embed_dim, patch, stride=patch), Permute([0, 2, 3, 1]), norm_layer(embed_dim))
        ]
        width, done = embed_dim, 0
        for i, depth in enumerate(depths):
            blocks = []
            for j in range(depth):
                blocks.append(
                    block(
                        width,
                        num_heads[i],
                        window_size=window_size,
                        shift_size=[s // 2 if j % 2 else 0 for s in window_size],
                        mlp_ratio=mlp_ratio,
                        dropout=dropout,
                        attention_dropout=attention_dropout,
                        stochastic_depth_prob=stochastic_depth_prob * done / (sum(depths) - 1),
                        norm_layer=norm_layer,
                    )
                )
                done += 1
            layers.append(nn.Sequential(*blocks))
            if i < len(depths) - 1:
                layers.append(downsample_layer(width, norm_layer))
                width *= 2
        self.features = nn.Sequential(*layers)
        self.norm = norm_layer(width)
        self.permute = Permute([0, 3, 1, 2])
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten(1)
        self.head = nn.Linear(width, num_classes)

        def draw(linear):
            nn.init.trunc_normal_(linear.weight, std=0.02)

        initialise(self, linear=draw)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.flatten(self.avgpool(self.permute(self.norm(self.features(x))))))


def _swin(embed_dim, depth, heads, stochastic_depth_prob, **kwargs):
    num_heads = [heads, 2 * heads, 4 * heads, 8 * heads]
    return SwinTransformer(
        [4, 4], embed_dim, [2, 2, depth, 2], num_heads, [7, 7], stochastic_depth_prob=stochastic_depth_prob, **kwargs
    )


def _swin_v2(embed_dim, depth, heads, stochastic_depth_prob, **kwargs):
    num_heads = [heads, 2 * heads, 4 * heads, 8 * heads]
    return SwinTransformer(
        [4, 4],
        embed_dim,
        [2, 2, depth, 2],
        num_heads,
        [8, 8],
        stochastic_depth_prob=stochastic_depth_prob,
        block=SwinTransformerBlockV2,
        downsample_layer=PatchMergingV2,
        **kwargs,
    )


swin_t = builder("swin_t", _swin, 96, 6, 3, 0.2)
swin_s = builder("swin_s", _swin, 96, 18, 3, 0.3)
swin_b = builder("swin_b", _swin, 128, 18, 4, 0.5)
swin_v2_t = builder("swin_v2_t", _swin_v2, 96, 6, 3, 0.2)
swin_v2_s = builder("swin_v2_s", _swin_v2, 96, 18, 3, 0.3)
swin_v2_b = builder("swin_v2_b", _swin_v2, 128, 18, 4, 0.5)
