"""Views: who shares memory with whom, and which in-place writes are refused."""

from __future__ import annotations

from math import prod

import numpy as np

from .modes import state
from .op import Op
from .types import Value


def link(v: Value, source: Value, op: Op, index: int) -> None:
    """Note that ``v`` is output ``index`` of view op ``op`` on ``source``."""
    base = source if source._base is None else source._base
    v._base = base
    v._chain = (source._chain, op, index)
    v._node_version = v._storage.version
    if not state.grad:
        v._creation = 3 if state.inference else 2
    else:
        v._creation = 1 if op.multi_view else source._creation


def chain_of(v: Value) -> tuple:
    """The view ops from the base to ``v``, each with the number of its output."""
    links, link = [], v._chain
    while link is not None:
        links.append(link[1:])
        link = link[0]
    return tuple(reversed(links))


def check_in_place(op: Op, target: Value, needs_grad: bool) -> None:
    """Refuse the in-place writes that would lose history; ``needs_grad``: an input requires a gradient."""
    if not (needs_grad or target.requires_grad):
        return
    if target._base is not None and target._creation:
        refuse(target, "is being modified inplace")
    if target.requires_grad and (target if target._base is None else target._base)._node is None:
        raise RuntimeError(
            f"a {'leaf' if target._base is None else 'view of a leaf'} Variable that requires grad is being used in an "
            f"in-place operation. ({op.name.lower()}_ would overwrite the value whose gradient is asked for: update it "
            "under torch.no_grad(), or write y = x.clone() first.)"
        )


_MADE_BY = {
    1: " This view is the output of a function that returns multiple views. Such functions do not allow the output "
    "views to be modified inplace. You should replace the inplace operation by an out-of-place one.",
    4: " This view was created inside a custom Function (or because an input was returned as-is) and the autograd "
    "logic to handle view+inplace would override the custom backward associated with the custom Function, "
    "leading to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the "
    "custom Function.",
}


def refuse(v: Value, what: str) -> None:
    """Raise the error for a view that an in-place write would invalidate; the reason is how the view was made."""
    maker = v._chain[1].name if v._node is None else v._node.name().rstrip("0123456789").removesuffix("Backward")
    if v._creation in _MADE_BY:
        raise RuntimeError(f"Output {v._output_nr} of {maker} is a view and {what}.{_MADE_BY[v._creation]}")
    block, normal = ("no_grad", "with grad mode enabled") if v._creation == 2 else ("inference_mode", "in normal mode")
    view = "A view was" if v._node is None else f"Output {v._output_nr} of {maker} is a view of a view which was"
    raise RuntimeError(
        f"{view} created in {block.removesuffix('_mode')} mode and {what} {normal}. Given that this use case is "
        "ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace "
        f"either both inside the {block} block (if you don't want the inplace to be tracked) or both outside (if you "
        "want the inplace to be tracked)."
    )


def check_overlap(target: Value, inputs, same=True) -> None:
    """Refuse writes into memory where two elements share a place, or that overlaps an input; ``same``: being it is
    allowed."""
    a = target._array
    if target._device.type == "meta":  # it has no memory
        return
    if a.size and any(s == 0 and n > 1 for n, s in zip(a.shape, a.strides, strict=True)):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )
    for b in [v._array for v in inputs if isinstance(v, Value) and v._storage is target._storage]:
        if not (same and same_place(a, b)) and _dense(a) and _dense(b) and np.may_share_memory(a, b):
            raise RuntimeError(
                "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
                "memory location. Please clone() the tensor before performing the operation."
            )


def same_place(a, b):
    """Whether two arrays are the same elements of memory in the same shape."""
    strides = zip(a.strides, b.strides, a.shape, strict=False)
    same = a.shape == b.shape and all(s == t for s, t, n in strides if n > 1)
    return same and (not a.size or _address(a) == _address(b))


def _address(a):
    return a.__array_interface__["data"][0]


def _dense(a):
    """Whether the elements fill a stretch of memory, in some order of the dimensions: PyTorch judges only those."""
    dims = sorted([(s, n) for s, n in zip(a.strides, a.shape, strict=True) if n > 1])
    return all(s == a.itemsize * prod([n for _, n in dims[:k]]) for k, (s, _) in enumerate(dims))
