"""Per-thread modes: gradients on or off, inference, and the recorder that sees every ``apply``."""

from __future__ import annotations

import threading

from .._native import ext
from .types import NATIVE

__all__ = ["State", "state"]


class State(threading.local):
    """``grad``: record the graph; ``inference``: tensors made now never take part in autograd;
    ``recorder``: None, or an object whose ``record(op, inputs, outputs, target)`` is called after every apply
    (target: the tensor written in place, or None)."""

    grad = True
    inference = False
    recorder = None


state = ext.state if NATIVE else State()
