"""How PyTorch cuts the work of LinearCrossEntropyLoss into pieces."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, Self

__all__ = ["LinearCrossEntropyOptions"]

_Fields = namedtuple(
    "_Fields",
    ["allow_retain_graph", "batch_chunk_size", "chunking_method", "acc_policy", "acc_dtype"],
    defaults=[False, None, "auto", "auto", None],
)


class LinearCrossEntropyOptions(_Fields):
    """PyTorch's options for saving memory in LinearCrossEntropyLoss. They are checked and kept; here the work is done
    in one piece, with which only rounding differs. Raises ValueError for values that PyTorch refuses.

    >>> LinearCrossEntropyOptions(batch_chunk_size=4).batch_chunk_size
    4
    """

    __slots__ = ()

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        new = super().__new__(cls, *args, **kwargs)
        if new.acc_policy not in ("auto", "accurate", "balanced", "compact"):
            raise ValueError(f"invalid acc_policy: {new.acc_policy!r}")
        method, size = new.chunking_method, new.batch_chunk_size
        if method not in (None, "auto"):
            name, _, factor = method.partition(":")
            if name != "aspect_ratio" or not ((factor or "1").isdigit() and int(factor or "1") > 0):
                raise ValueError(f"invalid chunking_method: {method!r}")
        if size is not None and not (isinstance(size, int) and size > 0):
            raise ValueError(f"batch_chunk_size must be positive int or None, got {size!r}")
        if new.acc_dtype is not None and not getattr(new.acc_dtype, "is_floating_point", False):
            raise ValueError(f"acc_dtype must be a floating dtype or None, got {new.acc_dtype!r}")
        return new
