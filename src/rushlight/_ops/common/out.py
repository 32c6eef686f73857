"""``out=`` of functions that are made of others, or have several results."""

from __future__ import annotations

from ..._core import Value, check_overlap, state, store


class _Writer:
    """Who wrote a tensor last, as error messages name it; and whether only into its own dtype."""

    __slots__ = ("exact_out", "name")

    def __init__(self, name, exact_out):
        self.name, self.exact_out = name, exact_out


def stored(function, out, result, exact=False):
    """Leave ``result`` in ``out``, by the rules of ``out=``: cast if the kind allows (``exact``: only into its own
    dtype), resized with a warning unless it was empty. Returns ``out``; the result itself where that is None.

    Raises TypeError unless it is a tensor, RuntimeError where a gradient is asked for.
    """
    if out is None:
        return result
    if not isinstance(out, Value):
        raise TypeError(f"{function}(): argument 'out' must be Tensor, not {type(out).__name__}")
    refuse_gradient(function, out, result)
    return store(_Writer(function, exact), out, result)


def refuse_gradient(function, *values):
    """Raise RuntimeError if one of these (the ``out`` of a function, its operands) requires a gradient that would be
    lost."""
    if state.grad and any(isinstance(v, Value) and v.requires_grad for v in values):
        raise RuntimeError(
            f"{function}(): functions with out=... arguments don't support automatic differentiation, but one of the "
            "arguments requires grad. Write y = f(x) instead of f(x, out=y), or compute under no_grad()."
        )


def separate(out, *inputs):
    """``out``, which must share memory neither with itself nor with an input (nor be one): for functions that take
    their elements from anywhere. Raises RuntimeError if it does."""
    if isinstance(out, Value):
        check_overlap(out, inputs, same=False)
    return out


def stored_all(function, outs, results, exact=True):
    """``stored`` for several results: ``outs`` is a sequence of as many tensors, or None. Returns them as ``results``'
    kind of tuple."""
    if outs is None:
        return results
    if not isinstance(outs, (tuple, list)) or len(outs) != len(results):
        given = f"{len(outs)}" if isinstance(outs, (tuple, list)) else type(outs).__name__
        raise TypeError(f"{function}(): argument 'out' must be tuple of {len(results)} Tensors, not {given}")
    for out, result in zip(outs, results, strict=True):
        stored(function, out, result, exact)
    return type(results)(tuple(outs))
