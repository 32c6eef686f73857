"""Checks on what a pickle builds: keys that can be hashed in no time, nesting that no recursive program trips
over."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


MAX_DEPTH = 500  # Python's own recursion limit is 1000
_MAX_KEY_PARTS = 1000
_PLAIN = frozenset((str, int, float, bytes, bool, type(None), complex))


def check_key(key: str) -> None:
    """Refuse tuples whose hash would take for ever (shared halves, doubled at each level) or overflow the C
    stack."""
    if type(key) in _PLAIN or not isinstance(key, (tuple, frozenset)):
        return
    parts, todo = 0, [(key, 0)]
    while todo:
        item, depth = todo.pop()
        parts += 1
        if parts > _MAX_KEY_PARTS or depth > 50:
            raise pickle.UnpicklingError("a dictionary key or set element is nested too deeply to be hashed")
        if isinstance(item, (tuple, frozenset)):
            todo.extend((part, depth + 1) for part in item)


def check_depth(root: Any) -> None:
    """Refuse containers nested more than MAX_DEPTH levels deep; reads them with a stack of its own."""
    height: dict[Any, Any] = {}  # id -> levels below, None while it is being measured (so cycles end)
    if not _parts(root):
        return
    todo = [(root, None)]
    while todo:
        item, parts = todo[-1]
        key = id(item)
        if parts is None:
            if key in height:
                todo.pop()
                continue
            height[key] = None
            parts = _parts(item)
            todo[-1] = (item, parts)
            todo.extend((p, None) for p in parts if id(p) not in height)
            continue
        todo.pop()
        below = max((height.get(id(p)) or 0 for p in parts), default=0)
        if below >= MAX_DEPTH:
            raise pickle.UnpicklingError(f"the object in the file is nested more than {MAX_DEPTH} levels deep")
        height[key] = below + 1


def _parts(item):
    """The containers directly inside a container."""
    kind = type(item)
    if kind is dict or isinstance(item, dict):
        return [v for v in item.values() if type(v) not in _PLAIN] + [k for k in item if isinstance(k, tuple)]
    if kind is list or kind is tuple or isinstance(item, (list, tuple, set, frozenset)):
        return [v for v in item if type(v) not in _PLAIN]
    return ()
