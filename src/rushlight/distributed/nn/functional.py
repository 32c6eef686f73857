"""Exchanges that gradients go through: each gives new tensors, and sends back what its opposite would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._distributed import collectives
from ..._distributed.kinds import ReduceOp
from ..._distributed.world import _group_or_default, get_rank, get_world_size
from ..._ops.tensors.zeros_full import empty_like, zeros_like
from ...autograd.function import Function

if TYPE_CHECKING:
    from typing import Any

    from ..._tensor.tensor import Tensor

__all__ = [
    "all_gather",
    "all_reduce",
    "all_to_all",
    "all_to_all_single",
    "broadcast",
    "gather",
    "reduce",
    "reduce_scatter",
    "scatter",
]


class _AllReduce(Function):
    @staticmethod
    def forward(ctx: Any, op: Any, group: Any, tensor: Any) -> Any:
        ctx.op, ctx.group = op, group
        out = tensor.clone()
        collectives.all_reduce(out, op, group)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return None, None, _AllReduce.apply(ctx.op, ctx.group, grad.contiguous())


class _Broadcast(Function):
    @staticmethod
    def forward(ctx: Any, src: int, group: Any, tensor: Any) -> Any:
        ctx.src, ctx.group = src, group
        out = tensor.clone()
        collectives.broadcast(out, src, group)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        back = _Reduce.apply(ctx.src, ReduceOp.SUM, ctx.group, grad.contiguous())
        return None, None, back if get_rank() == ctx.src else zeros_like(back)


class _Reduce(Function):
    @staticmethod
    def forward(ctx: Any, dst: int, op: Any, group: Any, tensor: Any) -> Any:
        ctx.dst, ctx.group = dst, group
        out = tensor.clone()
        collectives.reduce(out, dst, op, group)
        return out

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return None, None, None, _Broadcast.apply(ctx.dst, ctx.group, grad.contiguous())


class _AllToAll(Function):
    @staticmethod
    def forward(ctx: Any, group: Any, *tensors: Any) -> Any:
        ctx.group = group
        outputs = [empty_like(t) for t in tensors]
        collectives.all_to_all(outputs, [t.contiguous() for t in tensors], group)
        return tuple(outputs)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        return None, *_AllToAll.apply(ctx.group, *grads)


def broadcast(tensor: Tensor, src: int, group: Any = None) -> Tensor:
    """The tensor of process ``src``."""
    return _Broadcast.apply(src, _group_or_default(group), tensor)


def all_reduce(tensor: Tensor, op: Any = ReduceOp.SUM, group: Any = None) -> Tensor:
    """The reduction of all processes' tensors."""
    return _AllReduce.apply(op, _group_or_default(group), tensor)


def reduce(tensor: Tensor, dst: int, op: Any = ReduceOp.SUM, group: Any = None) -> Tensor:
    """The reduction of all processes' tensors, in process ``dst``."""
    return _Reduce.apply(dst, op, _group_or_default(group), tensor)


def all_to_all(
    output_tensor_list: list[Tensor], input_tensor_list: list[Tensor], group: Any = None
) -> tuple[Tensor, ...]:
    """What each process has for this one. ``output_tensor_list`` says how many."""
    return _AllToAll.apply(_group_or_default(group), *input_tensor_list)


def all_gather(tensor: Tensor, group: Any = None) -> tuple[Tensor, ...]:
    """The tensors of all processes."""
    group = _group_or_default(group)
    return _AllToAll.apply(group, *[tensor] * get_world_size(group))


def gather(tensor: Tensor, dst: int = 0, group: Any = None) -> tuple[Tensor, ...]:
    """The tensors of all processes, in process ``dst``; zeros elsewhere."""
    parts = all_gather(tensor, group)
    return parts if get_rank() == dst else tuple(zeros_like(p) for p in parts)


def scatter(tensors: list[Tensor], src: int = 0, group: Any = None) -> Tensor:
    """This process's element of the list of process ``src``."""
    group = _group_or_default(group)
    return _AllToAll.apply(group, *tensors)[src]


def reduce_scatter(output: Tensor, input_list: list[Tensor], op: Any = ReduceOp.SUM, group: Any = None) -> Tensor:
    """This process's element of the reduction of all processes' lists."""
    parts = _AllToAll.apply(_group_or_default(group), *input_list)
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    if op not in (ReduceOp.SUM, ReduceOp.AVG):
        raise ValueError(f"reduce_scatter: gradients go through SUM and AVG, not {op}")
    return total / len(parts) if op == ReduceOp.AVG else total


def all_to_all_single(
    output: Tensor,
    input: Tensor,
    output_split_sizes: list[int] | None = None,
    input_split_sizes: list[int] | None = None,
    group: Any = None,
) -> Tensor:
    """What each process has for this one, behind each other along the first dimension."""
    group = _group_or_default(group)
    n = get_world_size(group)
    from ..._ops.shapes.cat_stack import cat

    parts = input.split(input_split_sizes) if input_split_sizes else input.chunk(n)
    return cat(_AllToAll.apply(group, *parts))
