"""Vision transformers. Dosovitskiy et al., An Image is Worth 16x16 Words, 2021."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import Tensor, cat, empty, nn, zeros
from ..ops.misc import MLP, Conv2dNormActivation
from ._api import builder, overwrite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .._types import Layer

__all__ = ["VisionTransformer", "vit_b_16", "vit_b_32", "vit_h_14", "vit_l_16", "vit_l_32"]

_LAYER_NORM = partial(nn.LayerNorm, eps=1e-6)


class ConvStemConfig(NamedTuple):
    """One convolution before the patches are taken."""

    out_channels: int
    kernel_size: int
    stride: int
    norm_layer: Any = nn.BatchNorm2d
    activation_layer: Any = nn.ReLU


class MLPBlock(MLP):
    """Two linear layers with GELU between."""

    _version = 2  # of its files: the first had the names linear_1 and linear_2

    def __init__(self, in_dim: int, mlp_dim: int, dropout: float) -> None:
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=nn.GELU, dropout=dropout)
        for module in self:
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.normal_(module.bias, std=1e-6)

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, *rest):
        if (local_metadata.get("version") or 1) < 2:
            for i in range(2):
                for kind in ("weight", "bias"):
                    if f"{prefix}linear_{i + 1}.{kind}" in state_dict:
                        state_dict[f"{prefix}{3 * i}.{kind}"] = state_dict.pop(f"{prefix}linear_{i + 1}.{kind}")
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)


class EncoderBlock(nn.Module):
    """Attention, then a perceptron, each behind a norm and beside its input. Shapes: (N, L, hidden_dim)."""

    def __init__(
        self,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Layer = _LAYER_NORM,
    ) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = nn.MultiheadAttention(hidden_dim, num_heads, dropout=attention_dropout, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input: Tensor) -> Tensor:
        x = self.ln_1(input)
        x = self.dropout(self.self_attention(x, x, x, need_weights=False)[0]) + input
        return x + self.mlp(self.ln_2(x))


class Encoder(nn.Module):
    """Places' embeddings, blocks, a norm. Shapes: (N, seq_length, hidden_dim)."""

    def __init__(
        self,
        seq_length: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Layer = _LAYER_NORM,
    ) -> None:
        super().__init__()
        self.pos_embedding = nn.Parameter(empty(1, seq_length, hidden_dim).normal_(std=0.02))
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.Sequential()
        for i in range(num_layers):
            block = EncoderBlock(num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer)
            self.layers.add_module(f"encoder_layer_{i}", block)
        self.ln = norm_layer(hidden_dim)

    def forward(self, input: Tensor) -> Tensor:
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


def _conv_stem(configs, hidden_dim):
    stem = nn.Sequential()
    before = 3
    for i, c in enumerate(configs):
        stem.add_module(
            f"conv_bn_relu_{i}",
            Conv2dNormActivation(
                before,
                c.out_channels,
                c.kernel_size,
                c.stride,
                norm_layer=c.norm_layer,
                activation_layer=c.activation_layer,
            ),
        )
        before = c.out_channels
    stem.add_module("conv_last", nn.Conv2d(before, hidden_dim, 1))
    return stem


class VisionTransformer(nn.Module):
    """A transformer over patches and one more token, whose result is scored. Shapes: x (N, 3, image_size, image_size),
    result (N, num_classes).

    ``representation_size`` puts a tanh layer before the scores; ``conv_stem_configs``: a list of ``ConvStemConfig`` in
    place of the patches' one linear map. Raises: AssertionError (as torchvision) if patches don't fill the picture, or
    for pictures of another size.

    >>> from rushlight.vision import models
    >>> model = models.VisionTransformer(32, 8, num_layers=2, num_heads=4, hidden_dim=16, mlp_dim=32, num_classes=10)
    >>> model(torch.zeros(2, 3, 32, 32)).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        image_size: int,
        patch_size: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        num_classes: int = 1000,
        representation_size: int | None = None,
        norm_layer: Layer = _LAYER_NORM,
        conv_stem_configs: Sequence[ConvStemConfig] | None = None,
    ) -> None:
        super().__init__()
        if image_size % patch_size:
            raise AssertionError(f"Input shape indivisible by patch size! {image_size} by {patch_size}")
        self.image_size = image_size
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.mlp_dim = mlp_dim
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.num_classes = num_classes
        self.representation_size = representation_size
        self.norm_layer = norm_layer
        if conv_stem_configs is None:
            self.conv_proj = nn.Conv2d(3, hidden_dim, patch_size, stride=patch_size)
        else:
            self.conv_proj = _conv_stem(conv_stem_configs, hidden_dim)
        self.class_token = nn.Parameter(zeros(1, 1, hidden_dim))
        self.seq_length = (image_size // patch_size) ** 2 + 1
        self.encoder = Encoder(
            self.seq_length, num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer
        )
        self.heads = nn.Sequential()
        if representation_size is not None:
            self.heads.add_module("pre_logits", nn.Linear(hidden_dim, representation_size))
            self.heads.add_module("act", nn.Tanh())
        self.heads.add_module("head", nn.Linear(representation_size or hidden_dim, num_classes))
        self._initialise()

    def _initialise(self):
        if isinstance(self.conv_proj, nn.Conv2d):
            last = self.conv_proj
            fan_in = last.in_channels * last.kernel_size[0] * last.kernel_size[1]
            nn.init.trunc_normal_(last.weight, std=math.sqrt(1 / fan_in))
        else:
            last = self.conv_proj.conv_last
            nn.init.normal_(last.weight, mean=0.0, std=math.sqrt(2.0 / last.out_channels))
        nn.init.zeros_(last.bias)
        if self.representation_size is not None:
            nn.init.trunc_normal_(self.heads.pre_logits.weight, std=math.sqrt(1 / self.hidden_dim))
            nn.init.zeros_(self.heads.pre_logits.bias)
        nn.init.zeros_(self.heads.head.weight)
        nn.init.zeros_(self.heads.head.bias)

    def _process_input(self, x):
        """Patches as a sequence: (N, 3, H, W) -> (N, number of patches, hidden_dim)."""
        for name, side in (("height", x.shape[2]), ("width", x.shape[3])):
            if side != self.image_size:
                raise AssertionError(f"Wrong image {name}! Expected {self.image_size} but got {side}!")
        return self.conv_proj(x).flatten(2).permute(0, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = self._process_input(x)
        x = cat([self.class_token.expand(x.shape[0], -1, -1), x], dim=1)
        return self.heads(self.encoder(x)[:, 0])


def interpolate_embeddings(
    image_size: int,
    patch_size: int,
    model_state: dict[str, Tensor],
    interpolation_mode: str = "bicubic",
    reset_heads: bool = False,
) -> dict[str, Tensor]:
    """The state of a vision transformer, for pictures of another size: the embeddings of places are interpolated.

    ``reset_heads`` leaves out the last layers' entries, if the size does change. Raises: ValueError if the state is not
    that of one square picture.

    >>> from rushlight.vision import models
    >>> from rushlight.vision.models.vision_transformer import interpolate_embeddings
    >>> model = models.VisionTransformer(32, 8, num_layers=1, num_heads=2, hidden_dim=4, mlp_dim=8)
    >>> state = interpolate_embeddings(64, 8, model.state_dict())
    >>> state["encoder.pos_embedding"].shape
    torch.Size([1, 65, 4])
    """
    embedding = model_state["encoder.pos_embedding"]
    n, length, width = embedding.shape
    if n != 1:
        raise ValueError(f"Unexpected position embedding shape: {embedding.shape}")
    side = image_size // patch_size
    if side**2 + 1 == length:
        return model_state
    before = math.isqrt(length - 1)
    if before**2 != length - 1:
        raise ValueError(f"seq_length is not a perfect square! It is {length - 1}, between {before}² and {before + 1}²")
    grid = embedding[:, 1:].permute(0, 2, 1).reshape(1, width, before, before)
    grid = nn.functional.interpolate(grid, size=side, mode=interpolation_mode, align_corners=True)
    grid = grid.reshape(1, width, side**2).permute(0, 2, 1)
    model_state["encoder.pos_embedding"] = cat([embedding[:, :1], grid], dim=1)
    if reset_heads:
        return type(model_state)((k, v) for k, v in model_state.items() if not k.startswith("heads"))
    return model_state


def _vit(patch_size, num_layers, num_heads, hidden_dim, mlp_dim, image_size, **kwargs):
    return VisionTransformer(image_size, patch_size, num_layers, num_heads, hidden_dim, mlp_dim, **kwargs)


def _published(kwargs, crop_size):
    overwrite(kwargs, "image_size", crop_size)


vit_b_16 = builder("vit_b_16", _vit, 16, 12, 12, 768, 3072, image_size=224, published=_published)
vit_b_32 = builder("vit_b_32", _vit, 32, 12, 12, 768, 3072, image_size=224, published=_published)
vit_l_16 = builder("vit_l_16", _vit, 16, 24, 16, 1024, 4096, image_size=224, published=_published)
vit_l_32 = builder("vit_l_32", _vit, 32, 24, 16, 1024, 4096, image_size=224, published=_published)
vit_h_14 = builder("vit_h_14", _vit, 14, 32, 16, 1280, 5120, image_size=224, published=_published)
