"""Custom autograd Functions inside vmap: by a rule of their own, or example by example."""

from __future__ import annotations

from collections import namedtuple

from .._arrays.batched import as_example
from .._core import Value, state
from .._ops.common.inside_vmap import peel
from .._ops.shapes.cat_stack import stack
from .._ops.shapes.split_chunk import unbind
from .levels import example_of
from .tree import broadcast, flatten, unflatten

__all__ = ["VmapInfo", "by_rule", "check_one_level", "one_by_one"]

VmapInfo = namedtuple("VmapInfo", "batch_size randomness")


class _Outside:
    """A context manager: the vmap of this number is left. ``level``: that vmap."""

    def __init__(self, number):
        self.inner = self.level = state.vmap
        while self.level.number != number:
            self.level = self.level.outer

    def __enter__(self):
        state.vmap = self.level.outer
        return self.level

    def __exit__(self, *error):
        state.vmap = self.inner


def by_rule(function, number, args):
    """The results of a Function's own ``vmap`` as a batch again. Raises RuntimeError unless it returns (output,
    out_dims), ValueError if these don't fit."""
    peeled = [peel(a, number) for a in args]
    physical = [v for v, _ in peeled]
    with _Outside(number) as level:
        if any(split for _, split in peeled):
            info = VmapInfo(level.size, level.randomness)
            result = function.vmap(info, tuple([0 if split else None for _, split in peeled]), *physical)
            output, out_dims = _checked(result)
        else:
            output, out_dims = function.apply(*physical), None
    leaves, tree = flatten(output)
    dims = broadcast(out_dims, tree)
    if dims is None:
        raise ValueError(
            f"{function.__name__}.vmap: out_dims {out_dims} is not compatible with the structure of the output: {tree}"
        )
    return unflatten([_inside(v, d, level) for v, d in zip(leaves, dims, strict=True)], tree)


def _checked(result):
    words = (
        "Expected the vmap staticmethod to have two returns, an output and out_dims with pytree structure compatible "
        "with the output. "
    )
    if not isinstance(result, tuple):
        raise RuntimeError(f"{words}Got a {type(result)} instead")
    if len(result) != 2:
        raise RuntimeError(f"{words}Got {len(result)} returns instead")
    return result


def _inside(v, dim, level):
    """A result computed outside a vmap as it is seen inside; ``dim``: where it has the batch, or None."""
    if not isinstance(v, Value):
        return v
    if v.requires_grad:
        level.traced = True
    if dim is not None:
        return example_of(v, dim, level.number)
    return (type(v).result_class or type(v))._wrap(as_example(v, level.number, False), v._dtype, v._device)


def check_one_level(args):
    """Raise RuntimeError for a Function without ``setup_context`` that is to be differentiated inside a vmap as well as
    outside."""
    if any(isinstance(a, Value) and a.requires_grad for a in args):
        raise RuntimeError(
            "a custom autograd.Function can't be differentiated both inside and outside a vmap unless it overrides the "
            "setup_context staticmethod: the context must be set up for both"
        )


def one_by_one(function, number, args):
    """The results of a Function that runs once for each example, outside the batch (where it is recorded), as a batch
    again."""
    peeled = [peel(a, number) for a in args]
    n = next((len(v._array) for v, split in peeled if split), 1)
    with _Outside(number) as level:
        rows = [unbind(v, 0) if split else [v] * n for v, split in peeled]
        results = [function.apply(*(r[i] for r in rows)) for i in range(n)]
        single = isinstance(results[0], Value)
        joined = [stack(list(c)) for c in ([results] if single else zip(*results, strict=True))]
    batch = [_inside(v, 0, level) for v in joined]
    return batch[0] if single else tuple(batch)
