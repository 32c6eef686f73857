"""``torch.nn.attention.flex_attention``: attention whose scores a function changes, under a mask that a function says.

It computes with whole matrices: a BlockMask saves memory for PyTorch's kernels, here it says which scores count.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from enum import Enum
from typing import Any, NamedTuple
from warnings import warn

from ..._base import dtypes
from ..._ops.elementwise.where import where
from ..._ops.linalg.matmul import matmul
from ..._ops.reductions.logsumexp import logsumexp
from ..._ops.reductions.topk_sort import argsort
from ..._ops.shapes.expand_broadcast import broadcast_to
from ..._ops.tensors.arange_linspace import arange
from ..._ops.tensors.zeros_full import ones, zeros
from ..._tensor.tensor import Tensor
from .. import functional as F

__all__ = [
    "AuxOutput",
    "AuxRequest",
    "BlockMask",
    "and_masks",
    "create_block_mask",
    "create_mask",
    "flex_attention",
    "noop_mask",
    "or_masks",
]

_DEFAULT_SPARSE_BLOCK_SIZE = 128
_LARGE_SPARSE_BLOCK_SIZE = 1 << 30
Mod = Callable[..., Tensor]


class AuxRequest(NamedTuple):
    """What ``flex_attention`` shall give beside the result."""

    lse: bool = False
    max_scores: bool = False


class AuxOutput(NamedTuple):
    """What it gave: the logarithm of the sum of each row's exponentials, and each row's largest score, or None."""

    lse: Tensor | None = None
    max_scores: Tensor | None = None


class _ModificationType(Enum):
    SCORE_MOD = 1
    MASK_MOD = 2
    UNKNOWN = 3


def _get_mod_type(fn):
    """Whether a function changes scores (5 arguments) or makes a mask (4)."""
    given = inspect.signature(fn).parameters.values()
    count = sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in given)
    if count not in (4, 5):
        return _ModificationType.UNKNOWN
    return _ModificationType.SCORE_MOD if count == 5 else _ModificationType.MASK_MOD


def _identity(score, batch, head, token_q, token_kv):
    """The scores as they are."""
    return score


def noop_mask(batch: Tensor, head: Tensor, token_q: Tensor, token_kv: Tensor) -> Tensor:
    """A mask under which all scores count."""
    return ones((), dtype=dtypes.bool_, device=batch.device)


def and_masks(*mask_mods: Mod) -> Mod:
    """The mask of what all of these let through. Raises RuntimeError for what is no function."""
    return _combined(mask_mods, lambda a, b: a & b, True)


def or_masks(*mask_mods: Mod) -> Mod:
    """The mask of what any of these lets through. Raises RuntimeError for what is no function."""
    return _combined(mask_mods, lambda a, b: a | b, False)


def _combined(mask_mods, join, start):
    if not all(callable(arg) for arg in mask_mods):
        raise RuntimeError(f"All inputs should be callable mask_mods: {mask_mods}")

    def mask(b, h, q_idx, kv_idx):
        result = ones((), dtype=dtypes.bool_) if start else zeros((), dtype=dtypes.bool_)
        for mod in mask_mods:
            result = join(result, mod(b, h, q_idx, kv_idx))
        return result

    return mask


def _places(B, H, Q, KV, device):
    """The numbers of batch, head, query and key, each along a dimension of its own."""
    numbers = [arange(n, device=device) for n in (B, H, Q, KV)]
    return [n.view([-1 if i == j else 1 for j in range(4)]) for i, n in enumerate(numbers)]


def create_mask(mod_fn: Mod, B: int | None, H: int | None, Q_LEN: int, KV_LEN: int, device: Any = None) -> Tensor:
    """The mask (B, H, Q_LEN, KV_LEN) that a function makes of the numbers of batch, head, query and key, or of scores
    and these: True where a score counts. Raises AssertionError for a function of other arguments.

    >>> import rushlight as torch
    >>> create_mask(lambda b, h, q, k: q >= k, None, None, 2, 2)
    tensor([[[[ True, False],
              [ True,  True]]]])
    """
    shape = (B or 1, H or 1, Q_LEN, KV_LEN)
    places = _places(*shape, device or "cpu")
    kind = _get_mod_type(mod_fn)
    if kind is _ModificationType.SCORE_MOD:
        return broadcast_to(mod_fn(zeros(shape, device=device or "cpu"), *places), shape) != -math.inf
    if kind is not _ModificationType.MASK_MOD:
        raise AssertionError(f"a mask_mod takes (b, h, q_idx, kv_idx), a score_mod the score before them, not {mod_fn}")
    return broadcast_to(mod_fn(*places), shape)


def _dense_to_ordered(dense):
    """(how many blocks of each row count, the blocks with these first)."""
    dense = dense.to(dtypes.int32)
    order = argsort(dense, -1, True, stable=True)
    return dense.sum(-1).to(dtypes.int32), order.to(dtypes.int32)


def _ordered_to_dense(num_blocks, indices):
    """The inverse of ``_dense_to_ordered``."""
    n = indices.shape[-1]
    counts = (arange(n, device=indices.device) < num_blocks[..., None]).to(dtypes.int32)
    return zeros(indices.shape, dtype=dtypes.int32, device=indices.device).scatter(-1, indices.long(), counts)


class BlockMask:
    """Which blocks of scores count: per row of blocks how many (``kv_num_blocks``) and which (``kv_indices``), those
    that count as a whole apart (``full_kv_...``), and ``mask_mod``, which says it of every score.

    ``mask[i]`` and so on is the mask of some batches, heads or rows of blocks.
    """

    _TENSOR_ATTRS = (
        "kv_num_blocks", "kv_indices", "full_kv_num_blocks", "full_kv_indices", "q_num_blocks", "q_indices",
        "full_q_num_blocks", "full_q_indices",
    )  # fmt: skip

    def __init__(
        self,
        seq_lengths: tuple[int, int],
        kv_num_blocks: Tensor,
        kv_indices: Tensor,
        full_kv_num_blocks: Tensor | None,
        full_kv_indices: Tensor | None,
        q_num_blocks: Tensor | None,
        q_indices: Tensor | None,
        full_q_num_blocks: Tensor | None,
        full_q_indices: Tensor | None,
        BLOCK_SIZE: tuple[int, int],
        mask_mod: Mod,
    ) -> None:
        if kv_indices.dim() < 2:
            raise RuntimeError("BlockMask must have at least 2 dimensions")
        if (full_kv_num_blocks is None) != (full_kv_indices is None):
            raise AssertionError("full_kv_num_blocks and full_kv_indices must be both provided or omitted")
        self.seq_lengths, self.BLOCK_SIZE, self.mask_mod = seq_lengths, BLOCK_SIZE, mask_mod
        self.kv_num_blocks, self.kv_indices = kv_num_blocks, kv_indices
        self.full_kv_num_blocks, self.full_kv_indices = full_kv_num_blocks, full_kv_indices
        self.q_num_blocks, self.q_indices = q_num_blocks, q_indices
        self.full_q_num_blocks, self.full_q_indices = full_q_num_blocks, full_q_indices

    @classmethod
    def from_kv_blocks(
        cls,
        kv_num_blocks: Tensor,
        kv_indices: Tensor,
        full_kv_num_blocks: Tensor | None = None,
        full_kv_indices: Tensor | None = None,
        BLOCK_SIZE: int | tuple[int, int] = _DEFAULT_SPARSE_BLOCK_SIZE,
        mask_mod: Mod | None = None,
        seq_lengths: tuple[int, int] | None = None,
        compute_q_blocks: bool = True,
    ) -> BlockMask:
        """A mask from the blocks of each row. Raises RuntimeError for too few dimensions."""
        if kv_indices.dim() < 2:
            raise RuntimeError("BlockMask must have at least 2 dimensions")
        if (full_kv_num_blocks is None) != (full_kv_indices is None):
            raise AssertionError("full_kv_num_blocks and full_kv_indices must be both provided or omitted")
        size = (BLOCK_SIZE, BLOCK_SIZE) if isinstance(BLOCK_SIZE, int) else tuple(BLOCK_SIZE)
        turned: Any = [None] * 4
        if compute_q_blocks:
            pairs = ((kv_num_blocks, kv_indices), (full_kv_num_blocks, full_kv_indices))
            turned = [
                part
                for count, indices in pairs
                for part in (
                    (None, None)
                    if count is None
                    else _dense_to_ordered(_ordered_to_dense(count, indices).transpose(-2, -1))
                )
            ]
        lengths = seq_lengths or (kv_indices.shape[-2] * size[0], kv_indices.shape[-1] * size[1])
        blocks: Any = (kv_num_blocks, kv_indices, full_kv_num_blocks, full_kv_indices)
        everything: Any = (lengths, *blocks, *turned, size, mask_mod or noop_mask)
        return cls(*everything)

    def as_tuple(self, flatten: bool = True) -> tuple[Any, ...]:
        """All that it is made of."""
        tensors = [getattr(self, name) for name in self._TENSOR_ATTRS]
        if flatten:
            return (*self.seq_lengths, *tensors, *self.BLOCK_SIZE, self.mask_mod)
        return (self.seq_lengths, *tensors, self.BLOCK_SIZE, self.mask_mod)

    @property
    def shape(self) -> tuple[int, ...]:
        """(batches, heads, queries, keys)."""
        return (*self.kv_indices.shape[:-2], *self.seq_lengths)

    def numel(self) -> int:
        """How many scores it speaks of."""
        return math.prod(self.shape)

    def sparsity(self) -> float:
        """How much of the blocks does not count, in percent."""
        blocks = self.kv_num_blocks.sum().item()
        if self.full_kv_num_blocks is not None:
            blocks += self.full_kv_num_blocks.sum().item()
        return 100 * (1 - blocks * self.BLOCK_SIZE[0] * self.BLOCK_SIZE[1] / self.numel())

    def to_dense(self) -> Tensor:
        """1 for every block that counts, else 0: (batches, heads, rows, columns)."""
        dense = _ordered_to_dense(self.kv_num_blocks, self.kv_indices)
        if self.full_kv_num_blocks is not None:
            dense = dense | _ordered_to_dense(self.full_kv_num_blocks, self.full_kv_indices)
        return dense

    def __getitem__(self, index: Any) -> BlockMask:
        index = (*(index if isinstance(index, tuple) else (index,)), slice(None), slice(None), slice(None))[:3]
        index = tuple(slice(i, i + 1 or None) if isinstance(i, int) else i for i in index)
        parts: Any = [getattr(self, n) for n in self._TENSOR_ATTRS[:4]]
        found: Any = [None if t is None else t[index] for t in parts]
        count, indices, full_count, full_indices = found
        return BlockMask.from_kv_blocks(
            count,
            indices,
            full_count,
            full_indices,
            BLOCK_SIZE=self.BLOCK_SIZE,
            mask_mod=_sliced_mask_mod_error,
            seq_lengths=self.seq_lengths,
            compute_q_blocks=self.q_indices is not None,
        )

    def to(self, device: Any) -> BlockMask:
        """The mask on another device."""
        tensors: Any = [None if t is None else t.to(device) for t in (getattr(self, n) for n in self._TENSOR_ATTRS)]
        everything: Any = (self.seq_lengths, *tensors, self.BLOCK_SIZE, self.mask_mod)
        return BlockMask(*everything)

    def to_string(self, grid_size: int | tuple[int, int] = (20, 20), limit: int = 4) -> str:
        """A picture of it: blocks that count, that partly do, and that don't."""
        dense = self.to_dense()
        *batch, rows, columns = dense.shape
        most = (grid_size, grid_size) if isinstance(grid_size, int) else grid_size
        steps = [max(1, -(-n // m)) if m > 0 else 1 for n, m in zip((rows, columns), most, strict=True)]
        pictures = []
        for i, part in enumerate(dense.reshape(-1, rows, columns)):
            if i == limit:
                pictures.append("...")
                pictures.append("To print out more, set BlockMask.to_string(limit=N)")
                pictures.append("You can also index (BlockMask[batch, head]) to choose a specific batch or head")
                break
            place: list[int] = []
            for n in reversed(batch):
                i, k = divmod(i, n)
                place.insert(0, k)
            lines = [f"{tuple(place)}"]
            for r in range(0, rows, steps[0]):
                cells = [
                    part[r : r + steps[0], c : c + steps[1]].float().mean().item() for c in range(0, columns, steps[1])
                ]
                lines.append("".join(("█" if share == 1 else " " if share == 0 else "░") * 2 for share in cells))
            pictures.append("\n".join(lines) + "\n")
        return "\n".join(pictures)

    def __str__(self) -> str:
        return f"BlockMask(shape={self.shape}, sparsity={self.sparsity():.2f}%, \n{self.to_string().strip()}\n)"

    def __repr__(self) -> str:
        parts = [
            f"    {n}={None if getattr(self, n) is None else getattr(self, n).shape},\n" for n in self._TENSOR_ATTRS
        ]
        name = getattr(self.mask_mod, "__name__", self.mask_mod)
        return (
            f"BlockMask(\n{''.join(parts)}    BLOCK_SIZE={self.BLOCK_SIZE},\n    shape={self.shape},\n    sparsity="
            f"{self.sparsity():.2f}%,\n    mask_mod={name}\n)"
        )


def _sliced_mask_mod_error(batch, head, token_q, token_kv):
    """The mask_mod of a part of a mask: the numbers that it would be asked about are no longer known."""
    raise RuntimeError(
        "Cannot use mask_mod from a sliced BlockMask. Slicing a BlockMask resets its mask_mod: assign a new one, "
        "block_mask.mask_mod = ..."
    )


def create_block_mask(
    mask_mod: Mod,
    B: int | None,
    H: int | None,
    Q_LEN: int,
    KV_LEN: int,
    device: Any = None,
    BLOCK_SIZE: int | tuple[int, int] = _DEFAULT_SPARSE_BLOCK_SIZE,
    _compile: bool = False,
    separate_full_blocks: bool = True,
) -> BlockMask:
    """The BlockMask of a function ``mask_mod(b, h, q_idx, kv_idx)``, True where a score counts. It gets all numbers at
    once, as tensors that broadcast together. B, H: batches and heads, None if the mask doesn't depend on them.

    >>> create_block_mask(lambda b, h, q, k: q >= k, None, None, 256, 256).sparsity()
    25.0
    """
    if _get_mod_type(mask_mod) is not _ModificationType.MASK_MOD:
        raise AssertionError(f"create-block_mask requires a mask_mod function! Got {mask_mod}")
    rows, columns = (BLOCK_SIZE, BLOCK_SIZE) if isinstance(BLOCK_SIZE, int) else BLOCK_SIZE
    mask = create_mask(mask_mod, B, H, Q_LEN, KV_LEN, device)
    mask = F.pad(mask, (0, -KV_LEN % columns, 0, -Q_LEN % rows))
    b, h, q, kv = mask.shape
    inside = mask.view(b, h, q // rows, rows, kv // columns, columns).sum((3, 5))
    whole = inside == rows * columns
    partial = (inside > 0) & ~whole if separate_full_blocks else inside > 0
    full_count, full_indices = _dense_to_ordered(whole) if separate_full_blocks else (None, None)
    count, indices = _dense_to_ordered(partial)
    return BlockMask.from_kv_blocks(
        count, indices, full_count, full_indices, (rows, columns), mask_mod, seq_lengths=(Q_LEN, KV_LEN)
    )


def _check(query, key, value, block_mask, enable_gqa):
    if not query.dtype is key.dtype is value.dtype:
        raise ValueError(
            f"Expected query, key, and value to have the same dtype, but got query.dtype: {query.dtype}, key.dtype: "
            f"{key.dtype}, and value.dtype: {value.dtype} instead."
        )
    if query.dim() != 4 or key.dim() != 4 or value.dim() != 4:
        raise ValueError(
            f"Expected query, key, and value to be 4D tensors (B, H, L, E), but got {query.dim()}D, {key.dim()}D and "
            f"{value.dim()}D instead."
        )
    if query.shape[-1] != key.shape[-1]:
        raise ValueError(
            "Expect query and key/value to have the same embedding dimension but got "
            f"E={query.shape[-1]} and E={key.shape[-1]}."
        )
    if query.shape[1] != key.shape[1] and not enable_gqa:
        raise ValueError(
            f"Expect query and key/value to have the same number of heads but got Hq={query.shape[1]} and "
            f"Hkv={key.shape[1]}. Try setting enable_gqa=True for GQA."
        )
    if enable_gqa and query.shape[1] % key.shape[1]:
        raise ValueError(
            f"Expect number of query heads to be a multiple of kv heads for GQA but got Hq={query.shape[1]} and "
            f"Hkv={key.shape[1]}."
        )
    lengths = (query.shape[-2], key.shape[-2])
    if block_mask is not None and any(n > m for n, m in zip(lengths, block_mask.seq_lengths, strict=True)):
        raise ValueError(
            f"block_mask was created for block_mask.shape={block_mask.shape} but got q_len={lengths[0]} and "
            f"kv_len={lengths[1]}. As the block mask was created for a smaller length than you're using it for, you "
            "likely need to create a new block mask."
        )


def flex_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    score_mod: Mod | None = None,
    block_mask: BlockMask | None = None,
    scale: float | None = None,
    enable_gqa: bool = False,
    return_lse: bool = False,
    kernel_options: dict[str, Any] | None = None,
    *,
    return_aux: AuxRequest | None = None,
) -> Any:
    """softmax(score_mod(query keyᵀ * scale)) value, over the scores that ``block_mask`` lets through.

    query (B, Hq, L, E), key (B, Hkv, S, E), value (B, Hkv, S, Ev); result (B, Hq, L, Ev). A row without scores is 0.
    score_mod   ``(score, b, h, q_idx, kv_idx) -> score``, of all scores at once: the numbers broadcast to their shape
    scale       1/sqrt(E) if None
    enable_gqa  Hq is a multiple of Hkv, and several query heads share a key
    return_aux  an AuxRequest: (result, AuxOutput) comes back; ``return_lse`` (deprecated): (result, lse)
    kernel_options  have no effect

    Raises ValueError for shapes and dtypes that don't fit. Gradients flow to all tensors, also those in ``score_mod``.

    >>> import rushlight as torch
    >>> q = torch.ones(1, 2, 3, 4)
    >>> flex_attention(q, q, q, lambda score, b, h, i, j: score - (i - j).abs()).shape
    torch.Size([1, 2, 3, 4])
    """
    _check(query, key, value, block_mask, enable_gqa)
    if return_lse and return_aux is not None:
        raise ValueError("Cannot specify both return_lse and return_aux")
    if return_lse:
        warn(
            "return_lse is deprecated and will be removed in v2.10. Use return_aux=AuxRequest(lse=True) instead.",
            FutureWarning,
            stacklevel=2,
        )
    if query.shape[1] != key.shape[1]:
        key, value = (t.repeat_interleave(query.shape[1] // t.shape[1], 1) for t in (key, value))
    wide = query.dtype if query.dtype is dtypes.float64 else dtypes.float32
    scores = matmul(query, key.transpose(-2, -1)).to(wide)
    scores = scores * (1 / math.sqrt(query.shape[-1]) if scale is None else scale)
    batch, heads, queries, keys = scores.shape
    places = _places(batch, heads, queries, keys, query.device)
    if score_mod is not None:
        scores = broadcast_to(score_mod(scores, *places), scores.shape)
    if block_mask is not None:
        scores = where(_allowed(block_mask, places, scores.shape), scores, -math.inf)
    lse = logsumexp(scores, -1)
    empty = lse == -math.inf
    weights = (scores - where(empty, 0.0, lse)[..., None]).exp()
    out = matmul(weights.to(value.dtype), value).to(query.dtype)
    if return_aux is not None:
        largest = scores.amax(-1) if return_aux.max_scores else None
        return out, AuxOutput(lse if return_aux.lse else None, largest)
    return (out, lse) if return_lse else out


def _allowed(mask, places, shape):
    """Which scores count: those in blocks that count, if mask_mod says so too for partial ones."""
    rows, columns = mask.BLOCK_SIZE
    q, kv = (n.flatten() for n in places[2:])
    across = (q // rows)[:, None], (kv // columns)[None]

    def spread(count, indices):
        dense = _ordered_to_dense(count, indices)
        return dense[..., across[0].clamp(max=dense.shape[-2] - 1), across[1].clamp(max=dense.shape[-1] - 1)].bool()

    allowed = spread(mask.kv_num_blocks, mask.kv_indices) & mask.mask_mod(*places)
    if mask.full_kv_num_blocks is not None:
        allowed = allowed | spread(mask.full_kv_num_blocks, mask.full_kv_indices)
    return broadcast_to(allowed, shape)


_mask_mod_signature = _score_mod_signature = Mod
