"""What programs take from ``torch._tensor``: the class, and helpers of those that derive from it."""

from __future__ import annotations

from .tensor import Tensor

__all__ = ["Tensor"]


def _convert(ret, cls):
    """Tensors in a result as ones of a subclass."""
    if cls is Tensor:
        return ret
    if isinstance(ret, Tensor) and not isinstance(ret, cls):
        return ret.as_subclass(cls)
    if isinstance(ret, (tuple, list)):
        return type(ret)(_convert(r, cls) for r in ret)
    return ret


def _rebuild_from_type_v2(func, new_type, args, state):
    """A tensor of a subclass from what ``__reduce_ex__`` gave of it."""
    made = func(*args)
    made = made if type(made) is new_type else made.as_subclass(new_type)
    if getattr(type(made), "__setstate__", None) not in (None, getattr(Tensor, "__setstate__", None)):
        made.__setstate__(state)
    elif isinstance(state, dict):
        made.__dict__.update(state)
    return made
