"""Softmax over many classes, the frequent ones first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ..._ops.shapes.cat_stack import cat
from .. import functional as F
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..._face.types import Device, dtype
    from ..._tensor.tensor import Tensor

__all__ = ["AdaptiveLogSoftmaxWithLoss"]


class _ASMoutput(NamedTuple):
    output: Tensor
    loss: Tensor


class AdaptiveLogSoftmaxWithLoss(Module):
    """A layer and loss for many classes, sorted by frequency: rare ones are reached through clusters with small
    matrices. Grave et al., Efficient softmax approximation for GPUs, arXiv:1609.04309.

    in_features, n_classes  sizes
    cutoffs    where clusters begin: [10, 100] makes three of the classes below 10, below 100, and the rest
    div_value  cluster i works with in_features / div_value^i features
    head_bias  whether the first layer has a bias

    Called with input (N, in_features) and target (N,), or (in_features,) and (): ``output``, the log-probability of
    each target, and ``loss``, minus their mean. Raises ValueError for other cutoffs, RuntimeError for shapes and
    targets that don't fit.

    >>> layer = torch.nn.AdaptiveLogSoftmaxWithLoss(8, 20, cutoffs=[4, 10], div_value=2.0)
    >>> layer(torch.zeros(3, 8), torch.tensor([1, 5, 19])).output.shape
    torch.Size([3])
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Device = None,
        dtype: dtype | None = None,
    ) -> None:
        super().__init__()
        cutoffs = list(cutoffs)
        if not cutoffs:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        if (
            any(int(c) != c for c in cutoffs)
            or any(a >= b for a, b in pairwise(cutoffs))
            or not 0 < cutoffs[0] <= cutoffs[-1] < n_classes
        ):
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each "
                f"value is between 1 and n_classes-1; got {cutoffs}, n_classes is {n_classes}"
            )
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = [*cutoffs, n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = self.cutoffs[0]
        self.n_clusters = len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        options: dict[str, Any] = {"device": device, "dtype": dtype}
        self.head = Linear(in_features, self.head_size, bias=head_bias, **options)
        self.tail = ModuleList()
        for i, (first, end) in enumerate(pairwise(self.cutoffs)):
            width = int(in_features // div_value ** (i + 1))
            self.tail.append(
                Sequential(
                    Linear(in_features, width, bias=False, **options), Linear(width, end - first, bias=False, **options)
                )
            )

    def reset_parameters(self) -> None:
        """Draw all weights anew."""
        layers: list[Any] = [self.head, *(layer for cluster in self.tail for layer in cluster.children())]
        for layer in layers:
            layer.reset_parameters()

    def forward(self, input: Tensor, target: Tensor) -> _ASMoutput:
        self._check(input, target)
        batched = target.ndim > 0
        if not batched:
            input, target = input.unsqueeze(0), target.unsqueeze(0)
        in_head = target.clone()  # of each target, its own or its cluster's place in the first layer
        output = input.new_zeros(target.shape[0])
        for i, (first, end) in enumerate(pairwise(self.cutoffs)):
            rows = (target.ge(first) & target.lt(end)).nonzero().squeeze(1)
            if rows.numel():
                in_head.index_fill_(0, rows, self.shortlist_size + i)
                logs = F.log_softmax(self.tail[i](input.index_select(0, rows)), dim=1)
                at = (target.index_select(0, rows) - first).unsqueeze(1)
                output = output.index_copy(0, rows, logs.gather(1, at).squeeze(1))
        logs = F.log_softmax(self.head(input), dim=1)
        output = output + logs.gather(1, in_head.unsqueeze(1)).squeeze(1)
        loss = (-output).mean()
        return _ASMoutput(output if batched else output.squeeze(0), loss)

    def _check(self, input, target):
        if target.ndim > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if target.ndim and input.shape[0] != target.shape[0]:
            raise RuntimeError("Input and target should have the same size in the batch dimension.")
        if input.ndim != target.ndim + 1:
            raise RuntimeError(
                f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs with size "
                f"{input.shape}"
            )
        if target.numel():
            low, high = int(target.min()), int(target.max())
            if low < 0 or high >= self.n_classes:
                raise RuntimeError(
                    f"Target values should be in [0, {self.n_classes - 1}], but values in range [{low}, {high}] were "
                    "found."
                )

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes: input (N, in_features), result (N, n_classes)."""
        return self._all(input, F.log_softmax(self.head(input), dim=1))

    def _all(self, input, head):
        parts = [head[:, : self.shortlist_size]]
        for i, tail in enumerate(self.tail):
            at = self.shortlist_size + i
            parts.append(F.log_softmax(tail(input), dim=1) + head[:, at : at + 1])
        return cat(parts, dim=1)

    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of each row: input (N, in_features), result (N,), int64. Clusters are looked into
        only for rows whose head points to one."""
        head = self.head(input)
        output = head.argmax(dim=1)
        rows = (output >= self.shortlist_size).nonzero().squeeze(1)
        if rows.numel():
            logs = F.log_softmax(head.index_select(0, rows), dim=1)
            output.index_copy_(0, rows, self._all(input.index_select(0, rows), logs).argmax(dim=1))
        return output
