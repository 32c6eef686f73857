"""Per-thread modes: gradients on or off, inference, and the recorder that sees every ``apply``."""

from __future__ import annotations

import threading

from .._native import ext
from .types import NATIVE


class State(threading.local):
    """What each thread has for itself.

    grad           record the graph
    inference      tensors made now never take part in autograd
    recorder       None, or a Recorder: ``begin(op)`` is called before and ``record(op, inputs, outputs, target)`` after
                   every apply
                   (target: the tensor written in place, or None)
    vmap           None, or the innermost vmap that runs
    saved_hooks    None, or the pair of functions through which what nodes keep goes
    before_write   None, or a function of the Storage that an op is about to write
    anomaly        None, or an object whose ``ran(node, grads)`` is called after every node of a backward pass, and
                   ``failed(node, error)`` if one raised
    backward_pass  the number of the innermost backward pass, or -1
    """

    grad = True
    inference = False
    recorder = None
    saved_hooks = None
    vmap = None
    before_write = None
    anomaly = None
    visits = None  # of the innermost backward pass: see engine
    backward_pass = -1

    @property
    def captures(self):
        """Whether the backward pass returns the gradients of given inputs."""
        return self.visits is not None and self.visits[1] is not None


class Recorder:
    """What sees every ``apply``. ``next``: the recorder before it, which it tells."""

    next: Recorder | None = None

    def instead(self, op, inputs, target):
        """The result of an op, if it is not to be computed as usual; else NotImplemented."""
        return NotImplemented

    def begin(self, op):
        """Called before an op's arrays are computed."""
        if self.next is not None:
            self.next.begin(op)


state = ext.state if NATIVE else State()
