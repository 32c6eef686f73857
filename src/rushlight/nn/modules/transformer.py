"""Transformers: layers of attention and small networks, for encoding a sequence, and for decoding one beside
another."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..._base.exports import defined_in
from ..._core import state
from ..._ops.tensors.zeros_full import full
from ..._tensor.tensor import Tensor
from .. import functional as F
from .. import init
from .activation import GELU, MultiheadAttention, ReLU
from .container import ModuleList
from .dropout import Dropout
from .linear import Linear
from .module import Module
from .normalization import LayerNorm

if TYPE_CHECKING:
    from typing import Any

    from ..._face.types import Device, device, dtype


def _get_activation_fn(activation):
    if not isinstance(activation, str):
        return activation
    known = {"relu": F.relu, "gelu": F.gelu}
    if activation not in known:
        raise RuntimeError(f"activation should be relu/gelu, not {activation}")
    return known[activation]


def _get_clones(module, N):
    return ModuleList([copy.deepcopy(module) for _ in range(N)])


def _generate_square_subsequent_mask(sz, device=None, dtype=None):
    """``Transformer.generate_square_subsequent_mask``."""
    return full((sz, sz), float("-inf"), dtype=dtype, device=device).triu(1)


def _get_seq_len(src, batch_first):
    """How long the sequences are."""
    return src.shape[1 if src.ndim > 2 and batch_first else 0]


def _detect_is_causal_mask(mask, is_causal=None, size=None):
    """Whether a mask is the causal one: as ``is_causal`` says, or else by its numbers."""
    if is_causal is not None or mask is None:
        return is_causal is True
    n = mask.shape[-2] if size is None else size
    causal = _generate_square_subsequent_mask(n, mask.device, mask.dtype)
    return mask.shape == causal.shape and bool((mask == causal).all())


class _Layer(Module):
    """What encoder and decoder layers share: ``attentions`` names the attentions, each with its norm and dropout."""

    attentions: tuple[str, ...]
    self_attn: MultiheadAttention
    linear1: Linear
    linear2: Linear
    dropout: Dropout
    norm1: LayerNorm
    norm2: LayerNorm
    dropout1: Dropout
    dropout2: Dropout
    norm_first: bool
    activation: Callable[[Tensor], Tensor]

    def _make(
        self, d_model, nhead, dim_feedforward, dropout, layer_norm_eps, batch_first, norm_first, bias, device, dtype
    ):
        options = {"device": device, "dtype": dtype}
        for name in self.attentions:
            attention = MultiheadAttention(
                d_model, nhead, dropout=dropout, bias=bias, batch_first=batch_first, **options
            )
            setattr(self, name, attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **options)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **options)
        self.norm_first = norm_first
        numbers = range(1, len(self.attentions) + 2)
        for i in numbers:
            setattr(self, f"norm{i}", LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **options))
        for i in numbers:
            setattr(self, f"dropout{i}", Dropout(dropout))

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        if not hasattr(self, "activation"):  # in old pickles
            self.activation = F.relu

    def _attend(self, name, dropout, x, other, mask, padding, is_causal):
        attention = getattr(self, name)
        y = attention(
            x, other, other, attn_mask=mask, key_padding_mask=padding, is_causal=is_causal, need_weights=False
        )
        return dropout(y[0])

    def _sa_block(self, x, attn_mask, key_padding_mask, is_causal=False):
        """Attention to the sequence itself."""
        return self._attend("self_attn", self.dropout1, x, x, attn_mask, key_padding_mask, is_causal)

    def _hidden(self, x):
        return self.linear2(self.dropout(self.activation(self.linear1(x))))

    def _chain(self, x, parts):
        """x with each part's result added, normalised before or after."""
        for norm, part in parts:
            x = x + part(norm(x)) if self.norm_first else norm(x + part(x))
        return x


class TransformerEncoderLayer(_Layer):
    """Attention of a sequence to itself, then a network of two matrices on every element, each added to what it works
    on.

    d_model, nhead   features and heads; dim_feedforward: features in the small network, 'relu' or 'gelu' or a function
                     between
    layer_norm_eps   of the norms; norm_first: whether they stand before the parts or after the sums
    batch_first      inputs and outputs are (N, S, E) instead of (S, N, E)

    >>> torch.nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16)(torch.zeros(5, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    attentions = ("self_attn",)

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable[[Tensor], Tensor] = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self._make(
            d_model, nhead, dim_feedforward, dropout, layer_norm_eps, batch_first, norm_first, bias, device, dtype
        )
        self.activation = _get_activation_fn(activation)
        kinds = ((F.relu, ReLU), (F.gelu, GELU))
        self.activation_relu_or_gelu = next(
            (i for i, (f, kind) in enumerate(kinds, 1) if self.activation is f or isinstance(self.activation, kind)), 0
        )

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        def attend(x):
            return self._sa_block(x, src_mask, src_key_padding_mask, is_causal)

        return self._chain(src, ((self.norm1, attend), (self.norm2, self._ff_block)))

    def _ff_block(self, x):
        """The small network."""
        return self.dropout2(self._hidden(x))


class TransformerDecoderLayer(_Layer):
    """Attention of a sequence to itself, then to another one (``memory``), then a network of two matrices on every
    element. Arguments as TransformerEncoderLayer's.

    >>> layer = torch.nn.TransformerDecoderLayer(d_model=8, nhead=2, dim_feedforward=16)
    >>> layer(torch.zeros(5, 3, 8), torch.zeros(7, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    multihead_attn: MultiheadAttention
    norm3: LayerNorm
    dropout3: Dropout
    attentions = ("self_attn", "multihead_attn")

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable[[Tensor], Tensor] = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self._make(
            d_model, nhead, dim_feedforward, dropout, layer_norm_eps, batch_first, norm_first, bias, device, dtype
        )
        self.activation = _get_activation_fn(activation)

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        def attend(x):
            return self._sa_block(x, tgt_mask, tgt_key_padding_mask, tgt_is_causal)

        def look(x):
            return self._mha_block(x, memory, memory_mask, memory_key_padding_mask, memory_is_causal)

        parts = ((self.norm1, attend), (self.norm2, look), (self.norm3, self._ff_block))
        return self._chain(tgt, parts)

    def _mha_block(self, x, mem, attn_mask, key_padding_mask, is_causal=False):
        """Attention to the other sequence."""
        return self._attend("multihead_attn", self.dropout2, x, mem, attn_mask, key_padding_mask, is_causal)

    def _ff_block(self, x):
        """The small network."""
        return self.dropout3(self._hidden(x))


class TransformerEncoder(Module):
    """``num_layers`` copies of a layer, one after the other, and a norm at the end if given.

    ``enable_nested_tensor``: as in PyTorch, evaluation without gradients gives zeros (before ``norm``) at padded
    places, if all padding is at the end; ``mask_check``: whether that is looked at.

    >>> layer = torch.nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=16)
    >>> torch.nn.TransformerEncoder(layer, num_layers=2)(torch.zeros(5, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    def __init__(
        self,
        encoder_layer: TransformerEncoderLayer,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ) -> None:
        super().__init__()
        self.layers = _get_clones(encoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.use_nested_tensor = enable_nested_tensor and _may_skip_padding(encoder_layer)
        self.mask_check = mask_check

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        y = src
        for layer in self.layers:
            y = layer(y, src_mask=mask, src_key_padding_mask=src_key_padding_mask, is_causal=bool(is_causal))
        padded = self._padded(src, mask, src_key_padding_mask)
        if padded is not None:
            y = y.masked_fill(padded.unsqueeze(-1), 0)
        return y if self.norm is None else self.norm(y)

    def _padded(self, src, mask, padding):
        """Where the result is 0: the padding, in the cases in which PyTorch doesn't compute it; else None."""
        first = self.layers[0]
        if not self.use_nested_tensor or first.training or src.ndim != 3 or padding is None or mask is not None:
            return None
        if state.grad and (src.requires_grad or any(p.requires_grad for p in first.parameters())):
            return None
        padded = padding if padding.dtype.category == 0 else padding != 0
        if self.mask_check and bool((padded[:, :-1] & ~padded[:, 1:]).any()):
            return None
        return padded


def _may_skip_padding(layer):
    return (
        isinstance(layer, TransformerEncoderLayer)
        and not layer.norm_first
        and layer.self_attn.batch_first
        and layer.self_attn._qkv_same_embed_dim
        and layer.self_attn.in_proj_bias is not None
        and bool(layer.activation_relu_or_gelu)
        and layer.norm1.eps == layer.norm2.eps
        and layer.self_attn.num_heads % 2 == 0
    )


class TransformerDecoder(Module):
    """``num_layers`` copies of a layer, one after the other, and a norm at the end if given.

    >>> layer = torch.nn.TransformerDecoderLayer(d_model=8, nhead=2, dim_feedforward=16)
    >>> torch.nn.TransformerDecoder(layer, num_layers=2)(torch.zeros(5, 3, 8), torch.zeros(7, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    def __init__(self, decoder_layer: TransformerDecoderLayer, num_layers: int, norm: Module | None = None) -> None:
        super().__init__()
        self.layers = _get_clones(decoder_layer, num_layers)
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        y = tgt
        for layer in self.layers:
            y = layer(
                y,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=bool(tgt_is_causal),
                memory_is_causal=memory_is_causal,
            )
        return y if self.norm is None else self.norm(y)


class Transformer(Module):
    """An encoder of one sequence and a decoder of another that looks at what the encoder made. Vaswani et al.,
    arXiv:1706.03762.

    custom_encoder, custom_decoder  take the place of the usual ones; the other arguments are those of the layers

    Called with src (S, N, d_model) and tgt (T, N, d_model), or without N; masks as MultiheadAttention's. Raises
    RuntimeError for sizes that don't fit.

    >>> model = torch.nn.Transformer(d_model=8, nhead=2, num_encoder_layers=1, num_decoder_layers=1, dim_feedforward=16)
    >>> model(torch.zeros(7, 3, 8), torch.zeros(5, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: str | Callable[[Tensor], Tensor] = F.relu,
        custom_encoder: Any | None = None,
        custom_decoder: Any | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        args = (
            d_model,
            nhead,
            dim_feedforward,
            dropout,
            activation,
            layer_norm_eps,
            batch_first,
            norm_first,
            bias,
            device,
            dtype,
        )

        def norm():
            return LayerNorm(d_model, eps=layer_norm_eps, bias=bias, device=device, dtype=dtype)

        if custom_encoder is None:
            custom_encoder = TransformerEncoder(TransformerEncoderLayer(*args), num_encoder_layers, norm())
        self.encoder = custom_encoder
        if custom_decoder is None:
            custom_decoder = TransformerDecoder(TransformerDecoderLayer(*args), num_decoder_layers, norm())
        self.decoder = custom_decoder
        self._reset_parameters()
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        n = 0 if self.batch_first else 1
        if src.ndim == 3 and src.shape[n] != tgt.shape[n]:
            raise RuntimeError("the batch number of src and tgt must be equal")
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask, is_causal=src_is_causal)
        return self.decoder(
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: device | None = None, dtype: dtype | None = None) -> Tensor:
        """The mask with which an element sees itself and what is before it: 0 there, -inf elsewhere, (sz, sz).

        >>> torch.nn.Transformer.generate_square_subsequent_mask(2)
        tensor([[0., -inf],
                [0., 0.]])
        """
        return _generate_square_subsequent_mask(sz, device, dtype)

    def _reset_parameters(self):
        for p in self.parameters():
            if p.ndim > 1:
                init.xavier_uniform_(p)


if not TYPE_CHECKING:  # checkers read the file
    __all__ = defined_in(globals())
