"""Exchanges that give new tensors instead of writing into old ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._distributed import collectives
from .._distributed.kinds import ReduceOp
from .._distributed.world import _group_or_default
from .._tensor.tensor import Tensor

if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "AsyncCollectiveTensor",
    "all_gather_tensor",
    "all_gather_tensor_autograd",
    "all_reduce",
    "all_to_all_single",
    "all_to_all_single_autograd",
    "broadcast",
    "reduce_scatter_tensor",
    "reduce_scatter_tensor_autograd",
    "wait_tensor",
]

_OPS = {name.lower(): op for name, op in ReduceOp.RedOpType.__members__.items()}


class AsyncCollectiveTensor(Tensor):
    """A tensor that other processes may still be writing; here they never are."""


def _group(group: Any, tag: str = "") -> Any:
    from .device_mesh import DeviceMesh

    if isinstance(group, tuple):  # (mesh, dimension)
        return group[0].get_group(group[1])
    return (
        group.get_group()
        if isinstance(group, DeviceMesh)
        else _group_or_default(None if isinstance(group, (str, list)) else group)
    )


def _op(name: Any) -> Any:
    return _OPS[name.lower()] if isinstance(name, str) else name


def wait_tensor(tensor: Tensor) -> Tensor:
    """The tensor once it is complete, which it is."""
    return tensor


def broadcast(self: Tensor, src: int, group: Any, tag: str = "") -> Tensor:
    """The tensor of process ``src``."""
    out = self.detach().clone()
    collectives.broadcast(out, src, _group(group))
    return out


def all_reduce(self: Tensor, reduceOp: Any, group: Any, tag: str = "") -> Tensor:
    """The reduction ('sum', 'avg', ...) of all processes' tensors; gradients go through."""
    from .nn import functional

    return functional.all_reduce(self, _op(reduceOp), _group(group))


def all_gather_tensor(self: Tensor, gather_dim: int, group: Any, tag: str = "") -> Tensor:
    """The tensors of all processes behind each other along ``gather_dim``; gradients go through."""
    from .._ops.shapes.cat_stack import cat
    from .nn import functional

    return cat(functional.all_gather(self, _group(group)), gather_dim)


def reduce_scatter_tensor(self: Tensor, reduceOp: Any, scatter_dim: int, group: Any, tag: str = "") -> Tensor:
    """This process's piece along ``scatter_dim`` of the reduction of all processes' tensors; gradients go through."""
    from .nn import functional

    pg = _group(group)
    pieces = list(self.chunk(pg.size(), scatter_dim))
    return functional.reduce_scatter(pieces[0], pieces, _op(reduceOp), pg)


def all_to_all_single(
    self: Tensor, output_split_sizes: Any, input_split_sizes: Any, group: Any, tag: str = ""
) -> Tensor:
    """What each process has for this one, behind each other along the first dimension; gradients go through."""
    from .nn import functional

    return functional.all_to_all_single(self, self, output_split_sizes, input_split_sizes, _group(group))


all_gather_tensor_autograd, reduce_scatter_tensor_autograd = all_gather_tensor, reduce_scatter_tensor
all_to_all_single_autograd = all_to_all_single
