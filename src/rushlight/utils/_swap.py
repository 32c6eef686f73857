"""The exchange behind ``utils.swap_tensors``."""

from __future__ import annotations

import weakref

from .._tensor.tensor import Tensor

_FIELDS = (
    "_array", "_base", "_chain", "_creation", "_device", "_dtype", "_grad", "_hooks", "_inference", "_node",
    "_node_version", "_output_nr", "_requires_grad", "_storage",
)  # fmt: skip


def swap(t1, t2):
    """Exchange classes, attributes and contents of two tensors; see ``utils.swap_tensors``."""
    for name, t in (("t1", t1), ("t2", t2)):
        if not isinstance(t, Tensor):
            raise TypeError(f"swap_tensors(): {name} must be a Tensor, not {type(t).__name__}")
        if weakref.getweakrefs(t):
            raise RuntimeError(f"Cannot swap {name} because it has weakref associated with it")
    if t1 is t2:
        return
    t1.__class__, t2.__class__ = t2.__class__, t1.__class__
    t1.__dict__, t2.__dict__ = t2.__dict__, t1.__dict__
    for name in _FIELDS:
        one, other = getattr(t1, name), getattr(t2, name)
        setattr(t1, name, other)
        setattr(t2, name, one)
