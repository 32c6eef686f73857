"""Nested tuples, lists and dicts ("pytrees") taken apart into their leaves, and put together again."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque


class Tree:
    """How a nested structure is built: ``kind`` (the container's class, or None for a leaf), ``keys`` (of dicts; else
    what else makes it up), ``parts``."""

    __slots__ = ("count", "keys", "kind", "parts")

    def __init__(self, kind, keys, parts):
        self.kind, self.keys, self.parts = kind, keys, parts
        self.count = 1 if kind is None else sum(p.count for p in parts)

    def __eq__(self, other):
        return (
            isinstance(other, Tree)
            and self.kind is other.kind
            and self.keys == other.keys
            and self.parts == other.parts
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self):
        if self.kind is None:
            return "*"
        names = self.keys if isinstance(self.keys, list) else [None] * len(self.parts)
        inner = ", ".join(repr(p) if k is None else f"{k!r}: {p!r}" for k, p in zip(names, self.parts, strict=True))
        return f"{self.kind.__name__}[{inner}]"


LEAF = Tree(None, None, ())


def _parts(value):
    """(kind, keys, children) of a container, or None for a leaf."""
    kind = type(value)
    if kind in (dict, OrderedDict):
        return kind, list(value), list(value.values())
    if kind is defaultdict:
        return kind, [*value, value.default_factory], list(value.values())
    if kind in (list, tuple) or (isinstance(value, tuple) and hasattr(kind, "_fields")):
        return kind, None, list(value)
    if kind is deque:
        return kind, value.maxlen, list(value)
    return None


def flatten(value):
    """(leaves in order, the Tree) of a nested structure; everything that is no container is a leaf, None too.

    >>> flatten({"a": 1, "b": (2, None)})[0]
    [1, 2, None]
    """
    leaves: list = []
    return leaves, _flatten(value, leaves)


def _flatten(value, leaves):
    found = _parts(value)
    if found is None:
        leaves.append(value)
        return LEAF
    kind, keys, children = found
    return Tree(kind, keys, [_flatten(c, leaves) for c in children])


def unflatten(leaves, tree):
    """The nested structure again.

    >>> unflatten([1, 2], flatten(("x", ["y"]))[1])
    (1, [2])
    """
    return _unflatten(iter(leaves), tree)


def _unflatten(leaves, tree):
    if tree.kind is None:
        return next(leaves)
    children = [_unflatten(leaves, p) for p in tree.parts]
    kind = tree.kind
    if kind in (dict, OrderedDict):
        return kind(zip(tree.keys, children, strict=True))
    if kind is defaultdict:
        return defaultdict(tree.keys[-1], zip(tree.keys[:-1], children, strict=True))
    if kind is deque:
        return deque(children, tree.keys)
    if hasattr(kind, "_make"):
        return kind._make(children)
    return kind(children)


def mapped(function, value):
    """The structure with ``function`` applied to every leaf."""
    leaves, tree = flatten(value)
    return unflatten([function(v) for v in leaves], tree)


def broadcast(prefix, tree):
    """Leaves of ``prefix``, a structure like ``tree`` or one that ends earlier, repeated for every leaf of ``tree``
    below them; None if it isn't such a structure.

    >>> broadcast((0, 1), flatten((["a", "b"], "c"))[1])
    [0, 0, 1]
    """
    found = _parts(prefix)
    if found is None:
        return [prefix] * tree.count
    kind, keys, children = found
    if kind is not tree.kind or keys != tree.keys or len(children) != len(tree.parts):
        return None
    result = []
    for child, part in zip(children, tree.parts, strict=True):
        leaves = broadcast(child, part)
        if leaves is None:
            return None
        result += leaves
    return result
