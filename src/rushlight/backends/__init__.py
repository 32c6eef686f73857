"""Which libraries compute: rushlight's own kernels, and nothing that could be switched on or off."""

from __future__ import annotations

from . import cuda, cudnn, mps

__all__ = ["cuda", "cudnn", "mps"]
