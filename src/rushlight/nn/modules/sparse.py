"""Tables of vectors, looked up by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._ops.tensors.zeros_full import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

if TYPE_CHECKING:
    from typing import Self

    from ..._face.types import Device, dtype
    from ..._tensor.tensor import Tensor

__all__ = ["Embedding", "EmbeddingBag"]


class _Table(Module):
    """A table with a row for each number; the row ``padding_idx`` stands for nothing."""

    num_embeddings: int
    embedding_dim: int
    padding_idx: int | None
    max_norm: float | None
    norm_type: float
    scale_grad_by_freq: bool
    sparse: bool
    weight: Parameter

    def _make(self, rows, width, padding_idx, weight, requires_grad, options):
        if padding_idx is not None:
            if not -rows <= padding_idx < max(rows, 1):
                raise AssertionError(
                    "padding_idx must be within num_embeddings: Padding_idx must be within num_embeddings; got "
                    f"{padding_idx}, num_embeddings is {rows}"
                )
            padding_idx += rows if padding_idx < 0 else 0
        self.padding_idx = padding_idx
        if weight is None:
            self.weight = Parameter(empty((rows, width), **options), requires_grad)
            self.reset_parameters()
            return
        if list(weight.shape) != [rows, width]:
            raise AssertionError(
                f"Shape of weight does not match num_embeddings and embedding_dim: {list(weight.shape)}, not "
                f"{[rows, width]}"
            )
        self.weight = Parameter(weight, requires_grad)

    def reset_parameters(self) -> None:
        """Draw the table anew."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.detach()[self.padding_idx].fill_(0)

    def _options(self):
        text = ""
        if self.max_norm is not None:
            text += f", max_norm={self.max_norm}"
        if self.norm_type != 2:
            text += f", norm_type={self.norm_type}"
        if self.scale_grad_by_freq is not False:
            text += f", scale_grad_by_freq={self.scale_grad_by_freq}"
        return text


class Embedding(_Table):
    """A table of ``num_embeddings`` vectors of length ``embedding_dim``; input (*), integers; output (*,
    embedding_dim).

    padding_idx         a row of zeros (at first) that gets no gradient
    max_norm, norm_type rows looked up whose norm is larger are shortened to it, in the table itself
    scale_grad_by_freq  gradients are divided by how often a row was looked up
    sparse              whether the gradient is a sparse tensor, of the rows named: for SparseAdam, SGD and Adagrad

    The table starts standard normal. Raises AssertionError for a padding_idx out of range.

    >>> torch.nn.Embedding(10, 3)(torch.tensor([[1, 2, 4], [4, 3, 2]])).shape
    torch.Size([2, 3, 3])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        options = {"device": device, "dtype": dtype}
        self._make(num_embeddings, embedding_dim, padding_idx, _weight, not _freeze, options)
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.sparse
        )

    def extra_repr(self) -> str:
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{padding}{self._options()}"

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Self:
        """An Embedding with the given table (V, D), which with ``freeze`` isn't learned.

        >>> torch.nn.Embedding.from_pretrained(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))(torch.tensor([1]))
        tensor([[3., 4.]])
        """
        _check_table(embeddings)
        rows, width = embeddings.shape
        return cls(
            rows,
            width,
            padding_idx=padding_idx,
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            sparse=sparse,
            _weight=embeddings,
            _freeze=freeze,
        )


class EmbeddingBag(_Table):
    """The sums, means or maxima (``mode``) of the rows of a table that bags of numbers name.

    Called with input (B, N): B bags; or (K,) and ``offsets`` (B,), where each bag starts (``include_last_offset``: and
    the end of the last); ``per_sample_weights``, a factor per number, for the mode 'sum'. Output (B, embedding_dim).
    Other options as in Embedding.

    >>> bags = torch.nn.EmbeddingBag(10, 3, mode="sum")
    >>> bags(torch.tensor([1, 2, 4, 5, 4, 3, 2, 9]), torch.tensor([0, 4])).shape
    torch.Size([2, 3])
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        options = {"device": device, "dtype": dtype}
        self._make(num_embeddings, embedding_dim, padding_idx, _weight, True, options)
        self.mode = mode
        self.sparse = sparse
        self.include_last_offset = include_last_offset

    def forward(self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None) -> Tensor:
        return F.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def extra_repr(self) -> str:
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self.num_embeddings}, {self.embedding_dim}{self._options()}, mode={self.mode!r}{padding}"

    @classmethod
    def from_pretrained(
        cls,
        embeddings: Tensor,
        freeze: bool = True,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
    ) -> Self:
        """An EmbeddingBag with the given table (V, D), which with ``freeze`` isn't learned.

        >>> torch.nn.EmbeddingBag.from_pretrained(torch.tensor([[1.0, 2.0], [3.0, 4.0]]))(torch.tensor([[0, 1]]))
        tensor([[2., 3.]])
        """
        _check_table(embeddings)
        rows, width = embeddings.shape
        bag = cls(
            rows,
            width,
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            mode=mode,
            sparse=sparse,
            _weight=embeddings,
            include_last_offset=include_last_offset,
            padding_idx=padding_idx,
        )
        bag.weight.requires_grad_(not freeze)
        return bag


def _check_table(embeddings):
    if embeddings.ndim != 2:
        raise AssertionError(
            f"Embeddings parameter is expected to be 2-dimensional, but it has shape {tuple(embeddings.shape)}"
        )
