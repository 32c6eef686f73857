"""functorch.experimental: names that are ``torch.func``'s own by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..func import functionalize, hessian, jacfwd, jvp, replace_all_batch_norm_modules_, vmap

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

__all__ = ["chunk_vmap", "functionalize", "hessian", "jacfwd", "jvp", "replace_all_batch_norm_modules_"]


def chunk_vmap(
    func: Callable[..., Any], in_dims: Any = 0, out_dims: Any = 0, randomness: str = "error", chunks: int = 2
) -> Callable[..., Any]:
    """``vmap`` of a batch in so many parts, one after the other, to bound the memory.

    >>> from rushlight.functorch.experimental import chunk_vmap
    >>> chunk_vmap(torch.sum, chunks=2)(torch.ones(4, 3))
    tensor([3., 3., 3., 3.])
    """
    if chunks < 1:
        raise ValueError(f"chunk_vmap: chunks should be at least 1, got {chunks}")

    def batched(*args, **kwargs):
        n = _size(in_dims, args)
        whole = vmap(func, in_dims, out_dims, randomness, chunk_size=-(-n // chunks) if n > chunks > 1 else None)
        return whole(*args, **kwargs)

    return batched


def _size(in_dims, args):
    from .._vmap.tree import broadcast, flatten

    leaves, tree = flatten(args)
    dims = broadcast(in_dims, tree) or ()
    return next((v.shape[d] for v, d in zip(leaves, dims, strict=False) if d is not None), 0)
