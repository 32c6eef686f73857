"""Dropout of whole squares of a feature map. Ghiasi et al., DropBlock, 2018."""

from __future__ import annotations

from ... import Tensor, empty, nn
from ...nn import functional as F

__all__ = ["DropBlock2d", "DropBlock3d", "drop_block2d", "drop_block3d"]


def _drop(input, p, block_size, inplace, eps, training, n):
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"drop probability has to be between 0 and 1, but got {p}.")
    if input.ndim != n + 2:
        raise ValueError(f"input should be {n + 2} dimensional. Got {input.ndim} dimensions.")
    if not training or p == 0.0:
        return input
    sizes = tuple(input.shape[2:])
    block_size = min(block_size, *sizes)
    if block_size % 2 == 0:
        raise ValueError(f"block size should be odd. Got {block_size} which is even.")
    places = [s - block_size + 1 for s in sizes]
    every = some = 1
    for s, place in zip(sizes, places, strict=True):
        every, some = every * s, some * place
    centres = empty((*input.shape[:2], *places), dtype=input.dtype, device=input.device)
    centres.bernoulli_((p * every) / (block_size**n * some))
    half = block_size // 2
    pool = F.max_pool2d if n == 2 else F.max_pool3d
    keep = 1 - pool(F.pad(centres, [half] * (2 * n)), stride=1, kernel_size=block_size, padding=half)
    scale = keep.numel() / (eps + keep.sum())
    return input.mul_(keep).mul_(scale) if inplace else input * keep * scale


def drop_block2d(
    input: Tensor, p: float, block_size: int, inplace: bool = False, eps: float = 1e-6, training: bool = True
) -> Tensor:
    """Zero squares of side ``block_size`` (odd) of feature maps (N, C, H, W), so that an element is zero with
    probability ``p``; what stays is scaled up. Raises ValueError for other p, sides and shapes.

    >>> drop_block2d(torch.ones(1, 1, 4, 4), 0.0, 3).sum()
    tensor(16.)
    """
    return _drop(input, p, block_size, inplace, eps, training, 2)


def drop_block3d(
    input: Tensor, p: float, block_size: int, inplace: bool = False, eps: float = 1e-6, training: bool = True
) -> Tensor:
    """``drop_block2d`` with cubes, for feature maps (N, C, D, H, W)."""
    return _drop(input, p, block_size, inplace, eps, training, 3)


class DropBlock2d(nn.Module):
    """``drop_block2d`` as a layer; in ``eval()`` it gives back its input.

    >>> DropBlock2d(0.1, 3)
    DropBlock2d(p=0.1, block_size=3, inplace=False)
    """

    def __init__(self, p: float, block_size: int, inplace: bool = False, eps: float = 1e-6) -> None:
        super().__init__()
        self.p, self.block_size, self.inplace, self.eps = p, block_size, inplace, eps

    def forward(self, input: Tensor) -> Tensor:
        return drop_block2d(input, self.p, self.block_size, self.inplace, self.eps, self.training)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(p={self.p}, block_size={self.block_size}, inplace={self.inplace})"


class DropBlock3d(DropBlock2d):
    """``drop_block3d`` as a layer."""

    def forward(self, input: Tensor) -> Tensor:
        return drop_block3d(input, self.p, self.block_size, self.inplace, self.eps, self.training)
