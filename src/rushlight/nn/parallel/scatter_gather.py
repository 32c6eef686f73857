"""Inputs cut up for several devices, and their results put together. Here the only device is the CPU."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._base.tree_nodes import is_namedtuple_instance as _is_namedtuple
from ..._ops.shapes.cat_stack import cat, stack
from ..._ops.shapes.split_chunk import chunk
from ..._tensor.tensor import Tensor

__all__ = ["gather", "is_namedtuple", "scatter", "scatter_kwargs"]

is_namedtuple = _is_namedtuple


def scatter(inputs: Any, target_gpus: Sequence[Any], dim: int = 0) -> Any:
    """Tensors in (nested) ``inputs`` cut along ``dim`` into a part for each device of ``target_gpus``; anything else is
    given to each. Result: one structure per device. Raises what ``to`` raises for a device that is not there.

    >>> import rushlight as torch
    >>> [part["x"].tolist() for part in scatter({"x": torch.arange(3)}, ["cpu", "cpu"])]
    [[0, 1], [2]]
    """
    devices = list(target_gpus)

    def cut(obj):
        if isinstance(obj, Tensor):
            parts = chunk(obj, len(devices), dim)
            return tuple([p.to(device) for p, device in zip(parts, devices, strict=False)])
        if _is_namedtuple(obj):
            return [type(obj)(*args) for args in zip(*map(cut, obj), strict=False)]
        if isinstance(obj, tuple) and obj:
            return list(zip(*map(cut, obj), strict=False))
        if isinstance(obj, list) and obj:
            return [list(part) for part in zip(*map(cut, obj), strict=False)]
        if isinstance(obj, dict) and obj:
            return [type(obj)(part) for part in zip(*map(cut, obj.items()), strict=False)]
        return [obj for _ in devices]

    return cut(inputs)


def scatter_kwargs(
    inputs: tuple[Any, ...], kwargs: dict[str, Any] | None, target_gpus: Sequence[Any], dim: int = 0
) -> tuple[tuple[Any, ...], tuple[dict[str, Any], ...]]:
    """``scatter`` of arguments and keyword arguments: (one tuple per device, one dict per device)."""
    args = list(scatter(inputs, target_gpus, dim)) if inputs else []
    named = list(scatter(kwargs, target_gpus, dim)) if kwargs else []
    args += [()] * (len(named) - len(args))
    named += [{} for _ in range(len(args) - len(named))]
    return tuple(args), tuple(named)


def gather(outputs: Any, target_device: Any, dim: int = 0) -> Any:
    """The structures that several devices gave as one, tensors one after the other along ``dim`` (those without
    dimensions as a vector). Raises ValueError for dicts with different numbers of keys.

    >>> import rushlight as torch
    >>> gather([torch.ones(1), torch.zeros(2)], "cpu")
    tensor([1., 0., 0.])
    """
    first = outputs[0]
    if isinstance(first, Tensor):
        moved = [t.to(target_device) for t in outputs]
        return cat(moved, dim) if first.ndim else stack(moved)
    if first is None:
        return None
    if isinstance(first, dict):
        if any(len(d) != len(first) for d in outputs):
            raise ValueError("All dicts must have the same number of keys")
        return type(first)((k, gather([d[k] for d in outputs], target_device, dim)) for k in first)
    parts = [gather(column, target_device, dim) for column in zip(*outputs, strict=True)]
    return type(first)._make(parts) if _is_namedtuple(first) else type(first)(parts)
