"""Attention: weighted means of values, the weights by similarity of queries and keys; one head or many."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..._face.autocast import LOWER
from ..._face.public import public
from ..elementwise.where import where
from ..linalg.linear import linear
from ..shapes.cat_stack import cat
from .dropout import dropout
from .pad import pad

if TYPE_CHECKING:
    from ..._face.types import Tensor


def _additive(mask, dtype):
    """A mask as numbers to add: -inf where a bool one is False."""
    if mask.dtype.category:
        return mask
    return where(mask, 0.0, float("-inf")).to(dtype)


def _check_attention(query, key, value, attn_mask, is_causal):
    if not query.dtype == key.dtype == value.dtype:
        raise RuntimeError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {query.dtype.cpp} key.dtype: "
            f"{key.dtype.cpp} and value.dtype: {value.dtype.cpp} instead."
        )
    if min(query.ndim, key.ndim, value.ndim) < 2:
        raise RuntimeError(
            f"Expected query, key, and value to all be at least 2 dimensional, but got query.dim: {query.ndim}, "
            f"key.dim: {key.ndim} and value.dim: {value.ndim} instead."
        )
    if attn_mask is None:
        return
    if attn_mask.dtype.category and attn_mask.dtype != query.dtype:
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
            f"{attn_mask.dtype.cpp} and query.dtype: {query.dtype.cpp} instead."
        )
    if is_causal:
        raise RuntimeError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")


@public("functional", autocast=LOWER, python="")
def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(query keyᵀ scale + mask) value: for each query the mean of the values, weighted by their keys'
    similarity.

    query       (..., L, E), key (..., S, E), value (..., S, V), floating, of one dtype; result (..., L, V)
    attn_mask   broadcasts to (..., L, S): bools, False where a key doesn't count, or numbers that are added
    dropout_p   probability with which a weight becomes zero
    is_causal   query i sees the keys up to i only
    scale       by default 1 / sqrt(E); enable_gqa: fewer heads (dimension -3) of keys and values, each for several of
                queries

    A query that sees no key gets zeros. Raises RuntimeError for dtypes and shapes that don't fit. Vaswani et al.,
    arXiv:1706.03762.

    >>> x = torch.ones(1, 2, 4)
    >>> torch.nn.functional.scaled_dot_product_attention(x, x, x).shape
    torch.Size([1, 2, 4])
    """
    _check_attention(query, key, value, attn_mask, is_causal)
    if enable_gqa:
        heads = query.shape[-3]
        if heads % key.shape[-3] or heads % value.shape[-3]:
            raise RuntimeError(
                f"Number of heads in key and value must divide the number of heads in query, got {heads}, "
                f"{key.shape[-3]} and {value.shape[-3]}"
            )
        key = key.repeat_interleave(heads // key.shape[-3], -3)
        value = value.repeat_interleave(heads // value.shape[-3], -3)
    if is_causal:
        attn_mask = query.new_ones((query.shape[-2], key.shape[-2])).tril().bool()
    root = math.sqrt(1 / math.sqrt(query.shape[-1]) if scale is None else abs(scale))
    sign = -1 if scale is not None and scale < 0 else 1
    scores = (query * (root * sign)) @ (key * root).transpose(-2, -1)
    if attn_mask is None:
        weights = scores.softmax(-1)
    else:
        scores = scores + _additive(attn_mask, query.dtype)
        blind = (scores == float("-inf")).all(-1, keepdim=True)
        weights = scores.masked_fill(blind, 0).softmax(-1).masked_fill(blind, 0)
    return dropout(weights, dropout_p) @ value if dropout_p > 0 else weights @ value


# Many heads -----------------------------------------------------------------------------------------------------------


def _canonical(mask, name, dtype, other, other_name):
    """A mask as numbers to add: -inf where a bool one is True."""
    if mask is None:
        return None
    if mask.dtype.category == 0:
        return where(mask, float("-inf"), 0.0).to(dtype)
    if mask.dtype.category != 2:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    if other is not None and other.dtype != mask.dtype:
        import warnings

        warnings.warn(
            f"Support for mismatched {name} and {other_name} is deprecated. Use same type for both instead.",
            stacklevel=3,
        )
    return mask


def _check_shapes(query, key, value, padding, mask, heads, is_causal):
    if query.ndim not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {query.ndim}-D query tensor"
        )
    if key.ndim != query.ndim or value.ndim != query.ndim:
        raise AssertionError(
            f"For {query.ndim}-D `query`, expected `key` and `value` to be {query.ndim}-D but found {key.ndim}-D and "
            f"{value.ndim}-D tensors respectively"
        )
    if padding is not None and padding.ndim != query.ndim - 1:
        raise AssertionError(
            f"For {query.ndim}-D `query`, expected `key_padding_mask` to be `None` or {query.ndim - 1}-D but found "
            f"{padding.ndim}-D"
        )
    if mask is not None and mask.ndim not in (2, 3):
        raise AssertionError(f"expected `attn_mask` to be `None`, 2-D or 3-D but found {mask.ndim}-D tensor instead")
    if query.ndim == 2 and mask is not None and mask.ndim == 3:
        expected = (heads, query.shape[0], key.shape[0])
        if tuple(mask.shape) != expected:
            raise AssertionError(f"Expected `attn_mask` shape to be {expected} but got {tuple(mask.shape)}")
    if is_causal and mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )


def _project(query, key, value, weight, bias, separate):
    """Queries, keys and values through their matrices: one matrix for all three in ``weight``, or three in
    ``separate``."""
    e = query.shape[-1]
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    weights = weight.split(e) if separate is None else separate
    if any(w is None for w in weights):
        raise AssertionError("use_separate_proj_weight is True but one of q, k, v_proj_weight is None")
    return [linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True)]


def _check_sizes(query, key, value, mask, embed, heads, separate):
    if query.shape[2] != embed:
        raise AssertionError(f"was expecting embedding dimension of {embed}, but got {query.shape[2]}")
    if embed % heads:
        raise AssertionError(f"embed_dim {embed} not divisible by num_heads {heads}")
    if separate and key.shape[:2] != value.shape[:2]:
        raise AssertionError(f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}")
    if not separate and key.shape != value.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
    if mask is None:
        return
    expected = (query.shape[0], key.shape[0])
    expected = expected if mask.ndim == 2 else (query.shape[1] * heads, *expected)
    if tuple(mask.shape) != expected:
        raise RuntimeError(f"The shape of the {mask.ndim}D attn_mask is {tuple(mask.shape)}, but should be {expected}.")


@public("functional", autocast=LOWER)
def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention of ``num_heads`` heads with matrices before and after; what MultiheadAttention computes.

    query (L, N, E) or (L, E), key (S, N, Ek), value (S, N, Ev); in_proj_weight (3 E, E), or q, k and v_proj_weight with
    ``use_separate_proj_weight``; out_proj_weight (E, E). ``bias_k``, ``bias_v`` (1, 1, E): a key and value more;
    ``add_zero_attn``: one of zeros more; ``static_k``, ``static_v`` (N heads, S, E / heads): instead of the projected
    ones. ``key_padding_mask`` (N, S), ``attn_mask`` (L, S) or (N heads, L, S): True (or a number to add) where a key
    doesn't count. ``is_causal`` hints that attn_mask is causal.

    Returns the result (L, N, E) and the weights: the heads' mean (N, L, S), all (N, heads, L, S), or None unless
    ``need_weights``. Raises AssertionError or RuntimeError for shapes that don't fit.
    """
    _check_shapes(query, key, value, key_padding_mask, attn_mask, num_heads, is_causal)
    batched = query.ndim == 3
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        key_padding_mask = None if key_padding_mask is None else key_padding_mask.unsqueeze(0)
    padding = _canonical(key_padding_mask, "key_padding_mask", query.dtype, attn_mask, "attn_mask")
    mask = _canonical(attn_mask, "attn_mask", query.dtype, None, "")
    _check_sizes(query, key, value, mask, embed_dim_to_check, num_heads, use_separate_proj_weight)
    separate = (q_proj_weight, k_proj_weight, v_proj_weight) if use_separate_proj_weight else None
    q, k, v = _project(query, key, value, in_proj_weight, in_proj_bias, separate)
    length, n, e = query.shape
    d = e // num_heads
    more = (bias_k, bias_v, static_k, static_v, add_zero_attn)
    q, k, v, mask, padding = _as_heads(q, k, v, mask, padding, num_heads, *more)
    if mask is not None:
        mask = mask.reshape(-1, num_heads if mask.ndim == 3 else 1, length, k.shape[1])
    if padding is not None:
        padding = padding.reshape(n, 1, 1, k.shape[1])
        mask = padding if mask is None else mask + padding
    q, k, v = (x.reshape(n, num_heads, x.shape[1], d) for x in (q, k, v))
    p, out = dropout_p if training else 0.0, (out_proj_weight, out_proj_bias)
    return _attended(q, k, v, mask, p, need_weights, average_attn_weights, out, batched)


def _as_heads(q, k, v, mask, padding, heads, bias_k, bias_v, static_k, static_v, add_zero_attn):
    """Queries, keys and values as (N heads, length, d), with the keys and values that come on top."""
    n, e = q.shape[1:]
    if (bias_k is None) != (bias_v is None):
        raise AssertionError("bias_k and bias_v must both be given, or neither")
    if bias_k is not None:
        k, v = cat([k, bias_k.repeat(1, n, 1)]), cat([v, bias_v.repeat(1, n, 1)])
        mask, padding = _one_more(mask), _one_more(padding)
    q, k, v = (x.reshape(x.shape[0], n * heads, e // heads).transpose(0, 1) for x in (q, k, v))
    k, v = k if static_k is None else static_k, v if static_v is None else static_v
    if add_zero_attn:
        k, v = pad(k, (0, 0, 0, 1)), pad(v, (0, 0, 0, 1))
        mask, padding = _one_more(mask), _one_more(padding)
    return q, k, v, mask, padding


def _one_more(mask):
    return None if mask is None else pad(mask, (0, 1))


def _attended(q, k, v, mask, p, need_weights, average, out, batched):
    """The heads' results through the matrix ``out``, and their weights."""
    n, heads, length, d = q.shape
    weights = None
    if need_weights:
        scores = (q * math.sqrt(1 / d)) @ k.transpose(-2, -1)
        weights = (scores if mask is None else scores + mask).softmax(-1)
        weights = dropout(weights, p) if p > 0 else weights
        y = weights @ v
        weights = weights.mean(1) if average else weights
    else:
        y = scaled_dot_product_attention(q, k, v, mask, p)
    y = linear(y.permute(2, 0, 1, 3).reshape(length * n, heads * d), *out).reshape(length, n, heads * d)
    if batched:
        return y, weights
    return y.squeeze(1), None if weights is None else weights.squeeze(0)
