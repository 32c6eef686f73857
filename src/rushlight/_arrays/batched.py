"""The array of a tensor inside vmap: it stands for one example of a batch.

Its shape and strides are one example's, so that shape rules, views and everything else that looks at a tensor see an
example. The numbers are those of ``physical``, a tensor one level further out, which has the batch as its first
dimension (``split``) or is the same for all examples.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_ITEM = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling .item() on a Tensor, "
    "please try to rewrite what you're doing with other operations (torch.where instead of if, say)."
)
_DATA = (
    "vmap: Cannot access data pointer of Tensor that doesn't have storage: inside vmap a tensor stands for many "
    "examples"
)
_GEOMETRY = (np.may_share_memory, np.empty_like)


class Batched(np.ndarray):
    """One example's shape and strides on the physical tensor's memory. Reading numbers from it is refused."""

    physical: Any
    level: int
    split: bool

    def __array_ufunc__(self, *args, **kwargs):
        raise RuntimeError(_DATA)

    def __array_function__(self, function, types, args, kwargs):
        if function in _GEOMETRY:
            return super().__array_function__(function, types, args, kwargs)
        raise RuntimeError(_DATA)

    def copy(self, order="K"):
        """The array of a copy of the whole batch."""
        return as_example(self.physical.clone(), self.level, self.split)

    def detached(self):
        """The array of the same batch without history."""
        return as_example(self.physical.detach(), self.level, self.split)

    def item(self, *args):
        raise RuntimeError(_ITEM)

    def _refuse(self, *args, **kwargs):
        raise RuntimeError(_DATA)

    __bool__ = __int__ = __float__ = __complex__ = __index__ = __getitem__ = __setitem__ = __iter__ = _refuse
    __array__ = __dlpack__ = astype = tolist = tobytes = fill = put = take = any = all = sum = min = max = _refuse
    __deepcopy__ = __reduce__ = __reduce_ex__ = _refuse


def as_example(physical: Any, level: int, split: bool) -> Batched:
    """The array that shows one example of ``physical`` at ``level``."""
    a = physical._array
    if split:
        if len(a):
            a = np.ndarray.__getitem__(a, (0, ...))
        else:
            a = np.ndarray(a.shape[1:], a.dtype)
    example = np.ndarray.view(a, Batched)
    example.physical, example.level, example.split = physical, level, split
    return example
