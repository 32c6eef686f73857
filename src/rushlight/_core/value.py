"""Value, Storage, Node: the readable reference of the compiled types in csrc/waist (same names, same meaning).

A Value is an array that remembers where it came from. A Node is one step of that history.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from typing import Any

from .._base import devices
from .._base.size import Size

PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")


class Storage:
    """The memory that views share: ``version`` counts the writes, ``writer`` names the last op that wrote, ``site`` is
    where that was called, (code, instruction); ``serial`` numbers them in the order in which they were made."""

    __slots__ = ("__weakref__", "serial", "site", "version", "writer")
    _count = 0
    writer: str | None
    site: tuple | None

    def __init__(self):
        self.version = 0
        self.writer = self.site = None
        Storage._count += 1
        self.serial = Storage._count

    def wrote(self, name):
        """Count a write by the op of this name, called from where the program is now."""
        self.version += 1
        self.writer, self.site = name, site()


def site():
    """Where the program is: (code, instruction) of the innermost caller outside this package. Errors look the line
    up."""
    frame = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
    return None if frame is None else (frame.f_code, frame.f_lasti)


class Value:
    """An array with a dtype, a device and, if gradients flow to it, the Node that made it.

    A *leaf* has no node; it may ask for a gradient itself (``_requires_grad``), which then gathers in ``_grad``.
    A *view* shares memory with ``_base``; ``_chain`` is the way from there, (the chain of what it was viewed from or
    None, view op, output number); ``_node_version`` is the storage
    version at which its node was true; ``_creation`` tells how a view came about: 0 usual, 1 one of several
    outputs, 2 without gradient mode, 3 in inference mode, 4 by a custom function.
    """

    __slots__ = (
        "__dict__",
        "__weakref__",
        "_array",
        "_base",
        "_chain",
        "_creation",
        "_device",
        "_dtype",
        "_grad",
        "_hooks",
        "_inference",
        "_node",
        "_node_version",
        "_output_nr",
        "_requires_grad",
        "_storage",
    )

    result_class: type[Any] | None = None  # the class of results computed from this one; None: its own
    default_class: type[Any]  # the class of results computed from no Value

    @classmethod
    def _wrap(cls, array, dtype, device=devices.cpu, storage=None):
        """A new leaf of this class around ``array`` (no copy, no ``__init__``)."""
        v = object.__new__(cls)
        v._array, v._dtype, v._device = array, dtype, device
        v._storage = Storage() if storage is None else storage
        v._node = v._grad = v._base = v._chain = v._hooks = None
        v._output_nr = v._node_version = v._creation = 0
        v._requires_grad = v._inference = False
        return v

    @property
    def dtype(self):
        """The dtype of the elements."""
        return self._dtype

    @property
    def device(self):
        """The device that holds the elements."""
        return self._device

    @property
    def shape(self):
        """The dimensions, a Size."""
        return Size(self._array.shape)

    @property
    def ndim(self):
        """The number of dimensions."""
        return self._array.ndim

    @property
    def requires_grad(self):
        """Whether gradients flow to this tensor."""
        if self._node is not None or self._requires_grad:
            return True
        base = self._base  # memory seen as numbers of another kind has no gradient, but the parts of complex ones have
        seen = base is not None and (self._dtype is base._dtype or base._dtype.category == 3)
        return seen and base.requires_grad

    @property
    def _version(self):
        """How often this memory was written since the tensor was made."""
        return self._storage.version


class Node:
    """One step of the graph: an op (for custom functions: a name), the edges to what it was computed from, and what
    its gradient needs.

    ``edges``: per input a pair (Node or leaf Value, output number), or None where no gradient flows;
    ``saved``: entries made by ``autograd.save``; ``specs``: the inputs' Specs; ``outs``: the outputs' Specs;
    ``call``: for custom functions, a callable(*grads) that replaces the op's vjp. ``seq`` orders nodes by age;
    ``site`` is where it was made, if it keeps anything.
    """

    __slots__ = (
        "__weakref__",
        "call",
        "edges",
        "hooks",
        "meta",
        "op",
        "outs",
        "post_hooks",
        "pre_hooks",
        "retained",
        "saved",
        "seq",
        "site",
        "specs",
    )
    _count = 0
    face: Any = None  # the module graph, which lies above this one
    slot: Any  # one saved value: a Tensor, a number or None; the function of module saving
    op: Any
    call: Any
    hooks: Any
    pre_hooks: Any
    post_hooks: Any
    retained: Any
    meta: Any
    saved: Any
    outs: Any

    def __new__(cls, op, *rest):
        return object.__new__(_named_type(op if type(op) is str else op.node_name, type(op) is str))

    def __init__(self, op, edges, specs, outs, call=None):
        self.op, self.edges, self.specs, self.outs, self.call = op, edges, specs, outs, call
        self.saved = ()
        self.site = None
        # hooks and retained: {output number: ...}; pre_hooks and post_hooks: ordered dicts of callables
        self.hooks = self.pre_hooks = self.post_hooks = self.retained = self.meta = None
        Node._count += 1
        self.seq = Node._count

    @property
    def n_slots(self):
        """How many saved values there is room for: per input one, then per output, the first one last."""
        return len(self.saved or ())

    def pack(self, i, packed):
        """Replace a saved value by an object whose ``unpack(node, output number or None)`` gives it back."""
        self.saved[i] = packed

    def room(self, n):
        """Make room for ``n`` saved values, for custom functions; ``pack`` puts them there."""
        self.saved, self.site = [None] * n, site()

    def is_packed(self, i):
        """Whether ``pack`` replaced a saved value."""
        return hasattr(self.saved[i], "unpack_hook")

    def __getattr__(self, name):
        return self.face.node_attribute(self, name)

    def __dir__(self):
        return self.face.node_dir(self)

    def name(self) -> str:
        """The op's name as PyTorch prints it: ``AddBackward0``."""
        return self.op if type(self.op) is str else self.op.node_name

    @property
    def next_functions(self):
        """Per input a pair (node, output number): where its gradient goes."""
        return self.face.next_functions(self)

    @property
    def metadata(self):
        """A dict for the user's own notes."""
        if self.meta is None:
            self.meta = {}
        return self.meta

    def register_hook(self, hook):
        """Call ``hook(grad_inputs, grad_outputs)`` after the node ran; it may return other gradients. Returns a
        handle."""
        return self.face.hook_node(self, hook, False)

    def register_prehook(self, hook):
        """Call ``hook(grad_outputs)`` before the node runs; it may return others. Returns a handle."""
        return self.face.hook_node(self, hook, True)


@cache
def _named_type(name, custom):
    """The class of nodes of this name: programs ask ``type(grad_fn)`` for it."""
    first, _, last = name.rpartition(":")
    module = "torch.autograd.function" if custom and not first else "builtins"
    return type(last, (Node,), {"__slots__": (), "__module__": module})


class OpBase:
    """What ops inherit: the table that makes equal ops one."""

    __slots__ = ("__weakref__",)
    _interned: dict

    @classmethod
    def of(cls, *params):
        """The one record with these parameters (kept in a bounded table, so that its plans are found again)."""
        key = (params, repr(params))  # 1, 1.0 and True are equal, but not the same
        op = cls._interned.get(key)
        if op is None:
            if len(cls._interned) >= 4096:
                cls._interned.clear()
            op = cls._interned[key] = cls(*params)
        return op
