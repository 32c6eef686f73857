"""vmap itself: arguments become batched tensors of a new level, results physical ones again."""

from __future__ import annotations

import functools

from .._arrays.batched import as_example
from .._core import Value, state
from .._core.batched import level_of
from .._ops.common.inside_vmap import peel
from .._ops.shapes.cat_stack import cat
from .compute import Level
from .tree import broadcast, flatten, unflatten


def check_randomness(randomness):
    """Raise RuntimeError for other words than 'error', 'different' and 'same'."""
    if randomness not in ("error", "different", "same"):
        raise RuntimeError(f"Only allowed values for randomness are 'error', 'different', or 'same'. Got {randomness}")


def vmap(func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None):
    """``func``, written for one example, as a function of a whole batch: its tensors get one more dimension each.

    in_dims: which dimension of each argument counts the examples: an int for all, or a structure like the arguments (a
    tuple of ints, dicts, ...), with None for what is the same for all examples; keyword arguments are the same for all.
    out_dims: where that dimension stands in the results.
    randomness: 'error' (random functions are refused), 'different' draws for each example, or the 'same'.
    chunk_size: so many examples at a time, to bound the memory.
    Inside, tensors have the shape of one example; their numbers can't be read (no ``if x > 0``, no ``.item()``).
    Raises ValueError for in_dims, out_dims and sizes that don't fit, RuntimeError for what can't be batched.

    >>> dot = torch.vmap(torch.dot)
    >>> dot(torch.tensor([[1., 2.], [3., 4.]]), torch.tensor([[1., 1.], [2., 2.]]))
    tensor([ 3., 14.])
    """
    check_randomness(randomness)
    if chunk_size is not None and not chunk_size > 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func)
    def batched(*args, **kwargs):
        name = _name(func)
        leaves, dims, tree = _inputs(name, in_dims, args)
        n = _batch_size(leaves, dims)
        call = _Call(func, name, out_dims, randomness, tree, kwargs)
        if chunk_size is None or chunk_size >= n:
            return call.finish(*call.run(leaves, dims, n))
        return call.chunked(leaves, dims, n, chunk_size)

    return batched


def _name(func):
    return getattr(func, "__name__", None) or repr(func)


class _Call:
    """One call of the batched function."""

    def __init__(self, func, name, out_dims, randomness, tree, kwargs):
        self.func, self.name, self.out_dims, self.randomness = func, name, out_dims, randomness
        self.tree, self.kwargs = tree, kwargs

    def run(self, leaves, dims, n):
        """(physical results with the batch in front, or as they are where out_dim is None; their out_dims; their
        Tree)."""
        outer = state.vmap
        level = Level(1 if outer is None else outer.number + 1, n, self.randomness)
        inside = [v if d is None else example_of(v, d, level.number) for v, d in zip(leaves, dims, strict=True)]
        args = unflatten(inside, self.tree)
        state.vmap = level
        try:
            results = self.func(*args, **self.kwargs)
        finally:
            state.vmap = outer
        outputs, tree = flatten(results)
        outs = self._out_dims(tree)
        return [self._outside(v, d, level) for v, d in zip(outputs, outs, strict=True)], outs, tree

    def finish(self, outputs, outs, tree):
        """The results with the batch where out_dims say."""
        moved = [v if d is None else _moved(v, 0, d) for v, d in zip(outputs, outs, strict=True)]
        return unflatten(moved, tree)

    def chunked(self, leaves, dims, n, size):
        """The batch in parts, one after the other."""
        parts = []
        for start in range(0, n, size):
            length = min(size, n - start)
            chunk = [v if d is None else v.narrow(d, start, length) for v, d in zip(leaves, dims, strict=True)]
            outputs, outs, tree = self.run(chunk, dims, length)
            parts.append(outputs)
        joined = [
            column[0] if d is None else cat(list(column))
            for column, d in zip(zip(*parts, strict=True), outs, strict=True)
        ]
        return self.finish(joined, outs, tree)

    def _out_dims(self, tree):
        outs = broadcast(self.out_dims, tree)
        if outs is None:
            raise ValueError(
                f"vmap({self.name}, ..., out_dims={self.out_dims})(<inputs>): out_dims is not compatible with the "
                "structure of "
                f"`outputs`. out_dims has structure {flatten(self.out_dims)[1]} but outputs has structure {tree}."
            )
        for d in outs:
            if d is not None and (not isinstance(d, int) or isinstance(d, bool)):
                raise ValueError(
                    f"vmap({self.name}, ..., out_dims={self.out_dims}): `out_dims` must be an int, None or a python "
                    "collection of ints representing where in the outputs the vmapped dimension should appear."
                )
        return outs

    def _outside(self, v, out_dim, level):
        if not isinstance(v, Value):
            if out_dim is None:
                return v
            raise ValueError(
                f"vmap({self.name}, ...): `{self.name}` must only return Tensors, got type {type(v)}. Did you mean to "
                "set out_dims= to None for output?"
            )
        physical, split = peel(v, level.number)
        if out_dim is None:
            if split:
                raise ValueError(
                    f"vmap({self.name}, ...): `{self.name}` can not return a BatchedTensor when out_dim is None: its "
                    "examples differ"
                )
            return physical
        if not split:
            physical = physical.unsqueeze(0).expand((level.size, *physical._array.shape))
        return physical if state.grad or not physical.requires_grad else physical.detach()


def example_of(v, dim, level):
    """The tensor that stands for one example along ``dim``."""
    physical = _moved(v, dim, 0)
    cls = type(v).result_class or type(v)
    return cls._wrap(as_example(physical, level, True), v._dtype, v._device)


def _moved(v, source, target):
    return v if source == target else v.movedim(source, target)


def lifted(v):
    """``v`` as a tensor of the innermost running vmap (the same for all examples, if it wasn't batched there)."""
    level = state.vmap
    if level is None or level_of(v) >= level.number:
        return v
    cls = type(v).result_class or type(v)
    return cls._wrap(as_example(v, level.number, False), v._dtype, v._device)


def _inputs(name, in_dims, args):
    """(leaves, dim or None of each, Tree) of the positional arguments, checked."""
    call = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): "
    if not isinstance(in_dims, (int, tuple)):
        raise ValueError(
            f"{call}expected `in_dims` to be int or a (potentially nested) tuple matching the structure of inputs, "
            f"got: {type(in_dims)}."
        )
    if not args:
        raise ValueError(
            f"vmap({name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you are trying to vmap over a "
            "function with no inputs. The latter is unsupported."
        )
    leaves, tree = flatten(args)
    dims = broadcast(in_dims, tree)
    if dims is None:
        raise ValueError(
            f"{call}in_dims is not compatible with the structure of `inputs`. in_dims has structure "
            f"{flatten(in_dims)[1]} but inputs has structure {tree}."
        )
    return leaves, [_dim(call, v, d) for v, d in zip(leaves, dims, strict=True)], tree


def _dim(call, v, d):
    if d is None:
        return None
    if not isinstance(d, int) or isinstance(d, bool):
        raise ValueError(f"{call}Got in_dim={d} for an input but in_dim must be either an integer dimension or None.")
    if not isinstance(v, Value):
        raise ValueError(
            f"{call}Got in_dim={d} for an input but the input is of type {type(v)}. We cannot vmap over non-Tensor "
            "arguments, please use None as the respective in_dim"
        )
    n = v.ndim
    if not -n <= d < n:
        raise ValueError(
            f"{call}Got in_dim={d} for some input, but that input is a Tensor of dimensionality {n} so expected in_dim "
            f"to satisfy -{n} <= in_dim < {n}."
        )
    return d % n


def _batch_size(leaves, dims):
    sizes = [v._array.shape[d] for v, d in zip(leaves, dims, strict=True) if d is not None]
    if not sizes:
        raise ValueError("vmap: Expected at least one Tensor to vmap over: all in_dims are None")
    if any(s != sizes[0] for s in sizes):
        raise ValueError(
            f"vmap: Expected all tensors to have the same size in the mapped dimension, got sizes {sizes} for the "
            "mapped dimension"
        )
    return sizes[0]
