"""Rows of a table looked up by number, one by one or summed over bags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..._base.formats import sparse_coo
from ..._core import Op, apply
from ..._face.public import public
from ..common.inside_vmap import all_examples
from ..sparse.parts import made
from ..tensors.arange_linspace import arange

if TYPE_CHECKING:
    from ..._face.types import Tensor


def _check_indices(indices):
    if indices.dtype.name not in ("int64", "int32"):
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{indices.dtype.cpp} instead: convert with .long()"
        )


class Embedding(Op):
    """The rows of a table that the indices name. Operands table (rows, width), indices.

    ``padding``: the row that gets no gradient (-1: none); ``scaled``: gradients are divided by how often a row was
    named.
    """

    __slots__ = ("padding", "scaled")
    raw = True
    saves = ((1,), ())
    operands = ("weight", "indices")

    def infer(self, table, indices):
        if len(table.shape) != 2:
            raise RuntimeError(f"'weight' must be 2-D, but it has shape {list(table.shape)}")
        _check_indices(indices)
        return table.like((*indices.shape, table.shape[1]))

    def forward(self, xp, table, indices):
        if indices.size and (indices.min() < 0 or indices.max() >= len(table)):
            raise IndexError(f"index out of range in self: the table has {len(table)} rows")
        return xp.ascontiguousarray(table[indices])

    def vjp(self, need, grads, saved, specs):
        op = EmbeddingGrad.of(specs[0].shape[0], self.padding, self.scaled)
        return apply(op, grads[0], saved[1]), None


class SparseEmbedding(Embedding):
    """The same with a sparse gradient: the rows that were named, in the order in which they were."""

    name = "Embedding"

    def vjp(self, need, grads, saved, specs):
        if self.scaled:
            raise RuntimeError("embedding_backward: scale_grad_by_freq not supported with sparse gradients")
        g, indices = grads[0].reshape(-1, specs[0].shape[1]), saved[1].reshape(-1)
        if self.padding >= 0:
            keep = indices.ne(self.padding).nonzero().squeeze(1)
            g, indices = g.index_select(0, keep), indices.index_select(0, keep)
        index = indices._array.astype(np.int64).reshape(1, -1)
        return made(sparse_coo, specs[0].shape, (index,), g), None


class EmbeddingGrad(Op):
    """Rows of g added up in a table of ``rows`` rows, at the indices. Operands g (..., width), indices."""

    __slots__ = ("rows", "padding", "scaled")
    name = "EmbeddingDenseBackward"
    saves = ((1,), ())
    casts = (0,)

    def infer(self, g, indices):
        return g.like((self.rows, g.shape[-1]))

    def forward(self, xp, g, indices):
        y = xp.zeros((self.rows, g.shape[-1]), g.dtype)
        at = indices.reshape(-1)
        g = g.reshape(at.size, g.shape[-1])
        if self.padding >= 0:
            keep = at != self.padding
            at, g = at[keep], g[keep]
        if not at.size:
            return y
        order = np.argsort(at, kind="stable")
        at = at[order]
        starts = np.flatnonzero(np.concatenate(([True], at[1:] != at[:-1])))
        sums = np.add.reduceat(g[order], starts, axis=0)
        if self.scaled:
            sums /= np.diff(starts, append=at.size).astype(g.dtype)[:, None]
        y[at[starts]] = sums
        return y

    def vjp(self, need, grads, saved, specs):
        if self.scaled:
            raise RuntimeError(
                "embedding_backward: double backward not supported with scale_grad_by_freq; leave that option out"
            )
        g, indices = grads[0], saved[1]
        rows = apply(Embedding.of(self.padding, False), g, indices)
        if self.padding >= 0:
            rows = rows.masked_fill((indices == self.padding).unsqueeze(-1), 0)
        return rows, None


@public("torch.embedding")
def torch_embedding(
    weight: Tensor, indices: Tensor, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False
) -> Tensor:
    """The rows of ``weight`` that ``indices`` name: `torch.embedding`, with the table first.

    weight (V, D); indices (*), int64 or int32; result (*, D). ``padding_idx``: a row without gradient (-1: none).
    ``sparse``: the gradient is a sparse tensor. Raises IndexError for an index out of range.

    >>> torch.embedding(torch.tensor([[1.0, 2.0], [3.0, 4.0]]), torch.tensor([1]))
    tensor([[3., 4.]])
    """
    kind = SparseEmbedding if sparse else Embedding
    return apply(kind.of(int(padding_idx), bool(scale_grad_by_freq)), weight, indices)


def _renorm(weight, indices, max_norm, norm_type):
    """Shorten, in place, the named rows whose norm exceeds ``max_norm``."""
    table = weight.detach()
    rows = indices.reshape(-1).unique()
    named = table.index_select(0, rows)
    norms = named.norm(norm_type, 1, keepdim=True)
    factor = (max_norm / (norms + 1e-7)).where(norms > max_norm, norms.new_ones(()))
    table.index_copy_(0, rows, named * factor)


def _padding(padding_idx, rows):
    if padding_idx is None:
        return -1
    if not -rows <= padding_idx < rows:
        raise AssertionError(f"Padding_idx must be within num_embeddings: {padding_idx} of {rows} rows")
    return padding_idx + rows if padding_idx < 0 else padding_idx


@public("functional")
def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of ``weight`` that ``input`` names.

    input (*), int64 or int32; weight (V, D); result (*, D). ``padding_idx``: a row that gets no gradient. ``max_norm``:
    rows named whose ``norm_type`` norm is larger are first shortened to it, in ``weight`` itself.
    ``scale_grad_by_freq``: gradients are divided by how often a row is named. ``sparse``: the gradient is a sparse
    tensor of the rows named (without ``scale_grad_by_freq``). Raises IndexError for an index out of range,
    AssertionError for a padding_idx out of range, RuntimeError for other dtypes.

    >>> torch.nn.functional.embedding(torch.tensor([1, 0]), torch.tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([[3., 4.],
            [1., 2.]])
    """
    padding = _padding(padding_idx, weight.shape[0] if weight.ndim else 0)
    if max_norm is not None:
        _renorm(weight, input, max_norm, norm_type)
    return torch_embedding(weight, input, padding, scale_grad_by_freq, sparse)


# Bags -----------------------------------------------------------------------------------------------------------------


def _check_bags(input, weight, offsets, per_sample_weights, mode, scale_grad_by_freq, sparse):
    if per_sample_weights is not None and input.shape != per_sample_weights.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must have the "
            f"same shape as the input ({input.shape})"
        )
    if weight.ndim != 2:
        raise ValueError(f"weight has to be a 2D Tensor, but got Tensor of dimension {weight.ndim}")
    if input.ndim not in (1, 2):
        raise ValueError(f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.ndim}")
    if input.ndim == 2 and offsets is not None:
        raise ValueError(
            "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length "
            f"sequences. However, found offsets of type {type(offsets)}"
        )
    if input.ndim == 1 and (offsets is None or offsets.ndim != 1):
        raise ValueError(
            f"offsets has to be a 1D Tensor{' but got None' if offsets is None else ''}: where each bag starts"
        )
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if mode == "max" and (scale_grad_by_freq or sparse):
        what = "scaling the gradient by the frequency" if scale_grad_by_freq else "sparse weights"
        raise ValueError(f"max mode does not support {what}")


def _sizes(offsets, count, include_last_offset):
    """How many indices each bag has."""
    first = offsets[:1].tolist()
    if first and first[0] != 0:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, "
            f"got {first[0]}"
        )
    if include_last_offset:
        if not first:
            raise RuntimeError(
                "include_last_offset: number of offset should be at least 1: offsets end with the number of indices"
            )
        return offsets[1:] - offsets[:-1]
    if first and (last := int(offsets[-1])) > count:
        raise RuntimeError(
            f"offsets[-1] can not be greater than input's length ({count}), but got offsets[-1] of {last}"
        )
    return offsets.new_tensor([*offsets.tolist()[1:], count]) - offsets if first else offsets


def _largest(rows, bag, sizes, keep):
    """The largest numbers of each bag: the bags as rows of one block, filled up with -inf."""
    bags, width = sizes.shape[0], rows.shape[-1]
    longest = int(sizes.max()) if bags else 0
    if not longest:
        return rows.new_zeros((bags, width)) + rows.sum() * 0
    starts = sizes.cumsum(0) - sizes
    place = bag * longest + arange(bag.shape[0]) - starts.index_select(0, bag)
    block = rows.new_full((bags * longest, width), float("-inf")).index_copy(0, place, rows)
    best = block.view(bags, longest, width).max(1).values
    none = keep.new_zeros((bags,)).index_add(0, bag, keep) == 0
    return best.masked_fill(none.unsqueeze(-1), 0)


@public("functional")
def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """The sum, mean or maximum of the rows of ``weight`` that each bag of ``input`` names.

    input (B, N): B bags; or (K,) with ``offsets`` (B,), where each bag starts (with ``include_last_offset``: B + 1
    numbers, the last K); weight (V, D); result (B, D), zeros for an empty bag. ``per_sample_weights``: a factor per
    index, for mode 'sum'. ``padding_idx``: a row that counts for nothing. The other options are `embedding`'s.
    Raises ValueError or RuntimeError for shapes and options that don't fit, NotImplementedError for per_sample_weights
    in another mode.

    >>> table = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> torch.nn.functional.embedding_bag(torch.tensor([0, 1, 1]), table, torch.tensor([0, 2]), mode="sum")
    tensor([[4., 6.],
            [3., 4.]])
    """
    _check_bags(input, weight, offsets, per_sample_weights, mode, scale_grad_by_freq, sparse)
    _check_indices(input)
    if input.ndim == 2:
        bags, n = input.shape
        sizes, input = input.new_full((bags,), n), input.reshape(-1)
        if per_sample_weights is not None:
            per_sample_weights = per_sample_weights.reshape(-1)
    else:
        sizes = _sizes(offsets, input.shape[0], include_last_offset)
    if max_norm is not None:
        _renorm(weight, input, max_norm, norm_type)
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            f"embedding_bag: per_sample_weights is only supported for mode='sum' (got mode='{mode}')"
        )
    padding = _padding(padding_idx, weight.shape[0])
    sizes = sizes.long()
    bag = arange(sizes.shape[0]).repeat_interleave(sizes)
    if bag.shape[0] != input.shape[0]:
        input = input[: bag.shape[0]]
        per_sample_weights = None if per_sample_weights is None else per_sample_weights[: bag.shape[0]]
    rows = torch_embedding(weight, input, padding, scale_grad_by_freq, sparse)
    keep = (input != padding).long()
    absent = (keep == 0).unsqueeze(-1)
    if mode == "max":
        return _largest(rows.masked_fill(absent, float("-inf")), bag, sizes, keep)
    if per_sample_weights is not None:
        rows = rows * per_sample_weights.unsqueeze(-1)
    if padding >= 0:
        rows = rows.masked_fill(absent, 0)
    total = rows.new_zeros((sizes.shape[0], weight.shape[1])).index_add(0, bag, rows)
    if mode == "sum":
        return total
    count = keep.new_zeros((sizes.shape[0],)).index_add(0, bag, keep)
    return total / count.clamp_min(1).to(total.dtype).unsqueeze(-1)


@public("functional", python="")
def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """For each number a row of zeros with a 1 at its place.

    input (*), int64; result (*, num_classes), int64; by default as many classes as the largest number needs.
    Raises RuntimeError for other dtypes, negative numbers, and numbers not below ``num_classes``.

    >>> torch.nn.functional.one_hot(torch.tensor([0, 2]))
    tensor([[1, 0, 0],
            [0, 0, 1]])
    """
    if input.dtype.name != "int64":
        raise RuntimeError(
            f"one_hot is only applicable to index tensor of type LongTensor, not {input.dtype}: use .long()"
        )
    if not input.numel():
        if num_classes <= 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor: give num_classes, above 0")
        return input.new_zeros((*input.shape, num_classes))
    numbers = all_examples(input)
    if int(numbers.min()) < 0:
        raise RuntimeError("Class values must be non-negative.")
    top = int(numbers.max())
    if num_classes == -1:
        num_classes = top + 1
    elif num_classes < 1:
        raise RuntimeError(f"num_classes should be positive, not {num_classes}")
    elif top >= num_classes:
        raise RuntimeError(f"Class values must be smaller than num_classes ({num_classes}), but one is {top}.")
    return (input.unsqueeze(-1) == arange(num_classes)).long()
