"""Modes: gradients on or off, inference, the recorder that sees every ``apply``. Each thread has its own, but for
anomaly detection."""

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
    anomaly        None, or an object, the same for all threads, whose ``made(node)`` is called for every new node,
                   ``ran(node, grads)`` after every node of a backward pass, and ``failed(node, error)`` if one raised
    backward_pass  the number of the innermost backward pass, or -1
    """

    grad = True
    inference = False
    recorder = None
    saved_hooks = None
    vmap = None
    before_write = None
    _anomaly = None
    visits = None  # of the innermost backward pass: see engine
    backward_pass = -1

    @property
    def anomaly(self):
        return State._anomaly

    @anomaly.setter
    def anomaly(self, watcher):
        State._anomaly = watcher

    @property
    def captures(self):
        """Whether the backward pass returns the gradients of given inputs."""
        return self.visits is not None and self.visits[1] is not None


class Recorder:
    """What sees every ``apply``. ``next``: the recorder before it, which it tells."""

    next: Recorder | None = None
    kind = ""

    def find(self, kind):
        """The innermost recorder of a kind, or None."""
        return self if self.kind == kind else None if self.next is None else self.next.find(kind)

    def begin(self, op):
        """Called before an op's arrays are computed."""
        self.next is None or self.next.begin(op)

    def writing(self, op, inputs, target):
        """Called before ``target`` is written in place."""
        self.next is None or self.next.writing(op, inputs, target)

    def storing(self, op, out, result):
        """Called before ``result`` is left in an ``out=`` tensor."""
        self.next is None or self.next.storing(op, out, result)


state = ext.state if NATIVE else State()
