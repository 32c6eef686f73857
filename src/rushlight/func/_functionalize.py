"""functionalize: a function of tensors without its writes and views, as far as callers can see."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from .._core import Value
from .._vmap.tree import flatten, mapped

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["functionalize"]

_REMOVED = {
    "mutations": "all inplace and out= operators will be removed from the program, and replaced with their "
    "out-of-place equivalents.",
    "mutations_and_views": "In addition to the above, all aliasing operators {view} will be replaced with their "
    "non-aliasing counterparts, {view}_copy.",
}


def functionalize(func: Callable[..., Any], *, remove: str = "mutations") -> Callable[..., Any]:
    """A function that computes what ``func`` does, as if without in-place operations: what it wrote to its arguments
    they have afterwards, but no result shares memory with an argument that was written.

    remove: 'mutations', or 'mutations_and_views': no result is a view. Operations run one by one here, so nothing else
    is left of it. Raises RuntimeError for other words.

    >>> x = torch.zeros(2)
    >>> y = torch.func.functionalize(lambda t: t.add_(1))(x)
    >>> x, y is x
    (tensor([1., 1.]), False)
    """
    if remove not in _REMOVED:
        options = "\n".join(f"     remove='{word}': {what}" for word, what in _REMOVED.items())
        raise RuntimeError(
            f"functionalize(f, remove='mutations'): received invalid argument for remove={remove}. Valid options "
            f"are:\n{options}"
        )

    @functools.wraps(func)
    def functional(*args, **kwargs):
        given = [v for v in flatten((args, kwargs))[0] if isinstance(v, Value)]
        before = {id(v._storage): v._version for v in given}
        itself = {id(v) for v in given}

        def apart(v):
            if not isinstance(v, Value):
                return v
            written = before.get(id(v._storage), v._version) != v._version
            aliases = remove == "mutations_and_views" and id(v) not in itself and v._base is not None
            return v.clone() if written or aliases else v

        return mapped(apart, func(*args, **kwargs))

    return functional
