"""MaxViT. Tu et al., MaxViT: Multi-Axis Vision Transformer, 2022."""

from __future__ import annotations

import math
from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import Tensor, empty, nn
from ...nn import functional as F
from ..ops.misc import Conv2dNormActivation, SqueezeExcitation
from ..ops.stochastic_depth import StochasticDepth
from ._api import builder, overwrite
from ._utils import initialise, relative_positions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = ["MaxVit", "maxvit_t"]


def _halved(size):
    """(H, W) behind a 3×3 convolution of stride 2."""
    return tuple((side - 1) // 2 + 1 for side in size)


class MBConv(nn.Module):
    """Norm, many channels between few with squeeze and excitation; beside the input, pooled and mapped where shapes
    differ."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        expansion_ratio: float,
        squeeze_ratio: float,
        stride: int,
        activation_layer: Layer,
        norm_layer: Layer,
        p_stochastic_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if stride == 1 and in_channels == out_channels:
            self.proj: nn.Module = nn.Identity()
        else:
            pool = [nn.AvgPool2d(3, stride, 1)] if stride == 2 else []
            self.proj = nn.Sequential(*pool, nn.Conv2d(in_channels, out_channels, 1))
        self.stochastic_depth = StochasticDepth(p_stochastic_dropout, "row") if p_stochastic_dropout else nn.Identity()
        wide = int(out_channels * expansion_ratio)
        like: dict[str, Any] = {"norm_layer": norm_layer, "activation_layer": activation_layer, "inplace": None}
        self.layers = nn.Sequential(
            OrderedDict(
                pre_norm=norm_layer(in_channels),
                conv_a=Conv2dNormActivation(in_channels, wide, 1, **like),
                conv_b=Conv2dNormActivation(wide, wide, 3, stride, groups=wide, **like),
                squeeze_excitation=SqueezeExcitation(wide, int(out_channels * squeeze_ratio), activation=nn.SiLU),
                conv_c=nn.Conv2d(wide, out_channels, 1),
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.proj(x) + self.stochastic_depth(self.layers(x))


class RelativePositionalMultiHeadAttention(nn.Module):
    """Attention of many heads within each part, with a learnt bias for each difference of places.
    Shapes: x (N, parts, max_seq_len, feat_dim), result the same."""

    relative_position_index: Tensor

    def __init__(self, feat_dim: int, head_dim: int, max_seq_len: int) -> None:
        super().__init__()
        if feat_dim % head_dim:
            raise ValueError(f"feat_dim: {feat_dim} must be divisible by head_dim: {head_dim}")
        self.n_heads = feat_dim // head_dim
        self.head_dim = head_dim
        self.size = math.isqrt(max_seq_len)
        self.max_seq_len = max_seq_len
        self.to_qkv = nn.Linear(feat_dim, feat_dim * 3)
        self.scale_factor = feat_dim**-0.5
        self.merge = nn.Linear(feat_dim, feat_dim)
        self.relative_position_bias_table = nn.Parameter(empty((2 * self.size - 1) ** 2, self.n_heads))
        self.register_buffer("relative_position_index", relative_positions(self.size, self.size))
        nn.init.trunc_normal_(self.relative_position_bias_table, std=0.02)

    def get_relative_positional_bias(self) -> Tensor:
        """(1, heads, places, places)."""
        pairs = self.relative_position_bias_table[self.relative_position_index.flatten()]
        return pairs.view(self.max_seq_len, self.max_seq_len, -1).permute(2, 0, 1).unsqueeze(0)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.to_qkv(x).unflatten(-1, (3, self.n_heads, self.head_dim)).permute(3, 0, 1, 4, 2, 5)
        scores = q @ (k * self.scale_factor).transpose(-2, -1) + self.get_relative_positional_bias()
        return self.merge((F.softmax(scores, dim=-1) @ v).transpose(2, 3).flatten(3))


class SwapAxes(nn.Module):
    """``x.swapaxes(a, b)`` as a layer."""

    def __init__(self, a: int, b: int) -> None:
        super().__init__()
        self.a = a
        self.b = b

    def forward(self, x: Tensor) -> Tensor:
        return x.swapaxes(self.a, self.b)


class WindowPartition(nn.Module):
    """(N, C, H, W) -> (N, windows, p · p, C)."""

    def forward(self, x: Tensor, p: int) -> Tensor:
        n, c, h, w = x.shape
        x = x.reshape(n, c, h // p, p, w // p, p).permute(0, 2, 4, 3, 5, 1)
        return x.reshape(n, -1, p * p, c)


class WindowDepartition(nn.Module):
    """(N, windows, p · p, C) -> (N, C, H, W)."""

    def forward(self, x: Tensor, p: int, h_partitions: int, w_partitions: int) -> Tensor:
        n, _, _, c = x.shape
        x = x.reshape(n, h_partitions, w_partitions, p, p, c).permute(0, 5, 1, 3, 2, 4)
        return x.reshape(n, c, h_partitions * p, w_partitions * p)


class PartitionAttentionLayer(nn.Module):
    """Attention and a perceptron within windows, or (``"grid"``) among pixels that lie regularly over the whole
    picture."""

    def __init__(
        self,
        in_channels: int,
        head_dim: int,
        partition_size: int,
        partition_type: str,
        grid_size: Sequence[int],
        mlp_ratio: int,
        activation_layer: Layer,
        norm_layer: Layer,
        attention_dropout: float,
        mlp_dropout: float,
        p_stochastic_dropout: float,
    ) -> None:
        super().__init__()
        if partition_type not in ("grid", "window"):
            raise ValueError("partition_type must be either 'grid' or 'window'")
        self.n_heads = in_channels // head_dim
        self.head_dim = head_dim
        self.n_partitions = grid_size[0] // partition_size
        self.partition_type = partition_type
        self.grid_size = grid_size
        grid = partition_type == "grid"
        self.p, self.g = (self.n_partitions, partition_size) if grid else (partition_size, self.n_partitions)
        self.partition_op = WindowPartition()
        self.departition_op = WindowDepartition()
        self.partition_swap = SwapAxes(-2, -3) if grid else nn.Identity()
        self.departition_swap = SwapAxes(-2, -3) if grid else nn.Identity()
        self.attn_layer = nn.Sequential(
            norm_layer(in_channels),
            RelativePositionalMultiHeadAttention(in_channels, head_dim, partition_size**2),
            nn.Dropout(attention_dropout),
        )
        self.mlp_layer = nn.Sequential(
            nn.LayerNorm(in_channels),
            nn.Linear(in_channels, in_channels * mlp_ratio),
            activation_layer(),
            nn.Linear(in_channels * mlp_ratio, in_channels),
            nn.Dropout(mlp_dropout),
        )
        self.stochastic_dropout = StochasticDepth(p_stochastic_dropout, mode="row")

    def forward(self, x: Tensor) -> Tensor:
        h, w = self.grid_size
        if h % self.p or w % self.p:
            raise AssertionError(
                f"Grid size must be divisible by partition size. Got grid size of {self.grid_size} and partition size "
                f"of {self.p}"
            )
        x = self.partition_swap(self.partition_op(x, self.p))
        x = x + self.stochastic_dropout(self.attn_layer(x))
        x = x + self.stochastic_dropout(self.mlp_layer(x))
        return self.departition_op(self.departition_swap(x), self.p, h // self.p, w // self.p)


class MaxVitLayer(nn.Module):
    """A convolution block, attention within windows, attention over the grid."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        squeeze_ratio: float,
        expansion_ratio: float,
        stride: int,
        norm_layer: Layer,
        activation_layer: Layer,
        head_dim: int,
        mlp_ratio: int,
        mlp_dropout: float,
        attention_dropout: float,
        p_stochastic_dropout: float,
        partition_size: int,
        grid_size: Sequence[int],
    ) -> None:
        super().__init__()
        left_out = (attention_dropout, mlp_dropout, p_stochastic_dropout)

        def attention(kind):
            alike = (grid_size, mlp_ratio, activation_layer, nn.LayerNorm, *left_out)
            return PartitionAttentionLayer(out_channels, head_dim, partition_size, kind, *alike)

        self.layers = nn.Sequential(
            OrderedDict(
                MBconv=MBConv(
                    in_channels,
                    out_channels,
                    expansion_ratio,
                    squeeze_ratio,
                    stride,
                    activation_layer,
                    norm_layer,
                    p_stochastic_dropout,
                ),
                window_attention=attention("window"),
                grid_attention=attention("grid"),
            )
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class MaxVitBlock(nn.Module):
    """``n_layers`` layers; the first halves height and width."""

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        squeeze_ratio: float,
        expansion_ratio: float,
        norm_layer: Layer,
        activation_layer: Layer,
        head_dim: int,
        mlp_ratio: int,
        mlp_dropout: float,
        attention_dropout: float,
        partition_size: int,
        input_grid_size: Sequence[int],
        n_layers: int,
        p_stochastic: Sequence[float],
    ) -> None:
        super().__init__()
        if len(p_stochastic) != n_layers:
            raise ValueError(f"p_stochastic must have length n_layers={n_layers}, got p_stochastic={p_stochastic}.")
        self.grid_size = _halved(input_grid_size)
        alike = (norm_layer, activation_layer, head_dim, mlp_ratio, mlp_dropout, attention_dropout)
        self.layers = nn.ModuleList()
        for i, p in enumerate(p_stochastic):
            settings: Any = (squeeze_ratio, expansion_ratio, 1 if i else 2, *alike, p, partition_size, self.grid_size)
            self.layers.append(MaxVitLayer(out_channels if i else in_channels, out_channels, *settings))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = layer(x)
        return x


def _check_sizes(sizes, partition_size):
    for i, size in enumerate(sizes):
        if size[0] % partition_size or size[1] % partition_size:
            raise ValueError(
                f"Input size {size} of block {i} is not divisible by partition size {partition_size}. Consider "
                "changing the partition size or the input size.\nCurrent configuration yields the following block "
                f"input sizes: {sizes}."
            )


class MaxVit(nn.Module):
    """Blocks of convolutions and attention on two axes. Shapes: x (N, 3, *input_size), result (N, num_classes).

    ``input_size`` (H, W) halves with the stem and each block; what remains must be divisible by ``partition_size``,
    else ValueError. ``stochastic_depth_prob``: the probability of leaving out the last layer's branches; earlier ones
    have less, in proportion.

    >>> from rushlight.vision import models
    >>> model = models.MaxVit((32, 32), 8, 4, [8, 16], [1, 1], 4, 0.1, num_classes=10)
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        input_size: Sequence[int],
        stem_channels: int,
        partition_size: int,
        block_channels: Sequence[int],
        block_layers: Sequence[int],
        head_dim: int,
        stochastic_depth_prob: float,
        norm_layer: Layer | None = None,
        activation_layer: Layer = nn.GELU,
        squeeze_ratio: float = 0.25,
        expansion_ratio: float = 4,
        mlp_ratio: int = 4,
        mlp_dropout: float = 0.0,
        attention_dropout: float = 0.0,
        num_classes: int = 1000,
    ) -> None:
        super().__init__()
        norm_layer = norm_layer or partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
        size = _halved(input_size)
        sizes = [size, *(size := _halved(size) for _ in block_channels)]
        _check_sizes(sizes[1:], partition_size)
        self.stem = nn.Sequential(
            Conv2dNormActivation(
                3,
                stem_channels,
                3,
                stride=2,
                norm_layer=norm_layer,
                activation_layer=activation_layer,
                bias=False,
                inplace=None,
            ),
            Conv2dNormActivation(stem_channels, stem_channels, 3, norm_layer=None, activation_layer=None, bias=True),
        )
        self.partition_size = partition_size
        drops = iter(np.linspace(0, stochastic_depth_prob, sum(block_layers)).tolist())
        layers = (squeeze_ratio, expansion_ratio, norm_layer, activation_layer, head_dim)
        alike = (*layers, mlp_ratio, mlp_dropout, attention_dropout, partition_size)
        before = stem_channels
        self.blocks = nn.ModuleList()
        for width, n, size in zip(block_channels, block_layers, sizes[:-1], strict=True):
            self.blocks.append(MaxVitBlock(before, width, *alike, size, n, [next(drops) for _ in range(n)]))
            before = width
        self.classifier = nn.Sequential(
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.LayerNorm(before),
            nn.Linear(before, before),
            nn.Tanh(),
            nn.Linear(before, num_classes, bias=False),
        )

        def draw(module):
            nn.init.normal_(module.weight, std=0.02)

        initialise(self, draw, draw)

    def forward(self, x: Tensor) -> Tensor:
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.classifier(x)


def _maxvit(
    stem_channels, block_channels, block_layers, head_dim, stochastic_depth_prob, partition_size, input_size, **kwargs
):
    return MaxVit(
        input_size,
        stem_channels,
        partition_size,
        list(block_channels),
        list(block_layers),
        head_dim,
        stochastic_depth_prob,
        **kwargs,
    )


def _published(kwargs, crop_size):
    overwrite(kwargs, "input_size", (crop_size, crop_size))


maxvit_t = builder(
    "maxvit_t", _maxvit, 64, (64, 128, 256, 512), (2, 2, 5, 2), 32, 0.2, 7, input_size=(224, 224), published=_published
)
