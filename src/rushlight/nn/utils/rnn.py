"""Sequences of different lengths in one tensor: padded, or packed without padding."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..._base import dtypes
from ..._ops.layers.pad import pad
from ..._ops.shapes.cat_stack import cat, stack
from ..._ops.tensors.arange_linspace import arange
from ..._ops.tensors.tensor_from_numpy import as_tensor, tensor
from ..._ops.tensors.zeros_full import empty_like
from ..._tensor.tensor import Tensor

if TYPE_CHECKING:
    from typing import Any, Self

__all__ = [
    "PackedSequence",
    "invert_permutation",
    "pack_padded_sequence",
    "pack_sequence",
    "pad_packed_sequence",
    "pad_sequence",
    "unpack_sequence",
    "unpad_sequence",
]

PackedSequence_ = namedtuple("PackedSequence_", ["data", "batch_sizes", "sorted_indices", "unsorted_indices"])


class PackedSequence(PackedSequence_):
    """Sequences without padding, step by step: ``data`` (rows, *) has the elements of the first step, then those of the
    second, …

    batch_sizes       (T,), int64: how many sequences each step has
    sorted_indices    (N,) or None: the order, longest first, in which the sequences were laid out
    unsorted_indices  (N,) or None: how to get back

    Made by `pack_padded_sequence` and `pack_sequence`; recurrent layers take it and give it back. Raises ValueError for
    batch_sizes on another device than the CPU.

    >>> from rushlight.nn.utils.rnn import pack_sequence
    >>> pack_sequence([torch.tensor([1, 2, 3]), torch.tensor([4, 5])]).data
    tensor([1, 4, 2, 5, 3])
    """

    def __new__(
        cls,
        data: Tensor,
        batch_sizes: Tensor | None = None,
        sorted_indices: Tensor | None = None,
        unsorted_indices: Tensor | None = None,
    ) -> Self:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        if batch_sizes is None:
            if not (isinstance(data, (list, tuple)) and len(data) == 2):
                raise AssertionError("PackedSequence: expected data and batch_sizes, or a pair of them")
            data, batch_sizes = data
        elif batch_sizes.device.type != "cpu":
            raise ValueError(
                "batch_sizes should always be on CPU. Make a PackedSequence by pack_sequence or pack_padded_sequence"
            )
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """With the data on another device or of another dtype; arguments as Tensor.to's."""
        data = self.data.to(*args, **kwargs)
        if data is self.data:
            return self
        order = [None if t is None else t.to(data.device) for t in (self.sorted_indices, self.unsorted_indices)]
        return type(self)(data, self.batch_sizes, *order)

    def cpu(self, *args: Any, **kwargs: Any) -> Self:
        """With the data on the CPU."""
        return self.to(*args, device="cpu", **kwargs)

    def cuda(self, *args: Any, **kwargs: Any) -> Self:
        """With the data on a CUDA device."""
        return self.to(*args, **{"device": "cuda", **kwargs})

    def pin_memory(self) -> Self:
        """With all tensors in pinned memory."""
        pinned = [None if t is None else t.pin_memory() for t in (self.sorted_indices, self.unsorted_indices)]
        return type(self)(self.data.pin_memory(), self.batch_sizes, *pinned)

    def double(self) -> Self:
        """With data of float64."""
        return self.to(dtype=dtypes.float64)

    def float(self) -> Self:
        """With data of float32."""
        return self.to(dtype=dtypes.float32)

    def half(self) -> Self:
        """With data of float16."""
        return self.to(dtype=dtypes.float16)

    def long(self) -> Self:
        """With data of int64."""
        return self.to(dtype=dtypes.int64)

    def int(self) -> Self:
        """With data of int32."""
        return self.to(dtype=dtypes.int32)

    def short(self) -> Self:
        """With data of int16."""
        return self.to(dtype=dtypes.int16)

    def char(self) -> Self:
        """With data of int8."""
        return self.to(dtype=dtypes.int8)

    def byte(self) -> Self:
        """With data of uint8."""
        return self.to(dtype=dtypes.uint8)

    @property
    def is_cuda(self) -> bool:
        """Whether the data is on a CUDA device."""
        return self.data.is_cuda

    def is_pinned(self) -> bool:
        """Whether the data is in pinned memory."""
        return self.data.is_pinned()


def invert_permutation(permutation: Tensor | None) -> Tensor | None:
    """The permutation that undoes ``permutation`` (N,), int64; None for None.

    >>> invert_permutation(torch.tensor([2, 0, 1]))
    tensor([1, 2, 0])
    """
    if permutation is None:
        return None
    return empty_like(permutation).scatter_(0, permutation, arange(permutation.numel()))


def pack_padded_sequence(
    input: Tensor, lengths: Tensor | list[int], batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """The sequences in a padded tensor, packed.

    input    (T, N, *), or (N, T, *) with ``batch_first``
    lengths  (N,), integers on the CPU or a list; longest first, unless ``enforce_sorted`` is False: then they are
             sorted

    Raises RuntimeError for lengths that don't fit, aren't sorted, or are 0.

    >>> padded = torch.tensor([[1, 2, 0], [3, 4, 5]])
    >>> packed = pack_padded_sequence(padded, [2, 3], batch_first=True, enforce_sorted=False)
    >>> packed.data, packed.batch_sizes
    (tensor([3, 1, 4, 2, 5]), tensor([2, 2, 1]))
    """
    sorted_lengths, order = as_tensor(lengths, dtype=dtypes.int64), None
    if not enforce_sorted:
        sorted_lengths, order = sorted_lengths.sort(descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    counts = sorted_lengths.tolist()
    _check_lengths(input, counts, batch_first)
    steps = input.transpose(0, 1) if batch_first else input
    sizes, here = [], len(counts)
    for step in range(counts[0]):
        while counts[here - 1] <= step:
            here -= 1
        sizes.append(here)
    data = cat([steps[t, :n] for t, n in enumerate(sizes)])
    return PackedSequence(data, tensor(sizes), order)


def _check_lengths(input, counts, batch_first):
    if input.numel() == 0:
        raise RuntimeError("Cannot pack empty tensors.")
    n, longest = (0, 1) if batch_first else (1, 0)
    if len(counts) != input.shape[n]:
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(counts)} (batch_size={input.shape[n]})"
        )
    if any(a < b for a, b in zip(counts, counts[1:], strict=False)):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you "
            "do not need ONNX exportability."
        )
    if counts[-1] <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    if counts[0] > input.shape[longest]:
        raise RuntimeError(
            f"Expected lengths of at most {input.shape[longest]}, the padded length, but got {counts[0]}"
        )


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[Tensor, Tensor]:
    """A packed sequence with padding again, and the lengths: (T, N, *), or (N, T, *) with ``batch_first``, and (N,),
    int64.

    ``total_length``: pad up to this length. Raises ValueError if it is too short.

    >>> pad_packed_sequence(pack_sequence([torch.tensor([1, 2, 3]), torch.tensor([4, 5])]), batch_first=True)
    (tensor([[1, 2, 3],
            [4, 5, 0]]), tensor([3, 2]))
    """
    sizes = sequence.batch_sizes.tolist()
    longest, n = len(sizes), sizes[0]
    if total_length is not None and total_length < longest:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {longest}"
        )
    steps = []
    for rows in sequence.data.split(sizes):
        missing = n - rows.shape[0]
        steps.append(cat([rows, rows.new_full((missing, *rows.shape[1:]), padding_value)]) if missing else rows)
    for _ in range(longest, total_length or longest):
        steps.append(steps[0].new_full(steps[0].shape, padding_value))
    padded = stack(steps)
    padded = padded.transpose(0, 1) if batch_first else padded
    lengths = tensor([sum(k > i for k in sizes) for i in range(n)])
    back = sequence.unsorted_indices
    if back is None:
        return padded, lengths
    return padded.index_select(0 if batch_first else 1, back), lengths[back.cpu()]


def pad_sequence(
    sequences: Tensor | list[Tensor], batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> Tensor:
    """Tensors (L_i, *) of different lengths in one: (T, N, *), or (N, T, *) with ``batch_first``, the rest
    ``padding_value``.

    ``padding_side``: 'right' or 'left'. Raises RuntimeError for what is no sequence of tensors of alike rows.

    >>> pad_sequence([torch.tensor([1, 2, 3]), torch.tensor([4])], batch_first=True)
    tensor([[1, 2, 3],
            [4, 0, 0]])
    """
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    if padding_side not in ("left", "right"):
        raise RuntimeError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    sequences = list(sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    longest = max(s.shape[0] for s in sequences)
    rows = []
    for s in sequences:
        missing = longest - s.shape[0]
        sides = (missing, 0) if padding_side == "left" else (0, missing)
        rows.append(pad(s, (0, 0) * (s.ndim - 1) + sides, value=padding_value) if missing else s)
    return stack(rows, 0 if batch_first else 1)


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """The sequences in a padded tensor, as a list of tensors (L_i, *). Without ``batch_first`` the tensor (T, N, *) is
    itself transposed, as PyTorch does.

    >>> unpad_sequence(torch.tensor([[1, 2, 3], [4, 0, 0]]), torch.tensor([3, 1]), batch_first=True)
    [tensor([1, 2, 3]), tensor([4])]
    """
    if not batch_first:
        padded_sequences.transpose_(0, 1)
    places = arange(padded_sequences.shape[1], device=lengths.device)
    return [row[places < n] for row, n in zip(padded_sequences, lengths, strict=True)]


def pack_sequence(sequences: list[Tensor], enforce_sorted: bool = True) -> PackedSequence:
    """Tensors (L_i, *) of different lengths, packed; longest first unless ``enforce_sorted`` is False.

    >>> pack_sequence([torch.tensor([1]), torch.tensor([2, 3])], enforce_sorted=False).data
    tensor([2, 1, 3])
    """
    lengths = as_tensor([s.shape[0] for s in sequences])
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[Tensor]:
    """The sequences in a PackedSequence, as a list of tensors (L_i, *).

    >>> unpack_sequence(pack_sequence([torch.tensor([1, 2]), torch.tensor([3])]))
    [tensor([1, 2]), tensor([3])]
    """
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
