"""``out=`` of functions that are made of others, or have several results."""

from __future__ import annotations

from .._core import Value, state, store

__all__ = ["stored", "stored_all"]


class _Writer:
    """Who wrote a tensor last, as error messages name it."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


def stored(function, out, result, exact=False):
    """Leave ``result`` in ``out``, by the rules of ``out=``: cast if the kind allows (``exact``: only into its own dtype),
    resized with a warning unless it was empty. Returns ``out``.

    Raises TypeError unless that is a tensor, RuntimeError where a gradient is asked for.
    """
    if not isinstance(out, Value):
        raise TypeError(f"{function}(): argument 'out' must be Tensor, not {type(out).__name__}")
    if state.grad and (out.requires_grad or result.requires_grad):
        raise RuntimeError(
            f"{function}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments "
            "requires grad. Write y = f(x) instead of f(x, out=y), or compute under no_grad()."
        )
    if exact and out._dtype is not result._dtype:
        raise RuntimeError(f"Expected out tensor to have dtype {result._dtype}, but got {out._dtype} instead")
    return store(_Writer(function), out, result)


def stored_all(function, outs, results, exact=True):
    """``stored`` for several results: ``outs`` is a sequence of as many tensors. Returns them as ``results``' kind of tuple."""
    if not isinstance(outs, (tuple, list)) or len(outs) != len(results):
        given = f"{len(outs)}" if isinstance(outs, (tuple, list)) else type(outs).__name__
        raise TypeError(f"{function}(): argument 'out' must be tuple of {len(results)} Tensors, not {given}")
    for out, result in zip(outs, results, strict=True):
        stored(function, out, result, exact)
    return type(results)(tuple(outs))
