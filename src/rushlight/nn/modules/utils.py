"""Small helpers that modules share."""

from __future__ import annotations

__all__ = ["tuple_of", "weight_and_bias"]


def tuple_of(value, n):
    """``value`` as a tuple: a number ``n`` times, an iterable as it is.

    >>> tuple_of(3, 2)
    (3, 3)
    """
    return (value,) * n if isinstance(value, int) or not hasattr(value, "__iter__") else tuple(value)


def weight_and_bias(module):
    """A module's weight and bias, without the detour of attribute access where they are plain parameters (they may also
    be computed, by properties or hooks)."""
    parameters = module._parameters
    try:
        return parameters["weight"], parameters["bias"]
    except KeyError:
        return module.weight, module.bias
